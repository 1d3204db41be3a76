//! Encounters over a real socket: each office is told what it may see, and no more; those
//! who decide have them judged again.

use super::offices::sealed;
use super::*;
use crate::record::{EncounterListing, EncounterRow, Rejudge, Rejudging};

impl Console {
    /// The encounters that are listed here; absent when that is refused.
    fn encounters(&mut self, serial: u64) -> Option<Vec<EncounterRow>> {
        let listing = EncounterListing::default();
        self.say(ToService::Encounters { serial, listing, offset: 0, limit: 9 });
        self.next(|m| match m {
            FromService::Encounters { serial: of, page } if of == serial => {
                assert_eq!(page.total, page.encounters.len() as u64);
                Some(Some(page.encounters))
            }
            FromService::Refused { .. } => Some(None),
            _ => None,
        })
    }

    /// Whether an encounter is opened here.
    fn opens(&mut self, n: u32) -> bool {
        self.say(ToService::Encounter { id: served(n).row.id });
        self.next(|m| match m {
            FromService::Encounter(detail) => {
                assert_eq!((detail.moments.len(), detail.rulings.len()), (3, 3));
                Some(true)
            }
            FromService::Refused { .. } => Some(false),
            _ => None,
        })
    }

    fn rejudges(&mut self, dry: bool) -> Option<Rejudging> {
        self.say(ToService::Rejudge { asked: Rejudge { dry, ..Rejudge::default() } });
        self.next(|m| match m {
            FromService::Rejudged(done) => Some(Some(*done)),
            FromService::Refused { .. } => Some(None),
            _ => None,
        })
    }
}

/// Who, the numbers of those listed, and which of the two are opened.
type Told = (&'static str, Option<&'static [u32]>, [bool; 2]);

#[test]
fn each_office_sees_the_encounters_that_are_its_own() {
    let (service, _, _) = sealed();
    let told: [Told; 8] = [
        ("总管", Some(&[2, 1]), [true, true]),
        ("东区主管", Some(&[1]), [true, false]),
        ("东区窗口甲", Some(&[1]), [true, false]),
        ("东区窗口乙", Some(&[]), [false, false]),
        ("词表", None, [false, false]),
        ("检查", Some(&[2, 1]), [false, false]),
        ("审计", None, [false, false]),
        ("纪检", None, [false, false]),
    ];
    for (serial, (who, listed, opened)) in (1..).zip(told) {
        let mut console = service.enter(who);
        let rows = console.encounters(serial);
        let ids = rows.as_ref().map(|rows| rows.iter().map(|row| row.id.clone()).collect());
        let expected: Option<Vec<String>> =
            listed.map(|listed| listed.iter().map(|n| served(*n).row.id).collect());
        assert_eq!(ids, expected, "{who}");
        // Who looks in from outside reads no counter.
        let nameless = who == "检查";
        assert!(rows.iter().flatten().all(|row| row.counter.is_empty() == nameless), "{who}");
        assert_eq!([console.opens(1), console.opens(2)], opened, "{who}");
    }
}

#[test]
fn those_who_decide_have_them_judged_again_within_what_they_see() {
    let (service, _, _) = sealed();
    for who in ["东区窗口甲", "检查", "词表"] {
        assert_eq!(service.enter(who).rejudges(false), None, "{who}");
    }
    let mut all = service.enter("总管");
    let dry = all.rejudges(true).unwrap();
    assert_eq!((dry.judged, dry.changed.len()), (2, 2));
    let mut east = service.enter("东区主管");
    let done = east.rejudges(false).unwrap();
    assert_eq!((done.judged, done.changed.len()), (1, 1));
    let row = &done.changed[0].row;
    assert_eq!(row.id, served(1).row.id);
    // Everybody who sees it is told.
    let told = all.next(|m| match m {
        FromService::Met(row) => Some(row),
        _ => None,
    });
    assert_eq!(told, *row);
    // Judged twice it comes to the same; the west is as it was.
    assert_eq!(east.rejudges(false).unwrap().changed, []);
    assert_eq!(
        all.encounters(1).unwrap(),
        [served(2).row, row.clone()].map(|row| {
            let counter = if row.id == served(2).row.id { "4号窗口" } else { "3号窗口" };
            EncounterRow { counter: counter.to_owned(), ..row }
        })
    );
    let store = Store::open_read_only(service.store.path()).unwrap();
    let line = store.log_about(&row.id).unwrap().pop().unwrap();
    assert_eq!((line.what, line.actor.as_str()), (What::Rejudged, "u2"));
}

#[test]
fn where_nobody_signs_in_everybody_sees_all() {
    let keep = TempDir::new().unwrap();
    let (mut store, _) = Store::open(keep.path()).unwrap();
    for n in 1..4 {
        store.put_encounter(&served(n)).unwrap();
    }
    drop(store);
    let service = Service::over(keep, Vec::new());
    let client = Client::attach(service.store.path(), "前台").unwrap();
    let mut console = Console { client };
    console.hello();
    assert_eq!(console.encounters(1).unwrap().len(), 3);
    assert!(console.opens(2));
    assert!(!console.opens(9), "there is none");
    assert_eq!(console.rejudges(false).unwrap().judged, 3);
}

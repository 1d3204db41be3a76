use super::*;
use crate::account::Standing;
use crate::record::store::testkit::evidence;
use crate::record::{Ground, Outcome};
use crate::vault::Secret;
use jiff::Timestamp;

fn account(id: &str, office: Office, unit: &str) -> Account {
    Account {
        id: id.into(),
        name: String::new(),
        office,
        unit: unit.into(),
        standing: Standing::Active,
        public: Secret::generate().unwrap().public(),
        until: None,
        made_at: Timestamp::UNIX_EPOCH,
    }
}

fn warrant(id: &str, office: Office, unit: &str) -> Warrant {
    let account = account(id, office, unit);
    let sight = Sight::of(&account, [("3号窗口", "east"), ("4号窗口", "west")]);
    Warrant::of(&account, sight)
}

fn incident(unit: &str, person: Option<&str>, integrity: bool) -> Incident {
    let mut incident = evidence("20261122-011530-7k2q", 1).incident;
    incident.custody.unit = unit.into();
    incident.custody.person = person.map(str::to_owned);
    incident.custody.integrity = integrity;
    incident
}

fn decided(disposition: Disposition) -> Deed {
    Deed::Decided { disposition }
}

#[test]
fn everybody_sees_their_own_and_nothing_else() {
    let plain = incident("east", Some("u9"), false);
    let west = incident("west", None, false);
    let bribe = incident("east", Some("u9"), true);
    for (office, unit, expected) in [
        (Office::Supervisor, "", [true, true, false]),
        (Office::Supervisor, "east", [true, false, false]),
        (Office::Staff, "east", [true, false, false]),
        (Office::Trainer, "", [false; 3]),
        (Office::Inspector, "", [true, true, false]),
        (Office::Auditor, "", [false; 3]),
        (Office::Discipline, "", [false, false, true]),
        (Office::Discipline, "west", [false, false, false]),
    ] {
        let sight = warrant("u9", office, unit).sight;
        let seen = [&plain, &west, &bribe].map(|incident| sight.holds(&incident.custody));
        assert_eq!(seen, expected, "{office:?} {unit}");
    }
    assert!(!warrant("u8", Office::Staff, "east").sight.holds(&plain.custody));
}

#[test]
fn who_looks_in_from_outside_reads_no_name() {
    let sight = warrant("u5", Office::Inspector, "").sight;
    let mut told = incident("east", Some("u9"), false);
    told.handling.assignee = Some("u2".into());
    told.custody.sealed_to = vec!["u9".into()];
    let json = serde_json::to_string(&sight.shown(told)).unwrap();
    for name in ["3号窗口", "u9", "u2", "east"] {
        assert!(!json.contains(name), "{name} in {json}");
    }
    let listing = Listing {
        counter: Some("3号窗口".into()),
        assignee: Some("u2".into()),
        search: "3号".into(),
        sort: Sort::Counter,
        ..Listing::default()
    };
    assert_eq!(sight.cut(listing), Listing::default());
}

#[test]
fn steps_are_for_those_whose_they_are() {
    let mine = incident("east", Some("u9"), false);
    let steps = [
        decided(Disposition::Confirmed),
        decided(Disposition::Upheld),
        decided(Disposition::Reviewed),
        decided(Disposition::Appealed),
        Deed::Appealed { ground: Ground::NotMe },
        Deed::Commented,
        Deed::Seen,
        Deed::Played,
        Deed::Concerns { person: String::new() },
        Deed::Assigned { to: String::new() },
        Deed::Escalated,
        Deed::Attended { outcome: Outcome::Left },
    ];
    let allowed = |warrant: &Warrant, incident: &Incident| -> String {
        let one = |deed: &Deed| warrant.check(incident, &[], Step::Deed(deed)).is_ok();
        steps.iter().map(|deed| if one(deed) { '1' } else { '0' }).collect()
    };
    for (office, expected) in [
        (Office::Supervisor, "111001111111"),
        (Office::Staff, "000000000000"),
        (Office::Trainer, "000000000000"),
        (Office::Inspector, "000000000000"),
        (Office::Auditor, "000000000000"),
        (Office::Discipline, "000000000000"),
    ] {
        assert_eq!(allowed(&warrant("u1", office, ""), &mine), expected, "{office:?}");
    }
    assert_eq!(allowed(&warrant("u9", Office::Staff, "east"), &mine), "001011110000");
    let bribe = incident("east", Some("u9"), true);
    assert_eq!(allowed(&warrant("u9", Office::Staff, "east"), &bribe), "000000000000");
    assert_eq!(allowed(&warrant("u7", Office::Discipline, ""), &bribe), "111001111111");
    // Who sat at the counter and supervises by now.
    assert_eq!(allowed(&warrant("u9", Office::Supervisor, ""), &mine), "001001111000");
}

#[test]
fn an_appeal_is_decided_by_somebody_else() {
    let (one, other) =
        (warrant("u1", Office::Supervisor, ""), warrant("u2", Office::Supervisor, ""));
    let mine = incident("east", Some("u9"), false);
    let history = [Entry {
        at: Timestamp::UNIX_EPOCH,
        actor: "u1".into(),
        deed: decided(Disposition::Confirmed),
        note: String::new(),
    }];
    let upheld = decided(Disposition::Upheld);
    let check = |who: &Warrant| who.check(&mine, &history, Step::Deed(&upheld));
    assert_eq!(check(&one), Err(Denied::DecidedBefore));
    assert_eq!(check(&other), Ok(()));
    assert_eq!(one.check(&mine, &history, Step::Undo), Ok(()));
}

#[test]
fn complaints_are_for_supervisors_of_the_counter() {
    let change = TicketChange::Remark;
    let east = warrant("u1", Office::Supervisor, "east");
    assert_eq!(east.check_ticket("3号窗口", &change), Ok(()));
    assert_eq!(east.check_ticket("4号窗口", &change), Err(Denied::Outside));
    for office in Office::ALL {
        let may = warrant("u1", office, "").check_ticket("4号窗口", &change).is_ok();
        assert_eq!(may, office == Office::Supervisor, "{office:?}");
    }
}

#[test]
fn listings_and_figures_are_cut_to_what_somebody_sees() {
    use crate::record::store::testkit::{id, open_clean, place};
    use crate::record::{IncidentState, Span, Texts};
    use jiff::tz::TimeZone;
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let mut all = Vec::new();
    for (n, (unit, person, integrity)) in [
        ("east", Some("u9"), false),
        ("east", None, false),
        ("east", Some("u9"), true),
        ("west", Some("u8"), false),
        ("west", None, true),
        ("", Some("u9"), false),
    ]
    .into_iter()
    .enumerate()
    {
        let n = u32::try_from(n).unwrap() + 1;
        let mut evidence = evidence(&id(n), n);
        evidence.incident.state = IncidentState::Closed;
        evidence.incident.counter = if unit == "west" { "4号窗口" } else { "3号窗口" }.into();
        evidence.incident.custody = incident(unit, person, integrity).custody;
        all.push(store.put(&evidence).unwrap());
    }
    let now = all[0].at;
    for office in Office::ALL {
        for unit in ["", "east", "west"] {
            let sight = warrant("u9", office, unit).sight;
            let mut expected: Vec<&str> = all
                .iter()
                .filter(|incident| sight.holds(&incident.custody))
                .map(|incident| incident.id.as_str())
                .collect();
            expected.reverse();
            let page =
                store.list_within(&sight, &Listing::default(), (0, 99), &Texts::default()).unwrap();
            let listed: Vec<&str> = page.incidents.iter().map(|one| one.id.as_str()).collect();
            assert_eq!((listed, page.total), (expected.clone(), expected.len() as u64));
            let found = Listing { search: "号窗口".into(), ..Listing::default() };
            let found = store.list_within(&sight, &found, (0, 99), &Texts::default()).unwrap();
            assert_eq!(found.total, expected.len() as u64, "{office:?} {unit}");
            let figures = store.figures_within(&sight, Span::Day, now, &TimeZone::UTC).unwrap();
            assert_eq!(figures.total.incidents, expected.len() as u64, "{office:?} {unit}");
            assert_eq!(figures.by_counter.is_empty(), sight.nameless || expected.is_empty());
            assert_eq!(store.unseen_by(&sight, "u9").unwrap(), expected.len() as u64);
        }
    }
}

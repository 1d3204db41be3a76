//! What consoles ask of retention, what a service that listens does by itself, and mutes.

use super::*;
use crate::record::{IncidentState, MACHINE, Retained, Retaining, What};
use crate::units::Role;
use jiff::SignedDuration;

const COUNTER: &str = "3号窗口";

/// A service that listens to one counter, over a store with one incident of long ago.
fn listening(rules: Rules, mute: Mute) -> Service {
    let keep = TempDir::new().unwrap();
    let (mut store, _) = Store::open(keep.path()).unwrap();
    let mut old = evidence(&id(1), 1);
    old.incident.at = "2020-01-01T00:00:00Z".parse().unwrap();
    old.incident.state = IncidentState::Closed;
    store.put(&old).unwrap();
    drop(store);
    let counter = Counter {
        info: CounterInfo { name: COUNTER.into(), roles: vec![Role::Clerk] },
        ledger: Arc::new(Ledger::new(1)),
        away: Arc::default(),
        hours: Calendar {
            sessions: Vec::new(),
            weekdays: Vec::new(),
            closing_min: 0,
            ..Calendar::default()
        },
        on_duty: None,
        mute,
    };
    Service::over_with(keep, Vec::new(), vec![counter], rules)
}

fn retained(console: &mut Console, asked: Retaining) -> Retained {
    console.say(ToService::Retain { asked });
    console.next(|m| match m {
        FromService::Retained(retained) => Some(*retained),
        _ => None,
    })
}

/// What the log says about the counter once `wanted` stands in it.
fn logged(service: &Service, wanted: What) -> Vec<(String, What, String)> {
    let deadline = Instant::now() + SOON;
    loop {
        let store = Store::open_read_only(service.store.path()).unwrap();
        let lines = store.log_about(COUNTER).unwrap();
        if lines.iter().any(|line| line.what == wanted) {
            return lines.into_iter().map(|line| (line.actor, line.what, line.value)).collect();
        }
        assert!(Instant::now() < deadline, "{lines:?}");
        thread::yield_now();
    }
}

#[test]
fn a_console_holds_releases_and_brings_back() {
    let service = Service::start();
    let mut console = service.attach("陈");
    let one = |id: String| Retained { found: vec![id], ..Retained::default() };
    assert_eq!(retained(&mut console, Retaining::Hold { id: id(1) }), one(id(1)));
    assert_eq!(retained(&mut console, Retaining::Release { id: id(1) }), one(id(1)));
    assert_eq!(retained(&mut console, Retaining::Run), Retained::default());
    console.say(ToService::Retain { asked: Retaining::BringBack { id: id(1) } });
    assert!(console.refused().contains("没有被移出"));
    console.say(ToService::Retain { asked: Retaining::Hold { id: id(9) } });
    assert!(console.refused().contains(&id(9)));
    let store = Store::open_read_only(service.store.path()).unwrap();
    let lines = store.log_about(&id(1)).unwrap();
    let held: Vec<_> = lines.iter().filter(|line| line.what == What::Held).collect();
    assert_eq!(held.len(), 2);
    assert!(held.iter().all(|line| line.actor == "陈"), "{held:?}");
}

#[test]
fn a_service_that_listens_sets_aside_what_has_had_its_time() {
    let rules = Rules { undecided_days: 180, ..Rules::FOR_EVER };
    let service = listening(rules, Mute::default());
    let deadline = Instant::now() + SOON;
    loop {
        let store = Store::open_read_only(service.store.path()).unwrap();
        let lines = store.log_about(&id(1)).unwrap();
        if let Some(line) = lines.iter().find(|line| line.what == What::SetAside) {
            assert_eq!((line.actor.as_str(), line.value.as_str()), (MACHINE, "undecided"));
            break;
        }
        assert!(Instant::now() < deadline, "{lines:?}");
        thread::yield_now();
    }
}

#[test]
fn a_mute_is_set_shown_written_down_and_ends() {
    let mute = Mute::new(None, 60.0);
    let service = listening(Rules::FOR_EVER, mute.clone());
    let client = Client::attach(service.store.path(), "陈").unwrap();
    let mut console = Console { client };
    console.next(|m| matches!(m, FromService::Hello(_)).then_some(()));
    let set = |counter: Option<&str>, minutes| ToService::Mute {
        counter: counter.map(str::to_owned),
        minutes,
        note: "换班".into(),
    };
    console.say(set(Some("9号窗口"), 5));
    assert!(console.refused().contains("没有在监听"));
    console.say(set(None, 241));
    assert!(console.refused().contains("240"));
    assert_eq!(mute.said(), None);

    console.say(set(Some(COUNTER), 240));
    let until = console.next(|m| match m {
        FromService::Status(status) => status.counters[0].muted_until,
        _ => None,
    });
    let left = until.duration_since(clock::now());
    assert!(left > SignedDuration::from_mins(235) && left <= SignedDuration::from_mins(240));
    // Its time is over.
    mute.set(Some(clock::now() - SignedDuration::from_secs(1)));
    let lines = logged(&service, What::Unmuted);
    let [.., muted, unmuted] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((muted.0.as_str(), muted.1), ("陈", What::Muted));
    assert!(muted.2.ends_with(" with a reason") && !muted.2.contains("换班"), "{muted:?}");
    assert_eq!((unmuted.0.as_str(), unmuted.2.as_str()), (MACHINE, "over"));
    assert_eq!(mute.said(), None);
}

use super::*;
use crate::vault::Secret;
use std::time::Duration;

fn account(id: &str, office: Office, unit: &str) -> Account {
    Account {
        id: id.into(),
        name: format!("name of {id}"),
        office,
        unit: unit.into(),
        standing: Standing::Active,
        public: Secret::generate().unwrap().public(),
        until: None,
        made_at: Timestamp::UNIX_EPOCH,
    }
}

fn at(s: i64) -> Timestamp {
    Timestamp::from_second(s).unwrap()
}

#[test]
fn evidence_is_for_those_it_concerns_and_nobody_else() {
    let mut all = vec![
        account("boss", Office::Supervisor, ""),
        account("east", Office::Supervisor, "east"),
        account("west", Office::Supervisor, "west"),
        account("clerk", Office::Staff, "east"),
        account("other", Office::Staff, "east"),
        account("law", Office::Discipline, ""),
        account("lists", Office::Trainer, ""),
        account("eye", Office::Inspector, ""),
        account("log", Office::Auditor, ""),
    ];
    let ids = |concern: &Concern, all: &[Account]| -> Vec<String> {
        audience(concern, all).iter().map(|account| account.id.clone()).collect()
    };
    let mut concern = Concern { unit: "east".into(), integrity: false, person: None };
    assert_eq!(ids(&concern, &all), ["boss", "east"]);
    concern.person = Some("clerk".into());
    assert_eq!(ids(&concern, &all), ["boss", "east", "clerk"]);
    all[3].standing = Standing::Leaving;
    assert_eq!(ids(&concern, &all), ["boss", "east", "clerk"]);
    all[1].standing = Standing::Disabled;
    assert_eq!(ids(&concern, &all), ["boss", "clerk"]);
    assert_eq!(pairs(&concern, &all).len(), 1);
    concern.integrity = true;
    assert_eq!(ids(&concern, &all), ["law"]);
}

#[test]
fn an_account_ends_by_itself() {
    let mut eye = account("eye", Office::Inspector, "");
    eye.until = Some(at(100));
    assert!(eye.is_open(at(99)) && !eye.is_open(at(100)));
    eye.standing = Standing::Disabled;
    assert!(!eye.is_open(at(0)));
}

#[test]
fn nobody_decides_on_themselves_and_outsiders_open_nothing() {
    for office in Office::ALL {
        assert!(!(may(office, Action::Answer) && may(office, Action::Decide)), "{office:?}");
        let opens = matches!(office, Office::Supervisor | Office::Staff | Office::Discipline);
        assert_eq!(may(office, Action::OpenEvidence), opens, "{office:?}");
        assert_eq!(may(office, Action::ReadLive), office == Office::Supervisor, "{office:?}");
    }
    let auditors: Vec<_> =
        Action::ALL.into_iter().filter(|action| may(Office::Auditor, *action)).collect();
    assert_eq!(auditors, [Action::ReadLog]);
}

#[test]
fn waits_double_and_end_at_an_hour() {
    let waits: Vec<u64> = (4..15).map(|n| wait_after(n).as_secs()).collect();
    assert_eq!(waits, [0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    assert_eq!(wait_after(u32::MAX), Duration::from_secs(3600));
}

#[test]
fn a_swap_counts_for_more_than_the_roster_and_two_are_nobody() {
    let seat = |person: &str, from, until, origin| Seat {
        counter: "3".into(),
        person: person.into(),
        from: at(from),
        until: at(until),
        origin,
    };
    let roster = Origin::Roster;
    let mut seats = vec![seat("u1", 0, 100, roster), seat("u2", 50, 100, roster)];
    let one = |person: &str| Seats::One(person.into());
    assert_eq!(seated(&seats, "3", at(10)), one("u1"));
    assert_eq!(seated(&seats, "3", at(50)), Seats::Unclear(vec!["u1".into(), "u2".into()]));
    assert_eq!(seated(&seats, "3", at(100)), Seats::Unclear(vec![]));
    assert_eq!(seated(&seats, "4", at(10)), Seats::Unclear(vec![]));
    seats.push(seat("u3", 60, 90, Origin::Swap));
    assert_eq!(seated(&seats, "3", at(70)), one("u3"));
    seats.push(seat("", 80, 90, Origin::Swap));
    assert_eq!(seated(&seats, "3", at(85)), Seats::Unclear(vec![]));
}

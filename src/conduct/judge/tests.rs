use super::*;
use crate::conduct::moment::{AmountKind, Side, What};

fn turn(side: Side, start_s: f64, end_s: f64) -> Moment {
    let what = What::Turn { syllables: 10, above_db: 20.0, asks: false, understood: true };
    Moment { start_s, end_s, side, what }
}

fn encounter(moments: Vec<Moment>) -> Encounter {
    let start_s = moments.first().map_or(0.0, |m| m.start_s);
    let end_s = moments.iter().map(|m| m.end_s).fold(0.0, f64::max);
    let clear_start = true;
    Encounter { start_s, end_s, moments, clear_start, clear_end: true }
}

fn of(packs: &Rulebook, encounter: &Encounter, id: &str) -> Option<Verdict> {
    rule(packs, encounter).into_iter().find(|ruling| ruling.rule == id).map(|r| r.verdict)
}

#[test]
fn every_shipped_pack_can_be_read_and_knows_all_rules() {
    for name in ["common", "government", "hospital", "bank"] {
        let packs = Rulebook::shipped(&[name.to_owned()]).unwrap_or_else(|e| panic!("{name}: {e}"));
        let ids: Vec<String> = (1..=92).map(|n| format!("R{n:02}")).collect();
        let read_off = packs.rules.keys().filter(|id| id.starts_with('R'));
        assert!(read_off.eq(ids.iter()), "{name}");
        for rule in packs.rules.values() {
            assert!(rule.needs.iter().all(|id| packs.rules.contains_key(id)), "{}", rule.id);
        }
    }
    assert!(Rulebook::shipped(&["harbour".to_owned()]).is_err());
}

#[test]
fn the_sum_is_checked_only_of_cash() {
    let packs = Rulebook::shipped(&[]).unwrap();
    let amount = |kind, yuan: u64| Moment {
        what: What::Amount { kind, fen: yuan * 100 },
        ..turn(Side::Clerk, 8.0, 10.0)
    };
    let (due, received, change) = (AmountKind::Due, AmountKind::Received, AmountKind::Change);
    for (sums, expected) in [
        (vec![(due, 75)], None),
        (vec![(due, 75), (received, 100), (change, 25)], Some(Verdict::Kept)),
        (vec![(due, 38), (received, 50), (change, 22)], Some(Verdict::Broken)),
        (vec![(due, 38), (received, 50)], Some(Verdict::Broken)),
        (vec![(due, 50), (received, 50)], Some(Verdict::Kept)),
        (vec![(received, 50), (change, 12)], Some(Verdict::Broken)),
    ] {
        let mut moments = vec![turn(Side::Citizen, 0.0, 2.0), turn(Side::Clerk, 8.0, 10.0)];
        moments.extend(sums.iter().map(|(kind, yuan)| amount(*kind, *yuan)));
        assert_eq!(of(&packs, &encounter(moments), "R51"), expected, "{sums:?}");
    }
}

#[test]
fn where_sides_are_unknown_nothing_that_asks_for_one_is_judged() {
    let packs = Rulebook::shipped(&[]).unwrap();
    let talk = encounter(vec![turn(Side::Unknown, 0.0, 2.0), turn(Side::Unknown, 3.0, 5.0)]);
    for ruling in rule(&packs, &talk) {
        assert_eq!(ruling.verdict, Verdict::NotJudged, "{ruling:?}");
        assert_eq!(ruling.reasons, [Reason::SidesUnknown], "{ruling:?}");
    }
}

#[test]
fn clerks_among_themselves_are_judged_by_nothing_that_a_citizen_is_owed() {
    let packs = Rulebook::shipped(&[]).unwrap();
    let talk = encounter(vec![turn(Side::Clerk, 0.0, 2.0), turn(Side::Clerk, 3.0, 5.0)]);
    assert_eq!(of(&packs, &talk, "R01"), None);
    assert_eq!(of(&packs, &talk, "R03"), None);
}

#[test]
fn whatever_a_rule_asks_for_has_a_name_for_people() {
    let packs = Rulebook::shipped(&["hospital".to_owned()]).unwrap();
    let mut nameless = Vec::new();
    for rule in packs.rules.values() {
        let patterns: Vec<&Pattern> = match &rule.body {
            Body::Required(r) | Body::Merit(r) => r.any.iter().chain(&r.all).collect(),
            Body::Forbidden(f) => f.any.iter().chain(&f.remedy).collect(),
            Body::Measured(m) => m.unless.iter().collect(),
            Body::Unheard(_) => Vec::new(),
        };
        for pattern in patterns {
            let text = pattern.to_string();
            let what = text.split_once(' ').map_or(text.as_str(), |(_, what)| what);
            if !packs.called.contains_key(what) {
                nameless.push(format!("{} {what}", rule.id));
            }
        }
    }
    assert!(nameless.is_empty(), "{nameless:?}");
}

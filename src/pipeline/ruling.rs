//! What an encounter comes to by the packs, as it is told, kept and counted.
//!
//! Pure. Used on the thread `judge` when an encounter is over, and wherever kept ones are
//! judged again: both must come to the same.

use crate::calendar::{Calendar, Period};
use crate::conduct::{Encounter, Grade, Outcome, Rulebook, Verdict, What, rule, verdict};
use crate::record::{HourCounts, RulingRow, Served};
use jiff::{SignedDuration, Zoned};

/// What an encounter comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The whole of it.
    pub outcome: Outcome,
    /// Rule by rule, by id.
    pub rulings: Vec<RulingRow>,
}

impl Judgement {
    /// Of `encounter` by `packs`.
    pub fn of(packs: &Rulebook, encounter: &Encounter) -> Judgement {
        let rulings = rule(packs, encounter);
        let outcome = verdict(packs, &rulings);
        let rulings = rulings.into_iter().map(|ruling| {
            let rule = packs.rules.get(&ruling.rule);
            RulingRow {
                title: rule.map(|rule| rule.title.clone()).unwrap_or_default(),
                hint: rule.is_none_or(|rule| rule.grade > Grade::B),
                rule: ruling.rule,
                verdict: ruling.verdict,
                at_s: ruling.at_s,
                reasons: ruling.reasons.iter().map(ToString::to_string).collect(),
            }
        });
        Judgement { outcome, rulings: rulings.collect() }
    }
}

/// What an encounter adds to the figures of its hour: of its seconds, and whether a citizen
/// was heard. One without a citizen adds nothing: it was a call. Nor do hints, nor a courtesy
/// that could not be judged.
pub fn figures(
    packs: &Rulebook,
    (length_s, has_citizen): (f64, Option<bool>),
    rulings: &[RulingRow],
) -> HourCounts {
    if has_citizen == Some(false) {
        return HourCounts::default();
    }
    let judged = |ruling: &&RulingRow| ruling.verdict != Verdict::NotJudged;
    let is_judged = rulings.iter().filter(judged).any(|ruling| !ruling.hint);
    let asked = || {
        let courtesies = rulings.iter().filter(|ruling| packs.courtesy.contains(&ruling.rule));
        courtesies.filter(judged)
    };
    let kept = asked().filter(|ruling| ruling.verdict != Verdict::Broken);
    HourCounts {
        judged_s: if is_judged { length_s } else { 0.0 },
        encounters: 1,
        judged: u64::from(is_judged),
        courtesy_asked: asked().count() as u64,
        courtesy_kept: kept.count() as u64,
        ..HourCounts::default()
    }
}

/// What a counter's hours say of an encounter that began at `from`, by seconds of its session.
pub(super) fn hours(
    calendar: &Calendar,
    from: &Zoned,
    (start_s, end_s): (f64, f64),
) -> Vec<(f64, Period)> {
    let long = SignedDuration::from_secs_f64((end_s - start_s).max(0.0));
    let Ok(until) = from.checked_add(long) else { return Vec::new() };
    let periods = calendar.periods(from, &until);
    periods.into_iter().map(|(s, period)| (start_s + s, period)).collect()
}

/// The encounter that was kept.
pub fn encounter(served: Served) -> Encounter {
    Encounter {
        start_s: served.row.start_s,
        end_s: served.row.end_s,
        moments: served.moments,
        clear_start: served.clear_start,
        clear_end: served.clear_end,
    }
}

/// Seconds of speech in an encounter, all channels added up, and of what was understood.
pub fn speech_s(encounter: &Encounter) -> (f64, f64) {
    let (mut speech, mut understood) = (0.0, 0.0);
    for moment in &encounter.moments {
        if let What::Turn { understood: well, .. } = moment.what {
            let long = moment.end_s - moment.start_s;
            speech += long;
            understood += if well { long } else { 0.0 };
        }
    }
    (speech, understood)
}

/// Whether a citizen was heard; `None` where nobody knows who speaks.
pub fn has_citizen(encounter: &Encounter) -> Option<bool> {
    // Of a bell alone it is known that nobody spoke.
    (encounter.is_nobodys() || encounter.knows_sides() || encounter.has_citizen())
        .then(|| encounter.has_citizen())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn ruling(rule: &str, verdict: Verdict, hint: bool) -> RulingRow {
        let (title, reasons) = (String::new(), Vec::new());
        RulingRow { rule: rule.to_owned(), title, hint, verdict, at_s: 1.0, reasons }
    }

    #[test]
    fn a_courtesy_counts_once_and_only_where_it_was_judged() {
        let packs = Rulebook::shipped(&[]).unwrap();
        assert_eq!(packs.courtesy, ["R01", "R02", "R03"]);
        use Verdict::{Broken, Kept, Merit, NotJudged, Remedied};
        for (rulings, judged, asked, kept) in [
            (vec![], 0, 0, 0),
            (vec![("R01", NotJudged, false)], 0, 0, 0),
            (vec![("R17", Broken, true)], 0, 0, 0),
            (vec![("R01", Kept, false), ("R02", NotJudged, false)], 1, 1, 1),
            (vec![("R01", Broken, false), ("R02", Remedied, false)], 1, 2, 1),
            (vec![("R03", Merit, false), ("R15", Broken, false)], 1, 1, 1),
            (vec![("R15", Broken, false)], 1, 0, 0),
        ] {
            let rows: Vec<_> = rulings.iter().map(|(id, v, hint)| ruling(id, *v, *hint)).collect();
            assert_eq!(figures(&packs, (30.0, Some(false)), &rows), HourCounts::default());
            let comes_to = figures(&packs, (30.0, None), &rows);
            let expected = HourCounts {
                judged_s: if judged > 0 { 30.0 } else { 0.0 },
                encounters: 1,
                judged,
                courtesy_asked: asked,
                courtesy_kept: kept,
                ..HourCounts::default()
            };
            assert_eq!(comes_to, expected, "{rulings:?}");
        }
    }
}

//! Two runs on the same utterances: what changed, and whether chance could do it.
//!
//! Pure. Shares are compared pair by pair with the exact test of McNemar; error rates by
//! a paired bootstrap over recordings with a fixed seed.

use super::errors::Errors;
use super::random::Random;
use super::unit::Unit;
use crate::interval::{CONFIDENCE, Interval, paired, percentile};
use crate::phrasebook::List;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// Times that the recordings are drawn anew.
const DRAWS: usize = 2000;

/// What changed from an earlier run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// The earlier run, as given.
    pub old: String,
    /// Utterances in both, under the same condition.
    pub pairs: usize,
    /// Utterances in the earlier one alone.
    pub only_old: usize,
    /// Utterances in this one alone.
    pub only_new: usize,
    /// Figure by figure, over the pairs.
    pub changes: Vec<Change>,
}

/// One figure in both runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub figure: Figure,
    /// In the earlier run.
    pub old: f64,
    /// In this one.
    pub new: f64,
    /// The latter less the former.
    pub difference: f64,
    /// The chance of as much where nothing changed: shares only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub p: Option<f64>,
    /// 95 % of the difference: error rates only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interval: Option<Interval>,
    /// Whether it is more than chance does one time in twenty.
    pub beyond_noise: bool,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Taboo utterances with an alarm.
    TabooRecall,
    /// Utterances with a false taboo alarm.
    FalseAlarms,
    /// Civil phrases found.
    CivilRecall,
    /// Errors in characters.
    Cer,
    /// Errors in toneless syllables.
    Ser,
}

/// Compares `new` with `old`, which was read from `name`.
pub fn compare(name: &str, old: &[Unit], new: &[Unit]) -> Against {
    // A manifest may name a recording more than once: then in the same order.
    let mut before: BTreeMap<String, VecDeque<&Unit>> = BTreeMap::new();
    for unit in old {
        before.entry(unit.key()).or_default().push_back(unit);
    }
    let mut pairs: Vec<(&Unit, &Unit)> = Vec::new();
    let mut only_new = 0;
    for unit in new {
        match before.get_mut(&unit.key()).and_then(VecDeque::pop_front) {
            Some(earlier) => pairs.push((earlier, unit)),
            None => only_new += 1,
        }
    }
    let changes = [
        share(&pairs, Figure::TabooRecall, |unit| {
            unit.expects(List::Taboo).then(|| vec![unit.told(List::Taboo)])
        }),
        share(&pairs, Figure::FalseAlarms, |unit| Some(vec![unit.wrong(List::Taboo)])),
        share(&pairs, Figure::CivilRecall, |unit| {
            let civil = unit.expect.iter().filter(|expected| expected.list == List::Civil);
            Some(civil.map(|expected| expected.found).collect())
        }),
        rate(&pairs, Figure::Cer, |unit| unit.characters),
        rate(&pairs, Figure::Ser, |unit| unit.syllables),
    ];
    Against {
        old: name.to_owned(),
        pairs: pairs.len(),
        only_old: before.values().map(VecDeque::len).sum(),
        only_new,
        changes: changes.into_iter().flatten().collect(),
    }
}

/// A share over the pairs in which both runs have as many cases.
fn share(
    pairs: &[(&Unit, &Unit)],
    figure: Figure,
    cases: impl Fn(&Unit) -> Option<Vec<bool>>,
) -> Option<Change> {
    let (mut n, mut old, mut new, mut won, mut lost) = (0, 0, 0, 0, 0);
    for (before, after) in pairs {
        let (Some(before), Some(after)) = (cases(before), cases(after)) else { continue };
        for (was, is) in before.into_iter().zip(after) {
            n += 1;
            old += usize::from(was);
            new += usize::from(is);
            won += usize::from(!was && is);
            lost += usize::from(was && !is);
        }
    }
    if n == 0 {
        return None;
    }
    let p = paired(won, lost);
    let part = |count: usize| count as f64 / n as f64;
    Some(Change {
        figure,
        old: part(old),
        new: part(new),
        difference: part(new) - part(old),
        p: Some(p),
        interval: None,
        beyond_noise: p < 1.0 - CONFIDENCE,
    })
}

/// An error rate over the pairs that have texts.
fn rate(
    pairs: &[(&Unit, &Unit)],
    figure: Figure,
    errors: impl Fn(&Unit) -> Option<Errors>,
) -> Option<Change> {
    let rows: Vec<(Errors, Errors)> = pairs
        .iter()
        .filter_map(|(before, after)| Some((errors(before)?, errors(after)?)))
        .collect();
    let sums = |rows: &mut dyn Iterator<Item = &(Errors, Errors)>| {
        let (mut old, mut new) = (Errors::default(), Errors::default());
        for (before, after) in rows {
            old += *before;
            new += *after;
        }
        old.rate().zip(new.rate())
    };
    let (old, new) = sums(&mut rows.iter())?;
    let mut random = Random::new(1, "bootstrap");
    let mut differences: Vec<f64> = (0..DRAWS)
        .filter_map(|_| {
            let mut drawn = (0..rows.len()).map(|_| &rows[random.below(rows.len())]);
            sums(&mut drawn).map(|(old, new)| new - old)
        })
        .collect();
    differences.sort_by(f64::total_cmp);
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let low = percentile(&differences, tail)?;
    let high = percentile(&differences, 1.0 - tail)?;
    Some(Change {
        figure,
        old,
        new,
        difference: new - old,
        p: None,
        interval: Some(Interval { low, high }),
        beyond_noise: low > 0.0 || high < 0.0,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::unit::{Expected, UnitHit, Worth};
    use super::*;

    fn unit(at: usize, told: bool, wrong: usize) -> Unit {
        let hit = UnitHit {
            list: List::Taboo,
            id: "T".into(),
            phrase: "不归我管".into(),
            heard: "不归我管".into(),
            score: 1.0,
            start_s: 0.0,
            end_s: 1.0,
            stopped_by: None,
            worth: Worth::Expected,
            stands_for: None,
            delay: None,
        };
        let errors = Errors { substitutions: wrong, reference: 10, ..Errors::default() };
        Unit {
            file: format!("{at}.wav"),
            expect: vec![Expected { list: List::Taboo, text: "不归我管".into(), found: told }],
            hits: if told { vec![hit] } else { Vec::new() },
            characters: Some(errors),
            syllables: Some(errors),
            ..Unit::default()
        }
    }

    fn change(against: &Against, figure: Figure) -> &Change {
        against.changes.iter().find(|change| change.figure == figure).unwrap()
    }

    #[test]
    fn a_run_against_itself_has_not_changed() {
        let units: Vec<Unit> = (0..30).map(|at| unit(at, at % 3 > 0, at % 4)).collect();
        let against = compare("x", &units, &units);
        assert_eq!((against.pairs, against.only_old, against.only_new), (30, 0, 0));
        assert!(against.changes.iter().all(|change| change.difference == 0.0));
        assert!(against.changes.iter().all(|change| !change.beyond_noise));
    }

    #[test]
    fn much_is_beyond_noise_and_little_is_within() {
        let old: Vec<Unit> = (0..40).map(|at| unit(at, at >= 10, 2)).collect();
        let new: Vec<Unit> = (0..41).map(|at| unit(at, true, 1)).collect();
        let against = compare("x", &old, &new);
        assert_eq!(against.only_new, 1);
        assert!(change(&against, Figure::TabooRecall).beyond_noise);
        let cer = change(&against, Figure::Cer);
        assert!((cer.old - 0.2).abs() < 1e-9 && (cer.new - 0.1).abs() < 1e-9);
        assert!(cer.beyond_noise);
        let little: Vec<Unit> =
            (0..40).map(|at| unit(at, at >= 8, 2 + at % 2 - at / 2 % 2)).collect();
        let against = compare("x", &old, &little);
        assert!(!change(&against, Figure::TabooRecall).beyond_noise);
        assert!(!change(&against, Figure::Cer).beyond_noise);
    }
}

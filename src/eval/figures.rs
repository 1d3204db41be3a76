//! Units counted up: recall, precision, false alarms, error rates, with how sure they are.
//!
//! Pure. Absent where there is nothing to count, never zero.

use super::errors::Errors;
use super::unit::{Unit, Worth};
use crate::interval::{self, Interval};
use crate::phrasebook::List;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The figures of some units.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Utterances and turns.
    pub utterances: usize,
    /// Seconds of recordings, without what was put before and after.
    pub audio_s: f64,
    /// Taboo phrases.
    pub taboo: Detection,
    /// Civil phrases.
    pub civil: Detection,
    /// False taboo alarms.
    pub false_alarms: Alarms,
    /// Errors over characters said; absent where no text is known.
    pub cer: Option<f64>,
    /// The same in toneless syllables.
    pub ser: Option<f64>,
    /// Errors in characters by kind.
    pub characters: Errors,
    /// Errors in toneless syllables by kind.
    pub syllables: Errors,
    /// Texts not believed.
    pub doubted: usize,
    /// Those of them that went round in circles.
    pub loops: usize,
}

/// How one list fares.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// What `recall` counts: for taboo utterances that hold a phrase, for civil phrases.
    pub n: usize,
    /// Those found.
    pub found: usize,
    /// Taboo: utterances with any taboo alarm, of those that hold a taboo phrase. Civil:
    /// phrases found, near synonyms included.
    pub recall: Option<f64>,
    /// 95 %.
    pub recall_interval: Option<Interval>,
    /// Phrases expected.
    pub phrases: usize,
    /// Phrases found as themselves or as what means the same.
    pub phrases_found: usize,
    /// The latter over the former.
    pub recall_same_phrase: Option<f64>,
    /// 95 %.
    pub recall_same_phrase_interval: Option<Interval>,
    /// Utterances that hold a phrase of the list.
    pub holding: usize,
    /// Those of them with any hit of the list that counts.
    pub holding_told: usize,
    /// Utterances told rightly.
    pub true_alarms: usize,
    /// Utterances with a false hit.
    pub false_alarms: usize,
    /// True over all.
    pub precision: Option<f64>,
    /// 95 %.
    pub precision_interval: Option<Interval>,
    /// Utterances that hold a phrase, without a hit that counts, but with one that was
    /// kept as uncertain.
    pub uncertain_holding: usize,
    /// Utterances without a phrase and with an uncertain hit.
    pub uncertain_others: usize,
}

/// False taboo alarms, one an utterance at most.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Alarms {
    /// How many.
    pub seen: usize,
    /// In so many hours of recordings.
    pub hours: f64,
    /// An hour; absent when none was seen.
    pub per_hour: Option<f64>,
    /// 95 %: exact Poisson. When none was seen, `high` is the one-sided bound.
    pub per_hour_interval: Option<Interval>,
    /// Utterances in which no taboo phrase is.
    pub negatives: usize,
    /// Those of them with an alarm.
    pub negatives_told: usize,
}

impl Alarms {
    fn new(seen: usize, hours: f64, negatives: usize, negatives_told: usize) -> Alarms {
        let bounds = interval::count(seen);
        let rate = |count: f64| count / hours;
        Alarms {
            seen,
            hours,
            per_hour: (seen > 0 && hours > 0.0).then(|| rate(seen as f64)),
            per_hour_interval: (hours > 0.0)
                .then(|| Interval { low: rate(bounds.low), high: rate(bounds.high) }),
            negatives,
            negatives_told,
        }
    }

    /// The figure to report as one number: none seen is never 0, it is the bound.
    pub fn per_hour_or_bound(&self) -> Option<f64> {
        self.per_hour.or(self.per_hour_interval.map(|interval| interval.high))
    }

    /// The share of negative utterances with an alarm, and its bounds: when none has one,
    /// the one-sided bound.
    pub fn share(&self) -> Option<(f64, Interval)> {
        let interval = interval::share(self.negatives_told, self.negatives)?;
        let share = self.negatives_told as f64 / self.negatives as f64;
        let high = match self.negatives_told {
            0 => interval::none_seen_share(self.negatives),
            _ => interval.high,
        };
        Some((share, Interval { high, ..interval }))
    }
}

/// `part` of `of` with its interval; nothing of nothing is nothing.
pub fn ratio(part: usize, of: usize) -> (Option<f64>, Option<Interval>) {
    ((of > 0).then(|| part as f64 / of as f64), interval::share(part, of))
}

impl Figures {
    /// Counts `units` up.
    pub fn of<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Figures {
        let units: Vec<&Unit> = units.into_iter().collect();
        let mut figures = Figures {
            utterances: units.iter().filter(|unit| !unit.stray).count(),
            audio_s: units.iter().map(|unit| unit.audio_s).sum(),
            taboo: Detection::of(&units, List::Taboo),
            civil: Detection::of(&units, List::Civil),
            ..Figures::default()
        };
        let negatives = units.iter().filter(|unit| !unit.stray && !unit.expects(List::Taboo));
        let (negatives, told) = negatives
            .fold((0, 0), |(n, told), unit| (n + 1, told + usize::from(unit.wrong(List::Taboo))));
        let hours = figures.audio_s / 3600.0;
        figures.false_alarms = Alarms::new(figures.taboo.false_alarms, hours, negatives, told);
        for unit in &units {
            figures.characters += unit.characters.unwrap_or_default();
            figures.syllables += unit.syllables.unwrap_or_default();
            figures.doubted += unit.doubts.len();
            figures.loops += unit.doubts.iter().filter(|doubt| *doubt == "looping").count();
        }
        figures.cer = figures.characters.rate();
        figures.ser = figures.syllables.rate();
        figures
    }
}

impl Detection {
    fn of(units: &[&Unit], list: List) -> Detection {
        let count = |which: &dyn Fn(&Unit) -> bool| units.iter().filter(|u| which(u)).count();
        let expected = || units.iter().flat_map(|u| &u.expect).filter(|e| e.list == list);
        let holding = count(&|unit| unit.expects(list));
        let holding_told = count(&|unit| unit.expects(list) && unit.told(list));
        let (phrases, phrases_found) =
            (expected().count(), expected().filter(|expected| expected.found).count());
        let true_alarms = count(&|unit| unit.right(list));
        let false_alarms = count(&|unit| unit.wrong(list));
        let (n, found) = match list {
            List::Taboo => (holding, holding_told),
            List::Civil => (phrases, phrases_found),
        };
        let (recall, recall_interval) = ratio(found, n);
        let (recall_same_phrase, recall_same_phrase_interval) = ratio(phrases_found, phrases);
        let (precision, precision_interval) = ratio(true_alarms, true_alarms + false_alarms);
        Detection {
            n,
            found,
            recall,
            recall_interval,
            phrases,
            phrases_found,
            recall_same_phrase,
            recall_same_phrase_interval,
            holding,
            holding_told,
            true_alarms,
            false_alarms,
            precision,
            precision_interval,
            uncertain_holding: count(&|unit| {
                unit.expects(list) && !unit.told(list) && unit.unsure(list)
            }),
            uncertain_others: count(&|unit| !unit.expects(list) && unit.unsure(list)),
        }
    }
}

/// How one phrase fares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhraseRow {
    /// Its list.
    pub list: List,
    /// As the manifest or the list prints it.
    pub phrase: String,
    /// How often it was said.
    pub n: usize,
    /// How often it was found then, or what means the same.
    pub found: usize,
    /// The latter over the former; absent when nobody said it.
    pub recall: Option<f64>,
    /// 95 %.
    pub recall_interval: Option<Interval>,
    /// Hits that were right on it or on what means the same.
    pub true_hits: usize,
    /// Hits on it that were wrong.
    pub false_hits: usize,
    /// Right over all; absent when it was never hit.
    pub precision: Option<f64>,
    /// 95 %.
    pub precision_interval: Option<Interval>,
    /// False hits an hour, 95 %; `high` is the one-sided bound when there is none.
    pub false_per_hour_interval: Option<Interval>,
}

/// Every phrase that was said or heard, by list and text.
pub fn by_phrase(units: &[Unit]) -> Vec<PhraseRow> {
    #[derive(Default)]
    struct Count {
        n: usize,
        found: usize,
        right: usize,
        wrong: usize,
    }
    let mut counts: BTreeMap<(bool, String), Count> = BTreeMap::new();
    for unit in units {
        for expected in &unit.expect {
            let key = (expected.list == List::Civil, expected.text.clone());
            let count = counts.entry(key).or_default();
            count.n += 1;
            count.found += usize::from(expected.found);
        }
        for hit in unit.hits.iter().filter(|hit| hit.worth != Worth::Stopped) {
            let phrase = hit.stands_for.as_ref().unwrap_or(&hit.phrase);
            let key = (hit.list == List::Civil, phrase.clone());
            let count = counts.entry(key).or_default();
            match hit.worth {
                Worth::False => count.wrong += 1,
                _ => count.right += 1,
            }
        }
    }
    let hours = units.iter().map(|unit| unit.audio_s).sum::<f64>() / 3600.0;
    let row = |((civil, phrase), count): ((bool, String), Count)| {
        let (recall, recall_interval) = ratio(count.found, count.n);
        let (precision, precision_interval) = ratio(count.right, count.right + count.wrong);
        let bounds = interval::count(count.wrong);
        PhraseRow {
            list: if civil { List::Civil } else { List::Taboo },
            phrase,
            n: count.n,
            found: count.found,
            recall,
            recall_interval,
            true_hits: count.right,
            false_hits: count.wrong,
            precision,
            precision_interval,
            false_per_hour_interval: (hours > 0.0)
                .then(|| Interval { low: bounds.low / hours, high: bounds.high / hours }),
        }
    };
    counts.into_iter().map(row).collect()
}

/// What the units have in common, and their figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The dimension's value.
    pub label: String,
    /// Counted over its units alone.
    pub figures: Figures,
}

/// The figures by each dimension on which the units differ or that was asked for.
pub fn by_dimension(units: &[Unit]) -> BTreeMap<String, Vec<Group>> {
    type Label = fn(&Unit) -> Option<String>;
    let dimensions: [(&str, Label); 9] = [
        ("snr", |unit| unit.condition.snr_db.map(|snr| format!("{snr} dB"))),
        ("noise", |unit| unit.condition.noise.clone()),
        ("rir", |unit| unit.condition.rir.clone()),
        ("rt", |unit| unit.condition.rt_s.map(|rt| format!("{rt} s"))),
        ("distance", |unit| unit.condition.distance_m.map(|d| format!("{d} m"))),
        ("kind", |unit| (!unit.kind.is_empty()).then(|| unit.kind.clone())),
        ("voice", |unit| unit.voice.clone()),
        ("source", |unit| Some(unit.source.clone())),
        ("conditions", |unit| {
            let snr = unit.condition.snr_db.map(|snr| format!("{snr} dB"));
            let room = unit.condition.rir.as_ref().map(|_| "room".to_owned());
            let parts: Vec<String> = [room, snr].into_iter().flatten().collect();
            Some(if parts.is_empty() { "clean".to_owned() } else { parts.join(" + ") })
        }),
    ];
    let grouped = dimensions.into_iter().map(|(name, label)| {
        let mut groups: BTreeMap<String, Vec<&Unit>> = BTreeMap::new();
        for unit in units {
            if let Some(label) = label(unit) {
                groups.entry(label).or_default().push(unit);
            }
        }
        let groups = groups
            .into_iter()
            .map(|(label, units)| Group { label, figures: Figures::of(units) })
            .collect();
        (name.to_owned(), groups)
    });
    grouped.filter(|(_, groups): &(String, Vec<Group>)| !groups.is_empty()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::condition::Condition;
    use super::super::hall::hall;
    use super::super::latency::Latency;
    use super::super::unit::{Expected, UnitHit};
    use super::*;
    use crate::event::Delay;

    fn hit(list: List, worth: Worth, score: f32) -> UnitHit {
        UnitHit {
            list,
            id: "T004".into(),
            phrase: "不归我管".into(),
            heard: "不归我管".into(),
            score,
            start_s: 0.0,
            end_s: 1.0,
            stopped_by: (worth == Worth::Stopped).then(|| "hearing_unconfirmed".into()),
            worth,
            stands_for: None,
            delay: Some(Delay { hangover_s: 0.5, queue_s: 0.0, decode_s: 0.25, match_s: 0.01 }),
        }
    }

    /// `seconds` long; with a taboo phrase in it when `holds`.
    fn unit(holds: bool, worth: Option<Worth>, seconds: f64) -> Unit {
        let expected = Expected {
            list: List::Taboo,
            text: "不归我管".into(),
            found: worth == Some(Worth::Expected),
        };
        Unit {
            audio_s: seconds,
            expect: if holds { vec![expected] } else { Vec::new() },
            hits: worth.map(|worth| hit(List::Taboo, worth, 0.9)).into_iter().collect(),
            ..Unit::default()
        }
    }

    #[test]
    fn shares_are_counted_by_utterance() {
        let mut units = vec![
            unit(true, Some(Worth::Expected), 60.0),
            unit(true, Some(Worth::Other), 60.0),
            unit(true, Some(Worth::Stopped), 60.0),
            unit(true, None, 60.0),
            unit(false, Some(Worth::False), 60.0),
            unit(false, None, 60.0),
        ];
        units[0].hits.push(hit(List::Taboo, Worth::False, 0.9));
        let figures = Figures::of(&units);
        let taboo = &figures.taboo;
        assert_eq!((taboo.found, taboo.n, taboo.recall), (2, 4, Some(0.5)));
        assert_eq!((taboo.phrases_found, taboo.recall_same_phrase), (1, Some(0.25)));
        assert_eq!((taboo.true_alarms, taboo.false_alarms, taboo.precision), (2, 2, Some(0.5)));
        assert_eq!((taboo.uncertain_holding, taboo.uncertain_others), (1, 0));
        let alarms = &figures.false_alarms;
        assert_eq!((alarms.seen, alarms.negatives, alarms.negatives_told), (2, 2, 1));
        assert!((alarms.per_hour.unwrap() - 20.0).abs() < 1e-9);
        assert_eq!(figures.civil.recall, None);
        assert_eq!(figures.cer, None);
    }

    #[test]
    fn none_seen_is_a_bound_and_never_zero() {
        let units: Vec<Unit> = (0..10).map(|_| unit(false, None, 360.0)).collect();
        let figures = Figures::of(&units);
        assert_eq!(figures.false_alarms.per_hour, None);
        let bound = figures.false_alarms.per_hour_or_bound().unwrap();
        assert!((bound - 2.9957).abs() < 1e-3, "{bound}");
        let hall = hall(&figures, 5.0);
        assert_eq!((hall.false_alarms_a_day, hall.precision), (None, None));
        let most = hall.false_alarms_a_day_interval.unwrap().high;
        assert!((most - 2.9957 * 112.0).abs() < 0.2, "{most}");
        assert_eq!(Figures::of(&[]).false_alarms.per_hour_or_bound(), None);
    }

    #[test]
    fn a_hall_reckons_with_how_rare_the_phrase_is() {
        let mut units: Vec<Unit> =
            (0..100).map(|_| unit(true, Some(Worth::Expected), 3.6)).collect();
        units.extend((0..1000).map(|at| unit(false, (at < 5).then_some(Worth::False), 3.6)));
        let hall = hall(&Figures::of(&units), 5.0);
        // 0.005 x 1 against 0.995 x 0.005.
        assert!((hall.precision.unwrap() - 0.5013).abs() < 1e-3);
        let interval = hall.precision_interval.unwrap();
        assert!(interval.low < 0.5 && interval.high > 0.5 && interval.high < 1.0);
        assert!((hall.false_alarms_a_day.unwrap() - 5.0 / 1.1 * 112.0).abs() < 0.01);
    }

    #[test]
    fn phrases_and_groups_are_told_apart() {
        let mut units =
            vec![unit(true, Some(Worth::Expected), 60.0), unit(false, Some(Worth::False), 60.0)];
        units[0].condition = Condition { snr_db: Some(10.0), ..Condition::default() };
        units[0].voice = Some("f1".into());
        let rows = by_phrase(&units);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].n, rows[0].true_hits, rows[0].false_hits), (1, 1, 1));
        let by = by_dimension(&units);
        let labels: Vec<&str> = by["conditions"].iter().map(|g| g.label.as_str()).collect();
        assert_eq!(labels, ["10 dB", "clean"]);
        assert_eq!(by["voice"].len(), 1);
        assert!(!by.contains_key("rir"));
    }

    #[test]
    fn delays_are_those_of_right_hits() {
        let units = vec![
            unit(true, Some(Worth::Expected), 1.0),
            unit(false, Some(Worth::False), 1.0),
            unit(true, Some(Worth::Stopped), 1.0),
        ];
        let latency = Latency::of(&units);
        assert_eq!(latency.n, 1);
        assert!((latency.total.p95_s.unwrap() - 0.76).abs() < 1e-9);
        assert_eq!(latency.queue.p50_s, Some(0.0));
        assert_eq!(Latency::of(&[]).total.p50_s, None);
    }
}

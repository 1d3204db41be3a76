//! A whole evaluation: the object of `--json` and of `report.json`.
//!
//! Plain data put together from units.

use super::against::Against;
use super::baseline::Baseline;
use super::det::{self, Point};
use super::figures::{Figures, Group, PhraseRow, by_dimension, by_phrase};
use super::hall::{Hall, hall};
use super::latency::Latency;
use super::unit::{Expected, Unit, UnitHit, Worth};
use crate::phrasebook::List;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was run, and what it took.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The manifest, as given.
    pub manifest: String,
    /// The model, as given or configured.
    pub model: String,
    /// Of its file.
    pub model_sha256: String,
    /// The version of the lists.
    pub lists: String,
    /// What every choice of chance followed from.
    pub seed: u64,
    /// Seconds put before and after each recording.
    pub lead_s: f64,
    /// Folders that noise came from.
    pub noise: Vec<String>,
    /// Ratios of speech to noise, in decibels.
    pub snr_db: Vec<f64>,
    /// Folders that impulse responses came from.
    pub rir: Vec<String>,
    /// Recordings of the manifest that were played.
    pub recordings: usize,
    /// Files that could not be read.
    pub unread: usize,
    /// Recognisers side by side.
    pub workers: usize,
    /// Seconds by the wall, playing and deciding.
    pub wall_s: f64,
    /// Seconds of the processor, all threads, without reading and changing the sound.
    pub cpu_s: f64,
    /// Wall over recordings.
    pub rtf: Option<f64>,
    /// Processor over recordings.
    pub cpu_rtf: Option<f64>,
}

/// All that is reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was run.
    #[serde(flatten)]
    pub run: Run,
    /// Counted over all units.
    #[serde(flatten)]
    pub figures: Figures,
    /// False taboo alarms an hour; none seen is never 0 but the 95 % bound.
    pub false_alarms_per_hour: Option<f64>,
    /// Whether that is a bound.
    pub false_alarms_per_hour_is_bound: bool,
    /// What it means for a hall.
    pub hall: Hall,
    /// From phrase to flag.
    pub latency: Latency,
    /// Phrase by phrase.
    pub phrases: Vec<PhraseRow>,
    /// By noise, ratio, room, distance, voice, kind, source.
    pub by: BTreeMap<String, Vec<Group>>,
    /// Missed against false, by least score.
    pub det: Vec<Point>,
    /// Taboo utterances without an alarm, and civil phrases not found.
    pub misses: Vec<Case>,
    /// Utterances with a false hit.
    pub false_hits: Vec<Case>,
    /// The plain recogniser on the same files.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub baseline: Option<Baseline>,
    /// What changed since an earlier run.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub against: Option<Against>,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The list that it is about.
    pub list: List,
    /// The recording.
    pub file: String,
    /// What was done to it; `clean` for nothing.
    pub condition: String,
    /// The phrases: those not found, or those falsely hit.
    pub phrases: Vec<String>,
    /// What was said.
    pub text: String,
    /// What was understood.
    pub heard: String,
    /// What in that was taken for the phrase, or why it did not count.
    pub why: Vec<String>,
}

impl Report {
    /// Puts a report together.
    pub fn new(run: Run, units: &[Unit], prevalence_per_1000: f64) -> Report {
        let figures = Figures::of(units);
        let rate = |seconds: f64| (figures.audio_s > 0.0).then(|| seconds / figures.audio_s);
        let run = Run { rtf: rate(run.wall_s), cpu_rtf: rate(run.cpu_s), ..run };
        Report {
            run,
            false_alarms_per_hour: figures.false_alarms.per_hour_or_bound(),
            false_alarms_per_hour_is_bound: figures.false_alarms.seen == 0,
            hall: hall(&figures, prevalence_per_1000),
            latency: Latency::of(units),
            phrases: by_phrase(units),
            by: by_dimension(units),
            det: det::sweep(units),
            misses: misses(units),
            false_hits: false_hits(units),
            baseline: None,
            against: None,
            figures,
        }
    }

    /// The trade-off as an image.
    pub fn det_svg(&self) -> String {
        let bound = self.figures.false_alarms.per_hour_interval.map_or(1.0, |i| i.high);
        det::svg(&self.det, bound, &format!("{}, {}", self.run.manifest, self.run.model))
    }
}

fn case(unit: &Unit, list: List, phrases: Vec<String>, why: Vec<String>) -> Case {
    Case {
        list,
        file: unit.file.clone(),
        condition: unit.condition.to_string(),
        phrases,
        text: unit.text.clone(),
        heard: unit.heard.clone(),
        why,
    }
}

fn misses(units: &[Unit]) -> Vec<Case> {
    let mut cases = Vec::new();
    for list in [List::Taboo, List::Civil] {
        for unit in units {
            let missed = unit.expect.iter().filter(|e| e.list == list && !e.found);
            let missed: Vec<String> = missed.map(|Expected { text, .. }| text.clone()).collect();
            // Of taboo phrases any alarm will do.
            if missed.is_empty() || (list == List::Taboo && unit.told(list)) {
                continue;
            }
            let stopped = unit.hits.iter().filter(|hit| hit.list == list);
            let stopped = stopped
                .filter_map(|hit| Some(format!("{} ({})", hit.phrase, hit.stopped_by.as_ref()?)));
            let why = stopped.chain(unit.doubts.iter().cloned()).collect();
            cases.push(case(unit, list, missed, why));
        }
    }
    cases
}

fn false_hits(units: &[Unit]) -> Vec<Case> {
    let mut cases = Vec::new();
    for list in [List::Taboo, List::Civil] {
        for unit in units.iter().filter(|unit| unit.wrong(list)) {
            let wrong: Vec<&UnitHit> =
                unit.counting(list).filter(|hit| hit.worth == Worth::False).collect();
            let phrases = wrong.iter().map(|hit| hit.phrase.clone()).collect();
            let why = wrong.iter().map(|hit| format!("{} {:.2}", hit.heard, hit.score)).collect();
            cases.push(case(unit, list, phrases, why));
        }
    }
    cases
}

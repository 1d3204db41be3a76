//! A store of made-up incidents: the phrases, words and places of a fixed seed, spread over
//! the half year before now.

use crate::bench::{Picker, material};
use crate::clock;
use crate::phrasebook::{List, Severity, Speaker};
use crate::record::{
    Disposition, Evidence, Handling, HeardUtterance, Incident, IncidentKind, IncidentState,
    Provenance, Store, new_id,
};
use crate::spot::{Hit, How, Surety};
use crate::units::{Role, RoleBasis, SAMPLE_RATE, SampleIndex, SampleRange, Score, samples};
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use std::path::Path;

/// Phrases that incidents are about.
pub const PHRASES: usize = 120;
/// Different things that are said; lines of an incident are taken from them in turn.
const SAID: usize = 40_000;
/// The characters of each, about.
const CHARS: usize = 18;
/// What an incident holds besides the line with its phrase.
const LINES: usize = 3;
/// Seconds that incidents are spread over.
const SPREAD_S: u64 = 180 * 24 * 3_600;
/// The clip that all share: seconds, channels.
const CLIP: (f64, usize) = (8.0, 2);
const SEED: u64 = 29;

/// The name of a counter, from 0.
pub fn counter(n: usize) -> String {
    format!("{}号窗口", n + 1)
}

/// Makes the store in `dir`.
pub fn make(dir: &Path, incidents: u64, counters: usize) -> Result<()> {
    let (mut store, _) = Store::open(dir)?;
    let (phrases, said) = (material::phrases(PHRASES), material::utterances(SAID, CHARS));
    let now = clock::now();
    let step_s = (SPREAD_S / incidents.max(1)).max(1);
    let mut pick = Picker::from_state(SEED);
    let evidence = (0..incidents).map(|n| {
        let back = i64::try_from(n * step_s).unwrap_or(i64::MAX);
        let at = now - SignedDuration::from_secs(back);
        let heard: Vec<&str> = (0..LINES).map(|_| said[pick.below(SAID)].as_str()).collect();
        let phrase = pick.below(PHRASES);
        let place = counter(pick.below(counters));
        made(at, n, place, (phrase, &phrases[phrase]), &heard, &mut pick)
    });
    store.pour(&clip(), evidence)?;
    Ok(())
}

/// Hiss with a tone where the phrase is.
fn clip() -> Vec<Vec<f32>> {
    let mut pick = Picker::from_state(SEED);
    let plane = |_| {
        (0..samples(CLIP.0))
            .map(|n| {
                let t = n as f32 / SAMPLE_RATE as f32;
                let tone = if (3.0..4.5).contains(&t) { 0.3 * (t * 1_400.0).sin() } else { 0.0 };
                tone + (pick.share() as f32 - 0.5) * 0.02
            })
            .collect()
    };
    (0..CLIP.1).map(plane).collect()
}

fn made(
    at: Timestamp,
    n: u64,
    counter: String,
    (phrase, text): (usize, &str),
    heard: &[&str],
    pick: &mut Picker,
) -> Evidence {
    let id = new_id(at, n as u32);
    let severity =
        [Severity::Minor, Severity::Minor, Severity::Serious, Severity::Critical][pick.below(4)];
    // The newest wait; of the others most are done with.
    let disposition = match pick.below(10) {
        _ if n < 200 => Disposition::New,
        0 => Disposition::New,
        1 => Disposition::Uncertain,
        2 | 3 => Disposition::Dismissed,
        4 => Disposition::Remedied,
        _ => Disposition::Confirmed,
    };
    let line = |start_s: f64, channel: usize, text: String, hits: Vec<Hit>| HeardUtterance {
        start_s,
        end_s: start_s + 1.5,
        channel,
        role: if channel == 0 { Role::Clerk } else { Role::Citizen },
        text,
        mean_logprob: -0.3,
        hits,
        lists: "cdcdcdcdcdcd".to_owned(),
    };
    let hit = Hit {
        list: List::Taboo,
        id: format!("t{phrase:03}"),
        phrase: text.to_owned(),
        channel: 0,
        role: Role::Clerk,
        role_basis: RoleBasis::ChannelMap,
        speaker: Speaker::Clerk,
        severity,
        range: SampleRange::new(SampleIndex(samples(103.0)), SampleIndex(samples(104.5))),
        score: Score(1.0),
        heard: text.to_owned(),
        text_start: 0,
        text_end: text.len(),
        how: How::Exact,
        surety: Surety::Sure,
        remedy: None,
        merit: false,
        terms: Default::default(),
    };
    let mut lines: Vec<HeardUtterance> = heard
        .iter()
        .enumerate()
        .map(|(n, text)| line(100.0 + n as f64, n % 2, (*text).to_owned(), Vec::new()))
        .collect();
    lines.push(line(103.0, 0, format!("{text}，{}", heard.first().unwrap_or(&"")), vec![hit]));
    Evidence {
        incident: Incident {
            id,
            revision: 1,
            state: IncidentState::Closed,
            kind: IncidentKind::Taboo,
            counter,
            source: None,
            channel: 0,
            role: Role::Clerk,
            phrase_id: format!("t{phrase:03}"),
            phrase: text.to_owned(),
            hits: 1,
            severity,
            disposition,
            handling: Handling::default(),
            custody: Default::default(),
            at,
            in_hours: Some(true),
            start_s: 103.0,
            end_s: 104.5,
            clip: String::new(),
            clip_sha256: String::new(),
            provenance: Provenance {
                liyu: env!("CARGO_PKG_VERSION").to_owned(),
                model: "base".to_owned(),
                model_sha256: "ab".repeat(32),
                lists_sha256: "cd".repeat(32),
                thresholds: [("judge.merge_s".to_owned(), 8.0)].into(),
            },
        },
        planes: Vec::new(),
        whole: None,
        clip_start_s: 100.0,
        hit_in_clip_s: 3.0,
        heard: lines,
    }
}

//! What is put right, what has to wait and what is on probation, from sound to store.

use crate::kit::{Ear, Log, Place, Sound, Told, parts, run, session, settings};
use liyu::capture::Stop;
use liyu::document::Document;
use liyu::event::IncidentEvent;
use liyu::phrasebook::{Phrasebook, Remedy, Severity};
use liyu::pipeline::Edition;
use liyu::record::{Disposition, EvidenceState, IncidentState, Query, Store};
use std::path::Path;
use std::sync::Arc;

const PACK: &str = r#"
[pack]
name = "made-up"
title = "试"

[[phrase]]
id = "T1"
text = "不归我管"
list = "taboo"
severity = "critical"
speaker = "any"
source = "ours"
remedy_s = 30

[[phrase]]
id = "T2"
text = "你听不懂吗"
list = "taboo"
severity = "serious"
speaker = "any"
source = "ours"
remedy_s = 0

[[phrase.context]]
when = "after"
said = ["没听清楚"]
by = "citizen"
within_s = 40
count = "never"

[[phrase]]
id = "T3"
text = "别在这儿问"
list = "taboo"
severity = "minor"
speaker = "any"
source = "ours"
remedy_s = 0

[[phrase]]
id = "C1"
text = "我帮您问一下"
list = "civil"
source = "ours"
remedy = "full"
"#;

const PROBATION: &str = r#"
[pack]
name = "on-probation"
title = "试行"
status = "shadow"

[[phrase]]
id = "S1"
text = "你去别处问"
list = "taboo"
severity = "critical"
speaker = "any"
source = "ours"
"#;

/// The utterances of each channel say these words, one after the other, then nothing.
fn told(store: &Path, clerk: &'static [&str], citizen: &'static [&str]) -> Told {
    let mut said = [clerk.iter(), citizen.iter()];
    told_by(store, move |place| said[place.channel].next().copied().unwrap_or_default())
}

fn told_by(store: &Path, mut say: impl FnMut(Place) -> &'static str + Send + 'static) -> Told {
    let sound = Sound::of("refusal-not-my-job.wav", 3);
    let ear =
        Ear::boxed(&[Arc::clone(&sound)], &Log::default(), move |place| Ok(say(place).to_owned()));
    let packs = [("made-up.toml", PACK), ("on-probation.toml", PROBATION)];
    let book = Phrasebook::read(&packs.map(|(name, text)| Document::new(name, text))).unwrap();
    let mut parts = parts(store, vec![ear], false);
    parts.edition = Arc::new(Edition::of(book));
    let session = session(0, store);
    let ledger = Arc::clone(&session.ledger);
    let told = run(parts, &Stop::new(), vec![(session, sound.feed())], |_| {});
    told.outcome.as_ref().unwrap();
    let tally = ledger.tally();
    let shadow = told.hits().iter().filter(|hit| hit.shadow).count() as u64;
    assert_eq!((tally.shadow_hits, tally.hits), (shadow, told.hits().len() as u64 - shadow));
    told
}

fn revisions(told: &Told) -> Vec<(u32, IncidentState, Severity, Option<Remedy>)> {
    let row = |event: &&IncidentEvent| (event.revision, event.state, event.severity, event.remedy);
    told.incidents().iter().map(row).collect()
}

#[test]
fn a_later_utterance_puts_an_incident_right() {
    let dir = tempfile::tempdir().unwrap();
    let told = told(dir.path(), &["这个不归我管", "嗯", "您稍等,我帮您问一下"], &["那我找谁"]);
    use IncidentState::{Closed, Open};
    use Severity::{Critical, Minor};
    let full = Some(Remedy::Full);
    assert_eq!(
        revisions(&told),
        [(1, Open, Critical, None), (2, Open, Minor, full), (3, Closed, Minor, full)]
    );
    let hits = told.hits();
    let ids: Vec<_> = hits.iter().map(|hit| (hit.id.as_str(), hit.severity)).collect();
    assert_eq!(ids, [("T1", Some(Critical)), ("C1", None)]);

    let (store, _) = Store::open(dir.path()).unwrap();
    let rows = store.incidents(&Query::default()).unwrap();
    assert_eq!((rows.len(), rows[0].severity), (1, Minor));
    let dossier = store.detail(&rows[0].id).unwrap();
    assert_eq!(dossier.evidence, EvidenceState::Ok);
    let hit = dossier.heard.iter().flat_map(|heard| &heard.hits).find(|hit| hit.id == "T1");
    assert_eq!(hit.map(|hit| (hit.severity, hit.remedy)), Some((Minor, full)));
}

#[test]
fn a_phrase_waits_for_what_follows_and_keeps_its_sound() {
    let dir = tempfile::tempdir().unwrap();
    // The tape forgets after 16 s what nobody needs.
    let heard = told(dir.path(), &["你听不懂吗"], &["好"]);
    let (store, _) = Store::open(dir.path()).unwrap();
    let rows = store.incidents(&Query::default()).unwrap();
    assert_eq!((rows.len(), heard.hits().len()), (1, 1));
    let dossier = store.detail(&rows[0].id).unwrap();
    assert_eq!(dossier.evidence, EvidenceState::Ok);
    let before_s = rows[0].start_s.min(settings().clip_pre_roll_s);
    assert!((dossier.hit_in_clip_s - before_s).abs() < 1e-4, "{dossier:?}");

    let dir = tempfile::tempdir().unwrap();
    let answered = told(dir.path(), &["你听不懂吗"], &["我没听清楚"; 9]);
    assert_eq!((answered.hits().len(), answered.incidents().len()), (0, 0), "not told at all");
}

#[test]
fn a_phrase_that_waited_makes_one_incident_of_the_two_around_it() {
    let dir = tempfile::tempdir().unwrap();
    let silent = told(dir.path(), &[], &[]);
    let clerk: Vec<(f64, f64)> = silent
        .utterances()
        .iter()
        .filter(|event| event.channel == 0)
        .map(|event| (event.start_s, event.end_s))
        .collect();
    let gap_s = settings().judge.episode_gap_s;
    let near = |a: usize, b: usize| clerk[b].0 - clerk[a].1 < gap_s;
    let (first, waits, last) = (0..clerk.len())
        .flat_map(|a| (a + 1..clerk.len()).map(move |b| (a, b)))
        .flat_map(|(a, b)| (b + 1..clerk.len()).map(move |c| (a, b, c)))
        .find(|(a, b, c)| near(*a, *b) && near(*b, *c) && !near(*a, *c))
        .expect("the recording has three lines that are far enough apart");

    let dir = tempfile::tempdir().unwrap();
    let mut line = 0;
    let told = told_by(dir.path(), move |place| {
        if place.channel == 1 {
            return "好";
        }
        line += 1;
        match line - 1 {
            this if this == waits => "你听不懂吗",
            this if this == first || this == last => "别在这儿问",
            _ => "",
        }
    });
    assert_eq!(told.hits().len(), 3);
    let (store, _) = Store::open(dir.path()).unwrap();
    let mut rows = store.incidents(&Query::default()).unwrap();
    rows.sort_by_key(|row| row.hits);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!((rows[0].disposition, rows[0].hits), (Disposition::Dismissed, 1));
    assert_eq!((rows[1].disposition, rows[1].hits), (Disposition::New, 3));
    assert!(rows.iter().all(|row| row.state == IncidentState::Closed));
    let why = &store.detail(&rows[0].id).unwrap().history;
    assert!(why[0].note.contains(&rows[1].id), "{why:?}");
}

#[test]
fn a_list_on_probation_is_counted_and_makes_no_incident() {
    let dir = tempfile::tempdir().unwrap();
    let told = told(dir.path(), &["你去别处问"], &[]);
    let hits = told.hits();
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].shadow, hits[0].stopped_by.as_deref()), (true, Some("shadow")));
    assert!(told.incidents().is_empty());
}

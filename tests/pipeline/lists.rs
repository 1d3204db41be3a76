//! Other lists come into force while it runs: nothing is lost, and every utterance
//! is judged by exactly one version.

use crate::kit::{Ear, Gate, Log, Place, Sound, parts, run, run_with, session, sorted};
use liyu::capture::Stop;
use liyu::clock;
use liyu::document::Document;
use liyu::event::Event;
use liyu::phrasebook::{Phrasebook, short};
use liyu::pipeline::{Edition, Lists, Output};
use std::collections::HashMap;
use std::sync::Arc;

const SWAPS: usize = 100;
const SAID: &str = "这事不归我管";

/// A list of one phrase whose id tells the version.
fn edition(n: usize) -> Arc<Edition> {
    let text = format!(
        "[pack]\nname = \"x\"\ntitle = \"x\"\n[[phrase]]\nid = \"T{n}\"\ntext = \"不归我管\"\n\
         list = \"taboo\"\nseverity = \"serious\"\nspeaker = \"any\"\nsource = \"ours\"\n"
    );
    Arc::new(Edition::of(Phrasebook::read(&[Document::new("x.toml", text)]).unwrap()))
}

/// The utterances of `sound` when nobody changes anything.
fn undisturbed(sound: &Arc<Sound>) -> Vec<Place> {
    let dir = tempfile::tempdir().unwrap();
    let ear = Ear::boxed(&[Arc::clone(sound)], &Log::default(), |_| Ok(SAID.to_owned()));
    let sessions = vec![(session(0, dir.path()), sound.feed())];
    run(parts(dir.path(), vec![ear], false), &Stop::new(), sessions, |_| {}).places(0)
}

#[test]
fn a_hundred_swaps_lose_no_sound_and_every_utterance_has_one_version() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 4);
    let log = Log::default();
    let begun = Gate::default();
    let ear = |_| {
        let begun = begun.clone();
        Ear::boxed(&[Arc::clone(&sound)], &log, move |_| {
            begun.advance();
            Ok(SAID.to_owned())
        })
    };
    let editions: Vec<Arc<Edition>> = (0..=SWAPS).map(edition).collect();
    let mut parts = parts(dir.path(), (0..2).map(ear).collect(), false);
    parts.edition = Arc::clone(&editions[0]);
    let listened = session(0, dir.path());
    let sessions = vec![(Arc::clone(&listened), sound.feed())];

    // Six swaps for each utterance that a recogniser takes up: all hundred fall
    // between the first utterance and the last.
    let (others, waiting) = (editions[1..].to_vec(), begun.clone());
    let swap = move |lists: Lists| {
        for (n, edition) in others.into_iter().enumerate() {
            waiting.wait(1 + n / 6);
            lists.swap(edition, clock::now()).unwrap();
        }
    };
    let told = run_with(parts, &Stop::new(), sessions, swap, |_| {});
    told.outcome.as_ref().unwrap();

    let tally = listened.ledger.tally();
    assert_eq!((tally.lost_s(), tally.waiting), (0.0, 0));
    assert_eq!(undisturbed(&sound), told.places(0), "swaps moved or lost an utterance");
    assert_eq!(tally.utterances as usize, told.utterances().len());
    assert_eq!(sorted(&log), told.places(0), "each was decoded once and told once");
    assert!(told.utterances().len() > SWAPS / 6 + 1, "{}", told.utterances().len());

    let number: HashMap<&str, usize> =
        editions.iter().enumerate().map(|(n, edition)| (edition.version(), n)).collect();
    assert_eq!(number.len(), SWAPS + 1);
    let (mut in_force, mut swaps, mut hit) = (0, 0, true);
    let mut judged = Vec::new();
    for output in &told.outputs {
        match output {
            Output::Event(Event::Lists(lists)) => {
                swaps += 1;
                in_force = number[lists.sha256.as_str()];
                assert_eq!((in_force, lists.phrases, lists.refused), (swaps, 1, false));
                assert_eq!(lists.version, short(&lists.sha256));
            }
            Output::Event(Event::Utterance(utterance)) => {
                assert!(hit, "an utterance was not judged");
                hit = false;
                assert_eq!(utterance.lists, short(editions[in_force].version()));
                judged.push(in_force);
            }
            Output::Event(Event::Hit(found)) => {
                hit = true;
                assert_eq!(found.id, format!("T{in_force}"), "found by another version");
            }
            Output::Incident(incident) => {
                let by = number[incident.provenance.lists_sha256.as_str()];
                assert!(judged.contains(&by), "an incident by a version that judged nothing");
                assert!(by <= in_force);
            }
            _ => {}
        }
    }
    assert_eq!(swaps, SWAPS, "every swap was taken up");
    judged.dedup();
    assert!(judged.len() > 10, "{judged:?}");
}

#[test]
fn an_incident_keeps_the_version_that_found_the_latest_of_its_phrases() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let log = Log::default();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &log, |_| Ok(SAID.to_owned()));
    let mut parts = parts(dir.path(), vec![ear], false);
    let old = edition(0);
    parts.edition = Arc::clone(&old);
    let told =
        run_with(parts, &Stop::new(), vec![(session(0, dir.path()), sound.feed())], |_| {}, |_| {});
    told.outcome.as_ref().unwrap();
    assert!(!told.incidents().is_empty());

    let (store, _) = liyu::record::Store::open(dir.path()).unwrap();
    for event in told.incidents() {
        let dossier = store.detail(&event.id).unwrap();
        // What the archive was started with stands nowhere any more.
        assert_eq!(dossier.incident.provenance.lists_sha256, old.version());
        assert!(dossier.heard.iter().all(|heard| heard.lists == short(old.version())));
    }
}

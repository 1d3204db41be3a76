//! An encounter from sound to the store: its event, its row, what hours come to, and a clip
//! of a merit where staff have agreed to it.

use crate::kit::{Ear, Log, Place, Sound, TABOO, Told, parts, run, session};
use jiff::tz::TimeZone;
use liyu::capture::Stop;
use liyu::conduct::{Outcome, Rulebook};
use liyu::event::Event;
use liyu::pipeline::Output;
use liyu::record::{
    Deed, EncounterListing, EncounterRow, IncidentKind, MACHINE, Query, Sight, Span, Store,
};
use liyu::units::samples;
use std::path::Path;
use std::sync::Arc;

/// The citizen is upset, the clerk turns them away, then calms them and asks to be rated.
fn talk(place: Place) -> String {
    match (place.channel, place.start < samples(6.0)) {
        (1, true) => "急死我了,你们怎么回事".into(),
        (1, false) => "好的谢谢".into(),
        (_, true) => format!("您好,{TABOO}"),
        (_, false) => "请您别着急,我马上帮您办,请您评价一下,请慢走".into(),
    }
}

fn heard(dir: &Path, merit_rules: &[&str]) -> Told {
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let ear = Ear::boxed(&[Arc::clone(&sound)], &Log::default(), |place| Ok(talk(place)));
    let mut parts = parts(dir, vec![ear], false);
    parts.desk.conduct = Some(Arc::new(Rulebook::shipped(&[]).unwrap()));
    parts.desk.merit_rules = merit_rules.iter().map(|rule| (*rule).to_owned()).collect();
    parts.archive.units = [("3".to_owned(), "east".to_owned())].into();
    let told = run(parts, &Stop::new(), vec![(session(0, dir), sound.feed())], |_| {});
    told.outcome.as_ref().unwrap();
    told
}

fn rows(dir: &Path) -> Vec<EncounterRow> {
    let store = Store::open_read_only(dir).unwrap();
    let all = EncounterListing::default();
    store.encounters_within(&Sight::default(), &all, (0, 9)).unwrap().encounters
}

#[test]
fn what_is_told_is_what_is_kept_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let told = heard(dir.path(), &[]);
    let of_encounters = told.outputs.iter().filter_map(|output| match output {
        Output::Event(Event::Encounter(event)) => Some((event.id.clone(), event.verdict)),
        Output::Met { row, custody } => {
            assert_eq!(custody.unit, "east");
            Some((row.id.clone(), row.outcome))
        }
        _ => None,
    });
    let of_encounters: Vec<_> = of_encounters.collect();
    let rows = rows(dir.path());
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(of_encounters, vec![(row.id.clone(), row.outcome); 2]);
    assert_eq!((row.outcome, row.has_citizen), (Outcome::Flagged, Some(true)));
    assert!(row.broken > 0 && row.end_s > row.start_s, "{row:?}");

    let store = Store::open_read_only(dir.path()).unwrap();
    let detail = store.encounter(&Sight::default(), &row.id).unwrap().unwrap();
    let ruled = told.outputs.iter().filter(|o| matches!(o, Output::Event(Event::Rule(_))));
    assert_eq!(ruled.count(), detail.rulings.len());
    let taboo = told.incidents()[0].id.clone();
    assert_eq!(detail.incidents, [taboo]);
    assert!(!detail.moments.is_empty() && !detail.forgotten);
    let elsewhere = Sight { unit: Some("west".into()), ..Sight::default() };
    assert_eq!(store.encounter(&elsewhere, &row.id).unwrap(), None);

    let now = "2026-11-23T02:00:00Z".parse().unwrap();
    let sum = store.figures(Span::Day, now, &TimeZone::UTC).unwrap().total;
    assert_eq!((sum.heard.encounters, sum.heard.judged), (1, 1));
    assert!(
        sum.heard.courtesy_asked > 0 && sum.heard.courtesy_kept <= sum.heard.courtesy_asked,
        "{sum:?}"
    );
    let long_s: f64 = told.utterances().iter().map(|said| said.end_s - said.start_s).sum();
    assert!((sum.heard.speech_s - long_s).abs() < 1e-6, "{sum:?} {long_s}");
    assert_eq!(sum.heard.speech_s, sum.heard.understood_s);
    assert!((sum.heard.judged_s - (row.end_s - row.start_s)).abs() < 1e-6, "{sum:?}");
    assert!(store.incidents(&Query::default()).unwrap().len() == 1, "no clip of a merit");
    assert_eq!(store.check(None).unwrap().flaws, []);
}

#[test]
fn the_same_recording_heard_twice_is_one_encounter() {
    let dir = tempfile::tempdir().unwrap();
    heard(dir.path(), &[]);
    let first = rows(dir.path());
    heard(dir.path(), &[]);
    assert_eq!(rows(dir.path()), first);
}

#[test]
fn a_merit_keeps_a_clip_as_praise_where_staff_agree() {
    let dir = tempfile::tempdir().unwrap();
    heard(dir.path(), &["R12"]);
    let store = Store::open_read_only(dir.path()).unwrap();
    let all = store.incidents(&Query::default()).unwrap();
    let praise: Vec<_> = all.iter().filter(|row| row.kind == IncidentKind::Praise).collect();
    let [praise] = &praise[..] else { panic!("{all:?}") };
    let dossier = store.detail(&praise.id).unwrap();
    assert!(dossier.clip_s > 1.0 && !dossier.heard.is_empty());
    let step = &dossier.history[0];
    assert_eq!((step.actor.as_str(), &step.deed), (MACHINE, &Deed::Commented));
    assert!(step.note.contains("R12") && step.note.contains(&rows(dir.path())[0].id), "{step:?}");
    assert_eq!(store.check(None).unwrap().flaws, []);
}

/// A day of twelve counters, eight hours each, somebody every two minutes: judged again out
/// of the store and back into it. Told, not tested: run it optimised.
#[test]
#[ignore = "measures; cargo test --release --test pipeline -- --ignored a_day"]
fn a_day_is_judged_again_out_of_the_store() {
    use liyu::pipeline::rejudge;
    use liyu::record::{Rejudge, Served};
    let dir = tempfile::tempdir().unwrap();
    heard(dir.path(), &[]);
    let (mut store, _) = Store::open(dir.path()).unwrap();
    let given = store.kept_encounter(&rows(dir.path())[0].id).unwrap().unwrap();
    let begun = std::time::Instant::now();
    for n in 0..12 * 8 * 30 {
        let at = given.row.at + jiff::SignedDuration::from_secs(10 * (n + 1));
        let id = format!("E{}", liyu::record::new_id(at, 1));
        let counter = format!("{}号窗口", n % 12 + 1);
        let row = EncounterRow { id, at, counter, ..given.row.clone() };
        store.put_encounter(&Served { row, ..given.clone() }).unwrap();
    }
    eprintln!("written in {:.2} s", begun.elapsed().as_secs_f64());
    // By packs that know one rule less all change; by the same again none does; then by the
    // shipped ones all are as they were.
    let shipped = Rulebook::shipped(&[]).unwrap();
    let mut fewer = shipped.clone();
    fewer.rules.remove("R01");
    for packs in [fewer.clone(), fewer, shipped] {
        let begun = std::time::Instant::now();
        let (mut asked, mut judged, mut changed) = (Rejudge::default(), 0, 0);
        loop {
            let all = ("local", &Sight::default());
            let (done, _) = rejudge(&mut store, &packs, &asked, 500, all).unwrap();
            judged += done.judged;
            changed += done.changed.len();
            asked.after = done.next;
            if asked.after.is_none() {
                break;
            }
        }
        let took = begun.elapsed().as_secs_f64();
        let moments = given.moments.len();
        eprintln!("{judged} of {moments} moments judged in {took:.2} s, {changed} changed");
    }
}

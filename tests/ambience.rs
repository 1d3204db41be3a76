//! A hall that fills while one counter talks on: its ambience rises by 20 dB in ten minutes,
//! and that alone is no event about anybody's loudness. Through segmenters, encounters and
//! rules; no recogniser.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use liyu::capture::Block;
use liyu::conduct::{Ear, Encounter, Hall, Heard, Rulebook, Side, Verdict, What, rule};
use liyu::config::Config;
use liyu::document::Document;
use liyu::segment::{Bank, Utterance};
use liyu::units::{SAMPLE_RATE, SampleIndex};
use std::path::Path;
use std::sync::Arc;

const MINUTES: usize = 10;
const RISE_DB: f32 = 20.0;
/// The hall at first: a quiet office under a microphone of usual gain.
const QUIET_DBFS: f32 = -62.0;
/// What is said of loudness: usual volume, quarrels, shouting.
const ABOUT_LOUDNESS: [&str; 3] = ["R21", "R30", "R31"];

/// The recording, again and again, under a noise that rises evenly.
struct Filling {
    talk: Vec<[f32; 2]>,
    /// How much of the rise people raise their voices by: 0 not at all, 0.5 as people do in
    /// noise (the Lombard effect, half a decibel a decibel; H. Lane, B. Tranel, J. Speech
    /// Hear. Res. 14, 1971).
    raised: f32,
    seed: u64,
}

impl Filling {
    fn of(name: &str, raised: f32) -> Filling {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings/demo").join(name);
        let mut wav = hound::WavReader::open(path).unwrap();
        let samples: Vec<f32> =
            wav.samples::<i16>().map(|s| f32::from(s.unwrap()) / 32_768.0).collect();
        let talk = samples.chunks_exact(2).map(|frame| [frame[0], frame[1]]).collect();
        Filling { talk, raised, seed: 1 }
    }

    /// Even noise, variance 1.
    fn noise(&mut self) -> f32 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        3f32.sqrt() * ((self.seed >> 40) as f32 / (1 << 23) as f32 - 1.0)
    }

    fn block(&mut self, at: usize, len: usize) -> Block {
        let share = at as f32 / (MINUTES * 60 * SAMPLE_RATE as usize) as f32;
        let rise_db = RISE_DB * share;
        let amplitude = |db: f32| 10f32.powf(db / 20.0);
        let (hall, voice) =
            (amplitude(QUIET_DBFS + rise_db), 0.4 * amplitude(self.raised * rise_db));
        let mut planes = [Vec::with_capacity(len), Vec::with_capacity(len)];
        for n in at..at + len {
            let said = self.talk[n % self.talk.len()];
            for (plane, said) in planes.iter_mut().zip(said) {
                let noise = self.noise();
                plane.push((voice * said + hall * noise).clamp(-1.0, 1.0));
            }
        }
        Block { at: SampleIndex(at as u64), planes: planes.into() }
    }
}

/// All encounters of ten minutes, and how far the ambience was heard to rise.
fn encounters(mut hall: Filling, packs: &Arc<Rulebook>) -> (Vec<Encounter>, f32) {
    let settings = Config::parse(&Document::new("liyu.toml", ""), Path::new("")).unwrap();
    let mut bank = Bank::new(2, &settings.segment);
    let mut heard: Vec<Utterance> = Vec::new();
    for at in (0..MINUTES * 60 * SAMPLE_RATE as usize).step_by(1_600) {
        bank.push(&hall.block(at, 1_600), &mut heard);
    }
    bank.finish(&mut heard);
    heard.sort_by_key(|utterance| utterance.range.start);
    let ambient = |utterance: Option<&Utterance>| utterance.unwrap().ambient.0;
    let early = heard.iter().find(|utterance| utterance.range.start.seconds() > 25.0);
    let rise_db = ambient(heard.last()) - ambient(early);

    let (ear, mut counter) = (Ear::new(Arc::clone(packs)), Hall::new(packs.bounds.clone()));
    let mut all = Vec::new();
    for utterance in &heard {
        let (start_s, end_s) = (utterance.range.start.seconds(), utterance.range.end.seconds());
        let side = if utterance.channel == 0 { Side::Clerk } else { Side::Citizen };
        let above_db = utterance.level.0 - utterance.ambient.0;
        let (text, phrases) = ("这里说的话长到可以看响度", Vec::new());
        all.extend(counter.hear(&ear.hear(&Heard {
            start_s,
            end_s,
            side,
            text,
            above_db,
            phrases,
        })));
    }
    all.extend(counter.finish());
    (all, rise_db)
}

#[test]
fn a_hall_that_fills_raises_no_event_about_loudness() {
    let packs = Arc::new(Rulebook::shipped(&["government".to_owned()]).unwrap());
    for raised in [0.0, 0.5] {
        let (all, rise_db) = encounters(Filling::of("good-residence.wav", raised), &packs);
        assert!(rise_db > RISE_DB - 4.0, "the floor follows: {rise_db}");
        let turns: usize = all.iter().map(|met| met.turns(Side::Clerk).count()).sum();
        assert!(turns >= 40, "{turns} turns of the clerk");
        for met in &all {
            for ruling in rule(&packs, met) {
                assert!(
                    !ABOUT_LOUDNESS.contains(&ruling.rule.as_str())
                        || ruling.verdict != Verdict::Broken,
                    "voices raised by {raised}: {ruling:?}"
                );
            }
            let marked = met.moments.iter().any(|at| matches!(at.what, What::Raised { .. }));
            assert!(!marked, "nobody has raised their voice");
        }
    }
}

//! A deck on an output that is pulled by hand.

#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;
use std::sync::{Arc, Mutex};

/// What stands behind the fake output.
#[derive(Default)]
struct Box_ {
    tap: Option<Tap>,
    fault: Option<fn() -> PlayerFault>,
    opened: u32,
}

#[derive(Clone, Default)]
struct Fake(Arc<Mutex<Box_>>, u32);

impl Output for Fake {
    fn find(&mut self) -> Result<(u32, usize), PlayerFault> {
        match self.0.lock().unwrap().fault {
            Some(fault) => Err(fault()),
            None => Ok((self.1, 2)),
        }
    }

    fn start(&mut self, tap: Tap) -> Result<(), PlayerFault> {
        let mut inside = self.0.lock().unwrap();
        inside.tap = Some(tap);
        inside.opened += 1;
        Ok(())
    }

    fn close(&mut self) {
        self.0.lock().unwrap().tap = None;
    }
}

impl Fake {
    /// Pulls so many frames; gives the left channel.
    fn pull(&self, frames: usize) -> Vec<f32> {
        let mut data = vec![0.0f32; frames * 2];
        if let Some(tap) = &mut self.0.lock().unwrap().tap {
            tap.fill(&mut data);
        }
        data.chunks(2).map(|frame| frame[0]).collect()
    }
}

/// A deck with a clip that exists, its output, and its clock.
struct Bench {
    deck: Deck<Fake>,
    fake: Fake,
    now: Duration,
    clip: String,
    _dir: tempfile::TempDir,
}

impl Bench {
    /// `seconds` of a slow rise from 0 to 0.5, so that a sample tells its place.
    fn new(rate_hz: u32, seconds: f64) -> Bench {
        let dir = tempfile::tempdir().unwrap();
        let clip = dir.path().join("clip.wav");
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: SAMPLE_RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut wav = hound::WavWriter::create(&clip, spec).unwrap();
        let samples = (seconds * f64::from(SAMPLE_RATE)) as usize;
        for n in 0..samples {
            wav.write_sample((n * 16_384 / samples) as i16).unwrap();
        }
        wav.finalize().unwrap();
        let fake = Fake(Arc::default(), rate_hz);
        let deck = Deck::new(fake.clone());
        Bench { deck, fake, now: Duration::ZERO, clip: clip.display().to_string(), _dir: dir }
    }

    fn play(&mut self) {
        self.tell(PlayerCommand::Stop);
        self.toggle();
    }

    fn toggle(&mut self) {
        self.tell(PlayerCommand::Toggle { clip: self.clip.clone() });
    }

    fn tell(&mut self, command: PlayerCommand) {
        self.deck.command(command, self.now);
        self.deck.turn(self.now);
    }

    /// Lets `ms` go by, in steps of 20; gives what was heard.
    fn hear(&mut self, ms: u64) -> Vec<f32> {
        let mut heard = Vec::new();
        for _ in 0..ms / 20 {
            self.now += Duration::from_millis(20);
            heard.extend(self.fake.pull(self.fake.1 as usize / 50));
            self.deck.turn(self.now);
        }
        heard
    }

    fn at(&self) -> f64 {
        self.deck.state().position_s
    }
}

#[test]
fn the_place_is_what_is_heard_at_any_rate_of_the_device() {
    for rate_hz in [16_000, 44_100, 48_000] {
        for rate in [1.0, 0.75] {
            let mut bench = Bench::new(rate_hz, 2.0);
            bench.tell(PlayerCommand::Rate(rate));
            bench.play();
            let heard = bench.hear(1_000);
            assert!((bench.at() - rate).abs() < 1e-3, "{rate_hz} {rate}: {}", bench.at());
            // The clip's value tells its place: 0.25 a second.
            let place = f64::from(*heard.last().unwrap()) * 4.0;
            assert!((place - bench.at()).abs() < 0.03, "{rate_hz} {rate}: {place}");
            let rest = bench.hear(2_000);
            assert_eq!(bench.at(), 2.0);
            assert!(!bench.deck.state().playing);
            // To the last sample: what was heard in all lasts as long as it should.
            let all = [heard, rest].concat();
            let sound = all.iter().rposition(|s| *s > 0.1).unwrap() + 1;
            let lasts = sound as f64 / f64::from(rate_hz);
            assert!((lasts - 2.0 / rate).abs() < 0.03, "{rate_hz} {rate}: {lasts} s");
        }
    }
}

#[test]
fn a_pause_keeps_the_place_and_lets_go_of_the_device() {
    let mut bench = Bench::new(48_000, 4.0);
    bench.play();
    bench.hear(1_000);
    bench.toggle();
    let silence = bench.hear(1_000);
    assert!(silence[480..].iter().all(|s| *s == 0.0));
    let at = bench.at();
    assert!((at - 1.0).abs() < 0.02, "{at}");
    assert!(bench.deck.rest().is_some());
    bench.hear(3_000);
    assert!(bench.fake.0.lock().unwrap().tap.is_none() && bench.deck.rest().is_none());
    assert_eq!(bench.at(), at);
    bench.toggle();
    let heard = bench.hear(500);
    assert_eq!(bench.fake.0.lock().unwrap().opened, 2);
    assert!((bench.at() - at - 0.5).abs() < 0.01, "{}", bench.at());
    assert!((f64::from(*heard.last().unwrap()) * 8.0 - bench.at()).abs() < 0.02);
}

#[test]
fn seeking_is_heard_at_once_and_stays_within_the_clip() {
    let mut bench = Bench::new(44_100, 4.0);
    bench.play();
    bench.hear(500);
    bench.tell(PlayerCommand::Seek(2.0));
    assert!((bench.at() - 2.5).abs() < 0.02, "{}", bench.at());
    let heard = bench.hear(20);
    assert!((f64::from(*heard.last().unwrap()) * 8.0 - 2.5).abs() < 0.05);
    bench.tell(PlayerCommand::Seek(-9.0));
    assert_eq!(bench.at(), 0.0);
    bench.tell(PlayerCommand::Seek(90.0));
    bench.hear(100);
    let state = bench.deck.state();
    assert_eq!((state.position_s, state.playing), (4.0, false));
    bench.toggle();
    bench.hear(200);
    assert!((bench.at() - 0.2).abs() < 0.01, "after its end it begins anew: {}", bench.at());
    // Two in one turn: the second is from where the first led.
    for _ in 0..2 {
        bench.deck.command(PlayerCommand::Seek(1.0), bench.now);
    }
    assert!((bench.at() - 2.2).abs() < 0.01, "{}", bench.at());
}

#[test]
fn every_fault_is_told_once_and_the_next_key_tries_again() {
    let mut bench = Bench::new(48_000, 1.0);
    for (fault, word) in [
        ((|| PlayerFault::NoDevice) as fn() -> PlayerFault, "没有播放设备"),
        (|| PlayerFault::Busy, "占用"),
        (|| PlayerFault::Denied, "权限"),
        (|| PlayerFault::System("x".to_owned()), "(x)"),
    ] {
        bench.fake.0.lock().unwrap().fault = Some(fault);
        bench.play();
        let state = bench.deck.state();
        assert!(!state.playing && state.fault.unwrap().contains(word));
    }
    bench.fake.0.lock().unwrap().fault = None;
    bench.toggle();
    bench.hear(200);
    assert_eq!((bench.deck.state().playing, bench.deck.state().fault), (true, None));

    bench.fake.0.lock().unwrap().tap.as_ref().unwrap().alarm().lose();
    bench.hear(20);
    let state = bench.deck.state();
    assert!(!state.playing && state.fault.unwrap().contains("断开"));
    assert!((state.position_s - 0.2).abs() < 0.03, "{}", state.position_s);

    std::fs::remove_file(&bench.clip).unwrap();
    bench.toggle();
    assert!(bench.deck.state().fault.unwrap().contains("不在了"));
}

#[test]
fn sound_that_is_held_is_played_in_place_of_the_file_and_forgotten_with_it() {
    let mut bench = Bench::new(48_000, 1.0);
    let clip = bench.clip.clone();
    let sound = InMemory::new(std::fs::read(&clip).unwrap().into());
    std::fs::write(&clip, "sealed").unwrap();
    bench.tell(PlayerCommand::Hold { clip: clip.clone(), sound: sound.clone() });
    bench.toggle();
    bench.hear(200);
    let state = bench.deck.state();
    assert_eq!((state.playing, state.fault), (true, None));
    bench.tell(PlayerCommand::Stop);
    bench.toggle();
    assert!(bench.deck.state().fault.is_some(), "it was kept after the stop");
    // What has expired is not heard, in memory or not.
    bench.tell(PlayerCommand::Hold { clip: clip.clone(), sound });
    std::fs::remove_file(&clip).unwrap();
    bench.toggle();
    assert!(bench.deck.state().fault.unwrap().contains("不在了"));
}

#[test]
fn a_device_that_takes_nothing_is_lost() {
    let mut bench = Bench::new(48_000, 1.0);
    bench.play();
    for _ in 0..200 {
        bench.now += Duration::from_millis(20);
        bench.deck.turn(bench.now);
    }
    assert!(bench.deck.state().fault.is_some());
    assert!(bench.deck.rest().is_none());
}

#[test]
fn it_tells_at_most_ten_times_a_second() {
    let mut bench = Bench::new(48_000, 4.0);
    bench.play();
    let mut told = Vec::new();
    for _ in 0..100 {
        bench.now += Duration::from_millis(20);
        bench.fake.pull(960);
        told.extend(bench.deck.turn(bench.now));
    }
    assert!((18..=20).contains(&told.len()), "{}", told.len());
    assert!(told.windows(2).all(|w| w[0].position_s < w[1].position_s));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]
    /// Whatever is pressed, the place lies within the clip and nothing sounds while it
    /// does not play.
    #[test]
    fn no_order_of_keys_loses_the_place(steps in prop::collection::vec((0u8..6, -3.0f64..3.0, 0u64..12), 1..16)) {
        let mut bench = Bench::new(44_100, 1.5);
        for (key, number, wait) in steps {
            let clip = bench.clip.clone();
            bench.tell(match key {
                0..=2 => PlayerCommand::Toggle { clip },
                3 => PlayerCommand::Seek(number),
                4 => PlayerCommand::Rate(number),
                _ => PlayerCommand::Stop,
            });
            bench.hear(wait * 20);
            let state = bench.deck.state();
            prop_assert!((0.0..=1.5).contains(&state.position_s), "{state:?}");
            prop_assert!((0.5..=2.0).contains(&state.rate));
            if !state.playing {
                bench.hear(20);
                prop_assert!(bench.hear(20).iter().all(|s| *s == 0.0));
            }
        }
    }
}

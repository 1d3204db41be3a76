//! A microphone that is played: made sound through the same ring, state machine and
//! bookkeeping as a device, for measuring.
//!
//! Owns [`Played`]. All of it runs on the thread `capture-<counter>`: what is due is put
//! into the ring whenever that thread waits, as a sound system would have done
//! meanwhile. Its driver has a clock without error and can lose stretches by order, so
//! that what the ledger counts as lost can be held against what was lost.

use super::live::{Hardware, Live, Opened, Pace};
use super::ring::{Feeder, Signals, ring};
use super::{CaptureError, Piece, Source, Stop};
use crate::ledger::Ledger;
use crate::units::{SAMPLE_RATE, SampleIndex};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most that the driver hands over at once: 10 ms.
const PERIOD: u64 = SAMPLE_RATE as u64 / 100;

/// Where made sound comes from.
pub trait Sound: Send {
    /// Channels in each frame; fixed.
    fn channels(&self) -> usize;

    /// Fills `frames`, interleaved, 16 kHz, full scale 1.0, with what comes next.
    fn fill(&mut self, frames: &mut [f32]);
}

/// How fast it is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tempo {
    /// As it is spoken.
    Real,
    /// As fast as it is heard.
    Fast,
}

/// A stretch that the driver loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Its first sample.
    pub at: SampleIndex,
    /// How many samples of one channel.
    pub samples: u64,
}

/// What was played so far, for other threads to look at. In samples of one channel.
#[derive(Debug, Default)]
pub struct Account {
    /// All that went by, what the driver lost included.
    pub passed: AtomicU64,
    /// What the driver lost.
    pub lost: AtomicU64,
    /// How often it lost something.
    pub losses: AtomicU64,
}

/// A source that plays [`Sound`].
pub struct Played {
    live: Live<Player, Player>,
}

impl Played {
    /// Plays `length` samples and raises `stop`, which must be of this source alone.
    /// `losses` come in order and do not touch.
    ///
    /// # Errors
    /// Those of a resampler that cannot be made.
    pub fn new(
        sound: Box<dyn Sound>,
        tempo: Tempo,
        length: u64,
        losses: Vec<Loss>,
        stop: Stop,
        ledger: Arc<Ledger>,
    ) -> Result<Played, CaptureError> {
        let channels = sound.channels();
        let mut player = Player(Arc::new(Mutex::new(World {
            sound,
            feeder: None,
            signals: None,
            clock: match tempo {
                Tempo::Real => Clock::Wall(Instant::now()),
                Tempo::Fast => Clock::Made(Duration::ZERO),
            },
            length,
            losses: losses.into(),
            account: Arc::default(),
            stop: stop.clone(),
            frames: Vec::new(),
        })));
        let opened = player.open()?;
        let picks = (0..channels).collect();
        let mut live = Live::new(player.clone(), player, picks, Some(0), stop, ledger);
        live.run(opened)?;
        Ok(Played { live })
    }

    /// What was played, to be looked at from elsewhere.
    pub fn account(&self) -> Arc<Account> {
        self.live.hardware().account()
    }
}

impl Source for Played {
    fn channels(&self) -> usize {
        self.live.channels()
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, CaptureError> {
        self.live.next_piece()
    }
}

/// The device and the time, which are one here.
#[derive(Clone)]
struct Player(Arc<Mutex<World>>);

enum Clock {
    Wall(Instant),
    Made(Duration),
}

struct World {
    sound: Box<dyn Sound>,
    feeder: Option<Feeder>,
    signals: Option<Arc<Signals>>,
    clock: Clock,
    length: u64,
    losses: VecDeque<Loss>,
    account: Arc<Account>,
    stop: Stop,
    frames: Vec<f32>,
}

impl Player {
    fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn account(&self) -> Arc<Account> {
        Arc::clone(&self.lock().account)
    }
}

impl Hardware for Player {
    fn name(&self) -> String {
        "played".to_owned()
    }

    fn open(&mut self) -> Result<Opened, CaptureError> {
        let mut world = self.lock();
        let width = world.sound.channels();
        let (feeder, reader) = ring(SAMPLE_RATE, width);
        world.feeder = Some(feeder);
        world.signals = Some(reader.signals_handle());
        Ok(Opened { reader, rate_hz: SAMPLE_RATE, width })
    }

    fn close(&mut self) {
        self.lock().feeder = None;
    }
}

impl Pace for Player {
    fn now(&self) -> Duration {
        self.lock().now()
    }

    fn wait(&self, time: Duration) {
        let mut world = self.lock();
        match &mut world.clock {
            // Nobody else wants the lock meanwhile: this thread is the only one.
            Clock::Wall(_) => std::thread::sleep(time),
            Clock::Made(now) => *now += time,
        }
        world.play();
    }
}

impl World {
    fn now(&self) -> Duration {
        match self.clock {
            Clock::Wall(began) => began.elapsed(),
            Clock::Made(now) => now,
        }
    }

    /// Puts what is due into the ring; what does not fit is lost there, and counted.
    fn play(&mut self) {
        let due = (self.now().as_nanos() * u128::from(SAMPLE_RATE) / 1_000_000_000) as u64;
        let due = due.min(self.length);
        let account = Arc::clone(&self.account);
        loop {
            let at = account.passed.load(Relaxed);
            if at >= due {
                break;
            }
            match self.losses.front().copied() {
                Some(loss) if loss.at.0 <= at => {
                    self.losses.pop_front();
                    let samples = loss.samples.min(self.length - at);
                    self.make(samples);
                    if let Some(signals) = &self.signals {
                        signals.xrun();
                    }
                    account.lost.fetch_add(samples, Relaxed);
                    account.losses.fetch_add(1, Relaxed);
                    account.passed.fetch_add(samples, Relaxed);
                }
                next => {
                    let until = next.map_or(due, |loss| loss.at.0.min(due));
                    let samples = (until - at).min(PERIOD);
                    self.make(samples);
                    if let Some(feeder) = &mut self.feeder {
                        let nanos = u128::from(at) * 1_000_000_000 / u128::from(SAMPLE_RATE);
                        feeder.feed(&self.frames, Duration::from_nanos(nanos as u64));
                    }
                    account.passed.fetch_add(samples, Relaxed);
                }
            }
        }
        if account.passed.load(Relaxed) >= self.length {
            self.stop.set();
        }
    }

    fn make(&mut self, samples: u64) {
        self.frames.resize(samples as usize * self.sound.channels(), 0.0);
        self.sound.fill(&mut self.frames);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::capture::GapCause;
    use proptest::prelude::*;

    /// Sample n of every channel carries a value that tells n.
    struct Ramp(u64);

    fn value(n: u64) -> f32 {
        (n % 10_007) as f32 / 20_000.0 + 0.001
    }

    impl Sound for Ramp {
        fn channels(&self) -> usize {
            2
        }

        fn fill(&mut self, frames: &mut [f32]) {
            for frame in frames.chunks_mut(2) {
                frame.fill(value(self.0));
                self.0 += 1;
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        /// Every sample is heard at its place or counted as lost, to the sample.
        #[test]
        fn losses_are_counted_to_the_sample(
            steps in prop::collection::vec((1u64..30_000, 1u64..20_000), 0..20),
        ) {
            let mut losses = Vec::new();
            let mut at = 0;
            for (wait, samples) in steps {
                losses.push(Loss { at: SampleIndex(at + wait), samples });
                at += wait + samples;
            }
            let ordered: u64 = losses.iter().map(|loss| loss.samples).sum();
            let (count, length) = (losses.len() as u64, at + 32_000);
            let ledger = Arc::new(Ledger::new(2));
            let sound = Box::new(Ramp(0));
            let mut source = Played::new(
                sound, Tempo::Fast, length, losses.clone(), Stop::new(), Arc::clone(&ledger),
            ).unwrap();
            let account = source.account();
            let (mut next, mut gaps) = (0, Vec::new());
            while let Some(piece) = source.next_piece().unwrap() {
                match piece {
                    Piece::Block(block) => {
                        prop_assert_eq!(block.at.0, next);
                        for (n, sample) in block.planes[1].iter().enumerate() {
                            prop_assert_eq!(*sample, value(next + n as u64));
                        }
                        next += block.len() as u64;
                    }
                    Piece::Gap(gap) => {
                        prop_assert_eq!((gap.at.0, gap.cause), (next, GapCause::Overrun));
                        next += gap.samples;
                        gaps.push(Loss { at: gap.at, samples: gap.samples });
                    }
                }
            }
            prop_assert_eq!(gaps, losses);
            prop_assert_eq!(next, length);
            prop_assert_eq!(account.passed.load(Relaxed), length);
            prop_assert_eq!(account.lost.load(Relaxed), ordered);
            prop_assert_eq!(ledger.lost_overrun.load(Relaxed), ordered);
            prop_assert_eq!(ledger.heard.load(Relaxed), length - ordered);
            prop_assert_eq!(ledger.xruns.load(Relaxed), count);
        }
    }

    #[test]
    fn whoever_stops_it_hears_no_more() {
        let stop = Stop::new();
        let ledger = Arc::new(Ledger::new(2));
        let sound = Box::new(Ramp(0));
        let mut source =
            Played::new(sound, Tempo::Fast, u64::MAX, Vec::new(), stop.clone(), ledger).unwrap();
        for _ in 0..10 {
            assert!(source.next_piece().unwrap().is_some());
        }
        stop.set();
        while source.next_piece().unwrap().is_some() {}
    }
}

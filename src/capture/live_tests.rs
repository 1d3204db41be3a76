//! Losing and finding a device again, on a made-up machine with made-up time.

#![allow(clippy::unwrap_used)]

use super::super::ring::{Feeder, ring};
use super::*;
use crate::capture::Block;
use std::cell::RefCell;
use std::rc::Rc;

/// What there is besides the source: the time, and a device that may be plugged in.
#[derive(Default)]
struct World {
    now: Duration,
    rate_hz: u32,
    feeder: Option<Feeder>,
    /// Moments from which on the device is there or not, in order.
    plugged: Vec<(Duration, bool)>,
    /// Moments from which on the driver gives samples or not.
    silent_from: Option<Duration>,
    owed: f64,
    opened: u32,
    tried: Vec<Duration>,
}

impl World {
    fn is_plugged(&self) -> bool {
        self.plugged.iter().rev().find(|(from, _)| *from <= self.now).is_none_or(|(_, is)| *is)
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        let plugged = self.is_plugged();
        let silent = self.silent_from.is_some_and(|from| from <= self.now);
        let Some(feeder) = &mut self.feeder else { return };
        if silent || !plugged {
            return;
        }
        self.owed += time.as_secs_f64() * f64::from(self.rate_hz);
        let frames = self.owed.floor();
        self.owed -= frames;
        feeder.feed(&vec![0.25f32; frames as usize], self.now);
    }
}

#[derive(Clone)]
struct Fake(Rc<RefCell<World>>);

impl Hardware for Fake {
    fn name(&self) -> String {
        "柜台麦克风".to_owned()
    }

    fn open(&mut self) -> Result<Opened, CaptureError> {
        let mut world = self.0.borrow_mut();
        let now = world.now;
        world.tried.push(now);
        if !world.is_plugged() {
            return Err(CaptureError::NoDevice);
        }
        world.opened += 1;
        world.owed = 0.0;
        let (feeder, reader) = ring(world.rate_hz, 1);
        world.feeder = Some(feeder);
        Ok(Opened { reader, rate_hz: world.rate_hz, width: 1 })
    }

    fn close(&mut self) {
        self.0.borrow_mut().feeder = None;
    }
}

impl Pace for Fake {
    fn now(&self) -> Duration {
        self.0.borrow().now
    }

    fn wait(&self, time: Duration) {
        self.0.borrow_mut().pass(time);
    }
}

struct Bench {
    world: Rc<RefCell<World>>,
    live: Live<Fake, Fake>,
    ledger: Arc<Ledger>,
    stop: Stop,
}

fn bench(rate_hz: u32, most_tries: Option<u32>, plugged: &[(f64, bool)]) -> Bench {
    let plugged = plugged.iter().map(|(at, is)| (Duration::from_secs_f64(*at), *is)).collect();
    let world = Rc::new(RefCell::new(World { rate_hz, plugged, ..World::default() }));
    let (ledger, stop) = (Arc::new(Ledger::new(1)), Stop::new());
    let fake = Fake(Rc::clone(&world));
    let live =
        Live::new(fake.clone(), fake, vec![0], most_tries, stop.clone(), Arc::clone(&ledger));
    Bench { world, live, ledger, stop }
}

impl Bench {
    fn open(mut self) -> Self {
        let opened = self.live.hardware.open().unwrap();
        self.live.run(opened).unwrap();
        self
    }

    /// Pieces until the made-up clock shows `seconds`; checks that indices have no hole.
    fn until(&mut self, seconds: f64) -> Vec<Piece> {
        let mut next = self.live.at;
        let mut pieces = Vec::new();
        while self.world.borrow().now.as_secs_f64() < seconds {
            let piece = self.live.next_piece().unwrap().unwrap();
            let (at, len) = match &piece {
                Piece::Block(Block { at, planes }) => (*at, planes[0].len() as u64),
                Piece::Gap(gap) => (gap.at, gap.samples),
            };
            assert_eq!(at, next);
            next = at + len;
            pieces.push(piece);
        }
        pieces
    }

    fn seconds(&self) -> f64 {
        self.live.at.seconds()
    }
}

fn gap_s(pieces: &[Piece], cause: GapCause) -> f64 {
    let lost = pieces.iter().map(|piece| match piece {
        Piece::Gap(gap) if gap.cause == cause => gap.samples,
        _ => 0,
    });
    lost.sum::<u64>() as f64 / 16_000.0
}

#[test]
fn a_device_that_stays_gives_its_time_and_no_gap() {
    for rate_hz in [16_000, 44_100, 48_000] {
        let mut bench = bench(rate_hz, None, &[]).open();
        let pieces = bench.until(10.0);
        assert!(pieces.iter().all(|piece| matches!(piece, Piece::Block(_))));
        assert!((bench.seconds() - 10.0).abs() < 0.2, "{}", bench.seconds());
        assert!(!bench.live.away().load(Ordering::Acquire));
    }
}

#[test]
fn time_away_is_a_gap_and_indices_keep_pace_with_the_wall() {
    let mut bench = bench(48_000, None, &[(5.0, false), (25.0, true)]).open();
    let pieces = bench.until(40.0);
    let lost_s = gap_s(&pieces, GapCause::DeviceLost);
    // The last try before it is back may be one back-off of 8 s earlier.
    assert!((20.0..28.5).contains(&lost_s), "{lost_s}");
    assert!((bench.seconds() - 40.0).abs() < 0.3, "{}", bench.seconds());
    let tally = bench.ledger.tally();
    assert_eq!(tally.rebuilds, 1);
    assert!((tally.heard_s + tally.lost_device_s - bench.seconds()).abs() < 1e-6);
    let longest = pieces.iter().map(|piece| match piece {
        Piece::Gap(gap) => gap.samples,
        Piece::Block(block) => block.len() as u64,
    });
    // The watchdog's two seconds come in one; the rest as it passes.
    assert!(longest.max().unwrap() <= 2 * 16_000 + 1_600);
}

#[test]
fn a_driver_that_falls_silent_is_reopened_with_growing_waits() {
    let mut bench = bench(16_000, None, &[(1.0, false)]).open();
    bench.until(60.0);
    let tried: Vec<f64> = bench.world.borrow().tried.iter().map(Duration::as_secs_f64).collect();
    let waits: Vec<f64> = tried.windows(2).map(|pair| pair[1] - pair[0]).collect();
    for (wait, expected) in waits[1..].iter().zip([0.5, 1.0, 2.0, 4.0, 8.0, 8.0]) {
        assert!((wait - expected).abs() < 0.02, "{waits:?}");
    }
}

#[test]
fn a_driver_that_says_so_is_left_at_once() {
    let mut bench = bench(16_000, None, &[]).open();
    bench.until(1.0);
    if let State::Running(run) = &bench.live.state {
        run.reader.signals().lose();
    }
    let pieces = bench.until(4.0);
    assert!(gap_s(&pieces, GapCause::DeviceLost) < 0.5);
    assert_eq!(bench.world.borrow().opened, 2);
    assert!((bench.seconds() - 4.0).abs() < 0.3);
}

#[test]
fn a_device_that_does_not_come_back_is_given_up_after_so_many_tries() {
    let mut bench = bench(16_000, Some(3), &[(1.0, false)]).open();
    let error = loop {
        match bench.live.next_piece() {
            Ok(piece) => assert!(piece.is_some()),
            Err(error) => break error,
        }
    };
    assert!(matches!(&error, CaptureError::DeviceGone { tries: 3, .. }));
    assert!(error.to_string().contains("柜台麦克风"));
    assert_eq!(bench.world.borrow().tried.len(), 4);
}

#[test]
fn a_device_that_comes_later_is_waited_for_from_the_first_call() {
    let mut bench = bench(48_000, None, &[(0.0, false), (3.0, true)]);
    assert!(bench.live.away().load(Ordering::Acquire));
    bench.until(10.0);
    assert!((bench.seconds() - 10.0).abs() < 0.3, "{}", bench.seconds());
    assert!(!bench.live.away().load(Ordering::Acquire));
}

#[test]
fn a_capture_thread_that_was_held_up_loses_what_the_ring_could_not_hold() {
    let mut bench = bench(48_000, None, &[]).open();
    bench.until(1.0);
    for _ in 0..50 {
        bench.world.borrow_mut().pass(Duration::from_millis(100));
    }
    let pieces = bench.until(9.0);
    let lost_s = gap_s(&pieces, GapCause::Overrun);
    assert!((2.8..3.2).contains(&lost_s), "{lost_s}");
    assert!((bench.seconds() - 9.0).abs() < 0.3, "{}", bench.seconds());
    assert_eq!(bench.ledger.tally().lost_overrun_s, lost_s);
}

#[test]
fn stop_ends_it_with_what_was_heard_and_also_while_it_is_away() {
    let mut bench = bench(48_000, None, &[]).open();
    bench.until(1.0);
    bench.stop.set();
    while bench.live.next_piece().unwrap().is_some() {}
    let heard_s = bench.ledger.tally().heard_s;
    assert!((heard_s - bench.world.borrow().now.as_secs_f64()).abs() < 0.001, "{heard_s}");

    let mut bench = super::tests::bench(48_000, None, &[(0.0, false)]);
    bench.until(2.0);
    bench.stop.set();
    while bench.live.next_piece().unwrap().is_some() {}
    assert_eq!(bench.seconds(), bench.world.borrow().now.as_secs_f64());
}

#[test]
fn stop_tells_what_was_lost_before_what_was_heard_last() {
    let mut bench = bench(48_000, None, &[]).open();
    bench.until(1.0);
    for _ in 0..50 {
        bench.world.borrow_mut().pass(Duration::from_millis(100));
    }
    bench.until(6.1);
    bench.world.borrow_mut().pass(Duration::from_millis(100));
    bench.stop.set();
    while bench.live.next_piece().unwrap().is_some() {}
    let tally = bench.ledger.tally();
    assert!((2.8..3.2).contains(&tally.lost_overrun_s), "{tally:?}");
    let now = bench.world.borrow().now.as_secs_f64();
    assert!((tally.heard_s + tally.lost_s() - now).abs() < 0.001, "{tally:?} of {now}");
}

#[test]
fn a_device_is_given_time_for_its_first_samples() {
    let mut bench = bench(48_000, None, &[(0.001, false), (4.5, true)]).open();
    let pieces = bench.until(8.0);
    assert_eq!(bench.world.borrow().opened, 1);
    assert!(pieces.iter().all(|piece| matches!(piece, Piece::Block(_))));
}

#[test]
fn time_is_counted_once_where_a_driver_gives_too_little_to_read() {
    let mut bench = bench(48_000, None, &[]).open();
    bench.live.fresh = false;
    if let Some(feeder) = &mut bench.world.borrow_mut().feeder {
        feeder.feed(&[0.25f32; 100], Duration::ZERO);
    }
    bench.world.borrow_mut().silent_from = Some(Duration::ZERO);
    bench.until(20.0);
    assert!((bench.seconds() - 20.0).abs() < 0.3, "{}", bench.seconds());
}

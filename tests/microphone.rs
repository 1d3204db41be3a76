//! Real sound through a real sound server: played into a null sink, recorded
//! from its monitor by cpal.
//!
//! Each test has a PulseAudio daemon of its own and fails, rather than being
//! skipped, where there is none. The environment that points ALSA at it must
//! stand before a process starts, so what records is a child: this same
//! program, told to run the ignored test [`child_records`].

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use liyu::capture::{DeviceConfig, DeviceSource, GapCause, Piece, Source, Stop};
use liyu::ledger::Ledger;
use std::f64::consts::TAU;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::NullSink;

const RATE_HZ: f64 = 16_000.0;
const CHIRP_S: f64 = 3.0;

/// A child that records from the default input until it is told to stop.
struct Recorder {
    child: Child,
    says: BufReader<ChildStdout>,
}

impl Recorder {
    fn start(sink: &NullSink) -> Recorder {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_records", "--ignored", "--nocapture"])
            .envs(sink.environment.iter().cloned())
            .env("LIYU_TEST_RECORDING", sink.file("heard.f32"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let says = BufReader::new(child.stdout.take().unwrap());
        Recorder { child, says }
    }

    /// Waits until the child says `word`; returns what else is on that line.
    fn wait_for(&mut self, word: &str) -> String {
        let mut line = String::new();
        while self.says.read_line(&mut line).unwrap() > 0 {
            if let Some(at) = line.find(word) {
                return line[at + word.len()..].trim().to_owned();
            }
            line.clear();
        }
        panic!("the recorder ended before it said {word}");
    }

    /// Lets the child finish; returns its summary and what it wrote to stderr.
    fn stop(mut self) -> (Vec<f64>, String) {
        drop(self.child.stdin.take());
        let numbers = self.wait_for("summary").split(' ').map(|n| n.parse().unwrap()).collect();
        let mut stderr = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert!(self.child.wait().unwrap().success());
        (numbers, stderr)
    }
}

/// Not a test: what [`Recorder`] runs. Writes interleaved f32 to the file
/// named in its environment, says `ready`, `away` and `back`, and ends when
/// its stdin does, with `summary HEARD_S LOST_S WALL_S CHANNELS REBUILDS`, the
/// wall from the first piece, sound or gap.
#[test]
#[ignore = "runs only as the child of another test"]
fn child_records() {
    let Some(path) = std::env::var_os("LIYU_TEST_RECORDING") else { return };
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    let (stop, ledger) = (Stop::new(), Arc::new(Ledger::new(2)));
    let end = stop.clone();
    std::thread::spawn(move || {
        std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
        end.set();
    });
    let config = DeviceConfig { channels: Some(2), ..DeviceConfig::default() };
    let mut source = DeviceSource::open(config, stop, Arc::clone(&ledger)).unwrap();
    let mut began = None;
    let (mut is_ready, mut is_away) = (false, false);
    while let Some(piece) = source.next_piece().unwrap() {
        let first_s = match &piece {
            Piece::Block(_) => 0.0,
            Piece::Gap(gap) => gap.samples as f64 / RATE_HZ,
        };
        began.get_or_insert_with(|| Instant::now() - Duration::from_secs_f64(first_s));
        match piece {
            Piece::Block(block) => {
                if !std::mem::replace(&mut is_ready, true) {
                    println!("ready");
                } else if std::mem::take(&mut is_away) {
                    println!("back");
                }
                for n in 0..block.len() {
                    for plane in &block.planes {
                        file.write_all(&plane[n].to_le_bytes()).unwrap();
                    }
                }
            }
            Piece::Gap(gap) if gap.cause == GapCause::DeviceLost && is_ready && !is_away => {
                is_away = true;
                println!("away");
            }
            Piece::Gap(_) => {}
        }
    }
    file.flush().unwrap();
    let tally = ledger.tally();
    let wall_s = began.unwrap().elapsed().as_secs_f64();
    let (heard_s, lost_s, rebuilds) = (tally.heard_s, tally.lost_s(), tally.rebuilds);
    println!("summary {heard_s} {lost_s} {wall_s} {} {rebuilds}", source.channels());
}

/// A sweep through the band of speech; the right channel sweeps down.
fn chirp(time_s: f64, channel: usize) -> f64 {
    let (from_hz, to_hz) = if channel == 0 { (200.0, 4_000.0) } else { (4_000.0, 200.0) };
    let sweep = (to_hz - from_hz) / CHIRP_S;
    0.4 * (TAU * (from_hz * time_s + sweep * time_s * time_s / 2.0)).sin()
}

/// The chirp of `channel` at 16 kHz, `shift` samples later.
fn sampled_chirp(channel: usize, shift: f64) -> Vec<f32> {
    (0..(CHIRP_S * RATE_HZ) as usize)
        .map(|n| chirp((n as f64 + shift) / RATE_HZ, channel) as f32)
        .collect()
}

fn write_chirps(path: &Path, rate_hz: u32) {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: rate_hz,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec).unwrap();
    for n in 0..(CHIRP_S * f64::from(rate_hz)) as usize {
        for channel in 0..2 {
            let value = chirp(n as f64 / f64::from(rate_hz), channel);
            wav.write_sample((value * 32_767.0) as i16).unwrap();
        }
    }
    wav.finalize().unwrap();
}

/// Normalised correlation of `heard` with `sent`, of one length.
fn correlation(heard: &[f32], sent: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        f64::from(a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>())
    };
    dot(heard, sent) / (dot(heard, heard) * dot(sent, sent)).sqrt().max(1e-9)
}

/// Where in `heard`, from `from` to `to`, `sent` fits best.
fn locate(heard: &[f32], sent: &[f32], from: usize, to: usize) -> usize {
    let fit = |at: &usize| correlation(&heard[*at..*at + sent.len()], sent);
    (from..to.min(heard.len() - sent.len())).max_by(|a, b| fit(a).total_cmp(&fit(b))).unwrap()
}

#[test]
fn what_is_played_is_recorded_in_time_and_in_its_channel() {
    let sink = NullSink::start();
    let wav = sink.file("chirps.wav");
    write_chirps(&wav, 48_000);
    let mut recorder = Recorder::start(&sink);
    recorder.wait_for("ready");
    sink.play(&wav);
    let (summary, stderr) = recorder.stop();
    assert_eq!(stderr, "", "the sound library is not quiet");
    let [heard_s, lost_s, wall_s, channels, _] = summary[..] else { panic!("{summary:?}") };
    assert_eq!((lost_s, channels), (0.0, 2.0));
    assert!((heard_s - wall_s).abs() < 0.5, "{heard_s} s heard in {wall_s} s");

    let bytes = std::fs::read(sink.file("heard.f32")).unwrap();
    let samples: Vec<f32> =
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    let heard: [Vec<f32>; 2] =
        [0, 1].map(|channel| samples.iter().skip(channel).step_by(2).copied().collect());
    let sent = [0, 1].map(|channel| sampled_chirp(channel, 0.0));
    let len = sent[0].len();
    let piece = 2_000;
    let at = locate(&heard[0], &sent[0][..piece], 0, heard[0].len() - len);
    for channel in 0..2 {
        let found = &heard[channel][at..at + len];
        // Playing and recording fall between samples; 0.1 of one is near enough.
        let same = (-10..=10)
            .map(|tenth| correlation(found, &sampled_chirp(channel, f64::from(tenth) / 10.0)))
            .fold(0.0, f64::max);
        let crossed = correlation(found, &sent[1 - channel]).abs();
        assert!(same > 0.99 && crossed < 0.1, "channel {channel}: {same} {crossed}");
        let level = found.iter().fold(0.0f32, |peak, s| peak.max(s.abs()));
        assert!((level - 0.4).abs() < 0.05, "channel {channel}: peak {level}");
    }
    let end = len - piece;
    // The channel that ends low: at 4 kHz one period is as good as the next.
    let last = locate(&heard[1], &sent[1][end..], at + end - 100, at + end + 100);
    assert!(last.abs_diff(at + end) <= 2, "3 s became {} s", (last - at + piece) as f64 / RATE_HZ);
}

#[test]
fn a_sound_server_that_dies_is_waited_for_and_heard_again() {
    let mut sink = NullSink::start();
    let mut recorder = Recorder::start(&sink);
    recorder.wait_for("ready");
    sink.script("stop");
    recorder.wait_for("away");
    sink.restart();
    recorder.wait_for("back");
    let (summary, _) = recorder.stop();
    let [heard_s, lost_s, wall_s, _, rebuilds] = summary[..] else { panic!("{summary:?}") };
    assert!(rebuilds >= 1.0 && lost_s > 0.1, "{summary:?}");
    assert!((heard_s + lost_s - wall_s).abs() < 0.6, "{heard_s} + {lost_s} s of {wall_s} s");
}

//! A clip through a real sound server: played into a null sink by cpal, recorded from its
//! monitor, compared with what should have been heard.
//!
//! As in `microphone.rs`, what touches sound is a child with the environment of the sound
//! server: this same program, told to run the ignored test [`child_plays`].

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use liyu::player::{Player, PlayerCommand};
use std::f64::consts::TAU;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use support::NullSink;

const RATE_HZ: usize = 16_000;
/// What is played: silence, a tone, silence, another tone, in seconds.
const TONES: [(f64, f64, f64); 2] = [(0.5, 1.3, 440.0), (1.9, 2.5, 880.0)];
const CLIP_S: f64 = 2.7;
const PATIENCE: Duration = Duration::from_secs(20);

fn write_clip(path: &Path) {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: RATE_HZ as u32,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec).unwrap();
    for n in 0..(CLIP_S * RATE_HZ as f64) as usize {
        let t = n as f64 / RATE_HZ as f64;
        let tone = TONES.iter().find(|(from, to, _)| (*from..*to).contains(&t));
        let value = tone.map_or(0.0, |(_, _, hz)| 0.4 * (TAU * hz * t).sin());
        // Only on the second channel: all channels are heard.
        wav.write_sample(0i16).unwrap();
        wav.write_sample((value * 32_767.0) as i16).unwrap();
    }
    wav.finalize().unwrap();
}

/// What is heard at the sink's monitor, mono.
struct Recorder {
    child: Child,
    path: std::path::PathBuf,
}

impl Recorder {
    /// Returns once sound comes in.
    fn start(sink: &NullSink) -> Recorder {
        let path = sink.file("heard.f32");
        let mut child = Command::new("parec")
            .args(["--device=liyu.monitor", "--raw", "--format=float32le", "--latency-msec=20"])
            .args(["--rate=16000", "--channels=1"])
            .envs(sink.environment.iter().cloned())
            .stdout(Stdio::piped())
            .spawn()
            .expect("parec is not installed");
        let mut sound = child.stdout.take().unwrap();
        let mut first = [0; 4];
        sound.read_exact(&mut first).unwrap();
        let mut file = std::fs::File::create(&path).unwrap();
        std::thread::spawn(move || std::io::copy(&mut sound, &mut file));
        Recorder { child, path }
    }

    fn stop(mut self) -> Vec<f32> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let bytes = std::fs::read(&self.path).unwrap();
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
    }
}

/// Runs [`child_plays`]; gives the positions it printed, and fails on anything on stderr.
fn play(sink: Option<&NullSink>, clip: &Path, rate: f64) -> (Vec<f64>, String) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "child_plays", "--ignored", "--nocapture"])
        .env("LIYU_TEST_CLIP", clip)
        .env("LIYU_TEST_RATE", rate.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    match sink {
        Some(sink) => command.envs(sink.environment.iter().cloned()),
        // A machine without sound, whatever this one has.
        None => {
            command.env("PULSE_SERVER", "unix:/nonexistent").env("ALSA_CONFIG_PATH", "/dev/null")
        }
    };
    let mut child = command.spawn().unwrap();
    let (mut at, mut fault) = (Vec::new(), String::new());
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        // The harness prints its own words on the same line.
        if let Some((_, number)) = line.split_once("at ")
            && let Ok(number) = number.trim().parse()
        {
            at.push(number);
        } else if let Some((_, text)) = line.split_once("fault ") {
            text.clone_into(&mut fault);
        }
    }
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert!(child.wait().unwrap().success(), "{stderr}");
    assert_eq!(stderr, "", "the sound library is not quiet");
    (at, fault)
}

/// Not a test: what [`play`] runs. Plays the clip named in its environment to its end.
#[test]
#[ignore = "runs only as the child of another test"]
fn child_plays() {
    let Some(clip) = std::env::var_os("LIYU_TEST_CLIP") else { return };
    let rate = std::env::var("LIYU_TEST_RATE").unwrap().parse().unwrap();
    let player = Player::new();
    assert!(player.command(PlayerCommand::Rate(rate)));
    assert!(player.command(PlayerCommand::Toggle { clip: clip.into_string().unwrap() }));
    let mut began = false;
    loop {
        let state = player.states().recv_timeout(PATIENCE).unwrap();
        if let Some(fault) = state.fault {
            println!("fault {fault}");
            break;
        }
        began |= state.playing;
        if began {
            println!("at {}", state.position_s);
        }
        if began && !state.playing {
            break;
        }
    }
    // What the device has taken is played out before the stream is closed.
    std::thread::park_timeout(Duration::from_millis(500));
}

/// Where in `heard`, in seconds, the loud stretches begin and end, and the crossings of zero
/// a second in each.
fn stretches(heard: &[f32]) -> Vec<(f64, f64, f64)> {
    let window = RATE_HZ / 100;
    let loud: Vec<bool> = heard
        .chunks_exact(window)
        .map(|part| part.iter().map(|s| s * s).sum::<f32>() / window as f32 > 0.005)
        .collect();
    let mut found = Vec::new();
    let mut n = 0;
    while n < loud.len() {
        let from = n;
        while n < loud.len() && loud[n] {
            n += 1;
        }
        // Shorter than 50 ms is no tone.
        if n - from > 5 {
            let sound = &heard[from * window..n * window];
            // From well below zero to well above it: a resampler rings on softly.
            let (mut ups, mut below) = (0, false);
            for sample in sound {
                if below && *sample > 0.05 {
                    ups += 1;
                }
                below = *sample < -0.05 || below && *sample <= 0.05;
            }
            let seconds = (n - from) as f64 / 100.0;
            let hz = f64::from(ups) / seconds;
            found.push((from as f64 / 100.0, n as f64 / 100.0, hz));
        }
        n += 1;
    }
    found
}

#[test]
fn what_is_played_is_heard_in_time_and_at_its_pitch() {
    let sink = NullSink::start();
    let clip = sink.file("clip.wav");
    write_clip(&clip);
    for rate in [1.0, 0.75] {
        let recorder = Recorder::start(&sink);
        let (at, fault) = play(Some(&sink), &clip, rate);
        let heard = recorder.stop();
        assert_eq!(fault, "");
        assert!(at.windows(2).all(|w| w[0] <= w[1]), "{at:?}");
        assert!((at.last().unwrap() - CLIP_S).abs() < 1e-6, "{at:?}");
        let most = (CLIP_S / rate * 10.0) as usize + 4;
        assert!(at.len() > most / 3 && at.len() <= most, "{} states: {at:?}", at.len());

        let found = stretches(&heard);
        assert_eq!(found.len(), TONES.len(), "at {rate}: {found:?}");
        let begin = found[0].0 - TONES[0].0 / rate;
        for ((from, to, hz), (from_s, to_s, tone)) in found.iter().zip(TONES) {
            let about = |found: f64, due: f64| (found - begin - due / rate).abs() < 0.04;
            assert!(about(*from, from_s) && about(*to, to_s), "at {rate}: {found:?}");
            assert!((hz / tone - 1.0).abs() < 0.03, "at {rate}: {hz} Hz for {tone} Hz");
        }
    }
}

#[test]
fn without_an_output_it_says_so_and_stays_quiet() {
    let dir = tempfile::tempdir().unwrap();
    let clip = dir.path().join("clip.wav");
    write_clip(&clip);
    let (at, fault) = play(None, &clip, 1.0);
    assert_eq!(at, [0.0; 0]);
    assert!(fault.contains("播放设备"), "{fault}");
    let (_, fault) = play(None, &dir.path().join("gone.wav"), 1.0);
    assert!(fault.contains("不在了"), "{fault}");
}

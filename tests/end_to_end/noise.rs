//! Hours in which nobody speaks give no incident.

use crate::support::{events, liyu, of_kind, run, stderr};
use serde_json::Value;
use std::f32::consts::TAU;
use std::path::{Path, PathBuf};

const RATE: u32 = 16_000;
const HOUR: u32 = 3_600 * RATE;

/// A small generator (xorshift64*, Vigna 2016), seeded: the same noise every time.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40;
        bits as f32 / (1u32 << 23) as f32 - 1.0
    }

    /// 0 to 1.
    fn share(&mut self) -> f32 {
        (self.next() + 1.0) / 2.0
    }
}

/// Three leaky integrators over white noise (Kellet's economy filter).
#[derive(Default)]
struct Pink([f32; 3]);

impl Pink {
    fn next(&mut self, white: f32) -> f32 {
        let b = &mut self.0;
        b[0] = 0.997_65 * b[0] + white * 0.099_046;
        b[1] = 0.963 * b[1] + white * 0.296_516;
        b[2] = 0.57 * b[2] + white * 1.052_691_3;
        0.05 * (b[0] + b[1] + b[2] + white * 0.184_8)
    }
}

/// A resonance (two poles) at `hz`, as wide as `width_hz`.
struct Resonance {
    a: [f32; 2],
    y: [f32; 2],
}

impl Resonance {
    fn at(hz: f32, width_hz: f32) -> Resonance {
        let r = (-std::f32::consts::PI * width_hz / RATE as f32).exp();
        Resonance { a: [2.0 * r * (TAU * hz / RATE as f32).cos(), -r * r], y: [0.0; 2] }
    }

    fn next(&mut self, x: f32) -> f32 {
        let y = x + self.a[0] * self.y[0] + self.a[1] * self.y[1];
        self.y = [y, self.y[0]];
        y
    }
}

fn write(path: &Path, samples: u32, mut sample: impl FnMut(u32) -> f32) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec).unwrap();
    for n in 0..samples {
        wav.write_sample((sample(n).clamp(-1.0, 1.0) * 32_767.0) as i16).unwrap();
    }
    wav.finalize().unwrap();
}

fn silence(dir: &Path) -> PathBuf {
    let path = dir.join("silence.wav");
    write(&path, HOUR, |_| 0.0);
    path
}

fn white(dir: &Path) -> PathBuf {
    let path = dir.join("white.wav");
    let mut noise = Noise(7);
    write(&path, HOUR, |_| 0.1 * noise.next());
    path
}

fn pink(dir: &Path) -> PathBuf {
    let path = dir.join("pink.wav");
    let (mut noise, mut pink) = (Noise(11), Pink::default());
    write(&path, HOUR, |_| pink.next(noise.next()));
    path
}

/// A ventilator: pink noise that swells and fades every seven seconds.
fn ventilator(dir: &Path) -> PathBuf {
    let path = dir.join("ventilator.wav");
    let (mut noise, mut pink) = (Noise(13), Pink::default());
    write(&path, HOUR, |n| {
        let swell = 0.6 + 0.4 * (TAU * n as f32 / (7 * RATE) as f32).sin();
        swell * pink.next(noise.next())
    });
    path
}

/// Mains hum with its harmonics under a hiss.
fn hum(dir: &Path) -> PathBuf {
    let path = dir.join("hum.wav");
    let mut noise = Noise(17);
    write(&path, HOUR, |n| {
        let t = (n % RATE) as f32 / RATE as f32;
        let harmonics = (1..=9).map(|k| (TAU * 50.0 * k as f32 * t).sin() / k as f32).sum::<f32>();
        0.03 * harmonics + 0.003 * noise.next()
    });
    path
}

/// Keys, stamps and drawers: clicks of a damped resonance at irregular moments.
fn clicks(dir: &Path) -> PathBuf {
    let path = dir.join("clicks.wav");
    let mut noise = Noise(19);
    let mut body = Resonance::at(900.0, 300.0);
    let mut wait = 0u32;
    write(&path, HOUR, |_| {
        let mut blow = 0.0;
        if wait == 0 {
            blow = 0.05 + 0.4 * noise.share();
            wait = (0.05 * RATE as f32) as u32 + (noise.share() * 0.8 * RATE as f32) as u32;
        }
        wait -= 1;
        0.3 * body.next(blow) + 0.002 * noise.next()
    });
    path
}

/// The chime of a queue system and a telephone that rings in bursts of two tones.
fn bells(dir: &Path) -> PathBuf {
    let path = dir.join("bells.wav");
    let mut noise = Noise(23);
    write(&path, HOUR, |n| {
        let t = n as f32 / RATE as f32 % 20.0;
        let ring = match t {
            t if t < 0.6 => 0.2 * (-4.0 * t).exp() * (TAU * 784.0 * t).sin(),
            t if t < 1.6 => 0.2 * (-4.0 * (t - 0.6)).exp() * (TAU * 587.0 * t).sin(),
            t if (6.0..7.0).contains(&t) || (11.0..12.0).contains(&t) => {
                0.1 * ((TAU * 440.0 * t).sin() + (TAU * 480.0 * t).sin())
            }
            _ => 0.0,
        };
        ring + 0.003 * noise.next()
    });
    path
}

/// What a voice looks like to a detector and is none: noise, or a buzz that glides,
/// through three resonances that wander, at the pace of syllables.
fn voicelike(path: PathBuf, seed: u64, voiced: bool) -> PathBuf {
    let mut noise = Noise(seed);
    let mut throat: Vec<Resonance> = Vec::new();
    let (mut left, mut length, mut loud, mut pitch_hz, mut phase) = (0u32, 1u32, 0.0, 120.0, 0.0);
    write(&path, HOUR, |_| {
        if left == 0 {
            length = (RATE as f32 * (0.12 + 0.18 * noise.share())) as u32;
            left = length;
            // Every few syllables a pause, as between sentences.
            loud = if noise.share() < 0.2 { 0.0 } else { 0.3 + 0.7 * noise.share() };
            pitch_hz = 100.0 + 120.0 * noise.share();
            let formants = [(300.0, 500.0), (900.0, 1_400.0), (2_200.0, 900.0)];
            throat = formants
                .map(|(low, more)| Resonance::at(low + more * noise.share(), 90.0))
                .into_iter()
                .collect();
        }
        left -= 1;
        let shape = (std::f32::consts::PI * left as f32 / length as f32).sin();
        phase = (phase + pitch_hz / RATE as f32) % 1.0;
        let buzz = if phase < 0.1 { 1.0 } else { -0.1 };
        let source = if voiced { buzz } else { noise.next() };
        let sound: f32 = throat.iter_mut().map(|formant| formant.next(source)).sum();
        0.01 * loud * shape * sound + 0.002 * noise.next()
    });
    path
}

/// Replays the files as a clerk's; gives all events.
fn listen(dir: &Path, files: &[PathBuf]) -> Vec<Value> {
    let mut command = liyu();
    command.args(["replay", "--json", "--channels", "clerk", "--store"]).arg(dir.join("store"));
    let output = run(command.args(files));
    assert!(output.status.success(), "{}", stderr(&output));
    let events = events(&output.stdout);
    println!("without speech: {}", events.last().unwrap());
    for utterance in of_kind(&events, "utterance") {
        println!("{utterance}");
    }
    events
}

#[test]
fn an_hour_each_of_silence_white_and_pink_noise_gives_no_incident() {
    let dir = tempfile::tempdir().unwrap();
    let files = [silence(dir.path()), white(dir.path()), pink(dir.path())];
    let events = listen(dir.path(), &files);
    assert_eq!(of_kind(&events, "incident").len(), 0);
    let summary = events.last().unwrap();
    assert_eq!(summary["audio_s"], 10_800.0);
    assert!(summary["speech_s"].as_f64().unwrap() < 60.0, "taken for speech: {summary}");
}

#[test]
#[ignore = "takes about half an hour"]
fn ten_hours_of_noises_give_no_taboo_hit() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    let files = [
        silence(at),
        white(at),
        pink(at),
        ventilator(at),
        hum(at),
        clicks(at),
        bells(at),
        voicelike(at.join("whisper.wav"), 29, false),
        voicelike(at.join("drone.wav"), 31, true),
        voicelike(at.join("drone2.wav"), 37, true),
    ];
    let events = listen(at, &files);
    let hits = of_kind(&events, "hit");
    let taboo: Vec<_> = hits.iter().filter(|hit| hit["list"] == "taboo").collect();
    assert!(taboo.is_empty(), "{taboo:#?}");
    assert_eq!(of_kind(&events, "incident").len(), 0);
    assert_eq!(events.last().unwrap()["audio_s"], 36_000.0);
}

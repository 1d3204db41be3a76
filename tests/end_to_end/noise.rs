//! Hours in which nobody speaks give no incident.

use crate::support::{events, liyu, of_kind, run, stderr};
use std::path::Path;

const HOUR_SAMPLES: u32 = 3_600 * 16_000;

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
}

fn write(path: &Path, mut sample: impl FnMut() -> f32) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec).unwrap();
    for _ in 0..HOUR_SAMPLES {
        wav.write_sample((sample() * 32_767.0) as i16).unwrap();
    }
    wav.finalize().unwrap();
}

#[test]
fn an_hour_each_of_silence_white_and_pink_noise_gives_no_incident() {
    let dir = tempfile::tempdir().unwrap();
    let silence = dir.path().join("silence.wav");
    write(&silence, || 0.0);

    let white = dir.path().join("white.wav");
    let mut noise = Noise(7);
    write(&white, || 0.1 * noise.next());

    // Pink: three leaky integrators over white noise (Kellet's economy filter).
    let pink = dir.path().join("pink.wav");
    let mut noise = Noise(11);
    let mut b = [0.0f32; 3];
    write(&pink, || {
        let white = noise.next();
        b[0] = 0.997_65 * b[0] + white * 0.099_046;
        b[1] = 0.963 * b[1] + white * 0.296_516;
        b[2] = 0.57 * b[2] + white * 1.052_691_3;
        0.05 * (b[0] + b[1] + b[2] + white * 0.184_8)
    });

    let mut command = liyu();
    command.args(["replay", "--json", "--channels", "clerk", "--store"]).arg(dir.path().join("s"));
    let output = run(command.args([silence, white, pink]));
    assert!(output.status.success(), "{}", stderr(&output));
    let events = events(&output.stdout);
    assert_eq!(of_kind(&events, "incident").len(), 0);
    let summary = events.last().unwrap();
    assert_eq!(summary["audio_s"], 10_800.0);
    println!("three hours without speech: {summary}");
    for utterance in of_kind(&events, "utterance") {
        println!("{utterance}");
    }
    assert!(summary["speech_s"].as_f64().unwrap() < 60.0, "taken for speech: {summary}");
}

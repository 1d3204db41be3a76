//! The detectors that are compared, each as a score for every frame of 16 ms.

use liyu::segment::vad::{Earshot, Energy, FRAME, VoiceActivity};
use liyu::units::Score;
use std::time::Instant;
use webrtc_vad::{SampleRate, Vad, VadMode};

/// A detector by name.
#[derive(Clone, Copy)]
pub enum Detector {
    Earshot,
    Energy,
    /// libfvad, the WebRTC detector, in one of its modes.
    WebRtc(u8),
}

pub const DETECTORS: &[Detector] = &[
    Detector::Earshot,
    Detector::Energy,
    Detector::WebRtc(0),
    Detector::WebRtc(1),
    Detector::WebRtc(2),
    Detector::WebRtc(3),
];

impl Detector {
    pub fn name(self) -> String {
        match self {
            Detector::Earshot => "earshot".into(),
            Detector::Energy => "energy".into(),
            Detector::WebRtc(mode) => format!("webrtc {mode}"),
        }
    }

    fn build(self) -> Box<dyn VoiceActivity> {
        match self {
            Detector::Earshot => Box::new(Earshot::new()),
            Detector::Energy => Box::new(Energy::new()),
            Detector::WebRtc(mode) => Box::new(WebRtc::new(mode)),
        }
    }
}

/// The score of every frame, and CPU time per time of sound.
pub fn scores(detector: Detector, sound: &[f32]) -> (Vec<f32>, f64) {
    let mut voice = detector.build();
    let began = Instant::now();
    let scores: Vec<f32> =
        sound.as_chunks::<FRAME>().0.iter().map(|frame| voice.score(frame).0).collect();
    (scores, began.elapsed().as_secs_f64() / (sound.len() as f64 / 16_000.0))
}

/// Plays back scores that were computed before.
pub struct Played<'a>(pub std::slice::Iter<'a, f32>);

impl VoiceActivity for Played<'_> {
    fn score(&mut self, _: &[f32; FRAME]) -> Score {
        Score(self.0.next().copied().unwrap_or(0.0))
    }

    fn reset(&mut self) {}
}

/// WebRTC judges frames of 10 ms yes or no; a frame of 16 ms takes the share of
/// yes among the one or two that end in it.
struct WebRtc {
    vad: Vad,
    waiting: Vec<i16>,
}

impl WebRtc {
    fn new(mode: u8) -> Self {
        let mode = match mode {
            0 => VadMode::Quality,
            1 => VadMode::LowBitrate,
            2 => VadMode::Aggressive,
            _ => VadMode::VeryAggressive,
        };
        WebRtc {
            vad: Vad::new_with_rate_and_mode(SampleRate::Rate16kHz, mode),
            waiting: Vec::new(),
        }
    }
}

impl VoiceActivity for WebRtc {
    fn score(&mut self, frame: &[f32; FRAME]) -> Score {
        self.waiting.extend(frame.iter().map(|s| (s * 32767.0) as i16));
        let (mut yes, mut all) = (0.0, 0.0);
        while self.waiting.len() >= 160 {
            let ten_ms: Vec<i16> = self.waiting.drain(..160).collect();
            all += 1.0;
            if self.vad.is_voice_segment(&ten_ms) == Ok(true) {
                yes += 1.0;
            }
        }
        Score(yes / all)
    }

    fn reset(&mut self) {}
}

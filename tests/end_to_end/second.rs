//! A second listen with the real model: what was said outweighs what was not, and words
//! have their time.

use crate::support::{demo, root};
use liyu::config::Config;
use liyu::document::Document;
use liyu::transcribe::whisper::{Model, Whisper};
use liyu::transcribe::{Other, Transcriber, Transcript};

/// The recogniser, the sound of a line on the clerk's channel, and what it makes of it.
fn heard(file: &str, start_s: f64, end_s: f64) -> (Whisper, Transcript) {
    let config = Config::parse(&Document::new("liyu.toml", String::new()), root()).ok().unwrap();
    let model = Model::load(&root().join("models/ggml-base-q8_0.bin")).unwrap();
    let mut recogniser = model.recogniser(&config.whisper).unwrap();
    let mut wav = hound::WavReader::open(demo(file)).unwrap();
    let channels = usize::from(wav.spec().channels);
    let sample = |at_s: f64| (at_s * 16_000.0) as usize;
    let sound: Vec<f32> = wav
        .samples::<i16>()
        .step_by(channels)
        .map(|sample| f32::from(sample.unwrap()) / 32_768.0)
        .skip(sample(start_s))
        .take(sample(end_s - start_s))
        .collect();
    let transcript = recogniser.transcribe(&sound).unwrap();
    assert!(transcript.doubt.is_none(), "{transcript:?}");
    (recogniser, transcript)
}

#[test]
fn what_was_said_outweighs_what_was_not() {
    // 这个不归我管，你去别的窗口问问。
    let (mut recogniser, transcript) = heard("refusal-not-my-job.wav", 3.9, 8.2);
    let text = transcript.text;
    assert!(text.contains("不归我管"), "{text}");
    let other =
        |words: &str, most_loss| Other { text: text.replace("不归我管", words), most_loss };
    let others = [
        other("不归我管", 12.0),
        other("急什么急", 1000.0),
        other("急什么急", 2.0),
        other("不贵我管", 1000.0),
        Other { text: String::new(), most_loss: 1000.0 },
    ];
    let losses = recogniser.weigh(&text, &others).unwrap().unwrap();
    assert!(losses[0].abs() < 1e-3, "itself: {losses:?}");
    assert!(losses[1].is_finite() && losses[1] > 10.0, "other words: {losses:?}");
    assert_eq!(losses[2], f64::INFINITY, "given up: {losses:?}");
    assert!(0.0 < losses[3] && losses[3] < losses[1], "a sound-alike lies between: {losses:?}");
    assert!(losses[4] > 2.0, "nothing at all: {losses:?}");
    // Weighing leaves nothing behind: asked again it says the same.
    let again = recogniser.weigh(&text, &others).unwrap().unwrap();
    for (a, b) in losses.iter().zip(&again) {
        assert!(a == b || (a - b).abs() < 1e-3, "{losses:?} {again:?}");
    }
    // What is too long to have been said is not weighed.
    let endless = text.repeat(20);
    assert!(recogniser.weigh(&endless, &others[..1]).unwrap().unwrap()[0].is_nan());
}

#[test]
fn words_are_placed_where_there_is_speech() {
    // The turn is from 4.33 s to 7.75 s; its voice begins at 4.68 s and ends at
    // 6.82 s. Before and after it the hall alone.
    let (_, transcript) = heard("refusal-not-my-job.wav", 3.93, 8.13);
    let first = transcript.times.first().unwrap();
    let last = transcript.times.last().unwrap();
    assert!((first.start_s - 0.75).abs() < 0.15, "{first:?}");
    assert!((last.end_s - 2.89).abs() < 0.15, "{last:?}");
    assert!(transcript.times.is_sorted_by(|a, b| a.at < b.at && a.end_s <= b.start_s + 1e-4));
}

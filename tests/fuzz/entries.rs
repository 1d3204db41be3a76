//! The doors through which bytes from outside come in, one function each: shared by
//! the fuzz targets beside this file and by the short run in `tests/fuzz_short.rs`.
//!
//! An entry must neither panic nor go on for ever, and what it accepts must be usable.

use liyu::bundle;
use liyu::capture::{FileSource, Piece, Source};
use liyu::config::Config;
use liyu::document::Document;
use liyu::ledger::Ledger;
use liyu::model::ctranslate2::Ctranslate2Weights;
use liyu::model::ggml::{self, GgmlWeights};
use liyu::model::onnx::OnnxWeights;
use liyu::model::weights::Weights;
use liyu::model::{Catalogue, layout, vocabulary};
use liyu::phrasebook::Phrasebook;
use liyu::record;
use liyu::regulation;
use liyu::spot::Spotter;
use liyu::vault::{self, Secret};
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

/// Architectures past this would only cost time: weights are read for small ones.
const SMALL_WEIGHTS: usize = 1 << 20;

/// The WAV reader, to the end of the sound.
pub fn wav(bytes: &[u8]) {
    let ledger = Arc::new(Ledger::new(8));
    let reader = Box::new(Cursor::new(bytes.to_vec()));
    let len = Some(bytes.len() as u64);
    let Ok(mut source) = FileSource::from_reader(Path::new("fuzz"), reader, len, None, ledger)
    else {
        return;
    };
    let channels = source.channels();
    let mut end = 0;
    // A byte is at most a frame of 8-bit sound at the slowest rate that is read, and
    // a resampler may add its delay.
    let most = 16 * bytes.len() as u64 + 160_000;
    while let Ok(Some(piece)) = source.next_piece() {
        match piece {
            Piece::Block(block) => {
                assert_eq!(block.at.0, end, "a hole that is no gap");
                assert_eq!(block.planes.len(), channels);
                assert!(block.planes.iter().flatten().all(|sample| sample.is_finite()));
                end += block.len() as u64;
                assert!(end <= most, "sound out of nothing");
            }
            Piece::Gap(gap) => {
                assert_eq!(gap.at.0, end);
                break;
            }
        }
    }
    assert_eq!(source.next_piece().ok().flatten(), None, "something after the end");
}

/// Settings of a user.
pub fn settings(bytes: &[u8]) {
    let document = Document::new("fuzz.toml", String::from_utf8_lossy(bytes));
    if let Err(faults) = Config::parse(&document, Path::new("")) {
        assert!(!faults.to_string().is_empty());
    }
}

/// A template in the first line, then texts to find it in.
pub fn template(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let (wording, texts) = input.split_once('\n').unwrap_or((&input, ""));
    if wording.contains(['"', '\\']) || wording.chars().any(char::is_control) {
        return;
    }
    let pack = format!(
        "[pack]\nname = \"t\"\ntitle = \"t\"\n[[phrase]]\nid = \"T\"\ntext = \"{wording}\"\n\
         list = \"civil\"\nsource = \"ours\"\n"
    );
    let Ok(book) = Phrasebook::read(&[Document::new("fuzz.toml", pack)]) else { return };
    let spotter = Spotter::new(Arc::new(book));
    for text in texts.lines() {
        let trace = spotter.trace(text);
        assert_eq!(trace.matches.len(), spotter.examine(text).len());
        for traced in &trace.matches {
            assert!(text.get(traced.found.start..traced.found.end).is_some());
        }
        spotter.near(text, 3);
    }
}

/// A phrase list; one that is accepted is also compiled and searched with.
pub fn phrases(bytes: &[u8]) {
    let document = Document::new("fuzz.toml", String::from_utf8_lossy(bytes));
    match Phrasebook::read(&[document]) {
        Ok(book) => {
            let texts: Vec<String> =
                book.phrases().iter().take(4).map(|phrase| phrase.text.clone()).collect();
            let spotter = Spotter::new(Arc::new(book));
            for text in texts {
                for found in spotter.find(&text) {
                    let _ = spotter.phrase(&found);
                }
            }
        }
        Err(faults) => assert!(!faults.to_string().is_empty()),
    }
}

/// A regulation in any encoding; whatever is found in it makes a whole draft.
pub fn regulation(bytes: &[u8]) {
    let decoded = regulation::decode(bytes);
    let found = regulation::find(&decoded.text);
    let draft = regulation::draft("fuzz", "fuzz", "fuzz", &found);
    let unmarked = draft.replacen("status = \"draft\"\n", "", 1);
    if let Err(faults) = Phrasebook::read(&[Document::new("fuzz.toml", unmarked)]) {
        panic!("{faults}\n{draft}");
    }
}

/// The catalogue of models.
pub fn catalogue(bytes: &[u8]) {
    let document = Document::new("fuzz.toml", String::from_utf8_lossy(bytes));
    if let Err(faults) = Catalogue::read(&document) {
        assert!(!faults.to_string().is_empty());
    }
}

/// A ggml file.
pub fn ggml(bytes: &[u8]) {
    if let Ok(structure) = ggml::read(&mut Cursor::new(bytes)) {
        assert_eq!(structure.length_bytes, bytes.len() as u64);
    }
    if let Ok(mut weights) = GgmlWeights::new(Cursor::new(bytes)) {
        all_values(&mut weights);
    }
}

/// A CTranslate2 `model.bin`.
pub fn ctranslate2(bytes: &[u8]) {
    if let Ok(mut weights) = Ctranslate2Weights::new(Cursor::new(bytes)) {
        all_values(&mut weights);
    }
}

/// An ONNX file, as encoder and as decoder; `folder` is for its use alone.
pub fn onnx(bytes: &[u8], folder: &Path) {
    let path = folder.join("model.onnx");
    fs::write(&path, bytes).unwrap();
    if let Ok(mut weights) = OnnxWeights::open(&path, &path) {
        all_values(&mut weights);
    }
}

/// A tokenizer's vocabulary.
pub fn vocabulary(bytes: &[u8]) {
    for count in [0, 3] {
        if let Ok(tokens) = vocabulary::tokens(bytes, count) {
            assert_eq!(tokens.len(), count);
        }
    }
}

/// A key that everything sealed here is sealed to; of no use to anybody.
pub const KEY: &str = "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG";
/// And another.
pub const OTHER_KEY: &str =
    "AGE-SECRET-KEY-1YQSJYGEYY5NZW2PF9G4JCTFW9UCRZV3NXS6NVDEC8YARK0PA8CLSWXGG7Q";

/// What lies sealed in a store: a words file, a clip, a whole, a note.
pub fn sealed(bytes: &[u8]) {
    let (one, other) = (Secret::from_text(KEY).unwrap(), Secret::from_text(OTHER_KEY).unwrap());
    let _ = record::read_sealed_words(bytes, &one);
    if let Ok(clip) = record::open_clip(bytes, &one) {
        assert!(clip.len() <= bytes.len());
    }
    if let Ok(whole) = vault::open_with_two(bytes, &one, &other) {
        assert!(whole.len() <= bytes.len());
    }
    let _ = record::open_note(&String::from_utf8_lossy(bytes), &one);
}

/// A bundle.
pub fn bundle(bytes: &[u8]) {
    let checked = bundle::check(bytes, &[]);
    let held = [&checked.clip, &checked.whole].into_iter().flatten().map(Vec::len).sum::<usize>();
    assert!(held <= 2 * bytes.len());
    assert!(checked.manifest.is_some() || !checked.flaws.is_empty());
    assert!(checked.flaws.iter().all(|flaw| !flaw.to_string().is_empty()));
}

fn all_values(weights: &mut dyn Weights) {
    let hyper = weights.hyper();
    if hyper.check().is_err() {
        return;
    }
    let specs = layout::tensors(&hyper);
    if specs.iter().map(|spec| spec.weights()).sum::<usize>() > SMALL_WEIGHTS {
        return;
    }
    for spec in specs {
        if let Ok(values) = weights.values(&spec) {
            assert_eq!(values.len(), spec.weights(), "{}", spec.name);
        }
    }
}

//! A short, repeatable fuzz run over every parser: the entries of `tests/fuzz`, whole
//! files damaged by a seeded mutator. The long run is `cargo fuzz`; see
//! `tests/fuzz/Cargo.toml`.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

#[path = "fuzz/entries.rs"]
mod entries;
#[path = "fuzz/seeds.rs"]
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// What lengths and counts are damaged to.
const NUMBERS: [u32; 10] =
    [0, 1, 2, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
/// What texts are damaged with.
const WORDS: [&str; 14] =
    ["\"", "[", "]", "{", "}", "=", "\n", "\u{0}", "-1", "1e999", "nan", "\u{301}", "「", "🀄"];

/// One to four kinds of damage; half of them early, where heads are.
fn damaged(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(4) {
        let reach = if random.below(2) == 0 { bytes.len().min(96) } else { bytes.len() };
        let at = random.below(reach);
        let end = (at + 1 + random.below(24)).min(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => bytes.splice(at..end, []).for_each(drop),
            2 => {
                let twice = bytes[at..end].to_vec();
                bytes.splice(at..at, twice).for_each(drop);
            }
            3 => {
                let number = NUMBERS[random.below(NUMBERS.len())].to_le_bytes();
                for (place, byte) in bytes.iter_mut().skip(at).zip(number) {
                    *place = byte;
                }
            }
            4 => {
                let word = WORDS[random.below(WORDS.len())].bytes();
                bytes.splice(at..at, word).for_each(drop);
            }
            5 => {
                let from = random.below(bytes.len());
                let piece = bytes[from..(from + end - at).min(bytes.len())].to_vec();
                bytes.splice(at..end, piece).for_each(drop);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }
    bytes
}

fn run(name: &str, seeds: &[Vec<u8>], cases: usize, entry: impl Fn(&[u8])) {
    for seed in seeds {
        entry(seed);
    }
    let mut random = Random(1);
    for case in 0..cases {
        let bytes = damaged(&seeds[case % seeds.len()], &mut random);
        if catch_unwind(AssertUnwindSafe(|| entry(&bytes))).is_err() {
            let file = std::env::temp_dir().join(format!("liyu-fuzz-{name}-{case}"));
            std::fs::write(&file, &bytes).unwrap();
            panic!("{name}: case {case} panicked; its bytes lie in {}", file.display());
        }
    }
}

#[test]
fn wav() {
    run("wav", &seeds::wavs(), 2_000, entries::wav);
}

#[test]
fn settings() {
    let shipped = liyu::config::DEFAULT.as_bytes().to_vec();
    run("settings", &[seeds::SETTINGS.into(), shipped], 1_000, entries::settings);
}

#[test]
fn phrases() {
    run("phrases", &[seeds::PHRASES.into()], 1_500, entries::phrases);
}

#[test]
fn regulation() {
    run("regulation", &seeds::regulations(), 1_500, entries::regulation);
}

#[test]
fn template() {
    let seeds = seeds::TEMPLATES.map(|seed| seed.as_bytes().to_vec());
    run("template", &seeds, 1_500, entries::template);
}

#[test]
fn catalogue() {
    let shipped = include_bytes!("../models/catalogue.toml").to_vec();
    run("catalogue", &[shipped], 500, entries::catalogue);
}

#[test]
fn ggml() {
    run("ggml", &seeds::ggmls(), 1_000, entries::ggml);
}

#[test]
fn ctranslate2() {
    run("ctranslate2", &[seeds::ctranslate2()], 1_000, entries::ctranslate2);
}

#[test]
fn onnx() {
    let folder = tempfile::tempdir().unwrap();
    run("onnx", &[seeds::onnx()], 1_000, |bytes| entries::onnx(bytes, folder.path()));
}

#[test]
fn vocabulary() {
    run("vocabulary", &[seeds::VOCABULARY.into()], 2_000, entries::vocabulary);
}

#[test]
fn sealed() {
    run("sealed", &seeds::sealed(), 1_500, entries::sealed);
}

#[test]
fn bundle() {
    run("bundle", &[seeds::bundle()], 1_500, entries::bundle);
}

/// Seeds that are refused at the door would leave the rooms behind it untouched.
#[test]
fn seeds_are_whole() {
    use liyu::config::Config;
    use liyu::document::Document;
    use liyu::phrasebook::Phrasebook;
    let settings = Document::new("settings", seeds::SETTINGS);
    Config::parse(&settings, std::path::Path::new("")).unwrap();
    let phrases = Phrasebook::read(&[Document::new("phrases", seeds::PHRASES)]).unwrap();
    assert_eq!(phrases.phrases().len(), 1);
    let [words, clip, ..] = &seeds::sealed()[..] else { panic!() };
    let key = liyu::vault::Secret::from_text(entries::KEY).unwrap();
    assert_eq!(liyu::record::read_sealed_words(words, &key).unwrap().len(), 1);
    assert_eq!(&**liyu::record::open_clip(clip, &key).unwrap(), b"RIFF");
    assert_eq!(liyu::bundle::check(&seeds::bundle(), &[]).flaws, []);
    for file in seeds::ggmls() {
        liyu::model::ggml::read(&mut std::io::Cursor::new(file)).unwrap();
    }
    assert_eq!(liyu::model::vocabulary::tokens(seeds::VOCABULARY.as_bytes(), 3).unwrap().len(), 3);
}

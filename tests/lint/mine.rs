//! What mining tells people and programs, in both languages.

use crate::speaking;
use liyu::corpus::{Corpus, Line};
use liyu::document::Document;
use liyu::lang::Lang;
use liyu::mine::{Miner, carried, show};
use liyu::normalize::Accents;
use liyu::phrasebook::Phrasebook;
use std::sync::Arc;

const PACK: &str = r#"
[pack]
name = "made-up"
title = "试"

[[phrase]]
id = "A1"
text = "不归我管"
list = "taboo"
severity = "serious"
speaker = "any"
source = "ours: 试"

[[phrase]]
id = "A2"
text = "急什么"
list = "taboo"
severity = "minor"
speaker = "any"
source = "ours: 试"

[[phrase]]
id = "C1"
text = "不为我完"
list = "civil"
source = "ours: 试"
"#;

/// What two voices were heard to say.
const HEARD: [(usize, &str); 8] = [
    (0, "不归我管"),
    (0, "不龟我管"),
    (0, "布位摸完"),
    (0, "不为我完"),
    (0, "不为,我完"),
    (0, "布为诺玩"),
    (1, "需要"),
    (1, "即神乐"),
];

#[test]
fn people_and_programs_are_told() {
    let documents = [Document::new("made-up.toml", PACK)];
    let book = Arc::new(Phrasebook::read(&documents).unwrap());
    let mut told = String::new();
    let mut objects = Vec::new();
    for lang in [Lang::Zh, Lang::En] {
        let _turn = speaking(lang);
        let mut miner = Miner::new(&book, &Accents::default());
        for (phrase, heard) in HEARD {
            for voice in ["a", "b@0.9"] {
                let mut take = carried(&book.phrases()[phrase], phrase, false).remove(0);
                take.voice = voice.to_owned();
                miner.heard(&take, Some(heard));
            }
        }
        let negative = Corpus::of_text("负", "我们布为诺玩再说");
        let unnamed = Corpus { name: "空".to_owned(), lines: vec![Line::text("您好", 1)] };
        let report = miner.report(&documents, &[negative, unnamed], 2);
        told += &show(&report, true);
        told.push('\n');
        objects.push(serde_json::to_string_pretty(&report.aliases).unwrap());
    }
    insta::assert_snapshot!("mine", told.trim_end());
    insta::assert_snapshot!("mine-json", objects[0]);
}

//! What comes with the program: packs without errors, negative speech that is negative.

use crate::speaking;
use liyu::document::Document;
use liyu::lang::Lang;
use liyu::lint::{Level, lint, negative_lines, negative_words, show};
use liyu::normalize::Accents;
use liyu::phrasebook::{List, Phrasebook, SHIPPED};
use liyu::spot::Spotter;
use std::collections::BTreeSet;
use std::sync::Arc;

fn documents() -> Vec<Document> {
    SHIPPED.iter().map(|(name, text)| Document::new(format!("{name}.toml"), *text)).collect()
}

#[test]
fn shipped_packs_have_no_errors() {
    let _turn = speaking(Lang::Zh);
    let documents = documents();
    let mut report = lint(&documents, &BTreeSet::new(), &Accents::default());
    report.findings.retain(|finding| finding.level == Level::Error);
    assert_eq!(report.errors, 0, "\n{}", show(&report, &documents));
}

#[test]
fn negative_speech_holds_no_taboo_phrase() {
    let book = Arc::new(Phrasebook::survey(&documents()).book);
    let spotter = Spotter::new(book);
    let mut accused = Vec::new();
    for text in negative_lines().chain(negative_words()) {
        for found in spotter.find(text) {
            let phrase = spotter.phrase(&found);
            if phrase.list == List::Taboo {
                accused.push(format!("{text}: {} {}", phrase.id, found.wording));
            }
        }
    }
    assert!(negative_lines().count() >= 150);
    assert!(accused.is_empty(), "{accused:#?}");
}

#[test]
fn thousands_of_phrases_take_seconds() {
    let mut text = String::from("[pack]\nname = \"x\"\ntitle = \"x\"\nowner = \"x\"\n");
    let letters: Vec<char> = negative_lines().flat_map(str::chars).collect();
    for n in 0..5000 {
        let word = |at: usize| letters[(n * 7 + at * 131 + n * n) % letters.len()];
        let said: String = (0..6).map(word).collect();
        let list = if n % 2 == 0 { "civil" } else { "taboo" };
        let rest = if n % 2 == 0 { "" } else { "severity = \"minor\"\nspeaker = \"clerk\"\n" };
        text += &format!(
            "[[phrase]]\nid = \"P{n}\"\ntext = \"{said}\"\nlist = \"{list}\"\n{rest}source = \"ours: x\"\n"
        );
    }
    let began = std::time::Instant::now();
    let report = lint(&[Document::new("x.toml", text)], &BTreeSet::new(), &Accents::default());
    let took = began.elapsed();
    println!("{} phrases, {} findings in {took:?}", report.phrases, report.findings.len());
    assert!(report.phrases > 4900);
    assert!(took.as_secs() < 20, "{took:?}");
}

//! What was said must be found: as printed, in both scripts, as the recogniser
//! writes it, and inside sentences.

use crate::{SPOTTER, accepted, lines, none};
use liyu::phrasebook::List;

/// Whether the phrase `id` counts in `text`.
fn found(id: &str, text: &str) -> bool {
    let list = if id.starts_with('T') { List::Taboo } else { List::Civil };
    accepted(text, list).iter().any(|found| found == id)
}

#[test]
fn printed_phrases_are_found_in_both_scripts() {
    let mut wrong = Vec::new();
    let mut phrases = 0;
    for line in lines(include_str!("data/printed.txt")) {
        let mut cells = line.split('|').map(str::trim);
        let id = cells.next().unwrap();
        phrases += 1;
        for text in cells.filter(|text| !found(id, text)) {
            wrong.push(format!("{id} {text}: {:?}", SPOTTER.examine(text)));
        }
    }
    assert_eq!(phrases, 11 + 127);
    none("printed phrases are not found", &wrong);
}

fn each_is_found(what: &str, data: &'static str) {
    let wrong: Vec<String> = lines(data)
        .filter(|line| {
            let (id, text) = line.split_once(' ').unwrap();
            !found(id, text)
        })
        .map(str::to_owned)
        .collect();
    none(what, &wrong);
}

#[test]
fn mishearings_are_found() {
    each_is_found("mis-hearings are missed", include_str!("data/misheard.txt"));
}

/// Any taboo phrase will do: two of a kind may share a sentence.
#[test]
fn taboo_phrases_are_found_inside_sentences() {
    let wrong: Vec<String> = lines(include_str!("data/said.txt"))
        .filter(|line| {
            let (_, text) = line.split_once(' ').unwrap();
            accepted(text, List::Taboo).is_empty()
        })
        .map(str::to_owned)
        .collect();
    none("taboo lines are missed", &wrong);
}

/// A decoy must not swallow the phrase that it guards: with a particle after it, a
/// word before it or the next sentence, every wording still counts.
#[test]
fn every_wording_is_found_in_company() {
    let mut wrong = Vec::new();
    let mut lines = 0;
    for phrase in SPOTTER.book().phrases() {
        let whole = phrase.position == liyu::phrasebook::Position::Whole;
        if phrase.list != List::Taboo || whole {
            continue;
        }
        for wording in phrase.wordings() {
            for text in [
                wording.to_owned(),
                format!("{wording}啊"),
                format!("{wording}，下一个"),
                format!("反正{wording}，你听见没有"),
            ] {
                lines += 1;
                if accepted(&text, List::Taboo).is_empty() {
                    wrong.push(format!("{} {text}", phrase.id));
                }
            }
        }
    }
    println!("{} of {lines} wordings in company are missed", wrong.len());
    for line in &wrong {
        println!("  {line}");
    }
    assert!(wrong.len() * 200 <= lines, "more than one in two hundred");
}

//! What must raise nothing: look-alikes, ordinary lines, civil phrases, decoys.

use crate::{SPOTTER, accepted, lines, none};
use liyu::phrasebook::List;

fn none_is_taboo<'a>(what: &str, texts: impl Iterator<Item = &'a str>) {
    let wrong: Vec<String> = texts
        .filter_map(|text| {
            let ids = accepted(text, List::Taboo);
            (!ids.is_empty()).then(|| format!("{text} {ids:?}"))
        })
        .collect();
    none(what, &wrong);
}

#[test]
fn look_alikes_are_no_taboo() {
    none_is_taboo("look-alikes", lines(include_str!("data/lookalikes.txt")));
}

#[test]
fn ordinary_lines_are_no_taboo() {
    none_is_taboo("ordinary lines", lines(include_str!("data/neutral.txt")));
}

#[test]
fn civil_phrases_are_no_taboo() {
    let civil = SPOTTER.book().phrases().iter().filter(|phrase| phrase.list == List::Civil);
    none_is_taboo("civil phrases", civil.flat_map(|phrase| phrase.wordings()));
    let printed = lines(include_str!("data/printed.txt")).filter(|line| line.starts_with('C'));
    none_is_taboo("printed civil phrases", printed.flat_map(|line| line.split('|').skip(1)));
}

#[test]
fn decoys_and_harmless_strings_are_no_taboo() {
    let phrases = SPOTTER.book().phrases();
    none_is_taboo("decoys", phrases.iter().flat_map(|phrase| &phrase.decoys).map(String::as_str));
}

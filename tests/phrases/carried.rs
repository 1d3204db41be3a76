//! Everything of the rules is carried, and everything says where it comes from.

use crate::SPOTTER;
use liyu::phrasebook::{List, Phrase, Phrasebook};
use std::collections::BTreeSet;

#[test]
fn every_entry_of_the_rules_is_carried() {
    let book = SPOTTER.book();
    for (list, letter, last) in [(List::Civil, 'C', 127), (List::Taboo, 'T', 59)] {
        for number in 1..=last {
            let id = format!("{letter}{number:03}");
            let phrase = book.phrase(&id).map(|phrase| phrase.list);
            let category = book.categories().iter().find(|category| category.id == id);
            let found = phrase.or(category.map(|category| category.list));
            assert_eq!(found, Some(list), "{id}");
        }
    }
    for number in 101..=166 {
        assert!(book.phrase(&format!("T{number}")).is_some(), "T{number}");
    }
    for number in 201..=225 {
        assert!(book.phrase(&format!("C{number}")).is_some(), "C{number}");
    }
}

fn core(phrase: &Phrase) -> bool {
    phrase.pack.ends_with("-core")
}

#[test]
fn sources_tell_printed_from_ours() {
    for phrase in SPOTTER.book().phrases() {
        let (id, source) = (&phrase.id, &phrase.source);
        if core(phrase) {
            assert!(source.contains("(L"), "{id}: {source}");
        } else {
            assert!(source.starts_with("ours: "), "{id}: {source}");
        }
        let ours = !phrase.variants.is_empty() || !phrase.not_within.is_empty();
        if core(phrase) && ours {
            assert!(phrase.notes.contains("ours"), "{id}: {}", phrase.notes);
        }
    }
}

#[test]
fn categories_name_packs_that_are_there() {
    let book = SPOTTER.book();
    let packs: BTreeSet<&str> = book.packs().iter().map(|pack| pack.name.as_str()).collect();
    assert_eq!(book.categories().len(), 48);
    for category in book.categories() {
        assert!(category.source.contains("(L"), "{}", category.id);
        for pack in &category.packs {
            assert!(packs.contains(pack.as_str()), "{}: {pack}", category.id);
        }
        assert!(!category.packs.is_empty() || !category.notes.is_empty(), "{}", category.id);
    }
}

#[test]
fn a_pack_of_an_earlier_release_is_told_what_replaced_it() {
    let fault = Phrasebook::load(None, &["taboo-common".to_owned()]).unwrap_err().to_string();
    for pack in ["address", "processing", "closing-time", "queue"] {
        assert!(fault.contains(pack), "{fault}");
    }
}

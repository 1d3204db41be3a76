//! `idle-near` and `near-contradicts`: words beside the phrase where nothing can stand
//! beside it, or asked for and forbidden at once.

use super::{Finding, Lists, Said};
use crate::lint::lists::{Key, Wording};
use crate::phrasebook::Position;
use crate::tr;

pub(super) const IDLE: &str = "idle-near";
pub(super) const CONTRADICTS: &str = "near-contradicts";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for (index, phrase, outline) in lists.entries() {
        let own = lists.wordings_of(index);
        if outline.has("near_chars") && phrase.near.is_empty() && phrase.not_near.is_empty() {
            let said = Said::warning(
                IDLE,
                tr!(
                    "写了 near_chars,却没有 near 或 not_near",
                    "near_chars stands without near or not_near"
                ),
                tr!("补上要看的词,或删去 near_chars", "write the words to look for, or remove it"),
            );
            found.push(lists.at(index, "near_chars", said));
        }
        for word in own.iter().filter(|w| matches!(w.key, Key::Near | Key::NotNear)) {
            found.extend(fault(lists, own, word).map(|said| lists.at_wording(word, said)));
        }
    }
}

fn fault(lists: &Lists, own: &[Wording], word: &Wording) -> Option<Said> {
    let phrase = lists.phrase(word.phrase);
    let asked = word.key == Key::Near;
    let twin = own.iter().find(|other| other.key == Key::NotNear && other.letters == word.letters);
    if asked && twin.is_some() {
        return Some(Said::error(
            CONTRADICTS,
            tr!("“{}”既要有又不能有", "\"{}\" is asked for and forbidden", word.raw),
            tr!("从 near 或 not_near 里删去", "remove it from near or from not_near"),
        ));
    }
    if phrase.position == Position::Whole {
        let message = tr!(
            "position = \"whole\" 时旁边不会有“{}”",
            "with position = \"whole\" nothing can stand beside it, not even \"{}\"",
            word.raw
        );
        let hint = tr!("改 position,或删去这个词", "change the position, or remove the word");
        return Some(match asked {
            true => Said::error(CONTRADICTS, message, hint),
            false => Said::warning(IDLE, message, hint),
        });
    }
    None
}

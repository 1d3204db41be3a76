//! What a person looks for, and what was heard in incidents, in memory to be searched.
//!
//! Pure; [`Texts`] lives on the thread `reading`. What was heard never goes into the
//! index on disk, so it is read from the evidence when a service starts and kept here,
//! folded, for as long as it runs: see [`Texts::memory_bytes`].

use crate::normalize::{Typed, folded};
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::ops::Range;

/// Something to look for in ids, counters, phrases and what was heard: as it is written
/// or as it is typed in pinyin.
#[derive(Debug)]
pub(super) struct Search {
    /// As typed, for ids.
    raw: String,
    written: Option<Finder<'static>>,
    typed: Option<Typed>,
}

impl Search {
    /// `None` when there is nothing to look for.
    pub(super) fn new(text: &str) -> Option<Search> {
        let raw = text.trim().to_lowercase();
        if raw.is_empty() {
            return None;
        }
        let letters = folded(&raw);
        let written = (!letters.is_empty()).then(|| Finder::new(&letters).into_owned());
        Some(Search { written, typed: Typed::new(&raw), raw })
    }

    /// Whether an id holds it.
    pub(super) fn is_in_id(&self, id: &str) -> bool {
        id.contains(&self.raw)
    }

    /// Whether a text of one line that is not folded holds it.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.is_in_folded(&folded(text))
    }

    /// Whether a folded text holds it.
    fn is_in_folded(&self, folded: &str) -> bool {
        self.written.as_ref().is_some_and(|written| written.find(folded.as_bytes()).is_some())
            || self.typed.as_ref().is_some_and(|typed| typed.is_in(folded))
    }
}

/// What was heard in each incident, folded, one utterance a line. All texts stand in one
/// piece in the order in which they came, which is about that of the incidents: a search
/// reads memory in its order.
#[derive(Debug, Default)]
pub struct Texts {
    all: String,
    of: HashMap<Box<str>, Range<usize>>,
    /// Bytes of texts that were replaced.
    dead: usize,
}

impl Texts {
    /// Keeps what was heard in an incident, in place of what was known of it before.
    /// `text` as [`super::Store::heard_folded`] gives it.
    pub fn insert(&mut self, id: &str, text: &str) {
        let begin = self.all.len();
        self.all += text;
        if let Some(old) = self.of.insert(id.into(), begin..self.all.len()) {
            self.dead += old.len();
        }
        if self.dead > self.all.len() / 2 {
            self.pack();
        }
    }

    /// Leaves out what was replaced.
    fn pack(&mut self) {
        let mut places: Vec<&mut Range<usize>> = self.of.values_mut().collect();
        places.sort_unstable_by_key(|place| place.start);
        let mut all = String::with_capacity(self.all.len() - self.dead);
        for place in places {
            let begin = all.len();
            all += &self.all[place.clone()];
            *place = begin..all.len();
        }
        (self.all, self.dead) = (all, 0);
    }

    /// Incidents whose text is here.
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Bytes that it takes: texts, ids, and the table of both.
    pub fn memory_bytes(&self) -> usize {
        // Pointer and length of an id, both ends of its text, one byte of the table.
        let table = self.of.capacity() * 33;
        // An allocation has a head of 8 bytes and is a multiple of 16, at least 32.
        let block = |bytes: usize| (bytes + 8).next_multiple_of(16).max(32);
        self.of.keys().fold(table + self.all.capacity(), |sum, id| sum + block(id.len()))
    }

    /// Whether what was heard in an incident holds it; absent when that is not known.
    pub(super) fn hold(&self, id: &str, search: &Search) -> Option<bool> {
        self.of.get(id).map(|place| search.is_in_folded(&self.all[place.clone()]))
    }
}

/// What was heard, as [`Texts`] keeps it.
pub(super) fn fold_heard<'a>(utterances: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for utterance in utterances {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &folded(utterance);
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn found_as_written_by_pinyin_by_initials_and_in_no_other_way() {
        let mut texts = Texts::default();
        let heard = ["這個,不歸我管。", "您到3號窗口"];
        texts.insert("20261122-011530-7k2q", &fold_heard(heard.into_iter()));
        let finds =
            |text: &str| texts.hold("20261122-011530-7k2q", &Search::new(text).unwrap()).unwrap();
        for text in ["不归我管", "不歸", "这个不", "buguiwoguan", "bgwg", "BGWG", "3号", "3"]
        {
            assert!(finds(text), "{text}");
        }
        for text in ["我管您", "wgnd", "归不", "gwb", "--", "4号"] {
            assert!(!finds(text), "{text}");
        }
        assert!(Search::new(" \t").is_none());
        assert_eq!(texts.hold("unknown", &Search::new("不").unwrap()), None);
        assert!(Search::new("1530-7K").unwrap().is_in_id("20261122-011530-7k2q"));
    }

    #[test]
    fn a_later_text_replaces_the_one_before() {
        let mut texts = Texts::default();
        texts.insert("a", &folded("不知道"));
        texts.insert("a", &folded("问别人去"));
        let holds = |text| texts.hold("a", &Search::new(text).unwrap()).unwrap();
        assert!(holds("wbr") && !holds("bzd"));
        assert_eq!(texts.len(), 1);
    }

    #[test]
    fn replacing_without_end_takes_no_more_memory_and_loses_nothing() {
        let mut texts = Texts::default();
        for n in 0..1_000 {
            texts.insert(&(n % 3).to_string(), &format!("说了{n}次"));
        }
        assert!(texts.all.len() < 200, "{}", texts.all);
        for (id, text) in [("0", "说了999次"), ("1", "说了997次"), ("2", "说了998次")] {
            assert_eq!(texts.hold(id, &Search::new(text).unwrap()), Some(true), "{}", texts.all);
        }
    }
}

//! What a person looks for, and what was heard in incidents, in memory to be searched.
//!
//! Pure; [`Texts`] lives on the thread `reading`. What was heard never goes into the
//! index on disk, so it is read from the evidence when a service starts and kept here,
//! folded, for as long as it runs: see [`Texts::memory_bytes`].

use crate::normalize::{Typed, folded};
use memchr::memmem::Finder;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Incidents found by going through all texts before a listing is read at all; where more
/// are found, the listing is gone through instead.
const FEW: usize = 4_096;

/// Something to look for in ids, counters, phrases and what was heard: as it is written
/// or as it is typed in pinyin.
#[derive(Debug)]
pub(super) struct Search {
    /// As typed; absent when no id can hold it.
    raw: Option<Finder<'static>>,
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
        let finder = |text: &str| Finder::new(text).into_owned();
        let letters = folded(&raw);
        let written = (!letters.is_empty()).then(|| finder(&letters));
        let typed = Typed::new(&raw);
        let in_ids = raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        Some(Search { raw: in_ids.then(|| finder(&raw)), written, typed })
    }

    /// Whether an id holds it.
    pub(super) fn is_in_id(&self, id: &str) -> bool {
        self.raw.as_ref().is_some_and(|raw| raw.find(id.as_bytes()).is_some())
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
/// piece in the order in which they came: a search reads memory in its order.
#[derive(Debug, Default)]
pub struct Texts {
    all: String,
    entries: Vec<Entry>,
    /// Where in `entries` an incident is.
    place: HashMap<Arc<str>, u32>,
    /// Incidents whose words cannot be read.
    lacking: HashSet<Box<str>>,
    /// Bytes of texts that were replaced.
    dead: usize,
}

#[derive(Debug)]
struct Entry {
    id: Arc<str>,
    text: Range<usize>,
}

/// What going through all texts came to.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// Incidents whose id or text holds it.
    pub(super) holding: Vec<&'a str>,
    /// Incidents whose id does not hold it and whose text is not to be had.
    pub(super) lacking: Vec<&'a str>,
}

impl Texts {
    /// Keeps what was heard in an incident, in place of what was known of it before.
    /// `text` as [`super::Store::heard_folded`] gives it; absent when it cannot be had.
    pub fn insert(&mut self, id: &str, text: Option<&str>) {
        let Some(text) = text else {
            // What was read once stays: a revision that cannot be read has the same talk.
            if !self.place.contains_key(id) {
                self.lacking.insert(id.into());
            }
            return;
        };
        self.lacking.remove(id);
        let begin = self.all.len();
        self.all += text;
        let range = begin..self.all.len();
        let known = self.place.get(id).and_then(|place| self.entries.get_mut(*place as usize));
        match known {
            Some(entry) => {
                self.dead += entry.text.len();
                entry.text = range;
            }
            None => {
                let id: Arc<str> = id.into();
                self.place.insert(Arc::clone(&id), self.entries.len() as u32);
                self.entries.push(Entry { id, text: range });
            }
        }
        if self.dead > self.all.len() / 2 {
            self.pack();
        }
    }

    /// Leaves out what was replaced.
    fn pack(&mut self) {
        let mut all = String::with_capacity(self.all.len() - self.dead);
        for entry in &mut self.entries {
            let begin = all.len();
            all += &self.all[entry.text.clone()];
            entry.text = begin..all.len();
        }
        (self.all, self.dead) = (all, 0);
    }

    /// Incidents whose text is here.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes that it takes: texts, ids, and the tables of both.
    pub fn memory_bytes(&self) -> usize {
        // Pointer and length of an id, its place, and one byte of the table.
        let table = self.place.capacity() * 25 + self.entries.capacity() * size_of::<Entry>();
        // An allocation has a head of 8 bytes, an `Arc` two counts of 8, and the whole is a
        // multiple of 16.
        let id = |id: &Arc<str>| (id.len() + 24).next_multiple_of(16);
        let ids: usize = self.place.keys().map(id).sum();
        table + ids + self.all.capacity() + self.lacking.capacity() * 49
    }

    /// Goes through all texts. `None` when they are not those of all `incidents` there are,
    /// or when so many are found that going through the listing is quicker.
    pub(super) fn find(&self, search: &Search, incidents: usize) -> Option<Found<'_>> {
        if self.len() + self.lacking.len() != incidents || self.lacking.len() > FEW {
            return None;
        }
        let mut holding: Vec<&str> = Vec::new();
        for Entry { id, text } in &self.entries {
            if search.is_in_id(id) || search.is_in_folded(&self.all[text.clone()]) {
                if holding.len() == FEW {
                    return None;
                }
                holding.push(id);
            }
        }
        let (told, lacking): (Vec<&str>, Vec<&str>) =
            self.lacking.iter().map(Box::as_ref).partition(|id| search.is_in_id(id));
        holding.extend(told);
        Some(Found { holding, lacking })
    }

    /// Whether what was heard in an incident holds it; absent when that is not known.
    pub(super) fn hold(&self, id: &str, search: &Search) -> Option<bool> {
        let entry = self.entries.get(*self.place.get(id)? as usize)?;
        Some(search.is_in_folded(&self.all[entry.text.clone()]))
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
        texts.insert("20261122-011530-7k2q", Some(&fold_heard(heard.into_iter())));
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
        texts.insert("a", Some(&folded("不知道")));
        texts.insert("a", Some(&folded("问别人去")));
        texts.insert("a", None);
        let holds = |text| texts.hold("a", &Search::new(text).unwrap()).unwrap();
        assert!(holds("wbr") && !holds("bzd"));
        assert_eq!(texts.len(), 1);
    }

    #[test]
    fn replacing_without_end_takes_no_more_memory_and_loses_nothing() {
        let mut texts = Texts::default();
        for n in 0..1_000 {
            texts.insert(&(n % 3).to_string(), Some(&format!("说了{n}次")));
        }
        assert!(texts.all.len() < 200, "{}", texts.all);
        for (id, text) in [("0", "说了999次"), ("1", "说了997次"), ("2", "说了998次")] {
            assert_eq!(texts.hold(id, &Search::new(text).unwrap()), Some(true), "{}", texts.all);
        }
    }
}

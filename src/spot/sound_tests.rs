//! The walk of the tree against a search that has neither tree nor bounds.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::super::pattern::patterns;
use super::*;
use crate::document::Document;
use crate::normalize::{Accents, normalize};
use crate::phrasebook::Phrasebook;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Tries every way to read every pattern at every place, by the rules as they are
/// told in the comments of the constants.
struct Naive<'a> {
    ear: &'a Ear,
    pattern: &'a Pattern,
    text: &'a Normalized,
    first: usize,
    /// The highest cost with which the first so many units may be done.
    limits: Vec<Cost>,
    /// Whether some wording goes on after the first so many units of this one.
    goes_on: Vec<bool>,
    /// The lowest cost for each end.
    ends: BTreeMap<usize, Cost>,
}

/// Whether a syllable was lost or gained, and whether it was the last one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slip {
    None,
    Before,
    Last,
}

impl Naive<'_> {
    fn search(
        ear: &Ear,
        patterns: &[Pattern],
        text: &Normalized,
    ) -> Vec<(usize, usize, usize, Cost)> {
        let mut all = Vec::new();
        for (index, pattern) in patterns.iter().enumerate().filter(|(_, p)| p.budget.is_some()) {
            let sharing = |count: usize| {
                patterns.iter().filter(move |other| {
                    other.budget.is_some() && other.units.get(..count) == pattern.units.get(..count)
                })
            };
            let counts = 0..=pattern.units.len();
            let limit = |count: usize| {
                let budget = sharing(count).filter_map(|other| other.budget).max().unwrap();
                let rate = |other: &Pattern| other.budget.unwrap() / other.len() as Cost;
                let rate = sharing(count).map(rate).max().unwrap();
                let heard = pattern.units[..count].iter().map(|unit| unit.syllables());
                budget.min(rate * heard.sum::<usize>() as Cost + HEADSTART)
            };
            for first in 0..text.len() {
                let mut naive = Naive {
                    ear,
                    pattern,
                    text,
                    first,
                    limits: counts.clone().map(limit).collect(),
                    goes_on: counts
                        .clone()
                        .map(|count| sharing(count).any(|other| other.units.len() > count))
                        .collect(),
                    ends: BTreeMap::new(),
                };
                naive.read(0, first, 0, [0, 0, 0], Slip::None);
                all.extend(naive.ends.iter().map(|(end, cost)| (index, first, *end, *cost)));
            }
        }
        all
    }

    fn read(&mut self, done: usize, at: usize, cost: Cost, worst: [Cost; 3], slip_so_far: Slip) {
        let turns = |sound: Sound| "不没别".chars().any(|ch| Sound::of(ch) == sound);
        let long = self.pattern.len() >= LONG;
        let heard = self.text.symbols().get(at);
        let slip = cost + SLIP;
        let may_slip = done > 0 && long && slip_so_far == Slip::None;
        if may_slip && slip <= self.limits[done] && heard.is_some_and(|h| !turns(h.sound)) {
            self.read(done, at + 1, slip, worst, Slip::Last);
        }
        let Some(unit) = self.pattern.units.get(done) else {
            if slip_so_far != Slip::Last {
                self.end(at, cost, worst);
            }
            return;
        };
        let slipped = if slip_so_far == Slip::Last { Slip::Before } else { slip_so_far };
        match *unit {
            Unit::Syllable(sound, content) => {
                if may_slip
                    && slip <= self.limits[done + 1]
                    && !turns(sound)
                    && self.goes_on[done + 1]
                {
                    self.read(done + 1, at, slip, worst, Slip::Last);
                }
                let Some(heard) = heard else { return };
                let unlike = self.ear.cost(sound, heard.sound);
                let most = match turns(sound) || turns(heard.sound) {
                    true => WORST_NEGATION,
                    false => WORST_SYLLABLE,
                };
                if unlike <= most && cost + unlike <= self.limits[done + 1] {
                    let of_content = if content { unlike } else { 0 };
                    let worst = [worst[0].max(unlike), worst[1].max(of_content), of_content];
                    self.read(done + 1, at + 1, cost + unlike, worst, slipped);
                }
            }
            Unit::Slot(slot) => {
                for taken in slot::ends(slot, &self.text.symbols()[at..]) {
                    self.read(done + 1, at + taken, cost, [worst[0], worst[1], 0], slipped);
                }
            }
        }
    }

    fn end(&mut self, at: usize, cost: Cost, [worst, content, last]: [Cost; 3]) {
        let pattern = self.pattern;
        let cost = cost + TORN * tears(pattern, self.text, self.first, at);
        let clear = is_clear(pattern.len(), worst, content, last);
        let symbols = &self.text.symbols()[self.first..at];
        let reads = cost == 0 && pattern.reads(symbols);
        if clear
            && cost <= pattern.budget.unwrap()
            && holds_together(pattern, self.text, self.first, at)
            && (!pattern.has_slots() || pattern.holds_together(symbols))
            && (!pattern.is_strict_template() || reads)
        {
            let best = self.ends.entry(at).or_insert(cost);
            *best = cost.min(*best);
        }
    }
}

/// Wordings that share beginnings and sounds, some of them templates.
fn wordings() -> impl Strategy<Value = String> {
    let clear = "[不归我管知道急什么您林办帮请寝快没资]{2,9}";
    prop_oneof![
        8 => clear.prop_map(|text| text),
        4 => "我不(知道|资道|归)[我管您什么]{0,6}",
        1 => "(收您|请)\\{amount\\}[元块钱]{1,2}",
        1 => "请您到\\{where\\}办一下业务",
    ]
}

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[不归我管知道急什么您林办帮请寝快没资规滋龟]{1,9}",
        "我不(知道|资道|归|规)[我管您什么寝]{0,6}",
        "[，。 ]",
        "收您[一二三百12]{1,3}[元块]",
        "请您到[大厅二楼]{1,4}办一下业务",
        "[a-c嗯呃]",
    ];
    proptest::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_tree_finds_what_a_search_without_it_finds(
        wordings in proptest::collection::vec((wordings(), 0usize..4), 1..12),
        text in texts(),
        accents in proptest::sample::subsequence(Accents::known().collect::<Vec<_>>(), 0..12),
        default in proptest::bool::weighted(0.8),
    ) {
        let mut book = String::from("[pack]\nname = \"p\"\ntitle = \"p\"\n");
        for (n, (wording, kind)) in wordings.iter().enumerate() {
            let list = match kind {
                0 => "list = \"civil\"",
                1 if normalize(wording).len() >= 5 => {
                    "list = \"taboo\"\nseverity = \"minor\"\nspeaker = \"any\"\nstrictness = \"loose\""
                }
                _ => "list = \"taboo\"\nseverity = \"minor\"\nspeaker = \"any\"",
            };
            book.push_str(&format!(
                "[[phrase]]\nid = \"P{n}\"\ntext = \"{wording}，\"\nsource = \"ours\"\n{list}\n"
            ));
        }
        // What folds to nothing or too little is refused; such a case tells nothing.
        let Ok(book) = Phrasebook::read(&[Document::new("p.toml", book)]) else {
            return Ok(());
        };
        let accents = if default { Accents::default() } else { Accents::parse(accents).unwrap() };
        let (patterns, ear) = (patterns(&book), Ear::new(&accents));
        let text = normalize(&text);
        let mut found = Vec::new();
        Searcher::new(&patterns, ear.clone()).search(&patterns, &text, &mut found);
        let found: Vec<_> = found.iter().map(|f| (f.pattern, f.first, f.end, f.cost)).collect();
        prop_assert_eq!(found, Naive::search(&ear, &patterns, &text));
    }
}

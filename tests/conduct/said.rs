//! Conversations written as lines, and recognisers that mishear them.

use crate::{RULES, encounters};
use liyu::conduct::{Encounter, Outcome, Ruling, Side, Verdict, rule, verdict};
use liyu::normalize::Sound;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What somebody says, and when.
pub type Said = (Side, String, f64, f64);

/// A conversation: `K` the clerk's lines, `C` the citizen's, `~` so many seconds of silence.
/// A syllable takes a quarter of a second, a breath half a one.
pub fn talk(lines: &str) -> Vec<Said> {
    let mut at_s = 0.5;
    let mut all = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (side, text) = match line.split_at(1) {
            ("K", text) => (Side::Clerk, text.trim()),
            ("C", text) => (Side::Citizen, text.trim()),
            ("~", seconds) => {
                at_s += seconds.trim().parse::<f64>().unwrap();
                continue;
            }
            _ => panic!("{line}"),
        };
        let end_s = at_s + 0.3 + 0.25 * text.chars().count() as f64;
        all.push((side, text.to_owned(), at_s, end_s));
        at_s = end_s + 0.5;
    }
    all
}

/// What an encounter comes to.
pub struct Judged {
    pub outcome: Outcome,
    pub rulings: Vec<Ruling>,
}

impl Judged {
    pub fn of(&self, id: &str) -> Option<Verdict> {
        self.rulings.iter().find(|ruling| ruling.rule == id).map(|ruling| ruling.verdict)
    }

    pub fn reasons(&self, id: &str) -> String {
        let all = self.rulings.iter().filter(|ruling| ruling.rule == id);
        let all: Vec<String> = all.flat_map(|r| &r.reasons).map(ToString::to_string).collect();
        all.join("; ")
    }

    /// Rules that were broken, hints left out.
    pub fn broken(&self) -> Vec<String> {
        let broken = self.rulings.iter().filter(|ruling| {
            ruling.verdict == Verdict::Broken
                && RULES.rules[&ruling.rule].grade <= liyu::conduct::Grade::B
        });
        broken.map(|ruling| format!("{} {}", ruling.rule, self.reasons(&ruling.rule))).collect()
    }
}

pub fn judge(encounter: &Encounter) -> Judged {
    let rulings = rule(&RULES, encounter);
    Judged { outcome: verdict(&RULES, &rulings), rulings }
}

/// The one encounter of a conversation.
pub fn only(said: &[Said]) -> Judged {
    let all = encounters(said);
    assert_eq!(all.len(), 1, "{all:#?}");
    judge(&all[0])
}

/// Characters that people write for a sound, most of them words of these conversations.
static HOMOPHONES: LazyLock<BTreeMap<Sound, Vec<char>>> = LazyLock::new(|| {
    let mut all: BTreeMap<Sound, Vec<char>> = BTreeMap::new();
    let text = concat!(
        include_str!("../../phrases/civil-core.toml"),
        include_str!("../../phrases/taboo-core.toml"),
        include_str!("../../phrases/enquiry.toml"),
        include_str!("../../phrases/payment.toml"),
    );
    for ch in text.chars().filter(|ch| !ch.is_ascii() && ch.is_alphabetic()) {
        let same = all.entry(Sound::of(ch)).or_default();
        if !same.contains(&ch) {
            same.push(ch);
        }
    }
    all
});

fn is_figure(ch: char) -> bool {
    "零一二三四五六七八九十百千万两半点块毛元角分".contains(ch)
}

/// A small generator: the same in every run.
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

/// The same talk as a recogniser might write it: of a hundred characters `share` are written
/// with another one of the same sound, and punctuation is lost. Numbers stay: one misheard is
/// another sum.
pub fn misheard(said: &[Said], share: usize, dice: &mut Dice) -> Vec<Said> {
    let mut wrong = said.to_vec();
    for (_, text, ..) in &mut wrong {
        *text = text
            .chars()
            .filter(|ch| ch.is_alphanumeric())
            .map(|ch| {
                let same = HOMOPHONES.get(&Sound::of(ch)).filter(|_| !is_figure(ch));
                let wrong = same.map_or(ch, |same| same[dice.roll(same.len())]);
                let is_wrong = dice.roll(100) < share && !is_figure(wrong);
                if is_wrong { wrong } else { ch }
            })
            .collect();
    }
    wrong
}

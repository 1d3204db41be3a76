//! Phrases without quotation marks: lists under a heading, behind a label or a
//! lead-in with a colon, examples in brackets.
//!
//! Pure, linear. Stricter than with quotation marks, since everything a regulation
//! says stands without them: what sounds like a rule is left alone.

use super::cue::{self, Cue};
use super::outline::{Label, Outline, Segment};
use super::page::Page;
use super::quote::Quote;
use super::speech::{Sounds, is_label, is_rule, letters, sounds};
use crate::phrasebook::{List, Mode};

/// A phrase that stands without quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bare {
    /// Its first character …
    pub(super) start: usize,
    /// … to before here.
    pub(super) end: usize,
    pub(super) list: List,
    pub(super) mode: Mode,
}

/// Phrases in a list are no longer than this, in letters.
const LIST_LETTERS: usize = 40;
/// Items between 、 are words of a list when each is no longer than this, in letters.
const ITEM_LETTERS: usize = 8;
/// Words that are taboo phrases only when they are short, in letters.
const TABOO_LETTERS: usize = 25;
/// A numbered item of several sentences is one phrase up to this length, in letters.
const ITEM_SENTENCES_LETTERS: usize = 30;
/// A sentence without courtesy is a civil phrase only when it is short, in letters.
const PERSONAL_LETTERS: usize = 14;
/// How far a lead-in is looked at, in characters.
const LEAD_CHARS: usize = 40;
const SENTENCE_ENDS: &str = "。!?;…";

/// What stands without quotation marks.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What was taken, in order.
    pub(super) bare: Vec<Bare>,
    /// Numbered items under a taboo heading that do not sound like speech.
    pub(super) unsure: Vec<(usize, usize)>,
}

/// All of it.
pub(super) fn bare(page: &Page, quotes: &[Quote], outline: &Outline) -> Found {
    let mut found = Found::default();
    for segment in &outline.segments {
        let next = quotes.partition_point(|quote| quote.after <= segment.start);
        let inside = || quotes[next..].iter().take_while(|quote| quote.open < segment.end);
        let quoted = inside().next().is_some();
        match (segment.label, segment.list) {
            (Some(label), Some(list)) if !quoted => {
                labelled(page, segment, label, list, &mut found.bare);
            }
            (_, list) => {
                let quotes = &quotes[next..];
                for (start, end) in sentences(page, segment) {
                    // What stands beside a quotation leads in to it or ends its sentence.
                    let at = quotes.partition_point(|quote| quote.after < start);
                    if quotes.get(at).is_none_or(|quote| quote.open >= end) {
                        sentence(page, (start, end), list, segment.numbered, &mut found);
                    }
                }
            }
        }
    }
    found
}

/// What stands behind a label: items and sentences.
fn labelled(page: &Page, segment: &Segment, label: Label, list: List, found: &mut Vec<Bare>) {
    let items = split(page, segment.body, segment.end, "。!?;…、/");
    let several = items.len() > 1;
    for (start, end) in items {
        let end = without_etcetera(page, start, end);
        let text = page.folded(start, end);
        let short = several && (1..=ITEM_LETTERS).contains(&letters(&text)) && !is_label(&text);
        let taken = !is_rule(&text)
            && match (list, label) {
                (List::Civil, Label::General) => sounds(&text) == Sounds::Spoken,
                (List::Civil, Label::Narrow) => short || sounds(&text) == Sounds::Spoken,
                (List::Taboo, _) => forbidden(&text) || (short && sounds(&text) > Sounds::Silent),
            };
        if taken && letters(&text) <= LIST_LETTERS {
            found.push(Bare { start, end, list, mode: Mode::Lexicon });
        }
    }
}

/// The sentences of a stretch. A numbered item is one phrase when it is short: 刚才不是
/// 告诉您了吗?怎么还问?
fn sentences(page: &Page, segment: &Segment) -> Vec<(usize, usize)> {
    let whole = (segment.body, segment.end);
    let text = page.folded(whole.0, whole.1);
    let item = segment.numbered && segment.body == segment.start && !text.contains(':');
    if item && letters(&text) <= ITEM_SENTENCES_LETTERS {
        return vec![whole];
    }
    let mut sentences = split(page, whole.0, whole.1, SENTENCE_ENDS);
    // What a colon leads in to goes on to the end of the stretch: 禁止说:不行!找别人去!
    if let Some(led) = sentences.iter().position(|(from, to)| page.chars[*from..*to].contains(&':'))
    {
        sentences.truncate(led + 1);
        if let Some(last) = sentences.last_mut() {
            last.1 = whole.1;
        }
    }
    sentences
}

/// A sentence of running text, under a heading that names `list` or under none.
fn sentence(
    page: &Page,
    (start, end): (usize, usize),
    list: Option<List>,
    numbered: bool,
    found: &mut Found,
) {
    if let Some(bare) = example(page, start, end) {
        found.bare.push(bare);
        return;
    }
    let colon = page.chars[start..end].iter().position(|ch| *ch == ':');
    if let Some(colon) = colon {
        led_in(page, start, start + colon, end, &mut found.bare);
    } else if let Some(list) = list {
        let before = found.bare.len();
        listed(page, start, end, list, &mut found.bare);
        let text = page.folded(start, end);
        let item = numbered && list == List::Taboo && !is_rule(&text) && !is_heading(&text);
        if item && found.bare.len() == before && (2..=TABOO_LETTERS).contains(&letters(&text)) {
            found.unsure.push((start, end));
        }
    }
}

/// A sentence, or words between 、, under a heading.
fn listed(page: &Page, start: usize, end: usize, list: List, found: &mut Vec<Bare>) {
    let items = split(page, start, end, "、/");
    let words = items.len() > 2
        && items.iter().all(|(start, end)| letters(&page.folded(*start, *end)) <= ITEM_LETTERS)
        && items.iter().any(|(start, end)| {
            sounds(&page.folded(*start, *end)) == Sounds::Spoken
                || (list == List::Taboo && forbidden(&page.folded(*start, *end)))
        });
    let whole = [(start, end)];
    for &(start, end) in if words { &items[..] } else { &whole[..] } {
        let end = without_etcetera(page, start, end);
        let text = page.folded(start, end);
        let taken = letters(&text) <= LIST_LETTERS
            && !is_rule(&text)
            && !is_label(&text)
            && match list {
                List::Civil => words || sounds(&text) == Sounds::Spoken || personal(&text),
                List::Taboo => forbidden(&text),
            };
        if taken && letters(&text) > 0 {
            let mode = if list == List::Taboo { Mode::Exact } else { Mode::Lexicon };
            found.push(Bare { start, end, list, mode });
        }
    }
}

/// Whether it is a short sentence about oneself or the other: 这是我应该做的。
fn personal(text: &str) -> bool {
    text.contains(['我', '你']) && letters(text) <= PERSONAL_LETTERS
}

/// Whether words under a taboo heading are such a phrase and no sub-heading.
fn forbidden(text: &str) -> bool {
    let colloquial = sounds(text) > Sounds::Silent
        || ["不", "了", "自己", "明天", "活该", "投诉", "老子", "讨厌", "啰嗦", "滚", "废话"]
            .iter()
            .any(|word| text.contains(word));
    colloquial
        && !is_heading(text)
        && !is_rule(text)
        && (2..=TABOO_LETTERS).contains(&letters(text))
}

/// Whether words under a heading are a sub-heading.
fn is_heading(text: &str) -> bool {
    let trimmed = text.trim_end_matches(['。', '!', '?', ' ']);
    ["时", "类", "方面", "语", "情况", "场合"].iter().any(|end| trimmed.ends_with(end))
}

/// What follows a colon behind a verb of saying: 应说:您好,请稍等。 Up to the first
/// sentence that nobody says.
fn led_in(page: &Page, start: usize, colon: usize, end: usize, found: &mut Vec<Bare>) {
    let lead = page.folded(start.max(colon.saturating_sub(LEAD_CHARS)), colon);
    let list = match cue::before(&lead) {
        Some(Cue::Taboo) => List::Taboo,
        Some(Cue::Said) => List::Civil,
        Some(Cue::Negated | Cue::Used | Cue::Named) | None => return,
    };
    for (start, end) in split(page, colon + 1, end, SENTENCE_ENDS) {
        let text = page.folded(start, end);
        let spoken = match list {
            List::Civil => sounds(&text) == Sounds::Spoken,
            List::Taboo => forbidden(&text),
        };
        let short = (1..=LIST_LETTERS).contains(&letters(&text));
        if !spoken || !short || is_rule(&text) || text.contains(':') {
            return;
        }
        found.push(Bare { start, end, list, mode: Mode::Exact });
    }
}

/// An example in brackets: (例如:您是***吗?).
fn example(page: &Page, start: usize, end: usize) -> Option<Bare> {
    let text: Vec<char> = page.chars[start..end].to_vec();
    let lead = ["(例如:", "(如:", "(比如:", "(例:", "(例如", "(比如"].iter().find_map(|lead| {
        let lead: Vec<char> = lead.chars().collect();
        let at = text.windows(lead.len()).position(|window| window == lead)?;
        Some(at + lead.len())
    })?;
    let close = text[lead..].iter().position(|ch| *ch == ')').unwrap_or(text.len() - lead);
    let (from, to) = (start + lead, start + lead + close);
    let words = page.folded(from, to);
    let taken = sounds(&words) == Sounds::Spoken && !is_rule(&words);
    (taken && letters(&words) <= LIST_LETTERS).then_some(Bare {
        start: from,
        end: to,
        list: List::Civil,
        mode: Mode::Example,
    })
}

/// Cuts at `ends`, which stay with what they end; leaves out what is empty.
fn split(page: &Page, start: usize, end: usize, ends: &str) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut from = start;
    let mut at = start;
    while at < end {
        let ch = page.chars[at];
        at += 1;
        if ends.contains(ch) {
            while at < end && ends.contains(page.chars[at]) {
                at += 1;
            }
            pieces.push((from, at));
            from = at;
        }
    }
    pieces.push((from, end));
    pieces.retain(|(from, to)| page.chars[*from..*to].iter().any(|ch| ch.is_alphanumeric()));
    pieces
}

/// `end` without 等 and 等等 behind the last item, and without what separates items.
fn without_etcetera(page: &Page, start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start && "、/。;".contains(page.chars[end - 1]) {
        end -= 1;
    }
    let last = end;
    while end > start + 1 && page.chars[end - 1] == '等' {
        end -= 1;
    }
    // 请稍等 and 您等等 end in the verb.
    let verb = end > start && "稍您请你再久".contains(page.chars[end - 1]);
    if verb { last } else { end }
}

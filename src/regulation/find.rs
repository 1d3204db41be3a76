//! Finds the phrases of a regulation: quotations by what leads in and follows, words
//! without quotation marks by their lists.
//!
//! Pure, linear. Here the evidence is weighed; where quotations, headings and lists
//! stand is found elsewhere.

use super::cue::{self, Cue};
use super::outline::{Outline, outline};
use super::page::Page;
use super::quote::{Ending, Quote, quotes};
use super::scene::scene;
use super::speech::{Sounds, is_label, letters, sounds};
use super::template::template;
use super::unquoted::bare;
use super::{Doubt, Finding, Findings, Reason, Unsure};
use crate::normalize::normalize;
use crate::phrasebook::{List, Mode};

/// So much before a quotation can lead in to it, in characters.
const LEAD_CHARS: usize = 80;
/// So much behind a quotation can say what it was, in characters.
const TRAIL_CHARS: usize = 24;
/// Nothing longer is one phrase, in letters.
const PHRASE_LETTERS: usize = 80;
/// So much of a quotation that was not taken is reported, in characters.
const REPORT_CHARS: usize = 60;
/// Quoted words between 、 are single words when each is no longer than this.
const WORD_LETTERS: usize = 6;
/// The same between commas.
const COMMA_WORD_LETTERS: usize = 3;
/// Between two quotations of one chain stand at most so many characters.
const LINK_CHARS: usize = 4;
const SENTENCE_ENDS: &str = "。!?;";

/// Finds the civil and taboo phrases that `text` prints.
pub fn find(text: &str) -> Findings {
    let page = Page::new(text);
    let quotes = quotes(&page);
    let outline = outline(&page, &quotes);
    let mut reader = Reader { page: &page, outline: &outline, found: Findings::default() };
    let mut from = 0;
    while from < quotes.len() {
        let mut end = from + 1;
        while end < quotes.len() && linked(&page, &quotes[end - 1], &quotes[end]) {
            end += 1;
        }
        let before = from.checked_sub(1).map_or(0, |last| quotes[last].after);
        reader.chain(&quotes[from..end], before, quotes.get(end).map(|next| next.open));
        from = end;
    }
    let without_marks = bare(&page, &quotes, &outline);
    for (start, end) in without_marks.unsure {
        reader.unsure(start, end, Reason::Term);
    }
    for bare in without_marks.bare {
        let lead = reader.lead(bare.start, bare.start.saturating_sub(LEAD_CHARS), false);
        let take = Take { list: bare.list, mode: bare.mode, doubts: vec![Doubt::NotQuoted] };
        reader.take(bare.start, bare.end, &lead, take);
    }
    let mut found = reader.found;
    found.phrases.sort_by_key(|phrase| phrase.line);
    found.unsure.sort_by_key(|unsure| unsure.line);
    found
}

/// Whether two quotations stand side by side: “您好”、“请”.
fn linked(page: &Page, first: &Quote, second: &Quote) -> bool {
    let between = page.folded(first.after, second.open.min(first.after + LINK_CHARS + 1));
    let words = between.trim_matches(|ch: char| ch == ' ' || "、,;/".contains(ch));
    second.open <= first.after + LINK_CHARS
        && !between.contains('\n')
        && ["", "或", "或者", "和", "及", "以及", "与", "即", "也可说", "到"].contains(&words)
}

/// How a phrase is to be taken.
struct Take {
    list: List,
    mode: Mode,
    doubts: Vec<Doubt>,
}

struct Reader<'a> {
    page: &'a Page,
    outline: &'a Outline,
    found: Findings,
}

impl Reader<'_> {
    /// Quotations side by side; `before` is where the one before them ended, `next`
    /// where another begins.
    fn chain(&mut self, chain: &[Quote], before: usize, next: Option<usize>) {
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else {
            return;
        };
        let lead = self.lead(first.open, before, true);
        let mut trail = self.trail(last.after, next);
        // A sentence that ends within the marks ends the lead-in's sentence too.
        let ended = last.end > last.start && SENTENCE_ENDS.contains(self.page.chars[last.end - 1]);
        if ended && !trail.starts_with(['等', '的', '之']) {
            trail.clear();
        }
        let cue = self.weigh(&lead, &trail);
        let heading = self.outline.segment(first.open).and_then(|segment| segment.list);
        for quote in chain {
            self.quote(quote, chain.len(), cue, heading, &lead);
        }
    }

    /// What lead-in and trail together make of a chain.
    fn weigh(&self, lead: &str, trail: &str) -> Option<Cue> {
        match (cue::before(lead), cue::after(trail)) {
            (_, Some(Cue::Taboo)) => Some(Cue::Taboo),
            (Some(Cue::Said | Cue::Taboo | Cue::Negated), Some(Cue::Named)) if named_by(lead) => {
                Some(Cue::Named)
            }
            (Some(Cue::Used) | None, Some(Cue::Named)) => Some(Cue::Named),
            (Some(Cue::Named), Some(Cue::Used)) | (None, Some(Cue::Used)) => Some(Cue::Used),
            (lead, _) => lead,
        }
    }

    fn quote(
        &mut self,
        quote: &Quote,
        companions: usize,
        cue: Option<Cue>,
        heading: Option<List>,
        lead: &str,
    ) {
        let text = self.page.folded(quote.start, quote.end);
        let length = letters(&text);
        let sound = sounds(&text);
        let refused = if length == 0 {
            Some(Reason::NoWords)
        } else if quote.ending == Ending::GarbledWords {
            Some(Reason::Garbled)
        } else if length > PHRASE_LETTERS {
            Some(Reason::TooLong)
        } else if is_label(&text) {
            Some(Reason::Label)
        } else {
            None
        };
        if let Some(reason) = refused {
            return self.unsure(quote.start, quote.end, reason);
        }
        let mut doubts = Vec::new();
        let list = match cue {
            Some(Cue::Taboo) => List::Taboo,
            Some(Cue::Negated) if sound == Sounds::Spoken => {
                doubts.push(Doubt::Negated);
                List::Civil
            }
            Some(Cue::Negated) => List::Taboo,
            Some(Cue::Said) => List::Civil,
            Some(Cue::Used) if sound > Sounds::Silent || companions > 1 => List::Civil,
            Some(Cue::Named) => return self.unsure(quote.start, quote.end, Reason::Slogan),
            Some(Cue::Used) | None => match heading {
                Some(list) if sound > Sounds::Silent => {
                    doubts.push(Doubt::HeadingOnly);
                    list
                }
                None if sound == Sounds::Spoken && cue.is_none() => {
                    doubts.push(Doubt::NoLeadIn);
                    List::Civil
                }
                _ => return self.unsure(quote.start, quote.end, Reason::Term),
            },
        };
        match quote.ending {
            Ending::Unclosed => doubts.push(Doubt::Unclosed),
            Ending::GarbledMark => doubts.push(Doubt::Garbled),
            Ending::Closed | Ending::GarbledWords => {}
        }
        let words = self.words(quote);
        let mode = match (list, words.len(), companions) {
            (List::Taboo, ..) => Mode::Exact,
            (_, 2.., _) => Mode::Lexicon,
            (_, _, 2..) => Mode::OneOf,
            _ if lead.ends_with(['如', '比']) => Mode::Example,
            _ => Mode::Exact,
        };
        for (start, end) in words {
            self.take(start, end, lead, Take { list, mode, doubts: doubts.clone() });
        }
    }

    /// The words of a quoted list, “请、您好、谢谢”, or the quotation as it is.
    fn words(&self, quote: &Quote) -> Vec<(usize, usize)> {
        for separator in ['、', '/', ','] {
            let mut words = vec![];
            let mut from = quote.start;
            for at in quote.start..=quote.end {
                if at == quote.end || self.page.chars[at] == separator {
                    words.push((from, at));
                    from = at + 1;
                }
            }
            // A comma also parts the clauses of one sentence.
            let (least, most) =
                if separator == ',' { (4, COMMA_WORD_LETTERS) } else { (3, WORD_LETTERS) };
            let short = |(start, end): &(usize, usize)| {
                (1..=most).contains(&letters(&self.page.folded(*start, *end)))
            };
            if words.len() >= least && words.iter().all(short) {
                return words;
            }
        }
        vec![(quote.start, quote.end)]
    }

    fn take(&mut self, start: usize, end: usize, lead: &str, take: Take) {
        let page = self.page;
        let folded = page.folded(start, end);
        let template = template(&folded);
        let fixed = normalize(&without_slots(&template.text)).len();
        let slotted = template.text.contains('{');
        if fixed < if slotted { 2 } else { 1 } {
            return self.unsure(start, end, Reason::NoWords);
        }
        let mut doubts = take.doubts;
        doubts.extend(template.doubts);
        if fixed == 1 {
            doubts.push(Doubt::OneCharacter);
        }
        doubts.sort_unstable();
        doubts.dedup();
        let first = page.next_ink(start).unwrap_or(start);
        let segment = self.outline.segment(first);
        let heading = segment.and_then(|segment| self.outline.headings.get(segment.heading));
        self.found.phrases.push(Finding {
            text: page.original(start, end).trim().to_owned(),
            scene: if take.list == List::Civil { scene(lead, &folded) } else { "" },
            template: template.text,
            variants: template.variants,
            list: take.list,
            mode: take.mode,
            line: page.line(first),
            heading: heading.cloned().unwrap_or_default(),
            doubts,
        });
    }

    fn unsure(&mut self, start: usize, end: usize, reason: Reason) {
        let first = self.page.next_ink(start).unwrap_or(start);
        let text = self.page.original(start, end.min(start + REPORT_CHARS));
        let text = text.trim().replace('\n', " ");
        self.found.unsure.push(Unsure { text, line: self.page.line(first), reason });
    }

    /// The words before `open` in its sentence, not further back than `limit`. A line
    /// that only the paper's edge ended goes on on the next.
    fn lead(&self, open: usize, limit: usize, across_lines: bool) -> String {
        let segment = self.outline.segment(open).map_or(0, |segment| segment.start);
        let limit = limit.max(open.saturating_sub(LEAD_CHARS));
        let limit = if across_lines { limit } else { limit.max(segment) };
        let mut start = open;
        let mut examples = true;
        while start > limit {
            let ch = self.page.chars[start - 1];
            let wrapped =
                || start > 1 && self.page.chars[start - 2].is_alphanumeric() && start == segment;
            if SENTENCE_ENDS.contains(ch) || (ch == '\n' && !wrapped()) {
                // 比如: begins a sentence and leads in with the one before.
                let said = self.page.folded(start, open);
                let example = ["比如", "例如", "如"].contains(&said.trim_matches([' ', ':', ',']));
                if !example || !examples || ch == '\n' {
                    break;
                }
                examples = false;
            }
            start -= 1;
        }
        let lead = self.page.folded(start, open).replace('\n', "");
        lead.trim_end_matches([' ', ':', ',', '(']).to_owned()
    }

    /// The words behind `after` in its sentence, up to the next quotation.
    fn trail(&self, after: usize, next: Option<usize>) -> String {
        let end = next.unwrap_or(self.page.len()).min(after + TRAIL_CHARS).min(self.page.len());
        let chars = &self.page.chars[after.min(end)..end];
        chars.iter().take_while(|ch| !SENTENCE_ENDS.contains(**ch) && **ch != '\n').collect()
    }
}

/// Whether a lead-in with a verb of saying still only names: 提出“…”的要求.
fn named_by(lead: &str) -> bool {
    cue::before(lead) != Some(Cue::Taboo)
        && !lead.ends_with(['说', '道', '讲', '问', '答', '语', '呼'])
}

fn without_slots(template: &str) -> String {
    let mut depth = 0usize;
    template
        .chars()
        .filter(|ch| {
            depth += usize::from(*ch == '{');
            let outside = depth == 0;
            depth -= usize::from(*ch == '}' && depth > 0);
            outside
        })
        .collect()
}

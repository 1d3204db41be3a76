//! The outline of a regulation: its stretches between item markers, and the heading
//! that each stands under.
//!
//! Pure, linear. Knows which headings name a list of phrases (文明用语, 服务忌语); whether
//! a stretch holds phrases is for `unquoted` and `find`.

use super::cue::{self, CIVIL_NOUNS, Cue, TABOO_NOUNS};
use super::marker::{ORDINAL, Rank, marker, sequel};
use super::page::Page;
use super::quote::Quote;
use super::speech::{Sounds, sounds};
use crate::phrasebook::List;

/// A stretch of a line between markers.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// Its first character, markers left out.
    pub(super) start: usize,
    /// One past its last.
    pub(super) end: usize,
    /// Where its text begins behind a heading or a label in it; mostly `start`.
    pub(super) body: usize,
    /// Whether a marker stands before it.
    pub(super) numbered: bool,
    /// The list whose heading it stands under or is.
    pub(super) list: Option<List>,
    /// Whether it is itself a label with a colon: `称呼语:您好、同志`.
    pub(super) label: Option<Label>,
    /// The heading in force; an index into [`Outline::headings`].
    pub(super) heading: usize,
}

/// A label that names the phrases behind its colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// 文明用语, 服务忌语: rules may follow as well as phrases.
    General,
    /// 称呼语, 道歉语: hardly anything but phrases follows.
    Narrow,
}

/// All stretches in order.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// In the order of the text.
    pub(super) segments: Vec<Segment>,
    /// The texts of headings; the first is empty.
    pub(super) headings: Vec<String>,
}

/// A heading is no longer than this, in characters.
const HEADING_CHARS: usize = 24;
/// The length of a label such as 称呼语, in characters.
const LABEL_CHARS: usize = 12;
/// A heading that begins so is a rule about phrases: 使用文明用语.
const RULE_STARTS: [&str; 12] =
    ["应", "要", "须", "提倡", "注意", "坚持", "做到", "必须", "严格", "推广", "能", "会"];
/// Words that end in 语 and hold no phrases.
const OTHER_LABELS: [&str; 10] =
    ["标语", "术语", "成语", "口语", "词语", "外语", "母语", "手语", "谚语", "评语"];

/// The list in force, and what ends it.
#[derive(Clone, Copy)]
struct Zone {
    list: List,
    rank: Option<Rank>,
}

/// Cuts the page at its markers and line ends, outside quotations.
pub(super) fn outline(page: &Page, quotes: &[Quote]) -> Outline {
    let mut outline = Outline { segments: Vec::new(), headings: vec![String::new()] };
    let mut zone: Option<Zone> = None;
    for (rank, start, end) in cuts(page, quotes) {
        let text = page.folded(start, end);
        if rank.is_some_and(|rank| zone.is_some_and(|zone| rank <= zone.rank.unwrap_or(ORDINAL))) {
            zone = None;
        }
        let next = quotes.partition_point(|quote| quote.open < start);
        let quoted = quotes.get(next).is_some_and(|quote| quote.open < end);
        let head = head(&text, rank, quoted);
        if let Some(head) = &head {
            // A narrow label belongs to the heading above it.
            let under_taboo = zone.is_some_and(|zone| zone.list == List::Taboo);
            if head.label == Some(Label::Narrow) {
                if zone.is_none() {
                    zone = Some(Zone { list: head.list, rank });
                }
            } else if !(under_taboo && head.list == List::Civil && rank.is_none()) {
                zone = Some(Zone { list: head.list, rank });
            }
            outline
                .headings
                .push(page.folded(start, start + head.chars).trim_matches([' ', ':']).to_owned());
        } else if rank.is_some_and(|rank| rank <= ORDINAL + 1) {
            outline.headings.push(title(&text));
        }
        let body = head.as_ref().map_or(start, |head| start + head.chars);
        outline.segments.push(Segment {
            start,
            end,
            body,
            numbered: rank.is_some(),
            list: zone.map(|zone| zone.list),
            label: head.and_then(|head| head.label),
            heading: outline.headings.len() - 1,
        });
    }
    outline
}

impl Outline {
    /// The stretch that holds the character at `at`.
    pub(super) fn segment(&self, at: usize) -> Option<&Segment> {
        let next = self.segments.partition_point(|segment| segment.start <= at);
        self.segments.get(next.checked_sub(1)?)
    }
}

/// Marker rank, first and last place of every stretch that is not empty.
fn cuts(page: &Page, quotes: &[Quote]) -> Vec<(Option<Rank>, usize, usize)> {
    let mut cuts = Vec::new();
    let mut quotes = quotes.iter().peekable();
    let (mut rank, mut start, mut at) = (None, 0, 0);
    let mut number = None;
    while at < page.len() {
        if let Some(quote) = quotes.next_if(|quote| quote.open <= at) {
            at = quote.after.max(at);
            continue;
        }
        if page.chars[at] == '\n' {
            cuts.push((rank, start, at));
            (rank, start) = (None, at + 1);
        } else if let Some((found, length)) = marker(page, at).or_else(|| sequel(page, at, number?))
        {
            number = page.folded(at, at + length).trim_end_matches(['.', '、']).parse().ok();
            cuts.push((rank, start, at));
            at += length;
            (rank, start) = (Some(found), at);
            continue;
        }
        at += 1;
    }
    cuts.push((rank, start, page.len()));
    cuts.retain(|(_, start, end)| page.chars[*start..*end].iter().any(|ch| !ch.is_whitespace()));
    cuts
}

/// A heading that names a list.
struct Head {
    list: List,
    /// How many characters of the stretch it takes, colon included.
    chars: usize,
    label: Option<Label>,
}

/// Reads `text` as a heading, a label, or a line that introduces the list below it.
fn head(text: &str, rank: Option<Rank>, quoted: bool) -> Option<Head> {
    let trimmed = text.trim_end();
    if let Some(lead) = trimmed.strip_suffix(':')
        && !quoted
        && let Some(cue) = cue::introduces(lead)
    {
        let list = if cue == Cue::Taboo { List::Taboo } else { List::Civil };
        return Some(Head { list, chars: text.chars().count(), label: None });
    }
    let prefix: String = text
        .chars()
        .take(HEADING_CHARS)
        .take_while(|ch| !",。;!?“”「」\"…".contains(*ch))
        .collect();
    if let Some((name, _)) = prefix.split_once(':') {
        return label(name);
    }
    let (list, end) = list_noun(&prefix)?;
    let rest = &text[end..];
    let rest_ink = rest.trim_start();
    let rule = RULE_STARTS.iter().any(|word| prefix.trim_start().starts_with(word));
    let chars = text[..end].chars().count();
    let heading = if rest_ink.is_empty() {
        true
    } else if rest_ink.starts_with('(') {
        rest_ink.ends_with(')')
    } else {
        // Heading and content run together, as in copied files.
        let first = rest_ink.split_inclusive(['。', '!', '?', '…']).next().unwrap_or_default();
        let glued = rest_ink.starts_with(|ch: char| ch.is_alphabetic());
        rank.is_some_and(|rank| rank <= ORDINAL + 1)
            && glued
            && sounds(first) == Sounds::Spoken
            && first.chars().count() <= HEADING_CHARS
    };
    (heading && (!rule || rest_ink.is_empty())).then_some(Head { list, chars, label: None })
}

fn label(name: &str) -> Option<Head> {
    let bare = name.trim();
    let length = bare.chars().count();
    if length > LABEL_CHARS || OTHER_LABELS.iter().any(|word| bare.ends_with(word)) {
        return None;
    }
    let chars = name.chars().count() + 1;
    if let Some((list, end)) = list_noun(bare)
        && end == bare.len()
    {
        return Some(Head { list, chars, label: Some(Label::General) });
    }
    let narrow = bare.ends_with('语') && length >= 2;
    narrow.then_some(Head { list: List::Civil, chars, label: Some(Label::Narrow) })
}

/// The first noun in `text` that names a list, and where it ends. A title that names
/// both is none.
fn list_noun(text: &str) -> Option<(List, usize)> {
    let end = |nouns: &[&str]| {
        nouns.iter().filter_map(|noun| text.find(noun).map(|at| at + noun.len())).max()
    };
    let taboo = end(&TABOO_NOUNS);
    let without: String =
        TABOO_NOUNS.iter().fold(text.to_owned(), |text, noun| text.replace(noun, ""));
    let civil = CIVIL_NOUNS.iter().any(|noun| without.contains(noun));
    match (taboo, civil) {
        (Some(_), true) => None,
        (Some(end), false) => Some((List::Taboo, end)),
        (None, _) => end(&CIVIL_NOUNS).map(|end| (List::Civil, end)),
    }
}

/// The first words of a stretch as a title.
fn title(text: &str) -> String {
    let words = text.trim().chars().take(HEADING_CHARS);
    words.take_while(|ch| !",。;:!?“「\"(".contains(*ch)).collect()
}

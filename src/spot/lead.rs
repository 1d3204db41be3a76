//! Lead-ins: words that make what follows spoken of, not said.
//!
//! Pure. Owns how far a lead-in reaches. Which words lead in stands in the packs.
//!
//! A lead-in reaches a phrase when nothing is between them but quotation marks, a
//! colon, space, and words of [`BETWEEN`]: 别再说"这个不归我管". A comma ends it
//! (别说了，不归我管), and so does any other word: 我不是跟你说不归我管吗 says it.
//! One that ends in 说 also reaches over whom it is said to: 不能跟群众说不知道.

use super::pattern::{Found, Pattern};
use super::word::is_word;
use crate::normalize::{Break, Normalized, Symbol};

/// What a lead-in makes of the phrase after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// Somebody's words.
    Quotation,
    /// Denied.
    Negation,
}

/// Words between a lead-in and its phrase: who or what the phrase speaks of, and
/// that it is words that are coming.
const BETWEEN: [&str; 25] = [
    "我们", "我", "咱们", "咱", "你们", "你", "您", "自己", "这个", "那个", "这些", "那些", "这里",
    "这边", "这儿", "这", "那", "一句", "一声", "一个", "句", "什么", "过", "出", "是",
];

/// A lead-in reaches over this many symbols at most.
const FARTHEST: usize = 6;

/// Before whom it is said to: 不能跟群众说.
const TO: [char; 7] = ['跟', '对', '向', '和', '给', '与', '同'];

/// Whom it is said to, in symbols at most, with what stands before it.
const WHOM_MOST: usize = 7;

/// The end of a lead-in after which somebody may be named.
pub(super) const SAY: char = '说';

/// A bare 不是 denies only what follows it without a pause (不是我不知道), no question
/// (不是急什么呀) and nothing that is put to somebody: there it opens a reproach.
const IS_NOT: &str = "不是";
const QUESTIONS: [&str; 6] = ["什么", "怎么", "谁", "哪", "干嘛", "干吗"];

/// A lead-in that ends so opens a list, and the list goes on after commas.
const LISTS: [&str; 9] = ["有", "包括", "例如", "比如", "如", "忌语", "禁语", "禁用语", "忌语是"];

/// Wordings up to this length are not heard across a pause.
const SHORT_BY_SOUND: usize = 5;

/// Verbs that begin like a particle.
const VERBS_OF_PARTICLES: [&str; 11] =
    ["了解", "了断", "了结", "了却", "了然", "着急", "着想", "着重", "着手", "着火", "着凉"];

/// Marks that set words apart as somebody's, and space.
pub(super) fn sets_apart(ch: char) -> bool {
    ch.is_whitespace() || "\"'“”‘’「」『』《》〈〉＂＇:：".contains(ch)
}

/// A text and its folding: what stands between two symbols is only in the text.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub text: &'a str,
    pub folded: &'a Normalized,
}

impl<'a> Scene<'a> {
    pub fn symbols(&self, from: usize, to: usize) -> &'a [Symbol] {
        self.folded.symbols().get(from..to).unwrap_or_default()
    }

    /// Whether every mark between symbol `from - 1` and symbol `to` is `allowed`.
    fn marks(&self, from: usize, to: usize, allowed: impl Fn(char) -> bool) -> bool {
        self.marks_are(from, to, |ch| ch.is_alphanumeric() || allowed(ch))
    }

    /// Whether every character between symbol `from - 1` and symbol `to` is `allowed`.
    pub fn marks_are(&self, from: usize, to: usize, allowed: impl Fn(char) -> bool) -> bool {
        let symbols = self.folded.symbols();
        let end_of = |at: usize| symbols.get(at).map_or(self.text.len(), |symbol| symbol.end);
        let start_of = |at: usize| symbols.get(at).map_or(self.text.len(), |symbol| symbol.start);
        let Some(before) = from.checked_sub(1) else { return true };
        let between = self.text.get(end_of(before)..start_of(to)).unwrap_or_default();
        between.chars().all(allowed)
    }

    /// Where the lead-in that `one` found ends, whom it is said to included; `whole`
    /// is false when only what stands before 说 was found.
    pub fn end_of_lead(&self, one: &Found, whole: bool) -> Option<usize> {
        if whole {
            return Some(one.end);
        }
        let rest = self.symbols(one.end, (one.end + 1 + WHOM_MOST).min(self.folded.len()));
        let to = rest.first().filter(|symbol| TO.contains(&symbol.ch))?;
        let say = rest.iter().skip(2).position(|symbol| symbol.ch == SAY)? + 2;
        let broken = rest[..=say].iter().any(|symbol| symbol.before == Break::Strong);
        (to.before != Break::Strong && !broken).then_some(one.end + say + 1)
    }

    /// The word that a place which only sounds like `pattern` cuts through, at an end
    /// where another character was heard than the wording has. Even the very characters
    /// may end in half a verb: 早上干什么去了解一下 is not 干什么去了.
    pub fn cuts(&self, pattern: &Pattern, one: &Found) -> Option<String> {
        let symbols = self.folded.symbols();
        let next = symbols.get(one.end).filter(|next| next.before == Break::None);
        let last = one.end.checked_sub(1).and_then(|at| symbols.get(at));
        if let (Some(last), Some(next)) = (last, next)
            && pattern.edges().1 == Some(last.ch)
            // 了解释 is 了 and 解释.
            && !symbols.get(one.end + 1).is_some_and(|after| is_word(next.ch, after.ch))
            && VERBS_OF_PARTICLES.iter().any(|verb| verb.chars().eq([last.ch, next.ch]))
        {
            return Some(String::from_iter([last.ch, next.ch]));
        }
        if one.exact {
            return None;
        }
        let (first, last) = (symbols.get(one.first)?, symbols.get(one.end.checked_sub(1)?)?);
        let (from, to) = pattern.edges();
        let before = one.first.checked_sub(1).and_then(|at| symbols.get(at));
        let before =
            before.filter(|_| first.before == Break::None && from.is_some_and(|ch| ch != first.ch));
        let after = symbols.get(one.end);
        let after =
            after.filter(|next| next.before == Break::None && to.is_some_and(|ch| ch != last.ch));
        let begins = before.filter(|symbol| is_word(symbol.ch, first.ch));
        let ends = after.filter(|symbol| is_word(last.ch, symbol.ch));
        begins
            .map(|symbol| [symbol.ch, first.ch])
            .or(ends.map(|symbol| [last.ch, symbol.ch]))
            .map(String::from_iter)
    }

    /// Whether a short place which only sounds like `pattern` runs over a pause that the
    /// wording does not have: 您叫什么 叫什么我给您输. Fillers are no pauses.
    pub fn is_torn(&self, pattern: &Pattern, one: &Found) -> bool {
        let pauses = |(at, symbol): (usize, &Symbol)| {
            let place = one.first + at;
            at > 0
                && symbol.before != Break::None
                && !pattern.breaks.contains(&at)
                && !self.has_letters(place)
        };
        !one.exact
            && !pattern.has_slots()
            && pattern.len() <= SHORT_BY_SOUND
            && self.symbols(one.first, one.end).iter().enumerate().any(pauses)
    }

    /// Whether the text has letters between symbol `at` and the one before it.
    fn has_letters(&self, at: usize) -> bool {
        !self.marks_are(at, at, |ch| !ch.is_alphanumeric())
    }

    /// Whether a lead-in `wording` of the kind `lead` that ends before symbol `end`
    /// reaches the phrase at `one`.
    pub fn reaches(&self, lead: Lead, wording: &str, end: usize, one: &Found) -> bool {
        // What only sounds like a phrase may have taken the end of the lead-in for its
        // beginning: 别说不知道 for 我不知道.
        if end > one.first {
            return !one.exact && end == one.first + 1;
        }
        if one.first - end > FARTHEST {
            return false;
        }
        let between: String = self.symbols(end, one.first).iter().map(|symbol| symbol.ch).collect();
        if lead == Lead::Negation && wording == IS_NOT {
            let joined = self.symbols(end, one.first + 1).iter().all(|s| s.before == Break::None);
            return joined
                && ["", "我", "我们"].contains(&between.as_str())
                && !self.reproaches(end, one);
        }
        made_of(&between, &BETWEEN) && self.marks(end, one.first, sets_apart)
    }

    /// Whether 不是 before symbol `end` opens a reproach, and denies nothing.
    fn reproaches(&self, end: usize, one: &Found) -> bool {
        let said: String =
            self.symbols(one.first, one.end).iter().map(|symbol| symbol.ch).collect();
        let to_you =
            self.symbols(end, one.end).first().is_some_and(|next| "你您".contains(next.ch));
        let asks = self
            .symbols(one.end, one.end + 1)
            .first()
            .is_some_and(|next| "吗么嘛".contains(next.ch) && next.before == Break::None);
        to_you || asks || QUESTIONS.iter().any(|word| said.contains(word))
    }

    /// Whether `next` goes on with a list that `one` is part of: 不知道、不清楚和不归我管.
    /// After some lead-ins a comma will do: 忌语有急什么，一边去.
    pub fn goes_on(&self, lead: &str, one: &Found, next: &Found) -> bool {
        if one.end > next.first || next.first - one.end > 2 {
            return false;
        }
        let between: String = self.symbols(one.end, next.first).iter().map(|s| s.ch).collect();
        let joined = ["和", "或", "或者", "还有", "以及", "跟"].contains(&between.as_str());
        // 、 is the mark of a list; other marks need a word.
        let marks = if joined || LISTS.iter().any(|end| lead.ends_with(end) && lead != IS_NOT) {
            "、，,"
        } else {
            "、"
        };
        (joined || (between.is_empty() && !self.marks(one.end, next.first, sets_apart)))
            && self.marks(one.end, next.first, |ch| sets_apart(ch) || marks.contains(ch))
    }
}

/// Whether `text` is nothing but words of `words`.
fn made_of(text: &str, words: &[&str]) -> bool {
    text.is_empty()
        || words.iter().filter_map(|word| text.strip_prefix(word)).any(|rest| made_of(rest, words))
}

//! The guards of a phrase: what each of them says about a finding.
//!
//! Pure. A guard looks at the words of one text; what was said before and after,
//! the time of day and the speaker are for `judge`.

use super::lead::{Lead, Scene};
use super::pattern::{Found, Pattern, Purpose};
use super::stop::Stop;
use crate::normalize::{Break, Cost};
use crate::phrasebook::{Phrase, Phrasebook, Position};

/// Particles that may stand around a phrase that must come first, last or alone.
pub(super) const PARTICLES: &str = "啊吧呢呀了吗嘛哦噢喔哎唉诶欸啦哈呗嗨喂";

/// Where a wording is only heard alike it ends as its phrase's text does when it shares
/// so many characters.
const TAIL: usize = 3;

/// What a decoy may be off for each syllable that it has beyond the phrase, in hundredths.
const BEYOND: Cost = 25;

/// What one guard says about one finding.
#[derive(Debug, Clone)]
pub(super) struct Ruling {
    /// The stop it makes, or would make.
    pub stop: Stop,
    /// Whether it makes it.
    pub stops: bool,
}

/// Everything that was found in one text.
pub(super) struct Bench<'a> {
    pub book: &'a Phrasebook,
    pub patterns: &'a [Pattern],
    pub scene: Scene<'a>,
    pub found: &'a [Found],
}

pub(super) fn overlap(a: &Found, b: &Found) -> usize {
    a.end.min(b.end).saturating_sub(a.first.max(b.first))
}

pub(super) fn inside(inner: &Found, outer: &Found) -> bool {
    outer.first <= inner.first && inner.end <= outer.end
}

impl<'a> Bench<'a> {
    pub fn id(&self, phrase: usize) -> String {
        self.book.phrases().get(phrase).map(|phrase| phrase.id.clone()).unwrap_or_default()
    }

    /// What stops a finding, whatever other phrases there are.
    pub fn guard(&self, one: &Found) -> Option<Stop> {
        self.rulings(one).find(|ruling| ruling.stops).map(|ruling| ruling.stop)
    }

    /// What the guards that apply to a finding say, the guards of its place first.
    pub fn rulings(&self, one: &'a Found) -> impl Iterator<Item = Ruling> {
        let pattern = &self.patterns[one.pattern];
        let phrase = pattern.counts_for().and_then(|at| Some((at, self.book.phrases().get(at)?)));
        phrase.into_iter().flat_map(move |(at, phrase)| {
            let places = self.found.iter().filter_map(move |other| self.place(one, at, other));
            let other = self.scene.belies(pattern, one);
            let other = other.map(|stop| Ruling { stop, stops: true });
            places
                .chain(other)
                .chain(self.leads(one, phrase))
                .chain(self.near(one, at, phrase))
                .chain(self.position(one, phrase))
                .chain(self.neighbours(one, phrase))
        })
    }

    /// Guards that stand at the place of the finding.
    fn place(&self, one: &Found, phrase: usize, other: &Found) -> Option<Ruling> {
        let (pattern, guard) = (&self.patterns[one.pattern], &self.patterns[other.pattern]);
        match guard.purpose {
            // What is only heard alike gives way to any harmless string written out.
            Purpose::NotWithin(owner)
                if owner == phrase
                    || self.same_work(owner, phrase)
                    || (pattern.taboo && guard.taboo && !one.exact) =>
            {
                let stop = || Stop::NotWithin { wording: guard.wording.clone() };
                let stops = inside(one, other) && self.in_one_breath(other);
                (overlap(one, other) > 0).then(|| Ruling { stop: stop(), stops })
            }
            Purpose::Decoy(owner) if pattern.taboo => {
                let stop = || Stop::Decoy { wording: guard.wording.clone(), id: self.id(owner) };
                (overlap(one, other) > 0)
                    .then(|| Ruling { stop: stop(), stops: self.absorbs(other, one) })
            }
            // What stands in the slot of a civil template is not part of it.
            Purpose::Phrase(civil) if pattern.taboo && !guard.taboo && !guard.has_slots() => {
                let stop = || Stop::Civil { id: self.id(civil) };
                (overlap(one, other) > 0)
                    .then(|| Ruling { stop: stop(), stops: self.absorbs(other, one) })
            }
            _ => None,
        }
    }

    /// Whether the phrases do the same work: what makes 我不知道 harmless makes the
    /// 不知道 in it harmless too.
    fn same_work(&self, one: usize, other: usize) -> bool {
        let phrases = self.book.phrases();
        let (Some(one), Some(other)) = (phrases.get(one), phrases.get(other)) else {
            return false;
        };
        one.list == other.list && !one.group.is_empty() && one.group == other.group
    }

    /// Whether a finding by character runs over no punctuation that its wording has not:
    /// 你自己看，看完再来 does not hold 你自己看看.
    fn in_one_breath(&self, one: &Found) -> bool {
        let breaks = &self.patterns[one.pattern].strong_breaks;
        let symbols = self.scene.folded.symbols().get(one.first..one.end).unwrap_or_default();
        symbols
            .iter()
            .enumerate()
            .skip(1)
            .all(|(at, symbol)| symbol.before != Break::Strong || breaks.contains(&at))
    }

    /// Lead-ins before the finding, and whatever else makes it a mention.
    fn leads(&self, one: &Found, phrase: &Phrase) -> impl Iterator<Item = Ruling> {
        let heeds = phrase.lead_ins;
        let before = self.found.iter().filter(move |_| heeds).filter_map(move |other| {
            let guard = &self.patterns[other.pattern];
            let (lead, whole) = match guard.purpose {
                Purpose::LeadIn(lead) => (lead, true),
                Purpose::LeadInTo(lead) => (lead, false),
                _ => return None,
            };
            let end = self.scene.end_of_lead(other, whole)?;
            if !self.scene.reaches(lead, &guard.wording, end, one) {
                return None;
            }
            let lead_in = guard.wording.clone();
            let stop = match lead {
                Lead::Quotation => Stop::Quoted { lead: lead_in },
                Lead::Negation => Stop::Negated { lead: lead_in },
            };
            Some(Ruling { stop, stops: true })
        });
        let mention = move || {
            let lead = if heeds { self.scene.mention(one) } else { None };
            lead.map(|lead| Ruling { stop: Stop::Quoted { lead }, stops: true })
        };
        // One of them is enough.
        let mut before = before;
        before.next().or_else(mention).into_iter()
    }

    /// Words that must or must not be near; those within the finding do not count.
    fn near(&self, one: &Found, at: usize, phrase: &Phrase) -> impl Iterator<Item = Ruling> {
        let most = phrase.near_chars.map_or(usize::MAX, usize::from);
        let is_near = move |other: &Found| {
            let apart =
                one.first.saturating_sub(other.end).max(other.first.saturating_sub(one.end));
            !inside(other, one) && apart <= most
        };
        let lacks = (!phrase.near.is_empty()).then(|| {
            let near = |other: &&Found| {
                self.patterns[other.pattern].purpose == Purpose::Near(at) && is_near(other)
            };
            Ruling { stop: Stop::Near, stops: !self.found.iter().any(|other| near(&other)) }
        });
        let wrong = self.found.iter().filter_map(move |other| {
            let guard = &self.patterns[other.pattern];
            let stop = || Stop::NotNear { wording: guard.wording.clone() };
            (guard.purpose == Purpose::NotNear(at))
                .then(|| Ruling { stop: stop(), stops: is_near(other) })
        });
        lacks.into_iter().chain(wrong)
    }

    /// Whether the finding stands where it must.
    fn position(&self, one: &Found, phrase: &Phrase) -> Option<Ruling> {
        let symbols = self.scene.folded.symbols();
        let (before, after) = (symbols.get(..one.first)?, symbols.get(one.end..)?);
        let particles = |symbols: &[crate::normalize::Symbol]| {
            symbols.iter().all(|symbol| PARTICLES.contains(symbol.ch))
        };
        let torn = |from: usize, to: usize| {
            (from..to).rev().find(|at| symbols.get(*at).is_some_and(|s| s.before == Break::Strong))
        };
        let fits = match phrase.position {
            Position::Anywhere => return None,
            // Clauses of nothing but particles are none.
            Position::First => torn(1, one.first + 1).is_none_or(|at| particles(&symbols[..at])),
            Position::Last => (one.end..symbols.len())
                .find(|at| symbols[*at].before == Break::Strong)
                .is_none_or(|at| particles(&symbols[at..])),
            Position::Whole => particles(before) && particles(after),
        };
        Some(Ruling { stop: Stop::Position, stops: !fits })
    }

    /// Whether what stands right before and right after it is what may stand there. Looked
    /// at only where a wording begins as the phrase's text does (我不知道 says what stands
    /// before 不知道 itself), or ends so; what only sounds like one need share no more than
    /// the last characters: 我们不只到社区.
    fn neighbours(&self, one: &Found, phrase: &Phrase) -> Option<Ruling> {
        let (before, after) = (&phrase.preceded_by, &phrase.followed_by);
        let wording = &self.patterns[one.pattern].wording;
        let looks_before = !before.is_empty() && wording.starts_with(&phrase.text);
        let tail = phrase.text.char_indices().rev().nth(TAIL - 1).map_or(0, |(at, _)| at);
        let tail = if one.exact { 0 } else { tail };
        let looks_after = !after.is_empty() && wording.ends_with(&phrase.text[tail..]);
        let fits =
            (!looks_before || self.begins(one, before)) && (!looks_after || self.ends(one, after));
        (looks_before || looks_after).then_some(Ruling { stop: Stop::Position, stops: !fits })
    }

    /// Whether a clause begins with `one`, particles aside, or one of `words` is right
    /// before it.
    fn begins(&self, one: &Found, words: &[String]) -> bool {
        let symbols = self.scene.folded.symbols();
        let mut at = one.first;
        while symbols.get(at).is_some_and(|symbol| symbol.before == Break::None) {
            let Some(before) = at.checked_sub(1).and_then(|at| symbols.get(at)) else { break };
            if !PARTICLES.contains(before.ch) {
                let heard: String = symbols[..at].iter().map(|symbol| symbol.ch).collect();
                return words.iter().any(|word| heard.ends_with(word.as_str()));
            }
            at -= 1;
        }
        true
    }

    /// Whether a clause ends with `one`, particles aside, or one of `words` is right
    /// after it.
    fn ends(&self, one: &Found, words: &[String]) -> bool {
        let symbols = self.scene.folded.symbols();
        let rest = symbols.get(one.end..).unwrap_or_default();
        let particles = rest
            .iter()
            .take_while(|symbol| symbol.before == Break::None && PARTICLES.contains(symbol.ch))
            .count();
        let ended = rest.get(particles).is_none_or(|next| next.before != Break::None);
        let heard = |from: usize| rest[from..].iter().map(|symbol| symbol.ch).collect::<String>();
        ended
            || [0, particles]
                .iter()
                .any(|from| words.iter().any(|word| heard(*from).starts_with(word.as_str())))
    }

    /// Whether the harmless `other` explains the place of `one` at least as well:
    /// it covers all of it and explains as much, or half of it, sticks out, and
    /// matches as well. What lies within `one` never absorbs it.
    fn absorbs(&self, other: &Found, one: &Found) -> bool {
        let (harmless, taboo) = (&self.patterns[other.pattern], &self.patterns[one.pattern]);
        if inside(one, other) {
            // What it has beyond the phrase makes it harmless, so that must be heard:
            // 真不清楚 is not 分不清楚.
            let beyond = harmless.len().saturating_sub(taboo.len()) as Cost;
            let heard = other.cost <= one.cost.saturating_add(BEYOND.saturating_mul(beyond));
            // The very words of the phrase are not a look-alike with a syllable swallowed.
            let longer = other.end - other.first > one.end - one.first;
            return heard
                && (longer || beyond == 0 || !one.exact)
                && other.evidence(harmless) >= one.evidence(taboo);
        }
        !inside(other, one)
            && overlap(other, one) * 2 >= one.end - one.first
            && other.score(harmless) >= one.score(taboo)
    }
}

//! What only sounds like a phrase and is something else, told by its own words and by
//! what follows.
//!
//! Pure. Guards of the packs name harmless strings one by one; here stand the kinds of
//! them that hold for every phrase. Nothing here looks at a place with the very
//! characters, but for half a verb at its end.

use super::guard::PARTICLES;
use super::lead::Scene;
use super::pattern::{Found, Pattern};
use super::stop::Stop;
use crate::normalize::Break;

/// What may follow a rebuke in 什么 without a pause: another clause, or nothing of weight.
/// Where anything else follows, a thing is asked for.
const AFTER_REBUKE: &str = "你您尼我他她咱这那没不别后前等排又还都就慢叫轮急坐去有大老快";

/// Particles at the end of a wording.
const TAIL: [char; 7] = ['啊', '呀', '呢', '吧', '嘛', '吗', '呗'];

impl Scene<'_> {
    /// What tells that the place `one` is something else than `pattern`, if anything does.
    pub fn belies(&self, pattern: &Pattern, one: &Found) -> Option<Stop> {
        let polite = || self.is_polite(pattern, one).then_some(Stop::Polite);
        let asks = || self.asks(pattern, one).map(|asked| Stop::Asks { asked });
        let cut = self.cuts(pattern, one).map(|word| Stop::Word { word });
        cut.or_else(|| self.runs_on(pattern, one)).or_else(polite).or_else(asks)
    }

    /// The last two characters of a place which only sounds like `pattern`, where its last
    /// particle was heard as a word and the sentence goes on: 自己看哪份 is not 自己看嘛.
    fn runs_on(&self, pattern: &Pattern, one: &Found) -> Option<Stop> {
        let last = self.symbols(one.end.checked_sub(1)?, one.end).first()?;
        let next = self.symbols(one.end, one.end + 1).first()?;
        let particle = pattern.edges().1.filter(|ch| TAIL.contains(ch) && !one.exact)?;
        let is_word = last.ch != particle && !PARTICLES.contains(last.ch);
        (is_word && next.before == Break::None)
            .then(|| Stop::Word { word: String::from_iter([last.ch, next.ch]) })
    }

    /// Whether a place which only sounds like `pattern` says 您 where the wording has 你.
    /// The recogniser takes 您 for 你 often and hardly ever 你 for 您, and whoever says 您
    /// is asking or offering something else: 您去别的窗口盖个章.
    fn is_polite(&self, pattern: &Pattern, one: &Found) -> bool {
        let said = |ch: char| {
            self.symbols(one.first, one.end).iter().filter(|symbol| symbol.ch == ch).count()
        };
        let printed = |ch: char| pattern.pieces.iter().flatten().filter(|own| **own == ch).count();
        !one.exact && said('您') > printed('您') && said('你') < printed('你')
    }

    /// The words of a place which only sounds like a rebuke in 什么, where they ask for
    /// what follows: 忌什么口 and 记什么笔记 are not 急什么.
    fn asks(&self, pattern: &Pattern, one: &Found) -> Option<String> {
        if one.exact || pattern.has_slots() || one.end - one.first != pattern.len() {
            return None;
        }
        let wording: String = pattern.pieces.iter().flatten().collect();
        let core = wording.trim_end_matches(TAIL);
        let verb = core.strip_suffix("什么")?.chars().next_back()?;
        let core = one.first + core.chars().count();
        let asked = self.symbols(core.checked_sub(3)?, core + 1);
        let [heard, .., thing] = asked else { return None };
        let is_asked = asked.len() == 4
            && heard.ch != verb
            && thing.before == Break::None
            && !AFTER_REBUKE.contains(thing.ch)
            && !PARTICLES.contains(thing.ch);
        is_asked.then(|| asked.iter().map(|symbol| symbol.ch).collect())
    }
}

//! What must be said, what must not, and what speaks for whoever said it.

use super::{Reason, Ruling, Verdict, asks_sides, excuse, find, named, not_judged, ruling};
use crate::conduct::encounter::{Encounter, Scene};
use crate::conduct::moment::{Moment, Side, What};
use crate::conduct::pack::{Forbidden, Pattern, Required};

/// Something that must be said.
pub(super) fn required(rule: &Required, encounter: &Encounter) -> Option<Ruling> {
    let start_s = encounter.start_s;
    let all: Vec<&Pattern> = rule.any.iter().chain(&rule.all).collect();
    let has_occasion =
        [&rule.when, &rule.when_any, &rule.perhaps].iter().any(|patterns| !patterns.is_empty());
    let asks = [&rule.when, &rule.when_any, &rule.perhaps].into_iter().any(|p| asks_sides(p))
        || all.iter().any(|pattern| pattern.side.is_some());
    if asks && !encounter.knows_sides() && !encounter.is_nobodys() {
        // Where even the occasion cannot be told nothing is said of it.
        return if has_occasion { None } else { not_judged(start_s, Reason::SidesUnknown) };
    }
    // Where only citizens speak, nothing but what they say gives an occasion.
    let is_nobodys = encounter.is_nobodys() && encounter.scene() != Some(Scene::Call);
    if is_nobodys || (encounter.is_unattended() && !has_occasion) {
        return None;
    }
    let sure = match rule.when_any.is_empty() && rule.when.is_empty() && has_occasion {
        true => None,
        false => occasion(&rule.when, &rule.when_any, encounter),
    };
    let is_sure = sure.is_some();
    let occasion = match sure {
        Some(sure) => sure,
        None if rule.perhaps.is_empty() => return None,
        None => occasion(&rule.when, &rule.perhaps, encounter)?,
    };
    if let Some((at_s, why)) = excuse(encounter, &rule.unless) {
        return if is_sure { not_judged(at_s, why) } else { None };
    }
    let at_s = match occasion {
        Some(moment) => moment.start_s,
        None if rule.at_end => encounter.end_s,
        None => start_s,
    };
    let is_clear = match occasion {
        Some(_) => true,
        None if rule.at_end => encounter.clear_end,
        None => encounter.clear_start || rule.within_s.is_none() && rule.within_turns.is_none(),
    };
    let window = window(rule, encounter, occasion);
    let is_there = |pattern: &Pattern| window.iter().find(|moment| pattern.fits(moment)).copied();
    let one_of = |patterns: &[Pattern]| {
        patterns.iter().find_map(|pattern| Some((pattern.to_string(), is_there(pattern)?.start_s)))
    };
    let any = one_of(&rule.any);
    let missing: Vec<&Pattern> =
        rule.all.iter().filter(|pattern| is_there(pattern).is_none()).collect();
    if (rule.any.is_empty() || any.is_some()) && missing.is_empty() {
        let (what, at_s) = any.unwrap_or_else(|| (named(&rule.all), at_s));
        return Some(ruling(Verdict::Kept, at_s, vec![Reason::Heard(what)]));
    }
    if let Some((what, at_s)) = one_of(&rule.or) {
        return Some(ruling(Verdict::Kept, at_s, vec![Reason::Heard(what)]));
    }
    if !is_sure {
        return None;
    }
    if !is_clear {
        return not_judged(at_s, Reason::BoundsUnclear);
    }
    let mut reasons = Vec::new();
    if !rule.missing.is_empty() {
        reasons.push(Reason::Said(rule.missing.clone()));
    } else if !rule.any.is_empty() && any.is_none() {
        reasons.push(Reason::NotHeard(named(&rule.any)));
    }
    reasons.extend(missing.iter().map(|pattern| Reason::NotHeard(pattern.to_string())));
    let verdict = if rule.may_be_silent { Verdict::NotJudged } else { Verdict::Broken };
    Some(ruling(verdict, at_s, reasons))
}

/// Something that speaks for whoever said it: never broken.
pub(super) fn merit(rule: &Required, encounter: &Encounter) -> Option<Ruling> {
    let found = required(rule, encounter)?;
    (found.verdict == Verdict::Kept).then(|| ruling(Verdict::Merit, found.at_s, found.reasons))
}

/// Something that must not be said.
///
/// `counts` says whether it is judged at the hour at which it was said.
pub(super) fn forbidden(
    rule: &Forbidden,
    encounter: &Encounter,
    counts: impl Fn(&Moment) -> bool,
) -> Option<Ruling> {
    if asks_sides(&rule.any) && !encounter.knows_sides() && !encounter.is_nobodys() {
        return not_judged(encounter.start_s, Reason::SidesUnknown);
    }
    occasion(&rule.when, &rule.when_any, encounter)?;
    let is_said = |moment: &&Moment| rule.any.iter().any(|pattern| pattern.fits(moment));
    let all = || encounter.moments.iter().filter(is_said);
    let mut said = all().filter(|moment| counts(moment)).peekable();
    if let (None, Some(other)) = (said.peek(), all().next()) {
        return not_judged(other.start_s, Reason::OutsideHours);
    }
    let Some(first) = said.peek().copied() else {
        // What nobody said was not said; of a rule with an occasion that is worth telling.
        let kept = !rule.when.is_empty() || !rule.when_any.is_empty();
        return kept.then(|| ruling(Verdict::Kept, encounter.start_s, Vec::new()));
    };
    if let Some(pattern) = rule.unless.iter().find(|p| encounter.moments.iter().any(|m| p.fits(m)))
    {
        return not_judged(first.start_s, Reason::Excused(pattern.to_string()));
    }
    let heard = |moment: &Moment, patterns: &[Pattern]| {
        let what = patterns.iter().find(|pattern| pattern.fits(moment));
        let what = what.map(Pattern::to_string).unwrap_or_default();
        // Which phrase it was says more than that it was one of many.
        Reason::Heard(match &moment.what {
            What::Phrase { id, .. } => format!("{what}#{id}"),
            _ => what,
        })
    };
    let remedy = |said: &Moment| {
        // The breath that it was said in begins before it: 对不起,这个不归我管,请您到三号窗口.
        let breath = encounter.moments.iter().rfind(|m| m.is_turn() && m.start_s <= said.start_s);
        let from_s = breath.map_or(said.start_s, |turn| turn.start_s);
        let until_s = rule.within_s.map_or(f64::INFINITY, |s| said.end_s + s);
        let fits = |m: &&Moment| {
            m.start_s >= from_s && m.start_s <= until_s && rule.remedy.iter().any(|p| p.fits(m))
        };
        encounter.moments.iter().find(fits)
    };
    match said.find(|moment| remedy(moment).is_none()) {
        Some(worst) => Some(ruling(Verdict::Broken, worst.start_s, vec![heard(worst, &rule.any)])),
        None => {
            let mut reasons = vec![heard(first, &rule.any)];
            reasons.extend(remedy(first).map(|moment| heard(moment, &rule.remedy)));
            Some(ruling(Verdict::Remedied, first.start_s, reasons))
        }
    }
}

/// The occasion of a rule: `None` when it does not arise, else the last thing that made it.
fn occasion<'a>(
    when: &[Pattern],
    when_any: &[Pattern],
    encounter: &'a Encounter,
) -> Option<Option<&'a Moment>> {
    let mut last: Option<&Moment> = None;
    if !when_any.is_empty() {
        last = Some(find(&encounter.moments, when_any)?);
    }
    for pattern in when {
        let found = encounter.moments.iter().find(|moment| pattern.fits(moment))?;
        if last.is_none_or(|last| found.start_s > last.start_s) {
            last = Some(found);
        }
    }
    Some(last)
}

/// The moments in which the rule may be kept.
fn window<'a>(
    rule: &Required,
    encounter: &'a Encounter,
    occasion: Option<&Moment>,
) -> Vec<&'a Moment> {
    let moments = &encounter.moments;
    let (from_s, until_s) = match (occasion, rule.at_end, rule.before) {
        // What goes with it may stand in the same breath, before it or after.
        (Some(at), _, true) => {
            (rule.within_s.map_or(f64::NEG_INFINITY, |s| at.start_s - s), at.end_s)
        }
        (Some(at), _, false) => {
            (at.start_s - rule.lead_s, rule.within_s.map_or(f64::INFINITY, |s| at.end_s + s))
        }
        (None, true, _) => {
            (rule.within_s.map_or(f64::NEG_INFINITY, |s| encounter.end_s - s), f64::INFINITY)
        }
        (None, false, _) => {
            (f64::NEG_INFINITY, rule.within_s.map_or(f64::INFINITY, |s| encounter.start_s + s))
        }
    };
    let inside = |moment: &&Moment| moment.start_s <= until_s && moment.end_s >= from_s;
    let turns: Vec<(f64, f64)> = moments
        .iter()
        .filter(inside)
        .filter(|moment| moment.is_turn() && moment.side != Side::Citizen)
        .map(|moment| (moment.start_s, moment.end_s))
        .collect();
    let chosen = match rule.within_turns {
        None => None,
        Some(n) if rule.at_end || rule.before => Some(&turns[turns.len().saturating_sub(n)..]),
        Some(n) => Some(&turns[..n.min(turns.len())]),
    };
    let in_turns = |moment: &&Moment| {
        chosen.is_none_or(|turns| {
            turns.iter().any(|(start, end)| moment.start_s >= *start && moment.start_s <= *end)
        })
    };
    moments.iter().filter(inside).filter(in_turns).collect()
}

//! Rules on an encounter that is over: a verdict for each, with reasons.

mod level;
mod measure;
mod payment;
mod said;

use super::encounter::{Encounter, Scene};
use super::moment::{Moment, Side};
use super::pack::{Body, Hours, Measure, Measured, Pattern, Rule, Rulebook};
use crate::lang::{Lang, current, pick};
use crate::tr;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a rule came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was kept.
    Kept,
    /// It was broken.
    Broken,
    /// It was broken, and put right.
    Remedied,
    /// More was done than a rule asks for.
    Merit,
    /// It applied and could not be judged; the reasons say why.
    NotJudged,
}

/// What a rule came to in an encounter. Rules that did not apply give none.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// The rule's id.
    pub rule: String,
    /// What it came to.
    pub verdict: Verdict,
    /// Where, seconds from the session's beginning.
    pub at_s: f64,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Why a ruling is what it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// This was heard.
    Heard(String),
    /// This was not heard.
    NotHeard(String),
    /// What the pack says of it.
    Said(String),
    /// It is not known who speaks.
    SidesUnknown,
    /// The beginning or the end is not sure.
    BoundsUnclear,
    /// Too little was understood.
    Unintelligible,
    /// It was measured, against what it may be at most.
    Measured {
        /// What was measured.
        found: f64,
        /// What it may be.
        most: f64,
        /// In what.
        unit: &'static str,
    },
    /// The sum does not come out, in yuan: received less due, and what was returned.
    Sum {
        /// What should have been returned.
        owed: f64,
        /// What was said to be.
        returned: f64,
    },
    /// A step of the count was not called out.
    Uncounted(&'static str),
    /// What is returned was called out before what was received.
    Disordered,
    /// A question was never answered.
    Unanswered,
    /// The citizen was louder than citizens are at this counter, and the clerk not to blame.
    Agitated,
    /// It happened when the counter's hours do not ask for it.
    OutsideHours,
    /// It was excused by what was heard.
    Excused(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Reason::Heard(what) => tr!("听到 {}", "heard {}", what),
            Reason::NotHeard(what) => tr!("未听到 {}", "not heard: {}", what),
            Reason::Said(what) => what.clone(),
            Reason::SidesUnknown => tr!("分不清谁在说话", "it is not known who speaks"),
            Reason::BoundsUnclear => tr!("起止不清", "where it begins or ends is not clear"),
            Reason::Unintelligible => tr!("听不清", "too little was understood"),
            Reason::Measured { found, most, unit } => {
                tr!(
                    "{:.1} {}(上限 {:.1})",
                    "{:.1} {} (at most {:.1})",
                    found,
                    called_unit(unit),
                    most
                )
            }
            Reason::Sum { owed, returned } => tr!(
                "应找 {:.2} 元,说找 {:.2} 元",
                "{:.2} yuan were owed, {:.2} were said",
                owed,
                returned
            ),
            Reason::Uncounted(what) => tr!("未唱 {}", "not called out: {}", what),
            Reason::Disordered => tr!("应先收后找", "change was called out before the cash"),
            Reason::Unanswered => tr!("问了没有答", "a question was not answered"),
            Reason::Agitated => tr!(
                "群众声音高过平时,不算窗口的",
                "the citizen was louder than usual, which is not held against the clerk"
            ),
            Reason::OutsideHours => tr!("不在应判的时段", "not at an hour in which it is judged"),
            Reason::Excused(what) => tr!("因 {} 豁免", "excused by {}", what),
        })
    }
}

/// What an encounter comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing that was judged was broken.
    Clean,
    /// What was broken was put right.
    Remedied,
    /// Something was broken.
    Flagged,
    /// It could not be judged at all.
    NotJudged,
}

/// The rulings of all rules that apply to `encounter`, by id.
pub fn rule(packs: &Rulebook, encounter: &Encounter) -> Vec<Ruling> {
    let marked = level::marked(encounter);
    let mut rulings: Vec<Ruling> =
        packs.rules.values().filter_map(|rule| one(packs, rule, &marked)).collect();
    let kept: Vec<String> = rulings
        .iter()
        .filter(|ruling| ruling.verdict == Verdict::Kept)
        .map(|ruling| ruling.rule.clone())
        .collect();
    rulings.retain(|ruling| {
        let needs = packs.rules.get(&ruling.rule).map(|rule| &rule.needs);
        needs.is_none_or(|needs| needs.iter().all(|id| kept.contains(id)))
    });
    rulings
}

/// What an encounter with these rulings comes to. Merits and what was not judged move
/// nothing; hints (grade C) neither.
pub fn verdict(packs: &Rulebook, rulings: &[Ruling]) -> Outcome {
    let counts = |ruling: &&Ruling| {
        packs.rules.get(&ruling.rule).is_some_and(|rule| rule.grade <= super::pack::Grade::B)
    };
    let of = |verdict| rulings.iter().filter(counts).any(|ruling| ruling.verdict == verdict);
    if of(Verdict::Broken) {
        Outcome::Flagged
    } else if of(Verdict::Remedied) {
        Outcome::Remedied
    } else if of(Verdict::Kept) {
        Outcome::Clean
    } else {
        Outcome::NotJudged
    }
}

fn one(packs: &Rulebook, rule: &Rule, encounter: &Encounter) -> Option<Ruling> {
    // Talk of nobody's is at the counter for want of any other place.
    let scene = encounter.scene().unwrap_or(Scene::Counter);
    if rule.scene.is_some_and(|wanted| wanted != scene) {
        return None;
    }
    let times = &rule.times;
    let is_then =
        |hours: &[Hours], at_s| hours.is_empty() || hours.contains(&encounter.period(at_s));
    if !is_then(&times.starts, encounter.start_s) || !is_then(&times.ends, encounter.end_s) {
        return None;
    }
    let mut ruling = match &rule.body {
        Body::Required(required) => said::required(required, encounter)?,
        Body::Merit(merit) => said::merit(merit, encounter)?,
        Body::Forbidden(forbidden) => {
            said::forbidden(forbidden, encounter, |moment| is_then(&times.during, moment.start_s))?
        }
        Body::Measured(measured) => measure::judge(measured, encounter)?,
        Body::Unheard(_) => return None,
    };
    if !matches!(rule.body, Body::Forbidden(_)) && !is_then(&times.during, ruling.at_s) {
        return None;
    }
    if ruling.verdict == Verdict::Broken
        && let Some(why) = excused_first(&rule.unless_first, encounter)
    {
        (ruling.verdict, ruling.reasons) = (Verdict::NotJudged, vec![why]);
    }
    let judged = ruling.verdict != Verdict::NotJudged && ruling.verdict != Verdict::Merit;
    // A bell needs no words.
    let words = !matches!(&rule.body, Body::Measured(Measured { measure, .. })
        if matches!(measure, Measure::Rings | Measure::MissedRings));
    if judged && words && encounter.understood() < packs.understood_least {
        ruling.verdict = Verdict::NotJudged;
        ruling.reasons = vec![Reason::Unintelligible];
    }
    for reason in &mut ruling.reasons {
        if let Reason::Heard(what) | Reason::NotHeard(what) | Reason::Excused(what) = reason {
            *what = called(packs, what);
        }
    }
    ruling.rule.clone_from(&rule.id);
    Some(ruling)
}

/// What the first words of both sides excuse: somebody who is back, or asks the way.
fn excused_first(patterns: &[Pattern], encounter: &Encounter) -> Option<Reason> {
    let first = |side| encounter.turns(side).next();
    let firsts = [Side::Clerk, Side::Citizen, Side::Unknown].into_iter().filter_map(first);
    let mut words = firsts.flat_map(|turn| encounter.within(turn));
    let why = words.find_map(|moment| patterns.iter().find(|pattern| pattern.fits(moment)))?;
    Some(Reason::Excused(why.to_string()))
}

/// A unit as a person reads it.
fn called_unit(unit: &str) -> &str {
    match unit {
        "s" => pick("秒", "s"),
        "times" => pick("次", "times"),
        "turns" => pick("轮", "turns"),
        "rings" => pick("声", "rings"),
        "syllables/s" => pick("字/秒", "syllables/s"),
        other => other,
    }
}

/// Patterns as a person reads them: by the names of the packs where there are any.
fn called(packs: &Rulebook, patterns: &str) -> String {
    let call = |pattern: &str| {
        let (side, what) = pattern.split_once(' ').unwrap_or(("", pattern));
        let side = match side {
            "clerk" => "",
            "citizen" => "群众",
            _ => side,
        };
        let (what, id) = what.split_once('#').unwrap_or((what, ""));
        let blank = if id.is_empty() { "" } else { " " };
        match packs.called.get(what) {
            Some(name) if current() == Lang::Zh => format!("{side}{name}{blank}{id}"),
            _ => pattern.replace('#', " "),
        }
    };
    let mut names: Vec<String> = patterns.split(" | ").map(call).collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names.join(pick("、", " | "))
}

/// A ruling whose rule is filled in by [`one`].
fn ruling(verdict: Verdict, at_s: f64, reasons: Vec<Reason>) -> Ruling {
    Ruling { rule: String::new(), verdict, at_s, reasons }
}

fn not_judged(at_s: f64, why: Reason) -> Option<Ruling> {
    Some(ruling(Verdict::NotJudged, at_s, vec![why]))
}

/// Whether any of `patterns` asks for a side.
fn asks_sides(patterns: &[Pattern]) -> bool {
    patterns.iter().any(|pattern| pattern.side.is_some())
}

fn find<'a>(moments: &'a [Moment], patterns: &[Pattern]) -> Option<&'a Moment> {
    moments.iter().find(|moment| patterns.iter().any(|pattern| pattern.fits(moment)))
}

fn named(patterns: &[Pattern]) -> String {
    patterns.iter().map(Pattern::to_string).collect::<Vec<_>>().join(" | ")
}

/// What keeps a rule from being judged: where it was heard, and its name.
fn excuse(encounter: &Encounter, unless: &[Pattern]) -> Option<(f64, Reason)> {
    let exempt = find(&encounter.moments, unless)?;
    let why = unless.iter().find(|pattern| pattern.fits(exempt))?;
    Some((exempt.start_s, Reason::Excused(why.to_string())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

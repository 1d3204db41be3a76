//! Whether a phrase is fit to publish, and why not.
//!
//! Pure. Every reason names the rule behind it.

use super::alarms::Alarms;
use crate::lint::{Finding, Level};
use crate::phrasebook::List;
use crate::tr;
use serde::Serialize;

/// The most false alarms of one taboo phrase in an hour of speech: one in a working
/// day of eight hours. A list of a hundred such phrases is at its limit.
pub const TABOO_PER_HOUR: f64 = 0.125;
/// The same for a civil phrase, which accuses nobody.
pub const CIVIL_PER_HOUR: f64 = 1.0;

/// What comes out of a stress test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Whether the phrase may be published.
    pub fit: bool,
    /// Why not; empty when it is fit.
    pub reasons: Vec<Reason>,
    /// What to keep in mind all the same.
    pub cautions: Vec<Reason>,
}

/// A reason and the rule behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// A rule of `lint`, or `false-alarms`, `small-corpus`.
    pub rule: String,
    /// In a sentence.
    pub message: String,
}

pub(super) fn verdict(list: List, findings: &[Finding], alarms: &[Alarms]) -> Verdict {
    let mut verdict = Verdict { fit: true, reasons: Vec::new(), cautions: Vec::new() };
    for finding in findings {
        let reason = Reason { rule: finding.rule.to_owned(), message: finding.message.clone() };
        match finding.level {
            Level::Error => verdict.reasons.push(reason),
            Level::Warning => verdict.cautions.push(reason),
        }
    }
    let most = match list {
        List::Taboo => TABOO_PER_HOUR,
        List::Civil => CIVIL_PER_HOUR,
    };
    for alarms in alarms {
        if alarms.false_alarms > 0 {
            let over = alarms.per_hour > most;
            let message = tr!(
                "{}:误报 {} 次,每小时 {:.2} 次(上限 {})",
                "{}: {} false alarm(s), {:.2} an hour (at most {})",
                alarms.corpus,
                alarms.false_alarms,
                alarms.per_hour,
                most
            );
            let reason = Reason { rule: "false-alarms".to_owned(), message };
            if over { &mut verdict.reasons } else { &mut verdict.cautions }.push(reason);
        }
    }
    let hours: f64 = alarms.iter().map(|alarms| alarms.hours).sum();
    let seen: usize = alarms.iter().map(|alarms| alarms.false_alarms).sum();
    let bound = crate::interval::upper_bound(seen) / hours.max(f64::MIN_POSITIVE);
    if bound > most {
        let message = if hours > 0.0 {
            tr!(
                "反例语料只有 {:.3} 小时:只能担保每小时少于 {:.1} 次误报,担保不了 {}",
                "only {:.3} hours of negative speech: they vouch for less than {:.1} false alarms an hour, not for {}",
                hours,
                bound,
                most
            )
        } else {
            tr!(
                "没有反例语料,误报无从说起",
                "no negative speech: nothing can be said of false alarms"
            )
        };
        verdict.cautions.push(Reason { rule: "small-corpus".to_owned(), message });
    }
    verdict.fit = verdict.reasons.is_empty();
    verdict
}

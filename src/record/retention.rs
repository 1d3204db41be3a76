//! How long an incident is kept, and what becomes of it then.
//!
//! Pure: a case, the rules and a moment to a fate. Who carries it out is the store
//! (`store::retain`); from when on a counter's hall may keep what is its own law, and the
//! days are settings.
//!
//! | what it is | kept for | counted from |
//! |---|---|---|
//! | taboo, nobody has decided | `undecided_days` | when it was said |
//! | dismissed, overturned | `dismissed_days` | the decision |
//! | confirmed, remedied, upheld | `confirmed_days` | the decision |
//! | a complaint's | `complaint_days` | when it was said, or the last step on the complaint |
//! | with a phrase on integrity | `integrity_days` | when it was said, or the decision |
//! | praise | `praise_days` | when it was said |
//! | the moments of an encounter | `moments_days` | when it began; then they are gone at once |
//!
//! Of several that apply the one that ends last wins. Nothing ends while it is held, under
//! appeal, still open, or while its complaint is not settled. What has ended is set aside:
//! out of sight, and for [`UNDELETE_DAYS`] to be had again; then it is gone.

use super::{Disposition, IncidentKind};
use crate::lang::pick;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Days that something set aside can be brought back.
pub const UNDELETE_DAYS: u32 = 7;

/// How far ahead of the clock something may have been set aside before that clock is
/// taken to have been wrong then: more than any change of the hour.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// For how many days each kind is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Taboo phrases on which nobody has decided.
    pub undecided_days: u32,
    /// Dismissed or overturned.
    pub dismissed_days: u32,
    /// Confirmed, remedied or upheld.
    pub confirmed_days: u32,
    /// What belongs to a complaint, and the complaint itself.
    pub complaint_days: u32,
    /// With a phrase on integrity in it.
    pub integrity_days: u32,
    /// Praise.
    pub praise_days: u32,
    /// The typed moments of encounters; their rows and rulings stay as long as figures.
    pub moments_days: u32,
}

impl Rules {
    /// Nothing ever ends; for stores that are measured.
    pub const FOR_EVER: Rules = Rules {
        undecided_days: u32::MAX,
        dismissed_days: u32::MAX,
        confirmed_days: u32::MAX,
        complaint_days: u32::MAX,
        integrity_days: u32::MAX,
        praise_days: u32::MAX,
        moments_days: u32::MAX,
    };
}

/// Which of the [`Rules`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// [`Rules::undecided_days`].
    Undecided,
    /// [`Rules::dismissed_days`].
    Dismissed,
    /// [`Rules::confirmed_days`].
    Confirmed,
    /// [`Rules::complaint_days`].
    Complaint,
    /// [`Rules::integrity_days`].
    Integrity,
    /// [`Rules::praise_days`].
    Praise,
}

impl Rule {
    /// All of them, as listed.
    pub const ALL: [Rule; 6] = [
        Rule::Undecided,
        Rule::Dismissed,
        Rule::Confirmed,
        Rule::Complaint,
        Rule::Integrity,
        Rule::Praise,
    ];

    /// The word that stands in the log.
    pub fn word(self) -> &'static str {
        match self {
            Rule::Undecided => "undecided",
            Rule::Dismissed => "dismissed",
            Rule::Confirmed => "confirmed",
            Rule::Complaint => "complaint",
            Rule::Integrity => "integrity",
            Rule::Praise => "praise",
        }
    }

    /// What it is for, for people, in the language in force.
    pub fn label(self) -> &'static str {
        match self {
            Rule::Undecided => pick("未处理", "not decided"),
            Rule::Dismissed => pick("不成立或已撤销", "dismissed or overturned"),
            Rule::Confirmed => pick("属实、已整改或维持", "confirmed, remedied or upheld"),
            Rule::Complaint => pick("投诉", "complaint"),
            Rule::Integrity => pick("廉洁", "integrity"),
            Rule::Praise => pick("表扬", "praise"),
        }
    }

    /// For how many days.
    pub fn days(self, rules: &Rules) -> u32 {
        match self {
            Rule::Undecided => rules.undecided_days,
            Rule::Dismissed => rules.dismissed_days,
            Rule::Confirmed => rules.confirmed_days,
            Rule::Complaint => rules.complaint_days,
            Rule::Integrity => rules.integrity_days,
            Rule::Praise => rules.praise_days,
        }
    }
}

/// All of an incident that bears on how long it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// When it was said.
    pub said_at: Timestamp,
    /// What people have made of it.
    pub disposition: Disposition,
    /// When they last decided, took back or appealed.
    pub decided_at: Option<Timestamp>,
    /// What made it.
    pub kind: IncidentKind,
    /// Whether a phrase on integrity is in it.
    pub integrity: bool,
    /// Whether it may still grow.
    pub open: bool,
    /// Whether somebody holds it.
    pub held: bool,
    /// When it was set aside.
    pub set_aside_at: Option<Timestamp>,
    /// The complaint it belongs to: whether that is settled, and the last step on it.
    pub complaint: Option<(bool, Timestamp)>,
}

/// Why something is kept whatever its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Somebody said so.
    ByWord,
    /// An appeal is open.
    Appeal,
    /// Its complaint is not settled.
    Complaint,
    /// It may still grow.
    Open,
}

impl Held {
    /// The reason for people, in the language in force.
    pub fn label(self) -> &'static str {
        match self {
            Held::ByWord => pick("有人要求保留", "somebody holds it"),
            Held::Appeal => pick("申诉未结", "its appeal is open"),
            Held::Complaint => pick("投诉未办结", "its complaint is not settled"),
            Held::Open => pick("事件还没有结束", "it has not ended yet"),
        }
    }
}

/// What is to become of an incident now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Kept, whatever its time; if it was set aside, out of sight.
    Held(Held),
    /// Kept until then, by this rule.
    Kept {
        /// Until when.
        until: Timestamp,
        /// By which rule.
        rule: Rule,
    },
    /// Its time is over: to be set aside.
    Over(Rule),
    /// Set aside; gone then.
    Aside {
        /// When it can be brought back no more.
        gone_at: Timestamp,
    },
    /// Set aside by a clock that was far ahead: to be brought back.
    Early,
    /// To be removed for good.
    Gone,
}

/// Why it is kept whatever its time, if it is.
pub fn held(case: &Case) -> Option<Held> {
    let unsettled = case.complaint.is_some_and(|(settled, _)| !settled);
    [
        (case.held, Held::ByWord),
        (case.disposition == Disposition::Appealed, Held::Appeal),
        (unsettled, Held::Complaint),
        (case.open, Held::Open),
    ]
    .into_iter()
    .find_map(|(holds, why)| holds.then_some(why))
}

/// Until when it is kept at least, and by which rule.
pub fn kept_until(case: &Case, rules: &Rules) -> (Timestamp, Rule) {
    use Disposition::{
        Appealed, Confirmed, Dismissed, New, Overturned, Remedied, Reviewed, Uncertain, Upheld,
    };
    let decided = case.decided_at.map_or(case.said_at, |at| at.max(case.said_at));
    let by_state = match case.disposition {
        New | Uncertain | Reviewed | Appealed => {
            (case.kind == IncidentKind::Taboo).then_some((Rule::Undecided, case.said_at))
        }
        Dismissed | Overturned => Some((Rule::Dismissed, decided)),
        Confirmed | Remedied | Upheld => Some((Rule::Confirmed, decided)),
    };
    let step = case.complaint.map(|(_, at)| at.max(case.said_at));
    let is_complaint = case.kind == IncidentKind::Complaint || step.is_some();
    let is_praise = case.kind == IncidentKind::Praise;
    let by_kind = [
        is_complaint.then_some((Rule::Complaint, step.unwrap_or(case.said_at))),
        case.integrity.then_some((Rule::Integrity, decided)),
        is_praise.then_some((Rule::Praise, case.said_at)),
    ];
    let until = |(rule, from): (Rule, Timestamp)| (after(from, rule.days(rules)), rule);
    let all = by_kind.into_iter().chain([by_state]).flatten().map(until);
    // Every kind has a rule of its own or one by state; were there none, the longest.
    all.max_by_key(|(until, _)| *until)
        .unwrap_or((after(decided, rules.integrity_days), Rule::Integrity))
}

/// What is to become of it at `now`.
pub fn fate(case: &Case, rules: &Rules, now: Timestamp) -> Fate {
    let held = held(case);
    if let Some(at) = case.set_aside_at
        && at.duration_since(now) > AHEAD
    {
        return Fate::Early;
    }
    match (held, case.set_aside_at) {
        (Some(why), _) => Fate::Held(why),
        (None, Some(at)) => {
            let gone_at = after(at, UNDELETE_DAYS);
            if now >= gone_at { Fate::Gone } else { Fate::Aside { gone_at } }
        }
        (None, None) => {
            let (until, rule) = kept_until(case, rules);
            if now >= until { Fate::Over(rule) } else { Fate::Kept { until, rule } }
        }
    }
}

/// So many days later, each of 24 hours: a deadline does not move with a zone.
pub(super) fn after(at: Timestamp, days: u32) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULES: Rules = Rules {
        undecided_days: 180,
        dismissed_days: 30,
        confirmed_days: 365,
        complaint_days: 200,
        integrity_days: 1095,
        praise_days: 90,
        moments_days: 30,
    };

    fn day(n: u32) -> Timestamp {
        after("2026-11-22T01:15:30Z".parse().unwrap(), n)
    }

    fn case() -> Case {
        Case {
            said_at: day(0),
            disposition: Disposition::New,
            decided_at: None,
            kind: IncidentKind::Taboo,
            integrity: false,
            open: false,
            held: false,
            set_aside_at: None,
            complaint: None,
        }
    }

    #[test]
    fn the_longest_rule_that_applies_wins() {
        use Disposition::{Confirmed, Dismissed, New, Overturned, Remedied, Uncertain, Upheld};
        use IncidentKind::{Complaint, Praise, Taboo};
        for (disposition, decided, kind, integrity, complaint, until, rule) in [
            (New, None, Taboo, false, None, 180, Rule::Undecided),
            (Uncertain, None, Taboo, false, None, 180, Rule::Undecided),
            (Dismissed, Some(10), Taboo, false, None, 40, Rule::Dismissed),
            (Overturned, Some(300), Taboo, false, None, 330, Rule::Dismissed),
            (Confirmed, Some(10), Taboo, false, None, 375, Rule::Confirmed),
            (Remedied, Some(1), Taboo, false, None, 366, Rule::Confirmed),
            (Upheld, Some(40), Taboo, false, None, 405, Rule::Confirmed),
            (New, None, Complaint, false, None, 200, Rule::Complaint),
            (New, None, Complaint, false, Some(30), 230, Rule::Complaint),
            (Dismissed, Some(5), Complaint, false, Some(30), 230, Rule::Complaint),
            (Confirmed, Some(5), Complaint, false, Some(30), 370, Rule::Confirmed),
            // What a complaint names is kept as long as the complaint.
            (Dismissed, Some(5), Taboo, false, Some(30), 230, Rule::Complaint),
            (Dismissed, Some(5), Taboo, true, None, 1100, Rule::Integrity),
            (New, None, Taboo, true, None, 1095, Rule::Integrity),
            (New, None, Praise, false, None, 90, Rule::Praise),
            (Confirmed, Some(2), Praise, false, None, 367, Rule::Confirmed),
        ] {
            let case = Case {
                disposition,
                decided_at: decided.map(day),
                kind,
                integrity,
                complaint: complaint.map(|n| (true, day(n))),
                ..case()
            };
            assert_eq!(kept_until(&case, &RULES), (day(until), rule), "{case:?}");
        }
    }

    #[test]
    fn nothing_ends_while_it_is_held() {
        let never = day(100_000);
        for (held, case) in [
            (Held::ByWord, Case { held: true, ..case() }),
            (Held::Appeal, Case { disposition: Disposition::Appealed, ..case() }),
            (Held::Complaint, Case { complaint: Some((false, day(0))), ..case() }),
            (Held::Open, Case { open: true, ..case() }),
            (Held::ByWord, Case { held: true, set_aside_at: Some(day(1)), ..case() }),
        ] {
            assert_eq!(fate(&case, &RULES, never), Fate::Held(held), "{case:?}");
        }
    }

    #[test]
    fn what_a_wrong_clock_set_aside_comes_back() {
        let case = Case { set_aside_at: Some(day(4_000)), ..case() };
        assert_eq!(fate(&case, &RULES, day(2)), Fate::Early);
        assert_eq!(fate(&case, &RULES, day(4_006)), Fate::Aside { gone_at: day(4_007) });
        assert_eq!(fate(&case, &RULES, day(4_007)), Fate::Gone);
    }

    fn any_case() -> impl Strategy<Value = Case> {
        let kind = prop_oneof![
            Just(IncidentKind::Taboo),
            Just(IncidentKind::Complaint),
            Just(IncidentKind::Praise)
        ];
        let settled = proptest::option::of((any::<bool>(), 0u32..900));
        (0usize..9, proptest::option::of(0u32..900), kind, any::<[bool; 3]>(), settled).prop_map(
            |(of, decided, kind, [integrity, open, held], complaint)| Case {
                said_at: day(0),
                disposition: Disposition::ALL[of],
                decided_at: decided.map(day),
                kind,
                integrity,
                open,
                held,
                set_aside_at: None,
                complaint: complaint.map(|(settled, n)| (settled, day(n))),
            },
        )
    }

    proptest! {
        /// Looked at again and again until it is gone: never before the time of any rule
        /// that applies and the days in which it can be brought back, always soon after.
        #[test]
        fn never_before_its_time_and_always_after(mut case in any_case(), every_h in 1i64..200) {
            let holds = held(&case).is_some();
            let (until, rule) = kept_until(&case, &RULES);
            for other in Rule::ALL {
                let shorter = after(case.said_at, other.days(&RULES)) <= until;
                let applies = match other {
                    Rule::Integrity => case.integrity,
                    Rule::Complaint => case.kind == IncidentKind::Complaint,
                    Rule::Praise => case.kind == IncidentKind::Praise,
                    _ => other == rule,
                };
                prop_assert!(!applies || shorter, "{:?} {:?}", other, case);
            }
            let step = SignedDuration::from_hours(every_h);
            let (mut now, mut gone) = (day(0), None);
            while now < day(2_200) && gone.is_none() {
                match fate(&case, &RULES, now) {
                    Fate::Over(_) => case.set_aside_at = Some(now),
                    Fate::Gone => gone = Some(now),
                    _ => {}
                }
                now += step;
            }
            prop_assert_eq!(gone.is_none(), holds);
            if let Some(gone) = gone {
                prop_assert!(gone >= after(until, UNDELETE_DAYS));
                prop_assert!(gone <= after(until, UNDELETE_DAYS) + step + step);
            }
        }
    }
}

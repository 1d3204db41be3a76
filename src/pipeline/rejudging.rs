//! Judging kept encounters again by the packs in force, some at a time.
//!
//! Thread `record`, or a command that holds the store. An encounter keeps its beginning and
//! its end: only its rules are looked at anew. One whose rules come to the same is left as
//! it is, reasons and all.

use super::ruling::{Judgement, encounter, figures};
use crate::clock;
use crate::conduct::{Rulebook, Verdict};
use crate::record::{
    Changed, ChangedEncounter, ChangedRule, Custody, EncounterRow, RecordError, Rejudge, Rejudged,
    Rejudging, RulingRow, Served, Sight, Store,
};
use std::collections::BTreeMap;

/// Encounters that are judged at a time: some milliseconds, for which the store's thread is
/// away from the counters.
pub const STRETCH: u32 = 50;

/// Judges at most `limit` of what is asked for and lies in `sight`; unless it is dry, writes
/// down what has changed, by `actor`. Gives what came of it, and the rows that were written
/// with whose they are.
pub fn rejudge(
    store: &mut Store,
    packs: &Rulebook,
    asked: &Rejudge,
    limit: u32,
    (actor, sight): (&str, &Sight),
) -> Result<(Rejudging, Vec<(EncounterRow, Custody)>), RecordError> {
    let Rejudge { listing, after, dry } = asked;
    let kept = store.kept_encounters(sight, listing, after.as_ref(), limit)?;
    let mut done = Rejudging {
        judged: kept.len() as u64,
        next: kept.last().map(|served| (served.row.at, served.row.id.clone())),
        ..Rejudging::default()
    };
    let (mut changed, mut custodies): (Vec<Changed>, Vec<Custody>) = (Vec::new(), Vec::new());
    for served in kept {
        let (row, before, custody) =
            (served.row.clone(), served.rulings.clone(), served.custody.clone());
        let judgement = again(packs, served);
        let rules = differences(&before, &judgement.rulings);
        if rules.is_empty() && judgement.outcome == row.outcome {
            continue;
        }
        let was = row.outcome;
        let of = (row.end_s - row.start_s, row.has_citizen);
        let (less, more) = (figures(packs, of, &before), figures(packs, of, &judgement.rulings));
        let id = row.id.clone();
        let row = EncounterRow { outcome: judgement.outcome, ..row }.counted(&judgement.rulings);
        done.changed.push(ChangedEncounter { row, was, rules });
        let Judgement { outcome, rulings } = judgement;
        changed.push((Rejudged { id, outcome, rulings, packs: packs.names.clone() }, less, more));
        custodies.push(custody);
    }
    if *dry || changed.is_empty() {
        return Ok((done, Vec::new()));
    }
    store.rejudged(&changed, actor, clock::now())?;
    let rows = done.changed.iter().map(|changed| changed.row.clone());
    let written = rows.zip(custodies).collect();
    Ok((done, written))
}

/// What a kept encounter comes to by `packs`.
fn again(packs: &Rulebook, served: Served) -> Judgement {
    Judgement::of(packs, &encounter(served))
}

/// The rules that come to something else, by id.
fn differences(before: &[RulingRow], now: &[RulingRow]) -> Vec<ChangedRule> {
    let by_rule = |rulings: &[RulingRow]| -> BTreeMap<String, (Verdict, bool)> {
        rulings.iter().map(|r| (r.rule.clone(), (r.verdict, r.hint))).collect()
    };
    let (before, now) = (by_rule(before), by_rule(now));
    let rules: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let differing = rules.into_iter().filter(|rule| before.get(*rule) != now.get(*rule));
    let of = |rulings: &BTreeMap<String, (Verdict, bool)>, rule: &String| {
        rulings.get(rule).map(|(verdict, _)| *verdict)
    };
    differing
        .map(|rule| ChangedRule { rule: rule.clone(), was: of(&before, rule), is: of(&now, rule) })
        .collect()
}

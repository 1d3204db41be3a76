//! `idle-context` and `context-contradicts`: conditions that ask for nothing, say what
//! another says already, or exclude each other.

use super::{Finding, Lists, Said};
use crate::normalize::normalize;
use crate::phrasebook::{Condition, Count, Speaker, Within};
use crate::tr;
use std::collections::BTreeSet;

pub(super) const IDLE: &str = "idle-context";
pub(super) const CONTRADICTS: &str = "context-contradicts";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for (index, phrase, _) in lists.entries() {
        let conditions = &phrase.terms.context;
        for (at, condition) in conditions.iter().enumerate() {
            let said = if condition.said.is_empty() {
                Some(nothing(condition.count))
            } else {
                let others = conditions.iter().enumerate().filter(|(other, _)| *other != at);
                others.into_iter().find_map(|(other, rival)| against(at, condition, other, rival))
            };
            let path = format!("context[{at}].said");
            found.extend(said.map(|said| lists.at(index, &path, said)));
        }
    }
}

/// A condition without words.
fn nothing(count: Count) -> Said {
    let hint = tr!("写出要听的话,或删去这个条件", "write the words to listen for, or remove it");
    match count {
        Count::Only => Said::error(
            CONTRADICTS,
            tr!(
                "条件没有写任何话,这条用语永远不算",
                "the condition names no words: the phrase would never count"
            ),
            hint,
        ),
        Count::Never => Said::warning(
            IDLE,
            tr!("条件没有写任何话,不起作用", "the condition names no words and never acts"),
            hint,
        ),
    }
}

fn against(at: usize, condition: &Condition, other: usize, rival: &Condition) -> Option<Said> {
    let words = |condition: &Condition| -> BTreeSet<String> {
        condition.said.iter().map(|text| normalize(text).letters()).collect()
    };
    let (own, theirs) = (words(condition), words(rival));
    let reaches = condition.when == rival.when
        && (rival.by == Speaker::Any || rival.by == condition.by)
        && farther(rival.within, condition.within);
    if !reaches {
        return None;
    }
    match (condition.count, rival.count) {
        (Count::Only, Count::Never) if own.is_subset(&theirs) => Some(Said::error(
            CONTRADICTS,
            tr!(
                "听到同样的话,一个条件说才算,另一个说不算:永远不算",
                "the same words make one condition count and another not: it never counts"
            ),
            tr!("删去一个条件", "remove one of the two"),
        )),
        // Of two that are the same the later is idle.
        (Count::Never, Count::Never)
            if own.is_subset(&theirs) && (own != theirs || condition != rival || other < at) =>
        {
            Some(Said::warning(
                IDLE,
                tr!(
                    "另一个条件已经包含了这个条件",
                    "another condition already says what this one says"
                ),
                tr!("删去这个条件", "remove this condition"),
            ))
        }
        _ => None,
    }
}

/// Whether `a` looks at least as far as `b`; seconds and turns do not compare.
fn farther(a: Within, b: Within) -> bool {
    match (a, b) {
        (Within::Seconds(a), Within::Seconds(b)) => a >= b,
        (Within::Turns(a), Within::Turns(b)) => a >= b,
        _ => false,
    }
}

//! A trace and near misses in words and as JSON, for the verbs that explain.
//!
//! Runs on the main thread. Costs are in hundredths of a syllable.

use crate::phrasebook::List;
use crate::spot::{Difference, Dropped, How, Near, Spotter, Trace, Traced};
use crate::tr;
use serde::Serialize;

/// Near misses are told up to this many.
pub const NEAR_MOST: usize = 3;

/// A match, as in `--json`.
#[derive(Debug, Serialize)]
pub struct MatchJson {
    list: List,
    id: String,
    phrase: String,
    how: How,
    score: f32,
    accepted: bool,
    stopped_by: Option<&'static str>,
    wording: String,
    heard: String,
    folded: String,
    cost: u16,
    allowed: Option<u16>,
    differences: Vec<DifferenceJson>,
    guards: Vec<GuardJson>,
}

/// A wording that nearly matched, as in `--json`.
#[derive(Debug, Serialize)]
pub struct NearJson {
    list: List,
    id: String,
    phrase: String,
    wording: String,
    heard: String,
    cost: u16,
    allowed: Option<u16>,
    why: &'static str,
    worst: Option<DifferenceJson>,
    differences: Vec<DifferenceJson>,
}

#[derive(Debug, Serialize)]
struct DifferenceJson {
    heard: String,
    wanted: String,
    cost: u16,
}

#[derive(Debug, Serialize)]
struct GuardJson {
    guard: &'static str,
    says: String,
    stops: bool,
}

/// A match of `text` for `--json`.
pub fn match_json(spotter: &Spotter, text: &str, traced: &Traced) -> MatchJson {
    let found = &traced.found;
    let phrase = spotter.phrase(found);
    MatchJson {
        list: phrase.list,
        id: phrase.id.clone(),
        phrase: phrase.text.clone(),
        how: found.how,
        score: found.score.0,
        accepted: found.stopped_by.is_none(),
        stopped_by: found.stopped_by.as_ref().map(|stop| stop.word()),
        wording: found.wording.clone(),
        heard: slice(text, found.start, found.end).to_owned(),
        folded: found.folded.clone(),
        cost: traced.cost,
        allowed: traced.budget,
        differences: traced.differences.iter().map(difference_json).collect(),
        guards: traced
            .looks
            .iter()
            .map(|look| GuardJson {
                guard: look.stop.word(),
                says: look.stop.to_string(),
                stops: look.stops,
            })
            .collect(),
    }
}

/// A near miss in `text` for `--json`; `None` when it is not of this spotter's lists.
pub fn near_json(spotter: &Spotter, text: &str, near: &Near) -> Option<NearJson> {
    let phrase = spotter.book().phrases().get(near.phrase)?;
    Some(NearJson {
        list: phrase.list,
        id: phrase.id.clone(),
        phrase: phrase.text.clone(),
        wording: near.wording.clone(),
        heard: slice(text, near.start, near.end).to_owned(),
        cost: near.distance,
        allowed: near.allowed,
        why: near.why.word(),
        worst: near.worst().map(difference_json),
        differences: near.differences.iter().map(difference_json).collect(),
    })
}

fn difference_json(one: &Difference) -> DifferenceJson {
    DifferenceJson { heard: one.heard.clone(), wanted: one.wanted.clone(), cost: one.cost }
}

/// How `text` was folded, where that changed it.
pub fn folding_lines(text: &str, trace: &Trace) -> Vec<String> {
    let mut lines = Vec::new();
    if trace.folded != text {
        lines.push(tr!("折叠为:{}", "folded: {}", trace.folded));
    }
    if !trace.dropped.is_empty() {
        let words: Vec<String> = trace.dropped.iter().map(dropped_text).collect();
        lines.push(tr!("略去:{}", "left out: {}", words.join(" ")));
    }
    lines
}

fn dropped_text(dropped: &Dropped) -> String {
    if dropped.stutter {
        tr!("“{}”(口吃)", "\"{}\" (stutter)", dropped.text)
    } else {
        tr!("“{}”(语气词)", "\"{}\" (filler)", dropped.text)
    }
}

/// A match in one line, and below it, indented, how it lies on the text and what its
/// guards said.
pub fn match_lines(spotter: &Spotter, text: &str, traced: &Traced) -> Vec<String> {
    let found = &traced.found;
    let phrase = spotter.phrase(found);
    let outcome = match &found.stopped_by {
        None => tr!("命中", "hit"),
        Some(stop) => tr!("拦下({}):{}", "stopped ({}): {}", stop.word(), stop),
    };
    let how = match found.how {
        How::Exact => tr!("原字", "exact"),
        How::Pinyin => tr!("同音", "by sound"),
        How::Alias => tr!("误听", "alias"),
    };
    let heard = slice(text, found.start, found.end);
    let list = list_word(phrase.list);
    let score = found.score.0;
    let mut lines = vec![format!(
        "{list} {} {}  “{heard}” {how} {score:.2}  {outcome}",
        phrase.id, phrase.text
    )];
    lines.extend(reason_lines(spotter, traced));
    lines
}

/// How a match lies on the text and what its guards said, indented.
pub fn reason_lines(spotter: &Spotter, traced: &Traced) -> Vec<String> {
    let found = &traced.found;
    let phrase = spotter.phrase(found);
    let mut lines = Vec::new();
    if found.how == How::Pinyin || !traced.differences.is_empty() {
        let allowed = traced.budget.map_or_else(|| "-".to_owned(), |budget| budget.to_string());
        lines.push(tr!(
            "  对照“{}”:{};差 {},允许 {}",
            "  against \"{}\": {}; off by {}, allowed {}",
            found.wording,
            differences_text(&traced.differences),
            traced.cost,
            allowed
        ));
    } else if found.wording != phrase.text {
        lines.push(tr!("  说法“{}”", "  wording \"{}\"", found.wording));
    }
    for look in &traced.looks {
        lines.push(if look.stops {
            tr!("  {} 拦下:{}", "  {} stopped it: {}", look.stop.word(), look.stop)
        } else {
            tr!("  {} 看过,放行", "  {} looked and let it through", look.stop.word())
        });
    }
    lines
}

/// A near miss in one line.
pub fn near_line(spotter: &Spotter, text: &str, near: &Near) -> Option<String> {
    let phrase = spotter.book().phrases().get(near.phrase)?;
    let allowed = near.allowed.map_or_else(|| "-".to_owned(), |budget| budget.to_string());
    Some(tr!(
        "{} {} “{}” 近于“{}”:{};差 {},允许 {}:{}",
        "{} {} \"{}\" is near \"{}\": {}; off by {}, allowed {}: {}",
        list_word(phrase.list),
        phrase.id,
        slice(text, near.start, near.end),
        near.wording,
        differences_text(&near.differences),
        near.distance,
        allowed,
        near.why
    ))
}

fn list_word(list: List) -> String {
    match list {
        List::Taboo => tr!("忌语", "taboo"),
        List::Civil => tr!("文明", "civil"),
    }
}

/// `规/归 0 模/我 30`: heard, wanted, cost; `-` for nothing.
fn differences_text(differences: &[Difference]) -> String {
    let or_none = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let one = |d: &Difference| format!("{}/{} {}", or_none(&d.heard), or_none(&d.wanted), d.cost);
    if differences.is_empty() {
        return tr!("逐字相同", "the very characters");
    }
    differences.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn slice(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::phrasebook::Phrasebook;
    use std::sync::Arc;

    const PACK: &str = r#"
[pack]
name = "t"
title = "t"
[lead_ins]
quotation = ["别再说"]
[[phrase]]
id = "T1"
text = "不归我管"
list = "taboo"
severity = "minor"
speaker = "any"
source = "ours"
"#;

    fn spotter() -> Spotter {
        let book = Phrasebook::read(&[Document::new("t.toml", PACK)]).unwrap();
        Spotter::new(Arc::new(book))
    }

    #[test]
    fn a_match_is_told_in_words_and_as_json() {
        let (spotter, text) = (spotter(), "别再说不规我管");
        let trace = spotter.trace(text);
        let json = serde_json::to_value(match_json(&spotter, text, &trace.matches[0])).unwrap();
        assert_eq!(json["id"], "T1");
        assert_eq!(json["how"], "pinyin");
        assert_eq!(json["accepted"], false);
        assert_eq!(json["stopped_by"], "quoted");
        assert_eq!(json["heard"], "不规我管");
        assert_eq!(json["differences"][0]["wanted"], "归");
        assert_eq!(json["guards"][0]["stops"], true);
        let lines = match_lines(&spotter, text, &trace.matches[0]);
        assert!(lines[0].contains("T1") && lines[1].contains("规/归 0"), "{lines:?}");
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn a_near_miss_is_told_in_words_and_as_json() {
        let (spotter, text) = (spotter(), "不过我看");
        let near = spotter.near(text, 1);
        let json = serde_json::to_value(near_json(&spotter, text, &near[0]).unwrap()).unwrap();
        assert_eq!((&json["why"], &json["allowed"]), (&"far".into(), &52.into()));
        assert_eq!(json["worst"]["wanted"], "管");
        assert!(near_line(&spotter, text, &near[0]).unwrap().contains("看/管 40"));
    }
}

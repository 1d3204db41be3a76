//! What was heard around an incident, and how each phrase was found in it. Pure.

use super::style::Style;
use super::written::marked;
use crate::console::text::{Words, fill};
use crate::phrasebook::List;
use crate::screen::cells::clean;
use crate::service::message::{HeardUtterance, Mark};
use crate::spot::Hit;
use ratatui::text::Span;

/// The head of an utterance: whether a taboo phrase is in it, when, who.
pub fn who(w: &'static Words, heard: &HeardUtterance) -> String {
    let taboo = heard.hits.iter().any(|hit| hit.list == List::Taboo);
    let sign = if taboo { ">" } else { " " };
    format!("{sign}{:>6.1}s {}", heard.start_s, w.role(heard.role))
}

/// What was heard, with its phrases marked and how sure the recogniser was.
pub fn words(w: &'static Words, style: &Style, heard: &HeardUtterance) -> Vec<Span<'static>> {
    let mut marks: Vec<Mark> = heard
        .hits
        .iter()
        .map(|hit| Mark { start: hit.text_start, end: hit.text_end, list: hit.list })
        .collect();
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut spans = marked(&heard.text, &marks, style);
    let sure = format!("  ({} {:.2})", w.logprob, heard.mean_logprob);
    spans.push(Span::styled(sure, style.faint()));
    spans
}

/// The phrase against what was heard, and why it counts.
pub fn hit(w: &'static Words, style: &Style, hit: &Hit) -> Vec<Span<'static>> {
    let mut spans = vec![Span::styled(clean(&hit.phrase).into_owned(), style.strong())];
    if hit.heard != hit.phrase {
        spans.push(Span::raw(format!("  {}: ", w.heard_as)));
        spans.extend(against(style, &hit.phrase, &hit.heard));
    }
    spans.push(Span::raw(format!(
        "  {}  {} {:.2}  {}",
        clean(&hit.id),
        w.score,
        hit.score.0,
        w.how(hit.how)
    )));
    if !hit.surety.is_sure() {
        spans.push(Span::raw(format!("  {}", w.unsure)));
    }
    if let Some(remedy) = hit.remedy {
        spans.push(Span::styled(format!("  {}", w.remedy(remedy)), style.strong()));
    }
    if hit.merit {
        spans.push(Span::styled(format!("  {}", w.to_credit), style.strong()));
    }
    // What had to hold for it to count: who it must come from, and who it came from.
    let guard = fill(
        w.guard,
        &[&w.must_come_from(hit.speaker), &w.role(hit.role), &w.role_basis(hit.role_basis)],
    );
    spans.push(Span::styled(format!("  {guard}"), style.faint()));
    spans
}

/// What was heard, with the characters that the phrase does not have there in brackets.
fn against(style: &Style, phrase: &str, heard: &str) -> Vec<Span<'static>> {
    let (phrase, heard): (Vec<char>, Vec<char>) =
        (phrase.chars().collect(), clean(heard).chars().collect());
    // Beginning and end that agree; what lies between was heard otherwise.
    let front = phrase.iter().zip(&heard).take_while(|(a, b)| a == b).count();
    let most = phrase.len().min(heard.len()) - front;
    let back =
        phrase.iter().rev().zip(heard.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let text = |from: usize, to: usize| heard[from..to].iter().collect::<String>();
    let end = heard.len() - back;
    vec![
        Span::raw(text(0, front)),
        Span::styled(format!("[{}]", text(front, end)), style.strong()),
        Span::raw(text(end, heard.len())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(phrase: &str, heard: &str) -> String {
        against(&Style::new(false), phrase, heard).iter().map(|s| s.content.as_ref()).collect()
    }

    #[test]
    fn only_what_differs_is_in_brackets() {
        assert_eq!(told("不知道", "布知道"), "[布]知道");
        assert_eq!(told("不归我管", "不规我管"), "不[规]我管");
        assert_eq!(told("你自己看", "自己看,墙上"), "[自己看,墙上]");
        assert_eq!(told("自己看", "自己就看"), "自己[就]看");
        assert_eq!(told("不知道", "不道"), "不[]道");
    }

    proptest! {
        #[test]
        fn nothing_that_was_heard_is_lost(phrase in "[不知道a]{0,6}", heard in "[不知道a]{0,6}") {
            prop_assert_eq!(told(&phrase, &heard).replace(['[', ']'], ""), heard);
        }
    }
}

//! What is asked about, and what comes of the answers.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::spot::tests::guards::spotter;
use crate::spot::{Evidence, Heard, Told};
use crate::units::{Role, RoleBasis, SampleIndex, SampleRange};
use proptest::prelude::*;

const PHRASES: [&str; 5] = [
    "text = \"不归我管\"\ndecoys = [\"不规模观\"]",
    "text = \"急什么\"\naliases = [\"即神乐\"]",
    "text = \"不知道\"",
    "text = \"没办法\"\nstrictness = \"strict\"",
    "text = \"你自己看\"",
];

fn heard(text: &str) -> Heard<'_> {
    Heard {
        text,
        range: SampleRange::new(SampleIndex(0), SampleIndex(32_000)),
        channel: 0,
        role: Role::Clerk,
        role_basis: RoleBasis::ChannelMap,
    }
}

fn asked(spotter: &Spotter, text: &str) -> Vec<(String, String, Option<How>)> {
    let what = |question: Question| {
        let words = text.get(question.start..question.end).unwrap().to_owned();
        (question.wording, words, question.found)
    };
    spotter.questions(text).into_iter().map(what).collect()
}

/// What is told when every question loses `loss`.
fn told(spotter: &Spotter, text: &str, loss: f64) -> Told {
    let weighed: Vec<Weighed> = spotter
        .questions(text)
        .into_iter()
        .map(|Question { start, end, wording, .. }| Weighed { start, end, wording, loss })
        .collect();
    spotter.tell_with(&heard(text), Evidence { weighed: &weighed, times: &[] })
}

#[test]
fn what_only_sounds_alike_is_asked_for_and_the_words_themselves_are_not() {
    let spotter = spotter(&PHRASES);
    let row = |wording: &str, words: &str, found| (wording.to_owned(), words.to_owned(), found);
    assert_eq!(asked(&spotter, "这个不归我管"), []);
    assert_eq!(asked(&spotter, "今天天气很好"), []);
    assert_eq!(asked(&spotter, ""), []);
    assert_eq!(asked(&spotter, "这个不归我官"), [row("不归我管", "不归我官", Some(How::Pinyin))]);
    assert_eq!(asked(&spotter, "你即神乐"), [row("急什么", "即神乐", Some(How::Alias))]);
    assert_eq!(asked(&spotter, "我不值得"), [row("不知道", "不值得", None)]);
    // Only the very characters of a strict phrase count.
    assert_eq!(asked(&spotter, "我没班法"), []);
}

#[test]
fn a_loss_takes_the_surety_of_a_hit_and_no_more() {
    let spotter = spotter(&PHRASES);
    for text in ["这个不归我官", "你即神乐"] {
        for (loss, sure) in [(-2.0, true), (MOST_LOSS, true), (MOST_LOSS + 0.1, false)] {
            let hits = told(&spotter, text, loss).hits;
            let sures: Vec<bool> = hits.iter().map(|hit| hit.surety.is_sure()).collect();
            assert_eq!(sures, [sure], "{text} {loss}");
        }
    }
    // Without evidence everything is as it was.
    assert!(spotter.hits(&heard("这个不归我官"))[0].surety.is_sure());
}

#[test]
fn a_near_miss_that_the_sound_bears_out_is_a_hit() {
    let spotter = spotter(&PHRASES);
    let text = "我不值得";
    assert_eq!(spotter.hits(&heard(text)), []);
    assert_eq!(told(&spotter, text, MOST_LOSS_NEAR + 0.1).hits, []);
    let hits = told(&spotter, text, MOST_LOSS_NEAR).hits;
    assert_eq!(hits.len(), 1);
    assert_eq!(
        (hits[0].id.as_str(), hits[0].how, hits[0].heard.as_str()),
        ("P2", How::Pinyin, "不值得")
    );
    assert!(hits[0].score.0 < 0.95 && hits[0].surety.is_sure());
}

#[test]
fn guards_stop_near_misses_before_anything_is_asked() {
    let spotter = spotter(&PHRASES);
    assert_eq!(asked(&spotter, "不规模观"), []);
    let weighed =
        [Weighed {
            start: 0, end: "不规模观".len(), wording: "不归我管".into(), loss: -5.0
        }];
    let evidence = Evidence { weighed: &weighed, times: &[] };
    assert_eq!(spotter.tell_with(&heard("不规模观"), evidence).hits, []);
}

#[test]
fn evidence_about_what_the_lists_do_not_have_changes_nothing() {
    let spotter = spotter(&PHRASES);
    let text = "我不值得";
    for (start, end, wording) in [
        (3, text.len(), "不支道"),
        (3, text.len(), "不归我管吗"),
        (4, text.len(), "不知道"),
        (3, 600, "不知道"),
        (9, 3, "不知道"),
        (0, 0, "不知道"),
    ] {
        let weighed = [Weighed { start, end, wording: wording.into(), loss: -5.0 }];
        let evidence = Evidence { weighed: &weighed, times: &[] };
        assert_eq!(spotter.tell_with(&heard(text), evidence).hits, [], "{start} {end} {wording}");
    }
}

proptest! {
    #[test]
    fn questions_lie_in_the_text_and_answers_never_fail(
        text in "[不归我管官贵即神乐急什么你自己看，。a1]{0,40}",
        losses in prop::collection::vec(-20f64..40.0, 8),
    ) {
        let spotter = spotter(&PHRASES);
        let questions = spotter.questions(&text);
        let near = questions.iter().filter(|question| question.found.is_none()).count();
        prop_assert!(near <= MOST_NEAR);
        let mut weighed = Vec::new();
        for (question, loss) in questions.into_iter().zip(losses) {
            prop_assert!(question.start < question.end);
            let answered = question.answered(&text).unwrap();
            prop_assert!(answered.contains(&question.wording));
            let Question { start, end, wording, .. } = question;
            weighed.push(Weighed { start, end, wording, loss });
        }
        let plain = spotter.hits(&heard(&text));
        let told = spotter.tell_with(&heard(&text), Evidence { weighed: &weighed, times: &[] });
        // A second listen takes no taboo hit away.
        prop_assert!(told.hits.len() >= plain.len());
    }
}

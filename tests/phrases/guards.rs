//! The terms that lists rest on: hours, remedies, lead-ins, positions.

use crate::{SPOTTER, accepted};
use liyu::phrasebook::{List, Remedy, Severity, Weight};

#[test]
fn refusals_before_closing_weigh_most() {
    for id in ["T009", "T010", "T011", "T148", "T149"] {
        let hours = SPOTTER.book().phrase(id).unwrap().terms.hours;
        assert_eq!(hours.closing, Some(Weight::Severity(Severity::Critical)), "{id}");
        assert_eq!(hours.closed, Some(Weight::Severity(Severity::Minor)), "{id}");
    }
}

#[test]
fn service_past_closing_is_a_merit() {
    let book = SPOTTER.book();
    let merits = book.phrases().iter().filter(|p| p.terms.hours.closed == Some(Weight::Merit));
    assert!(merits.clone().count() >= 3);
    assert!(merits.clone().all(|p| p.list == List::Civil && p.pack == "closing-time"));
}

#[test]
fn helping_puts_right_and_directing_half() {
    for (text, remedy) in [
        ("我帮您问一下", Remedy::Full),
        ("我帮您查一下", Remedy::Full),
        ("我带您过去", Remedy::Full),
        ("我给他打电话", Remedy::Full),
        ("电话是38605", Remedy::Full),
        ("请您到三号窗口", Remedy::Partial),
        ("请到人社局办理", Remedy::Partial),
    ] {
        let found = SPOTTER.find(text);
        let best = found.iter().filter_map(|found| SPOTTER.phrase(found).terms.remedy).max();
        assert_eq!(best, Some(remedy), "{text}");
    }
}

#[test]
fn insults_are_not_put_right() {
    let book = SPOTTER.book();
    for id in ["T105", "T106", "T118", "T133", "T167", "T168", "T169", "T170"] {
        assert_eq!(book.phrase(id).unwrap().terms.remedy_s, 0.0, "{id}");
    }
}

#[test]
fn a_phrase_spoken_of_is_not_said() {
    for text in [
        "别再说不归我管",
        "不能说不知道",
        "禁止说急什么",
        "我没说不归我管",
        "不能跟群众说不清楚",
        "从来不说爱办不办",
        "严禁使用不知道",
        "不是说不能办，是要等公示",
    ] {
        assert!(accepted(text, List::Taboo).is_empty(), "{text}: {:?}", SPOTTER.examine(text));
    }
}

#[test]
fn a_bare_no_counts_only_alone() {
    assert_eq!(accepted("不行。", List::Taboo), ["T172"]);
    assert!(accepted("这样不行的话我再给您想办法", List::Taboo).is_empty());
    assert!(accepted("您等着，我去拿", List::Taboo).is_empty());
}

#[test]
fn what_only_sounds_alike_gives_way_to_its_own_words() {
    for text in [
        "您怎么又回来了，是不是落东西了",
        "您下了班再来取也可以",
        "这药忌什么口我写给您",
        "这个表您记什么笔记呢",
        "这不是我的笔，是前一位落下的",
        "我们不只到社区，还到养老院",
    ] {
        assert!(accepted(text, List::Taboo).is_empty(), "{text}: {:?}", SPOTTER.examine(text));
    }
    for (text, id) in [("即什么即，后面排着", "T007"), ("你急什么没看见我正忙着", "T007")]
    {
        assert!(accepted(text, List::Taboo).iter().any(|found| found == id), "{text}");
    }
}

#[test]
fn what_is_quoted_is_quoted_in_all_its_parts() {
    assert!(accepted("投诉的内容是窗口说了句我不知道", List::Taboo).is_empty());
    assert!(accepted("那位先生说他回他一句不是我的事", List::Taboo).is_empty());
    assert_eq!(accepted("上回不是跟你说过了吗", List::Taboo), ["T128"]);
}

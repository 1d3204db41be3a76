//! Templates: what they take, their own filled-in forms, and texts made to stall them.

use super::guards::{fate, spotter};
use super::*;
use crate::phrasebook::{Part, Slot, parts};

#[test]
fn typed_slots_need_few_words_beside_them() {
    let spotter = spotter(&[
        "text = \"收您{金额}元\"",
        "text = \"找您{金额}元\"",
        "text = \"您的费用共{金额}元\"\nvariants = [\"一共{金额}元\"]",
        "text = \"请您到{窗口}办理\"\nvariants = [\"请您到{窗口}\"]",
        "text = \"请您{日期}来领取证照\"",
        "text = \"请您等{时间}\"",
        "text = \"您是{姓名}吗？\"",
        "text = \"请您出示{材料}\"",
        "text = \"收{数字}块\"\nstrictness = \"strict\"",
    ]);
    for (n, text, expected) in [
        (0, "收您100元", "hit"),
        (0, "收您一百元整", "hit"),
        (0, "收您一百二", "hit"),
        (0, "收您25块5", "hit"),
        (0, "收您二十五块五毛，找您五块", "hit"),
        (0, "收尼100元", "hit"),
        (0, "收您1,280元", "hit"),
        (0, "好的收您100请稍等", "hit"),
        (0, "收您三份材料", "none"),
        (0, "收您的材料", "none"),
        (0, "找您100元", "none"),
        (0, "正在验收，您100元", "none"),
        (1, "找您五块钱", "hit"),
        (1, "找您三个同事", "none"),
        (2, "您的费用共三十八元", "hit"),
        (2, "您的费用共38块5", "hit"),
        (2, "一共三个人", "none"),
        (2, "一共一百二", "hit"),
        (3, "请您到三号窗口办理", "hit"),
        (3, "请您到A012办理", "hit"),
        (3, "请您到隔壁办理", "hit"),
        (3, "请您到社会保险窗口办理", "hit"),
        (3, "请您到二楼办理", "hit"),
        (3, "请您到三号窗口", "hit"),
        (3, "请您到时候来", "none"),
        (4, "请您三月五号来领取证照", "hit"),
        (4, "请您下周一来领取证照", "hit"),
        (5, "请您等十分钟", "hit"),
        (5, "请您等候通知", "none"),
        (6, "您是王小明吗", "hit"),
        (6, "您是来办事的吗", "none"),
        (7, "请您出示身份证", "hit"),
        (8, "收一百块", "hit"),
        (8, "守一百块", "none"),
    ] {
        assert_eq!(fate(&spotter, n, text), expected, "{text}: {:?}", spotter.examine(text));
    }
}

#[test]
fn a_template_needs_words_of_its_own() {
    use crate::phrasebook::Strictness::Normal;
    for (wording, found, syllables) in [
        ("收您{金额}元", true, 3),
        ("收{金额}", false, 2),
        ("请您到{窗口}办理", true, 6),
        ("您是{姓名}吗", true, 3),
        ("您{姓名}好", false, 2),
        ("请{任意}出示", false, 3),
        ("请{任意:40}按照规定办理手续", true, 9),
        ("请问{任意}", true, 2),
        ("不知道", true, 3),
    ] {
        let reach = reach(List::Civil, Normal, wording);
        assert_eq!((reach.found, reach.syllables), (found, syllables), "{wording}");
    }
}

/// Something that may stand in a slot.
fn filling(slot: Slot) -> BoxedStrategy<String> {
    let one_of = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        proptest::sample::select(words).boxed()
    };
    let number = prop_oneof![
        (1u32..10_000).prop_map(|n| n.to_string()),
        one_of(&["一", "两", "十", "十二", "三十八", "一百二", "一百零五", "两千", "一万三"]),
    ];
    match slot {
        Slot::Number => number.boxed(),
        Slot::Money => {
            (number, one_of(&["元", "块", "块钱", "", "元整", "块5", "块五毛", "元五角二分"]))
                .prop_map(|(number, unit)| number + &unit)
                .boxed()
        }
        Slot::Time => {
            one_of(&["三点半", "下午两点", "10:30", "十分钟", "半个小时", "上午九点到十点"])
        }
        Slot::Date => one_of(&["明天", "三月五号", "下周一", "12月30日", "三个工作日后", "月底"]),
        Slot::Name => one_of(&["王", "王小明", "欧阳", "张老师", "李主任"]),
        Slot::Place => one_of(&["三楼", "市公安局", "民政局", "高新区", "一号厅"]),
        Slot::Window => one_of(&["三号窗口", "3号", "A012", "综合窗口", "隔壁", "12号柜台"]),
        Slot::Document => one_of(&["身份证", "户口本", "营业执照副本", "申请表"]),
        Slot::Free(most) => proptest::collection::vec(
            one_of(&["办", "税", "房", "车", "证", "水"]),
            1..=usize::from(most),
        )
        .prop_map(|words| words.concat())
        .boxed(),
    }
}

/// A template with all its slots filled; the unit that a template has after a slot is
/// part of what fills it.
fn filled(wording: &str) -> BoxedStrategy<String> {
    let parts = parts(wording).unwrap();
    let mut last = None;
    parts
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => {
                let text = last.take().map_or(text, |slot| slot::without_unit(slot, text));
                Just(text.to_owned()).boxed()
            }
            Part::Slot(slot) => {
                last = Some(slot);
                filling(slot)
            }
        })
        .collect::<Vec<_>>()
        .prop_map(|parts| parts.concat())
        .boxed()
}

/// Templates that the packs have or might have.
const TEMPLATES: [&str; 14] = [
    "收您{金额}元",
    "找您{金额}元，请您点一下",
    "您的费用共{金额}元",
    "请您到{窗口}办理",
    "请到{窗口}窗口找{姓名}同志办理",
    "请您{月}月{日}日来领取证照",
    "请您{日期}来领取证照",
    "您是{姓名}吗？",
    "下班了{日期}再来",
    "对不起，请您出示{材料}资料（证件）。",
    "对不起，您的{材料}有误（{任意}），请您重新办理一下。",
    "您好！我是{地点}单位的{姓名}，麻烦您请{姓名}同志（{任意:4}）接电话。",
    "对不起，请您随我到{地点}办理。",
    "我们{时间}以后上班",
];

static TEMPLATED: LazyLock<Spotter> = LazyLock::new(|| {
    let entries: Vec<String> = TEMPLATES.iter().map(|text| format!("text = \"{text}\"")).collect();
    spotter(&entries.iter().map(String::as_str).collect::<Vec<_>>())
});

proptest! {
    #[test]
    fn a_template_is_found_filled_in(
        (n, text) in (0..TEMPLATES.len()).prop_flat_map(|n| (Just(n), filled(TEMPLATES[n]))),
        around in prop_oneof![Just(""), Just("好的，"), Just("嗯")],
    ) {
        let text = format!("{around}{text}");
        let found = TEMPLATED.examine(&text);
        prop_assert!(found.iter().any(|m| m.phrase == n), "{} in {text}: {found:?}", TEMPLATES[n]);
    }

    #[test]
    fn any_text_is_survived_by_templates(
        text in "([0-9一两百点半块元号月日请您到收找办理对不起的有误A.:，]|\\PC){0,60}"
    ) {
        for found in TEMPLATED.examine(&text) {
            prop_assert!(text.get(found.start..found.end).is_some());
        }
    }
}

/// These would take years if every way of filling every slot were tried.
#[test]
fn texts_made_to_stall_are_searched_at_once() {
    let many = format!("对不起{}请您办理", "{任意:40}的".repeat(12));
    let numbers = format!("收您{}", "{数字}一".repeat(12));
    let spotter = spotter(&[&format!("text = \"{many}\""), &format!("text = \"{numbers}\"")]);
    for text in [
        format!("对不起{}", "的".repeat(600)),
        format!("收您{}", "一".repeat(600)),
        format!("收您{}", "1 ".repeat(600)),
        "对不起对的".repeat(120),
        "9".repeat(3000),
    ] {
        spotter.examine(&text);
    }
}

#[test]
fn a_printed_blank_fills_any_slot() {
    for text in [
        "收您×××元",
        "收您XX元",
        "找您×××元,请您点一下",
        "请您找××窗口",
        "您是***吗?",
        "请您×月×日来领取证照",
    ] {
        let found = SHIPPED.find(text);
        assert!(found.iter().any(|one| SHIPPED.phrase(one).is_template()), "{text}: {found:?}");
    }
    assert!(SHIPPED.find("收您X元").iter().all(|one| !SHIPPED.phrase(one).is_template()));
}

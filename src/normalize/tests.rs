//! Tables and properties of folding.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use proptest::prelude::*;

fn folded(text: &str) -> String {
    normalize(text).text()
}

#[test]
fn script_width_case_and_punctuation() {
    for (text, expected) in [
        ("這個不歸我管，你去問問。", "这个不归我管。你去问问"),
        ("怎麼這麼晚纔來", "怎么这么晚才来"),
        ("沒看見我正忙著嗎", "没看见我正忙着吗"),
        ("ＷｉＦｉ　１２３", "wifi 123"),
        ("快點 快點", "快点"),
        ("……", ""),
        ("", ""),
    ] {
        assert_eq!(folded(text), expected, "{text}");
    }
}

#[test]
fn numbers_have_one_form() {
    for (texts, expected) in [
        (&["一百二", "一百二十", "120", "１２０"][..], "120"),
        (&["二十五元", "25元"], "25元"),
        (&["三号", "3号"], "三号"),
        (&["十点", "10点"], "十点"),
        (&["十二点", "12点"], "12点"),
        (&["一百零五", "105"], "105"),
        (&["三万五", "3万5", "35000", "35,000"], "35000"),
        (&["两百", "二百", "200"], "200"),
        (&["三八六零五", "38605"], "38605"),
        (&["一亿两千万"], "120000000"),
        (&["十万", "10万"], "100000"),
        (&["3.5元"], "3.5元"),
    ] {
        for text in texts {
            assert_eq!(folded(text), expected, "{text}");
        }
    }
}

#[test]
fn words_that_hold_figures_stay() {
    for text in [
        "一边去",
        "请稍等一下",
        "不一样",
        "万一",
        "老百姓",
        "千万别急",
        "十分抱歉",
        "一点一点",
        "两位",
        "第一次",
    ] {
        assert_eq!(folded(text), text);
    }
}

#[test]
fn fillers_and_stutter_go() {
    for (text, expected) in [
        ("嗯不归我管", " 不归我管"),
        ("不不不归我管", "不归我管"),
        ("快点快点", "快点"),
        ("谢谢", "谢谢"),
        ("你问我我问谁", "你问我我问谁"),
        ("这个，那个，不归我管", "。不归我管"),
        ("喂，那个谁", "喂。那个谁"),
        ("不是不知道", "不是不知道"),
    ] {
        assert_eq!(folded(text), expected, "{text}");
    }
}

#[test]
fn places_lead_back_to_the_original() {
    let text = "收您一百二十元，快點！";
    let normal = normalize(text);
    let at = normal.letters().chars().position(|ch| ch == '快').unwrap();
    assert_eq!(&text[normal.original(at, at + 2)], "快點");
    assert_eq!(&text[normal.original(2, 3)], "一百二十");
}

#[test]
fn alike_sounds_cost_less() {
    let cost = |a, b| Sound::of(a).cost(Sound::of(b));
    assert_eq!(cost('急', '即'), 0);
    assert_eq!(cost('着', '招'), 0, "either reading may be meant");
    assert_eq!(cost('您', '尼'), 0, "the recogniser writes it for 您");
    for (a, b) in
        [('您', '林'), ('知', '资'), ('办', '帮'), ('请', '寝'), ('福', '胡'), ('是', '四')]
    {
        assert!(cost(a, b) <= 20, "{a} {b}: {}", cost(a, b));
    }
    for (a, b) in [('不', '我'), ('快', '班'), ('急', '什'), ('a', 'a'), ('我', 'x')] {
        assert!(cost(a, b) >= 60, "{a} {b}: {}", cost(a, b));
    }
    for (a, b) in [('么', '乐'), ('我', '模'), ('了', '雷'), ('下', '小')] {
        assert!((1..=45).contains(&cost(a, b)), "{a} {b}: {}", cost(a, b));
    }
}

/// The costs of every pair of sounds by the default accents, as one number: they
/// were tuned on recordings, so a change must be meant.
#[test]
fn the_default_costs_are_what_they_were() {
    let ear = Ear::default();
    let sounds: std::collections::BTreeSet<Sound> =
        ('\u{4e00}'..='\u{9fa5}').map(Sound::of).collect();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for a in &sounds {
        for b in &sounds {
            assert_eq!(ear.cost(*a, *b), a.cost(*b));
            // FNV-1a.
            hash = (hash ^ u64::from(a.cost(*b))).wrapping_mul(0x0100_0000_01b3);
        }
    }
    assert_eq!((sounds.len(), hash), (445, 0xc2e1_9d55_fda2_e617));
}

#[test]
fn an_accent_makes_its_pair_cheap_and_leaves_the_rest() {
    let cost = |ear: &Ear, pair: &str| {
        let sounds: Vec<Sound> = pair.chars().map(Sound::of).collect();
        ear.cost(sounds[0], sounds[1])
    };
    let default = Accents::default();
    for (name, pair, off, on) in [
        ("n-l", "男兰", 30, 10),
        ("f-h", "福胡", 50, 10),
        ("r-l", "热乐", 30, 10),
        ("z-zh", "资知", 25, 10),
        ("c-ch", "次赤", 25, 10),
        ("s-sh", "四是", 25, 10),
        ("an-ang", "半棒", 22, 10),
        ("en-eng", "真争", 22, 10),
        ("in-ing", "您宁", 22, 10),
        ("ian-iang", "先香", 22, 10),
        ("uan-uang", "关光", 22, 10),
        ("j-z", "机资", 40, 25),
        ("q-c", "七次", 40, 25),
        ("x-s", "西四", 40, 25),
        ("j-zh", "机知", 40, 25),
        ("q-ch", "七吃", 40, 25),
        ("x-sh", "西是", 40, 25),
        ("r-y", "人银", 65, 10),
        ("r-y", "肉有", 45, 10),
        ("hu-f", "花发", 25, 10),
        ("o-e", "国格", 30, 10),
        ("i-v", "去气", 15, 10),
        ("i-v", "园盐", 15, 10),
    ] {
        let one = Accents::one(name).unwrap();
        let (without, with) = (Ear::new(&default.without(one)), Ear::new(&default.with(one)));
        assert_eq!((cost(&without, pair), cost(&with, pair)), (off, on), "{name}: {pair}");
        for other in ["办班", "快块", "不我", "急什"] {
            assert_eq!(cost(&with, other), cost(&Ear::default(), other), "{name}: {other}");
        }
    }
}

/// Texts of the kind that comes: Chinese, figures, punctuation, and anything else.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[一二三四五六七八九十百千万亿零两0-9.,]{1,6}",
        "[不归我管快点那个就是这嗯呃谢]{1,6}",
        "[著麽乾隆藉裡後發髮臺]{1,4}",
        "[ ，。！,.!]{1,2}",
        "\\PC{0,6}",
        any::<String>().prop_map(|text| text.chars().take(4).collect()),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_blank_stays_one_beside_numbers() {
    for (text, folded) in
        [("五五×[", "55×"), ("3×5", "三×五"), ("收您XX元", "收您×元"), ("ax xx5", "ax xx五")]
    {
        assert_eq!(normalize(text).text(), folded);
        assert_eq!(normalize(folded).text(), folded);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn folding_twice_changes_nothing(text in texts()) {
        let once = folded(&text);
        prop_assert_eq!(folded(&once), once);
    }

    #[test]
    fn places_are_in_range_on_boundaries_and_in_order(text in texts()) {
        let normal = normalize(&text);
        let mut last = (0, 0);
        for symbol in normal.symbols() {
            prop_assert!(symbol.start < symbol.end && symbol.end <= text.len());
            prop_assert!(text.is_char_boundary(symbol.start) && text.is_char_boundary(symbol.end));
            prop_assert!(last.0 <= symbol.start && last.1 <= symbol.end);
            last = (symbol.start, symbol.end);
        }
    }

    #[test]
    fn likeness_goes_both_ways(a in "[\u{4e00}-\u{9fa5}]", b in "[\u{4e00}-\u{9fa5}]") {
        let sound = |text: &str| Sound::of(text.chars().next().unwrap());
        prop_assert_eq!(sound(&a).cost(sound(&b)), sound(&b).cost(sound(&a)));
        prop_assert!(sound(&a).cost(sound(&b)) <= COST_UNIT);
    }
}

//! Tables of what must and must not be found, properties, and a timing.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::document::Document;
use proptest::prelude::*;
use std::sync::LazyLock;

pub(super) mod guards;
mod slots;
mod trace;

/// Lead-ins as the packs have them.
const LEAD_INS: &str = r#"
[lead_ins]
quotation = ["别再说", "不要说", "不要再说", "不能说", "不准说", "不许说", "不得说", "不该说",
    "不应该说", "禁止说", "不可以说", "不会说", "从来不说", "别说", "句子有"]
negation = ["不是", "没说", "没有说", "不是说"]

"#;

static SHIPPED: LazyLock<Spotter> =
    LazyLock::new(|| Spotter::new(Arc::new(Phrasebook::shipped().unwrap())));

fn taboo(text: &str) -> Vec<String> {
    let list = |found: &Match| SHIPPED.phrase(found).list;
    SHIPPED
        .find(text)
        .iter()
        .filter(|found| list(found) == List::Taboo)
        .map(|found| SHIPPED.phrase(found).id.clone())
        .collect()
}

fn ids(text: &str) -> Vec<String> {
    SHIPPED.find(text).iter().map(|found| SHIPPED.phrase(found).id.clone()).collect()
}

#[test]
fn printed_phrases_are_found_in_both_scripts() {
    for (id, simplified, traditional) in [
        ("T001", "不知道", "不知道"),
        ("T002", "我不知道", "我不知道"),
        ("T003", "不清楚", "不清楚"),
        ("T004", "不归我管", "不歸我管"),
        ("T005", "不是我的事", "不是我的事"),
        ("T006", "你自己看", "妳自己看"),
        ("T007", "急什么", "急什麼"),
        ("T008", "快点", "快點"),
        ("T009", "下班了，明天再来", "下班了,明天再來"),
        ("T010", "快下班了，不办了，明天再来吧！", "快下班了,不辦了,明天再來吧!"),
        ("T011", "怎么这么晚才来，明天再办吧！", "怎麼這麼晚纔來,明天再辦吧!"),
    ] {
        for text in [simplified, traditional] {
            assert_eq!(taboo(text), [id], "{text}");
            let all = SHIPPED.find(&format!("同志，{text}"));
            assert!(all.iter().any(|m| m.how == How::Exact && m.score.0 == 1.0), "{text}");
        }
    }
}

#[test]
fn every_wording_is_found_as_its_own_list() {
    for phrase in SHIPPED.book().phrases() {
        for wording in phrase.wordings() {
            let found = SHIPPED.find(wording);
            let own = |m: &Match| SHIPPED.phrase(m).list == phrase.list;
            assert!(found.iter().any(own), "{} {wording}: {found:?}", phrase.id);
        }
    }
}

#[test]
fn other_wordings_of_the_trade_are_found() {
    for text in [
        "这事不归我们管，您去别处问",
        "我哪知道啊",
        "催什么催，没看见我忙着呢",
        "说了不行就是不行",
        "你自己不会看啊",
        "关我什么事",
        "不办了不办了，明天来",
        "你有意见找我们领导去",
        "投诉就投诉，随便你",
        "不知道不知道，别问了",
        "你问我我问谁啊",
        "早干嘛去了，现在才来",
        "嗯，不不归我管",
        "喂，那个谁，过来",
    ] {
        assert!(!taboo(text).is_empty(), "{text}: {:?}", SHIPPED.examine(text));
    }
}

#[test]
fn slots_take_numbers_and_a_few_words() {
    for (text, id) in [
        ("收您一百元", "C080"),
        ("收尼100元", "C080"),
        ("找您25块钱", "C082"),
        ("您的费用一共是三十八元", "C079"),
        ("对不起，请您随我到三号窗口办理", "C088"),
    ] {
        assert!(ids(text).iter().any(|found| found == id), "{text}: {:?}", SHIPPED.examine(text));
    }
    assert_eq!(ids("收您100元"), ["C080"], "收 is not 找");
    assert!(!ids("收您的材料").iter().any(|found| found == "C080"));
    assert!(!taboo("对不起，请您随我到我不知道的地方，不归我管，办理").is_empty());
}

#[test]
fn what_recognisers_make_of_phrases_is_found() {
    for (heard, id) in [
        ("即什么", "T007"),
        ("即神乐", "T007"),
        ("不规模管", "T004"),
        ("不龟我管", "T004"),
        ("快小班雷不半龙", "T010"),
        ("下搬了明天在来", "T009"),
        ("泥自己看", "T006"),
    ] {
        assert_eq!(taboo(heard), [id], "{heard}");
    }
}

#[test]
fn look_alikes_are_not_found() {
    for text in [
        "您不要着急，您申请的事项我请示一下",
        "您不要着急您申请",
        "主管",
        "我们主管今天不在",
        "这个业务归我管，您坐下慢慢说",
        "这项业务归三号窗口管，我带您过去",
        "别着急，请慢慢讲",
        "别急，什么都能办",
        "您自己看一下信息对不对",
        "尼自己看一下这份表格",
        "请您看一下屏幕确认金额",
        "明天再来取证",
        "证件明天可以取，您明天再来一趟就行",
        "不知道您带身份证了没有",
        "不知道尼带身份证了没有",
        "您知道不知道在几楼",
        "您不知道也没关系，我跟您说",
        "复印件不清楚，请重新复印",
        "您哪里不清楚，我再给您讲",
        "听不清楚，请您再说一遍",
        "不清楚的地方您再问我",
        "我尽快点给您办",
        "我帮您快点办",
        "我们十二点下班，您还来得及",
        "快下班了，我抓紧给您办",
        "对不起，请补全手续再来办理",
        "没关系",
        "退休金什么时候能发下来",
        "您登记什么业务",
        "姐姐学习什么专业",
        "不迟到，不早退",
        "请按规定申请",
        "不知道您是本人办理还是代办",
        "不知道我教您",
        "照片有点不清楚，麻烦您重新拍一张",
        "请您快一点到三号窗口",
        "您的证已经补办了",
        "投诉建议箱在门口，您也可以拨打12345投诉",
        "您叫什么名字",
        "网上办不了的我们窗口可以办",
        "您后面等候区坐着等叫号就行",
        "我没办法给您改，但是可以帮您申请",
        "保管好您的证件，管理费每月二十元",
        "您登记什么信息都行，手机什么型号都能用",
        "把场地打扫得干净的",
    ] {
        assert_eq!(taboo(text), [""; 0], "{text}: {:?}", SHIPPED.examine(text));
    }
}

/// The look-alikes of the trade's common taboo phrases stand as decoys in their
/// entries; none of them may be found, nor any civil phrase.
#[test]
fn no_decoy_and_no_civil_phrase_is_taboo() {
    for phrase in SHIPPED.book().phrases() {
        let civil = phrase.wordings().filter(|_| phrase.list == List::Civil);
        for text in civil.chain(phrase.decoys.iter().map(String::as_str)) {
            assert_eq!(taboo(text), [""; 0], "{} {text}", phrase.id);
        }
    }
}

#[test]
fn one_place_gives_one_taboo_hit() {
    assert_eq!(taboo("我不知道"), ["T002"]);
    assert_eq!(taboo("快下班了，不办了，明天再来吧"), ["T010"]);
    assert_eq!(taboo("不归我管，我不知道"), ["T004", "T002"]);
    assert_eq!(ids("跟我没关系"), ["T005"], "没关系 inside it is not civil");
    assert_eq!(ids("您好"), ["C001"], "您 is part of it");
    assert_eq!(ids("申请"), [""; 0]);
}

#[test]
fn guards_say_what_they_stopped() {
    let stop = |text: &str, id: &str| {
        let all = SHIPPED.examine(text);
        let of = all.iter().find(|m| SHIPPED.phrase(m).id == id && m.stopped_by.is_some());
        of.and_then(|m| m.stopped_by.as_ref().map(Stop::word)).unwrap_or("found").to_owned()
    };
    assert_eq!(stop("别再说不归我管", "T004"), "quoted");
    assert_eq!(stop("复印件不清楚", "T003"), "decoy");
    assert_eq!(stop("别急什么", "T007"), "not_within");
    assert_eq!(stop("我不知道", "T001"), "longer");
}

#[test]
fn hits_lie_inside_their_utterance() {
    use crate::units::{SampleIndex, samples};
    let range = SampleRange::new(SampleIndex(samples(10.0)), SampleIndex(samples(14.0)));
    let heard = Heard {
        text: "您好，这个不归我管。",
        range,
        channel: 1,
        role: Role::Clerk,
        role_basis: RoleBasis::ChannelMap,
    };
    let hits = SHIPPED.hits(&heard);
    let hit = hits.iter().find(|hit| hit.id == "T004").unwrap();
    assert_eq!((hit.heard.as_str(), hit.channel), ("不归我管", 1));
    assert_eq!(&heard.text[hit.text_start..hit.text_end], "不归我管");
    assert_eq!((hit.range.start.seconds(), hit.range.end.seconds()), (12.0, 14.0));
}

fn book(extra: &str) -> Spotter {
    let core = include_str!("../../../phrases/taboo-core.toml");
    let extra =
        Document::new("extra.toml", format!("[pack]\nname = \"e\"\ntitle = \"e\"\n{extra}"));
    let book = Phrasebook::read(&[Document::new("core.toml", core), extra]).unwrap();
    Spotter::new(Arc::new(book))
}

/// Texts with phrases in them, and anything else.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "不归我管",
            "不知道",
            "快點",
            "急什么",
            "您",
            "不",
            "明天再来",
            "下班了",
            "，",
            "一百二",
            "嗯",
            "什么",
            "看",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,8}",
        any::<String>().prop_map(|text| text.chars().take(6).collect()),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_survived_and_places_are_boundaries(text in texts()) {
        for found in SHIPPED.examine(&text) {
            prop_assert!(found.start < found.end && found.end <= text.len());
            prop_assert!(text.get(found.start..found.end).is_some());
            prop_assert!((0.0..=1.0).contains(&found.score.0));
        }
    }

    #[test]
    fn an_unrelated_phrase_removes_no_hit(text in texts(), extra in "[鼋鼍饕餮龃龉]{3,6}") {
        let entry = format!(
            "[[phrase]]\nid = \"E\"\ntext = \"{extra}\"\nlist = \"civil\"\nsource = \"ours\"\n"
        );
        let (before, after) = (book("").find(&text), book(&entry).find(&text));
        for found in before {
            prop_assert!(after.contains(&found), "{text:?} lost {found:?}");
        }
    }
}

/// The core list and 5,000 phrases of random common characters.
fn five_thousand() -> Spotter {
    let syllables: Vec<char> = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严".chars().collect();
    let mut seed = 7u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let mut entries = String::new();
    for n in 0..5000 {
        let length = 3 + next() % 8;
        let text: String = (0..length).map(|_| syllables[next() % syllables.len()]).collect();
        entries.push_str(&format!("[[phrase]]\nid = \"E{n}\"\ntext = \"{text}\"\nlist = \"taboo\"\nseverity = \"minor\"\nspeaker = \"any\"\nsource = \"ours\"\n"));
    }
    book(&entries)
}

/// A thousand times the shipped lists would be more than any hall needs: prints
/// what an utterance costs against the shipped lists and against 5,000 phrases. A
/// millisecond is the aim; a busy machine takes any time, so none is asserted.
#[test]
fn an_utterance_can_be_searched_for_thousands_of_phrases() {
    let many = five_thousand();
    let text = "您的资料不全请您回去补全手续再来办理我们五点半下班您现在去还来得及";
    for (name, spotter) in [("shipped", &*SHIPPED), ("5,000 phrases", &many)] {
        let mut times: Vec<_> = (0..200)
            .map(|_| {
                let start = std::time::Instant::now();
                std::hint::black_box(spotter.find(std::hint::black_box(text)));
                start.elapsed()
            })
            .collect();
        times.sort();
        println!(
            "{name}: median {:?}, worst {:?} for {} characters",
            times[100],
            times[199],
            text.chars().count()
        );
    }
}

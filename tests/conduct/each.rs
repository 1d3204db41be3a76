//! Every rule that is judged: by words that keep it, and by words that break it.

use crate::RULES;
use crate::said::{Judged, talk};
use liyu::conduct::Verdict::{self, Broken, Kept, Merit, NotJudged, Remedied};
use liyu::conduct::{Body, Hall, Rulebook, rule, verdict};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Conversations, the hall, and what the rule must come to in them.
type Case = (&'static str, &'static str, &'static str, Option<Verdict>);

const CASES: &[Case] = &[
    ("R01", "", "K 您好,请坐。\nC 办证。", Some(Kept)),
    ("R01", "", "K 证件。\nC 给。\nK 嗯。", Some(Broken)),
    ("R02", "", "K 您好。\nC 几点下班?\nK 五点半。", Some(Kept)),
    ("R02", "", "K 您好。\nC 几点下班?\n~ 12\nK 五点半。", Some(Broken)),
    ("R02", "", "K 您好。\nC 几点下班?", Some(Broken)),
    ("R03", "", "K 您好。\nC 办证。\nK 好了,请慢走。", Some(Kept)),
    ("R03", "", "K 您好。\nC 办证。\nK 好了。", Some(Broken)),
    ("R04", "", "K 您好。\nC 办证。\nK 您还缺一份证明,对不起,请补齐了再来办理。", Some(Kept)),
    ("R04", "", "K 您好。\nC 办证。\nK 您还缺一份证明。", Some(Broken)),
    ("R06", "", "K 您好,请问您办什么业务?\nC 办证。", Some(Kept)),
    ("R06", "", "C 办证。\nK 证件。", Some(Broken)),
    ("R09", "", "C 有人吗?\nK 对不起,让您久等了。", Some(Kept)),
    ("R09", "", "C 有人吗?\nK 什么事。", Some(Broken)),
    ("R10", "", "K 您好,您需要帮助吗?\nC 我看看。", Some(Merit)),
    ("R11", "", "K 那老头,你过来。\nC 我?", Some(Broken)),
    ("R12", "", "K 您好。\nC 办证。\nK 办好了,请您对我的服务作出评价。", Some(Merit)),
    ("R13", "", "K 您好。\nC 办证。", Some(Kept)),
    ("R13", "", "K 证件。\nC 给。", Some(Broken)),
    ("R14", "", "K 请您出示身份证。\nC 给。", Some(Kept)),
    ("R15", "", "K 您好。\nC 怎么办?\nK 不归我管。", Some(Broken)),
    (
        "R15",
        "",
        "K 您好。\nC 怎么办?\nK 对不起,这个不归我管,请您到三号窗口,我带您过去。",
        Some(Remedied),
    ),
    ("R16", "", "K 滚出去。\nC 你骂人?", Some(Broken)),
    ("R17", "", "C 我填错了。\nK 你不识字吗?", Some(Broken)),
    ("R18", "", "C 有人吗?\nK 我在看股票。", Some(Broken)),
    ("R19", "", "K 要容缺受理。\nC 什么意思?\nK 意思是先办,材料后补。", Some(Kept)),
    ("R19", "", "K 要容缺受理。\nC 什么意思?\nK 填表。", Some(Broken)),
    ("R24", "", "C 我问一下。\nK 快点。", Some(Broken)),
    ("R27", "", "C 我要那个。\nK 请您再说一遍。", Some(Merit)),
    ("R28", "", "K 您好。\nC 几点下班?\n~ 25\nK 五点半。", Some(Broken)),
    ("R28", "", "K 您好。\nC 几点下班?\nK 五点半。", Some(Kept)),
    ("R29", "", "C 我来问一下。\nK 你想怎么样?", Some(Broken)),
    ("R32", "", "C 我赶时间,快点。\nK 请您别着急。", Some(Merit)),
    ("R33", "", "C 怎么办?\nK 不归我管,您到三号窗口。", Some(Kept)),
    ("R33", "", "C 怎么办?\nK 不归我管。", Some(Broken)),
    ("R34", "", "C 找老王。\nK 他不在,您留个电话,我转告他。", Some(Kept)),
    ("R34", "", "C 找老王。\nK 他不在。", Some(Broken)),
    ("R35", "", "C 怎么办?\nK 不归我管,您到三号窗口。", Some(Kept)),
    ("R35", "", "C 怎么办?\nK 不归我管。", Some(Broken)),
    ("R36", "", "C 能办吗?\nK 对不起,我们没有这项业务,请您到社保局。", Some(Kept)),
    ("R36", "", "C 能办吗?\nK 没有这项业务,到社保局去。", Some(Broken)),
    ("R37", "", "C 怎么算?\nK 这个我不太确定,我帮您问一下。", Some(Kept)),
    ("R37", "", "C 怎么算?\nK 我不太确定。", Some(Broken)),
    ("R38", "", "C 办证。\nK 根据规定,您还缺一份身份证复印件。", Some(Kept)),
    ("R38", "", "C 办证。\nK 你的不全。", Some(Broken)),
    ("R39", "", "C 怎么办?\nK 按规定要带身份证,五个工作日,到三号窗口。", Some(Merit)),
    ("R40", "", "C 怎么办?\nK 带身份证,今天就能办,工本费十元。", Some(Merit)),
    ("R41", "", "C 办证。\nK 对不起,根据规定,您还缺一份身份证复印件。", Some(Kept)),
    ("R41", "", "C 办证。\nK 还缺一份复印件。", Some(Broken)),
    ("R42", "", "C 办证。\nK 因为年龄没到,不能给您办,您可以明年再来。", Some(Kept)),
    ("R42", "", "C 办证。\nK 办不了。", Some(Broken)),
    ("R43", "", "C 能办吗?\nK 办不了,我给您登记一下,请示领导。", Some(Kept)),
    ("R43", "", "C 能办吗?\nK 办不了。", Some(Broken)),
    (
        "R44",
        "",
        "C 代办行吗?\nK 对不起,这项业务应该由本人亲自办理。请您通知本人来我处办理,谢谢您的配合。",
        Some(Merit),
    ),
    ("R45", "", "C 找老王。\nK 他不在,因为要他签字,今天办不了,我给您登记。", Some(Kept)),
    ("R45", "", "C 找老王。\nK 他不在,办不了。", Some(Broken)),
    ("R46", "", "C 我眼睛不好。\nK 我教您填。", Some(Merit)),
    ("R47", "", "K 您好。\nC 办证。\nK 请稍等。\n~ 30\nK 好了。", Some(Kept)),
    ("R47", "", "K 您好。\nC 办证。\n~ 30\nK 好了。", Some(Broken)),
    ("R48", "", "C 有人插队。\nK 请大家排队。", Some(Kept)),
    ("R48", "", "C 有人插队。\nK 嗯。", Some(Broken)),
    ("R50", "", "C 我赶时间。\nK 您别急,马上给您办。", Some(Kept)),
    ("R50", "", "C 我赶时间。\nK 嗯。", Some(Broken)),
    ("R51", "", "K 一共三十八元。\nC 给。\nK 收您五十元,找您十二元。", Some(Kept)),
    ("R51", "", "K 一共三十八元。\nC 给。\nK 收您五十元,找您二十二元。", Some(Broken)),
    ("R51", "", "C 给。\nK 收您五十元,找您十二元。", Some(Broken)),
    ("R51", "", "K 一共三十八元。\nC 给。\nK 收您五十元。", Some(Broken)),
    ("R51", "", "K 一共三十八元。\nC 给。\nK 找您十二元,收您五十元。", Some(Broken)),
    ("R51", "", "K 一共三十八元。\nC 我扫码。\nK 好了。", None),
    ("R51", "", "K 一共三十八元。\nC 我微信扫码。\nK 收您五十元。", Some(NotJudged)),
    (
        "R51",
        "",
        "K 一共三十八元。\nC 给。\nK 收您五十元,不对,一共三十六元,找您十四元。",
        Some(Kept),
    ),
    ("R52", "", "K 一共三十八元。\nC 给。\nK 收您五十元,找您十二元,请您点一下。", Some(Kept)),
    ("R52", "", "K 一共三十八元。\nC 给。\nK 收您五十元,找您十二元。", Some(Broken)),
    ("R52", "bank", "C 取钱。\nK 收您一万元,请您当面点清。", Some(Kept)),
    ("R52", "bank", "C 存钱。\nK 收您一万元。", Some(Broken)),
    ("R53", "", "C 给你硬币。\nK 不收硬币。", Some(Broken)),
    ("R54", "", "C 怎么这么贵?\nK 这是按规定收的,我给您看清单。", Some(Kept)),
    ("R54", "", "C 怎么这么贵?\nK 嗯。", Some(Broken)),
    ("R55", "bank", "C 我转账。\nK 转账前请您确认收款人,谨防诈骗。", Some(Merit)),
    ("R61", "", "C 找老王。\nK 您打错了,民政的电话是八八六六。", Some(Merit)),
    ("R62", "", "C 办证。\nK 我接一下电话可以吗?\nC 行。", Some(Kept)),
    ("R62", "", "C 办证。\nK 我接一下电话。\nC 哦。", Some(NotJudged)),
    ("R63", "", "C 办证。\nK 对不起,我接一下电话,请稍候。\n~ 9\nK 让您久等了。", Some(Kept)),
    ("R63", "", "C 办证。\nK 我接一下电话。\n~ 9\nK 好了。", Some(Broken)),
    ("R65", "hospital", "C 挂号。\nK 对不起,我接一下电话。\n~ 9\nK 让您久等了。", Some(Broken)),
    ("R66", "", "C 你好。\nK 您好,工号三十二号为您服务。", Some(Merit)),
    ("R69", "", "C 办证。\nK 本窗口暂停服务,请您到三号窗口。", Some(Kept)),
    ("R69", "", "C 办证。\nK 暂停服务了。", Some(Broken)),
    ("R70", "", "C 办证。\nK 我们在扎账,等会儿。", Some(Broken)),
    ("R73", "", "C 有人吗?\nK 来了。", Some(Kept)),
    ("R73", "", "C 有人吗?\n~ 40\nC 人呢?\n~ 40\nC 唉。", Some(Broken)),
    ("R75", "", "C 办证。\nK 您的手续已经办好了,请收好您的资料。", Some(Merit)),
    ("R76", "", "C 办证。\nK 请您十五号上午来领取。", Some(Kept)),
    ("R76", "", "C 办证。\nK 您再过来取。", Some(Broken)),
    ("R78", "", "C 办证。\nK 对不起,系统出故障了,请您稍等。", Some(Kept)),
    ("R78", "", "C 办证。\nK 系统坏了。", Some(Broken)),
    ("R79", "", "C 名字错了。\nK 对不起,我写错了。", Some(Kept)),
    ("R79", "", "C 名字错了。\nK 哦,我写错了。", Some(Broken)),
    ("R80", "", "C 我要投诉。\nK 您说,我给您登记。", Some(Kept)),
    ("R80", "", "C 我要投诉。\nK 嗯。", Some(Broken)),
    ("R81", "", "C 我要投诉。\nK 您说,我给您登记。", Some(Kept)),
    ("R81", "", "C 我要投诉。\nK 你去投诉吧。", Some(Broken)),
    ("R82", "", "C 我要投诉。\nK 投诉窗口在二楼。", Some(Kept)),
    ("R82", "", "C 我要投诉。\nK 嗯。", Some(Broken)),
    ("R83", "", "C 我要投诉。\nK 因为要核实,我登记下来,三个工作日给您答复。", Some(Merit)),
    ("R84", "", "C 我要投诉。\nK 对不起,是我们没做好。", Some(Merit)),
    ("R85", "hospital", "C 取药。\nK 您是王芳吗?这是您的药。", Some(Kept)),
    ("R85", "hospital", "C 取药。\nK 这是您的药。", Some(Broken)),
    ("R86", "hospital", "C 取药。\nK 这是您的药,一天三次,饭后服用。", Some(Kept)),
    ("R86", "hospital", "C 取药。\nK 这是您的药。", Some(Broken)),
    ("R87", "hospital", "C 做检查。\nK 您叫什么名字?请报一下姓名。", Some(Merit)),
    ("R90", "", "C 取钱。\nK 推荐您买一份保险。", Some(Broken)),
    ("M01", "", "K 一共三十八元。\nC 给。\nK 收您五十元,找您十二元,请您点一下。", Some(Merit)),
    ("M01", "", "K 一共三十八元。\nC 给。\nK 收您五十元,找您二十元,请您点一下。", None),
    ("M02", "", "C 在哪儿办?\nK 我带您过去。", Some(Merit)),
];

/// Rules that ask for more than words, and where they are tried.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("R21", "precedence::loud_and_civil_speech_is_excused_where_it_must_be"),
    ("R22", "each::what_is_measured_of_speech"),
    ("R26", "each::what_is_measured_of_speech"),
    ("R30", "precedence::a_quarrel_takes_two_raised_voices_that_overlap"),
    ("R31", "each::what_is_measured_of_speech"),
    ("R56", "precedence::whoever_is_at_the_counter_comes_before_the_bell"),
    ("R57", "precedence::whoever_is_at_the_counter_comes_before_the_bell"),
    ("R58", "conduct::call_tests"),
    ("R59", "conduct::call_tests"),
    ("R60", "conduct::call_tests"),
    ("R64", "precedence::how_long_a_private_call_may_be_is_the_units_to_say"),
    ("R67", "precedence::help_beyond_closing_is_a_merit"),
    ("R68", "precedence::sending_people_away_is_judged_by_the_hour"),
    ("R71", "precedence::sending_people_away_is_judged_by_the_hour"),
    ("R72", "precedence::help_beyond_closing_is_a_merit"),
    ("R77", "conduct::call_tests"),
];

/// The test of a rule, as the document names it.
pub fn test_of(id: &str) -> String {
    let case = CASES.iter().any(|(rule, ..)| *rule == id);
    let other = ELSEWHERE.iter().find(|(rule, _)| *rule == id).map(|(_, test)| *test);
    match (case, other) {
        (true, _) => "each".to_owned(),
        (false, Some(test)) => test.to_owned(),
        (false, None) => String::new(),
    }
}

fn packs(name: &str) -> Arc<Rulebook> {
    match name {
        "" => Arc::clone(&RULES),
        name => Arc::new(Rulebook::shipped(&[name.to_owned()]).unwrap()),
    }
}

#[test]
fn every_rule_is_kept_and_broken_by_words() {
    let mut wrong = Vec::new();
    for (id, pack, lines, expected) in CASES {
        let packs = packs(pack);
        let mut hall = Hall::new(packs.bounds.clone());
        let mut all: Vec<_> =
            talk(lines).iter().filter_map(|said| hall.hear(&crate::heard(said, &packs))).collect();
        all.extend(hall.finish());
        let rulings = all.first().map(|encounter| rule(&packs, encounter)).unwrap_or_default();
        let judged = Judged { outcome: verdict(&packs, &rulings), rulings };
        if judged.of(id) != *expected || all.len() != 1 {
            let (got, n) = (judged.of(id), all.len());
            wrong.push(format!("{id} {got:?} of {n}: {} | {lines:?}", judged.reasons(id)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_judged_rule_is_without_a_test() {
    let cases = CASES.iter().map(|(id, ..)| *id);
    let tested: BTreeSet<&str> = cases.chain(ELSEWHERE.iter().map(|(id, _)| *id)).collect();
    for name in ["government", "hospital", "bank"] {
        for (id, rule) in &packs(name).rules {
            let is_judged = !matches!(rule.body, Body::Unheard(_));
            assert!(!is_judged || tested.contains(id.as_str()), "{name} {id}");
        }
    }
}

#[test]
fn what_is_measured_of_speech() {
    use liyu::conduct::{Encounter, Moment, Side, What};
    // Clerk, citizen, clerk; the last turn's syllables, when it begins, and its level.
    let judged = |syllables: u32, start_s: f64, above_db: f32| {
        let turn = |side, start_s: f64, end_s: f64, syllables, above_db| {
            let what = What::Turn { syllables, above_db, asks: false, understood: true };
            Moment { start_s, end_s, side, what }
        };
        let moments = vec![
            turn(Side::Clerk, 0.0, 3.0, 14, 25.0),
            turn(Side::Citizen, 3.5, 6.0, 12, 25.0),
            turn(Side::Clerk, 6.5, 9.0, 12, 25.0),
            turn(Side::Citizen, 9.5, 12.5, 14, 25.0),
            turn(Side::Clerk, start_s, 16.0, syllables, above_db),
        ];
        let (clear_start, clear_end) = (true, true);
        let talk = Encounter { start_s: 0.0, end_s: 16.0, moments, clear_start, clear_end };
        let rulings = rule(&RULES, &talk);
        Judged { outcome: verdict(&RULES, &rulings), rulings }
    };
    for (syllables, start_s, above_db, id, expected) in [
        (14, 13.0, 25.0, "R22", Kept),
        (30, 13.0, 25.0, "R22", Broken),
        (14, 13.0, 25.0, "R26", Kept),
        (14, 13.0, 40.0, "R21", Broken),
        (14, 13.0, 40.0, "R31", Kept),
        (14, 13.0, 45.0, "R31", Broken),
    ] {
        let judged = judged(syllables, start_s, above_db);
        assert_eq!(judged.of(id), Some(expected), "{id} {syllables} {above_db}");
    }
    // Twice over somebody who then breaks off.
    let turn = |side, start_s: f64, end_s: f64| {
        let what = What::Turn { syllables: 12, above_db: 25.0, asks: false, understood: true };
        Moment { start_s, end_s, side, what }
    };
    let cut = |n: usize| {
        let mut moments = Vec::new();
        for k in 0..4 {
            let at_s = 8.0 * k as f64;
            moments.push(turn(Side::Citizen, at_s, at_s + 4.0));
            let early_s = if k < n { 1.0 } else { -0.5 };
            moments.push(turn(Side::Clerk, at_s + 4.0 - early_s, at_s + 6.0));
        }
        let (clear_start, clear_end) = (true, true);
        let talk = Encounter { start_s: 0.0, end_s: 30.0, moments, clear_start, clear_end };
        let rulings = rule(&RULES, &talk);
        Judged { outcome: verdict(&RULES, &rulings), rulings }.of("R26")
    };
    assert_eq!([0, 1, 2].map(cut), [Some(Kept), Some(Kept), Some(Broken)]);
}

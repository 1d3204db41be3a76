//! Where regulations conflict: the eleven rows of the table of conflicts, each decided by
//! packs. And boundaries and states, where words only sound like one.

use crate::said::{Judged, only, talk};
use crate::{RULES, encounters, heard};
use liyu::calendar::Period;
use liyu::conduct::Verdict::{Broken, Kept, Merit, NotJudged};
use liyu::conduct::{
    CallKind, Encounter, Hall, Moment, Noise, Outcome, Reason, Rulebook, Side, State, TicketEvent,
    Verdict, What, rule, verdict,
};
use liyu::document::Document;
use std::sync::Arc;

fn packs(name: &str) -> Arc<Rulebook> {
    Arc::new(Rulebook::shipped(&[name.to_owned()]).unwrap_or_else(|e| panic!("{e}")))
}

fn by(packs: &Rulebook, encounter: &Encounter) -> Judged {
    let rulings = rule(packs, encounter);
    Judged { outcome: verdict(packs, &rulings), rulings }
}

/// The one encounter of a conversation by the packs of a name, with what else happens in it.
fn with(name: &str, lines: &str, others: &[Moment]) -> Judged {
    let packs = packs(name);
    let mut all: Vec<Vec<Moment>> = talk(lines).iter().map(|said| heard(said, &packs)).collect();
    all.extend(others.iter().map(|moment| vec![moment.clone()]));
    all.sort_by(|a, b| a[0].start_s.total_cmp(&b[0].start_s));
    let mut hall = Hall::new(packs.bounds.clone());
    let mut ended: Vec<_> = all.iter().filter_map(|moments| hall.hear(moments)).collect();
    ended.extend(hall.finish());
    assert_eq!(ended.len(), 1, "{ended:#?}");
    by(&packs, &ended[0])
}

fn at(start_s: f64, end_s: f64, side: Side, what: What) -> Moment {
    Moment { start_s, end_s, side, what }
}

fn rings(n: u32, from_s: f64) -> Vec<Moment> {
    let ring = |n| {
        let s = from_s + 5.0 * f64::from(n);
        at(s, s + 1.0, Side::Unknown, What::Sound { noise: Noise::Ring })
    };
    (0..n).map(ring).collect()
}

/// Row 1: three rings, or finish with whoever is there.
#[test]
fn whoever_is_at_the_counter_comes_before_the_bell() {
    let lines = "K 您好,请问办什么业务?
        C 办居住证。
        ~ 30
        K 办好了,请慢走。";
    let judged = with("government", lines, &rings(5, 8.0));
    assert_eq!(judged.of("R56"), Some(NotJudged), "{}", judged.reasons("R56"));
    let rules = packs("government");
    let mut hall = Hall::new(rules.bounds.clone());
    rings(5, 8.0).iter().for_each(|ring| assert_eq!(hall.hear(std::slice::from_ref(ring)), None));
    let missed = hall.advance(60.0).expect("a bell that nobody took");
    assert_eq!(by(&rules, &missed).of("R57"), Some(Broken));
}

/// Row 2: a call with an apology, or none at all.
#[test]
fn an_apology_pair_is_enough_in_a_government_hall_and_not_in_a_hospital() {
    let lines = "K 您好,请坐。
        C 我来挂号。
        K 对不起,我接一下电话,请稍候。
        ~ 15
        K 对不起,让您久等了。
        K 挂好了,请慢走。";
    let office = with("government", lines, &[]);
    assert_eq!((office.of("R63"), office.of("R65")), (Some(Kept), None));
    let hospital = with("hospital", lines, &[]);
    assert_eq!(hospital.of("R65"), Some(Broken), "{}", hospital.reasons("R65"));
}

/// Row 3: private calls of up to two minutes, or none: a number of the unit's own pack.
#[test]
fn how_long_a_private_call_may_be_is_the_units_to_say() {
    let own = "name = \"own\"\n[[rule]]\nid = \"R64\"\nkind = \"measured\"\nscene = \"any\"\n\
               measure = \"call_s\"\nmost = 0\nproof = [\"clerk cue:private_words\"]\n";
    let common = liyu::conduct::Pack { ..liyu::conduct::SHIPPED[0] };
    let strict =
        Rulebook::of(&[Document::new("common.toml", common.text), Document::new("own.toml", own)])
            .unwrap_or_else(|e| panic!("{e}"));
    let turn = |start_s, end_s| {
        let what = What::Turn { syllables: 20, above_db: 20.0, asks: false, understood: true };
        at(start_s, end_s, Side::Clerk, what)
    };
    let private = What::Cue { name: "private_words".to_owned() };
    let call = What::Call { call: CallKind::Made, rings: 0 };
    let talk = Encounter {
        start_s: 0.0,
        end_s: 60.0,
        moments: vec![
            at(0.0, 60.0, Side::Clerk, call),
            turn(0.0, 5.0),
            at(0.0, 5.0, Side::Clerk, private),
            turn(50.0, 60.0),
        ],
        clear_start: true,
        clear_end: true,
    };
    assert_eq!(by(&RULES, &talk).of("R64"), Some(Kept), "60 s of 120");
    assert_eq!(by(&strict, &talk).of("R64"), Some(Broken), "none is allowed");
}

/// Row 4: told once in writing, or by word of mouth or in writing.
#[test]
fn a_written_notice_speaks_for_itself() {
    let told = "K 您好,请坐。
        C 我来办落户。
        K 您的手续不全,这是一次性告知单,您收好,请慢走。";
    let judged = only(&talk(told));
    assert_eq!(judged.of("R38"), Some(NotJudged), "{}", judged.reasons("R38"));
    assert_ne!(judged.of("R41"), Some(Broken));
    let silent = "K 您好,请坐。
        C 我来办落户。
        K 您的手续不全,请慢走。";
    assert_eq!(only(&talk(silent)).of("R38"), Some(Broken));
}

/// Row 5: no argument, and yet explain.
#[test]
fn an_explanation_is_no_argument() {
    let judged = only(&talk(
        "K 您好,请坐。
        C 为什么不能替我妈办?
        K 根据规定,这项业务要本人来办,因为要现场拍照,请您谅解,您可以预约上门服务。
        C 哦,那好吧。
        K 谢谢您的理解,请慢走。",
    ));
    assert_eq!(judged.outcome, Outcome::Clean, "{:?}", judged.broken());
    for id in ["R15", "R29", "R81"] {
        assert_ne!(judged.of(id), Some(Broken), "{id}");
    }
}

/// Row 6: standard Mandarin, or be understood: nobody is scored by their dialect.
#[test]
fn dialect_is_never_scored() {
    let turn = |side, start_s, understood| {
        let what = What::Turn { syllables: 12, above_db: 20.0, asks: false, understood };
        at(start_s, start_s + 3.0, side, what)
    };
    let moments = vec![
        turn(Side::Clerk, 0.0, false),
        turn(Side::Citizen, 4.0, false),
        turn(Side::Clerk, 8.0, false),
        turn(Side::Citizen, 12.0, true),
    ];
    let (clear_start, clear_end) = (true, true);
    let talk = Encounter { start_s: 0.0, end_s: 15.0, moments, clear_start, clear_end };
    let judged = by(&RULES, &talk);
    assert_eq!((judged.outcome, judged.of("R20")), (Outcome::NotJudged, None));
    assert!(judged.rulings.iter().all(|ruling| ruling.verdict == NotJudged));
    assert!(judged.rulings.iter().any(|ruling| ruling.reasons == [Reason::Unintelligible]));
}

/// Row 7: not too loud, or loud enough for whoever hears badly.
#[test]
fn loud_and_civil_speech_is_excused_where_it_must_be() {
    let loud = |citizen: &str, line: &str| {
        let lines = format!(
            "K 您好,请问您要办什么业务?
            C {citizen}
            K 好的,请您出示一下身份证件。
            C 给你。
            K 请您在这张表上签个名字。
            C 好。
            K {line}
            C 好的。
            K 证件已经办好了,请您慢走。"
        );
        let mut moments: Vec<Vec<Moment>> =
            talk(&lines).iter().map(|said| heard(said, &RULES)).collect();
        if let What::Turn { above_db, .. } = &mut moments[6][0].what {
            *above_db += 16.0;
        }
        let mut hall = Hall::new(RULES.bounds.clone());
        moments.iter().for_each(|moments| assert_eq!(hall.hear(moments), None));
        by(&RULES, &hall.finish().unwrap())
    };
    let plain = "我想办一下居住证。";
    let deaf = "我耳朵背,听不清,你说什么?";
    let call_out = "收您一百元,找您二十五元,请您点一下。";
    for (citizen, line, expected) in [
        (plain, "您明天上午再过来取证件就可以。", Broken),
        (deaf, "您明天上午再过来取证件就可以。", NotJudged),
        (plain, call_out, NotJudged),
        (deaf, "你自己看,墙上都贴着呢,急什么。", Broken),
    ] {
        let judged = loud(citizen, line);
        assert_eq!(judged.of("R21"), Some(expected), "{citizen} {line} {}", judged.reasons("R21"));
    }
    assert_eq!(loud(deaf, "您明天上午再过来取证件就可以。").of("R46"), Some(Merit));
}

/// Row 8: names are called out, and hidden in what is kept.
#[test]
fn a_name_that_is_called_counts_and_is_kept_nowhere() {
    let packs = packs("hospital");
    let said = talk(
        "K 您好,请坐。
        C 取药。
        K 您是王小明吗?这是您的药,一天三次,一次两片,饭后服用。
        C 是我。
        K 请慢走。",
    );
    let moments: Vec<Vec<Moment>> = said.iter().map(|said| heard(said, &packs)).collect();
    let mut hall = Hall::new(packs.bounds.clone());
    moments.iter().for_each(|moments| assert_eq!(hall.hear(moments), None));
    let judged = by(&packs, &hall.finish().unwrap());
    assert_eq!((judged.of("R85"), judged.of("R86")), (Some(Kept), Some(Kept)));
    let kept = serde_json::to_string(&moments).unwrap();
    assert!(!kept.contains("小明"), "{kept}");
    assert!(
        judged.rulings.iter().all(|r| r.reasons.iter().all(|r| !r.to_string().contains("小明")))
    );
}

/// Row 9: nobody is refused before closing, and who is not entitled is.
#[test]
fn a_refusal_with_a_reason_is_lawful_and_closing_time_is_none() {
    let lawful = only(&talk(
        "K 您好,请坐。
        C 我想办低保。
        K 对不起,因为您的收入超过标准,不符合条件,建议您到社区申请临时救助。
        C 那好吧。
        K 请慢走。",
    ));
    assert_eq!(lawful.of("R42"), Some(Kept), "{}", lawful.reasons("R42"));
    assert_ne!(lawful.of("R71"), Some(Broken));
    let closing = only(&talk(
        "K 您好。
        C 我想办低保。
        K 快下班了,不办了,明天再来吧。",
    ));
    assert_eq!(closing.of("R71"), Some(Broken));
}

/// Row 10: 再来 is civil and is not; only whole phrases say which.
#[test]
fn come_again_alone_is_no_hit() {
    for (line, expected) in [
        ("证件办好了,欢迎您再来。", None),
        ("一会儿您再来电话好吗?", None),
        ("对不起,请补全手续再来办理。", None),
        ("您取号以后再来就行。", None),
        ("不办了,明天再来。", Some(Broken)),
    ] {
        let lines = format!("K 您好。\nC 我来办证。\nK {line}");
        assert_eq!(only(&talk(&lines)).of("R15"), expected, "{line}");
    }
}

/// Row 11: the short form about missing material passes, the full one says more.
#[test]
fn the_short_form_about_missing_material_passes() {
    let say =
        |line: &str| only(&talk(&format!("K 您好,请坐。\nC 我来办落户。\nK {line}\nK 请慢走。")));
    let short = say("您的资料不全,请复核一下。");
    assert_eq!(short.of("R41"), Some(Kept));
    assert!(short.reasons("R41").contains("请复核"), "{}", short.reasons("R41"));
    let full = say("对不起,根据规定,您还缺少出生医学证明。");
    assert_eq!(full.of("R41"), Some(Kept));
    assert!(full.reasons("R41").contains("致歉"), "{}", full.reasons("R41"));
    assert_eq!(say("您的材料不全。").of("R41"), Some(Broken));
}

// ── the clock ──

fn closing_at(period: Option<Period>) -> Judged {
    let mut all = encounters(&talk("C 我来补个社保证明。\nK 快下班了,不办了,明天再来吧。"));
    let mut encounter = all.remove(0);
    if let Some(period) = period {
        encounter.tell_hours(&[(encounter.start_s, period)]);
    }
    by(&RULES, &encounter)
}

#[test]
fn sending_people_away_is_judged_by_the_hour() {
    for (period, r71, r68) in [
        (None, Some(Broken), Some(Broken)),
        (Some(Period::Open), Some(Broken), Some(Broken)),
        (Some(Period::Closing), Some(Broken), Some(Broken)),
        (Some(Period::Extended), Some(Broken), Some(Broken)),
        (Some(Period::Closed), None, Some(NotJudged)),
        (Some(Period::Lunch), None, Some(NotJudged)),
    ] {
        let judged = closing_at(period);
        assert_eq!((judged.of("R71"), judged.of("R68")), (r71, r68), "{period:?}");
        assert_eq!(judged.of("R15"), Some(Broken), "what was said was said: {period:?}");
    }
}

#[test]
fn help_beyond_closing_is_a_merit() {
    let lines = "K 您好,请坐,请问办什么业务?
        C 我来补证明。
        K 请稍等,马上为您办理。
        ~ 60
        K 办好了,请慢走。";
    let all = encounters(&talk(lines));
    let mut encounter = all.into_iter().next().unwrap();
    let (start_s, end_s) = (encounter.start_s, encounter.end_s);
    for (hours, expected) in [
        (vec![(start_s, Period::Closing), (start_s + 30.0, Period::Closed)], Some(Merit)),
        (vec![(start_s, Period::Closing), (start_s + 30.0, Period::Lunch)], Some(Merit)),
        (vec![(start_s, Period::Closing)], None),
        (vec![], None),
    ] {
        encounter.tell_hours(&hours);
        assert_eq!(by(&RULES, &encounter).of("R72"), expected, "{hours:?}");
        assert_eq!(encounter.is_overtime(), expected.is_some());
        assert_eq!((encounter.start_s, encounter.end_s), (start_s, end_s));
    }
    encounter.tell_hours(&[(start_s, Period::Early)]);
    assert_eq!(by(&RULES, &encounter).of("R67"), Some(Merit));
}

// ── boundaries ──

fn of(encounter: &Encounter, id: &str) -> Option<Verdict> {
    by(&RULES, encounter).of(id)
}

#[test]
fn who_is_back_needs_no_new_greeting() {
    let all = encounters(&talk(
        "K 您好,请问办什么业务?
        C 打印明细。
        K 打好了,请慢走。
        ~ 9
        C 我刚才忘了问,这个要盖章吗?
        K 不用盖章,直接用就行,再见。",
    ));
    assert_eq!(all.len(), 2, "{all:#?}");
    assert_eq!((of(&all[1], "R01"), of(&all[1], "R03")), (Some(NotJudged), Some(Kept)));
    assert_eq!((of(&all[1], "R02"), by(&RULES, &all[1]).outcome), (Some(Kept), Outcome::Clean));
}

#[test]
fn thanks_after_the_farewell_hold_nobody_back_and_begin_nothing() {
    let all = encounters(&talk(
        "K 您好,请问办什么业务?
        C 打印明细。
        K 打好了,请慢走。
        C 好嘞,谢谢。
        ~ 8
        C 你好,我办居住证。
        K 您好,请坐。
        K 办好了,再见。",
    ));
    assert_eq!(all.len(), 2, "{all:#?}");
    assert_eq!(of(&all[1], "R01"), Some(Kept));
}

#[test]
fn an_unclear_beginning_is_not_judged() {
    let all = encounters(&talk(
        "K 您好,请问办什么业务?
        C 打印明细。
        K 打好了,请慢走。
        ~ 15
        C 这个办居住证的表在哪儿?
        K 桌子上。
        C 哦。",
    ));
    assert_eq!(all.len(), 2, "{all:#?}");
    assert_eq!(of(&all[1], "R01"), Some(NotJudged));
}

#[test]
fn a_side_question_owes_no_ceremony() {
    let all = encounters(&talk("C 同志,厕所在哪儿?\nK 出门左转。\nC 谢谢。"));
    assert_eq!(all.len(), 1);
    assert_eq!((of(&all[0], "R01"), of(&all[0], "R03")), (Some(NotJudged), Some(NotJudged)));
}

#[test]
fn a_month_is_no_next_one_and_thanks_no_farewell() {
    let all = encounters(&talk(
        "K 您好,请坐。
        C 什么时候到账?
        K 下一个月到账,感谢您的配合。
        ~ 9
        C 那我等通知?
        K 对的,请慢走。",
    ));
    assert_eq!(all.len(), 1, "{all:#?}");
}

#[test]
fn people_who_wait_and_talk_are_no_breach() {
    let all = encounters(&talk("C 你几号来的?\nC 我等了半天了。\nC 我也是。"));
    assert_eq!(all.len(), 1);
    let judged = by(&RULES, &all[0]);
    assert!(judged.broken().is_empty(), "{:?}", judged.broken());
}

#[test]
fn the_queue_system_bounds_encounters() {
    let ticket = |at_s, event| at(at_s, at_s, Side::Unknown, What::Ticket { event });
    let mut hall = Hall::new(RULES.bounds.clone());
    assert_eq!(hall.hear(&[ticket(0.0, TicketEvent::Called)]), None);
    assert_eq!(hall.state(), State::Idle, "nobody may come");
    let mut ended = Vec::new();
    for said in talk("C 我来办证。\nK 身份证。\nC 给。\nK 好了。") {
        ended.extend(hall.hear(&heard(&said, &RULES)));
    }
    assert_eq!((ended.len(), hall.state()), (0, State::Open));
    assert_eq!(hall.hear(&[ticket(14.0, TicketEvent::Closed)]), None, "a farewell may follow");
    let [farewell] = &talk("K 请慢走。")[..] else { panic!() };
    let (side, text, ..) = farewell.clone();
    assert_eq!(hall.hear(&heard(&(side, text, 15.0, 16.0), &RULES)), None);
    let first = hall.hear(&[ticket(18.0, TicketEvent::Called)]).expect("the next one was called");
    assert_eq!((of(&first, "R01"), of(&first, "R03")), (Some(Broken), Some(Kept)));
    // Nobody came: the call for them is no encounter.
    assert_eq!(hall.finish(), None);
}

#[test]
fn a_counter_has_states() {
    let mut hall = Hall::new(RULES.bounds.clone());
    let mut at_s = 0.0;
    let mut say = |hall: &mut Hall, side, text: &str| {
        at_s += 3.0;
        hall.hear(&heard(&(side, text, at_s, at_s + 2.0), &RULES));
        hall.state()
    };
    use Side::{Citizen as C, Clerk as K};
    assert_eq!(hall.state(), State::Idle);
    assert_eq!(say(&mut hall, K, "您好,请问办什么业务?"), State::Open);
    assert_eq!(say(&mut hall, C, "办证。"), State::Open);
    assert_eq!(say(&mut hall, K, "请稍等。"), State::Waiting);
    assert_eq!(say(&mut hall, C, "好的。"), State::Waiting);
    assert_eq!(say(&mut hall, K, "对不起,我接一下电话,请稍候。"), State::Phone);
    assert_eq!(say(&mut hall, K, "喂,您好,对,好的,再见。"), State::Phone, "said to the line");
    assert_eq!(say(&mut hall, K, "让您久等了。"), State::Open);
    assert_eq!(say(&mut hall, K, "办好了,请慢走。"), State::Open);
    let ended = hall.advance(at_s + 10.0);
    assert_eq!((ended.is_some(), hall.state()), (true, State::Idle));
    hall.hear(&heard(&(K, "本窗口暂停服务,请到三号窗口办理。", at_s + 20.0, at_s + 23.0), &RULES));
    assert_eq!(hall.state(), State::Paused);
    hall.hear(&heard(&(K, "下一位。", at_s + 60.0, at_s + 61.0), &RULES));
    assert_eq!(hall.state(), State::Idle);
}

// ── levels ──

fn quarrel(raise: (f32, f32), overlap: bool) -> Judged {
    let mut moments = Vec::new();
    for (side, above_db) in [(Side::Clerk, 25.0), (Side::Citizen, 25.0)] {
        moments.push(at(0.0, 0.0, side, What::Usual { above_db }));
    }
    for n in 0..8 {
        let is_clerk = n % 2 == 0;
        let side = if is_clerk { Side::Clerk } else { Side::Citizen };
        let start_s = 3.0 * f64::from(n) + if overlap { 0.0 } else { 0.1 };
        let end_s = start_s + if overlap { 3.4 } else { 2.8 };
        let above_db = 25.0 + if is_clerk { raise.0 } else { raise.1 };
        let what = What::Turn { syllables: 14, above_db, asks: false, understood: true };
        moments.push(at(start_s, end_s, side, what));
    }
    let (clear_start, clear_end) = (true, true);
    by(&RULES, &Encounter { start_s: 0.0, end_s: 24.4, moments, clear_start, clear_end })
}

#[test]
fn a_quarrel_takes_two_raised_voices_that_overlap() {
    for (raise, overlap, expected) in [
        ((10.0, 10.0), true, Broken),
        ((10.0, 10.0), false, Kept),
        ((0.0, 10.0), true, Kept),
        ((10.0, 0.0), true, Kept),
        ((0.0, 0.0), true, Kept),
    ] {
        let judged = quarrel(raise, overlap);
        assert_eq!(judged.of("R30"), Some(expected), "{raise:?} {overlap}");
    }
    let agitated = quarrel((0.0, 10.0), true);
    assert!(agitated.reasons("R30").contains("群众声音"), "{}", agitated.reasons("R30"));
}

#[test]
fn calm_under_a_raised_voice_is_a_merit() {
    let lines = "K 您好,请坐。
        C 你们怎么回事,我都等了一个多小时了。
        K 对不起,您消消气,我马上给您办。
        K 办好了,请慢走。";
    assert_eq!(only(&talk(lines)).of("R32"), Some(Merit));
}

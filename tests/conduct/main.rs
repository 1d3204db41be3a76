//! Conversations of the kinds that halls know, word by word, through lists, encounters and
//! rules: what each must come to. No sound: what a recogniser adds is tested end to end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod each;
mod precedence;
mod said;
mod variants;

use liyu::conduct::{
    Body, Ear, Encounter, Hall, Heard, HeardPhrase, Outcome, Rulebook, Ruling, Side, Verdict, rule,
    utterances, verdict,
};
use liyu::phrasebook::Phrasebook;
use liyu::spot::Spotter;
use std::sync::{Arc, LazyLock};

static SPOTTER: LazyLock<Spotter> =
    LazyLock::new(|| Spotter::new(Arc::new(Phrasebook::shipped().unwrap())));
static RULES: LazyLock<Arc<Rulebook>> = LazyLock::new(|| {
    Arc::new(Rulebook::shipped(&["government".to_owned()]).unwrap_or_else(|e| panic!("{e}")))
});

/// What somebody says, and when.
type Said = (Side, &'static str, f64, f64);

fn moments<T: AsRef<str>>(said: &(Side, T, f64, f64)) -> Vec<liyu::conduct::Moment> {
    heard(said, &RULES)
}

/// What the lists find in it.
fn phrases<T: AsRef<str>>(said: &(Side, T, f64, f64)) -> Vec<HeardPhrase> {
    let (_, ref text, start_s, end_s) = *said;
    let found = SPOTTER.find(text.as_ref());
    let heard = found.iter().map(|found| {
        let phrase = SPOTTER.phrase(found);
        HeardPhrase {
            id: phrase.id.clone(),
            group: phrase.group.clone(),
            list: phrase.list,
            start_s,
            end_s,
        }
    });
    heard.collect()
}

/// What the ear makes of it, by the words of `packs`.
fn heard<T: AsRef<str>>(
    said: &(Side, T, f64, f64),
    packs: &Arc<Rulebook>,
) -> Vec<liyu::conduct::Moment> {
    let (side, ref text, start_s, end_s) = *said;
    let (text, phrases) = (text.as_ref(), phrases(said));
    Ear::new(Arc::clone(packs)).hear(&Heard { start_s, end_s, side, text, above_db: 30.0, phrases })
}

fn encounters<T: AsRef<str>>(talk: &[(Side, T, f64, f64)]) -> Vec<Encounter> {
    let mut hall = Hall::new(RULES.bounds.clone());
    let mut all: Vec<Encounter> =
        talk.iter().filter_map(|said| hall.hear(&moments(said))).collect();
    all.extend(hall.finish());
    all
}

/// The one encounter of a conversation, and what it comes to.
fn judged(talk: &[Said]) -> (Outcome, Vec<Ruling>) {
    let all = encounters(talk);
    assert_eq!(all.len(), 1, "{all:#?}");
    let rulings = rule(&RULES, &all[0]);
    (verdict(&RULES, &rulings), rulings)
}

fn of(rulings: &[Ruling], id: &str) -> Option<Verdict> {
    rulings.iter().find(|ruling| ruling.rule == id).map(|ruling| ruling.verdict)
}

fn reasons(rulings: &[Ruling], id: &str) -> String {
    let ruling = rulings.iter().find(|ruling| ruling.rule == id);
    let all: Vec<String> =
        ruling.iter().flat_map(|r| &r.reasons).map(ToString::to_string).collect();
    all.join("; ")
}

use Side::{Citizen as C, Clerk as K};
use Verdict::{Broken, Kept, NotJudged, Remedied};

const GOOD_RESIDENCE: &[Said] = &[
    (K, "您好，请问您办理什么业务？", 0.6, 3.52),
    (C, "我想办一下居住证。", 4.03, 6.65),
    (K, "好的，请您出示身份证和租房合同。", 7.05, 11.1),
    (C, "给你，都在这儿了。", 11.9, 13.95),
    (K, "请您稍等，我马上为您办理。", 14.45, 17.3),
    (C, "大概要多久？", 23.3, 25.43),
    (K, "大约五分钟，请您不要着急。", 25.83, 28.75),
    (K, "您的手续已经办好了，请收好您的资料和证件。", 40.75, 45.62),
    (C, "谢谢你啊。", 46.12, 47.7),
    (K, "没关系，这是我们应该做的，请慢走。", 48.1, 51.98),
];

const REFUSAL_NOT_MY_JOB: &[Said] = &[
    (C, "你好，我想问一下公积金怎么提取？", 0.5, 3.92),
    (K, "这个不归我管，你去别的窗口问问。", 4.33, 7.75),
    (C, "那是哪个窗口啊？", 8.15, 10.73),
    (K, "不知道，你自己看，墙上都贴着呢。", 11.13, 14.45),
    (C, "我眼睛不好，看不清楚。", 15.05, 18.18),
    (K, "急什么，没看见我正忙着吗？", 18.68, 21.95),
];

const REMEDIED_REFERRAL: &[Said] = &[
    (K, "您好，请问您办理什么业务？", 0.5, 3.9),
    (C, "我要查不动产登记。", 4.4, 7.08),
    (K, "对不起，这个不归我管，请您到三号窗口办理，出电梯右转，我带您过去。", 7.48, 13.88),
    (C, "好的，谢谢。", 14.28, 16.25),
    (K, "不客气，请慢走。", 16.55, 19.05),
];

const CLOSING_TIME: &[Said] = &[
    (C, "同志，我来补一个社保证明。", 0.5, 3.67),
    (K, "快下班了，不办了，明天再来吧。", 4.08, 7.45),
    (C, "我请了半天假才来的，还差二十分钟呢。", 7.85, 11.93),
    (K, "怎么这么晚才来，明天再办吧。", 12.33, 15.2),
    (C, "那我明天再来吧。", 16.0, 18.25),
];

const CASH_OK: &[Said] = &[
    (K, "您好，您的费用一共是七十五元。", 0.5, 3.92),
    (C, "给你一百。", 5.42, 7.32),
    (K, "收您一百元，找您二十五元，请您点一下。", 8.12, 11.9),
    (C, "对的。", 13.9, 15.22),
    (K, "请保管好您的票据，再见。", 15.72, 18.9),
];

const CASH_WRONG: &[Said] = &[
    (K, "您的费用一共是三十八元。", 0.5, 3.6),
    (C, "这是五十块。", 4.8, 7.2),
    (K, "收您五十元，找您二十二元。", 8.0, 10.92),
    (C, "哦，好。", 11.92, 13.47),
];

const CITIZEN_SAYS_IT: &[Said] = &[
    (K, "您好，请讲。", 0.5, 2.4),
    (C, "我不知道这个表怎么填，急死我了，能不能快点？", 2.9, 6.82),
    (K, "别着急，请慢慢讲，我来教您填。", 7.22, 10.77),
    (C, "之前那个窗口说不归他管。", 11.27, 14.12),
    (K, "对不起，给您添麻烦了，我帮您问一下。", 14.52, 18.45),
    (K, "好了，您在这里签个字，谢谢您的配合，请慢走。", 27.45, 31.6),
];

const PHONE_INTERRUPT: &[Said] = &[
    (K, "您好，请坐，请问您办理什么业务？", 0.5, 4.15),
    (C, "办老年优待证。", 4.65, 7.18),
    (K, "对不起，我接一下电话，请稍候。", 9.18, 12.9),
    (K, "对不起，让您久等了。", 27.9, 30.6),
    (K, "您的证件办好了，请慢走，欢迎下次再来。", 38.6, 43.1),
];

const MATERIALS_MISSING: &[Said] = &[
    (K, "您好，请问您办理什么业务？", 0.5, 3.9),
    (C, "给孩子上户口。", 4.3, 6.62),
    (
        K,
        "对不起，根据规定，办理这项业务需要提供出生医学证明，这次让您白跑一趟，真是抱歉。",
        9.62,
        17.85,
    ),
    (C, "哦，那我回去拿。", 18.35, 20.55),
    (K, "对不起，请补全手续再来办理，谢谢您的合作。", 21.05, 25.48),
];

const NO_GREETING: &[Said] = &[
    (C, "喂，有人吗？我要交水费。", 0.5, 3.3),
    (K, "户号。", 4.8, 6.65),
    (C, "三八六零五。", 7.25, 9.57),
    (K, "行了，下一个。", 19.57, 21.72),
];

#[test]
fn a_good_conversation_is_clean() {
    let (outcome, rulings) = judged(GOOD_RESIDENCE);
    assert_eq!(outcome, Outcome::Clean, "{rulings:#?}");
    for id in ["R01", "R02", "R03", "R47"] {
        assert_eq!(of(&rulings, id), Some(Kept), "{id} {}", reasons(&rulings, id));
    }
}

#[test]
fn a_refusal_is_broken_and_a_referral_puts_it_right() {
    let (outcome, rulings) = judged(REFUSAL_NOT_MY_JOB);
    assert_eq!(outcome, Outcome::Flagged);
    for id in ["R01", "R15", "R33", "R35"] {
        assert_eq!(of(&rulings, id), Some(Broken), "{id} {}", reasons(&rulings, id));
    }
    let (outcome, rulings) = judged(REMEDIED_REFERRAL);
    assert_eq!(outcome, Outcome::Remedied, "{rulings:#?}");
    assert_eq!(of(&rulings, "R15"), Some(Remedied), "{}", reasons(&rulings, "R15"));
    assert_eq!(of(&rulings, "R35"), Some(Kept));
}

#[test]
fn turning_people_away_before_closing_is_broken() {
    let (outcome, rulings) = judged(CLOSING_TIME);
    assert_eq!(outcome, Outcome::Flagged);
    assert_eq!(of(&rulings, "R71"), Some(Broken));
}

#[test]
fn cash_is_counted() {
    let (outcome, rulings) = judged(CASH_OK);
    assert_eq!(outcome, Outcome::Clean, "{rulings:#?}");
    assert_eq!(of(&rulings, "R51"), Some(Kept), "{}", reasons(&rulings, "R51"));
    let (_, rulings) = judged(CASH_WRONG);
    assert_eq!(of(&rulings, "R51"), Some(Broken));
    assert_eq!(reasons(&rulings, "R51"), "应找 12.00 元,说找 22.00 元");
}

#[test]
fn what_the_citizen_says_breaks_nothing() {
    let (outcome, rulings) = judged(CITIZEN_SAYS_IT);
    assert_eq!(outcome, Outcome::Clean, "{rulings:#?}");
    assert_ne!(of(&rulings, "R15"), Some(Broken));
}

#[test]
fn a_call_is_taken_with_an_apology_and_consent_is_not_claimed() {
    let (_, rulings) = judged(PHONE_INTERRUPT);
    assert_eq!(of(&rulings, "R63"), Some(Kept), "{}", reasons(&rulings, "R63"));
    assert_eq!(of(&rulings, "R62"), Some(NotJudged));
    assert!(reasons(&rulings, "R62").contains("未听到征得同意"), "{}", reasons(&rulings, "R62"));
}

#[test]
fn a_call_is_known_by_its_sound() {
    let mut talk = PHONE_INTERRUPT.to_vec();
    talk[2].1 = "对不起我记一下电话,请稍后";
    let (_, rulings) = judged(&talk);
    assert_eq!(of(&rulings, "R63"), Some(Kept), "{}", reasons(&rulings, "R63"));
    assert_eq!(of(&rulings, "R62"), Some(NotJudged));
}

#[test]
fn missing_material_is_told_in_full() {
    let (outcome, rulings) = judged(MATERIALS_MISSING);
    assert_eq!(outcome, Outcome::Clean, "{rulings:#?}");
    for id in ["R04", "R38", "R41"] {
        assert_eq!(of(&rulings, id), Some(Kept), "{id} {}", reasons(&rulings, id));
    }
}

#[test]
fn neither_greeting_nor_farewell_is_two_breaches() {
    let (outcome, rulings) = judged(NO_GREETING);
    assert_eq!(outcome, Outcome::Flagged);
    assert_eq!(of(&rulings, "R01"), Some(Broken), "{rulings:#?}");
    assert_eq!(of(&rulings, "R03"), Some(Broken), "{rulings:#?}");
}

#[test]
fn with_one_microphone_no_rule_that_needs_a_role_is_judged() {
    for talk in [GOOD_RESIDENCE, REFUSAL_NOT_MY_JOB, CLOSING_TIME, MATERIALS_MISSING, NO_GREETING] {
        let mixed: Vec<Said> =
            talk.iter().map(|(_, text, start, end)| (Side::Unknown, *text, *start, *end)).collect();
        for encounter in encounters(&mixed) {
            for ruling in rule(&RULES, &encounter) {
                assert_eq!(ruling.verdict, NotJudged, "{ruling:?}");
            }
        }
    }
}

#[test]
fn two_conversations_are_two_encounters() {
    let later = |talk: &[Said], by: f64| -> Vec<Said> {
        talk.iter().map(|(side, text, start, end)| (*side, *text, start + by, end + by)).collect()
    };
    for gap_s in [7.0, 60.0] {
        let mut day = GOOD_RESIDENCE.to_vec();
        day.extend(later(REMEDIED_REFERRAL, 52.0 + gap_s));
        assert_eq!(encounters(&day).len(), 2, "{gap_s}");
    }
    let mut day = NO_GREETING.to_vec();
    day.extend(later(CASH_OK, 26.0));
    assert_eq!(encounters(&day).len(), 2);
}

/// The table of the document is the packs' own.
#[test]
fn the_document_lists_every_rule_as_it_is_judged() {
    let hospital = Rulebook::shipped(&["hospital".to_owned()]).unwrap();
    let document = include_str!("../../docs/rules.md");
    let mut rows = Vec::new();
    for (id, rule) in &RULES.rules {
        let judged = |rule: &liyu::conduct::Rule| match &rule.body {
            Body::Required(_) => "must be said".to_owned(),
            Body::Forbidden(_) => "must not be said".to_owned(),
            Body::Measured(_) => "measured".to_owned(),
            Body::Merit(_) => "merit".to_owned(),
            Body::Unheard(why) => format!("no: {why}"),
        };
        let mut how = judged(rule);
        let there = judged(&hospital.rules[id]);
        if there != how {
            how = format!("{how}; hospital: {there}");
        }
        let (grade, test) = (rule.grade.word(), each::test_of(id));
        rows.push(format!(
            "| {id} | {} | {grade} | {how} | {test} | {} |",
            rule.title, rule.source
        ));
    }
    let lacking: Vec<_> = rows.iter().filter(|row| !document.contains(row.as_str())).collect();
    assert!(lacking.is_empty(), "docs/rules.md lacks some of\n{}", rows.join("\n"));
}

/// What is kept of a day is enough to judge it again: no words are needed.
#[test]
fn a_day_is_judged_again_from_typed_moments_alone() {
    const COUNTERS: usize = 12;
    const HOURS: f64 = 8.0;
    let talks = [GOOD_RESIDENCE, REFUSAL_NOT_MY_JOB, CASH_WRONG, MATERIALS_MISSING, NO_GREETING];
    let typed: Vec<Vec<liyu::conduct::Moment>> =
        talks.iter().map(|talk| talk.iter().flat_map(moments).collect()).collect();
    let mut kept = Vec::new();
    for counter in 0..COUNTERS {
        let (mut at_s, mut next) = (0.0, counter);
        while at_s < HOURS * 3600.0 {
            for moment in &typed[next % typed.len()] {
                let mut moment = moment.clone();
                (moment.start_s, moment.end_s) = (moment.start_s + at_s, moment.end_s + at_s);
                kept.push((counter, serde_json::to_string(&moment).unwrap()));
            }
            (at_s, next) = (at_s + 110.0, next + 1);
        }
    }
    let bytes: usize = kept.iter().map(|(_, line)| line.len()).sum();
    let began = std::time::Instant::now();
    let mut halls = vec![Hall::new(RULES.bounds.clone()); COUNTERS];
    let (mut encounters, mut broken) = (0, 0);
    let mut judge = |encounter: Encounter| {
        encounters += 1;
        broken += usize::from(verdict(&RULES, &rule(&RULES, &encounter)) == Outcome::Flagged);
    };
    for day in kept.chunk_by(|a, b| a.0 == b.0) {
        let moments: Vec<liyu::conduct::Moment> =
            day.iter().map(|(_, line)| serde_json::from_str(line).unwrap()).collect();
        for utterance in utterances(&moments) {
            halls[day[0].0].hear(utterance).map(&mut judge);
        }
    }
    halls.iter_mut().filter_map(Hall::finish).for_each(&mut judge);
    eprintln!(
        "{encounters} encounters, {} moments, {bytes} bytes, judged again in {:.2} s",
        kept.len(),
        began.elapsed().as_secs_f64()
    );
    let expected = COUNTERS * (HOURS * 3600.0 / 110.0).ceil() as usize;
    assert_eq!(encounters, expected);
    // Three of the five kinds are flagged.
    assert!((broken * 5).abs_diff(expected * 3) <= 3 * COUNTERS * 5, "{broken} of {expected}");
}

/// What encounters and rules cost beside recognition: twelve counters, eight hours, a turn
/// every five seconds at each. Told, not judged: `cargo test --release --test conduct -- --nocapture what_judging_costs`.
#[test]
fn what_judging_costs() {
    const TURNS: usize = 12 * 8 * 3600 / 5;
    /// Heard here; the rest is reckoned.
    const HEARD: usize = TURNS / 40;
    let talks = [GOOD_RESIDENCE, REFUSAL_NOT_MY_JOB, CASH_OK, MATERIALS_MISSING, NO_GREETING];
    let said: Vec<&Said> = talks.iter().flat_map(|talk| talk.iter()).collect();
    let found: Vec<Vec<HeardPhrase>> = said.iter().map(|said| phrases(said)).collect();
    let ear = Ear::new(Arc::clone(&RULES));
    let mut hall = Hall::new(RULES.bounds.clone());
    let (mut encounters, mut rulings) = (0, 0);
    let began = std::time::Instant::now();
    for n in 0..HEARD {
        let (side, text, start_s, end_s) = *said[n % said.len()];
        let at_s = 60.0 * (n / said.len()) as f64 * talks.len() as f64
            + 60.0
                * talks
                    .iter()
                    .scan(0, |sum, talk| {
                        *sum += talk.len();
                        Some(*sum)
                    })
                    .filter(|sum| *sum <= n % said.len())
                    .count() as f64;
        let phrases = found[n % said.len()].clone();
        let (start_s, end_s) = (start_s + at_s, end_s + at_s);
        let moments = ear.hear(&Heard { start_s, end_s, side, text, above_db: 30.0, phrases });
        if let Some(encounter) = hall.hear(&moments) {
            encounters += 1;
            rulings += rule(&RULES, &encounter).len();
        }
    }
    let each_us = began.elapsed().as_secs_f64() * 1e6 / HEARD as f64;
    let share = each_us * 1e-6 * TURNS as f64 / (8.0 * 3600.0) * 100.0;
    eprintln!(
        "{encounters} encounters, {rulings} rulings: {each_us:.0} us a turn, {share:.3} % of one core for 12 counters"
    );
    assert!(encounters > 0 && rulings > encounters);
}

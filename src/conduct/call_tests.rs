//! Conversations with a telephone in them, by typed moments and the shipped words.

use super::{CallKind, Ear, Encounter, Hall, Heard, HeardPhrase, Moment, Noise, Outcome};
use super::{Rulebook, Scene, Side, Verdict, What, rule, verdict};
use crate::phrasebook::List;
use std::sync::Arc;

use Side::{Citizen as C, Clerk as K};

/// What happens, and when.
enum It {
    Said(Side, &'static str, f64, f64),
    Rings(u32, f64),
    Tune(f64),
    Slam(f64),
}

use It::{Rings, Said, Slam, Tune};

fn sound(noise: Noise, start_s: f64, end_s: f64) -> Vec<Moment> {
    vec![Moment { start_s, end_s, side: Side::Unknown, what: What::Sound { noise } }]
}

fn day(packs: &Arc<Rulebook>, talk: &[It]) -> Vec<Encounter> {
    let ear = Ear::new(Arc::clone(packs));
    let mut all: Vec<Vec<Moment>> = Vec::new();
    for it in talk {
        match *it {
            Rings(n, at_s) => {
                let bursts = (0..n).map(|n| at_s + 5.0 * f64::from(n));
                all.extend(bursts.map(|s| sound(Noise::Ring, s, s + 1.0)));
            }
            Tune(at_s) => all.push(sound(Noise::Mobile, at_s, at_s + 8.0)),
            Slam(at_s) => all.push(sound(Noise::Slam, at_s, at_s + 0.2)),
            Said(side, text, start_s, end_s) => {
                // The lists are no part of this room: the few phrases that matter here.
                let known = [
                    ("您好,请讲", "C001", "phone_open"),
                    ("请慢走", "C002", "farewell"),
                    ("您好,请问", "C003", "greet_ask"),
                ];
                let found = known.iter().filter(|(words, ..)| text.contains(words));
                let phrases = found.map(|(_, id, group)| HeardPhrase {
                    id: (*id).to_owned(),
                    group: (*group).to_owned(),
                    list: List::Civil,
                    start_s,
                    end_s,
                });
                let phrases = phrases.collect();
                let heard = Heard { start_s, end_s, side, text, above_db: 30.0, phrases };
                all.push(ear.hear(&heard));
            }
        }
    }
    all.sort_by(|a, b| a[0].start_s.total_cmp(&b[0].start_s));
    let mut hall = Hall::new(packs.bounds.clone());
    let mut ended: Vec<Encounter> = all.iter().filter_map(|moments| hall.hear(moments)).collect();
    ended.extend(hall.advance(all.last().unwrap()[0].start_s + 1_000.0));
    ended.extend(hall.finish());
    ended.retain(|encounter| encounter.scene().is_some());
    ended
}

fn packs(name: &str) -> Arc<Rulebook> {
    Arc::new(Rulebook::shipped(&[name.to_owned()]).unwrap())
}

fn of(packs: &Rulebook, encounter: &Encounter, id: &str) -> Option<Verdict> {
    rule(packs, encounter).into_iter().find(|ruling| ruling.rule == id).map(|r| r.verdict)
}

fn calls(encounter: &Encounter) -> Vec<(CallKind, u32)> {
    let call = |moment: &Moment| match moment.what {
        What::Call { call, rings } => Some((call, rings)),
        _ => None,
    };
    encounter.moments.iter().filter_map(call).collect()
}

#[test]
fn a_call_with_nobody_at_the_counter_is_judged_as_a_call() {
    use Verdict::{Broken, Kept};
    let packs = packs("government");
    for (rings, first, last, expected) in [
        (2, "您好,请讲", "好的,再见", [Some(Kept), None, Some(Kept), Some(Kept)]),
        (3, "您好,这里是社保窗口", "再见", [Some(Kept), None, Some(Kept), Some(Kept)]),
        (5, "喂,找谁", "不知道", [Some(Broken), None, Some(Broken), Some(Broken)]),
    ] {
        let after_s = 5.0 * f64::from(rings) + 2.0;
        let talk = [
            Rings(rings, 4.0),
            Said(K, first, after_s, after_s + 2.0),
            Said(K, "嗯,材料要身份证和户口本", after_s + 9.0, after_s + 12.0),
            Said(K, last, after_s + 20.0, after_s + 22.0),
        ];
        let all = day(&packs, &talk);
        assert_eq!(all.len(), 1, "{first}: {all:#?}");
        assert_eq!(all[0].scene(), Some(Scene::Call));
        assert_eq!(calls(&all[0]), [(CallKind::Taken, rings)], "{first}");
        let verdicts = ["R56", "R57", "R58", "R60"].map(|id| of(&packs, &all[0], id));
        let mut expected = expected;
        // Taken: nothing was missed.
        expected[1] = Some(Kept);
        assert_eq!(verdicts, expected, "{first}");
        for id in ["R01", "R02", "R03", "R13", "R47"] {
            assert_eq!(of(&packs, &all[0], id), None, "{id} is owed to who is at the counter");
        }
    }
}

#[test]
fn a_bell_that_nobody_took_is_missed_unless_it_stopped_soon() {
    let packs = packs("government");
    for (rings, expected) in [(2, Verdict::Kept), (6, Verdict::Broken)] {
        let all = day(&packs, &[Rings(rings, 4.0)]);
        assert_eq!(all.len(), 1);
        assert_eq!(calls(&all[0]), [(CallKind::Missed, rings)]);
        assert_eq!(of(&packs, &all[0], "R57"), Some(expected), "{rings}");
        let outcome = verdict(&packs, &rule(&packs, &all[0]));
        assert_eq!(outcome == Outcome::Flagged, expected == Verdict::Broken);
    }
}

#[test]
fn who_is_at_the_counter_comes_before_the_bell() {
    let packs = packs("government");
    let talk = [
        Said(K, "您好,请问您办什么", 0.0, 2.0),
        Said(C, "办居住证", 3.0, 5.0),
        Rings(6, 6.0),
        Said(K, "请出示身份证", 10.0, 12.0),
        Said(C, "给你", 20.0, 21.0),
        Said(K, "好了,请慢走", 40.0, 42.0),
    ];
    let all = day(&packs, &talk);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!(of(&packs, &all[0], "R56"), Some(Verdict::NotJudged));
    assert_eq!(of(&packs, &all[0], "R57"), None);
    assert_eq!(of(&packs, &all[0], "R63"), None, "nobody took it");
    assert_eq!(calls(&all[0]), []);
}

#[test]
fn a_call_taken_in_the_middle_asks_for_an_apology_and_ends_with_the_way_back() {
    use Verdict::{Broken, Kept, NotJudged};
    let packs = packs("government");
    for (taking, back, r63, r62) in [
        ("对不起,我接一下电话,请稍候", "对不起,让您久等了", Kept, NotJudged),
        ("对不起,我接一下电话,您看可以吗", "让您久等了", Kept, Kept),
        ("我接个电话", "好了", Broken, NotJudged),
    ] {
        let talk = [
            Said(K, "您好,请问您办什么", 0.0, 2.0),
            Said(C, "办居住证", 3.0, 5.0),
            Rings(2, 6.0),
            Said(K, taking, 13.0, 15.0),
            Said(K, "您好,请讲", 16.0, 17.0),
            Said(K, "嗯,上午都在", 22.0, 24.0),
            Said(K, back, 40.0, 42.0),
            Said(C, "没事", 43.0, 44.0),
            Said(K, "办好了,请慢走", 50.0, 52.0),
        ];
        let all = day(&packs, &talk);
        assert_eq!(all.len(), 1, "{all:#?}");
        assert_eq!(calls(&all[0]), [(CallKind::Taken, 2)], "{taking}");
        assert_eq!(of(&packs, &all[0], "R63"), Some(r63), "{taking}");
        assert_eq!(of(&packs, &all[0], "R62"), Some(r62), "{taking}");
        assert_eq!(of(&packs, &all[0], "R58"), Some(Kept), "{taking}");
        assert_eq!(of(&packs, &all[0], "R56"), Some(Kept), "{taking}");
    }
}

#[test]
fn of_a_call_that_is_only_spoken_of_nothing_else_is_claimed() {
    let packs = packs("government");
    let talk = [
        Said(K, "您好,请坐", 0.5, 2.0),
        Said(C, "办老年优待证", 3.0, 5.0),
        Said(K, "对不起,我接一下电话,请稍候", 6.0, 9.0),
        Said(K, "对不起,让您久等了", 28.0, 30.0),
        Said(K, "办好了,请慢走", 38.0, 43.0),
    ];
    let all = day(&packs, &talk);
    assert_eq!(calls(&all[0]), [(CallKind::Spoken, 0)]);
    for id in ["R56", "R57", "R58", "R59", "R60", "R64"] {
        assert_eq!(of(&packs, &all[0], id), None, "{id}");
    }
}

#[test]
fn who_comes_while_the_clerk_is_on_the_telephone_has_an_encounter_of_their_own() {
    let packs = packs("government");
    let talk = [
        Rings(2, 4.0),
        Said(K, "您好,请讲", 12.0, 13.0),
        Said(K, "嗯,要带户口本", 20.0, 22.0),
        Said(C, "同志,办证在这儿吗", 24.0, 26.0),
        Said(K, "请稍等", 27.0, 28.0),
        Said(K, "好了,请慢走", 40.0, 42.0),
    ];
    let all = day(&packs, &talk);
    let scenes: Vec<_> = all.iter().map(Encounter::scene).collect();
    assert_eq!(scenes, [Some(Scene::Call), Some(Scene::Counter)], "{all:#?}");
    assert!(!all[1].clear_start);
}

#[test]
fn a_bell_and_a_greeting_to_who_comes_are_no_call() {
    let packs = packs("government");
    let talk = [
        Rings(1, 0.0),
        Said(K, "您好,请问您办什么", 2.0, 4.0),
        Said(C, "办居住证", 4.5, 6.0),
        Said(K, "好了,请慢走", 20.0, 22.0),
    ];
    let all = day(&packs, &talk);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!(all[0].scene(), Some(Scene::Counter));
    assert_eq!((calls(&all[0]), all[0].start_s), (Vec::new(), 2.0));
    assert_eq!(of(&packs, &all[0], "R01"), Some(Verdict::Kept));
}

#[test]
fn a_slam_is_a_hint_and_moves_no_outcome() {
    let packs = packs("government");
    let talk = |slam: Option<It>| {
        let mut talk = vec![
            Said(K, "您好,请问您办什么", 0.0, 2.0),
            Said(C, "办居住证", 3.0, 5.0),
            Said(K, "办好了,请慢走", 10.0, 12.0),
        ];
        talk.extend(slam);
        day(&packs, &talk).remove(0)
    };
    let (with, without) = (talk(Some(Slam(8.0))), talk(None));
    assert_eq!(of(&packs, &with, "R77"), Some(Verdict::Broken));
    assert_eq!(of(&packs, &without, "R77"), None);
    let outcome = |encounter| verdict(&packs, &rule(&packs, encounter));
    assert_eq!(outcome(&with), outcome(&without));
}

#[test]
fn who_answers_at_once_has_the_last_burst_in_their_words() {
    let packs = packs("government");
    // The last burst from 9 to 10 s; the utterance holds it.
    let talk = [Rings(2, 4.0), Said(K, "您好,请讲", 8.6, 11.5), Said(K, "再见", 20.0, 21.0)];
    let all = day(&packs, &talk);
    assert_eq!(calls(&all[0]), [(CallKind::Taken, 2)]);
    assert_eq!(of(&packs, &all[0], "R58"), Some(Verdict::Kept));
}

#[test]
fn colleagues_who_talk_are_no_call() {
    let packs = packs("government");
    let talk = [
        Said(K, "昨天那个报表交了吗", 0.0, 2.0),
        Said(K, "交了", 3.0, 4.0),
        Slam(5.0),
        Said(K, "晚上吃什么", 8.0, 9.0),
    ];
    assert_eq!(day(&packs, &talk), []);
}

#[test]
fn a_call_made_asks_for_a_name_and_a_long_one_for_a_reason() {
    use Verdict::{Broken, Kept, NotJudged};
    let packs = packs("government");
    for (words, more, r59, r64) in [
        ("喂,您好,我是社保局的", "请您来领证", Kept, NotJudged),
        ("喂,你好,张三在不在", "晚上吃什么,去接孩子", Broken, Broken),
    ] {
        let mut talk = vec![Said(K, words, 0.0, 3.0), Said(K, more, 20.0, 24.0)];
        talk.extend((2..7).map(|n| Said(K, "嗯", 20.0 * f64::from(n), 20.0 * f64::from(n) + 1.0)));
        let all = day(&packs, &talk);
        assert_eq!(calls(&all[0]), [(CallKind::Made, 0)], "{words}");
        assert_eq!(of(&packs, &all[0], "R59"), Some(r59), "{words}");
        assert_eq!(of(&packs, &all[0], "R64"), Some(r64), "{words}");
    }
}

#[test]
fn hospitals_forbid_mobile_telephones_only() {
    use Verdict::{Broken, NotJudged};
    let packs = packs("hospital");
    let talk = |bell: Option<It>| {
        let mut talk = vec![
            Said(K, "您好,请坐", 0.0, 2.0),
            Said(C, "我取药", 3.0, 5.0),
            Said(K, "对不起,我接个电话", 14.0, 16.0),
            Said(K, "喂,嗯", 17.0, 18.0),
            Said(K, "让您久等了", 30.0, 32.0),
        ];
        talk.extend(bell);
        talk
    };
    for (bell, expected) in
        [(None, Broken), (Some(Tune(6.0)), Broken), (Some(Rings(2, 6.0)), NotJudged)]
    {
        let all = day(&packs, &talk(bell));
        assert_eq!(of(&packs, &all[0], "R65"), Some(expected), "{:?}", calls(&all[0]));
    }
    assert_eq!(of(&self::packs("government"), &day(&packs, &talk(None))[0], "R65"), None);
}

#[test]
fn where_nobody_knows_who_speaks_a_bell_says_nothing_of_anybody() {
    let packs = packs("government");
    let talk = [
        Said(Side::Unknown, "您好", 0.0, 1.0),
        Rings(6, 3.0),
        Said(Side::Unknown, "您好,请讲", 33.0, 34.0),
    ];
    let all = day(&packs, &talk);
    for ruling in rule(&packs, &all[0]) {
        assert_eq!(ruling.verdict, Verdict::NotJudged, "{ruling:?}");
    }
    assert_eq!(calls(&all[0]), []);
}

#[test]
fn noting_calls_twice_changes_nothing() {
    let packs = packs("government");
    let talk = [Rings(2, 4.0), Said(K, "您好,请讲", 12.0, 13.0), Said(K, "再见", 20.0, 22.0)];
    let once = day(&packs, &talk).remove(0);
    let mut twice = once.clone();
    packs.bounds.telephone.note(&mut twice);
    assert_eq!(once, twice);
    // Kept moments are judged again through a new hall.
    let mut hall = Hall::new(packs.bounds.clone());
    let mut again: Vec<Encounter> =
        super::utterances(&once.moments).filter_map(|all| hall.hear(all)).collect();
    again.extend(hall.finish());
    assert_eq!(again, [once]);
}

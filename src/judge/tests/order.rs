//! Early, late and repeated decodings come to the same end.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeSet, HashSet};

/// Which episode each hit ended in, as places in `all`.
fn partition(verdicts: &[Verdict], all: &[Hit]) -> Vec<Vec<usize>> {
    let place = |hit: &Hit| all.iter().position(|other| other == hit).unwrap();
    let mut parts: Vec<Vec<usize>> =
        verdicts.iter().map(|v| v.hits.iter().map(place).collect()).collect();
    parts.iter_mut().for_each(|part| part.sort_unstable());
    parts.sort();
    parts
}

proptest! {
    /// Early, late and repeated decodings in any order come to the same hits.
    #[test]
    fn order_and_repetition_change_no_hit(
        starts in prop::collection::vec(0u32..400, 1..20),
        seed in any::<u64>(),
    ) {
        // Each has an id of its own, so that none is taken for the repetition of another.
        let hits: Vec<Hit> = starts.iter().enumerate()
            .map(|(n, s)| clerk(&format!("T{n}"), f64::from(*s)))
            .collect();
        let mut shuffled = hits.clone();
        let len = shuffled.len();
        for n in 0..len {
            shuffled.swap(n, (seed as usize).wrapping_mul(n + 7) % len);
        }
        shuffled.extend(hits.clone());
        let mut judge = judge();
        let new = shuffled.into_iter().map(|h| judge.hear(said(vec![h])).told.len()).sum::<usize>();
        prop_assert_eq!(new, hits.len());
        let verdicts = judge.finish().verdicts;
        prop_assert_eq!(verdicts.iter().map(|v| v.hits.len()).sum::<usize>(), hits.len());
        for v in &verdicts {
            prop_assert!(v.range.seconds() <= 60.0);
            prop_assert!(v.hits.iter().all(|h| v.range.union(h.range) == v.range));
        }
    }

    /// Hits in order, few ids, some of them heard twice: a repetition is no new
    /// hit and moves none to another episode, and episodes part where the rule says.
    #[test]
    fn repetition_moves_no_hit_to_another_episode(
        steps in prop::collection::vec((2u32..15, 0usize..3, any::<prop::sample::Index>()), 1..30),
    ) {
        // At least 2 s apart and 1 s long: never one hit, whatever their ids.
        let mut at = 0;
        let hits: Vec<Hit> = steps.iter().map(|(step, id, _)| {
            at += step;
            clerk(["A", "B", "C"][*id], f64::from(at))
        }).collect();

        let mut plain = judge();
        let told: usize = hits.iter().map(|h| plain.hear(said(vec![h.clone()])).told.len()).sum();
        prop_assert_eq!(told, hits.len());

        let mut repeating = judge();
        for (n, (_, _, again)) in steps.iter().enumerate() {
            let judged = repeating.hear(said(vec![hits[n].clone(), hits[n].clone()]));
            let told: Vec<Hit> = judged.told.into_iter().map(|told| told.hit).collect();
            prop_assert_eq!(told, vec![hits[n].clone()]);
            let mut late = hits[again.index(n + 1)].clone();
            late.range = late.range.widen(samples(0.2), samples(0.3));
            prop_assert_eq!(repeating.hear(said(vec![late])), Judged::default());
        }

        let mut expected: Vec<Vec<usize>> = Vec::new();
        for (n, h) in hits.iter().enumerate() {
            let near = expected.last().is_some_and(|episode: &Vec<usize>| {
                let (first, last) = (&hits[episode[0]], &hits[n - 1]);
                last.range.distance(h.range) < samples(8.0)
                    && first.range.union(h.range).len() <= samples(60.0)
            });
            match expected.last_mut() {
                Some(episode) if near => episode.push(n),
                _ => expected.push(vec![n]),
            }
        }
        prop_assert_eq!(partition(&plain.finish().verdicts, &hits), expected.clone());
        prop_assert_eq!(partition(&repeating.finish().verdicts, &hits), expected);
    }
}

/// A made-up conversation: what is said, by whom, with which terms.
#[derive(Debug, Clone)]
struct Scene {
    said: Vec<Said>,
}

fn term() -> impl Strategy<Value = Terms> {
    let within = prop_oneof![
        (1u32..30).prop_map(|s| Within::Seconds(f64::from(s))),
        (1u8..4).prop_map(Within::Turns),
    ];
    let condition = (
        prop::sample::select(vec![When::Before, When::After]),
        prop::sample::select(vec![Speaker::Any, Speaker::Clerk, Speaker::Citizen]),
        within,
        prop::sample::select(vec![Count::Only, Count::Never]),
    )
        .prop_map(|(when, by, within, count)| Condition {
            when,
            said: Vec::new(),
            by,
            within,
            count,
        });
    (prop::collection::vec(condition, 0..3), prop::sample::select(vec![0.0, 6.0, 20.0]))
        .prop_map(|(context, remedy_s)| Terms { context, remedy_s, ..Terms::default() })
}

/// One utterance in the making: seconds since the last, who, and what it is.
#[derive(Debug, Clone)]
enum Line {
    Taboo(Terms),
    Civil(Remedy),
    /// A cue of the phrase with this number, for this condition.
    Cue(usize, usize),
    Talk,
}

fn scene() -> impl Strategy<Value = Scene> {
    let line = prop_oneof![
        term().prop_map(Line::Taboo),
        prop::sample::select(vec![Remedy::Partial, Remedy::Full]).prop_map(Line::Civil),
        (0usize..12, 0usize..2).prop_map(|(phrase, condition)| Line::Cue(phrase, condition)),
        Just(Line::Talk),
    ];
    let who = prop::sample::select(vec![Role::Clerk, Role::Citizen, Role::Unknown]);
    prop::collection::vec((1u32..12, who, line), 1..14).prop_map(|lines| {
        let mut start_s = 0.0;
        let mut said = Vec::new();
        for (n, (pause, role, line)) in lines.into_iter().enumerate() {
            // Half seconds apart: people talk into each other, across channels.
            start_s += f64::from(pause) / 2.0;
            let talk = Said {
                channel: match role {
                    Role::Clerk => 0,
                    Role::Citizen => 1,
                    _ => 2,
                },
                ..talk(role, start_s)
            };
            let place = |hit: Hit| Hit { role, channel: talk.channel, ..hit };
            said.push(match line {
                Line::Taboo(terms) => {
                    let hit = place(with(clerk(&format!("T{n}"), start_s), terms));
                    Said { hits: vec![hit], ..talk }
                }
                Line::Civil(remedy) => Said { hits: vec![place(civil(remedy, start_s))], ..talk },
                Line::Cue(phrase, condition) => cueing(&format!("T{phrase}"), condition, talk),
                Line::Talk => talk,
            });
        }
        Scene { said }
    })
}

/// The last word after hearing `said` in this order. With `promptly` time goes on as
/// far as nothing that is still to come began before it.
fn last_word(said: &[Said], promptly: bool) -> (Vec<Verdict>, Vec<JudgedHit>) {
    let mut judge = judge();
    let mut docket = Docket::default();
    let mut told = Vec::new();
    for (n, one) in said.iter().enumerate() {
        let mut note = |judged: Judged| {
            docket.note(&judged);
            told.extend(judged.told);
        };
        note(judge.hear(one.clone()));
        let next = said[n + 1..].iter().map(|later| later.range.start).min();
        if promptly && let Some(next) = next {
            note(judge.advance(next));
        }
    }
    let last = judge.finish();
    docket.note(&last);
    told.extend(last.told);
    // Severity and remedy of a told hit are as of then; what it counts for is final.
    told.iter_mut().for_each(|told| {
        told.hit.remedy = None;
        told.hit.severity = Severity::Serious;
    });
    told.sort_by(|a, b| (a.hit.range.start, &a.hit.id).cmp(&(b.hit.range.start, &b.hit.id)));
    (docket.parts(), told)
}

proptest! {
    /// Remedies and conditions, whatever is decoded first, whatever is decoded twice.
    #[test]
    fn order_changes_no_verdict(
        (scene, shuffled) in scene().prop_flat_map(|scene| {
            let shuffled = Just(scene.said.clone()).prop_shuffle();
            (Just(scene), shuffled)
        }),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let expected = last_word(&scene.said, true);
        prop_assert_eq!(&expected, &last_word(&scene.said, false));
        prop_assert_eq!(&expected, &last_word(&shuffled, false));
        prop_assert_eq!(&expected, &last_word(&shuffled, true));
        let mut repeated = shuffled.clone();
        for index in again {
            let one = shuffled[index.index(shuffled.len())].clone();
            repeated.insert(index.index(repeated.len()), one);
        }
        prop_assert_eq!(&expected, &last_word(&repeated, false));
    }

    /// Drafts that heard it all come to what their utterances come to, sooner or later:
    /// beside it is kept only what was flagged and then stopped.
    #[test]
    fn drafts_change_no_verdict(
        scene in scene(),
        late in prop::collection::vec(any::<prop::sample::Index>(), 14),
        promptly in any::<bool>(),
    ) {
        let (plain, _) = last_word(&scene.said, promptly);
        let mut judge = judge();
        let mut docket = Docket::default();
        let mut flagged = HashSet::new();
        // An utterance is decoded late by up to two others: its draft was not.
        let mut late: Vec<(usize, usize)> =
            (0..scene.said.len()).map(|n| (n + late[n].index(3), n)).collect();
        late.sort_unstable();
        let order: Vec<usize> = late.into_iter().map(|(_, n)| n).collect();
        let mut drafted = 0;
        for (n, at) in order.iter().enumerate() {
            while drafted <= *at {
                let early = judge.hear_draft(scene.said[drafted].clone());
                flagged.extend(early.told.iter().map(|told| told.hit.id.clone()));
                docket.note(&early);
                drafted += 1;
            }
            let Said { channel, range, .. } = scene.said[*at];
            docket.note(&judge.hear(scene.said[*at].clone()));
            docket.note(&judge.end_of_draft(channel, range, false));
            let next = order[n + 1..].iter().map(|later| scene.said[*later].range.start).min();
            if promptly && let Some(next) = next {
                docket.note(&judge.advance(next));
            }
        }
        docket.note(&judge.finish());
        let counted = |verdicts: &[Verdict]| -> BTreeSet<String> {
            let hits = verdicts.iter().flat_map(|verdict| &verdict.hits);
            hits.filter(|hit| hit.surety.is_sure()).map(|hit| hit.id.clone()).collect()
        };
        let drafted = docket.parts();
        prop_assert!(drafted.iter().all(|verdict| !verdict.early));
        prop_assert_eq!(counted(&plain), counted(&drafted));
        let stopped = drafted.iter().flat_map(|v| &v.hits).filter(|hit| !hit.surety.is_sure());
        for hit in stopped {
            prop_assert!(flagged.contains(&hit.id), "{hit:?}");
            prop_assert!(!counted(&plain).contains(&hit.id), "{hit:?}");
        }
    }

    /// Hits that come after their time was over part as if they had come in order.
    #[test]
    fn late_hits_part_as_prompt_ones(
        starts in Just((0u32..60).map(|n| 3 * n).collect::<Vec<_>>()).prop_shuffle(),
        count in 1usize..25,
    ) {
        let hits = |order: &[u32]| -> Vec<Verdict> {
            let mut judge = judge();
            let mut docket = Docket::default();
            for start in order {
                docket.note(&judge.hear(said(vec![clerk(&format!("T{start}"), f64::from(*start))])));
                docket.note(&judge.advance(at(f64::from(*start) + 30.0)));
            }
            docket.note(&judge.finish());
            docket.parts()
        };
        let mut sorted = starts[..count].to_vec();
        let shuffled = hits(&sorted);
        sorted.sort_unstable();
        prop_assert_eq!(hits(&sorted), shuffled);
    }
}

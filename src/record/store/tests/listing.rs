//! Listings against a filter that looks at every incident, and what a search finds.

use super::super::testkit::{evidence, id, open_clean, place};
use super::super::*;
use crate::normalize::{folded, reads_as};
use crate::phrasebook::Severity;
use crate::record::{Deed, Disposition, Listing, Sort, Texts};
use jiff::SignedDuration;
use proptest::prelude::*;
use std::cmp::Reverse;

/// Listings whose speed is printed.
pub(super) fn speeds() -> Vec<(&'static str, Listing)> {
    let all = Listing::default;
    let sorted = |sort| Listing { sort, ..all() };
    let search = |text: &str| Listing { search: text.into(), ..all() };
    vec![
        ("newest", all()),
        ("oldest", sorted(Sort::Oldest)),
        ("gravest", sorted(Sort::Gravest)),
        ("by counter", sorted(Sort::Counter)),
        ("by phrase", sorted(Sort::Phrase)),
        ("of a counter", Listing { counter: Some("7号窗口".into()), ..all() }),
        ("of a phrase", Listing { phrase_id: Some("t007".into()), ..all() }),
        ("serious", Listing { severity: Some(Severity::Serious), ..all() }),
        ("new", Listing { dispositions: vec![Disposition::New], ..all() }),
        ("escalated", Listing { escalated: true, ..all() }),
        ("text, few", search("钥匙")),
        ("text, most", search("窗口")),
        ("text, none", search("没有人说过")),
        ("initials, few", search("ysh")),
        ("initials, most", search("bgwg")),
        ("pinyin, few", search("yaoshi")),
        ("pinyin, none", search("meiyourenshuoguo")),
        ("a counter's name", search("7号窗口")),
    ]
}

/// A small hall: three counters, three phrases, all severities and states.
fn hall(store: &mut Store, gone: bool) -> (Vec<Incident>, Vec<String>, Texts) {
    const SAID: [&str; 4] = ["這個不歸我管", "您到3号窗口,银行那边", "等一下", "女士您好 ETC"];
    let (mut texts, mut said) = (Texts::default(), Vec::new());
    for n in 0..24u32 {
        let k = n as usize;
        let mut given = evidence(&id(n), n);
        let row = &mut given.incident;
        row.at = Timestamp::from_second(1_000 + i64::from(n / 2)).unwrap();
        row.counter = ["1号", "2号", "不动产"][k % 3].into();
        row.phrase_id = format!("t{}", k / 5);
        row.phrase = ["不知道", "没空", "问别人去", "急什么", "下班了"][k / 5].into();
        row.severity = [Severity::Minor, Severity::Serious, Severity::Critical][k % 7 % 3];
        row.disposition =
            if n.is_multiple_of(4) { Disposition::Uncertain } else { Disposition::New };
        let at = row.at;
        given.heard[0].text = SAID[k % 4].into();
        store.put(&given).unwrap();
        if n.is_multiple_of(3) {
            store.decide(&id(n), Disposition::Confirmed, "前台", "", at).unwrap();
        } else if n.is_multiple_of(5) {
            store.act(&id(n), Deed::Escalated, "liyu", "", at).unwrap();
            store.act(&id(n), Deed::Assigned { to: "李雷".into() }, "前台", "", at).unwrap();
        }
        said.push(given.heard[0].text.clone());
        // Some were not read yet, or cannot be.
        if gone && n.is_multiple_of(6) {
            texts.insert(&id(n), None);
        }
        if !n.is_multiple_of(6) {
            let place = store.places(at).unwrap().into_iter().find(|p| p.id == id(n)).unwrap();
            texts.insert(&id(n), store.heard_folded(&place).unwrap().as_deref());
        }
    }
    let rows = (0..24).map(|n| store.incident(&id(n)).unwrap()).collect();
    (rows, said, texts)
}

fn fits(listing: &Listing, row: &Incident) -> bool {
    listing.counter.as_ref().is_none_or(|counter| *counter == row.counter)
        && listing.phrase_id.as_ref().is_none_or(|phrase| *phrase == row.phrase_id)
        && listing.severity.is_none_or(|least| row.severity >= least)
        && (listing.dispositions.is_empty() || listing.dispositions.contains(&row.disposition))
        && listing.since.is_none_or(|since| row.at >= since)
        && listing.until.is_none_or(|until| row.at < until)
        && (!listing.escalated || row.handling.escalated_at.is_some())
        && (listing.assignee.is_none() || listing.assignee == row.handling.assignee)
}

fn holds(text: &str, search: &str) -> bool {
    let letters = folded(search);
    (!letters.is_empty() && folded(text).contains(&letters)) || reads_as(text, search)
}

fn sort(rows: &mut [&Incident], sort: Sort) {
    let newest = |row: &Incident| Reverse((row.at, row.id.clone()));
    match sort {
        Sort::Newest => rows.sort_by_key(|row| newest(row)),
        Sort::Oldest => rows.sort_by_key(|row| (row.at, row.id.clone())),
        Sort::Gravest => rows.sort_by_key(|row| (Reverse(row.severity), newest(row))),
        Sort::Counter => rows.sort_by_key(|row| (row.counter.clone(), newest(row))),
        Sort::Phrase => rows.sort_by_key(|row| (row.phrase.clone(), newest(row))),
    }
}

fn listing() -> impl Strategy<Value = Listing> {
    let time =
        || proptest::option::of((998i64..1_015).prop_map(|s| Timestamp::from_second(s).unwrap()));
    let some = |choices: &'static [&'static str]| {
        proptest::option::weighted(0.3, proptest::sample::select(choices).prop_map(str::to_owned))
    };
    const SEARCH: &[&str] = &[
        "", "", "", "bgwg", "不归", "yinhang", "3", "buzhid", "etc", "bdc", "000007", "7k2q", "nv",
        "。",
    ];
    (
        (some(&["1号", "2号", "不动产", "9号"]), some(&["t0", "t3", "t9"]), some(&["李雷", "王"])),
        proptest::option::weighted(
            0.3,
            (0usize..3).prop_map(|n| [Severity::Minor, Severity::Serious, Severity::Critical][n]),
        ),
        proptest::collection::vec((0usize..9).prop_map(|n| Disposition::ALL[n]), 0..3),
        (time(), time()),
        proptest::bool::weighted(0.2),
        proptest::sample::select(SEARCH).prop_map(str::to_owned),
        (0usize..5).prop_map(|n| Sort::ALL[n]),
    )
        .prop_map(
            |(
                (counter, phrase_id, assignee),
                severity,
                dispositions,
                (since, until),
                escalated,
                search,
                sort,
            )| {
                Listing {
                    counter,
                    phrase_id,
                    severity,
                    dispositions,
                    since,
                    until,
                    escalated,
                    assignee,
                    search,
                    set_aside: false,
                    sort,
                }
            },
        )
}

#[test]
fn a_listing_is_what_looking_at_every_incident_gives() {
    like_looking_at_every_incident(false);
}

#[test]
fn a_listing_is_the_same_when_all_texts_are_known_or_known_to_be_gone() {
    like_looking_at_every_incident(true);
}

fn like_looking_at_every_incident(gone: bool) {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let (rows, said, texts) = hall(&mut store, gone);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    runner
        .run(&(listing(), 0u64..30, 0u32..30), |(listing, offset, limit)| {
            let (mut wanted, mut unsearched) = (Vec::new(), 0);
            for (n, row) in rows.iter().enumerate().filter(|(_, row)| fits(&listing, row)) {
                let told =
                    [&row.phrase, &row.counter].iter().any(|text| holds(text, &listing.search));
                if listing.search.is_empty() || told || row.id.contains(&listing.search) {
                    wanted.push(row);
                } else if n.is_multiple_of(6) {
                    unsearched += 1;
                } else if holds(&said[n], &listing.search) {
                    wanted.push(row);
                }
            }
            sort(&mut wanted, listing.sort);
            let page = store.list(&listing, offset, limit, &texts).unwrap();
            prop_assert_eq!(page.total, wanted.len() as u64);
            prop_assert_eq!((page.offset, page.unsearched), (offset, unsearched));
            let stretch: Vec<_> =
                wanted.into_iter().skip(offset as usize).take(limit as usize).collect();
            prop_assert_eq!(page.incidents.iter().collect::<Vec<_>>(), stretch);
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_was_heard_is_found_as_it_is_typed_and_what_is_missing_is_said() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let (.., texts) = hall(&mut store, false);
    let found = |search: &str| {
        let listing = Listing { search: search.into(), ..Listing::default() };
        let page = store.list(&listing, 0, 500, &texts).unwrap();
        (page.total, page.unsearched)
    };
    // Of each of four texts there are six, and one or two of them were not read.
    for search in ["不归我管", "不歸我管", "buguiwoguan", "bgwg", "BUGUI WG"] {
        assert_eq!(found(search), (4, 4), "{search}");
    }
    assert_eq!(found("wenbierenqu"), (5, 3), "the phrase; those unread are not told twice");
    assert_eq!(found("20261122-000007"), (1, 4));
    assert_eq!(found("没有人说过"), (0, 4));
    assert_eq!(store.list(&Listing::default(), 0, 0, &texts).unwrap().unsearched, 0);
}

#[test]
fn a_page_is_never_longer_than_it_may_be_and_old_words_are_read_again() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    store.put(&evidence(&id(1), 1)).unwrap();
    let page = store.list(&Listing::default(), u64::MAX, u32::MAX, &Texts::default()).unwrap();
    assert_eq!((page.total, page.incidents.len()), (1, 0));
    let reader = Store::open_read_only(&dir).unwrap();
    let before = reader.change_number().unwrap();
    let first = reader.places(Timestamp::MIN).unwrap();
    assert_eq!(reader.change_number().unwrap(), before);
    store.put(&evidence(&id(1), 2)).unwrap();
    assert_ne!(reader.change_number().unwrap(), before);
    let second = reader.places(Timestamp::MIN).unwrap();
    assert_eq!((first[0].revision, second[0].revision), (1, 2));
    assert_eq!(reader.heard_folded(&first[0]).unwrap(), None, "its files are gone");
    assert!(reader.heard_folded(&second[0]).unwrap().unwrap().contains("不会看"));
    let at = second[0].at + SignedDuration::from_secs(1);
    assert!(reader.places(at).unwrap().is_empty());
}

//! What days and weeks come to, against sums made by hand.

use super::super::testkit::{evidence, id, open_clean, place};
use super::super::*;
use crate::phrasebook::List;
use crate::record::{Counts, Disposition, HourCounts, HourTally, IncidentKind, PhraseTally, Span};
use jiff::tz::TimeZone;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn tally(hour: &str, counter: &str, utterances: u64, civil: u64) -> HourTally {
    HourTally {
        hour: at(hour),
        counter: counter.into(),
        counts: HourCounts {
            heard_s: 60.0,
            lost_s: 1.5,
            muted_s: 2.0,
            utterances,
            civil,
            ..HourCounts::default()
        },
        phrases: vec![PhraseTally {
            list: List::Civil,
            id: "c01".into(),
            phrase: "您好".into(),
            n: civil,
        }],
    }
}

#[test]
fn a_day_begins_at_midnight_where_the_hall_stands() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    store
        .count_all(&[
            // 23:59 the day before, 00:10, 09:20 and 09:40 local.
            tally("2026-11-22T15:59:00Z", "1号", 100, 100),
            tally("2026-11-22T16:10:00Z", "1号", 1, 0),
            tally("2026-11-23T01:20:00Z", "1号", 10, 4),
            tally("2026-11-23T01:40:00Z", "1号", 10, 5),
            tally("2026-11-23T01:40:00Z", "2号", 5, 5),
        ])
        .unwrap();
    store
        .count_phrase(at("2026-11-23T01:59:59Z"), "2号", List::Civil, "c02", "请慢走", 20)
        .unwrap();
    let decided = |store: &mut Store, n, disposition, actor: &str| {
        store.decide(&id(n), disposition, actor, "", at("2026-11-23T03:00:00Z")).unwrap();
    };
    for n in 0..8 {
        let mut given = evidence(&id(n), n);
        given.incident.at = at("2026-11-23T01:30:00Z");
        given.incident.counter = if n == 3 { "3号" } else { "1号" }.into();
        match n {
            4 => given.incident.disposition = Disposition::Uncertain,
            5 => given.incident.kind = IncidentKind::Complaint,
            6 => given.incident.at = at("2026-11-22T15:00:00Z"),
            _ => {}
        }
        store.put(&given).unwrap();
    }
    decided(&mut store, 1, Disposition::Confirmed, "前台");
    decided(&mut store, 2, Disposition::Dismissed, "前台");
    decided(&mut store, 3, Disposition::Reviewed, "前台");
    // Part of another one by now: counted there.
    decided(&mut store, 7, Disposition::Dismissed, "liyu");

    let now = at("2026-11-23T02:30:00Z");
    let day = store.figures(Span::Day, now, &zone).unwrap();
    assert_eq!((day.from, day.until), (at("2026-11-22T16:00:00Z"), now));
    let heard = HourCounts {
        heard_s: 240.0,
        lost_s: 6.0,
        muted_s: 8.0,
        utterances: 26,
        civil: 14,
        ..HourCounts::default()
    };
    let total = Counts { heard, incidents: 4, open: 2, confirmed: 1, dismissed: 1, uncertain: 1 };
    assert_eq!(day.total, total);
    assert_eq!(day.by_time.len(), 11, "00 to 10 o'clock, empty hours too");
    let nine = &day.by_time[9];
    assert_eq!(
        (nine.0, nine.1.heard.utterances, nine.1.incidents),
        (at("2026-11-23T01:00:00Z"), 25, 4)
    );
    assert_eq!(day.by_time[3].1, Counts::default());
    let counters: Vec<_> = day
        .by_counter
        .iter()
        .map(|(name, c)| (name.as_str(), c.heard.utterances, c.incidents))
        .collect();
    assert_eq!(counters, [("1号", 21, 3), ("2号", 5, 0), ("3号", 0, 1)]);
    let phrases: Vec<_> = day
        .by_phrase
        .iter()
        .map(|p| (p.list, p.id.as_str(), p.n, p.confirmed, p.dismissed))
        .collect();
    assert_eq!(
        phrases,
        [
            (List::Taboo, "t03", 4, 1, 1),
            (List::Civil, "c02", 20, 0, 0),
            (List::Civil, "c01", 14, 0, 0)
        ]
    );

    // What was decided of another day counts towards what the phrase is worth.
    decided(&mut store, 6, Disposition::Confirmed, "前台");
    let day = store.figures(Span::Day, now, &zone).unwrap();
    let taboo = &day.by_phrase[0];
    assert_eq!((taboo.n, taboo.confirmed, taboo.dismissed), (4, 1, 1));
    assert_eq!((taboo.ever_confirmed, taboo.ever_dismissed), (2, 1));
    let later = store.figures(Span::Day, at("2026-12-23T02:30:00Z"), &zone).unwrap();
    assert_eq!(later.by_phrase.len(), 1, "a day without anything tells what is known");
    assert_eq!((later.by_phrase[0].n, later.by_phrase[0].ever_confirmed), (0, 2));

    let week = store.figures(Span::Week, now, &zone).unwrap();
    assert_eq!(week.by_time.len(), 7);
    assert_eq!(week.by_time[6].1, total);
    assert_eq!(week.by_time[5].1.heard.utterances, 100);
    assert_eq!((week.total.heard.utterances, week.total.incidents), (126, 5));
}

#[test]
fn an_empty_store_comes_to_nothing_and_says_when() {
    let (_keep, dir) = place();
    let store = open_clean(&dir);
    // The clocks were put forward at 02:00 that day.
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let day = store.figures(Span::Day, at("2026-03-29T21:30:00Z"), &zone).unwrap();
    assert_eq!(day.by_time.len(), 23);
    assert_eq!((day.total, day.by_counter.len(), day.by_phrase.len()), (Counts::default(), 0, 0));
}

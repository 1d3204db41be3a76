//! The store as its users see it, and what it refuses.

mod backup;
mod deeds;
mod encounters;
mod figures;
mod listing;
mod migration;
mod reseal;
mod retain;
mod sealing;
mod tickets;
mod verify;

use super::testkit::{SPOKEN, evidence, files, id, open_clean, place};
use super::*;
use crate::phrasebook::Severity;
use crate::record::{Deed, Disposition, Entry, Evidence, Texts};
use proptest::prelude::*;
use std::fs;
use std::time::Instant;

#[test]
fn what_is_put_reads_back() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let given = evidence(&id(1), 1);
    let put = store.put(&given).unwrap();
    assert_eq!((put.revision, put.clip.as_str()), (1, "clips/2026-11/20261122-000001-7k2q.r1.wav"));
    assert_eq!(store.incidents(&Query::default()).unwrap(), vec![put.clone()]);
    let dossier = store.detail(&id(1)).unwrap();
    assert_eq!(dossier.incident, put);
    assert_eq!(dossier.heard, given.heard);
    assert_eq!((dossier.clip_start_s, dossier.hit_in_clip_s, dossier.clip_s), (0.5, 0.5, 0.005));
    let wav = hound::WavReader::open(dossier.clip).unwrap();
    assert_eq!((wav.spec().channels, wav.spec().sample_rate, wav.duration()), (2, 16_000, 80));
    let same = Incident { revision: 0, clip: String::new(), clip_sha256: String::new(), ..put };
    assert_eq!(same, given.incident);
}

#[test]
fn a_new_revision_replaces_the_files_and_keeps_what_people_decided() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let first = store.put(&evidence(&id(1), 1)).unwrap();
    store.put(&evidence(&id(1), 2)).unwrap();
    store.decide(&id(1), Disposition::Dismissed, "local", "另一个人", first.at).unwrap();
    store.close(&id(1)).unwrap();
    let late = store.put(&evidence(&id(1), 3)).unwrap();
    assert_eq!(late.revision, 4);
    assert_eq!((late.state, late.disposition), (IncidentState::Closed, Disposition::Dismissed));
    assert_ne!(late.clip_sha256, first.clip_sha256);
    assert_eq!(files(&dir), [late.clip.replace(".wav", ".json"), late.clip.clone()]);
    assert_eq!(store.close(&id(1)).unwrap(), late, "closing twice changes nothing");
    drop(store);
    open_clean(&dir);
}

#[test]
fn the_index_holds_no_free_speech() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    store.put(&evidence(&id(1), 1)).unwrap();
    let holds = |name: &str| {
        let bytes = fs::read(dir.join(name)).unwrap_or_default();
        bytes.windows(SPOKEN.len()).any(|window| window == SPOKEN.as_bytes())
    };
    assert!(!holds("index.db") && !holds("index.db-wal"));
    assert!(holds("clips/2026-11/20261122-000001-7k2q.r1.json"));
    let words = fs::read(dir.join("clips/2026-11/20261122-000001-7k2q.r1.json")).unwrap();
    let label = words.split(|byte| *byte == b'\n').next().unwrap();
    assert!(!String::from_utf8_lossy(label).contains(SPOKEN));
}

#[test]
fn ids_are_never_given_twice() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let at = evidence(&id(0), 0).incident.at;
    let ids: HashSet<_> = (0..3000).map(|_| store.new_id(at).unwrap()).collect();
    assert_eq!(ids.len(), 3000);
}

#[test]
fn evidence_that_cannot_be_said_is_refused_before_anything_is_written() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let good = evidence(&id(1), 1);
    let bent: [fn(&mut Evidence); 4] = [
        |e| e.incident.start_s = f64::NAN,
        |e| e.clip_start_s = f64::INFINITY,
        |e| e.planes.clear(),
        |e| e.incident.id = "../../escape-000000a".into(),
    ];
    for bend in bent {
        let mut evidence = good.clone();
        bend(&mut evidence);
        let error = store.put(&evidence).unwrap_err();
        assert!(matches!(error, RecordError::BadEvidence { .. }), "{error:?}");
        assert!(!error.is_unwritable());
    }
    let mut odd = good;
    odd.heard[0].mean_logprob = f32::NAN;
    odd.planes = vec![vec![f32::NAN; 3], Vec::new()];
    store.put(&odd).unwrap();
    assert_eq!(store.detail(&id(1)).unwrap().heard[0].mean_logprob, 0.0);
}

#[test]
fn queries_choose_newest_first() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    for n in 0..12 {
        let mut given = evidence(&id(n), n);
        given.incident.at = Timestamp::from_second(1_000 + i64::from(n)).unwrap();
        given.incident.counter = if n % 3 == 0 { "1号" } else { "2号" }.into();
        store.put(&given).unwrap();
    }
    let at = Timestamp::from_second(1_006).unwrap();
    store.decide(&id(4), Disposition::Confirmed, "local", "", at).unwrap();
    let ask = |query: Query| -> Vec<u32> {
        let found = store.incidents(&query).unwrap();
        found.iter().map(|i| i.id[9..15].parse().unwrap()).collect()
    };
    let all = Query::default();
    assert_eq!(ask(all.clone()), (0..12).rev().collect::<Vec<_>>());
    assert_eq!(ask(Query { limit: 3, offset: 2, ..all.clone() }), [9, 8, 7]);
    assert_eq!(ask(Query { counter: Some("1号".into()), ..all.clone() }), [9, 6, 3, 0]);
    assert_eq!(ask(Query { disposition: Some(Disposition::Confirmed), ..all.clone() }), [4]);
    assert_eq!(ask(Query { since: Some(at), limit: 2, offset: 4, ..all.clone() }), [7, 6]);
    assert_eq!(
        ask(Query {
            until: Some(at),
            counter: Some("2号".into()),
            disposition: Some(Disposition::New),
            ..all
        }),
        [5, 2, 1]
    );
}

#[test]
fn decisions_are_neither_changed_nor_removed() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let at = store.put(&evidence(&id(1), 1)).unwrap().at;
    store.decide(&id(1), Disposition::Confirmed, "local", "听过", at).unwrap();
    for statement in [
        "UPDATE decisions SET note = ''",
        "DELETE FROM decisions",
        "REPLACE INTO decisions SELECT n, incident, revision, at_us, 'x', disposition, note, deed, value \
         FROM decisions",
        "DELETE FROM incidents",
    ] {
        store.db.execute(statement, []).unwrap_err();
    }
    let kept = Entry {
        at,
        actor: "local".into(),
        deed: Deed::Decided { disposition: Disposition::Confirmed },
        note: "听过".into(),
    };
    assert_eq!(store.detail(&id(1)).unwrap().history, [kept]);
}

#[test]
fn unknown_incidents_are_said() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let at = evidence("", 0).incident.at;
    for error in [
        store.incident("x").map(|_| ()).unwrap_err(),
        store.detail("x").map(|_| ()).unwrap_err(),
        store.close("x").map(|_| ()).unwrap_err(),
        store.decide("x", Disposition::Confirmed, "local", "", at).map(|_| ()).unwrap_err(),
    ] {
        assert!(matches!(error, RecordError::NoSuchIncident { .. }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn decisions_are_exactly_the_allowed_steps(path in proptest::collection::vec(0usize..9, 0..10)) {
        let (_keep, dir) = place();
        let mut store = open_clean(&dir);
        let at = store.put(&evidence(&id(1), 1)).unwrap().at;
        let (mut now, mut taken) = (Disposition::New, Vec::new());
        for (n, step) in path.into_iter().enumerate() {
            let to = Disposition::ALL[step];
            // Whoever decided may not decide on the appeal: each step by another person.
            let decided = store.decide(&id(1), to, &format!("u{n}"), "", at);
            prop_assert_eq!(decided.is_ok(), now.may_become(to));
            if decided.is_ok() {
                now = to;
                taken.push(Deed::Decided { disposition: to });
            }
            prop_assert_eq!(store.incident(&id(1)).unwrap().disposition, now);
        }
        let decisions = store.detail(&id(1)).unwrap().history;
        prop_assert_eq!(decisions.iter().map(|d| d.deed.clone()).collect::<Vec<_>>(), taken);
    }
}

#[test]
fn a_second_writer_is_refused_and_a_reader_is_not() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let pid = std::process::id();
    match Store::open(&dir).unwrap_err() {
        RecordError::InUse { pid: holder, .. } => assert_eq!(holder, Some(pid)),
        other => panic!("{other}"),
    }
    let mut reader = Store::open_read_only(&dir).unwrap();
    let put = store.put(&evidence(&id(1), 1)).unwrap();
    assert_eq!(reader.incidents(&Query::default()).unwrap(), vec![put]);
    assert_eq!(reader.detail(&id(1)).unwrap().heard.len(), 1);
    assert!(matches!(reader.close(&id(1)), Err(RecordError::ReadOnly { .. })));
    store.close(&id(1)).unwrap();
    drop(store);
    assert_eq!(reader.incidents(&Query::default()).unwrap().len(), 1);
    open_clean(&dir);
}

#[test]
fn a_newer_store_is_refused_and_not_touched() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    store.put(&evidence(&id(1), 1)).unwrap();
    store.db.pragma_update(None, "user_version", 999).unwrap();
    drop(store);
    fs::write(dir.join("clips/2026-11/20261122-000001-7k2q.r2.wav.tmp"), "x").unwrap();
    let snapshot = || {
        let names = ["index.db", "lock", "clips/2026-11/20261122-000001-7k2q.r2.wav.tmp"];
        let mut all: Vec<_> = names.iter().map(|name| fs::read(dir.join(name)).unwrap()).collect();
        let listed = fs::read_dir(&dir).unwrap().count();
        all.push(vec![listed as u8]);
        all
    };
    let before = snapshot();
    for error in [Store::open(&dir).map(|_| ()), Store::open_read_only(&dir).map(|_| ())] {
        let error = error.unwrap_err();
        assert!(matches!(error, RecordError::Newer { found: 999, .. }), "{error:?}");
    }
    assert_eq!(snapshot(), before);
}

#[test]
fn what_is_no_store_is_refused_with_what_to_do() {
    let (_keep, dir) = place();
    assert!(matches!(Store::open_read_only(&dir), Err(RecordError::NoStore { .. })));
    fs::write(&dir, "x").unwrap();
    for path in [dir.clone(), dir.join("below")] {
        assert!(matches!(Store::open(&path), Err(RecordError::NotADirectory { .. })));
        assert!(matches!(Store::open_read_only(&path), Err(RecordError::NotADirectory { .. })));
    }
    fs::remove_file(&dir).unwrap();

    fs::create_dir(&dir).unwrap();
    let index = dir.join("index.db");
    let foreign = Connection::open(&index).unwrap();
    foreign.execute_batch("PRAGMA user_version = 3; CREATE TABLE t (x)").unwrap();
    drop(foreign);
    let before = fs::read(&index).unwrap();
    assert!(matches!(Store::open(&dir), Err(RecordError::Corrupt { .. })));
    assert_eq!(fs::read(&index).unwrap(), before);

    fs::write(&index, "hello").unwrap();
    assert!(matches!(Store::open(&dir), Err(RecordError::Corrupt { .. })));
    fs::write(&index, "").unwrap();
    open_clean(&dir);
}

#[test]
fn a_damaged_index_is_found_and_moving_it_away_brings_the_incidents_back() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    for n in 0..40 {
        store.put(&evidence(&id(n), n)).unwrap();
    }
    drop(store);
    let index = dir.join("index.db");
    let mut bytes = fs::read(&index).unwrap();
    for page in bytes.chunks_mut(4096).skip(3) {
        page[..64].fill(0xa5);
    }
    fs::write(&index, bytes).unwrap();
    let error = Store::open(&dir).unwrap_err();
    assert!(matches!(error, RecordError::Corrupt { .. }), "{error:?}");
    fs::rename(&index, dir.join("damaged.db")).unwrap();
    let (store, repair) = Store::open(&dir).unwrap();
    assert_eq!((repair.rows_made, store.incidents(&Query::default()).unwrap().len()), (40, 40));
}

#[cfg(unix)]
#[test]
fn the_store_is_for_its_owner_and_group() {
    use std::os::unix::fs::PermissionsExt;
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let put = store.put(&evidence(&id(1), 1)).unwrap();
    for path in [dir.clone(), dir.join("clips"), dir.join("clips/2026-11"), dir.join(&put.clip)] {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o027, 0, "{} {mode:o}", path.display());
    }
}

/// Prints how long a big store takes; says nothing of how long it may.
#[test]
fn the_speed_of_fifty_thousand_incidents() {
    const COUNT: u32 = 50_000;
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let model = store.put(&evidence(&id(0), 0)).unwrap();
    let hashes = store.stowed(&model.id).unwrap().hashes;
    let month = dir.join("clips/2026-11");
    store
        .change(|db| {
            for n in 1..COUNT {
                let id = id(n);
                let incident = Incident {
                    clip: format!("clips/2026-11/{id}.r1.wav"),
                    at: Timestamp::from_second(i64::from(n) * 60).unwrap_or(model.at),
                    state: IncidentState::Closed,
                    counter: format!("{}号窗口", n % 40),
                    phrase_id: format!("t{:03}", n % 119),
                    phrase: format!("忌语{:03}", n % 119),
                    severity: [Severity::Minor, Severity::Serious, Severity::Critical]
                        [n as usize % 3],
                    id,
                    ..model.clone()
                };
                let row = Stowed { incident, hashes: hashes.clone(), evidence: EvidenceState::Ok };
                rows::put(db, &row)?;
            }
            Ok(())
        })
        .unwrap();
    for n in 1..COUNT {
        fs::File::create(month.join(format!("{}.r1.wav", id(n)))).unwrap();
        fs::hard_link(
            month.join(format!("{}.r1.json", id(0))),
            month.join(format!("{}.r1.json", id(n))),
        )
        .unwrap();
    }
    store.close(&id(0)).unwrap();
    drop(store);

    let begin = Instant::now();
    let (mut store, repair) = Store::open(&dir).unwrap();
    let opening = begin.elapsed();
    assert!(repair.is_clean(), "{repair}");
    let timed = |query: Query| {
        let begin = Instant::now();
        assert_eq!(store.incidents(&query).unwrap().len(), 200);
        begin.elapsed()
    };
    let newest = timed(Query::default());
    let filtered = timed(Query {
        counter: Some("3号窗口".into()),
        disposition: Some(Disposition::New),
        ..Query::default()
    });
    println!("{COUNT} incidents: open {opening:?}, newest 200 {newest:?}, filtered {filtered:?}");
    let begin = Instant::now();
    let reader = Store::open_read_only(&dir).unwrap();
    assert_eq!(reader.incidents(&Query::default()).unwrap().len(), 200);
    println!("opened to read and the newest 200 {:?}", begin.elapsed());
    let begin = Instant::now();
    let mut texts = Texts::default();
    let places = reader.places(Timestamp::MIN).unwrap();
    let words = places.iter().filter_map(|place| reader.heard_folded(place).unwrap());
    let (count, bytes) = words.fold((0, 0), |(count, sum), text| (count + 1, sum + text.len()));
    println!("words of {count} read, {bytes} bytes: {:?}", begin.elapsed());
    let begin = Instant::now();
    for place in places {
        // Its own words are the same for all; 60 characters of talk in their place.
        let n = place.id[9..15].parse::<usize>().unwrap();
        let talk: String = "您好请问办什么业务不归我管到三号窗口去问别人材料带齐了吗稍等一下"
            .chars()
            .cycle()
            .skip(n % 32)
            .take(60)
            .collect();
        let talk = if n.is_multiple_of(500) { talk + "钥匙" } else { talk };
        texts.insert(&place.id, Some(&crate::normalize::folded(&talk)));
    }
    let bytes = texts.memory_bytes() as f64 / 1e6;
    println!("texts taken in {:?}, {bytes:.1} MB of {} texts", begin.elapsed(), texts.len());
    for (name, listing) in listing::speeds() {
        let begin = Instant::now();
        let page = reader.list(&listing, 0, 200, &texts).unwrap();
        let took = begin.elapsed();
        let deep = Instant::now();
        reader.list(&listing, page.total.saturating_sub(200), 200, &texts).unwrap();
        println!(
            "list {name}: {} of {COUNT}, {took:?}, last page {:?}",
            page.total,
            deep.elapsed()
        );
    }
    let now = Timestamp::from_second(i64::from(COUNT) * 60).unwrap();
    for span in [crate::record::Span::Day, crate::record::Span::Week] {
        let begin = Instant::now();
        let figures = reader.figures(span, now, &jiff::tz::TimeZone::UTC).unwrap();
        println!("figures {span:?}: {} incidents, {:?}", figures.total.incidents, begin.elapsed());
    }
    let begin = Instant::now();
    store.put(&evidence(&id(COUNT), 1)).unwrap();
    let put = begin.elapsed();
    println!("put {put:?}");
    drop((store, reader));
    let begin = Instant::now();
    drop(Store::open_rows(&dir).unwrap());
    println!("opened to change rows {:?}", begin.elapsed());
}

//! Whoever takes the store reads nothing in it; whom evidence is for opens theirs and no more.

use super::super::testkit::{
    SPOKEN, account, evidence, files, id, made_at, open_clean, place, sealed_store, served,
};
use super::super::*;
use crate::account::{Account, Concern, Office, Origin, Seat, Standing, audience};
use crate::phrasebook::List;
use crate::record::fault::Step;
use crate::record::{
    Deed, Disposition, HourCounts, HourTally, Listing, NewTicket, PhraseTally, Sort, Span, Texts,
    TicketChange, Unfit, Via, breaks, is_sealed_note, open_clip, open_note, read_sealed_words,
};
use crate::vault::{self, Secret, VaultError};
use jiff::SignedDuration;
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// What people wrote.
const NOTES: [&str; 3] = ["她自己承认说过", "投诉人说态度恶劣", "已向群众当面道歉"];

/// Names of staff.
const NAMES: [&str; 2] = ["周主管", "李小雷"];

/// Where in the files of the store `text` stands, as UTF-8.
fn holding(dir: &Path, text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let n = bytes.windows(text.len()).filter(|w| *w == text.as_bytes()).count();
            if n > 0 {
                found.push((path.file_name().unwrap().to_string_lossy().into_owned(), n));
            }
        }
    }
    found
}

/// Samples of the clip as they stand in a WAV file, long enough to be no chance.
fn sound(evidence: &Evidence) -> Vec<u8> {
    let wav = crate::record::sink::encode_clip(&evidence.planes).unwrap();
    wav[44..44 + 64].to_vec()
}

fn loud(n: u32) -> Evidence {
    let mut given = evidence(&id(n), n);
    given.planes = vec![(0..800).map(|k| ((k * 37 + n * 11) % 201) as f32 / 201.0).collect(); 2];
    given.whole =
        Some(given.planes.iter().map(|plane| plane.iter().map(|x| -x).collect()).collect());
    given
}

/// All that can be said about incidents and a complaint, by people and machine.
fn work(store: &mut Store, actor: &str) {
    let at = store.put(&loud(1)).unwrap().at;
    store.put(&loud(2)).unwrap();
    store.put(&loud(2)).unwrap();
    store.decide(&id(1), Disposition::Confirmed, actor, NOTES[0], at).unwrap();
    store.act(&id(1), Deed::Commented, actor, NOTES[2], at).unwrap();
    let new = NewTicket {
        counter: "3号窗口".into(),
        received_at: at,
        via: Via::Command,
        incident: Some(id(2)),
        lacking: String::new(),
        actor: actor.into(),
        note: NOTES[1].into(),
    };
    let ticket = store.open_ticket(&new).unwrap();
    store.handle_ticket(&ticket.id, TicketChange::Remark, actor, NOTES[2], at).unwrap();
    let phrases =
        vec![PhraseTally { list: List::Taboo, id: "t03".into(), phrase: "不会看".into(), n: 2 }];
    let counts = HourCounts { utterances: 9, ..HourCounts::default() };
    store.count_all(&[HourTally { hour: at, counter: "3号窗口".into(), counts, phrases }]).unwrap();
    store.put_encounter(&served(1)).unwrap();
    store.close(&id(1)).unwrap();
    store.close(&id(2)).unwrap();
}

/// A thief with the disk and no passphrase finds nothing that was said or written, and names
/// of people only where accounts are kept.
fn assert_tight(dir: &Path) {
    for text in [SPOKEN, "不会看", "身份证"].into_iter().chain(NOTES) {
        assert_eq!(holding(dir, text), [], "{text}");
    }
    for n in 1..3 {
        let given = loud(n);
        let whole = Evidence { planes: given.whole.clone().unwrap(), ..given.clone() };
        for sound in [sound(&given), sound(&whole)] {
            for file in files(dir) {
                let bytes = fs::read(dir.join(&file)).unwrap();
                assert!(!bytes.windows(64).any(|window| window == sound), "{file}");
            }
        }
    }
    for name in NAMES {
        for (file, n) in holding(dir, name) {
            // The row and the entry of the column that makes names unique.
            assert!(file == "index.db" && n <= 2, "{name} {n} times in {file}");
        }
    }
    let index = rusqlite::Connection::open(dir.join("index.db")).unwrap();
    let names: Vec<String> = index
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'accounts'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for table in names {
        let mut all = index.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = all.column_count();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for at in 0..columns {
                let value = format!("{:?}", row.get_ref(at).unwrap());
                if let Ok(text) = row.get::<_, String>(at) {
                    assert!(NAMES.iter().all(|name| !text.contains(name)), "{table}: {value}");
                }
            }
        }
    }
}

fn chain_is_whole(store: &Store) {
    let lines = store.log_lines(1, u32::MAX).unwrap();
    assert_eq!(breaks(&lines, 1, crate::record::GENESIS), []);
    // The latest line about a thing says what its rows are.
    for line in lines.iter().rev() {
        let last = store.log_about(&line.about).unwrap().pop().unwrap();
        assert_eq!(last.row, digest::of(&store.db, &line.about).unwrap(), "{last:?}");
    }
}

#[test]
fn a_thief_reads_nothing_in_a_store_that_was_sealed_from_the_start() {
    let (_keep, dir) = place();
    let (mut store, _, _) = sealed_store(&dir);
    store.add_account(&account(NAMES[1], Office::Staff, "").0, "u1", made_at()).unwrap();
    work(&mut store, "u1");
    chain_is_whole(&store);
    // While it is written, and after.
    for text in [SPOKEN, "不会看"].into_iter().chain(NOTES) {
        assert_eq!(holding(&dir, text), [], "{text}");
    }
    drop(store);
    assert_tight(&dir);
    open_clean(&dir);
}

#[test]
fn a_thief_reads_nothing_in_a_store_that_lay_open_before() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    work(&mut store, "local");
    assert!(!holding(&dir, SPOKEN).is_empty() && !holding(&dir, "不会看").is_empty());
    assert!(!store.is_sealed().unwrap());
    let (first, secret) = account(NAMES[0], Office::Supervisor, "");
    let recovery = Secret::generate().unwrap();
    let begun = store.begin_sealing(&first, &recovery.public(), "liyu", made_at()).unwrap();
    assert_eq!((begun.account.id.as_str(), begun.sealed, begun.is_clean), ("u1", 2, true));
    chain_is_whole(&store);
    assert_eq!(store.verify().unwrap(), []);
    for key in [&secret, &recovery] {
        let dossier = store.detail(&id(1)).unwrap();
        assert!(dossier.heard.is_empty() && dossier.clip_s > 0.0);
        let heard = read_sealed_words(&fs::read(&dossier.words).unwrap(), key).unwrap();
        assert_eq!(heard[0].text, SPOKEN);
        let wav = open_clip(&fs::read(&dossier.clip).unwrap(), key).unwrap();
        assert!(wav.starts_with(b"RIFF"));
        let notes: Vec<String> =
            dossier.history.iter().map(|step| open_note(&step.note, key).unwrap()).collect();
        assert_eq!(notes, [NOTES[0], NOTES[2]]);
        assert!(dossier.history.iter().all(|step| is_sealed_note(&step.note)));
        let ticket = store.tickets().unwrap().pop().unwrap();
        assert_eq!(open_note(&ticket.steps[0].note, key).unwrap(), NOTES[1]);
    }
    assert_eq!(store.unsound_hours().unwrap(), []);
    drop(store);
    assert_tight(&dir);
    open_clean(&dir);
}

#[test]
fn the_first_account_is_a_supervisor_and_has_a_recovery_key() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let (clerk, _) = account("李小雷", Office::Staff, "");
    let key = Secret::generate().unwrap().public();
    let refused = store.begin_sealing(&clerk, &key, "liyu", made_at());
    assert!(matches!(refused, Err(RecordError::FirstAccount)));
    let (boss, _) = account("周主管", Office::Supervisor, "");
    let refused = store.add_account(&boss, "liyu", made_at());
    assert!(matches!(refused, Err(RecordError::NoRecovery)));
    assert!(store.accounts().unwrap().is_empty() && !store.is_sealed().unwrap());
    store.set_recovery(&key).unwrap();
    assert_eq!(store.add_account(&boss, "liyu", made_at()).unwrap().id, "u1");
    assert_eq!(store.recovery().unwrap(), Some(key.clone()));
    let other = Secret::generate().unwrap().public();
    assert!(store.set_recovery(&other).is_err());
    store.set_recovery(&key).unwrap();
}

#[test]
fn a_crash_at_any_step_of_sealing_leaves_each_incident_open_or_sealed() {
    for step in [
        Step::WordsWritten,
        Step::WordsNamed,
        Step::ClipWritten,
        Step::ClipNamed,
        Step::OldHalfRemoved,
    ] {
        let (_keep, dir) = place();
        let mut store = open_clean(&dir);
        work(&mut store, "local");
        let (first, secret) = account(NAMES[0], Office::Supervisor, "");
        let recovery = Secret::generate().unwrap();
        store.crash_at(step);
        assert!(store.begin_sealing(&first, &recovery.public(), "liyu", made_at()).is_err());
        assert!(store.is_sealed().unwrap(), "begun is begun");
        drop(store);
        let (store, repair) = Store::open(&dir).unwrap();
        assert!(!repair.is_loss(), "{step:?} {repair:?}");
        assert_eq!(store.verify().unwrap(), [], "{step:?}");
        for incident in store.incidents(&Query::default()).unwrap() {
            let words = fs::read(store.detail(&incident.id).unwrap().words).unwrap();
            assert_eq!(read_sealed_words(&words, &secret).unwrap()[0].text, SPOKEN);
        }
        chain_is_whole(&store);
        drop(store);
        assert_tight(&dir);
        open_clean(&dir);
    }
}

#[test]
fn what_was_missing_or_changed_before_it_was_sealed_stays_so() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    for n in 1..6 {
        store.put(&loud(n)).unwrap();
        store.close(&id(n)).unwrap();
    }
    let file =
        |n: u32, extension: &str| dir.join(format!("clips/2026-11/{}.r1.{extension}", id(n)));
    let bend = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        let last = bytes.len() - 3;
        bytes[last] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    bend(&file(1, "wav"));
    bend(&file(2, "json"));
    fs::remove_file(file(3, "wav")).unwrap();
    fs::remove_file(file(4, "json")).unwrap();
    let (first, secret) = account(NAMES[0], Office::Supervisor, "");
    let recovery = Secret::generate().unwrap();
    store.begin_sealing(&first, &recovery.public(), "liyu", made_at()).unwrap();
    let states = |store: &Store| -> Vec<EvidenceState> {
        (1..6).map(|n| store.detail(&id(n)).unwrap().evidence).collect()
    };
    use EvidenceState::{Changed, Missing, Ok};
    assert_eq!(states(&store), [Changed, Changed, Missing, Missing, Ok]);
    let clip = fs::read(store.detail(&id(1)).unwrap().clip).unwrap();
    assert!(vault::open(&clip, &secret).is_ok(), "what is left can be heard");
    assert_eq!(holding(&dir, SPOKEN), []);
    drop(store);
    let (store, repair) = Store::open(&dir).unwrap();
    assert_eq!(states(&store), [Changed, Changed, Missing, Missing, Ok]);
    assert_eq!((repair.missing, repair.sealed), (vec![id(3), id(4)], 0));
    assert!(files(&dir).iter().all(|file| !file.ends_with(".wav") && !file.ends_with(".tmp")));
}

#[test]
fn phrases_are_named_searched_and_sorted_though_the_index_does_not_say_them() {
    let (_keep, dir) = place();
    let (mut store, _, _) = sealed_store(&dir);
    work(&mut store, "u1");
    let mut other = loud(3);
    (other.incident.phrase_id, other.incident.phrase) = ("a01".into(), "自己看墙上".into());
    assert_eq!(store.put(&other).unwrap().phrase, "自己看墙上", "it knows what it was told");
    let mut reader = Store::open_read_only(&dir).unwrap();
    assert_eq!(reader.incident(&id(1)).unwrap().phrase, "t03", "the id where nothing is known");
    reader.name_phrases([
        ("t03".to_owned(), "不会看".to_owned()),
        ("a01".to_owned(), "自己看墙上".to_owned()),
    ]);
    assert_eq!(reader.incident(&id(1)).unwrap().phrase, "不会看");
    assert_eq!(reader.detail(&id(1)).unwrap().incident.phrase, "不会看");
    assert!(reader.incidents(&Query::default()).unwrap().iter().all(|i| i.phrase != "t03"));
    let listing =
        |search: &str, sort| Listing { search: search.into(), sort, ..Listing::default() };
    let texts = Texts::default();
    let page = reader.list(&listing("", Sort::Phrase), 0, 9, &texts).unwrap();
    let order: Vec<&str> = page.incidents.iter().map(|i| i.phrase.as_str()).collect();
    assert_eq!(order, ["自己看墙上", "不会看", "不会看"]);
    for search in ["不会看", "buhuikan", "bhk"] {
        let found = reader.list(&listing(search, Sort::Newest), 0, 9, &texts).unwrap();
        assert_eq!((found.total, found.unsearched), (2, 1), "{search}");
    }
    let place = reader.places(Timestamp::MIN).unwrap().remove(0);
    assert_eq!(reader.heard_folded(&place).unwrap(), None);
    let now = store.incident(&id(1)).unwrap().at;
    let figures = reader.figures(Span::Day, now, &jiff::tz::TimeZone::UTC).unwrap();
    assert!(figures.by_phrase.iter().any(|sum| sum.phrase == "不会看"), "{figures:?}");
}

#[test]
fn the_whole_takes_two_and_is_not_kept_where_all_lies_open() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    assert_eq!(store.put(&loud(1)).unwrap().custody.whole_sha256, None);
    drop((store, _keep));
    let (_keep, dir) = place();
    let (mut store, boss, recovery) = sealed_store(&dir);
    store.put(&loud(1)).unwrap();
    let whole = fs::read(store.detail(&id(1)).unwrap().whole.unwrap()).unwrap();
    let wav = vault::open_with_two(&whole, &recovery, &boss).unwrap();
    assert!(wav.starts_with(b"RIFF"));
    for one in [&boss, &recovery] {
        assert!(vault::open_with_two(&whole, one, one).is_err());
    }
    // It is part of the evidence: missing or changed, the incident says so.
    let path = store.detail(&id(1)).unwrap().whole.unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[40] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(store.detail(&id(1)).unwrap().evidence, EvidenceState::Changed);
    fs::remove_file(path).unwrap();
    assert_eq!(store.detail(&id(1)).unwrap().evidence, EvidenceState::Missing);
    drop(store);
    let (_, repair) = Store::open(&dir).unwrap();
    assert_eq!(repair.missing, [id(1)]);
    // A later revision that brings none leaves none.
    let (mut store, _) = Store::open(&dir).unwrap();
    store.put(&Evidence { whole: None, ..loud(1) }).unwrap();
    assert!(files(&dir).iter().all(|file| !file.contains("whole")));
}

#[test]
fn whose_it_is_comes_from_the_seats_and_then_from_people() {
    let (_keep, dir) = place();
    let (mut store, _, _) = sealed_store(&dir);
    let (clerk, secret) = account(NAMES[1], Office::Staff, "");
    let clerk = store.add_account(&clerk, "u1", made_at()).unwrap().id;
    let at = evidence(&id(1), 1).incident.at;
    let seat = Seat {
        counter: "3号窗口".into(),
        person: clerk.clone(),
        from: at - SignedDuration::from_mins(5),
        until: at + SignedDuration::from_mins(5),
        origin: Origin::Roster,
    };
    store.add_seats(&[seat.clone(), Seat { counter: "4".into(), ..seat }], "u1", at).unwrap();
    let mut given = loud(1);
    given.incident.custody = store.custody_for("3号窗口", "east", at, false).unwrap();
    assert_eq!(given.incident.custody.person, Some(clerk.clone()));
    assert_eq!(store.custody_for("5", "", at, true).unwrap().person, None);
    let kept = store.put(&given).unwrap();
    assert_eq!(kept.custody.sealed_to, ["u1".to_owned(), clerk.clone()]);
    let words = fs::read(store.detail(&id(1)).unwrap().words).unwrap();
    assert!(read_sealed_words(&words, &secret).is_ok());
    // "Not me": a supervisor takes the name off, and a clip that grows does not put it back.
    store.act(&id(1), Deed::Concerns { person: String::new() }, "u1", "", at).unwrap();
    let kept = store.put(&given).unwrap();
    assert_eq!((kept.custody.person, kept.custody.sealed_to), (None, vec!["u1".to_owned()]));
    let words = fs::read(store.detail(&id(1)).unwrap().words).unwrap();
    assert_eq!(read_sealed_words(&words, &secret), Err(VaultError::NotForYou));
    chain_is_whole(&store);
}

#[test]
fn an_appeal_has_its_time_and_is_decided_by_another() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    store.set_answer_days(7);
    let at = store.put(&evidence(&id(1), 1)).unwrap().at;
    let day = |n: i64| at + SignedDuration::from_hours(24 * n);
    let unfit = |result: Result<Incident, RecordError>| match result.unwrap_err() {
        RecordError::Unfit { why, .. } => why,
        other => panic!("{other:?}"),
    };
    let appeal = Deed::Appealed { ground: crate::record::Ground::NotSaid };
    let decided = store.decide(&id(1), Disposition::Confirmed, "u1", "", at).unwrap();
    assert_eq!(decided.custody.answer_by, Some(day(7)));
    let undone = store.undo(&id(1), "u1", at).unwrap();
    assert_eq!(undone.custody.answer_by, None);
    store.decide(&id(1), Disposition::Confirmed, "u2", "", day(1)).unwrap();
    let late = store.act(&id(1), appeal.clone(), "u9", "没说过", day(9));
    assert_eq!(unfit(late), Unfit::TooLate);
    let appealed = store.act(&id(1), appeal, "u9", "没说过", day(8)).unwrap();
    assert_eq!(appealed.disposition, Disposition::Appealed);
    for judge in ["u1", "u2"] {
        let again = store.decide(&id(1), Disposition::Upheld, judge, "", day(9));
        assert_eq!(unfit(again), Unfit::SamePerson, "{judge}");
    }
    store.decide(&id(1), Disposition::Overturned, "u3", "", day(9)).unwrap();
}

#[test]
fn a_sum_of_an_hour_that_was_changed_is_named() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    work(&mut store, "local");
    work_again(&mut store);
    assert_eq!(store.unsound_hours().unwrap(), []);
    for (sql, phrase) in [
        ("UPDATE hours SET civil = civil + 1", None),
        ("UPDATE hours SET civil = civil - 1", None),
        ("UPDATE hour_phrases SET n = n + 1", Some("t03")),
    ] {
        store.db.execute(sql, []).unwrap();
        let found = store.unsound_hours().unwrap();
        if sql.contains('-') {
            assert_eq!(found, [], "as it was");
        } else {
            assert_eq!(found.len(), 1);
            assert_eq!((found[0].1.as_str(), found[0].2.as_deref()), ("3号窗口", phrase));
        }
    }
}

fn work_again(store: &mut Store) {
    let at = store.incident(&id(1)).unwrap().at;
    let (list, n) = (List::Taboo, 3);
    store.count_phrase(at, "3号窗口", list, "t03", "不会看", n).unwrap();
    store.count(at, "3号窗口", &HourCounts::default()).unwrap();
}

fn anybody() -> impl Strategy<Value = (Office, &'static str, Standing)> {
    let office = (0usize..6).prop_map(|n| Office::ALL[n]);
    let unit = prop_oneof![Just(""), Just("east"), Just("west")];
    let standing = prop_oneof![
        3 => Just(Standing::Active),
        1 => Just(Standing::Leaving),
        1 => Just(Standing::Disabled)
    ];
    (office, unit, standing)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// A key opens exactly the clips that the rules say, and the recovery key all.
    #[test]
    fn a_key_opens_exactly_its_own(
        people in proptest::collection::vec(anybody(), 1..7),
        clips in proptest::collection::vec((0usize..3, any::<bool>(), proptest::option::of(1usize..7)), 1..5),
    ) {
        let (_keep, dir) = place();
        let (mut store, boss, recovery) = sealed_store(&dir);
        let mut secrets = vec![boss];
        for (n, (office, unit, _)) in people.iter().enumerate() {
            let (new, secret) = account(&format!("某{n}"), *office, unit);
            store.add_account(&new, "u1", made_at()).unwrap();
            secrets.push(secret);
        }
        for (n, (_, _, standing)) in people.iter().enumerate() {
            store.set_standing(&format!("u{}", n + 2), *standing, "u1", made_at()).unwrap();
        }
        let accounts: Vec<Account> = store.accounts().unwrap();
        for (n, (unit, integrity, person)) in clips.iter().enumerate() {
            let unit = ["", "east", "west"][*unit];
            let mut given = loud(n as u32);
            given.incident.custody.unit = unit.into();
            given.incident.custody.integrity = *integrity;
            given.incident.custody.person = person.map(|n| format!("u{n}"));
            store.put(&given).unwrap();
            let dossier = store.detail(&given.incident.id).unwrap();
            let concern = Concern {
                unit: unit.into(),
                integrity: *integrity,
                person: person.map(|n| format!("u{n}")),
            };
            let able: Vec<&str> =
                audience(&concern, &accounts).iter().map(|a| a.id.as_str()).collect();
            let (clip, words) =
                (fs::read(&dossier.clip).unwrap(), fs::read(&dossier.words).unwrap());
            for (account, secret) in accounts.iter().zip(&secrets) {
                let may = able.contains(&account.id.as_str());
                prop_assert_eq!(open_clip(&clip, secret).is_ok(), may, "{:?}", account);
                prop_assert_eq!(read_sealed_words(&words, secret).is_ok(), may, "{:?}", account);
            }
            prop_assert!(open_clip(&clip, &recovery).is_ok());
        }
    }
}

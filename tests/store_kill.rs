//! A store whose process is killed, whose disk is full, whose directory is not
//! writable. This program starts itself again as the one that suffers: the
//! ignored tests below are those children, told what to do by [`STORE`].
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use liyu::account::{Office, Standing};
use liyu::phrasebook::Severity;
use liyu::record::{
    Disposition, Evidence, HeardUtterance, Incident, IncidentKind, IncidentState, NewAccount,
    NewTicket, Provenance, Query, RecordError, Repair, Scope, Store, TicketChange, TicketState,
    Via, open_clip, open_note, read_sealed_words,
};
use liyu::units::Role;
use liyu::vault::Secret;
use std::collections::HashMap;
use std::fs;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Where a child finds its store.
const STORE: &str = "LIYU_TEST_STORE";

/// Kills of each kind of work, each at a moment of its own.
const KILLS: u64 = 50;

/// What is said in the evidence, and what people note: nothing of it may lie on the disk of
/// a store that is sealed.
const SECRETS: [&str; 3] = ["不知道,你问别人去", "听过,属实", "群众说态度差"];

/// The latest moment of a kill after the start of the child, microseconds; the
/// child needs a few milliseconds to reach its first incident.
const LATEST_KILL_US: u64 = 250_000;

fn evidence(id: String) -> Evidence {
    let at = "2026-11-22T01:15:30Z".parse().unwrap();
    Evidence {
        incident: Incident {
            id,
            revision: 0,
            state: IncidentState::Open,
            kind: Default::default(),
            counter: "1".into(),
            source: None,
            channel: 0,
            role: Role::Clerk,
            phrase_id: "t01".into(),
            phrase: "不知道".into(),
            hits: 1,
            severity: Severity::Serious,
            disposition: Disposition::New,
            handling: Default::default(),
            custody: Default::default(),
            at,
            in_hours: None,
            start_s: 1.0,
            end_s: 2.0,
            clip: String::new(),
            clip_sha256: String::new(),
            provenance: Provenance {
                liyu: "0.1.0".into(),
                model: "base".into(),
                model_sha256: String::new(),
                lists_sha256: String::new(),
                thresholds: [("judge.merge_s".to_owned(), 8.0)].into(),
            },
        },
        planes: vec![vec![0.25; 4_000], vec![-0.25; 4_000]],
        whole: None,
        clip_start_s: 0.0,
        hit_in_clip_s: 1.0,
        heard: vec![HeardUtterance {
            start_s: 1.0,
            end_s: 2.0,
            channel: 0,
            role: Role::Clerk,
            text: SECRETS[0].into(),
            mean_logprob: -0.5,
            hits: Vec::new(),
            lists: String::new(),
        }],
    }
}

/// This program, to run one of the children on `store`.
fn child(name: &str, store: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(child_args(name)).env(STORE, store);
    command
}

fn child_args(name: &str) -> [&str; 4] {
    ["--exact", name, "--ignored", "--nocapture"]
}

fn store_of_child() -> PathBuf {
    std::env::var_os(STORE).expect("started by another test").into()
}

/// Every row has its clip and words with the right hashes, there is no other
/// file, nothing is open, nothing was lost, every complaint has its one ticket.
fn assert_whole(dir: &Path, store: &Store, repair: &Repair) {
    assert!(!repair.is_loss(), "{repair}");
    assert_eq!(store.verify().unwrap(), []);
    let rows = store.incidents(&Query { limit: u32::MAX, ..Query::default() }).unwrap();
    let mut files = 0;
    for month in fs::read_dir(dir.join("clips")).unwrap() {
        files += fs::read_dir(month.unwrap().path()).unwrap().count();
    }
    let wholes = rows.iter().filter(|row| row.custody.whole_sha256.is_some()).count();
    assert_eq!(files, rows.len() * 2 + wholes);
    assert_eq!(store.check(None).unwrap().flaws, []);
    assert!(rows.iter().all(|row| row.state == IncidentState::Closed));
    let tickets = store.tickets().unwrap();
    let sealed = rows.iter().filter(|row| row.kind == IncidentKind::Complaint);
    let named =
        |row: &Incident| tickets.iter().filter(|t| t.incident.as_ref() == Some(&row.id)).count();
    assert!(sealed.clone().all(|row| named(row) == 1), "{tickets:?}");
    assert_eq!(sealed.count(), tickets.len());
}

/// Runs a child on `dir` and kills it so many microseconds after its start; gives what it
/// said.
fn killed(name: &str, dir: &Path, after_us: u64) -> String {
    let mut child = child(name, dir).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_micros(after_us));
    child.kill().unwrap();
    let mut output = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut output).unwrap();
    child.wait().unwrap();
    String::from_utf8_lossy(&output).into_owned()
}

/// The revisions that a child says are on disk.
fn acknowledged(output: &str) -> HashMap<String, u32> {
    let acks = output.lines().filter_map(|line| {
        let (id, revision) = line.strip_prefix("ack ")?.split_once(' ')?;
        // The last line may be cut short.
        Some((id.to_owned(), revision.strip_suffix(" .")?.parse().ok()?))
    });
    acks.collect()
}

#[test]
#[ignore = "a child of the tests below"]
fn child_writes_until_it_is_killed() {
    let (mut store, _) = Store::open(store_of_child()).unwrap();
    let ack = |row: Incident| println!("ack {} {} .", row.id, row.revision);
    loop {
        let at = "2026-11-22T01:15:30Z".parse().unwrap();
        let id = store.new_id(at).unwrap();
        ack(store.put(&evidence(id.clone())).unwrap());
        ack(store.put(&evidence(id.clone())).unwrap());
        store.decide(&id, Disposition::Confirmed, "local", "", at).unwrap();
        ack(store.put(&evidence(id.clone())).unwrap());
        store.undo(&id, "local", at).unwrap();
        ack(store.close(&id).unwrap());

        let id = store.new_id(at).unwrap();
        let mut complaint = evidence(id.clone());
        complaint.incident.kind = IncidentKind::Complaint;
        complaint.incident.state = IncidentState::Closed;
        ack(store.put(&complaint).unwrap());
        let ticket = NewTicket {
            counter: "1".into(),
            received_at: at,
            via: Via::Command,
            incident: Some(id),
            lacking: String::new(),
            actor: "local".into(),
            note: String::new(),
        };
        let ticket = store.open_ticket(&ticket).unwrap();
        let state = TicketState::Checking;
        store.handle_ticket(&ticket.id, TicketChange::State { state }, "local", "", at).unwrap();
    }
}

#[test]
fn killed_at_any_moment_the_store_is_whole() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path().join("recordings");
    let mut known = HashMap::new();
    let mut total = Repair::default();
    // Without keys of its own the hasher gives the same moments every time.
    let moments = BuildHasherDefault::<DefaultHasher>::default();
    for kill in 0..KILLS {
        let output = killed(
            "child_writes_until_it_is_killed",
            &dir,
            moments.hash_one(kill) % LATEST_KILL_US,
        );
        known.extend(acknowledged(&output));

        let (store, repair) = Store::open(&dir).unwrap();
        assert_whole(&dir, &store, &repair);
        for (id, revision) in &known {
            let row = store.incident(id).unwrap();
            assert!(row.revision >= *revision, "{id}: {} < {revision}", row.revision);
        }
        total.temporary_removed += repair.temporary_removed;
        total.rows_made += repair.rows_made;
        total.rows_advanced += repair.rows_advanced;
        total.halves_removed += repair.halves_removed;
        total.old_removed += repair.old_removed;
        total.closed += repair.closed;
        total.tickets_made += repair.tickets_made;
    }
    assert!(!known.is_empty(), "no child ever wrote");
    println!("{KILLS} kills, {} incidents acknowledged, mended in all:\n{total}", known.len());
}

/// The secret of `name`, which lies beside the store and is made when it is not there.
fn secret(store: &Path, name: &str) -> Secret {
    let path = store.with_file_name(name);
    if let Ok(text) = fs::read_to_string(&path) {
        return Secret::from_text(&text).unwrap();
    }
    let secret = Secret::generate().unwrap();
    fs::write(path, secret.to_text().as_bytes()).unwrap();
    secret
}

fn supervisor(store: &Path, name: &str) -> NewAccount {
    NewAccount {
        name: name.into(),
        office: Office::Supervisor,
        unit: String::new(),
        public: secret(store, name).public(),
        locked: b"locked".to_vec(),
        until: None,
    }
}

fn begin_sealing(dir: &Path, store: &mut Store) {
    let recovery = secret(dir, "recovery").public();
    let at = "2026-11-22T01:00:00Z".parse().unwrap();
    store.begin_sealing(&supervisor(dir, "first"), &recovery, "liyu", at).unwrap();
}

/// A closed incident that was decided on, and a complaint about it.
fn case(store: &mut Store, actor: &str) {
    let at = "2026-11-22T01:15:30Z".parse().unwrap();
    let id = store.new_id(at).unwrap();
    let mut given = evidence(id.clone());
    given.incident.kind = IncidentKind::Complaint;
    given.whole = Some(given.planes.clone());
    store.put(&given).unwrap();
    store.put(&given).unwrap();
    store.decide(&id, Disposition::Confirmed, actor, SECRETS[1], at).unwrap();
    store.close(&id).unwrap();
    let ticket = NewTicket {
        counter: "1".into(),
        received_at: at,
        via: Via::Command,
        incident: Some(id),
        lacking: String::new(),
        actor: actor.into(),
        note: SECRETS[2].into(),
    };
    store.open_ticket(&ticket).unwrap();
}

/// Nothing that was said or noted lies in any file, and everything opens with the keys of
/// `names`.
fn assert_sealed(dir: &Path, store: &Store, names: &[&str]) {
    let mut waiting = vec![dir.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            for text in SECRETS {
                let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
                assert!(!found, "{text} in {}", path.display());
            }
            assert!(!bytes.starts_with(b"RIFF"), "{}", path.display());
        }
    }
    for name in names {
        let secret = secret(dir, name);
        for row in store.incidents(&Query { limit: u32::MAX, ..Query::default() }).unwrap() {
            let dossier = store.detail(&row.id).unwrap();
            let words = fs::read(&dossier.words).unwrap();
            assert_eq!(read_sealed_words(&words, &secret).unwrap()[0].text, SECRETS[0]);
            assert!(open_clip(&fs::read(&dossier.clip).unwrap(), &secret).is_ok());
            for step in &dossier.history {
                let note = open_note(&step.note, &secret).unwrap();
                assert!(note.is_empty() || note == SECRETS[1]);
            }
        }
    }
}

#[test]
#[ignore = "a child of the tests below"]
fn child_seals_what_lies_open() {
    let dir = store_of_child();
    let (mut store, _) = Store::open(&dir).unwrap();
    begin_sealing(&dir, &mut store);
}

/// What lies in `from`, in `to`.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            true => copy(&from, &to),
            false => drop(fs::copy(from, to).unwrap()),
        }
    }
}

#[test]
fn killed_while_it_is_sealed_a_store_is_open_or_sealed_and_whole() {
    let keep = tempfile::tempdir().unwrap();
    let open = keep.path().join("open");
    let (mut store, _) = Store::open(&open).unwrap();
    for _ in 0..6 {
        case(&mut store, "local");
    }
    drop(store);
    // Both keys are there before anybody is killed.
    for name in ["first", "recovery"] {
        secret(&open, name);
    }
    let dir = keep.path().join("recordings");
    copy(&open, &dir);
    let begin = Instant::now();
    assert!(child("child_seals_what_lies_open", &dir).output().unwrap().status.success());
    let takes_us = begin.elapsed().as_micros() as u64;
    let moments = BuildHasherDefault::<DefaultHasher>::default();
    let (mut sealed, mut finished) = (0, 0);
    for kill in 0..KILLS {
        fs::remove_dir_all(&dir).unwrap();
        copy(&open, &dir);
        killed("child_seals_what_lies_open", &dir, moments.hash_one(kill) % takes_us);
        let (store, repair) = Store::open(&dir).unwrap();
        assert_whole(&dir, &store, &repair);
        if store.is_sealed().unwrap() {
            assert_sealed(&dir, &store, &["first", "recovery"]);
            sealed += 1;
            finished += u64::from(repair.sealed > 0);
        } else {
            let row = store.incidents(&Query::default()).unwrap().remove(0);
            assert_eq!(store.detail(&row.id).unwrap().heard[0].text, SECRETS[0]);
        }
    }
    println!("{KILLS} kills within {takes_us} us: {sealed} sealed, {finished} of them half before");
    assert!(sealed > 0, "no child ever sealed");
}

#[test]
#[ignore = "a child of the tests below"]
fn child_decides_and_seals_anew_until_it_is_killed() {
    let dir = store_of_child();
    let at = "2026-11-22T02:00:00Z".parse().unwrap();
    let (mut store, _) = Store::open(&dir).unwrap();
    let one = secret(&dir, "first");
    loop {
        let rows = store.incidents(&Query::default()).unwrap();
        if rows.len() < 12 {
            case(&mut store, "u1");
        }
        for standing in [Standing::Disabled, Standing::Active] {
            store.set_standing("u2", standing, "u1", at).unwrap();
            let done = store.reseal((&one, None), &Scope::Stale, "u1", at).unwrap();
            println!("resealed {} .", done.incidents);
            for row in store.incidents(&Query::default()).unwrap() {
                let to = match row.disposition {
                    Disposition::Confirmed => Disposition::Dismissed,
                    _ => Disposition::Confirmed,
                };
                let done = store.decide(&row.id, to, "u1", SECRETS[1], at).unwrap();
                println!("ack {} {} .", done.id, done.revision);
            }
        }
    }
}

#[test]
fn killed_while_it_decides_and_seals_anew_a_store_is_sealed_and_whole() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path().join("recordings");
    let at = "2026-11-22T02:00:00Z".parse().unwrap();
    let (mut store, _) = Store::open(&dir).unwrap();
    begin_sealing(&dir, &mut store);
    store.add_account(&supervisor(&dir, "second"), "u1", at).unwrap();
    for _ in 0..4 {
        case(&mut store, "u1");
    }
    drop(store);
    let moments = BuildHasherDefault::<DefaultHasher>::default();
    let (mut known, mut resealed) = (HashMap::new(), 0);
    for kill in 0..KILLS {
        let after_us = moments.hash_one(kill) % (2 * LATEST_KILL_US);
        let output = killed("child_decides_and_seals_anew_until_it_is_killed", &dir, after_us);
        known.extend(acknowledged(&output));
        resealed += output.matches("resealed ").count();
        let (store, repair) = Store::open(&dir).unwrap();
        assert_whole(&dir, &store, &repair);
        assert_sealed(&dir, &store, &["first", "recovery"]);
        for (id, revision) in &known {
            let row = store.incident(id).unwrap();
            assert!(row.revision >= *revision, "{id}: {} < {revision}", row.revision);
        }
    }
    println!("{KILLS} kills, {} incidents acknowledged, sealed anew {resealed} times", known.len());
    assert!(resealed > 0, "no child ever sealed anew");
}

/// Writes until it cannot, says why, and sees that what it wrote is there.
#[test]
#[ignore = "a child of the tests below"]
fn child_fills_the_disk() {
    let (mut store, _) = Store::open(store_of_child()).unwrap();
    let at = "2026-11-22T01:15:30Z".parse().unwrap();
    // Far more than the limits of the tests below let through.
    for _ in 0..10_000 {
        let id = store.new_id(at).unwrap();
        match store.put(&evidence(id)) {
            Ok(row) => println!("ack {} {} .", row.id, row.revision),
            Err(error) => {
                assert!(error.is_unwritable(), "{error:?}");
                println!("refused: {error}");
                return;
            }
        }
    }
    panic!("the disk never was full");
}

/// The store fills a file system of its own, which is there for this process
/// only; then room is made and the store is opened again.
#[test]
#[ignore = "a child of the tests below"]
fn child_fills_a_disk_and_makes_room() {
    let dir = store_of_child();
    fs::create_dir_all(&dir).unwrap();
    let ballast = dir.join("ballast");
    fs::write(&ballast, vec![0u8; 200_000]).unwrap();
    child_fills_the_disk();
    // Rows, words and clips may all have been what did not fit: take each byte.
    let mut rest = fs::File::create(dir.join("rest")).unwrap();
    while std::io::Write::write_all(&mut rest, &[0]).is_ok() {}
    drop(rest);
    match Store::open(&dir) {
        Ok((store, repair)) => assert_whole(&dir, &store, &repair),
        Err(error) => assert!(error.is_unwritable(), "{error:?}"),
    }
    fs::remove_file(ballast).unwrap();
    let (store, repair) = Store::open(&dir).unwrap();
    assert_whole(&dir, &store, &repair);
    println!("rows {}", store.incidents(&Query { limit: 9999, ..Query::default() }).unwrap().len());
}

fn run(mut command: Command) -> (Output, String) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output, text)
}

/// The message of `child_fills_the_disk`, which must say what to do.
fn assert_clear(text: &str) {
    let refused = text.lines().find(|line| line.starts_with("refused: ")).expect(text);
    assert!(refused.contains("写不进") && refused.contains("腾出空间"), "{refused}");
}

#[test]
fn a_full_disk_is_said_and_the_store_is_whole() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path().join("disk");
    fs::create_dir(&dir).unwrap();
    let script = "mount -t tmpfs -o size=1500k none \"$0\" || exit 99; exec \"$@\"";
    let mut command = Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
        .arg(&dir)
        .arg(std::env::current_exe().unwrap())
        .args(child_args("child_fills_a_disk_and_makes_room"))
        .env(STORE, dir.join("recordings"));
    // Not every machine lets a test have a file system: then the limit on file
    // sizes below is the test.
    let Ok(probe) = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
        .arg(&dir)
        .arg("true")
        .output()
    else {
        println!("skipped: there is no unshare");
        return;
    };
    if !probe.status.success() {
        println!("skipped: {}", String::from_utf8_lossy(&probe.stderr).trim());
        return;
    }
    let (output, text) = run(command);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert_clear(&text);
    let acks = acknowledged(&text).len();
    let rows = text.lines().find_map(|line| line.strip_prefix("rows ")?.parse().ok()).expect(&text);
    // When only the row did not fit, the refused incident is recovered from its
    // files.
    assert!(acks > 3 && (acks..=acks + 1).contains(&rows), "{acks} {text}");
}

#[test]
fn a_limit_on_file_sizes_is_said_and_the_store_is_whole() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path().join("recordings");
    // Blocks of 512 bytes; the index is the first to reach the limit. Ignored,
    // the signal becomes an error as a full disk gives.
    let script = "trap '' XFSZ; ulimit -f 400; exec \"$@\"";
    let mut command = Command::new("sh");
    command
        .args(["-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(child_args("child_fills_the_disk"))
        .env(STORE, &dir);
    let (output, text) = run(command);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("写不进"), "{text}");
    let (store, repair) = Store::open(&dir).unwrap();
    assert_whole(&dir, &store, &repair);
    for id in acknowledged(&text).keys() {
        store.incident(id).unwrap();
    }
}

#[test]
#[ignore = "a child of the tests below"]
fn child_opens() {
    match Store::open(store_of_child()) {
        Ok(_) => println!("opened"),
        Err(error) => println!("unwritable={} {error}", error.is_unwritable()),
    }
}

#[test]
fn a_directory_that_cannot_be_written_is_said() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    /// Whom almost every system knows as nobody.
    const NOBODY: u32 = 65_534;
    let keep = tempfile::tempdir().unwrap();
    fs::set_permissions(keep.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let dir = keep.path().join("recordings");
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o555)).unwrap();
    let mut command = child("child_opens", &dir);
    // Permissions do not hold root back.
    if fs::metadata(&dir).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            println!("skipped: {error}");
            return;
        }
    };
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("unwritable=true") && text.contains("没有写权限"), "{text}");
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
}

#[test]
fn the_second_process_is_told_who_has_the_store() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path().join("recordings");
    let (store, _) = Store::open(&dir).unwrap();
    let output = child("child_opens", &dir).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains(&std::process::id().to_string()), "{text}");
    assert!(text.contains("unwritable=false"), "{text}");
    drop(store);
    let output = child("child_opens", &dir).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("opened"));
    assert!(matches!(Store::open(dir.join("index.db")), Err(RecordError::NotADirectory { .. })));
}

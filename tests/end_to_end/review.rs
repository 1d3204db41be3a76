//! A supervisor and a member of staff at a sealed store: the real program in a real terminal
//! (tmux), real speech, real keys.

use crate::support::tmux::Tmux;
use crate::support::{NullSink, demo, liyu, run, stderr, told};
use liyu::record::{Deed, Disposition, Ground, Query, Store};
use std::path::Path;
use std::process::Output;

const SUPERVISOR: (&str, &str) = ("周主任", "窗前明月光疑是地上霜");
const STAFF: (&str, &str) = ("张敏", "春眠不觉晓处处闻啼鸟");
const OTHER: (&str, &str) = ("李建国", "白日依山尽黄河入海流");
const PHRASE: &str = "不归我管";
const WORDS: &str = "那天是小李坐的";

/// Runs a command with passphrases on its standard input, a line each; it must succeed.
fn done(store: &Path, arguments: &[&str], lines: &[&str]) -> Output {
    let output = told(store, arguments, lines);
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    output
}

/// A terminal that hears the sink, in Chinese, with settings of nobody.
fn terminal(sink: &NullSink) -> Tmux {
    let home = sink.file("home");
    std::fs::create_dir_all(&home).unwrap();
    let mut environment = sink.environment.clone();
    for name in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
        environment.push((name.to_owned(), home.display().to_string()));
    }
    Tmux::start(120, 40, &environment)
}

fn start(tmux: &Tmux, verb: &str, store: &Path) {
    let liyu = env!("CARGO_BIN_EXE_liyu");
    tmux.line(&format!("clear; {liyu} {verb} --store {}; echo ended-$?", store.display()));
    tmux.wait_for("who is there", |screen| screen.contains("口令不会显示"));
}

fn sign_in(tmux: &Tmux, (name, passphrase): (&str, &str)) {
    tmux.press(&["C-u"]);
    tmux.write(name);
    tmux.press(&["Enter"]);
    tmux.wait_for("the passphrase's turn", |screen| screen.contains("> 口令"));
    tmux.write(passphrase);
    tmux.wait_for("stars", |screen| screen.contains("*******"));
    assert!(!tmux.screen().contains(passphrase));
    tmux.press(&["Enter"]);
}

/// Opens the selected incident; while the list is being read anew the key only says so.
fn open(tmux: &Tmux) -> String {
    tmux.wait_for("the evidence", |screen| {
        let there = screen.contains("听到的话") && screen.contains('【');
        if !there && screen.contains(PHRASE) && !screen.contains("正在解密") {
            tmux.press(&["Enter"]);
        }
        there
    })
}

/// Whether all that lies there is sealed to the account of this name.
fn is_sealed_to(store: &Path, name: &str) -> bool {
    let store = Store::open_read_only(store).unwrap();
    let accounts = store.accounts().unwrap();
    let id = &accounts.iter().find(|account| account.name == name).unwrap().id;
    let all = store.incidents(&Query::default()).unwrap();
    all.iter().all(|incident| incident.custody.sealed_to.contains(id))
}

fn quit(tmux: &Tmux) {
    tmux.press(&["C-c"]);
    tmux.wait_for("the end", |screen| screen.contains("ended-0"));
}

#[test]
fn a_supervisor_decides_and_whom_it_concerns_appeals() {
    let sink = NullSink::start();
    let store = sink.file("store");
    let replayed = run(liyu()
        .args(["replay", "--channels", "clerk,citizen", "--store"])
        .arg(&store)
        .arg(demo("refusal-not-my-job.wav")));
    assert!(replayed.status.success(), "{}", stderr(&replayed));
    for ((name, passphrase), role) in
        [(SUPERVISOR, "supervisor"), (STAFF, "staff"), (OTHER, "staff")]
    {
        done(&store, &["user", "add", name, "--role", role], &[passphrase]);
    }

    let tmux = terminal(&sink);
    start(&tmux, "console", &store);
    assert!(!tmux.screen().contains(PHRASE), "shown before anybody signed in");
    sign_in(&tmux, (SUPERVISOR.0, "another one altogether"));
    tmux.wait_for("what is wrong", |screen| screen.contains("姓名或口令不对"));
    tmux.write(SUPERVISOR.1);
    tmux.press(&["Enter"]);
    tmux.wait_for("who is there now", |screen| screen.contains("周主任 (主管)"));
    tmux.press(&["3"]);
    tmux.wait_for("the incident", |screen| screen.contains(PHRASE));
    open(&tmux);
    tmux.press(&["Space"]);
    tmux.wait_for("sound", |screen| screen.contains("| > "));
    tmux.press(&["Space"]);
    // Whom it concerns: staff by name, so 张敏 stands behind 李建国 or before.
    tmux.press(&["t"]);
    let menu = tmux.wait_for("the staff", |screen| screen.contains("当事人是谁"));
    let at = |name: &str| menu.find(name).expect(name);
    if at(STAFF.0) > at(OTHER.0) {
        tmux.press(&["Down"]);
    }
    tmux.press(&["Enter"]);
    tmux.wait_for("the person", |screen| {
        screen.contains("当事人") && screen.matches(STAFF.0).count() > 0
    });
    tmux.press(&["c"]);
    tmux.wait_for("the decision", |screen| screen.contains("已确认"));
    // Behind the screen it is sealed anew, to them too.
    tmux.wait_for("the new seal", |_| is_sealed_to(&store, STAFF.0));
    quit(&tmux);

    // Somebody else has nothing of their own.
    start(&tmux, "review", &store);
    sign_in(&tmux, OTHER);
    tmux.wait_for("nothing", |screen| screen.contains("没有您的事件"));
    tmux.press(&["L"]);
    tmux.wait_for("who is next", |screen| screen.contains("口令不会显示"));
    sign_in(&tmux, STAFF);
    let own = tmux
        .wait_for("their own", |screen| screen.contains("张敏 (员工)") && screen.contains(PHRASE));
    assert!(!own.contains("大厅") && !own.contains("统计"), "{own}");
    open(&tmux);
    tmux.press(&["Space"]);
    tmux.wait_for("sound", |screen| screen.contains("| > "));
    tmux.press(&["Space"]);
    tmux.press(&["p"]);
    tmux.wait_for("the grounds", |screen| screen.contains("不是我"));
    tmux.press(&["Enter"]);
    tmux.wait_for("a line to write on", |screen| screen.contains("请写明经过"));
    tmux.write(WORDS);
    tmux.press(&["Enter"]);
    tmux.wait_for("the appeal", |screen| screen.contains("申诉中"));
    quit(&tmux);
    tmux.assert_given_back(&[PHRASE, WORDS, "panicked", "ALSA"]);

    // What was done stands there; what was said and written does not lie open.
    let (index, _) = Store::open(&store).unwrap();
    let all = index.incidents(&Query::default()).unwrap();
    let [incident] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(incident.disposition, Disposition::Appealed);
    let accounts = index.accounts().unwrap();
    let id = |name: &str| accounts.iter().find(|a| a.name == name).unwrap().id.clone();
    assert_eq!(incident.custody.person, Some(id(STAFF.0)));
    assert!(!incident.custody.sealed_to.contains(&id(OTHER.0)));
    let history = index.detail(&incident.id).unwrap().history;
    let did = |name: &str, deed: &Deed| {
        history.iter().any(|entry| entry.actor == id(name) && entry.deed == *deed)
    };
    for name in [SUPERVISOR.0, STAFF.0] {
        assert!(did(name, &Deed::Seen) && did(name, &Deed::Played), "{name}: {history:?}");
    }
    assert!(did(STAFF.0, &Deed::Appealed { ground: Ground::NotMe }));
    assert!(history.iter().all(|entry| !entry.note.contains(WORDS)), "{history:?}");
}

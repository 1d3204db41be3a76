//! A supervisor at work: the real program in a real terminal (tmux), real sound from a real
//! (virtual) microphone, from the first flag to a shell as clean as before.

use crate::support::tmux::{PROMPT, Tmux};
use crate::support::{NullSink, demo};
use std::path::Path;
use std::process::Command;

const COLUMNS: u16 = 120;
const ROWS: u16 = 40;
const COUNTER: &str = "3号窗口";
const COMMENT: &str = "已与当事人核实";

/// A shell in a terminal that hears the sink, in Chinese, with settings of nobody.
fn terminal(sink: &NullSink) -> Tmux {
    let home = sink.file("home");
    std::fs::create_dir_all(&home).unwrap();
    let mut environment = sink.environment.clone();
    for name in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
        environment.push((name.to_owned(), home.display().to_string()));
    }
    Tmux::start(COLUMNS, ROWS, &environment)
}

/// The line that starts the program; what it ended with is told after it.
fn liyu(arguments: &str) -> String {
    format!("clear; {} {arguments}; echo ended-$?", env!("CARGO_BIN_EXE_liyu"))
}

fn watch(sink: &NullSink, store: &Path) -> String {
    let config = sink.file("liyu.toml");
    let counter =
        format!("[[counter]]\nname = \"{COUNTER}\"\nchannels = [\"clerk\", \"citizen\"]\n");
    // Tests run at any time of the day.
    std::fs::write(&config, format!("[mute]\noutside_hours = 0\n{counter}")).unwrap();
    liyu(&format!("watch --store {} --config {}", store.display(), config.display()))
}

/// Waits until the program has ended with 0 and the shell has its screen again; what the
/// console drew is gone.
fn left(tmux: &Tmux) {
    tmux.wait_for("the end of the console", |screen| screen.contains("ended-"));
    let screen = tmux.wait_for("a prompt", |screen| {
        screen.trim_end().lines().last().is_some_and(|line| line.starts_with(PROMPT))
    });
    assert!(screen.contains("ended-0"), "{screen}");
    tmux.assert_given_back(&[COUNTER, "panicked", "ALSA"]);
}

/// Where the player is, in seconds, while it plays: `| > 正在播放 1.4 s`.
fn position(screen: &str) -> Option<f64> {
    let told = screen.split("| > ").nth(1)?;
    told.split_whitespace().find_map(|word| word.parse().ok())
}

#[test]
fn a_supervisor_hears_decides_and_finds_it_again() {
    let sink = NullSink::start();
    let store = sink.file("store");
    let tmux = terminal(&sink);
    tmux.line(&watch(&sink, &store));
    tmux.wait_for("the counter", |screen| screen.contains(COUNTER));
    sink.play(&demo("refusal-not-my-job.wav"));
    tmux.press(&["3"]);
    let phrase = "不归我管";
    tmux.wait_for("the incident", |screen| screen.contains(phrase));
    // While the list is being read anew the key only says so; once open it means nothing.
    tmux.wait_for("the evidence", |screen| {
        let there = screen.contains("听到的话");
        if !there {
            tmux.press(&["Enter"]);
        }
        there
    });
    tmux.press(&["Space"]);
    let first = tmux.wait_for("sound", |screen| position(screen).is_some_and(|at| at > 0.0));
    let first = position(&first).unwrap();
    tmux.wait_for("more of it", |screen| position(screen).is_some_and(|at| at > first + 0.3));
    tmux.press(&["Space"]);
    tmux.press(&["c"]);
    tmux.wait_for("the decision", |screen| screen.contains("已确认"));
    tmux.press(&["n"]);
    tmux.wait_for("a line to write on", |screen| screen.contains("备注"));
    tmux.write(COMMENT);
    tmux.press(&["Enter"]);
    tmux.wait_for("the comment", |screen| screen.contains(COMMENT) && screen.contains("处理记录"));
    tmux.press(&["q"]);
    left(&tmux);

    // Nothing listens any more: the store alone still knows.
    tmux.line(&liyu(&format!("console --store {}", store.display())));
    tmux.wait_for("the console", |screen| screen.contains("礼语"));
    tmux.press(&["3"]);
    tmux.wait_for("the incident again", |screen| {
        screen.contains(phrase) && screen.contains("已确认")
    });
    tmux.wait_for("the comment again", |screen| {
        let there = screen.contains(COMMENT);
        if !there {
            tmux.press(&["Enter"]);
        }
        there
    });
    tmux.press(&["q"]);
    left(&tmux);
}

#[test]
fn a_terminated_console_gives_the_terminal_back() {
    for signal in ["-TERM", "-HUP"] {
        let sink = NullSink::start();
        let tmux = terminal(&sink);
        tmux.line(&watch(&sink, &sink.file("store")));
        tmux.wait_for("the counter", |screen| screen.contains(COUNTER));
        tmux.resize(80, 24);
        tmux.wait_for("the smaller screen", |screen| screen.contains(COUNTER));
        let pid = tmux.pid_of("liyu watch");
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        left(&tmux);
    }
}

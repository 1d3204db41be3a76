//! The command line as a whole: consistent, in one language, one thing at a time.

#![allow(clippy::unwrap_used)]

use super::*;
use clap::CommandFactory;

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn language_comes_from_the_argument_then_the_environment_then_is_chinese() {
    let args = |list: &[&str]| list.iter().map(OsString::from).collect::<Vec<_>>();
    let english = |name: &str| (name == "LANG").then(|| "en_GB.UTF-8".to_owned());
    let none = |_: &str| None;
    assert_eq!(language(&args(&["liyu", "--lang", "en"]), none), Lang::En);
    assert_eq!(language(&args(&["liyu", "--lang=zh"]), english), Lang::Zh);
    assert_eq!(language(&args(&["liyu"]), english), Lang::En);
    assert_eq!(language(&args(&["liyu"]), |_| Some("C.UTF-8".to_owned())), Lang::Zh);
    assert_eq!(language(&args(&["liyu"]), none), Lang::Zh);
}

#[test]
fn bench_does_one_thing_at_a_time() {
    let parse = |line: &str| Cli::try_parse_from(line.split(' '));
    for good in [
        "liyu bench --matcher",
        "liyu bench --decode --speech a.wav --json",
        "liyu bench --vad --talk 0.5",
        "liyu bench --counters 8 --talk 0.4 --minutes 2",
        "liyu bench --counters auto --json",
        "liyu bench --soak 1 --counters 8 --pace fast",
        "liyu bench --console",
        "liyu bench --console --counters 6 --incidents 200 --minutes 0.1 --json",
    ] {
        assert!(parse(good).is_ok(), "{good}");
    }
    for bad in [
        "liyu bench",
        "liyu bench --json",
        "liyu bench --matcher --vad",
        "liyu bench --matcher --speech a.wav",
        "liyu bench --decode --counters 2",
        "liyu bench --vad --soak 1",
        "liyu bench --soak 1 --minutes 2",
        "liyu bench --counters 2 --pace fast",
        "liyu bench --counters many",
        "liyu bench --incidents 5",
        "liyu bench --console --soak 1",
        "liyu bench --console --talk 1",
    ] {
        assert!(parse(bad).is_err(), "{bad}");
    }
    let Command::Bench(args) = parse("liyu bench --counters auto").unwrap().command else {
        panic!("no bench");
    };
    assert_eq!(args.counters, Some(0));
}

//! `liyu bench` with the real model: that it measures, never how fast it was.

use crate::support::{liyu, run, stderr};
use serde_json::Value;
use std::process::Output;

fn bench(args: &str) -> Output {
    run(liyu().arg("bench").args(args.split(' ')))
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", stderr(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_counter_at_real_pace_fills_every_figure() {
    let report = json(&bench("--counters 1 --talk 1 --minutes 0.2 --json"));
    assert_eq!((&report["counters"], &report["talk"]), (&1.into(), &1.0.into()));
    let minutes = report["minutes"].as_f64().unwrap();
    assert!((0.15..0.25).contains(&minutes), "{report}");
    assert_eq!(report["talk_played"], 1.0);
    assert!(report["utterances"].as_u64().unwrap() > 0, "{report}");
    let latency = &report["utterance_latency"];
    for part in ["p50_s", "p95_s", "p99_s"] {
        assert!(latency[part].as_f64().unwrap() > 0.0, "{report}");
        assert!(latency["decode"][part].as_f64().unwrap() > 0.0, "{report}");
        // By the clock nothing is told sooner than its stamps say, but for their rounding.
        let by_clock = latency["by_clock"][part].as_f64().unwrap();
        assert!(by_clock > latency[part].as_f64().unwrap() - 0.05, "{report}");
    }
    for figure in ["rss_mb", "peak_rss_mb", "cpu_cores", "lost_s", "hits"] {
        assert!(report[figure].is_number(), "{figure}: {report}");
    }
    assert!(report["backlog"]["most"].as_u64().unwrap() >= 1, "{report}");
}

#[test]
fn both_detectors_find_speech() {
    let report = json(&bench("--vad --json"));
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert!(row["utterances"].as_u64().unwrap() > 0, "{report}");
        for figure in ["frame_us", "detector_rtf", "channel_rtf", "ratio"] {
            assert!(row[figure].as_f64().unwrap() > 0.0, "{figure}: {report}");
        }
    }
}

/// What a soak says of the samples of all counters: played, and neither heard nor lost.
fn samples(report: &Value) -> (u64, u64) {
    let counters = report["samples"].as_array().unwrap();
    let sum = |key: &str| counters.iter().map(|own| own[key].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum("lost"), sum("ordered"), "lost without an order: {report}");
    (sum("passed"), sum("passed").abs_diff(sum("heard") + sum("lost")))
}

#[test]
fn minutes_at_full_speed_account_for_every_sample() {
    let report = json(&bench("--soak 0.06 --counters 2 --pace fast --talk 0.2 --json"));
    assert_eq!(samples(&report), (2 * 216 * 16_000, 0));
    let stretches = report["samples"][0]["stretches"].as_u64().unwrap();
    assert!(stretches >= 1, "nothing was lost by order: {report}");
    assert_eq!(report["minutes"].as_array().unwrap().len(), 4, "{report}");
    assert_eq!(report["drift_mb_per_h"], Value::Null, "minutes tell no drift: {report}");
}

#[test]
#[ignore = "takes about a quarter of an hour"]
fn an_hour_of_four_counters_leaks_nothing() {
    let report = json(&bench("--soak 1 --pace fast --json"));
    println!("an hour of four counters: {report}");
    assert_eq!(samples(&report), (4 * 3_600 * 16_000, 0));
    assert!(report["drift_mb_per_h"].as_f64().unwrap() < 1.0, "{report}");
    assert_ne!(report["descriptors"]["grew"], Value::Bool(true), "{report}");
}

#[test]
fn one_thing_at_a_time() {
    for args in ["--matcher --vad", "--counters x", "--counters 1 --talk 2", "--soak 0"] {
        let output = bench(args);
        assert_eq!(output.status.code(), Some(2), "{args}: {}", stderr(&output));
        assert!(output.stdout.is_empty(), "{args}");
    }
}

#[test]
fn a_console_on_a_small_store_answers_every_key() {
    let report = json(&bench("--console --counters 3 --incidents 50 --minutes 0.05 --json"));
    assert_eq!(report["screen"], serde_json::json!([200, 60]));
    let runs = report["runs"].as_array().unwrap();
    let sizes: Vec<_> = runs.iter().map(|run| (&run["counters"], &run["incidents"])).collect();
    assert_eq!(sizes, [(&3.into(), &50.into()), (&6.into(), &200.into())]);
    for run in runs {
        let times = [run["keys"].as_array().unwrap(), run["searches"].as_array().unwrap()];
        let names: Vec<_> =
            times.iter().copied().flatten().map(|times| times["what"].as_str().unwrap()).collect();
        let expected = ["all", "move", "page", "open", "view", "type", "phrase", "text", "pinyin"];
        assert_eq!(names, expected);
        for times in times.into_iter().flatten().chain([&run["greeting"], &run["opening"]]) {
            assert_eq!(times["unanswered"], 0, "{run}");
            assert!(times["p99_s"].as_f64().unwrap() > 0.0, "{run}");
        }
        assert!(run["keys"][0]["n"].as_u64().unwrap() > 300, "{run}");
        assert!(run["searchable_s"].is_number(), "{run}");
        for figure in ["cpu_share", "bytes_per_s", "frames_per_s"] {
            assert!(run["rest"][figure].as_f64().unwrap() > 0.0, "{figure}: {run}");
        }
    }
}

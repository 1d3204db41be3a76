//! What the bench of the console found, for people and as JSON.
//!
//! Pure.

use super::figures::Percentiles;
use super::table::{cell, table};
use crate::tr;
use serde::Serialize;
use std::fmt;

/// What keys or searches of one kind took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Times {
    /// Which: `all`, `move`, `page`, `open`, `view`, `type`; `phrase`, `text`, `pinyin`.
    pub what: &'static str,
    /// How many.
    pub n: usize,
    /// Of them: those without an answer within 2 s. They are in no percentile.
    pub unanswered: usize,
    /// Seconds until the frame that shows what came of it was handed to the terminal.
    #[serde(flatten)]
    pub times: Percentiles,
}

impl Times {
    /// Of single times; absent ones had no answer.
    pub fn of(what: &'static str, times: &[Option<f64>]) -> Times {
        Times {
            what,
            n: times.len(),
            unanswered: times.iter().filter(|time| time.is_none()).count(),
            times: Percentiles::of(times.iter().flatten().copied()),
        }
    }
}

/// The console while nobody touches it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rest {
    /// Seconds that were looked at.
    pub seconds: f64,
    /// The share of one core that its threads were busy; absent where the system does not
    /// tell threads apart.
    pub cpu_share: Option<f64>,
    /// Frames a second that were drawn.
    pub frames_per_s: f64,
    /// Bytes a second that the terminal was sent.
    pub bytes_per_s: f64,
}

/// One size of hall and store.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConsoleRun {
    /// Counters whose state comes five times a second.
    pub counters: usize,
    /// Incidents in the store, with clip and words.
    pub incidents: u64,
    /// Seconds that making the store took.
    pub made_s: f64,
    /// Seconds from the opening of the store to a service that answers: checks and repair.
    pub served_s: f64,
    /// What a console on that service came to.
    #[serde(flatten)]
    pub found: Found,
}

/// What a console on a service came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// Seconds until everything could be searched; absent when that did not come.
    pub searchable_s: Option<f64>,
    /// From the start of a console on the running service to the frame that shows what the
    /// service greets with: counters, incidents, lines.
    pub greeting: Times,
    /// The same to the frame with the state of every counter, which the service tells five
    /// times a second.
    pub opening: Times,
    /// Bytes of the largest first frame.
    pub first_frame_bytes: u64,
    /// Key presses.
    pub keys: Vec<Times>,
    /// From the last key of a search to the frame with what was found.
    pub searches: Vec<Times>,
    /// With nobody at it.
    pub rest: Rest,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConsoleReport {
    /// Columns and rows of the screen.
    pub screen: (u16, u16),
    /// What was asked for, and a small hall beside it.
    pub runs: Vec<ConsoleRun>,
    /// Cores of the machine.
    pub cores: usize,
    /// Ctrl-C came first: not everything was measured.
    pub stopped_early: bool,
}

impl fmt::Display for ConsoleReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}",
            tr!(
                "控制台,{}x{},毫秒",
                "the console at {}x{}, milliseconds",
                self.screen.0,
                self.screen.1
            )
        )?;
        let heads = tr!(
            "窗口|事件|量什么|次数|中位数|p95|p99|无回应",
            "counters|incidents|what|n|median|p95|p99|unanswered"
        );
        let rows = self.runs.iter().flat_map(|run| {
            let opening = [
                (tr!("打开", "opening"), &run.found.greeting),
                (tr!("打开,各窗口有状态", "opening, with all states"), &run.found.opening),
            ];
            let named = opening
                .into_iter()
                .chain(run.found.keys.iter().map(|times| (key(times.what), times)))
                .chain(run.found.searches.iter().map(|times| (search(times.what), times)));
            let (counters, incidents) = (run.counters, run.incidents);
            named.map(move |(what, times)| {
                let ms = |s: Option<f64>| cell(s.map(|s| s * 1e3), 1);
                vec![
                    counters.to_string(),
                    incidents.to_string(),
                    what,
                    times.n.to_string(),
                    ms(times.times.p50_s),
                    ms(times.times.p95_s),
                    ms(times.times.p99_s),
                    times.unanswered.to_string(),
                ]
            })
        });
        table(f, &heads, rows)?;
        writeln!(
            f,
            "{}",
            tr!(
                "无人操作时;造库、服务就绪、全文可查各需多少秒",
                "at rest; and the seconds to make the store, to serve it, to search all of it"
            )
        )?;
        let heads = tr!(
            "窗口|事件|单核占用 %|帧/秒|字节/秒|首帧字节|造库|就绪|可查",
            "counters|incidents|% of a core|frames/s|bytes/s|first frame, bytes|make|serve|search"
        );
        table(
            f,
            &heads,
            self.runs.iter().map(|run| {
                vec![
                    run.counters.to_string(),
                    run.incidents.to_string(),
                    cell(run.found.rest.cpu_share.map(|share| share * 100.0), 1),
                    format!("{:.1}", run.found.rest.frames_per_s),
                    format!("{:.0}", run.found.rest.bytes_per_s),
                    run.found.first_frame_bytes.to_string(),
                    format!("{:.1}", run.made_s),
                    format!("{:.2}", run.served_s),
                    cell(run.found.searchable_s, 2),
                ]
            }),
        )?;
        if self.stopped_early {
            writeln!(f, "{}", tr!("提前结束", "stopped early"))?;
        }
        Ok(())
    }
}

fn key(what: &str) -> String {
    match what {
        "move" => tr!("键:移动", "key: move"),
        "page" => tr!("键:翻页", "key: page"),
        "open" => tr!("键:打开事件", "key: open an incident"),
        "view" => tr!("键:换视图", "key: switch views"),
        "type" => tr!("键:打字", "key: type"),
        _ => tr!("键:全部", "keys: all"),
    }
}

fn search(what: &str) -> String {
    match what {
        "phrase" => tr!("查用语", "search: phrase"),
        "pinyin" => tr!("查拼音", "search: pinyin"),
        _ => tr!("查原话", "search: text"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn run(counters: usize, incidents: u64, scale: f64) -> ConsoleRun {
        let times = |what, n: usize| {
            Times::of(what, &(1..=n).map(|n| Some(scale * n as f64 / 1e3)).collect::<Vec<_>>())
        };
        ConsoleRun {
            counters,
            incidents,
            made_s: 12.25,
            served_s: 0.5,
            found: Found {
                searchable_s: Some(1.75),
                greeting: times("greeting", 10),
                opening: times("opening", 10),
                first_frame_bytes: 31_000,
                keys: vec![times("all", 40), times("move", 20)],
                searches: vec![times("phrase", 8), Times::of("text", &[None, Some(0.02)])],
                rest: Rest {
                    seconds: 15.0,
                    cpu_share: Some(0.034),
                    frames_per_s: 5.0,
                    bytes_per_s: 4_321.0,
                },
            },
        }
    }

    #[test]
    fn a_run_as_people_and_programs_read_it() {
        let runs = vec![run(40, 50_000, 1.0), run(6, 200, 0.5)];
        let report = ConsoleReport { screen: (200, 60), runs, cores: 2, stopped_early: false };
        insta::assert_snapshot!("console_as_people_read_it", report.to_string());
        insta::assert_snapshot!(
            "console_as_programs_read_it",
            serde_json::to_string_pretty(&report).unwrap()
        );
    }

    #[test]
    fn what_was_not_answered_is_told_and_in_no_percentile() {
        let times = Times::of("move", &[Some(0.5), None, None]);
        assert_eq!((times.n, times.unanswered, times.times.p99_s), (3, 2, Some(0.5)));
    }
}

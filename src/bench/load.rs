//! What counters that talk came to: how late flags and texts are, what waits, what the
//! machine gives.
//!
//! Pure: figures in, a report out.

use super::figures::Percentiles;
use super::table::{cell, table};
use crate::event::Delay;
use crate::tr;
use serde::Serialize;
use std::fmt;

/// Phrases that it takes to go by them; of fewer a 95th percentile is their worst.
pub const PHRASES_LEAST: usize = 20;

/// One thing that was told, and how late.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// By the stamps it carries.
    pub delay: Delay,
    /// By the clock of its counter: from its end until it came out of the chain.
    pub by_clock_s: f64,
}

/// How late things were told, in seconds, whole and in parts. Parts are ranked each for
/// itself: their percentiles do not add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Latency {
    /// How many there were.
    pub n: usize,
    /// All of it.
    #[serde(flatten)]
    pub total: Percentiles,
    /// Until the piece was handed to the recognisers: silence that had to be heard, or
    /// talk that went on.
    pub hangover: Percentiles,
    /// Waiting for a recogniser.
    pub queue: Percentiles,
    /// Decoding.
    pub decode: Percentiles,
    /// Order, spotting, judging, and what conditions of a phrase waited for.
    #[serde(rename = "match")]
    pub matching: Percentiles,
    /// The whole once more, by the clock of the counter instead of stamps: with it what
    /// lies before and behind the stamps, as the ring of the device and the last queue.
    pub by_clock: Percentiles,
}

impl Latency {
    /// Of everything that was told.
    pub fn of(told: &[Told]) -> Latency {
        let part = |part: fn(&Delay) -> f64| Percentiles::of(told.iter().map(|t| part(&t.delay)));
        Latency {
            n: told.len(),
            total: part(Delay::total_s),
            hangover: part(|delay| delay.hangover_s),
            queue: part(|delay| delay.queue_s),
            decode: part(|delay| delay.decode_s),
            matching: part(|delay| delay.match_s),
            by_clock: Percentiles::of(told.iter().map(|told| told.by_clock_s)),
        }
    }
}

/// What waited for the recognisers, of all counters together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Backlog {
    /// The most utterances that waited or were being decoded at once.
    pub most: u64,
    /// How many when the talk ended.
    pub at_end: u64,
    /// The most bytes of sound that had moved to the disk for it.
    pub spooled_most_bytes: u64,
}

/// One run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LoadReport {
    /// Counters at once.
    pub counters: usize,
    /// The share of the time that recordings should be played.
    pub talk: f64,
    /// The share of the counted time that they were.
    pub talk_played: f64,
    /// The share that was inside utterances, kept silence included, as it came out.
    pub speech: f64,
    /// Minutes that were counted; what came before, to warm up, is in no figure.
    pub minutes: f64,
    /// From the end of a phrase to its flag.
    pub latency: Latency,
    /// From the end of speech to its text.
    pub utterance_latency: Latency,
    /// Phrases flagged.
    pub hits: usize,
    /// Utterances told.
    pub utterances: usize,
    /// What waited.
    pub backlog: Backlog,
    /// Seconds lost for any reason, all counters added up.
    pub lost_s: f64,
    /// Resident memory at the end, megabytes of 10^6 bytes.
    pub rss_mb: Option<f64>,
    /// The most of it since the process began.
    pub peak_rss_mb: Option<f64>,
    /// CPU seconds for each second: cores kept busy.
    pub cpu_cores: Option<f64>,
    /// Cores that there are.
    pub cores: usize,
    /// Recogniser threads.
    pub workers: usize,
    /// Whether it was ended before its time.
    pub stopped_early: bool,
}

impl LoadReport {
    /// The 95th percentile to go by: of phrases; where there were fewer than
    /// [`PHRASES_LEAST`], of utterances.
    pub fn p95_s(&self) -> Option<f64> {
        if self.latency.n >= PHRASES_LEAST { &self.latency } else { &self.utterance_latency }
            .total
            .p95_s
    }

    /// Whether the machine keeps up: nothing lost, and that percentile within `bar_s`.
    /// Where nothing was told at all, nothing is known and it does not pass.
    pub fn passes(&self, bar_s: f64) -> bool {
        self.lost_s == 0.0 && self.p95_s().is_some_and(|p95_s| p95_s <= bar_s)
    }
}

impl fmt::Display for LoadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}",
            tr!(
                "{} 个窗口,说话占 {:.0} %(实际 {:.0} %),{:.1} 分钟(按原速;预热不计)",
                "{} counters, {:.0} % talk (in fact {:.0} %), {:.1} minutes at the pace of speech (warm-up not counted)",
                self.counters,
                self.talk * 100.0,
                self.talk_played * 100.0,
                self.minutes
            )
        )?;
        let heads = tr!(
            "延迟(秒)|个数|一半|95 %|99 %|静默 95 %|等候 95 %|识别 95 %|比对 95 %|按钟 95 %",
            "latency (s)|n|p50|p95|p99|hangover p95|queue p95|decode p95|match p95|by clock p95"
        );
        let row = |name: String, latency: &Latency| {
            let total = &latency.total;
            let seconds = |time| cell(time, 2);
            let mut row = vec![name, latency.n.to_string()];
            row.extend([total.p50_s, total.p95_s, total.p99_s].map(seconds));
            let parts = [&latency.hangover, &latency.queue, &latency.decode, &latency.matching];
            row.extend(parts.map(|part| seconds(part.p95_s)));
            row.push(seconds(latency.by_clock.p95_s));
            row
        };
        let rows = [
            row(tr!("用语说完到标出", "end of phrase to flag"), &self.latency),
            row(tr!("话说完到成文", "end of speech to text"), &self.utterance_latency),
        ];
        table(f, &heads, rows.into_iter())?;
        let Backlog { most, at_end, spooled_most_bytes } = self.backlog;
        writeln!(
            f,
            "{}",
            tr!(
                "等候识别:最多 {} 句,结束时 {} 句,落盘最多 {:.1} MB;丢失 {:.2} 秒",
                "waiting: at most {} utterances, {} at the end, at most {:.1} MB on disk; {:.2} s lost",
                most,
                at_end,
                spooled_most_bytes as f64 / 1e6,
                self.lost_s
            )
        )?;
        writeln!(
            f,
            "{}",
            tr!(
                "内存 {} MB,最高 {} MB;处理器用掉 {} 核(共 {} 核,{} 个识别线程);实测语音占 {:.0} %",
                "memory {} MB, peak {} MB; {} cores busy (of {}, {} recognisers); {:.0} % inside utterances",
                cell(self.rss_mb, 0),
                cell(self.peak_rss_mb, 0),
                cell(self.cpu_cores, 2),
                self.cores,
                self.workers,
                self.speech * 100.0
            )
        )?;
        if self.stopped_early {
            writeln!(
                f,
                "{}",
                tr!("提前中止,以上是到此为止的数字", "stopped early: figures so far")
            )?;
        }
        Ok(())
    }
}

/// The most counters that this machine keeps up with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Capacity {
    /// That many; 0 when not even one.
    pub largest_counters: usize,
    /// The 95th percentile that a run had to stay within, in seconds.
    pub bar_s: f64,
    /// The share of the time that recordings were played.
    pub talk: f64,
    /// Minutes of each run.
    pub minutes: f64,
    /// Whether it was ended before it knew.
    pub stopped_early: bool,
    /// Every run, in the order they were made.
    pub runs: Vec<LoadReport>,
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads = tr!(
            "窗口|用语|一半(秒)|95 %|话|一半(秒)|95 %|等候最多|丢失(秒)|核|内存最高(MB)|跟得上",
            "counters|phrases|p50 (s)|p95|utterances|p50 (s)|p95|waiting|lost (s)|cores|peak (MB)|keeps up"
        );
        let rows = self.runs.iter().map(|run| {
            let (phrases, utterances) = (&run.latency, &run.utterance_latency);
            vec![
                run.counters.to_string(),
                phrases.n.to_string(),
                cell(phrases.total.p50_s, 2),
                cell(phrases.total.p95_s, 2),
                utterances.n.to_string(),
                cell(utterances.total.p50_s, 2),
                cell(utterances.total.p95_s, 2),
                run.backlog.most.to_string(),
                format!("{:.2}", run.lost_s),
                cell(run.cpu_cores, 2),
                cell(run.peak_rss_mb, 0),
                if run.passes(self.bar_s) { tr!("是", "yes") } else { tr!("否", "no") },
            ]
        });
        table(f, &heads, rows)?;
        if self.stopped_early {
            return writeln!(
                f,
                "{}",
                tr!(
                    "提前中止:至少 {} 个窗口",
                    "stopped early: at least {} counters",
                    self.largest_counters
                )
            );
        }
        writeln!(
            f,
            "{}",
            tr!(
                "最多 {} 个窗口(说话占 {:.0} %,95 % 的用语在 {:.1} 秒内标出)",
                "at most {} counters ({:.0} % talk, 95 % of phrases flagged within {:.1} s)",
                self.largest_counters,
                self.talk * 100.0,
                self.bar_s
            )
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(hangover_s: f64, queue_s: f64, decode_s: f64) -> Told {
        let delay = Delay { hangover_s, queue_s, decode_s, match_s: 0.01 };
        Told { delay, by_clock_s: delay.total_s() + 0.03 }
    }

    fn report(phrases: usize) -> LoadReport {
        let phrases: Vec<Told> = (0..phrases).map(|n| told(0.2, 0.02 * n as f64, 0.3)).collect();
        let utterances: Vec<Told> = (0..100).map(|n| told(0.5, 0.03 * f64::from(n), 0.3)).collect();
        LoadReport {
            counters: 4,
            talk: 0.4,
            talk_played: 0.412,
            speech: 0.43,
            minutes: 2.0,
            latency: Latency::of(&phrases),
            utterance_latency: Latency::of(&utterances),
            hits: phrases.len(),
            utterances: utterances.len(),
            backlog: Backlog { most: 7, at_end: 1, spooled_most_bytes: 1_500_000 },
            lost_s: 0.0,
            rss_mb: Some(251.4),
            peak_rss_mb: Some(263.0),
            cpu_cores: Some(0.871),
            cores: 2,
            workers: 2,
            stopped_early: false,
        }
    }

    #[test]
    fn few_phrases_leave_it_to_the_utterances() {
        assert_eq!(report(40).p95_s(), report(40).latency.total.p95_s);
        assert_eq!(report(19).p95_s(), report(19).utterance_latency.total.p95_s);
        assert!(report(40).passes(2.0) && !report(40).passes(1.0));
        assert!(!LoadReport { lost_s: 0.1, ..report(40) }.passes(2.0), "it lost some");
        assert!(!LoadReport::default().passes(2.0), "nothing is known");
    }

    #[test]
    fn a_run_as_people_read_it() {
        insta::assert_snapshot!(report(40));
    }

    #[test]
    fn a_search_as_people_read_it() {
        let capacity = Capacity {
            largest_counters: 4,
            bar_s: 2.0,
            talk: 0.4,
            minutes: 2.0,
            stopped_early: false,
            runs: vec![
                report(40),
                LoadReport { counters: 8, lost_s: 1.5, peak_rss_mb: None, ..report(3) },
            ],
        };
        insta::assert_snapshot!(capacity);
    }

    #[test]
    fn a_run_as_programs_read_it() {
        insta::assert_snapshot!(serde_json::to_string(&report(40)).unwrap_or_default());
    }
}

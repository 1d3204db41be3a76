//! Whether a long run leaks: memory, descriptors, and samples that nobody accounts for.
//!
//! Pure: readings in, a report out.

use super::figures::slope;
use super::load::Backlog;
use super::table::{cell, table};
use crate::readings::Reading;
use crate::tr;
use serde::Serialize;
use std::fmt;

/// Memory may not grow faster, in megabytes of 10^6 bytes an hour.
pub const DRIFT_MOST_MB_PER_H: f64 = 1.0;

/// Minutes of readings after the warm-up that it takes to tell growth from wobbling.
pub const LEAST_MINUTES: f64 = 20.0;

/// One look at the process, once a minute of the counters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Minute {
    /// Minutes of the counters since the beginning.
    pub minute: f64,
    /// Resident memory, megabytes of 10^6 bytes.
    pub rss_mb: Option<f64>,
    /// Open descriptors.
    pub descriptors: Option<u64>,
    /// Utterances that wait or are being decoded.
    pub waiting: u64,
}

impl Minute {
    /// From a reading.
    pub fn of(minute: f64, reading: &Reading, waiting: u64) -> Minute {
        let Reading { rss_mb, descriptors, .. } = *reading;
        Minute { minute, rss_mb, descriptors, waiting }
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let descriptors = self.descriptors.map_or_else(|| "—".to_owned(), |n| n.to_string());
        let text = tr!(
            "第 {:.0} 分钟:内存 {} MB,描述符 {},等候 {} 句",
            "minute {:.0}: memory {} MB, {} descriptors, {} utterances waiting",
            self.minute,
            cell(self.rss_mb, 1),
            descriptors,
            self.waiting
        );
        f.write_str(&text)
    }
}

/// Samples of one counter, of one channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Samples {
    /// The counter's name.
    pub counter: String,
    /// All that its device played, lost ones included.
    pub passed: u64,
    /// What the ledger counts as heard.
    pub heard: u64,
    /// What the ledger counts as lost on the way in.
    pub lost: u64,
    /// What its device was ordered to lose.
    pub ordered: u64,
    /// In so many stretches.
    pub stretches: u64,
}

impl Samples {
    /// Samples that are neither heard nor lost, or are both: 0 unless the ledger is wrong.
    pub fn unaccounted(&self) -> u64 {
        self.passed.abs_diff(self.heard + self.lost)
    }

    /// Samples lost that nobody had ordered: the machine was too slow for its ring.
    pub fn lost_besides(&self) -> u64 {
        self.lost.saturating_sub(self.ordered)
    }
}

/// Open descriptors over the run, warm-up left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Descriptors {
    /// At first.
    pub first: u64,
    /// The most.
    pub most: u64,
    /// At last.
    pub last: u64,
    /// Whether every reading of the last third is above every reading of the first;
    /// told only when they span [`LEAST_MINUTES`].
    pub grew: bool,
}

/// A long run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SoakReport {
    /// Counters at once.
    pub counters: usize,
    /// The share of the time that recordings were played.
    pub talk: f64,
    /// Hours of the counters.
    pub hours: f64,
    /// Hours by the wall.
    pub wall_hours: f64,
    /// Minutes at the beginning that drift and descriptors leave out.
    pub warm_up_minutes: f64,
    /// How fast memory grew, megabytes an hour of the counters: a line by least squares
    /// through the readings. Absent when they span less than [`LEAST_MINUTES`].
    pub drift_mb_per_h: Option<f64>,
    /// Resident memory when the warm-up was over, and at last.
    pub rss_mb: (Option<f64>, Option<f64>),
    /// The most since the process began.
    pub peak_rss_mb: Option<f64>,
    /// Open descriptors, where the system tells.
    pub descriptors: Option<Descriptors>,
    /// Every counter's samples.
    pub samples: Vec<Samples>,
    /// Utterances told.
    pub utterances: usize,
    /// Phrases flagged.
    pub hits: usize,
    /// What waited.
    pub backlog: Backlog,
    /// Whether it was ended before its time.
    pub stopped_early: bool,
    /// Every look.
    pub minutes: Vec<Minute>,
}

impl SoakReport {
    /// Fills in what the looks come to.
    pub fn looked(self, minutes: Vec<Minute>, warm_up_minutes: f64) -> SoakReport {
        let warm: Vec<&Minute> = minutes.iter().filter(|m| m.minute >= warm_up_minutes).collect();
        let points = warm.iter().filter_map(|m| Some((m.minute / 60.0, m.rss_mb?)));
        let points: Vec<(f64, f64)> = points.collect();
        let rss = |minute: Option<&&Minute>| minute.and_then(|minute| minute.rss_mb);
        let counts: Vec<u64> = warm.iter().filter_map(|minute| minute.descriptors).collect();
        let ends = warm.first().zip(warm.last());
        let long = ends.is_some_and(|(first, last)| last.minute - first.minute >= LEAST_MINUTES);
        SoakReport {
            warm_up_minutes,
            drift_mb_per_h: slope(&points).filter(|_| long),
            rss_mb: (rss(warm.first()), rss(warm.last())),
            descriptors: descriptors(&counts, long),
            minutes,
            ..self
        }
    }

    /// Samples that nobody accounts for, all counters added up.
    pub fn unaccounted(&self) -> u64 {
        self.samples.iter().map(Samples::unaccounted).sum()
    }

    /// What is wrong, a line each; empty when all is well.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some(drift) = self.drift_mb_per_h.filter(|drift| *drift >= DRIFT_MOST_MB_PER_H) {
            faults.push(tr!(
                "内存在涨:每小时 {:.2} MB(应小于 {:.0})",
                "memory grows by {:.2} MB an hour (the bar is {:.0})",
                drift,
                DRIFT_MOST_MB_PER_H
            ));
        }
        if let Some(Descriptors { first, last, grew: true, .. }) = self.descriptors {
            faults.push(tr!(
                "描述符在涨:从 {} 到 {}",
                "descriptors grow: from {} to {}",
                first,
                last
            ));
        }
        if self.unaccounted() > 0 {
            faults.push(tr!(
                "有 {} 个采样既没有听到也没有记为丢失",
                "{} samples were neither heard nor counted as lost",
                self.unaccounted()
            ));
        }
        faults
    }
}

fn descriptors(counts: &[u64], long: bool) -> Option<Descriptors> {
    let third = counts.len().div_ceil(3);
    let most_at_first = counts.iter().take(third).max()?;
    let least_at_last = counts.iter().rev().take(third).min()?;
    Some(Descriptors {
        first: *counts.first()?,
        most: *counts.iter().max()?,
        last: *counts.last()?,
        grew: long && least_at_last > most_at_first,
    })
}

impl fmt::Display for SoakReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}",
            tr!(
                "{} 个窗口,说话占 {:.0} %,{:.2} 小时(实际用时 {:.2} 小时);{} 句话,{} 处用语,等候最多 {} 句",
                "{} counters, {:.0} % talk, {:.2} hours ({:.2} by the wall); {} utterances, {} phrases, at most {} waiting",
                self.counters,
                self.talk * 100.0,
                self.hours,
                self.wall_hours,
                self.utterances,
                self.hits,
                self.backlog.most
            )
        )?;
        writeln!(
            f,
            "{}",
            tr!(
                "内存:预热 {:.0} 分钟后 {} MB,最后 {} MB,最高 {} MB;每小时涨 {} MB",
                "memory: {1} MB after {0:.0} minutes of warm-up, {2} MB at last, peak {3} MB; drift {4} MB an hour",
                self.warm_up_minutes,
                cell(self.rss_mb.0, 1),
                cell(self.rss_mb.1, 1),
                cell(self.peak_rss_mb, 1),
                cell(self.drift_mb_per_h, 2)
            )
        )?;
        if let Some(Descriptors { first, most, last, .. }) = self.descriptors {
            writeln!(
                f,
                "{}",
                tr!(
                    "描述符:最初 {},最多 {},最后 {}",
                    "descriptors: {} at first, at most {}, {} at last",
                    first,
                    most,
                    last
                )
            )?;
        }
        let heads = tr!(
            "窗口|播放(采样)|听到|记为丢失|其中有意丢的|段数|额外丢的|对不上",
            "counter|played (samples)|heard|lost|ordered|stretches|besides|unaccounted"
        );
        let rows = self.samples.iter().map(|samples| {
            let Samples { counter, passed, heard, lost, ordered, stretches } = samples;
            let numbers = [passed, heard, lost, ordered, stretches].map(u64::to_string);
            let sums = [samples.lost_besides(), samples.unaccounted()].map(|n| n.to_string());
            [counter.clone()].into_iter().chain(numbers).chain(sums).collect()
        });
        table(f, &heads, rows)?;
        let faults = self.faults();
        match faults.is_empty() {
            true => writeln!(f, "{}", tr!("没有发现泄漏", "no leak was found"))?,
            false => faults.iter().try_for_each(|fault| writeln!(f, "{fault}"))?,
        }
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn looks(drift_mb_per_h: f64, descriptors: fn(u64) -> u64) -> Vec<Minute> {
        (0..=60u64)
            .map(|minute| {
                let warming = 40.0 * (1.0 - (minute.min(10) as f64) / 10.0);
                Minute {
                    minute: minute as f64,
                    rss_mb: Some(250.0 - warming + drift_mb_per_h * minute as f64 / 60.0),
                    descriptors: Some(descriptors(minute)),
                    waiting: minute % 3,
                }
            })
            .collect()
    }

    fn report() -> SoakReport {
        let sound = Samples {
            counter: "1".to_owned(),
            passed: 57_600_000,
            heard: 57_500_001,
            lost: 99_999,
            ordered: 90_000,
            stretches: 12,
        };
        SoakReport {
            counters: 1,
            talk: 0.4,
            hours: 1.0,
            wall_hours: 1.0,
            peak_rss_mb: Some(260.0),
            samples: vec![sound],
            utterances: 400,
            hits: 120,
            ..SoakReport::default()
        }
    }

    #[test]
    fn drift_is_that_of_the_line_after_the_warm_up() {
        for drift in [0.0, 0.4, 3.0, -2.0] {
            let told = report().looked(looks(drift, |_| 30), 10.0);
            assert!((told.drift_mb_per_h.unwrap() - drift).abs() < 1e-9, "{told}");
            assert_eq!(told.faults().len(), usize::from(drift >= 1.0), "{told}");
        }
        let few = report().looked(looks(9.0, |minute| minute), 45.0);
        assert_eq!(few.drift_mb_per_h, None, "a quarter of an hour tells nothing");
        assert!(!few.descriptors.unwrap().grew && few.faults().is_empty(), "{few}");
    }

    #[test]
    fn descriptors_that_come_and_go_do_not_grow() {
        let told = report().looked(looks(0.0, |minute| 30 + minute % 4), 10.0);
        let (steady, most) = (told.descriptors.unwrap(), 33);
        assert_eq!((steady.grew, steady.most), (false, most));
        let told = report().looked(looks(0.0, |minute| 30 + minute / 10), 10.0);
        assert!(told.descriptors.unwrap().grew && told.faults().len() == 1, "{told}");
    }

    #[test]
    fn samples_add_up_or_are_told() {
        assert_eq!(report().samples[0].unaccounted(), 0);
        assert_eq!(report().samples[0].lost_besides(), 9_999);
        let mut wrong = report();
        wrong.samples[0].heard -= 7;
        assert_eq!(wrong.unaccounted(), 7);
        assert_eq!(wrong.faults().len(), 1);
    }

    #[test]
    fn a_soak_as_people_read_it() {
        insta::assert_snapshot!(report().looked(looks(1.5, |_| 30), 10.0));
        insta::assert_snapshot!(looks(0.0, |_| 30)[20]);
    }
}

//! What recognisers cost on the same sound, in turns, for several lengths.
//!
//! Runs on the caller's thread; the recognisers are handed in. The first one is what
//! the others are held against.

use super::figures::nearest_rank;
use super::table::table;
use crate::readings::cpu_s;
use crate::tr;
use crate::units::samples;
use serde::Serialize;
use std::fmt;
use std::time::Instant;

/// How much is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Lengths of the pieces, in seconds.
    pub lengths_s: Vec<f64>,
    /// Pieces of each length.
    pub pieces: usize,
    /// How often everything is repeated; medians are taken. At least once.
    pub rounds: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { lengths_s: vec![1.0, 3.0, 6.0, 12.0], pieces: 3, rounds: 3 }
    }
}

/// What decodes 16 kHz samples and throws the text away.
pub type Decode<'a, E> = Box<dyn FnMut(&[f32]) -> Result<(), E> + 'a>;

/// A recogniser that is measured.
pub struct Candidate<'a, E> {
    /// What it is, for people.
    pub name: String,
    /// Decodes 16 kHz samples.
    pub decode: Decode<'a, E>,
}

/// One recogniser on pieces of one length; times are of one piece.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecodeRow {
    /// The length of a piece, in seconds.
    pub length_s: f64,
    /// The recogniser.
    pub recogniser: String,
    /// CPU time of all its threads, in seconds.
    pub cpu_s: f64,
    /// Time by the wall, in seconds.
    pub wall_s: f64,
    /// CPU time over the length.
    pub cpu_rtf: f64,
    /// CPU time over that of the first recogniser, in the same round.
    pub ratio: f64,
}

/// All rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecodeReport {
    /// Pieces of each length.
    pub pieces: usize,
    /// Rounds that medians are taken over.
    pub rounds: usize,
    /// By length, in each the recognisers in the order given.
    pub rows: Vec<DecodeRow>,
}

/// Measures on pieces of `sound` (16 kHz speech without pauses). Shorter sound than a
/// piece is repeated; without any there are no rows.
///
/// # Errors
/// What a recogniser gives.
pub fn decode<E>(
    sound: &[f32],
    options: &Options,
    candidates: &mut [Candidate<'_, E>],
) -> Result<DecodeReport, E> {
    let (pieces, rounds) = (options.pieces.max(1), options.rounds.max(1));
    let mut rows = Vec::new();
    for &length_s in options.lengths_s.iter().filter(|_| !sound.is_empty()) {
        let cut = cut(sound, samples(length_s) as usize, pieces);
        // Of each recogniser, for each round, the CPU and wall seconds of a piece.
        let mut times = vec![Vec::new(); candidates.len()];
        for _ in 0..rounds {
            for (candidate, times) in candidates.iter_mut().zip(&mut times) {
                let (began, cpu) = (Instant::now(), cpu_s().unwrap_or_default());
                for piece in &cut {
                    (candidate.decode)(piece)?;
                }
                let used = cpu_s().unwrap_or_default() - cpu;
                let each = |total: f64| total / pieces as f64;
                times.push((each(used), each(began.elapsed().as_secs_f64())));
            }
        }
        for (candidate, own) in candidates.iter().zip(&times) {
            let first = times.first().unwrap_or(own);
            let cpu_s = median(own.iter().map(|(cpu, _)| *cpu));
            // What slows the machine for a while slows all of one round.
            let ratios = own.iter().zip(first).map(|((own, _), (first, _))| own / first.max(1e-9));
            rows.push(DecodeRow {
                length_s,
                recogniser: candidate.name.clone(),
                cpu_s,
                wall_s: median(own.iter().map(|(_, wall)| *wall)),
                cpu_rtf: cpu_s / length_s,
                ratio: median(ratios),
            });
        }
    }
    Ok(DecodeReport { pieces, rounds, rows })
}

/// So many pieces, one after the other, from the beginning again where the sound ends.
fn cut(sound: &[f32], length: usize, pieces: usize) -> Vec<Vec<f32>> {
    let mut endless = sound.iter().copied().cycle();
    (0..pieces).map(|_| endless.by_ref().take(length).collect()).collect()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    nearest_rank(&values, 50).copied().unwrap_or_default()
}

impl fmt::Display for DecodeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}",
            tr!(
                "识别一段话,同样的声音轮流识别 {} 轮,取中位数;每种长度 {} 段",
                "decoding an utterance: the same sound in turns, medians of {} rounds, {} pieces of each length",
                self.rounds,
                self.pieces
            )
        )?;
        let heads = tr!(
            "长度(秒)|识别器|处理器(秒)|用时(秒)|处理器/时长|是本程序的几倍",
            "length (s)|recogniser|CPU (s)|wall (s)|CPU RTF|times liyu's CPU"
        );
        let rows = self.rows.iter().map(|row| {
            vec![
                format!("{:.0}", row.length_s),
                row.recogniser.clone(),
                format!("{:.3}", row.cpu_s),
                format!("{:.3}", row.wall_s),
                format!("{:.3}", row.cpu_rtf),
                format!("{:.1}", row.ratio),
            ]
        });
        table(f, &heads, rows)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn everybody_hears_the_same_in_turns() {
        let heard = RefCell::new(Vec::new());
        let sound: Vec<f32> = (0..40_000).map(|n| n as f32).collect();
        let candidate = |name: &str| {
            let heard = &heard;
            let own = name.to_owned();
            let decode = move |piece: &[f32]| {
                heard.borrow_mut().push((own.clone(), piece[0], piece.len()));
                Ok::<_, String>(())
            };
            Candidate { name: name.to_owned(), decode: Box::new(decode) }
        };
        let options = Options { lengths_s: vec![1.0, 2.0], pieces: 2, rounds: 3 };
        let mut both = [candidate("a"), candidate("b")];
        let report = decode(&sound, &options, &mut both).unwrap();
        assert_eq!(report.rows.len(), 4);
        assert!(report.rows.iter().all(|row| row.wall_s >= 0.0 && row.ratio >= 0.0));
        drop(both);
        let heard = heard.into_inner();
        assert_eq!(heard.len(), 2 * 2 * 2 * 3);
        let names: Vec<&str> = heard.iter().take(8).map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, ["a", "a", "b", "b", "a", "a", "b", "b"]);
        // The second piece of two seconds goes over the end of 2.5 s of sound.
        let last = heard.last().unwrap();
        assert_eq!((last.1, last.2), (32_000.0, 32_000));
    }

    #[test]
    fn faults_end_it_and_nothing_gives_nothing() {
        let failing =
            || Candidate { name: "a".to_owned(), decode: Box::new(|_: &[f32]| Err("broken")) };
        let told = decode(&[0.0; 99], &Options::default(), &mut [failing()]);
        assert_eq!(told, Err("broken"));
        let told = decode(&[], &Options::default(), &mut [failing()]).unwrap();
        assert!(told.rows.is_empty());
    }

    #[test]
    fn rows_as_people_read_them() {
        let row = |recogniser: &str, ratio| DecodeRow {
            length_s: 3.0,
            recogniser: recogniser.to_owned(),
            cpu_s: 0.31 * ratio,
            wall_s: 0.32,
            cpu_rtf: 0.31 * ratio / 3.0,
            ratio,
        };
        let rows = vec![row("liyu", 1.0), row("whisper.cpp", 9.25)];
        insta::assert_snapshot!(DecodeReport { pieces: 3, rounds: 3, rows });
    }
}

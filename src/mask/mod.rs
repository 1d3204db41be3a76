//! Spoken numbers that name a person: found, and taken out of what is kept.
//!
//! Pure; used on the threads `judge` and `record`. Identity cards, bank cards, telephones
//! and passports, in whatever figures the recogniser wrote them and however they were
//! read out: with pauses, with 的 and 点 between, over several utterances of one speaker.
//! What is found is written as [`SIGN`]; the sound of it is silenced by whoever holds it.
//!
//! Numbers that are written out in hundreds and thousands name nobody, nor do numbers of
//! fewer than seven figures. Whatever has eleven figures in a row is taken out, whatever
//! it is: see [`find`].

mod figure;
mod rule;

use crate::transcribe::LetterTime;
use crate::units::SAMPLE_RATE;
use std::ops::Range;

/// What stands in place of every figure that was taken out.
pub const SIGN: char = '●';

/// A number that goes on in the next utterance of the same speaker does so within this
/// many seconds.
const GOES_ON_S: f64 = 10.0;

/// What somebody said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Said<'a> {
    /// Where it was heard: one channel is one speaker.
    pub channel: usize,
    /// Where it begins, seconds.
    pub start_s: f64,
    /// Where it ends, seconds.
    pub end_s: f64,
    /// The words.
    pub text: &'a str,
}

/// The numbers that name a person in each of `said`, which stand in order of time: byte
/// ranges of its text on character boundaries, in order, never overlapping.
///
/// | number | form |
/// |---|---|
/// | identity card, bank card, mobile telephone | 11 figures or more, an X behind them |
/// | one of those misheard; a landline with its area | 9 or 10 figures, not 400 or 800 first |
/// | landline | 7 or 8 figures, the first neither 0 nor 1, no date |
/// | passport | a letter and 8 figures |
///
/// Not taken for one: what a measure follows (元, 万, 号, 楼 …), a date, a letter with up
/// to four figures (A012), one, two, three … counted out.
pub fn find(said: &[Said<'_>]) -> Vec<Vec<Range<usize>>> {
    let mut found: Vec<Vec<Range<usize>>> = vec![Vec::new(); said.len()];
    let mut channels: Vec<usize> = said.iter().map(|said| said.channel).collect();
    channels.sort_unstable();
    channels.dedup();
    for channel in channels {
        let own = |at: &usize| said.get(*at).is_some_and(|said| said.channel == channel);
        let mut turn: Vec<usize> = Vec::new();
        for at in (0..said.len()).filter(own) {
            if let Some(last) = turn.last()
                && said[at].start_s - said[*last].end_s > GOES_ON_S
            {
                look(said, &turn, &mut found);
                turn.clear();
            }
            turn.push(at);
        }
        look(said, &turn, &mut found);
    }
    found
}

/// Looks through what one speaker said without a long pause.
fn look(said: &[Said<'_>], turn: &[usize], found: &mut [Vec<Range<usize>>]) {
    let texts: Vec<&str> = turn.iter().map(|at| said[*at].text).collect();
    for run in figure::runs(&texts) {
        for number in rule::numbers(&run) {
            let Some(at) = turn.get(number.text) else { continue };
            found[*at].push(number.range);
        }
    }
}

/// `text` with every letter and figure in `numbers` as [`SIGN`].
pub fn masked(text: &str, numbers: &[Range<usize>]) -> String {
    text.char_indices().map(|(at, ch)| shown(at, ch, numbers)).collect()
}

/// Where the byte `at` of `text` stands in [`masked`]; a character boundary if `at` is.
pub fn moved(text: &str, numbers: &[Range<usize>], at: usize) -> usize {
    let before = text.char_indices().take_while(|(start, _)| *start < at);
    before.map(|(start, ch)| shown(start, ch, numbers).len_utf8()).sum()
}

fn shown(at: usize, ch: char, numbers: &[Range<usize>]) -> char {
    let inside = ch.is_alphanumeric() && numbers.iter().any(|range| range.contains(&at));
    if inside { SIGN } else { ch }
}

/// Seconds of sound before and after a number that are silenced with it: the times of
/// letters are estimates.
const EDGE_S: f32 = 0.5;
/// Of an utterance with this share of its letters in numbers, all is silenced.
const MOSTLY: f32 = 0.6;

/// Which samples of an utterance of `len` samples carry `numbers`: by the `times` of its
/// letters, in order; all of it when they are not known, or when it is little else.
pub fn silence(len: u64, numbers: &[Range<usize>], times: &[LetterTime]) -> Vec<Range<u64>> {
    let of = |range: &Range<usize>| {
        let range = range.clone();
        times.iter().filter(move |time| range.contains(&time.at))
    };
    let within: usize = numbers.iter().map(|range| of(range).count()).sum();
    let known = !times.is_empty() && numbers.iter().all(|range| of(range).next().is_some());
    if numbers.is_empty() {
        return Vec::new();
    }
    if !known || within as f32 >= MOSTLY * times.len() as f32 {
        return std::iter::once(0..len).collect();
    }
    let sample = |seconds: f32| (f64::from(seconds.max(0.0)) * f64::from(SAMPLE_RATE)) as u64;
    let stretch = |range: &Range<usize>| {
        let start = of(range).map(|time| time.start_s).fold(f32::INFINITY, f32::min);
        let end = of(range).map(|time| time.end_s).fold(0.0, f32::max);
        sample(start - EDGE_S).min(len)..sample(end + EDGE_S).min(len)
    };
    numbers.iter().map(stretch).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;

//! The clip of an incident as a strip: how loud it is over time, where the phrases
//! stand, where the player is. Pure.

use super::style::Style;
use crate::console::state::{PlayerState, State, Wave};
use crate::console::text::{Words, fill};
use crate::phrasebook::List;
use crate::screen::cells::{self, wrap};
use crate::service::message::Detail;
use ratatui::text::{Line, Span};

/// Dots of a braille sign, side by side and above each other.
pub const DOTS: (usize, usize) = (2, 4);

/// The bits of a braille sign, by column and row of its dots.
pub const BITS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// The braille sign without a dot.
pub const BLANK: u32 = 0x2800;

/// What is drawn no higher than it is, although it be the loudest: -46 dBFS.
const FAINTEST: f32 = 0.005;

/// Columns left free at each side.
const MARGIN: usize = 1;

/// All rows of the strip, `rows` of them for the picture, at a width of `columns`.
pub fn lines(
    state: &State,
    style: &Style,
    detail: &Detail,
    wave: Option<&Wave>,
    rows: usize,
    columns: u16,
) -> Vec<Line<'static>> {
    let w = state.words();
    let wide = usize::from(columns).saturating_sub(2 * MARGIN).max(1);
    let player = state.player_of_it();
    let seconds = wave.map_or(0.0, |wave| wave.seconds).max(detail.clip_s);
    let place = |at_s: f64| {
        let share = if seconds > 0.0 { (at_s / seconds).clamp(0.0, 1.0) } else { 0.0 };
        ((share * wide as f64) as usize).min(wide - 1)
    };
    let spans: Vec<(usize, usize)> = phrases(detail)
        .into_iter()
        .map(|(from, to)| (place(from), place(to).max(place(from))))
        .collect();
    let position = player.map(|player| place(player.position_s));
    let mut lines = Vec::new();
    match wave {
        None => lines.push(Line::styled(format!(" {}", w.wave_reading), style.faint())),
        Some(wave) if wave.peaks.is_empty() => {
            lines.push(Line::styled(format!(" {}", w.wave_unreadable), style.strong()));
        }
        Some(wave) => {
            for row in picture(&wave.peaks, wide, rows) {
                lines.push(coloured(style, &row, &spans));
            }
        }
    }
    lines.push(ruler(style, wide, &spans, position));
    let mut told = told(w, state, detail, player, seconds);
    if let Some(wave) = wave.filter(|wave| !wave.peaks.is_empty()) {
        let dbfs = format!("{:.0}", 20.0 * loudest(&wave.peaks).log10());
        told.push((format!("   {}", fill(w.wave_peak, &[&dbfs])), false));
    }
    lines.extend(wrap(
        told.into_iter()
            .map(|(text, bad)| Span::styled(text, if bad { style.alert() } else { style.plain() }))
            .collect(),
        columns,
    ));
    lines
}

/// Seconds within the clip at which its taboo phrases begin and end.
fn phrases(detail: &Detail) -> Vec<(f64, f64)> {
    let base = detail.hit_in_clip_s - detail.incident.start_s;
    let hits = detail.heard.iter().flat_map(|heard| &heard.hits);
    let taboo = hits.filter(|hit| hit.list == List::Taboo);
    let mut all: Vec<_> = taboo
        .map(|hit| (hit.range.start.seconds() + base, hit.range.end.seconds() + base))
        .filter(|(from, _)| (0.0..=detail.clip_s).contains(from))
        .collect();
    if all.is_empty() {
        all.push((detail.hit_in_clip_s, detail.hit_in_clip_s));
    }
    all
}

/// The greatest sample of a clip, at least so much that silence stays a line.
fn loudest(peaks: &[(f32, f32)]) -> f32 {
    let all = peaks.iter().flat_map(|(least, greatest)| [least.abs(), greatest.abs()]);
    all.filter(|value| value.is_finite()).fold(FAINTEST, f32::max).min(1.0)
}

/// The samples between the least and the greatest of each column of dots, from the top
/// row down, as high as the loudest allows; the middle line is always there, so that
/// silence is a line and no gap.
fn picture(peaks: &[(f32, f32)], wide: usize, rows: usize) -> Vec<String> {
    let high = rows * DOTS.1;
    let across = wide * DOTS.0;
    let full = loudest(peaks);
    let mut bits = vec![vec![0_u32; wide]; rows];
    for x in 0..across {
        let from = x * peaks.len() / across;
        let to = ((x + 1) * peaks.len()).div_ceil(across).clamp(from + 1, peaks.len());
        let bucket = peaks.get(from..to).unwrap_or_default();
        let sane = |value: f32| {
            if value.is_finite() { (value / full).clamp(-1.0, 1.0) } else { 0.0 }
        };
        let least = bucket.iter().map(|(min, _)| sane(*min)).fold(0.0, f32::min);
        let greatest = bucket.iter().map(|(_, max)| sane(*max)).fold(0.0, f32::max);
        let dot = |value: f32| {
            let down = (1.0 - value) / 2.0 * (high.saturating_sub(1)) as f32;
            (down.round() as usize).min(high.saturating_sub(1))
        };
        for y in dot(greatest)..=dot(least) {
            if let Some(cell) = bits.get_mut(y / DOTS.1).and_then(|row| row.get_mut(x / DOTS.0)) {
                *cell |= BITS[x % DOTS.0][y % DOTS.1];
            }
        }
    }
    let sign = |bits: &u32| char::from_u32(BLANK + bits).unwrap_or(' ');
    bits.iter().map(|row| row.iter().map(sign).collect()).collect()
}

/// A row of the picture with its phrases set off.
fn coloured(style: &Style, row: &str, phrases: &[(usize, usize)]) -> Line<'static> {
    let within = |at: usize| phrases.iter().any(|(from, to)| (*from..=*to).contains(&at));
    let mut spans = vec![Span::raw(" ".repeat(MARGIN))];
    let mut piece = String::new();
    let mut inside = false;
    for (at, c) in row.chars().enumerate() {
        if within(at) != inside {
            let look = if inside { style.mark(List::Taboo) } else { style.plain() };
            spans.push(Span::styled(std::mem::take(&mut piece), look));
            inside = within(at);
        }
        piece.push(c);
    }
    let look = if inside { style.mark(List::Taboo) } else { style.plain() };
    spans.push(Span::styled(piece, look));
    Line::from(spans)
}

/// `^` under the phrases, `|` where the player is, so that no colour is needed.
fn ruler(
    style: &Style,
    wide: usize,
    phrases: &[(usize, usize)],
    position: Option<usize>,
) -> Line<'static> {
    let mut signs = vec!['-'; wide];
    for (from, to) in phrases {
        for sign in signs.iter_mut().take(to + 1).skip(*from) {
            *sign = '^';
        }
    }
    if let Some(sign) = position.and_then(|at| signs.get_mut(at)) {
        *sign = '|';
    }
    let text: String = signs.into_iter().collect();
    Line::styled(" ".repeat(MARGIN) + &text, style.strong())
}

/// Where the phrase is, and how the player is.
fn told(
    w: &'static Words,
    state: &State,
    detail: &Detail,
    player: Option<&PlayerState>,
    seconds: f64,
) -> Vec<(String, bool)> {
    let at = format!("{:.1}", detail.hit_in_clip_s);
    let whole = format!("{seconds:.1}");
    let mut told = vec![(format!(" ^ {}", fill(w.clip_place, &[&at, &whole])), false)];
    let rate = player.map_or(state.rate, |player| player.rate);
    if let Some(player) = player.filter(|player| player.fault.is_none()) {
        let (sign, word) = if player.playing { (">", w.playing) } else { ("=", w.paused) };
        told.push((format!("   | {sign} {word} {:.1} s", player.position_s), false));
    }
    if rate != 1.0 {
        told.push((format!("  {rate}x"), false));
    }
    if let Some(fault) = player.and_then(|player| player.fault.as_deref()) {
        told.push(("  ".to_owned(), false));
        told.push((format!(" {} ", cells::clean(fault)), true));
    }
    told
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn silence_is_a_line_and_full_scale_fills_the_strip() {
        assert_eq!(picture(&[(0.0, 0.0)], 2, 1), ["\u{2824}\u{2824}"]);
        assert_eq!(picture(&[(-1.0, 1.0)], 2, 2), ["\u{28ff}\u{28ff}"; 2]);
        let half = picture(&[(-1.0, 1.0), (0.0, 0.0)], 2, 1);
        assert_eq!(half, ["\u{28ff}\u{2824}"]);
        assert_eq!(picture(&[(-0.1, 0.1), (0.0, 0.0)], 2, 1), half, "a low voice is not seen");
        assert_eq!(picture(&[(-1e-4, 1e-4)], 2, 1), ["\u{2836}\u{2836}"], "noise fills the strip");
    }

    proptest! {
        #[test]
        fn any_peaks_give_a_picture_of_the_asked_size(
            peaks in proptest::collection::vec((any::<f32>(), any::<f32>()), 1..400),
            wide in 1usize..250, rows in 1usize..6,
        ) {
            let shown = picture(&peaks, wide, rows);
            prop_assert_eq!(shown.len(), rows);
            prop_assert!(shown.iter().all(|row| row.chars().count() == wide));
        }
    }
}

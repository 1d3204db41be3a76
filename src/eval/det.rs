//! The detection error trade-off: what is missed against what alarms falsely, as the
//! least score of a hit that may alarm is raised.
//!
//! Pure; makes SVG by itself. Below the score that the lists accept nothing is known:
//! the curve begins at the working point and shows what stricter lists would give.

use super::unit::{Unit, Worth};
use crate::phrasebook::List;
use serde::{Deserialize, Serialize};

/// One least score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Hits below it do not alarm.
    pub least_score: f32,
    /// The share of taboo utterances without an alarm.
    pub miss: f64,
    /// Utterances with a false alarm, an hour.
    pub false_alarms_per_hour: f64,
    /// Utterances with a false alarm.
    pub false_alarms: usize,
}

/// The points of every score that was seen, from the working point on. Empty without
/// taboo utterances or without sound.
pub fn sweep(units: &[Unit]) -> Vec<Point> {
    let hours = units.iter().map(|unit| unit.audio_s).sum::<f64>() / 3600.0;
    let best = |unit: &Unit, wrong: bool| {
        let hits = unit.counting(List::Taboo).filter(|hit| (hit.worth == Worth::False) == wrong);
        hits.map(|hit| hit.score).fold(f32::NEG_INFINITY, f32::max)
    };
    let holding: Vec<f32> = units
        .iter()
        .filter(|unit| unit.expects(List::Taboo))
        .map(|unit| best(unit, false).max(best(unit, true)))
        .collect();
    let wrong: Vec<f32> = units.iter().map(|unit| best(unit, true)).collect();
    if holding.is_empty() || hours <= 0.0 {
        return Vec::new();
    }
    let mut scores: Vec<f32> =
        holding.iter().chain(&wrong).copied().filter(|score| score.is_finite()).collect();
    scores.sort_by(f32::total_cmp);
    scores.dedup();
    let point = |least: f32| {
        let missed = holding.iter().filter(|score| **score < least).count();
        let false_alarms = wrong.iter().filter(|score| **score >= least).count();
        Point {
            least_score: least,
            miss: missed as f64 / holding.len() as f64,
            false_alarms_per_hour: false_alarms as f64 / hours,
            false_alarms,
        }
    };
    scores.into_iter().map(point).collect()
}

/// The drawing's size and margins, in pixels.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 70.0;
const BOTTOM: f64 = 60.0;
const EDGE: f64 = 30.0;

/// The curve as an SVG image: false alarms an hour to the right, by decades, misses in
/// percent upwards. A point without a false alarm is hollow and stands at
/// `bound_per_hour`, what none seen may be at most.
pub fn svg(points: &[Point], bound_per_hour: f64, title: &str) -> String {
    let rates = points.iter().map(|point| point.false_alarms_per_hour);
    let most = rates.fold(bound_per_hour, f64::max).max(1e-6);
    let least = points
        .iter()
        .map(|point| point.false_alarms_per_hour)
        .filter(|rate| *rate > 0.0)
        .fold(bound_per_hour.max(1e-6), f64::min);
    let (first, last) =
        (least.log10().floor(), most.log10().ceil().max(least.log10().floor() + 1.0));
    let top = points.iter().map(|point| point.miss * 100.0).fold(1.0, f64::max);
    let top = [2.0, 5.0, 10.0, 20.0, 50.0].into_iter().find(|step| *step >= top).unwrap_or(100.0);
    let x = |rate: f64| {
        let decades = rate.max(10_f64.powf(first)).log10() - first;
        LEFT + decades / (last - first) * (WIDTH - LEFT - EDGE)
    };
    let y = |percent: f64| HEIGHT - BOTTOM - percent / top * (HEIGHT - BOTTOM - EDGE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n\
         <text x=\"{LEFT}\" y=\"18\">{}</text>\n",
        escaped(title)
    );
    for decade in first as i32..=last as i32 {
        let rate = 10_f64.powi(decade);
        let (x, low, high) = (x(rate), y(0.0), y(top));
        svg += &format!(
            "<path d=\"M{x:.1} {low:.1}V{high:.1}\" stroke=\"#ddd\"/>\n\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{rate}</text>\n",
            low + 18.0
        );
    }
    for step in 0..=5 {
        let percent = top * f64::from(step) / 5.0;
        let (y, left, right) = (y(percent), LEFT, WIDTH - EDGE);
        svg += &format!(
            "<path d=\"M{left} {y:.1}H{right}\" stroke=\"#ddd\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{percent:.1}</text>\n",
            left - 6.0,
            y + 4.0
        );
    }
    svg += &format!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">false alarms an hour</text>\n\
         <text transform=\"translate(18 {:.1}) rotate(-90)\" text-anchor=\"middle\">missed, %</text>\n",
        (LEFT + WIDTH - EDGE) / 2.0,
        HEIGHT - 18.0,
        (HEIGHT - BOTTOM + EDGE) / 2.0
    );
    let mut line = String::new();
    for point in points {
        let rate = match point.false_alarms {
            0 => bound_per_hour,
            _ => point.false_alarms_per_hour,
        };
        let (x, y) = (x(rate), y(point.miss * 100.0));
        line += &format!("{x:.1},{y:.1} ");
        // A hollow point has no false alarm behind it: its place is a bound.
        let fill = if point.false_alarms == 0 { "white" } else { "#246" };
        svg += &format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{fill}\" stroke=\"#246\">\
             <title>score {:.2}, missed {:.1} %, {:.2} an hour</title></circle>\n",
            point.least_score,
            point.miss * 100.0,
            point.false_alarms_per_hour
        );
    }
    svg += &format!(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#246\"/>\n</svg>\n",
        line.trim_end()
    );
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::unit::{Expected, UnitHit};
    use super::*;

    fn unit(holds: bool, score: Option<f32>) -> Unit {
        let hit = |score| UnitHit {
            list: List::Taboo,
            id: "T".into(),
            phrase: "p".into(),
            heard: "p".into(),
            score,
            start_s: 0.0,
            end_s: 1.0,
            stopped_by: None,
            worth: if holds { Worth::Expected } else { Worth::False },
            stands_for: None,
            delay: None,
        };
        let expected = Expected { list: List::Taboo, text: "p".into(), found: true };
        Unit {
            audio_s: 900.0,
            expect: if holds { vec![expected] } else { Vec::new() },
            hits: score.map(hit).into_iter().collect(),
            ..Unit::default()
        }
    }

    #[test]
    fn stricter_scores_miss_more_and_alarm_less() {
        let units = [
            unit(true, Some(1.0)),
            unit(true, Some(0.9)),
            unit(false, Some(0.9)),
            unit(false, None),
        ];
        let points = sweep(&units);
        let told: Vec<_> =
            points.iter().map(|p| (p.least_score, p.miss, p.false_alarms_per_hour)).collect();
        assert_eq!(told, [(0.9, 0.0, 1.0), (1.0, 0.5, 0.0)]);
        assert!(sweep(&units[2..]).is_empty());
    }

    #[test]
    fn the_image_is_whole_whatever_is_in_it() {
        for points in [Vec::new(), sweep(&[unit(true, Some(1.0)), unit(false, Some(0.9))])] {
            let svg = svg(&points, 3.0, "a < b & c");
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
            assert!(svg.contains("a &lt; b &amp; c"));
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert_eq!(svg.matches("<circle").count(), points.len());
        }
    }
}

//! How well the chain hears, measured on recordings of which it is known what is said:
//! `liyu eval`.
//!
//! Owns the conditions (noise, rooms), the scoring of events against a manifest, and
//! the report. Pure: the same seed gives the same sound and the same events the same
//! figures. Whoever calls reads files, runs the chain and takes times. What every figure
//! means stands in `docs/eval.md`.
//!
//! ```text
//! Recording -> Stage -> Sound -> (the chain) -> Heard -> Scorer -> Unit -> Report
//! ```

mod against;
mod baseline;
mod condition;
mod det;
mod errors;
mod figures;
mod hall;
mod latency;
mod noise;
mod random;
mod report;
mod room;
mod score;
mod show;
mod source;
mod unit;

pub use against::{Against, Change, Figure, compare};
pub use baseline::{Baseline, Plain, SourceRow};
pub use condition::{Condition, Part, Room, Sound, Stage};
pub use det::Point;
pub use errors::{Errors, characters, syllables};
pub use figures::{Alarms, Detection, Figures, Group, PhraseRow};
pub use hall::Hall;
pub use latency::{Latency, Percentiles};
pub use noise::{Material, Noise};
pub use random::Random;
pub use report::{Case, Report, Run};
pub use score::{Heard, Played, Scorer};
pub use show::show;
pub use source::Memory;
pub use unit::{Expected, Unit, UnitHit, Worth};

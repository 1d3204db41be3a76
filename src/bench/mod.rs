//! What the program costs on the machine at hand: `liyu bench`.
//!
//! Owns the measuring, the figures and the reports; prints nothing. Main thread. It
//! works single stages but puts none together: whole chains and the recogniser are run
//! by `command::bench`, which hands in what came of them. What it makes up comes from
//! fixed seeds, so that two machines measure the same. Timings are taken in turns and
//! given as medians: a noisy machine slows all candidates alike.

pub mod console;
pub mod decode;
mod figures;
pub mod load;
pub mod matcher;
pub mod material;
mod naive;
mod pick;
mod report;
pub mod search;
pub mod soak;
mod table;
pub mod talk;
pub mod vad;

pub use figures::Percentiles;
pub use matcher::matcher;
pub use pick::Picker;

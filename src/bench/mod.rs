//! What parts of the program cost on the machine at hand: `liyu bench`.
//!
//! Owns the measuring; prints nothing. Runs on the main thread and takes seconds.
//! It works stages but puts none together, and what it works on is made up from
//! fixed seeds, so that two machines measure the same. Timings are taken in turns
//! and given as medians: a noisy machine slows all candidates alike.

pub mod matcher;
mod material;
mod naive;
mod report;

pub use matcher::matcher;

//! liyu (礼语) listens at a service counter, finds forbidden and civil phrases,
//! and keeps the evidence, on the machine that stands there.
//!
//! ```text
//! device or file -> capture -> segment -> transcribe -> spot -> judge -> record -> console
//!   samples         Block     Utterance   Transcript    Hit     Verdict  Incident   frames
//! ```
//!
//! A stage defines its output type; the next stage imports that type and never
//! the worker behind it. Stages are synchronous and own no thread.

pub mod calendar;
pub mod capture;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod console;
pub mod document;
pub mod error;
pub mod event;
pub mod judge;
pub mod lang;
pub mod ledger;
pub mod model;
pub mod normalize;
pub mod phrasebook;
pub mod pipeline;
pub mod record;
pub mod segment;
pub mod service;
pub mod spot;
pub mod tape;
pub mod transcribe;
pub mod units;

//! The running chain without a model: real voice activity, real store, real threads;
//! what a recogniser would understand is told by the test.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod asks;
mod calls;
mod clip;
mod complaint;
mod counts;
mod drafts;
mod encounters;
mod failure;
mod gap;
mod kit;
mod lists;
mod live;
mod mute;
mod neighbours;
mod order;
mod remedy;

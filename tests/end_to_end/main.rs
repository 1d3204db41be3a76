//! The program as its users run it: real model, real sound, real store.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/mod.rs"]
mod support;

mod bench;
mod channels;
mod conduct;
mod console;
mod encounters;
mod eval;
mod evidence;
mod input;
mod kill;
mod lists;
mod mark;
mod mine;
mod noise;
mod replay;
mod retention;
mod review;
mod second;
mod service;
mod speech;
mod try_text;
mod user;

//! The trainers' editor: browse packs, change entries, see at once what is wrong
//! and what a sentence would hit, save.
//!
//! `state` holds what is open and `update` with `change`, `draft` and `keep` changes
//! it, `view` draws it, all pure; `pack` and `field` know what an entry is made of, `check` what is
//! wrong with it; `keys` and `text` are the only homes of keys and words; `files`
//! and `run` touch the world. Runs on the thread that calls [`run()`], with a
//! thread `terminal` for key presses. Never listens, and publishes nothing.

mod change;
mod check;
mod draft;
mod field;
mod files;
mod keep;
mod keys;
mod pack;
mod run;
mod state;
mod text;
mod update;
mod view;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use files::Shelf;
pub use run::{EditorError, run};

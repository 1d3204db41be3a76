//! Conduct: what people do to one another at a counter, from greeting to farewell.
//!
//! ```text
//! utterance + hits -> Moments -> Encounter -> rules of the packs -> Ruling, each with reasons
//! ```
//!
//! Pure and deterministic: no thread, no clock, no sound, no text beyond the moment in which
//! it is read. [`Ear`] turns what was said into typed [`Moment`]s, which hold no words;
//! [`Hall`] finds where one encounter ends and the next begins; [`rule`] judges an encounter
//! when it is over. What is judged, and by what words, stands in packs (`phrases/conduct`);
//! here stand only the means that packs choose from. Never takes back a live flag.

mod call;
mod cue;
mod ear;
mod encounter;
mod hall;
mod judge;
mod moment;
mod money;
mod pack;
mod swap;

pub use call::Telephone;
pub use cue::Cue;
pub use ear::{Ear, Heard, HeardPhrase};
pub use encounter::{Encounter, Scene};
pub use hall::{Bounds, Hall, State};
pub use judge::{Outcome, Reason, Ruling, Verdict, rule, verdict};
pub use moment::{AmountKind, CallKind, Moment, Noise, Side, TicketEvent, What, utterances};
pub use pack::{Body, Grade, Hours, Pack, Pattern, Rule, Rulebook, SHIPPED};
pub use swap::{SideWords, SwapWatch, Swapped};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod call_tests;

//! What happened, typed: all that rules may ask for, and no words.

use crate::calendar::Period;
use crate::phrasebook::List;
use serde::{Deserialize, Serialize};

/// Who was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Whoever serves.
    Clerk,
    /// Whoever is served.
    Citizen,
    /// Nobody knows.
    Unknown,
}

/// Something that happened at a counter. Seconds count from the session's beginning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Where it begins.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
    /// Who was heard.
    pub side: Side,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// Somebody spoke. Comes before whatever was found in it.
    Turn {
        /// Characters that are spoken as a syllable each.
        syllables: u32,
        /// Level of the speech over the counter's own when nobody speaks, dB.
        above_db: f32,
        /// Whether it asks something.
        asks: bool,
        /// Whether it was understood at all.
        understood: bool,
    },
    /// A phrase of the lists was heard.
    Phrase {
        /// Its id.
        id: String,
        /// Its group; may be empty.
        group: String,
        /// Taboo or civil.
        list: List,
    },
    /// Words of a pack were heard.
    Cue {
        /// The cue's name.
        name: String,
    },
    /// A sum of money was named.
    Amount {
        /// What of.
        kind: AmountKind,
        /// How much, in fen (a hundredth of a yuan).
        fen: u64,
    },
    /// Something was heard that is no speech.
    Sound {
        /// What.
        noise: Noise,
    },
    /// A telephone call, noted when the encounter is over: from the first word into the
    /// telephone to the last, or from the first burst of a bell that nobody took to the last.
    Call {
        /// How it is known.
        call: CallKind,
        /// Bursts of its bell.
        rings: u32,
    },
    /// The hall's queue system said something.
    Ticket {
        /// What.
        event: TicketEvent,
    },
    /// What the turns of this side usually are at this counter over its own ambience, as far
    /// as it was heard before the encounter; stands at its beginning.
    Usual {
        /// dB.
        above_db: f32,
    },
    /// What the counter's hours say from here on; told by whoever has a clock.
    Hours {
        /// What.
        period: Period,
    },
    /// A turn was louder than its side's usual ones. Found when an encounter is judged, and
    /// never kept.
    Raised {
        /// By how much, dB.
        by_db: f32,
    },
}

/// What a sum of money is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountKind {
    /// What is to be paid.
    Due,
    /// What the clerk says they received.
    Received,
    /// What the clerk says they return.
    Change,
}

/// Sounds that are no speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noise {
    /// One burst of a telephone's bell.
    Ring,
    /// A mobile telephone's tune.
    Mobile,
    /// Something was thrown or slammed.
    Slam,
}

/// Telephone calls, by what is known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    /// A bell rang and the clerk took it.
    Taken,
    /// A mobile telephone's tune was heard and the clerk spoke.
    Mobile,
    /// The clerk called somebody.
    Made,
    /// The clerk said so, and nothing of it was heard.
    Spoken,
    /// A bell rang and nobody took it.
    Missed,
}

/// What a queue system can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketEvent {
    /// A number was called to this counter.
    Called,
    /// The matter of the number is closed.
    Closed,
}

/// Moments that were kept one after the other, as they were heard together: each turn with
/// what was found in it.
pub fn utterances(moments: &[Moment]) -> impl Iterator<Item = &[Moment]> {
    let found =
        |what: &What| matches!(what, What::Phrase { .. } | What::Cue { .. } | What::Amount { .. });
    moments.chunk_by(move |_, next| found(&next.what))
}

impl Moment {
    /// Whether somebody spoke.
    pub fn is_turn(&self) -> bool {
        matches!(self.what, What::Turn { .. })
    }
}

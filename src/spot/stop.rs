//! Why a finding counts for nothing, in one word and in a sentence.
//!
//! Plain data; what decides is in `guard` and `settle`.

use crate::tr;
use std::fmt;

/// Why a finding counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A look-alike of the phrase `id` explains the place at least as well.
    Decoy {
        /// The harmless wording.
        wording: String,
        /// The phrase that names it.
        id: String,
    },
    /// A civil phrase explains the place at least as well.
    Civil {
        /// The civil phrase.
        id: String,
    },
    /// It stands inside a longer harmless string.
    NotWithin {
        /// That string.
        wording: String,
    },
    /// It only sounds like the phrase, and its end cuts through a common word.
    Word {
        /// The word.
        word: String,
    },
    /// It only sounds like the phrase, and 您 was heard where the wording has 你.
    Polite,
    /// It only sounds like the phrase, and what is asked for follows: 记什么笔记.
    Asks {
        /// The words that ask.
        asked: String,
    },
    /// It is spoken of, not said: a lead-in stands before it, or what follows
    /// calls it something that people say.
    Quoted {
        /// The words that tell.
        lead: String,
    },
    /// It is denied.
    Negated {
        /// The lead-in.
        lead: String,
    },
    /// Another phrase of the same list explains more of the same place.
    Longer {
        /// That phrase.
        id: String,
    },
    /// None of the words that must stand near it does.
    Near,
    /// A word stands near it that must not.
    NotNear {
        /// That word.
        wording: String,
    },
    /// It does not stand where in the utterance, or between which words, it must.
    Position,
}

impl Stop {
    /// The kind of stop, one lower-case word, as in `--json`.
    pub fn word(&self) -> &'static str {
        match self {
            Stop::Decoy { .. } => "decoy",
            Stop::Civil { .. } => "civil",
            // It is, or stands half inside, something else.
            Stop::NotWithin { .. } | Stop::Word { .. } | Stop::Polite | Stop::Asks { .. } => {
                "not_within"
            }
            Stop::Quoted { .. } => "quoted",
            Stop::Negated { .. } => "negated",
            Stop::Longer { .. } => "longer",
            Stop::Near => "near",
            Stop::NotNear { .. } => "not_near",
            Stop::Position => "position",
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Stop::Decoy { wording, id } => {
                tr!("是避让语“{}”({})", "is the decoy \"{}\" ({})", wording, id)
            }
            Stop::Civil { id } => tr!("是文明用语 {}", "is the civil phrase {}", id),
            Stop::NotWithin { wording } => tr!("在“{}”之内", "stands within \"{}\"", wording),
            Stop::Word { word } => {
                tr!("只是音近,切断了“{}”一词", "only sounds like it, and cuts \"{}\" in two", word)
            }
            Stop::Polite => tr!("只是音近,说的是“您”", "only sounds like it, and says 您"),
            Stop::Asks { asked } => {
                tr!("只是音近,问的是“{}”", "only sounds like it, and asks \"{}\"", asked)
            }
            Stop::Quoted { lead } => tr!("是转述,有“{}”", "is quoted with \"{}\"", lead),
            Stop::Negated { lead } => tr!("是否认,前有“{}”", "is denied after \"{}\"", lead),
            Stop::Longer { id } => tr!("已算作 {}", "is counted as {}", id),
            Stop::Near => tr!("附近没有 near 里的词", "none of the words of near is near"),
            Stop::NotNear { wording } => tr!("附近有“{}”", "\"{}\" is near", wording),
            Stop::Position => tr!(
                "前后的词或位置不合 position、preceded_by、followed_by",
                "does not stand where position, preceded_by or followed_by says"
            ),
        };
        f.write_str(&text)
    }
}

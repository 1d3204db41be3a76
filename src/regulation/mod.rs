//! From a regulation, as bytes, to a draft of a phrase list: which civil phrases
//! (文明用语) and taboo phrases (服务忌语) it prints, in which line, and what was
//! doubtful about each.
//!
//! Pure; runs on the main thread for `liyu phrases import`. Reads no file and writes
//! none: whoever calls it writes the draft, whole or not at all. Judges words by their
//! headings, lead-ins and shape, never by the sentences of a certain regulation.
//!
//! ```text
//! bytes -> decode -> Page -> quotes, outline -> find -> Findings -> draft
//! ```

mod cue;
mod decode;
mod draft;
mod find;
mod garble;
mod marker;
mod outline;
mod page;
mod quote;
mod scene;
mod speech;
mod template;
mod unquoted;

pub use decode::{Decoded, decode};
pub use draft::draft;
pub use find::find;

use crate::phrasebook::{List, Mode};
use crate::tr;
use serde::Serialize;
use std::fmt;

/// A phrase that stands in a regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// As printed, in its own script; interleaved pinyin taken out.
    pub text: String,
    /// As it would stand in a pack: simplified, full-width punctuation, `{slots}`.
    pub template: String,
    /// Other readings of a printed alternative: 问(查)一下 gives 查一下.
    pub variants: Vec<String>,
    /// The list that heading or lead-in put it on.
    pub list: List,
    /// What "said" means for it, as far as the wording around it tells.
    pub mode: Mode,
    /// When at the counter it belongs, in the words of the shipped packs; may be empty.
    pub scene: &'static str,
    /// The line of its first character, counted from 1.
    pub line: usize,
    /// The heading that it stands under; may be empty.
    pub heading: String,
    /// What a trainer should look at; empty for a quotation after a plain lead-in.
    pub doubts: Vec<Doubt>,
}

/// What is doubtful about a phrase that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// It stands in a list or after a colon, without quotation marks.
    NotQuoted,
    /// Neither lead-in nor heading: it only sounds like speech.
    NoLeadIn,
    /// No lead-in of its own: the heading alone put it on its list.
    HeadingOnly,
    /// The closing quotation mark is missing; its end is a guess.
    Unclosed,
    /// Characters beside it are garbled.
    Garbled,
    /// The lead-in says 不说, 未使用 and the words are civil: a duty not done, rather
    /// than a taboo.
    Negated,
    /// Brackets in it were read as a slot or as an alternative.
    Brackets,
    /// A slot whose kind could not be told.
    FreeSlot,
    /// A single character: matched very strictly.
    OneCharacter,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Doubt::NotQuoted => tr!("原文没有引号", "not in quotation marks"),
            Doubt::NoLeadIn => {
                tr!("没有标题或引导语,仅凭语气", "no heading or lead-in, by its sound only")
            }
            Doubt::HeadingOnly => tr!("仅凭标题归类", "listed by its heading only"),
            Doubt::Unclosed => tr!("缺后引号,结尾待核", "closing mark missing, check its end"),
            Doubt::Garbled => tr!("旁有乱码", "garbled text beside it"),
            Doubt::Negated => {
                tr!("原文为“不说、未说”,疑为应说", "printed as \"not said\"; taken for a duty")
            }
            Doubt::Brackets => tr!("括号含义待核", "check how the brackets were read"),
            Doubt::FreeSlot => tr!("空位类型待定", "choose the kind of the slot"),
            Doubt::OneCharacter => tr!("仅一个字", "a single character"),
        })
    }
}

/// Something in quotation marks, or on a list of taboo phrases, that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unsure {
    /// As printed, at most 60 characters of it.
    pub text: String,
    /// The line of its first character, counted from 1.
    pub line: usize,
    /// What it may be instead.
    pub reason: Reason,
}

/// What a quotation that was not taken may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A numbered name: “三个一样”, “十四字”.
    Label,
    /// A slogan, a principle, a name of a system or a sign.
    Slogan,
    /// A term, or words whose speaker is not told.
    Term,
    /// Garbled: what was printed cannot be read.
    Garbled,
    /// Too long to be said at a counter.
    TooLong,
    /// No words in it.
    NoWords,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Reason::Label => tr!("似为条目名称", "seems a numbered name"),
            Reason::Slogan => {
                tr!("似为口号、原则、制度名或标牌", "seems a slogan, principle, name or sign")
            }
            Reason::Term => tr!("似为词语,未说明由谁说", "seems a term; nobody is said to say it"),
            Reason::Garbled => tr!("乱码,请对照原件", "garbled; compare the original"),
            Reason::TooLong => tr!("过长,不似一句话", "too long for something said"),
            Reason::NoWords => tr!("没有文字", "holds no words"),
        })
    }
}

/// All that was found in a regulation, in the order of its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// What was taken, every occurrence.
    pub phrases: Vec<Finding>,
    /// What may be a phrase and was not taken.
    pub unsure: Vec<Unsure>,
}

#[cfg(test)]
mod tests;

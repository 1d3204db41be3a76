//! What a rule asks for: a side and a kind of moment, written `clerk civil:greet`.

use super::super::moment::{AmountKind, CallKind, Moment, Noise, Side, What};
use crate::phrasebook::List;
use crate::tr;
use std::fmt;
use std::str::FromStr;

/// A kind of moment, of one side or of any.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// Whose; anybody's when absent.
    pub side: Option<Side>,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    Turn,
    Question,
    Group(List, String),
    Phrase(String),
    List(List),
    Cue(String),
    Amount(AmountKind),
    Noise(Noise),
    Raised,
    Call(CallKind),
}

/// Calls as patterns write them.
const CALLS: [(&str, CallKind); 5] = [
    ("taken", CallKind::Taken),
    ("mobile", CallKind::Mobile),
    ("made", CallKind::Made),
    ("spoken", CallKind::Spoken),
    ("missed", CallKind::Missed),
];

impl Pattern {
    /// Whether `moment` is of this kind. Of an unknown side nothing that asks for one is.
    pub fn fits(&self, moment: &Moment) -> bool {
        if self.side.is_some_and(|side| side != moment.side) {
            return false;
        }
        match (&self.kind, &moment.what) {
            (Kind::Turn, What::Turn { .. }) => true,
            (Kind::Question, What::Turn { asks, .. }) => *asks,
            (Kind::Group(of, wanted), What::Phrase { group, list, .. }) => {
                of == list && wanted == group
            }
            (Kind::Phrase(wanted), What::Phrase { id, .. }) => wanted == id,
            (Kind::List(wanted), What::Phrase { list, .. }) => wanted == list,
            (Kind::Cue(wanted), What::Cue { name }) => wanted == name,
            (Kind::Amount(wanted), What::Amount { kind, .. }) => wanted == kind,
            (Kind::Noise(wanted), What::Sound { noise }) => wanted == noise,
            (Kind::Raised, What::Raised { .. }) => true,
            (Kind::Call(wanted), What::Call { call, .. }) => wanted == call,
            _ => false,
        }
    }

    /// The cue that it names, if it does.
    pub fn cue(&self) -> Option<&str> {
        match &self.kind {
            Kind::Cue(name) => Some(name),
            _ => None,
        }
    }
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Pattern, String> {
        let bad = || {
            tr!(
                "看不懂“{}”;写法如 clerk civil:greet、citizen question、cue:reason、amount:due",
                "cannot read \"{}\"; write e.g. clerk civil:greet, citizen question, cue:reason, amount:due",
                text
            )
        };
        let (side, kind) = match text.split_once(' ') {
            Some(("clerk", kind)) => (Some(Side::Clerk), kind),
            Some(("citizen", kind)) => (Some(Side::Citizen), kind),
            Some(_) => return Err(bad()),
            None => (None, text),
        };
        let kind = match kind.split_once(':') {
            None if kind == "turn" => Kind::Turn,
            None if kind == "question" => Kind::Question,
            None if kind == "raised" => Kind::Raised,
            Some(("civil", name)) => Kind::Group(List::Civil, name.to_owned()),
            Some(("taboo", name)) => Kind::Group(List::Taboo, name.to_owned()),
            Some(("phrase", name)) => Kind::Phrase(name.to_owned()),
            Some(("cue", name)) => Kind::Cue(name.to_owned()),
            Some(("list", "taboo")) => Kind::List(List::Taboo),
            Some(("list", "civil")) => Kind::List(List::Civil),
            Some(("amount", "due")) => Kind::Amount(AmountKind::Due),
            Some(("amount", "received")) => Kind::Amount(AmountKind::Received),
            Some(("amount", "change")) => Kind::Amount(AmountKind::Change),
            Some(("sound", "ring")) => Kind::Noise(Noise::Ring),
            Some(("sound", "mobile")) => Kind::Noise(Noise::Mobile),
            Some(("sound", "slam")) => Kind::Noise(Noise::Slam),
            Some(("call", name)) => {
                let known = CALLS.iter().find(|(word, _)| *word == name);
                Kind::Call(known.ok_or_else(bad)?.1)
            }
            _ => return Err(bad()),
        };
        Ok(Pattern { side, kind })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.side {
            Some(Side::Clerk) => f.write_str("clerk ")?,
            Some(Side::Citizen) => f.write_str("citizen ")?,
            _ => {}
        }
        match &self.kind {
            Kind::Turn => f.write_str("turn"),
            Kind::Question => f.write_str("question"),
            Kind::Raised => f.write_str("raised"),
            Kind::Group(List::Taboo, name) => write!(f, "taboo:{name}"),
            Kind::Group(_, name) => write!(f, "civil:{name}"),
            Kind::Phrase(name) => write!(f, "phrase:{name}"),
            Kind::Cue(name) => write!(f, "cue:{name}"),
            Kind::List(List::Taboo) => f.write_str("list:taboo"),
            Kind::List(_) => f.write_str("list:civil"),
            Kind::Amount(AmountKind::Due) => f.write_str("amount:due"),
            Kind::Amount(AmountKind::Received) => f.write_str("amount:received"),
            Kind::Amount(AmountKind::Change) => f.write_str("amount:change"),
            Kind::Call(call) => {
                let known = CALLS.iter().find(|(_, kind)| kind == call);
                write!(f, "call:{}", known.map_or("", |(word, _)| *word))
            }
            Kind::Noise(Noise::Ring) => f.write_str("sound:ring"),
            Kind::Noise(Noise::Mobile) => f.write_str("sound:mobile"),
            Kind::Noise(Noise::Slam) => f.write_str("sound:slam"),
        }
    }
}

//! Evidence that a console has sealed anew, as it comes in pieces.
//!
//! Part of the host; on its thread. What is sealed cannot be looked into here: that the
//! sender may do it was asked before, and the log says who it was.

use super::super::server::ConsoleId;
use super::{Host, Waiting};
use crate::pipeline::Change;
use crate::record::Warrant;
use std::collections::HashMap;

/// Characters of the longest that is taken: a clip of some ten minutes. What is longer is
/// left to `liyu user reseal`.
const MOST: usize = 192 << 20;

/// What has come so far, by console.
#[derive(Debug, Default)]
pub(super) struct Coming(HashMap<ConsoleId, (u32, String)>);

impl Coming {
    /// Takes a piece; gives the whole with the last one. Pieces that do not follow one
    /// another come to nothing.
    fn take(&mut self, console: ConsoleId, part: u32, last: bool, text: &str) -> Option<String> {
        let (next, mut all) = match part {
            0 => (0, String::new()),
            _ => self.0.remove(&console)?,
        };
        if part != next || all.len() + text.len() > MOST {
            return None;
        }
        all.push_str(text);
        if last {
            return Some(all);
        }
        self.0.insert(console, (next.saturating_add(1), all));
        None
    }

    /// A console is gone, or somebody else sits at it.
    pub(super) fn forget(&mut self, console: ConsoleId) {
        self.0.remove(&console);
    }
}

impl Host {
    /// A piece came; with the last one the store is asked to take the whole.
    pub(super) fn renewed(
        &mut self,
        console: ConsoleId,
        (actor, warrant): (&str, Option<Box<Warrant>>),
        (part, last, text): (u32, bool, &str),
    ) {
        let whole = self.coming.take(console, part, last, text);
        // Whoever sends what is none is a console of another make; it is told nothing.
        let renewed = whole.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(renewed) = renewed {
            let change = Change::Renew(Box::new(renewed));
            self.change_or_refuse(Waiting::Console(console), actor, warrant, change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_that_follow_one_another_are_put_together_and_others_are_not() {
        let (one, other) = (ConsoleId(1), ConsoleId(2));
        let mut coming = Coming::default();
        assert_eq!(coming.take(one, 0, false, "a"), None);
        assert_eq!(coming.take(other, 0, false, "x"), None);
        assert_eq!(coming.take(one, 1, false, "b"), None);
        assert_eq!(coming.take(one, 2, true, "c"), Some("abc".to_owned()));
        assert_eq!(coming.take(one, 3, true, "d"), None, "nothing was begun");
        assert_eq!(coming.take(other, 2, true, "z"), None, "one is missing");
        assert_eq!(coming.take(other, 1, true, "y"), None, "it came to nothing");
        assert_eq!(coming.take(one, 0, false, "a"), None);
        assert_eq!(coming.take(one, 0, true, "n"), Some("n".to_owned()), "begun anew");
        coming.take(one, 0, false, "a");
        coming.forget(one);
        assert_eq!(coming.take(one, 1, true, "b"), None);
    }
}

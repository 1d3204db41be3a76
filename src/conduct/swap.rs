//! Whether the microphones of a counter stand where the settings say: found from what is said.
//!
//! Each turn of a known side that holds words which only one side says is a voice for or
//! against. Levels cannot tell: whoever sits at a microphone is near to it, on whichever side
//! of the counter it stands. Nothing is ever swapped by itself; people are told.

use super::moment::{Moment, Side};
use super::pack::Pattern;
use std::collections::VecDeque;

/// Voices that are remembered: the last minutes of talk.
const VOICES: usize = 12;
/// So many against, or [`BOTH_LEAST`] with one from each side.
const LEAST: usize = 3;
const BOTH_LEAST: usize = 2;
/// So many against for each one for it: people quote one another.
const FOR_EACH: usize = 4;

/// Words that only one side says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SideWords {
    /// What only those who serve say.
    pub clerk: Vec<Pattern>,
    /// What only those who are served say.
    pub citizen: Vec<Pattern>,
}

/// What was heard on the wrong side, while it looks as if the microphones were swapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swapped {
    /// Turns on the citizen's channel that only a clerk says.
    pub clerk_words: usize,
    /// Turns on the clerk's channel that only a citizen says.
    pub citizen_words: usize,
}

/// Listens for swapped microphones in one session.
#[derive(Debug, Clone)]
pub struct SwapWatch {
    words: SideWords,
    /// The newest last: whose words on whose channel.
    voices: VecDeque<(Side, Side)>,
    swapped: bool,
}

impl SwapWatch {
    /// Nothing has been heard.
    pub fn new(words: SideWords) -> SwapWatch {
        SwapWatch { words, voices: VecDeque::with_capacity(VOICES), swapped: false }
    }

    /// Takes in the moments of an utterance. Tells when it comes to look as if the microphones
    /// were swapped (`Some(Some(..))`), and when it no longer does (`Some(None)`).
    pub fn hear(&mut self, moments: &[Moment]) -> Option<Option<Swapped>> {
        let on = moments.first()?.side;
        let says = |patterns: &[Pattern]| {
            moments.iter().any(|moment| patterns.iter().any(|pattern| pattern.fits(moment)))
        };
        let of = match (says(&self.words.clerk), says(&self.words.citizen)) {
            (true, false) => Side::Clerk,
            (false, true) => Side::Citizen,
            _ => return None,
        };
        if on == Side::Unknown {
            return None;
        }
        if self.voices.len() == VOICES {
            self.voices.pop_front();
        }
        self.voices.push_back((of, on));
        let against = |whose| self.voices.iter().filter(|(of, on)| *of == whose && on != of).count();
        let found =
            Swapped { clerk_words: against(Side::Clerk), citizen_words: against(Side::Citizen) };
        let Swapped { clerk_words, citizen_words } = found;
        let wrong = clerk_words + citizen_words;
        let right = self.voices.len() - wrong;
        let enough = wrong >= LEAST || (wrong >= BOTH_LEAST && clerk_words > 0 && citizen_words > 0);
        let looks_swapped = enough && wrong >= FOR_EACH * right;
        if looks_swapped && !self.swapped {
            self.swapped = true;
            return Some(Some(found));
        }
        if self.swapped && right >= FOR_EACH.max(wrong) {
            self.swapped = false;
            return Some(None);
        }
        None
    }
}

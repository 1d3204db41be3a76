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
        let against =
            |whose| self.voices.iter().filter(|(of, on)| *of == whose && on != of).count();
        let found =
            Swapped { clerk_words: against(Side::Clerk), citizen_words: against(Side::Citizen) };
        let Swapped { clerk_words, citizen_words } = found;
        let wrong = clerk_words + citizen_words;
        let right = self.voices.len() - wrong;
        let enough =
            wrong >= LEAST || (wrong >= BOTH_LEAST && clerk_words > 0 && citizen_words > 0);
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::ear::{Ear, Heard};
    use super::super::pack::Rulebook;
    use super::*;
    use std::sync::Arc;

    /// What the watch tells of a conversation, each turn on the channel of a side.
    fn told(talk: &[(Side, &str)]) -> Vec<Option<Swapped>> {
        let packs = Arc::new(Rulebook::shipped(&[]).unwrap());
        let (ear, mut watch) = (Ear::new(Arc::clone(&packs)), SwapWatch::new(packs.sides.clone()));
        let mut at_s = 0.0;
        let heard = talk.iter().filter_map(|(side, text)| {
            at_s += 4.0;
            let (start_s, end_s, phrases) = (at_s, at_s + 2.0, Vec::new());
            let (side, above_db) = (*side, 30.0);
            watch.hear(&ear.hear(&Heard { start_s, end_s, side, text, above_db, phrases }))
        });
        heard.collect()
    }

    use Side::{Citizen, Clerk};

    const TALK: &[(Side, &str)] = &[
        (Clerk, "您好,请问您办理什么业务"),
        (Citizen, "我想办一下居住证"),
        (Clerk, "好的,请您出示身份证和租房合同"),
        (Citizen, "给你,都在这儿了"),
        (Clerk, "请您稍等,我马上为您办理"),
        (Clerk, "没关系,这是我们应该做的,请慢走"),
    ];

    #[test]
    fn a_conversation_on_the_wrong_channels_is_told_once() {
        assert_eq!(told(TALK), []);
        let turned = |(side, text): &(Side, &'static str)| {
            (if *side == Clerk { Citizen } else { Clerk }, *text)
        };
        let swapped: Vec<_> = TALK.iter().map(turned).collect();
        assert_eq!(told(&swapped), [Some(Swapped { clerk_words: 1, citizen_words: 1 })]);
        let right_again = [&swapped[..], TALK, TALK, TALK].concat();
        assert_eq!(told(&right_again).last(), Some(&None), "and taken back");
    }

    #[test]
    fn a_citizen_who_quotes_and_words_that_both_say_are_no_reason() {
        let quoted: &[(Side, &str)] = &[
            (Citizen, "那边跟我说请您出示证件"),
            (Clerk, "请您稍等,我帮您查一下"),
            (Citizen, "他就说请慢走"),
            (Citizen, "又说请您稍等"),
            (Clerk, "您要办什么业务"),
            (Citizen, "谢谢,再见,您好"),
            (Clerk, "好的,请慢走"),
        ];
        assert_eq!(told(quoted), []);
        let unknown: Vec<_> = TALK.iter().map(|(_, text)| (Side::Unknown, *text)).collect();
        assert_eq!(told(&unknown), []);
    }
}

//! `alias-in-speech`: an alias that stands in harmless speech, or in a civil phrase.

use super::{Finding, Lists, Said};
use crate::lint::lists::{Key, Wording};
use crate::lint::negative;
use crate::normalize::normalize;
use crate::phrasebook::List;
use crate::tr;

pub(super) const NAME: &str = "alias-in-speech";

/// A text that must not hold the alias.
struct Line {
    /// As it is written.
    raw: String,
    /// The phrase it is a wording of, if any.
    of: Option<usize>,
}

/// Lines one after the other, folded, with where each begins; so that an alias is
/// looked for once and not in every line.
struct Speech {
    letters: String,
    lines: Vec<(usize, Line)>,
}

impl Speech {
    fn new(lines: impl Iterator<Item = (Line, String)>) -> Speech {
        let mut speech = Speech { letters: String::new(), lines: Vec::new() };
        for (line, letters) in lines {
            speech.lines.push((speech.letters.len(), line));
            speech.letters.push_str(&letters);
            speech.letters.push('\n');
        }
        speech
    }

    /// The first line that holds `letters`.
    fn holds(&self, letters: &str) -> Option<&Line> {
        let at = self.letters.find(letters)?;
        let line = self.lines.partition_point(|(from, _)| *from <= at).checked_sub(1)?;
        self.lines.get(line).map(|(_, line)| line)
    }
}

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    let said_by = |list| {
        let said = move |w: &&Wording| w.is_plain() && lists.phrase(w.phrase).list == list;
        lists.wordings.iter().filter(said).map(|wording| {
            let line = Line { raw: wording.raw.clone(), of: Some(wording.phrase) };
            (line, wording.letters.clone())
        })
    };
    let bundled = negative::lines()
        .map(|line| (Line { raw: line.to_owned(), of: None }, normalize(line).letters()));
    let harmless = Speech::new(said_by(List::Civil).chain(bundled));
    let taboo = Speech::new(said_by(List::Taboo));
    for alias in lists.wordings.iter().filter(|w| w.key == Key::Aliases && w.folded.len() > 1) {
        let list = lists.phrase(alias.phrase).list;
        let (speech, other) = match list {
            List::Taboo => (&harmless, tr!("文明用语", "civil")),
            List::Civil => (&taboo, tr!("忌语", "taboo")),
        };
        let Some(line) = speech.holds(&alias.letters) else { continue };
        let place = match line.of {
            Some(phrase) => {
                let id = &lists.phrase(phrase).id;
                tr!("{} {}“{}”", "the {} phrase {} \"{}\"", other, id, line.raw)
            }
            None => tr!("平常话“{}”", "harmless speech: \"{}\"", line.raw),
        };
        let message = tr!("别名“{}”出现在{}里", "the alias \"{}\" stands in {}", alias.raw, place);
        let hint = tr!(
            "删去这个别名,或写得更长,把前后的字带上",
            "remove the alias, or make it longer by what stands around it"
        );
        let said = match list {
            List::Taboo => Said::error(NAME, message, hint),
            List::Civil => Said::warning(NAME, message, hint),
        };
        found.push(lists.at_wording(alias, said));
    }
}

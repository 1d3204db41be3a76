//! Whether a mis-hearing may be listed: at sight, by the rules of `lint`, and against
//! everything that must not be accused.
//!
//! Pure. Each check takes out what it refuses; what is left after the last is safe.

use super::alias::{Alias, Verdict};
use super::{Seen, VOICES_LEAST};
use crate::corpus::{Corpus, Line};
use crate::document::Document;
use crate::lint::{lint, nearest, negative_lines, negative_words, say};
use crate::normalize::{Accents, Ear, Normalized, normalize};
use crate::phrasebook::{List, Phrase};
use crate::spot::{How, Spotter};
use crate::stress::is_positive;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Farther off than this, in the mean of its syllables, it is no mis-hearing of these
/// sounds but an invention, which another voice would not repeat.
const FARTHEST: f32 = 0.5;

/// Harmless words this near sound the same to a recogniser.
const SAME_SOUND: f32 = 0.05;

/// What can be told without looking at anything else.
pub(super) fn at_sight(phrase: &Phrase, letters: &str, seen: &Seen, at_least: usize) -> Verdict {
    let shortest = phrase.wordings().map(|wording| normalize(wording).len()).min().unwrap_or(0);
    let chinese = letters.chars().all(|ch| ('\u{3400}'..='\u{9fff}').contains(&ch));
    if seen.missed == 0 {
        Verdict::Found
    } else if seen.whole == 0 {
        Verdict::Torn
    } else if !chinese || letters.chars().count() < shortest.saturating_sub(1).max(2) {
        Verdict::Short
    } else if seen.distance > FARTHEST {
        Verdict::Far
    } else if seen.missed < at_least {
        Verdict::Rare
    } else if seen.voices.len() < VOICES_LEAST {
        Verdict::OneVoice
    } else {
        Verdict::Safe
    }
}

/// What aliases are tried against.
pub(super) struct Judge<'a> {
    pub documents: &'a [Document],
    pub spotter: &'a Spotter,
    pub ear: &'a Ear,
    pub accents: &'a Accents,
    pub negative: &'a [Corpus],
}

impl Judge<'_> {
    /// Tries those that are [`Verdict::Safe`] so far; `phrases` are the places of theirs.
    pub fn try_all(&self, phrases: &[usize], aliases: &mut [Alias]) {
        self.by_lint(phrases, aliases);
        self.by_sound(phrases, aliases);
        // One alias may hide another at the same place.
        while self.by_negative(phrases, aliases) {}
    }

    /// The rules of `lint` about aliases, over a pack with one entry for each.
    fn by_lint(&self, phrases: &[usize], aliases: &mut [Alias]) {
        let safe: Vec<usize> = safe(aliases).collect();
        if safe.is_empty() {
            return;
        }
        let mut probe = String::from("[pack]\nname = \"mined\"\ntitle = \"mined\"\n");
        for at in &safe {
            let phrase = &self.spotter.book().phrases()[phrases[*at]];
            let keys = match phrase.list {
                List::Taboo => "list = \"taboo\"\nseverity = \"minor\"\nspeaker = \"clerk\"",
                List::Civil => "list = \"civil\"",
            };
            // Debug quotes as TOML does: both are letters alone.
            probe += &format!(
                "\n[[phrase]]\nid = \"mined-{at}\"\ntext = {:?}\n{keys}\naliases = [{:?}]\nsource = \"ours: mined\"\n",
                say(&phrase.text),
                aliases[*at].alias
            );
        }
        let mut documents = self.documents.to_vec();
        documents.push(Document::new("mined.toml", probe));
        for finding in lint(&documents, &BTreeSet::new(), self.accents).findings {
            let named = finding.id.strip_prefix("mined-").and_then(|at| at.parse().ok());
            let Some(alias) = named.and_then(|at: usize| aliases.get_mut(at)) else { continue };
            match finding.rule {
                "alias-is-word" => alias.verdict = Verdict::Word(finding.message),
                "alias-in-speech" => alias.verdict = Verdict::Speech(finding.message),
                _ => {}
            }
        }
    }

    /// Words of the other list and harmless speech that sound the same.
    fn by_sound(&self, phrases: &[usize], aliases: &mut [Alias]) {
        let book = self.spotter.book();
        let bare = Spotter::with_accents(Arc::new(book.unguarded()), self.accents);
        let folded = |text: &str| (text.to_owned(), normalize(text));
        let bundled: Vec<(String, Normalized)> =
            negative_lines().chain(negative_words()).map(folded).collect();
        let lines = self.negative.iter().flat_map(|corpus| &corpus.lines);
        let lines: Vec<(&Line, Normalized)> =
            lines.map(|line| (line, normalize(&line.text))).collect();
        for at in safe(aliases).collect::<Vec<_>>() {
            let index = phrases[at];
            let own = book.phrases()[index].list;
            let others = book.phrases().iter().filter(|phrase| phrase.list != own);
            let others: Vec<_> = others.flat_map(Phrase::wordings).map(folded).collect();
            let alias = normalize(&aliases[at].alias);
            let same = |raw: &str, text: &Normalized| {
                let near = nearest(self.ear, &alias, text)?;
                let words = raw.get(text.original(near.first, near.end))?;
                (near.distance <= SAME_SOUND).then(|| words.to_owned())
            };
            let known = others.iter().chain(&bundled).find_map(|(raw, text)| same(raw, text));
            let found = known.or_else(|| {
                lines.iter().find_map(|(line, text)| {
                    same(&line.text, text).filter(|_| !is_positive(&bare, index, line))
                })
            });
            if let Some(words) = found {
                aliases[at].verdict = Verdict::Sounds(words);
            }
        }
    }

    /// Hits in negative speech that are there with the aliases and not without; whether
    /// any was found.
    fn by_negative(&self, phrases: &[usize], aliases: &mut [Alias]) -> bool {
        let safe: Vec<usize> = safe(aliases).collect();
        let book = self.spotter.book();
        let added = safe.iter().map(|at| (phrases[*at], aliases[*at].alias.as_str()));
        let with = Arc::new(book.with_aliases(added));
        let spotter = Spotter::with_accents(with, self.accents);
        let bare = Spotter::with_accents(Arc::new(book.unguarded()), self.accents);
        let place: HashMap<(usize, String), usize> =
            safe.iter().map(|at| ((phrases[*at], aliases[*at].alias.clone()), *at)).collect();
        let mut refused = false;
        for line in self.negative.iter().flat_map(|corpus| &corpus.lines) {
            for found in spotter.find(&line.text) {
                if found.how != How::Alias || is_positive(&bare, found.phrase, line) {
                    continue;
                }
                let Some(at) = place.get(&(found.phrase, found.wording)) else { continue };
                refused = true;
                aliases[*at].verdict = Verdict::Negative(line.text.clone());
            }
        }
        refused
    }
}

fn safe(aliases: &[Alias]) -> impl Iterator<Item = usize> + '_ {
    let safe = |(at, alias): (usize, &Alias)| (alias.verdict == Verdict::Safe).then_some(at);
    aliases.iter().enumerate().filter_map(safe)
}

//! Which version of each pack is in force, which is on trial.
//!
//! Pure but for the texts that a [`Shelf`] reads; the day comes in as an argument.
//! Runs on the main thread and on the thread `lists`.
//!
//! A pack without a history is in force as it stands, unless its status says draft
//! or shadow. A pack with a history is managed: of the versions that were approved,
//! the one with the latest effective day that is not after today is in force,
//! whatever the file says meanwhile; its text is kept as a copy beside the packs.

use super::history::{ask_all, short, way};
use super::load::Shelf;
use super::{Pack, Phrase, Phrasebook, Status, Terms};
use crate::document::{Document, Faults};
use crate::tr;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// What is added to the id of an entry on trial whose old wording is still in
/// force, so that their hits can be told apart.
const ON_TRIAL: &str = "~shadow";

/// The lists of one day.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// What is judged by. None of its phrases is on trial.
    pub book: Phrasebook,
    /// The same lists as they would be if what is on trial were approved; only its
    /// phrases with [`Terms::shadow`] are new or changed, the others stand in `book`
    /// too. Kept apart so that a trial never changes what is found in earnest.
    pub trial: Option<Phrasebook>,
    /// How each pack stands, in the order they were asked for.
    pub packs: Vec<Standing>,
}

/// How a pack stands. Versions are of [`SHORT`](super::SHORT) digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The pack's name.
    pub pack: String,
    /// The version in force.
    pub version: Option<String>,
    /// Since when; absent for a pack without a history.
    pub since: Option<Date>,
    /// The version on trial.
    pub trial: Option<String>,
    /// The version that comes into force next, and when.
    pub coming: Option<(String, Date)>,
    /// The version that stands in the file and is none of these: being written.
    pub draft: Option<String>,
}

impl Standing {
    fn nothing(pack: &str) -> Standing {
        let pack = pack.to_owned();
        Standing { pack, version: None, since: None, trial: None, coming: None, draft: None }
    }
}

impl InForce {
    /// What the named packs come to on the day `today`. Fails with all faults of
    /// what is in force or on trial, a missing or altered copy being one. A draft is
    /// not looked into.
    pub fn load(shelf: &Shelf, names: &[String], today: Date) -> Result<InForce, Faults> {
        let mut faults = Vec::new();
        let mut chosen = Vec::new();
        for name in names {
            match choose(shelf, name, today) {
                Ok(one) => chosen.push(one),
                Err(Faults(mut found)) => faults.append(&mut found),
            }
        }
        let documents: Vec<Document> = chosen.iter().filter_map(|c| c.in_force.clone()).collect();
        let book = Phrasebook::read(&documents).map(in_earnest);
        let trial = chosen.iter().any(|c| c.trial.is_some()).then(|| {
            let both = |c: &Chosen| c.trial.clone().or_else(|| c.in_force.clone());
            Phrasebook::read(&chosen.iter().filter_map(both).collect::<Vec<_>>())
        });
        for Faults(found) in
            book.as_ref().err().into_iter().chain(trial.iter().flat_map(|t| t.as_ref().err()))
        {
            // A fault of a pack in force stands in both.
            found.iter().for_each(|fault| {
                if !faults.contains(fault) {
                    faults.push(fault.clone());
                }
            });
        }
        match (book, trial.transpose()) {
            (Ok(book), Ok(trial)) if faults.is_empty() => {
                let on_trial = chosen
                    .iter()
                    .filter(|c| c.trial.is_some() || c.in_force.is_some())
                    .map(|c| c.trial.is_some());
                let trial = trial.map(|trial| new_or_changed(trial, &book, on_trial));
                let packs = chosen.into_iter().map(|c| c.standing).collect();
                Ok(InForce { book, trial, packs })
            }
            _ => Err(Faults(faults)),
        }
    }

    /// A book that is in force as it stands.
    pub fn whole(book: Phrasebook) -> InForce {
        let standing = |pack: &Pack| Standing {
            version: Some(short(&pack.version).to_owned()),
            ..Standing::nothing(&pack.name)
        };
        InForce { packs: book.packs.iter().map(standing).collect(), book, trial: None }
    }

    /// The version of all of it, 64 hexadecimal digits: that of the book, or, while
    /// something is on trial, one over both.
    pub fn version(&self) -> String {
        match &self.trial {
            None => self.book.version().to_owned(),
            Some(trial) => {
                let both = format!("{}\n{}\n", self.book.version(), trial.version());
                hex::encode(Sha256::digest(both))
            }
        }
    }
}

/// What of one pack is listened for.
struct Chosen {
    in_force: Option<Document>,
    trial: Option<Document>,
    standing: Standing,
}

fn choose(shelf: &Shelf, name: &str, today: Date) -> Result<Chosen, Faults> {
    let working = shelf.pack(name)?;
    let way = way(&working)?;
    let version = Pack::content_version(&working)?;
    let own = short(&version);
    let mut standing = Standing::nothing(name);
    let mut in_force = None;
    let approved =
        || way.steps.iter().enumerate().filter_map(|(n, s)| Some((n, s, s.in_force_from()?)));
    // The last of those that are latest: a correction of the same day.
    match approved().filter(|(.., from)| *from <= today).max_by_key(|(.., from)| *from) {
        Some((n, step, from)) => {
            standing.version = Some(step.version.clone());
            standing.since = Some(from);
            in_force = Some(match step.version == own {
                true => working.clone(),
                false => copy(shelf, name, &step.version)
                    .map_err(|why| fault_at_step(&working, n, &why))?,
            });
        }
        None if way.steps.is_empty() && way.status == Status::Approved => {
            standing.version = Some(own.to_owned());
            in_force = Some(working.clone());
        }
        None => {}
    }
    let coming = approved().filter(|(.., from)| *from > today).min_by_key(|(.., from)| *from);
    standing.coming = coming.map(|(_, step, from)| (step.version.clone(), from));
    let mut trial = None;
    if standing.version.as_deref() != Some(own) {
        let is_coming = standing.coming.as_ref().is_some_and(|(version, _)| version == own);
        if way.status == Status::Shadow {
            standing.trial = Some(own.to_owned());
            trial = Some(working);
        } else if !is_coming {
            standing.draft = Some(own.to_owned());
        }
    }
    Ok(Chosen { in_force, trial, standing })
}

/// The copy of an approved version, or why it cannot be used.
fn copy(shelf: &Shelf, name: &str, version: &str) -> Result<Document, String> {
    let path = shelf.copy_path(name, version).map(|path| path.display().to_string());
    let path = path.unwrap_or_default();
    let Some(copy) = shelf.copy(name, version) else {
        return Err(tr!(
            "批准的版本 {} 没有存档:缺少 {};请从备份恢复,或重新发布",
            "there is no copy of the approved version {}: {} is missing; restore it, or publish again",
            version,
            path
        ));
    };
    let copy = copy.map_err(|faults| faults.to_string())?;
    let found = Pack::content_version(&copy).map_err(|faults| faults.to_string())?;
    if short(&found) != version {
        return Err(tr!(
            "批准的版本 {} 的存档 {} 被改动过(现为 {});请从备份恢复,或重新发布",
            "the copy of the approved version {}, {}, was altered (it is {} now); restore it, or publish again",
            version,
            path,
            short(&found)
        ));
    }
    Ok(copy)
}

/// A fault at the `n`-th `[[history]]` of `document`.
fn fault_at_step(document: &Document, n: usize, why: &str) -> Faults {
    let told = document.read(|top| {
        ask_all(top);
        for (at, step) in top.sections("history").iter().enumerate() {
            ask_all(step);
            if at == n {
                step.fault("version", why.to_owned());
            }
        }
    });
    told.err().unwrap_or(Faults(Vec::new()))
}

/// What was approved is in earnest, whatever the header of its file says by now.
fn in_earnest(mut book: Phrasebook) -> Phrasebook {
    book.packs.iter_mut().for_each(|pack| pack.status = Status::Approved);
    book.phrases.iter_mut().for_each(|phrase| put_on_trial(phrase, false));
    book
}

/// Marks in `trial` what differs from `book`; `on_trial` says of each of its packs
/// whether that one is.
fn new_or_changed(
    mut trial: Phrasebook,
    book: &Phrasebook,
    on_trial: impl Iterator<Item = bool>,
) -> Phrasebook {
    let known: HashMap<&str, &Phrase> =
        book.phrases.iter().map(|phrase| (phrase.id.as_str(), phrase)).collect();
    let on_trial: HashMap<String, bool> =
        trial.packs.iter().map(|pack| pack.name.clone()).zip(on_trial).collect();
    for phrase in &mut trial.phrases {
        put_on_trial(phrase, false);
        let old = known.get(phrase.id.as_str());
        if on_trial.get(&phrase.pack) == Some(&true) && old.is_none_or(|old| **old != *phrase) {
            put_on_trial(phrase, true);
            if old.is_some() {
                phrase.id += ON_TRIAL;
            }
        }
    }
    trial
}

fn put_on_trial(phrase: &mut Phrase, shadow: bool) {
    if phrase.terms.shadow != shadow {
        phrase.terms = Arc::new(Terms { shadow, ..Terms::clone(&phrase.terms) });
    }
}

#[cfg(test)]
mod tests;

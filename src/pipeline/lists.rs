//! The lists that a running pipeline judges by, and the handle through which others
//! take their place.
//!
//! An [`Edition`] is made by whoever loads lists, on its own thread; the thread
//! `judge` alone decides when it takes effect: between two utterances. No sound
//! waits for it. The threads `transcribe-<n>` see it through [`InUse`], a pointer behind
//! a lock that is held while it is copied: what they ask by one edition `judge` may
//! answer by the next, so that what they find is told in words, not places of lists.

use crate::event::{ListsEvent, PackEvent};
use crate::normalize::Accents;
use crate::phrasebook::{InForce, Phrasebook, Standing, Status, short};
use crate::spot::{Evidence, Heard, Hit, Spotter, Told};
use crossbeam_channel::{Receiver, Sender, bounded};
use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// Changes of lists that may wait for the desk; whoever brings another waits.
const CHANGES: usize = 1;

/// Lists made ready for listening. Immutable; an utterance is judged by exactly one.
#[derive(Debug)]
pub struct Edition {
    version: String,
    spotter: Spotter,
    trial: Option<Spotter>,
    packs: Vec<Standing>,
}

impl Edition {
    /// Compiles the lists of a day. Takes milliseconds for thousands of phrases.
    pub fn new(lists: InForce, accents: &Accents) -> Edition {
        let spotter = |book| Spotter::with_accents(Arc::new(book), accents);
        Edition {
            version: lists.version(),
            spotter: spotter(lists.book),
            trial: lists.trial.map(spotter),
            packs: lists.packs,
        }
    }

    /// Lists that are in force as they stand.
    pub fn of(book: Phrasebook) -> Edition {
        Edition::new(InForce::whole(book), &Accents::default())
    }

    /// Their version, 64 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What its phrases are called, by id.
    pub fn names(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let books = std::iter::once(&self.spotter).chain(&self.trial);
        let phrases = books.flat_map(|spotter| spotter.book().phrases());
        phrases.map(|phrase| (phrase.id.clone(), phrase.text.clone()))
    }

    /// What is judged by.
    pub fn spotter(&self) -> &Spotter {
        &self.spotter
    }

    /// What counts in what was heard; after it the phrases on trial, which are marked
    /// in their terms and change nothing about the others.
    pub fn tell(&self, heard: &Heard<'_>) -> Told {
        self.tell_with(heard, Evidence::default())
    }

    /// As [`Edition::tell`], with what the recogniser knows beyond the text.
    pub fn tell_with(&self, heard: &Heard<'_>, evidence: Evidence<'_>) -> Told {
        let mut told = self.spotter.tell_with(heard, evidence);
        if let Some(trial) = &self.trial {
            let shadow = |hit: &Hit| hit.terms.shadow;
            let hits = trial.tell_with(heard, evidence).hits;
            told.hits.extend(hits.into_iter().filter(shadow));
        }
        told
    }

    /// What `--json` says of them; in force from `at`.
    pub fn event(&self, at: Timestamp) -> ListsEvent {
        ListsEvent {
            at,
            version: short(&self.version).to_owned(),
            sha256: self.version.clone(),
            packs: self.packs.iter().map(pack_event).collect(),
            phrases: self.spotter.book().phrases().len(),
            refused: false,
            why: Vec::new(),
        }
    }
}

fn pack_event(pack: &Standing) -> PackEvent {
    PackEvent {
        name: pack.pack.clone(),
        status: match (&pack.version, &pack.trial) {
            (Some(_), _) => Status::Approved,
            (None, Some(_)) => Status::Shadow,
            (None, None) => Status::Draft,
        },
        version: pack.version.clone(),
        since: pack.since,
        shadow: pack.trial.clone(),
    }
}

/// The handle to the lists of a running pipeline.
#[derive(Debug, Clone)]
pub struct Lists {
    changes: Sender<Change>,
    in_use: InUse,
}

/// The lists that are in force or about to be, for whoever asks by them and does not
/// judge.
#[derive(Debug, Clone)]
pub struct InUse(Arc<Mutex<Arc<Edition>>>);

impl InUse {
    /// Starts with `edition`.
    pub fn new(edition: Arc<Edition>) -> InUse {
        InUse(Arc::new(Mutex::new(edition)))
    }

    /// The lists by now.
    pub fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, edition: Arc<Edition>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = edition;
    }
}

/// What reaches the desk through a handle.
#[derive(Debug)]
pub(super) struct Change {
    /// What it judges by from now on, if that changes.
    pub edition: Option<Arc<Edition>>,
    /// What it tells before the next utterance.
    pub event: ListsEvent,
}

/// The pipeline has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended;

impl Lists {
    pub(super) fn new(edition: Arc<Edition>) -> (Lists, Receiver<Change>) {
        let (changes, changes_in) = bounded(CHANGES);
        (Lists { changes, in_use: InUse::new(edition) }, changes_in)
    }

    /// What a second listen asks by, and whoever names phrases.
    pub fn in_use(&self) -> InUse {
        self.in_use.clone()
    }

    /// Puts `edition` in force, from `at`: every utterance that the desk takes up
    /// after this returns is judged by it, and the event is told before them. Waits
    /// while the desk has not taken up the change before.
    pub fn swap(&self, edition: Arc<Edition>, at: Timestamp) -> Result<(), Ended> {
        let event = edition.event(at);
        self.in_use.set(Arc::clone(&edition));
        self.changes.send(Change { edition: Some(edition), event }).map_err(|_| Ended)
    }

    /// Tells `event` in its turn; what is in force stays.
    pub fn tell(&self, event: ListsEvent) -> Result<(), Ended> {
        self.changes.send(Change { edition: None, event }).map_err(|_| Ended)
    }
}

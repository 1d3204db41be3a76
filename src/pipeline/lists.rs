//! The lists that a running pipeline judges by, and the handle through which others
//! take their place.
//!
//! An [`Edition`] is made by whoever loads lists, on its own thread; the thread
//! `judge` alone decides when it takes effect: between two utterances. No sound
//! waits for it and no lock is shared.

use crate::event::{ListsEvent, PackEvent};
use crate::normalize::Accents;
use crate::phrasebook::{InForce, Phrasebook, Standing, Status, short};
use crate::spot::{Heard, Hit, Spotter, Told};
use crossbeam_channel::{Receiver, Sender, bounded};
use jiff::Timestamp;
use std::sync::Arc;

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

    /// What is judged by.
    pub fn spotter(&self) -> &Spotter {
        &self.spotter
    }

    /// What counts in what was heard; after it the phrases on trial, which are marked
    /// in their terms and change nothing about the others.
    pub fn tell(&self, heard: &Heard<'_>) -> Told {
        let mut told = self.spotter.tell(heard);
        if let Some(trial) = &self.trial {
            let shadow = |hit: &Hit| hit.terms.shadow;
            told.hits.extend(trial.hits(heard).into_iter().filter(shadow));
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
pub struct Lists(Sender<Change>);

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
    pub(super) fn new() -> (Lists, Receiver<Change>) {
        let (changes, changes_in) = bounded(CHANGES);
        (Lists(changes), changes_in)
    }

    /// Puts `edition` in force, from `at`: every utterance that the desk takes up
    /// after this returns is judged by it, and the event is told before them. Waits
    /// while the desk has not taken up the change before.
    pub fn swap(&self, edition: Arc<Edition>, at: Timestamp) -> Result<(), Ended> {
        let event = edition.event(at);
        self.0.send(Change { edition: Some(edition), event }).map_err(|_| Ended)
    }

    /// Tells `event` in its turn; what is in force stays.
    pub fn tell(&self, event: ListsEvent) -> Result<(), Ended> {
        self.0.send(Change { edition: None, event }).map_err(|_| Ended)
    }
}

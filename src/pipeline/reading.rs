//! The threads that read the store for consoles, so that the writer never waits for them.
//!
//! `reading` owns a store that reads only and answers every look; `gather` owns another,
//! reads what was heard in each incident, newest first, and hands it over to be searched.
//! After that it looks for what has changed once a second. Neither changes anything on
//! disk. A disk that hangs holds up looks and searches, never a verdict or a key press.

use super::ask::{Answer, Look, People, Question};
use super::lists::InUse;
use super::{PipelineError, spawn};
use crate::capture::Stop;
use crate::clock;
use crate::record::{Denied, Dossier, Listing, Place, RecordError, Sight, Store, Texts};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, never, select_biased};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

/// Looks that may wait; a console whose look does not fit is told to ask again.
pub const LOOKS: usize = 64;

/// Texts that may wait to be taken in.
const TEXTS: usize = 256;

/// Between two looks for what has changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Incidents older than this against the newest are not looked at again: nothing joins
/// an incident after the sound of a day has been worked off.
const CHANGES_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// An incident and what was heard in it, folded; absent when that cannot be read.
type Read = (String, Option<String>);

/// The two threads. They end when every sender of looks is gone.
pub struct Reading {
    looks: Sender<Look>,
    threads: Vec<(&'static str, JoinHandle<()>)>,
}

impl Reading {
    /// Starts to read the store in `dir`, which need not exist yet. Phrases are called what
    /// `lists` say, where the index does not.
    pub fn start(dir: &Path, lists: Option<InUse>, stop: &Stop) -> Result<Reading, PipelineError> {
        let (looks, asked) = bounded(LOOKS);
        let (text, texts) = bounded(TEXTS);
        let (alive, ended) = bounded::<Infallible>(0);
        let gather = Gather { dir: dir.to_owned(), known: HashMap::new(), text, ended };
        let (store, named) = (None, String::new());
        let reader = Reader { dir: dir.to_owned(), store, texts: Texts::default(), lists, named };
        let threads = vec![
            ("gather", spawn("gather", stop, move || gather.run())?),
            ("reading", spawn("reading", stop, move || reader.run(&asked, texts, alive))?),
        ];
        Ok(Reading { looks, threads })
    }

    /// Where looks go.
    pub fn looks(&self) -> Sender<Look> {
        self.looks.clone()
    }

    /// Waits for both threads; whoever else holds a sender of looks must drop it first.
    pub fn join(self) -> Result<(), PipelineError> {
        drop(self.looks);
        let mut outcome = Ok(());
        for (name, thread) in self.threads.into_iter().rev() {
            if thread.join().is_err() {
                outcome = Err(PipelineError::Panicked(name));
            }
        }
        outcome
    }
}

/// The life of the thread `reading`.
struct Reader {
    dir: PathBuf,
    /// Absent until there is a store that can be read.
    store: Option<Store>,
    texts: Texts,
    lists: Option<InUse>,
    /// The version of the lists that the store's phrases are called after.
    named: String,
}

impl Reader {
    /// `_alive` tells the other thread that this one still listens.
    fn run(
        mut self,
        looks: &Receiver<Look>,
        mut texts: Receiver<Read>,
        _alive: Sender<Infallible>,
    ) {
        loop {
            // A person waits for looks; texts have time.
            select_biased! {
                recv(looks) -> look => match look {
                    Ok(look) => {
                        let answer = self.answer(look.question, &look.sight);
                        // An asker who has left is not waited for.
                        look.reply.send((look.tag, answer)).ok();
                    }
                    Err(_) => break,
                },
                recv(texts) -> text => match text {
                    Ok((id, text)) => self.texts.insert(&id, text.as_deref()),
                    Err(_) => texts = never(),
                },
            }
        }
    }

    fn answer(&mut self, question: Question, sight: &Sight) -> Answer {
        match question {
            Question::Latest(limit) => {
                let newest = Listing::default();
                let page = self.store().and_then(|(store, texts)| {
                    store.list_within(sight, &newest, (0, limit), texts)
                });
                Answer::Latest(page.map(|page| page.incidents))
            }
            Question::Open(id) => Answer::Opened(
                self.store().and_then(|(store, _)| opened(store, id, sight)).map(Box::new),
            ),
            Question::List { listing, offset, limit } => Answer::Page(
                self.store()
                    .and_then(|(store, texts)| {
                        store.list_within(sight, &listing, (offset, limit), texts)
                    })
                    .map(Box::new),
            ),
            Question::Encounters { listing, offset, limit } => Answer::Encounters(
                self.store()
                    .and_then(|(store, _)| {
                        store.encounters_within(sight, &listing, (offset, limit))
                    })
                    .map(Box::new),
            ),
            Question::Encounter(id) => Answer::Encounter(
                self.store()
                    .and_then(|(store, _)| store.encounter(sight, &id))
                    .map(|found| found.map(Box::new)),
            ),
            Question::Figures(span) => Answer::Figures(
                self.store()
                    .and_then(|(store, _)| {
                        store.figures_within(sight, span, clock::now(), &TimeZone::system())
                    })
                    .map(Box::new),
            ),
            Question::Tickets => Answer::Tickets(self.store().and_then(|(store, _)| {
                let mut tickets = store.tickets()?;
                tickets.retain(|ticket| sight.has_counter(&ticket.counter));
                Ok(tickets)
            })),
            Question::People => {
                Answer::People(self.store().and_then(|(store, _)| people(store)).map(Box::new))
            }
            Question::Room => {
                Answer::Room(fs4::available_space(&self.dir).ok().map(|bytes| bytes / 1_000_000))
            }
        }
    }

    fn store(&mut self) -> Result<(&Store, &Texts), RecordError> {
        let store = match self.store.take() {
            Some(store) => store,
            None => {
                self.named.clear();
                Store::open_read_only(&self.dir)?
            }
        };
        let store = self.store.insert(store);
        if let Some(edition) = self.lists.as_ref().map(InUse::edition)
            && edition.version() != self.named
        {
            store.name_phrases(edition.names());
            edition.version().clone_into(&mut self.named);
        }
        Ok((store, &self.texts))
    }
}

/// One incident, if it lies in `sight`. Of one that does not the same is said as of one
/// that is not there.
fn opened(store: &Store, id: String, sight: &Sight) -> Result<Dossier, RecordError> {
    let hidden = |id| RecordError::Denied { id, why: Denied::Outside };
    match store.incident(&id) {
        Ok(row) if sight.holds(&row.custody) && !sight.nameless => store.detail(&id),
        Err(RecordError::NoSuchIncident { .. }) if *sight == Sight::default() => {
            Err(RecordError::NoSuchIncident { id })
        }
        Ok(_) | Err(RecordError::NoSuchIncident { .. }) => Err(hidden(id)),
        Err(error) => Err(error),
    }
}

fn people(store: &Store) -> Result<People, RecordError> {
    let seats = store.seats_at(clock::now())?;
    Ok(People { accounts: store.accounts()?, seats, recovery: store.recovery()? })
}

/// The life of the thread `gather`.
struct Gather {
    dir: PathBuf,
    /// The revision of the words that were handed over, by incident.
    known: HashMap<String, u32>,
    text: Sender<Read>,
    ended: Receiver<Infallible>,
}

/// Nobody takes texts any more.
struct Gone;

impl Gather {
    fn run(mut self) {
        let mut store = None;
        let mut since = Timestamp::MIN;
        let mut seen = None;
        loop {
            if store.is_none() {
                // A store that cannot be read is told by the looks that need it.
                store = Store::open_read_only(&self.dir).ok();
            }
            if let Some(open) = &store {
                // A number that cannot be read shows as no change: the next look tells.
                let number = open.change_number().ok();
                if number.is_some() && number != seen {
                    match self.take_in(open, since) {
                        Ok(Some(newest)) => {
                            (since, seen) =
                                (newest.saturating_sub(CHANGES_WITHIN).unwrap_or(since), number);
                        }
                        Ok(None) => seen = number,
                        Err(Gone) => break,
                    }
                }
            }
            match self.ended.recv_timeout(LOOK_EVERY) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(_) | Err(RecvTimeoutError::Disconnected) => break,
            }
        }
    }

    /// Hands over what was heard since `since` and is not known; gives the moment of the
    /// newest. What cannot be read is tried again when something has changed; until then
    /// a search says that it was not searched.
    fn take_in(&mut self, store: &Store, since: Timestamp) -> Result<Option<Timestamp>, Gone> {
        let Ok(places) = store.places(since) else { return Ok(None) };
        let newest = places.first().map(|place| place.at);
        for place in places {
            if self.known.get(&place.id) == Some(&place.revision) {
                continue;
            }
            let text = store.heard_folded(&place).unwrap_or_default();
            let Place { id, revision, .. } = place;
            if text.is_some() {
                self.known.insert(id.clone(), revision);
            }
            self.text.send((id, text)).map_err(|_| Gone)?;
        }
        Ok(newest)
    }
}

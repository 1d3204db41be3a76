//! The loop of the thread `judge`: transcripts -> hits -> verdicts, in the order heard.
//!
//! Recognisers finish out of order. Of files the desk puts each session's steps back in
//! sequence, so that a run over the same sound always gives the same events. Live it
//! hears utterances as they come, because a flag is worth most at once, and only what
//! says that nothing earlier is missing waits for its turn. Drafts are heard as they
//! come, by [`draft`](super::draft); complaints are taken up by
//! [`complaint`](super::complaint). How an utterance is read stands in
//! [`hearing`](super::hearing), what is told of it in [`delivering`](super::delivering),
//! what encounters make of it in [`serving`](super::serving). It owns one judge a session and touches neither
//! disk nor clock.

use super::Output;
use super::archive::Post;
use super::calling::Called;
use super::complaint::{self, Complaint};
use super::conducting::Conducting;
use super::counts::{Counting, Passed};
use super::hearing::{HeardWords, Reading};
use super::lists::{Change, Edition};
use super::neighbours::{Located, Neighbours};
use super::session::Session;
use super::sitting::{Kept, Sitting};
use super::stamps::Stamps;
use crate::acoustic;
use crate::announce::Announcements;
use crate::calendar::Calendar;
use crate::conduct::Rulebook;
use crate::event::Event;
use crate::judge::{self, Judge, Judged, Place};
use crate::segment::{Draft, Utterance};
use crate::tape::Pin;
use crate::transcribe::{TranscribeError, Transcript};
use crate::units::{Role, SampleIndex, SampleRange, samples};
use crossbeam_channel::{Receiver, Sender, never, select};
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// One step of a session on its way to the desk.
pub struct ToDesk {
    /// The session.
    pub session: Arc<Session>,
    /// Its place among the session's steps, from 0, none left out; absent for what has
    /// none, a draft that may as well not come.
    pub sequence: Option<u64>,
    /// What happened.
    pub step: Step,
}

/// What can happen in a session.
pub enum Step {
    /// An utterance was decoded, or the recogniser failed on it.
    Decoded {
        /// What was decoded.
        utterance: Utterance,
        /// What came of it.
        transcript: Result<Transcript, TranscribeError>,
        /// Its way until then.
        stamps: Stamps,
        /// Keeps its sound on the tape.
        pin: Pin,
    },
    /// A draft was read.
    Draft {
        /// What was read.
        draft: Draft,
        /// What was understood.
        transcript: Transcript,
        /// Its way until then.
        stamps: Stamps,
        /// Keeps its sound on the tape.
        pin: Pin,
    },
    /// The sound of an utterance could not be kept until its turn came.
    Lost(SampleRange),
    /// Something was heard that is no speech.
    Sound(Sounds),
    /// Nothing came of a draft.
    Skipped,
    /// An utterance that ends here was heard before its turn.
    Heard(SampleIndex),
    /// No utterance that is still to come begins before this sample; and what passed.
    Reached(SampleIndex, Passed),
    /// The session has ended; and what passed at last.
    Over(Passed),
}

/// Sounds that are no speech.
pub struct Sounds {
    /// Those that are told.
    pub heard: Vec<acoustic::Heard>,
    /// The first sample that one still to come may begin with, if one is on its way.
    pub pending: Option<SampleIndex>,
    /// Stretches of channels that sound like a bell or a tune.
    pub no_speech: Vec<(usize, SampleRange)>,
}

/// What the desk needs of the settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// When hits belong together.
    pub judge: judge::Config,
    /// What a complaint keeps.
    pub complaint: complaint::Config,
    /// Seconds of a clip before its first phrase.
    pub clip_pre_roll_s: f64,
    /// Seconds of a clip after its last phrase.
    pub clip_post_roll_s: f64,
    /// Whether a session waits until the one before has ended: files are told one
    /// after the other, counters side by side.
    pub one_by_one: bool,
    /// The hours of each counter by name; a counter that is not in it has none.
    pub hours: HashMap<String, Calendar>,
    /// Samples of what the hall's own voice says.
    pub announcements: Vec<String>,
    /// The rules of conduct; without them no encounters are told.
    pub conduct: Option<Arc<Rulebook>>,
    /// Seconds after a clerk's phrase within which a citizen's first word makes it one that
    /// was said to them.
    pub citizen_within_s: f64,
    /// The rules whose merit keeps a clip as praise.
    pub merit_rules: Vec<String>,
    /// Whether hits and utterances tell what their delay is made of: wall times, other
    /// in every run.
    pub delays: bool,
}

/// The desk. [`Desk::run`] is the whole life of its thread.
pub struct Desk {
    pub(super) config: Config,
    pub(super) edition: Arc<Edition>,
    pub(super) out: Sender<Output>,
    pub(super) archive: Sender<Post>,
    pub(super) counting: Counting,
    pub(super) announcements: RefCell<Announcements>,
    /// What counters side by side heard.
    pub(super) neighbours: RefCell<Neighbours>,
    /// What was said at another counter than it was heard at, and is not told there yet.
    pub(super) located: RefCell<Vec<Located>>,
    pub(super) sittings: HashMap<u64, Sitting>,
    /// What the queue system said lately, for sessions that begin later.
    pub(super) called: VecDeque<Called>,
    /// Whether utterances are heard as they come.
    at_once: bool,
}

/// Whoever comes after the desk has ended.
pub(super) struct Gone;

impl Desk {
    /// A desk that judges by `edition` until it is given another. `at_once`: utterances
    /// are heard as they come, live, and not in the order they were said.
    pub fn new(
        config: Config,
        edition: Arc<Edition>,
        out: Sender<Output>,
        archive: Sender<Post>,
        counting: Counting,
        at_once: bool,
    ) -> Desk {
        let announcements = RefCell::new(Announcements::of(&config.announcements));
        let (neighbours, located) = (RefCell::default(), RefCell::default());
        let (sittings, called) = (HashMap::new(), VecDeque::new());
        Desk {
            config,
            edition,
            out,
            archive,
            counting,
            announcements,
            neighbours,
            located,
            sittings,
            called,
            at_once,
        }
    }

    /// Works until nobody can send a step any more. `changes` of lists are taken up
    /// between steps: those that came before a step, before it. So are `calls` of the
    /// hall's queue system.
    pub fn run(
        mut self,
        steps: &Receiver<ToDesk>,
        mut changes: Receiver<Change>,
        mut complaints: Receiver<Complaint>,
        mut calls: Receiver<Called>,
    ) {
        let mut current = 0;
        loop {
            let worked = select! {
                recv(changes) -> change => match change {
                    Ok(change) => self.change(change),
                    Err(_) => {
                        changes = never();
                        Ok(())
                    }
                },
                recv(complaints) -> complaint => match complaint {
                    Ok(complaint) => self.complain(complaint),
                    Err(_) => {
                        complaints = never();
                        Ok(())
                    }
                },
                recv(calls) -> called => {
                    match called {
                        Ok(called) => self.call(called),
                        Err(_) => calls = never(),
                    }
                    Ok(())
                }
                recv(steps) -> step => match step {
                    Ok(step) => changes
                        .try_iter()
                        .try_for_each(|change| self.change(change))
                        // The step may be the session's last.
                        .and_then(|()| complaints.try_iter().try_for_each(|it| self.complain(it)))
                        .inspect(|_| calls.try_iter().for_each(|called| self.call(called)))
                        .and_then(|()| self.step(step, &mut current))
                        .and_then(|()| self.tell_neighbours()),
                    Err(_) => return,
                },
            };
            if worked.is_err() {
                return;
            }
        }
    }

    fn change(&mut self, change: Change) -> Result<(), Gone> {
        if let Some(edition) = change.edition {
            self.edition = edition;
        }
        self.send(Output::Event(Event::Lists(change.event)))
    }

    /// Takes a step in; `current` is the session whose turn it is.
    fn step(&mut self, step: ToDesk, current: &mut u64) -> Result<(), Gone> {
        let ToDesk { session, sequence, mut step } = step;
        let id = session.id;
        let Some(sequence) = sequence else { return self.beside(&session, step, *current) };
        if !self.sittings.contains_key(&id) {
            let hours = self.config.hours.get(&session.counter).cloned();
            let conduct = self.config.conduct.clone();
            let conducting = conduct.map(|packs| Conducting::new(packs, hours));
            let (on, judge) = (Arc::clone(&session), self.judge(&session));
            let mut sitting = Sitting::new(on, judge, conducting);
            self.called.iter().for_each(|called| sitting.call(called));
            self.sittings.insert(id, sitting);
        }
        if let Step::Reached(_, passed) | Step::Over(passed) = &step {
            let at = session.clock.at(passed.end);
            self.counting.add(|hourly| hourly.pass(&session.counter, at, passed));
        }
        if !self.config.one_by_one {
            *current = id;
        }
        if self.at_once && matches!(step, Step::Sound(_)) {
            let sounds = std::mem::replace(&mut step, Step::Skipped);
            self.at_sitting(id, |desk, sitting| desk.take(&session, sitting, sounds))?;
        }
        if self.at_once
            && let Step::Decoded { utterance, .. } = &step
        {
            let heard = Step::Heard(utterance.range.end);
            let decoded = std::mem::replace(&mut step, heard);
            self.at_sitting(id, |desk, sitting| desk.take(&session, sitting, decoded))?;
        }
        let Some(sitting) = self.sittings.get_mut(&id) else { return Ok(()) };
        sitting.early.insert(sequence, step);
        if id != *current {
            return Ok(());
        }
        // What waits in the order may have waited too long for a complaint.
        self.at_sitting(id, Desk::seal_due)?;
        // When a session ends, the next one may have been waiting for it.
        while let Some(mut sitting) = self.sittings.remove(current) {
            if !self.work_off(&mut sitting)? {
                self.sittings.insert(*current, sitting);
                break;
            }
            *current += 1;
            if !self.config.one_by_one {
                break;
            }
        }
        Ok(())
    }

    /// Takes what has no place in the order, if it comes in time: a session that is over
    /// or not yet begun, and a file whose turn it is not, are none the poorer.
    fn beside(&mut self, session: &Arc<Session>, step: Step, current: u64) -> Result<(), Gone> {
        if self.config.one_by_one && session.id != current {
            return Ok(());
        }
        self.at_sitting(session.id, |desk, sitting| desk.take(session, sitting, step))
    }

    /// Who judges a session. Where clerk and citizen have a microphone each, and
    /// encounters are looked for, it is asked whether anybody is served.
    fn judge(&self, session: &Session) -> Judge {
        let judge = Judge::new(self.config.judge.clone());
        let has = |role| session.roles.contains(&role);
        match self.config.conduct.is_some() && has(Role::Clerk) && has(Role::Citizen) {
            true => judge.attending(self.config.citizen_within_s),
            false => judge,
        }
    }

    /// Works on one sitting, if there is one.
    pub(super) fn at_sitting(
        &mut self,
        id: u64,
        work: impl FnOnce(&Desk, &mut Sitting) -> Result<(), Gone>,
    ) -> Result<(), Gone> {
        let Some(mut sitting) = self.sittings.remove(&id) else { return Ok(()) };
        let worked = work(self, &mut sitting);
        self.sittings.insert(id, sitting);
        worked
    }

    /// Takes all steps whose turn it is; true when the session has ended with them.
    fn work_off(&self, sitting: &mut Sitting) -> Result<bool, Gone> {
        let session = Arc::clone(&sitting.session);
        while let Some(step) = sitting.early.remove(&sitting.next) {
            sitting.next += 1;
            let over = matches!(step, Step::Over(_));
            self.take(&session, sitting, step)?;
            if over {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn take(&self, session: &Arc<Session>, sitting: &mut Sitting, step: Step) -> Result<(), Gone> {
        let ledger = &session.ledger;
        match step {
            Step::Decoded { utterance, transcript, stamps, pin } => {
                ledger.waiting.fetch_sub(1, Relaxed);
                let Utterance { channel, range, goes_on, unsure, .. } = utterance;
                let no_speech = sitting.is_no_speech(channel, range);
                let heard = self.read(session, &utterance, transcript, &stamps, no_speech)?;
                sitting.decoded(channel, range);
                sitting.spoken(range);
                // The hall's own voice is nobody's speech.
                if !matches!(heard, Reading::Hall) {
                    self.count_speech(session, range, matches!(heard, Reading::Words(_)));
                }
                if session.role_of(channel, unsure) == Role::Citizen
                    && !matches!(heard, Reading::Hall)
                {
                    let judged = sitting.judge.attend(range.start);
                    self.deliver(session, sitting, judged)?;
                }
                let judged = match heard {
                    Reading::Words(heard) => {
                        let place = self.locate(session, &utterance, &heard.utterance.text);
                        if place != Place::Here {
                            let located = sitting.judge.locate(channel, range, place);
                            self.deliver(session, sitting, located)?;
                        }
                        let judged = sitting.judge.hear(self.said(session, &utterance, &heard));
                        // A neighbour's encounter is told at the neighbour's.
                        if place != Place::Elsewhere {
                            self.conduct(session, sitting, &utterance, Some(&heard))?;
                        }
                        self.show(session, sitting, &utterance, &heard)?;
                        let HeardWords { utterance: heard, times, .. } = heard;
                        let (is_draft, is_civil) = (false, false);
                        let kept = Kept { range, heard, times, stamps, is_draft, is_civil };
                        sitting.keep(kept, self.edition.version());
                        judged
                    }
                    Reading::Nothing => {
                        self.conduct(session, sitting, &utterance, None)?;
                        Judged::default()
                    }
                    Reading::Hall => Judged::default(),
                };
                self.deliver(session, sitting, judged)?;
                let judged = sitting.judge.end_of_draft(channel, range, goes_on);
                self.deliver(session, sitting, judged)?;
                self.take(session, sitting, Step::Heard(range.end))?;
                // Only now may the tape forget: what may be needed has been pinned.
                drop(pin);
            }
            Step::Heard(end) => {
                ledger.judged_until.fetch_max(end.0, Relaxed);
            }
            Step::Draft { draft, transcript, stamps, pin } => {
                self.take_draft(session, sitting, &draft, transcript, stamps)?;
                drop(pin);
            }
            Step::Skipped => {}
            Step::Sound(sounds) => self.sound(session, sitting, sounds)?,
            Step::Lost(range) => {
                ledger.waiting.fetch_sub(1, Relaxed);
                sitting.spoken(range);
                self.count_speech(session, range, false);
            }
            Step::Reached(now, passed) => {
                self.count_lost(session, sitting, passed.end);
                sitting.judged_to = now.max(sitting.judged_to);
                ledger.judged_until.fetch_max(now.0, Relaxed);
                let judged = sitting.judge.advance(now);
                self.deliver(session, sitting, judged)?;
                let settled = sitting.sounded_to(now, passed.end);
                if let Some(conducting) = &mut sitting.conducting {
                    let met = conducting.advance(session, settled);
                    let parted = conducting.parted();
                    parted.into_iter().for_each(|at| sitting.judge.part_at(at));
                    self.part(session, sitting, met)?;
                }
                let oldest = now.saturating_sub(samples(
                    self.config.judge.episode_most_s + self.config.judge.episode_gap_s,
                ));
                let oldest = sitting.judge.unsettled_since().map_or(oldest, |at| at.min(oldest));
                let kept = now.saturating_sub(samples(self.config.complaint.keep_s));
                let oldest = oldest.min(kept).saturating_sub(samples(self.config.clip_pre_roll_s));
                sitting.forget(oldest);
                self.seal_due(sitting)?;
            }
            Step::Over(passed) => {
                let judged = sitting.judge.finish();
                self.deliver(session, sitting, judged)?;
                let met = sitting.conducting.as_mut().map(|all| all.finish(session));
                self.part(session, sitting, met.unwrap_or_default())?;
                self.count_lost(session, sitting, passed.end);
                self.seal_all(sitting)?;
            }
        }
        Ok(())
    }

    /// Counts what of the session could not be kept for decoding since the last time.
    fn count_lost(&self, session: &Session, sitting: &mut Sitting, now: SampleIndex) {
        let lost = session.ledger.lost_backlog.load(Relaxed);
        let since = lost - std::mem::replace(&mut sitting.lost_counted, lost);
        let at = session.clock.at(now);
        self.counting.add(|hourly| hourly.lose(&session.counter, at, since));
    }

    /// The version of the lists in force.
    pub(super) fn version(&self) -> &str {
        self.edition.version()
    }

    /// Hands something to the archive.
    pub(super) fn post(&self, post: Post) -> Result<(), Gone> {
        self.archive.send(post).map_err(|_| Gone)
    }

    pub(super) fn send(&self, output: Output) -> Result<(), Gone> {
        self.out.send(output).map_err(|_| Gone)
    }
}

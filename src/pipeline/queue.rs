//! Where work waits for a recogniser.
//!
//! Two benches behind one lock that is held for moments. Utterances wait in the order
//! they ended; when that bench is full a file waits and a microphone's utterance is
//! lost and counted. Drafts wait on a bench of their own, one of each turn, and give way:
//! to every utterance, to newer drafts, to the end of their turn. The more speak at once,
//! the fewer of a turn are read, and all turns alike. Where nothing gives way
//! ([`Drafts::Wait`]) they stand in line with the utterances.
//!
//! A pause's draft whose turn ends there is the utterance's decoding already: it is
//! handed over when it has been read, waited for while a recogniser is at it, and
//! forgotten for the utterance while none is. Used by `capture-<counter>` (in) and
//! `transcribe-<n>` (out).

use super::fair::FairLine;
use super::session::Session;
use super::stamps::Release;
use crate::segment::{Draft, Utterance, Why};
use crate::tape::Pin;
use crate::transcribe::Transcript;
use crate::units::SampleRange;
use std::collections::VecDeque;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// An utterance that waits to be decoded.
pub struct Job {
    /// The session it belongs to.
    pub session: Arc<Session>,
    /// Its place among the session's steps.
    pub sequence: u64,
    /// What to decode.
    pub utterance: Utterance,
    /// When it was handed on.
    pub release: Release,
    /// Keeps its sound, and the pre-roll of a clip, on the tape.
    pub pin: Pin,
}

/// A draft that waits to be read.
pub struct DraftJob {
    /// The session it belongs to.
    pub session: Arc<Session>,
    /// Its place among the session's steps, where nothing gives way.
    pub sequence: Option<u64>,
    /// What to read.
    pub draft: Draft,
    /// When it was handed on.
    pub release: Release,
    /// Keeps its sound, and the pre-roll of a clip, on the tape.
    pub pin: Pin,
}

/// What a recogniser takes up.
pub enum Work {
    /// To be decoded for good.
    Utterance(Job),
    /// To be read early; the ticket says which one it was when it is done.
    Draft(DraftJob, Ticket),
}

/// What a recogniser made of a piece.
#[derive(Debug, Clone)]
pub struct Decoding {
    /// The text.
    pub transcript: Transcript,
    /// When a recogniser took it up.
    pub taken: Instant,
    /// When there was a text.
    pub decoded: Instant,
}

/// Which draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

/// What becomes of drafts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Drafts {
    /// There are none.
    #[default]
    Off,
    /// They give way: what is flagged early depends on how busy the machine is.
    GiveWay,
    /// Each is read in its turn, so that a run comes out the same every time.
    Wait,
}

/// What to do when the bench of utterances is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenFull {
    /// A file can wait.
    Wait,
    /// A microphone cannot: the utterance is lost and counted.
    Lose,
}

/// How much may wait, and how.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Utterances that may wait.
    pub utterances: usize,
    /// What to do when they are as many.
    pub when_full: WhenFull,
    /// What becomes of drafts.
    pub drafts: Drafts,
    /// How long the oldest utterance may have waited before the newest goes first;
    /// absent where the order stays.
    pub latest_first: Option<Duration>,
}

/// What became of an utterance at the door.
pub enum Entered {
    /// It waits, or a recogniser is at it.
    In,
    /// There was no room for it.
    Full,
    /// It has been read already, as a draft.
    Read(Box<(Job, Decoding)>),
}

/// Nobody takes work any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

struct Queue {
    rules: Rules,
    waiting: Mutex<Waiting>,
    /// Work came in, or may be taken now, or no more will come.
    work: Condvar,
    /// There is room for an utterance, or nobody takes work any more.
    room: Condvar,
}

#[derive(Default)]
struct Waiting {
    /// In order of their ends; drafts among them only where they wait.
    line: VecDeque<Work>,
    /// By session and channel.
    drafts: FairLine<(u64, usize), (DraftJob, Ticket)>,
    /// Drafts that may turn out to be utterances.
    pauses: Vec<Pause>,
    tickets: u64,
    doors: usize,
    benches: usize,
}

/// A draft whose utterance may be the same stretch.
struct Pause {
    ticket: Ticket,
    session: u64,
    channel: usize,
    range: SampleRange,
    state: State,
    /// The utterance that it turned out to be.
    heir: Option<Job>,
}

enum State {
    Waits,
    IsRead,
    Read(Decoding),
}

/// A queue, the side that puts in and the side that takes out; both can be cloned. It
/// ends when all doors are gone and the line is empty, or when all benches are gone.
pub fn queue(rules: Rules) -> (Door, Bench) {
    let waiting = Mutex::new(Waiting { doors: 1, benches: 1, ..Waiting::default() });
    let queue = Queue { rules, waiting, work: Condvar::new(), room: Condvar::new() };
    let queue = Arc::new(queue);
    (Door(Arc::clone(&queue)), Bench(queue))
}

impl Queue {
    /// A thread that panicked under the lock leaves whole work behind: carry on.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where work comes in.
pub struct Door(Arc<Queue>);

impl Clone for Door {
    fn clone(&self) -> Door {
        self.0.lock().doors += 1;
        Door(Arc::clone(&self.0))
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.0.lock().doors -= 1;
        self.0.work.notify_all();
    }
}

impl Door {
    /// What becomes of drafts.
    pub fn drafts(&self) -> Drafts {
        self.0.rules.drafts
    }

    /// An utterance has ended: drafts of its channel that wait are outdated with it.
    pub fn utterance(&self, job: Job) -> Result<Entered, Gone> {
        let Queue { rules, work, room, .. } = &*self.0;
        let mut waiting = self.0.lock();
        let turn = (job.session.id, job.utterance.channel);
        let pause = waiting.pause_of(turn, job.utterance.range);
        let same = pause.map(|pause| pause.ticket);
        waiting.give_way(turn, same);
        let Some(job) = waiting.hand_over(turn, job) else { return Ok(Entered::In) };
        let job = match job {
            (job, Some(decoding)) => return Ok(Entered::Read(Box::new((job, decoding)))),
            (job, None) => job,
        };
        while waiting.line.len() >= rules.utterances && waiting.benches > 0 {
            if rules.when_full == WhenFull::Lose {
                return Ok(Entered::Full);
            }
            waiting = room.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        if waiting.benches == 0 {
            return Err(Gone);
        }
        waiting.line.push_back(Work::Utterance(job));
        work.notify_one();
        Ok(Entered::In)
    }

    /// A draft is worth a look: older ones of its channel that wait are outdated with it.
    pub fn draft(&self, job: DraftJob) -> Result<(), Gone> {
        let Queue { rules, work, room, .. } = &*self.0;
        let mut waiting = self.0.lock();
        let turn = (job.session.id, job.draft.channel);
        let ticket = Ticket(waiting.tickets);
        waiting.tickets += 1;
        waiting.forget_pauses(turn, None);
        if job.draft.why == Why::Pause {
            let (session, channel) = turn;
            let (range, state) = (job.draft.range, State::Waits);
            waiting.pauses.push(Pause { ticket, session, channel, range, state, heir: None });
        }
        if job.sequence.is_some() {
            while waiting.line.len() >= rules.utterances && waiting.benches > 0 {
                waiting = room.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            }
            waiting.line.push_back(Work::Draft(job, ticket));
        } else if let Some((older, _)) = waiting.drafts.put(turn, (job, ticket)) {
            skip(&older);
        }
        work.notify_one();
        if waiting.benches == 0 { Err(Gone) } else { Ok(()) }
    }

    /// The session is over: no draft of it is needed any more.
    pub fn over(&self, session: u64) {
        let mut waiting = self.0.lock();
        waiting.drafts.leave(|turn| turn.0 == session).for_each(|(job, _)| skip(&job));
        waiting.pauses.retain(|pause| pause.session != session || pause.is_owed());
    }
}

/// Where a recogniser takes work.
pub struct Bench(Arc<Queue>);

impl Clone for Bench {
    fn clone(&self) -> Bench {
        self.0.lock().benches += 1;
        Bench(Arc::clone(&self.0))
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.0.lock().benches -= 1;
        self.0.room.notify_all();
    }
}

impl Bench {
    /// The next work; waits for it. `None` when no more will come.
    pub fn take(&self) -> Option<Work> {
        let Queue { rules, work, room, .. } = &*self.0;
        let mut waiting = self.0.lock();
        loop {
            if let Some(next) = waiting.next(rules) {
                room.notify_all();
                return Some(next);
            }
            if waiting.doors == 0 {
                return None;
            }
            waiting = work.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A draft has been read, to `decoding` unless the recogniser failed on it. Gives
    /// the utterance that it turned out to be meanwhile, which must be told now.
    pub fn read(&self, ticket: Ticket, decoding: Option<&Decoding>) -> Option<Job> {
        let mut waiting = self.0.lock();
        let place = waiting.pauses.iter().position(|pause| pause.ticket == ticket)?;
        if let Some(pause) = waiting.pauses.get_mut(place)
            && let (None, Some(decoding)) = (&pause.heir, decoding)
        {
            pause.state = State::Read(decoding.clone());
            return None;
        }
        waiting.pauses.swap_remove(place).heir
    }
}

impl Pause {
    fn is_of(&self, turn: (u64, usize)) -> bool {
        (self.session, self.channel) == turn
    }

    /// Whether a recogniser owes its utterance.
    fn is_owed(&self) -> bool {
        self.heir.is_some()
    }
}

impl Waiting {
    fn pause_of(&self, turn: (u64, usize), range: SampleRange) -> Option<&Pause> {
        let is_it = |pause: &&Pause| pause.is_of(turn) && pause.range == range && !pause.is_owed();
        self.pauses.iter().find(is_it)
    }

    /// Skips the draft of a turn that waits, and forgets what pauses there were but for
    /// `same`. Those in line stay: they are read all the same.
    fn give_way(&mut self, turn: (u64, usize), same: Option<Ticket>) {
        for (job, ticket) in self.drafts.leave(|asker| *asker == turn) {
            if Some(ticket) != same {
                skip(&job);
            }
        }
        self.forget_pauses(turn, same);
    }

    fn forget_pauses(&mut self, turn: (u64, usize), same: Option<Ticket>) {
        self.pauses
            .retain(|pause| !pause.is_of(turn) || pause.is_owed() || Some(pause.ticket) == same);
    }

    /// Leaves an utterance to the draft that is the same stretch: `None` when it is
    /// told with that, else the utterance back, with its decoding when there is one.
    fn hand_over(&mut self, turn: (u64, usize), job: Job) -> Option<(Job, Option<Decoding>)> {
        let range = job.utterance.range;
        let is_it = |pause: &Pause| pause.is_of(turn) && pause.range == range && !pause.is_owed();
        let Some(place) = self.pauses.iter().position(is_it) else { return Some((job, None)) };
        let ticket = self.pauses[place].ticket;
        let in_line =
            self.line.iter().any(|work| matches!(work, Work::Draft(_, t) if *t == ticket));
        match &self.pauses[place].state {
            State::IsRead => {}
            State::Waits if in_line => {}
            // It waited on the bench of drafts and is gone from there.
            State::Waits => {
                self.pauses.swap_remove(place);
                return Some((job, None));
            }
            State::Read(decoding) => {
                let decoding = decoding.clone();
                self.pauses.swap_remove(place);
                return Some((job, Some(decoding)));
            }
        }
        self.pauses[place].heir = Some(job);
        None
    }

    fn next(&mut self, rules: &Rules) -> Option<Work> {
        let next = self.next_in_line(rules).or_else(|| self.next_draft())?;
        if let Work::Draft(_, ticket) = &next {
            let pause = self.pauses.iter_mut().find(|pause| pause.ticket == *ticket);
            if let Some(pause) = pause {
                pause.state = State::IsRead;
            }
        }
        Some(next)
    }

    fn next_in_line(&mut self, rules: &Rules) -> Option<Work> {
        let waited = match self.line.front()? {
            Work::Utterance(job) => job.release.at.elapsed(),
            Work::Draft(..) => Duration::ZERO,
        };
        match rules.latest_first {
            Some(patience) if waited >= patience => self.line.pop_back(),
            _ => self.line.pop_front(),
        }
    }

    /// The draft of a pause, which is likely to be an utterance soon; else one of speech
    /// that runs on.
    fn next_draft(&mut self) -> Option<Work> {
        let mut longest = |why| self.drafts.take(|(job, _)| job.draft.why == why);
        let (job, ticket) = longest(Why::Pause).or_else(|| longest(Why::RunsOn))?;
        Some(Work::Draft(job, ticket))
    }
}

/// Nothing is lost: its utterance still comes.
fn skip(job: &DraftJob) {
    job.session.ledger.drafts_skipped.fetch_add(1, Relaxed);
}

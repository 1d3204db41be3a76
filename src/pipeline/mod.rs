//! The running chain: every thread, every queue bound, the order of stopping.
//!
//! | thread | does | feeds, bound, when full |
//! |---|---|---|
//! | `capture-<counter>` | source, tape, segmenters | utterances: live [`JOBS_LIVE`], the utterance is lost and counted; files [`JOBS_FILES`] for each recogniser, waits. drafts: one of each turn, the older is skipped and counted; its utterance comes all the same. desk: waits |
//! | `transcribe-<n>` | one recogniser each: utterances, else drafts | desk: [`STEPS`], waits |
//! | `judge` | order, spotting, judging; takes other lists from [`Lists`] between utterances | archive: [`FILINGS`], waits: no verdict is dropped |
//! | `record` | the store: incidents, encounters, and what people do about them | outputs: [`OUTPUTS`], waits. complaints to the desk: [`COMPLAINTS`], the ticket says that nothing was kept |
//! | `reading` | looks at the store, for consoles; see [`Reading`] | answers, waits for the host |
//! | `gather` | reads what was heard, to be searched | texts, waits for `reading` |
//!
//! A stalled disk thus holds the chain up to the capture thread, whose ring then
//! drops and counts. Stopping: the sources end, their queues close behind them,
//! each thread ends when its queue is empty, and [`Pipeline::join`] joins them in
//! the order of the flow. `replay` is the same chain fed from files.
//!
//! Live, a flag is worth most at once. So the turn of somebody who still talks is read
//! in drafts when recognisers have time for it, utterances of one counter are judged as
//! they come, and in a backlog the newest is decoded first, the older ones after it;
//! none is dropped.

mod again;
mod archive;
mod ask;
mod calling;
mod changing;
mod complaint;
mod conducting;
mod counts;
mod decode;
mod delivering;
mod desk;
mod draft;
mod fair;
mod hearing;
mod lacking;
mod line;
mod listen;
mod lists;
mod meeting;
mod minimum;
mod mute;
mod neighbours;
mod praise;
mod queue;
mod reading;
mod rejudging;
mod ruling;
mod second;
mod serving;
mod session;
mod sitting;
mod stamps;
mod tickets;

pub use again::Again;
pub use archive::{Config as ArchiveConfig, run_closed};
pub use ask::{Answer, Ask, Change, Look, Marking, People, Question};
pub use calling::Called;
pub use complaint::Config as ComplaintConfig;
pub use counts::Counting;
pub use desk::Config as DeskConfig;
pub use line::{Line, Mark};
pub use lists::{Edition, Ended, InUse, Lists};
pub use mute::{MUTE_MOST_MIN, Mute};
pub use queue::Drafts;
pub use reading::Reading;
pub use rejudging::rejudge;
pub use ruling::{Judgement, encounter, figures};
pub use second::SecondListen;
pub use session::Session;
pub use tickets::unheard;

use crate::capture::{CaptureError, Source, Stop};
use crate::event::Event;
use crate::record::{Custody, EncounterRow, Incident, RecordError, Store, Ticket};
use crate::segment;
use crate::tr;
use crate::transcribe::Transcriber;
use archive::Archive;
use crossbeam_channel::{Receiver, Sender, bounded};
use desk::Desk;
use listen::{Listener, Queues};
use queue::{Rules, WhenFull};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Utterances that may wait for a recogniser when live: hours of talk; their sound
/// lies on the tape.
pub const JOBS_LIVE: usize = 4096;
/// Utterances that may wait for each recogniser when files are read.
pub const JOBS_FILES: usize = 4;
/// Steps that may wait for the desk.
pub const STEPS: usize = 1024;
/// Verdicts that may wait for the store.
pub const FILINGS: usize = 64;
/// Complaints that may wait for the desk.
pub const COMPLAINTS: usize = 64;
/// Words of the queue system that may wait for the desk.
pub const CALLS: usize = 64;
/// Outputs that may wait to be shown.
pub const OUTPUTS: usize = 1024;

/// What comes out of a pipeline, in the order it happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// For `--json`.
    Event(Event),
    /// For the live transcript.
    Line(Line),
    /// The index has changed.
    Incident(Box<Incident>),
    /// A complaint is new or has changed.
    Ticket(Box<Ticket>),
    /// An encounter is over, or was judged again.
    Met {
        /// Its row.
        row: Box<EncounterRow>,
        /// Whose it is.
        custody: Box<Custody>,
    },
    /// Something went wrong and the run goes on.
    Warning(String),
}

/// What a pipeline is made of.
pub struct Parts {
    /// One for each thread that decodes.
    pub recognisers: Vec<Box<dyn Transcriber>>,
    /// The lists in force when it starts.
    pub edition: Arc<Edition>,
    /// The open store.
    pub store: Store,
    /// How to cut utterances.
    pub segment: segment::Config,
    /// How to judge, and how much sound a clip holds.
    pub desk: DeskConfig,
    /// What the archive stamps incidents with.
    pub archive: ArchiveConfig,
    /// Whether sources can wait.
    pub live: bool,
    /// What becomes of drafts: turns are read before they end, so that a phrase is
    /// flagged while the person still talks.
    pub drafts: Drafts,
    /// How long the oldest utterance may have waited before the newest is decoded
    /// first; absent where the order stays, as it must for files.
    pub latest_first: Option<Duration>,
}

/// A running pipeline.
pub struct Pipeline {
    segment: segment::Config,
    clip_pre_roll_s: f64,
    queues: Option<Queues>,
    asks: Option<Sender<Ask>>,
    calls: Option<Sender<Called>>,
    lists: Lists,
    counting: Counting,
    recognisers: Vec<JoinHandle<()>>,
    judge: JoinHandle<()>,
    record: JoinHandle<Result<(), RecordError>>,
}

/// Why a pipeline did not end well.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The store failed; what came after was not recorded.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A thread panicked: a fault of this program.
    #[error("{}", tr!("线程 {0} 异常退出,请把这一行报告给开发者", "thread {0} panicked; please report this line", _0))]
    Panicked(&'static str),
    /// The system gives no more threads.
    #[error("{}", tr!("线程启动失败:{0}", "cannot start a thread: {0}", _0))]
    Thread(std::io::Error),
}

impl Pipeline {
    /// Starts all threads but those of the sources. Outputs must be received until
    /// the channel closes, or the chain stands still.
    pub fn start(parts: Parts, stop: &Stop) -> Result<(Pipeline, Receiver<Output>), PipelineError> {
        let jobs_bound =
            if parts.live { JOBS_LIVE } else { JOBS_FILES * parts.recognisers.len().max(1) };
        let (door, bench) = queue::queue(Rules {
            utterances: jobs_bound,
            when_full: if parts.live { WhenFull::Lose } else { WhenFull::Wait },
            drafts: parts.drafts,
            latest_first: parts.latest_first,
        });
        let (steps, steps_in) = bounded(STEPS);
        let (filings, filings_in) = bounded(FILINGS);
        let (asks, asks_in) = bounded(FILINGS);
        let (out, outputs) = bounded(OUTPUTS);

        let (complaints, complaints_in) = bounded(COMPLAINTS);
        let (calls, calls_in) = bounded(CALLS);
        let counting = Counting::default();

        let (lists, changes_in) = Lists::new(Arc::clone(&parts.edition));
        let mut store = parts.store;
        store.name_phrases(parts.edition.names());
        let archive = Archive::new(
            store,
            parts.archive,
            out.clone(),
            complaints,
            counting.clone(),
            stop.clone(),
        );
        let record = spawn("record", stop, move || archive.run(&filings_in, &asks_in))?;
        let clip_pre_roll_s = parts.desk.clip_pre_roll_s;
        let desk = Desk::new(parts.desk, parts.edition, out, filings, counting.clone(), parts.live);
        let work = move || desk.run(&steps_in, changes_in, complaints_in, calls_in);
        let judge = spawn("judge", stop, work)?;
        let recognisers = parts
            .recognisers
            .into_iter()
            .enumerate()
            .map(|(n, recogniser)| {
                let (bench, desk) = (bench.clone(), steps.clone());
                let recogniser = Box::new(SecondListen::new(recogniser, lists.in_use()));
                spawn(&format!("transcribe-{n}"), stop, move || {
                    decode::run(recogniser, &bench, &desk)
                })
            })
            .collect::<Result<_, _>>()?;
        // Only the recognisers take work now.
        drop(bench);
        let queues = Some(Queues { door, desk: steps });
        let mut segment = parts.segment;
        if parts.drafts == Drafts::Off {
            (segment.draft_pause_ms, segment.draft_every_ms) = (0, 0);
        }
        let pipeline = Pipeline {
            segment,
            clip_pre_roll_s,
            queues,
            asks: Some(asks),
            calls: Some(calls),
            lists,
            counting,
            recognisers,
            judge,
            record,
        };
        Ok((pipeline, outputs))
    }

    /// Where changes of the store are asked for. `None` once it has been closed.
    pub fn asks(&self) -> Option<Sender<Ask>> {
        self.asks.clone()
    }

    /// Where the hall's queue system is heard. `None` once it has been closed; whoever holds
    /// it keeps no thread from ending.
    pub fn calls(&self) -> Option<Sender<Called>> {
        self.calls.clone()
    }

    /// The handle through which other lists come into force. Whoever holds it keeps
    /// no thread from ending.
    pub fn lists(&self) -> Lists {
        self.lists.clone()
    }

    /// What the counters come to, hour by hour; for whoever shows it.
    pub fn counting(&self) -> Counting {
        self.counting.clone()
    }

    /// What can run sessions through this pipeline, on threads of the caller's.
    /// `None` once it has been closed.
    pub fn intake(&self) -> Option<Intake> {
        Some(Intake {
            queues: self.queues.clone()?,
            segment: self.segment.clone(),
            clip_pre_roll_s: self.clip_pre_roll_s,
            mute: Mute::default(),
        })
    }

    /// Takes no more sessions and changes: when the intakes and askers are gone
    /// too, what is in the queues is worked off, all threads end, and the outputs close.
    pub fn close(&mut self) {
        self.queues = None;
        self.asks = None;
        self.calls = None;
    }

    /// Waits for all threads in the order of the flow. Whoever holds an intake or a
    /// sender of changes must drop it first, and outputs must still be received.
    pub fn join(mut self) -> Result<(), PipelineError> {
        self.close();
        let mut outcome = Ok(());
        for recogniser in self.recognisers {
            if recogniser.join().is_err() {
                outcome = Err(PipelineError::Panicked("transcribe"));
            }
        }
        if self.judge.join().is_err() {
            outcome = Err(PipelineError::Panicked("judge"));
        }
        match self.record.join() {
            Ok(Ok(())) => outcome,
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(PipelineError::Panicked("record")),
        }
    }
}

/// Runs sessions through a pipeline.
#[derive(Clone)]
pub struct Intake {
    queues: Queues,
    segment: segment::Config,
    clip_pre_roll_s: f64,
    mute: Mute,
}

impl Intake {
    /// The same, obeying `mute`; without one it always listens.
    pub fn obeying(self, mute: Mute) -> Intake {
        Intake { mute, ..self }
    }

    /// Listens to `source` until it ends, on the calling thread.
    pub fn run(&self, session: Arc<Session>, source: &mut dyn Source) -> Result<(), CaptureError> {
        let (queues, mute) = (self.queues.clone(), self.mute.clone());
        Listener::new(session, &self.segment, queues, self.clip_pre_roll_s, mute).run(source)
    }
}

/// Starts a thread whose name is its role. When it panics `stop` is raised: a chain
/// with a link missing must not go on as if it heard.
pub fn spawn<T: Send + 'static>(
    name: &str,
    stop: &Stop,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, PipelineError> {
    let alarm = StopOnPanic(stop.clone());
    let builder = thread::Builder::new().name(name.to_owned());
    builder
        .spawn(move || {
            let _alarm = alarm;
            work()
        })
        .map_err(PipelineError::Thread)
}

struct StopOnPanic(Stop);

impl Drop for StopOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.set();
        }
    }
}

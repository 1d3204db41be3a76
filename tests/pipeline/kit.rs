//! Sources cut from the bundled recordings, recognisers that know where in them a
//! piece of sound stands, and a run from sources to outputs under a watchdog.

use jiff::Timestamp;
use liyu::capture::{Block, CaptureError, Piece, Source, Stop};
use liyu::clock::SessionClock;
use liyu::config::Config;
use liyu::document::Document;
use liyu::event::{Event, HitEvent, IncidentEvent, UtteranceEvent};
use liyu::ledger::Ledger;
use liyu::phrasebook::Phrasebook;
use liyu::pipeline::{
    Again, ArchiveConfig, ComplaintConfig, DeskConfig, Drafts, Edition, Lists, Output, Parts,
    Pipeline, PipelineError, Session, spawn,
};
use liyu::record::{Provenance, Store};
use liyu::tape::{self, Tape};
use liyu::transcribe::{TranscribeError, Transcriber, Transcript};
use liyu::units::{Role, SampleIndex, samples};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::Duration;

/// A chain that stands still must fail the test, not hang it.
const PATIENCE: Duration = Duration::from_secs(60);
/// 30 ms, about what a device gives.
const BLOCK: usize = 480;
/// A phrase that always makes an incident from a clerk's mouth.
pub const TABOO: &str = "不归我管";

/// Two channels of 16 kHz sound, the clerk first, of which no stretch repeats another.
pub struct Sound {
    pub planes: Vec<Vec<f32>>,
}

impl Sound {
    /// A bundled recording, `times` end to end, under a hiss of two 16-bit steps.
    pub fn of(name: &str, times: usize) -> Arc<Sound> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings/demo").join(name);
        let mut wav = hound::WavReader::open(path).unwrap();
        assert_eq!((wav.spec().channels, wav.spec().sample_rate), (2, 16_000));
        let frames: Vec<i16> = wav.samples().map(Result::unwrap).collect();
        let seed = name.bytes().fold(1u64, |seed, byte| seed.wrapping_mul(31) ^ u64::from(byte));
        Sound::hissed(frames.repeat(times), seed)
    }

    /// Only the hiss.
    pub fn silence(seconds: f64, seed: u64) -> Arc<Sound> {
        Sound::hissed(vec![0; 2 * samples(seconds) as usize], seed)
    }

    fn hissed(frames: Vec<i16>, mut seed: u64) -> Arc<Sound> {
        let mut planes = vec![Vec::new(); 2];
        for (n, sample) in frames.into_iter().enumerate() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let hiss = ((seed >> 33) % 5) as i16 - 2;
            planes[n % 2].push(f32::from(sample.saturating_add(hiss)) / 32_768.0);
        }
        Arc::new(Sound { planes })
    }

    pub fn len(&self) -> usize {
        self.planes[0].len()
    }

    /// The samples from `from` to `until` in blocks that carry their own indices.
    pub fn blocks(
        self: &Arc<Self>,
        from: usize,
        until: usize,
    ) -> impl Iterator<Item = Piece> + use<> {
        let sound = Arc::clone(self);
        (from..until).step_by(BLOCK).map(move |at| {
            let end = (at + BLOCK).min(until);
            let planes = sound.planes.iter().map(|plane| plane[at..end].to_vec()).collect();
            Piece::Block(Block { at: SampleIndex(at as u64), planes })
        })
    }

    /// All of it.
    pub fn feed(self: &Arc<Self>) -> Feed {
        Feed::new(self.blocks(0, self.len()))
    }
}

/// A source of two channels made of an iterator.
pub struct Feed(Box<dyn Iterator<Item = Piece> + Send>);

impl Feed {
    pub fn new(pieces: impl Iterator<Item = Piece> + Send + 'static) -> Feed {
        Feed(Box::new(pieces))
    }
}

impl Source for Feed {
    fn channels(&self) -> usize {
        2
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, CaptureError> {
        Ok(self.0.next())
    }
}

/// No piece: runs `effect` when the chain of iterators comes to it.
pub fn then(effect: impl FnOnce() + Send) -> impl Iterator<Item = Piece> + Send {
    let mut effect = Some(effect);
    std::iter::from_fn(move || {
        if let Some(effect) = effect.take() {
            effect();
        }
        None
    })
}

/// A number that only grows, and whoever waits for it.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<usize>, Condvar)>);

impl Gate {
    pub fn advance(&self) {
        *self.0.0.lock().unwrap() += 1;
        self.0.1.notify_all();
    }

    pub fn open(&self) {
        *self.0.0.lock().unwrap() = usize::MAX / 2;
        self.0.1.notify_all();
    }

    pub fn wait(&self, until: usize) {
        let count = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(count, |count| *count < until).unwrap());
    }
}

/// Where a piece of sound stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub sound: usize,
    pub start: u64,
    pub end: u64,
    pub channel: usize,
}

/// The places that recognisers were given, in the order they finished; `None` for
/// samples that stand nowhere in the sources.
pub type Log = Arc<Mutex<Vec<Option<Place>>>>;
type Say = dyn FnMut(Place) -> Result<String, TranscribeError> + Send;

/// A recogniser that finds out where its samples come from and says what it was told.
pub struct Ear {
    sounds: Vec<Arc<Sound>>,
    say: Box<Say>,
    log: Log,
    near: HashMap<(usize, usize), usize>,
}

impl Ear {
    pub fn boxed(
        sounds: &[Arc<Sound>],
        log: &Log,
        say: impl FnMut(Place) -> Result<String, TranscribeError> + Send + 'static,
    ) -> Box<dyn Transcriber> {
        let (sounds, log) = (sounds.to_vec(), Arc::clone(log));
        Box::new(Ear { sounds, say: Box::new(say), log, near: HashMap::new() })
    }

    fn locate(&mut self, wanted: &[f32]) -> Option<Place> {
        for (sound, Sound { planes }) in self.sounds.iter().map(Arc::as_ref).enumerate() {
            for (channel, plane) in planes.iter().enumerate() {
                let near = self.near.get(&(sound, channel)).copied().unwrap_or(0);
                let last = (plane.len() + 1).saturating_sub(wanted.len());
                let found = (near..last)
                    .chain(0..near.min(last))
                    .find(|at| plane[*at] == wanted[0] && plane[*at..].starts_with(wanted));
                if let Some(at) = found {
                    self.near.insert((sound, channel), at);
                    let (start, end) = (at as u64, (at + wanted.len()) as u64);
                    return Some(Place { sound, start, end, channel });
                }
            }
        }
        None
    }
}

impl Transcriber for Ear {
    fn transcribe(&mut self, samples: &[f32]) -> Result<Transcript, TranscribeError> {
        let place = self.locate(samples);
        let said = place.map_or(Ok(String::new()), &mut self.say);
        self.log.lock().unwrap().push(place);
        Ok(Transcript { text: said?, mean_logprob: -0.2, ..Transcript::default() })
    }
}

/// The shipped settings.
pub fn settings() -> Config {
    Config::parse(&Document::new("liyu.toml", ""), Path::new("")).unwrap()
}

/// A pipeline over a fresh store.
pub fn parts(store: &Path, recognisers: Vec<Box<dyn Transcriber>>, live: bool) -> Parts {
    let settings = settings();
    Parts {
        recognisers,
        edition: Arc::new(Edition::of(Phrasebook::shipped().unwrap())),
        store: Store::open(store).unwrap().0,
        segment: settings.segment,
        desk: DeskConfig {
            judge: settings.judge,
            complaint: ComplaintConfig { keep_s: 0.0, encounter_gap_s: 60.0 },
            clip_pre_roll_s: settings.clip_pre_roll_s,
            clip_post_roll_s: settings.clip_post_roll_s,
            one_by_one: !live,
            hours: HashMap::new(),
            announcements: Vec::new(),
            conduct: None,
            citizen_within_s: 30.0,
            merit_rules: Vec::new(),
            delays: live,
        },
        archive: ArchiveConfig {
            provenance: Provenance {
                liyu: "test".into(),
                model: "told".into(),
                model_sha256: String::new(),
                lists_sha256: String::new(),
                thresholds: Default::default(),
            },
            hours: HashMap::new(),
            units: HashMap::new(),
            mute_citizen: true,
        },
        live,
        drafts: Drafts::Off,
        latest_first: None,
    }
}

/// A session of two channels whose tape keeps little in memory.
pub fn session(id: u64, store: &Path) -> Arc<Session> {
    let tape = tape::Config {
        history_s: 16.0,
        keep_s: 0.0,
        memory_s: 16.0,
        spool_mb: 500,
        spool_dir: store.join("spool"),
    };
    session_on(id, tape)
}

/// The same, whose first sample was heard at `start`.
pub fn session_at(id: u64, store: &Path, start: Timestamp) -> Arc<Session> {
    let session = Arc::into_inner(session(id, store)).unwrap();
    Arc::new(Session { clock: SessionClock::starting(start), ..session })
}

pub fn session_on(id: u64, tape: tape::Config) -> Arc<Session> {
    let roles = vec![Role::Clerk, Role::Citizen];
    Arc::new(Session {
        id,
        counter: "3".into(),
        source: Some(format!("file-{id}")),
        again: Again::new(roles.len()),
        tape: Tape::new(roles.len(), tape),
        roles,
        clock: SessionClock::starting("2026-11-23T01:00:00Z".parse().unwrap()),
        ledger: Arc::new(Ledger::new(2)),
        live: false,
    })
}

/// What came out of a run.
pub struct Told {
    pub outputs: Vec<Output>,
    pub outcome: Result<(), PipelineError>,
}

impl Told {
    fn events(&self) -> impl Iterator<Item = &Event> {
        self.outputs.iter().filter_map(|output| match output {
            Output::Event(event) => Some(event),
            _ => None,
        })
    }

    pub fn utterances(&self) -> Vec<&UtteranceEvent> {
        self.events()
            .filter_map(|event| if let Event::Utterance(it) = event { Some(it) } else { None })
            .collect()
    }

    pub fn hits(&self) -> Vec<&HitEvent> {
        self.events()
            .filter_map(|event| if let Event::Hit(it) = event { Some(it) } else { None })
            .collect()
    }

    pub fn incidents(&self) -> Vec<&IncidentEvent> {
        self.events()
            .filter_map(|event| if let Event::Incident(it) = event { Some(it) } else { None })
            .collect()
    }

    /// The utterances of session `id`, as places in sound `id`, in order of place.
    pub fn places(&self, id: u64) -> Vec<Place> {
        let source = format!("file-{id}");
        let own = self.utterances().into_iter();
        let mut places: Vec<Place> = own
            .filter(|event| event.source.as_deref() == Some(&source))
            .map(|event| Place {
                sound: id as usize,
                start: samples(event.start_s),
                end: samples(event.end_s),
                channel: event.channel,
            })
            .collect();
        places.sort();
        places
    }
}

/// The places of `log` in order; fails when a recogniser was given what no source gave.
pub fn sorted(log: &Log) -> Vec<Place> {
    let mut places: Vec<Place> = log
        .lock()
        .unwrap()
        .iter()
        .map(|place| place.expect("a recogniser was given samples that no source gave"))
        .collect();
    places.sort();
    places
}

/// Plays the sessions one after the other through a pipeline, shows `on` every
/// output, and waits for the end.
pub fn run(
    parts: Parts,
    stop: &Stop,
    sessions: Vec<(Arc<Session>, Feed)>,
    on: impl FnMut(&Output),
) -> Told {
    run_with(parts, stop, sessions, |_| {}, on)
}

/// The same, with `beside` on a thread of its own, which may change the lists.
pub fn run_with(
    parts: Parts,
    stop: &Stop,
    sessions: Vec<(Arc<Session>, Feed)>,
    beside: impl FnOnce(Lists) + Send + 'static,
    mut on: impl FnMut(&Output),
) -> Told {
    let _watchdog = Watchdog::start();
    let (mut pipeline, outputs) = Pipeline::start(parts, stop).unwrap();
    let lists = pipeline.lists();
    let beside = spawn("beside", stop, move || beside(lists));
    let intake = pipeline.intake().unwrap();
    let player = spawn("capture", stop, move || {
        for (session, mut feed) in sessions {
            intake.run(session, &mut feed).unwrap();
        }
    });
    pipeline.close();
    let outputs = outputs.iter().inspect(|output| on(output)).collect();
    let outcome = pipeline.join();
    player.unwrap().join().unwrap();
    beside.unwrap().join().unwrap();
    Told { outputs, outcome }
}

/// Aborts the test process when it is not dropped in time.
pub struct Watchdog(Option<mpsc::Sender<()>>);

impl Watchdog {
    pub fn start() -> Watchdog {
        let (alive, gone) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            if gone.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                eprintln!("the chain stood still for {PATIENCE:?}");
                std::process::abort();
            }
        });
        Watchdog(Some(alive))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.0.take();
    }
}

/// A clip as samples of full scale 1.0, one plane a channel.
pub fn clip(store: &Path, clip: &str) -> Vec<Vec<f32>> {
    let mut wav = hound::WavReader::open(PathBuf::from(store).join(clip)).unwrap();
    assert_eq!(wav.spec().sample_rate, 16_000);
    let channels = usize::from(wav.spec().channels);
    let mut planes = vec![Vec::new(); channels];
    for (n, sample) in wav.samples::<i16>().enumerate() {
        planes[n % channels].push(f32::from(sample.unwrap()) / 32_768.0);
    }
    planes
}

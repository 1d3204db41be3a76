//! What verbs need before they can listen: model, lists, stamp.

use super::reload::Packs;
use crate::calendar::Calendar;
use crate::capture::Stop;
use crate::conduct::Rulebook;
use crate::config::Config;
use crate::error::EXIT_FAULT;
use crate::lang::tell;
use crate::model;
use crate::normalize::Accents;
use crate::phrasebook::Phrasebook;
use crate::pipeline::{ArchiveConfig, ComplaintConfig, DeskConfig, Edition, Mute};
use crate::record::{Provenance, Store};
use crate::service::message::{Notice, NoticeLevel};
use crate::tape;
use crate::tr;
use crate::transcribe::Transcriber;
use crate::transcribe::whisper::Model;
use anyhow::Result;
use crossbeam_channel::Sender;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// How long an utterance of a live counter may wait before the newest is decoded first:
/// longer than a busy minute makes it wait, shorter than anybody waits for a flag.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The lists as trainers have written them, drafts included: as configured, else in
/// the working directory, else beside the program, else embedded. What is in force
/// is told by [`Packs::load`].
pub fn phrasebook(config: &Config) -> Result<Phrasebook> {
    Ok(Phrasebook::load(phrases_folder(config).as_deref(), &config.packs)?)
}

/// Where packs are looked for before the embedded ones.
pub fn phrases_folder(config: &Config) -> Option<PathBuf> {
    folder(config.phrases_dir.as_deref(), "phrases")
}

/// Where models may lie, best first.
pub fn model_dirs(config: &Config) -> Vec<PathBuf> {
    match &config.model_dir {
        Some(dir) => vec![dir.clone()],
        None => places("models"),
    }
}

/// The bundled recordings, where they are: in the working directory, else beside the
/// program.
pub fn demo_recordings() -> Option<PathBuf> {
    places("recordings/demo").into_iter().find(|dir| dir.is_dir())
}

fn folder(configured: Option<&Path>, name: &str) -> Option<PathBuf> {
    match configured {
        Some(dir) => Some(dir.to_owned()),
        None => places(name).into_iter().find(|dir| dir.is_dir()),
    }
}

/// `name` in the working directory and beside the program.
fn places(name: &str) -> Vec<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join(name)));
    std::iter::once(PathBuf::from(name)).chain(beside).collect()
}

/// Opens the store to write, and tells what a crash had left.
pub fn open_store(dir: &Path) -> Result<Store> {
    let (store, repair) = Store::open(dir)?;
    if !repair.is_clean() {
        tell(repair);
    }
    Ok(store)
}

/// Who is at this terminal: as named, else as the system knows them; empty when it does
/// not. Never proven: see [`crate::service::actor`].
pub fn actor(named: Option<&str>) -> String {
    let known =
        || ["LOGNAME", "USER", "USERNAME"].into_iter().find_map(|key| std::env::var(key).ok());
    named.map(str::to_owned).or_else(known).unwrap_or_default()
}

/// Tells what goes wrong in one matter as notices under `key`, once for as long as it is
/// the same, and takes it back when it is over.
pub fn notices(key: &'static str, notice: Sender<Notice>) -> impl FnMut(Option<String>) + Send {
    let mut told = String::new();
    move |text| {
        let text = text.unwrap_or_default();
        if text != told {
            told.clone_from(&text);
            let (key, level) = (key.to_owned(), NoticeLevel::Warning);
            // A host that has ended needs no notice.
            notice.send(Notice { key, level, text }).ok();
        }
    }
}

/// A request to stop that Ctrl-C, SIGTERM and SIGHUP make. A second one ends the
/// process at once: what is still in memory is lost then.
pub fn stop_on_signal() -> Result<Stop> {
    let stop = Stop::new();
    let on_signal = stop.clone();
    ctrlc::set_handler(move || {
        if on_signal.is_set() {
            std::process::exit(i32::from(EXIT_FAULT));
        }
        on_signal.set();
    })?;
    Ok(stop)
}

/// The parts that come from settings, lists and model.
pub struct Ears {
    /// One recogniser for each thread that decodes.
    pub recognisers: Vec<Box<dyn Transcriber>>,
    /// The lists in force.
    pub edition: Arc<Edition>,
    /// The files they come from.
    pub packs: Packs,
    /// What incidents are stamped with.
    pub provenance: Provenance,
}

impl Ears {
    /// Checks and loads the model and the lists that `config` names.
    pub fn open(config: &Config) -> Result<Ears> {
        let (packs, lists) = Packs::load(config)?;
        let edition = packs.edition(lists);
        let (model, sha256) = model(config)?;
        let workers = config
            .workers
            .unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
        let recognisers = (0..workers)
            .map(|_| Ok(Box::new(model.recogniser(&config.whisper)?) as Box<dyn Transcriber>))
            .collect::<Result<_>>()?;
        let provenance = Provenance {
            liyu: env!("CARGO_PKG_VERSION").to_owned(),
            model: config.model.clone(),
            model_sha256: sha256,
            lists_sha256: edition.version().to_owned(),
            thresholds: thresholds(config),
        };
        Ok(Ears { recognisers, edition, packs, provenance })
    }
}

/// Checks and loads the model that `config` names; with it the SHA-256 of its file, in
/// hex. Tells when it is none of the catalogue.
pub fn model(config: &Config) -> Result<(Model, String)> {
    let path = model::locate(&config.model, &model_dirs(config))?;
    let verified = model::verify(&path)?;
    if verified.known.is_none() {
        tell(tr!(
            "模型 {} 结构完整,但不是目录里的任何一个(SHA-256 {:.8});若不是自备的模型,请重新安装:liyu model install",
            "the model {} is whole but none of the catalogue (SHA-256 {:.8}); unless it is your own, install it again: liyu model install",
            path.display(),
            verified.sha256
        ));
    }
    Ok((Model::load(&path)?, verified.sha256))
}

/// The settings that decide what is heard and what becomes of it, by name.
fn thresholds(config: &Config) -> BTreeMap<String, f64> {
    let segment = &config.segment;
    // The settings were written in decimal: 0.4 must not become 0.4000000059604645.
    let decimal = |value: f32| value.to_string().parse().unwrap_or(f64::from(value));
    [
        ("segment.onset", decimal(segment.onset.0)),
        ("segment.offset", decimal(segment.offset.0)),
        ("segment.above_floor_db", decimal(segment.above_floor_db)),
        ("segment.onset_ms", f64::from(segment.onset_ms)),
        ("segment.onset_window_ms", f64::from(segment.onset_window_ms)),
        ("segment.pre_roll_ms", f64::from(segment.pre_roll_ms)),
        ("segment.hangover_ms", f64::from(segment.hangover_ms)),
        ("segment.tail_ms", f64::from(segment.tail_ms)),
        ("segment.min_speech_ms", f64::from(segment.min_speech_ms)),
        ("segment.max_utterance_s", decimal(segment.max_utterance_s)),
        ("segment.overlap_ms", f64::from(segment.overlap_ms)),
        ("segment.crosstalk_db", decimal(segment.crosstalk_db)),
        ("transcribe.context_margin", f64::from(config.whisper.context_margin)),
        ("transcribe.context_least", f64::from(config.whisper.context_least)),
        ("transcribe.retry_logprob", decimal(config.whisper.retry_logprob)),
        ("transcribe.least_logprob", decimal(config.whisper.least_logprob)),
        ("transcribe.second_listen", f64::from(u8::from(config.whisper.listens_again))),
        ("judge.episode_gap_s", config.judge.episode_gap_s),
        ("judge.episode_most_s", config.judge.episode_most_s),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .chain(accents(config.accents))
    .collect()
}

/// The pairs of sounds that are not as shipped: 1 for those put in, 0 for those
/// taken out.
fn accents(accents: Accents) -> impl Iterator<Item = (String, f64)> {
    let shipped = Accents::default();
    let named = |(pairs, value): (Accents, f64)| {
        let names: Vec<_> = pairs.names().collect();
        names.into_iter().map(move |name| (format!("phrases.accents.{name}"), value))
    };
    [(accents.without(shipped), 1.0), (shipped.without(accents), 0.0)].into_iter().flat_map(named)
}

/// What the desk needs of the settings; `live` counters are judged side by side, and
/// `hours` is empty where the time of day is not known.
pub fn desk(
    config: &Config,
    live: bool,
    hours: HashMap<String, Calendar>,
) -> anyhow::Result<DeskConfig> {
    Ok(DeskConfig {
        judge: config.judge.clone(),
        complaint: ComplaintConfig {
            keep_s: if live { config.complaint.keep_s } else { 0.0 },
            encounter_gap_s: config.complaint.encounter_gap_s,
        },
        clip_pre_roll_s: config.clip_pre_roll_s,
        clip_post_roll_s: config.clip_post_roll_s,
        one_by_one: !live,
        hours,
        announcements: config.announcements.clone(),
        conduct: Some(Arc::new(Rulebook::shipped(&config.conduct)?)),
        citizen_within_s: config.citizen_within_s,
        merit_rules: config.merit_rules.clone(),
        delays: live,
    })
}

/// What the archive needs; `hours` is empty where the time of day is not known.
pub fn archive(
    config: &Config,
    provenance: Provenance,
    hours: HashMap<String, Calendar>,
) -> ArchiveConfig {
    let units = config.counters.iter().map(|counter| (counter.name.clone(), counter.unit.clone()));
    let (units, mute_citizen) = (units.collect(), config.mute_citizen);
    ArchiveConfig { provenance, hours, units, mute_citizen }
}

/// Whether a counter with these hours may be listened to. Hours of the shipped settings are
/// nobody's: where no counter is written down, as when the program is tried, they shut none.
pub fn mute(config: &Config, hours: &Calendar) -> Mute {
    let shuts = config.shut_outside_hours && !config.counters.is_empty();
    Mute::new(shuts.then(|| hours.clone()), config.complaint.encounter_gap_s)
}

/// What a tape may keep; what waits on disk lies inside the store. Nobody complains about
/// what is not `live`.
pub fn tape(config: &Config, store: &Path, live: bool) -> tape::Config {
    tape::Config {
        history_s: config.history_s(),
        keep_s: if live { config.complaint.keep_s } else { 0.0 },
        memory_s: config.tape_memory_s,
        spool_mb: config.spool_mb,
        spool_dir: store.join("spool"),
    }
}

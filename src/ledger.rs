//! What was heard, what was lost and what is waiting, for each counter.
//!
//! Shared counters, written by the threads that know (capture, transcribe,
//! record) and read by whoever shows them; plain atomics, so that even the
//! realtime callback may count. An hour that was not heard is never an hour
//! without incidents: everything lost ends up here.

use crate::meters::Meters;
use crate::units::{Dbfs, SAMPLE_RATE};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering::Relaxed};

/// Why a stretch was not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GapCause {
    /// The ring between callback and capture thread was full, or the driver lost samples.
    Overrun,
    /// The device went away and was being reopened.
    DeviceLost,
    /// A file ends before its header says.
    Truncated,
    /// It was there, and nobody was to listen to it: somebody said so.
    Silenced,
    /// The same, because the counter is closed.
    Closed,
}

/// The running counts of one counter. Sample counts are at 16 kHz and for one channel.
#[derive(Debug)]
pub struct Ledger {
    /// Samples that reached segmentation.
    pub heard: AtomicU64,
    /// Samples inside utterances, all channels added up.
    pub speech: AtomicU64,
    /// Samples lost because a ring or driver overran.
    pub lost_overrun: AtomicU64,
    /// Samples lost while a device was away.
    pub lost_device: AtomicU64,
    /// Samples that a file promised and did not hold.
    pub lost_truncated: AtomicU64,
    /// Samples of utterances that could not be kept for decoding.
    pub lost_backlog: AtomicU64,
    /// Samples that were not listened to on somebody's word.
    pub silenced: AtomicU64,
    /// Samples that were not listened to because the counter was closed.
    pub closed: AtomicU64,
    /// Times the driver reported an overrun.
    pub xruns: AtomicU64,
    /// Times a device was reopened.
    pub rebuilds: AtomicU64,
    /// Samples that were NaN, infinite or absurdly loud, and were silenced.
    pub not_finite: AtomicU64,
    /// Samples at full scale.
    pub clipped: AtomicU64,
    /// Samples of digital zero in runs longer than a second: a muted microphone.
    pub muted: AtomicU64,
    /// Utterances found.
    pub utterances: AtomicU64,
    /// Sounds like speech that were too short to be an utterance.
    pub too_short: AtomicU64,
    /// Utterances whose text was not believed.
    pub doubted: AtomicU64,
    /// Utterances that the recogniser failed on.
    pub undecoded: AtomicU64,
    /// Utterances found and not yet decoded.
    pub waiting: AtomicU64,
    /// Drafts of utterances that were read before these had ended.
    pub drafts: AtomicU64,
    /// Drafts that nobody had time for, or that were outdated first. Nothing was lost.
    pub drafts_skipped: AtomicU64,
    /// Hits of drafts that their utterances did not bear out.
    pub taken_back: AtomicU64,
    /// Bytes of sound waiting in the spool on disk.
    pub spooled_bytes: AtomicU64,
    /// Taboo and civil hits, without those of lists on probation.
    pub hits: AtomicU64,
    /// Hits of lists on probation.
    pub shadow_hits: AtomicU64,
    /// Incidents opened.
    pub incidents: AtomicU64,
    /// Everything before this sample has been judged.
    pub judged_until: AtomicU64,
    /// Samples up to now that a complaint could still keep.
    pub kept: AtomicU64,
    /// Whether somebody speaks just now.
    pub speaking: AtomicBool,
    /// What goes on there, as far as it has been judged: 0 where nobody knows, else the place
    /// of a `conduct::State`, counted from 1.
    pub serving: AtomicU8,
    /// What the microphones show; for one reader, the host.
    pub meters: Meters,
    levels: Vec<AtomicU32>,
}

impl Ledger {
    /// A ledger with everything at zero for a counter of `channels` channels.
    pub fn new(channels: usize) -> Self {
        Ledger {
            heard: AtomicU64::new(0),
            speech: AtomicU64::new(0),
            lost_overrun: AtomicU64::new(0),
            lost_device: AtomicU64::new(0),
            lost_truncated: AtomicU64::new(0),
            lost_backlog: AtomicU64::new(0),
            silenced: AtomicU64::new(0),
            closed: AtomicU64::new(0),
            xruns: AtomicU64::new(0),
            rebuilds: AtomicU64::new(0),
            not_finite: AtomicU64::new(0),
            clipped: AtomicU64::new(0),
            muted: AtomicU64::new(0),
            utterances: AtomicU64::new(0),
            too_short: AtomicU64::new(0),
            doubted: AtomicU64::new(0),
            undecoded: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
            drafts: AtomicU64::new(0),
            drafts_skipped: AtomicU64::new(0),
            taken_back: AtomicU64::new(0),
            spooled_bytes: AtomicU64::new(0),
            hits: AtomicU64::new(0),
            shadow_hits: AtomicU64::new(0),
            incidents: AtomicU64::new(0),
            judged_until: AtomicU64::new(0),
            kept: AtomicU64::new(0),
            speaking: AtomicBool::new(false),
            serving: AtomicU8::new(0),
            meters: Meters::new(channels),
            levels: (0..channels).map(|_| AtomicU32::new(Dbfs::FLOOR.0.to_bits())).collect(),
        }
    }

    /// Adds a gap to its cause.
    pub fn gap(&self, cause: GapCause, samples: u64) {
        let count = match cause {
            GapCause::Overrun => &self.lost_overrun,
            GapCause::DeviceLost => &self.lost_device,
            GapCause::Truncated => &self.lost_truncated,
            GapCause::Silenced => &self.silenced,
            GapCause::Closed => &self.closed,
        };
        count.fetch_add(samples, Relaxed);
    }

    /// Shows `level` as the latest of `channel`.
    pub fn set_level(&self, channel: usize, level: Dbfs) {
        if let Some(slot) = self.levels.get(channel) {
            slot.store(level.0.to_bits(), Relaxed);
        }
    }

    /// All counts, as of about now.
    pub fn tally(&self) -> Tally {
        let seconds = |count: &AtomicU64| count.load(Relaxed) as f64 / f64::from(SAMPLE_RATE);
        Tally {
            heard_s: seconds(&self.heard),
            speech_s: seconds(&self.speech),
            lost_overrun_s: seconds(&self.lost_overrun),
            lost_device_s: seconds(&self.lost_device),
            lost_truncated_s: seconds(&self.lost_truncated),
            lost_backlog_s: seconds(&self.lost_backlog),
            muted_s: seconds(&self.muted),
            silenced_s: seconds(&self.silenced),
            closed_s: seconds(&self.closed),
            xruns: self.xruns.load(Relaxed),
            rebuilds: self.rebuilds.load(Relaxed),
            not_finite: self.not_finite.load(Relaxed),
            clipped: self.clipped.load(Relaxed),
            utterances: self.utterances.load(Relaxed),
            too_short: self.too_short.load(Relaxed),
            doubted: self.doubted.load(Relaxed),
            undecoded: self.undecoded.load(Relaxed),
            waiting: self.waiting.load(Relaxed),
            drafts: self.drafts.load(Relaxed),
            drafts_skipped: self.drafts_skipped.load(Relaxed),
            taken_back: self.taken_back.load(Relaxed),
            spooled_bytes: self.spooled_bytes.load(Relaxed),
            hits: self.hits.load(Relaxed),
            shadow_hits: self.shadow_hits.load(Relaxed),
            incidents: self.incidents.load(Relaxed),
            levels: self
                .levels
                .iter()
                .map(|bits| Dbfs(f32::from_bits(bits.load(Relaxed))))
                .collect(),
        }
    }
}

/// A reading of a [`Ledger`], times in seconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Seconds that reached segmentation.
    pub heard_s: f64,
    /// Seconds inside utterances, all channels added up.
    pub speech_s: f64,
    /// Seconds lost to overruns.
    pub lost_overrun_s: f64,
    /// Seconds lost while a device was away.
    pub lost_device_s: f64,
    /// Seconds a file promised and did not hold.
    pub lost_truncated_s: f64,
    /// Seconds of utterances that could not be kept for decoding.
    pub lost_backlog_s: f64,
    /// Seconds of digital zero.
    pub muted_s: f64,
    /// Seconds that were not listened to on somebody's word; neither heard nor lost.
    #[serde(default)]
    pub silenced_s: f64,
    /// Seconds that were not listened to because the counter was closed.
    #[serde(default)]
    pub closed_s: f64,
    /// Times the driver reported an overrun.
    pub xruns: u64,
    /// Times a device was reopened.
    pub rebuilds: u64,
    /// Samples that were NaN, infinite or absurdly loud.
    pub not_finite: u64,
    /// Samples at full scale.
    pub clipped: u64,
    /// Utterances found.
    pub utterances: u64,
    /// Sounds like speech that were too short to be an utterance.
    #[serde(default)]
    pub too_short: u64,
    /// Utterances whose text was not believed.
    pub doubted: u64,
    /// Utterances that the recogniser failed on.
    pub undecoded: u64,
    /// Utterances found and not yet decoded.
    pub waiting: u64,
    /// Drafts of utterances that were read before these had ended.
    #[serde(default)]
    pub drafts: u64,
    /// Drafts that nobody had time for, or that were outdated first.
    #[serde(default)]
    pub drafts_skipped: u64,
    /// Hits of drafts that their utterances did not bear out.
    #[serde(default)]
    pub taken_back: u64,
    /// Bytes of sound waiting on disk.
    pub spooled_bytes: u64,
    /// Taboo and civil hits, without those of lists on probation.
    pub hits: u64,
    /// Hits of lists on probation.
    #[serde(default)]
    pub shadow_hits: u64,
    /// Incidents opened.
    pub incidents: u64,
    /// The latest level of each channel.
    pub levels: Vec<Dbfs>,
}

impl Tally {
    /// Seconds lost for any reason.
    pub fn lost_s(&self) -> f64 {
        self.lost_overrun_s + self.lost_device_s + self.lost_truncated_s + self.lost_backlog_s
    }

    /// Adds the counts of `other`; levels are left alone.
    pub fn add(&mut self, other: &Tally) {
        self.heard_s += other.heard_s;
        self.speech_s += other.speech_s;
        self.lost_overrun_s += other.lost_overrun_s;
        self.lost_device_s += other.lost_device_s;
        self.lost_truncated_s += other.lost_truncated_s;
        self.lost_backlog_s += other.lost_backlog_s;
        self.muted_s += other.muted_s;
        self.silenced_s += other.silenced_s;
        self.closed_s += other.closed_s;
        self.xruns += other.xruns;
        self.rebuilds += other.rebuilds;
        self.not_finite += other.not_finite;
        self.clipped += other.clipped;
        self.utterances += other.utterances;
        self.too_short += other.too_short;
        self.doubted += other.doubted;
        self.undecoded += other.undecoded;
        self.waiting += other.waiting;
        self.drafts += other.drafts;
        self.drafts_skipped += other.drafts_skipped;
        self.taken_back += other.taken_back;
        self.spooled_bytes += other.spooled_bytes;
        self.hits += other.hits;
        self.shadow_hits += other.shadow_hits;
        self.incidents += other.incidents;
    }
}

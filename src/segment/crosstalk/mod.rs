//! Whose microphone a voice is near to, of two that stand at one counter.
//!
//! Owns [`Crosstalk`], the memory of one pair of channels. Runs on the thread
//! `capture-<counter>`; constant memory, no time but the frames it is given. Decides nothing
//! about where speech begins or ends: it says which channel hears only what leaks.
//!
//! | file | owns |
//! |---|---|
//! | `levels` | how much louder each side is in its own microphone, learned while they talk |
//! | `envelope` | whether both microphones hear one voice |
//! | `lead` | which of them hears it first |
//!
//! 1. Where both sides have been heard and their levels fall into two groups, the middle
//!    between the groups tells them apart, whatever the gains of the microphones: this is the
//!    power-ratio test for two microphones of two talkers (T. Pfau, D. Ellis, A. Stolcke,
//!    "Multispeaker speech activity detection for the ICSI meeting recorder", ASRU 2001, with
//!    its normalised levels), with the groups learned as they come.
//! 2. Before that, a channel that is quieter by `crosstalk_db` hears a leak, and so does one
//!    that is quieter by [`NEARER_DB`] while both hear one voice.
//! 3. Before that and with levels alike, who hears the one voice first is nearer.
//! 4. Else nobody can tell: both channels go on, and what they hear is of unsure origin.

mod envelope;
mod lead;
mod levels;

use crate::units::Dbfs;
use envelope::{Envelopes, Voices};
pub(super) use lead::{Lead, Look, NONE_MS};
pub(super) use levels::APART_DB;
use levels::{Groups, Levels};

/// A microphone that hears one voice so much louder than the other stands nearer to it, gains
/// being alike: less than any leak of 6 dB, more than gains of one model differ by.
const NEARER_DB: f32 = 4.2;
/// A channel must stand so far above its own quiet for its level to say anything.
const AUDIBLE_DB: f32 = 6.0;
/// From the middle of the groups towards one of them: beyond this share only that side is
/// heard. In a reverberant hall with a leak of -6 dB levels scatter by 2 dB around groups
/// 5 dB from the middle; two voices at once lie between.
const SHARE: f32 = 0.35;
/// Beyond this share nothing of the other side is in it.
const SHARE_PURE: f32 = 0.7;

/// What a frame is in two channels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// The channel, 0 or 1, that hears only what leaks from the other.
    pub(super) leak: Option<usize>,
    /// Whether nothing of its own side can be in that channel.
    pub(super) pure: bool,
    /// Both hear one voice, and nobody can tell whose.
    pub(super) unsure: bool,
}

/// A frame as it is heard on both channels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    /// Its samples.
    pub(super) samples: [&'a [f32]; 2],
    /// Running powers.
    pub(super) power: [f32; 2],
    /// Levels of both channels when nobody speaks.
    pub(super) ambient: [Dbfs; 2],
    /// Whether an utterance is under way on either.
    pub(super) speaking: bool,
}

/// What is known of two channels.
pub(super) struct Crosstalk {
    /// `crosstalk_db`.
    margin_db: f32,
    envelopes: Envelopes,
    levels: Levels,
    lead: Lead,
}

impl Crosstalk {
    /// Nothing is known.
    pub(super) fn new(margin_db: f32) -> Crosstalk {
        Crosstalk {
            margin_db,
            envelopes: Envelopes::new(),
            levels: Levels::new(),
            lead: Lead::new(),
        }
    }

    /// Sound was lost: what comes does not follow on what was heard.
    pub(super) fn gap(&mut self) {
        self.envelopes = Envelopes::new();
        self.lead = Lead::new();
    }

    /// How much louder the first channel hears than the second where nobody is nearer.
    pub(super) fn middle_db(&self) -> f32 {
        self.groups().map_or(0.0, |groups| groups.middle_db())
    }

    /// Takes in a frame and says what it is.
    pub(super) fn hear(&mut self, frame: &Frame<'_>) -> Origin {
        let level = |side: usize| Dbfs::from_amplitude(frame.power[side].sqrt()).0;
        let db = level(0) - level(1);
        self.envelopes.hear(frame);
        let audible = (0..2).all(|side| level(side) >= frame.ambient[side].0 + AUDIBLE_DB);
        self.lead.hear(frame.samples, audible);
        if frame.speaking && audible {
            // The steadier measure parts the groups better.
            self.levels.hear(self.envelopes.difference_db());
        }
        if let Some(groups) = self.groups() {
            return self.by_groups(groups, db);
        }
        if db.abs() > self.margin_db {
            // A leak that faint need not be taken out of what the recogniser hears.
            return Origin { leak: Some(usize::from(db > 0.0)), pure: false, unsure: false };
        }
        let voices = if audible { self.envelopes.voices() } else { Voices::Two };
        let steady_db = self.envelopes.difference_db();
        let nearer = match (voices, steady_db.abs() >= NEARER_DB) {
            (Voices::Two, _) => return Origin::default(),
            (Voices::PerhapsOne, _) => None,
            (Voices::One, true) => Some(usize::from(steady_db < 0.0)),
            (Voices::One, false) => self.lead.first(),
        };
        match nearer {
            Some(near) => Origin { leak: Some(1 - near), pure: true, unsure: false },
            None => Origin { leak: None, pure: false, unsure: true },
        }
    }

    /// The groups, where the plain margin does not tell them apart with room to spare.
    fn groups(&self) -> Option<Groups> {
        let clear_db = self.margin_db * 1.3;
        self.levels
            .groups()
            .filter(|groups| groups.first_db < clear_db || groups.second_db > -clear_db)
    }

    fn by_groups(&self, groups: Groups, db: f32) -> Origin {
        let middle_db = groups.middle_db();
        // Where groups lie near one another a syllable's scatter matters: the steadier of
        // two measures must agree.
        let steady_db = self.envelopes.difference_db();
        let share = |db: f32| (db - middle_db) / (groups.first_db - middle_db);
        let share = match (share(db), share(steady_db)) {
            (now, steady) if now.signum() == steady.signum() && steady.abs() > now.abs() => steady,
            (now, _) => now,
        };
        if share.abs() < SHARE {
            return Origin::default();
        }
        Origin {
            leak: Some(usize::from(share > 0.0)),
            pure: share.abs() >= SHARE_PURE,
            unsure: false,
        }
    }
}

//! What the desk does about a complaint: keeps the sound and the words of what came
//! before it, and waits until all of that has been judged.
//!
//! Thread `judge`. The sound is pinned at once, so that the tape forgets nothing of it
//! while the words are still being decoded. It asks no clock: a session's own time says
//! how long it has waited.

use super::archive::Post;
use super::desk::{Desk, Gone};
use super::minimum::Spoken;
use super::session::Session;
use super::sitting::Sitting;
use crate::tape::Pin;
use crate::units::{SampleIndex, SampleRange, samples};
use jiff::Timestamp;
use std::sync::Arc;

/// How long a complaint waits for what is still to be decoded before it is filed without;
/// the words follow when they are there.
const WAIT_S: f64 = 60.0;

/// What a complaint keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Seconds before it; 0 keeps nothing.
    pub keep_s: f64,
    /// A silence this long parts one encounter from the next.
    pub encounter_gap_s: f64,
}

/// Somebody complained, on its way from the archive, which has made a ticket of it.
pub struct Complaint {
    /// The ticket's id.
    pub ticket: String,
    /// The counter's name.
    pub counter: String,
    /// When it came in.
    pub at: Timestamp,
}

/// A complaint that waits for sound or words.
pub struct Pending {
    ticket: String,
    at: SampleIndex,
    /// From the earliest sample that it may keep to the end of the clip's post-roll.
    pub window: SampleRange,
    /// Whether it was filed without all of its words.
    filed: bool,
    /// Keeps its sound.
    pin: Pin,
}

/// What a complaint comes to, on its way to the store.
pub struct Sealed {
    /// The ticket's id.
    pub ticket: String,
    /// What was kept, or why nothing can be.
    pub outcome: Result<Kept, Nothing>,
}

/// What is kept of a complaint.
pub struct Kept {
    /// The session.
    pub session: Arc<Session>,
    /// When the complaint came in.
    pub at: SampleIndex,
    /// What its clip should hold, as far as the tape does.
    pub clip: SampleRange,
    /// What was said in that, on all channels.
    pub heard: Vec<Spoken>,
    /// The version of the lists in force, in full.
    pub lists: String,
    /// Whether anybody spoke, understood or not.
    pub is_talk: bool,
    /// Whether all that was said in it has been judged.
    pub is_whole: bool,
    /// Keeps the clip's sound on the tape.
    pub _pin: Pin,
}

/// Why nothing is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {
    /// The counter is not listened to.
    NotHeard,
    /// The settings keep no sound for complaints.
    Off,
}

impl Desk {
    /// Takes up a complaint.
    pub(super) fn complain(&mut self, complaint: Complaint) -> Result<(), Gone> {
        let Complaint { ticket, counter, at } = complaint;
        let nothing = |why| Post::Complaint(Sealed { ticket: ticket.clone(), outcome: Err(why) });
        if self.config.complaint.keep_s <= 0.0 {
            return self.post(nothing(Nothing::Off));
        }
        let of = self.sittings.values().filter(|sitting| sitting.session.counter == counter);
        let Some(id) = of.map(|sitting| sitting.session.id).max() else {
            return self.post(nothing(Nothing::NotHeard));
        };
        let (keep, after) =
            (samples(self.config.complaint.keep_s), samples(self.config.clip_post_roll_s));
        if let Some(sitting) = self.sittings.get_mut(&id) {
            let tape = &sitting.session.tape;
            let at = sitting.session.clock.index(at).min(tape.end());
            let window = SampleRange::new(at, at).widen(keep, after);
            let pin = tape.pin(window.start);
            sitting.complaints.push(Pending { ticket, at, window, filed: false, pin });
        }
        self.at_sitting(id, Desk::seal_due)
    }

    /// Files the complaints about a session that have waited long enough.
    pub(super) fn seal_due(&self, sitting: &mut Sitting) -> Result<(), Gone> {
        if sitting.complaints.is_empty() {
            return Ok(());
        }
        let end = sitting.session.tape.end();
        for mut pending in std::mem::take(&mut sitting.complaints) {
            let is_whole = sitting.judged_to >= pending.window.end;
            let is_late = end >= pending.window.end + samples(WAIT_S);
            if is_whole || is_late && !pending.filed {
                self.seal(sitting, &pending, is_whole)?;
                pending.filed = true;
            }
            if !is_whole {
                sitting.complaints.push(pending);
            }
        }
        Ok(())
    }

    /// Files all complaints about a session that has ended; nothing more will come.
    pub(super) fn seal_all(&self, sitting: &mut Sitting) -> Result<(), Gone> {
        std::mem::take(&mut sitting.complaints)
            .iter()
            .try_for_each(|pending| self.seal(sitting, pending, true))
    }

    fn seal(&self, sitting: &Sitting, pending: &Pending, is_whole: bool) -> Result<(), Gone> {
        let session = &sitting.session;
        let window =
            SampleRange::new(pending.window.start, pending.window.end.min(session.tape.end()));
        let gap = samples(self.config.complaint.encounter_gap_s);
        // What is still to be decoded looks like silence.
        let begins = match is_whole {
            true => sitting.encounter(window, pending.at, gap),
            false => window.start,
        };
        let begins = begins.saturating_sub(samples(self.config.clip_pre_roll_s)).max(window.start);
        let clip = SampleRange::new(begins, window.end);
        let kept = Kept {
            session: Arc::clone(session),
            at: pending.at,
            clip,
            heard: sitting.heard_in(clip),
            lists: self.version().to_owned(),
            is_talk: sitting.is_talk(clip),
            is_whole,
            _pin: session.tape.pin(pending.pin.from().max(begins)),
        };
        let ticket = pending.ticket.clone();
        self.post(Post::Complaint(Sealed { ticket, outcome: Ok(kept) }))
    }
}

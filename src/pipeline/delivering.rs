//! What came of a step: hits told, verdicts handed to the archive with the words and the sound
//! of their clips.
//!
//! Part of the desk; on its thread.

use super::Output;
use super::archive::{Filing, Post};
use super::desk::{Desk, Gone};
use super::session::Session;
use super::sitting::Sitting;
use crate::event::{Event, HitEvent};
use crate::judge::{Judged, JudgedHit, Standing, Verdict};
use crate::phrasebook::List;
use crate::units::{Role, samples};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

impl Desk {
    /// Tells what came of a step, and keeps the sound of what may still change.
    pub(super) fn deliver(
        &self,
        session: &Arc<Session>,
        sitting: &mut Sitting,
        judged: Judged,
    ) -> Result<(), Gone> {
        self.announce(session, sitting, judged.told)?;
        let since = sitting.judge.unsettled_since();
        let clip_start =
            since.map(|since| since.saturating_sub(samples(self.config.clip_pre_roll_s)));
        let pin = clip_start.map(|start| session.tape.pin(start));
        // The new pin is there before the old one goes: between the two the tape might
        // forget where a clip begins.
        let _before = std::mem::replace(&mut sitting.unsettled, pin);
        self.file(session, sitting, judged.verdicts)
    }

    /// Tells hits. What another phrase said around it stopped was not said in earnest:
    /// nobody is told.
    pub(super) fn announce(
        &self,
        session: &Session,
        sitting: &mut Sitting,
        told: Vec<JudgedHit>,
    ) -> Result<(), Gone> {
        let now = Instant::now();
        for JudgedHit { hit, standing, early, again } in told {
            if standing == Standing::Context {
                continue;
            }
            let counts = standing == Standing::Counts && hit.role != Role::Citizen;
            if hit.list == List::Civil
                && counts
                && let Some((at, first)) = sitting.civil(&hit)
            {
                let at = session.clock.at(at);
                self.counting.add(|hourly| {
                    hourly.civil(&session.counter, at, &hit.id, &hit.phrase, first);
                });
            }
            let stamps = sitting.stamps(&hit).filter(|_| self.config.delays);
            let delay = stamps.map(|stamps| stamps.delay(hit.range, now));
            let shadow = hit.terms.shadow;
            let ledger = &session.ledger;
            match (again, standing) {
                (false, _) if shadow => ledger.shadow_hits.fetch_add(1, Relaxed),
                (false, _) => ledger.hits.fetch_add(1, Relaxed),
                (true, Standing::HearingUnconfirmed) => ledger.taken_back.fetch_add(1, Relaxed),
                (true, _) => 0,
            };
            self.send(Output::Event(Event::Hit(HitEvent {
                source: session.source.clone(),
                counter: session.counter.clone(),
                list: hit.list,
                id: hit.id,
                phrase: hit.phrase,
                channel: hit.channel,
                role: hit.role,
                role_basis: hit.role_basis,
                start_s: hit.range.start.seconds(),
                end_s: hit.range.end.seconds(),
                score: hit.score.0,
                heard: hit.heard,
                how: hit.how,
                severity: (hit.list == List::Taboo).then_some(hit.severity),
                remedy: hit.remedy,
                merit: hit.merit,
                shadow,
                stopped_by: standing.stopped_by().map(str::to_owned),
                delay,
                early,
                again,
            })))?;
        }
        Ok(())
    }

    /// Hands verdicts to the archive, each with the words and the sound of its clip.
    pub(super) fn file(
        &self,
        session: &Arc<Session>,
        sitting: &Sitting,
        verdicts: Vec<Verdict>,
    ) -> Result<(), Gone> {
        for verdict in verdicts {
            let clip = verdict
                .range
                .widen(samples(self.config.clip_pre_roll_s), samples(self.config.clip_post_roll_s));
            let lists = sitting.judged_by(&verdict).unwrap_or(self.edition.version());
            let filing = Filing {
                lists: lists.to_owned(),
                heard: sitting.heard_in(clip),
                _pin: session.tape.pin(clip.start),
                session: session.clone(),
                clip,
                verdict,
            };
            self.post(Post::Verdict(filing))?;
        }
        Ok(())
    }
}

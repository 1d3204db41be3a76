//! How every counter is, read off its ledger.
//!
//! Part of the host; on its thread. Changes nothing but its memory of the last look.

use super::super::message::{CounterStatus, Hearing, Status};
use super::Host;
use crate::account::seated;
use crate::conduct::State;
use crate::meters;
use crate::units::{Dbfs, SampleIndex};
use jiff::{Timestamp, Zoned};
use std::sync::atomic::Ordering::Relaxed;

impl Host {
    /// How everything is at `at`, which is `local` where this machine stands.
    pub(super) fn status(&mut self, at: Timestamp, local: &Zoned) -> Status {
        let mut counters = Vec::with_capacity(self.facts.counters.len());
        let shown = self.before.iter_mut().zip(&mut self.meters);
        for (counter, (before, meters)) in self.facts.counters.iter().zip(shown) {
            let mut tally = counter.ledger.tally();
            tally.levels.truncate(counter.info.roles.len());
            let ledger = &counter.ledger;
            // One dead microphone beside a live one is a muted counter too.
            let silent = tally.levels.iter().any(|level| *level <= Dbfs::FLOOR);
            let state = if counter.away.load(Relaxed) {
                Hearing::Lost
            } else if counter.mute.is_shut() {
                Hearing::Closed
            } else if silent && tally.muted_s > before.muted_s {
                Hearing::Muted
            } else if ledger.speaking.load(Relaxed) {
                Hearing::Speech
            } else if !counter.hours.is_open(local) {
                Hearing::Closed
            } else {
                Hearing::Quiet
            };
            let judged_s = SampleIndex(ledger.judged_until.load(Relaxed)).seconds();
            let delay_s = match tally.waiting {
                0 => 0.0,
                // Only what passed at the microphone counts: the timeline of the session.
                _ => {
                    let passed_over_s = tally.silenced_s + tally.closed_s;
                    let lost_s = tally.lost_overrun_s + tally.lost_device_s;
                    let now_s = tally.heard_s + lost_s + passed_over_s;
                    (now_s - judged_s).max(0.0)
                }
            };
            before.clone_from(&tally);
            // Nothing new within a tick is a thread that was late; a device that is away
            // shows nothing.
            let away = counter.away.load(Relaxed);
            match ledger.meters.take() {
                Some(readings) => meters.clone_from(&readings),
                None if away => meters.fill(meters::Reading::SILENT),
                None => {}
            }
            meters.truncate(counter.info.roles.len());
            counters.push(CounterStatus {
                state,
                tally,
                delay_s,
                peaks: meters.iter().map(|reading| reading.peak).collect(),
                clipping: meters.iter().any(|reading| reading.clipped),
                on_duty: counter.on_duty.clone(),
                today: self.facts.counting.on(&counter.info.name, local.date()),
                serving: usize::from(ledger.serving.load(Relaxed))
                    .checked_sub(1)
                    .and_then(|place| State::ALL.get(place).copied()),
                kept_s: SampleIndex(ledger.kept.load(Relaxed)).seconds(),
                muted_until: counter.mute.shown(local),
                seated: seated(&self.seats, &counter.info.name, at).one(),
            });
        }
        Status { at, counters, lists: self.lists(), machine: self.gauge.machine() }
    }
}

//! The loop of the thread `judge`: transcripts -> hits -> verdicts, in the order heard.
//!
//! Recognisers finish out of order; the desk puts each session's steps back in
//! sequence, so that a run over the same sound always gives the same events.
//! It owns one [`Judge`] a session and touches neither disk nor clock.

use super::Output;
use super::archive::Filing;
use super::lists::{Change, Edition};
use super::session::Session;
use super::stamps::Stamps;
use crate::calendar::{Calendar, Period};
use crate::event::{Event, HitEvent, UtteranceEvent};
use crate::judge::{self, Judge, Judged, JudgedHit, Said, Standing, Verdict};
use crate::phrasebook::{List, short};
use crate::pipeline::{Line, Mark};
use crate::record::HeardUtterance;
use crate::segment::Utterance;
use crate::spot::{CueHit, Evidence, Heard, Hit};
use crate::tape::Pin;
use crate::transcribe::{TranscribeError, Transcript};
use crate::units::{RoleBasis, SampleIndex, SampleRange, samples};
use crossbeam_channel::{Receiver, Sender, never, select};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// One step of a session on its way to the desk.
pub struct ToDesk {
    /// The session.
    pub session: Arc<Session>,
    /// Its place among the session's steps, from 0, none left out.
    pub sequence: u64,
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
    /// The sound of an utterance could not be kept until its turn came.
    Lost,
    /// No utterance that is still to come begins before this sample.
    Reached(SampleIndex),
    /// The session has ended.
    Over,
}

/// What the desk needs of the settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// When hits belong together.
    pub judge: judge::Config,
    /// Seconds of a clip before its first phrase.
    pub clip_pre_roll_s: f64,
    /// Seconds of a clip after its last phrase.
    pub clip_post_roll_s: f64,
    /// Whether a session waits until the one before has ended: files are told one
    /// after the other, counters side by side.
    pub one_by_one: bool,
    /// The hours of each counter by name; a counter that is not in it has none.
    pub hours: HashMap<String, Calendar>,
    /// Whether hits and utterances tell what their delay is made of: wall times, other
    /// in every run.
    pub delays: bool,
}

/// The desk. [`Desk::run`] is the whole life of its thread.
pub struct Desk {
    config: Config,
    edition: Arc<Edition>,
    out: Sender<Output>,
    archive: Sender<Filing>,
    sittings: HashMap<u64, Sitting>,
}

/// A session before the desk.
struct Sitting {
    session: Arc<Session>,
    next: u64,
    early: BTreeMap<u64, Step>,
    judge: Judge,
    heard: VecDeque<Kept>,
    /// The versions that `heard` was judged by in full, by their first digits.
    versions: HashMap<String, String>,
    /// Keeps the sound of what is not judged for good.
    unsettled: Option<Pin>,
}

impl Sitting {
    fn new(session: Arc<Session>, judge: judge::Config) -> Sitting {
        Sitting {
            session,
            next: 0,
            early: BTreeMap::new(),
            judge: Judge::new(judge),
            heard: VecDeque::new(),
            versions: HashMap::new(),
            unsettled: None,
        }
    }

    /// Those of `hits` that may be shown as said, as they are judged by now.
    fn shown(&self, hits: &[Hit]) -> Vec<Hit> {
        let judged = hits.iter().filter_map(|hit| match self.judge.judged(hit) {
            Some(told) => told.standing.is_shown().then_some(told.hit),
            // Forgotten: it stands as it was found.
            None => Some(hit.clone()),
        });
        judged.collect()
    }
}

/// An utterance that clips and hits may still ask about.
struct Kept {
    range: SampleRange,
    heard: HeardUtterance,
    stamps: Stamps,
}

/// An utterance with words in it.
struct HeardWords {
    utterance: HeardUtterance,
    cues: Vec<CueHit>,
}

impl Sitting {
    /// Remembers the version that the latest utterance was judged by.
    fn keep_version(&mut self, version: &str) {
        if !self.versions.contains_key(short(version)) {
            self.versions
                .retain(|short, _| self.heard.iter().any(|kept| kept.heard.lists == *short));
            self.versions.insert(short(version).to_owned(), version.to_owned());
        }
    }

    /// The version by which the latest of the verdict's phrases was found.
    fn judged_by(&self, verdict: &Verdict) -> Option<&str> {
        let is_of_it = |hit: &Hit| {
            hit.channel == verdict.channel
                && verdict.hits.iter().any(|of| of.id == hit.id && of.range.overlaps(hit.range))
        };
        let latest = self.heard.iter().rev().find(|kept| kept.heard.hits.iter().any(is_of_it))?;
        self.versions.get(&latest.heard.lists).map(String::as_str)
    }

    /// The way of the piece that a hit was found in; `None` once that is forgotten.
    fn stamps(&self, hit: &Hit) -> Option<&Stamps> {
        let is_it =
            |of: &Hit| of.id == hit.id && of.channel == hit.channel && of.range == hit.range;
        let kept = self.heard.iter().find(|kept| kept.heard.hits.iter().any(is_it))?;
        Some(&kept.stamps)
    }
}

/// Whoever comes after the desk has ended.
struct Gone;

impl Desk {
    /// A desk that judges by `edition` until it is given another.
    pub fn new(
        config: Config,
        edition: Arc<Edition>,
        out: Sender<Output>,
        archive: Sender<Filing>,
    ) -> Desk {
        Desk { config, edition, out, archive, sittings: HashMap::new() }
    }

    /// Works until nobody can send a step any more. `changes` of lists are taken up
    /// between steps: those that came before a step, before it.
    pub fn run(mut self, steps: &Receiver<ToDesk>, mut changes: Receiver<Change>) {
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
                recv(steps) -> step => match step {
                    Ok(step) => changes
                        .try_iter()
                        .try_for_each(|change| self.change(change))
                        .and_then(|()| self.step(step, &mut current)),
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
        let ToDesk { session, sequence, step } = step;
        let id = session.id;
        let sitting = self
            .sittings
            .entry(id)
            .or_insert_with(|| Sitting::new(session, self.config.judge.clone()));
        sitting.early.insert(sequence, step);
        if !self.config.one_by_one {
            *current = id;
        }
        if id != *current {
            return Ok(());
        }
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

    /// Takes all steps whose turn it is; true when the session has ended with them.
    fn work_off(&self, sitting: &mut Sitting) -> Result<bool, Gone> {
        let session = Arc::clone(&sitting.session);
        while let Some(step) = sitting.early.remove(&sitting.next) {
            sitting.next += 1;
            let over = matches!(step, Step::Over);
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
                ledger.judged_until.fetch_max(utterance.range.end.0, Relaxed);
                if let Some(heard) = self.read(session, &utterance, transcript, &stamps)? {
                    let judged = sitting.judge.hear(self.said(session, &utterance, &heard));
                    self.show(session, sitting, &utterance, &heard)?;
                    let range = utterance.range;
                    sitting.heard.push_back(Kept { range, heard: heard.utterance, stamps });
                    sitting.keep_version(self.edition.version());
                    self.deliver(session, sitting, judged)?;
                }
                // Only now may the tape forget: what may be needed has been pinned.
                drop(pin);
            }
            Step::Lost => {
                ledger.waiting.fetch_sub(1, Relaxed);
            }
            Step::Reached(now) => {
                ledger.judged_until.fetch_max(now.0, Relaxed);
                let judged = sitting.judge.advance(now);
                self.deliver(session, sitting, judged)?;
                let oldest = now.saturating_sub(samples(
                    self.config.judge.episode_most_s + self.config.judge.episode_gap_s,
                ));
                let oldest = sitting.judge.unsettled_since().map_or(oldest, |at| at.min(oldest));
                let oldest = oldest.saturating_sub(samples(self.config.clip_pre_roll_s));
                sitting.heard.retain(|kept| kept.range.end >= oldest);
            }
            Step::Over => {
                let judged = sitting.judge.finish();
                self.deliver(session, sitting, judged)?;
            }
        }
        Ok(())
    }

    /// Tells an utterance and finds the phrases in it; `None` when there are no words.
    fn read(
        &self,
        session: &Session,
        utterance: &Utterance,
        transcript: Result<Transcript, TranscribeError>,
        stamps: &Stamps,
    ) -> Result<Option<HeardWords>, Gone> {
        let (transcript, doubt) = match transcript {
            Ok(transcript) => {
                let doubt = transcript.doubt.map(|doubt| doubt.word());
                session.ledger.doubted.fetch_add(u64::from(doubt.is_some()), Relaxed);
                (transcript, doubt)
            }
            Err(error) => {
                session.ledger.undecoded.fetch_add(1, Relaxed);
                self.send(Output::Warning(format!("{}: {error}", session.counter)))?;
                (Transcript::default(), Some("failed"))
            }
        };
        let text = if doubt.is_some() { String::new() } else { transcript.text };
        let role = session.role(utterance.channel);
        let lists = short(self.edition.version()).to_owned();
        let delay = self.config.delays.then(|| stamps.delay(utterance.range, Instant::now()));
        self.send(Output::Event(Event::Utterance(UtteranceEvent {
            source: session.source.clone(),
            counter: session.counter.clone(),
            channel: utterance.channel,
            role,
            start_s: utterance.range.start.seconds(),
            end_s: utterance.range.end.seconds(),
            text: text.clone(),
            mean_logprob: transcript.mean_logprob,
            level_dbfs: utterance.level.0,
            ambient_dbfs: utterance.ambient.0,
            doubt: doubt.map(str::to_owned),
            lists: lists.clone(),
            delay,
        })))?;
        if text.is_empty() {
            return Ok(None);
        }
        let heard = Heard {
            text: &text,
            range: utterance.range,
            channel: utterance.channel,
            role,
            role_basis: RoleBasis::of(role),
        };
        let evidence = Evidence { weighed: &transcript.weighed, times: &transcript.times };
        let found = self.edition.tell_with(&heard, evidence);
        let utterance = HeardUtterance {
            start_s: utterance.range.start.seconds(),
            end_s: utterance.range.end.seconds(),
            channel: utterance.channel,
            role,
            text,
            mean_logprob: transcript.mean_logprob,
            hits: found.hits,
            lists,
        };
        Ok(Some(HeardWords { utterance, cues: found.cues }))
    }

    /// What the judge hears of an utterance.
    fn said(&self, session: &Session, utterance: &Utterance, heard: &HeardWords) -> Said {
        Said {
            range: utterance.range,
            channel: utterance.channel,
            role: heard.utterance.role,
            period: self.period(session, utterance.range.start),
            hits: heard.utterance.hits.clone(),
            cues: heard.cues.clone(),
        }
    }

    /// The hours of the counter at a moment of the session.
    fn period(&self, session: &Session, at: SampleIndex) -> Option<Period> {
        let calendar = self.config.hours.get(&session.counter)?;
        Some(calendar.period(&session.clock.at(at).to_zoned(TimeZone::system())))
    }

    /// Shows an utterance, with those of its phrases marked that stand so far.
    fn show(
        &self,
        session: &Session,
        sitting: &Sitting,
        utterance: &Utterance,
        heard: &HeardWords,
    ) -> Result<(), Gone> {
        let marks = sitting.shown(&heard.utterance.hits).into_iter();
        self.send(Output::Line(Line {
            counter: session.counter.clone(),
            channel: utterance.channel,
            role: heard.utterance.role,
            at: session.clock.at(utterance.range.start),
            text: heard.utterance.text.clone(),
            marks: marks
                .map(|hit| Mark { start: hit.text_start, end: hit.text_end, list: hit.list })
                .collect(),
        }))
    }

    /// Tells what came of a step, and keeps the sound of what may still change.
    fn deliver(
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
    fn announce(
        &self,
        session: &Session,
        sitting: &Sitting,
        told: Vec<JudgedHit>,
    ) -> Result<(), Gone> {
        let now = Instant::now();
        for JudgedHit { hit, standing } in told {
            if standing == Standing::Context {
                continue;
            }
            let stamps = sitting.stamps(&hit).filter(|_| self.config.delays);
            let delay = stamps.map(|stamps| stamps.delay(hit.range, now));
            let shadow = hit.terms.shadow;
            let count = if shadow { &session.ledger.shadow_hits } else { &session.ledger.hits };
            count.fetch_add(1, Relaxed);
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
            })))?;
        }
        Ok(())
    }

    /// Hands verdicts to the archive, each with the words and the sound of its clip.
    fn file(
        &self,
        session: &Arc<Session>,
        sitting: &Sitting,
        verdicts: Vec<Verdict>,
    ) -> Result<(), Gone> {
        for verdict in verdicts {
            let clip = verdict
                .range
                .widen(samples(self.config.clip_pre_roll_s), samples(self.config.clip_post_roll_s));
            let heard = sitting.heard.iter().filter(|kept| kept.range.overlaps(clip));
            let as_judged = |heard: &HeardUtterance| HeardUtterance {
                hits: sitting.shown(&heard.hits),
                ..heard.clone()
            };
            let lists = sitting.judged_by(&verdict).unwrap_or(self.edition.version());
            let filing = Filing {
                lists: lists.to_owned(),
                heard: heard.map(|kept| as_judged(&kept.heard)).collect(),
                _pin: session.tape.pin(clip.start),
                session: session.clone(),
                clip,
                verdict,
            };
            self.archive.send(filing).map_err(|_| Gone)?;
        }
        Ok(())
    }

    fn send(&self, output: Output) -> Result<(), Gone> {
        self.out.send(output).map_err(|_| Gone)
    }
}

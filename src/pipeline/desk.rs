//! The loop of the thread `judge`: transcripts -> hits -> verdicts, in the order heard.
//!
//! Recognisers finish out of order; the desk puts each session's steps back in
//! sequence, so that a run over the same sound always gives the same events.
//! It owns one [`Judge`] a session and touches neither disk nor clock.

use super::Output;
use super::archive::Filing;
use super::session::Session;
use crate::event::{Event, HitEvent, UtteranceEvent};
use crate::judge::{self, Judge, Verdict};
use crate::normalize::Accents;
use crate::phrasebook::Phrasebook;
use crate::pipeline::{Line, Mark};
use crate::record::HeardUtterance;
use crate::segment::Utterance;
use crate::spot::{Heard, Hit, Spotter};
use crate::tape::Pin;
use crate::transcribe::{TranscribeError, Transcript};
use crate::units::{RoleBasis, SampleIndex, SampleRange, samples};
use crossbeam_channel::{Receiver, Sender};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

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
    /// The sounds that speakers here do not keep apart.
    pub accents: Accents,
    /// Seconds of a clip before its first phrase.
    pub clip_pre_roll_s: f64,
    /// Seconds of a clip after its last phrase.
    pub clip_post_roll_s: f64,
    /// Whether a session waits until the one before has ended: files are told one
    /// after the other, counters side by side.
    pub one_by_one: bool,
}

/// The desk. [`Desk::run`] is the whole life of its thread.
pub struct Desk {
    config: Config,
    spotter: Spotter,
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
    heard: VecDeque<(SampleRange, HeardUtterance)>,
    clips: HashMap<u64, Pin>,
}

impl Sitting {
    fn new(session: Arc<Session>, judge: judge::Config) -> Sitting {
        Sitting {
            session,
            next: 0,
            early: BTreeMap::new(),
            judge: Judge::new(judge),
            heard: VecDeque::new(),
            clips: HashMap::new(),
        }
    }
}

/// Whoever comes after the desk has ended.
struct Gone;

impl Desk {
    /// A desk that judges by `phrasebook`.
    pub fn new(
        config: Config,
        phrasebook: Arc<Phrasebook>,
        out: Sender<Output>,
        archive: Sender<Filing>,
    ) -> Desk {
        let spotter = Spotter::with_accents(phrasebook, &config.accents);
        Desk { config, spotter, out, archive, sittings: HashMap::new() }
    }

    /// Works until nobody can send a step any more.
    pub fn run(mut self, steps: &Receiver<ToDesk>) {
        let mut current = 0;
        for ToDesk { session, sequence, step } in steps {
            let id = session.id;
            let sitting = self
                .sittings
                .entry(id)
                .or_insert_with(|| Sitting::new(session, self.config.judge.clone()));
            sitting.early.insert(sequence, step);
            if !self.config.one_by_one {
                current = id;
            }
            if id != current {
                continue;
            }
            // When a session ends, the next one may have been waiting for it.
            while let Some(mut sitting) = self.sittings.remove(&current) {
                match self.work_off(&mut sitting) {
                    Ok(true) => current += 1,
                    Ok(false) => {
                        self.sittings.insert(current, sitting);
                        break;
                    }
                    Err(Gone) => return,
                }
                if !self.config.one_by_one {
                    break;
                }
            }
        }
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
            Step::Decoded { utterance, transcript, pin } => {
                ledger.waiting.fetch_sub(1, Relaxed);
                ledger.judged_until.fetch_max(utterance.range.end.0, Relaxed);
                let hits = self.read(session, sitting, &utterance, transcript)?;
                let judged = sitting.judge.hear(hits);
                self.announce(session, &judged.new_hits)?;
                self.file(session, sitting, judged.verdicts)?;
                // Only now may the tape forget: a clip has pinned what it needs.
                drop(pin);
            }
            Step::Lost => {
                ledger.waiting.fetch_sub(1, Relaxed);
            }
            Step::Reached(now) => {
                ledger.judged_until.fetch_max(now.0, Relaxed);
                let closed = sitting.judge.advance(now);
                self.file(session, sitting, closed)?;
                let oldest = now.saturating_sub(samples(
                    self.config.judge.episode_most_s
                        + self.config.judge.episode_gap_s
                        + self.config.clip_pre_roll_s,
                ));
                sitting.heard.retain(|(range, _)| range.end >= oldest);
            }
            Step::Over => {
                let closed = sitting.judge.finish();
                self.file(session, sitting, closed)?;
            }
        }
        Ok(())
    }

    /// Shows an utterance and finds the phrases in it.
    fn read(
        &self,
        session: &Session,
        sitting: &mut Sitting,
        utterance: &Utterance,
        transcript: Result<Transcript, TranscribeError>,
    ) -> Result<Vec<Hit>, Gone> {
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
        let hits = self.spotter.hits(&Heard {
            text: &text,
            range: utterance.range,
            channel: utterance.channel,
            role,
            role_basis: RoleBasis::of(role),
        });
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
        })))?;
        if !text.is_empty() {
            self.send(Output::Line(Line {
                counter: session.counter.clone(),
                channel: utterance.channel,
                role,
                at: session.clock.at(utterance.range.start),
                text: text.clone(),
                marks: hits
                    .iter()
                    .map(|hit| Mark { start: hit.text_start, end: hit.text_end, list: hit.list })
                    .collect(),
            }))?;
            let heard = HeardUtterance {
                start_s: utterance.range.start.seconds(),
                end_s: utterance.range.end.seconds(),
                channel: utterance.channel,
                role,
                text,
                mean_logprob: transcript.mean_logprob,
                hits: hits.clone(),
            };
            sitting.heard.push_back((utterance.range, heard));
        }
        Ok(hits)
    }

    fn announce(&self, session: &Session, hits: &[Hit]) -> Result<(), Gone> {
        session.ledger.hits.fetch_add(hits.len() as u64, Relaxed);
        for hit in hits {
            self.send(Output::Event(Event::Hit(HitEvent {
                source: session.source.clone(),
                counter: session.counter.clone(),
                list: hit.list,
                id: hit.id.clone(),
                phrase: hit.phrase.clone(),
                channel: hit.channel,
                role: hit.role,
                role_basis: hit.role_basis,
                start_s: hit.range.start.seconds(),
                end_s: hit.range.end.seconds(),
                score: hit.score.0,
                heard: hit.heard.clone(),
                how: hit.how,
            })))?;
        }
        Ok(())
    }

    /// Hands verdicts to the archive, each with the words and the sound of its clip.
    fn file(
        &self,
        session: &Arc<Session>,
        sitting: &mut Sitting,
        verdicts: Vec<Verdict>,
    ) -> Result<(), Gone> {
        for verdict in verdicts {
            let clip = verdict
                .range
                .widen(samples(self.config.clip_pre_roll_s), samples(self.config.clip_post_roll_s));
            // Pinned anew before the episode's own pin goes: between the two the tape
            // might forget where the clip begins.
            let pin = session.tape.pin(clip.start);
            if verdict.closed {
                sitting.clips.remove(&verdict.episode);
            } else {
                let pin = || session.tape.pin(clip.start);
                sitting.clips.entry(verdict.episode).or_insert_with(pin);
            }
            let heard = sitting.heard.iter().filter(|(range, _)| range.overlaps(clip));
            let filing = Filing {
                heard: heard.map(|(_, heard)| heard.clone()).collect(),
                _pin: pin,
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

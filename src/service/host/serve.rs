//! What consoles ask, and what comes back from the store.
//!
//! Part of the host; on its thread. Every request is first held against what its console
//! may ask.

use super::super::message::{Detail, FromService, ToService};
use super::super::permit::{View, about};
use super::super::server::{ConsoleId, Request};
use super::{Host, Waiting};
use crate::account::{Action, Office};
use crate::clock;
use crate::pipeline::{Answer, Ask, Change, Look, Marking, Question};
use crate::record::{Dossier, MACHINE, RecordError, Sight, Ticket, Via, Warrant, What};
use crate::tr;
use crossbeam_channel::{Sender, TrySendError};
use std::path::PathBuf;
use std::time::Instant;

/// Characters of a complaint's counter.
const COUNTER_MOST: usize = 64;
/// Characters of what is complained of.
const NOTE_MOST: usize = 2000;

impl Host {
    pub(super) fn serve(&mut self, request: Request, now: Instant) {
        match request {
            Request::NeedHello { console } => {
                self.register.attach(console, now);
                self.look(Waiting::Meeting(console), Question::People, Sight::default());
            }
            Request::Gone { console } => self.gone(console),
            Request::Said { console, actor, body } => {
                if self.is_a_persons(console, &body) {
                    self.register.touch(console, now);
                }
                let view = self.view(console);
                match view.may_ask(&body) {
                    Ok(()) => self.carry_out(console, &view, actor, body, now),
                    Err(why) => self.deny(console, &about(&body), why),
                }
            }
        }
    }

    fn carry_out(
        &mut self,
        console: ConsoleId,
        view: &View,
        said: String,
        body: ToService,
        now: Instant,
    ) {
        let waiting = Waiting::Console(console);
        let sight = view.sight();
        // Who they say they are counts only where nobody can prove it.
        let actor = match (view, &body) {
            (View::Open, _) => said,
            (View::Account(account, _), _) => account.id.clone(),
            (View::Nobody, ToService::Mark { via, .. } | ToService::Praise { via, .. }) => {
                way(*via).to_owned()
            }
            (View::Nobody, ToService::Retain { .. }) => way(Via::Command).to_owned(),
            (View::Nobody, _) => String::new(),
        };
        let (warrant, rules) = (view.warrant(), self.facts.rules);
        let packs = self.facts.packs.clone();
        let mut ask = |change| {
            self.change_or_refuse(Waiting::Console(console), &actor, warrant.clone(), change);
        };
        match body {
            ToService::Attach { .. } => {}
            ToService::Act { id, deed, note } => ask(Change::Act { id, deed, note }),
            ToService::Undo { id } => ask(Change::Undo(id)),
            ToService::Handle { id, change, note } => ask(Change::Handle { id, change, note }),
            ToService::Mark { counter, note, .. } | ToService::Praise { counter, note, .. }
                if is_too_long(&counter, &note) =>
            {
                let why = tr!("柜台名或说明太长", "the counter's name or the note is too long");
                self.refuse(console, why);
            }
            ToService::Mark { counter, via, note } => {
                ask(Change::Mark(Marking { counter, via, note, at: clock::now() }));
            }
            ToService::Praise { counter, via, note } => {
                ask(Change::Praise(Marking { counter, via, note, at: clock::now() }));
            }
            ToService::Renewed { part, last, text } => {
                self.renewed(console, (&actor, warrant), (part, last, &text));
            }
            ToService::SignIn { name } => self.sign_in(console, &name),
            ToService::Prove { text } => self.prove(console, &text, now),
            ToService::SignOut => self.sign_out(console),
            ToService::Swap { counter, person } => self.swap(console, counter, person),
            ToService::Mute { counter, minutes, note } => {
                self.mute((console, view), &actor, (counter, minutes, note), clock::now());
            }
            ToService::Staff { asked } => ask(Change::Staff(asked)),
            ToService::Retain { asked } => ask(Change::Retain { asked, rules }),
            ToService::Rejudge { asked } => match packs {
                Some(packs) => ask(Change::Rejudge { asked, packs }),
                None => {
                    let why =
                        tr!("这里没有启用服务行为规则", "no rules of conduct are in force here");
                    self.refuse(console, why);
                }
            },
            ToService::Open { id } => {
                if *view == View::Open && !self.register.is_opened(console, &id) {
                    self.register.opened(console, &id);
                    self.note_of(&actor, What::Opened, &id, "");
                }
                self.look(waiting, Question::Open(id), sight);
            }
            ToService::List { serial, mut listing, offset, limit } => {
                // What is out of sight is for those who can bring it back.
                listing.set_aside &= view.may(Action::Retain);
                let question = Question::List { listing, offset, limit };
                self.look(Waiting::Page(console, serial), question, sight);
            }
            ToService::Figures { span } => {
                self.look(waiting, Question::Figures(span), view.sight_of_figures());
            }
            ToService::Tickets => self.look(waiting, Question::Tickets, sight),
            ToService::Encounters { serial, listing, offset, limit } => {
                let question = Question::Encounters { listing, offset, limit };
                self.look(Waiting::Page(console, serial), question, sight);
            }
            ToService::Encounter { id } => self.look(waiting, Question::Encounter(id), sight),
        }
    }

    /// A fresh tag under which an answer comes back, and where to.
    fn tag(&mut self, waiting: Waiting) -> (u64, Sender<(u64, Answer)>) {
        let tag = self.next_tag;
        self.next_tag += 1;
        self.asked.insert(tag, waiting);
        (tag, self.answer.clone())
    }

    pub(super) fn look(&mut self, waiting: Waiting, question: Question, sight: Sight) {
        let (tag, reply) = self.tag(waiting);
        let look = Look { question, sight, tag, reply };
        let Some(wired) = &self.wired else { return };
        let Err(error) = wired.looks.try_send(look) else { return };
        match self.asked.remove(&tag) {
            // A console must be greeted, with what there is.
            Some(Waiting::Meeting(console) | Waiting::Greeting(console)) => {
                self.greet(console, Vec::new());
            }
            Some(Waiting::Console(console) | Waiting::Page(console, _)) => {
                self.refuse(console, full(&error));
            }
            _ => {}
        }
    }

    /// Hands a change to the thread that writes; false when it cannot be taken.
    pub(super) fn change(
        &mut self,
        waiting: Waiting,
        actor: &str,
        warrant: Option<Box<Warrant>>,
        change: Change,
    ) -> bool {
        self.try_change(waiting, actor, warrant, change).is_ok()
    }

    /// As [`Host::change`]; tells the console that waits when it cannot be taken.
    pub(super) fn change_or_refuse(
        &mut self,
        waiting: Waiting,
        actor: &str,
        warrant: Option<Box<Warrant>>,
        change: Change,
    ) {
        let console = match &waiting {
            Waiting::Console(console)
            | Waiting::Evidence(console, ..)
            | Waiting::Trying(console, _)
            | Waiting::Entering(console, _) => Some(*console),
            _ => None,
        };
        if let (Err(why), Some(console)) =
            (self.try_change(waiting, actor, warrant, change), console)
        {
            self.refuse(console, why);
        }
    }

    fn try_change(
        &mut self,
        waiting: Waiting,
        actor: &str,
        warrant: Option<Box<Warrant>>,
        change: Change,
    ) -> Result<(), String> {
        let (tag, reply) = self.tag(waiting);
        let ask = Ask { change, actor: actor.to_owned(), warrant, tag, reply };
        let sent = match self.wired.as_ref().and_then(|wired| wired.asks.as_ref()) {
            Some(asks) => asks.try_send(ask),
            None => Err(TrySendError::Disconnected(ask)),
        };
        sent.map_err(|error| {
            self.asked.remove(&tag);
            full(&error)
        })
    }

    pub(super) fn reply(&mut self, tag: u64, answer: Answer) {
        let Some(waiting) = self.asked.remove(&tag) else { return };
        match (waiting, answer) {
            (Waiting::Meeting(console), Answer::People(people)) => {
                self.people(people);
                self.meet(console);
            }
            (Waiting::Greeting(console), Answer::Latest(latest)) => {
                let (incidents, why) = match latest {
                    Ok(incidents) => (incidents, None),
                    Err(error) => (Vec::new(), Some(error.to_string())),
                };
                self.greet(console, incidents);
                if let Some(why) = why {
                    self.refuse(console, why);
                }
            }
            (Waiting::Page(console, serial), Answer::Page(Ok(page))) => {
                self.server.send(console, FromService::Page { serial, page: *page });
            }
            (Waiting::Page(console, serial), Answer::Encounters(Ok(page))) => {
                self.server.send(console, FromService::Encounters { serial, page: *page });
            }
            (
                Waiting::Page(console, _),
                Answer::Page(Err(error)) | Answer::Encounters(Err(error)),
            ) => self.fault(console, &error),
            (Waiting::Host, Answer::Room(disk_free_mb)) => self.gauge.room(disk_free_mb),
            (Waiting::Host, Answer::People(people)) => self.people(people),
            (Waiting::Host, Answer::Retained(outcome)) => self.was_retained(outcome),
            (Waiting::Log(note), Answer::Logged(outcome)) => self.written(*note, outcome),
            (Waiting::Evidence(console, id, detail), Answer::Logged(Ok(()))) => {
                self.register.opened(console, &id);
                self.server.send(console, *detail);
            }
            (Waiting::Trying(console, name), Answer::Tried(tried)) => {
                self.tried(console, &name, tried, Instant::now());
            }
            (Waiting::Entering(console, account), Answer::TryEnded(unseen)) => {
                self.entered(console, *account, unseen, Instant::now());
            }
            (Waiting::Evidence(console, ..) | Waiting::Console(console), answer) => {
                self.tell(console, answer);
            }
            // Nobody asked, or not so.
            _ => {}
        }
    }

    /// Tells a console what it asked for. What has changed was published already.
    fn tell(&mut self, console: ConsoleId, answer: Answer) {
        let message = match answer {
            Answer::Opened(Ok(dossier)) => return self.opened(console, *dossier),
            Answer::Figures(Ok(figures)) => {
                let mut figures = self.view(console).figures(*figures);
                if self.shadow_until().is_some() {
                    figures.by_counter.clear();
                }
                FromService::Figures(Box::new(figures))
            }
            Answer::Tickets(Ok(tickets)) => FromService::Tickets(tickets),
            Answer::Encounter(Ok(Some(detail))) => FromService::Encounter(detail),
            Answer::Encounter(Ok(None)) => {
                let why = tr!(
                    "没有这次接待,或不在你的职责范围内",
                    "there is no such encounter, or it is outside what you look after"
                );
                return self.refuse(console, why);
            }
            Answer::Done(Ok(incident)) => {
                let sight = self.view(console).sight();
                // Who has just named another person sees it no more.
                if sight.holds(&incident.custody) && !sight.nameless {
                    self.look(Waiting::Console(console), Question::Open(incident.id), sight);
                }
                return;
            }
            Answer::Marked(Ok(ticket)) if !self.view(console).has_ticket(&ticket) => {
                FromService::Ticket(Box::new(receipt(*ticket)))
            }
            Answer::Rejudged(Ok(done)) => FromService::Rejudged(done),
            Answer::Retained(Ok(retained)) => return self.tell_retained(console, retained),
            Answer::Staffed(Ok(staffed)) => {
                self.look(Waiting::Host, Question::People, Sight::default());
                FromService::Staffed(staffed)
            }
            Answer::Praised(Ok((incident, lacking))) => FromService::Praised { incident, lacking },
            Answer::Logged(Ok(())) => {
                // A seat was taken: who sits where is looked up anew.
                self.look(Waiting::Host, Question::People, Sight::default());
                return;
            }
            Answer::Opened(Err(error))
            | Answer::Figures(Err(error))
            | Answer::Encounter(Err(error))
            | Answer::Tickets(Err(error))
            | Answer::Done(Err(error))
            | Answer::Handled(Err(error))
            | Answer::Marked(Err(error))
            | Answer::Praised(Err(error))
            | Answer::Renewed(Err(error))
            | Answer::Rejudged(Err(error))
            | Answer::Retained(Err(error))
            | Answer::Staffed(Err(error))
            | Answer::Logged(Err(error)) => return self.fault(console, &error),
            _ => return,
        };
        self.server.send(console, message);
    }

    /// Gives evidence: written down first, where there is somebody to write down.
    fn opened(&mut self, console: ConsoleId, mut dossier: Dossier) {
        let id = dossier.incident.id.clone();
        let is_staff = self.register.account(console).is_some_and(|me| me.office == Office::Staff);
        if is_staff && !self.facts.before_decision && dossier.incident.disposition.is_undecided() {
            // Its row is shown; where its evidence lies is not told yet.
            dossier.clip = PathBuf::new();
            dossier.words = PathBuf::new();
            dossier.heard.clear();
        }
        let message = FromService::Detail(Box::new(detail(dossier)));
        let account = self.register.account(console).map(|account| account.id.clone());
        let Some(account) = account.filter(|_| !self.register.is_opened(console, &id)) else {
            self.server.send(console, message);
            return;
        };
        let note = super::audit::note(&account, What::Opened, &id, "");
        let waiting = Waiting::Evidence(console, id, Box::new(message));
        self.change_or_refuse(waiting, MACHINE, None, Change::Log(note));
    }

    /// Whether a person did it, and not a console that keeps itself up to date.
    fn is_a_persons(&self, console: ConsoleId, request: &ToService) -> bool {
        match request {
            ToService::Attach { .. }
            | ToService::List { .. }
            | ToService::Encounters { .. }
            | ToService::Figures { .. }
            | ToService::Renewed { .. }
            | ToService::Tickets => false,
            ToService::Open { id } => !self.register.is_opened(console, id),
            _ => true,
        }
    }

    /// Tells what went wrong; what was not allowed is written down.
    fn fault(&mut self, console: ConsoleId, error: &RecordError) {
        match error {
            RecordError::Denied { id, why } => self.deny(console, &id.clone(), *why),
            error => self.refuse(console, error.to_string()),
        }
    }
}

fn full<T>(error: &TrySendError<T>) -> String {
    match error {
        TrySendError::Full(_) => tr!("记录正忙,请再按一次", "the store is busy; press it again"),
        TrySendError::Disconnected(_) => tr!("服务正在停止", "the service is stopping"),
    }
}

/// How what has no account behind it is written down.
fn way(via: Via) -> &'static str {
    match via {
        Via::Console => "console",
        Via::Command => "command",
        Via::Device => "device",
    }
}

/// A complaint as whoever filed it is told: its number, and what they said.
fn receipt(ticket: Ticket) -> Ticket {
    Ticket { incident: None, steps: ticket.steps.into_iter().take(1).collect(), ..ticket }
}

/// Whether a complaint is longer than people write one.
pub(super) fn is_too_long(counter: &str, note: &str) -> bool {
    counter.chars().count() > COUNTER_MOST || note.chars().count() > NOTE_MOST
}

fn detail(dossier: Dossier) -> Detail {
    let words = dossier.words.display().to_string();
    let is_sealed = dossier.incident.custody.is_sealed();
    Detail {
        incident: dossier.incident,
        evidence: dossier.evidence,
        clip: dossier.clip.display().to_string(),
        words: if is_sealed { words } else { String::new() },
        hit_in_clip_s: dossier.hit_in_clip_s,
        clip_s: dossier.clip_s,
        heard: dossier.heard,
        history: dossier.history,
    }
}

//! Making a change that somebody wants, if they may, and answering them.
//!
//! Thread `record`, which owns the store. What they may is looked up in the rows as they
//! are at that moment, so that nothing passes between looking and writing.

use super::Output;
use super::ask::{Answer, Ask, Change};
use super::rejudging::{STRETCH, rejudge};
use super::tickets::{marked, unheard};
use crate::account::{Action, Office};
use crate::clock;
use crate::record::{
    Deed, Denied, Incident, RecordError, Sight, Step, Store, TicketChange, Warrant,
};
use crate::tr;
use crossbeam_channel::Sender;

/// Makes the change; what has changed comes out before whoever wanted it is answered.
pub(super) fn make(store: &mut Store, ask: Ask, out: &Sender<Output>) {
    let Ask { change, actor, warrant, tag, reply } = ask;
    let warrant = warrant.as_deref();
    let now = clock::now();
    let answer = match change {
        Change::Act { id, deed, note } => acted(
            may_act(store, warrant, &id, Step::Deed(&deed))
                .and_then(|()| store.act(&id, deed, &actor, &note, now)),
            out,
        ),
        Change::Undo(id) => acted(
            may_act(store, warrant, &id, Step::Undo).and_then(|()| store.undo(&id, &actor, now)),
            out,
        ),
        Change::Mark(marking) => {
            return marked(unheard(store, &marking, &actor), (tag, &reply), out);
        }
        Change::Praise(_) => {
            let lacking = tr!(
                "当时没有在监听,没有录音,表扬没有保存",
                "nothing was listening; there is no sound, and nothing is kept"
            );
            Answer::Praised(Ok((None, lacking)))
        }
        Change::Handle { id, change, note } => {
            let handled = may_handle(store, warrant, &id, &change)
                .and_then(|()| store.handle_ticket(&id, change, &actor, &note, now))
                .map(Box::new);
            if let Ok(ticket) = &handled {
                out.send(Output::Ticket(ticket.clone())).ok();
            }
            Answer::Handled(handled)
        }
        Change::Log(note) => Answer::Logged(store.log(&note)),
        Change::Try(name) => Answer::Tried(store.begin_try(&name, now)),
        Change::EndTry { id, succeeded } => {
            let ended = store.end_try(id.as_deref(), succeeded, now);
            let sight = warrant.map(|warrant| warrant.sight.clone()).unwrap_or_default();
            Answer::TryEnded(ended.and_then(|()| match (id, succeeded) {
                (Some(id), true) => unseen(store, &sight, &id),
                _ => Ok(0),
            }))
        }
        Change::Retain { asked, rules } => {
            let retained = store.retaining(&asked, &rules, (&actor, warrant), now);
            if let Ok(retained) = &retained {
                for id in retained.set_aside.iter().chain(&retained.brought_back) {
                    // One that is gone meanwhile need not be shown.
                    if let Ok(incident) = store.incident(id) {
                        out.send(Output::Incident(Box::new(incident))).ok();
                    }
                }
            }
            Answer::Retained(retained.map(Box::new))
        }
        Change::Staff(asked) => Answer::Staffed(store.staffing(&asked, &actor, now)),
        Change::Rejudge { asked, packs } => {
            let sight = warrant.map(|warrant| warrant.sight.clone()).unwrap_or_default();
            let done = may_judge(warrant)
                .and_then(|()| rejudge(store, &packs, &asked, STRETCH, (&actor, &sight)));
            Answer::Rejudged(done.map(|(done, written)| {
                for (row, custody) in written {
                    let (row, custody) = (Box::new(row), Box::new(custody));
                    out.send(Output::Met { row, custody }).ok();
                }
                Box::new(done)
            }))
        }
        Change::Sit(seat) => Answer::Logged(store.add_seats(&[seat], &actor, now)),
        Change::Renew(renewed) => {
            let taken = may_renew(store, warrant, &renewed.id)
                .and_then(|()| store.take_renewed(*renewed, &actor, now));
            if let Ok(Some(incident)) = &taken {
                out.send(Output::Incident(Box::new(incident.clone()))).ok();
            }
            Answer::Renewed(taken.map(drop))
        }
    };
    // An asker who has left is not waited for.
    reply.send((tag, answer)).ok();
}

/// Answers a change for which the store could not be opened.
pub(super) fn failed(ask: Ask, error: RecordError) {
    let answer = match ask.change {
        Change::Act { .. } | Change::Undo(_) => Answer::Done(Err(error)),
        Change::Handle { .. } => Answer::Handled(Err(error)),
        Change::Mark(_) => Answer::Marked(Err(error)),
        Change::Praise(_) => Answer::Praised(Err(error)),
        Change::Log(_) | Change::Sit(_) => Answer::Logged(Err(error)),
        Change::Renew(_) => Answer::Renewed(Err(error)),
        Change::Retain { .. } => Answer::Retained(Err(error)),
        Change::Staff(_) => Answer::Staffed(Err(error)),
        Change::Rejudge { .. } => Answer::Rejudged(Err(error)),
        Change::Try(_) => Answer::Tried(Err(error)),
        Change::EndTry { .. } => Answer::TryEnded(Err(error)),
    };
    ask.reply.send((ask.tag, answer)).ok();
}

fn acted(done: Result<Incident, RecordError>, out: &Sender<Output>) -> Answer {
    let done = done.map(Box::new);
    if let Ok(incident) = &done {
        out.send(Output::Incident(incident.clone())).ok();
    }
    Answer::Done(done)
}

fn may_act(
    store: &Store,
    warrant: Option<&Warrant>,
    id: &str,
    step: Step<'_>,
) -> Result<(), RecordError> {
    let Some(warrant) = warrant else { return Ok(()) };
    let denied = |why| RecordError::Denied { id: id.to_owned(), why };
    // First what needs no look at the row, so that nobody learns what there is.
    warrant.may(step.needs()).map_err(denied)?;
    let row = match store.incident(id) {
        Err(RecordError::NoSuchIncident { .. }) => return Err(denied(Denied::Outside)),
        row => row?,
    };
    let history = store.history(id)?;
    warrant.check(&row, &history, step).map_err(denied)?;
    if let Step::Deed(Deed::Concerns { person }) = step
        && !person.is_empty()
    {
        let is_staff = |account: &crate::account::Account| {
            account.id == *person
                && account.office == Office::Staff
                && account.is_open(clock::now())
        };
        if !store.accounts()?.iter().any(is_staff) {
            return Err(denied(Denied::NotStaff));
        }
    }
    Ok(())
}

/// Evidence is sealed anew by those who decide on it and see it.
fn may_renew(store: &Store, warrant: Option<&Warrant>, id: &str) -> Result<(), RecordError> {
    let denied = |why| RecordError::Denied { id: id.to_owned(), why };
    // Where nobody signs in nothing is sealed.
    let warrant = warrant.ok_or_else(|| denied(Denied::Nobody))?;
    warrant.may(&[Action::Decide]).map_err(denied)?;
    let row = match store.incident(id) {
        Err(RecordError::NoSuchIncident { .. }) => return Err(denied(Denied::Outside)),
        row => row?,
    };
    if warrant.sight.holds(&row.custody) { Ok(()) } else { Err(denied(Denied::Outside)) }
}

/// Encounters are judged again by those who decide.
fn may_judge(warrant: Option<&Warrant>) -> Result<(), RecordError> {
    let Some(warrant) = warrant else { return Ok(()) };
    let denied = |why| RecordError::Denied { id: String::new(), why };
    warrant.may(&[Action::Decide]).map_err(denied)
}

fn may_handle(
    store: &Store,
    warrant: Option<&Warrant>,
    id: &str,
    change: &TicketChange,
) -> Result<(), RecordError> {
    let Some(warrant) = warrant else { return Ok(()) };
    let denied = |why| RecordError::Denied { id: id.to_owned(), why };
    let ticket = match store.ticket(id) {
        Err(RecordError::NoSuchTicket { .. }) => return Err(denied(Denied::Outside)),
        ticket => ticket?,
    };
    warrant.check_ticket(&ticket.counter, change).map_err(denied)
}

/// Incidents that somebody who signs in is told of.
fn unseen(store: &Store, sight: &Sight, id: &str) -> Result<u64, RecordError> {
    if sight.nothing || sight.nameless {
        return Ok(0);
    }
    store.unseen_by(sight, id)
}

//! A complaint, or praise, from outside a console: one connection, one ticket.
//!
//! Runs on the caller's thread and waits there, for `liyu mark` and for the hook of the
//! rating device. Keeps nothing.

use super::ServiceError;
use super::client::Client;
use super::message::{FromService, ToService};
use crate::clock;
use crate::record::{Ticket, Via, is_sealed_note};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the service may take: it may be writing to a slow disk.
const WITHIN: Duration = Duration::from_secs(10);

/// Whether a step's note is what was said; a sealed one cannot be read here.
fn is_it(written: &str, said: &str) -> bool {
    written == said || is_sealed_note(written)
}

/// Tells the service of the store in `store_dir` that somebody complains about
/// `counter`, and that `actor` says so; gives the ticket as it was received.
///
/// # Errors
/// [`ServiceError::NotRunning`] without a service; [`ServiceError::Refused`],
/// [`ServiceError::Lost`] and [`ServiceError::NoAnswer`] when it makes no ticket of it.
pub fn mark(
    store_dir: &Path,
    actor: &str,
    counter: &str,
    via: Via,
    note: &str,
) -> Result<Ticket, ServiceError> {
    let client = Client::attach(store_dir, actor)?;
    let deadline = Instant::now() + WITHIN;
    let since = clock::now();
    loop {
        match client.next(deadline)? {
            // Whoever has not been greeted hears of no ticket.
            FromService::Hello(_) => {
                let (counter, note) = (counter.to_owned(), note.to_owned());
                client.send(ToService::Mark { counter, via, note })?;
            }
            FromService::Ticket(ticket)
                if ticket.counter == counter
                    && ticket.via == via
                    && ticket.received_at >= since
                    && ticket.steps.first().is_some_and(|step| is_it(&step.note, note)) =>
            {
                return Ok(*ticket);
            }
            FromService::Refused { why } => return Err(ServiceError::Refused(why)),
            FromService::Bye => return Err(ServiceError::Lost),
            _ => {}
        }
    }
}

/// Tells the service of the store in `store_dir` that somebody praises `counter`; gives the
/// id of the incident that it will be, where anything is kept, and what is lacking.
///
/// # Errors
/// As [`mark`].
pub fn praise(
    store_dir: &Path,
    actor: &str,
    counter: &str,
    via: Via,
    note: &str,
) -> Result<(Option<String>, String), ServiceError> {
    let client = Client::attach(store_dir, actor)?;
    let deadline = Instant::now() + WITHIN;
    loop {
        match client.next(deadline)? {
            FromService::Hello(_) => {
                let (counter, note) = (counter.to_owned(), note.to_owned());
                client.send(ToService::Praise { counter, via, note })?;
            }
            FromService::Praised { incident, lacking } => return Ok((incident, lacking)),
            FromService::Refused { why } => return Err(ServiceError::Refused(why)),
            FromService::Bye => return Err(ServiceError::Lost),
            _ => {}
        }
    }
}

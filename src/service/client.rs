//! The console's end of the socket.
//!
//! Owns one connection and its two threads, `service-in` and `service-out`.
//! When the service is lost its events end; whoever holds the client attaches
//! anew. Never draws, never decides.

use super::ServiceError;
use super::message::{FromService, PROTOCOL, ToService};
use super::socket::Address;
use super::wire::{Lines, Wire};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded, select_biased};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Messages that wait for the console. When it is full the socket fills next,
/// and then the service marks this console as behind.
const EVENTS: usize = 256;

/// Requests that wait for the socket; a person makes one at a time.
const REQUESTS: usize = 16;

/// Of those, how many may be what nobody waits for.
const BEHIND: usize = REQUESTS / 2;

/// Bytes of the longest line that a service may send: a greeting holds all
/// that a console shows.
const LINE_LIMIT: usize = 64 << 20;

/// An attached console.
#[derive(Debug)]
pub struct Client {
    store: PathBuf,
    actor: String,
    wire: Arc<Wire>,
    events: Receiver<FromService>,
    requests: Option<Sender<ToService>>,
    stop: Option<Sender<Infallible>>,
    threads: Vec<JoinHandle<()>>,
}

impl Client {
    /// Attaches to the service of the store in `store_dir` as `actor`: what is done here
    /// is written down under that name, and nobody proves it. The first event is
    /// a [`FromService::Hello`], or [`FromService::Refused`] when the versions
    /// do not fit. Errors when no service answers.
    pub fn attach(store_dir: &Path, actor: &str) -> Result<Client, ServiceError> {
        let address = Address::of(store_dir)?;
        let wire = Arc::new(address.connect()?);
        let (event, events) = bounded(EVENTS);
        let (request, requests) = bounded(REQUESTS);
        let (stop, stopped) = bounded::<Infallible>(0);
        let mut client = Client {
            store: store_dir.to_owned(),
            actor: actor.to_owned(),
            wire: Arc::clone(&wire),
            events,
            requests: Some(request),
            stop: Some(stop),
            threads: Vec::with_capacity(2),
        };
        client.send(ToService::Attach { protocol: PROTOCOL, actor: actor.to_owned() })?;
        let failed = |source| ServiceError::Socket { path: address.path().to_owned(), source };
        let reading = Arc::clone(&wire);
        let reader = thread::Builder::new()
            .name("service-in".to_owned())
            .spawn(move || read(&reading, &event, &stopped));
        client.threads.push(reader.map_err(failed)?);
        let writer = thread::Builder::new()
            .name("service-out".to_owned())
            .spawn(move || write(&wire, &requests));
        client.threads.push(writer.map_err(failed)?);
        Ok(client)
    }

    /// What the service says; disconnected once the service is lost.
    pub fn events(&self) -> &Receiver<FromService> {
        &self.events
    }

    /// The next thing that the service says.
    ///
    /// # Errors
    /// [`ServiceError::NoAnswer`] when it says nothing until `deadline`,
    /// [`ServiceError::Lost`] when it is gone.
    pub fn next(&self, deadline: Instant) -> Result<FromService, ServiceError> {
        self.events.recv_deadline(deadline).map_err(|error| match error {
            RecvTimeoutError::Timeout => ServiceError::NoAnswer,
            RecvTimeoutError::Disconnected => ServiceError::Lost,
        })
    }

    /// Waits for what `wanted` takes for the answer; whatever comes before it is passed over.
    ///
    /// # Errors
    /// Those of [`Client::next`]; [`ServiceError::Refused`] when the service refuses.
    pub fn wait_for<T>(
        &self,
        within: Duration,
        mut wanted: impl FnMut(FromService) -> Option<T>,
    ) -> Result<T, ServiceError> {
        let deadline = Instant::now() + within;
        loop {
            match self.next(deadline)? {
                FromService::Refused { why } => return Err(ServiceError::Refused(why)),
                FromService::Bye => return Err(ServiceError::Lost),
                event => {
                    if let Some(found) = wanted(event) {
                        return Ok(found);
                    }
                }
            }
        }
    }

    /// Sends a request; never waits.
    pub fn send(&self, request: ToService) -> Result<(), ServiceError> {
        let Some(requests) = &self.requests else {
            return Err(ServiceError::Lost);
        };
        requests.try_send(request).map_err(|e| match e {
            TrySendError::Full(_) => ServiceError::Busy,
            TrySendError::Disconnected(_) => ServiceError::Lost,
        })
    }

    /// Sends what is done behind what people do; never waits, and leaves room for them.
    pub fn send_behind(&self, request: ToService) -> Result<(), ServiceError> {
        match self.requests.as_ref().is_some_and(|requests| requests.len() >= BEHIND) {
            true => Err(ServiceError::Busy),
            false => self.send(request),
        }
    }

    /// Who does what is done here, as it was given.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// The store's directory, as it was given.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// A fresh connection to the same store.
    pub fn reattach(&self) -> Result<Client, ServiceError> {
        Client::attach(&self.store, &self.actor)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.wire.close();
        self.requests = None;
        self.stop = None;
        for thread in self.threads.drain(..) {
            // A panic in it has been printed; there is nothing left to save.
            let _ = thread.join();
        }
    }
}

fn read(wire: &Wire, events: &Sender<FromService>, stopped: &Receiver<Infallible>) {
    let mut lines = Lines::new(wire, LINE_LIMIT);
    while let Ok(Some(line)) = lines.next(None) {
        // A later service of the same protocol may say things this console has
        // no place for.
        let Ok(message) = serde_json::from_slice(&line) else {
            continue;
        };
        select_biased! {
            recv(stopped) -> _ => break,
            send(events, message) -> sent => if sent.is_err() { break },
        }
    }
    wire.close();
}

fn write(wire: &Wire, requests: &Receiver<ToService>) {
    for request in requests {
        let Ok(mut line) = serde_json::to_vec(&request) else {
            continue;
        };
        line.push(b'\n');
        if wire.write(&line).is_err() {
            break;
        }
    }
    wire.close();
}

//! The service's end of the socket: who is attached, and a queue to each.
//!
//! Owns the thread `socket`, which accepts, and two threads a console,
//! `console-<n>-in` and `console-<n>-out`. Whoever publishes never waits: a
//! console that hangs, dies or talks nonsense harms itself only. Answers
//! nothing by itself; the owner of the store does, through `requests`.

use super::ServiceError;
use super::actor::cleaned;
use super::message::{FromService, PROTOCOL, ToService};
use super::socket::{Address, Held};
use super::wire::{Lines, Wire};
use crate::tr;
use crossbeam_channel::{
    Receiver, RecvTimeoutError, Sender, TryRecvError, TrySendError, bounded, select_biased,
};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Messages that wait for one console. When it is full the console is behind.
const QUEUE: usize = 256;

/// Consoles at once; each costs two threads.
const CONSOLES: usize = 64;

/// Bytes of the longest line that a console may send.
const LINE_LIMIT: usize = 1 << 20;

/// How long a connection may stay silent before it says who it is.
const ATTACH_WITHIN: Duration = Duration::from_secs(5);

/// Between two looks for a new console.
const ACCEPT_EVERY: Duration = Duration::from_millis(30);

/// How long consoles may take to read their last messages.
const BYE_WITHIN: Duration = Duration::from_millis(500);

/// One console for as long as it is connected; never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsoleId(pub u64);

/// What the owner of the store is asked to do.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "some 64 of them wait at most")]
pub enum Request {
    /// A console wants something; answer with [`Server::send`] or publish the
    /// change. Never [`ToService::Attach`].
    Said {
        /// Which console.
        console: ConsoleId,
        /// Who is at it, as [`super::actor::cleaned`] writes it.
        actor: String,
        /// What it wants.
        body: ToService,
    },
    /// A console is new, or has fallen behind and caught up: send it a
    /// [`FromService::Hello`].
    NeedHello {
        /// Which console.
        console: ConsoleId,
    },
    /// A console that was attached is gone.
    Gone {
        /// Which console.
        console: ConsoleId,
    },
}

/// A message as it goes over the wire, made once for all consoles.
type Frame = Arc<[u8]>;

/// The open socket. Dropping it stops it.
#[derive(Debug)]
pub struct Server {
    hall: Arc<Hall>,
    stop: Option<Sender<Infallible>>,
    accept: Option<JoinHandle<Vec<Worker>>>,
    written: Receiver<Infallible>,
}

impl Server {
    /// Opens the socket of the store in `store_dir` and starts to accept.
    /// `requests` should be bounded; when it is full, the console that asks waits.
    pub fn start(store_dir: &Path, requests: Sender<Request>) -> Result<Server, ServiceError> {
        let address = Address::of(store_dir)?;
        let held = address.listen()?;
        let hall = Arc::new(Hall::default());
        let (stop, stopped) = bounded(0);
        let (alive, written) = bounded(0);
        let entrance = Entrance { hall: Arc::clone(&hall), requests, stopped, _alive: alive };
        let accept = thread::Builder::new()
            .name("socket".to_owned())
            .spawn(move || entrance.accept(held))
            .map_err(|source| ServiceError::Socket { path: address.path().to_owned(), source })?;
        Ok(Server { hall, stop: Some(stop), accept: Some(accept), written })
    }

    /// Sends `message` to every console that has been greeted; never waits.
    pub fn publish(&self, message: FromService) {
        let Some(frame) = frame(&message) else { return };
        for seat in self.hall.seats().values_mut() {
            seat.offer(&message, &frame);
        }
    }

    /// Sends `message` to one console, if it is still there; never waits.
    pub fn send(&self, console: ConsoleId, message: FromService) {
        let Some(frame) = frame(&message) else { return };
        if let Some(seat) = self.hall.seats().get_mut(&console) {
            seat.offer(&message, &frame);
        }
    }

    /// Consoles that are attached.
    pub fn consoles(&self) -> usize {
        self.hall.seats().values().filter(|seat| seat.standing != Standing::Unknown).count()
    }

    /// Says [`FromService::Bye`], closes every connection, joins all threads
    /// and removes the socket.
    pub fn stop(mut self) {
        self.shut();
    }

    fn shut(&mut self) {
        self.stop = None;
        let Some(accept) = self.accept.take() else { return };
        // A thread that panicked has said so; the others are still joined.
        let consoles = accept.join().unwrap_or_default();
        let seats = std::mem::take(&mut *self.hall.seats());
        let bye = frame(&FromService::Bye);
        for seat in seats.into_values() {
            if let Some(bye) = &bye {
                // A console whose queue is full will see the connection end instead.
                let _ = seat.queue.try_send(Arc::clone(bye));
            }
        }
        // Disconnected once the last console has taken its last words.
        let deadline = Instant::now() + BYE_WITHIN;
        while !matches!(
            self.written.recv_deadline(deadline),
            Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout)
        ) {}
        // Also of those who have no seat any more: one that was turned away may
        // hang like any other, and its writer with it.
        for wire in consoles.iter().filter_map(|worker| worker.wire.upgrade()) {
            wire.close();
        }
        for worker in consoles {
            let _ = worker.thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shut();
    }
}

fn frame(message: &FromService) -> Option<Frame> {
    // Our own messages are plain data with text keys and always have a line.
    let mut line = serde_json::to_vec(message).ok()?;
    line.push(b'\n');
    Some(line.into())
}

/// Everyone who is connected.
#[derive(Debug, Default)]
struct Hall {
    seats: Mutex<BTreeMap<ConsoleId, Seat>>,
}

impl Hall {
    fn seats(&self) -> MutexGuard<'_, BTreeMap<ConsoleId, Seat>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a console with nothing left in its queue must now be greeted again.
    fn caught_up(&self, console: ConsoleId) -> bool {
        match self.seats().get_mut(&console) {
            Some(seat) if seat.standing == Standing::Behind && seat.queue.is_empty() => {
                seat.standing = Standing::Asked;
                true
            }
            _ => false,
        }
    }
}

/// How a console stands with the stream of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Has not said who it is.
    Unknown,
    /// Has attached and waits for its first greeting.
    New,
    /// Gets everything.
    Current,
    /// Something was dropped for it.
    Behind,
    /// Its next greeting has been asked for.
    Asked,
}

#[derive(Debug)]
struct Seat {
    queue: Sender<Frame>,
    standing: Standing,
}

impl Seat {
    fn offer(&mut self, message: &FromService, frame: &Frame) {
        use FromService as M;
        let wanted = match (message, self.standing) {
            (M::Refused { .. } | M::Bye, _) => true,
            (_, Standing::Unknown) => false,
            (M::Hello(_), _) => true,
            (_, Standing::New) => false,
            (M::Status(_) | M::Line(_), standing) => standing == Standing::Current,
            _ => true,
        };
        if !wanted {
            return;
        }
        match self.queue.try_send(Arc::clone(frame)) {
            Ok(()) if matches!(message, M::Hello(_)) => self.standing = Standing::Current,
            // What was dropped is in the next greeting.
            Err(TrySendError::Full(_)) => self.standing = Standing::Behind,
            // Sent, or the console is gone and its reader is about to say so.
            Ok(()) | Err(TrySendError::Disconnected(_)) => {}
        }
    }
}

/// A thread of a console, joined when the server stops.
#[derive(Debug)]
struct Worker {
    thread: JoinHandle<()>,
    /// Its connection, which must be closed before joining; gone with the thread.
    wire: Weak<Wire>,
}

/// What the threads of the socket share.
#[derive(Clone)]
struct Entrance {
    hall: Arc<Hall>,
    requests: Sender<Request>,
    stopped: Receiver<Infallible>,
    /// Nothing is ever sent; each thread of a console holds one until it ends.
    _alive: Sender<Infallible>,
}

impl Entrance {
    /// The thread `socket`; gives the workers that are still to be joined.
    fn accept(self, held: Held) -> Vec<Worker> {
        let mut workers: Vec<Worker> = Vec::new();
        let mut next = 1;
        loop {
            match held.accept() {
                Ok(Some(wire)) => {
                    workers.retain(|worker| !worker.thread.is_finished());
                    workers.extend(self.seat(ConsoleId(next), wire));
                    next += 1;
                    if matches!(self.stopped.try_recv(), Err(TryRecvError::Disconnected)) {
                        break workers;
                    }
                }
                // Out of file handles, or it was gone before it was accepted:
                // the next look will tell.
                Ok(None) | Err(_) => {
                    if self.stopped.recv_timeout(ACCEPT_EVERY)
                        == Err(RecvTimeoutError::Disconnected)
                    {
                        break workers;
                    }
                }
            }
        }
    }

    fn seat(&self, id: ConsoleId, wire: Wire) -> Vec<Worker> {
        let wire = Arc::new(wire);
        let (queue, queued) = bounded(QUEUE);
        {
            let mut seats = self.hall.seats();
            if seats.len() >= CONSOLES {
                let why = tr!("连接的控制台已满", "too many consoles are attached");
                if let Some(frame) = frame(&FromService::Refused { why }) {
                    // The first bytes fit the socket's own buffer.
                    let _ = wire.write(&frame);
                }
                return Vec::new();
            }
            seats.insert(id, Seat { queue, standing: Standing::Unknown });
        }
        let (reading, writing) = (self.clone(), self.clone());
        let in_wire = Arc::clone(&wire);
        let out_wire = Arc::clone(&wire);
        let spawned = [
            thread::Builder::new()
                .name(format!("console-{}-in", id.0))
                .spawn(move || reading.read(id, &in_wire)),
            thread::Builder::new()
                .name(format!("console-{}-out", id.0))
                .spawn(move || writing.write(id, &out_wire, &queued)),
        ];
        if spawned.iter().any(Result::is_err) {
            self.hall.seats().remove(&id);
            wire.close();
        }
        let worker = |thread| Worker { thread, wire: Arc::downgrade(&wire) };
        spawned.into_iter().flatten().map(worker).collect()
    }

    fn read(self, id: ConsoleId, wire: &Wire) {
        let mut lines = Lines::new(wire, LINE_LIMIT);
        let first = lines.next(Some(Instant::now() + ATTACH_WITHIN));
        let first = first.ok().flatten().and_then(|line| serde_json::from_slice(&line).ok());
        match first {
            Some(ToService::Attach { protocol: PROTOCOL, actor }) => {
                let actor = cleaned(&actor);
                if let Some(seat) = self.hall.seats().get_mut(&id) {
                    seat.standing = Standing::New;
                }
                if self.ask(Request::NeedHello { console: id }) {
                    while let Ok(Some(line)) = lines.next(None) {
                        let Ok(body) = serde_json::from_slice(&line) else { break };
                        if matches!(body, ToService::Attach { .. })
                            || !self.ask(Request::Said { console: id, actor: actor.clone(), body })
                        {
                            break;
                        }
                    }
                    self.ask(Request::Gone { console: id });
                }
            }
            Some(ToService::Attach { protocol, .. }) => {
                self.turn_away(id, protocol);
                return;
            }
            _ => {}
        }
        self.hall.seats().remove(&id);
        // While stopping, the last words may still be on their way.
        if !matches!(self.stopped.try_recv(), Err(TryRecvError::Disconnected)) {
            wire.close();
        }
    }

    /// Says why; the writer closes the connection once that is out.
    fn turn_away(&self, id: ConsoleId, protocol: u32) {
        let why = tr!(
            "控制台与服务版本不符(协议 {} 与 {}),请使用同一版本",
            "console and service are of different versions (protocol {} and {}); use the same",
            protocol,
            PROTOCOL
        );
        if let Some(mut seat) = self.hall.seats().remove(&id) {
            let message = FromService::Refused { why };
            if let Some(frame) = frame(&message) {
                seat.offer(&message, &frame);
            }
        }
    }

    fn write(self, id: ConsoleId, wire: &Wire, queued: &Receiver<Frame>) {
        loop {
            let frame = match queued.try_recv() {
                Ok(frame) => frame,
                Err(TryRecvError::Disconnected) => break,
                Err(TryRecvError::Empty) => {
                    if self.hall.caught_up(id) {
                        self.ask(Request::NeedHello { console: id });
                    }
                    match queued.recv() {
                        Ok(frame) => frame,
                        Err(_) => break,
                    }
                }
            };
            if wire.write(&frame).is_err() {
                break;
            }
        }
        self.hall.seats().remove(&id);
        wire.close();
    }

    /// Hands a request to the owner; false when there is nobody left to ask.
    fn ask(&self, request: Request) -> bool {
        select_biased! {
            recv(self.stopped) -> _ => false,
            send(self.requests, request) -> sent => sent.is_ok(),
        }
    }
}

#[cfg(all(test, unix))]
#[path = "tests.rs"]
mod tests;

//! Events to stdout without ever holding up whoever listens.
//!
//! Owns the thread `print`. A reader that stalls (a stopped terminal, a hung pipe)
//! costs it its own events, which are counted; the store has the incidents all
//! the same. A reader that leaves is an error at the next event.

use super::show;
use crate::capture::Stop;
use crate::event::Event;
use crate::lang::tell;
use crate::pipeline::{PipelineError, spawn};
use crate::tr;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::io;
use std::time::Duration;

/// Events that may wait for the reader.
const QUEUE: usize = 4096;
/// How long a stalled reader is waited for when the run is over.
const LAST_WAIT: Duration = Duration::from_secs(3);

/// The end that events go into.
pub struct Printer {
    events: Sender<Event>,
    done: Receiver<io::Result<()>>,
    dropped: u64,
}

impl Printer {
    /// A printer of JSON lines, or of what a service's log may hold: no word that was
    /// not part of an incident.
    pub fn start(json: bool, stop: &Stop) -> Result<Printer, PipelineError> {
        let (events, waiting) = bounded::<Event>(QUEUE);
        let (ended, done) = bounded(1);
        spawn("print", stop, move || {
            let printed = waiting
                .iter()
                .filter(|event| json || matches!(event, Event::Incident(_) | Event::Summary(_)))
                .try_for_each(|event| show::print(&event, json));
            // Whoever waited for it may have given up.
            ended.send(printed).ok();
        })?;
        Ok(Printer { events, done, dropped: 0 })
    }

    /// Hands over an event; fails once the reader has left.
    pub fn print(&mut self, event: &Event) -> io::Result<()> {
        match self.events.try_send(event.clone()) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => {
                self.dropped += 1;
                Ok(())
            }
            Err(TrySendError::Disconnected(_)) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// Prints the last event and waits a moment for the reader to take it all.
    pub fn finish(mut self, last: &Event) -> io::Result<()> {
        let printed = self.print(last);
        let Printer { events, done, dropped } = self;
        drop(events);
        let ended = done.recv_timeout(LAST_WAIT);
        if dropped > 0 || ended.is_err() {
            let told = tr!(
                "标准输出读得太慢,有 {} 个事件没有打印;事件记录不受影响",
                "stdout was read too slowly: {} events were not printed; incidents are stored all the same",
                dropped
            );
            tell(told);
        }
        ended.unwrap_or(Ok(())).and(printed)
    }
}

//! A terminal for the console's own loop, and what it tells of every frame.
//!
//! Where there are pseudo-terminals frames go through one, to a thread `pty` that reads
//! them as a terminal would; elsewhere they are counted and thrown away. Runs on the
//! thread of the console.

use crate::console::{Link, Stage, State, View, view};
use anyhow::Result;
use crossbeam_channel::{Receiver, Sender};
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::Event;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use std::io::{self, LineWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// What was on the screen when a frame had been handed over.
#[derive(Debug, Clone)]
pub struct Look {
    /// When.
    pub at: Instant,
    /// Keys that it follows.
    pub keys: u64,
    /// Bytes sent so far.
    pub bytes: u64,
    /// Whether the service has greeted.
    pub attached: bool,
    /// Counters whose state is known.
    pub counters: usize,
    /// The view.
    pub view: View,
    /// Whether evidence of an incident is shown.
    pub opened: bool,
    /// What the queue is searched for, and whether it shows that.
    pub search: String,
    /// Whether an answer about the queue is awaited.
    pub asked: bool,
    /// Incidents in the listing, and those whose words could not be searched.
    pub total: (u64, u64),
}

/// The terminal.
pub struct BenchStage {
    terminal: Terminal<CrosstermBackend<Counted>>,
    size: (u16, u16),
    bytes: Arc<AtomicU64>,
    events: Receiver<io::Result<Event>>,
    looks: Sender<Look>,
}

impl BenchStage {
    /// A terminal of `size`, whose keys are `events`; every frame is told to `looks`.
    pub fn new(
        size: (u16, u16),
        events: Receiver<io::Result<Event>>,
        looks: Sender<Look>,
    ) -> Result<BenchStage> {
        let out = LineWriter::new(sink::open()?);
        let options =
            TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, size.0, size.1)) };
        let bytes = Arc::new(AtomicU64::new(0));
        let backend = CrosstermBackend::new(Counted { out, bytes: Arc::clone(&bytes) });
        let terminal = Terminal::with_options(backend, options)?;
        Ok(BenchStage { terminal, size, bytes, events, looks })
    }
}

impl Stage for BenchStage {
    fn size(&self) -> io::Result<(u16, u16)> {
        Ok(self.size)
    }

    fn events(&self) -> &Receiver<io::Result<Event>> {
        &self.events
    }

    fn is_ours(&self) -> bool {
        true
    }

    fn ring(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn draw(&mut self, state: &State, keys: u64) -> io::Result<()> {
        self.terminal.draw(|frame| view(state, frame))?;
        let look = Look {
            at: Instant::now(),
            keys,
            bytes: self.bytes.load(Relaxed),
            attached: state.link == Link::Attached,
            counters: state.counters.iter().filter(|counter| counter.status.is_some()).count(),
            view: state.view,
            opened: state.opened.as_ref().is_some_and(|opened| opened.detail.is_some()),
            search: state.queue.filter.search.clone(),
            asked: state.queue.list.asked.is_some(),
            total: (state.queue.list.total, state.queue.unsearched),
        };
        // Whoever measured has gone: the end is on its way.
        self.looks.send(look).ok();
        Ok(())
    }
}

/// Standard output as Rust buffers it, but counted.
struct Counted {
    out: LineWriter<Box<dyn Write + Send>>,
    bytes: Arc<AtomicU64>,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes.fetch_add(written as u64, Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(unix)]
mod sink {
    use rustix::fs::{Mode, OFlags, open as open_file};
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::fs::File;
    use std::io::{self, Read, Write};

    /// The program's end of a new pseudo-terminal; the other is read until this is closed.
    pub fn open() -> io::Result<Box<dyn Write + Send>> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let name = ptsname(&master, Vec::new())?;
        let slave = open_file(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty())?;
        let mut terminal = File::from(master);
        std::thread::Builder::new().name("pty".to_owned()).spawn(move || {
            let mut frame = [0; 1 << 16];
            // Ends with an error when nobody holds the program's end any more.
            while terminal.read(&mut frame).is_ok_and(|count| count > 0) {}
        })?;
        Ok(Box::new(File::from(slave)))
    }
}

#[cfg(not(unix))]
mod sink {
    use std::io::{self, Write};

    /// Nothing.
    pub fn open() -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(io::sink()))
    }
}

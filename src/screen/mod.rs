//! The terminal: taken by a guard, given back whatever happens.
//!
//! Owns raw mode, the alternate screen, the panic hook and the thread
//! `terminal` that reads key presses; `cells` measures and cuts text in columns,
//! `draw`, `keys`, `style` and `words` hold what all screens draw, look up and say alike.

pub mod cells;
pub mod draw;
pub mod keys;
pub mod style;
#[cfg(test)]
pub mod testkit;
pub mod words;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select_biased};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
    Event,
};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use std::convert::Infallible;
use std::io::{self, Stdout, Write, stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Key presses that wait for the screen's owner; when it is full the reader waits and
/// the terminal keeps the rest.
const EVENTS: usize = 64;

/// Between two looks at whether the reader should end.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How long the reader may take to end.
const END_WITHIN: Duration = Duration::from_millis(500);

/// Whether the terminal is ours now. A process has one terminal.
static TAKEN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// The terminal, ours until this is dropped.
pub struct Screen {
    /// What is drawn on.
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
    /// Keys, the mouse, pastes and resizes; an error is the last.
    pub events: Receiver<io::Result<Event>>,
    stop: Option<Sender<Infallible>>,
    reader: Option<JoinHandle<()>>,
}

impl Screen {
    /// Takes the terminal.
    pub fn take() -> io::Result<Screen> {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                // On any thread: the message must be seen and the shell usable.
                give_back();
                before(panic);
            }));
        });
        TAKEN.store(true, Ordering::SeqCst);
        let guard = GiveBack;
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        let terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        let (event, events) = bounded(EVENTS);
        let (stop, stopped) = bounded(0);
        let reader = thread::Builder::new()
            .name("terminal".to_owned())
            .spawn(move || read(&event, &stopped))?;
        std::mem::forget(guard);
        Ok(Screen { terminal, events, stop: Some(stop), reader: Some(reader) })
    }

    /// Has the terminal tell of the mouse; who does not ask keeps it to the terminal.
    pub fn watch_mouse(&mut self) -> io::Result<()> {
        execute!(stdout(), EnableMouseCapture)
    }

    /// Rings the terminal's bell.
    pub fn ring(&mut self) -> io::Result<()> {
        let mut out = stdout();
        out.write_all(b"\x07")?;
        out.flush()
    }

    /// Whether it is still ours; not after a panic on any thread.
    pub fn is_ours(&self) -> bool {
        TAKEN.load(Ordering::SeqCst)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // The reader goes first, so that it takes no key from the shell.
        self.stop = None;
        let deadline = Instant::now() + END_WITHIN;
        let ended = loop {
            match self.events.recv_deadline(deadline) {
                Ok(_) => {}
                Err(e) => break e == RecvTimeoutError::Disconnected,
            }
        };
        // On a terminal that has hung up, crossterm reads for ever within one
        // poll: that thread ends with the process, and takes keys from nobody.
        if let Some(reader) = self.reader.take().filter(|_| ended) {
            // A panic in it has been printed.
            let _ = reader.join();
        }
        give_back();
    }
}

/// Gives the terminal back when taking it fails half-way.
struct GiveBack;

impl Drop for GiveBack {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back, once. Its errors are dropped: a terminal that is
/// gone cannot be restored and nobody is there to read of it.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            stdout(),
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = disable_raw_mode();
    }
}

/// The thread `terminal`.
fn read(events: &Sender<io::Result<Event>>, stopped: &Receiver<Infallible>) {
    loop {
        let event = match event::poll(LOOK_EVERY) {
            Ok(true) => event::read(),
            Ok(false) => {
                if stopped.try_recv() == Err(crossbeam_channel::TryRecvError::Disconnected) {
                    return;
                }
                continue;
            }
            Err(e) => Err(e),
        };
        let last = event.is_err();
        select_biased! {
            recv(stopped) -> _ => return,
            send(events, event) -> sent => if last || sent.is_err() { return },
        }
    }
}

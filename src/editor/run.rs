//! The editor's one loop: keys in, frames and files out.
//!
//! Runs on the caller's thread until the user quits or is asked to stop. Draws
//! only when something on the screen has changed, and checks the packs when the
//! fingers rest.

use super::check::{check, try_text};
use super::draft::Draft;
use super::files::{self, Shelf};
use super::state::{Effect, Message, Mode, State};
use super::update::update;
use super::view::view;
use crate::screen::Screen;
use crate::{lang, tr};
use crossbeam_channel::RecvTimeoutError;
use ratatui::crossterm::event::Event;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Between two looks at `stop`.
const TICK: Duration = Duration::from_millis(100);

/// How long no key must come before the packs are checked.
const REST: Duration = Duration::from_millis(120);

/// Messages taken in before the next frame.
const BATCH: usize = 256;

/// Why the editor ended against the user's will.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// The terminal cannot be used or is gone.
    #[error("{}", no_terminal(.0))]
    Terminal(#[from] io::Error),
    /// Another thread of the process panicked and the terminal was given back.
    #[error("{}", tr!("程序内部出错,编辑器已退出", "an internal error ended the editor"))]
    Panicked,
}

fn no_terminal(error: &io::Error) -> String {
    tr!(
        "无法使用终端({});请在交互式终端中运行,或直接改文件再用 liyu phrases lint 检查",
        "cannot use the terminal ({}); run it in an interactive terminal, or change the file itself and check it with liyu phrases lint",
        error
    )
}

/// Edits the packs of `shelf` until the user quits or `stop` becomes true (looked at
/// ten times a second; what is not saved is then lost). The terminal is restored in
/// every case.
pub fn run(shelf: Shelf, stop: &AtomicBool) -> Result<(), EditorError> {
    let mut screen = Screen::take()?;
    let size = screen.terminal.size()?;
    let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut state = State::new(lang::current(), colour, (size.width, size.height), shelf);
    let mut due = Some(Instant::now());
    let mut effects = vec![Effect::Draw];
    loop {
        let mut draw = false;
        while let Some(effect) = take_first(&mut effects) {
            match effect {
                Effect::Draw => draw = true,
                Effect::Check { now: true } => due = Some(Instant::now()),
                Effect::Check { now: false } => due = Some(Instant::now() + REST),
                Effect::Quit => return Ok(()),
                effect => {
                    if let Some(answer) = carry_out(&state, effect) {
                        effects.extend(update(&mut state, answer));
                    }
                }
            }
        }
        if stop.load(Ordering::SeqCst) {
            return Ok(());
        }
        if !screen.is_ours() {
            return Err(EditorError::Panicked);
        }
        if draw {
            screen.terminal.draw(|frame| view(&state, frame))?;
        }
        let left = due.map_or(TICK, |due| due.saturating_duration_since(Instant::now()).min(TICK));
        match screen.events.recv_timeout(left) {
            Ok(event) => {
                effects.extend(from_terminal(event?).map_or(Vec::new(), |m| update(&mut state, m)));
                // Whatever else is there already goes into the same frame.
                for event in screen.events.try_iter().take(BATCH) {
                    let message = from_terminal(event?);
                    effects.extend(message.map_or(Vec::new(), |m| update(&mut state, m)));
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
        }
        if due.is_some_and(|due| due <= Instant::now()) {
            due = None;
            let found = look(&state);
            effects.extend(update(&mut state, found));
        }
    }
}

fn take_first(effects: &mut Vec<Effect>) -> Option<Effect> {
    (!effects.is_empty()).then(|| effects.remove(0))
}

/// Checks what is on the screen, the change being typed included.
pub(super) fn look(state: &State) -> Message {
    let change = match &state.mode {
        Mode::Draft(draft) => Draft::change(draft),
        _ => None,
    };
    Message::Checked(Box::new(check(&state.packs, state.pack_at, change.as_ref(), state.turn)))
}

/// What comes of an effect that has an answer.
pub(super) fn carry_out(state: &State, effect: Effect) -> Option<Message> {
    match effect {
        Effect::Try => {
            let text = state.trial.lines().join(" ");
            let spotter = &state.checked.as_ref()?.spotter;
            Some(Message::Tried(try_text(spotter, &text)))
        }
        Effect::Save { pack, path, origin, text } => {
            let result = files::save(&path, &origin, &text);
            Some(Message::Saved { pack, text, result })
        }
        Effect::Reread { pack, path } => {
            Some(Message::Reread { pack, result: files::on_disk(&path) })
        }
        Effect::Speak(lang) => {
            lang::set(lang);
            None
        }
        Effect::Draw | Effect::Check { .. } | Effect::Quit => None,
    }
}

fn from_terminal(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(columns, rows) => Some(Message::Resize(columns, rows)),
        _ => None,
    }
}

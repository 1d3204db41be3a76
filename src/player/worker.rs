//! The threads of the player.
//!
//! `player` works the deck; `waveform` draws outlines, so that a long clip does not stop
//! the sound of another. Both end when the [`Player`] is dropped. Whoever asks never
//! waits; of states only the latest is kept.

use super::deck::{Deck, Output};
use super::hardware::Speakers;
use super::{InMemory, PlayerCommand, PlayerState, Waveform};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use std::path::PathBuf;
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// Commands that may wait: a device may take seconds to open, and people go on pressing.
const COMMANDS: usize = 32;

/// An outline that was asked for: whose, and the outline or why there is none.
pub type Wave = (String, Result<Waveform, String>);

/// Whose outline is asked for, of which clip, its sound where that is in memory, in how
/// many stretches.
type Asked = (String, PathBuf, Option<InMemory>, usize);

/// A player of clips; nothing sounds and no device is touched before it is told to.
#[derive(Debug)]
pub struct Player {
    commands: Option<Sender<PlayerCommand>>,
    states: Receiver<PlayerState>,
    outlines: Option<Sender<Asked>>,
    asked: Receiver<Asked>,
    waves: Receiver<Wave>,
    threads: Vec<JoinHandle<()>>,
}

impl Player {
    /// A player on the system's default output. Where threads cannot be had it takes no
    /// command.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Player {
        Player::over(Speakers::default())
    }

    fn over(output: impl Output + 'static) -> Player {
        let (command, commands) = bounded(COMMANDS);
        let (state, states) = bounded(1);
        let (outline, asked) = bounded::<Asked>(1);
        let (wave, waves) = bounded(1);
        let old = states.clone();
        let drawn = asked.clone();
        let play = move || work(Deck::new(output), &commands, &state, &old);
        let draw = move || {
            for (whose, path, sound, buckets) in drawn {
                let outline = match sound {
                    Some(sound) => Waveform::of(&path, &sound, buckets),
                    None => Waveform::load(&path, buckets),
                };
                let outline = outline.map_err(|fault| fault.to_string());
                if wave.send((whose, outline)).is_err() {
                    break;
                }
            }
        };
        let threads = [
            thread::Builder::new().name("player".to_owned()).spawn(play),
            thread::Builder::new().name("waveform".to_owned()).spawn(draw),
        ];
        Player {
            commands: Some(command),
            states,
            outlines: Some(outline),
            asked,
            waves,
            threads: threads.into_iter().flatten().collect(),
        }
    }

    /// Tells it what to do; false when it cannot take that now.
    #[must_use]
    pub fn command(&self, command: PlayerCommand) -> bool {
        self.commands.as_ref().is_some_and(|commands| commands.try_send(command).is_ok())
    }

    /// How it stands, whenever that changes; while it plays at most ten times a second.
    /// Only the latest waits.
    pub fn states(&self) -> &Receiver<PlayerState> {
        &self.states
    }

    /// Asks for the outline of a clip in so many stretches, in place of one that was asked
    /// for and not begun. `whose` comes back with it.
    pub fn outline(&self, whose: String, clip: PathBuf, buckets: usize) {
        self.ask((whose, clip, None, buckets));
    }

    /// The same of a clip whose sound is in memory.
    pub fn outline_of(&self, whose: String, clip: PathBuf, sound: InMemory, buckets: usize) {
        self.ask((whose, clip, Some(sound), buckets));
    }

    fn ask(&self, mut ask: Asked) {
        let Some(outlines) = &self.outlines else { return };
        while let Err(TrySendError::Full(again)) = outlines.try_send(ask) {
            // Whoever asked for that one looks at another clip now.
            self.asked.try_recv().ok();
            ask = again;
        }
    }

    /// Outlines as they come.
    pub fn waves(&self) -> &Receiver<Wave> {
        &self.waves
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.commands = None;
        self.outlines = None;
        // One that is ready must not wait for ever to be fetched.
        let waves = std::mem::replace(&mut self.waves, crossbeam_channel::never());
        drop(waves);
        for thread in self.threads.drain(..) {
            // A panic in it has been printed; there is nothing left to save.
            let _ = thread.join();
        }
    }
}

/// The thread `player`.
fn work<O: Output>(
    mut deck: Deck<O>,
    commands: &Receiver<PlayerCommand>,
    states: &Sender<PlayerState>,
    old: &Receiver<PlayerState>,
) {
    let began = Instant::now();
    loop {
        let told = match deck.rest() {
            Some(rest) => commands.recv_timeout(rest),
            None => commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match told {
            Ok(command) => deck.command(command, began.elapsed()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let Some(mut state) = deck.turn(began.elapsed()) else { continue };
        while let Err(TrySendError::Full(again)) = states.try_send(state) {
            old.try_recv().ok();
            state = again;
        }
    }
}

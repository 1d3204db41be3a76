//! The console's one loop: keys, service and clock in, frames and requests out.
//!
//! Runs on the caller's thread until the user quits or is asked to stop. Draws
//! only when something on the screen has changed.

use super::keeper::{Job, Keeper, Kept, Renewer};
use super::remembered;
use super::renewing::Renewing;
use super::settings::Settings;
use super::stage::Stage;
use super::state::{Effect, Message, PlayerCommand, PlayerState, State, View, Wave};
use super::update::update;
use crate::cases::{self, Case};
use crate::document;
use crate::player::{Player, Wave as Outline};
use crate::screen::Screen;
use crate::service::client::Client;
use crate::service::message::FromService;
use crate::{clock, lang, tr};
use crossbeam_channel::{Receiver, RecvError, never, select};
use jiff::tz::TimeZone;
use ratatui::crossterm::event::Event;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Between two looks at the clock and at `stop`.
const TICK: Duration = Duration::from_millis(100);

/// The first and the longest wait before attaching again.
const REATTACH: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));

/// Messages taken in before the next frame.
const BATCH: usize = 256;

/// Stretches of the outline of a clip: more than the widest view has columns and dots.
const STRETCHES: usize = 1_024;

/// Why the console ended against the user's will.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The terminal cannot be used or is gone.
    #[error("{}", no_terminal(.0))]
    Terminal(#[from] io::Error),
    /// Another thread of the process panicked and the terminal was given back.
    #[error("{}", tr!("程序内部出错,控制台已退出", "an internal error ended the console"))]
    Panicked,
}

fn no_terminal(error: &io::Error) -> String {
    tr!(
        "无法使用终端({});请在交互式终端中运行,或用 --headless",
        "cannot use the terminal ({}); run it in an interactive terminal, or with --headless",
        error
    )
}

/// What a console is opened for.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// It is the screen of staff, for their own incidents.
    pub review: bool,
    /// The folder of the cases beside the lists in force, which may not be there yet;
    /// absent where the lists come with the program.
    pub cases: Option<PathBuf>,
    /// Where evidence is found that has to be sealed anew, and how; absent where nobody
    /// shall do that here.
    pub renewer: Option<Renewer>,
}

/// Shows the console until the user quits or `stop` becomes true (looked at ten
/// times a second). A lost service is shown and attached to again with growing
/// waits; it never ends the console. The terminal is restored in every case.
pub fn run(client: Client, visit: &Visit, stop: &AtomicBool) -> Result<(), ConsoleError> {
    // Before the screen, so that it ends after it: a device that hangs keeps nobody from
    // their shell.
    let player = Player::new();
    let mut screen = Screen::take()?;
    screen.watch_mouse()?;
    // What supervisors like to look at first is not for staff.
    let memory = remembered::place().filter(|_| !visit.review);
    sit(&mut screen, client, &player, memory.as_deref(), visit, stop)
}

/// The same on any terminal, with any player; remembers nothing.
pub fn drive(
    stage: &mut impl Stage,
    client: Client,
    player: &Player,
    stop: &AtomicBool,
) -> Result<(), ConsoleError> {
    sit(stage, client, player, None, &Visit::default(), stop)
}

/// The console at `stage`, with what is remembered in the file `memory`.
fn sit(
    stage: &mut impl Stage,
    client: Client,
    player: &Player,
    memory: Option<&Path>,
    visit: &Visit,
    stop: &AtomicBool,
) -> Result<(), ConsoleError> {
    let size = stage.size()?;
    let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let zone = TimeZone::system();
    let mut state = State::new(lang::current(), colour, zone, clock::now(), size);
    state.me = client.actor().to_owned();
    state.who.review = visit.review;
    state.who.keeps_cases = visit.cases.is_some();
    if visit.review {
        state.view = View::Queue;
    }
    let mut effects = vec![Effect::Draw];
    match memory.map_or_else(|| Ok(Settings::default()), remembered::load) {
        Ok(settings) => settings.put_into(&mut state, !language_was_asked_for()),
        Err(why) => effects.extend(update(&mut state, Message::Forgot(why))),
    }
    lang::set(state.lang);
    let keeper = Keeper::new(visit.renewer.clone());
    let mut renewing = Renewing::default();
    let mut line = Phone::new(client, player, &keeper);
    let mut keys = 0;
    loop {
        let (mut draw, mut bell) = (false, false);
        for effect in effects.drain(..) {
            match effect {
                Effect::Draw => draw = true,
                Effect::Send(request) => {
                    if line.client.send(request).is_err() {
                        draw |= update(&mut state, Message::NotSent).contains(&Effect::Draw);
                    }
                }
                Effect::Speak(lang) => lang::set(lang),
                Effect::Bell => bell = true,
                Effect::LoadWave { id, clip } => player.outline(id, clip.into(), STRETCHES),
                Effect::Play(command) => {
                    if !player.command(command) {
                        draw |= update(&mut state, Message::NotSent).contains(&Effect::Draw);
                    }
                }
                Effect::Remember(settings) => {
                    let saved = memory.map_or(Ok(()), |path| remembered::save(path, &settings));
                    if let Err(why) = saved {
                        draw |= update(&mut state, Message::Forgot(why)).contains(&Effect::Draw);
                    }
                }
                Effect::Keep(job) => draw |= hand(&mut state, &keeper, *job),
                Effect::KeepCase(phrase_id, case) => {
                    let kept = keep_case(visit.cases.as_deref(), &phrase_id, &case);
                    draw |= update(&mut state, Message::CaseKept(kept)).contains(&Effect::Draw);
                }
                Effect::Quit => return Ok(()),
            }
        }
        if stop.load(Ordering::SeqCst) {
            // Who is asked to go still writes down where they were; a failure has no
            // screen left to be told on.
            let settings = Settings::of(&state);
            if settings != state.remembered.0 {
                let _ = memory.map(|path| remembered::save(path, &settings));
            }
            return Ok(());
        }
        if !stage.is_ours() {
            return Err(ConsoleError::Panicked);
        }
        if bell {
            stage.ring()?;
        }
        if draw {
            stage.draw(&state, keys)?;
        }
        renewing.work(&state, &line.client, &keeper);
        for message in line.wait(stage.events())? {
            match &message {
                Message::Kept(kept) => {
                    if let Kept::Renewed(renewed) = &**kept {
                        renewing.found(renewed.as_deref());
                    }
                    play_from_memory(player, kept);
                }
                Message::Service(said) => renewing.heard(said),
                Message::Lost => renewing.lost(),
                _ => {}
            }
            keys += u64::from(matches!(message, Message::Key(_)));
            effects.extend(update(&mut state, message));
        }
    }
}

/// Hands a job to the keeper; whether it changed what is on the screen.
fn hand(state: &mut State, keeper: &Keeper, job: Job) -> bool {
    // A full queue must not keep a secret that is to be forgotten: it waits for its turn.
    let forget = job == Job::Forget;
    match keeper.ask(job) {
        true => false,
        false if forget => {
            keeper.forget();
            false
        }
        false => update(state, Message::NotKept).contains(&Effect::Draw),
    }
}

/// Gives the player the sound of a clip that was opened, and asks for its outline.
fn play_from_memory(player: &Player, kept: &Kept) {
    let Kept::Opened { id, clip, sound: Ok(sound), .. } = kept else { return };
    let hold = PlayerCommand::Hold { clip: clip.clone(), sound: sound.clone() };
    // One that takes no command says so when it is to play.
    let _ = player.command(hold);
    player.outline_of(id.clone(), clip.into(), sound.clone(), STRETCHES);
}

/// Adds a case to the file of its phrase; gives its path.
fn keep_case(dir: Option<&Path>, phrase_id: &str, case: &Case) -> Result<String, String> {
    let named = dir.zip(cases::file_name(phrase_id));
    let Some((dir, name)) = named else {
        return Err(tr!("没有用语表目录", "the lists have no folder"));
    };
    let path = dir.join(name);
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    let before = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    document::save(&path, &cases::with(&before, case)).map_err(failed)?;
    Ok(path.display().to_string())
}

/// Whether the command line names a language: it then goes before the remembered one.
fn language_was_asked_for() -> bool {
    std::env::args_os().any(|arg| arg.to_str().is_some_and(|arg| arg.starts_with("--lang")))
}

/// The connection and when to try for another.
struct Phone {
    client: Client,
    /// When to attach again; absent while connected.
    again: Option<Instant>,
    /// The wait after the next failure. Connecting alone does not shorten it: a
    /// service of another version takes every call and ends it.
    wait: Duration,
    ticked: Instant,
    /// How the player stands, and outlines of clips; never again once it has failed.
    states: Receiver<PlayerState>,
    outlines: Receiver<Outline>,
    /// What the keeper has opened.
    kept: Receiver<Kept>,
}

impl Phone {
    fn new(client: Client, player: &Player, keeper: &Keeper) -> Phone {
        Phone {
            client,
            again: None,
            wait: REATTACH.0,
            ticked: Instant::now(),
            states: player.states().clone(),
            outlines: player.waves().clone(),
            kept: keeper.answers().clone(),
        }
    }

    /// What happened next; waits for it at most until the next tick.
    fn wait(&mut self, keys: &Receiver<io::Result<Event>>) -> io::Result<Vec<Message>> {
        let mut messages = Vec::new();
        let mut said = Vec::new();
        let mut lost = false;
        let unplugged = never();
        let service = if self.again.is_some() { &unplugged } else { self.client.events() };
        let left = TICK.saturating_sub(self.ticked.elapsed());
        select! {
            recv(keys) -> key => messages.extend(from_terminal(key)?),
            recv(service) -> event => match event {
                Ok(event) => said.push(event),
                Err(_) => lost = true,
            },
            recv(self.states) -> state => match state {
                Ok(state) => messages.push(Message::Player(state)),
                Err(_) => self.states = never(),
            },
            recv(self.outlines) -> outline => match outline {
                Ok(outline) => messages.push(outlined(outline)),
                Err(_) => self.outlines = never(),
            },
            recv(self.kept) -> kept => match kept {
                Ok(kept) => messages.push(Message::Kept(Box::new(kept))),
                Err(_) => self.kept = never(),
            },
            default(left) => {}
        }
        // Whatever else is there already goes into the same frame.
        for key in keys.try_iter().take(BATCH) {
            messages.extend(from_terminal(Ok(key))?);
        }
        said.extend(service.try_iter().take(BATCH));
        if said.iter().any(|event| matches!(event, FromService::Hello(_))) {
            self.wait = REATTACH.0;
        }
        messages.extend(said.into_iter().map(|event| Message::Service(Box::new(event))));
        if lost {
            messages.push(Message::Lost);
            self.put_off();
        }
        if self.ticked.elapsed() >= TICK {
            self.ticked = Instant::now();
            messages.push(Message::Tick(clock::now()));
            self.try_again();
        }
        Ok(messages)
    }

    fn put_off(&mut self) {
        self.again = Some(Instant::now() + self.wait);
        self.wait = (self.wait * 2).min(REATTACH.1);
    }

    fn try_again(&mut self) {
        if self.again.is_none_or(|at| Instant::now() < at) {
            return;
        }
        match self.client.reattach() {
            Ok(client) => {
                self.client = client;
                self.again = None;
            }
            Err(_) => self.put_off(),
        }
    }
}

/// A clip that cannot be read has no outline; why, the player says when it is played.
fn outlined((id, outline): Outline) -> Message {
    let wave = match outline {
        Ok(outline) => Wave { peaks: outline.peaks, seconds: outline.length_s },
        Err(_) => Wave::default(),
    };
    Message::Wave { id, wave }
}

fn from_terminal(event: Result<io::Result<Event>, RecvError>) -> io::Result<Option<Message>> {
    let event = event.map_err(|_| io::Error::from(io::ErrorKind::UnexpectedEof))??;
    Ok(match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Mouse(mouse) => Some(Message::Mouse(mouse)),
        Event::Resize(columns, rows) => Some(Message::Resize(columns, rows)),
        _ => None,
    })
}

//! Presses keys and looks at frames.
//!
//! Runs on the main thread; the console has a thread of its own, `console-bench`. A key is
//! answered by the first frame that was drawn after it had been taken in.

use super::SCREEN;
use super::screen::{BenchStage, Look};
use super::store::PHRASES;
use crate::bench::console::{Found, Rest, Times};
use crate::bench::{Picker, material};
use crate::capture::Stop;
use crate::console::{self, ConsoleError, View};
use crate::player::Player;
use crate::readings;
use crate::service::client::Client;
use crate::tr;
use anyhow::{Result, anyhow};
use crossbeam_channel::{Receiver, Sender, bounded};
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A frame that does not come within this does not come.
const PATIENCE: Duration = Duration::from_secs(2);
/// Words of all incidents may take longer to be read.
const SEARCHABLE_WITHIN: Duration = Duration::from_secs(120);
/// Between two keys, at least and most, milliseconds: a quick hand, out of step with
/// everything else.
const GAP_MS: (usize, usize) = (12, 40);
/// Keys and frames that may wait.
const WAITING: usize = 4_096;
/// Openings, and rounds of the other things.
const OPENINGS: usize = 12;
const MOVES: usize = 160;
const PAGES: usize = 60;
const OPENS: usize = 40;
const ROUNDS: usize = 15;
/// Searches of each kind.
const SEARCHES: usize = 20;
const SEED: u64 = 31;

/// Who sits there.
const ACTOR: &str = "bench";

/// The threads that are the console: its loop and its ends of the socket.
const THREADS: [&str; 3] = ["console-bench", "service-in", "service-out"];

/// What people search for in words: all of these are said now and then.
const SAID: [&str; 8] =
    ["营业执照", "公积金", "身份证", "户口本", "居住证", "咨询台", "委托书", "经办人"];
const PINYIN: [&str; 8] =
    ["yingyezhizhao", "gongjijin", "sfz", "hukouben", "jzz", "zixuntai", "wts", "jingbanren"];

/// Measures a console on the service of the store in `dir`.
pub fn measure(dir: &Path, counters: usize, minutes: f64, stop: &Stop) -> Result<Found> {
    let served = Instant::now();
    let whole = |look: &Look| look.attached && look.counters == counters;
    let (mut greeting, mut opening, mut first_frame_bytes) = (Vec::new(), Vec::new(), 0);
    let mut searchable_s = None;
    let mut seat = loop {
        let began = Instant::now();
        let mut seat = Seat::take(dir)?;
        let since = |frame: &Option<Look>| Some((frame.as_ref()?.at - began).as_secs_f64());
        let frame = seat.until(PATIENCE, |look| look.attached);
        greeting.push(since(&frame));
        let frame = match frame {
            Some(look) if whole(&look) => Some(look),
            _ => seat.until(PATIENCE, whole),
        };
        opening.push(since(&frame));
        first_frame_bytes = first_frame_bytes.max(frame.map_or(0, |look| look.bytes));
        // The first comes while the service still reads what can be searched.
        if opening.len() == 1 {
            searchable_s = seat.searchable(served, stop);
        }
        if opening.len() == OPENINGS || stop.is_set() {
            break seat;
        }
        seat.leave()?;
    };
    let rest = seat.rest(minutes, stop);
    let keys = seat.keys(stop);
    let searches = seat.searches(stop);
    seat.leave()?;
    let (greeting, opening) = (Times::of("greeting", &greeting), Times::of("opening", &opening));
    Ok(Found { searchable_s, greeting, opening, first_frame_bytes, keys, searches, rest })
}

/// A person at a console.
struct Seat {
    keys: Sender<io::Result<Event>>,
    looks: Receiver<Look>,
    pressed: u64,
    last: Option<Look>,
    pick: Picker,
    leave: Arc<AtomicBool>,
    console: JoinHandle<Result<(), ConsoleError>>,
}

impl Seat {
    fn take(dir: &Path) -> Result<Seat> {
        let (keys, events) = bounded(WAITING);
        let (look, looks) = bounded(WAITING);
        let leave = Arc::new(AtomicBool::new(false));
        let mut stage = BenchStage::new(SCREEN, events, look)?;
        let client = Client::attach(dir, ACTOR)?;
        let asked = Arc::clone(&leave);
        let console = std::thread::Builder::new()
            .name("console-bench".to_owned())
            .spawn(move || console::drive(&mut stage, client, &Player::new(), &asked))?;
        let pick = Picker::from_state(SEED);
        Ok(Seat { keys, looks, pressed: 0, last: None, pick, leave, console })
    }

    fn leave(self) -> Result<()> {
        self.leave.store(true, SeqCst);
        // It draws on while it is not asked: somebody must take its frames.
        while self.looks.recv().is_ok() {}
        let ended = self.console.join();
        ended.map_err(|_| anyhow!(tr!("控制台内部出错", "the console failed")))??;
        Ok(())
    }

    /// The first frame that is as `wanted`, if one comes within `patience`.
    fn until(&mut self, patience: Duration, wanted: impl Fn(&Look) -> bool) -> Option<Look> {
        let deadline = Instant::now() + patience;
        loop {
            let look = self.looks.recv_deadline(deadline).ok()?;
            self.last = Some(look.clone());
            if wanted(&look) {
                return Some(look);
            }
        }
    }

    fn press(&mut self, key: KeyCode) -> Instant {
        let event = Event::Key(KeyEvent::new(key, KeyModifiers::NONE));
        let at = Instant::now();
        self.pressed += 1;
        // A console that has ended answers nothing, which is counted.
        self.keys.send(Ok(event)).ok();
        at
    }

    /// Presses one key; gives how long its frame took. Then waits a little.
    fn key(&mut self, key: KeyCode) -> Option<f64> {
        let at = self.press(key);
        let pressed = self.pressed;
        let look = self.until(PATIENCE, |look| look.keys >= pressed);
        self.pause();
        look.map(|look| (look.at - at).as_secs_f64())
    }

    /// Looks on for as long as it takes to reach for the next key.
    fn pause(&mut self) {
        let ms = GAP_MS.0 + self.pick.below(GAP_MS.1 - GAP_MS.0);
        self.until(Duration::from_millis(ms as u64), |_| false);
    }

    /// Types `text`; gives how long each key took.
    fn write(&mut self, text: &str) -> Vec<Option<f64>> {
        text.chars().map(|c| self.key(KeyCode::Char(c))).collect()
    }

    /// Goes to the queue and waits until it is there.
    fn queue(&mut self) {
        self.key(KeyCode::Char('3'));
        if self.last.as_ref().is_none_or(|look| look.view != View::Queue || look.asked) {
            self.until(PATIENCE, |look| look.view == View::Queue && !look.asked);
        }
    }

    /// Searches for `text`; gives the time from the last key to what was found, and that
    /// frame.
    fn search(&mut self, text: &str) -> Option<(f64, Look)> {
        self.key(KeyCode::Char('/'));
        self.write(text);
        let at = self.press(KeyCode::Enter);
        let pressed = self.pressed;
        let found =
            self.until(PATIENCE, |look| look.keys >= pressed && look.search == text && !look.asked);
        self.pause();
        found.map(|look| ((look.at - at).as_secs_f64(), look))
    }

    /// Shows everything again.
    fn clear(&mut self) {
        self.key(KeyCode::Char('x'));
        if self.last.as_ref().is_some_and(|look| look.asked) {
            self.until(PATIENCE, |look| !look.asked);
        }
    }

    /// Seconds from `since` until a search has read the words of all incidents.
    fn searchable(&mut self, since: Instant, stop: &Stop) -> Option<f64> {
        let deadline = since + SEARCHABLE_WITHIN;
        self.queue();
        let mut all = None;
        while all.is_none() && Instant::now() < deadline && !stop.is_set() {
            let found = self.search(SAID[0]).map(|(_, look)| look);
            all = found.filter(|look| look.total.1 == 0).map(|look| look.at - since);
            self.clear();
        }
        self.key(KeyCode::Char('1'));
        all.map(|time| time.as_secs_f64())
    }

    /// Lets it stand in the hall.
    fn rest(&mut self, minutes: f64, stop: &Stop) -> Rest {
        let deadline = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
        let (began, cpu) = (Instant::now(), readings::threads_cpu_s(&THREADS));
        let before = self.last.as_ref().map_or(0, |look| look.bytes);
        let (mut frames, mut bytes) = (0u64, before);
        while Instant::now() < deadline && !stop.is_set() {
            if let Ok(look) = self.looks.recv_timeout(Duration::from_millis(50)) {
                frames += 1;
                bytes = look.bytes;
            }
        }
        let seconds = began.elapsed().as_secs_f64();
        let spent = cpu.zip(readings::threads_cpu_s(&THREADS)).map(|(from, to)| to - from);
        Rest {
            seconds,
            cpu_share: spent.map(|spent_s| spent_s / seconds),
            frames_per_s: frames as f64 / seconds,
            bytes_per_s: (bytes - before) as f64 / seconds,
        }
    }

    /// Key presses of every kind; all of them first.
    fn keys(&mut self, stop: &Stop) -> Vec<Times> {
        use KeyCode::{Char, End, Enter, Esc, Home, PageDown, PageUp};
        self.queue();
        let mut kinds: Vec<(&'static str, Vec<Option<f64>>)> = Vec::new();
        let mut take = |what, times| kinds.push((what, times));
        let going = |n: &usize| *n < usize::MAX && !stop.is_set();
        let moves = (0..MOVES).take_while(going);
        take("move", moves.map(|n| self.key(Char(if n % 4 == 3 { 'k' } else { 'j' }))).collect());
        let pages = [PageDown, PageDown, End, PageUp, Home];
        let turned = (0..PAGES).take_while(going);
        take("page", turned.map(|n| self.key(pages[n % pages.len()])).collect());
        let mut opened = Vec::new();
        for _ in (0..OPENS).take_while(going) {
            opened.push(self.key(Enter));
            self.until(PATIENCE, |look| look.opened);
            opened.push(self.key(Esc));
            self.key(Char('j'));
        }
        take("open", opened);
        let views = (0..ROUNDS * 6).take_while(going);
        let views = views.map(|n| self.key(Char(['4', '1', '5', '2', '6', '3'][n % 6])));
        take("view", views.collect());
        let mut typed = Vec::new();
        for n in (0..ROUNDS).take_while(going) {
            typed.push(self.key(Char('/')));
            typed.extend(self.write(SAID[n % SAID.len()]));
            typed.push(self.key(Esc));
        }
        take("type", typed);
        let all: Vec<Option<f64>> = kinds.iter().flat_map(|(_, times)| times.clone()).collect();
        let all = std::iter::once(Times::of("all", &all));
        all.chain(kinds.iter().map(|(what, times)| Times::of(what, times))).collect()
    }

    /// Searches of every kind.
    fn searches(&mut self, stop: &Stop) -> Vec<Times> {
        self.queue();
        let phrases = material::phrases(PHRASES);
        let of = |what: &str, n: usize| match what {
            "phrase" => phrases[n * 7 % phrases.len()].clone(),
            "pinyin" => PINYIN[n % PINYIN.len()].to_owned(),
            _ => SAID[n % SAID.len()].to_owned(),
        };
        let mut rows = Vec::new();
        for what in ["phrase", "text", "pinyin"] {
            let mut times = Vec::new();
            for n in (0..SEARCHES).take_while(|_| !stop.is_set()) {
                times.push(self.search(&of(what, n)).map(|(time_s, _)| time_s));
                self.clear();
            }
            rows.push(Times::of(what, &times));
        }
        rows
    }
}

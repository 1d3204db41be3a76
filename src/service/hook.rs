//! Where the hall's rating device complains: one line over loopback, one ticket.
//!
//! ```text
//! -> COUNTER [NOTE]
//! <- OK C20261122-091530-7k2q      or      ERR why
//! ```
//!
//! Runs on the thread `complaints`; one connection after the other, each with few bytes
//! and little time. A line and not HTTP: a rating device's own program or a script of
//! three lines can say it, nothing of it need be parsed, and no page in a browser can.
//! Everything else is done by the service, which is asked like by any console.

use super::ServiceError;
use super::loopback::{Door, hear};
use super::marking::mark;
use crate::capture::Stop;
use crate::record::Via;
use crate::tr;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The name that its complaints carry.
const ACTOR: &str = "device";
/// Bytes of the longest line.
const LINE_MOST: usize = 1024;
/// Between two looks for a connection.
const ACCEPT_EVERY: Duration = Duration::from_millis(50);
/// Complaints that are taken in a minute.
const MOST: usize = 30;
const MINUTE: Duration = Duration::from_secs(60);
/// The same line again within this time is the same complaint: a finger that trembles, a
/// device that asks twice.
const SAME: Duration = Duration::from_secs(10);

/// An open port.
#[derive(Debug)]
pub struct Hook {
    door: Door,
    store: PathBuf,
    /// The counters that are listened to, to find their names where these hold spaces.
    counters: Vec<String>,
    taken: VecDeque<Taken>,
}

/// A complaint that was taken.
#[derive(Debug)]
struct Taken {
    at: Instant,
    line: String,
    ticket: String,
}

impl Hook {
    /// Opens `address`, which must be one of this machine that no other reaches.
    pub fn bind(
        address: SocketAddr,
        store_dir: &Path,
        counters: Vec<String>,
    ) -> Result<Hook, ServiceError> {
        let door =
            Door::open(address).map_err(|source| ServiceError::Listen { address, source })?;
        Ok(Hook { door, store: store_dir.to_owned(), counters, taken: VecDeque::new() })
    }

    /// Takes complaints until `stop` is raised.
    pub fn listen(mut self, stop: &Stop) {
        while !stop.is_set() {
            match self.door.next() {
                // A device that hangs up or stammers harms itself only.
                Some(stream) => drop(self.serve(stream)),
                None => std::thread::sleep(ACCEPT_EVERY),
            }
        }
    }

    fn serve(&mut self, mut stream: TcpStream) -> io::Result<()> {
        let said = hear(&mut stream, LINE_MOST, |said| said.contains(&b'\n'))?;
        let line = said.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let store = self.store.clone();
        let answer = self.answer(line, Instant::now(), |counter, note| {
            mark(&store, ACTOR, counter, Via::Device, note).map(|ticket| ticket.id)
        });
        stream.write_all(answer.as_bytes())
    }

    /// The answer to a line that came at `now`.
    fn answer(
        &mut self,
        line: &[u8],
        now: Instant,
        mark: impl FnOnce(&str, &str) -> Result<String, ServiceError>,
    ) -> String {
        let told = match self.ticket(line, now, mark) {
            Ok(ticket) => format!("OK {ticket}"),
            Err(why) => format!("ERR {}", why.replace(char::is_control, " ")),
        };
        told + "\n"
    }

    fn ticket(
        &mut self,
        line: &[u8],
        now: Instant,
        mark: impl FnOnce(&str, &str) -> Result<String, ServiceError>,
    ) -> Result<String, String> {
        let Some((counter, note)) = std::str::from_utf8(line)
            .ok()
            .filter(|line| line.len() <= LINE_MOST)
            .and_then(|line| parse(line, &self.counters))
        else {
            return Err(tr!(
                "应为一行:柜台名,空格,说明;UTF-8,不超过 {} 字节",
                "write one line: the counter, a space, a note; UTF-8, at most {} bytes",
                LINE_MOST
            ));
        };
        self.taken.retain(|taken| now.saturating_duration_since(taken.at) < MINUTE);
        let line = format!("{counter}\t{note}");
        let same = self.taken.iter().rev().find(|taken| taken.line == line);
        if let Some(same) = same.filter(|same| now.saturating_duration_since(same.at) < SAME) {
            return Ok(same.ticket.clone());
        }
        if self.taken.len() >= MOST {
            return Err(tr!("一分钟内投诉太多", "too many complaints in a minute"));
        }
        let ticket = mark(counter, note).map_err(|error| error.to_string())?;
        self.taken.push_back(Taken { at: now, line, ticket: ticket.clone() });
        Ok(ticket)
    }
}

/// Counter and note of a line: the longest of the counters that it begins with, else its
/// first word. What a browser says is none.
fn parse<'a>(line: &'a str, counters: &[String]) -> Option<(&'a str, &'a str)> {
    let line = line.trim();
    if line.chars().any(|ch| ch.is_control() && ch != '\t') || line.contains("HTTP/") {
        return None;
    }
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let known = counters.iter().filter(|name| line.strip_prefix(name.as_str()).is_some_and(ends));
    let end = match known.map(String::len).max() {
        Some(len) => len,
        None => line.find(char::is_whitespace).unwrap_or(line.len()),
    };
    let (counter, note) = line.split_at_checked(end)?;
    (!counter.is_empty()).then_some((counter, note.trim()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Read;

    fn hook() -> Hook {
        let address = "127.0.0.1:0".parse().unwrap();
        let counters = vec!["3".to_owned(), "3 号".to_owned(), "不动产".to_owned()];
        Hook::bind(address, Path::new("nowhere"), counters).unwrap()
    }

    fn ask(hook: &mut Hook, line: &str, at: Instant, ticket: &str) -> String {
        hook.answer(line.as_bytes(), at, |_, _| Ok(ticket.to_owned()))
    }

    #[test]
    fn a_line_is_a_counter_and_a_note() {
        let counters = hook().counters;
        for (line, expected) in [
            ("3 态度不好", Some(("3", "态度不好"))),
            ("3 号 态度不好\r", Some(("3 号", "态度不好"))),
            ("3 号", Some(("3 号", ""))),
            ("3\t  不耐烦 ", Some(("3", "不耐烦"))),
            ("31 号", Some(("31", "号"))),
            ("不动产", Some(("不动产", ""))),
            ("", None),
            ("   ", None),
            ("POST /mark HTTP/1.1", None),
            ("3 \u{1b}[2J", None),
        ] {
            assert_eq!(parse(line, &counters), expected, "{line:?}");
        }
    }

    #[test]
    fn a_device_that_asks_twice_makes_one_complaint() {
        let (mut hook, at) = (hook(), Instant::now());
        assert_eq!(ask(&mut hook, "3 慢", at, "C1"), "OK C1\n");
        assert_eq!(ask(&mut hook, "3 慢\r", at + SAME / 2, "C2"), "OK C1\n");
        assert_eq!(ask(&mut hook, "3 凶", at + SAME / 2, "C3"), "OK C3\n");
        assert_eq!(ask(&mut hook, "3 慢", at + SAME, "C4"), "OK C4\n");
    }

    #[test]
    fn a_device_that_runs_wild_is_stopped_until_the_minute_is_over() {
        let (mut hook, at) = (hook(), Instant::now());
        for n in 0..MOST {
            assert!(ask(&mut hook, &format!("3 {n}"), at, "C").starts_with("OK"));
        }
        assert!(ask(&mut hook, "3 again", at, "C").starts_with("ERR "));
        assert!(ask(&mut hook, "3 again", at + MINUTE, "C").starts_with("OK"));
    }

    #[test]
    fn an_error_is_one_line() {
        let refused = |_: &str, _: &str| Err(ServiceError::Refused("a\nb".to_owned()));
        assert_eq!(hook().answer(b"3", Instant::now(), refused), "ERR a b\n");
        let long = "长".repeat(LINE_MOST);
        assert!(ask(&mut hook(), &long, Instant::now(), "C").starts_with("ERR "));
        assert!(
            hook().answer(&[0xff, b'3'], Instant::now(), |_, _| Ok("C".into())).starts_with("ERR ")
        );
    }

    #[test]
    fn only_this_machine_is_listened_to() {
        let open = Hook::bind("0.0.0.0:0".parse().unwrap(), Path::new("nowhere"), Vec::new());
        assert!(matches!(open, Err(ServiceError::Listen { .. })));
    }

    #[test]
    fn a_connection_says_its_line_and_hears_the_answer() {
        let hook = hook();
        let address = hook.door.address().unwrap();
        let stop = Stop::new();
        let until = stop.clone();
        let thread = std::thread::spawn(move || hook.listen(&until));
        let mut told = String::new();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all("3 号 态度不好\n".as_bytes()).unwrap();
        stream.read_to_string(&mut told).unwrap();
        assert!(told.starts_with("ERR ") && told.ends_with('\n'), "no service there: {told}");
        stop.set();
        thread.join().unwrap();
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered_with_one_line(line in prop::collection::vec(any::<u8>(), 0..1_100)) {
            let answer = hook().answer(&line, Instant::now(), |_, _| Ok("C".into()));
            prop_assert!(answer.ends_with('\n') && !answer.trim_end().contains('\n'));
            prop_assert!(answer.starts_with("OK ") || answer.starts_with("ERR "));
        }
    }
}

//! Where the hall's queue system says which ticket was called and which is closed: by HTTP on
//! this machine, or in a file that it writes lines to.
//!
//! ```text
//! POST /queue HTTP/1.1            {"counter":"3","event":"called","at":"2026-11-23T09:12:00+08:00"}
//! ```
//!
//! Runs on the thread `queue`. A line of the file is the same object; `at` may be left out,
//! `event` is `called` or `closed`, and whatever else stands in it, such as the number, is
//! read by nobody. What cannot be read is told once, and counted.

use super::ServiceError;
use super::loopback::{Door, hear};
use crate::capture::Stop;
use crate::clock;
use crate::conduct::TicketEvent;
use crate::pipeline::Called;
use crate::tr;
use crossbeam_channel::Sender;
use jiff::Timestamp;
use serde::Deserialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Bytes of the longest request, and of the longest line.
const SAID_MOST: usize = 4096;
/// Between two looks for a connection and at the file.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// A queue system whose clock is off by more than this says when by coming now.
const CLOCK_OFF_S: f64 = 600.0;

/// What is said of a ticket, as it is written.
#[derive(Debug, Deserialize)]
struct RawCalled {
    counter: String,
    event: TicketEvent,
    at: Option<Timestamp>,
}

/// Reads one object; `now` stands where it says no time. Says what is wrong with it.
fn parse(text: &str, now: Timestamp) -> Result<Called, String> {
    let RawCalled { counter, event, at } =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(Called { counter, at: at.unwrap_or(now), event })
}

/// All that a file says, for a recording: every line must tell its time. Says which line is
/// wrong.
pub fn read(path: &Path) -> Result<Vec<Called>, String> {
    let said =
        std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = said.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut all = lines
        .map(|(n, line)| {
            let called = parse(line, Timestamp::MIN).and_then(|called| {
                let without = tr!("没有 at", "there is no at");
                (called.at > Timestamp::MIN).then_some(called).ok_or(without)
            });
            called.map_err(|why| format!("{}:{}: {why}", path.display(), n + 1))
        })
        .collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|called| called.at);
    Ok(all)
}

/// Where the queue system is heard.
#[derive(Debug)]
pub struct Queue {
    door: Option<Door>,
    file: Option<Tail>,
    counters: Vec<String>,
    calls: Sender<Called>,
    /// What could not be read.
    unread: u64,
}

/// A file that grows, read from where it ended.
#[derive(Debug)]
struct Tail {
    path: PathBuf,
    offset: u64,
}

impl Queue {
    /// Opens `listen`, which must be an address of this machine that no other reaches, and
    /// follows `file` from its present end; neither need be there. Only `counters` are known.
    pub fn open(
        listen: Option<SocketAddr>,
        file: Option<&Path>,
        counters: Vec<String>,
        calls: Sender<Called>,
    ) -> Result<Queue, ServiceError> {
        let door = listen.map(|address| {
            Door::open(address).map_err(|source| ServiceError::Queue { address, source })
        });
        let file = file.map(|path| Tail {
            path: path.to_owned(),
            // What was said before nobody waits for.
            offset: std::fs::metadata(path).map_or(0, |file| file.len()),
        });
        Ok(Queue { door: door.transpose()?, file, counters, calls, unread: 0 })
    }

    /// Takes what is said until `stop` is raised; `tell` is told what cannot be read.
    pub fn listen(mut self, stop: &Stop, tell: impl Fn(String)) {
        while !stop.is_set() {
            if let Some(stream) = self.door.as_ref().and_then(Door::next) {
                // Who hangs up or stammers harms themselves only.
                drop(self.serve(stream, &tell));
                continue;
            }
            let lines = self.file.as_mut().map(Tail::lines).unwrap_or_default();
            for line in lines.iter().filter(|line| !line.trim().is_empty()) {
                // It was told and counted.
                drop(self.take(line, &tell));
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    fn take(&mut self, text: &str, tell: &impl Fn(String)) -> Result<(), String> {
        let now = clock::now();
        let taken = parse(text, now).and_then(|mut called| {
            if !self.counters.contains(&called.counter) {
                let counter: String = called.counter.chars().take(64).collect();
                return Err(tr!("没有柜台“{}”", "there is no counter \"{}\"", counter));
            }
            if called.at.duration_since(now).as_secs_f64().abs() > CLOCK_OFF_S {
                called.at = now;
            }
            // The desk has ended: so does this thread.
            self.calls.send(called).ok();
            Ok(())
        });
        if let Err(why) = &taken {
            self.unread += 1;
            tell(tr!(
                "排队系统的话听不懂({} 次):{}",
                "the queue system cannot be understood ({} times): {}",
                self.unread,
                why.replace(char::is_control, " ")
            ));
        }
        taken
    }

    fn serve(&mut self, mut stream: TcpStream, tell: &impl Fn(String)) -> io::Result<()> {
        let said = hear(&mut stream, SAID_MOST, |said| body(said) != Err(UNFINISHED))?;
        let answer = match body(&said) {
            Err(status) => answer(status, ""),
            Ok(body) => match self.take(body, tell) {
                Ok(()) => answer("204 No Content", ""),
                Err(why) => answer("400 Bad Request", &why),
            },
        };
        stream.write_all(answer.as_bytes())
    }
}

impl Tail {
    /// The lines that were finished since it was last looked at; one that is too long is cut.
    fn lines(&mut self) -> Vec<String> {
        self.try_lines().unwrap_or_default()
    }

    fn try_lines(&mut self) -> io::Result<Vec<String>> {
        let mut file = File::open(&self.path)?;
        if file.metadata()?.len() < self.offset {
            // It was begun anew.
            self.offset = 0;
        }
        file.seek(SeekFrom::Start(self.offset))?;
        let mut reader = BufReader::new(file);
        let (mut lines, mut line) = (Vec::new(), Vec::new());
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                return Ok(lines);
            }
            self.offset += read as u64;
            line.truncate(SAID_MOST);
            lines.push(String::from_utf8_lossy(&line).into_owned());
        }
    }
}

/// What is answered to a request that is cut short.
const UNFINISHED: &str = "400 Bad Request";

/// The body of a request, or the status that it is answered with. A page in a browser names
/// where it comes from, and is refused.
fn body(said: &[u8]) -> Result<&str, &'static str> {
    let end = said.windows(4).position(|four| four == b"\r\n\r\n").ok_or(UNFINISHED)?;
    let head =
        std::str::from_utf8(&said[..end]).map_err(|_| "431 Request Header Fields Too Large")?;
    let mut lines = head.lines();
    let method = lines.next().and_then(|first| first.split(' ').next());
    if method != Some("POST") {
        return Err("405 Method Not Allowed");
    }
    let mut long = 0;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("origin") {
            return Err("403 Forbidden");
        }
        if name.eq_ignore_ascii_case("content-length") {
            long = value.trim().parse().map_err(|_| "411 Length Required")?;
        }
    }
    if long > SAID_MOST {
        return Err("413 Content Too Large");
    }
    let body = said.get(end + 4..end + 4 + long).ok_or(UNFINISHED)?;
    std::str::from_utf8(body).map_err(|_| "415 Unsupported Media Type")
}

fn answer(status: &str, why: &str) -> String {
    let close = "Connection: close\r\nContent-Type: text/plain; charset=utf-8";
    format!("HTTP/1.1 {status}\r\n{close}\r\nContent-Length: {}\r\n\r\n{why}", why.len())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crossbeam_channel::{Receiver, unbounded};
    use proptest::prelude::*;
    use std::fs::OpenOptions;
    use std::io::Read;

    fn queue(file: Option<&Path>) -> (Queue, Receiver<Called>) {
        let (calls, heard) = unbounded();
        let listen = Some("127.0.0.1:0".parse().unwrap());
        (Queue::open(listen, file, vec!["3".to_owned()], calls).unwrap(), heard)
    }

    fn ask(address: SocketAddr, said: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(said.as_bytes()).unwrap();
        let mut told = String::new();
        stream.read_to_string(&mut told).unwrap();
        told.lines().next().unwrap_or_default().to_owned()
    }

    fn post(body: &str, head: &str) -> String {
        format!(
            "POST /queue HTTP/1.1\r\nHost: a\r\n{head}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    #[test]
    fn a_ticket_is_called_by_http() {
        let (queue, heard) = queue(None);
        let address = queue.door.as_ref().unwrap().address().unwrap();
        let stop = Stop::new();
        let until = stop.clone();
        let thread = std::thread::spawn(move || queue.listen(&until, |_| ()));
        let good = r#"{"counter":"3","event":"called","ticket":"A012"}"#;
        for (said, status) in [
            (post(good, ""), "HTTP/1.1 204 No Content"),
            (post(r#"{"counter":"3","event":"closed"}"#, ""), "HTTP/1.1 204 No Content"),
            (post(r#"{"counter":"4","event":"closed"}"#, ""), "HTTP/1.1 400 Bad Request"),
            (post("{", ""), "HTTP/1.1 400 Bad Request"),
            (post(good, "Origin: http://a\r\n"), "HTTP/1.1 403 Forbidden"),
            ("GET / HTTP/1.1\r\n\r\n".to_owned(), "HTTP/1.1 405 Method Not Allowed"),
        ] {
            assert_eq!(ask(address, &said), status, "{said}");
        }
        stop.set();
        thread.join().unwrap();
        let events: Vec<_> = heard.try_iter().map(|called| called.event).collect();
        assert_eq!(events, [TicketEvent::Called, TicketEvent::Closed]);
    }

    #[test]
    fn a_file_is_read_from_where_it_ended() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("queue.jsonl");
        let line = |event: &str| format!("{{\"counter\":\"3\",\"event\":\"{event}\"}}\n");
        std::fs::write(&path, line("closed")).unwrap();
        let mut tail = Tail { path: path.clone(), offset: std::fs::metadata(&path).unwrap().len() };
        assert!(tail.lines().is_empty(), "what was said before nobody waits for");
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(line("called").as_bytes()).unwrap();
        file.write_all(b"{\"counter\":").unwrap();
        assert_eq!(tail.lines(), [line("called")], "the last line is not finished");
        file.write_all(b"\"3\"}\n").unwrap();
        assert_eq!(tail.lines(), ["{\"counter\":\"3\"}\n"]);
        std::fs::write(&path, line("closed")).unwrap();
        assert_eq!(tail.lines(), [line("closed")], "begun anew");
        std::fs::remove_file(&path).unwrap();
        assert!(tail.lines().is_empty());
    }

    #[test]
    fn a_recordings_tickets_have_their_times() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("queue.jsonl");
        let at =
            |time: &str| format!("{{\"counter\":\"3\",\"event\":\"called\",\"at\":\"{time}\"}}\n");
        let (late, early) = (at("2026-11-23T09:12:00+08:00"), at("2026-11-23T09:02:00+08:00"));
        std::fs::write(&path, format!("{late}\n{early}")).unwrap();
        let all = read(&path).unwrap();
        assert_eq!(all.len(), 2);
        assert!(all[0].at < all[1].at);
        std::fs::write(&path, format!("{late}{{\"counter\":\"3\",\"event\":\"called\"}}\n"))
            .unwrap();
        assert!(read(&path).unwrap_err().contains(":2:"));
    }

    #[test]
    fn a_clock_that_is_off_is_not_believed() {
        let (mut queue, heard) = queue(None);
        let said = r#"{"counter":"3","event":"called","at":"2001-01-01T00:00:00Z"}"#;
        queue.take(said, &|_| ()).unwrap();
        let called = heard.try_recv().unwrap();
        assert!(clock::now().duration_since(called.at).as_secs_f64().abs() < CLOCK_OFF_S);
    }

    #[test]
    fn only_this_machine_is_listened_to() {
        let (calls, _heard) = unbounded();
        let open = Queue::open(Some("0.0.0.0:0".parse().unwrap()), None, Vec::new(), calls);
        assert!(matches!(open, Err(ServiceError::Queue { .. })));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_request_or_none(said in prop::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(body(&said).map_or_else(str::len, str::len) <= said.len().max(40));
            let mut whole = b"POST / HTTP/1.1\r\n".to_vec();
            whole.extend(&said);
            whole.extend(b"\r\n\r\n");
            prop_assert!(body(&whole).map_or_else(str::len, str::len) <= whole.len().max(40));
        }
    }
}

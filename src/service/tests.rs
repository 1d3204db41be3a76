//! Services and consoles over real sockets in temporary directories.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::service::client::Client;
use crate::service::message::{Hello, Notice, NoticeLevel, Status};
use crate::units::Role;
use jiff::Timestamp;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use tempfile::TempDir;

const SOON: Duration = Duration::from_secs(20);

fn hello() -> FromService {
    FromService::Hello(Hello {
        protocol: PROTOCOL,
        liyu: "0".into(),
        store: "s".into(),
        model: String::new(),
        lists: "l".into(),
        unsealed: false,
        counters: Vec::new(),
        lines: Vec::new(),
        incidents: Vec::new(),
        notices: Vec::new(),
        log: Vec::new(),
        me: None,
        people: Vec::new(),
        shadow_until: None,
        before_decision: true,
    })
}

fn notice(text: impl Into<String>) -> FromService {
    FromService::Notice(Notice { key: "k".into(), level: NoticeLevel::Info, text: text.into() })
}

fn line(text: String) -> FromService {
    FromService::Line(super::super::message::Line {
        counter: "1".into(),
        channel: 0,
        role: Role::Clerk,
        at: Timestamp::UNIX_EPOCH,
        text,
        marks: Vec::new(),
    })
}

fn status() -> FromService {
    FromService::Status(Status {
        at: Timestamp::UNIX_EPOCH,
        counters: Vec::new(),
        lists: String::new(),
        machine: Default::default(),
    })
}

struct Service {
    store: TempDir,
    server: Server,
    requests: Receiver<Request>,
}

impl Service {
    fn start() -> Service {
        Service::at(TempDir::new().unwrap())
    }

    fn at(store: TempDir) -> Service {
        let (request, requests) = bounded(16);
        let server = Server::start(store.path(), request).unwrap();
        Service { store, server, requests }
    }

    fn greet_next(&self) -> ConsoleId {
        loop {
            match self.requests.recv_timeout(SOON).unwrap() {
                Request::NeedHello { console } => {
                    self.server.send(console, hello());
                    return console;
                }
                Request::Gone { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }

    fn attach(&self) -> (Client, ConsoleId) {
        let client = Client::attach(self.store.path(), "前台").unwrap();
        let id = self.greet_next();
        assert_eq!(next(&client), hello());
        (client, id)
    }

    fn raw(&self) -> UnixStream {
        let stream = UnixStream::connect(self.store.path().join("liyu.sock")).unwrap();
        stream.set_read_timeout(Some(SOON)).unwrap();
        stream
    }
}

fn next(client: &Client) -> FromService {
    client.events().recv_timeout(SOON).unwrap()
}

fn lost(client: &Client) -> bool {
    client.events().recv_timeout(SOON) == Err(RecvTimeoutError::Disconnected)
}

#[test]
fn a_request_reaches_the_owner_and_the_answer_only_who_asked() {
    let service = Service::start();
    let (asking, id) = service.attach();
    let (other, _) = service.attach();
    let body = ToService::Open { id: "x".into() };
    asking.send(body.clone()).unwrap();
    assert_eq!(
        service.requests.recv_timeout(SOON).unwrap(),
        Request::Said { console: id, actor: "前台".into(), body }
    );
    service.server.send(id, FromService::Refused { why: "no".into() });
    service.server.publish(notice("all"));
    assert_eq!(next(&asking), FromService::Refused { why: "no".into() });
    assert_eq!(next(&asking), notice("all"));
    assert_eq!(next(&other), notice("all"));
}

#[test]
fn what_is_done_behind_leaves_room_for_people() {
    let service = Service::start();
    let (asking, _) = service.attach();
    let piece = || ToService::Renewed { part: 0, last: false, text: "x".repeat(256 << 10) };
    // Nobody takes a request, so the queue fills.
    while asking.send_behind(piece()).is_ok() {}
    for _ in 0..4 {
        asking.send(ToService::Open { id: "x".into() }).unwrap();
    }
}

#[test]
fn a_console_that_dies_disturbs_no_other() {
    let service = Service::start();
    let (dying, _) = service.attach();
    let (other, _) = service.attach();
    dying.send(ToService::Open { id: "x".into() }).unwrap();
    drop(dying);
    for n in 0..1000 {
        service.server.publish(notice(n.to_string()));
        assert_eq!(next(&other), notice(n.to_string()));
    }
    assert_eq!(service.server.consoles(), 1);
}

#[test]
fn a_console_that_stops_reading_falls_behind_alone_and_is_greeted_again() {
    let service = Service::start();
    let (reading, _) = service.attach();
    let mut hanging = service.raw();
    hanging.write_all(b"{\"type\":\"attach\",\"protocol\":4}\n").unwrap();
    let hanging_id = service.greet_next();
    let long = "长".repeat(4096);
    for n in 0..2000 {
        let message = line(format!("{n} {long}"));
        service.server.publish(message.clone());
        assert_eq!(next(&reading), message);
    }
    assert!(service.requests.try_recv().is_err(), "asked before it caught up");
    // It reads again, and after what was queued comes a fresh greeting.
    let reader = thread::spawn(move || {
        let mut seen = Vec::new();
        let mut chunk = [0; 1 << 16];
        loop {
            let n = hanging.read(&mut chunk).unwrap();
            seen.extend_from_slice(&chunk[..n]);
            let hellos = seen.windows(15).filter(|w| w == b"\"type\":\"hello\",").count();
            if hellos == 2 || n == 0 {
                return (hanging, seen);
            }
        }
    });
    assert_eq!(service.greet_next(), hanging_id);
    let (mut hanging, seen) = reader.join().unwrap();
    let lines = String::from_utf8(seen).unwrap().lines().count();
    assert!(lines < 2000, "{lines} lines: nothing was dropped");
    service.server.publish(status());
    let mut chunk = [0; 4096];
    let n = hanging.read(&mut chunk).unwrap();
    assert!(String::from_utf8_lossy(&chunk[..n]).contains("status"));
}

#[test]
fn stopping_does_not_wait_for_a_console_that_hangs() {
    let service = Service::start();
    let mut hanging = service.raw();
    hanging.write_all(b"{\"type\":\"attach\",\"protocol\":4}\n").unwrap();
    service.greet_next();
    let long = "长".repeat(4096);
    for n in 0..1000 {
        service.server.publish(line(format!("{n} {long}")));
    }
    let (done, ended) = bounded(1);
    thread::spawn(move || {
        service.server.stop();
        let _ = done.send(());
    });
    ended.recv_timeout(SOON).unwrap();
}

#[test]
fn stopping_does_not_wait_for_a_hanging_peer_that_has_no_seat_any_more() {
    let service = Service::start();
    let mut away = service.raw();
    away.write_all(b"{\"type\":\"attach\",\"protocol\":99}\n").unwrap();
    let mut hanging = service.raw();
    hanging.write_all(b"{\"type\":\"attach\",\"protocol\":4}\n").unwrap();
    let id = service.greet_next();
    let long = "长".repeat(4096);
    for n in 0..1000 {
        service.server.publish(line(format!("{n} {long}")));
    }
    // More questions than the owner takes: its reader waits, and gives the seat
    // up as soon as the service stops, while its writer is still stuck.
    let body = ToService::Open { id: "x".into() };
    let asked = serde_json::to_string(&body).unwrap() + "\n";
    hanging.write_all(asked.repeat(32).as_bytes()).unwrap();
    let said = service.requests.recv_timeout(SOON).unwrap();
    assert_eq!(said, Request::Said { console: id, actor: "local".into(), body });
    let (done, ended) = bounded(1);
    thread::spawn(move || {
        service.server.stop();
        let _ = done.send(());
    });
    ended.recv_timeout(SOON).unwrap();
    drop((away, hanging));
}

#[test]
fn nonsense_closes_only_the_connection_it_came_from() {
    let service = Service::start();
    let (good, _) = service.attach();
    let endless = vec![b'x'; LINE_LIMIT + 64 * 1024];
    let attach = b"{\"type\":\"attach\",\"protocol\":4}\n".to_vec();
    let twice = [attach.clone(), attach.clone()].concat();
    let late = [attach.clone(), b"\xff\xfe{]\n".to_vec()].concat();
    for (bytes, greeted) in [
        (b"\x00\xff\n".to_vec(), false),
        (b"{\"type\":\"open\",\"id\":\"1\"}\n".to_vec(), false),
        (endless, false),
        (twice, true),
        (late, true),
    ] {
        let mut raw = service.raw();
        // The service may close while the rest is still being written.
        let _ = raw.write_all(&bytes);
        if greeted {
            service.greet_next();
        }
        let mut rest = Vec::new();
        let ended = raw.read_to_end(&mut rest);
        assert!(ended.is_ok() || ended.unwrap_err().kind() != std::io::ErrorKind::WouldBlock);
    }
    service.server.publish(notice("still here"));
    assert_eq!(next(&good), notice("still here"));
}

#[test]
fn another_protocol_is_turned_away_with_a_reason() {
    let service = Service::start();
    let mut raw = service.raw();
    raw.write_all(b"{\"type\":\"attach\",\"protocol\":99}\n").unwrap();
    let mut said = String::new();
    raw.read_to_string(&mut said).unwrap();
    assert!(said.contains("\"type\":\"refused\"") && said.contains("99"), "{said}");
}

#[test]
fn nothing_is_said_to_who_has_not_attached() {
    let service = Service::start();
    let mut silent = service.raw();
    let (good, _) = service.attach();
    service.server.publish(notice("secret"));
    assert_eq!(next(&good), notice("secret"));
    service.server.stop();
    let mut said = String::new();
    silent.read_to_string(&mut said).unwrap();
    assert!(!said.contains("secret"));
}

#[test]
fn stopping_says_bye_and_leaves_no_socket() {
    let service = Service::start();
    let (client, _) = service.attach();
    let _hanging = service.raw();
    let socket = service.store.path().join("liyu.sock");
    assert_eq!(socket.metadata().unwrap().permissions().mode() & 0o007, 0);
    service.server.stop();
    assert_eq!(next(&client), FromService::Bye);
    assert!(lost(&client));
    assert!(!socket.exists());
    assert!(matches!(client.reattach(), Err(ServiceError::NotRunning { .. })));
}

#[test]
fn a_second_service_is_refused_and_the_first_goes_on() {
    let service = Service::start();
    let (request, _requests) = bounded(1);
    let second = Server::start(service.store.path(), request);
    assert!(matches!(second, Err(ServiceError::AlreadyRunning { .. })));
    service.attach();
}

#[test]
fn the_socket_of_a_killed_service_is_replaced() {
    let store = TempDir::new().unwrap();
    let socket = store.path().join("liyu.sock");
    // Dropping a plain listener leaves its file, as a kill does.
    drop(UnixListener::bind(&socket).unwrap());
    assert!(socket.exists());
    assert!(matches!(Client::attach(store.path(), ""), Err(ServiceError::NotRunning { .. })));
    Service::at(store).attach();
}

#[test]
fn a_file_that_is_no_socket_is_never_removed() {
    let store = TempDir::new().unwrap();
    let path = store.path().join("liyu.sock");
    std::fs::write(&path, "mine").unwrap();
    let (request, _requests) = bounded(1);
    let started = Server::start(store.path(), request);
    assert!(matches!(started, Err(ServiceError::InTheWay { .. })), "{started:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn a_store_with_a_long_path_has_a_short_socket() {
    let top = TempDir::new().unwrap();
    let deep = top.path().join("很深的目录".repeat(8)).join("d".repeat(60));
    std::fs::create_dir_all(&deep).unwrap();
    let (request, requests) = bounded(4);
    let server = Server::start(&deep, request).unwrap();
    let client = Client::attach(&deep, "").unwrap();
    assert!(matches!(requests.recv_timeout(SOON).unwrap(), Request::NeedHello { .. }));
    let path = Address::of(&deep).unwrap().path().to_owned();
    assert!(path.as_os_str().len() <= 100, "{}", path.display());
    let directory = path.parent().unwrap().metadata().unwrap();
    assert_eq!(directory.permissions().mode() & 0o077, 0);
    drop(client);
    server.stop();
    assert!(!path.exists());
}

#[test]
fn no_store_is_said_as_such() {
    let top = TempDir::new().unwrap();
    let missing = Client::attach(&top.path().join("nowhere"), "").unwrap_err();
    assert!(matches!(missing, ServiceError::NotRunning { .. }));
    assert!(missing.to_string().contains("nowhere"));
}

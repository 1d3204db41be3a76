//! The host between consoles and a store that nobody listens into: who did what, pages,
//! figures, complaints and the log.

mod encounters;
mod keep;
mod offices;

use super::*;
use crate::conduct::Rulebook;
use crate::pipeline::{Reading, run_closed};
use crate::record::testkit::{evidence, id, served};
use crate::record::{
    Deed, Disposition, Listing, Page, Rules, Span, Store, TicketChange, TicketState, Via,
};
use crate::record::{Incident, Sight};
use crate::service::client::Client;
use crate::service::message::{Detail, ToService};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;
use tempfile::TempDir;

/// How long any answer may take before the test fails.
const SOON: Duration = Duration::from_secs(20);

struct Service {
    store: TempDir,
    stop: Stop,
    notice: Sender<Notice>,
    threads: Vec<JoinHandle<()>>,
}

impl Service {
    /// A service over a store with three incidents that listens to nothing.
    fn start() -> Service {
        let keep = TempDir::new().unwrap();
        let (mut store, _) = Store::open(keep.path()).unwrap();
        for n in 1..4 {
            store.put(&evidence(&id(n), n)).unwrap();
            store.close(&id(n)).unwrap();
        }
        drop(store);
        Service::over(keep, Vec::new())
    }

    /// A service over the store in `keep` that listens to nothing.
    fn over(keep: TempDir, units: Vec<(String, String)>) -> Service {
        Service::over_with(keep, units, Vec::new(), Rules::FOR_EVER)
    }

    /// A service over the store in `keep`, as if it listened to `counters`.
    fn over_with(
        keep: TempDir,
        units: Vec<(String, String)>,
        counters: Vec<Counter>,
        rules: Rules,
    ) -> Service {
        let stop = Stop::new();
        let (request, requests) = bounded(16);
        let (asks, asked) = bounded(16);
        let (output, outputs) = bounded(16);
        let (notice, notices) = bounded(16);
        let facts = Facts {
            store: keep.path().to_owned(),
            model: String::new(),
            lists: "0123456789abcdef".into(),
            counters,
            counting: Counting::default(),
            units,
            idle_min: 10,
            before_decision: true,
            shadow_days: 0,
            rules,
            packs: Rulebook::shipped(&[]).ok().map(Arc::new),
        };
        let host = Host::new(facts, Server::start(keep.path(), request).unwrap());
        let reading = Reading::start(keep.path(), None, &stop).unwrap();
        let looks = reading.looks();
        let wires = Wires { outputs, asks, looks, requests, notices, stop: stop.clone() };
        let dir = keep.path().to_owned();
        let threads = vec![
            thread::spawn(move || run_closed(&dir, None, 10, &asked, &output)),
            thread::spawn(move || host.run(wires, |_| Ok(())).unwrap()),
            thread::spawn(move || reading.join().unwrap()),
        ];
        Service { store: keep, stop, notice, threads }
    }

    fn attach(&self, actor: &str) -> Console {
        let client = Client::attach(self.store.path(), actor).unwrap();
        let mut console = Console { client };
        let hello = console.next(|m| match m {
            FromService::Hello(hello) => Some(hello),
            _ => None,
        });
        assert_eq!((hello.incidents.len(), hello.lists.as_str()), (3, "01234567"));
        console
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop.set();
        for thread in self.threads.drain(..) {
            let ended = thread.join();
            assert!(ended.is_ok() || thread::panicking());
        }
    }
}

struct Console {
    client: Client,
}

impl Console {
    fn say(&self, request: ToService) {
        self.client.send(request).unwrap();
    }

    /// The next message that `wanted` takes; the others are passed over.
    fn next<T>(&mut self, wanted: impl Fn(FromService) -> Option<T>) -> T {
        let deadline = Instant::now() + SOON;
        loop {
            let message = self.client.events().recv_deadline(deadline).unwrap();
            if let Some(found) = wanted(message) {
                return found;
            }
        }
    }

    fn detail(&mut self) -> Detail {
        self.next(|m| match m {
            FromService::Detail(detail) => Some(*detail),
            _ => None,
        })
    }

    fn refused(&mut self) -> String {
        self.next(|m| match m {
            FromService::Refused { why } => Some(why),
            _ => None,
        })
    }

    fn page(&mut self, serial: u64, listing: Listing) -> Page {
        self.say(ToService::List { serial, listing, offset: 0, limit: 9 });
        self.next(|m| match m {
            FromService::Page { serial: of, page } => {
                assert_eq!(of, serial);
                Some(page)
            }
            _ => None,
        })
    }

    fn incident(&mut self) -> Incident {
        self.next(|m| match m {
            FromService::Incident(incident) => Some(incident),
            _ => None,
        })
    }
}

#[test]
fn what_is_done_carries_the_name_of_whoever_did_it_and_reaches_everybody() {
    let service = Service::start();
    let mut wang = service.attach(" 前台\u{202e} ");
    let mut nobody = service.attach("");
    let act = |deed, note: &str| ToService::Act { id: id(1), deed, note: note.into() };
    let disposition = Disposition::Confirmed;
    wang.say(act(Deed::Decided { disposition }, "听过"));
    assert_eq!(nobody.incident().disposition, disposition);
    let history = wang.detail().history;
    assert_eq!((history[0].actor.as_str(), history[0].note.as_str()), ("前台", "听过"));

    nobody.say(ToService::Undo { id: id(1) });
    let history = nobody.detail().history;
    assert_eq!(history[1].actor, "local");
    assert_eq!(history[1].deed, Deed::Undone { disposition: Disposition::New });
    nobody.say(ToService::Undo { id: id(1) });
    assert!(nobody.refused().contains("撤回"));
    nobody.say(act(Deed::Commented, ""));
    assert!(nobody.refused().contains(&id(1)));
}

#[test]
fn pages_figures_and_complaints_are_answered_beside_the_writer() {
    let service = Service::start();
    let mut console = service.attach("前台");
    let page = console.page(7, Listing::default());
    assert_eq!((page.total, page.incidents[0].id.clone(), page.unsearched), (3, id(3), 0));
    // What was heard is gathered behind the scenes; until then it is said to be unread.
    let searched = Listing { search: "qiangshang".into(), ..Listing::default() };
    for serial in 8..100_000 {
        let page = console.page(serial, searched.clone());
        assert_eq!(page.total + page.unsearched, 3);
        if page.unsearched == 0 {
            break;
        }
    }
    console.say(ToService::Figures { span: Span::Week });
    let figures = console.next(|m| match m {
        FromService::Figures(figures) => Some(figures),
        _ => None,
    });
    assert_eq!(figures.by_time.len(), 7);

    let counter = "3号窗口".to_owned();
    console.say(ToService::Mark { counter, via: Via::Console, note: "态度不好".into() });
    let ticket = console.next(|m| match m {
        FromService::Ticket(ticket) => Some(*ticket),
        _ => None,
    });
    assert_eq!((ticket.steps[0].actor.as_str(), ticket.incident), ("前台", None));
    assert!(!ticket.lacking.is_empty(), "nothing was listened to, and it says so");
    let change = TicketChange::State { state: TicketState::Checking };
    console.say(ToService::Handle { id: ticket.id.clone(), change, note: String::new() });
    let state = console.next(|m| match m {
        FromService::Ticket(ticket) => (ticket.steps.len() == 2).then_some(ticket.state),
        _ => None,
    });
    assert_eq!(state, TicketState::Checking);
    console.say(ToService::Tickets);
    let tickets = console.next(|m| match m {
        FromService::Tickets(tickets) => Some(tickets),
        _ => None,
    });
    assert_eq!(tickets.len(), 1);
}

#[test]
fn notices_go_into_the_log_that_a_later_console_reads() {
    let service = Service::start();
    let mut early = service.attach("");
    let tell = |text: &str| {
        let (key, level) = ("disk".to_owned(), NoticeLevel::Warning);
        service.notice.send(Notice { key, level, text: text.into() }).unwrap();
    };
    tell("磁盘快满了");
    tell("");
    let log = |m| match m {
        FromService::Log(line) => Some(line.text),
        _ => None,
    };
    assert_eq!(
        (early.next(log), early.next(log)),
        ("磁盘快满了".into(), "已恢复:磁盘快满了".into())
    );
    let late = Client::attach(service.store.path(), "").unwrap();
    let FromService::Hello(hello) = late.events().recv_timeout(SOON).unwrap() else { panic!() };
    assert_eq!(hello.log.len(), 2);
    assert!(hello.notices.is_empty());
    let machine = early.next(|m| match m {
        FromService::Status(status) => status.machine.disk_free_mb.and(Some(status.machine)),
        _ => None,
    });
    assert!(machine.memory_mb.is_some_and(|mb| mb > 0));
}

#[test]
fn a_store_that_is_gone_is_said_and_the_console_greeted_all_the_same() {
    let stop = Stop::new();
    let reading = Reading::start(Path::new("no-such-store"), None, &stop).unwrap();
    let (reply, answers) = bounded(1);
    let sight = Sight::default();
    let look = Look { question: Question::Latest(1), sight, tag: 3, reply };
    reading.looks().send(look).unwrap();
    let (tag, answer) = answers.recv().unwrap();
    assert!(matches!((tag, answer), (3, Answer::Latest(Err(_)))));
    reading.join().unwrap();
}

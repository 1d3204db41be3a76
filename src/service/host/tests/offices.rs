//! Every office at a console over a real socket: what it may, what it may not, what it is
//! told, and that what was refused stands in the log.

use super::*;
use crate::account::{Account, Office, Standing};
use crate::pipeline::Marking;
use crate::record::{
    AuditLine, Denied, Ground, IncidentState, NewAccount, Outcome, Retaining, Staffing,
    TicketChange,
};
use crate::service::ServiceError;
use crate::service::permit::about;
use crate::service::signin::{answer, sign_in};
use crate::vault::{Cost, Secret, lock};
use jiff::ToSpan;

const EAST: &str = "3号窗口";
const WEST: &str = "4号窗口";

/// Everybody, with what they are there for and their unit.
const PEOPLE: [(&str, Office, &str); 8] = [
    ("总管", Office::Supervisor, ""),
    ("东区主管", Office::Supervisor, "east"),
    ("东区窗口甲", Office::Staff, "east"),
    ("东区窗口乙", Office::Staff, "east"),
    ("词表", Office::Trainer, ""),
    ("检查", Office::Inspector, ""),
    ("审计", Office::Auditor, ""),
    ("纪检", Office::Discipline, ""),
];

/// Passphrases of tests cost nothing to guess; two digits, as the real ones have.
const CHEAP: Cost = Cost(10);

fn passphrase(name: &str) -> String {
    format!("{name}自己记得住的一句话")
}

/// A sealed store: an incident of the first clerk's, one of the west, one on integrity, and
/// a complaint about the east.
pub(super) fn sealed() -> (Service, Vec<Account>, String) {
    let keep = TempDir::new().unwrap();
    let (mut store, _) = Store::open(keep.path()).unwrap();
    let now = clock::now();
    let mut accounts = Vec::new();
    for (name, office, unit) in PEOPLE {
        let secret = Secret::generate().unwrap();
        let new = NewAccount {
            name: name.into(),
            office,
            unit: unit.into(),
            public: secret.public(),
            locked: lock(&secret, &passphrase(name), CHEAP).unwrap(),
            until: (office == Office::Inspector).then(|| now + 24.hours()),
        };
        accounts.push(if accounts.is_empty() {
            let recovery = Secret::generate().unwrap().public();
            store.begin_sealing(&new, &recovery, "operator", now).unwrap().account
        } else {
            store.add_account(&new, "operator", now).unwrap()
        });
    }
    for (n, counter, unit, person, integrity) in [
        (1, EAST, "east", Some(2), false),
        (2, WEST, "west", None, false),
        (3, EAST, "east", None, true),
    ] {
        let mut evidence = evidence(&id(n), n);
        evidence.incident.state = IncidentState::Closed;
        evidence.incident.counter = counter.into();
        evidence.incident.custody.unit = unit.into();
        evidence.incident.custody.person = person.map(|at: usize| accounts[at].id.clone());
        evidence.incident.custody.integrity = integrity;
        store.put(&evidence).unwrap();
    }
    for (n, counter, unit, person) in [(1, EAST, "east", Some(2)), (2, WEST, "west", None)] {
        let mut served = served(n);
        served.row.counter = counter.into();
        served.custody.unit = unit.into();
        served.custody.person = person.map(|at: usize| accounts[at].id.clone());
        store.put_encounter(&served).unwrap();
    }
    let marking = Marking { counter: EAST.into(), via: Via::Device, note: "慢".into(), at: now };
    let ticket = crate::pipeline::unheard(&mut store, &marking, "device").unwrap().id;
    drop(store);
    let units = [(EAST, "east"), (WEST, "west")];
    let units = units.map(|(counter, unit)| (counter.to_owned(), unit.to_owned())).to_vec();
    (Service::over(keep, units), accounts, ticket)
}

impl Service {
    pub(super) fn enter(&self, name: &str) -> Console {
        let client = Client::attach(self.store.path(), "谁都行").unwrap();
        let mut console = Console { client };
        let hello = console.hello();
        assert!(!hello.unsealed && hello.incidents.is_empty() && hello.people.is_empty());
        assert!(hello.me.is_none() && hello.store.is_empty());
        sign_in(&console.client, name, &passphrase(name)).unwrap();
        console
    }

    fn log(&self) -> Vec<AuditLine> {
        Store::open_read_only(self.store.path()).unwrap().log_lines(1, 9_999).unwrap()
    }
}

impl Console {
    pub(super) fn hello(&mut self) -> crate::service::message::Hello {
        self.next(|m| match m {
            FromService::Hello(hello) => Some(hello),
            _ => None,
        })
    }

    /// Whether a request is carried out, or not fit but allowed; its refusal otherwise.
    fn asks(&mut self, service: &Service, request: ToService) -> bool {
        let seats = matches!(request, ToService::Swap { .. });
        let sat = |service: &Service| {
            service.log().iter().filter(|line| line.what == What::Seated).count()
        };
        let before = sat(service);
        let marks = matches!(request, ToService::Mark { .. } | ToService::Handle { .. });
        self.say(request);
        loop {
            let answered = self.next(|m| match m {
                FromService::Refused { why } => Some(Some(!is_denied(&why))),
                FromService::Detail(_)
                | FromService::Page { .. }
                | FromService::Figures(_)
                | FromService::Retained(_)
                | FromService::Staffed(_)
                | FromService::Tickets(_) => Some(Some(true)),
                FromService::Ticket(_) if marks => Some(Some(true)),
                FromService::Status(_) => Some(None),
                _ => None,
            });
            match answered {
                Some(allowed) => return allowed,
                // A seat is answered with nothing but the next look at who sits there.
                None if seats && sat(service) > before => return true,
                None => {}
            }
        }
    }
}

fn is_denied(why: &str) -> bool {
    use crate::account::Action;
    [
        Denied::Office(Action::Decide),
        Denied::Outside,
        Denied::Own,
        Denied::DecidedBefore,
        Denied::NotStaff,
        Denied::Nobody,
    ]
    .iter()
    .any(|denied| denied.to_string() == why)
}

fn act(n: u32, deed: Deed, note: &str) -> ToService {
    ToService::Act { id: id(n), deed, note: note.into() }
}

fn decided(disposition: Disposition) -> Deed {
    Deed::Decided { disposition }
}

/// Everything that can be asked; of the first clerk where it is of somebody.
fn requests(clerk: &str, ticket: &str) -> Vec<ToService> {
    let open = |n| ToService::Open { id: id(n) };
    let hold = |n| ToService::Retain { asked: Retaining::Hold { id: id(n) } };
    let staff = |asked| ToService::Staff { asked: Box::new(asked) };
    let note = String::new;
    vec![
        open(1),
        open(2),
        open(3),
        ToService::List { serial: 1, listing: Listing::default(), offset: 0, limit: 9 },
        ToService::Figures { span: Span::Day },
        ToService::Tickets,
        ToService::Handle {
            id: ticket.into(), change: TicketChange::Remark, note: "看过".into()
        },
        ToService::Mark { counter: EAST.into(), via: Via::Console, note: note() },
        act(1, Deed::Commented, "一句话"),
        act(1, Deed::Seen, ""),
        act(1, Deed::Played, ""),
        act(1, Deed::Assigned { to: clerk.into() }, ""),
        act(1, Deed::Attended { outcome: Outcome::Left }, ""),
        act(1, Deed::Concerns { person: clerk.into() }, ""),
        act(1, decided(Disposition::Upheld), ""),
        act(1, decided(Disposition::Confirmed), ""),
        act(1, Deed::Appealed { ground: Ground::NotMe }, "不是我"),
        ToService::Undo { id: id(1) },
        ToService::Swap { counter: EAST.into(), person: clerk.into() },
        ToService::Mute { counter: None, minutes: 5, note: note() },
        act(2, Deed::Commented, "一句话"),
        act(3, decided(Disposition::Confirmed), ""),
        act(3, Deed::Commented, "一句话"),
        open(9),
        hold(1),
        hold(2),
        hold(3),
        staff(Staffing::Stand { name: "无此人".into(), standing: Standing::Disabled }),
        staff(Staffing::Seat { seats: Vec::new() }),
    ]
}

#[test]
fn every_forbidden_request_of_every_office_is_refused_and_logged() {
    let (service, accounts, ticket) = sealed();
    let clerk = accounts[2].id.clone();
    //               oooLFTHMcspaatUCAUSMcccokkkss
    for (at, expected) in [
        "11011111111111110111100011011",
        "10011111111111110111000010011",
        "10010000111000001010000000000",
        "00010000000000000000000000000",
        "00001000000000000000000000000",
        "00011000000000000000000000000",
        "00000000000000000000000000000",
        "00110000000000000000011000100",
    ]
    .into_iter()
    .enumerate()
    {
        let (name, office, _) = PEOPLE[at];
        let mut console = service.enter(name);
        let mut allowed = String::new();
        let mut refused = Vec::new();
        for request in requests(&clerk, &ticket) {
            let about = about(&request);
            let is_allowed = console.asks(&service, request);
            allowed.push(if is_allowed { '1' } else { '0' });
            if !is_allowed {
                refused.push(about);
            }
        }
        assert_eq!(allowed, expected, "{name} {office:?}");
        // Written on another thread; the next answer of the store comes after it.
        for about in refused {
            let is_it = |line: &AuditLine| {
                line.what == What::Refused && line.actor == accounts[at].id && line.about == about
            };
            let mut looks = 0;
            while !service.log().iter().any(is_it) {
                console.next(|m| matches!(m, FromService::Status(_)).then_some(()));
                looks += 1;
                assert!(looks < 100, "{name}: nothing in the log of {about:?}");
            }
        }
    }
    let log = service.log();
    assert_eq!(crate::record::breaks(&log, 1, crate::record::GENESIS), []);
    let opened: Vec<(&str, &str)> = log
        .iter()
        .filter(|line| line.what == What::Opened)
        .map(|line| (line.actor.as_str(), line.about.as_str()))
        .collect();
    let (one, two, three) = (id(1), id(2), id(3));
    assert!(opened.contains(&(clerk.as_str(), one.as_str())));
    assert!(opened.contains(&(accounts[7].id.as_str(), three.as_str())));
    assert!(!opened.contains(&(accounts[1].id.as_str(), two.as_str())));
    let played: Vec<&str> = log
        .iter()
        .filter(|line| line.what == What::Played)
        .map(|line| line.actor.as_str())
        .collect();
    assert_eq!(played, [accounts[0].id.as_str(), &accounts[1].id, &clerk]);
}

#[test]
fn everybody_is_told_what_is_theirs_and_nothing_else() {
    let (service, accounts, _) = sealed();
    let mut consoles: Vec<Console> = PEOPLE.iter().map(|(name, ..)| service.enter(name)).collect();
    for (at, seen, people) in [
        (0, vec![2, 1], 8),
        (1, vec![1], 8),
        (2, vec![1], 4),
        (3, vec![], 4),
        (4, vec![], 1),
        (5, vec![2, 1], 1),
        (6, vec![], 8),
        (7, vec![3], 8),
    ] {
        let (name, office, _) = PEOPLE[at];
        let hello = consoles[at].hello();
        let ids: Vec<String> = hello.incidents.iter().map(|one| one.id.clone()).collect();
        assert_eq!(ids, seen.into_iter().map(id).collect::<Vec<_>>(), "{name}");
        assert_eq!(hello.people.len(), people, "{name}");
        assert_eq!(hello.me.unwrap().account.id, accounts[at].id, "{name}");
        if office == Office::Inspector {
            let json = serde_json::to_string(&hello.incidents).unwrap();
            assert!(!json.contains("窗口") && !json.contains(&accounts[2].id), "{json}");
        }
    }
    // The first clerk explains; whom it does not concern hears nothing of it.
    consoles[2].say(act(1, Deed::Commented, "没有看见他"));
    assert_eq!(consoles[2].detail().incident.handling.comments, 1);
    assert_eq!(consoles[1].incident().id, id(1));
    for at in [3, 4, 6, 7] {
        consoles[at].say(ToService::Prove { text: "x".into() });
        let told = consoles[at].next(|m| match m {
            FromService::Incident(incident) => Some(Some(incident.id)),
            FromService::Refused { .. } => Some(None),
            _ => None,
        });
        assert_eq!(told, None, "{}", PEOPLE[at].0);
    }
    // Signing out leaves nothing to see.
    consoles[0].say(ToService::SignOut);
    consoles[0].next(|m| matches!(m, FromService::SignedOut { .. }).then_some(()));
    let hello = consoles[0].hello();
    assert!(hello.incidents.is_empty() && hello.people.is_empty() && hello.me.is_none());
    assert!(!consoles[0].asks(&service, ToService::Open { id: id(1) }));
}

#[test]
fn a_device_needs_no_account_and_learns_nothing() {
    let (service, ..) = sealed();
    let client = Client::attach(service.store.path(), "u1").unwrap();
    let mut console = Console { client };
    console.hello();
    for request in requests("u3", "C1") {
        assert!(!console.asks(&service, request.clone()), "{request:?}");
    }
    let mark = ToService::Mark { counter: EAST.into(), via: Via::Device, note: "凶".into() };
    console.say(mark);
    let ticket = console.next(|m| match m {
        FromService::Ticket(ticket) => Some(ticket),
        _ => None,
    });
    assert_eq!(ticket.steps[0].actor, "device", "whatever it called itself");
    let marked =
        crate::service::marking::mark(service.store.path(), "u1", WEST, Via::Command, "慢");
    assert_eq!(marked.unwrap().steps[0].actor, "command");
    let bytes = std::fs::read(service.store.path().join("index.db-wal")).unwrap_or_default();
    assert!(!bytes.windows("凶".len()).any(|window| window == "凶".as_bytes()));
}

#[test]
fn the_name_of_nobody_answers_as_an_account_does() {
    let (service, ..) = sealed();
    let mut tries = Vec::new();
    for name in ["总管", "无此人"] {
        let client = Client::attach(service.store.path(), "").unwrap();
        let mut console = Console { client };
        console.hello();
        let mut locks = Vec::new();
        let mut shut = String::new();
        for n in 0..6 {
            console.say(ToService::SignIn { name: name.into() });
            let told = console.next(|m| match m {
                FromService::Challenge(challenge) => Some(Ok(challenge)),
                FromService::Refused { why } => Some(Err(why)),
                _ => None,
            });
            match told {
                Ok(challenge) => {
                    assert!(n < 5);
                    if n == 0 {
                        let wrong = answer(&challenge, "不是这一句话");
                        assert!(matches!(wrong, Err(ServiceError::WrongPassphrase)));
                    }
                    locks.push(challenge.locked);
                    console.say(ToService::Prove { text: String::new() });
                    console.refused();
                }
                Err(why) => shut = why,
            }
        }
        locks.dedup();
        let length = locks[0].len();
        assert_eq!(locks.len(), 1, "the same lock each time");
        let shut: String = shut.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        tries.push((length, shut));
    }
    assert_eq!(tries[0], tries[1]);
    assert!(tries[0].1.contains("再试"), "{tries:?}");
    let failed = service.log();
    let failed = failed.iter().filter(|line| line.what == What::SignInFailed);
    assert!(failed.clone().all(|line| !line.about.contains("无此人")));
    assert_eq!(failed.count(), 10);
}

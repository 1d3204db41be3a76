//! Made-up people, and a store that is sealed to them.

use super::{ago, detail, hello, incident, now};
use crate::account::{Account, Office, Standing};
use crate::record::{Custody, Deed, Entry, Incident};
use crate::service::message::{Detail, HeardUtterance, Hello, Me, Person};
use jiff::SignedDuration;

/// Those who have an account, by their ids: a supervisor of each kind, and staff.
pub fn people() -> Vec<Person> {
    let person = |id: &str, name: &str, office| Person { id: id.into(), name: name.into(), office };
    vec![
        person("u1", "周主任", Office::Supervisor),
        person("u2", "吴科长", Office::Supervisor),
        person("u3", "张敏", Office::Staff),
        person("u4", "李建国", Office::Staff),
        person("u5", "欧阳文静", Office::Staff),
    ]
}

/// Somebody of this office who has just signed in. Staff are `u3`, supervisors `u1`.
pub fn me(office: Office) -> Me {
    let id = match office {
        Office::Supervisor => "u1",
        Office::Staff => "u3",
        _ => "u9",
    };
    let name = people().into_iter().find(|person| person.id == id).map(|person| person.name);
    Me {
        account: Account {
            id: id.into(),
            name: name.unwrap_or_else(|| "来人".into()),
            office,
            unit: String::new(),
            standing: Standing::Active,
            // As text: the point of the curve and a key, of nobody.
            public: PUBLIC.parse().unwrap(),
            until: None,
            made_at: ago(900_000),
        },
        unseen: if matches!(office, Office::Supervisor | Office::Staff) { 3 } else { 0 },
        idle_min: 10,
    }
}

const PUBLIC: &str = concat!(
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p ",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
);

/// A store that is sealed: what whoever is there may see, nothing when nobody is.
pub fn sealed_hello(counters: usize, who: Option<Office>) -> Hello {
    let open = hello(counters);
    let sealed =
        Hello { unsealed: false, lines: Vec::new(), incidents: Vec::new(), ..open.clone() };
    match who {
        None => sealed,
        Some(office) => {
            let supervises = office == Office::Supervisor;
            Hello {
                lines: if supervises { open.lines } else { Vec::new() },
                incidents: if supervises {
                    (0..12).map(sealed_incident).collect()
                } else {
                    Vec::new()
                },
                me: Some(Box::new(me(office))),
                people: people(),
                ..sealed
            }
        }
    }
}

/// An incident as a sealed store has it: of a member of staff, with a date to answer by.
pub fn sealed_incident(n: usize) -> Incident {
    let mut incident = incident(n);
    incident.custody = Custody {
        person: (n % 3 < 2).then(|| "u3".to_owned()),
        sealed_to: vec!["u1".into(), "u3".into()],
        answer_by: Some(now() + SignedDuration::from_hours(24 * (5 - n as i64))),
        ..Custody::default()
    };
    incident.handling.assignee = incident.handling.assignee.map(|_| "u2".to_owned());
    incident.clip = format!("clips/2026/11/22/{n:04}.wav.age");
    incident
}

/// Its evidence, as the service gives it: shut.
pub fn sealed_detail(n: usize) -> Detail {
    let entry = |seconds, actor: &str, deed, note: &str| Entry {
        at: ago(seconds),
        actor: actor.into(),
        deed,
        note: note.into(),
    };
    Detail {
        incident: sealed_incident(n),
        clip: format!("/srv/政务大厅/recordings/clips/2026/11/22/{n:04}.wav.age"),
        words: format!("/srv/政务大厅/recordings/clips/2026/11/22/{n:04}.json"),
        heard: Vec::new(),
        history: vec![
            entry(5_000, "liyu", Deed::Concerns { person: "u3".into() }, ""),
            entry(4_000, "u2", Deed::Seen, ""),
            entry(3_900, "u2", Deed::Played, ""),
            entry(300, "u2", Deed::Commented, "age:6162"),
            entry(200, "u3", Deed::Commented, "age:6364"),
        ],
        ..detail(n)
    }
}

/// What is in it, for those to whom it is sealed.
pub fn opened_words() -> Vec<HeardUtterance> {
    detail(0).heard
}

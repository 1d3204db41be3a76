//! What each console may ask, and what of everything it is told.
//!
//! Pure. The table of offices stands in `account`, whose an incident is in `record`; here
//! they meet the messages. A rule about a single incident is applied by the thread that
//! reads or writes it.

use super::message::{CounterStatus, FromService, Hello, Line, Me, Person, Status, ToService};
use crate::account::{Account, Action, Office, Standing};
use crate::record::{
    Custody, Denied, EncounterRow, Figures, Incident, Retaining, Sight, Staffing, Step, Ticket,
    Via, Warrant,
};

/// What whoever is at a console may ask and be told.
#[derive(Debug, Clone, PartialEq)]
pub enum View {
    /// Everything lies open: there is no account.
    Open,
    /// Nobody has signed in here.
    Nobody,
    /// Somebody has.
    Account(Box<Account>, Sight),
}

impl View {
    /// That of `account`; `units` gives each counter and its unit.
    pub fn of<'a>(account: &Account, units: impl IntoIterator<Item = (&'a str, &'a str)>) -> View {
        View::Account(Box::new(account.clone()), Sight::of(account, units))
    }

    /// Who it is, where somebody is.
    pub fn account(&self) -> Option<&Account> {
        match self {
            View::Account(account, _) => Some(account),
            View::Open | View::Nobody => None,
        }
    }

    /// Which incidents it may see.
    pub fn sight(&self) -> Sight {
        match self {
            View::Open => Sight::default(),
            View::Nobody => Sight { nothing: true, ..Sight::default() },
            View::Account(_, sight) => sight.clone(),
        }
    }

    /// What goes with a change that it asks for.
    pub fn warrant(&self) -> Option<Box<Warrant>> {
        match self {
            // Whatever would need a warrant has been refused before.
            View::Open | View::Nobody => None,
            View::Account(account, sight) => Some(Box::new(Warrant::of(account, sight.clone()))),
        }
    }

    /// Whether it may do something.
    pub fn may(&self, action: Action) -> bool {
        self.may_any(&[action]).is_ok()
    }

    fn may_any(&self, actions: &[Action]) -> Result<(), Denied> {
        match self {
            View::Open => Ok(()),
            View::Nobody => Err(Denied::Nobody),
            View::Account(account, sight) => Warrant::of(account, sight.clone()).may(actions),
        }
    }

    /// Whether it may ask this at all.
    pub fn may_ask(&self, request: &ToService) -> Result<(), Denied> {
        use Action as A;
        match request {
            ToService::Attach { .. }
            | ToService::SignIn { .. }
            | ToService::Prove { .. }
            | ToService::SignOut
            // A rating device has no account; it files and is told the number.
            | ToService::Mark { via: Via::Device | Via::Command, .. }
            | ToService::Praise { .. } => Ok(()),
            ToService::Mark { via: Via::Console, .. }
            | ToService::Tickets
            | ToService::Handle { .. } => self.may_any(&[A::HandleComplaints]),
            ToService::Renewed { .. } => self.may_any(&[A::Decide]),
            ToService::Swap { .. } => self.may_any(&[A::Swap]),
            ToService::Mute { .. } => self.may_any(&[A::Mute]),
            // Whoever runs the machine makes copies; it is only written down.
            ToService::Retain { asked: Retaining::BackedUp { .. } } => Ok(()),
            ToService::Retain { .. } => self.may_any(&[A::Retain]),
            // Everybody may about themselves, once they have shown who they are.
            ToService::Staff { asked } if matches!(**asked, Staffing::Relock { .. }) => {
                if self.account().is_some() { Ok(()) } else { Err(Denied::Nobody) }
            }
            ToService::Staff { .. } => self.may_any(&[A::ManageAccounts]),
            ToService::Open { .. } => self.may_any(&[A::OpenEvidence]),
            ToService::Act { deed, .. } => self.may_any(Step::Deed(deed).needs()),
            ToService::Undo { .. } => self.may_any(Step::Undo.needs()),
            // Staff see those at which they sat; their sight says so.
            ToService::Encounters { .. } | ToService::Encounter { .. } => {
                self.may_any(&[A::SeeFigures, A::Answer])
            }
            ToService::Rejudge { .. } => self.may_any(&[A::Decide]),
            ToService::List { .. } => self.may_any(&[A::SeeIncidents]),
            ToService::Figures { .. } => self.may_any(&[A::SeeFigures, A::SeePhrases]),
        }
    }

    /// Whether it may say that `person` sits at `counter`, where `seated` does now.
    pub fn may_swap(
        &self,
        counter: &str,
        person: &str,
        seated: Option<&str>,
        accounts: &[Account],
    ) -> Result<(), Denied> {
        let View::Account(me, sight) = self else { return self.may_any(&[Action::Swap]) };
        self.may_any(&[Action::Swap])?;
        if !sight.has_counter(counter) {
            return Err(Denied::Outside);
        }
        let sits = |account: &Account| {
            account.id == person
                && account.office == Office::Staff
                && account.standing == Standing::Active
        };
        if !person.is_empty() && !accounts.iter().any(sits) {
            return Err(Denied::NotStaff);
        }
        // Staff speak for themselves: they sit down, or get up from where they sit.
        let own = person == me.id || person.is_empty() && seated == Some(&me.id);
        if me.office == Office::Staff && !own {
            return Err(Denied::Office(Action::Swap));
        }
        Ok(())
    }

    /// An incident as it is told here, if it is.
    pub fn incident(&self, incident: &Incident) -> Option<Incident> {
        let sight = self.sight();
        sight.holds(&incident.custody).then(|| sight.shown(incident.clone()))
    }

    /// An encounter as it is told here, if it is.
    pub fn encounter(&self, row: &EncounterRow, custody: &Custody) -> Option<EncounterRow> {
        let sight = self.sight();
        let may = self.may_any(&[Action::SeeFigures, Action::Answer]).is_ok();
        (may && sight.holds(custody)).then(|| sight.shown_encounter(row.clone()))
    }

    /// Whether what is said at a counter is told here.
    pub fn hears(&self, line: &Line) -> bool {
        self.may(Action::ReadLive) && self.sight().has_counter(&line.counter)
    }

    /// Whether a complaint is told here.
    pub fn has_ticket(&self, ticket: &Ticket) -> bool {
        self.may(Action::HandleComplaints) && self.sight().has_counter(&ticket.counter)
    }

    /// Figures as they are told here.
    pub fn figures(&self, mut figures: Figures) -> Figures {
        if !self.may(Action::SeeFigures) {
            figures.total = Default::default();
            figures.by_time.clear();
            figures.by_counter.clear();
        }
        figures
    }

    /// What figures are counted over for it.
    pub fn sight_of_figures(&self) -> Sight {
        // What phrases come to is no incident of anybody's.
        if self.may(Action::SeeFigures) { self.sight() } else { Sight::default() }
    }

    /// How everything is, as it is told here; `counters` are the names in its order.
    pub fn status(&self, mut status: Status, counters: &[&str]) -> Status {
        if *self == View::Open {
            return status;
        }
        let sight = self.sight();
        let hall = self.may(Action::SeeHall);
        let seats = self.may(Action::Swap);
        let figures = self.may(Action::SeeFigures) && !sight.nameless;
        for (counter, name) in status.counters.iter_mut().zip(counters) {
            if !hall {
                *counter = CounterStatus {
                    state: counter.state,
                    muted_until: counter.muted_until,
                    seated: counter.seated.take(),
                    ..CounterStatus::default()
                };
            }
            if !figures || !sight.has_counter(name) {
                counter.today = Default::default();
            }
            if !seats {
                counter.seated = None;
                counter.on_duty = None;
            }
        }
        if !hall {
            status.machine = Default::default();
            status.lists.clear();
        }
        status
    }

    /// A greeting as it is made here; incidents are within sight already.
    pub fn hello(&self, mut hello: Hello, accounts: &[Account], me: Option<Me>) -> Hello {
        if *self == View::Open {
            return hello;
        }
        hello.unsealed = false;
        hello.lines.retain(|line| self.hears(line));
        if *self == View::Nobody {
            hello.store.clear();
        }
        if !self.may(Action::SeeHall) {
            hello.log.clear();
        }
        hello.people = self.people(accounts);
        hello.me = me.map(Box::new);
        hello
    }

    /// The names that may be shown here for ids.
    fn people(&self, accounts: &[Account]) -> Vec<Person> {
        let View::Account(me, _) = self else { return Vec::new() };
        let named = |account: &&Account| {
            let known = match me.office {
                Office::Supervisor | Office::Discipline | Office::Auditor => true,
                Office::Staff => {
                    matches!(account.office, Office::Staff | Office::Supervisor)
                        && (me.covers(&account.unit) || account.unit.is_empty())
                }
                Office::Trainer | Office::Inspector => false,
            };
            known || account.id == me.id
        };
        let person = |account: &Account| Person {
            id: account.id.clone(),
            name: account.name.clone(),
            office: account.office,
        };
        accounts.iter().filter(named).map(person).collect()
    }

    /// A message that everybody is told, as it is told here.
    pub fn told(&self, message: &FromService, counters: &[&str]) -> Option<FromService> {
        match message {
            FromService::Status(status) => {
                Some(FromService::Status(self.status(status.clone(), counters)))
            }
            FromService::Line(line) => self.hears(line).then(|| message.clone()),
            FromService::Incident(incident) => self.incident(incident).map(FromService::Incident),
            FromService::Ticket(ticket) => self.has_ticket(ticket).then(|| message.clone()),
            FromService::Log(_) => self.may(Action::SeeHall).then(|| message.clone()),
            FromService::Notice(_) | FromService::Bye => Some(message.clone()),
            // Everything else is an answer to one console, and sent to it.
            _ => None,
        }
    }
}

/// What the log says a request was about.
pub fn about(request: &ToService) -> String {
    match request {
        ToService::Open { id }
        | ToService::Act { id, .. }
        | ToService::Undo { id }
        | ToService::Encounter { id }
        | ToService::Handle { id, .. } => id.clone(),
        ToService::Swap { counter, .. } | ToService::Mark { counter, .. } => counter.clone(),
        ToService::Mute { counter, .. } => counter.clone().unwrap_or_default(),
        ToService::Retain { asked } => match asked {
            Retaining::Hold { id } | Retaining::Release { id } | Retaining::BringBack { id } => {
                id.clone()
            }
            Retaining::Request(request) => request.counter.clone(),
            Retaining::Run | Retaining::BackedUp { .. } => String::new(),
        },
        _ => String::new(),
    }
}

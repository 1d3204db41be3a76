//! Telling consoles what happens, each what it may know.
//!
//! Part of the host; on its thread. What may be told to whom stands in `permit`.

use super::super::message::{FromService, Hello, Notice, PROTOCOL};
use super::super::permit::View;
use super::super::server::ConsoleId;
use super::{Host, INCIDENTS, LINES, Waiting};
use crate::clock;
use crate::pipeline::{Output, Question};
use crate::record::{Custody, EncounterRow, Incident};
use jiff::{SignedDuration, Timestamp};

impl Host {
    /// What whoever is at a console may ask and be told.
    pub(super) fn view(&self, console: ConsoleId) -> View {
        match (&self.accounts, self.register.account(console)) {
            (Some(accounts), _) if accounts.is_empty() => View::Open,
            (Some(_), Some(account)) => View::of(account, self.units()),
            _ => View::Nobody,
        }
    }

    /// Each counter and its unit.
    pub(super) fn units(&self) -> impl Iterator<Item = (&str, &str)> {
        self.facts.units.iter().map(|(counter, unit)| (counter.as_str(), unit.as_str()))
    }

    /// Tells everybody, each what they may know.
    pub(super) fn publish(&self, message: FromService) {
        if self.accounts.as_ref().is_some_and(Vec::is_empty) {
            self.server.publish(message);
            return;
        }
        let counters: Vec<&str> =
            self.facts.counters.iter().map(|counter| counter.info.name.as_str()).collect();
        for console in self.register.consoles() {
            if let Some(told) = self.view(console).told(&message, &counters) {
                self.server.send(console, told);
            }
        }
    }

    pub(super) fn show(&mut self, output: Output) {
        match output {
            Output::Event(_) => {}
            Output::Line(line) => {
                if self.lines.len() == LINES {
                    self.lines.pop_front();
                }
                self.lines.push_back(line.clone());
                self.publish(FromService::Line(line));
            }
            Output::Incident(incident) => self.publish(FromService::Incident(*incident)),
            Output::Ticket(ticket) => self.publish(FromService::Ticket(ticket)),
            Output::Met { row, custody } => self.meet_with(&row, &custody),
            Output::Warning(text) => self.warn("warning", text),
        }
    }

    /// Tells everybody who may see it of an encounter.
    fn meet_with(&self, row: &EncounterRow, custody: &Custody) {
        if self.accounts.as_ref().is_some_and(Vec::is_empty) {
            self.server.publish(FromService::Met(row.clone()));
            return;
        }
        for console in self.register.consoles() {
            if let Some(row) = self.view(console).encounter(row, custody) {
                self.server.send(console, FromService::Met(row));
            }
        }
    }

    pub(super) fn notice(&mut self, notice: Notice) {
        let old = self.notices.iter().position(|old| old.key == notice.key);
        let old = old.map(|at| self.notices.remove(at).text);
        if let Some(line) = self.journal.notice(clock::now(), &notice, old.as_deref()) {
            self.publish(FromService::Log(line));
        }
        if !notice.text.is_empty() {
            self.notices.push(notice.clone());
        }
        self.publish(FromService::Notice(notice));
    }

    /// A console is to be greeted, with what it may see.
    pub(super) fn meet(&mut self, console: ConsoleId) {
        let sight = self.view(console).sight();
        self.look(Waiting::Greeting(console), Question::Latest(INCIDENTS), sight);
    }

    pub(super) fn greet(&mut self, console: ConsoleId, incidents: Vec<Incident>) {
        let view = self.view(console);
        // Whoever has signed in meanwhile must not be shown another's.
        let incidents = incidents.iter().filter_map(|incident| view.incident(incident)).collect();
        let hello = Hello {
            protocol: PROTOCOL,
            liyu: env!("CARGO_PKG_VERSION").to_owned(),
            store: self.facts.store.display().to_string(),
            model: self.facts.model.clone(),
            lists: self.lists(),
            unsealed: true,
            counters: self.facts.counters.iter().map(|counter| counter.info.clone()).collect(),
            lines: self.lines.iter().cloned().collect(),
            incidents,
            notices: self.notices.clone(),
            log: self.journal.lines(),
            me: None,
            people: Vec::new(),
            shadow_until: self.shadow_until(),
            before_decision: self.facts.before_decision,
        };
        let me = view.account().and_then(|account| {
            let me = self.mes.get(&console)?;
            (me.account.id == account.id).then(|| me.clone())
        });
        let accounts = self.accounts.as_deref().unwrap_or_default();
        let hello = view.hello(hello, accounts, me);
        self.server.send(console, FromService::Hello(hello));
    }

    /// Until when figures are told of the whole only.
    pub(super) fn shadow_until(&self) -> Option<Timestamp> {
        let first = self.accounts.as_ref()?.iter().map(|account| account.made_at).min()?;
        let days = SignedDuration::from_hours(24 * i64::from(self.facts.shadow_days));
        let until = first.checked_add(days).ok()?;
        (clock::now() < until).then_some(until)
    }

    pub(super) fn refuse(&self, console: ConsoleId, why: String) {
        self.server.send(console, FromService::Refused { why });
    }
}

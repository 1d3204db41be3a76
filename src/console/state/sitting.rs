//! Who sits at the console, what their office may, and the names that may be shown.
//!
//! Pure data. The table of what an office may is `account`'s and enforced by the service;
//! here it decides what is offered at all. No secret is in here: see
//! [`crate::console::keeper`].

use super::{Link, State, View};
use crate::account::{Action as May, Office, may};
use crate::console::keys::{Action, Context};
use crate::record::{Deed, Disposition, is_sealed_note};
use crate::service::message::{Hearing, Me, Person};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;
use std::collections::HashMap;

/// Who sits at the console.
#[derive(Debug, Clone)]
pub struct Sitting {
    /// Whether it is the screen of `liyu review`: for staff and their own incidents.
    pub review: bool,
    /// Who is signed in.
    pub me: Option<Box<Me>>,
    /// The names that may be shown.
    pub people: Vec<Person>,
    /// Until when figures name neither counter nor person.
    pub shadow_until: Option<Timestamp>,
    /// Whether staff may hear a clip on which nobody has decided.
    pub before_decision: bool,
    /// Whether cases can be written beside the lists in force.
    pub keeps_cases: bool,
    /// When a person last did something.
    pub touched: Timestamp,
    /// Of the latest try to sign in; an answer to an older one is for nobody.
    pub serial: u64,
    /// Incidents that the person had not seen when they signed in and has not opened since.
    pub unseen: u64,
    /// Sealed notes that were opened, and those that are not sealed to this person.
    pub notes: HashMap<String, Option<String>>,
}

impl Sitting {
    /// Nobody, at this time.
    pub fn new(now: Timestamp) -> Sitting {
        Sitting {
            review: false,
            me: None,
            people: Vec::new(),
            shadow_until: None,
            before_decision: true,
            keeps_cases: false,
            touched: now,
            serial: 0,
            unseen: 0,
            notes: HashMap::new(),
        }
    }

    /// The account's id of whoever is signed in.
    pub fn id(&self) -> Option<&str> {
        self.me.as_ref().map(|me| me.account.id.as_str())
    }

    /// Members of staff, in order of name.
    pub fn staff(&self) -> Vec<Person> {
        let staff = self.people.iter().filter(|person| person.office == Office::Staff);
        let mut staff: Vec<Person> = staff.cloned().collect();
        staff.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        staff
    }
}

impl State {
    /// Whether evidence is sealed here, so that nothing is shown before somebody signs in.
    pub fn is_sealed(&self) -> bool {
        self.header.as_ref().is_some_and(|header| !header.unsealed)
    }

    /// Whether somebody has to sign in before anything else.
    pub fn wants_sign_in(&self) -> bool {
        self.link == Link::Attached && self.is_sealed() && self.who.me.is_none()
    }

    /// The office of whoever is signed in.
    pub fn office(&self) -> Option<Office> {
        self.who.me.as_ref().map(|me| me.account.office)
    }

    /// Whether it is shown as staff see it: their own and nothing else.
    pub fn is_own(&self) -> bool {
        self.who.review || self.office() == Some(Office::Staff)
    }

    /// Whether incidents are shown without counter and person.
    pub fn is_nameless(&self) -> bool {
        self.office() == Some(Office::Inspector)
    }

    /// Whether whoever is here may do it at all.
    pub fn may(&self, action: May) -> bool {
        match self.office() {
            Some(office) => may(office, action),
            None if self.who.review => false,
            None if self.is_sealed() => action == May::SeeHall,
            None => action != May::Answer,
        }
    }

    /// Whether whoever is here may look at `view`.
    pub fn may_see(&self, view: View) -> bool {
        match view {
            View::Hall | View::Health => self.may(May::SeeHall),
            View::Live => self.may(May::ReadLive),
            View::Queue => self.may(May::SeeIncidents),
            View::Encounters => self.may(May::SeeFigures) || self.may(May::Answer),
            View::Figures => self.may(May::SeeFigures) || self.may(May::SeePhrases),
            View::Complaints => self.may(May::HandleComplaints),
        }
    }

    /// The views that whoever is here may look at, in order.
    pub fn views(&self) -> Vec<View> {
        View::ALL.into_iter().filter(|view| self.may_see(*view)).collect()
    }

    /// Whether `action` is offered to whoever is here; another key of it does nothing.
    pub fn offers(&self, action: Action) -> bool {
        let known = self.who.me.is_some();
        match action {
            Action::Go(view) => self.may_see(view),
            Action::Confirm
            | Action::Dismiss
            | Action::Remedied
            | Action::Assign
            | Action::Outcome
            | Action::Escalate
            | Action::Undo => self.may(May::Decide),
            Action::Comment => self.may(May::Comment),
            Action::Accept => known && self.may(May::Answer),
            Action::Appeal => known && (self.may(May::Answer) || self.may(May::DecideAppeal)),
            Action::Person => known && self.may(May::NamePerson),
            Action::Case => known && self.who.keeps_cases && self.may(May::DecideAppeal),
            Action::Swap => known && self.may(May::Swap),
            Action::Mute => self.may(May::Mute),
            Action::Complain => self.may(May::HandleComplaints),
            Action::Unseen => self.may(May::SeeIncidents) && self.may(May::OpenEvidence),
            Action::Incidents => self.may(May::SeeIncidents),
            Action::Encounters => self.may_see(View::Encounters),
            Action::Open => match self.context() {
                Context::View(View::Hall) => self.may(May::ReadLive),
                Context::View(View::Encounters) => self.may_see(View::Encounters),
                _ => self.may(May::OpenEvidence),
            },
            Action::Escalated => self.may(May::Decide),
            Action::Session => self.is_sealed(),
            _ => true,
        }
    }

    /// The name of the person with this id; what is no id stays as it is.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        let me = self.who.me.as_ref().filter(|me| me.account.id == id);
        let known = self.who.people.iter().find(|person| person.id == id);
        let name = me.map(|me| &me.account.name).or(known.map(|person| &person.name));
        name.map_or(id, String::as_str)
    }

    /// A step on an incident, in words.
    pub fn deed(&self, deed: &Deed) -> String {
        self.words().deed(deed, &|id| self.name(id).to_owned())
    }

    /// The id of the person with this name; what is no name stays as it is.
    pub fn id_of(&self, name: &str) -> String {
        let known = self.who.people.iter().find(|person| person.name == name);
        known.map_or_else(|| name.to_owned(), |person| person.id.clone())
    }

    /// What a person wrote, in words: a sealed note as it was opened.
    pub fn note<'a>(&'a self, note: &'a str) -> Cow<'a, str> {
        if !is_sealed_note(note) {
            return Cow::Borrowed(note);
        }
        let w = self.words();
        match self.who.notes.get(note) {
            Some(Some(text)) => Cow::Borrowed(text),
            Some(None) => Cow::Borrowed(w.note_not_for_you),
            None => Cow::Borrowed(w.note_sealed),
        }
    }

    /// Whether figures of a counter or a person are kept back just now.
    pub fn in_shadow(&self) -> bool {
        self.who.shadow_until.is_some_and(|until| self.now < until)
    }

    /// How much longer the counter is not listened to on somebody's word.
    pub fn muted_for(&self, counter: &super::Counter) -> Option<SignedDuration> {
        // Of a closed counter it says when it opens, and that it is closed says more.
        let status = counter.status.as_ref().filter(|status| status.state != Hearing::Closed);
        let until = status?.muted_until?;
        (until > self.now).then(|| until.duration_since(self.now))
    }

    /// Whether the open incident was decided by whoever is here, as far as is known.
    pub fn decided_before(&self) -> bool {
        let Some(me) = self.who.id() else { return false };
        let detail = self.opened.as_ref().and_then(|opened| opened.detail.as_ref());
        let history = detail.map(|detail| detail.history.as_slice()).unwrap_or_default();
        history.iter().any(|entry| {
            let decided = matches!(
                entry.deed,
                Deed::Decided {
                    disposition: Disposition::Confirmed
                        | Disposition::Dismissed
                        | Disposition::Remedied
                }
            );
            decided && entry.actor == me
        })
    }
}

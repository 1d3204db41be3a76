//! Which words name what: states, grades, steps, views, kinds of keys.
//!
//! Pure lookups; the words themselves are in `text`.

mod met;

use super::keeper::Shut;
use super::keys::Place;
use super::state::{Handled, Period, Ruling, View};
use super::text::{Words, fill};
use crate::account::Office;
use crate::phrasebook::{List, Remedy, Severity, Speaker};
use crate::record::{
    Deed, Disposition, EvidenceState, Ground, IncidentState, Outcome, Sort, TicketChange,
    TicketState, Via,
};
use crate::screen::cells::clean;
use crate::service::message::Hearing;
use crate::spot::How;
use crate::units::{Role, RoleBasis};

impl Words {
    /// A sign that tells the state without colour, and its word.
    pub fn hearing(&self, state: Option<Hearing>) -> (&'static str, &'static str) {
        match state {
            Some(Hearing::Quiet) => ("-", self.quiet),
            Some(Hearing::Speech) => ("*", self.speech),
            Some(Hearing::Muted) => ("!", self.muted),
            Some(Hearing::Lost) => ("X", self.device_lost),
            Some(Hearing::Closed) => (".", self.closed_hours),
            None => ("?", self.no_status),
        }
    }

    /// Sign and word of a counter whose words wait too long to be read.
    pub fn trouble_behind(&self) -> (&'static str, &'static str) {
        ("~", self.behind)
    }

    /// Sign and word of a counter whose sound is cut off.
    pub fn trouble_clipping(&self) -> (&'static str, &'static str) {
        ("#", self.clipping)
    }

    /// A sign that tells the severity without colour, and its word.
    pub fn severity(&self, severity: Severity) -> (&'static str, &'static str) {
        match severity {
            Severity::Minor => ("!  ", self.minor),
            Severity::Serious => ("!! ", self.serious),
            Severity::Critical => ("!!!", self.critical),
        }
    }

    pub fn disposition(&self, disposition: Disposition) -> &'static str {
        match disposition {
            Disposition::New => self.new,
            Disposition::Reviewed => self.reviewed,
            Disposition::Confirmed => self.confirmed,
            Disposition::Dismissed => self.dismissed,
            Disposition::Remedied => self.remedied,
            Disposition::Uncertain => self.uncertain,
            Disposition::Appealed => self.appealed,
            Disposition::Upheld => self.upheld,
            Disposition::Overturned => self.overturned,
        }
    }

    /// What is wrong with the evidence, in a word and in a sentence.
    pub fn evidence_fault(&self, state: EvidenceState) -> Option<(&'static str, &'static str)> {
        match state {
            EvidenceState::Ok => None,
            EvidenceState::Missing => Some((self.evidence_missing, self.missing_means)),
            EvidenceState::Changed => Some((self.evidence_changed, self.changed_means)),
        }
    }

    /// What an account is there for.
    pub fn office(&self, office: Office) -> &'static str {
        match office {
            Office::Supervisor => self.supervisor,
            Office::Staff => self.staff,
            Office::Trainer => self.trainer,
            Office::Inspector => self.inspector,
            Office::Auditor => self.auditor,
            Office::Discipline => self.discipline,
        }
    }

    /// What an appeal rests on.
    pub fn ground(&self, ground: Ground) -> &'static str {
        match ground {
            Ground::NotMe => self.ground_not_me,
            Ground::NotSaid => self.ground_not_said,
            Ground::Context => self.ground_context,
            Ground::PutRight => self.ground_put_right,
            Ground::Other => self.ground_other,
        }
    }

    /// What becomes of an appeal.
    pub fn ruling(&self, ruling: Ruling) -> &'static str {
        self.disposition(ruling.disposition())
    }

    /// Why sealed evidence stays shut.
    pub fn shut(&self, shut: Shut) -> &'static str {
        match shut {
            Shut::NotForYou | Shut::WrongPassphrase => self.sealed_to_others,
            Shut::Damaged => self.sealed_damaged,
            Shut::Missing => self.sealed_missing,
        }
    }

    /// A step on an incident; `name` tells who stands behind an id.
    pub fn deed(&self, deed: &Deed, name: &dyn Fn(&str) -> String) -> String {
        match deed {
            Deed::Decided { disposition } => self.disposition(*disposition).to_owned(),
            Deed::Undone { disposition } => fill(self.undone, &[&self.disposition(*disposition)]),
            Deed::Seen => self.seen_by.to_owned(),
            Deed::Commented => self.commented.to_owned(),
            Deed::Assigned { to } if to.is_empty() => self.assigned_nobody.to_owned(),
            Deed::Assigned { to } => fill(self.assigned_to, &[&clean(&name(to))]),
            Deed::Escalated => self.escalated_on.to_owned(),
            Deed::Attended { outcome } => self.outcome(*outcome).to_owned(),
            Deed::Played => self.played_by.to_owned(),
            Deed::Concerns { person } if person.is_empty() => self.concerns_nobody.to_owned(),
            Deed::Concerns { person } => fill(self.concerns, &[&clean(&name(person))]),
            Deed::Appealed { ground } => fill(self.appealed_on, &[&self.ground(*ground)]),
        }
    }

    pub fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Apologised => self.apologised,
            Outcome::Corrected => self.corrected,
            Outcome::TakenOver => self.taken_over,
            Outcome::Left => self.left,
            Outcome::Nothing => self.nothing_amiss,
        }
    }

    pub fn ticket_state(&self, state: TicketState) -> &'static str {
        match state {
            TicketState::Received => self.received,
            TicketState::Checking => self.checking,
            TicketState::True => self.proved,
            TicketState::Untrue => self.disproved,
            TicketState::Unestablished => self.unestablished,
        }
    }

    pub fn fault_of(&self, at_fault: bool) -> &'static str {
        if at_fault { self.at_fault } else { self.not_at_fault }
    }

    /// A step on a complaint.
    pub fn ticket_change(&self, change: TicketChange) -> String {
        match change {
            TicketChange::State { state } => self.ticket_state(state).to_owned(),
            TicketChange::Fault { at_fault } => self.fault_of(at_fault).to_owned(),
            TicketChange::ReplyBy { date } => fill(self.reply_by, &[&date]),
            TicketChange::Remark => self.commented.to_owned(),
        }
    }

    pub fn via(&self, via: Via) -> &'static str {
        match via {
            Via::Console => self.via_console,
            Via::Command => self.via_command,
            Via::Device => self.via_device,
        }
    }

    /// The heading of its keys in the help.
    pub fn place(&self, place: Place) -> &'static str {
        match place {
            Place::Anywhere => self.at_anywhere,
            Place::Views => self.at_views,
            Place::Hall => self.view_hall,
            Place::Counters => self.at_counters,
            Place::Queue => self.view_queue,
            Place::Figures => self.view_figures,
            Place::Complaints => self.view_complaints,
            Place::Encounters => self.met.view,
            Place::Encounter => self.met.open,
            Place::Incident => self.at_incident,
            Place::Detail => self.detail,
            Place::Moving => self.at_moving,
            Place::Overlay => self.at_overlay,
            Place::Input => self.at_input,
            Place::Menu => self.at_menu,
            Place::Filters => self.at_filters,
            Place::Ask => self.at_ask,
            Place::SignIn => self.at_sign_in,
            Place::Always => self.at_always,
        }
    }

    pub fn view(&self, view: View) -> &'static str {
        match view {
            View::Hall => self.view_hall,
            View::Live => self.view_live,
            View::Queue => self.view_queue,
            View::Figures => self.view_figures,
            View::Health => self.view_health,
            View::Complaints => self.view_complaints,
            View::Encounters => self.met.view,
        }
    }

    pub fn sort(&self, sort: Sort) -> &'static str {
        match sort {
            Sort::Newest => self.sort_newest,
            Sort::Oldest => self.sort_oldest,
            Sort::Gravest => self.sort_gravest,
            Sort::Counter => self.sort_counter,
            Sort::Phrase => self.sort_phrase,
        }
    }

    pub fn handled(&self, handled: Handled) -> &'static str {
        match handled {
            Handled::All => self.any,
            Handled::Waiting => self.waiting,
            Handled::Uncertain => self.uncertain,
            Handled::Confirmed => self.confirmed,
            Handled::Dismissed => self.dismissed,
            Handled::Remedied => self.remedied,
            Handled::Appealed => self.appeals,
        }
    }

    pub fn period(&self, period: Period) -> &'static str {
        match period {
            Period::All => self.any,
            Period::Today => self.today,
            Period::Week => self.week,
        }
    }

    /// The least severity that is shown.
    pub fn severity_from(&self, least: Severity) -> String {
        fill(self.severity_from, &[&self.severity(least).1])
    }

    pub fn state(&self, state: IncidentState) -> &'static str {
        match state {
            IncidentState::Open => self.open,
            IncidentState::Closed => self.closed,
        }
    }

    pub fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Clerk => self.clerk,
            Role::Citizen => self.citizen,
            Role::Room => self.room,
            Role::Unknown => self.unknown,
        }
    }

    /// Two columns wide in both languages.
    pub fn role_short(&self, role: Role) -> &'static str {
        match role {
            Role::Clerk => self.clerk_short,
            Role::Citizen => self.citizen_short,
            Role::Room => self.room_short,
            Role::Unknown => self.unknown_short,
        }
    }

    /// Who an incident is laid to.
    pub fn speaker(&self, role: Role) -> &'static str {
        match role {
            Role::Unknown => self.unconfirmed,
            known => self.role(known),
        }
    }

    /// The same where there is little room.
    pub fn speaker_short(&self, role: Role) -> &'static str {
        match role {
            Role::Unknown => self.unconfirmed_short,
            known => self.role(known),
        }
    }

    /// Whose mouth a phrase must come from to count.
    pub fn must_come_from(&self, speaker: Speaker) -> &'static str {
        match speaker {
            Speaker::Clerk => self.from_clerk,
            Speaker::Any => self.from_anyone,
            Speaker::Citizen => self.from_citizen,
        }
    }

    /// What the role of a speaker rests on.
    pub fn role_basis(&self, basis: RoleBasis) -> &'static str {
        match basis {
            RoleBasis::ChannelMap => self.by_channel,
            RoleBasis::None => self.by_nothing,
        }
    }

    pub fn list(&self, list: List) -> &'static str {
        match list {
            List::Taboo => self.taboo,
            List::Civil => self.civil,
        }
    }

    pub fn remedy(&self, remedy: Remedy) -> &'static str {
        match remedy {
            Remedy::Partial => self.put_right_in_part,
            Remedy::Full => self.put_right,
        }
    }

    pub fn how(&self, how: How) -> &'static str {
        match how {
            How::Exact => self.exact,
            How::Pinyin => self.pinyin,
            How::Alias => self.alias,
        }
    }
}

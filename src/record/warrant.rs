//! Which incidents somebody may see, and which steps they may take on them.
//!
//! Pure. What an office may do at all stands in `account`; here it meets whose the
//! incident is and what was done about it before. Applied by the threads that read and
//! write for consoles, and by every command that works on a store.

use super::{Custody, Deed, Disposition, Entry, Incident, Listing, Sort, TicketChange};
use crate::account::{Account, AccountId, Action, Office, may};
use crate::tr;
use std::fmt;

/// Which incidents somebody may see. By default all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sight {
    /// Only those of counters of this unit.
    pub unit: Option<String>,
    /// Only those that concern this account.
    pub person: Option<AccountId>,
    /// Only those with a phrase on integrity, or only those without.
    pub integrity: Option<bool>,
    /// The counters that figures and complaints are of; all when absent.
    pub counters: Option<Vec<String>>,
    /// Without counter, person and whatever else says whose it is.
    pub nameless: bool,
    /// None at all.
    pub nothing: bool,
}

impl Sight {
    /// What the holder of `account` may see; `counters` gives each counter and its unit.
    pub fn of<'a>(
        account: &Account,
        counters: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Sight {
        let own_unit = (!account.unit.is_empty()).then(|| account.unit.clone());
        let of_unit = |unit: &String| {
            let own = counters.into_iter().filter(|(_, of)| of == unit);
            own.map(|(counter, _)| counter.to_owned()).collect()
        };
        let counters = own_unit.as_ref().map(of_unit);
        let all = Sight { unit: own_unit, counters, ..Sight::default() };
        match account.office {
            Office::Supervisor => Sight { integrity: Some(false), ..all },
            Office::Discipline => Sight { integrity: Some(true), ..all },
            Office::Inspector => Sight { integrity: Some(false), nameless: true, ..all },
            // One who changes the unit keeps what is theirs.
            Office::Staff => Sight {
                unit: None,
                person: Some(account.id.clone()),
                integrity: Some(false),
                ..all
            },
            Office::Trainer | Office::Auditor => Sight { nothing: true, ..all },
        }
    }

    /// Whether an incident kept so is among them.
    pub fn holds(&self, custody: &Custody) -> bool {
        !self.nothing
            && self.unit.as_ref().is_none_or(|unit| *unit == custody.unit)
            && self.person.as_ref().is_none_or(|person| custody.person.as_ref() == Some(person))
            && self.integrity.is_none_or(|integrity| integrity == custody.integrity)
    }

    /// Whether a counter's complaints and figures are among them.
    pub fn has_counter(&self, counter: &str) -> bool {
        self.counters.as_ref().is_none_or(|own| own.iter().any(|name| name == counter))
    }

    /// `incident` as it may be shown.
    pub fn shown(&self, mut incident: Incident) -> Incident {
        if self.nameless {
            let Custody { integrity, held, set_aside_at, .. } = incident.custody;
            incident.custody = Custody { integrity, held, set_aside_at, ..Custody::default() };
            incident.handling.assignee = None;
            incident.counter.clear();
            incident.source = None;
            incident.clip.clear();
        }
        incident
    }

    /// `listing` without what would tell names by what it finds.
    pub fn cut(&self, mut listing: Listing) -> Listing {
        if self.nameless {
            listing.counter = None;
            listing.assignee = None;
            listing.search.clear();
            if listing.sort == Sort::Counter {
                listing.sort = Sort::Newest;
            }
        }
        listing
    }
}

/// A step that somebody wants to take.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// On an incident.
    Deed(&'a Deed),
    /// To take back the latest decision on it.
    Undo,
}

impl Step<'_> {
    /// What their office must be for: any of these.
    pub fn needs(self) -> &'static [Action] {
        use Disposition::{Overturned, Reviewed, Upheld};
        match self {
            Step::Undo => &[Action::Decide],
            Step::Deed(Deed::Decided { disposition: Upheld | Overturned }) => {
                &[Action::DecideAppeal]
            }
            Step::Deed(Deed::Decided { disposition: Reviewed }) => {
                &[Action::Answer, Action::Decide]
            }
            Step::Deed(
                Deed::Decided { .. }
                | Deed::Undone { .. }
                | Deed::Assigned { .. }
                | Deed::Escalated
                | Deed::Attended { .. },
            ) => &[Action::Decide],
            Step::Deed(Deed::Seen) => &[Action::SeeIncidents],
            Step::Deed(Deed::Played) => &[Action::OpenEvidence],
            Step::Deed(Deed::Commented) => &[Action::Comment],
            Step::Deed(Deed::Concerns { .. }) => &[Action::NamePerson],
            Step::Deed(Deed::Appealed { .. }) => &[Action::Answer],
        }
    }
}

/// Who wants something, and what they may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warrant {
    /// The account.
    pub account: AccountId,
    /// What its holder is there for.
    pub office: Office,
    /// Which incidents they may see.
    pub sight: Sight,
}

impl Warrant {
    /// That of `account`, whose sight is `sight`.
    pub fn of(account: &Account, sight: Sight) -> Warrant {
        Warrant { account: account.id.clone(), office: account.office, sight }
    }

    /// Whether the step may be taken on `incident`, about which `history` was done.
    pub fn check(
        &self,
        incident: &Incident,
        history: &[Entry],
        step: Step<'_>,
    ) -> Result<(), Denied> {
        self.may(step.needs())?;
        // An appeal is made as such: with its ground.
        if let Step::Deed(Deed::Decided { disposition: Disposition::Appealed }) = step {
            return Err(Denied::Office(Action::Answer));
        }
        if self.sight.nameless || !self.sight.holds(&incident.custody) {
            return Err(Denied::Outside);
        }
        let is_mine = incident.custody.person.as_ref() == Some(&self.account);
        if step.needs() == [Action::Decide] || step.needs() == [Action::DecideAppeal] {
            // Nobody decides on themselves, whatever office they have by now.
            if is_mine {
                return Err(Denied::Own);
            }
        }
        if step.needs() == [Action::DecideAppeal] && decided_before(history, &self.account) {
            return Err(Denied::DecidedBefore);
        }
        Ok(())
    }

    /// Whether a step on a complaint about `counter` may be taken.
    pub fn check_ticket(&self, counter: &str, _: &TicketChange) -> Result<(), Denied> {
        self.may(&[Action::HandleComplaints])?;
        if self.sight.has_counter(counter) { Ok(()) } else { Err(Denied::Outside) }
    }

    /// Whether the office may do any of `actions`.
    pub fn may(&self, actions: &[Action]) -> Result<(), Denied> {
        if actions.iter().any(|action| may(self.office, *action)) {
            return Ok(());
        }
        Err(Denied::Office(actions.first().copied().unwrap_or(Action::ManageAccounts)))
    }
}

/// Whether `person` took one of the decisions that an appeal is about.
fn decided_before(history: &[Entry], person: &str) -> bool {
    history.iter().any(|entry| {
        entry.actor == person && matches!(entry.deed, Deed::Decided { .. } | Deed::Undone { .. })
    })
}

/// Why somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Denied {
    /// Their office is not for this.
    Office(Action),
    /// It is outside what they see; of an incident that is not there the same is said.
    Outside,
    /// It concerns themselves.
    Own,
    /// They took the decision that the appeal is about.
    DecidedBefore,
    /// Whom it should concern is no member of staff.
    NotStaff,
    /// Nobody has signed in.
    Nobody,
}

impl Denied {
    /// The word that stands in the log.
    pub fn word(self) -> String {
        match self {
            Denied::Office(action) => action.word(),
            Denied::Outside => "outside".to_owned(),
            Denied::Own => "own".to_owned(),
            Denied::DecidedBefore => "decided_before".to_owned(),
            Denied::NotStaff => "not_staff".to_owned(),
            Denied::Nobody => "nobody".to_owned(),
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Denied::Office(_) => tr!(
                "你的账户无权这样做;这次尝试已记入日志",
                "your account may not do this; the attempt stands in the log"
            ),
            Denied::Outside => tr!(
                "没有这条记录,或不在你的职责范围内",
                "there is no such record, or it is outside what you look after"
            ),
            Denied::Own => tr!(
                "涉及本人的记录不能自己处理,请由他人处理",
                "nobody decides on what concerns themselves; somebody else must"
            ),
            Denied::DecidedBefore => tr!(
                "申诉须由没有参与原处理的人裁定",
                "an appeal is decided by somebody who did not decide before"
            ),
            Denied::NotStaff => tr!(
                "只能指认给在册的窗口人员;用 liyu user list 查看",
                "only a member of staff can be named; see liyu user list"
            ),
            Denied::Nobody => tr!("请先登录", "sign in first"),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

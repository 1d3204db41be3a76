//! What people ask of retention, each within what their account may.
//!
//! Runs on the thread `record`, or in a command that holds the store. Once there are
//! accounts, whoever asks must be one of them whose office may, and reaches no incident
//! outside its scope; what is refused is written into the log. Until then everything lies
//! open, and whoever holds the store may.

use super::Store;
use super::retain::{line, why_held};
use super::rows;
use crate::account::{Account, Action, Office, may};
use crate::record::retention::Rules;
use crate::record::{
    Incident, Query, RecordError, Request, Retained, Retaining, Unfit, Want, What,
};
use jiff::Timestamp;

impl Store {
    /// Does what `actor` asks at `now`.
    pub fn retaining(
        &mut self,
        asked: &Retaining,
        rules: &Rules,
        actor: &str,
        now: Timestamp,
    ) -> Result<Retained, RecordError> {
        self.writer()?;
        // Whoever runs the machine makes copies; they are sealed as the store is.
        if let Retaining::BackedUp { value } = asked {
            self.log(&line(What::BackedUp, "", actor, value, now))?;
            return Ok(Retained::default());
        }
        let who = self.may_retain(actor, now)?;
        let one = |id: &str| vec![id.to_owned()];
        match asked {
            Retaining::Run => self.retain(rules, now),
            Retaining::Hold { id } | Retaining::Release { id } => {
                let hold = matches!(asked, Retaining::Hold { .. });
                self.in_scope(who.as_ref(), id, actor, now)?;
                self.hold(id, hold, actor, now)?;
                Ok(Retained { found: one(id), ..Retained::default() })
            }
            Retaining::BringBack { id } => {
                self.in_scope(who.as_ref(), id, actor, now)?;
                self.bring_back(id, actor, now)?;
                Ok(Retained { brought_back: one(id), ..Retained::default() })
            }
            Retaining::Request(request) => self.request(request, who.as_ref(), actor, now),
            Retaining::BackedUp { .. } => Ok(Retained::default()),
        }
    }

    /// Answers a citizen's request: finds what there is and, where deletion is asked for,
    /// sets aside all of it that need not be kept. Every request leaves a line.
    fn request(
        &mut self,
        request: &Request,
        who: Option<&Account>,
        actor: &str,
        now: Timestamp,
    ) -> Result<Retained, RecordError> {
        let mut done = Retained::default();
        for row in self.requested(request)? {
            if !covers(who, &row) {
                continue;
            }
            let id = row.id;
            done.found.push(id.clone());
            if request.want == Want::Access || row.custody.set_aside_at.is_some() {
                continue;
            }
            match why_held(&self.case(&id)?) {
                Some(why) => done.held.push((id, why)),
                None => {
                    self.set_aside(&id, actor, "request", now)?;
                    done.set_aside.push(id);
                }
            }
        }
        let want = rows::word(&request.want).map_err(RecordError::index(&self.index))?;
        let value = format!(
            "{want} {} {} found {} set_aside {} held {}",
            request.from,
            request.until,
            done.found.len(),
            done.set_aside.len(),
            done.held.len(),
        );
        self.log(&line(What::Requested, &request.counter, actor, &value, now))?;
        Ok(done)
    }

    /// The incidents that a request is about, newest first, those set aside too.
    pub fn requested(&self, request: &Request) -> Result<Vec<Incident>, RecordError> {
        self.incidents(&Query {
            limit: u32::MAX,
            counter: Some(request.counter.clone()),
            since: Some(request.from),
            until: Some(request.until),
            set_aside: true,
            ..Query::default()
        })
    }

    /// The account behind `actor` if there are any; refuses who may not.
    fn may_retain(&mut self, actor: &str, now: Timestamp) -> Result<Option<Account>, RecordError> {
        let accounts = self.accounts()?;
        if accounts.is_empty() {
            return Ok(None);
        }
        let who = accounts.into_iter().find(|account| account.id == actor);
        match who.filter(|who| who.is_open(now) && may(who.office, Action::Retain)) {
            Some(who) => Ok(Some(who)),
            None => Err(self.forbid("", actor, now)?),
        }
    }

    fn in_scope(
        &mut self,
        who: Option<&Account>,
        id: &str,
        actor: &str,
        now: Timestamp,
    ) -> Result<(), RecordError> {
        let row = self.incident(id)?;
        if covers(who, &row) { Ok(()) } else { Err(self.forbid(id, actor, now)?) }
    }

    fn forbid(
        &mut self,
        id: &str,
        actor: &str,
        now: Timestamp,
    ) -> Result<RecordError, RecordError> {
        self.log(&line(What::Refused, id, actor, "retain", now))?;
        Ok(RecordError::Unfit { id: id.to_owned(), why: Unfit::Forbidden })
    }
}

/// Whether an incident is in the scope of `who`; without accounts everything is.
fn covers(who: Option<&Account>, row: &Incident) -> bool {
    who.is_none_or(|who| {
        who.covers(&row.custody.unit) && (who.office == Office::Discipline) == row.custody.integrity
    })
}

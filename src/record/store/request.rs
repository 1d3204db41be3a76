//! What people ask of retention, each within what their account may.
//!
//! Runs on the thread `record`, or in a command that holds the store. Once there are
//! accounts, whoever asks comes with a warrant: their office must be for it, and they
//! reach no incident outside their sight.

use super::retain::line;
use super::{Store, rows};
use crate::account::Action;
use crate::record::retention::{Rules, held};
use crate::record::{
    Denied, Incident, Query, RecordError, Request, Retained, Retaining, Want, Warrant, What,
};
use jiff::Timestamp;

impl Store {
    /// Does what `actor` asks at `now`, as far as their warrant goes; without one, all.
    pub fn retaining(
        &mut self,
        asked: &Retaining,
        rules: &Rules,
        (actor, warrant): (&str, Option<&Warrant>),
        now: Timestamp,
    ) -> Result<Retained, RecordError> {
        self.writer()?;
        // Whoever runs the machine makes copies; they are sealed as the store is.
        if let Retaining::BackedUp { value } = asked {
            self.log(&line(What::BackedUp, "", actor, value, now))?;
            return Ok(Retained::default());
        }
        if let Some(Err(why)) = warrant.map(|warrant| warrant.may(&[Action::Retain])) {
            return Err(RecordError::Denied { id: String::new(), why });
        }
        let one = |id: &str| vec![id.to_owned()];
        match asked {
            Retaining::Run => self.retain(rules, now),
            Retaining::Hold { id } | Retaining::Release { id } => {
                let hold = matches!(asked, Retaining::Hold { .. });
                self.in_scope(warrant, id)?;
                self.hold(id, hold, actor, now)?;
                Ok(Retained { found: one(id), ..Retained::default() })
            }
            Retaining::BringBack { id } => {
                self.in_scope(warrant, id)?;
                self.bring_back(id, actor, now)?;
                Ok(Retained { brought_back: one(id), ..Retained::default() })
            }
            Retaining::Request(request) => self.request(request, warrant, actor, now),
            Retaining::BackedUp { .. } => Ok(Retained::default()),
        }
    }

    /// Answers a citizen's request: finds what there is and, where deletion is asked for,
    /// sets aside all of it that need not be kept. Every request leaves a line.
    fn request(
        &mut self,
        request: &Request,
        warrant: Option<&Warrant>,
        actor: &str,
        now: Timestamp,
    ) -> Result<Retained, RecordError> {
        let mut done = Retained::default();
        for row in self.requested(request)? {
            if warrant.is_some_and(|warrant| !warrant.sight.holds(&row.custody)) {
                continue;
            }
            let id = row.id;
            done.found.push(id.clone());
            if request.want == Want::Access || row.custody.set_aside_at.is_some() {
                continue;
            }
            match held(&self.case(&id)?) {
                Some(why) => done.held.push((id, why)),
                None => {
                    self.set_aside(&id, actor, "request", now)?;
                    done.set_aside.push(id);
                }
            }
        }
        if request.want == Want::Deletion {
            let sight = warrant.map(|warrant| warrant.sight.clone()).unwrap_or_default();
            done.forgotten = self.forget_requested(request, &sight, actor, now)?;
        }
        let want = rows::word(&request.want).map_err(RecordError::index(&self.index))?;
        let value = format!(
            "{want} {} {} found {} set_aside {} held {} forgotten {}",
            request.from,
            request.until,
            done.found.len(),
            done.set_aside.len(),
            done.held.len(),
            done.forgotten,
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

    fn in_scope(&self, warrant: Option<&Warrant>, id: &str) -> Result<(), RecordError> {
        let row = self.incident(id)?;
        let within = warrant.is_none_or(|warrant| warrant.sight.holds(&row.custody));
        let (id, why) = (id.to_owned(), Denied::Outside);
        if within { Ok(()) } else { Err(RecordError::Denied { id, why }) }
    }
}

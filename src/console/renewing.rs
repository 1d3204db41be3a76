//! Evidence sealed anew, handed to the service in pieces behind what people do.
//!
//! On the console's thread; the keeper makes it, one at a time, and nothing here waits. A
//! supervisor joined, an incident got a name: what lies there is then sealed to others than
//! those who may open it now, and only who can open it can change that.

use super::keeper::{Job, Keeper};
use super::state::State;
use crate::account::Action;
use crate::record::{Incident, Renewed};
use crate::service::client::Client;
use crate::service::message::{FromService, ToService};
use std::collections::VecDeque;

/// Bytes of a piece: well within the longest line that a service takes.
const PIECE: usize = 256 << 10;

/// What is under way.
#[derive(Debug, Default)]
pub struct Renewing {
    /// Whether to look for more, behind the incident `after`.
    wanted: bool,
    after: String,
    /// Whether the keeper looks just now.
    asked: bool,
    pieces: VecDeque<ToService>,
}

impl Renewing {
    /// Looks at what the service says: somebody is there who may open things, or something
    /// is sealed without the person whom it concerns.
    pub fn heard(&mut self, said: &FromService) {
        match said {
            FromService::Hello(hello) if hello.me.is_some() => self.begin(),
            FromService::Incident(incident) if is_behind(incident) => self.begin(),
            FromService::SignedOut { .. } => *self = Renewing::default(),
            _ => {}
        }
    }

    fn begin(&mut self) {
        self.wanted = true;
        self.after.clear();
    }

    /// The connection is another; what was under way is begun again with its greeting.
    pub fn lost(&mut self) {
        *self = Renewing::default();
    }

    /// The keeper has looked.
    pub fn found(&mut self, renewed: Option<&Renewed>) {
        self.asked = false;
        let Some(renewed) = renewed else {
            self.wanted = false;
            return;
        };
        self.after.clone_from(&renewed.id);
        // Plain data has always a text, and one of this kind is all ASCII.
        let text = serde_json::to_string(renewed).unwrap_or_default();
        let parts: Vec<&[u8]> = text.as_bytes().chunks(PIECE).collect();
        let last = parts.len().saturating_sub(1);
        self.pieces.extend(parts.into_iter().enumerate().map(|(n, part)| ToService::Renewed {
            part: u32::try_from(n).unwrap_or(u32::MAX),
            last: n == last,
            text: String::from_utf8_lossy(part).into_owned(),
        }));
    }

    /// Hands over what can be handed over, then has the keeper look for more.
    pub fn work(&mut self, state: &State, client: &Client, keeper: &Keeper) {
        if state.who.me.is_none() || !state.may(Action::Decide) {
            self.pieces.clear();
            return;
        }
        while let Some(piece) = self.pieces.front() {
            if client.send_behind(piece.clone()).is_err() {
                return;
            }
            self.pieces.pop_front();
        }
        if self.wanted && !self.asked {
            let after = self.after.clone();
            self.asked = keeper.ask(Job::Renew { after });
        }
    }
}

/// Whether whom it concerns cannot open it.
fn is_behind(incident: &Incident) -> bool {
    let custody = &incident.custody;
    let left_out = |person: &String| !custody.sealed_to.contains(person);
    custody.is_sealed() && !custody.integrity && custody.person.as_ref().is_some_and(left_out)
}

//! Calling out cash: what is due, what was received, what is returned, and the sum.
//!
//! Several payments may be made in one encounter, each with sums of its own; a sum that is
//! said again corrects the one before, and cash may be handed over in parts.

use super::{Reason, Ruling, Verdict, excuse, not_judged, ruling};
use crate::conduct::encounter::Encounter;
use crate::conduct::moment::{AmountKind, Side, What};
use crate::conduct::pack::Measured;

/// Fen in a yuan.
const FEN: f64 = 100.0;

/// The sums of one payment, as they were called out, in fen.
#[derive(Debug, Default, PartialEq)]
struct Payment {
    due: Vec<u64>,
    received: Vec<u64>,
    change: Vec<u64>,
    /// Where the last of them was said.
    at_s: f64,
    /// Change was called out before what was received.
    disordered: bool,
}

impl Payment {
    /// Without cash nothing is counted: who pays by telephone is told the price and no more.
    fn is_cash(&self) -> bool {
        !self.received.is_empty() || !self.change.is_empty()
    }

    fn take(&mut self, kind: AmountKind, fen: u64, at_s: f64) {
        self.disordered |= kind == AmountKind::Received && !self.change.is_empty();
        let sums = match kind {
            AmountKind::Due => &mut self.due,
            AmountKind::Received => &mut self.received,
            AmountKind::Change => &mut self.change,
        };
        sums.push(fen);
        self.at_s = at_s;
    }

    /// Whether a sum of `kind` belongs to the next payment.
    fn is_over(&self, kind: AmountKind) -> bool {
        match kind {
            // Until cash is named, a price said again is the same one corrected.
            AmountKind::Due => self.is_cash() && !self.due.is_empty(),
            AmountKind::Received => !self.received.is_empty() && !self.change.is_empty(),
            AmountKind::Change => false,
        }
    }
}

pub(super) fn judge(rule: &Measured, encounter: &Encounter) -> Option<Ruling> {
    let rulings: Vec<Ruling> = payments(encounter)
        .iter()
        .filter(|payment| payment.is_cash())
        .filter_map(|payment| one(rule, encounter, payment))
        .collect();
    // The worst of all payments speaks for the encounter.
    let of = |verdict| rulings.iter().find(|ruling| ruling.verdict == verdict);
    of(Verdict::Broken).or(of(Verdict::NotJudged)).or(rulings.last()).cloned()
}

fn payments(encounter: &Encounter) -> Vec<Payment> {
    let mut all = vec![Payment::default()];
    for moment in &encounter.moments {
        let What::Amount { kind, fen } = moment.what else { continue };
        // What citizens say of money is asked or told, and calls out nothing.
        if moment.side == Side::Citizen {
            continue;
        }
        if all.last().is_some_and(|payment| payment.is_over(kind)) {
            all.push(Payment::default());
        }
        if let Some(payment) = all.last_mut() {
            payment.take(kind, fen, moment.start_s);
        }
    }
    // 一共38元,收您50元,不对,一共36元,找您14元: the price was corrected, not another one.
    for n in (1..all.len()).rev() {
        let [.., before, after] = &all[..=n] else { continue };
        let is_correction =
            before.change.is_empty() && after.received.is_empty() && !after.change.is_empty();
        if is_correction {
            let after = all.remove(n);
            let before = &mut all[n - 1];
            before.due.extend(after.due);
            before.change.extend(after.change);
            before.at_s = after.at_s;
        }
    }
    all
}

fn one(rule: &Measured, encounter: &Encounter, payment: &Payment) -> Option<Ruling> {
    let at_s = payment.at_s;
    // With a card or a telephone nothing need be called out; what was, must still be right.
    let lacks = |step| match excuse(encounter, &rule.unless) {
        Some((_, why)) => not_judged(at_s, why),
        None => Some(ruling(Verdict::Broken, at_s, vec![Reason::Uncounted(step)])),
    };
    let due = match payment.due.last() {
        Some(due) => *due,
        None => return lacks("费用共"),
    };
    let received = choices(&payment.received);
    if received.is_empty() {
        return lacks("收您");
    }
    let fits = |returned: u64| {
        received.iter().any(|received| {
            (*received as f64 - due as f64 - returned as f64).abs() <= rule.most * FEN + 0.5
        })
    };
    let heard = |what: &str| vec![Reason::Heard(what.to_owned())];
    let returned = choices(&payment.change);
    if returned.is_empty() {
        // To the fen there is nothing to return.
        return match fits(0) {
            true => {
                let heard = heard("amount:due | amount:received");
                Some(ruling(Verdict::Kept, at_s, heard))
            }
            false => lacks("找您"),
        };
    }
    if !returned.iter().any(|returned| fits(*returned)) {
        let last = |sums: &[u64]| sums.last().map_or(0.0, |fen| *fen as f64 / FEN);
        let owed = last(&payment.received) - due as f64 / FEN;
        let reasons = vec![Reason::Sum { owed, returned: last(&payment.change) }];
        return Some(ruling(Verdict::Broken, at_s, reasons));
    }
    if payment.disordered {
        return Some(ruling(Verdict::Broken, at_s, vec![Reason::Disordered]));
    }
    let heard = heard("amount:due | amount:received | amount:change");
    Some(ruling(Verdict::Kept, at_s, heard))
}

/// What sums that were said one after the other may come to: the last corrects those before
/// it, or all of them together.
fn choices(sums: &[u64]) -> Vec<u64> {
    let Some(last) = sums.last() else { return Vec::new() };
    vec![*last, sums.iter().sum()]
}

//! Complaints, their steps, and what a crash between sound and ticket leaves.

use super::super::testkit::{evidence, id, open_clean, place};
use super::super::*;
use crate::record::{IncidentKind, NewTicket, Ticket, TicketChange, TicketState, Unfit, Via};
use jiff::civil::date;

fn new(incident: Option<&str>) -> NewTicket {
    NewTicket {
        counter: "3号窗口".into(),
        received_at: "2026-11-22T01:20:00Z".parse().unwrap(),
        via: Via::Device,
        incident: incident.map(str::to_owned),
        lacking: String::new(),
        actor: "前台".into(),
        note: "态度不好".into(),
    }
}

fn complaint(n: u32) -> crate::record::Evidence {
    let mut given = evidence(&id(n), n);
    given.incident.kind = IncidentKind::Complaint;
    (given.incident.phrase_id, given.incident.phrase) = (String::new(), String::new());
    given
}

#[test]
fn a_complaint_moves_by_steps_that_stay() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    store.put(&complaint(1)).unwrap();
    let row = store.close(&id(1)).unwrap();
    assert_eq!(row.kind, IncidentKind::Complaint);
    let ticket = store.open_ticket(&new(Some(&row.id))).unwrap();
    assert!(ticket.id.starts_with("C20261122-012000-"), "{}", ticket.id);
    assert_eq!(
        (ticket.state, ticket.via, ticket.steps.len()),
        (TicketState::Received, Via::Device, 1)
    );
    let at = ticket.received_at;
    let mut step = |change, note: &str| store.handle_ticket(&ticket.id, change, "李雷", note, at);
    let state = |state| TicketChange::State { state };
    step(state(TicketState::Checking), "").unwrap();
    step(TicketChange::ReplyBy { date: date(2026, 11, 29) }, "").unwrap();
    step(TicketChange::Remark, " 已回电 ").unwrap();
    step(state(TicketState::True), "").unwrap();
    let last: Ticket = step(TicketChange::Fault { at_fault: true }, "").unwrap();
    assert_eq!((last.state, last.at_fault), (TicketState::True, Some(true)));
    assert_eq!(last.reply_by, Some(date(2026, 11, 29)));
    assert_eq!(last.steps[3].note, "已回电");
    assert!(matches!(
        step(state(TicketState::Checking), ""),
        Err(RecordError::Unfit { why: Unfit::WantsNote, .. })
    ));
    let again = step(state(TicketState::Checking), "新证人").unwrap();
    assert_eq!((again.state, again.steps.len()), (TicketState::Checking, 7));
    assert!(matches!(
        store.handle_ticket("C0", TicketChange::Remark, "", "x", at),
        Err(RecordError::NoSuchTicket { .. })
    ));
    for statement in
        ["UPDATE ticket_steps SET note = ''", "DELETE FROM ticket_steps", "DELETE FROM tickets"]
    {
        store.db.execute(statement, []).unwrap_err();
    }
    drop(store);
    assert_eq!(open_clean(&dir).tickets().unwrap(), [again]);
}

#[test]
fn open_complaints_are_all_listed_and_of_the_settled_the_latest() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let mut oldest = None;
    for n in 0..203 {
        let mut new = new(None);
        new.received_at += jiff::SignedDuration::from_secs(n);
        new.lacking = "没有录音".into();
        let ticket = store.open_ticket(&new).unwrap();
        if n == 0 {
            oldest = Some(ticket);
            continue;
        }
        let change = TicketChange::State { state: TicketState::Untrue };
        store.handle_ticket(&ticket.id, change, "前台", "", new.received_at).unwrap();
    }
    let listed = store.tickets().unwrap();
    assert_eq!(listed.len(), 201);
    assert_eq!(listed.last(), oldest.as_ref());
    assert!(listed.windows(2).all(|pair| pair[0].received_at > pair[1].received_at));
}

#[test]
fn a_crash_between_sound_and_ticket_is_mended_whichever_came_first() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    store.put(&complaint(1)).unwrap();
    store.close(&id(1)).unwrap();
    let never_came = store.open_ticket(&new(Some(&id(2)))).unwrap();
    drop(store);
    let (store, repair) = Store::open(&dir).unwrap();
    assert_eq!((repair.tickets_made, repair.tickets_bereft), (1, 1));
    assert!(repair.is_loss());
    let bereft = store.ticket(&never_came.id).unwrap();
    assert_eq!((bereft.incident, bereft.lacking.is_empty()), (None, false));
    let made = store.ticket(&format!("C{}", id(1))).unwrap();
    assert_eq!((made.incident, made.counter.as_str()), (Some(id(1)), "3号窗口"));
    drop(store);
    let mut store = open_clean(&dir);

    // An index that is lost takes the tickets with it; sealed sound brings its own back.
    store.open_ticket(&new(None)).unwrap();
    drop(store);
    for name in ["index.db", "index.db-wal", "index.db-shm"] {
        let _ = std::fs::remove_file(dir.join(name));
    }
    let (store, repair) = Store::open(&dir).unwrap();
    assert_eq!((repair.rows_made, repair.tickets_made), (1, 1));
    assert_eq!(store.incident(&id(1)).unwrap().kind, IncidentKind::Complaint);
}

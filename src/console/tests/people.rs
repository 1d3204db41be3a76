//! What people do: each step is sent once, with what it needs, and never by accident.

use super::*;
use crate::console::state::{Flash, PlayerCommand, PlayerState};
use crate::record::{
    Deed, Disposition, Incident, IncidentKind, Outcome, TicketChange, TicketState, TicketStep, Via,
};
use jiff::civil::date;

fn act(id: &str, deed: Deed, note: &str) -> ToService {
    ToService::Act { id: id.into(), deed, note: note.into() }
}

fn decided(disposition: Disposition) -> Deed {
    Deed::Decided { disposition }
}

fn write(state: &mut State, text: &str) -> Vec<Effect> {
    update(state, Message::Paste(text.into()));
    press(state, KeyCode::Enter)
}

/// A queue whose first incident is new, and that incident's id.
fn waiting() -> (State, String) {
    let state = queue(Lang::Zh, (80, 24), 50);
    let id = state.queue.list.selected().unwrap().id.clone();
    (state, id)
}

#[test]
fn each_step_is_one_key_or_a_key_and_a_line() {
    let (mut state, id) = waiting();
    let one = |deed, note: &str| vec![act(&id, deed, note)];
    let sent = |effects: Vec<Effect>| -> Vec<ToService> {
        super::sent(&effects).into_iter().cloned().collect()
    };
    assert_eq!(sent(letter(&mut state, 'c')), one(decided(Disposition::Confirmed), ""));
    assert_eq!(sent(letter(&mut state, 'm')), one(decided(Disposition::Remedied), ""));
    assert!(sent(letter(&mut state, 'd')).is_empty());
    assert_eq!(sent(write(&mut state, " 误听 ")), one(decided(Disposition::Dismissed), "误听"));
    letter(&mut state, 'n');
    assert_eq!(sent(write(&mut state, "已谈话")), one(Deed::Commented, "已谈话"));
    letter(&mut state, 'a');
    assert_eq!(sent(write(&mut state, "值班长")), one(Deed::Assigned { to: "值班长".into() }, ""));
    assert_eq!(state.names, ["值班长"]);
    letter(&mut state, 'o');
    letter(&mut state, 'j');
    let outcome = Outcome::ALL[1];
    assert_eq!(sent(press(&mut state, KeyCode::Enter)), one(Deed::Attended { outcome }, ""));
}

#[test]
fn escalating_and_undoing_take_a_second_key_that_is_another_key() {
    let (mut state, id) = waiting();
    for c in ['e', 'e', 'x', ' '] {
        assert!(sent(&letter(&mut state, c)).is_empty(), "{c} is no second key");
    }
    assert_eq!(sent(&letter(&mut state, 'y')), [&act(&id, Deed::Escalated, "")]);
    letter(&mut state, 'e');
    press(&mut state, KeyCode::Esc);
    assert!(sent(&letter(&mut state, 'y')).is_empty());
    assert!(sent(&letter(&mut state, 'u')).is_empty());
    assert_eq!(state.flash, Some(Flash::NothingToUndo));
    let confirmed = Incident { disposition: Disposition::Confirmed, ..sample::incident(0) };
    say(&mut state, FromService::Incident(confirmed));
    letter(&mut state, 'e');
    assert_eq!(state.flash, Some(Flash::NotToEscalate));
    assert!(sent(&letter(&mut state, 'u')).is_empty());
    assert_eq!(sent(&press(&mut state, KeyCode::Enter)), [&ToService::Undo { id }]);
}

#[test]
fn steps_go_to_the_selected_incident_and_only_where_they_may() {
    let (mut state, _) = waiting();
    letter(&mut state, 'j');
    letter(&mut state, 'j');
    // The third is confirmed already.
    assert!(sent(&letter(&mut state, 'c')).is_empty());
    assert_eq!(state.flash, Some(Flash::MayNot(Disposition::Confirmed)));
    let id = sample::incident(2).id;
    assert_eq!(sent(&letter(&mut state, 'm')), [&act(&id, decided(Disposition::Remedied), "")]);
}

#[test]
fn dismissing_and_remarks_need_words() {
    let (mut state, _) = waiting();
    for c in ['d', 'n'] {
        letter(&mut state, c);
        assert_eq!(press(&mut state, KeyCode::Enter), [Effect::Draw]);
        assert_eq!(state.flash, Some(Flash::ReasonNeeded));
        for typed in "q1! x".chars() {
            letter(&mut state, typed);
        }
        press(&mut state, KeyCode::Backspace);
        let effects = press(&mut state, KeyCode::Enter);
        assert!(matches!(sent(&effects)[..], [ToService::Act { note, .. }] if note == "q1!"));
        assert_eq!(state.modal, None);
    }
}

#[test]
fn nothing_is_sent_and_nothing_typed_is_lost_without_a_service() {
    let (mut state, _) = waiting();
    letter(&mut state, 'd');
    letter(&mut state, '因');
    update(&mut state, Message::Lost);
    assert_eq!(press(&mut state, KeyCode::Enter), [Effect::Draw]);
    assert_eq!(state.flash, Some(Flash::NotAttached));
    assert!(screen(&state).contains("> 因"));
}

#[test]
fn opening_for_the_first_time_is_told_once() {
    let (mut state, id) = waiting();
    let effects = press(&mut state, KeyCode::Enter);
    assert_eq!(sent(&effects), [&ToService::Open { id: id.clone() }]);
    let came = |state: &mut State| say(state, FromService::Detail(Box::new(sample::detail(0))));
    let effects = came(&mut state);
    assert_eq!(sent(&effects), [&act(&id, Deed::Seen, "")]);
    let clip = sample::detail(0).clip;
    assert!(effects.contains(&Effect::LoadWave { id, clip }));
    assert!(sent(&came(&mut state)).is_empty());
}

#[test]
fn an_open_incident_is_asked_for_again_when_it_changes_or_the_service_returns() {
    let (mut state, id) = waiting();
    let ask = Effect::Send(ToService::Open { id });
    assert!(press(&mut state, KeyCode::Enter).contains(&ask));
    let grown = Incident { revision: 2, ..sample::incident(0) };
    assert!(say(&mut state, FromService::Incident(grown.clone())).contains(&ask));
    let late = Incident { revision: 1, ..grown };
    assert!(say(&mut state, FromService::Incident(late)).is_empty());
    update(&mut state, Message::Lost);
    assert!(say(&mut state, FromService::Hello(sample::hello(6))).contains(&ask));
}

#[test]
fn the_clip_plays_and_falls_silent_when_its_incident_is_closed() {
    let (mut state, _) = waiting();
    press(&mut state, KeyCode::Enter);
    assert_eq!(letter(&mut state, ' '), [Effect::Draw], "nothing is there to play yet");
    say(&mut state, FromService::Detail(Box::new(sample::detail(0))));
    let clip = sample::detail(0).clip;
    let toggle = Effect::Play(PlayerCommand::Toggle { clip });
    assert!(letter(&mut state, ' ').contains(&toggle));
    let rate = Effect::Play(PlayerCommand::Rate(0.75));
    assert!(letter(&mut state, 's').contains(&rate));
    assert!(press(&mut state, KeyCode::Esc).contains(&Effect::Play(PlayerCommand::Stop)));
}

#[test]
fn what_sounds_goes_on_when_the_incident_grows_a_newer_clip() {
    let (mut state, _) = waiting();
    press(&mut state, KeyCode::Enter);
    let detail = sample::detail(0);
    say(&mut state, FromService::Detail(Box::new(detail.clone())));
    letter(&mut state, ' ');
    let clip = detail.clip.clone();
    let playing =
        PlayerState { clip: clip.clone(), position_s: 3.0, playing: true, rate: 1.0, fault: None };
    update(&mut state, Message::Player(playing.clone()));
    let newer = crate::service::message::Detail { clip: "newer.wav".into(), ..detail };
    say(&mut state, FromService::Detail(Box::new(newer)));
    assert!(screen(&state).contains("播放 3.0 s"), "{}", screen(&state));
    let toggle = |clip: String| Effect::Play(PlayerCommand::Toggle { clip });
    assert!(letter(&mut state, ' ').contains(&toggle(clip)));
    update(&mut state, Message::Player(PlayerState { playing: false, ..playing }));
    assert!(letter(&mut state, ' ').contains(&toggle("newer.wav".into())));
}

#[test]
fn the_next_incident_is_one_key_away() {
    let (mut state, _) = waiting();
    press(&mut state, KeyCode::Enter);
    let id = sample::incident(1).id;
    assert!(letter(&mut state, ']').contains(&Effect::Send(ToService::Open { id })));
    assert_eq!(state.queue.list.at, 1);
    letter(&mut state, '[');
    letter(&mut state, '[');
    assert_eq!(state.flash, Some(Flash::NoNeighbour));
}

fn fresh_one(n: usize) -> Incident {
    // Every fifth of the sample is new and unseen; every fourth of these is grave enough.
    let id = format!("29990101-{n}");
    Incident {
        id,
        disposition: Disposition::New,
        handling: Default::default(),
        custody: Default::default(),
        ..sample::incident(0)
    }
}

#[test]
fn new_serious_incidents_ring_once_stay_marked_and_take_no_focus() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    let before = state.unseen().count();
    let bell = |effects: &[Effect]| effects.contains(&Effect::Bell);
    assert!(bell(&say(&mut state, FromService::Incident(fresh_one(1)))));
    assert_eq!(
        (state.view, state.context()),
        (View::Hall, crate::console::keys::Context::View(View::Hall))
    );
    let grown = Incident { revision: 2, hits: 9, ..fresh_one(1) };
    assert!(!bell(&say(&mut state, FromService::Incident(grown.clone()))), "rang twice");
    assert_eq!(state.unseen().count(), before + 1);
    let mut seen = Incident { revision: 3, ..grown };
    seen.handling.seen = true;
    say(&mut state, FromService::Incident(seen));
    assert_eq!(state.unseen().count(), before);
    for quiet in [
        Incident { disposition: Disposition::Uncertain, ..fresh_one(2) },
        Incident { severity: crate::phrasebook::Severity::Minor, ..fresh_one(3) },
        Incident { kind: IncidentKind::Complaint, ..fresh_one(4) },
    ] {
        assert!(!bell(&say(&mut state, FromService::Incident(quiet))));
    }
    // What retention sets aside is no news, and is gone from what is shown.
    let shown = state.incidents.len();
    let mut aside = Incident { revision: 4, ..fresh_one(1) };
    aside.custody.set_aside_at = Some(jiff::Timestamp::UNIX_EPOCH);
    assert!(!bell(&say(&mut state, FromService::Incident(aside))));
    assert_eq!(state.incidents.len(), shown - 1);
    letter(&mut state, 'w');
    assert!(!bell(&say(&mut state, FromService::Incident(fresh_one(5)))), "rang before the public");
}

#[test]
fn what_came_while_the_service_was_lost_rings_and_what_was_there_at_first_does_not() {
    let mut state = fresh(Lang::Zh, (80, 24));
    assert!(!say(&mut state, FromService::Hello(sample::hello(6))).contains(&Effect::Bell));
    update(&mut state, Message::Lost);
    let mut hello = sample::hello(6);
    assert!(!say(&mut state, FromService::Hello(hello.clone())).contains(&Effect::Bell));
    hello.incidents.insert(0, fresh_one(1));
    assert!(say(&mut state, FromService::Hello(hello)).contains(&Effect::Bell));
}

#[test]
fn the_oldest_unseen_is_opened_from_anywhere() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    let oldest = state.unseen().last().unwrap().id.clone();
    let effects = letter(&mut state, 'v');
    assert_eq!(sent(&effects), [&ToService::Open { id: oldest }]);
    state.incidents.clear();
    press(&mut state, KeyCode::Esc);
    letter(&mut state, 'v');
    assert_eq!(state.flash, Some(Flash::NothingNew));
}

#[test]
fn a_complaint_is_two_keys_and_its_counter_can_be_changed() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    assert!(sent(&letter(&mut state, '!')).is_empty());
    press(&mut state, KeyCode::Down);
    let effects = write(&mut state, "叫我自己看");
    let (counter, via, note) = ("2号窗口".into(), Via::Console, "叫我自己看".into());
    assert_eq!(sent(&effects), [&ToService::Mark { counter, via, note }]);
    let mut state = fresh(Lang::Zh, (80, 24));
    say(&mut state, FromService::Hello(sample::empty()));
    letter(&mut state, '!');
    assert_eq!(state.flash, Some(Flash::NotListening));
}

#[test]
fn a_complaint_is_handled_step_by_step() {
    let mut state = looking_at(Lang::Zh, (80, 24), 6, View::Complaints);
    say(&mut state, FromService::Tickets((0..7).map(sample::ticket).collect()));
    let id = sample::ticket(0).id;
    let handle =
        |change, note: &str| ToService::Handle { id: id.clone(), change, note: note.into() };
    letter(&mut state, 't');
    press(&mut state, KeyCode::Enter);
    let to = TicketState::Checking;
    assert_eq!(sent(&write(&mut state, "")), [&handle(TicketChange::State { state: to }, "")]);
    letter(&mut state, 'b');
    press(&mut state, KeyCode::Enter);
    let fault = handle(TicketChange::Fault { at_fault: true }, "录音可证");
    assert_eq!(sent(&write(&mut state, "录音可证")), [&fault]);
    for (text, day) in [
        ("2026-12-31", date(2026, 12, 31)),
        ("12-01", date(2026, 12, 1)),
        ("1/5", date(2027, 1, 5)),
        ("+15", date(2026, 12, 7)),
    ] {
        letter(&mut state, 'r');
        update(&mut state, Message::Key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL)));
        let by = handle(TicketChange::ReplyBy { date: day }, "");
        assert_eq!(sent(&write(&mut state, text)), [&by], "{text}");
    }
    letter(&mut state, 'r');
    assert_eq!(write(&mut state, "tomorrow"), [Effect::Draw]);
    assert_eq!(state.flash, Some(Flash::DateNeeded));
    press(&mut state, KeyCode::Esc);
    letter(&mut state, 'n');
    assert_eq!(
        sent(&write(&mut state, "已电话答复")),
        [&handle(TicketChange::Remark, "已电话答复")]
    );
    letter(&mut state, 'j');
    letter(&mut state, 'j');
    assert_eq!(press(&mut state, KeyCode::Enter), [Effect::Draw]);
    assert_eq!(state.flash, Some(Flash::NothingKept));
    // The third is settled: it is opened again for a reason only.
    letter(&mut state, 't');
    press(&mut state, KeyCode::Enter);
    assert_eq!(press(&mut state, KeyCode::Enter), [Effect::Draw]);
    assert_eq!(state.flash, Some(Flash::ReasonNeeded));
    let id = sample::ticket(2).id;
    let (change, note) = (TicketChange::State { state: to }, "另有证人".into());
    assert_eq!(sent(&write(&mut state, "另有证人")), [&ToService::Handle { id, change, note }]);
}

#[test]
fn a_long_complaint_is_gone_through_with_page_keys() {
    let mut state = looking_at(Lang::Zh, (80, 24), 6, View::Complaints);
    let mut long = sample::ticket(0);
    let step = long.steps[0].clone();
    long.steps = (0..40).map(|n| TicketStep { note: format!("第{n}步"), ..step.clone() }).collect();
    say(&mut state, FromService::Tickets(vec![long, sample::ticket(1)]));
    assert!(!screen(&state).contains("第39步"));
    for _ in 0..5 {
        press(&mut state, KeyCode::PageDown);
    }
    assert!(screen(&state).contains("第39步"));
    letter(&mut state, 'j');
    assert_eq!((state.ticket_at, state.scroll), (1, 0));
}

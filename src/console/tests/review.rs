//! Staff and their own incidents, and what supervisors do about people: whom it concerns, who
//! sits where, appeals, counters that are not listened to, a hall on probation.

use super::evidence::opened;
use super::signing::{of, shut};
use super::*;
use crate::account::Office;
use crate::console::keeper::Kept;
use crate::console::state::{Ask, Flash, Modal, Why};
use crate::player::InMemory;
use crate::record::{Deed, Disposition, Entry, Ground, Incident, IncidentKind, Span};
use crate::service::message::Detail;
use jiff::SignedDuration;

fn act(id: &str, deed: Deed, note: &str) -> ToService {
    ToService::Act { id: id.into(), deed, note: note.into() }
}

fn write(state: &mut State, text: &str) -> Vec<Effect> {
    update(state, Message::Paste(text.into()));
    press(state, KeyCode::Enter)
}

fn unlock(state: &mut State, detail: &Detail) {
    let (id, clip, words) = (detail.incident.id.clone(), detail.clip.clone(), detail.words.clone());
    let heard = Ok(sample::opened_words());
    let sound = Ok(InMemory::new(vec![1].into()));
    update(state, Message::Kept(Box::new(Kept::Opened { id, clip, words, heard, sound })));
}

/// Evidence in this disposition, opened by somebody of this office.
fn at(disposition: Disposition, office: Office, lang: Lang, size: (u16, u16)) -> State {
    let mut detail = sample::sealed_detail(0);
    detail.incident.disposition = disposition;
    let mut state = opened(office, lang, size, detail.clone());
    unlock(&mut state, &detail);
    state
}

fn own(lang: Lang, size: (u16, u16)) -> State {
    let mut state = of(Office::Staff, lang, size);
    let mut page = sample::page(5, 0);
    page.incidents = (0..5).map(|n| sample::sealed_incident(3 * n)).collect();
    page.incidents[3].kind = IncidentKind::Praise;
    page_comes(&mut state, page);
    state
}

#[test]
fn staff_see_their_own() {
    shots("own", own);
    shots("own_detail", |lang, size| at(Disposition::Confirmed, Office::Staff, lang, size));
    shots("own_ground", |lang, size| {
        let mut state = at(Disposition::Confirmed, Office::Staff, lang, size);
        letter(&mut state, 'p');
        state
    });
    shots("own_appeal", |lang, size| {
        let mut state = at(Disposition::Confirmed, Office::Staff, lang, size);
        letter(&mut state, 'p');
        press(&mut state, KeyCode::Enter);
        update(&mut state, Message::Paste("那天我和小李换了岗".into()));
        state
    });
    // A greeting asks for them by itself.
    let mut state = shut(Lang::Zh, (80, 24));
    state.who.review = true;
    state.view = View::Queue;
    let effects = say(&mut state, FromService::Hello(sample::sealed_hello(6, Some(Office::Staff))));
    assert!(matches!(sent(&effects)[..], [ToService::List { .. }]), "{effects:?}");
}

#[test]
fn staff_hear_accept_explain_and_appeal() {
    let id = sample::sealed_incident(0).id;
    let mut state = at(Disposition::New, Office::Staff, Lang::Zh, (80, 24));
    let reviewed = Deed::Decided { disposition: Disposition::Reviewed };
    assert_eq!(sent(&letter(&mut state, 'r')), [&act(&id, reviewed, "")]);
    letter(&mut state, 'n');
    assert_eq!(sent(&write(&mut state, "系统慢")), [&act(&id, Deed::Commented, "系统慢")]);
    letter(&mut state, 'p');
    assert_eq!(state.flash, Some(Flash::MayNot(Disposition::Appealed)), "nobody has decided");
    for (at_row, ground) in Ground::ALL.into_iter().enumerate() {
        let mut state = at(Disposition::Confirmed, Office::Staff, Lang::Zh, (80, 24));
        letter(&mut state, 'p');
        (0..at_row).for_each(|_| drop(letter(&mut state, 'j')));
        press(&mut state, KeyCode::Enter);
        assert!(sent(&press(&mut state, KeyCode::Enter)).is_empty());
        assert_eq!(state.flash, Some(Flash::ReasonNeeded));
        let appeal = act(&id, Deed::Appealed { ground }, "不是这个意思");
        assert_eq!(sent(&write(&mut state, "不是这个意思")), [&appeal]);
    }
    // What supervisors do is not for staff.
    let mut state = at(Disposition::New, Office::Staff, Lang::Zh, (80, 24));
    for key in "cdmaoeutR!M".chars() {
        assert!(sent(&letter(&mut state, key)).is_empty(), "{key}");
        assert_eq!(state.modal, None, "{key}");
    }
}

#[test]
fn only_staff_are_at_home_in_their_review() {
    let mut state = shut(Lang::Zh, (80, 24));
    state.who.review = true;
    press(&mut state, KeyCode::Enter);
    write(&mut state, "a");
    let challenge = crate::service::message::Challenge { locked: "00".into(), sealed: "00".into() };
    say(&mut state, FromService::Challenge(challenge));
    let kept = Kept::Unlocked { serial: state.who.serial, proof: Ok("x".into()) };
    update(&mut state, Message::Kept(Box::new(kept)));
    let effects = say(&mut state, FromService::SignedIn(Box::new(sample::me(Office::Supervisor))));
    assert_eq!(sent(&effects), [&ToService::SignOut]);
    assert!(matches!(&state.modal, Some(Modal::SignIn(s)) if s.why == Some(Why::NotStaff)));
    // Where there are no accounts nobody has a page of their own.
    let mut state = fresh(Lang::Zh, (80, 24));
    state.who.review = true;
    state.view = View::Queue;
    assert!(sent(&say(&mut state, FromService::Hello(sample::hello(6)))).is_empty());
    assert!(screen(&state).contains("liyu user add"));
}

#[test]
fn a_clip_may_have_to_wait_for_the_decision() {
    let mut state = at(Disposition::New, Office::Staff, Lang::Zh, (80, 24));
    assert!(!screen(&state).contains(state.words().not_before));
    state.who.before_decision = false;
    let shown = screen(&state).replace(['\n', ' '], "");
    assert!(shown.contains("主管处理之前不能听"), "{shown}");
    // The service does not even tell where it lies.
    let mut early = sample::sealed_detail(0);
    (early.clip, early.words) = (String::new(), String::new());
    let effects = say(&mut state, FromService::Detail(Box::new(early)));
    let opens = |effect: &Effect| match effect {
        Effect::LoadWave { .. } => true,
        Effect::Keep(job) => matches!(**job, crate::console::keeper::Job::Open { .. }),
        _ => false,
    };
    assert!(!effects.iter().any(opens));
    assert_eq!(letter(&mut state, ' '), [Effect::Draw]);
    assert_eq!(state.flash, Some(Flash::NotBefore));
}

#[test]
fn a_person_is_named_in_two_keys() {
    let id = sample::sealed_incident(0).id;
    let mut state = at(Disposition::New, Office::Supervisor, Lang::Zh, (80, 24));
    letter(&mut state, 't');
    // Who was named before is offered first.
    let named = Deed::Concerns { person: "u3".into() };
    assert_eq!(sent(&press(&mut state, KeyCode::Enter)), [&act(&id, named, "")]);
    letter(&mut state, 't');
    press(&mut state, KeyCode::End);
    (0..5).for_each(|_| drop(press(&mut state, KeyCode::Down)));
    let nobody = Deed::Concerns { person: String::new() };
    assert_eq!(sent(&press(&mut state, KeyCode::Enter)), [&act(&id, nobody, "")]);
    state.who.people.clear();
    letter(&mut state, 't');
    assert_eq!(state.flash, Some(Flash::NoStaff));
}

#[test]
fn seats_are_swapped_in_two_keys() {
    let mut state = of(Office::Supervisor, Lang::Zh, (80, 24));
    let mut status = sample::status(6);
    status.counters[0].seated = Some("u5".into());
    say(&mut state, FromService::Status(status));
    assert!(screen(&state).contains("1号窗口  欧阳文静"), "{}", screen(&state));
    letter(&mut state, 'S');
    let swap =
        |person: &str| ToService::Swap { counter: "1号窗口".into(), person: person.into() };
    // Sorted by name, and not whoever sits there already.
    let effects = press(&mut state, KeyCode::Enter);
    assert_eq!(sent(&effects), [&swap("u3")]);
    let mut state = own(Lang::Zh, (80, 24));
    letter(&mut state, 'S');
    letter(&mut state, 'j');
    let seat = ToService::Swap { counter: "2号窗口".into(), person: "u3".into() };
    assert_eq!(sent(&press(&mut state, KeyCode::Enter)), [&seat]);
}

/// A hall with two counters that are not listened to on somebody's word.
fn paused(lang: Lang, size: (u16, u16)) -> State {
    let mut state = of(Office::Supervisor, lang, size);
    let mut status = sample::at_work(6);
    let until = |minutes| Some(sample::now() + SignedDuration::from_mins(minutes));
    status.counters[1].muted_until = until(14);
    status.counters[4].muted_until = until(55);
    status.counters[4].state = crate::service::message::Hearing::Muted;
    // One that is over, and one that is closed till it opens.
    status.counters[2].muted_until = until(-1);
    status.counters[3].muted_until = until(600);
    status.counters[3].state = crate::service::message::Hearing::Closed;
    say(&mut state, FromService::Status(status));
    state
}

#[test]
fn a_counter_that_is_not_listened_to_is_seen() {
    shots("paused", paused);
    shots("pause", |lang, size| {
        let mut state = paused(lang, size);
        state.counter_at = 1;
        letter(&mut state, 'M');
        state
    });
    let mut state = paused(Lang::Zh, (80, 24));
    state.counter_at = 1;
    letter(&mut state, 'M');
    let mute = |counter: Option<&str>, minutes| ToService::Mute {
        counter: counter.map(str::to_owned),
        minutes,
        note: String::new(),
    };
    assert_eq!(sent(&press(&mut state, KeyCode::Enter)), [&mute(Some("2号窗口"), 0)]);
    state.counter_at = 0;
    letter(&mut state, 'M');
    letter(&mut state, 'j');
    assert_eq!(sent(&press(&mut state, KeyCode::Enter)), [&mute(Some("1号窗口"), 30)]);
    letter(&mut state, 'M');
    (0..4).for_each(|_| drop(letter(&mut state, 'j')));
    assert_eq!(sent(&press(&mut state, KeyCode::Enter)), [&mute(None, 0)]);
    for view in [View::Hall, View::Live, View::Queue, View::Figures, View::Health] {
        state.view = view;
        assert!(screen(&state).contains("暂停旁听 2 个窗口 55m"), "{view:?}");
    }
}

#[test]
fn an_appeal_is_decided_by_another_than_who_decided() {
    shots("ruling", |lang, size| {
        let mut state = at(Disposition::Appealed, Office::Supervisor, lang, size);
        letter(&mut state, 'p');
        state
    });
    let id = sample::sealed_incident(0).id;
    let mut state = at(Disposition::Appealed, Office::Supervisor, Lang::Zh, (80, 24));
    letter(&mut state, 'p');
    letter(&mut state, 'j');
    press(&mut state, KeyCode::Enter);
    let overturned = Deed::Decided { disposition: Disposition::Overturned };
    assert_eq!(sent(&write(&mut state, "确系听错")), [&act(&id, overturned, "确系听错")]);
    let mut state = at(Disposition::Confirmed, Office::Supervisor, Lang::Zh, (80, 24));
    letter(&mut state, 'p');
    assert_eq!(state.flash, Some(Flash::NotAppealed));
    let mut detail = sample::sealed_detail(0);
    detail.incident.disposition = Disposition::Appealed;
    let deed = Deed::Decided { disposition: Disposition::Confirmed };
    let entry = Entry { at: sample::now(), actor: "u1".into(), deed, note: String::new() };
    detail.history.push(entry);
    let mut state = opened(Office::Supervisor, Lang::Zh, (80, 24), detail);
    letter(&mut state, 'p');
    assert_eq!((&state.modal, &state.flash), (&None, &Some(Flash::DecidedBefore)));
}

/// Whoever has just granted an appeal is asked whether the sentence becomes a case.
fn overturned(lang: Lang, size: (u16, u16)) -> State {
    let mut detail = sample::sealed_detail(0);
    detail.incident.disposition = Disposition::Appealed;
    let mut state = opened(Office::Supervisor, lang, size, detail.clone());
    state.who.keeps_cases = true;
    unlock(&mut state, &detail);
    assert_eq!(state.modal, None);
    detail.incident =
        Incident { disposition: Disposition::Overturned, revision: 2, ..detail.incident };
    say(&mut state, FromService::Detail(Box::new(detail)));
    state
}

#[test]
fn a_granted_appeal_becomes_a_case_in_two_keys() {
    shots("case", overturned);
    let mut state = overturned(Lang::Zh, (80, 24));
    let Some(Modal::Ask(Ask::Case { phrase_id, case, .. })) = state.modal.clone() else {
        panic!("{:?}", state.modal)
    };
    assert_eq!((phrase_id.as_str(), case.text.as_str()), ("taboo-01", "布知道,去问别人。您好。"));
    // The key that granted it does not write it as well.
    assert!(!letter(&mut state, 'p').iter().any(|e| matches!(e, Effect::KeepCase(..))));
    let kept = Effect::KeepCase(phrase_id, case);
    assert!(letter(&mut state, 'y').contains(&kept));
    update(&mut state, Message::CaseKept(Ok("phrases/cases/taboo-01.toml".into())));
    assert!(screen(&state).contains("taboo-01.toml"));
    letter(&mut state, 'R');
    press(&mut state, KeyCode::Esc);
    assert!(!letter(&mut state, 'y').contains(&kept));
    let mut state = at(Disposition::Confirmed, Office::Supervisor, Lang::Zh, (80, 24));
    state.who.keeps_cases = true;
    letter(&mut state, 'R');
    assert_eq!(state.flash, Some(Flash::NoCase));
}

#[test]
fn a_hall_on_probation_is_held_up_to_nobody() {
    let shadow = |lang, size| {
        let mut state = of(Office::Supervisor, lang, size);
        say(&mut state, FromService::Status(sample::at_work(6)));
        state.who.shadow_until = Some(sample::now() + SignedDuration::from_hours(24 * 20));
        state.figures = Some(Box::new(sample::figures(Span::Day, 7)));
        state.view = View::Figures;
        state
    };
    shots("shadow", shadow);
    let mut state = shadow(Lang::Zh, (200, 60));
    let row = |state: &State| screen(state).contains("7号窗口");
    assert!(!row(&state));
    state.view = View::Hall;
    assert!(!screen(&state).contains("文明 96%"), "{}", screen(&state));
    letter(&mut state, 'w');
    assert!(!screen(&state).contains("今日文明用语率 9"), "{}", screen(&state));
    letter(&mut state, 'w');
    state.view = View::Figures;
    state.now = sample::now() + SignedDuration::from_hours(24 * 21);
    assert!(row(&state));
}

//! Who is there: signing in and out, what is forgotten then, and what each office is offered.

use super::*;
use crate::account::{Action as May, Office, may};
use crate::console::keeper::{Job, Kept, Shut};
use crate::console::keys::{self, Action};
use crate::console::state::{Flash, Modal, SignIn, Step, Why};
use crate::service::message::Challenge;
use jiff::SignedDuration;

const PASSPHRASE: &str = "correct horse";

/// A console of a sealed store, nobody signed in.
pub fn shut(lang: Lang, size: (u16, u16)) -> State {
    let mut state = fresh(lang, size);
    state.me = "zhou".into();
    say(&mut state, FromService::Hello(sample::sealed_hello(6, None)));
    say(&mut state, FromService::Status(sample::status(6)));
    state
}

/// The same with somebody of this office signed in.
pub fn of(office: Office, lang: Lang, size: (u16, u16)) -> State {
    let mut state = shut(lang, size);
    enter(&mut state, sample::me(office));
    say(&mut state, FromService::Hello(sample::sealed_hello(6, Some(office))));
    state
}

/// Signs in, as far as the console is concerned.
fn enter(state: &mut State, me: crate::service::message::Me) -> Vec<Effect> {
    proved(state);
    say(state, FromService::SignedIn(Box::new(me)))
}

fn type_in(state: &mut State) -> Vec<Effect> {
    press(state, KeyCode::Enter);
    PASSPHRASE.chars().for_each(|c| drop(letter(state, c)));
    press(state, KeyCode::Enter)
}

fn challenge() -> Challenge {
    Challenge { locked: "00".into(), sealed: "11".into() }
}

/// Up to where the service looks at the proof.
fn proved(state: &mut State) -> Vec<Effect> {
    type_in(state);
    say(state, FromService::Challenge(challenge()));
    let serial = state.who.serial;
    let kept = Kept::Unlocked { serial, proof: Ok("made up".into()) };
    update(state, Message::Kept(Box::new(kept)))
}

fn overlay(state: &State) -> &SignIn {
    match &state.modal {
        Some(Modal::SignIn(sign_in)) => sign_in,
        other => panic!("{other:?}"),
    }
}

fn forgets(effects: &[Effect]) -> bool {
    effects.contains(&Effect::Keep(Box::new(Job::Forget)))
}

#[test]
fn who_is_there_is_asked_for() {
    shots("sign_in", |lang, size| {
        let mut state = shut(lang, size);
        press(&mut state, KeyCode::Enter);
        PASSPHRASE.chars().for_each(|c| drop(letter(&mut state, c)));
        state
    });
    shots("sign_in_wrong", |lang, size| {
        let mut state = shut(lang, size);
        type_in(&mut state);
        say(&mut state, FromService::Challenge(challenge()));
        let serial = state.who.serial;
        let kept = Kept::Unlocked { serial, proof: Err(Shut::WrongPassphrase) };
        update(&mut state, Message::Kept(Box::new(kept)));
        say(&mut state, FromService::Refused { why: "口令不对".into() });
        state
    });
}

#[test]
fn who_is_there_stands_above() {
    shots("signed_in", |lang, size| of(Office::Supervisor, lang, size));
}

#[test]
fn a_passphrase_goes_to_the_keeper_and_nowhere_else() {
    let mut state = shut(Lang::Zh, (80, 24));
    let effects = type_in(&mut state);
    assert_eq!(sent(&effects), [&ToService::SignIn { name: "zhou".into() }]);
    assert!(!screen(&state).contains("correct") && !format!("{state:?}").contains("correct"));
    let effects = say(&mut state, FromService::Challenge(challenge()));
    let Some(Effect::Keep(job)) = effects.last() else { panic!("{effects:?}") };
    let Job::Unlock { passphrase, serial, .. } = &**job else { panic!("{job:?}") };
    assert_eq!((passphrase.text(), *serial), (PASSPHRASE, state.who.serial));
    assert!(!format!("{job:?}").contains("correct"));
    assert!(overlay(&state).passphrase.is_empty(), "it stayed after it was handed on");
    let kept = Kept::Unlocked { serial: *serial, proof: Ok("made up".into()) };
    let effects = update(&mut state, Message::Kept(Box::new(kept)));
    assert_eq!(sent(&effects), [&ToService::Prove { text: "made up".into() }]);
    let effects = say(&mut state, FromService::SignedIn(Box::new(sample::me(Office::Supervisor))));
    assert!(effects.contains(&Effect::Draw));
    assert_eq!(state.modal, None);
    assert_eq!(state.flash, Some(Flash::SignedIn { name: "周主任".into(), unseen: 3 }));
}

#[test]
fn what_goes_wrong_is_said_and_can_be_tried_again() {
    let wrong = |state: &mut State| {
        let kept = Kept::Unlocked { serial: state.who.serial, proof: Err(Shut::WrongPassphrase) };
        let effects = update(state, Message::Kept(Box::new(kept)));
        assert_eq!(sent(&effects), [&ToService::Prove { text: String::new() }]);
        say(state, FromService::Refused { why: "口令不对".into() })
    };
    let shut_account =
        |state: &mut State| say(state, FromService::Refused { why: "账号锁定到 10:06".into() });
    let lost = |state: &mut State| update(state, Message::Lost);
    type GoWrong<'a> = &'a dyn Fn(&mut State) -> Vec<Effect>;
    let ways: [(GoWrong<'_>, Why, bool); 3] = [
        (&wrong, Why::WrongPassphrase, true),
        (&shut_account, Why::Said("账号锁定到 10:06".into()), false),
        (&lost, Why::Lost, true),
    ];
    for (go_wrong, why, challenged) in ways {
        let mut state = shut(Lang::Zh, (80, 24));
        type_in(&mut state);
        if challenged {
            say(&mut state, FromService::Challenge(challenge()));
        }
        let effects = go_wrong(&mut state);
        assert!(forgets(&effects), "{why:?}");
        let sign_in = overlay(&state);
        assert_eq!((sign_in.step, sign_in.why.as_ref()), (Step::Typing, Some(&why)));
        assert!(sign_in.passphrase.is_empty());
        assert!(sign_in.at_passphrase && sign_in.name == "zhou");
    }
}

#[test]
fn a_likely_name_gives_way_to_what_is_typed() {
    let mut state = shut(Lang::Zh, (80, 24));
    assert_eq!(overlay(&state).name, "zhou");
    update(&mut state, Message::Paste("吴科长\n".into()));
    assert_eq!(overlay(&state).name, "吴科长");
    press(&mut state, KeyCode::Backspace);
    letter(&mut state, '长');
    press(&mut state, KeyCode::Tab);
    letter(&mut state, 'a');
    press(&mut state, KeyCode::Tab);
    letter(&mut state, '。');
    assert_eq!((overlay(&state).name.as_str(), overlay(&state).passphrase.len()), ("吴科长。", 1));
}

#[test]
fn escape_ends_what_is_under_way_and_late_answers_are_for_nobody() {
    let mut state = shut(Lang::Zh, (80, 24));
    type_in(&mut state);
    say(&mut state, FromService::Challenge(challenge()));
    let serial = state.who.serial;
    assert!(forgets(&press(&mut state, KeyCode::Esc)));
    assert_eq!(overlay(&state).step, Step::Typing);
    let late = Kept::Unlocked { serial, proof: Ok("made up".into()) };
    assert!(update(&mut state, Message::Kept(Box::new(late))).is_empty());
    // Gone after the proof was sent: the service is told that nobody is there.
    proved(&mut state);
    press(&mut state, KeyCode::Esc);
    let effects = say(&mut state, FromService::SignedIn(Box::new(sample::me(Office::Supervisor))));
    assert_eq!((sent(&effects), forgets(&effects)), (vec![&ToService::SignOut], true));
    assert!(state.who.me.is_none());
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.modal, None);
    letter(&mut state, 'L');
    assert_eq!(overlay(&state).step, Step::Typing);
    let ctrl_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert!(update(&mut state, Message::Key(ctrl_c)).contains(&Effect::Quit));
}

#[test]
fn nothing_is_asked_for_and_nothing_is_shown_before_somebody_signs_in() {
    let mut state = fresh(Lang::Zh, (120, 40));
    for view in View::ALL {
        state.view = view;
        let effects = say(&mut state, FromService::Hello(sample::sealed_hello(6, None)));
        assert!(sent(&effects).is_empty(), "{view:?}");
        press(&mut state, KeyCode::Esc);
        for c in "123456vi/fE!SMcdpt".chars() {
            assert!(sent(&letter(&mut state, c)).is_empty(), "{c} in {view:?}");
            press(&mut state, KeyCode::Esc);
        }
        for second in 1..200 {
            let later = sample::now() + SignedDuration::from_secs(second);
            assert!(sent(&update(&mut state, Message::Tick(later))).is_empty());
        }
    }
    assert_eq!(state.views(), [View::Hall, View::Health]);
}

#[test]
fn what_one_saw_is_forgotten_before_the_next() {
    let mut state = of(Office::Supervisor, Lang::Zh, (120, 40));
    say(&mut state, FromService::Tickets((0..3).map(sample::ticket).collect()));
    let effects = letter(&mut state, '3');
    answer(&mut state, &effects, |_, offset| sample::page(12, offset));
    letter(&mut state, '/');
    update(&mut state, Message::Paste("自己看".into()));
    press(&mut state, KeyCode::Enter);
    say(&mut state, FromService::Incident(sample::sealed_incident(0)));
    state.queue.list.at = 0;
    super::super::update::update(&mut state, Message::Tick(sample::now()));
    let effects = letter(&mut state, 'L');
    assert_eq!(sent(&effects), [&ToService::SignOut]);
    assert!(forgets(&effects));
    let left = format!("{state:?}");
    for text in ["不知道", "自己看", "墙上", "张敏", "周主任"] {
        assert!(!left.contains(text), "{text} is left");
    }
    assert!(state.who.me.is_none() && state.queue.list.rows.is_empty());
    overlay(&state);
    // Nothing of them comes back with the next greeting, and it says nothing twice.
    let effects = say(&mut state, FromService::SignedOut { why: String::new() });
    assert!(effects.is_empty());
    assert_eq!(overlay(&state).why, None);
}

#[test]
fn whoever_idles_is_signed_out_and_a_key_counts() {
    let mut state = of(Office::Supervisor, Lang::Zh, (80, 24));
    let at = |minutes| Message::Tick(sample::now() + SignedDuration::from_mins(minutes));
    assert!(!forgets(&update(&mut state, at(9))));
    letter(&mut state, 'j');
    assert!(!forgets(&update(&mut state, at(18))));
    // A clock that is set back sends nobody away.
    assert!(!forgets(&update(&mut state, at(1))));
    assert!(!forgets(&update(&mut state, at(10))));
    let effects = update(&mut state, at(11));
    assert!(forgets(&effects) && sent(&effects).contains(&&ToService::SignOut));
    assert_eq!(overlay(&state).why, Some(Why::Idle));
}

#[test]
fn the_service_may_end_it_and_says_why() {
    let mut state = of(Office::Supervisor, Lang::Zh, (80, 24));
    let effects = say(&mut state, FromService::SignedOut { why: "账号已停用".into() });
    assert!(forgets(&effects));
    assert_eq!(overlay(&state).why, Some(Why::Said("账号已停用".into())));
    let mut state = of(Office::Supervisor, Lang::Zh, (80, 24));
    assert!(forgets(&update(&mut state, Message::Lost)));
    say(&mut state, FromService::Hello(sample::sealed_hello(6, None)));
    assert_eq!(overlay(&state).why, Some(Why::Lost));
}

#[test]
fn the_public_screen_needs_nobody() {
    let mut state = shut(Lang::Zh, (80, 24));
    press(&mut state, KeyCode::Esc);
    letter(&mut state, 'w');
    say(&mut state, FromService::Hello(sample::sealed_hello(6, None)));
    assert!(state.wall && state.modal.is_none());
    letter(&mut state, 'w');
    overlay(&state);
}

/// What each key that a person may press asks the office for.
fn wants(action: Action) -> Option<May> {
    Some(match action {
        Action::Confirm | Action::Dismiss | Action::Remedied | Action::Assign => May::Decide,
        Action::Outcome | Action::Escalate | Action::Undo => May::Decide,
        Action::Comment => May::Comment,
        Action::Accept => May::Answer,
        Action::Person => May::NamePerson,
        Action::Swap => May::Swap,
        Action::Mute => May::Mute,
        Action::Complain => May::HandleComplaints,
        Action::Go(View::Hall | View::Health) => May::SeeHall,
        Action::Go(View::Live) => May::ReadLive,
        Action::Go(View::Queue) => May::SeeIncidents,
        Action::Go(View::Complaints) => May::HandleComplaints,
        _ => return None,
    })
}

#[test]
fn no_office_is_offered_what_it_may_not() {
    for office in Office::ALL {
        let state = of(office, Lang::Zh, (120, 40));
        for binding in keys::all() {
            if let Some(action) = wants(binding.action) {
                assert_eq!(
                    state.offers(binding.action),
                    may(office, action),
                    "{office:?} {action:?}"
                );
            }
        }
        let shown = screen(&state);
        let top = shown.lines().next().unwrap();
        for view in View::ALL {
            let tab = state.words().view(view);
            assert_eq!(top.contains(tab), state.may_see(view), "{office:?} {tab}\n{shown}");
        }
        // Whatever is pressed, nothing goes out that the service would have to refuse.
        let mut state = state;
        for c in "123456vi!SMcdmaoeutnrp".chars() {
            for request in sent(&letter(&mut state, c)) {
                let ok = match request {
                    ToService::List { .. } => may(office, May::SeeIncidents),
                    ToService::Figures { .. } => {
                        may(office, May::SeeFigures) || may(office, May::SeePhrases)
                    }
                    ToService::Tickets | ToService::Mark { .. } => {
                        may(office, May::HandleComplaints)
                    }
                    ToService::Open { .. } => may(office, May::OpenEvidence),
                    other => panic!("{office:?} {c}: {other:?}"),
                };
                assert!(ok, "{office:?} {c}: {request:?}");
            }
            press(&mut state, KeyCode::Esc);
        }
    }
}

#[test]
fn a_key_of_another_office_says_so() {
    let mut state = of(Office::Inspector, Lang::Zh, (80, 24));
    let effects = letter(&mut state, '3');
    answer(&mut state, &effects, |_, offset| sample::page(12, offset));
    for key in ['c', 'd', 'p', 't'] {
        assert_eq!(letter(&mut state, key), [Effect::Draw]);
        assert_eq!(state.flash, Some(Flash::NotYours), "{key}");
    }
    assert_eq!(press(&mut state, KeyCode::Enter), [Effect::Draw]);
    assert!(state.opened.is_none());
}

#[test]
fn an_inspector_sees_no_counter_and_an_auditor_is_sent_to_the_log() {
    shots("inspector", |lang, size| {
        let mut state = of(Office::Inspector, lang, size);
        let effects = letter(&mut state, '3');
        answer(&mut state, &effects, |_, offset| {
            let mut page = sample::page(12, offset);
            page.incidents.iter_mut().for_each(|incident| incident.counter.clear());
            page
        });
        state
    });
    shots("auditor", |lang, size| of(Office::Auditor, lang, size));
}

#[test]
fn an_open_store_says_so_on_every_screen_and_a_sealed_one_on_none() {
    for (lang, _) in LANGS {
        for size in [(72, 16), (80, 24), (120, 40), (200, 60)] {
            for view in View::ALL {
                let mut state = looking_at(lang, size, 6, view);
                let w = state.words();
                let says = |state: &State| {
                    let shown = screen(state);
                    [w.unsealed, w.unsealed_long, w.unsealed_wall].iter().any(|t| shown.contains(t))
                };
                assert!(says(&state), "{view:?} {size:?}\n{}", screen(&state));
                assert!(screen(&state).contains("liyu user add"));
                letter(&mut state, '?');
                assert!(says(&state), "help");
                letter(&mut state, 'w');
                assert!(says(&state), "wall\n{}", screen(&state));
                letter(&mut state, 'w');
                state.header.as_mut().unwrap().unsealed = false;
                assert!(!says(&state));
            }
        }
    }
}

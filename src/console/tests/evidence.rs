//! Sealed evidence and notes: opened for those to whom they are sealed, in memory, and never
//! shown as nothing said to the others.

use super::signing::of;
use super::*;
use crate::account::Office;
use crate::console::keeper::{Job, Kept, Shut};
use crate::console::state::{Flash, PlayerCommand, Seal};
use crate::player::InMemory;
use crate::record::{Deed, Incident};
use crate::service::message::Detail;

/// The incident `n` of the queue is open; its evidence has come, shut.
pub fn opened(office: Office, lang: Lang, size: (u16, u16), detail: Detail) -> State {
    let mut state = of(office, lang, size);
    let n = detail.incident.clone();
    letter(&mut state, '3');
    let mut page = sample::page(12, 0);
    page.incidents = (0..12).map(sample::sealed_incident).collect();
    page.incidents[0] = n;
    page_comes(&mut state, page);
    press(&mut state, KeyCode::Enter);
    say(&mut state, FromService::Detail(Box::new(detail)));
    state
}

fn told(detail: &Detail, shut: Option<Shut>) -> Message {
    let (heard, sound) = match shut {
        None => (Ok(sample::opened_words()), Ok(InMemory::new(vec![1, 2, 3].into()))),
        Some(shut) => (Err(shut), Err(shut)),
    };
    let (id, clip, words) = (detail.incident.id.clone(), detail.clip.clone(), detail.words.clone());
    Message::Kept(Box::new(Kept::Opened { id, clip, words, heard, sound }))
}

fn notes() -> Message {
    let notes = vec![("age:6162".into(), Some("已经谈过".into())), ("age:6364".into(), None)];
    Message::Kept(Box::new(Kept::Notes(notes)))
}

#[test]
fn sealed_evidence_as_it_is_seen() {
    shots("sealed", |lang, size| {
        let detail = sample::sealed_detail(0);
        let mut state = opened(Office::Supervisor, lang, size, detail.clone());
        update(&mut state, told(&detail, None));
        update(&mut state, notes());
        state
    });
    shots("sealed_end", |lang, size| {
        let detail = sample::sealed_detail(0);
        let mut state = opened(Office::Supervisor, lang, size, detail.clone());
        update(&mut state, told(&detail, None));
        update(&mut state, notes());
        letter(&mut state, 'G');
        for _ in 0..6 {
            letter(&mut state, 'k');
        }
        state
    });
    shots("sealed_to_others", |lang, size| {
        let detail = sample::sealed_detail(0);
        let mut state = opened(Office::Supervisor, lang, size, detail.clone());
        update(&mut state, told(&detail, Some(Shut::NotForYou)));
        state
    });
}

#[test]
fn it_is_opened_once_and_again_when_it_has_grown() {
    let detail = sample::sealed_detail(0);
    let mut state = of(Office::Supervisor, Lang::Zh, (80, 24));
    let effects = letter(&mut state, '3');
    answer(&mut state, &effects, |_, offset| sample::page(12, offset));
    press(&mut state, KeyCode::Enter);
    let came = |state: &mut State, detail: &Detail| {
        let effects = say(state, FromService::Detail(Box::new(detail.clone())));
        assert!(!effects.iter().any(|e| matches!(e, Effect::LoadWave { .. })), "read as a WAV");
        let jobs = effects.into_iter().filter_map(|effect| match effect {
            Effect::Keep(job) => Some(*job),
            _ => None,
        });
        jobs.collect::<Vec<_>>()
    };
    let jobs = came(&mut state, &detail);
    let (id, clip, words) = (detail.incident.id.clone(), detail.clip.clone(), detail.words.clone());
    assert_eq!(jobs[0], Job::Open { id, clip, words });
    assert_eq!(jobs[1], Job::Notes(vec!["age:6162".into(), "age:6364".into()]));
    update(&mut state, told(&detail, None));
    update(&mut state, notes());
    assert!(came(&mut state, &detail).is_empty());
    let heard = |state: &State| state.opened.as_ref().unwrap().detail.as_ref().unwrap().heard.len();
    assert_eq!(heard(&state), 2, "what was opened is gone with the next answer");
    let mut grown = detail.clone();
    grown.incident.clip_sha256 = "ff".into();
    assert!(matches!(came(&mut state, &grown)[..], [Job::Open { .. }]));
    assert_eq!(heard(&state), 0);
}

#[test]
fn what_is_shut_is_not_played_and_says_why() {
    let detail = sample::sealed_detail(0);
    let mut state = opened(Office::Supervisor, Lang::Zh, (80, 24), detail.clone());
    assert_eq!(letter(&mut state, ' '), [Effect::Draw]);
    assert_eq!(state.flash, Some(Flash::Opening));
    update(&mut state, told(&detail, Some(Shut::Damaged)));
    assert_eq!(letter(&mut state, ' '), [Effect::Draw]);
    assert_eq!(state.flash, Some(Flash::Sealed(Shut::Damaged)));
    assert!(!screen(&state).contains(state.words().nothing_heard));
    // A keeper that takes no job now is asked again with the next answer of the service.
    let mut state = opened(Office::Supervisor, Lang::Zh, (80, 24), detail.clone());
    update(&mut state, Message::NotKept);
    assert_eq!(
        (state.opened.as_ref().unwrap().seal, &state.flash),
        (Seal::None, &Some(Flash::Busy))
    );
    assert!(!screen(&state).contains(state.words().nothing_heard));
}

#[test]
fn who_heard_it_is_told_once_for_each_opening() {
    let detail = sample::sealed_detail(0);
    let mut state = opened(Office::Supervisor, Lang::Zh, (80, 24), detail.clone());
    update(&mut state, told(&detail, None));
    let played =
        ToService::Act { id: detail.incident.id.clone(), deed: Deed::Played, note: String::new() };
    let toggle = Effect::Play(PlayerCommand::Toggle { clip: detail.clip.clone() });
    let effects = letter(&mut state, ' ');
    assert_eq!((sent(&effects), effects.contains(&toggle)), (vec![&played], true));
    let effects = letter(&mut state, ' ');
    assert_eq!((sent(&effects).len(), effects.contains(&toggle)), (0, true));
}

#[test]
fn each_who_opens_it_is_told_although_others_have() {
    let mut detail = sample::sealed_detail(0);
    detail.incident.handling.seen = true;
    let mut state = of(Office::Supervisor, Lang::Zh, (80, 24));
    let effects = letter(&mut state, '3');
    answer(&mut state, &effects, |_, offset| sample::page(12, offset));
    press(&mut state, KeyCode::Enter);
    let effects = say(&mut state, FromService::Detail(Box::new(detail.clone())));
    let told = |effects: &[Effect]| {
        sent(effects).iter().any(|r| matches!(r, ToService::Act { deed: Deed::Seen, .. }))
    };
    assert!(told(&effects));
    assert_eq!(state.who.unseen, 2);
    detail.history.push(crate::record::Entry {
        at: sample::now(),
        actor: "u1".into(),
        deed: Deed::Seen,
        note: String::new(),
    });
    press(&mut state, KeyCode::Esc);
    press(&mut state, KeyCode::Enter);
    assert!(!told(&say(&mut state, FromService::Detail(Box::new(detail)))));
}

#[test]
fn what_comes_after_it_was_closed_is_kept_nowhere() {
    let detail = sample::sealed_detail(0);
    let mut state = opened(Office::Supervisor, Lang::Zh, (80, 24), detail.clone());
    press(&mut state, KeyCode::Esc);
    let stop = Effect::Play(PlayerCommand::Stop);
    assert_eq!(update(&mut state, told(&detail, None)), std::slice::from_ref(&stop));
    letter(&mut state, 'L');
    assert_eq!(update(&mut state, notes()), []);
    assert!(state.who.notes.is_empty());
    assert_eq!(update(&mut state, told(&detail, None)), [stop]);
}

#[test]
fn names_stand_for_ids_wherever_people_read() {
    let mut detail = sample::sealed_detail(0);
    detail.incident = Incident { revision: 2, ..detail.incident };
    let mut state = opened(Office::Supervisor, Lang::Zh, (120, 60), detail.clone());
    update(&mut state, told(&detail, None));
    let shown = screen(&state);
    for (id, name) in [("u2", "吴科长"), ("u3", "张敏")] {
        assert!(shown.contains(name), "{shown}");
        assert!(!shown.contains(&format!(" {id} ")), "{shown}");
    }
    letter(&mut state, 'a');
    update(&mut state, Message::Paste("吴科长".into()));
    let effects = press(&mut state, KeyCode::Enter);
    let to = Deed::Assigned { to: "u2".into() };
    assert!(matches!(sent(&effects)[..], [ToService::Act { deed, .. }] if *deed == to));
    assert!(state.names.is_empty(), "the name of an account was remembered outside the store");
}

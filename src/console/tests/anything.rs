//! Whatever comes in, in any order, on a screen of any size: the console stands, every
//! position is in range, and what comes by itself never moves a selection.

use super::*;
use crate::account::Office;
use crate::console::keeper::{Kept, Shut};
use crate::console::state::{Link, Modal, PlayerState, Wave};
use crate::console::update::menu_rows;
use crate::console::view;
use crate::phrasebook::List;
use crate::player::InMemory;
use crate::record::{EncounterPage, Incident, Page, Span};
use crate::service::message::{Challenge, Line, LogLine, Mark, NoticeLevel};
use crate::units::Role;
use proptest::prelude::*;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

fn key() -> impl Strategy<Value = Message> {
    let code = prop_oneof![
        2 => proptest::sample::select(vec![
            KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right, KeyCode::PageUp,
            KeyCode::PageDown, KeyCode::Home, KeyCode::End, KeyCode::Tab, KeyCode::BackTab,
            KeyCode::Enter, KeyCode::Esc, KeyCode::Backspace, KeyCode::F(5),
        ]),
        1 => Just(KeyCode::Enter),
        1 => proptest::char::any().prop_map(KeyCode::Char),
        6 => proptest::sample::select("1234567jkgGcdmnaoeuyvwilhq?!/fsxEtbrpRSML[] ".chars().collect::<Vec<_>>())
            .prop_map(KeyCode::Char),
    ];
    (code, proptest::bool::weighted(0.05)).prop_map(|(code, ctrl)| {
        let with = if ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
        Message::Key(KeyEvent::new(code, with))
    })
}

fn mouse() -> impl Strategy<Value = Message> {
    let kind = proptest::sample::select(vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Moved,
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
    ]);
    let place = prop_oneof![(0u16..260, 0u16..80), (0u16..80, 0u16..3), (0u16..80, 20u16..24)];
    (kind, place).prop_map(|(kind, (column, row))| {
        Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
    })
}

fn incident() -> impl Strategy<Value = Incident> {
    (0usize..400, 0u32..4, "\\PC{0,12}", any::<bool>()).prop_map(|(n, revision, phrase, seen)| {
        let mut incident = Incident { revision, phrase, ..sample::incident(n) };
        incident.handling.seen = seen;
        incident
    })
}

fn said() -> impl Strategy<Value = FromService> {
    let hello = (0usize..45, 0usize..12, 0usize..12, any::<bool>()).prop_map(
        |(counters, incidents, who, shadow)| {
            let mut hello = match who {
                0..5 => sample::hello(counters),
                5 => sample::sealed_hello(counters, None),
                who => sample::sealed_hello(counters, Some(Office::ALL[who - 6])),
            };
            hello.incidents.truncate(incidents);
            hello.shadow_until =
                shadow.then(|| sample::now() + jiff::SignedDuration::from_hours(9));
            hello.before_decision = !shadow;
            FromService::Hello(hello)
        },
    );
    let signed_in =
        (0usize..6).prop_map(|who| FromService::SignedIn(Box::new(sample::me(Office::ALL[who]))));
    let sealed = (0usize..3).prop_map(|n| FromService::Detail(Box::new(sample::sealed_detail(n))));
    let status = (0usize..45, -9i64..99).prop_map(|(n, minutes)| {
        let mut status = sample::status(n);
        if let Some(counter) = status.counters.first_mut() {
            counter.muted_until = Some(sample::now() + jiff::SignedDuration::from_mins(minutes));
            counter.seated = Some("u4".into());
        }
        FromService::Status(status)
    });
    let line = ("\\PC{0,40}|[不知道\u{1b} a]{0,90}", 1usize..9, 0usize..50, 0usize..50).prop_map(
        |(text, n, start, end)| {
            FromService::Line(Line {
                counter: format!("{n}号窗口"),
                channel: 0,
                role: Role::Unknown,
                at: sample::now(),
                text,
                marks: vec![Mark { start, end, list: List::Civil }],
            })
        },
    );
    let detail = (0usize..400, 0usize..60, -1.0f64..99.0).prop_map(|(n, at, seconds)| {
        let mut detail = sample::detail(n);
        detail.heard[1].hits[0].text_start = at;
        detail.heard.truncate(at);
        detail.clip_s = seconds;
        FromService::Detail(Box::new(detail))
    });
    // Whole numbers of requests that were made, totals and stretches that need not fit.
    let page =
        (0u64..40, 0u64..600, 0u64..600, proptest::collection::vec(incident(), 0..30), 0u64..3)
            .prop_map(|(serial, total, offset, incidents, unsearched)| FromService::Page {
                serial,
                page: Page { total, offset, incidents, unsearched },
            });
    let met =
        (0u64..40, 0u64..600, 0u64..600, 0usize..30).prop_map(|(serial, total, offset, n)| {
            let encounters = (0..n).map(sample::encounter).collect();
            let page = EncounterPage { total, offset, encounters };
            FromService::Encounters { serial, page }
        });
    let encounter = (0usize..3, 0usize..30).prop_map(|(which, n)| {
        let mut detail = [sample::met, sample::met_of_one_channel, sample::met_long_ago][which]();
        detail.row.id = sample::encounter(n).id;
        FromService::Encounter(Box::new(detail))
    });
    let figures = (any::<bool>(), 0usize..45).prop_map(|(week, counters)| {
        let span = if week { Span::Week } else { Span::Day };
        FromService::Figures(Box::new(sample::figures(span, counters)))
    });
    let log = "\\PC{0,60}".prop_map(|text| FromService::Log(LogLine { at: sample::now(), text }));
    let notice = ("[ab]", "\\PC{0,90}").prop_map(|(key, text)| {
        FromService::Notice(sample::notice(&key, NoticeLevel::Info, &text))
    });
    prop_oneof![
        1 => hello,
        2 => (0usize..45).prop_map(|n| FromService::Status(sample::status(n))),
        1 => status,
        1 => signed_in,
        1 => "\\PC{0,20}".prop_map(|why| FromService::SignedOut { why }),
        1 => Just(FromService::Challenge(Challenge { locked: "00".into(), sealed: "zz".into() })),
        2 => sealed,
        3 => line,
        4 => incident().prop_map(FromService::Incident),
        3 => detail,
        6 => page,
        3 => met,
        3 => encounter,
        2 => (0usize..40).prop_map(|n| FromService::Met(sample::encounter(n))),
        2 => figures,
        1 => proptest::collection::vec(0usize..30, 0..12)
            .prop_map(|all| FromService::Tickets(all.into_iter().map(sample::ticket).collect())),
        1 => (0usize..30).prop_map(|n| FromService::Ticket(Box::new(sample::ticket(n)))),
        1 => log,
        1 => notice,
        1 => "\\PC{0,40}".prop_map(|why| FromService::Refused { why }),
        1 => Just(FromService::Bye),
    ]
}

fn anything() -> impl Strategy<Value = Message> {
    let size = prop_oneof![(0u16..260, 0u16..80), (72u16..210, 16u16..64)];
    let peaks = proptest::collection::vec((-2.0f32..0.0, 0.0f32..2.0), 0..300);
    let wave = (0usize..400, peaks, 0.0f64..99.0).prop_map(|(n, peaks, seconds)| Message::Wave {
        id: sample::incident(n).id,
        wave: Wave { peaks, seconds },
    });
    let player = (0usize..400, -1.0f64..99.0, any::<bool>(), proptest::option::of("\\PC{0,60}"))
        .prop_map(|(n, position_s, playing, fault)| {
            let (clip, rate) = (sample::detail(n).clip, 0.75);
            Message::Player(PlayerState { clip, position_s, playing, rate, fault })
        });
    let shut = proptest::option::of(proptest::sample::select(vec![
        Shut::NotForYou,
        Shut::Damaged,
        Shut::WrongPassphrase,
        Shut::Missing,
    ]));
    let opened = (0usize..3, shut.clone(), shut.clone()).prop_map(|(n, words, sound)| {
        let detail = sample::sealed_detail(n);
        let heard = words.map_or_else(|| Ok(sample::opened_words()), Err);
        let sound = sound.map_or_else(|| Ok(InMemory::new(vec![n as u8].into())), Err);
        let (id, clip, words) = (detail.incident.id, detail.clip, detail.words);
        Kept::Opened { id, clip, words, heard, sound }
    });
    let unlocked = (0u64..9, shut).prop_map(|(serial, shut)| {
        let proof = shut.map_or_else(|| Ok("made up".to_owned()), Err);
        Kept::Unlocked { serial, proof }
    });
    let note = ("age:61(62|64)", proptest::option::of("\\PC{0,60}"));
    let notes = proptest::collection::vec(note, 0..3).prop_map(Kept::Notes);
    let kept = prop_oneof![opened, unlocked, notes];
    let case = ("\\PC{0,40}", any::<bool>())
        .prop_map(|(text, good)| Message::CaseKept(if good { Ok(text) } else { Err(text) }));
    prop_oneof![
        3 => kept.prop_map(|kept| Message::Kept(Box::new(kept))),
        1 => Just(Message::NotKept),
        1 => case,
        12 => key(),
        3 => mouse(),
        10 => said().prop_map(|said| Message::Service(Box::new(said))),
        2 => size.prop_map(|(columns, rows)| Message::Resize(columns, rows)),
        1 => "(?s).{0,30}".prop_map(Message::Paste),
        1 => Just(Message::Lost),
        1 => Just(Message::NotSent),
        1 => (0i64..9_999_999_999).prop_map(|s| Message::Tick(jiff::Timestamp::from_second(s).unwrap())),
        1 => wave,
        1 => player,
        1 => "\\PC{0,60}".prop_map(Message::Forgot),
    ]
}

fn assert_in_range(state: &State) {
    assert!(state.counter_at < state.counters.len().max(1));
    let lines = state.counters.get(state.counter_at).map_or(0, |counter| counter.lines.len());
    assert!(state.back < lines.max(1));
    assert!(state.ticket_at < state.tickets.len().max(1));
    assert!(state.queue.list.at < state.queue.list.rows.len().max(1));
    assert!(!state.queue.list.gone || !state.queue.list.rows.is_empty());
    assert!(state.encounters.list.at < state.encounters.list.rows.len().max(1));
    if let Some(open) = &state.encounter {
        assert!(open.at < state.marks().len().max(1));
    }
    assert!(state.scroll <= view::scroll_limit(state));
    assert!(state.help.is_none_or(|at| at <= view::help_scroll_limit(state)));
    assert!(state.incidents.windows(2).all(|pair| pair[0].at >= pair[1].at));
    if let Some(opened) = &state.opened {
        assert!(opened.scroll <= view::detail_scroll_limit(state));
    }
    if let Some(Modal::Menu(menu)) = &state.modal {
        assert!(menu.at < menu_rows(menu));
    }
}

/// Nothing that is sealed is known where nobody is signed in.
fn assert_shut(state: &State) {
    if state.is_sealed() && state.who.me.is_none() && state.link == Link::Attached {
        let opened = state.opened.as_ref().and_then(|opened| opened.detail.as_ref());
        let sealed =
            opened.is_some_and(|detail| !detail.words.is_empty() && !detail.heard.is_empty());
        assert!(!sealed && state.who.notes.is_empty());
    }
    assert!(state.who.me.is_none() || state.who.id().is_some());
}

/// The incident, complaint and counter that the next key would be about.
fn targets(state: &State) -> [Option<String>; 3] {
    [
        state.queue.list.selected().map(|incident| incident.id.clone()),
        state.tickets.get(state.ticket_at).map(|ticket| ticket.id.clone()),
        state.counter().map(|counter| counter.info.name.clone()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_comes_in_the_console_stands(messages in proptest::collection::vec(anything(), 1..160)) {
        let mut state = fresh(Lang::Zh, (80, 24));
        let mut shown = buffer(&state);
        for message in messages {
            let by_a_person = matches!(&message, Message::Key(_) | Message::Mouse(_));
            let awaited = state.queue.list.turning();
            let who = state.who.id().map(str::to_owned);
            let before = targets(&state);
            let told = format!("{message:?}");
            let effects = update(&mut state, message);
            assert_in_range(&state);
            let after = targets(&state);
            assert_shut(&state);
            // With another person everything is another.
            let same_person = who.as_deref() == state.who.id();
            if !by_a_person && same_person {
                if let (Some(id), false) = (&before[0], awaited) {
                    prop_assert_eq!(Some(id), after[0].as_ref(), "{}", &told);
                }
                let there = state.tickets.iter().any(|t| Some(&t.id) == before[1].as_ref());
                prop_assert!(!there || before[1] == after[1], "{}", &told);
                let there = state.counters.iter().any(|c| Some(&c.info.name) == before[2].as_ref());
                prop_assert!(!there || before[2] == after[2], "{}", &told);
            }
            let now = buffer(&state);
            let drawn = effects.contains(&Effect::Draw);
            prop_assert!(drawn || now == shown, "changed and not drawn after {}", &told);
            shown = now;
        }
    }

    #[test]
    fn a_frame_fits_a_screen_of_any_size(
        counters in 0usize..45, at in 0usize..7, columns in 1u16..251, rows in 1u16..81, wall in any::<bool>(),
    ) {
        let mut state = looking_at(Lang::En, (columns, rows), counters, View::ALL[at]);
        state.wall = wall;
        prop_assert_eq!(buffer(&state), buffer(&state));
        screen(&state);
    }
}

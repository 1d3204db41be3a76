//! The encounters: how list, timeline and score look at all sizes, what keys ask for, that
//! the selection stays, and that the timeline tells everything without colour.

use super::*;
use crate::account::Office;
use crate::conduct::{Outcome, Side, Verdict, What};
use crate::console::state::{Flash, Marked};
use crate::console::view::{self, Spot};
use crate::record::{EncounterDetail, EncounterRow, Span as Stretch};
use jiff::SignedDuration;
use proptest::prelude::*;
use unicode_width::UnicodeWidthChar;

/// The list in front, with so many encounters behind it.
fn list(lang: Lang, size: (u16, u16), total: usize) -> State {
    let mut state = attached(lang, size, 6);
    let effects = letter(&mut state, '7');
    answer_encounters(&mut state, &effects, total);
    state
}

/// Answers the request for a stretch that is among `effects`; whether there was one.
fn answer_encounters(state: &mut State, effects: &[Effect], total: usize) -> bool {
    let asked = sent(effects).into_iter().find_map(|request| match request {
        ToService::Encounters { serial, offset, .. } => Some((*serial, *offset as usize)),
        _ => None,
    });
    let Some((serial, offset)) = asked else { return false };
    say(state, FromService::Encounters { serial, page: sample::encounters(total, offset) });
    true
}

/// An encounter opened from the list.
fn opened(lang: Lang, size: (u16, u16), detail: EncounterDetail) -> State {
    let mut state = list(lang, size, 128);
    say(&mut state, FromService::Incident(sample::incident_of_met()));
    state.encounters.list.rows[0] = detail.row.clone();
    let effects = press(&mut state, KeyCode::Enter);
    let id = detail.row.id.clone();
    assert_eq!(sent(&effects), [&ToService::Encounter { id }]);
    say(&mut state, FromService::Encounter(Box::new(detail)));
    state
}

#[test]
fn the_list() {
    shots("encounters", |lang, size| list(lang, size, 128));
}

#[test]
fn an_encounter_with_everything_in_it() {
    shots("encounter", |lang, size| opened(lang, size, sample::met()));
}

#[test]
fn an_encounter_of_one_microphone() {
    shots("encounter_one", |lang, size| opened(lang, size, sample::met_of_one_channel()));
}

#[test]
fn an_encounter_whose_moments_are_gone() {
    for (lang, tag) in LANGS {
        let state = opened(lang, (80, 24), sample::met_long_ago());
        insta::assert_snapshot!(format!("encounter_gone_{tag}_80x24"), screen(&state));
    }
}

#[test]
fn the_smallest_screen_shows_both_sides_and_the_selected_mark() {
    let state = opened(Lang::Zh, (72, 16), sample::met());
    let shown = screen(&state);
    for word in ["柜员", "群众", "规则", "> "] {
        assert!(shown.contains(word), "{word}\n{shown}");
    }
}

#[test]
fn nothing_is_of_ambiguous_width_and_colour_tells_nothing() {
    for mut state in [
        list(Lang::Zh, (120, 40), 128),
        opened(Lang::Zh, (120, 40), sample::met()),
        opened(Lang::En, (80, 24), sample::met_of_one_channel()),
    ] {
        let shown = screen(&state);
        assert_eq!(shown.chars().find(|c| c.width() != c.width_cjk()), None, "{shown}");
        state.colour = false;
        assert_eq!(screen(&state), shown);
    }
}

#[test]
fn it_opens_at_the_first_trouble_and_arrows_go_from_one_to_the_next() {
    let mut state = opened(Lang::Zh, (80, 24), sample::met());
    let at = |state: &State| state.encounter.as_ref().unwrap().at;
    let first = at(&state);
    assert!(state.marks()[first].matters() && !state.marks()[..first].iter().any(|m| m.matters()));
    let troubles = state.marks().iter().filter(|mark| mark.matters()).count();
    for _ in 1..troubles {
        let before = at(&state);
        press(&mut state, KeyCode::Right);
        assert!(at(&state) > before && state.marks()[at(&state)].matters());
    }
    let last = at(&state);
    press(&mut state, KeyCode::Right);
    assert_eq!(at(&state), last);
    for _ in 0..troubles {
        press(&mut state, KeyCode::Left);
    }
    assert_eq!(at(&state), first);
    letter(&mut state, 'G');
    assert_eq!(at(&state), state.marks().len() - 1);
    letter(&mut state, 'g');
    assert_eq!(at(&state), 0);
}

#[test]
fn marks_stand_in_order_of_time_and_rings_are_one() {
    let state = opened(Lang::Zh, (80, 24), sample::met());
    let marks = state.marks();
    let times: Vec<_> = marks.iter().map_while(|mark| mark.at_s).collect();
    assert!(times.is_sorted());
    assert!(marks[times.len()..].iter().all(|mark| mark.at_s.is_none()));
    let rings = marks.iter().filter(|m| matches!(m.what, Marked::Noise { times: 3, .. }));
    assert_eq!(rings.count(), 1);
    let same = marks.iter().filter(|m| matches!(m.what, Marked::Unjudged { .. }));
    assert_eq!(same.count(), 2, "two rules have one reason");
}

#[test]
fn a_phrase_of_the_citizen_is_no_trouble() {
    let state = opened(Lang::Zh, (80, 24), sample::met());
    let citizens = |m: &&crate::console::state::Mark<'_>| {
        matches!(m.what, Marked::Taboo { side: Side::Citizen, .. })
    };
    let marks = state.marks();
    let mut found = marks.iter().filter(citizens);
    assert!(found.next().is_some_and(|mark| !mark.matters() && mark.incident.is_none()));
}

#[test]
fn enter_opens_the_incident_of_a_mark_and_escape_comes_back() {
    let mut state = opened(Lang::Zh, (80, 24), sample::met());
    let at = state.marks().iter().position(|mark| mark.incident.is_some()).unwrap();
    letter(&mut state, 'g');
    for _ in 0..at {
        letter(&mut state, 'j');
    }
    let effects = press(&mut state, KeyCode::Enter);
    let id = sample::incident(0).id;
    assert_eq!(sent(&effects), [&ToService::Open { id }]);
    say(&mut state, FromService::Detail(Box::new(sample::detail(0))));
    press(&mut state, KeyCode::Esc);
    assert!(state.opened.is_none() && state.encounter.as_ref().unwrap().at == at);
    letter(&mut state, 'g');
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.flash, Some(Flash::NoIncident));
    press(&mut state, KeyCode::Esc);
    assert!(state.encounter.is_none() && state.view == View::Encounters);
}

#[test]
fn keys_ask_for_less_and_for_all_again() {
    let mut state = list(Lang::Zh, (80, 24), 128);
    let listing = |effects: &[Effect]| match sent(effects)[..] {
        [ToService::Encounters { listing, .. }] => listing.clone(),
        _ => panic!("{effects:?}"),
    };
    let asked = listing(&letter(&mut state, 'f'));
    assert_eq!(asked.outcome, Some(Outcome::Flagged));
    let asked = listing(&letter(&mut state, 't'));
    let midnight = asked.since.unwrap().to_zoned(state.zone.clone());
    assert_eq!(midnight.strftime("%H:%M:%S").to_string(), "00:00:00");
    let effects = press(&mut state, KeyCode::Right);
    assert_eq!(listing(&effects).counter.as_deref(), Some("1号窗口"));
    answer_encounters(&mut state, &effects, 3);
    assert!(screen(&state).contains("[有问题]  [今天]  [1号窗口]"));
    let effects = press(&mut state, KeyCode::Left);
    assert_eq!(listing(&effects).counter, None);
    let asked = listing(&letter(&mut state, 'x'));
    assert_eq!(asked, Default::default());
    letter(&mut state, '1');
    press(&mut state, KeyCode::Right);
    let asked = listing(&letter(&mut state, 'e'));
    assert_eq!(asked.counter.as_deref(), Some("2号窗口"));
    assert_eq!(state.view, View::Encounters);
}

#[test]
fn long_lists_are_gone_through_in_stretches() {
    let mut state = list(Lang::Zh, (80, 24), 5_000);
    for place in 1..=450 {
        let effects = letter(&mut state, 'j');
        answer_encounters(&mut state, &effects, 5_000);
        assert_eq!(state.encounters.list.place(), place);
    }
    assert!(state.encounters.list.rows.len() <= 200);
    let effects = letter(&mut state, 'G');
    assert!(answer_encounters(&mut state, &effects, 5_000));
    assert_eq!(state.encounters.list.selected().unwrap().id, sample::encounter(4_999).id);
}

#[test]
fn the_selection_stays_when_another_encounter_ends() {
    let mut state = list(Lang::Zh, (80, 24), 50);
    letter(&mut state, 'j');
    let id = state.encounters.list.selected().unwrap().id.clone();
    let newer = EncounterRow { id: "E99".into(), ..sample::encounter(0) };
    say(&mut state, FromService::Met(newer.clone()));
    let later = state.now + SignedDuration::from_millis(1_100);
    let effects = update(&mut state, Message::Tick(later));
    let serial = match sent(&effects)[..] {
        [ToService::Encounters { serial, .. }] => *serial,
        _ => panic!("{effects:?}"),
    };
    let mut page = sample::encounters(51, 0);
    page.encounters.insert(0, newer);
    say(&mut state, FromService::Encounters { serial, page });
    let list = &state.encounters.list;
    assert_eq!((list.selected().unwrap().id.as_str(), list.place()), (id.as_str(), 2));
}

#[test]
fn an_encounter_that_was_judged_again_is_read_again() {
    let mut state = opened(Lang::Zh, (80, 24), sample::met());
    let mut detail = sample::met();
    detail.row.broken = 1;
    let row = detail.row.clone();
    let effects = say(&mut state, FromService::Met(row));
    assert_eq!(sent(&effects), [&ToService::Encounter { id: detail.row.id.clone() }]);
    detail.rulings.iter_mut().for_each(|ruling| ruling.verdict = Verdict::Kept);
    let at = state.encounter.as_ref().unwrap().at;
    say(&mut state, FromService::Encounter(Box::new(detail)));
    assert_eq!(state.encounter.as_ref().unwrap().at, at);
}

#[test]
fn brackets_go_to_the_encounter_beside() {
    let mut state = list(Lang::Zh, (80, 24), 3);
    press(&mut state, KeyCode::Enter);
    let id = |n| sample::encounter(n).id;
    for n in [1, 2] {
        let effects = letter(&mut state, ']');
        assert_eq!(sent(&effects), [&ToService::Encounter { id: id(n) }]);
    }
    assert!(sent(&letter(&mut state, ']')).is_empty());
    assert_eq!(state.flash, Some(Flash::NoEncounter));
    assert_eq!(sent(&letter(&mut state, '[')), [&ToService::Encounter { id: id(1) }]);
}

#[test]
fn a_click_selects_what_is_drawn_there() {
    let state = list(Lang::Zh, (80, 24), 12);
    let row = screen(&state).lines().position(|line| line.contains("3号窗口")).unwrap();
    assert_eq!(view::spot(&state, 20, row as u16), Some(Spot::Encounter(2)));
    let state = opened(Lang::Zh, (120, 40), sample::met());
    let shown = screen(&state);
    for (n, mark) in state.marks().iter().enumerate() {
        let Marked::Rule(ruling) = &mark.what else { continue };
        let row = shown.lines().position(|line| line.contains(&ruling.rule)).unwrap();
        assert_eq!(view::spot(&state, 30, row as u16), Some(Spot::Mark(n)), "{}", ruling.rule);
    }
}

#[test]
fn what_one_person_saw_is_forgotten_before_the_next() {
    let mut state = list(Lang::Zh, (80, 24), 12);
    press(&mut state, KeyCode::Enter);
    let hello = sample::sealed_hello(6, Some(Office::Trainer));
    say(&mut state, FromService::Hello(hello));
    assert!(state.encounter.is_none() && state.encounters.list.rows.is_empty());
    assert!(!state.may_see(View::Encounters));
}

#[test]
fn staff_see_what_the_service_gives_them() {
    let mut state = fresh(Lang::Zh, (80, 24));
    say(&mut state, FromService::Hello(sample::sealed_hello(6, Some(Office::Staff))));
    assert!(state.may_see(View::Encounters));
    let effects = letter(&mut state, '7');
    assert!(answer_encounters(&mut state, &effects, 0));
    assert!(screen(&state).contains(state.words().met.none));
}

#[test]
fn a_score_of_few_encounters_is_in_brackets() {
    let mut state = attached(Lang::Zh, (120, 60), 6);
    state.view = View::Figures;
    let mut figures = sample::figures(Stretch::Day, 3);
    figures.by_counter[0].1.heard.judged = 9;
    figures.by_counter[1].1.heard.judged = 10;
    state.figures = Some(Box::new(figures));
    state.scroll = view::scroll_limit(&state);
    let shown = screen(&state);
    let from = shown.find(state.words().met.by_counter).unwrap();
    let rows: Vec<_> = shown[from..].lines().skip(2).collect();
    assert!(rows[0].contains("%)") && !rows[1].contains("%)"), "{shown}");
}

fn any_moment() -> impl Strategy<Value = crate::conduct::Moment> {
    let time = prop_oneof![
        8 => -50.0f64..900.0,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::MIN),
    ];
    let level = prop_oneof![4 => -40.0f32..90.0, 1 => Just(f32::NAN), 1 => Just(f32::INFINITY)];
    let n = 0..sample::met().moments.len();
    (time.clone(), time, level, n, 0usize..3).prop_map(|(start_s, end_s, db, n, side)| {
        let mut moment = sample::met().moments.swap_remove(n);
        (moment.start_s, moment.end_s) = (start_s, end_s);
        moment.side = [Side::Clerk, Side::Citizen, Side::Unknown][side];
        if let What::Turn { above_db, .. } = &mut moment.what {
            *above_db = db;
        }
        moment
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_encounter_fits_any_screen(
        columns in 1u16..250, rows in 1u16..80, moments in proptest::collection::vec(any_moment(), 0..40),
        length_s in prop_oneof![-9.0f64..40_000.0, Just(f64::NAN), Just(f64::INFINITY)],
        title in "\\PC{0,90}", at in 0usize..60,
    ) {
        let mut detail = sample::met();
        detail.moments = moments;
        detail.row.end_s = detail.row.start_s + length_s;
        detail.rulings[3].title = title.clone();
        detail.rulings[6].reasons.push(title);
        let mut state = opened(Lang::En, (80, 24), detail);
        state.encounter.as_mut().unwrap().at = at;
        letter(&mut state, 'j');
        update(&mut state, Message::Resize(columns, rows));
        prop_assert!(state.encounter.as_ref().unwrap().at < state.marks().len());
        let shown = screen(&state);
        prop_assert_eq!(shown.lines().count(), usize::from(rows));
        for row in 0..rows {
            if let Some(Spot::Mark(mark)) = view::spot(&state, columns / 2, row) {
                prop_assert!(mark < state.marks().len());
            }
        }
    }
}

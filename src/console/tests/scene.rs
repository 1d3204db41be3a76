//! Hall, live transcript, figures, health and the public screen: how they look at all
//! sizes, that what cannot wait is never hidden, that nothing is told by colour alone,
//! and that the public screen names nobody.

use super::{LANGS, SIZES, buffer, fresh, say, screen, shots};
use crate::account::Office;
use crate::console::sample;
use crate::console::state::{Link, Message, State, View};
use crate::console::update::update;
use crate::console::view::{self, Spot};
use crate::lang::Lang;
use crate::record::{Disposition, Span as Stretch};
use crate::service::message::{FromService, Me, Status};
use proptest::prelude::*;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// A console at `view` of a hall that is as `status` says.
fn attached(lang: Lang, size: (u16, u16), view: View, status: Status) -> State {
    let mut state = fresh(lang, size);
    let n = status.counters.len();
    let mut hello = sample::hello(n);
    hello.lines = sample::talk(n);
    hello.unsealed = false;
    hello.people = sample::people();
    let me = sample::me(Office::Supervisor);
    hello.me = Some(Box::new(Me { unseen: 0, ..me }));
    say(&mut state, FromService::Hello(hello));
    say(&mut state, FromService::Status(status));
    state.view = view;
    state
}

fn of_figures(lang: Lang, size: (u16, u16), span: Stretch) -> State {
    let mut state = attached(lang, size, View::Figures, sample::at_work(6));
    state.span = span;
    state.figures = Some(Box::new(sample::figures(span, 7)));
    state
}

#[test]
fn halls_at_work() {
    for n in [1, 6, 40] {
        shots(&format!("hall_{n}"), |lang, size| {
            let mut state = attached(lang, size, View::Hall, sample::at_work(n));
            for incident in &mut state.incidents {
                incident.disposition = Disposition::Dismissed;
            }
            state
        });
    }
}

#[test]
fn halls_in_trouble() {
    for n in [1, 6, 40] {
        shots(&format!("hall_{n}_troubled"), |lang, size| {
            let mut state = attached(lang, size, View::Hall, sample::in_trouble(n));
            state.counter_at = 2.min(n - 1);
            state.incidents[3].handling.escalated_at = Some(sample::now());
            state.incidents[3].disposition = Disposition::New;
            state
        });
    }
}

#[test]
fn a_hall_without_service_claims_nothing() {
    let mut state = attached(Lang::Zh, (80, 24), View::Hall, sample::at_work(6));
    update(&mut state, Message::Lost);
    assert_eq!(state.link, Link::Lost);
    let lost = screen(&state);
    let w = state.words();
    for claim in [w.all_well, w.hears_well, w.speech, w.quiet, "6/6"] {
        assert!(!lost.contains(claim), "{claim}\n{lost}");
    }
    insta::assert_snapshot!("hall_lost_zh_80x24", lost);
}

#[test]
fn the_worst_is_never_hidden() {
    for size in [(80, 16), (80, 17), (72, 16), (120, 16)] {
        for at in 0..40 {
            let mut state = attached(Lang::Zh, size, View::Hall, sample::in_trouble(40));
            state.counter_at = at;
            let shown = screen(&state);
            for counter in [" 2号窗口", " 39号窗口", "最急: 39号窗口"] {
                let selected = counter.replace(' ', ">");
                assert!(shown.contains(counter) || shown.contains(&selected), "{counter}\n{shown}");
            }
            assert!(shown.contains("X 断开") && shown.contains("! 无声"));
            assert!(shown.contains(&format!(">{}号窗口", at + 1)), "{at}\n{shown}");
        }
    }
}

#[test]
fn moving_reaches_every_counter() {
    for size in [(80, 16), (80, 24), (120, 40), (200, 60)] {
        let mut state = attached(Lang::Zh, size, View::Hall, sample::in_trouble(40));
        state.counter_at = view::hall_next(&state, isize::MIN);
        let mut seen = std::collections::BTreeSet::new();
        // Down each column, from the head of one to the head of the next.
        let mut head = usize::MAX;
        while head != state.counter_at {
            head = state.counter_at;
            let mut before = usize::MAX;
            while before != state.counter_at {
                before = state.counter_at;
                seen.insert(before);
                state.counter_at = view::hall_moved(&state, 0, 1);
            }
            state.counter_at = head;
            state.counter_at = view::hall_moved(&state, 1, 0);
        }
        assert_eq!(seen.len(), 40, "{size:?} {seen:?}");
        let last = view::hall_next(&state, isize::MAX);
        state.counter_at = last;
        assert_eq!(view::hall_moved(&state, 0, 1), last);
    }
}

#[test]
fn a_click_finds_the_counter_that_is_drawn_there() {
    for view in [View::Hall, View::Health] {
        for size in SIZES {
            let state = attached(Lang::Zh, size, view, sample::at_work(6));
            let shown = screen(&state);
            for n in 1..=6 {
                let name = format!("{n}号窗口");
                // The line above the tiles may name one of them.
                let mut rows = shown.lines().enumerate().skip(3);
                let (row, line) = rows.find(|(_, line)| line.contains(&name)).unwrap();
                let column = line[..line.find(&name).unwrap()].width();
                let spot = view::spot(&state, column as u16, row as u16);
                assert_eq!(spot, Some(Spot::Counter(n - 1)), "{view:?} {size:?}");
            }
        }
    }
}

#[test]
fn live_view() {
    shots("live", |lang, size| {
        let mut state = attached(lang, size, View::Live, sample::in_trouble(6));
        for line in sample::hello(1).lines {
            say(&mut state, FromService::Line(line));
        }
        state
    });
}

#[test]
fn live_view_scrolled_back() {
    let mut state = attached(Lang::Zh, (80, 24), View::Live, sample::at_work(6));
    for line in sample::hello(1).lines {
        say(&mut state, FromService::Line(line));
    }
    state.back = 2;
    insta::assert_snapshot!("live_back_zh_80x24", screen(&state));
}

#[test]
fn figures_view() {
    shots("figures_day", |lang, size| of_figures(lang, size, Stretch::Day));
    shots("figures_week", |lang, size| of_figures(lang, size, Stretch::Week));
}

#[test]
fn figures_scroll_to_their_end() {
    let mut state = of_figures(Lang::Zh, (80, 24), Stretch::Day);
    state.scroll = view::scroll_limit(&state);
    let end = screen(&state);
    assert!(end.contains("请慢走"), "{end}");
    insta::assert_snapshot!("figures_end_zh_80x24", end);
}

#[test]
fn no_figure_comes_from_nothing() {
    for (lang, tag) in LANGS {
        let mut state = of_figures(lang, (120, 40), Stretch::Day);
        let mut none = sample::figures(Stretch::Day, 0);
        none.total = Default::default();
        none.by_time.iter_mut().for_each(|(_, counts)| *counts = Default::default());
        none.by_phrase.clear();
        state.figures = Some(Box::new(none));
        let shown = screen(&state);
        assert!(shown.contains(state.words().no_data) && !shown.contains("0%"), "{shown}");
        insta::assert_snapshot!(format!("figures_none_{tag}_120x40"), shown);
        // Of another span than the one asked for, nothing is shown.
        state.span = Stretch::Week;
        assert!(screen(&state).contains(state.words().counting));
    }
}

#[test]
fn health_view() {
    for n in [1, 6, 40] {
        shots(&format!("health_{n}"), |lang, size| {
            let mut state = attached(lang, size, View::Health, sample::in_trouble(n));
            if n == 1 {
                say(&mut state, FromService::Status(sample::troubled()));
            }
            state.counter_at = if n == 40 { 38 } else { n / 2 };
            state
        });
    }
}

#[test]
fn health_scrolls_to_its_end() {
    let mut state = attached(Lang::Zh, (80, 24), View::Health, sample::in_trouble(40));
    state.scroll = view::scroll_limit(&state);
    assert!(screen(&state).contains("开始监听 6 个窗口"));
}

fn wall(lang: Lang, size: (u16, u16), status: Status) -> State {
    let mut state = attached(lang, size, View::Hall, status);
    state.wall = true;
    state
}

#[test]
fn public_screen() {
    for n in [1, 6, 40] {
        shots(&format!("wall_{n}"), |lang, size| wall(lang, size, sample::in_trouble(n)));
    }
}

#[test]
fn the_public_screen_names_nobody_and_quotes_nothing() {
    for (lang, _) in LANGS {
        for size in SIZES {
            for n in [1, 6, 40] {
                let state = wall(lang, size, sample::in_trouble(n));
                let shown = screen(&state);
                let w = state.words();
                let secrets = ["张敏", "李建国", "欧阳", "不知道", "自己看", "您好", "!!"];
                for secret in secrets.into_iter().chain([w.muted, w.device_lost, w.incidents]) {
                    assert!(!shown.contains(secret), "{secret}\n{shown}");
                }
            }
        }
    }
}

#[test]
fn a_share_of_few_utterances_is_not_made_public() {
    let mut status = sample::at_work(1);
    status.counters[0].today.heard.utterances = 19;
    status.counters[0].today.heard.civil = 19;
    assert!(!screen(&wall(Lang::Zh, (80, 24), status)).contains('%'));
}

#[test]
fn the_public_screen_shows_all_counters_in_turn() {
    let mut state = wall(Lang::Zh, (72, 16), sample::at_work(90));
    let mut seen = String::new();
    for turn in 0..12 {
        state.now = sample::now() + jiff::SignedDuration::from_secs(10 * turn);
        seen.push_str(&screen(&state));
    }
    for n in 1..=90 {
        assert!(seen.contains(&format!(" {n}号窗口")), "{n}");
    }
}

/// Every view of this file, and the public screen.
fn all(lang: Lang, size: (u16, u16), n: usize) -> Vec<State> {
    let views = [View::Hall, View::Live, View::Figures, View::Health];
    let mut states: Vec<_> = views
        .into_iter()
        .map(|view| {
            let mut state = attached(lang, size, view, sample::in_trouble(n));
            state.figures = Some(Box::new(sample::figures(Stretch::Day, n)));
            state
        })
        .collect();
    states.push(wall(lang, size, sample::in_trouble(n)));
    states
}

#[test]
fn nothing_is_told_by_colour_alone_and_both_backgrounds_work() {
    for n in [1, 6, 40] {
        for mut state in all(Lang::Zh, (120, 40), n) {
            let (coloured, text) = (buffer(&state), screen(&state));
            for cell in &coloured.content {
                let named = !matches!(cell.fg, Color::Rgb(..) | Color::Indexed(_));
                assert!(named && !matches!(cell.fg, Color::Black | Color::White));
                assert_eq!(cell.bg, Color::Reset);
            }
            state.colour = false;
            let plain = buffer(&state);
            assert_eq!(screen(&state), text);
            for (one, other) in plain.content.iter().zip(&coloured.content) {
                assert_eq!((one.fg, one.bg), (Color::Reset, Color::Reset));
                assert_eq!(one.modifier, other.modifier);
            }
        }
    }
}

#[test]
fn what_is_not_heard_stands_out_without_colour() {
    let mut state = attached(Lang::En, (120, 40), View::Hall, sample::in_trouble(6));
    state.colour = false;
    let shown = buffer(&state);
    let row = |row: usize| &shown.content[row * 120..(row + 1) * 120];
    let title = (2..40).map(row).find(|row| {
        let text: String = row.iter().map(|cell| cell.symbol()).collect();
        text.contains(" ! muted ") && text.contains("--")
    });
    let sign = title.unwrap().iter().find(|cell| cell.symbol() == "!").unwrap();
    assert!(sign.modifier.contains(Modifier::REVERSED));
}

#[test]
fn clipping_stays_long_enough_to_be_seen() {
    let mut state = attached(Lang::Zh, (120, 40), View::Hall, sample::in_trouble(6));
    let w = state.words();
    let mut status = sample::at_work(6);
    status.at = sample::now() + jiff::SignedDuration::from_secs(5);
    say(&mut state, FromService::Status(status.clone()));
    assert!(screen(&state).contains(w.clipping));
    status.at = sample::now() + jiff::SignedDuration::from_secs(11);
    say(&mut state, FromService::Status(status));
    assert!(!screen(&state).contains(w.clipping));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_view_fits_any_screen(
        columns in 72u16..250, rows in 16u16..80, n in 0usize..60, at in 0usize..60,
        scroll in 0usize..90, which in 0usize..5,
    ) {
        let mut state = all(Lang::En, (columns, rows), n).swap_remove(which);
        state.counter_at = at.min(n.saturating_sub(1));
        state.scroll = scroll.min(view::scroll_limit(&state));
        prop_assert_eq!(screen(&state).lines().count(), usize::from(rows));
        for (right, down) in [(1, 0), (0, 1), (-1, 0), (0, -1)] {
            prop_assert!(view::hall_moved(&state, right, down) < n.max(1));
        }
        for line in screen(&state).lines() {
            prop_assert!(line.width() <= usize::from(columns));
        }
    }
}

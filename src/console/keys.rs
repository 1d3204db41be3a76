//! Every key of the console, once; footer and help are made from this table.
//!
//! Pure data and lookups, used on the console's thread. Does not carry out
//! anything: that is for `update`.

use super::state::Panel;
use super::text::Words;
use crate::screen::keys::{self, ctrl, key};
use ratatui::crossterm::event::{KeyCode, KeyEvent};

pub use crate::screen::keys::typed;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    NextPanel,
    PreviousPanel,
    Open,
    Back,
    Confirm,
    Dismiss,
    Remedied,
    Submit,
    Erase,
    Language,
    Help,
    Health,
    Quit,
}

/// What is in front, and so decides what a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The main view with the focus on a panel.
    Main(Panel),
    /// An incident is open.
    Detail,
    /// The health of a counter is shown.
    Health,
    /// The help is open.
    Help,
    /// A reason is being typed.
    Reason,
}

/// Where a binding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Everywhere,
    NotReason,
    Main,
    Incidents,
    /// Where an incident is selected or open.
    Decidable,
    /// Where the health of a counter is shown or can be.
    Health,
    /// Where there is something to go back from.
    Overlay,
    Reason,
}

impl Place {
    fn holds(self, context: Context) -> bool {
        let incidents = context == Context::Main(Panel::Incidents);
        match self {
            Place::Everywhere => true,
            Place::NotReason => context != Context::Reason,
            Place::Main => matches!(context, Context::Main(_)),
            Place::Incidents => incidents,
            Place::Decidable => incidents || context == Context::Detail,
            Place::Health => matches!(context, Context::Main(_) | Context::Health),
            Place::Overlay => !matches!(context, Context::Main(_)),
            Place::Reason => context == Context::Reason,
        }
    }
}

/// One row of the table.
pub type Binding = keys::Binding<Place, Action, Words>;

use Action as A;
use KeyCode::{BackTab, Backspace, Char, Down, End, Enter, Esc, Home, PageDown, PageUp, Tab, Up};
use Place as P;

/// All bindings, in the order of footer and help.
static BINDINGS: &[Binding] = &[
    key("Enter", &[Enter], P::Incidents, true, A::Open, |w| w.key_open),
    key("Enter", &[Enter], P::Reason, true, A::Submit, |w| w.key_submit),
    key("Backspace", &[Backspace], P::Reason, false, A::Erase, |w| w.key_erase),
    key("Esc", &[Esc], P::Overlay, true, A::Back, |w| w.key_back),
    key("c", &[Char('c')], P::Decidable, true, A::Confirm, |w| w.key_confirm),
    key("d", &[Char('d')], P::Decidable, true, A::Dismiss, |w| w.key_dismiss),
    key("m", &[Char('m')], P::Decidable, true, A::Remedied, |w| w.key_remedied),
    key("Tab", &[Tab], P::Main, true, A::NextPanel, |w| w.key_next_panel),
    key("Shift-Tab", &[BackTab], P::Main, false, A::PreviousPanel, |w| w.key_previous_panel),
    key("k Up", &[Up, Char('k')], P::NotReason, false, A::Up, |w| w.key_up),
    key("j Down", &[Down, Char('j')], P::NotReason, false, A::Down, |w| w.key_down),
    key("PgUp", &[PageUp], P::NotReason, false, A::PageUp, |w| w.key_page_up),
    key("PgDn", &[PageDown], P::NotReason, false, A::PageDown, |w| w.key_page_down),
    key("g Home", &[Home, Char('g')], P::NotReason, false, A::First, |w| w.key_first),
    key("G End", &[End, Char('G')], P::NotReason, false, A::Last, |w| w.key_last),
    key("l", &[Char('l')], P::NotReason, true, A::Language, |w| w.key_language),
    key("?", &[Char('?')], P::NotReason, true, A::Help, |w| w.key_help),
    key("q", &[Char('q')], P::NotReason, true, A::Quit, |w| w.key_quit),
    // After the others: it is the first that a narrow footer leaves out.
    key("h", &[Char('h')], P::Health, true, A::Health, |w| w.key_health),
    ctrl(key("Ctrl-C", &[Char('c')], P::Everywhere, false, A::Quit, |w| w.key_quit)),
];

/// What `event` asks for in `context`; `None` when the key has no meaning there.
pub fn action(context: Context, event: &KeyEvent) -> Option<Action> {
    keys::action(BINDINGS, event, |place| place.holds(context))
}

/// The bindings that the footer shows.
pub fn footer(context: Context) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |b| b.footer && b.place.holds(context))
}

/// The bindings that the help shows: all.
pub fn all() -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::crossterm::event::KeyModifiers;

    const CONTEXTS: [Context; 7] = [
        Context::Main(Panel::Counters),
        Context::Main(Panel::Transcript),
        Context::Main(Panel::Incidents),
        Context::Detail,
        Context::Health,
        Context::Help,
        Context::Reason,
    ];

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for context in CONTEXTS {
            let held: Vec<_> = BINDINGS.iter().filter(|b| b.place.holds(context)).collect();
            for (n, one) in held.iter().enumerate() {
                for other in &held[n + 1..] {
                    let shared = one.keys.iter().any(|k| other.keys.contains(k));
                    assert!(!shared || one.ctrl != other.ctrl, "{} in {context:?}", one.name);
                }
            }
        }
    }

    #[test]
    fn every_footer_key_works_where_it_is_shown() {
        for context in CONTEXTS {
            for binding in footer(context) {
                let event = KeyEvent::new(binding.keys[0], KeyModifiers::NONE);
                assert_eq!(action(context, &event), Some(binding.action));
            }
        }
    }

    #[test]
    fn letters_are_text_while_a_reason_is_typed() {
        for c in ['q', 'c', 'l', '?', '好'] {
            let event = KeyEvent::new(Char(c), KeyModifiers::NONE);
            assert_eq!(action(Context::Reason, &event), None);
            assert_eq!(typed(&event), Some(c));
        }
        assert_eq!(typed(&KeyEvent::new(Char('a'), KeyModifiers::CONTROL)), None);
    }
}

//! Every key of the console, once; footer and help are made from this table.
//!
//! Pure data and lookups, used on the console's thread. Does not carry out
//! anything: that is for `update`.

use super::state::View;
use super::text::Words;
use crate::screen::keys::{self, ctrl, key};
use ratatui::crossterm::event::{KeyCode, KeyEvent};

pub use crate::screen::keys::typed;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    First,
    Last,
    Go(View),
    NextView,
    PreviousView,
    Wall,
    Unseen,
    Open,
    Back,
    Incidents,
    Encounters,
    Judged,
    Days,
    Span,
    Sort,
    Filters,
    Clear,
    Search,
    Escalated,
    Next,
    Previous,
    Play,
    Back2s,
    On2s,
    Rate,
    Confirm,
    Dismiss,
    Remedied,
    Assign,
    Comment,
    Outcome,
    Escalate,
    Undo,
    Complain,
    Settle,
    Fault,
    ReplyBy,
    Remark,
    Accept,
    Appeal,
    Person,
    Case,
    Swap,
    Mute,
    Session,
    Field,
    Submit,
    Erase,
    EraseAll,
    Offered,
    Language,
    Help,
    Quit,
}

/// What is in front, and so decides what a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// A view and nothing before it.
    View(View),
    /// An incident is open.
    Detail,
    /// An encounter is open.
    Encounter,
    /// The help is open.
    Help,
    /// A line is being typed.
    Input,
    /// A choice is being made.
    Menu,
    /// The filters of the queue are being turned.
    Filters,
    /// A second key is waited for.
    Ask,
    /// It is asked who is there.
    SignIn,
    /// The public screen.
    Wall,
}

/// Where a binding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Wherever nothing is typed or asked.
    Anywhere,
    /// In all views, with nothing before them.
    Views,
    Hall,
    /// In the views that show counters.
    Counters,
    Queue,
    Figures,
    Complaints,
    Encounters,
    /// Where an encounter is open.
    Encounter,
    /// Where an incident is selected or open.
    Incident,
    Detail,
    /// Where there is something to scroll or go through.
    Moving,
    /// Where there is something to go back from.
    Overlay,
    Input,
    Menu,
    Filters,
    Ask,
    SignIn,
    /// In truth everywhere.
    Always,
}

impl Place {
    /// All of them, in the order of the help.
    pub const ALL: [Place; 19] = [
        Place::Views,
        Place::Counters,
        Place::Hall,
        Place::Queue,
        Place::Incident,
        Place::Detail,
        Place::Figures,
        Place::Complaints,
        Place::Encounters,
        Place::Encounter,
        Place::Moving,
        Place::Overlay,
        Place::Input,
        Place::Menu,
        Place::Filters,
        Place::Ask,
        Place::SignIn,
        Place::Anywhere,
        Place::Always,
    ];

    fn holds(self, context: Context) -> bool {
        use Context as C;
        let view = |wanted| context == C::View(wanted);
        let answering = matches!(context, C::Input | C::Menu | C::Filters | C::Ask | C::SignIn);
        match self {
            Place::Always => true,
            Place::Anywhere => !answering,
            Place::Views => matches!(context, C::View(_)),
            Place::Hall => view(View::Hall),
            Place::Counters => view(View::Hall) || view(View::Live) || view(View::Health),
            Place::Queue => view(View::Queue),
            Place::Figures => view(View::Figures),
            Place::Complaints => view(View::Complaints),
            Place::Encounters => view(View::Encounters),
            Place::Encounter => context == C::Encounter,
            Place::Incident => view(View::Queue) || context == C::Detail,
            Place::Detail => context == C::Detail,
            Place::Moving => !matches!(context, C::Input | C::Ask | C::SignIn | C::Wall),
            Place::Overlay => !matches!(context, C::View(_)),
            Place::Input => context == C::Input,
            Place::Menu => context == C::Menu,
            Place::Filters => context == C::Filters,
            Place::Ask => context == C::Ask,
            Place::SignIn => context == C::SignIn,
        }
    }
}

/// One row of the table.
pub type Binding = keys::Binding<Place, Action, Words>;

use Action as A;
use KeyCode::{
    BackTab, Backspace, Char, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up,
};
use Place as P;

/// All bindings, in the order of footer and help: a narrow footer leaves out the last.
static BINDINGS: &[Binding] = &[
    key("Enter", &[Enter], P::Input, true, A::Submit, |w| w.key_submit),
    key("Tab", &[Tab], P::Input, false, A::Offered, |w| w.key_offered),
    key("Backspace", &[Backspace], P::Input, false, A::Erase, |w| w.key_erase),
    key("Enter", &[Enter], P::Menu, true, A::Submit, |w| w.key_choose),
    key("Enter", &[Enter], P::Filters, true, A::Submit, |w| w.key_close),
    ctrl(key("Ctrl-U", &[Char('u')], P::Input, false, A::EraseAll, |w| w.key_erase_all)),
    key("Left", &[Left], P::Filters, true, A::Left, |w| w.key_turn_back),
    key("Right", &[Right, Char(' ')], P::Filters, true, A::Right, |w| w.key_turn),
    key("Enter y", &[Enter, Char('y')], P::Ask, true, A::Submit, |w| w.key_yes),
    key("Enter", &[Enter], P::SignIn, true, A::Submit, |w| w.key_sign_in),
    key("Tab", &[Tab, BackTab, Up, Down], P::SignIn, true, A::Field, |w| w.key_field),
    key("Backspace", &[Backspace], P::SignIn, false, A::Erase, |w| w.key_erase),
    ctrl(key("Ctrl-U", &[Char('u')], P::SignIn, false, A::EraseAll, |w| w.key_erase_all)),
    key("Esc", &[Esc], P::Overlay, true, A::Back, |w| w.key_back),
    key("Space", &[Char(' ')], P::Detail, true, A::Play, |w| w.key_play),
    key("Left", &[Left], P::Detail, false, A::Back2s, |w| w.key_seek_back),
    key("Right", &[Right], P::Detail, false, A::On2s, |w| w.key_seek_on),
    key("s", &[Char('s')], P::Detail, false, A::Rate, |w| w.key_rate),
    key("Enter", &[Enter], P::Hall, true, A::Open, |w| w.key_listen),
    key("Enter", &[Enter], P::Queue, true, A::Open, |w| w.key_open),
    key("Enter", &[Enter], P::Complaints, true, A::Open, |w| w.key_open_kept),
    key("Enter", &[Enter], P::Encounters, true, A::Open, |w| w.met.key_open),
    key("Enter", &[Enter], P::Encounter, true, A::Open, |w| w.met.key_incident),
    key("Left", &[Left], P::Encounter, false, A::Left, |w| w.met.key_trouble_before),
    key("Right", &[Right], P::Encounter, true, A::Right, |w| w.met.key_trouble_after),
    key("[", &[Char('[')], P::Encounter, false, A::Previous, |w| w.met.key_previous),
    key("]", &[Char(']')], P::Encounter, true, A::Next, |w| w.met.key_next),
    key("f", &[Char('f')], P::Encounters, true, A::Judged, |w| w.met.key_judged),
    key("t", &[Char('t')], P::Encounters, true, A::Days, |w| w.met.key_days),
    key("Left", &[Left], P::Encounters, false, A::Left, |w| w.key_counter_before),
    key("Right", &[Right], P::Encounters, true, A::Right, |w| w.key_counter_after),
    key("x", &[Char('x')], P::Encounters, true, A::Clear, |w| w.key_clear),
    key("r", &[Char('r')], P::Incident, true, A::Accept, |w| w.key_accept),
    key("p", &[Char('p')], P::Incident, true, A::Appeal, |w| w.key_appeal),
    key("c", &[Char('c')], P::Incident, true, A::Confirm, |w| w.key_confirm),
    key("d", &[Char('d')], P::Incident, true, A::Dismiss, |w| w.key_dismiss),
    key("m", &[Char('m')], P::Incident, true, A::Remedied, |w| w.key_remedied),
    key("n", &[Char('n')], P::Incident, true, A::Comment, |w| w.key_comment),
    key("a", &[Char('a')], P::Incident, true, A::Assign, |w| w.key_assign),
    key("o", &[Char('o')], P::Incident, true, A::Outcome, |w| w.key_outcome),
    key("e", &[Char('e')], P::Incident, true, A::Escalate, |w| w.key_escalate),
    key("u", &[Char('u')], P::Incident, true, A::Undo, |w| w.key_undo),
    key("t", &[Char('t')], P::Incident, true, A::Person, |w| w.key_person),
    key("R", &[Char('R')], P::Detail, false, A::Case, |w| w.key_case),
    key("[", &[Char('[')], P::Detail, false, A::Previous, |w| w.key_previous),
    key("]", &[Char(']')], P::Detail, true, A::Next, |w| w.key_next),
    key("/", &[Char('/')], P::Queue, true, A::Search, |w| w.key_search),
    key("f", &[Char('f')], P::Queue, true, A::Filters, |w| w.key_filters),
    key("s", &[Char('s')], P::Queue, true, A::Sort, |w| w.key_sort),
    key("E", &[Char('E')], P::Queue, false, A::Escalated, |w| w.key_escalated),
    key("x", &[Char('x')], P::Queue, false, A::Clear, |w| w.key_clear),
    key("Left", &[Left], P::Counters, false, A::Left, |w| w.key_counter_before),
    key("Right", &[Right], P::Counters, false, A::Right, |w| w.key_counter_after),
    key("i", &[Char('i')], P::Counters, true, A::Incidents, |w| w.key_incidents),
    key("e", &[Char('e')], P::Counters, false, A::Encounters, |w| w.met.key_encounters),
    key("t", &[Char('t')], P::Figures, true, A::Span, |w| w.key_span),
    key("t", &[Char('t')], P::Complaints, true, A::Settle, |w| w.key_settle),
    key("b", &[Char('b')], P::Complaints, true, A::Fault, |w| w.key_fault),
    key("r", &[Char('r')], P::Complaints, true, A::ReplyBy, |w| w.key_reply_by),
    key("n", &[Char('n')], P::Complaints, true, A::Remark, |w| w.key_remark),
    key("v", &[Char('v')], P::Views, true, A::Unseen, |w| w.key_unseen),
    key("!", &[Char('!')], P::Views, true, A::Complain, |w| w.key_complain),
    key("S", &[Char('S')], P::Views, true, A::Swap, |w| w.key_swap),
    key("M", &[Char('M')], P::Views, true, A::Mute, |w| w.key_mute),
    key("?", &[Char('?')], P::Anywhere, true, A::Help, |w| w.key_help),
    key("q", &[Char('q')], P::Anywhere, true, A::Quit, |w| w.key_quit),
    key("l", &[Char('l')], P::Anywhere, true, A::Language, |w| w.key_language),
    key("w", &[Char('w')], P::Anywhere, true, A::Wall, |w| w.key_wall),
    key("L", &[Char('L')], P::Anywhere, true, A::Session, |w| w.key_session),
    key("1", &[Char('1')], P::Views, false, A::Go(View::Hall), |w| w.view_hall),
    key("2", &[Char('2')], P::Views, false, A::Go(View::Live), |w| w.view_live),
    key("3", &[Char('3')], P::Views, false, A::Go(View::Queue), |w| w.view_queue),
    key("4", &[Char('4')], P::Views, false, A::Go(View::Figures), |w| w.view_figures),
    key("5", &[Char('5')], P::Views, false, A::Go(View::Health), |w| w.view_health),
    key("6", &[Char('6')], P::Views, false, A::Go(View::Complaints), |w| w.view_complaints),
    key("7", &[Char('7')], P::Views, false, A::Go(View::Encounters), |w| w.met.view),
    key("Tab", &[Tab], P::Views, true, A::NextView, |w| w.key_next_view),
    key("Shift-Tab", &[BackTab], P::Views, false, A::PreviousView, |w| w.key_previous_view),
    key("k Up", &[Up, Char('k')], P::Moving, false, A::Up, |w| w.key_up),
    key("j Down", &[Down, Char('j')], P::Moving, false, A::Down, |w| w.key_down),
    key("PgUp", &[PageUp], P::Moving, false, A::PageUp, |w| w.key_page_up),
    key("PgDn", &[PageDown], P::Moving, false, A::PageDown, |w| w.key_page_down),
    key("g Home", &[Home, Char('g')], P::Moving, false, A::First, |w| w.key_first),
    key("G End", &[End, Char('G')], P::Moving, false, A::Last, |w| w.key_last),
    key("Up", &[Up], P::Input, false, A::Up, |w| w.key_counter_before),
    key("Down", &[Down], P::Input, false, A::Down, |w| w.key_counter_after),
    ctrl(key("Ctrl-C", &[Char('c')], P::Always, false, A::Quit, |w| w.key_quit)),
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
pub(super) const CONTEXTS: [Context; 16] = [
    Context::View(View::Hall),
    Context::View(View::Live),
    Context::View(View::Queue),
    Context::View(View::Figures),
    Context::View(View::Health),
    Context::View(View::Complaints),
    Context::View(View::Encounters),
    Context::Detail,
    Context::Encounter,
    Context::Help,
    Context::Input,
    Context::Menu,
    Context::Filters,
    Context::Ask,
    Context::SignIn,
    Context::Wall,
];

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::crossterm::event::KeyModifiers;

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
    fn every_key_works_where_it_is_shown() {
        for context in CONTEXTS {
            for binding in BINDINGS.iter().filter(|b| b.place.holds(context)) {
                let held = if binding.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
                for code in binding.keys {
                    let event = KeyEvent::new(*code, held);
                    assert_eq!(action(context, &event), Some(binding.action), "{context:?}");
                }
            }
        }
    }

    #[test]
    fn every_place_can_be_left_or_quit_by_a_key_of_its_footer() {
        for context in CONTEXTS {
            let leaves = |b: &Binding| matches!(b.action, Action::Back | Action::Quit);
            assert!(footer(context).any(leaves), "{context:?}");
        }
    }

    #[test]
    fn letters_are_text_while_a_line_is_typed() {
        for c in ['q', 'c', 'l', '?', '!', '1', ' ', '好'] {
            let event = KeyEvent::new(Char(c), KeyModifiers::NONE);
            assert_eq!(action(Context::Input, &event), None);
            assert_eq!(typed(&event), Some(c));
        }
        assert_eq!(typed(&KeyEvent::new(Char('a'), KeyModifiers::CONTROL)), None);
    }
}

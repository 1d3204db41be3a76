//! Every key of the editor, once; footer and help are made from this table.
//!
//! Pure data and lookups. Does not carry out anything: that is for `update`.

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
    LineStart,
    LineEnd,
    Erase,
    EraseNext,
    NewLine,
    Cycle,
    NextPanel,
    PreviousPanel,
    Open,
    Accept,
    PreviousStep,
    Back,
    Search,
    Scenes,
    Packs,
    New,
    Delete,
    Clear,
    Undo,
    Redo,
    Save,
    Reread,
    Trial,
    Language,
    Help,
    Quit,
}

/// What is in front, and so decides what a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The list of entries.
    Entries,
    /// The fields of one.
    Fields,
    /// A sentence to try is being typed.
    Trial,
    /// A field is being typed, in one line.
    Line,
    /// A field is being typed, in many.
    Lines,
    /// A word is being chosen for a field.
    Choice,
    /// A new entry, at something to type.
    NewText,
    /// A new entry, at the choice of its list.
    NewList,
    /// What to search for is being typed.
    Search,
    /// A pack or a scene is being chosen.
    Menu,
    /// The help is open.
    Help,
}

impl Context {
    /// Whether letters are text there.
    pub fn types(self) -> bool {
        use Context as C;
        matches!(self, C::Trial | C::Line | C::Lines | C::NewText | C::Search)
    }
}

/// Where a binding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Everywhere,
    /// Where letters are commands.
    Commands,
    /// Where letters are text.
    Typed,
    Browse,
    Entries,
    Fields,
    /// Where there is something to go back from, but for what is being changed, and
    /// the list, which has its own way back.
    Over,
    /// Where a change is being made, and can be left.
    Draft,
    /// Where Enter takes what is there.
    Accepted,
    New,
    Line,
    Lines,
    /// Where one of few words is chosen.
    Choice,
    /// Where a list can be walked.
    Walked,
    Panels,
}

impl Place {
    fn holds(self, context: Context) -> bool {
        use Context as C;
        let browse = matches!(context, C::Entries | C::Fields);
        let draft = matches!(context, C::Line | C::Lines | C::Choice | C::NewText | C::NewList);
        match self {
            Place::Everywhere => true,
            Place::Commands => !context.types(),
            Place::Typed => context.types(),
            Place::Browse => browse,
            Place::Entries => context == C::Entries,
            Place::Fields => context == C::Fields,
            Place::Over => !draft && context != C::Entries,
            Place::Draft => draft,
            Place::Accepted => matches!(context, C::Line | C::Choice | C::Search | C::Menu),
            Place::New => matches!(context, C::NewText | C::NewList),
            Place::Line => context == C::Line,
            Place::Lines => context == C::Lines,
            Place::Choice => matches!(context, C::Choice | C::NewList),
            Place::Walked => browse || matches!(context, C::Menu | C::Choice | C::Help),
            Place::Panels => browse || context == C::Trial,
        }
    }
}

/// One row of the table.
pub type Binding = keys::Binding<Place, Action, Words>;

use Action as A;
use KeyCode::{
    BackTab, Backspace, Char, Delete, Down, End, Enter, Esc, F, Home, Left, PageDown, PageUp,
    Right, Tab, Up,
};
use Place as P;

/// All bindings, in the order of footer and help.
static BINDINGS: &[Binding] = &[
    key("Enter", &[Enter], P::Entries, true, A::Open, |w| w.key_open),
    key("Enter", &[Enter], P::Fields, true, A::Open, |w| w.key_edit),
    key("Enter", &[Enter], P::Accepted, true, A::Accept, |w| w.key_accept),
    key("Enter", &[Enter], P::New, true, A::Accept, |w| w.key_next_step),
    ctrl(key("Ctrl-S", &[Char('s')], P::Lines, true, A::Accept, |w| w.key_accept)),
    ctrl(key("Ctrl-S", &[Char('s')], P::Line, false, A::Accept, |w| w.key_accept)),
    key("Enter", &[Enter], P::Lines, true, A::NewLine, |w| w.key_new_line),
    key("Space", &[Char(' '), Right], P::Choice, true, A::Cycle, |w| w.key_cycle),
    key("Shift-Tab", &[BackTab], P::New, true, A::PreviousStep, |w| w.key_previous_step),
    key("Esc", &[Esc], P::Over, true, A::Back, |w| w.key_back),
    key("Esc", &[Esc], P::Entries, false, A::Back, |w| w.key_show_all),
    key("Esc", &[Esc], P::Draft, true, A::Back, |w| w.key_leave),
    key("/", &[Char('/')], P::Browse, true, A::Search, |w| w.key_search),
    key("t", &[Char('t')], P::Browse, true, A::Trial, |w| w.key_trial),
    key("n", &[Char('n')], P::Browse, true, A::New, |w| w.key_new),
    key("s", &[Char('s')], P::Browse, true, A::Save, |w| w.key_save),
    key("p", &[Char('p')], P::Browse, true, A::Packs, |w| w.key_packs),
    key("?", &[Char('?')], P::Commands, true, A::Help, |w| w.key_help),
    key("q", &[Char('q')], P::Browse, true, A::Quit, |w| w.key_quit),
    key("c", &[Char('c')], P::Browse, true, A::Scenes, |w| w.key_scenes),
    key("u", &[Char('u')], P::Browse, true, A::Undo, |w| w.key_undo),
    key("l", &[Char('l')], P::Commands, true, A::Language, |w| w.key_language),
    key("d", &[Char('d')], P::Browse, true, A::Delete, |w| w.key_delete),
    key("x", &[Char('x')], P::Fields, true, A::Clear, |w| w.key_clear),
    key("r", &[Char('r')], P::Browse, false, A::Redo, |w| w.key_redo),
    key("R", &[Char('R')], P::Browse, false, A::Reread, |w| w.key_reread),
    key("Tab", &[Tab], P::Panels, false, A::NextPanel, |w| w.key_next_panel),
    key("Shift-Tab", &[BackTab], P::Panels, false, A::PreviousPanel, |w| w.key_previous_panel),
    key("k Up", &[Up, Char('k')], P::Walked, false, A::Up, |w| w.key_up),
    key("j Down", &[Down, Char('j')], P::Walked, false, A::Down, |w| w.key_down),
    key("PgUp", &[PageUp], P::Walked, false, A::PageUp, |w| w.key_page_up),
    key("PgDn", &[PageDown], P::Walked, false, A::PageDown, |w| w.key_page_down),
    key("g Home", &[Home, Char('g')], P::Walked, false, A::First, |w| w.key_first),
    key("G End", &[End, Char('G')], P::Walked, false, A::Last, |w| w.key_last),
    key("Right", &[Right], P::Entries, false, A::Open, |w| w.key_open),
    key("Left", &[Left], P::Fields, false, A::Back, |w| w.key_back),
    key("Left", &[Left], P::Typed, false, A::Left, |w| w.key_left),
    key("Right", &[Right], P::Typed, false, A::Right, |w| w.key_right),
    key("Up", &[Up], P::Lines, false, A::Up, |w| w.key_up),
    key("Down", &[Down], P::Lines, false, A::Down, |w| w.key_down),
    key("Home", &[Home], P::Typed, false, A::LineStart, |w| w.key_line_start),
    key("End", &[End], P::Typed, false, A::LineEnd, |w| w.key_line_end),
    key("Backspace", &[Backspace], P::Typed, false, A::Erase, |w| w.key_erase),
    key("Delete", &[Delete], P::Typed, false, A::EraseNext, |w| w.key_erase_next),
    key("F1", &[F(1)], P::Everywhere, false, A::Help, |w| w.key_help),
    ctrl(key("Ctrl-S", &[Char('s')], P::Browse, false, A::Save, |w| w.key_save)),
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

    const CONTEXTS: [Context; 11] = [
        Context::Entries,
        Context::Fields,
        Context::Trial,
        Context::Line,
        Context::Lines,
        Context::Choice,
        Context::NewText,
        Context::NewList,
        Context::Search,
        Context::Menu,
        Context::Help,
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
    fn letters_are_text_where_text_is_typed() {
        for context in CONTEXTS.into_iter().filter(|context| context.types()) {
            for c in ['q', 's', ' ', '?', '好'] {
                let event = KeyEvent::new(Char(c), KeyModifiers::NONE);
                assert_eq!(action(context, &event), None, "{c} in {context:?}");
                assert_eq!(typed(&event), Some(c));
            }
        }
        assert_eq!(typed(&KeyEvent::new(Char('a'), KeyModifiers::CONTROL)), None);
    }

    #[test]
    fn there_is_a_way_out_of_everywhere() {
        for context in CONTEXTS {
            let event = KeyEvent::new(Esc, KeyModifiers::NONE);
            assert_eq!(action(context, &event), Some(Action::Back), "{context:?}");
        }
    }
}

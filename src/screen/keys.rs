//! Tables of keys, from which footers and helps are made.
//!
//! Pure data and lookups. What the keys ask for and where they hold is for whoever
//! owns the table.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One row of a table: keys that ask for an action `A` in a place `P`, told in words `W`.
pub struct Binding<P, A, W> {
    /// The keys.
    pub keys: &'static [KeyCode],
    /// Whether Ctrl is held with them.
    pub ctrl: bool,
    /// Where it holds.
    pub place: P,
    /// Whether it stands in the footer as well as in the help.
    pub footer: bool,
    /// What it asks for.
    pub action: A,
    /// The key as printed.
    pub name: &'static str,
    /// What it does.
    pub label: fn(&W) -> &'static str,
}

/// A row for plain keys.
pub const fn key<P: Copy, A: Copy, W>(
    name: &'static str,
    keys: &'static [KeyCode],
    place: P,
    footer: bool,
    action: A,
    label: fn(&W) -> &'static str,
) -> Binding<P, A, W> {
    Binding { keys, ctrl: false, place, footer, action, name, label }
}

/// The same with Ctrl held.
pub const fn ctrl<P: Copy, A: Copy, W>(binding: Binding<P, A, W>) -> Binding<P, A, W> {
    Binding { ctrl: true, ..binding }
}

/// What `event` asks for where those places hold that `holds` says; `None` when the key
/// has no meaning there.
pub fn action<P: Copy, A: Copy, W>(
    bindings: &[Binding<P, A, W>],
    event: &KeyEvent,
    holds: impl Fn(P) -> bool,
) -> Option<A> {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    if event.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    bindings
        .iter()
        .find(|b| holds(b.place) && b.ctrl == ctrl && b.keys.contains(&event.code))
        .map(|b| b.action)
}

/// The character that `event` types, if it types one.
pub fn typed(event: &KeyEvent) -> Option<char> {
    let plain = !event.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    event.code.as_char().filter(|c| plain && !c.is_control())
}

//! The overlay that asks who is there.
//!
//! Pure data. A passphrase is here only while it is typed; it goes on to the thread
//! `keeper` and is wiped here.

use crate::vault::Zeroizing;
use std::fmt;

/// What is being typed where nobody shall read it. Wiped when dropped, never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The characters.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one. The old place in memory is wiped when the text outgrows it.
    pub fn push(&mut self, c: char) {
        if self.0.len() + c.len_utf8() > self.0.capacity() {
            let mut wider = Zeroizing::new(String::with_capacity((self.0.capacity() * 2).max(256)));
            wider.push_str(&self.0);
            self.0 = wider;
        }
        self.0.push(c);
    }

    /// Takes the last one away.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.0 = Zeroizing::default();
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// How far signing in has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Step {
    /// Name and passphrase are being typed.
    #[default]
    Typing,
    /// The service was asked for a challenge.
    Asked,
    /// The passphrase is being tried.
    Unlocking,
    /// The service was shown that it fits.
    Proving,
}

/// Why somebody is not signed in (any more).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The passphrase is another.
    WrongPassphrase,
    /// The account's key cannot be read.
    Damaged,
    /// The service was lost.
    Lost,
    /// Nobody pressed a key for too long.
    Idle,
    /// The account is not one of staff, and this is their screen.
    NotStaff,
    /// Other work is waiting in front of it.
    Busy,
    /// The service says so, in its words.
    Said(String),
}

/// The overlay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    /// What has been typed of the name.
    pub name: String,
    /// Whether the name was put there by nobody who is here: what is typed takes its place.
    pub likely: bool,
    /// What has been typed of the passphrase.
    pub passphrase: Passphrase,
    /// Whether the passphrase is being typed, not the name.
    pub at_passphrase: bool,
    /// How far it is.
    pub step: Step,
    /// What is to be said.
    pub why: Option<Why>,
}

impl SignIn {
    /// Nothing typed but a name that is likely.
    pub fn new(name: &str, why: Option<Why>) -> SignIn {
        SignIn { name: name.to_owned(), likely: true, why, ..SignIn::default() }
    }

    /// It came to nothing: the passphrase is to be typed again.
    pub fn again(&mut self, why: Option<Why>) {
        self.passphrase.clear();
        self.step = Step::Typing;
        self.why = why;
    }
}

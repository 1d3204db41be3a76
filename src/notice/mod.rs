//! The notice that hangs in the hall: a page to be printed, made from the settings.
//!
//! Pure: settings to one HTML file without script, picture or link, for A4. Chinese, as the
//! law asks of a notice that everybody is to understand; English below it where that is
//! wanted. What is not filled in is marked on the page, so that nobody hangs it half done.
//!
//! Its parts are those that article 17 of the Personal Information Protection Law of the
//! People's Republic of China asks for: who, what for, in what way, for how long, and how
//! people have their rights. Whether it suffices is for the hall to check.

mod page;

pub use page::page;

use crate::record::Rules;

/// Who keeps the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Whom to ask.
    pub contact: String,
    /// Where to call.
    pub telephone: String,
    /// By which rule, approved by whom.
    pub legal_basis: String,
    /// What for.
    pub purposes: Vec<String>,
}

impl Unit {
    /// The settings that are empty, by their keys.
    pub fn lacking(&self) -> Vec<&'static str> {
        [
            ("unit.name", self.name.is_empty()),
            ("unit.address", self.address.is_empty()),
            ("unit.contact", self.contact.is_empty()),
            ("unit.telephone", self.telephone.is_empty()),
            ("unit.legal_basis", self.legal_basis.is_empty()),
            ("unit.purposes", self.purposes.is_empty()),
        ]
        .into_iter()
        .filter_map(|(key, empty)| empty.then_some(key))
        .collect()
    }
}

/// All that a notice says.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet<'a> {
    /// Who keeps the records.
    pub unit: &'a Unit,
    /// For how long.
    pub rules: &'a Rules,
    /// Seconds of a clip before its first phrase and after its last.
    pub around_s: (f64, f64),
    /// Seconds that a complaint keeps; 0 keeps none.
    pub complaint_s: f64,
    /// Whether nothing is listened to outside opening hours.
    pub shut_outside_hours: bool,
    /// Whether English follows.
    pub english: bool,
}

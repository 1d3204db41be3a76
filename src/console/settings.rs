//! What the console remembers from one time to the next: where its user was and how
//! they like to look at things. No words of people, no incident.
//!
//! Pure: text in, text out. Who reads and writes the file is `run`.

use super::state::{Filter, RATES, State, View};
use crate::lang::Lang;
use crate::record::Span;
use serde::{Deserialize, Serialize};

/// Names that are remembered.
const NAMES: usize = 30;

/// Characters of the longest name.
pub const NAME_LIMIT: usize = 64;

/// What is remembered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    view: View,
    wall: bool,
    /// `zh` or `en`, when a key chose it.
    lang: Option<String>,
    rate: Option<f64>,
    span: Span,
    filter: Filter,
    names: Vec<String>,
}

impl Settings {
    /// What is to be remembered of `state`.
    pub fn of(state: &State) -> Settings {
        let tag = |lang| match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        Settings {
            view: state.view,
            wall: state.wall,
            lang: state.chosen_lang.map(|lang| tag(lang).to_owned()),
            rate: Some(state.rate),
            span: state.span,
            // A search is words of people.
            filter: Filter { search: String::new(), ..state.queue.filter.clone() },
            names: state.names.clone(),
        }
    }

    /// Puts what was remembered into a state that is new. The language only where
    /// nothing else asked for one.
    pub fn put_into(self, state: &mut State, language_too: bool) {
        state.view = self.view;
        state.wall = self.wall;
        state.span = self.span;
        state.rate = self.rate.filter(|rate| RATES.contains(rate)).unwrap_or(1.0);
        state.queue.filter = Filter { search: String::new(), ..self.filter.clone() };
        state.names = self.names.clone();
        state.names.retain(|name| !name.is_empty() && name.chars().count() <= NAME_LIMIT);
        state.names.truncate(NAMES);
        state.chosen_lang = self.lang.as_deref().and_then(Lang::from_tag);
        if let Some(lang) = state.chosen_lang.filter(|_| language_too) {
            state.lang = lang;
        }
        state.remembered = (Settings::of(state), state.now);
    }

    /// As it is written.
    pub fn to_text(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self).map_err(|error| error.to_string())
    }

    /// What was written; a text that is none of ours says why.
    pub fn from_text(text: &str) -> Result<Settings, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

/// Puts `name` before the names that are remembered.
pub fn remember_name(names: &mut Vec<String>, name: &str) {
    if !name.is_empty() {
        names.retain(|known| known != name);
        names.insert(0, name.to_owned());
        names.truncate(NAMES);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::console::sample;
    use crate::phrasebook::Severity;
    use jiff::tz::TimeZone;

    fn state() -> State {
        State::new(Lang::Zh, true, TimeZone::UTC, sample::now(), (80, 24))
    }

    #[test]
    fn what_is_written_is_read_again_and_no_search_is_written() {
        let mut before = state();
        before.view = View::Queue;
        before.rate = 0.75;
        before.chosen_lang = Some(Lang::En);
        before.queue.filter.severity = Some(Severity::Serious);
        before.queue.filter.search = "不知道".into();
        remember_name(&mut before.names, "值班长");
        let text = Settings::of(&before).to_text().unwrap();
        assert!(!text.contains("不知道"));
        let mut after = state();
        Settings::from_text(&text).unwrap().put_into(&mut after, true);
        assert_eq!(Settings::of(&after), Settings::of(&before));
        assert_eq!(after.lang, Lang::En);
        let mut told = state();
        Settings::from_text(&text).unwrap().put_into(&mut told, false);
        assert_eq!(told.lang, Lang::Zh);
    }

    #[test]
    fn broken_files_are_told_and_odd_values_are_left_out() {
        for text in ["", "{", "[1]", "{\"view\":\"nowhere\"}", "{\"rate\":\"fast\"}"] {
            assert!(Settings::from_text(text).is_err(), "{text}");
        }
        let mut state = state();
        let odd = "{\"rate\":1e9,\"names\":[\"\"],\"later\":1,\"lang\":\"fr\"}";
        Settings::from_text(odd).unwrap().put_into(&mut state, true);
        assert_eq!((state.rate, state.names.len(), state.lang), (1.0, 0, Lang::Zh));
    }
}

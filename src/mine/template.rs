//! A command line that speaks: a program, its arguments, and where text and file go.
//!
//! Pure; no shell is asked. Whoever runs it stands in `command`.

use crate::tr;

const TEXT: &str = "{text}";
const OUT: &str = "{out}";
const SPEED: &str = "{speed}";

/// A command with places for the text, the file and the speed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    words: Vec<String>,
}

/// What is wrong with a command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpeakError {
    /// A place is missing.
    #[error("{}", tr!(
        "--speak “{}”:缺少 {};例如 espeak-ng -v cmn -w {{out}} {{text}}",
        "--speak \"{}\": {} is missing; e.g. espeak-ng -v cmn -w {{out}} {{text}}",
        line, place
    ))]
    Missing {
        /// The command line.
        line: String,
        /// What it lacks.
        place: &'static str,
    },
    /// A quote is not closed.
    #[error("{}", tr!("--speak “{}”:引号没有配对", "--speak \"{}\": a quote is not closed", line))]
    Quote {
        /// The command line.
        line: String,
    },
}

impl Template {
    /// Reads a command line: words parted by blanks; quotes, single or double, keep a
    /// word together; a backslash is a character like others.
    pub fn parse(line: &str) -> Result<Template, SpeakError> {
        let words = words(line).ok_or_else(|| SpeakError::Quote { line: line.to_owned() })?;
        let arguments = words.get(1..).unwrap_or_default();
        for place in [TEXT, OUT] {
            if !arguments.iter().any(|word| word.contains(place)) {
                return Err(SpeakError::Missing { line: line.to_owned(), place });
            }
        }
        Ok(Template { words })
    }

    /// The program.
    pub fn program(&self) -> &str {
        &self.words[0]
    }

    /// Whether it speaks at different speeds.
    pub fn has_speed(&self) -> bool {
        self.words.iter().any(|word| word.contains(SPEED))
    }

    /// The arguments for a sentence; each place is filled once, so that a text with
    /// braces stays what it is.
    pub fn arguments(&self, text: &str, out: &str, speed: &str) -> Vec<String> {
        let fill = |word: &String| {
            let mut rest = word.as_str();
            let mut filled = String::new();
            while let Some(at) = rest.find('{') {
                filled += &rest[..at];
                rest = &rest[at..];
                let places = [(TEXT, text), (OUT, out), (SPEED, speed)];
                match places.into_iter().find(|(place, _)| rest.starts_with(place)) {
                    Some((place, value)) => {
                        filled += value;
                        rest = &rest[place.len()..];
                    }
                    None => {
                        filled.push('{');
                        rest = &rest[1..];
                    }
                }
            }
            filled + rest
        };
        self.words[1..].iter().map(fill).collect()
    }
}

/// The words of a line; `None` when a quote is not closed.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for ch in line.chars() {
        match quote {
            Some(open) if ch == open => quote = None,
            Some(_) => word.get_or_insert_default().push(ch),
            None if ch == '"' || ch == '\'' => {
                quote = Some(ch);
                word.get_or_insert_default();
            }
            None if ch.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(ch),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

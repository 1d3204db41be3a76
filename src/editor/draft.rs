//! An entry while somebody changes it: a text being typed, a word being chosen, a
//! new entry being asked for.
//!
//! Pure, on the editor's thread. A draft is looked at by the live check and thrown
//! away or turned into one [`Change`]; it touches no pack itself.

use super::field::{self, Field, Kind, Path, Word};
use super::keys::{Action, Context};
use super::pack::Change;
use crate::phrasebook::{PlainEntry, Value};
use crate::screen::cells;
use ratatui::style::{Modifier, Style};
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

/// Characters that a line takes.
const LONGEST: usize = 2_000;

/// Lines that a list takes.
const MOST_LINES: usize = 1_000;

/// What is being changed.
#[derive(Debug, Clone)]
pub enum Draft {
    Typing(Box<Typing>),
    Choosing(Choosing),
    New(New),
}

/// A field that is typed.
#[derive(Debug, Clone)]
pub struct Typing {
    pub entry: PlainEntry,
    pub path: Path,
    pub kind: Kind,
    pub area: TextArea<'static>,
    /// Whether Enter begins a line.
    pub multiline: bool,
    before: Vec<String>,
}

/// A field whose word is chosen.
#[derive(Debug, Clone)]
pub struct Choosing {
    pub entry: PlainEntry,
    pub path: Path,
    pub words: &'static [Word],
    pub flag: bool,
    /// Whether it may be left out: then place 0 is that.
    pub absent: bool,
    pub at: usize,
}

/// The steps of a new entry, in their order.
pub const STEPS: [&str; 4] = ["id", "text", "list", "source"];

/// A new entry.
#[derive(Debug, Clone)]
pub struct New {
    /// Id, text and source.
    pub areas: Box<[TextArea<'static>; 3]>,
    pub civil: bool,
    /// The scene that the list shows, if it shows one.
    pub scene: Option<String>,
    /// The place in [`STEPS`].
    pub step: usize,
}

/// A line or lines to type into, with the cursor at the end.
pub fn area(lines: Vec<String>) -> TextArea<'static> {
    let lines = lines.iter().map(|line| safe(line)).collect();
    let mut area = TextArea::new(lines);
    area.set_cursor_line_style(Style::default());
    area.set_wrap_mode(WrapMode::Glyph);
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}

/// The same, in one row that scrolls.
pub fn row(text: &str) -> TextArea<'static> {
    let mut area = area(vec![text.to_owned()]);
    area.set_wrap_mode(WrapMode::None);
    area
}

/// `text` without what could disturb a screen or hide in a phrase.
fn safe(text: &str) -> String {
    cells::clean(text).chars().filter(|c| *c != '\u{fffd}').collect()
}

/// Types `text` at the cursor; what it cannot take is dropped, and the rest cut off.
pub fn type_into(area: &mut TextArea<'static>, text: &str, multiline: bool) {
    let mut lines = text.split('\n');
    let put = |area: &mut TextArea<'static>, line: &str| {
        let row = area.cursor().0;
        let used = area.lines().get(row).map_or(0, |line| line.chars().count());
        let line: String =
            safe(line.trim_end_matches('\r')).chars().take(LONGEST.saturating_sub(used)).collect();
        area.insert_str(line);
    };
    if let Some(first) = lines.next() {
        put(area, first);
    }
    for line in lines {
        if multiline && area.lines().len() < MOST_LINES {
            area.insert_newline();
        } else {
            put(area, " ");
        }
        put(area, line);
    }
}

/// Carries out a key that moves or erases; false when it is none of these.
pub fn steer(area: &mut TextArea<'static>, action: Action) -> bool {
    match action {
        Action::Left => area.move_cursor(CursorMove::Back),
        Action::Right => area.move_cursor(CursorMove::Forward),
        Action::Up => area.move_cursor(CursorMove::Up),
        Action::Down => area.move_cursor(CursorMove::Down),
        Action::LineStart => area.move_cursor(CursorMove::Head),
        Action::LineEnd => area.move_cursor(CursorMove::End),
        Action::Erase => drop(area.delete_char()),
        Action::EraseNext => drop(area.delete_next_char()),
        Action::NewLine if area.lines().len() < MOST_LINES => area.insert_newline(),
        _ => return false,
    }
    true
}

impl Draft {
    /// Begins to change a field of `entry`; `None` for one that is not changed by
    /// typing or choosing.
    pub fn of(entry: &PlainEntry, field: Field) -> Option<Draft> {
        let value = field::get(entry, &field.path);
        let Field { path, kind, .. } = field;
        let entry = entry.clone();
        let (words, flag) = match kind {
            Kind::Add | Kind::Unknown => return None,
            Kind::Choice(words) => (words, false),
            Kind::Flag(words) => (words, true),
            Kind::Text | Kind::Lines | Kind::Whole | Kind::Number => {
                let mut lines = field::lines(value.as_ref());
                if matches!(kind, Kind::Lines) && !lines.is_empty() {
                    // A line to write on, so that nobody writes on behind the last.
                    lines.push(String::new());
                }
                let mut area = area(lines);
                let before = area.lines().to_vec();
                let multiline = matches!(kind, Kind::Lines) || before.len() > 1;
                if multiline {
                    area.set_line_number_style(Style::default().add_modifier(Modifier::DIM));
                }
                let typing = Typing { entry, path, kind, area, multiline, before };
                return Some(Draft::Typing(Box::new(typing)));
            }
        };
        let absent = path != Path::Key("list".to_owned());
        let chosen = field::chosen(words, value.as_ref());
        let at = chosen.map_or(0, |at| at + usize::from(absent));
        let choosing = Choosing { entry, path, words, flag, absent, at };
        Some(Draft::Choosing(choosing))
    }

    /// Begins a new entry, with `id` for a start.
    pub fn new(id: &str, civil: bool, scene: Option<String>) -> Draft {
        let areas = Box::new([id, "", "ours: "].map(row));
        Draft::New(New { areas, civil, scene, step: 0 })
    }

    pub fn context(&self) -> Context {
        match self {
            Draft::Typing(typing) if typing.multiline => Context::Lines,
            Draft::Typing(_) => Context::Line,
            Draft::Choosing(_) => Context::Choice,
            Draft::New(new) if STEPS[new.step] == "list" => Context::NewList,
            Draft::New(_) => Context::NewText,
        }
    }

    /// What is typed into now, and whether it takes lines.
    pub fn area(&mut self) -> Option<(&mut TextArea<'static>, bool)> {
        match self {
            Draft::Typing(typing) => Some((&mut typing.area, typing.multiline)),
            Draft::Choosing(_) => None,
            Draft::New(new) => new.area().map(|area| (area, false)),
        }
    }

    /// The next word of the choice, or one by `steps` further.
    pub fn cycle(&mut self, steps: isize) {
        match self {
            Draft::Choosing(choosing) => {
                let all = choosing.words.len() + usize::from(choosing.absent);
                let at = choosing.at as isize + steps;
                choosing.at = at.rem_euclid(all.max(1) as isize) as usize;
            }
            Draft::New(new) => new.civil = !new.civil,
            Draft::Typing(_) => {}
        }
    }

    /// Whether it holds something that is not in the pack.
    pub fn is_changed(&self) -> bool {
        match self {
            Draft::Typing(typing) => typing.is_changed(),
            Draft::Choosing(choosing) => {
                field::get(&choosing.entry, &choosing.path) != choosing.value()
            }
            Draft::New(new) => !new.text("text").is_empty(),
        }
    }

    /// What it comes to as it stands; `None` when it is nothing yet.
    pub fn change(&self) -> Option<Change> {
        match self {
            Draft::Typing(typing) => {
                let value = typing.value().ok()?;
                typing.is_changed().then(|| field::set(&typing.entry, &typing.path, value))
            }
            Draft::Choosing(choosing) => {
                let value = choosing.value();
                Some(field::set(&choosing.entry, &choosing.path, value))
            }
            Draft::New(new) => new.change(),
        }
    }
}

impl Typing {
    pub fn is_changed(&self) -> bool {
        self.area.lines() != self.before
    }

    /// What has been typed; fails when the field does not take it.
    pub fn value(&self) -> Result<Option<Value>, ()> {
        field::parse(self.kind, self.area.lines(), self.multiline)
    }

    /// Whether the entry is nothing without it.
    pub fn is_needed(&self) -> bool {
        matches!(&self.path, Path::Key(key) if key == "id" || key == "text")
    }

    /// The id that has been typed, if it is an id that is typed.
    pub fn id(&self) -> Option<&str> {
        let is_id = self.path == Path::Key("id".to_owned());
        self.area.lines().first().filter(|_| is_id).map(|line| line.trim())
    }
}

impl Choosing {
    pub fn value(&self) -> Option<Value> {
        let at = self.at.checked_sub(usize::from(self.absent))?;
        let word = self.words.get(at)?.word;
        Some(if self.flag { Value::Flag(word == "true") } else { word.into() })
    }
}

impl New {
    fn area(&mut self) -> Option<&mut TextArea<'static>> {
        match STEPS[self.step] {
            "id" => Some(&mut self.areas[0]),
            "text" => Some(&mut self.areas[1]),
            "source" => Some(&mut self.areas[2]),
            _ => None,
        }
    }

    /// What has been typed at a step.
    pub fn text(&self, step: &str) -> String {
        let area = match step {
            "id" => &self.areas[0],
            "text" => &self.areas[1],
            _ => &self.areas[2],
        };
        area.lines().join(" ").trim().to_owned()
    }

    fn change(&self) -> Option<Change> {
        let (id, text) = (self.text("id"), self.text("text"));
        if id.is_empty() || text.is_empty() {
            return None;
        }
        let mut entry: Vec<(&str, Value)> = vec![("id", id.as_str().into())];
        entry.push(("text", text.as_str().into()));
        entry.push(("list", if self.civil { "civil" } else { "taboo" }.into()));
        if let Some(scene) = self.scene.as_deref().filter(|scene| !scene.is_empty()) {
            entry.push(("scene", scene.into()));
        }
        if !self.civil {
            // What alarms least, until somebody says otherwise.
            entry.push(("severity", "minor".into()));
            entry.push(("speaker", "clerk".into()));
        }
        entry.push(("source", self.text("source").as_str().into()));
        let owned = entry.into_iter().map(|(key, value)| (key.to_owned(), value));
        Some(Change::Add(owned.collect()))
    }
}

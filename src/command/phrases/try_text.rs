//! `liyu phrases try`: what a sentence hits, and why.
//!
//! Reads arguments and lines; [`trial`](crate::trial) does the work, `trace` writes it for people.
//! Runs on the main thread.

use super::{lists, trace};
use crate::calendar;
use crate::cli::Try;
use crate::config::Config;
use crate::error::Usage;
use crate::lang::tell;
use crate::spot::Spotter;
use crate::tr;
use crate::trial::{Conversation, Line, Tried};
use crate::units::Role;
use anyhow::Result;
use jiff::civil::Time;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

/// The longest line that is tried, in characters: a quarter of an hour of talk. An
/// utterance is never longer than half a minute, and what is tried should be one.
const LINE_CHARS: usize = 4096;
/// So many bytes hold that many characters of UTF-8.
const LINE_BYTES: usize = 4 * LINE_CHARS;

/// How those who speak may be called at the beginning of a line.
const SPEAKERS: [(&str, Role); 5] = [
    ("clerk", Role::Clerk),
    ("citizen", Role::Citizen),
    ("unknown", Role::Unknown),
    ("柜员", Role::Clerk),
    ("群众", Role::Citizen),
];

/// Runs the verb.
pub fn run(config: &Config, args: &Try) -> Result<()> {
    let role = role(&args.role)?;
    let at = args.at.as_deref().map(time).transpose()?;
    let spotter =
        Spotter::with_accents(Arc::new(lists::named(config, &args.packs)?), &config.accents);
    let at = at.map(|at| (&config.hours, at));
    let begin = || Conversation::new(&spotter, config.judge.clone(), at);
    let out = Out { spotter: &spotter, json: args.json };
    let mut dialogue = begin();
    let mut number = 0;
    let mut each = |text: Text| {
        number += 1;
        if text.cut {
            tell(tr!(
                "第 {} 行太长,只看前 {} 个字",
                "line {} is too long; only its first {} characters are tried",
                number,
                LINE_CHARS
            ));
        }
        if !args.dialogue {
            let mut alone = begin();
            out.write(alone.say(&Line { text: text.text, role }))?;
            return out.write(alone.end());
        }
        out.write(dialogue.say(&spoken(text.text, role)))
    };
    if args.text == "-" {
        let mut input = io::stdin().lock();
        while let Some(text) = read_line(&mut input)? {
            each(text)?;
        }
    } else if args.dialogue {
        args.text.lines().try_for_each(|line| each(Text::of(line.as_bytes(), false)))?;
    } else {
        each(Text::of(args.text.as_bytes(), false))?;
    }
    Ok(out.write(dialogue.end())?)
}

fn role(word: &str) -> Result<Role, Usage> {
    Role::from_word(word).filter(|role| *role != Role::Room).ok_or_else(|| {
        Usage(tr!(
            "--role:不认识“{}”,应为 clerk、citizen 或 unknown",
            "--role: unknown word \"{}\"; use clerk, citizen or unknown",
            word
        ))
    })
}

fn time(text: &str) -> Result<Time, Usage> {
    calendar::clock(text).ok_or_else(|| {
        Usage(tr!(
            "--at:看不懂“{}”,应写成 17:20",
            "--at: cannot read \"{}\"; write it like 17:20",
            text
        ))
    })
}

/// A line of a conversation: who says it stands before a colon, or is `role`.
fn spoken(text: String, role: Role) -> Line {
    let named = SPEAKERS.iter().find_map(|(word, role)| {
        let rest = text.trim_start().strip_prefix(word)?.trim_start();
        Some((rest.strip_prefix([':', '\u{ff1a}'])?.trim_start().to_owned(), *role))
    });
    let (text, role) = named.unwrap_or((text, role));
    Line { text, role }
}

/// Where the results go.
struct Out<'a> {
    spotter: &'a Spotter,
    json: bool,
}

impl Out<'_> {
    fn write(&self, all: Vec<Tried>) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for tried in all {
            if self.json {
                serde_json::to_writer(&mut out, &tried)?;
                out.write_all(b"\n")?;
            } else {
                trace::write(&mut out, self.spotter, &tried)?;
            }
        }
        out.flush()
    }
}

/// A line as it is tried.
#[derive(Debug, PartialEq)]
struct Text {
    text: String,
    /// Whether more stood in the line.
    cut: bool,
}

impl Text {
    /// Bytes that are not UTF-8 become U+FFFD.
    fn of(bytes: &[u8], cut: bool) -> Text {
        let text = String::from_utf8_lossy(bytes);
        match text.char_indices().nth(LINE_CHARS) {
            Some((end, _)) => Text { text: text[..end].to_owned(), cut: true },
            None => Text { text: text.into_owned(), cut },
        }
    }
}

/// The next line, without its end; what is too long of it is read and left out, so
/// that no line needs more memory than another.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<Text>> {
    let mut kept = Vec::new();
    let mut cut = false;
    let mut any = false;
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            break;
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let line = &buffer[..end.unwrap_or(buffer.len())];
        let room = LINE_BYTES.saturating_sub(kept.len()).min(line.len());
        kept.extend_from_slice(&line[..room]);
        cut |= room < line.len();
        let used = end.map_or(buffer.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    if !cut && kept.last() == Some(&b'\r') {
        kept.pop();
    }
    Ok(any.then(|| Text::of(&kept, cut)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(bytes: &[u8]) -> Vec<Text> {
        let mut input = io::BufReader::with_capacity(7, bytes);
        std::iter::from_fn(|| read_line(&mut input).unwrap()).collect()
    }

    #[test]
    fn lines_are_read_as_they_come() {
        let text = |text: &str| Text { text: text.to_owned(), cut: false };
        assert_eq!(lines(b""), []);
        assert_eq!(lines(b"a\r\n\n\xffb"), [text("a"), text(""), text("\u{fffd}b")]);
        let long = "管".repeat(400_000);
        let read = lines(format!("{long}\n好").as_bytes());
        assert_eq!(read[0], Text { text: "管".repeat(LINE_CHARS), cut: true });
        assert_eq!(read[1..], [text("好")]);
    }

    proptest! {
        #[test]
        fn every_line_comes_once(texts in prop::collection::vec("[^\n\r]{0,20}", 1..8)) {
            let read: Vec<String> =
                lines((texts.join("\n") + "\n").as_bytes()).into_iter().map(|text| text.text).collect();
            prop_assert_eq!(read, texts);
        }
    }

    #[test]
    fn who_speaks_stands_before_the_line() {
        for (line, role, text) in [
            ("citizen: 快点", Role::Citizen, "快点"),
            ("群众\u{ff1a}快点", Role::Citizen, "快点"),
            (" 柜员 : 不归我管", Role::Clerk, "不归我管"),
            ("unknown:", Role::Unknown, ""),
            ("clerk 快点", Role::Unknown, "clerk 快点"),
            ("时间:八点", Role::Unknown, "时间:八点"),
        ] {
            let read = spoken(line.to_owned(), Role::Unknown);
            assert_eq!((read.role, read.text.as_str()), (role, text));
        }
    }
}

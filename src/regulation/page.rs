//! A regulation laid out for reading: characters as printed, the same characters in
//! one script and width, and the line of each.
//!
//! Pure, linear in the text. What copying left between the characters is taken out
//! here: pinyin behind every other character (務(wù)), invisible characters, controls.
//! Decides nothing about phrases.

use crate::normalize::simplified;

/// The text of a regulation. All vectors have the same length.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Simplified, half-width punctuation, plain quotation marks.
    pub(super) chars: Vec<char>,
    /// As printed.
    pub(super) printed: Vec<char>,
    /// The line of each character, counted from 1.
    pub(super) lines: Vec<usize>,
}

/// The most letters that pinyin of one syllable has: zhuang, chuang, shuang.
const SYLLABLE_LETTERS: usize = 6;

/// Past so much white space, what follows belongs to something else.
const INK_REACH_CHARS: usize = 200;

impl Page {
    /// Lays out `text`.
    pub(super) fn new(text: &str) -> Page {
        let raw: Vec<char> = unified_lines(text);
        let noisy = (0..raw.len()).any(|at| pinyin(&raw, at, false).is_some());
        let (mut printed, mut lines) = (Vec::with_capacity(raw.len()), Vec::new());
        let (mut at, mut line) = (0, 1);
        while at < raw.len() {
            if noisy && let Some(length) = pinyin(&raw, at, true) {
                at += length;
                continue;
            }
            let ch = raw[at];
            at += 1;
            if invisible(ch) {
                continue;
            }
            printed.push(ch);
            lines.push(line);
            line += usize::from(ch == '\n');
        }
        let simple: Vec<char> = simplified(&printed.iter().collect::<String>()).chars().collect();
        let source = if simple.len() == printed.len() { &simple } else { &printed };
        let chars = source.iter().map(|ch| plain(*ch)).collect();
        Page { chars, printed, lines }
    }

    /// How many characters there are.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The folded characters from `start` to `end`; out of range is left out.
    pub(super) fn folded(&self, start: usize, end: usize) -> String {
        slice(&self.chars, start, end)
    }

    /// The printed characters from `start` to `end`; out of range is left out.
    pub(super) fn original(&self, start: usize, end: usize) -> String {
        slice(&self.printed, start, end)
    }

    /// The line of the character at `at`.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.get(at).or(self.lines.last()).copied().unwrap_or(1)
    }

    /// The first place from `at` on that is no space, not far away; line ends count as
    /// space.
    pub(super) fn next_ink(&self, at: usize) -> Option<usize> {
        (at..self.len()).take(INK_REACH_CHARS).find(|at| !self.chars[*at].is_whitespace())
    }

    /// The last place before `at` that is no space on the same line.
    pub(super) fn ink_before(&self, at: usize) -> Option<char> {
        let before = &self.chars[..at.min(self.len())];
        before.iter().rev().find(|ch| **ch == '\n' || !ch.is_whitespace()).copied()
    }
}

fn slice(chars: &[char], start: usize, end: usize) -> String {
    let end = end.min(chars.len());
    chars[start.min(end)..end].iter().collect()
}

/// One character for every way of ending a line.
fn unified_lines(text: &str) -> Vec<char> {
    let mut chars = Vec::with_capacity(text.len() / 2);
    let mut after_return = false;
    for ch in text.chars() {
        match ch {
            '\n' if after_return => {}
            '\n' | '\r' => chars.push('\n'),
            // They end a line on paper and none in an editor.
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\t' => chars.push(' '),
            other => chars.push(other),
        }
        after_return = ch == '\r';
    }
    chars
}

fn invisible(ch: char) -> bool {
    (ch.is_control() && ch != '\n')
        || matches!(ch, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether `ch` is an ideograph.
pub(super) fn is_ideograph(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3134f}' | '〇')
}

/// The length of pinyin in brackets that begins at `at` behind an ideograph. Without
/// a tone it only counts when `toneless` allows it, and never as a single letter.
fn pinyin(raw: &[char], at: usize, toneless: bool) -> Option<usize> {
    if !matches!(raw[at], '(' | '\u{ff08}') || !is_ideograph(*raw.get(at.checked_sub(1)?)?) {
        return None;
    }
    let rest = &raw[at + 1..];
    let letters = rest.iter().take(SYLLABLE_LETTERS + 1).take_while(|ch| letter(**ch)).count();
    let closed = matches!(rest.get(letters), Some(')' | '\u{ff09}'));
    let toned = rest[..letters].iter().any(|ch| !ch.is_ascii());
    let vowel = rest[..letters].iter().any(|ch| !ch.is_ascii() || "aeiou".contains(*ch));
    let length = 1..=SYLLABLE_LETTERS;
    let sound = length.contains(&letters) && closed && vowel;
    (sound && (toned || (toneless && letters > 1))).then_some(letters + 2)
}

fn letter(ch: char) -> bool {
    ch.is_ascii_lowercase() || "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê".contains(ch)
}

/// Half width, and one glyph for each kind of quotation mark and bracket.
fn plain(ch: char) -> char {
    match ch {
        '\u{3000}' => ' ',
        '\u{ff02}' => '"',
        '〝' | '‟' => '“',
        '〞' | '〟' => '”',
        '﹁' => '「',
        '﹂' => '」',
        '﹃' => '『',
        '﹄' => '』',
        '〔' | '﹙' => '(',
        '〕' | '﹚' => ')',
        '︰' | '∶' | '﹕' => ':',
        // A variant that the simplifier leaves alone.
        '羣' => '群',
        '﹐' => ',',
        '\u{ff0e}' => '.',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(ch as u32 - 0xfee0).unwrap_or(ch),
        other => other,
    }
}

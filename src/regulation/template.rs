//! From a phrase as printed to a phrase of a pack: one script, full-width
//! punctuation, and what a clerk fills in as `{slots}`.
//!
//! Pure. Regulations mark what is to be filled in with ××, XX, ___, ***, … or with a
//! word in brackets; the words beside it tell its kind.

use super::Doubt;
use super::page::is_ideograph;

/// A phrase in the shape of a pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Template {
    /// With `{slots}`; never a brace that is not part of one.
    pub(super) text: String,
    /// Other readings of a printed alternative.
    pub(super) variants: Vec<String>,
    /// What a trainer should look at.
    pub(super) doubts: Vec<Doubt>,
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Text(String),
    /// Its kind, when it is told already.
    Slot(Option<&'static str>),
    /// In brackets behind other words.
    Aside(String),
}

const NUMBER: &str = "数字";
const MONEY: &str = "金额";
const TIME: &str = "时间";
const DATE: &str = "日期";
const NAME: &str = "姓名";
const PLACE: &str = "地点";
const WINDOW: &str = "窗口";
const DOCUMENT: &str = "材料";
const FREE: &str = "任意";

/// What stands behind a slot, and the slot's kind.
const BEHIND: [(&str, &str); 47] = [
    ("元", MONEY),
    ("块", MONEY),
    ("角", MONEY),
    ("分钱", MONEY),
    ("窗口", WINDOW),
    ("号窗", WINDOW),
    ("柜台", WINDOW),
    ("号柜", WINDOW),
    ("同志", NAME),
    ("先生", NAME),
    ("女士", NAME),
    ("老师", NAME),
    ("医生", NAME),
    ("大夫", NAME),
    ("主任", NAME),
    ("科长", NAME),
    ("经理", NAME),
    ("资料", DOCUMENT),
    ("材料", DOCUMENT),
    ("证", DOCUMENT),
    ("表", DOCUMENT),
    ("手续", DOCUMENT),
    ("单据", DOCUMENT),
    ("凭证", DOCUMENT),
    ("文件", DOCUMENT),
    ("单位", PLACE),
    ("部门", PLACE),
    ("地方", PLACE),
    ("科室", PLACE),
    ("科", PLACE),
    ("局", PLACE),
    ("中心", PLACE),
    ("办公室", PLACE),
    ("楼", PLACE),
    ("室", PLACE),
    ("厅", PLACE),
    ("处", PLACE),
    ("分钟", NUMBER),
    ("小时", NUMBER),
    ("个", NUMBER),
    ("天", NUMBER),
    ("份", NUMBER),
    ("张", NUMBER),
    ("次", NUMBER),
    ("位", NUMBER),
    ("号", NUMBER),
    ("点", TIME),
];
/// What stands before a slot, and the slot's kind; asked second.
const BEFORE: [(&str, &str); 17] = [
    ("我是", NAME),
    ("我叫", NAME),
    ("您是", NAME),
    ("工号", NUMBER),
    ("电话", NUMBER),
    ("号码", NUMBER),
    ("您到", PLACE),
    ("我到", PLACE),
    ("请到", PLACE),
    ("前往", PLACE),
    ("去", PLACE),
    ("费用共", MONEY),
    ("共计", MONEY),
    ("收您", MONEY),
    ("找您", MONEY),
    ("出示", DOCUMENT),
    ("的", NAME),
];
/// Words in brackets that describe rather than are said.
const DESCRIBES: [&str; 14] = [
    "指明", "说明", "注明", "写明", "之处", "姓名", "职务", "名称", "地点", "时间", "金额", "数字",
    "具体", "内容",
];
/// Words in brackets that may be said or left out, rather than replace others.
const ADDS: [&str; 8] = ["您", "你", "们", "的", "请", "一下", "好", "了"];
/// What a word in brackets is called, and its kind.
const NAMED_SLOTS: [(&str, &str); 14] = [
    ("姓名", NAME),
    ("职务", NAME),
    ("名字", NAME),
    ("工号", NUMBER),
    ("金额", MONEY),
    ("时间", TIME),
    ("日期", DATE),
    ("地点", PLACE),
    ("单位", PLACE),
    ("部门", PLACE),
    ("窗口", WINDOW),
    ("材料", DOCUMENT),
    ("资料", DOCUMENT),
    ("数字", NUMBER),
];

/// Reads `folded`, a phrase in simplified script and half-width punctuation.
pub(super) fn template(folded: &str) -> Template {
    let mut doubts = Vec::new();
    let tokens = dates(tokens(folded));
    let (mut text, mut alternative) = (String::new(), String::new());
    let mut alternatives = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(words) => {
                let words = full_width(words);
                text.push_str(&words);
                alternative.push_str(&words);
            }
            Token::Slot(told) => {
                let kind = told.unwrap_or_else(|| kind(&tokens, at));
                if kind == FREE {
                    doubts.push(Doubt::FreeSlot);
                }
                let slot = format!("{{{kind}}}");
                // Two slots side by side are one.
                for text in [&mut text, &mut alternative] {
                    if !text.ends_with(&slot) {
                        text.push_str(&slot);
                    }
                }
            }
            Token::Aside(words) => {
                doubts.push(Doubt::Brackets);
                if let Some(kind) = described(words) {
                    let slot = format!("{{{kind}}}");
                    text.push_str(&slot);
                    alternative.push_str(&slot);
                    if kind == FREE {
                        doubts.push(Doubt::FreeSlot);
                    }
                } else if ADDS.contains(&words.as_str()) {
                    alternative.push_str(words);
                    alternatives = true;
                } else if replace_end(&mut alternative, words) {
                    alternatives = true;
                }
            }
        }
    }
    let text = trimmed(&text);
    let alternative = trimmed(&alternative);
    let variants = if alternatives && alternative != text { vec![alternative] } else { Vec::new() };
    doubts.sort_unstable();
    doubts.dedup();
    Template { text, variants, doubts }
}

fn tokens(folded: &str) -> Vec<Token> {
    let chars: Vec<char> = folded.chars().collect();
    let mut tokens = Vec::new();
    let mut words = String::new();
    let flush = |words: &mut String, tokens: &mut Vec<Token>| {
        if !words.is_empty() {
            tokens.push(Token::Text(std::mem::take(words)));
        }
    };
    let mut at = 0;
    while at < chars.len() {
        if let Some(length) = blank(&chars, at) {
            flush(&mut words, &mut tokens);
            tokens.push(Token::Slot(None));
            at += length;
            continue;
        }
        let closing = match chars[at] {
            '(' => Some(')'),
            '{' => Some('}'),
            '[' => Some(']'),
            '<' => Some('>'),
            _ => None,
        };
        let close = closing.and_then(|closing| {
            chars[at + 1..].iter().take(BRACKET_CHARS).position(|ch| *ch == closing)
        });
        match close {
            Some(length) if length > 0 => {
                let inner: String = chars[at + 1..at + 1 + length].iter().collect();
                flush(&mut words, &mut tokens);
                // (××) and {姓名} are slots, (她) is said or not.
                let marked = blank(&chars, at + 1) == Some(length);
                tokens.push(match (chars[at], described(&inner)) {
                    ('{', kind) => Token::Slot(kind),
                    ('[' | '<', Some(kind)) => Token::Slot(Some(kind)),
                    _ if marked => Token::Slot(None),
                    _ => Token::Aside(inner),
                });
                at += length + 2;
            }
            _ => {
                let ch = chars[at];
                let gap = ch.is_whitespace() && !between_latin(&chars, at);
                if !gap && !"{}\"“”「」『』".contains(ch) && !ch.is_control() {
                    words.push(ch);
                }
                at += 1;
            }
        }
    }
    flush(&mut words, &mut tokens);
    tokens
}

/// Words in brackets are no longer than this.
const BRACKET_CHARS: usize = 40;

fn between_latin(chars: &[char], at: usize) -> bool {
    let latin = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|ch| ch.is_ascii_alphanumeric())
    };
    latin(at.checked_sub(1)) && latin(Some(at + 1))
}

/// The length of a mark for something to be filled in that begins at `at`.
fn blank(chars: &[char], at: usize) -> Option<usize> {
    let run = |set: &str| chars[at..].iter().take_while(|ch| set.contains(**ch)).count();
    let latin = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|ch| ch.is_ascii_alphanumeric())
    };
    match *chars.get(at)? {
        '×' | '╳' | '✕' | '✗' | 'Ⅹ' | '*' | '○' | '△' | '□' | '◯' | '_' | '＿' => {
            Some(run("×╳✕✗Ⅹ*○△□◯_＿"))
        }
        'X' | 'x' => {
            let length = run("Xx");
            let film = chars.get(at + length).is_some_and(|ch| "光线片".contains(*ch));
            let alone = !latin(at.checked_sub(1)) && !latin(Some(at + length)) && !film;
            alone.then_some(length)
        }
        '…' => Some(run("…")),
        '某' => Some(run("某")),
        '〇' if run("〇") > 1 => Some(run("〇")),
        '.' if run(".") > 2 => Some(run(".")),
        '-' | '—' if run("-—") > 1 => Some(run("-—")),
        _ => None,
    }
}

/// Joins ×月×日 and ×点×分 to one slot each.
fn dates(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        joined.push(token);
        // [slot 年] slot 月 slot 日…
        while let [.., Token::Slot(None), Token::Text(unit), Token::Slot(None), Token::Text(last)] =
            &joined[..]
        {
            let (whole, kind) = match unit.as_str() {
                "年" if last.starts_with('月') => ('月', DATE),
                "月" => ('日', DATE),
                "时" | "点" => ('分', TIME),
                _ => break,
            };
            let rest = match last.strip_prefix(whole) {
                Some(rest) => rest.to_owned(),
                None if whole == '日' => match last.strip_prefix('号') {
                    Some(rest) => rest.to_owned(),
                    None => break,
                },
                None => break,
            };
            joined.truncate(joined.len() - 4);
            if whole == '月' {
                joined.push(Token::Slot(None));
                joined.push(Token::Text(format!("月{rest}")));
                break;
            }
            joined.push(Token::Slot(Some(kind)));
            if !rest.is_empty() {
                joined.push(Token::Text(rest));
            }
        }
    }
    joined
}

/// The kind of the slot at `at` by the words beside it.
fn kind(tokens: &[Token], at: usize) -> &'static str {
    let behind = match tokens.get(at + 1) {
        Some(Token::Text(words)) => words.as_str(),
        _ => "",
    };
    let before = match at.checked_sub(1).and_then(|at| tokens.get(at)) {
        Some(Token::Text(words)) => words.as_str(),
        _ => "",
    };
    let told = BEHIND.iter().find(|(word, _)| behind.starts_with(word));
    let told = told.or_else(|| BEFORE.iter().find(|(word, _)| before.ends_with(word)));
    told.map_or(FREE, |(_, kind)| *kind)
}

/// The kind that words in brackets describe, when they describe at all.
fn described(words: &str) -> Option<&'static str> {
    DESCRIBES.iter().any(|word| words.contains(word)).then(|| {
        NAMED_SLOTS.iter().find(|(name, _)| words.contains(name)).map_or(FREE, |(_, kind)| *kind)
    })
}

/// Puts `words` in the place of as many ideographs at the end of `text`: 问(查) and
/// 资料(证件). Does nothing where something else than ideographs stands there.
fn replace_end(text: &mut String, words: &str) -> bool {
    let length = words.chars().count();
    let tail: Vec<(usize, char)> = text.char_indices().rev().take(length).collect();
    let whole = tail.len() == length && tail.iter().all(|(_, ch)| is_ideograph(*ch));
    match tail.last() {
        Some((from, _)) if whole && words.chars().all(is_ideograph) => {
            text.replace_range(*from.., words);
            true
        }
        _ => false,
    }
}

fn full_width(words: &str) -> String {
    words
        .chars()
        .map(|ch| match ch {
            ',' => '，',
            '!' => '！',
            '?' => '？',
            ':' => '：',
            ';' => '；',
            '(' => '（',
            ')' => '）',
            '\n' => ' ',
            other => other,
        })
        .collect()
}

fn trimmed(text: &str) -> String {
    let start =
        text.trim_start_matches(|ch: char| ch.is_whitespace() || "，。、；：,.！？）".contains(ch));
    start
        .trim_end_matches(|ch: char| ch.is_whitespace() || "，。、；：,.（".contains(ch))
        .to_owned()
}

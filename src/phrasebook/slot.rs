//! Slots of templates: what `{金额}` may stand for, and how a wording is cut at them.
//!
//! Pure. How a slot is found in a text is for `spot`.

use serde::{Deserialize, Serialize};

/// What may stand in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// A number, spoken or written.
    Number,
    /// A sum of money: a number with 元, 块, 角, 分.
    Money,
    /// A time of day or a span: 三点半, 十分钟.
    Time,
    /// A day: 三月五号, 明天, 周一.
    Date,
    /// A person, with or without a title.
    Name,
    /// A place or an office.
    Place,
    /// A window: 三号窗口, A012, 综合窗口.
    Window,
    /// A document or material.
    Document,
    /// Anything, up to so many characters.
    Free(u8),
}

/// What a free slot takes at most when it states no bound, in characters.
pub const FREE_MOST: u8 = 12;

/// The names of the kinds: first the one to write, then others that are understood,
/// among them those that the regulations' templates were read off with.
pub const KINDS: [(Slot, &[&str]); 9] = [
    (Slot::Number, &["数字", "number", "数量", "号码", "月", "日", "month", "day"]),
    (Slot::Money, &["金额", "money", "amount"]),
    (Slot::Time, &["时间", "time"]),
    (Slot::Date, &["日期", "date"]),
    (Slot::Name, &["姓名", "name", "person", "self_name", "patient_name", "title"]),
    (Slot::Place, &["地点", "place", "org", "department", "department_or_person"]),
    (Slot::Window, &["窗口", "window"]),
    (Slot::Document, &["材料", "document", "material", "item"]),
    (
        Slot::Free(FREE_MOST),
        &["任意", "free", "question", "error_detail", "reason", "policy", "matter"],
    ),
];

impl Slot {
    /// Reads what stands between the braces: `金额`, `money`, `任意:8`. `None` for
    /// unknown kinds, and for bounds that are none or not from 1 to 40.
    pub fn parse(text: &str) -> Option<Slot> {
        let (name, bound) = match text.split_once([':', ':']) {
            Some((name, bound)) => (name, Some(bound.trim().parse::<u8>().ok()?)),
            None => (text, None),
        };
        let (slot, _) = KINDS.iter().find(|(_, names)| names.contains(&name.trim()))?;
        match (slot, bound) {
            (slot, None) => Some(*slot),
            (Slot::Free(_), Some(most @ 1..=40)) => Some(Slot::Free(most)),
            _ => None,
        }
    }
}

/// A stretch of a wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Words as they are said.
    Text(&'a str),
    /// A slot.
    Slot(Slot),
}

/// What is wrong with the slots of a wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotFault {
    /// A brace without its fellow, or nothing between two.
    Torn,
    /// What stands between the braces names no kind.
    Unknown(String),
}

/// Cuts a wording at its slots; a wording without any is one text.
pub fn parts(wording: &str) -> Result<Vec<Part<'_>>, SlotFault> {
    let mut parts = Vec::new();
    let mut rest = wording;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(open);
        let inner = from.strip_prefix('{').ok_or(SlotFault::Torn)?;
        let close = inner.find(['{', '}']).ok_or(SlotFault::Torn)?;
        let (name, after) = inner.split_at(close);
        rest = after.strip_prefix('}').ok_or(SlotFault::Torn)?;
        if name.trim().is_empty() {
            return Err(SlotFault::Torn);
        }
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        let unknown = || SlotFault::Unknown(name.to_owned());
        parts.push(Part::Slot(Slot::parse(name).ok_or_else(unknown)?));
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    Ok(parts)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_is_cut_at_its_slots() {
        use Part::{Slot as S, Text};
        assert_eq!(parts("收您{金额}元").unwrap(), [Text("收您"), S(Slot::Money), Text("元")]);
        assert_eq!(parts("{任意:8}好").unwrap(), [S(Slot::Free(8)), Text("好")]);
        assert_eq!(parts("您好").unwrap(), [Text("您好")]);
        for torn in ["收您{金额元", "收您}元", "{}元", "{{金额}}", "{", "{ }"] {
            assert_eq!(parts(torn), Err(SlotFault::Torn), "{torn}");
        }
        for unknown in ["{钱}", "{金额:8}", "{任意:0}", "{任意:41}", "{free:x}"] {
            assert!(matches!(parts(unknown), Err(SlotFault::Unknown(_))), "{unknown}");
        }
    }
}

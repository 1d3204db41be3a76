//! Text that went through a wrong encoding.
//!
//! Pure. One kind is common in copied regulations and can be told from a question
//! mark: a GBK text that lost a byte, so that every later pair of bytes is read
//! across two characters. `服务。”等文明用语` then reads `服务?！钡任拿饔谜Z`.

use super::page::{Page, is_ideograph};
use encoding_rs::GB18030;

/// How much behind the break is read for a closing mark, in characters.
const REPAIR_CHARS: usize = 6;

/// Where a stretch stops being readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Break {
    /// The first character that is not to be trusted.
    pub(super) at: usize,
    /// Whether the lost characters were the end of a sentence and its closing mark,
    /// so that what stands before is whole.
    pub(super) whole: bool,
}

/// The first break from `start` to `end`, if there is one.
pub(super) fn find(page: &Page, start: usize, end: usize) -> Option<Break> {
    (start..end.min(page.len())).find_map(|at| {
        let next = page.chars.get(at + 1).copied().unwrap_or(' ');
        let after = page.chars.get(at + 2).copied().unwrap_or(' ');
        let broken = match page.chars[at] {
            '\u{fffd}' | '\u{e000}'..='\u{f8ff}' => true,
            '?' => (next == '!' && is_ideograph(after)) || next.is_ascii_lowercase(),
            _ => false,
        };
        broken.then(|| Break { at, whole: closing_follows(page, at) })
    })
}

/// Whether the bytes behind the break, taken one byte further left, say `。”` or the
/// like: the byte that was lost is the first of any Chinese punctuation mark, 0xA1.
fn closing_follows(page: &Page, at: usize) -> bool {
    let end = (at + 1 + REPAIR_CHARS).min(page.len());
    let wide: String = page.printed[at + 1..end]
        .iter()
        .map(|ch| match ch {
            '!'..='~' => char::from_u32(*ch as u32 + 0xfee0).unwrap_or(*ch),
            other => *other,
        })
        .collect();
    let (bytes, _, unencodable) = GB18030.encode(&wide);
    if unencodable {
        return false;
    }
    let shifted: Vec<u8> = std::iter::once(0xa1).chain(bytes.iter().copied()).collect();
    let (text, _) = GB18030.decode_without_bom_handling(&shifted);
    text.chars().take(3).any(|ch| matches!(ch, '”' | '」' | '』'))
}

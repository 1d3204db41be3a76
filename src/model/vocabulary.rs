//! Reads the vocabulary from `tokenizer.json` or `vocab.json`.
//!
//! Pure; any thread. GPT-2 spells bytes as printable characters
//! (`bytes_to_unicode` in OpenAI's `encoder.py`); that map is undone here.

use super::error::Flaw;
use crate::tr;
use serde_json::{Map, Value};

/// The bytes of the first `count` tokens in the order of their ids.
///
/// Takes either form: `tokenizer.json` (`model.vocab`) or `vocab.json` (a flat
/// map from token to id). Ids from `count` on are special tokens and left out.
pub fn tokens(json: &[u8], count: usize) -> Result<Vec<Vec<u8>>, Flaw> {
    let value: Value = serde_json::from_slice(json)
        .map_err(|e| Flaw::Wrong(tr!("词表不是 JSON:{}", "the vocabulary is not JSON: {}", e)))?;
    let map: &Map<String, Value> = value
        .pointer("/model/vocab")
        .unwrap_or(&value)
        .as_object()
        .ok_or_else(|| Flaw::Wrong(tr!("JSON 里没有词表", "the JSON holds no vocabulary")))?;
    let mut list: Vec<Option<Vec<u8>>> = vec![None; count];
    for (text, id) in map {
        let slot = id.as_u64().and_then(|id| list.get_mut(usize::try_from(id).ok()?));
        if let Some(slot) = slot {
            *slot = text.chars().map(byte_of_char).collect();
        }
    }
    let found = list.iter().flatten().count();
    list.into_iter().collect::<Option<Vec<_>>>().ok_or_else(|| {
        Flaw::Wrong(tr!(
            "词表不全:应有 {} 个词元,实有 {}",
            "incomplete vocabulary: expects {} tokens, has {}",
            count,
            found
        ))
    })
}

/// The byte that a character of GPT-2's alphabet stands for.
///
/// Printable Latin-1 stands for itself; the 68 other bytes were numbered from
/// U+0100 upwards in their order.
fn byte_of_char(c: char) -> Option<u8> {
    let code = u32::from(c);
    if let Ok(byte) = u8::try_from(code) {
        return is_printable(byte).then_some(byte);
    }
    let nth = usize::try_from(code.checked_sub(0x100)?).ok()?;
    (0..=u8::MAX).filter(|byte| !is_printable(*byte)).nth(nth)
}

fn is_printable(byte: u8) -> bool {
    matches!(byte, 33..=126 | 161..=172 | 174..=255)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_covers_every_byte_once() {
        let mut bytes: Vec<u8> =
            (0..0x200).filter_map(char::from_u32).filter_map(byte_of_char).collect();
        bytes.sort_unstable();
        assert_eq!(bytes, (0..=255).collect::<Vec<u8>>());
        assert_eq!(byte_of_char('Ġ'), Some(b' '));
        assert_eq!(byte_of_char('礼'), None);
    }

    #[test]
    fn both_forms_in_id_order() {
        let flat = r#"{"Ġb":1,"!":0,"ä½ł":2,"<|endoftext|>":3}"#;
        let nested = format!(r#"{{"model":{{"vocab":{flat}}}}}"#);
        for json in [flat, &nested] {
            let list = tokens(json.as_bytes(), 3).unwrap();
            assert_eq!(list, [b"!".to_vec(), b" b".to_vec(), "你".as_bytes().to_vec()]);
        }
    }

    #[test]
    fn a_gap_is_told() {
        let error = tokens(br#"{"!":0,"a":2}"#, 3).unwrap_err();
        assert!(error.to_string().contains('2'), "{error}");
        assert!(tokens(b"[]", 1).is_err());
        assert!(tokens(b"{", 1).is_err());
    }
}

//! Finding Chinese by what it is typed as: pinyin in full, by initials, or mixed.
//!
//! Pure; used by whoever lets people search, on any thread. It is for typing only:
//! how alike two sounds are is told by `sound`.

use super::simplified;
use pinyin::ToPinyinMulti;

/// Whether some stretch of `text` reads as the Latin letters and digits of `typed`,
/// every syllable spelled out or cut short after any letter, without tones: `bgwg`,
/// `buguiwoguan` and `buguiwg` all read as 不归我管. Spaces, apostrophes and
/// case in `typed` say nothing; punctuation in `text` is passed over. Nothing typed
/// reads as everything; typed characters of other scripts read as nothing.
pub fn reads_as(text: &str, typed: &str) -> bool {
    let typed: Vec<char> = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\'')
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ü' { 'v' } else { c })
        .collect();
    if !typed.iter().all(char::is_ascii_alphanumeric) {
        return false;
    }
    let read: Vec<Vec<String>> =
        simplified(text).chars().filter(|c| c.is_alphanumeric()).map(readings).collect();
    typed.is_empty() || (0..read.len()).any(|from| begins(&read[from..], &typed))
}

/// Whether the readings from their first on can be what was typed. Keeps all places
/// in `typed` that the syllables so far may reach, so it takes no time to speak of.
fn begins(read: &[Vec<String>], typed: &[char]) -> bool {
    let mut reached = vec![0];
    for readings in read {
        let mut next = Vec::new();
        for from in reached {
            for reading in readings {
                let same = reading.chars().zip(&typed[from..]).take_while(|(a, b)| a == *b);
                let most = same.count();
                if from + most == typed.len() {
                    return true;
                }
                next.extend((1..=most).map(|length| from + length));
            }
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            return false;
        }
        reached = next;
    }
    false
}

/// How a character is typed: all its readings, or itself.
pub(super) fn readings(c: char) -> Vec<String> {
    match c.to_pinyin_multi() {
        Some(all) => all.into_iter().map(|one| one.plain().replace('ü', "v")).collect(),
        None => vec![c.to_lowercase().collect()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_in_full_by_initials_or_mixed() {
        for typed in ["bgwg", "buguiwoguan", "BuGui WoGuan", "bu'guiwg", "wg", "guan", "gu", ""] {
            assert!(reads_as("这个不归我管", typed), "{typed}");
        }
        for typed in ["bgwgx", "bwg", "ugui", "不", "bgw管"] {
            assert!(!reads_as("这个不归我管", typed), "{typed}");
        }
    }

    #[test]
    fn other_readings_scripts_and_letters() {
        assert!(reads_as("银行", "yinhang") && reads_as("行不行", "xingbx"));
        assert!(reads_as("你說什麼", "nssm"));
        assert!(reads_as("女士,您好", "nvshininhao") && reads_as("女士", "nüs"));
        assert!(reads_as("请到A3窗口", "qda3ck"));
        assert!(!reads_as("", "a"));
    }
}

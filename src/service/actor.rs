//! The name under which what a person does is written down.
//!
//! Pure. A console says who is at it; nobody proves it: whoever may open the socket may
//! call themselves anything. It answers "who was it", not "may they".

use crate::record::MACHINE;

/// Characters of the longest name.
const MOST: usize = 64;

/// The name of whoever does not say theirs.
pub const UNNAMED: &str = "local";

/// `given` as it is written down: one line, at most 64 characters, nothing that hides
/// itself or turns the text round; [`UNNAMED`] when nothing is left. The machine's own
/// name is marked, so that no person's deed passes for the machine's.
pub fn cleaned(given: &str) -> String {
    let seen: String = given.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let kept = seen.split(' ').filter_map(|word| {
        let word: String = word.chars().filter(|c| !c.is_control() && !hides(*c)).collect();
        (!word.is_empty()).then_some(word)
    });
    let name: String = kept.collect::<Vec<_>>().join(" ").chars().take(MOST).collect();
    match name.trim_end() {
        "" => UNNAMED.to_owned(),
        name if name.eq_ignore_ascii_case(MACHINE) => format!("{name} (console)"),
        name => name.to_owned(),
    }
}

/// Characters that show nothing or change the direction of others.
fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line_and_never_the_machines() {
        for (given, written) in [
            ("李姐", "李姐"),
            ("  wang \t fang\n", "wang fang"),
            ("", "local"),
            (" \u{200b}\u{7} ", "local"),
            ("\u{202e}gnaw", "gnaw"),
            ("liyu", "liyu (console)"),
            (" LIYU ", "LIYU (console)"),
            ("li\u{200b}yu", "liyu (console)"),
        ] {
            assert_eq!(cleaned(given), written, "{given:?}");
        }
        assert_eq!(cleaned(&"名".repeat(99)).chars().count(), MOST);
    }
}

//! Words for screens: one table in Chinese and English, and values put into them.
//!
//! Pure. A screen carries its language in its state and picks its words by it, so
//! that a view depends on nothing else.

use std::fmt::Display;

/// Declares `Words`, the two tables of it, and `words(lang)`; expects `Lang` in scope. Each
/// `[part]` is a module in scope whose words were declared by [`part_of_words`].
macro_rules! words {
    ($([$part:ident])* $($name:ident: $zh:literal, $en:literal;)*) => {
        /// The words of one language.
        pub struct Words {
            $(pub $part: &'static $part::Words,)*
            $(pub $name: &'static str,)*
        }
        static ZH: Words = Words { $($part: &$part::ZH,)* $($name: $zh,)* };
        static EN: Words = Words { $($part: &$part::EN,)* $($name: $en,)* };

        /// The words of `lang`.
        pub fn words(lang: Lang) -> &'static Words {
            match lang {
                Lang::Zh => &ZH,
                Lang::En => &EN,
            }
        }
    };
}

/// Declares a part of a table: the same in a module of its own, without `words(lang)`.
macro_rules! part_of_words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        /// The words of one language.
        pub struct Words { $(pub $name: &'static str,)* }
        pub(super) static ZH: Words = Words { $($name: $zh,)* };
        pub(super) static EN: Words = Words { $($name: $en,)* };
    };
}

pub(crate) use {part_of_words, words};

/// Puts `values` in place of each `{}` of `template`, in order.
pub fn fill(template: &str, values: &[&dyn Display]) -> String {
    let mut parts = template.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for part in parts {
        if let Some(value) = values.next() {
            text.push_str(&value.to_string());
        }
        text.push_str(part);
    }
    text
}

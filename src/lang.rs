//! The language of everything a person reads: Chinese first, English on request.
//!
//! Owns one process-wide setting, read on any thread. It is chosen once by the
//! command line (`--lang`, else `LC_ALL`/`LC_MESSAGES`/`LANG`) and may be
//! switched live by the console. Logic never branches on it.

use std::sync::atomic::{AtomicU8, Ordering};

/// A language that texts for people exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese, the default.
    Zh,
    /// English.
    En,
}

static CURRENT: AtomicU8 = AtomicU8::new(0);

/// The language in force.
pub fn current() -> Lang {
    match CURRENT.load(Ordering::Relaxed) {
        1 => Lang::En,
        _ => Lang::Zh,
    }
}

/// Sets the language for the whole process.
pub fn set(lang: Lang) {
    CURRENT.store(lang as u8, Ordering::Relaxed);
}

impl Lang {
    /// Reads `zh`, `zh_CN.UTF-8`, `en`, `en_US.UTF-8` …; `None` for anything else.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let tag = tag.to_ascii_lowercase();
        if tag.starts_with("zh") {
            Some(Lang::Zh)
        } else if tag.starts_with("en") {
            Some(Lang::En)
        } else {
            None
        }
    }
}

/// Picks the text of the language in force.
pub fn pick(zh: &'static str, en: &'static str) -> &'static str {
    match current() {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// `format!` with a Chinese and an English template over the same arguments.
#[macro_export]
macro_rules! tr {
    ($zh:literal, $en:literal $(, $arg:expr)* $(,)?) => {
        match $crate::lang::current() {
            $crate::lang::Lang::Zh => format!($zh $(, $arg)*),
            $crate::lang::Lang::En => format!($en $(, $arg)*),
        }
    };
}

/// Tells a person something on stderr. Where stderr is gone or full, that is no
/// reason to stop listening.
pub fn tell(text: impl std::fmt::Display) {
    use std::io::Write;
    writeln!(std::io::stderr().lock(), "liyu: {text}").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_locales() {
        assert_eq!(Lang::from_tag("zh_CN.UTF-8"), Some(Lang::Zh));
        assert_eq!(Lang::from_tag("EN"), Some(Lang::En));
        assert_eq!(Lang::from_tag("C.UTF-8"), None);
    }
}

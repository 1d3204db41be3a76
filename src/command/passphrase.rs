//! Asking for passphrases: hidden on a terminal, a line each from standard input where
//! there is none.
//!
//! Runs on the main thread and waits for a person. They are wiped from memory when done
//! with; nothing prints or keeps them.

use crate::tr;
use crate::vault::Zeroizing;
use anyhow::{Context, Result, bail};
use std::io::{self, IsTerminal};

/// Characters of the shortest passphrase, as NIST SP 800-63B has it.
pub const LEAST: usize = 8;
/// Bytes of the longest.
const MOST: usize = 1024;

/// A passphrase, wiped when dropped.
pub type Passphrase = Zeroizing<String>;

/// Asks for the one that `who` has.
pub fn ask(who: &str) -> Result<Passphrase> {
    asked(&tr!("{} 的口令:", "passphrase of {}: ", who))
}

/// Asks for a secret that is no passphrase, told by `prompt`.
pub fn asked(prompt: &str) -> Result<Passphrase> {
    if io::stdin().is_terminal() {
        let typed = rpassword::prompt_password(prompt);
        return Ok(Zeroizing::new(typed.context(unasked())?));
    }
    let mut line = Zeroizing::new(String::new());
    let read = io::stdin().read_line(&mut line).context(unasked())?;
    if read == 0 {
        bail!("{}{}", prompt, tr!("标准输入里没有这一行", " standard input has no line for it"));
    }
    while line.ends_with(['\n', '\r']) {
        line.pop();
    }
    Ok(line)
}

/// Asks for a new one for `who`, twice on a terminal; refuses one that is too short.
pub fn make(who: &str) -> Result<Passphrase> {
    let first = asked(&tr!("给 {} 设一个新口令:", "a new passphrase for {}: ", who))?;
    fit(&first)?;
    if io::stdin().is_terminal() {
        let again = asked(&tr!("再输入一次:", "once more: "))?;
        if *again != *first {
            bail!(tr!("两次输入不同,未做任何改动", "the two differ; nothing was changed"));
        }
    }
    Ok(first)
}

fn fit(passphrase: &str) -> Result<()> {
    let length = passphrase.chars().count();
    if length < LEAST {
        bail!(tr!(
            "口令只有 {} 个字符,至少要 {} 个;一句自己记得住的话最好",
            "the passphrase has {} characters and must have {}; a sentence of your own is best",
            length,
            LEAST
        ));
    }
    if passphrase.len() > MOST || passphrase.chars().any(char::is_control) {
        bail!(tr!(
            "口令不能超过 {} 字节,不能含控制字符",
            "a passphrase has at most {} bytes and no control characters",
            MOST
        ));
    }
    Ok(())
}

fn unasked() -> String {
    tr!("读不到口令", "the passphrase cannot be read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ones_are_refused_with_what_to_do() {
        for (passphrase, fits) in [
            ("", false),
            ("七个字符的口令", false),
            ("八个字符的口令啊", true),
            ("correct horse battery staple", true),
            ("has a\tcontrol in it", false),
        ] {
            assert_eq!(fit(passphrase).is_ok(), fits, "{passphrase}");
        }
        assert!(fit(&"长".repeat(MOST)).is_err());
        let told = fit("123").map_err(|e| e.to_string()).unwrap_err();
        assert!(told.contains('8'), "{told}");
    }
}

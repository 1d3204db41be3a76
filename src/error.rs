//! How a failed command leaves the process.
//!
//! Errors are told on stderr in the words of the room where they arose; here
//! they only get their exit code.

use crate::pipeline::PipelineError;
use std::io;

/// The user's or the configuration's fault, or the world's.
pub const EXIT_FAULT: u8 = 1;
/// Wrong usage; clap's own code too.
pub const EXIT_USAGE: u8 = 2;
/// Whoever read our output has gone.
pub const EXIT_BROKEN_PIPE: u8 = 3;
/// Our bug.
pub const EXIT_BUG: u8 = 70;

/// Arguments that parse and make no sense together.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// The error and its causes on one line, none said twice: many of ours print their
/// cause themselves.
pub fn message(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !message.contains(&cause) {
            let colon = if message.is_empty() { "" } else { ": " };
            message = format!("{message}{colon}{cause}");
        }
    }
    message
}

/// The exit code for `error`.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    for cause in error.chain() {
        if cause.is::<Usage>() {
            return EXIT_USAGE;
        }
        if let Some(PipelineError::Panicked(_)) = cause.downcast_ref() {
            return EXIT_BUG;
        }
        // serde_json does not name the error of the writer as its cause.
        let json = cause.downcast_ref::<serde_json::Error>();
        let kind = json.and_then(serde_json::Error::io_error_kind);
        let kind = kind.or_else(|| cause.downcast_ref::<io::Error>().map(io::Error::kind));
        if kind == Some(io::ErrorKind::BrokenPipe) {
            return EXIT_BROKEN_PIPE;
        }
    }
    EXIT_FAULT
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{Context, anyhow};

    /// Whoever read has gone.
    struct Gone;

    impl io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn causes_have_their_codes_however_deep() {
        let pipe = io::Error::from(io::ErrorKind::BrokenPipe);
        let wrapped = Err::<(), _>(pipe).context("writing");
        assert_eq!(wrapped.map_err(|e| exit_code(&e)), Err(EXIT_BROKEN_PIPE));
        let json = serde_json::to_writer(Gone, &1).map_err(|e| exit_code(&e.into()));
        assert_eq!(json, Err(EXIT_BROKEN_PIPE));
        assert_eq!(exit_code(&PipelineError::Panicked("judge").into()), EXIT_BUG);
        assert_eq!(exit_code(&Usage("no".to_owned()).into()), EXIT_USAGE);
        assert_eq!(exit_code(&anyhow!("anything")), EXIT_FAULT);
    }
}

//! The program: parses, runs a command, tells its errors, exits with its code.

use liyu::command;
use liyu::error::{EXIT_BROKEN_PIPE, EXIT_BUG, exit_code, message};
use liyu::lang::tell;
use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    liyu::heap::give_back();
    let cli = liyu::cli::parse();
    match panic::catch_unwind(|| command::run(cli)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            let code = exit_code(&error);
            // Nobody reads what a broken pipe would be told about.
            if code != EXIT_BROKEN_PIPE {
                tell(message(&error));
            }
            ExitCode::from(code)
        }
        Err(_) => ExitCode::from(EXIT_BUG),
    }
}

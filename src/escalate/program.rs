//! The hall's own program, told of one incident.
//!
//! Runs on the thread `escalate`, which waits for it, but never longer than
//! [`WITHIN`]. By no shell: its arguments are what the settings say, whatever an
//! incident holds.

use crate::tr;
use std::io::{ErrorKind, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long it may take; then it is ended.
const WITHIN: Duration = Duration::from_secs(10);

/// Between two looks whether it has ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Runs `program` with `json` and a line feed on its standard input; gives why it did not
/// end well.
pub(super) fn run(program: &str, arguments: &[String], json: &[u8]) -> Result<(), String> {
    run_within(program, arguments, json, WITHIN)
}

fn run_within(
    program: &str,
    arguments: &[String],
    json: &[u8],
    within: Duration,
) -> Result<(), String> {
    let failed = |e: &std::io::Error| tr!("程序 {} 无法运行:{}", "cannot run {}: {}", program, e);
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| failed(&e))?;
    if let Some(mut stdin) = child.stdin.take() {
        // It fits what a pipe holds, so a program that does not read holds nothing up.
        match stdin.write_all(json).and_then(|()| stdin.write_all(b"\n")) {
            Err(e) if e.kind() != ErrorKind::BrokenPipe => return Err(failed(&e)),
            _ => {}
        }
    }
    match wait(&mut child, Instant::now() + within).map_err(|e| failed(&e))? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(tr!("程序 {} 报错({})", "{} failed ({})", program, status)),
        None => Err(tr!(
            "程序 {} 超过 {} 秒未结束,已终止",
            "{} took longer than {} s and was ended",
            program,
            within.as_secs_f64()
        )),
    }
}

/// Its status; `None` when it had to be ended.
fn wait(child: &mut Child, deadline: Instant) -> std::io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(LOOK_EVERY);
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    fn shell(script: &str) -> Vec<String> {
        ["-c", script].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_program_reads_the_incident_and_its_arguments_as_they_stand() {
        let dir = tempfile::tempdir().unwrap();
        let got = dir.path().join("got");
        let mut arguments = shell("cat > \"$0\"; printf %s \"$1\" >> \"$0\"");
        arguments.extend([got.display().to_string(), "$(touch x); 三号".to_owned()]);
        run("sh", &arguments, b"{\"id\":\"x\"}").unwrap();
        assert_eq!(fs::read_to_string(got).unwrap(), "{\"id\":\"x\"}\n$(touch x); 三号");
    }

    #[test]
    fn what_fails_hangs_or_is_not_there_is_told() {
        for (program, script, told) in [
            ("sh", "exit 3", "3"),
            ("sh", "exec sleep 60", "0.05"),
            ("no-such-program-of-the-hall", "", "no-such-program-of-the-hall"),
        ] {
            let why = run_within(program, &shell(script), b"{}", Duration::from_millis(50));
            let why = why.unwrap_err();
            assert!(why.contains(told), "{why}");
        }
        let deaf = run("sh", &shell("exec <&-; exit 0"), &vec![b'x'; 4_000]);
        assert_eq!(deaf, Ok(()), "a program need not read");
    }
}

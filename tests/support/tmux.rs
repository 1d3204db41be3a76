//! A terminal for programs that draw: a private tmux server with one pane and a shell.
//!
//! Reads the screen as a person would see it. Fails, rather than being skipped, where there
//! is no tmux.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// Between two looks at the screen.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// The prompt of its shell.
pub const PROMPT: &str = "shell>";

/// A terminal; its server is ended when this is dropped.
pub struct Tmux {
    folder: tempfile::TempDir,
}

impl Tmux {
    /// A shell in a terminal of this size, in the package's directory, with `environment`.
    pub fn start(columns: u16, rows: u16, environment: &[(String, String)]) -> Tmux {
        let tmux = Tmux { folder: tempfile::tempdir().unwrap() };
        let mut command = tmux.command();
        command.args(["new-session", "-d", "-s", "t"]);
        command.args(["-x", &columns.to_string(), "-y", &rows.to_string()]);
        command.arg("-c").arg(super::root());
        for (name, value) in environment {
            command.arg("-e").arg(format!("{name}={value}"));
        }
        let shell = format!("env -u ENV LANG=C.UTF-8 PS1='{PROMPT} ' sh");
        let output =
            command.arg(shell).output().expect("tmux is not installed (apt-get install tmux)");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        // An alternate screen is what we look for at the end; no bar of its own.
        tmux.tell(&["set-option", "-g", "status", "off"]);
        tmux.wait_for("a prompt", |screen| screen.contains(PROMPT));
        tmux
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("tmux")
    }

    fn command(&self) -> Command {
        let mut command = Command::new("tmux");
        // Whoever runs the tests may sit in a tmux of their own, with settings of their own.
        command.env_remove("TMUX").env_remove("TMUX_PANE").env("TERM", "xterm-256color");
        command.args(["-u", "-f", "/dev/null", "-S"]).arg(self.socket());
        command
    }

    fn tell(&self, args: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.command().args(args).output().unwrap();
        assert!(status.success(), "{args:?}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap()
    }

    /// What the screen shows, one line a row.
    pub fn screen(&self) -> String {
        self.tell(&["capture-pane", "-p", "-t", "t"])
    }

    /// Presses keys, named as tmux names them (`Enter`, `Escape`, `Down`, `c`).
    pub fn press(&self, keys: &[&str]) {
        let mut args = vec!["send-keys", "-t", "t"];
        args.extend(keys);
        self.tell(&args);
    }

    /// Types text as it is.
    pub fn write(&self, text: &str) {
        self.tell(&["send-keys", "-t", "t", "-l", text]);
    }

    /// Types a line into the shell.
    pub fn line(&self, text: &str) {
        self.write(text);
        self.press(&["Enter"]);
    }

    /// Makes the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        let (columns, rows) = (columns.to_string(), rows.to_string());
        self.tell(&["resize-window", "-t", "t", "-x", &columns, "-y", &rows]);
    }

    /// Looks until the screen is as `wanted`; gives it.
    pub fn wait_for(&self, what: &str, mut wanted: impl FnMut(&str) -> bool) -> String {
        let deadline = Instant::now() + super::PATIENCE;
        loop {
            let screen = self.screen();
            if wanted(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "waited in vain for {what}:\n{screen}");
            std::thread::park_timeout(LOOK_EVERY);
        }
    }

    /// The process in front in the pane below the shell, by its command's beginning.
    pub fn pid_of(&self, program: &str) -> String {
        let shell = self.tell(&["display-message", "-p", "-t", "t", "#{pane_pid}"]);
        let children = Command::new("pgrep").args(["-P", shell.trim(), "-f", program]).output();
        let found = String::from_utf8(children.unwrap().stdout).unwrap();
        found.lines().next().expect("the program does not run").to_owned()
    }

    /// Fails unless the terminal is as a shell needs it: a prompt at the end, the usual
    /// screen, a cursor, no mouse taken, echo and lines; and `left` nowhere on it.
    pub fn assert_given_back(&self, left: &[&str]) {
        let modes = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_flag}";
        let modes = self.tell(&["display-message", "-p", "-t", "t", modes]);
        assert_eq!(modes.trim(), "0 1 0 0", "alternate screen, cursor, mouse, keypad");
        let screen = self.screen();
        for text in left {
            assert!(!screen.contains(text), "{text} is left on the screen:\n{screen}");
        }
        self.line("clear; stty -a; echo after-$((40 + 2))");
        let screen = self.wait_for("the shell", |screen| screen.contains("after-42"));
        let sane = |word: &str| screen.split([' ', ';', '\n']).any(|found| found == word);
        for word in ["echo", "icanon", "isig", "icrnl", "opost"] {
            assert!(sane(word), "{word}:\n{screen}");
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        // A server that never started needs no end.
        let _ = self.command().arg("kill-server").output();
    }
}

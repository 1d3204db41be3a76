//! Writing a text so that whoever reads the file sees the old one or the new one.
//!
//! Touches the disk; runs on the thread of whoever saves.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes `text` to `path` in one step: into a file beside it that is synced and
/// then takes its name. The folder is made when it is not there; an existing
/// file's permissions are kept. Fails without having touched the old file.
pub fn save(path: &Path, text: &str) -> io::Result<()> {
    // Behind a link the file itself is replaced, and the link stays.
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut new = tempfile::Builder::new().prefix(".").suffix(".tmp").tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    match fs::metadata(&real) {
        Ok(old) => new.as_file().set_permissions(old.permissions())?,
        Err(_) => readable(new.as_file())?,
    }
    new.as_file().sync_all()?;
    new.persist(&real).map_err(|e| e.error)?;
    Ok(())
}

/// A list is no secret, and the service may run under another name than its trainer.
#[cfg(unix)]
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_new_text_takes_the_place_of_the_old_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("versions/a.toml");
        save(&path, "一").unwrap();
        save(&path, "二").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "二");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        let blocked = path.join("b.toml");
        assert!(save(&blocked, "三").is_err(), "a file is no folder");
    }
}

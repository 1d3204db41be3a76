//! The file that holds what the console remembers, in the person's own settings.
//!
//! Touches the disk and the environment, on the console's thread, and only when asked.
//! What cannot be read or written is told and never ends the console.

use super::settings::Settings;
use crate::tr;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Bytes of the longest file that is ours.
const LONGEST: u64 = 1 << 20;

/// Where it lies for this person; `None` where the system names no place.
pub fn place() -> Option<PathBuf> {
    place_from(|name| std::env::var_os(name))
}

/// By the XDG rules, `APPDATA` on Windows; paths that are not absolute do not count.
fn place_from(environment: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let named = |name: &str| environment(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let home = || named("HOME").map(|home| home.join(".config"));
    let configs = named("XDG_CONFIG_HOME").or_else(|| named("APPDATA")).or_else(home)?;
    Some(configs.join("liyu").join("console.json"))
}

/// What was remembered; the defaults when nothing was.
pub fn load(path: &Path) -> Result<Settings, String> {
    let broken = |why: &dyn std::fmt::Display| {
        tr!(
            "读不懂 {}({}),先用默认设置",
            "cannot read {} ({}), going on with the defaults",
            path.display(),
            why
        )
    };
    let text = match fs::metadata(path) {
        Ok(file) if file.len() > LONGEST => return Err(broken(&file.len())),
        Ok(_) => fs::read_to_string(path).map_err(|error| broken(&error))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Settings::default()),
        Err(error) => return Err(broken(&error)),
    };
    Settings::from_text(&text).map_err(|error| broken(&error))
}

/// Writes it beside the old one and puts it in its place, so that none is ever half.
pub fn save(path: &Path, settings: &Settings) -> Result<(), String> {
    let write = || -> io::Result<()> {
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir)?;
        }
        let text = settings.to_text().map_err(io::Error::other)?;
        let beside = path.with_extension(format!("{}.tmp", std::process::id()));
        fs::write(&beside, text)?;
        fs::rename(&beside, path).inspect_err(|_| {
            // What was in the way is told; the copy must not stay.
            let _ = fs::remove_file(&beside);
        })
    };
    write().map_err(|error| {
        tr!(
            "无法写入 {}({}),这次的界面设置不会保留",
            "cannot write {} ({}), views and filters will not be remembered",
            path.display(),
            error
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_lies_where_the_system_says() {
        let with = |pairs: &'static [(&str, &str)]| {
            place_from(move |name| {
                pairs.iter().find(|(known, _)| *known == name).map(|(_, path)| path.into())
            })
        };
        let at = |path: &str| Some(PathBuf::from(path));
        assert_eq!(with(&[]), None);
        assert_eq!(with(&[("HOME", "/h")]), at("/h/.config/liyu/console.json"));
        let both = with(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")]);
        assert_eq!(both, at("/x/liyu/console.json"));
        let relative = with(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "x")]);
        assert_eq!(relative, at("/h/.config/liyu/console.json"));
    }

    #[test]
    fn what_was_saved_is_loaded_and_a_broken_file_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a").join("console.json");
        assert_eq!(load(&path), Ok(Settings::default()));
        save(&path, &Settings::default()).unwrap();
        assert_eq!(load(&path), Ok(Settings::default()));
        assert_eq!(fs::read_dir(dir.path().join("a")).unwrap().count(), 1, "a copy stayed");
        fs::write(&path, "{").unwrap();
        assert!(load(&path).unwrap_err().contains("console.json"));
        fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(load(&path).is_err());
        let inside_a_file = path.join("console.json");
        assert!(save(&inside_a_file, &Settings::default()).is_err());
    }
}

//! What an evaluation leaves on disk, and an earlier one read again.

use crate::eval::{Report, Unit, show};
use crate::tr;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

const UNITS: &str = "utterances.jsonl";

/// Writes the report as JSON and text, every utterance, and the curve.
pub fn write(folder: &Path, report: &Report, units: &[Unit]) -> Result<()> {
    let failed = |path: &Path| tr!("写不进 {}", "cannot write {}", path.display());
    fs::create_dir_all(folder).with_context(|| failed(folder))?;
    let mut lines = Vec::new();
    for unit in units {
        serde_json::to_writer(&mut lines, unit)?;
        lines.push(b'\n');
    }
    let files = [
        ("report.json", serde_json::to_vec_pretty(report)?),
        ("report.txt", show(report).into_bytes()),
        (UNITS, lines),
        ("det.svg", report.det_svg().into_bytes()),
    ];
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| failed(&path))?;
    }
    Ok(())
}

/// The utterances of an earlier run: its folder, its `report.json`, which lies beside
/// them, or they themselves.
pub fn units(path: &Path) -> Result<Vec<Unit>> {
    let file: PathBuf = if path.is_dir() {
        path.join(UNITS)
    } else if path.extension().is_some_and(|end| end == "json") {
        path.with_file_name(UNITS)
    } else {
        path.to_owned()
    };
    let told = || {
        tr!(
            "读不了以前的结果 {};请给 --out 写下的目录",
            "cannot read the earlier run {}; give the folder that --out wrote",
            file.display()
        )
    };
    let text = fs::read_to_string(&file).with_context(told)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let units = lines.map(serde_json::from_str::<Unit>).collect::<Result<Vec<_>, _>>();
    units.with_context(told)
}

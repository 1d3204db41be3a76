//! The screens and keys in the documents are those that are drawn. With
//! `INSTA_UPDATE=always` the documents are written anew.

use super::*;
use crate::console::keys::{self, Place};
use crate::console::text::words;
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- ";
const END: &str = "<!-- end -->";

/// What stands between `<!-- screen: NAME -->` or `<!-- keys -->` and `<!-- end -->`.
fn written(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match name.strip_prefix("screen: ") {
        Some(shot) => {
            let file = format!("src/console/tests/snapshots/liyu__console__tests__{shot}.snap");
            let text =
                fs::read_to_string(root.join(&file)).unwrap_or_else(|e| panic!("{file}: {e}"));
            let (_, shown) = text.split_once("\n---\n").unwrap();
            let rows: Vec<_> = shown.trim_end().lines().map(str::trim_end).collect();
            format!("```text\n{}\n```\n", rows.join("\n"))
        }
        None => {
            let (zh, en) = (words(Lang::Zh), words(Lang::En));
            let mut table = "| 键 / key | 作用 | what it does |\n|---|---|---|\n".to_owned();
            for place in Place::ALL {
                table.push_str(&format!(
                    "| | **{}** | **{}** |\n",
                    zh.place(place),
                    en.place(place)
                ));
                for binding in keys::all().filter(|binding| binding.place == place) {
                    let (zh, en) = ((binding.label)(zh), (binding.label)(en));
                    table.push_str(&format!("| `{}` | {zh} | {en} |\n", binding.name));
                }
            }
            table
        }
    }
}

fn renewed(text: &str) -> String {
    let mut new = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(BEGIN) {
        let (before, after) = rest.split_at(at);
        let (name, after) = after[BEGIN.len()..].split_once(" -->\n").unwrap();
        let (_, after) = after.split_once(END).unwrap_or_else(|| panic!("{name} has no end"));
        new.push_str(&format!("{before}{BEGIN}{name} -->\n{}{END}", written(name)));
        rest = after;
    }
    new + rest
}

#[test]
fn documents_show_what_is_drawn() {
    for page in ["docs/console.md", "docs/console-guide.zh.md", "docs/review.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let text = fs::read_to_string(&path).unwrap();
        let new = renewed(&text);
        if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
            fs::write(&path, new).unwrap();
        } else {
            let differs = text.lines().zip(new.lines()).find(|(old, new)| old != new);
            assert!(text == new, "{page}: {differs:#?}; run this test with INSTA_UPDATE=always");
        }
    }
}

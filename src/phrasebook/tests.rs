//! The shipped packs, and what a broken pack is told.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::document::Document;

#[test]
fn shipped_packs_are_whole() {
    let book = Phrasebook::shipped().unwrap_or_else(|faults| panic!("{faults}"));
    let core: Vec<_> = book.phrases().iter().filter(|p| p.pack == "taboo-core").collect();
    assert_eq!(core.len(), 11);
    assert!(core.iter().all(|p| p.list == List::Taboo && p.source.contains("(L")));
    assert!(
        book.phrases()
            .iter()
            .filter(|p| p.pack.ends_with("-common"))
            .all(|p| p.source.starts_with("ours"))
    );
    assert_eq!(book.version().len(), 64);
    assert_eq!(book.phrase("T004").unwrap().text, "不归我管");
    assert!(book.phrases().iter().any(Phrase::is_template));
}

fn faults(text: &str) -> String {
    match Phrasebook::read(&[Document::new("x.toml", text)]) {
        Ok(book) => format!("{} phrases", book.phrases().len()),
        Err(faults) => faults.to_string(),
    }
}

const HEADER: &str = "[pack]\nname = \"x\"\ntitle = \"x\"\n";

#[test]
fn every_fault_has_its_place() {
    let text = format!(
        "{HEADER}[[phrase]]\nid = \"A\"\ntext = \"不\"\nlist = \"taboo\"\nseverity = \"grave\"\nspeaker = \"any\"\nsource = \"ours\"\n\
         [[phrase]]\nid = \"A\"\ntext = \"\"\nlist = \"civil\"\nseverity = \"serious\"\ncolour = \"red\"\n\
         [[phrase]]\nid = \"B\"\ntext = \"收您{{金额元\"\nlist = \"civil\"\nsource = \"ours\"\nvariants = [\"，\"]\n"
    );
    insta::assert_snapshot!(faults(&text), @r#"
    x.toml:6:9: phrase.text: “不”只有 1 个字,至少要 2 个字(或改用更严的 strictness)
    x.toml:8:13: phrase.severity: 应为其中之一:minor, serious, critical,现为 "grave"
    x.toml:11:1: phrase.source: 缺少这一项
    x.toml:12:7: phrase.id: 编号 A 重复,已用于 x
    x.toml:13:8: phrase.text: 不能为空
    x.toml:15:13: phrase.severity: 文明用语没有严重程度,请删去
    x.toml:16:1: phrase.colour: 不认识这一项,可用的有:aliases, category, context, decoys, followed_by, group, hours, id, lead_ins, list, mode, near, near_chars, not_near, not_within, notes, position, preceded_by, remedy, remedy_s, scene, severity, source, speaker, strictness, text, variants
    x.toml:19:9: phrase.text: “收您{金额元”的空位没写完整,应写成 {名称}
    x.toml:22:14: phrase.variants: “，”只有 0 个字,至少要 2 个字(或改用更严的 strictness)
    "#);
}

#[test]
fn a_pack_without_header_or_file_is_told_so() {
    assert!(faults("").contains("pack"));
    let missing = Phrasebook::load(None, &["no-such".to_owned()]).unwrap_err();
    assert!(missing.to_string().contains("no-such"));
}

#[test]
fn a_folder_comes_before_the_shipped_copy() {
    let folder = tempfile::tempdir().unwrap();
    let own = format!(
        "{HEADER}[[phrase]]\nid = \"A\"\ntext = \"不归我管\"\nlist = \"taboo\"\nseverity = \"minor\"\nspeaker = \"any\"\nsource = \"ours\"\n"
    );
    std::fs::write(folder.path().join("taboo-core.toml"), own).unwrap();
    let names = ["taboo-core".to_owned(), "civil-core".to_owned()];
    let book = Phrasebook::load(Some(folder.path()), &names).unwrap();
    assert_eq!(book.phrases()[0].id, "A");
    assert!(book.phrase("C001").is_some());
}

#[test]
fn the_version_follows_content_and_not_layout() {
    let entry = |id: &str, text: &str| {
        format!(
            "[[phrase]]\nid = \"{id}\"\ntext = \"{text}\"\nlist = \"civil\"\nsource = \"ours\"\n"
        )
    };
    let version = |text: String| {
        Phrasebook::read(&[Document::new("x.toml", text)]).unwrap().version().to_owned()
    };
    let one = version(format!("{HEADER}{}{}", entry("A", "您好"), entry("B", "再见")));
    let moved =
        version(format!("{HEADER}# a comment\n{}{}", entry("B", "再见"), entry("A", "您好")));
    let other = version(format!("{HEADER}{}{}", entry("A", "你好"), entry("B", "再见")));
    assert_eq!(one, moved);
    assert_ne!(one, other);
}

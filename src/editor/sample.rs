//! A pack and what a check of it might say, for tests.

use super::check::{Checked, Note, Tried};
use super::files::Shelf;
use super::pack::{Origin, Pack};
use crate::document::Document;
use crate::lang::Lang;
use crate::lint::Level;
use crate::phrasebook::{List, Phrasebook, Severity};
use crate::spot::{How, Spotter};
use std::path::PathBuf;
use std::sync::Arc;

/// A pack with a little of everything.
pub const TEXT: &str = r#"# Of a test.

[pack]
name = "own"
title = "自拟用语"
owner = "业务科"

# --- refusals ---

[[phrase]]
id = "T001"
text = "不知道"
list = "taboo"
scene = "inquiry"
severity = "serious"
speaker = "clerk"
decoys = ["不知道您带身份证了没有", "不知道您方便吗"] # ours
source = "004 流程手册 四(二)2 (L8)"

# the first that was printed
[[phrase]]
id = "T002"
text = "不归我管"
list = "taboo"
scene = "inquiry"
severity = "critical"
speaker = "any"
variants = [
    "不归我们管", # many
    "不是我管的",
]
hours = { closing = "critical" }
context = [{ when = "before", said = ["找领导"], within_turns = 1, count = "never" }]
source = "ours: 测试"

[[category]]
id = "K001"
text = "讽刺挖苦"
list = "taboo"
scene = "dispute"
source = "004 流程手册 四(二)2 (L8)"

[[phrase]]
id = "C001"
text = "您好"
list = "civil"
mode = "exact"
source = "002 (L386)"
"#;

/// The pack, and one that only the program has.
pub fn shelf() -> Shelf {
    let file = Origin::File(Arc::from(TEXT));
    let own = Pack::new("own", PathBuf::from("phrases/own.toml"), TEXT, file, true);
    let text = "[pack]\nname = \"kept\"\ntitle = \"自带\"\nowner = \"x\"\n\n[[phrase]]\nid = \"P1\"\ntext = \"请坐\"\nlist = \"civil\"\nsource = \"ours: 测试\"\n";
    let kept = Pack::new("kept", PathBuf::from("phrases/kept.toml"), text, Origin::Program, false);
    let bad = Pack::new("bad", PathBuf::from("phrases/bad.toml"), "x = [", Origin::Program, false);
    Shelf { packs: vec![own, kept, bad], first: 0 }
}

/// Findings in either language; those of the real check come in that of the process.
pub fn checked(lang: Lang, turn: u64) -> Checked {
    let note = |level, entry: Option<usize>, id: &str, zh: (&str, &str), en: (&str, &str)| {
        let (message, hint) = if lang == Lang::Zh { zh } else { en };
        let (message, hint) = (message.to_owned(), hint.to_owned());
        Note { level, is_fault: false, entry, id: id.to_owned(), message, hint }
    };
    let notes = vec![
        note(
            Level::Warning,
            None,
            "",
            ("用语包没有写生效日期", "写上日期"),
            ("the pack does not say since when", "write the date"),
        ),
        note(
            Level::Error,
            Some(0),
            "T001",
            ("“不知道”和文明用语 C001 读音太近", "加一条避让语"),
            ("\"不知道\" sounds like the civil phrase C001", "add a decoy"),
        ),
        note(
            Level::Warning,
            Some(1),
            "T002",
            ("“不归我管”也在别的条目里", "并成一条"),
            ("\"不归我管\" stands in another entry too", "make them one"),
        ),
    ];
    let survey = Phrasebook::survey(&[Document::new("own", TEXT)]);
    let spotter = Arc::new(Spotter::new(Arc::new(survey.book)));
    Checked { turn, notes, spotter, is_partial: false }
}

/// What a sentence may come to, in either language.
pub fn tried(lang: Lang) -> Vec<Tried> {
    let stop = if lang == Lang::Zh {
        "是避让语“不知道您方便吗”(T001)"
    } else {
        "is the decoy \"不知道您方便吗\" (T001)"
    };
    let tried = |id: &str, phrase: &str, heard: &str, stopped_by: Option<&str>| Tried {
        id: id.to_owned(),
        phrase: phrase.to_owned(),
        list: List::Taboo,
        severity: Severity::Serious,
        heard: heard.to_owned(),
        how: How::Pinyin,
        score: 0.94,
        stopped_by: stopped_by.map(str::to_owned),
    };
    vec![tried("T001", "不知道", "不知道", Some(stop)), tried("T002", "不归我管", "不贵我管", None)]
}

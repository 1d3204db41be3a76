//! How to mend what the reader of packs found.
//!
//! Pure.

use crate::phrasebook::{KINDS, rule};
use crate::tr;

/// The hint for a rule of the reader.
pub(super) fn of(name: &str) -> String {
    match name {
        rule::DUPLICATE_ID => tr!(
            "换一个没有用过的编号;改动一条用语请改原条目,不要另写一条",
            "take an id that is not in use; to change a phrase, change its entry"
        ),
        rule::TOO_SHORT => tr!(
            "把话写完整,或写 strictness = \"strict\"(只认原字);避让语和别名至少两个字",
            "write more of the sentence, or strictness = \"strict\" (the very characters); guards and aliases need two"
        ),
        rule::TORN_SLOT => tr!("空位写成 {{金额}} 的样子", "write a slot as {{money}}"),
        rule::UNKNOWN_SLOT => {
            let names: Vec<&str> = KINDS.iter().map(|(_, names)| names[0]).collect();
            tr!(
                "空位可用 {};任意内容写 {{任意:8}}(至多 8 个字)",
                "kinds of slots: {}; for anything write {{任意:8}}, at most 8 characters",
                names.join("、")
            )
        }
        rule::SLOT_HERE => tr!(
            "别名、避让语等是比对用的原话,把空位换成真的字",
            "aliases and guards are compared as they stand; write words in place of the slot"
        ),
        rule::MISSING_SOURCE => tr!(
            "写规章名和条款,如 source = \"004 服务流程手册 四(二)2 (L8)\";自拟的写 \"ours: 理由\"",
            "name the regulation and article, as in source = \"004 … 四(二)2 (L8)\"; of your own: \"ours: why\""
        ),
        rule::INCOMPLETE_TABOO => tr!(
            "忌语要写 severity(minor、serious、critical)和 speaker(clerk、any、citizen)",
            "a taboo phrase needs severity (minor, serious, critical) and speaker (clerk, any, citizen)"
        ),
        rule::WRONG_LIST => tr!("删去这一项,或改 list", "remove the key, or change the list"),
        rule::CONTEXT_WORDS => {
            tr!("写对话里真会说的词句", "write words that are really said in the conversation")
        }
        _ => tr!("各项的写法见 docs/phrases.md", "docs/phrases.md says how everything is written"),
    }
}

//! Every word of the editor, once, in Chinese and English.
//!
//! Pure data. The editor carries its language in its state and picks its words by
//! it, so that a view depends on nothing else.

pub use crate::screen::words::fill;

use crate::lang::Lang;
use crate::phrasebook::Severity;
use crate::screen::words::words;
use crate::spot::How;

words! {
    // Top line.
    product: "礼语 用语编辑", "liyu phrase editor";
    unsaved: "未保存", "unsaved";
    in_program: "程序自带", "in the program";
    not_in_use: "未启用", "not in use";
    all_scenes: "全部场景", "all scenes";
    no_scene: "(未写场景)", "(no scene)";
    scene_is: "场景:{}", "scene: {}";
    looked_for: "查找:{}", "search: {}";
    counted: "错误 {} 提醒 {}", "errors: {}, warnings: {}";
    checking: "检查中…", "checking…";
    too_small: "终端太小:现为 {}x{},至少需要 {}x{}",
               "terminal too small: it is {}x{}, at least {}x{} is needed";

    // Panels.
    entries: "条目 {}/{}", "Entries {}/{}";
    no_entries: "这个包里没有条目。按 n 新建。", "No entries in this pack. Press n for a new one.";
    none_found: "没有找到。按 Esc 看全部。", "Nothing found. Esc shows all.";
    broken: "这个文件现在不能编辑,请先改好再打开:", "This file cannot be edited now; mend it first:";
    fields: "各项", "Fields";
    findings: "检查结果", "Findings";
    on_pack: "(整个包)", " (the pack)";
    fine: "这一条没有发现问题。", "Nothing wrong with this entry.";
    hint: "怎么改:", "do: ";
    error: "错误", "error";
    warning: "提醒", "warning";
    trial: "试一句", "Try a sentence";
    trial_empty: "按 t 输入一句话,随改随看会不会命中。", "Press t and type a sentence; what it hits follows every change.";
    no_hit: "没有命中。", "No hit.";
    partial_lists: "有错误的条目没有参加", "entries with errors take no part";
    hit: "命中", "hit";
    stopped: "拦下", "stopped";
    score: "得分", "score";
    packs: "用语包", "Packs";
    scenes: "场景", "Scenes";
    search: "查找(文字、编号、拼音或首字母)", "Search (text, id, pinyin or its initials)";
    new_entry: "新条目", "New entry";
    change: "修改:{}", "Change: {}";
    one_a_line: "一行一条,改好按 Ctrl-S", "one a line; Ctrl-S when done";
    not_written: "(不写)", "(leave out)";
    add_here: "按 Enter 添加", "Enter adds one";
    unknown_key: "不认识的项", "unknown key";

    // Lists, severities and other words.
    taboo: "忌语:不许说", "must not be said";
    civil: "文明用语:应当说", "should be said";
    taboo_sign: "忌", "T";
    civil_sign: "文", "C";
    category_sign: "类", "K";
    minor: "轻微:冷淡", "a coldness";
    serious: "较重:推诿拒绝", "a refusal or a shove";
    critical: "严重:辱骂威胁", "an insult or a threat";
    by_clerk: "只算柜员说的", "only from the clerk";
    by_any: "说话人不明也算", "from an unknown mouth as well";
    by_citizen: "只有群众会说,不报警", "only citizens say it, no alarm";
    said_by_any: "谁说都算", "whoever says it";
    said_by_clerk: "柜员说的", "said by the clerk";
    said_by_citizen: "群众说的", "said by the citizen";
    strict: "只认原字", "the very characters";
    normal: "同音、近音也算", "sound-alikes too";
    loose: "更远的近音也算,只用于长句", "farther sounds too, for long phrases";
    mode_exact: "规定的原话", "prescribed words";
    mode_one_of: "同组说一句即可", "one of its group is enough";
    mode_example: "说法举例", "an example";
    mode_lexicon: "推荐词汇", "recommended vocabulary";
    mode_speech_act: "意思到了就算", "the act counts, in any words";
    anywhere: "哪里都算", "anywhere";
    first: "句首才算", "in the first clause";
    last: "句末才算", "in the last clause";
    whole: "单独一句才算", "only if it is all that was said";
    yes: "是", "yes";
    no: "否", "no";
    partial: "减轻一级:只是指路", "one step: a bare direction";
    full: "完全补救:帮问、带去、给电话", "in full: a hand-over";
    nothing: "这时不算", "does not count then";
    merit: "这时算加分", "counts in favour then";
    before: "之前", "before it";
    after: "之后", "after it";
    only: "有才算", "counts only with it";
    never: "有就不算", "does not count with it";
    exact: "逐字", "exact";
    pinyin: "同音", "by sound";
    alias: "常见误听", "known mis-hearing";

    // Fields.
    f_id: "编号", "id";
    f_text: "用语", "text";
    f_list: "类别", "list";
    f_severity: "程度", "severity";
    f_speaker: "谁说才算", "speaker";
    f_variants: "其他说法", "variants";
    f_decoys: "避让语", "decoys";
    f_not_within: "长句除外", "not within";
    f_aliases: "常见误听", "aliases";
    f_near: "附近须有", "near";
    f_not_near: "附近不能有", "not near";
    f_near_chars: "附近几个字", "near chars";
    f_position: "句中位置", "position";
    f_lead_ins: "转述不算", "lead-ins";
    f_strictness: "比对松紧", "strictness";
    f_remedy_s: "补救时限秒", "remedy within s";
    f_remedy: "能补救", "remedy";
    f_open: "开放时", "hours: open";
    f_closing: "临近下班", "hours: closing";
    f_closed: "下班后", "hours: closed";
    f_condition: "条件", "context";
    f_when: "看哪边", "when";
    f_said: "说了什么", "said";
    f_by: "谁说", "by";
    f_within_s: "几秒内", "seconds";
    f_within_turns: "几轮内", "turns";
    f_count: "怎么算", "count";
    f_add_condition: "加条件", "add a context";
    f_mode: "方式", "mode";
    f_group: "组", "group";
    f_scene: "场景", "scene";
    f_category: "性质", "category";
    f_source: "出处", "source";
    f_notes: "备注", "notes";
    f_packs: "由哪些包填", "packs";

    a_id: "全部用语包里不能重复。", "Unique among all packs.";
    a_text: "规章上印的原话;空位写 {金额} 这样。", "As printed; slots such as {金额}.";
    a_list: "忌语,还是文明用语。", "Taboo or civil.";
    a_severity: "忌语必须写。", "A taboo phrase must say.";
    a_speaker: "群众也常说的话,选只算柜员说的。", "If citizens say it too: only from the clerk.";
    a_variants: "换个说法也算这条。", "Other wordings that count as the phrase.";
    a_decoys: "像但无害的话,例如“不知道您带身份证了没有”;说的是它就不算。",
              "Harmless look-alikes; what they cover does not count.";
    a_not_within: "出现在这些更长的词里就不算,例如“主管”里的“管”。按字比。",
                  "Longer harmless strings that hold it; compared by character.";
    a_aliases: "识别常把它写成的别的字。按字比。", "What the recogniser writes for it; by character.";
    a_near: "同一句里要有其中一个才算。", "One of these must stand in the same utterance.";
    a_not_near: "同一句里有其中一个就不算。", "None of these may stand in the same utterance.";
    a_near_chars: "上两项看多远;不写看整句。", "How far the two above look; the whole utterance if left out.";
    a_position: "不写:哪里都算。", "Anywhere if left out.";
    a_lead_ins: "“别再说…”“不是说…”里的不算。忌语不写为是,文明用语不写为否。",
                "Not counted after 别再说… or 不是说…; taboo: yes if left out, civil: no.";
    a_strictness: "不写:同音、近音也算。", "Sound-alikes count if left out.";
    a_remedy_s: "说错后多少秒内补救有效;0 为不能补救。", "How long it can be put right; 0: not at all.";
    a_remedy: "说了这句,能减轻刚才的忌语。", "Said after a taboo phrase it puts that right.";
    a_hours: "不同时段轻重不同;不写照平常。", "How it counts by the hour; as ever if left out.";
    a_condition: "看前后说过什么,决定算不算。x 删去整条条件。", "Looks at what was said before or after; x removes all of it.";
    a_said: "说了其中一句即可;每句至少两个字。", "One of these is enough; two characters or more.";
    a_by: "不写:谁说都算。", "Whoever says it if left out.";
    a_within: "秒和轮只写一个。", "Write seconds or turns, not both.";
    a_count: "条件满足时怎么算。", "What comes of it when it is met.";
    a_mode: "不写:规定的原话。", "Prescribed words if left out.";
    a_group: "作用相同的用语写同一个组。", "Phrases that do the same work share a group.";
    a_scene: "在柜台的哪个环节。", "When at the counter it belongs.";
    a_category: "错在哪里,或好在哪里。", "What is wrong or good about it.";
    a_source: "规章名和条款;自拟的写“ours: 理由”。", "Regulation and article; your own: \"ours: why\".";
    a_notes: "给人看的说明。", "For people.";
    a_packs: "哪些用语包里的自拟用语属于这一类。", "Packs whose phrases fill it.";
    a_unknown: "程序不认识这一项;按 x 删去。", "Nothing knows this key; x removes it.";

    // What comes of keys.
    added: "已添加 {}", "added {}";
    removed: "已删除 {},可按 u 恢复", "removed {}; u brings it back";
    undone: "已撤销", "undone";
    redone: "已重做", "done again";
    no_undo: "没有可撤销的", "nothing to undo";
    no_redo: "没有可重做的", "nothing to do again";
    saved: "已保存到 {}", "saved to {}";
    nothing_to_save: "没有改动,不用保存", "nothing has changed";
    save_faults: "没有保存:有 {} 处错误,读不了;先改好", "not saved: {} faults keep it from being read; mend them first";
    save_errors: "检查有 {} 处错误,再按一次 s 仍然保存", "{} lint errors; s again saves all the same";
    save_program: "这个包在程序里,将另存到 {},再按一次 s 保存", "this pack is in the program; s again saves it to {}";
    save_both: "有 {} 处检查错误;将另存到 {};再按一次 s 保存", "{} lint errors; will be saved to {}; s again saves";
    save_changed: "没有保存:磁盘上的文件被别人改过。按 R 重读(可撤销)", "not saved: the file has changed on disk; R reads it anew (can be undone)";
    save_failed: "没有保存:{}", "not saved: {}";
    reread: "已重读文件", "read anew";
    reread_ask: "有未保存的改动,再按一次 R 重读(可撤销)", "there are unsaved changes; R again reads the file (can be undone)";
    reread_failed: "读不了:{}", "cannot read it: {}";
    no_file: "磁盘上没有这个文件", "there is no such file";
    delete_ask: "删除 {} {}?再按一次 d 确认", "remove {} {}? d again removes it";
    quit_ask: "{} 未保存,再按一次退出并放弃改动", "{} unsaved; the same key again quits and drops the changes";
    id_taken: "编号 {} 已有,换一个", "id {} is in use; take another";
    not_unique: "这条没有编号或编号重复,请先在文件里改好编号", "it has no id, or shares it; mend that in the file first";
    must_not_be_empty: "不能为空", "must not be empty";
    not_a_number: "要写数字", "a number is needed";
    cannot: "没有改成:{}", "not changed: {}";
    cannot_clear: "这一项不能去掉", "this cannot be taken out";

    // Help.
    help: "帮助", "Help";
    help_keys: "按键", "Keys";
    help_signs: "符号", "Signs";
    sign_error: "E 有错误", "E errors";
    sign_warning: "w 有提醒", "w warnings";
    sign_severity: "! 轻微  !! 较重  !!! 严重", "! minor  !! serious  !!! critical";
    sign_category: "规章点名而没有列字句的一类", "a kind named without words";
    key_open: "看各项", "fields";
    key_edit: "修改", "edit";
    key_accept: "确定", "accept";
    key_next_step: "下一步", "next";
    key_back: "返回", "back";
    key_leave: "放弃", "leave";
    key_show_all: "看全部", "show all";
    key_new_line: "换行", "new line";
    key_search: "查找", "search";
    key_scenes: "场景", "scene";
    key_packs: "换包", "packs";
    key_new: "新建", "new";
    key_delete: "删除", "delete";
    key_clear: "去掉这项", "clear";
    key_undo: "撤销", "undo";
    key_redo: "重做", "redo";
    key_save: "保存", "save";
    key_reread: "重读文件", "read anew";
    key_trial: "试一句", "try";
    key_next_panel: "换栏", "panel";
    key_previous_panel: "上一栏", "previous panel";
    key_up: "上移", "up";
    key_down: "下移", "down";
    key_left: "左移", "left";
    key_right: "右移", "right";
    key_page_up: "上翻", "page up";
    key_page_down: "下翻", "page down";
    key_first: "到开头", "to the first";
    key_last: "到末尾", "to the last";
    key_erase: "删前一字", "erase";
    key_erase_next: "删后一字", "erase next";
    key_line_start: "到行首", "line start";
    key_line_end: "到行末", "line end";
    key_cycle: "换一个", "another";
    key_previous_step: "上一步", "previous";
    key_language: "English", "中文";
    key_help: "帮助", "help";
    key_quit: "退出", "quit";
}

impl Words {
    /// Three columns that tell how grave without colour.
    pub fn severity_sign(severity: Severity) -> &'static str {
        match severity {
            Severity::Minor => "!  ",
            Severity::Serious => "!! ",
            Severity::Critical => "!!!",
        }
    }

    /// How a phrase was found.
    pub fn how(&self, how: How) -> &'static str {
        match how {
            How::Exact => self.exact,
            How::Pinyin => self.pinyin,
            How::Alias => self.alias,
        }
    }
}

//! Lead-ins and what follows: the words around a quotation that say what it is.
//!
//! Pure; looks at simplified text with half-width punctuation. The last cue before a
//! quotation decides: in 使用文明用语,做到“来有迎声” that is 做到.

/// What the words around a quotation make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// Must not be said.
    Taboo,
    /// 不说, 未使用: forbidden words, or a duty that was not done.
    Negated,
    /// Is said, plainly: 应说, 文明用语.
    Said,
    /// Is said or named: 使用, 告知, 表示.
    Used,
    /// Is a slogan, a principle, the name of something.
    Named,
}

/// Nouns that name a list of taboo phrases.
pub(super) const TABOO_NOUNS: [&str; 14] = [
    "忌语",
    "禁语",
    "禁忌语",
    "禁用语",
    "忌用语",
    "禁忌用语",
    "禁止用语",
    "不文明用语",
    "不文明语言",
    "不礼貌用语",
    "不规范用语",
    "禁忌",
    "忌讳语",
    "禁说",
];
/// Nouns that name a list of civil phrases.
pub(super) const CIVIL_NOUNS: [&str; 8] =
    ["用语", "敬语", "礼貌语", "文明语", "礼貌语言", "文明语言", "规范语言", "话术"];

const SAID: [&str; 34] = [
    "用语",
    "敬语",
    "礼貌语",
    "文明语",
    "话术",
    "说",
    "讲",
    "说道",
    "问",
    "答",
    "道",
    "招呼",
    "问候",
    "问好",
    "应答",
    "回答",
    "答复",
    "询问",
    "叮嘱",
    "嘱咐",
    "交待",
    "交代",
    "自我介绍",
    "身份",
    "谢绝",
    "婉拒",
    "道歉",
    "致歉",
    "道别",
    "送别",
    "告别",
    "称呼",
    "唱收",
    "唱付",
];
const USED: [&str; 22] = [
    "使用", "运用", "采用", "告知", "提示", "提醒", "示意", "介绍", "表明", "表示", "安抚", "解释",
    "致谢", "语言", "语句", "转告", "患者", "群众", "对象", "喊", "写", "出现",
];
const NAMED: [&str; 66] = [
    "做到", "坚持", "遵循", "树立", "落实", "围绕", "实行", "实施", "推进", "推行", "打造", "打响",
    "发扬", "发挥", "遵守", "执行", "简称", "称为", "解决", "配备", "悬挂", "摆放", "张贴", "设置",
    "设立", "倡导", "提倡", "践行", "贯彻", "秉承", "秉持", "弘扬", "开展", "开通", "突出", "实现",
    "体现", "表达", "建立", "争创", "创建", "推广", "填写", "印有", "标明", "注明", "说明", "努力",
    "强化", "牢固", "本着", "按照", "根据", "依据", "属于", "纳入", "归为", "加盖", "出具", "名为",
    "叫做", "所谓", "履行", "构建", "形成", "进行",
];
const TABOO: [&str; 11] = [
    "忌语",
    "忌讳",
    "禁语",
    "禁用语",
    "忌用语",
    "不文明用语",
    "不文明语言",
    "不礼貌用语",
    "禁忌说",
    "禁说",
    "忌说",
];
/// What forbids, when a verb of saying follows in the same clause.
const PROHIBITIONS: [&str; 21] = [
    "严禁",
    "禁止",
    "不得",
    "不准",
    "不许",
    "不能",
    "不应",
    "不可",
    "不要",
    "切勿",
    "切忌",
    "杜绝",
    "避免",
    "禁忌",
    "严忌",
    "不宜",
    "不允许",
    "忌",
    "勿",
    "禁",
    "戒",
];
const NEGATIONS: [&str; 6] = ["不说", "不讲", "不使用", "未使用", "未说", "没有说"];
/// Between a prohibition and its verb stand at most so many characters.
const PROHIBITION_REACH: usize = 12;

/// What follows a quotation that is a taboo phrase: 等生硬、推诿的语言.
const TABOO_AFTER: [&str; 21] = [
    "忌语",
    "禁语",
    "禁用语",
    "忌用语",
    "不文明",
    "不礼貌",
    "不规范",
    "冷漠",
    "冷淡",
    "生硬",
    "推诿",
    "粗俗",
    "粗话",
    "脏话",
    "伤害",
    "讽刺",
    "训斥",
    "不耐烦",
    "回绝",
    "顶撞",
    "搪塞",
];
const SPEECH_AFTER: [&str; 7] = ["用语", "语言", "话", "言语", "言辞", "语", "词句"];
/// What follows a quotation that names something.
const NAMED_AFTER: [&str; 42] = [
    "原则",
    "理念",
    "精神",
    "作风",
    "制度",
    "方针",
    "宗旨",
    "要求",
    "作用",
    "品牌",
    "机制",
    "模式",
    "工程",
    "活动",
    "意识",
    "承诺",
    "指示牌",
    "标志",
    "标识",
    "牌",
    "证",
    "文档",
    "岗",
    "行动",
    "目标",
    "形象",
    "方式",
    "方法",
    "通道",
    "系统",
    "平台",
    "工作",
    "水平",
    "标准",
    "规定",
    "思想",
    "口号",
    "标语",
    "字样",
    "服务",
    "发展",
    "效劳",
];
/// A name follows its quotation within so many characters.
const NAMED_REACH: usize = 6;

/// The cue that stands last in the words before a quotation.
pub(super) fn before(lead: &str) -> Option<Cue> {
    let tables: [(&[&str], Cue); 4] =
        [(&TABOO, Cue::Taboo), (&SAID, Cue::Said), (&USED, Cue::Used), (&NAMED, Cue::Named)];
    let words = tables.iter().flat_map(|(words, cue)| words.iter().map(move |word| (word, *cue)));
    // The last to end, and of those the longest: 说明 names, 说 says.
    let (from, _, _, cue) = words
        .filter_map(|(word, cue)| {
            let at = lead.rfind(word)?;
            Some((at, at + word.len(), word.len(), cue))
        })
        .chain(lead.strip_suffix('用').map(|rest| (rest.len(), lead.len(), 1, Cue::Used)))
        .max_by_key(|(_, end, length, _)| (*end, *length))?;
    if matches!(cue, Cue::Taboo | Cue::Named) {
        return Some(cue);
    }
    let clause = clause_before(&lead[..from]);
    let with_verb = format!("{clause}{}", &lead[from..]);
    if NEGATIONS.iter().any(|word| with_verb.contains(word)) {
        return Some(Cue::Negated);
    }
    Some(if forbids(clause) { Cue::Taboo } else { cue })
}

/// Whether a cue of saying stands in `text` and forbids, allows or neither; for lines
/// that introduce a list below them.
pub(super) fn introduces(text: &str) -> Option<Cue> {
    before(text).filter(|cue| matches!(cue, Cue::Taboo | Cue::Said))
}

/// The end of `text` without punctuation in it, not longer than a prohibition reaches.
fn clause_before(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take(PROHIBITION_REACH)
        .take_while(|(_, ch)| !",。;:!?".contains(*ch))
        .last()
        .map_or(text.len(), |(at, _)| at);
    &text[start..]
}

fn forbids(clause: &str) -> bool {
    let last =
        PROHIBITIONS.iter().filter_map(|word| clause.rfind(word).map(|at| at + word.len())).max();
    // 不得推诿而应说 allows again.
    last.is_some_and(|end| !clause[end..].contains(['应', '须', '可', '而']))
}

/// What the words behind a quotation, up to the end of its sentence, make of it.
pub(super) fn after(trail: &str) -> Option<Cue> {
    // 等,这些训斥的语言 goes on behind the comma.
    let start = trail.strip_prefix("等,这").or(trail.strip_prefix("等,此")).unwrap_or(trail);
    let clause = start.split([',', ':', '(']).next().unwrap_or_default();
    let trail = if start.len() < trail.len() { format!("等{clause}") } else { clause.to_owned() };
    let spoken = SPEECH_AFTER.iter().any(|word| trail.contains(word));
    let list = trail.starts_with(['等', '的', '之', '这', '此']);
    if spoken && list {
        let taboo = TABOO_AFTER.iter().any(|word| trail.contains(word));
        return Some(if taboo { Cue::Taboo } else { Cue::Used });
    }
    let near: String = trail.chars().take(NAMED_REACH).collect();
    let near = near.split('、').next().unwrap_or_default();
    NAMED_AFTER.iter().any(|word| near.contains(word)).then_some(Cue::Named)
}

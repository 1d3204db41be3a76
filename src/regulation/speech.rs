//! Whether words sound like something said at a counter, like a rule, or like a name.
//!
//! Pure; looks at simplified text with half-width punctuation. Shape and small words
//! decide, so that it holds for regulations it has never seen.

/// How much words sound like speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sounds {
    /// Not at all: a noun, a slogan.
    Silent,
    /// Somebody could say it.
    Possible,
    /// It addresses somebody.
    Spoken,
}

/// Words of courtesy, hardly ever in the running text of a rule.
const COURTESY: [&str; 24] = [
    "您",
    "谢谢",
    "多谢",
    "对不起",
    "抱歉",
    "不好意思",
    "再见",
    "你好",
    "早上好",
    "上午好",
    "下午好",
    "晚上好",
    "没关系",
    "不客气",
    "不用谢",
    "久等",
    "慢走",
    "走好",
    "稍等",
    "稍候",
    "欢迎光临",
    "请原谅",
    "劳驾",
    "麻烦你",
];
/// Small words of spoken Chinese.
const SMALL: [&str; 40] = [
    "我",
    "你",
    "咱",
    "吗",
    "吧",
    "呢",
    "啊",
    "呀",
    "嘛",
    "啦",
    "哦",
    "喂",
    "谁",
    "哪",
    "什么",
    "怎么",
    "不知道",
    "不清楚",
    "好的",
    "是的",
    "可以",
    "马上",
    "欢迎",
    "感谢",
    "原谅",
    "关照",
    "帮",
    "没",
    "别",
    "急",
    "快",
    "烦",
    "去",
    "找",
    "看",
    "管",
    "不行",
    "不办",
    "等",
    "下班",
];
/// Words of rules: who must do what.
const RULES: [&str; 44] = [
    "应当",
    "应该做到",
    "必须",
    "不得",
    "不准",
    "不许",
    "严禁",
    "禁止",
    "要求",
    "工作人员",
    "服务对象",
    "办事群众",
    "服务人员",
    "员工",
    "职工",
    "制度",
    "规定的",
    "做到",
    "使用",
    "用语",
    "语言",
    "语气",
    "语调",
    "态度",
    "规范",
    "进行",
    "按照",
    "接待",
    "岗位",
    "窗口单位",
    "本办法",
    "本规范",
    "主动",
    "热情",
    "耐心",
    "文明",
    "礼貌",
    "普通话",
    "方言",
    "杜绝",
    "避免",
    "提倡",
    "应使",
    "服务对",
];
/// Behind or before these, 请 is no request.
const NO_REQUEST_BEFORE: &str = "申邀聘提报宴恳敦延";
const NO_REQUEST_AFTER: &str = "示假求客教柬帖";
/// What counts the members of a named group.
const NUMERALS: &str = "零一二三四五六七八九十百千两双多全0123456789";

/// How much `text` sounds like speech.
pub(super) fn sounds(text: &str) -> Sounds {
    if COURTESY.iter().any(|word| text.contains(word)) || requests(text) || asks(text) {
        return Sounds::Spoken;
    }
    if SMALL.iter().any(|word| text.contains(word)) { Sounds::Possible } else { Sounds::Silent }
}

/// Whether a 请 in it asks somebody for something.
fn requests(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.iter().enumerate().any(|(at, ch)| {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let after = chars.get(at + 1).copied();
        *ch == '请'
            && !before.is_some_and(|ch| NO_REQUEST_BEFORE.contains(ch))
            && !after.is_some_and(|ch| NO_REQUEST_AFTER.contains(ch))
    })
}

fn asks(text: &str) -> bool {
    text.trim_end_matches(['!', '?', '。', '…', ' ']).ends_with(['吗', '吧', '呢'])
        || text.ends_with('?')
}

/// Whether `text` lays down what somebody must do.
pub(super) fn is_rule(text: &str) -> bool {
    RULES.iter().any(|word| text.contains(word))
}

/// Whether `text` is the name of a numbered group: 十四字, 三个一样, 四查十对.
pub(super) fn is_label(text: &str) -> bool {
    let length = text.chars().count();
    let counted = text.chars().next().is_some_and(|ch| NUMERALS.contains(ch));
    counted
        && length <= 8
        && !text.contains(['、', ',', '?', '!', '。'])
        && sounds(text) < Sounds::Spoken
        && !["一下", "一会", "一起", "一边", "一点"].iter().any(|word| text.starts_with(word))
}

/// How many ideographs, letters and digits there are.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|ch| ch.is_alphanumeric()).count()
}

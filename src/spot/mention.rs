//! Mentions: phrases that are spoken of, not said, told by the words around them.
//!
//! Pure. Lead-ins of the packs are whole words; here stand the shapes that take too
//! many words to list: somebody else who says (那个柜员喊急什么), nobody who may say
//! (谁也不能讲…), and words that call what came before them words (…这种话, …三个字).

use super::lead::{Scene, sets_apart};
use super::pattern::Found;
use crate::normalize::Break;

/// Verbs of saying that may stand before what is said.
const SAY: [char; 7] = ['说', '讲', '喊', '答', '回', '骂', '叫'];

/// What may stand between the verb and the words.
const AFTER_VERB: &[&str] = &[
    "的就是",
    "的是",
    "人家",
    "了句我",
    "了声我",
    "句我",
    "我一句",
    "他一句",
    "她一句",
    "您一句",
    "们一句",
    "我一声",
    "他一声",
    "她一声",
    "一句",
    "一声",
    "什么",
    "了句",
    "了声",
    "就是",
    "句",
    "声",
    "出",
    "过",
    "着",
    "了",
    "的",
    "是",
];

/// Before a verb of saying: it is not said, or must not be.
const DENIALS: &[&str] = &[
    "没", "别", "不能", "不许", "不要", "不会", "不该", "不准", "不得", "不敢", "不可", "不应",
    "禁止", "严禁", "哪敢",
];

/// Whom it is said to now.
const TO_YOU: &[&str] = &["跟您", "跟你", "对您", "对你", "给您", "给你", "和您", "和你"];

/// Words before a verb of saying that name nobody.
const NOBODY: &[&str] = &[
    "按",
    "刚才",
    "刚刚",
    "早就",
    "已经",
    "不是",
    "是不是",
    "昨天",
    "上次",
    "前面",
    "一直",
    "反正",
    "都",
    "就",
    "再",
    "还",
    "才",
    "也",
    "早",
    "那",
    "这",
    "要",
    "好",
];

/// The speaker.
const SPEAKER: &[&str] = &["我", "我们", "咱", "咱们"];

/// Right before the phrase: that it is words.
const POINTED_AT: &[&str] = &[
    "那句",
    "这句",
    "那声",
    "有句",
    "大忌是",
    "大忌",
    "例子",
    "例子是",
    "张口就是",
    "开口就是",
    "把",
    "将",
    "听到的",
    "听到的是",
    "听见的",
    "听见的是",
    "听到一句",
    "听见一句",
    "印的",
    "印的是",
    "头一句是",
    "第一句是",
    "他让您",
    "她让您",
    "们让您",
    "有人让您",
    "前台让他",
    "前台让她",
    "窗口让他",
    "窗口让她",
];

/// What ends in 回 and is no answer: 上回不是跟你说过了吗.
const TIMES: [char; 11] = ['上', '下', '这', '那', '每', '哪', '头', '几', '一', '两', '来'];

/// What calls the words before it words.
const WORDS: &[&str] = &["话", "字", "词", "说法", "口气", "语气", "用语", "句子", "措辞"];

/// How it begins.
const THIS: [char; 3] = ['这', '那', '此'];
const COUNTED: [char; 14] =
    ['种', '类', '句', '些', '个', '样', '几', '两', '三', '四', '五', '话', '番', '段'];

/// What makes the words before it the matter, whole.
const MATTER: &[&str] = &[
    "的意思",
    "的说法",
    "的话术",
    "这一说",
    "一说",
    "之类的",
    "挂嘴",
    "挂在嘴",
    "属于违规",
    "选错",
    "选对",
    "都是忌语",
    "是忌语",
    "统统不",
    "通通不",
    "一律不",
    "一概不",
    "一律禁",
    "这种回",
    "这样的回",
    "不是我说",
];

/// Marks around somebody's words.
const QUOTES: [[char; 2]; 7] =
    [['“', '”'], ['「', '」'], ['『', '』'], ['"', '"'], ['\'', '\''], ['‘', '’'], ['《', '》']];

/// The farthest these are looked for, in symbols.
const REACH: usize = 8;

impl Scene<'_> {
    /// The words that make the place `one` a mention, if any do.
    pub fn mention(&self, one: &Found) -> Option<String> {
        self.quoted(one).or_else(|| self.before(one)).or_else(|| self.after(one))
    }

    /// The quotation mark that stands around `one` in a text that says more than that.
    fn quoted(&self, one: &Found) -> Option<String> {
        let symbols = self.folded.symbols();
        let (first, last) = (symbols.get(one.first)?, symbols.get(one.end.checked_sub(1)?)?);
        let open = self.text.get(..first.start)?.chars().next_back()?;
        let after = self.text.get(last.end..)?.trim_start_matches(['!', '。', '?', ',', '…']);
        let close = after.chars().next()?;
        let is_pair = QUOTES.contains(&[open, close]);
        let says_more = one.first > 0 || one.end < symbols.len();
        (is_pair && says_more).then(|| format!("{open}{close}"))
    }

    /// Up to [`REACH`] characters of the clause right before `one`.
    fn before(&self, one: &Found) -> Option<String> {
        let symbols = self.folded.symbols();
        let mut from = one.first;
        while from > 0
            && one.first - from < REACH + 4
            // Quotation marks and a colon part nothing.
            && (symbols.get(from).is_some_and(|symbol| symbol.before != Break::Strong)
                || self.marks_are(from, from, sets_apart))
        {
            from -= 1;
        }
        let clause: String = symbols.get(from..one.first)?.iter().map(|symbol| symbol.ch).collect();
        if let Some(word) = POINTED_AT.iter().find(|word| clause.ends_with(**word)) {
            return Some((*word).to_owned());
        }
        // 别说了 wants silence: what follows is said.
        if ["说了", "讲了"].iter().any(|over| clause.ends_with(over)) && clause.contains('别')
        {
            return None;
        }
        let said = strip_ends(&clause, AFTER_VERB);
        let verb = said.chars().next_back().filter(|ch| SAY.contains(ch))?;
        let who = said.strip_suffix(verb)?;
        if verb == '回' && who.ends_with(TIMES) {
            return None;
        }
        let denied = DENIALS.iter().any(|word| who.contains(word));
        // 刚才跟您说了, 我说: the speaker's own words, said again.
        let named = strip_ends(strip_ends(who, TO_YOU), NOBODY);
        let another = !named.is_empty()
            && verb != '叫'
            && !["你", "您"].contains(&named)
            && !SPEAKER.iter().any(|word| named.ends_with(word));
        (denied || another).then(|| said.to_owned())
    }

    /// What follows `one` and calls it words.
    fn after(&self, one: &Found) -> Option<String> {
        let symbols = self.folded.symbols();
        let end = (one.end + REACH).min(symbols.len());
        let rest: String = symbols.get(one.end..end)?.iter().map(|symbol| symbol.ch).collect();
        let rest =
            rest.trim_start_matches(['呀', '啊', '吧', '呢', '了', '等', '也', '都', '可', '像']);
        if let Some(word) = MATTER.iter().find(|word| rest.starts_with(**word)) {
            return Some((*word).to_owned());
        }
        let figures = "一二两三四五六七八九十几";
        let counted = rest.trim_start_matches(|ch| figures.contains(ch));
        if counted.len() < rest.len() && counted.starts_with("个字") {
            return Some("个字".to_owned());
        }
        let this = rest.strip_prefix(THIS).is_some_and(|rest| rest.starts_with(COUNTED));
        if !this && !rest.starts_with('是') {
            return None;
        }
        let word = WORDS.iter().find(|word| rest.contains(**word))?;
        Some((*word).to_owned())
    }
}

/// `clause` without those of `words` at its end.
fn strip_ends<'a>(clause: &'a str, words: &[&str]) -> &'a str {
    let mut rest = clause;
    while let Some(shorter) = words.iter().find_map(|end| rest.strip_suffix(end)) {
        rest = shorter;
    }
    rest
}

//! Texts that a recogniser gives and nobody said.
//!
//! Pure. Whisper goes round in circles when its context is cut too short, and
//! on noise it repeats sentences of the subtitles that it was trained on.

/// Faster than anyone speaks: fluent Mandarin is 4 to 6 characters a second.
const CHARACTERS_A_SECOND: f64 = 8.0;
/// Allowed on top, so that a short exclamation is not called a loop.
const CHARACTERS_SPARE: f64 = 6.0;
/// A piece of this many characters or fewer, said this many times on end, is a loop.
const LONGEST_PERIOD: usize = 8;
const FEWEST_REPEATS: usize = 4;
/// Shorter texts say things twice for emphasis (谢谢谢谢).
const SHORTEST_LOOP: usize = 10;

/// Sentences that Whisper is known to invent, without punctuation, simplified and
/// traditional. Sources: the whisper and whisper.cpp issue trackers; each was
/// seen on noise or silence.
const HALLUCINATIONS: &[&str] = &[
    "请不吝点赞订阅转发打赏支持明镜与点点栏目",
    "請不吝點贊訂閱轉發打賞支持明鏡與點點欄目",
    "優優獨播劇場yoyotelevisionseriesexclusive",
    "优优独播剧场yoyotelevisionseriesexclusive",
    "由amaraorg社区提供的字幕",
    "由amaraorg社群提供的字幕",
    "中文字幕志愿者李宗盛",
    "中文字幕志願者李宗盛",
    "谢谢观看",
    "謝謝觀看",
    "感谢观看",
    "感謝觀看",
    "谢谢大家收看",
    "謝謝大家收看",
    "请订阅我的频道",
    "請訂閱我的頻道",
    "音乐",
    "音樂",
    "掌声",
    "掌聲",
];

/// Beginnings that only an invented text has.
const HALLUCINATED_OPENINGS: &[&str] =
    &["字幕由", "字幕by", "字幕提供", "字幕志愿者", "字幕志願者"];

/// Whether `text`, decoded from `seconds` of sound, goes round in circles.
pub fn is_looping(text: &str, seconds: f64) -> bool {
    let characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if characters.len() as f64 > seconds * CHARACTERS_A_SECOND + CHARACTERS_SPARE {
        return true;
    }
    if characters.len() < SHORTEST_LOOP {
        return false;
    }
    (1..=LONGEST_PERIOD).any(|period| longest_run(&characters, period) >= FEWEST_REPEATS * period)
}

/// The longest stretch in which every character equals the one `period` before it,
/// that first period included.
fn longest_run(characters: &[char], period: usize) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for (earlier, later) in characters.iter().zip(characters.iter().skip(period)) {
        run = if earlier == later { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    if longest == 0 { 0 } else { longest + period }
}

/// Whether `text` has more Latin letters than other ones: Chinese that was taken for
/// another language, or another language indeed.
pub fn is_foreign(text: &str) -> bool {
    let (latin, other): (Vec<char>, Vec<char>) =
        text.chars().filter(|c| c.is_alphabetic()).partition(char::is_ascii);
    latin.len() > other.len()
}

/// Whether the whole text is a sentence that Whisper invents.
pub fn is_hallucination(text: &str) -> bool {
    let bare: String =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    HALLUCINATIONS.contains(&bare.as_str())
        || HALLUCINATED_OPENINGS.iter().any(|opening| bare.starts_with(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_are_told_from_emphasis() {
        assert!(is_looping("好的好的好的好的好的好的", 10.0));
        assert!(is_looping("我们去我们去我们去我们去我们去", 10.0));
        assert!(is_looping(&"啊".repeat(200), 3.0));
        assert!(!is_looping("谢谢谢谢", 1.0));
        assert!(!is_looping("这个不归我管,你去别的窗口问问。", 3.5));
        assert!(!is_looping("不归我管", 0.4));
        assert!(!is_looping("", 0.0));
    }

    #[test]
    fn a_text_of_latin_letters_is_foreign_and_one_with_some_is_not() {
        assert!(is_foreign("i-bun-bubun-bubun-lado"));
        assert!(is_foreign("OK"));
        assert!(!is_foreign("您的VIP卡"));
        assert!(!is_foreign("收您100元"));
        assert!(!is_foreign(""));
    }

    #[test]
    fn only_whole_texts_are_hallucinations() {
        assert!(is_hallucination("(音乐)"));
        assert!(is_hallucination("字幕由 Amara.org 社群提供"));
        assert!(is_hallucination("請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目"));
        assert!(!is_hallucination("请不吝赐教"));
        assert!(!is_hallucination("您好,请看字幕。"));
    }
}

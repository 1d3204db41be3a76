//! Texts to runs of figures: what a figure is, and what may stand between two of one
//! number.
//!
//! Pure. Knows nothing of what a number names.

use std::ops::Range;

/// A figure in one of the texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its text.
    pub text: usize,
    /// Its bytes.
    pub range: Range<usize>,
    /// 0 to 9.
    pub value: u8,
    /// Whether the character has another meaning too.
    pub doubtful: bool,
}

/// Figures with nothing between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// At least one.
    pub figures: Vec<Figure>,
    /// What joins it to the group before; empty of the first of a run.
    pub joint: String,
    /// The character right before it.
    pub before: Option<char>,
    /// The character right after it, with its place.
    pub after: Option<(Range<usize>, char)>,
}

/// Letters that may stand between two figures of one number.
const JOINT_MOST: usize = 6;

/// Words that may. None is a measure, so that money and dates fall apart.
const JOINTS: [&str; 22] = [
    "然后", "那个", "这个", "就是", "后面", "空格", "横杠", "横线", "嗯", "啊", "呃", "额", "哦",
    "诶", "欸", "对", "的", "点", "杠", "空", "是", "再",
];

/// Signs that part numbers: times, shares, money, and what was taken out already.
fn parts(ch: char) -> bool {
    matches!(ch, ':' | '：' | '/' | '／' | '%' | '％' | '¥' | '￥' | '$' | '+' | '=' | super::SIGN)
}

/// What `ch` counts as, and whether it may mean something else.
fn figure(ch: char) -> Option<(u8, bool)> {
    let sure = |value| Some((value, false));
    let doubtful = |value| Some((value, true));
    match ch {
        '0'..='9' => sure(ch as u8 - b'0'),
        '０'..='９' => sure((ch as u32 - '０' as u32) as u8),
        '零' | '〇' | '○' => sure(0),
        '一' | '壹' | '幺' => sure(1),
        '二' | '贰' | '貳' | '两' | '兩' => sure(2),
        '三' | '叁' | '參' => sure(3),
        '四' | '肆' => sure(4),
        '五' | '伍' => sure(5),
        '六' | '陆' | '陸' => sure(6),
        '七' | '柒' => sure(7),
        '八' | '捌' => sure(8),
        '九' | '玖' => sure(9),
        // As figures are called over the telephone, and what 幺 is written as when it is
        // folded to simplified script or heard as another word.
        '洞' => doubtful(0),
        '么' | '妖' | '腰' | '要' | '邀' => doubtful(1),
        '拐' => doubtful(7),
        '勾' => doubtful(9),
        _ => None,
    }
}

/// Whether a doubtful figure counts at the edge of a group, after `before`.
fn holds_at_edge(ch: char, before: Option<char>) -> bool {
    match ch {
        '洞' | '拐' | '勾' => true,
        '么' => !matches!(before, Some('什' | '怎' | '这' | '那' | '多' | '要')),
        _ => false,
    }
}

/// The runs of `texts`, which one speaker said one after the other: groups of figures
/// with nothing but joints between them.
pub fn runs(texts: &[&str]) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = Vec::new();
    let mut run: Vec<Group> = Vec::new();
    let mut joint = String::new();
    for (text, said) in texts.iter().enumerate() {
        // The end of an utterance is a pause.
        if !run.is_empty() {
            joint.push('\n');
        }
        let chars: Vec<(usize, char)> = said.char_indices().collect();
        let mut at = 0;
        while at < chars.len() {
            let (figures, used) = group(text, &chars, at, !run.is_empty());
            if let (Some(first), Some(last)) = (figures.first(), figures.last()) {
                let starts = first.range.start;
                let mut earlier = said[..starts].chars().rev();
                let before = earlier.next();
                // An X belongs to the number that it ends.
                let ends = before.is_some_and(|ch| ch.is_ascii_alphabetic())
                    && earlier.next().is_some_and(|ch| figure(ch).is_some());
                let before = before.filter(|_| !ends);
                let after = said[last.range.end..].chars().next();
                let after = after.map(|ch| (last.range.end..last.range.end + ch.len_utf8(), ch));
                run.push(Group { figures, joint: std::mem::take(&mut joint), before, after });
                at += used;
            } else if let Some(len) = joins(&chars[at..]) {
                joint.extend(chars[at..at + len].iter().map(|(_, ch)| ch));
                at += len;
            } else {
                end(&mut run, &mut runs);
                at += 1;
            }
            if joint.chars().filter(|ch| ch.is_alphanumeric()).count() > JOINT_MOST {
                end(&mut run, &mut runs);
            }
            if run.is_empty() {
                joint.clear();
            }
        }
    }
    end(&mut run, &mut runs);
    runs
}

fn end(run: &mut Vec<Group>, runs: &mut Vec<Vec<Group>>) {
    if !run.is_empty() {
        runs.push(std::mem::take(run));
    }
}

/// The group that begins at `at`, and how many characters it takes; no figures when none
/// does. Within a run a figure with another meaning may stand by itself.
fn group(text: usize, chars: &[(usize, char)], at: usize, within: bool) -> (Vec<Figure>, usize) {
    let mut figures: Vec<Figure> = Vec::new();
    for (start, ch) in &chars[at..] {
        let Some((value, doubtful)) = figure(*ch) else { break };
        let range = *start..*start + ch.len_utf8();
        figures.push(Figure { text, range, value, doubtful });
    }
    while let Some(last) = figures.last()
        && last.doubtful
        && !holds_at_edge(chars[at + figures.len() - 1].1, None)
    {
        figures.pop();
    }
    let before = at.checked_sub(1).map(|before| chars[before].1);
    let starts =
        figures.first().is_none_or(|first| !first.doubtful || holds_at_edge(chars[at].1, before));
    let is_sure = within || figures.iter().any(|figure| !figure.doubtful);
    if !starts || !is_sure {
        figures.clear();
    }
    let used = figures.len();
    (figures, used)
}

/// How many characters of a joint stand first, if one does.
fn joins(chars: &[(usize, char)]) -> Option<usize> {
    let (_, first) = chars.first()?;
    if parts(*first) {
        return None;
    }
    if !first.is_alphanumeric() {
        return Some(1);
    }
    let word =
        |word: &&&str| word.chars().eq(chars.iter().map(|(_, ch)| *ch).take(word.chars().count()));
    JOINTS.iter().find(word).map(|word| word.chars().count())
}

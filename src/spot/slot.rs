//! Slots: how far `{金额}`, `{窗口}` and their like may reach in a folded text.
//!
//! Pure. Each kind has a small grammar over folded characters, where numerals are
//! one form already (一百二十 is 120). A grammar is walked with a set of places, so
//! that no text costs more than a few hundred steps for one slot.

use crate::normalize::{BLANK, Break, Symbol};
use crate::phrasebook::Slot;

/// A grammar. Texts are in folded characters.
enum Rule {
    /// An unbroken run of figures and units, all of it.
    Number,
    /// A Latin letter.
    Letter,
    /// One of these.
    Words(&'static [&'static str]),
    /// So many symbols at most, at least one, none of them in the string, within a clause.
    Few(u8, &'static str),
    /// So many symbols of any kind at most, at least one.
    Any(u8),
    /// Perhaps.
    Opt(&'static Rule),
    /// One after the other.
    Seq(&'static [Rule]),
    /// One of them.
    Or(&'static [Rule]),
    /// Nothing, where none of these follows.
    Unless(&'static [&'static str]),
}

use Rule::{Any, Few, Letter, Number, Opt, Or, Seq, Unless, Words};

/// What is counted with a number before it is no sum of money and no window.
const MEASURES: &[&str] = &[
    "个", "位", "份", "张", "本", "号", "楼", "次", "年", "月", "日", "天", "点", "小时", "秒",
    "项", "种", "页", "条", "件", "岁", "层", "人", "家", "名", "趟", "遍", "套", "期", "周", "室",
    "米", "度", "元", "块", "圆", "角", "毛", "多", "来", "几", "分", "刻", "半", "寸",
];

const ABOUT: Rule = Words(&["多", "来", "几", "余"]);
const MONEY_UNITS: &[&str] =
    &["元钱", "块钱", "毛钱", "角钱", "分钱", "元", "块", "圆", "角", "毛", "分"];
const SUM: Rule = Seq(&[Number, Opt(&ABOUT), Words(MONEY_UNITS)]);
const MONEY: Rule = Or(&[
    Seq(&[Number, Unless(MEASURES)]),
    // 25块5, 三块五毛, 一百元五角二分.
    Seq(&[SUM, Opt(&SUM), Opt(&SUM), Opt(&Seq(&[Number, Unless(MEASURES)]))]),
]);

const PART_OF_DAY: Rule = Words(&[
    "上午", "中午", "下午", "晚上", "早上", "凌晨", "傍晚", "明早", "今晚", "今早", "明晚",
]);
const MINUTES: Rule =
    Or(&[Words(&["半", "整", "钟", "一刻", "三刻"]), Seq(&[Number, Opt(&Words(&["分钟", "分"]))])]);
const CLOCK: Rule = Seq(&[
    Opt(&PART_OF_DAY),
    Number,
    Or(&[Seq(&[Words(&["点钟", "点", "时"]), Opt(&MINUTES)]), Seq(&[Number])]),
]);
const COUNT: Rule = Or(&[Seq(&[Number, Opt(&ABOUT)]), Words(&["半", "几"])]);
const SPAN: Rule = Seq(&[
    COUNT,
    Opt(&Words(&["个", "个半", "个多"])),
    Words(&[
        "小时",
        "钟头",
        "分钟",
        "分",
        "秒",
        "秒钟",
        "刻钟",
        "天",
        "星期",
        "礼拜",
        "周",
        "月",
        "工作日",
        "年",
        "月半",
        "天半",
        "年半",
    ]),
    Opt(&Words(&[
        "左右", "以内", "之内", "之后", "以后", "以上", "内", "后", "前", "之前", "以前",
    ])),
]);
const TIME_POINT: Rule = Or(&[CLOCK, SPAN, PART_OF_DAY]);
const TIME: Rule = Seq(&[TIME_POINT, Opt(&Seq(&[Words(&["到", "至", "和"]), TIME_POINT]))]);

const WEEKDAY: Rule = Seq(&[
    Opt(&Words(&["上", "下", "这", "本", "上个", "下个", "这个", "下下", "下下个"])),
    Words(&["周", "星期", "礼拜"]),
    Opt(&Words(&["一", "二", "三", "四", "五", "六", "日", "天", "末"])),
]);
const DAY: Rule = Or(&[
    Words(&[
        "今天",
        "明天",
        "后天",
        "大后天",
        "昨天",
        "前天",
        "当天",
        "隔天",
        "次日",
        "今日",
        "明日",
    ]),
    WEEKDAY,
    Seq(&[
        Words(&["上", "下", "这", "本", "上个", "下个", "这个"]),
        Words(&["月"]),
        Opt(&OF_MONTH),
    ]),
    Words(&["月底", "月初", "年底", "年初", "明年", "节后", "过完年", "过了年"]),
    Seq(&[Opt(&Seq(&[Number, Words(&["年"])])), Number, Words(&["月", "月份"]), Opt(&OF_MONTH)]),
    OF_MONTH,
    SPAN,
]);
const OF_MONTH: Rule = Or(&[Seq(&[Number, Words(&["号", "日"])]), Words(&["底", "初"])]);
const DATE: Rule = Seq(&[DAY, Opt(&PART_OF_DAY)]);

const WINDOW_WORDS: &[&str] =
    &["窗口", "柜台", "服务台", "前台", "窗", "台", "大厅", "办公室", "科室", "诊室", "自助机"];
const WINDOW_NUMBER: Rule = Or(&[
    Seq(&[Opt(&Letter), Number, Words(&["号"]), Unless(&["楼", "线", "院"])]),
    Seq(&[Letter, Number]),
    Seq(&[Number, Unless(MEASURES)]),
    Seq(&[Number, Unless(&["号"])]),
]);
const WINDOW: Rule = Or(&[
    Seq(&[WINDOW_NUMBER, Opt(&Words(WINDOW_WORDS))]),
    // 三号或四号窗口.
    Seq(&[
        WINDOW_NUMBER,
        Words(&["或", "或者", "和", "到", "至"]),
        WINDOW_NUMBER,
        Opt(&Words(WINDOW_WORDS)),
    ]),
    Seq(&[Few(8, "吗呢吧"), Words(WINDOW_WORDS)]),
    Words(&[
        "隔壁", "旁边", "对面", "前面", "后面", "那边", "这边", "左边", "右边", "楼上", "楼下",
    ]),
    Seq(&[Number, Words(&["楼", "层"]), Opt(&Few(6, "吗呢吧办"))]),
]);

/// Characters that stand in no name: words of the sentence around it.
const NO_NAME: &str = "的了来要不是有这那在什么吗呢吧您你我他她它们本办没去到请给把和跟";
const NAME: Rule = Seq(&[
    Few(4, NO_NAME),
    Opt(&Words(&[
        "同志",
        "老师",
        "主任",
        "科长",
        "处长",
        "局长",
        "所长",
        "经理",
        "先生",
        "女士",
        "医生",
        "大夫",
        "护士",
        "师傅",
        "老人家",
        "警官",
        "律师",
        "院长",
        "站长",
        "书记",
    ])),
]);

/// Where the slot may end in `rest`: how many symbols it takes, fewest first.
pub(super) fn ends(slot: Slot, rest: &[Symbol]) -> impl Iterator<Item = usize> + use<> {
    let any;
    let rule = match slot {
        Slot::Number => &Number,
        Slot::Money => &MONEY,
        Slot::Time => &TIME,
        Slot::Date => &DATE,
        Slot::Name => &NAME,
        Slot::Place | Slot::Document => &Any(10),
        Slot::Window => &WINDOW,
        Slot::Free(most) => {
            any = Any(most);
            &any
        }
    };
    let rest = &rest[..rest.len().min(PLACES - 1)];
    // A blank of a printed text stands for whatever belongs there.
    let blank = rest.first().is_some_and(|symbol| symbol.ch == BLANK);
    let mut ends = (walk(rule, rest, 1) & !1) | if blank { 1 << 1 } else { 0 };
    std::iter::from_fn(move || {
        let end = (ends != 0).then(|| ends.trailing_zeros() as usize)?;
        ends &= ends - 1;
        Some(end)
    })
}

/// Whether the slot takes one thing that can be told from other words; others take
/// what is between their neighbours.
pub(super) fn is_typed(slot: Slot) -> bool {
    matches!(slot, Slot::Number | Slot::Money | Slot::Time | Slot::Date | Slot::Window)
}

/// How many syllables a wording with the slot needs of its own, or it would be found
/// everywhere: the freer the slot, the more.
pub(super) fn least_beside(slot: Slot) -> usize {
    match slot {
        Slot::Number | Slot::Money | Slot::Time | Slot::Date | Slot::Window => 2,
        Slot::Name => 3,
        Slot::Place | Slot::Document | Slot::Free(0..=8) => 5,
        Slot::Free(9..=16) => 6,
        Slot::Free(_) => 8,
    }
}

/// What a wording has after the slot though the slot takes it: 收您{金额}元 is heard as
/// 收您一百二 and 收您25块5 as well. The rest of the wording after that.
pub(super) fn without_unit(slot: Slot, after: &str) -> &str {
    let units: &[&str] = match slot {
        Slot::Money => &["元钱", "块钱", "元", "块", "圆"],
        Slot::Window => &["号窗口", "窗口", "号柜台", "柜台", "号窗"],
        _ => &[],
    };
    units.iter().find_map(|unit| after.strip_prefix(unit)).unwrap_or(after)
}

/// A set of places holds this many: bit n is the place after n symbols.
const PLACES: usize = u64::BITS as usize;

/// The places that `rule` leads to from the places in `from`.
fn walk(rule: &Rule, text: &[Symbol], from: u64) -> u64 {
    if from == 0 {
        return 0;
    }
    match rule {
        Number => each(from, |at| number(text, at)),
        Letter => each(from, |at| {
            text.get(at)
                .filter(|symbol| symbol.ch.is_ascii_alphabetic())
                .map_or(0, |_| 1 << (at + 1))
        }),
        Words(words) => each(from, |at| {
            words
                .iter()
                .fold(0, |ends, word| ends | word_end(text, at, word).map_or(0, |end| 1 << end))
        }),
        Few(most, without) => each(from, |at| {
            run(text, at, usize::from(*most), |n, symbol| {
                !without.contains(symbol.ch) && (n == 0 || symbol.before != Break::Strong)
            })
        }),
        Any(most) => each(from, |at| run(text, at, usize::from(*most), |_, _| true)),
        Opt(rule) => from | walk(rule, text, from),
        Seq(rules) => rules.iter().fold(from, |places, rule| walk(rule, text, places)),
        Or(rules) => rules.iter().fold(0, |ends, rule| ends | walk(rule, text, from)),
        Unless(words) => each(from, |at| {
            let follows = words.iter().any(|word| word_end(text, at, word).is_some());
            if follows { 0 } else { 1 << at }
        }),
    }
}

/// The places that `step` leads to from each place in `from`.
fn each(from: u64, step: impl Fn(usize) -> u64) -> u64 {
    let (mut left, mut ends) = (from, 0);
    while left != 0 {
        ends |= step(left.trailing_zeros() as usize);
        left &= left - 1;
    }
    ends
}

/// The end of the run of figures at `at`, as a set; empty where none begins.
fn number(text: &[Symbol], at: usize) -> u64 {
    let begins = |ch: char| ch.is_ascii_digit() || "零〇一二三四五六七八九十两".contains(ch);
    let rest = text.get(at..).unwrap_or_default();
    if !rest.first().is_some_and(|symbol| begins(symbol.ch)) {
        return 0;
    }
    let joined = |(n, symbol): &(usize, &Symbol)| {
        symbol.is_figure() && (*n == 0 || symbol.before != Break::Strong)
    };
    1 << (at + rest.iter().enumerate().take_while(joined).count())
}

/// The ends of all runs at `at` of `most` symbols at most that all `fit`, as a set.
fn run(text: &[Symbol], at: usize, most: usize, fit: impl Fn(usize, &Symbol) -> bool) -> u64 {
    let rest = text.get(at..).unwrap_or_default().iter().take(most).enumerate();
    let length = rest.take_while(|(n, symbol)| fit(*n, symbol)).count();
    (1..=length).fold(0, |ends, taken| ends | 1 << (at + taken))
}

/// Where `word` ends if it stands at `at`, within a clause.
fn word_end(text: &[Symbol], at: usize, word: &str) -> Option<usize> {
    let mut end = at;
    for ch in word.chars() {
        let symbol = text.get(end)?;
        if symbol.ch != ch || (end > at && symbol.before == Break::Strong) {
            return None;
        }
        end += 1;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::normalize;

    /// The longest piece at the beginning of `text` that the slot takes.
    fn taken(slot: Slot, text: &str) -> String {
        let folded = normalize(text);
        let end = ends(slot, folded.symbols()).last().unwrap_or(0);
        folded.chars().take(end).collect()
    }

    #[test]
    fn a_slot_takes_what_it_is_for_and_no_more() {
        for (slot, text, expected) in [
            (Slot::Number, "一百二十号", "120"),
            (Slot::Number, "千万别", ""),
            (Slot::Number, "3.5元", "3.5"),
            (Slot::Money, "100元，谢谢", "100元"),
            (Slot::Money, "一百二", "120"),
            (Slot::Money, "25块5", "25块五"),
            (Slot::Money, "二十五块五毛钱，您点好", "25块五毛钱"),
            (Slot::Money, "一千二百元整", "1200元"),
            (Slot::Money, "一百多块", "100多块"),
            (Slot::Money, "八毛", "八毛"),
            (Slot::Money, "三个人", ""),
            (Slot::Money, "两张表", ""),
            (Slot::Money, "的材料", ""),
            (Slot::Time, "下午三点半再来", "下午三点半"),
            (Slot::Time, "9:30", "九30"),
            (Slot::Time, "半个小时左右", "半个小时左右"),
            (Slot::Time, "十分钟", "十分钟"),
            (Slot::Time, "三点到五点", "三点到五点"),
            (Slot::Time, "快点", ""),
            (Slot::Date, "三月五号来", "三月五号"),
            (Slot::Date, "明天上午", "明天上午"),
            (Slot::Date, "下周一再来", "下周一"),
            (Slot::Date, "3个工作日后", "三个工作日后"),
            (Slot::Date, "下个月底", "下个月底"),
            (Slot::Window, "三号窗口办理", "三号窗口"),
            (Slot::Window, "A012", "a012"),
            (Slot::Window, "综合窗口", "综合窗口"),
            (Slot::Window, "隔壁", "隔壁"),
            (Slot::Window, "二楼大厅", "二楼大厅"),
            (Slot::Window, "三号或者四号窗口", "三号或者四号窗口"),
            (Slot::Window, "吗", ""),
            (Slot::Name, "王小明吗", "王小明"),
            (Slot::Name, "张老师", "张老师"),
            (Slot::Name, "来办事的吗", ""),
            (Slot::Document, "身份证", "身份证"),
            (Slot::Free(2), "身份证", "身份"),
        ] {
            assert_eq!(taken(slot, text), expected, "{slot:?} {text}");
        }
    }

    #[test]
    fn no_text_is_too_long() {
        for text in ["1".repeat(500), "一".repeat(500), "点".repeat(500), "三号".repeat(300)] {
            for (slot, _) in crate::phrasebook::KINDS {
                for end in ends(slot, normalize(&text).symbols()) {
                    assert!(end > 0 && end < PLACES);
                }
            }
        }
    }
}

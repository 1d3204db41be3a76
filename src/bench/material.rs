//! Made-up phrases and speech of a service counter, the same for the same seed.
//!
//! Pure. Sentences are put together from words by role, so that phrases share
//! beginnings, endings and sounds as real lists do.

use super::pick::Picker;
use crate::document::{Document, Faults};
use crate::phrasebook::Phrasebook;
use std::collections::BTreeSet;
use std::fmt::Write;

#[rustfmt::skip]
const WHO: &[&str] = &[
    "我", "你", "您", "他", "我们", "你们", "他们", "咱们", "自己", "人家", "大家", "领导",
    "同事", "经办人", "主任", "科长", "后面的人", "老人家", "同志", "师傅",
];
#[rustfmt::skip]
const WHEN: &[&str] = &[
    "今天", "明天", "昨天", "后天", "现在", "刚才", "一会儿", "上午", "下午", "中午", "早上",
    "晚上", "下周", "月底", "年底", "周末", "节后", "过两天", "待会儿", "下班前", "五点半",
    "十二点", "上班时间",
];
#[rustfmt::skip]
const WHERE: &[&str] = &[
    "这儿", "那边", "二楼", "大厅", "窗口", "隔壁", "门口", "派出所", "街道", "社区", "银行",
    "单位", "外面", "前台", "咨询台", "自助机", "网上", "手机上", "系统里", "档案室", "税务局",
    "医院",
];
#[rustfmt::skip]
const HOW: &[&str] = &[
    "不", "没", "别", "都", "就", "还", "也", "先", "再", "只", "总", "又", "才", "快", "慢慢",
    "赶紧", "马上", "千万", "到底", "反正", "本来", "已经", "不用", "不要", "不能", "不会",
    "不想", "可以", "必须", "应该", "怎么", "为什么", "哪里", "肯定", "最好", "随便",
];
#[rustfmt::skip]
const DO: &[&str] = &[
    "办", "管", "看", "问", "填", "写", "交", "等", "拿", "查", "找", "说", "签", "带", "急",
    "吵", "催", "取", "退", "改", "复印", "排队", "提交", "审核", "登记", "预约", "盖章", "打印",
    "缴费", "受理", "解决", "处理", "解释", "知道", "清楚", "明白", "负责", "投诉", "反映",
    "准备", "补齐", "核对", "确认", "拍照", "录入", "查询", "通知", "回去", "过来", "下班",
    "休息", "帮忙",
];
#[rustfmt::skip]
const WHAT: &[&str] = &[
    "材料", "表格", "身份证", "户口本", "业务", "手续", "号", "证明", "合同", "发票", "原件",
    "复印件", "照片", "印章", "银行卡", "社保卡", "医保", "公积金", "营业执照", "房产证",
    "结婚证", "驾驶证", "居住证", "申请书", "委托书", "介绍信", "什么", "事", "问题", "情况",
    "时间", "地址", "电话", "名字", "密码", "系统", "规定", "政策", "流程", "费用", "税", "资格",
    "档案", "意见", "结果", "回执",
];
#[rustfmt::skip]
const END: &[&str] = &[
    "了", "吗", "呢", "吧", "啊", "啦", "嘛", "了吗", "了吧", "就行", "不行", "算了", "再说",
    "再来", "就是了", "没用", "也没用", "行不行", "好不好", "可以吗", "好吗", "一下", "一遍",
    "的",
];

/// Common characters, the most common first: what else is said at a counter.
const COMMON: &str = "\
    的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动\
    同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自\
    二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日\
    那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变\
    条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总\
    次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指\
    几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器\
    压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安\
    场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集\
    温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连\
    断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精\
    值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属\
    圆包火住调满县局照参红细引听该铁价严";

/// The orders in which sentences are put together.
const SHAPES: &[&[&[&str]]] = &[
    &[WHO, HOW, DO],
    &[HOW, DO, WHAT],
    &[WHO, HOW, DO, WHAT],
    &[WHO, WHEN, HOW, DO, END],
    &[WHEN, HOW, DO, WHAT, END],
    &[HOW, DO, END],
    &[WHAT, HOW, DO, END],
    &[WHAT, HOW, WHERE, DO],
    &[WHO, WHERE, HOW, DO, WHAT],
    &[WHERE, HOW, DO, WHAT, END],
    &[WHO, DO, WHAT, HOW, DO, END],
    &[WHEN, WHERE, DO, WHAT, END],
];

impl Picker {
    fn sentence(&mut self) -> String {
        let shape = SHAPES[self.below(SHAPES.len())];
        shape.iter().map(|words| words[self.below(words.len())]).collect()
    }
}

/// So many different phrases of 3 to 18 characters.
pub fn phrases(count: usize) -> Vec<String> {
    let (mut pick, mut seen, mut phrases) = (Picker::from_state(7), BTreeSet::new(), Vec::new());
    // The words make millions of sentences: it ends for any sensible count.
    while phrases.len() < count {
        let phrase = pick.sentence();
        if phrase.chars().count() >= 3 && seen.insert(phrase.clone()) {
            phrases.push(phrase);
        }
    }
    phrases
}

/// A phrasebook of `count` phrases with guards, about as many as the shipped lists
/// have: each has a variant, every second a decoy, every fifth a `not_within`;
/// three of four are taboo.
pub fn book(count: usize) -> Result<Phrasebook, Faults> {
    let mut pick = Picker::from_state(11);
    let mut text = String::from("[pack]\nname = \"bench\"\ntitle = \"bench\"\n");
    for (n, phrase) in phrases(count).iter().enumerate() {
        let list = match n % 4 {
            3 => "list = \"civil\"",
            _ => "list = \"taboo\"\nseverity = \"minor\"\nspeaker = \"any\"",
        };
        let end = END[pick.below(END.len())];
        let who = WHO[pick.below(WHO.len())];
        let decoy = if n % 2 == 0 { format!("\"{phrase}{who}\"") } else { String::new() };
        let within = if n % 5 == 0 { format!("\"要是{phrase}\"") } else { String::new() };
        // Writing to a string cannot fail.
        write!(
            text,
            "[[phrase]]\nid = \"B{n}\"\ntext = \"{phrase}\"\n{list}\nsource = \"ours\"\n\
             variants = [\"{who}{phrase}{end}\"]\ndecoys = [{decoy}]\nnot_within = [{within}]\n"
        )
        .ok();
    }
    Phrasebook::read(&[Document::new("bench.toml", text)])
}

/// So many utterances of about `chars` characters; every other one holds one of
/// the first 200 phrases.
pub fn utterances(count: usize, chars: usize) -> Vec<String> {
    let mut pick = Picker::from_state(13);
    let known = phrases(200);
    (0..count)
        .map(|n| {
            let mut clauses = Vec::new();
            let mut length = 0;
            while length + 4 < chars {
                let clause = match n % 2 == 0 && clauses.is_empty() {
                    true => known[pick.below(known.len())].clone(),
                    false => pick.sentence(),
                };
                length += clause.chars().count() + 1;
                clauses.push(clause);
            }
            let middle = clauses.len() / 2;
            clauses.swap(0, middle);
            clauses.join("，").chars().take(chars).collect()
        })
        .collect()
}

/// Running speech of at least so many bytes, UTF-8: half of it clauses made of the
/// words of the phrases, half of other common characters.
pub fn speech(bytes: usize) -> String {
    let mut pick = Picker::from_state(17);
    let common: Vec<char> = COMMON.chars().collect();
    let mut text = String::with_capacity(bytes + 128);
    while text.len() < bytes {
        text.push_str(&pick.sentence());
        text.push('，');
        for _ in 0..4 + pick.below(8) {
            // The smaller of two picks: the front of the list comes more often.
            let at = pick.below(common.len()).min(pick.below(common.len()));
            text.push(common[at]);
        }
        text.push('，');
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn material_is_as_long_as_asked_for_and_always_the_same() {
        assert_eq!(phrases(1000).iter().collect::<BTreeSet<_>>().len(), 1000);
        assert_eq!(phrases(50), phrases(200)[..50]);
        assert_eq!(book(200).unwrap().phrases().len(), 200);
        for text in utterances(40, 35) {
            assert!((26..=35).contains(&text.chars().count()), "{text}");
        }
        assert!(speech(10_000).len() >= 10_000);
    }
}

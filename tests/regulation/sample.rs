//! The bundled regulation, invented, in the shapes of real ones: quotations across
//! lines, missing marks, lists, labels, slots, slogans. Every way of saving it gives the
//! same phrases.

use encoding_rs::{BIG5, GB18030};
use liyu::document::Document;
use liyu::phrasebook::{List, Phrasebook};
use liyu::regulation::{Decoded, Doubt, Findings, Reason, decode, draft, find};
use std::collections::BTreeSet;

const SAMPLE: &str = include_str!("sample.txt");
const TRADITIONAL: &str = include_str!("sample_traditional.txt");

/// Line, list and words, in the order of the lines.
const EXPECTED: [(usize, List, &str); 33] = [
    (6, List::Civil, "您好"),
    (6, List::Civil, "请"),
    (6, List::Civil, "谢谢"),
    (7, List::Civil, "您好，便民服务中心{窗口}窗口，请讲"),
    (7, List::Civil, "再见"),
    (8, List::Civil, "您好！请问您办什么事？"),
    (8, List::Civil, "您好，请坐"),
    (9, List::Civil, "对不起，您还缺{材料}材料，请补齐后再来"),
    (10, List::Civil, "收您{金额}元"),
    (10, List::Civil, "找您{金额}元，请点清"),
    (11, List::Civil, "请您{日期}到{窗口}窗口找{姓名}同志领取"),
    (12, List::Civil, "这个问题我帮您问一下"),
    (13, List::Civil, "您是{姓名}吗？"),
    (14, List::Civil, "对不起，系统正在检修，请您稍候"),
    (15, List::Civil, "请您慢走，欢迎再来！"),
    (17, List::Civil, "您好！"),
    (17, List::Civil, "请进"),
    (18, List::Civil, "请稍候，马上就好"),
    (19, List::Civil, "不客气，这是我们应该做的"),
    (21, List::Civil, "同志"),
    (21, List::Civil, "师傅"),
    (21, List::Civil, "阿姨"),
    (21, List::Civil, "小朋友"),
    (22, List::Civil, "对不起"),
    (22, List::Civil, "给您添麻烦了"),
    (22, List::Civil, "让您久等了"),
    (24, List::Taboo, "不归我管"),
    (24, List::Taboo, "你问我，我问谁"),
    (26, List::Taboo, "没看见我正忙着吗？"),
    (27, List::Taboo, "你怎么这么啰嗦！"),
    (28, List::Taboo, "下班了，明天再来"),
    (29, List::Taboo, "要下班了，不办了！"),
    (30, List::Civil, "您好"),
];

fn rows(found: &Findings) -> Vec<(usize, List, &str)> {
    let phrases = found.phrases.iter();
    phrases.map(|phrase| (phrase.line, phrase.list, phrase.template.as_str())).collect()
}

fn assert_sample(decoded: &Decoded, encoding: &str) {
    assert_eq!((decoded.encoding, decoded.certain, decoded.flaws), (encoding, true, 0));
    assert_eq!(rows(&find(&decoded.text)), EXPECTED, "{encoding}");
}

#[test]
fn every_encoding_and_script_gives_the_same_phrases() {
    assert_sample(&decode(SAMPLE.as_bytes()), "UTF-8");
    assert_sample(&decode(format!("\u{feff}{SAMPLE}").as_bytes()), "UTF-8");
    assert_sample(&decode(TRADITIONAL.as_bytes()), "UTF-8");
    assert_sample(&decode(SAMPLE.replace('\n', "\r\n").as_bytes()), "UTF-8");
    for (text, encoding, name) in [
        (SAMPLE, GB18030, "GB18030"),
        (TRADITIONAL, GB18030, "GB18030"),
        (TRADITIONAL, BIG5, "BIG5"),
    ] {
        let (bytes, _, unencodable) = encoding.encode(text);
        assert!(!unencodable, "{name}");
        assert_sample(&decode(&bytes), name);
    }
    let wide: Vec<u8> =
        format!("\u{feff}{SAMPLE}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_sample(&decode(&wide), "UTF-16LE");
}

#[test]
fn a_damaged_file_is_read_and_said_to_be_uncertain() {
    let mut bytes = SAMPLE.as_bytes().to_vec();
    bytes.truncate(bytes.len() - 2);
    let decoded = decode(&bytes);
    assert_eq!((decoded.encoding, decoded.certain), ("UTF-8", false));
    assert!(decoded.flaws > 0);
    let (mut bytes, _, _) = GB18030.encode(SAMPLE);
    bytes.to_mut().extend([0xff, 0xff]);
    let decoded = decode(&bytes);
    assert_eq!((decoded.encoding, decoded.certain), ("GB18030", false));
    assert_eq!(rows(&find(&decoded.text)), EXPECTED);
}

/// Pinyin behind every third ideograph, as in copied files.
#[test]
fn interleaved_pinyin_is_taken_out() {
    let mut noisy = String::new();
    for (at, ch) in SAMPLE.chars().enumerate() {
        noisy.push(ch);
        if at % 3 == 0 && ch > '\u{4e00}' && ch < '\u{9fff}' {
            noisy.push_str(["(wù)", "（yīng）", "(liao)"][at % 9 / 3]);
        }
    }
    assert_eq!(rows(&find(&noisy)), EXPECTED);
}

/// All on one line, as in copied files: what is quoted is still found.
#[test]
fn one_long_line_keeps_the_quotations() {
    let found = find(&SAMPLE.replace('\n', ""));
    let words: BTreeSet<&str> =
        found.phrases.iter().map(|phrase| phrase.template.as_str()).collect();
    let unquoted = [Doubt::NotQuoted, Doubt::Unclosed];
    for phrase in find(SAMPLE).phrases {
        if !phrase.doubts.iter().any(|doubt| unquoted.contains(doubt)) {
            assert!(words.contains(phrase.template.as_str()), "{}", phrase.template);
        }
    }
}

#[test]
fn what_is_no_phrase_is_reported_and_not_taken() {
    let found = find(SAMPLE);
    let reasons: Vec<(usize, &str, Reason)> =
        found.unsure.iter().map(|one| (one.line, one.text.as_str(), one.reason)).collect();
    assert_eq!(
        reasons,
        [
            (3, "以人为本", Reason::Slogan),
            (3, "三个一样", Reason::Label),
            (4, "中心", Reason::Slogan),
            (32, "谁主管、谁负责", Reason::Slogan),
            (32, "一窗通办", Reason::Label),
            (32, "暂停服务", Reason::Slogan),
            (33, "县政务办", Reason::Term),
        ]
    );
    let doubts = |line: usize| -> Vec<Doubt> {
        found.phrases.iter().find(|phrase| phrase.line == line).unwrap().doubts.clone()
    };
    assert_eq!(doubts(7), []);
    assert_eq!(doubts(12), [Doubt::Brackets]);
    assert_eq!(doubts(14), [Doubt::Unclosed]);
    assert_eq!(doubts(17), [Doubt::NotQuoted]);
    assert_eq!(doubts(30), [Doubt::Negated]);
}

#[test]
fn the_draft_is_a_pack_with_the_line_of_each_phrase() {
    let found = find(SAMPLE);
    let text = draft("hewan", "河湾县", "sample.txt", &found);
    assert!(text.contains("status = \"draft\"\n"));
    // What a pack may say of its status is for the parser's own tests.
    let unmarked = text.replacen("status = \"draft\"\n", "", 1);
    let book = Phrasebook::read(&[Document::new("hewan.toml", unmarked)])
        .unwrap_or_else(|faults| panic!("{faults}\n{text}"));
    // 您好 stands in lines 6, 17 and 30: one entry.
    assert_eq!(book.phrases().len(), EXPECTED.len() - 2);
    let first = &book.phrases()[0];
    assert_eq!((first.id.as_str(), first.text.as_str()), ("hewan-001", "您好"));
    assert_eq!(first.source, "sample.txt (L6, L17, L30)");
    let ids: BTreeSet<&str> = book.phrases().iter().map(|phrase| phrase.id.as_str()).collect();
    assert_eq!(ids.len(), book.phrases().len());
    let shipped = Phrasebook::shipped().unwrap();
    assert!(shipped.phrases().iter().all(|phrase| !ids.contains(phrase.id.as_str())));
    let alternative = book.phrases().iter().find(|phrase| phrase.source.contains("L12")).unwrap();
    assert_eq!(alternative.variants, ["这个问题我帮您查一下"]);
    for unsure in &found.unsure {
        assert!(text.contains(&format!("# L{} “{}”", unsure.line, unsure.text)));
    }
}

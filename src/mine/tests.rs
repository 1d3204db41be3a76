#![allow(clippy::unwrap_used)]
//! Cutting, refusing and telling, on hand-written hearings.

use super::*;
use crate::corpus::Line;
use crate::phrasebook::Pen;
use proptest::prelude::*;

const PACK: &str = "\
# 自拟
[pack]
name = \"x\"
title = \"x\"
owner = \"培训科\"

[[phrase]]
id = \"T1\"
text = \"不归我管\"
list = \"taboo\"
severity = \"serious\"
speaker = \"clerk\"
aliases = [\"不规模管\"] # 听过
source = \"ours: 试验\"

[[phrase]]
id = \"C1\"
text = \"归我们管理\"
list = \"civil\"
source = \"ours: 试验\"
";

fn lists() -> (Vec<Document>, Arc<Phrasebook>) {
    let documents = vec![Document::new("x.toml", PACK)];
    let book = Arc::new(Phrasebook::read(&documents).unwrap());
    (documents, book)
}

fn take(said: &str, phrase: &str, voice: &str) -> Take {
    let from = said.find(phrase).unwrap();
    Take {
        phrase: 0,
        said: said.to_owned(),
        place: from..from + phrase.len(),
        voice: voice.to_owned(),
    }
}

/// What was heard for 不归我管, each by two voices.
fn report(heard: &[&str], negative: &[&str]) -> Report {
    let (documents, book) = lists();
    let mut miner = Miner::new(&book, &Accents::default());
    for text in heard {
        for voice in ["a", "b"] {
            miner.heard(&take("那我看一下，不归我管。", "不归我管", voice), Some(text));
        }
    }
    let lines = negative.iter().enumerate().map(|(at, text)| Line::text(*text, at + 1)).collect();
    let corpus = Corpus { name: "负".to_owned(), lines };
    miner.report(&documents, &[corpus], 2)
}

#[test]
fn the_phrase_is_cut_out_of_its_carrier() {
    let ear = Ear::default();
    let table = [
        ("那我看一下，不归我管。", "那我看一下不归我管", "不归我管"),
        ("那我看一下，不归我管。", "那我看一下不贵我关", "不贵我关"),
        ("那我看一下，不归我管。", "拿我看一下,部归我玩", "部归我玩"),
        ("不归我管，您先请坐。", "不龟往管您先请坐", "不龟往管"),
        ("不归我管，您先请坐。", "不归管您先请坐", "不归管"),
        ("不归我管，您先请坐。", "嗯不归了我管,请坐", "不归了我管"),
        ("不归我管。", "布鬼我光", "布鬼我光"),
    ];
    for (said, text, wanted) in table {
        let cut = cut(&ear, &take(said, "不归我管", "a"), text).unwrap();
        assert_eq!(cut.letters, wanted, "{said} / {text}");
        let place = normalize(&text[cut.place.clone()]).letters();
        assert_eq!(place, wanted, "{text}");
        assert_eq!(cut.is_right, wanted == "不归我管");
    }
    assert_eq!(cut(&ear, &take("不归我管。", "不归我管", "a"), "。"), None);
}

proptest! {
    /// Whatever was heard, the cut lies in it and the pairs rise.
    #[test]
    fn a_cut_lies_in_the_text(text in "[不归我管您先请坐,。a1 ]{0,20}") {
        if let Some(cut) = cut(&Ear::default(), &take("不归我管，您先请坐。", "不归我管", "a"), &text) {
            prop_assert!(text.get(cut.place.clone()).is_some_and(|words| !words.is_empty()));
            prop_assert!(cut.distance >= 0.0);
            let rises = cut.pairs.windows(2).all(|two| two[0].0.end <= two[1].0.start);
            prop_assert!(rises);
        }
    }
}

/// The verdict on the one mis-hearing.
fn verdict(heard: &[&str], negative: &[&str], alias: &str) -> Verdict {
    let report = report(heard, negative);
    let found = report.aliases.iter().find(|one| one.alias == alias);
    found.unwrap_or_else(|| panic!("{alias} in {report:?}")).verdict.clone()
}

#[test]
fn each_refusal_has_its_reason() {
    // Found by sound, and by the alias that is listed.
    assert_eq!(verdict(&["那我看一下不龟我管"], &[], "不龟我管"), Verdict::Found);
    assert_eq!(verdict(&["那我看一下不规模管"], &[], "不规模管"), Verdict::Found);
    let far = "布位摸完";
    let heard = format!("那我看一下{far}");
    assert_eq!(verdict(&[&heard], &[], far), Verdict::Safe);
    let line = "我们布位摸完再说";
    assert_eq!(verdict(&[&heard], &[line], far), Verdict::Sounds(far.to_owned()));
    assert_eq!(verdict(&["那我看一下不为,我完"], &[], "不为我完"), Verdict::Torn);
    assert_eq!(verdict(&["那我看一下不为"], &[], "不为"), Verdict::Short);
    assert_eq!(verdict(&["那我看一下布位a完"], &[], "布位a完"), Verdict::Short);
    assert_eq!(verdict(&["那我看一下石头剪"], &[], "石头剪"), Verdict::Far);
}

#[test]
fn one_voice_or_one_time_is_not_enough() {
    let (documents, book) = lists();
    let mut miner = Miner::new(&book, &Accents::default());
    let said = take("不归我管。", "不归我管", "a");
    miner.heard(&said, Some("布位摸完"));
    assert_eq!(miner.report(&documents, &[], 2).aliases[0].verdict, Verdict::Rare);
    miner.heard(&said, Some("布位摸完"));
    assert_eq!(miner.report(&documents, &[], 2).aliases[0].verdict, Verdict::OneVoice);
    miner.heard(&Take { voice: "b".to_owned(), ..said.clone() }, Some("布位摸完"));
    assert_eq!(miner.report(&documents, &[], 2).aliases[0].verdict, Verdict::Safe);
    miner.heard(&said, None);
    let fared = &miner.report(&documents, &[], 2).phrases[0];
    assert_eq!((fared.takes, fared.found, fared.unheard), (4, 0, 1));
}

/// A word of the list of harmless words, and a stretch of a civil phrase, are told by
/// the rules of `lint`.
#[test]
fn the_rules_of_lint_are_asked() {
    let verdict = verdict(&["那我看一下归我们管"], &[], "归我们管");
    assert!(matches!(verdict, Verdict::Speech(_) | Verdict::Found), "{verdict:?}");
}

#[test]
fn confusions_are_counted_by_half() {
    let report = report(&["那我看一下不归我玩"], &[]);
    let found = report.confusions.iter().find(|row| row.half == Half::Initial).unwrap();
    assert_eq!((found.said.as_str(), found.heard.as_str(), found.times), ("g", "", 2));
    // 管 and 归 both begin with g.
    assert_eq!(found.of, 4);
}

#[test]
fn drafts_keep_the_pack_and_pass_lint() {
    let (documents, book) = lists();
    let report = report(&["那我看一下布位摸完"], &[]);
    let drafts = drafts(&documents, &book, &report).unwrap();
    assert_eq!((drafts.len(), drafts[0].added), (1, 1));
    let text = &drafts[0].text;
    assert!(text.contains("[\"不规模管\", \"布位摸完\"] # 听过"), "{text}");
    assert!(text.starts_with("# 自拟\n") && Pen::new(text).is_ok());
    let documents = [Document::new("x.toml", text.as_str())];
    let found = crate::lint::lint(&documents, &BTreeSet::new(), &Accents::default());
    assert_eq!(found.errors, 0, "{:?}", found.findings);
    assert!(super::drafts(&documents, &book, &self::report(&[], &[])).unwrap().is_empty());
}

#[test]
fn templates_are_words_with_places() {
    let template = Template::parse("say -v \"Ting Ting\" -r {speed} -o {out} {text}").unwrap();
    assert_eq!(template.program(), "say");
    assert!(template.has_speed());
    let said = template.arguments("有{out}和 空格", "/t/a.wav", "1.1");
    assert_eq!(said, ["-v", "Ting Ting", "-r", "1.1", "-o", "/t/a.wav", "有{out}和 空格"]);
    let joined = Template::parse("p --text={text} '--out={out}' {x}").unwrap();
    assert_eq!(joined.arguments("好", "o", "1"), ["--text=好", "--out=o", "{x}"]);
    for (line, wrong) in
        [("", "{text}"), ("{text} {out}", "{text}"), ("p {text}", "{out}"), ("p {out}", "{text}")]
    {
        let error = Template::parse(line).unwrap_err();
        assert!(matches!(error, SpeakError::Missing { place, .. } if place == wrong), "{line}");
    }
    assert!(matches!(Template::parse("p \"{text} {out}"), Err(SpeakError::Quote { .. })));
}

#[test]
fn recordings_say_the_longest_phrase_at_each_place() {
    let (_, book) = lists();
    let bare = Spotter::new(Arc::new(book.unguarded()));
    let said = places(&bare, "这事不归我管，真的不归我管", &["不归我管".to_owned()]);
    let found: Vec<_> = said.into_iter().map(|(phrase, at)| (phrase, at.start)).collect();
    assert_eq!(found, [(0, 6), (0, 27)]);
    assert_eq!(places(&bare, "这事不归我管", &[]), []);
}

//! Guards one by one: lead-ins, near and not near, position, aliases, cues.

use super::*;

/// A spotter of the entries alone, each given as keys beyond those that all need.
pub(in crate::spot) fn spotter(entries: &[&str]) -> Spotter {
    let mut pack = format!("[pack]\nname = \"t\"\ntitle = \"t\"\n{LEAD_INS}");
    for (n, entry) in entries.iter().enumerate() {
        pack.push_str(&format!(
            "[[phrase]]\nid = \"P{n}\"\nlist = \"taboo\"\nseverity = \"minor\"\nspeaker = \"any\"\nsource = \"ours\"\n{entry}\n"
        ));
    }
    let book = Phrasebook::read(&[Document::new("t.toml", pack)]).unwrap_or_else(|f| panic!("{f}"));
    Spotter::new(Arc::new(book))
}

/// What became of the first finding of phrase `n`.
pub(super) fn fate(spotter: &Spotter, n: usize, text: &str) -> &'static str {
    let matches = spotter.examine(text);
    let of = |counts: bool| {
        matches.iter().find(move |m| m.phrase == n && m.stopped_by.is_none() == counts)
    };
    match (of(true), of(false)) {
        (Some(_), _) => "hit",
        (None, Some(stopped)) => stopped.stopped_by.as_ref().map_or("", Stop::word),
        (None, None) => "none",
    }
}

#[test]
fn lead_ins_stop_what_is_spoken_of() {
    let spotter = spotter(&[
        r#"text = "不归我管""#,
        r#"text = "不知道""#,
        "text = \"不是我的事\"\nvariants = [\"我的事\"]",
        "text = \"急什么\"",
        "text = \"你自己看\"\nlead_ins = false",
    ]);
    for (n, text, expected) in [
        (0, "别再说不归我管", "quoted"),
        (0, "别再说“不归我管”了", "quoted"),
        (0, "大家不要再说什么不归我管", "quoted"),
        (0, "不能说：不归我管", "quoted"),
        (1, "领导说了不能跟群众说不知道", "quoted"),
        (1, "领导说了,不能跟群众说\"不知道\"", "quoted"),
        (1, "不许对来办事的人说我不知道", "quoted"),
        (1, "“不知道”三个字不能出现", "quoted"),
        (1, "您是不是不知道", "negated"),
        (1, "不许对群众说我不知道", "quoted"),
        (1, "别再说一句不知道", "quoted"),
        (1, "不能说不归我管、不知道", "quoted"),
        (1, "不能说不归我管或者不知道", "quoted"),
        (0, "“不归我管”这种话不许讲", "quoted"),
        (0, "不归我管这样的话少说", "quoted"),
        (0, "我没说不归我管", "negated"),
        (0, "我没跟他说不归我管", "negated"),
        (0, "不是不归我管", "negated"),
        (1, "不是我不知道", "negated"),
        (0, "我没说过不归我管", "negated"),
        // Nothing here is spoken of.
        (0, "我跟你说不归我管", "hit"),
        (0, "别说了，不归我管", "hit"),
        (0, "别说了不归我管", "hit"),
        (0, "不是，不归我管", "hit"),
        (0, "不是 不归我管", "hit"),
        (0, "不是跟你说了不归我管吗", "hit"),
        (0, "不是不归我管吗", "hit"),
        (2, "这不是我的事", "hit"),
        (2, "不是我的事", "hit"),
        (3, "不是急什么呀", "hit"),
        (3, "不是你急什么", "hit"),
        (4, "别再说你自己看", "hit"),
        (1, "不会说不归我管，我也不知道", "hit"),
        (1, "不归我管、不知道", "hit"),
    ] {
        assert_eq!(fate(&spotter, n, text), expected, "{text}: {:?}", spotter.examine(text));
    }
}

#[test]
fn near_and_not_near_look_at_the_words_around() {
    let spotter = spotter(&[
        "text = \"明天再来\"\nnear = [\"下班\"]\nnot_near = [\"取证\", \"证\"]",
        "text = \"快一点儿\"\nnear = [\"磨蹭\", \"快一点\"]\nnear_chars = 3",
        "text = \"不清楚\"\nnot_near = [\"照片\"]\nnear_chars = 2",
    ]);
    for (n, text, expected) in [
        (0, "明天再来", "near"),
        (0, "下班了，您明天再来", "hit"),
        (0, "明天再来吧，现在下班", "hit"),
        (0, "快下班了，明天再来取证", "not_near"),
        (1, "快一点儿", "near"),
        (1, "快一点儿别磨蹭", "hit"),
        (1, "快一点儿行不行，磨蹭", "hit"),
        (1, "快一点儿行不行啊，磨蹭", "near"),
        (2, "照片拍得不清楚", "not_near"),
        (2, "照片什么的我不清楚", "hit"),
    ] {
        assert_eq!(fate(&spotter, n, text), expected, "{text}: {:?}", spotter.examine(text));
    }
}

#[test]
fn position_is_counted_in_clauses_and_particles_are_none() {
    let spotter = spotter(&[
        "text = \"不归我管\"\nposition = \"first\"",
        "text = \"没看见\"\nposition = \"last\"",
        "text = \"不知道\"\nposition = \"whole\"",
    ]);
    for (n, text, expected) in [
        (0, "这个不归我管，您去三号", "hit"),
        (0, "啊，这个不归我管", "hit"),
        (0, "您好，不归我管", "position"),
        (1, "忙着呢，没看见吗？", "hit"),
        (1, "没看见，啊", "hit"),
        (1, "没看见，忙着呢", "position"),
        (2, "不知道！", "hit"),
        (2, "啊，不知道啊。", "hit"),
        (2, "嗯不知道呢", "hit"),
        (2, "我不知道", "position"),
        (2, "不知道您是谁", "position"),
    ] {
        assert_eq!(fate(&spotter, n, text), expected, "{text}: {:?}", spotter.examine(text));
    }
}

#[test]
fn aliases_count_by_character_only() {
    let spotter = spotter(&["text = \"急什么\"\naliases = [\"即神乐团\"]"]);
    let found = spotter.find("即神乐团");
    assert_eq!((found[0].how, found[0].wording.as_str()), (How::Alias, "即神乐团"));
    assert!(found[0].score.0 < 1.0);
    assert!(spotter.find("机神乐团").iter().all(|m| m.how != How::Alias));
}

#[test]
fn cues_are_what_conditions_wait_for() {
    let spotter = spotter(&[r#"text = "不归我管"
[[phrase.context]]
when = "after"
said = ["请您到三号窗口", "我带您过去"]
within_s = 10.0
count = "never"
[[phrase.context]]
when = "before"
said = ["户口"]
within_turns = 2
count = "only""#]);
    let hearing = spotter.hear("户口不归我管，我带您过去");
    let cues: Vec<_> =
        hearing.cues.iter().map(|cue| (cue.phrase, cue.condition, cue.said.as_str())).collect();
    assert_eq!(cues, [(0, 1, "户口"), (0, 0, "我带您过去")]);
    assert_eq!(hearing.matches.len(), 1);
    assert_eq!(spotter.hear("我戴您过去").cues.len(), 1, "by sound as well");

    use crate::units::SampleIndex;
    let heard = Heard {
        text: "我带您过去",
        range: SampleRange::new(SampleIndex(100), SampleIndex(200)),
        channel: 1,
        role: Role::Clerk,
        role_basis: RoleBasis::ChannelMap,
    };
    let told = spotter.tell(&heard);
    assert!(told.hits.is_empty());
    let cue = &told.cues[0];
    assert_eq!((cue.id.as_str(), cue.condition, cue.channel, cue.range), ("P0", 0, 1, heard.range));
    assert_eq!(spotter.cues(&heard), told.cues);
}

#[test]
fn what_only_sounds_alike_gives_way_to_words_and_pauses() {
    let spotter = spotter(&[
        "text = \"不知道\"",
        "text = \"叫什么叫\"\nvariants = [\"你叫什么叫\"]",
        "text = \"不清楚\"\ndecoys = [\"分不清楚\"]",
        "text = \"你自己看\"\nnot_within = [\"你自己看看\"]",
        "text = \"早干什么去了\"\nvariants = [\"干什么去了\"]",
    ]);
    for (n, text, expected) in [
        (0, "资金布置到位以后通知您", "not_within"),
        (0, "布置到呢", "hit"),
        (0, "不知道路怎么走", "hit"),
        (1, "教什么教材由学校定", "not_within"),
        (1, "教什么 教我就行", "none"),
        (1, "您叫什么叫", "hit"),
        (2, "这个我真不清楚", "hit"),
        (2, "字太小分不清楚", "decoy"),
        (2, "字太小芬不清楚", "decoy"),
        (3, "你自己看，看完再来", "hit"),
        (3, "你自己看看", "not_within"),
        (0, "遇到不懂的别说不知道", "quoted"),
        (4, "早上干什么去了解一下", "not_within"),
        (4, "早干什么去了", "hit"),
        (4, "早干什么去了解释一下", "hit"),
    ] {
        assert_eq!(fate(&spotter, n, text), expected, "{text}: {:?}", spotter.examine(text));
    }
}

#[test]
fn a_wording_does_not_lose_its_end() {
    let spotter = spotter(&["text = \"你问我我问谁\"\nvariants = [\"你问我我问谁啊\"]"]);
    assert_eq!(fate(&spotter, 0, "你问我我问谁"), "hit");
    assert_eq!(fate(&spotter, 0, "你来问我我问谁"), "hit");
    assert_eq!(fate(&spotter, 0, "你问我我问清楚了告诉您"), "none");
}

#[test]
fn light_words_inside_a_phrase_change_nothing() {
    let spotter = spotter(&[
        "text = \"今天不办了\"",
        "text = \"我不知道\"",
        "text = \"急什么\"",
        "text = \"不归我管\"\nstrictness = \"strict\"",
    ]);
    for (n, text, expected) in [
        (0, "今天就不办了啊", "hit"),
        (0, "今天可真不办了", "hit"),
        (0, "今天就都可真不办了", "none"),
        (1, "我也真不知道", "hit"),
        (1, "我不是知道了吗", "none"),
        (2, "急就什么", "none"),
        (3, "不归我来管", "none"),
    ] {
        assert_eq!(fate(&spotter, n, text), expected, "{text}: {:?}", spotter.examine(text));
    }
    let trace = spotter.trace("今天就不办了");
    let differences = &trace.matches[0].differences;
    assert_eq!((differences[0].heard.as_str(), differences[0].cost), ("就", 20));
    assert_eq!(trace.matches[0].found.how, How::Pinyin);
}

#[test]
fn lists_of_quoted_phrases_go_on() {
    let spotter = spotter(&["text = \"急什么\"", "text = \"一边去\"", "text = \"今天不办了\""]);
    for (n, text, expected) in [
        (1, "不能说急什么、一边去", "quoted"),
        (1, "不能说急什么，一边去", "hit"),
        (1, "扣分的句子有急什么，一边去", "quoted"),
        (0, "急什么，这话上次被通报了", "quoted"),
        (2, "把今天不办了改成明天给您办", "quoted"),
        (2, "今天不办了改成明天", "hit"),
    ] {
        assert_eq!(fate(&spotter, n, text), expected, "{text}: {:?}", spotter.examine(text));
    }
}

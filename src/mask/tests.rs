use super::*;
use proptest::prelude::*;

fn one(text: &str) -> String {
    all(&[(0, text)]).remove(0)
}

/// What is kept of utterances that follow each other, each with its channel.
fn all(texts: &[(usize, &str)]) -> Vec<String> {
    let said: Vec<Said<'_>> = texts
        .iter()
        .enumerate()
        .map(|(n, (channel, text))| {
            let start_s = 3.0 * n as f64;
            Said { channel: *channel, start_s, end_s: start_s + 2.0, text }
        })
        .collect();
    let numbers = find(&said);
    said.iter().zip(&numbers).map(|(said, numbers)| masked(said.text, numbers)).collect()
}

#[test]
fn what_names_a_person_is_taken_out() {
    for (text, kept) in [
        ("我的电话是13800138000。", "我的电话是●●●●●●●●●●●。"),
        ("一三八零零一三八零零零", "●●●●●●●●●●●"),
        ("幺三八洞洞幺三八洞洞洞", "●●●●●●●●●●●"),
        ("么三八零零么三八零零零", "●●●●●●●●●●●"),
        ("手机一三八,零零一三,八零零零,对吧", "手机●●●,●●●●,●●●●,对吧"),
        ("138 0013 8000", "●●● ●●●● ●●●●"),
        ("138-0013-8000", "●●●-●●●●-●●●●"),
        ("138的0013的8000", "●●●●●●●●●●●●●"),
        ("一三八点零零一三点八零零零", "●●●●●●●●●●●●●"),
        ("１３８００１３８０００", "●●●●●●●●●●●"),
        ("一三八嗯零零一三那个八零零零", "●●●●●●●●●●●●●●"),
        ("身份证号11010119900307001X吗", "身份证号●●●●●●●●●●●●●●●●●●吗"),
        ("幺幺零幺零幺幺九九零零三零七零零幺叉", "●●●●●●●●●●●●●●●●●●"),
        ("身份证号110101199003070011", "身份证号●●●●●●●●●●●●●●●●●●"),
        ("卡号6222 0210 0123 4567 890", "卡号●●●● ●●●● ●●●● ●●●● ●●●"),
        ("卡号622202100123", "卡号●●●●●●●●●●●●"),
        ("打八八二一三四五六", "打●●●●●●●●"),
        ("打010-88213456", "打●●●-●●●●●●●●"),
        ("座机8821345", "座机●●●●●●●"),
        ("九三七四零四九二", "●●●●●●●●"),
        ("9-8-1-28-64", "●-●-●-●●-●●"),
        ("区号零五一二,六五一二三四五六", "区号●●●●,●●●●●●●●"),
        // A figure that was not heard leaves ten.
        ("一三八零零一三八零零", "●●●●●●●●●●"),
        ("要三八零零幺三八零零零", "要●●●●●●●●●●"),
        ("护照E12345678", "护照●●●●●●●●●"),
        // The measure belongs to the last figures alone.
        ("138 0013 8000 3块钱", "●●● ●●●● ●●●● 3块钱"),
        ("12345678901元", "●●●●●●●●●●●元"),
        ("A012,13800138000", "A012,●●●●●●●●●●●"),
        ("2026-11-28 13800138000", "2026-11-28 ●●●●●●●●●●●"),
    ] {
        assert_eq!(one(text), kept, "{text}");
    }
}

#[test]
fn what_names_nobody_stays() {
    for text in [
        "",
        "请A012号到3号窗口",
        "请a零一二到三号窗口",
        "收您一百三十八块五,找您61.5元",
        "一共12345678元",
        "¥12345678",
        "存款二百五十万",
        "1,234,567元",
        "2026年11月28日9点30分",
        "二零二六年十一月二十八号上午九点半",
        "20261128",
        "2026-11-28 09:30:00",
        "2026.11.28",
        "在5楼501室",
        "三楼三零二房间",
        "请拨打12345或者95588",
        "请打4008823456",
        "打110或者120",
        "尾号8000",
        "一二三四五六七八九十",
        "一、二、三、四、五、六、七、八",
        "排到12、13、14、15、16号",
        "一起看一下,一共两份,一个人一份",
        "什么三八妇女节",
        "8:30到11:30,13:30到17:30",
        "你自己不会看墙上吗",
    ] {
        assert_eq!(one(text), text);
    }
}

#[test]
fn a_number_goes_on_in_the_next_utterance_of_the_same_speaker() {
    let kept = all(&[(1, "一三八零零"), (0, "嗯,您说"), (1, "一三八零零零"), (1, "好")]);
    assert_eq!(kept, ["●●●●●", "嗯,您说", "●●●●●●", "好"]);
    let kept = all(&[(1, "电话138"), (1, "嗯0013"), (1, "8000就这个")]);
    assert_eq!(kept, ["电话●●●", "嗯●●●●", "●●●●就这个"]);
    // Not of another speaker, not after other words, not after a long pause.
    for apart in
        [[(1, "一三八零零"), (0, "一三八零零零")], [(1, "一三八零零"), (1, "号码一三八零零零")]]
    {
        assert_eq!(all(&apart), apart.map(|(_, text)| text.to_owned()));
    }
    let said = |start_s, text| Said { channel: 0, start_s, end_s: start_s + 1.0, text };
    let found = find(&[said(0.0, "一三八零零"), said(30.0, "一三八零零零")]);
    assert!(found.iter().all(Vec::is_empty), "{found:?}");
}

#[test]
#[allow(clippy::single_range_in_vec_init)]
fn the_sound_goes_with_the_figures() {
    let text = "请您拨打一三八零零一三八零零零这个号码就可以查询";
    let numbers = find(&[Said { channel: 0, start_s: 0.0, end_s: 6.0, text }]).remove(0);
    let times = times(text);
    let len = 6 * u64::from(SAMPLE_RATE);
    let [stretch] = silence(len, &numbers, &times).try_into().unwrap();
    // Letters 4 to 14, with the edges.
    let second = |at: u64| at as f32 / SAMPLE_RATE as f32;
    assert!((second(stretch.start) - 0.5).abs() < 0.01, "{stretch:?}");
    assert!((second(stretch.end) - 4.25).abs() < 0.01, "{stretch:?}");
    let all = std::slice::from_ref(&(0..len)).to_vec();
    assert_eq!(silence(len, &numbers, &[]), all);
    assert_eq!(silence(len, &[], &times), []);
    let mostly = "电话一三八零零一三八零零零";
    let numbers = find(&[Said { channel: 0, start_s: 0.0, end_s: 6.0, text: mostly }]).remove(0);
    assert_eq!(silence(len, &numbers, &self::times(mostly)), all);
}

/// Four letters a second.
fn times(text: &str) -> Vec<LetterTime> {
    let letter = |(n, (at, _)): (usize, (usize, char))| {
        let start_s = n as f32 * 0.25;
        LetterTime { at, start_s, end_s: start_s + 0.25 }
    };
    text.char_indices().enumerate().map(letter).collect()
}

fn figures() -> impl Strategy<Value = String> {
    "[0-9零一二三四五六七八九幺两洞么 ,。的点xX元号年要A-]{0,40}"
}

/// As the property has it: figures that are nothing else.
fn is_figure(ch: char) -> bool {
    ch.is_ascii_digit() || "零一二三四五六七八九幺两".contains(ch)
}

proptest! {
    #[test]
    fn nothing_of_eleven_figures_in_a_row_survives(text in figures()) {
        let kept = one(&text);
        let mut row = 0;
        for ch in kept.chars() {
            row = if is_figure(ch) { row + 1 } else { 0 };
            prop_assert!(row < 11, "{} {}", text, kept);
        }
    }

    #[test]
    fn masking_twice_changes_nothing(texts in prop::collection::vec(figures(), 1..4)) {
        let pairs: Vec<(usize, &str)> = texts.iter().map(|text| (0, text.as_str())).collect();
        let once = all(&pairs);
        let pairs: Vec<(usize, &str)> = once.iter().map(|text| (0, text.as_str())).collect();
        prop_assert_eq!(all(&pairs), once.clone());
    }

    #[test]
    fn a_telephone_is_found_however_it_is_read_out(
        digits in prop::collection::vec(0usize..10, 9),
        second in 3usize..10,
        joints in prop::collection::vec(prop::sample::select(
            vec!["", "", "", " ", ",", "。", "的", "点", "-", "、", "嗯", ", "]), 10),
        figures in prop::sample::select(
            vec!["0123456789", "零一二三四五六七八九", "洞幺两三四五六拐八勾", "〇壹贰叁肆伍陆柒捌玖"]),
        around in "[请您拨打这个号码吧]{0,6}",
        cut in prop::option::of(1usize..10),
    ) {
        let number: Vec<usize> = [1, second].into_iter().chain(digits).collect();
        let figures: Vec<char> = figures.chars().collect();
        let (mut first, mut rest) = (format!("电话{around}是,"), String::new());
        for (n, digit) in number.iter().enumerate() {
            let into = if cut.is_some_and(|cut| n >= cut) { &mut rest } else { &mut first };
            into.push(figures[*digit]);
            into.push_str(joints.get(n).copied().unwrap_or(""));
        }
        let kept = all(&[(0, &first), (0, &rest)]);
        let left = kept.concat().chars().filter(|ch| figures.contains(ch)).count();
        prop_assert_eq!(left, 0, "{} {} {:?}", first, rest, kept);
    }

    #[test]
    fn places_move_with_the_text(text in ".{0,20}[0-9]{11}.{0,20}[一二三]{11}.{0,9}") {
        let numbers = find(&[Said { channel: 0, start_s: 0.0, end_s: 1.0, text: &text }]).remove(0);
        let kept = masked(&text, &numbers);
        prop_assert_eq!(kept.chars().count(), text.chars().count());
        for (at, ch) in text.char_indices() {
            let to = moved(&text, &numbers, at);
            let shown = kept[to..].chars().next().unwrap();
            prop_assert!(shown == ch || shown == SIGN);
        }
        prop_assert_eq!(moved(&text, &numbers, text.len()), kept.len());
    }

    #[test]
    fn nothing_panics_and_ranges_are_whole(texts in prop::collection::vec(".{0,60}", 0..4)) {
        let pairs: Vec<(usize, &str)> = texts.iter().map(|text| (0, text.as_str())).collect();
        all(&pairs);
    }
}

//! Traces, near misses, and the plain alignment as an oracle for the walk.

use super::guards::spotter;
use super::*;
use crate::normalize::normalize;

fn differences(all: &[Difference]) -> Vec<(&str, &str, u16)> {
    all.iter().map(|d| (d.heard.as_str(), d.wanted.as_str(), d.cost)).collect()
}

#[test]
fn a_trace_tells_how_a_phrase_was_heard() {
    let trace = SHIPPED.trace("嗯，這個不不规莫管");
    assert_eq!(trace.folded, "。这个不规莫管");
    let dropped: Vec<_> = trace.dropped.iter().map(|d| (d.text.as_str(), d.stutter)).collect();
    assert_eq!(dropped, [("嗯", false), ("不", true)]);
    let traced = trace.matches.iter().find(|m| m.found.wording == "不归我管").unwrap();
    assert_eq!(differences(&traced.differences), [("规", "归", 0), ("莫", "我", 30)]);
    assert_eq!(traced.cost, 30);
    assert_eq!(traced.budget, Some(52));
}

#[test]
fn a_trace_tells_what_guards_said() {
    let trace = SHIPPED.trace("别再说不归我管");
    let looks: Vec<_> = trace.matches[0].looks.iter().map(|l| (l.stop.word(), l.stops)).collect();
    assert_eq!(looks, [("quoted", true)]);

    // A decoy that looked and let it pass.
    let spotter = spotter(&["text = \"不清楚\"\ndecoys = [\"楚您放心\"]"]);
    let trace = spotter.trace("不清楚您放心不放心");
    let looks: Vec<_> = trace.matches[0].looks.iter().map(|l| (l.stop.word(), l.stops)).collect();
    assert_eq!(looks, [("decoy", false)]);
}

#[test]
fn near_misses_say_why() {
    let spotter = spotter(&[
        "text = \"不归我管\"",
        "text = \"急什么\"",
        "text = \"你自己看着办吧\"",
        "text = \"没空儿\"\nstrictness = \"strict\"",
        "text = \"下班了\"",
    ]);
    for (text, n, why, worst) in [
        ("不过我看", 0, Why::Far, ("看", "管")),
        ("七什么", 1, Why::Syllable, ("七", "急")),
        ("妹空儿", 3, Why::Characters, ("妹", "没")),
        ("不会管", 0, Why::Far, ("", "我")),
        ("这下，班了", 4, Why::Torn, ("，", "")),
    ] {
        let near = spotter.near(text, 3);
        let found = near.iter().find(|near| near.phrase == n);
        let Some(found) = found else { panic!("{text}: {near:?}") };
        assert_eq!(found.why, why, "{text}: {found:?}");
        let farthest = found.worst().unwrap();
        assert_eq!((farthest.heard.as_str(), farthest.wanted.as_str()), worst, "{text}: {found:?}");
    }
    assert_eq!(spotter.near("不归我管", 5).iter().filter(|near| near.phrase == 0).count(), 0);
    assert!(spotter.near("", 5).is_empty());
}

/// Prints what near misses cost over the wordings of 5,000 phrases; 100 ms is the aim.
#[test]
fn near_misses_among_thousands_of_phrases() {
    let many = five_thousand();
    let start = std::time::Instant::now();
    let near = many.near("您的资料不全请您回去补全手续再来办理我们五点半下班您现在去还来得及", 5);
    println!("near misses among 5,000 phrases: {:?}, {} found", start.elapsed(), near.len());
}

/// The walk and the plain alignment know nothing of each other's tricks; what the one
/// finds the other must find at no higher cost.
#[test]
fn the_plain_alignment_is_never_dearer_than_the_walk() {
    for text in
        ["即神乐", "快小班雷不半龙", "下搬了明天在来", "泥自己看", "收尼100元", "不龟窝管这事"]
    {
        let folded = normalize(text);
        let mut cells = align::Cells::default();
        for found in SHIPPED.search(&folded) {
            let pattern = &SHIPPED.patterns[found.pattern];
            let lies =
                align::align(pattern, &folded, found.first..found.end, true, &mut cells).unwrap();
            assert!(lies.cost <= found.cost, "{text} {}: {found:?} {lies:?}", pattern.wording);
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_traced_and_compared(text in texts()) {
        let trace = SHIPPED.trace(&text);
        let plain = SHIPPED.hear(&text);
        prop_assert_eq!(trace.matches.iter().map(|t| t.found.clone()).collect::<Vec<_>>(), plain.matches);
        prop_assert_eq!(trace.cues, plain.cues);
        for near in SHIPPED.near(&text, 5) {
            prop_assert!(text.get(near.start..near.end).is_some());
        }
    }
}

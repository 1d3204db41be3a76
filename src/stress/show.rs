//! A stress report for people.
//!
//! Pure; makes text.

use super::{Alarms, Collision, Kinship, Meeting, Neighbour, Reason, Report};
use crate::phrasebook::List;
use crate::tr;

/// The report as lines of text.
pub fn show(report: &Report) -> String {
    let list = list(report.list);
    let mut text = format!("{list} {} {}\n", report.id, report.text);
    section(&mut text, tr!("近音", "neighbours by sound"), &report.neighbours, neighbour);
    section(&mut text, tr!("与其他条目", "other entries"), &report.collisions, collision);
    section(&mut text, tr!("反例语料", "negative speech"), &report.alarms, alarms);
    let verdict = match report.verdict.fit {
        true => tr!("结论:可以发布", "verdict: fit to publish"),
        false => tr!("结论:不宜发布", "verdict: not fit to publish"),
    };
    text += &format!("{verdict}\n");
    for reason in &report.verdict.reasons {
        text += &format!("  {} {}\n", tr!("原因", "because"), told(reason));
    }
    for caution in &report.verdict.cautions {
        text += &format!("  {} {}\n", tr!("留意", "mind"), told(caution));
    }
    text
}

fn list(list: List) -> String {
    match list {
        List::Taboo => tr!("忌语", "taboo"),
        List::Civil => tr!("文明", "civil"),
    }
}

fn section<T>(text: &mut String, title: String, items: &[T], line: impl Fn(&T) -> String) {
    *text += &format!("{title}\n");
    if items.is_empty() {
        *text += &format!("  {}\n", tr!("没有", "none"));
    }
    for item in items {
        *text += &format!("  {}\n", line(item));
    }
}

fn told(reason: &Reason) -> String {
    format!("[{}] {}", reason.rule, reason.message)
}

fn neighbour(neighbour: &Neighbour) -> String {
    let kinship = match neighbour.kinship {
        Kinship::Tone => tr!("同音异调", "tone"),
        Kinship::Accent => tr!("口音", "accent"),
        Kinship::Mishearing => tr!("误听", "mishearing"),
    };
    let counts = match neighbour.counts {
        true => tr!("会命中", "counts"),
        false => tr!("不命中", "does not count"),
    };
    let Neighbour { text, within, from, wording, distance, .. } = neighbour;
    tr!(
        "{:.2} {} “{}” ~ “{}” {}({}:{})",
        "{:.2} {} \"{}\" ~ \"{}\" {} ({}: {})",
        distance,
        kinship,
        text,
        wording,
        counts,
        from,
        within
    )
}

fn collision(collision: &Collision) -> String {
    let meeting = match collision.meeting {
        Meeting::Same => tr!("相同", "the same"),
        Meeting::Contained => tr!("包含", "contained"),
        Meeting::Sound => tr!("近音", "alike"),
    };
    let outcome = match &collision.stopped_by {
        None => tr!("算数", "counts"),
        Some(stop) => tr!("拦下({})", "stopped ({})", stop),
    };
    let Collision { id, said, heard, distance, .. } = collision;
    let list = list(collision.list);
    if collision.heard_in_other {
        tr!(
            "{} {} {} 说“{}”时听到本条“{}”(距离 {:.2}),{}",
            "{} {} {}: where \"{}\" is said, this phrase's \"{}\" is heard (distance {:.2}) and {}",
            meeting,
            list,
            id,
            said,
            heard,
            distance,
            outcome
        )
    } else {
        tr!(
            "{} {} {} 说本条“{}”时听到“{}”(距离 {:.2}),{}",
            "{} {} {}: where this phrase's \"{}\" is said, \"{}\" is heard (distance {:.2}) and {}",
            meeting,
            list,
            id,
            said,
            heard,
            distance,
            outcome
        )
    }
}

fn alarms(alarms: &Alarms) -> String {
    let how = match alarms.heard {
        true => tr!("录音", "recordings"),
        false => tr!("文字", "text"),
    };
    let mut text = tr!(
        "{}({}):{} 句,{:.3} 小时,误报 {} 次;每千句 {:.2}(95% 上限 {:.2}),每小时 {:.2}(95% 上限 {:.2})",
        "{} ({}): {} sentences, {:.3} h, {} false alarm(s); {:.2} in 1,000 sentences (95 % bound {:.2}), {:.2} an hour (95 % bound {:.2})",
        alarms.corpus,
        how,
        alarms.sentences,
        alarms.hours,
        alarms.false_alarms,
        alarms.per_1000,
        alarms.per_1000_at_most,
        alarms.per_hour,
        alarms.per_hour_at_most
    );
    if alarms.left_out > 0 {
        text += &tr!(
            ";{} 句本来就有这条用语,未计",
            "; {} that hold the phrase left out",
            alarms.left_out
        );
    }
    for example in &alarms.examples {
        text += &format!(
            "\n    {}: {} [{}] {:.2}",
            example.line, example.text, example.heard, example.score
        );
    }
    text
}

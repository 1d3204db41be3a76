//! An evaluation for people: figures with their intervals, then every miss and every
//! false alarm with what was heard.
//!
//! Pure; makes text.

use super::against::{Against, Change, Figure};
use super::baseline::Baseline;
use super::figures::{Alarms, Detection, Figures, Group};
use super::latency::{Latency, Percentiles};
use super::report::{Case, Report, Run};
use crate::interval::Interval;
use crate::phrasebook::List;
use crate::tr;

/// Groups beyond this many are for `report.json`.
const GROUPS_MOST: usize = 40;
/// For what there is nothing to count by.
const NONE: &str = "-";

/// The report as lines of text.
pub fn show(report: &Report) -> String {
    let Report { run, figures, .. } = report;
    let mut text = head(run, figures);
    text += &detection(figures);
    text += &hall(report);
    text += &recognition(figures);
    text += &latency(&report.latency);
    if let Some(baseline) = &report.baseline {
        text += &beside(baseline, run, figures);
    }
    text += &groups(report);
    text += &phrases(report);
    if let Some(against) = &report.against {
        text += &changes(against);
    }
    text += &cases(&tr!("漏报", "misses"), &report.misses);
    text += &cases(&tr!("误报", "false hits"), &report.false_hits);
    text
}

fn head(run: &Run, figures: &Figures) -> String {
    let mut text = tr!(
        "{}  模型 {}  用语表 {:.12}  种子 {}\n{} 个录音,{} 句,{:.3} 小时(首尾各垫 {} 秒,不计入);RTF {},处理器 {}({} 个识别器)\n",
        "{}  model {}  lists {:.12}  seed {}\n{} recording(s), {} utterances, {:.3} h (a lead of {} s around each is not counted); RTF {}, processor {} ({} recogniser(s))\n",
        run.manifest,
        run.model,
        run.lists,
        run.seed,
        run.recordings,
        figures.utterances,
        figures.audio_s / 3600.0,
        run.lead_s,
        number(run.rtf, 3),
        number(run.cpu_rtf, 3),
        run.workers
    );
    if !run.noise.is_empty() {
        let snr: Vec<String> = run.snr_db.iter().map(f64::to_string).collect();
        text += &tr!(
            "加噪:{},信噪比 {} dB\n",
            "noise: {}, at {} dB\n",
            run.noise.join(" "),
            snr.join(", ")
        );
    }
    if !run.rir.is_empty() {
        text += &tr!("房间:{}\n", "rooms: {}\n", run.rir.join(" "));
    }
    if run.unread > 0 {
        text += &tr!(
            "有 {} 个文件读不了(见上),未计\n",
            "{} file(s) could not be read (see above) and are left out\n",
            run.unread
        );
    }
    text
}

fn detection(figures: &Figures) -> String {
    let Detection { found, n, phrases, phrases_found, true_alarms, false_alarms, .. } =
        &figures.taboo;
    let taboo = &figures.taboo;
    let mut text = tr!(
        "忌语  召回 {} {}({}/{} 句,句中有任一告警即算)  同一条用语 {} {}({}/{})  精确 {} {}(真 {} 误 {} 句)\n",
        "taboo  recall {} {} ({}/{} utterances, any alarm in it counts)  the same phrase {} {} ({}/{})  precision {} {} (true {}, false {})\n",
        percent(taboo.recall),
        span(taboo.recall_interval),
        found,
        n,
        percent(taboo.recall_same_phrase),
        span(taboo.recall_same_phrase_interval),
        phrases_found,
        phrases,
        percent(taboo.precision),
        span(taboo.precision_interval),
        true_alarms,
        false_alarms
    );
    if taboo.uncertain_holding + taboo.uncertain_others > 0 {
        text += &tr!(
            "      听不真、只存疑不告警:有忌语的 {} 句,没有的 {} 句\n",
            "       kept as uncertain, not alarmed: {} utterances that hold a phrase, {} that do not\n",
            taboo.uncertain_holding,
            taboo.uncertain_others
        );
    }
    let civil = &figures.civil;
    text += &tr!(
        "文明  召回 {} {}({}/{} 条,近义的也算,如“你好”之于“您好”)  精确 {} {}(真 {} 误 {} 句)\n",
        "civil  recall {} {} ({}/{} phrases, near synonyms count, as 你好 for 您好)  precision {} {} (true {}, false {})\n",
        percent(civil.recall),
        span(civil.recall_interval),
        civil.found,
        civil.n,
        percent(civil.precision),
        span(civil.precision_interval),
        civil.true_alarms,
        civil.false_alarms
    );
    text += &tr!("误报  {}\n", "false alarms  {}\n", alarms(&figures.false_alarms));
    text
}

/// A rate with its interval. None seen is a bound, never a zero.
fn alarms(alarms: &Alarms) -> String {
    let bounds = alarms.per_hour_interval;
    match (alarms.per_hour, bounds) {
        (Some(rate), Some(Interval { low, high })) => tr!(
            "{} 次,{:.3} 小时:每小时 {:.2}(95% {:.2}–{:.2});{} 句无忌语的话里 {} 句",
            "{} in {:.3} h: {:.2} an hour (95 % {:.2}–{:.2}); in {} utterances without a taboo phrase {}",
            alarms.seen,
            alarms.hours,
            rate,
            low,
            high,
            alarms.negatives,
            alarms.negatives_told
        ),
        (None, Some(Interval { high, .. })) => tr!(
            "{:.3} 小时、{} 句无忌语的话里没有;每小时 <= {:.2}(95% 单侧上限,不等于零)",
            "none in {:.3} h, {} utterances without a taboo phrase; <= {:.2} an hour (95 % one-sided bound, not zero)",
            alarms.hours,
            alarms.negatives,
            high
        ),
        _ => tr!("没有声音,无从说起", "no sound, nothing to tell"),
    }
}

fn hall(report: &Report) -> String {
    let hall = &report.hall;
    let a_day = match (hall.false_alarms_a_day, hall.false_alarms_a_day_interval) {
        (Some(mean), Some(Interval { low, high })) => {
            tr!("{:.1} 次(95% {:.1}–{:.1})", "{:.1} (95 % {:.1}–{:.1})", mean, low, high)
        }
        (None, Some(Interval { high, .. })) => tr!("<= {:.0} 次(上限)", "<= {:.0} (bound)", high),
        _ => NONE.to_owned(),
    };
    let precision = match (hall.precision, hall.precision_interval) {
        (Some(_), interval) => format!("{} {}", percent(hall.precision), span(interval)),
        (None, Some(Interval { low, .. })) => format!(">= {:.1} %", low * 100.0),
        (None, None) => NONE.to_owned(),
    };
    tr!(
        "大厅  {} 个窗口、{} 小时、{:.0}% 在说话:每天误报 {};每千句有 {} 句忌语时,告警的精确率 {}\n",
        "hall  {} counters, {} h, {:.0} % talk: false alarms a day {}; with {} taboo utterances in 1,000, precision {}\n",
        hall.counters,
        hall.hours,
        hall.talk * 100.0,
        a_day,
        hall.prevalence_per_1000,
        precision
    )
}

fn recognition(figures: &Figures) -> String {
    let Figures { characters, syllables, .. } = figures;
    tr!(
        "识别  字错率 {}(替 {} 漏 {} 多 {} / {} 字)  无调音节错率 {}(/ {})  不可信 {},其中循环 {}\n",
        "text  CER {} (substituted {}, deleted {}, inserted {} / {} characters)  SER {} (/ {} toneless syllables)  doubted {}, looping {}\n",
        percent(figures.cer),
        characters.substitutions,
        characters.deletions,
        characters.insertions,
        characters.reference,
        percent(figures.ser),
        syllables.reference,
        figures.doubted,
        figures.loops
    )
}

fn latency(latency: &Latency) -> String {
    let row = |part: Percentiles| {
        [part.p50_s, part.p95_s, part.p99_s].map(|value| number(value, 2)).join(" / ")
    };
    tr!(
        "时延  p50 / p95 / p99 秒:{}({} 次命中);断句 {},识别 {},匹配 {};排队不计,用 liyu bench --counters 测\n",
        "latency  p50 / p95 / p99 s: {} ({} hits); hangover {}, decode {}, match {}; queueing is left out: measure it with liyu bench --counters\n",
        row(latency.total),
        latency.n,
        row(latency.hangover),
        row(latency.decode),
        row(latency.matching)
    )
}

fn beside(baseline: &Baseline, run: &Run, figures: &Figures) -> String {
    let mut text = tr!(
        "对照  whisper.cpp 全长上下文、贪心、整段、模型 {}:字错率 {}(本程序 {});处理器 {:.1} 秒(本程序 {:.1} 秒,{} 倍)\n",
        "baseline  whisper.cpp, full context, greedy, whole files, model {}: CER {} (ours {}); processor {:.1} s (ours {:.1} s, {} of it)\n",
        baseline.model,
        percent(baseline.cer),
        percent(figures.cer),
        baseline.cpu_s,
        run.cpu_s,
        number(baseline.cpu_ratio, 3)
    );
    for row in &baseline.by_source {
        text += &tr!(
            "  {}  本程序 {}  对照 {}({} 字)\n",
            "  {}  ours {}  baseline {} ({} characters)\n",
            row.source,
            percent(row.cer),
            percent(row.baseline_cer),
            row.characters
        );
    }
    text
}

fn groups(report: &Report) -> String {
    let names: [(&str, String); 9] = [
        ("conditions", tr!("条件", "conditions")),
        ("snr", tr!("信噪比", "SNR")),
        ("noise", tr!("噪声", "noise")),
        ("rt", tr!("混响时间", "reverberation")),
        ("distance", tr!("距离", "distance")),
        ("rir", tr!("房间", "room")),
        ("kind", tr!("类别", "kind")),
        ("source", tr!("来源", "source")),
        ("voice", tr!("说话人", "voice")),
    ];
    let mut text = String::new();
    for (key, name) in names {
        let groups = report.by.get(key).map(Vec::as_slice).unwrap_or_default();
        // Made-up speech is often named after its kind: the same groups once are enough.
        let labels = |key: &str| {
            let groups = report.by.get(key).into_iter().flatten();
            groups.map(|group| group.label.as_str()).collect::<Vec<_>>()
        };
        let again = key == "source" && labels("source") == labels("kind");
        if groups.len() < 2 || groups.len() > GROUPS_MOST || again {
            continue;
        }
        text += &tr!("按{}\n", "by {}\n", name);
        groups.iter().for_each(|group| text += &group_line(group));
    }
    text
}

fn group_line(group: &Group) -> String {
    let Figures { taboo, civil, false_alarms, utterances, cer, .. } = &group.figures;
    tr!(
        "  {}  {} 句  忌语 {}/{} {} {}  误报 {}  文明 {}/{}  字错率 {}\n",
        "  {}  {} utterances  taboo {}/{} {} {}  false {}  civil {}/{}  CER {}\n",
        group.label,
        utterances,
        taboo.found,
        taboo.n,
        percent(taboo.recall),
        span(taboo.recall_interval),
        false_alarms.seen,
        civil.found,
        civil.n,
        percent(*cer)
    )
}

fn phrases(report: &Report) -> String {
    if report.phrases.is_empty() {
        return String::new();
    }
    let mut text = tr!("逐条用语\n", "by phrase\n");
    // Of what nobody expected only what is wrong is worth a line.
    for row in report.phrases.iter().filter(|row| row.n > 0 || row.false_hits > 0) {
        let bound = row.false_per_hour_interval.map_or(f64::NAN, |interval| interval.high);
        text += &tr!(
            "  {} {}  召回 {}/{} {}  命中真 {} 误 {}  精确 {}  每小时误报 <= {:.1}\n",
            "  {} {}  recall {}/{} {}  hits true {}, false {}  precision {}  false an hour <= {:.1}\n",
            list(row.list),
            row.phrase,
            row.found,
            row.n,
            span(row.recall_interval),
            row.true_hits,
            row.false_hits,
            percent(row.precision),
            bound
        );
    }
    text
}

fn changes(against: &Against) -> String {
    let mut text = tr!(
        "与 {} 相比({} 句两边都有;只在旧的 {},只在新的 {})\n",
        "against {} ({} utterances in both; in the old one alone {}, in the new one alone {})\n",
        against.old,
        against.pairs,
        against.only_old,
        against.only_new
    );
    for Change { figure, old, new, difference, p, interval, beyond_noise } in &against.changes {
        let figure = match figure {
            Figure::TabooRecall => tr!("忌语召回", "taboo recall"),
            Figure::FalseAlarms => tr!("误报句", "false alarms"),
            Figure::CivilRecall => tr!("文明召回", "civil recall"),
            Figure::Cer => tr!("字错率", "CER"),
            Figure::Ser => tr!("音节错率", "SER"),
        };
        let how = match (p, interval) {
            (Some(p), _) => format!("p {p:.3}"),
            (None, Some(Interval { low, high })) => {
                format!("95 % {:+.2}…{:+.2}", low * 100.0, high * 100.0)
            }
            (None, None) => String::new(),
        };
        let verdict = match beyond_noise {
            true => tr!("超出波动", "beyond noise"),
            false => tr!("波动之内", "within noise"),
        };
        text += &format!(
            "  {figure}  {} -> {}  {:+.2}  {how}  {verdict}\n",
            percent(Some(*old)),
            percent(Some(*new)),
            difference * 100.0
        );
    }
    text
}

fn cases(title: &str, cases: &[Case]) -> String {
    let mut text = format!("{title} {}\n", cases.len());
    for case in cases {
        let list = list(case.list);
        text +=
            &format!("  {list} {} [{}]  {}\n", case.file, case.condition, case.phrases.join(", "));
        text += &tr!(
            "      说的 {}\n      听到 {}\n",
            "      said  {}\n      heard {}\n",
            case.text,
            case.heard
        );
        if !case.why.is_empty() {
            text += &format!("      <- {}\n", case.why.join("; "));
        }
    }
    text
}

fn list(list: List) -> String {
    match list {
        List::Taboo => tr!("忌语", "taboo"),
        List::Civil => tr!("文明", "civil"),
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| NONE.to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// An interval of shares.
fn span(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |Interval { low, high }| {
        format!("[{:.1}–{:.1}]", low * 100.0, high * 100.0)
    })
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| format!("{value:.digits$}"))
}

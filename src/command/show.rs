//! Events as a person reads them, and the summary of a run.
//!
//! Plain lines for terminals and files alike: no colour, no cursor.

use crate::acoustic::Kind;
use crate::conduct::{Outcome, Verdict};
use crate::event::{
    EncounterEvent, Event, HitEvent, IncidentEvent, RuleEvent, SoundEvent, SummaryEvent,
    UtteranceEvent, VERSION,
};
use crate::lang::pick;
use crate::ledger::Tally;
use crate::phrasebook::{List, Remedy, Severity};
use crate::record::{Disposition, IncidentState};
use crate::spot::How;
use crate::tr;
use crate::units::Role;
use std::io::{self, Write};
use std::time::Duration;

/// Prints an event to stdout: as JSON, or as a line for a person. Fails with
/// [`io::ErrorKind::BrokenPipe`] when nobody reads any more.
pub fn print(event: &Event, json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer(&mut out, event)?;
        out.write_all(b"\n")?;
    } else if let Some(line) = line(event) {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

/// One event as one line; `None` for what a person need not read twice.
fn line(event: &Event) -> Option<String> {
    match event {
        Event::Utterance(utterance) => utterance_line(utterance),
        Event::Hit(hit) => Some(hit_line(hit)),
        Event::Incident(incident) => incident_line(incident),
        Event::Encounter(encounter) => Some(encounter_line(encounter)),
        Event::Rule(rule) => rule_line(rule),
        Event::Warning(warning) => Some(format!("! {}", warning.text)),
        Event::Sound(sound) => Some(sound_line(sound)),
        // A notice has told it.
        Event::Lists(_) => None,
        Event::Summary(summary) => Some(summary_line(summary)),
    }
}

/// What an encounter comes to, for people.
pub fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Clean => pick("规范", "clean"),
        Outcome::Remedied => pick("有补救", "put right"),
        Outcome::Flagged => pick("有问题", "flagged"),
        Outcome::NotJudged => pick("未判", "not judged"),
    }
}

/// What a rule comes to, for people.
pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Kept => pick("做到", "kept"),
        Verdict::Broken => pick("未做到", "broken"),
        Verdict::Remedied => pick("已补救", "put right"),
        Verdict::Merit => pick("优点", "merit"),
        Verdict::NotJudged => pick("未判", "not judged"),
    }
}

fn encounter_line(encounter: &EncounterEvent) -> String {
    let EncounterEvent { counter, start_s, end_s, verdict, .. } = encounter;
    let came_to = outcome_word(*verdict);
    let (from, to) = (time(*start_s), time(*end_s));
    tr!("{}  {} 接待 至 {}:{}", "{}  {} encounter until {}: {}", from, counter, to, came_to)
}

/// What was kept, as most is, need not be read.
fn rule_line(rule: &RuleEvent) -> Option<String> {
    if matches!(rule.verdict, Verdict::Kept | Verdict::NotJudged) {
        return None;
    }
    let verdict = verdict_word(rule.verdict);
    let why = rule.reasons.join("; ");
    Some(format!("          └ {} {} {verdict}: {why}", rule.rule, rule.title))
}

fn sound_line(sound: &SoundEvent) -> String {
    let what = match sound.what {
        Kind::Ring => tr!("电话铃", "a telephone rings"),
        Kind::Mobile => tr!("像手机铃声", "like a mobile telephone"),
        Kind::Slam => tr!("像摔东西", "like a slam"),
    };
    format!("{}  {} ({what})", time(sound.start_s), sound.counter)
}

fn utterance_line(utterance: &UtteranceEvent) -> Option<String> {
    let UtteranceEvent { counter, role, start_s, text, .. } = utterance;
    (!text.is_empty())
        .then(|| format!("{}  {counter} {}  {text}", time(*start_s), role_word(*role)))
}

fn hit_line(hit: &HitEvent) -> String {
    let list = match hit.list {
        List::Taboo => tr!("忌语", "taboo"),
        List::Civil => tr!("文明", "civil"),
    };
    let how = match hit.how {
        How::Exact => String::new(),
        How::Alias => tr!("(误听为“{}”)", " (misheard as \"{}\")", hit.heard),
        How::Pinyin => tr!("(听作“{}”,相似 {:.2})", " (heard \"{}\", {:.2})", hit.heard, hit.score),
    };
    let mut line = format!("          └ {list} {}{how}", hit.phrase);
    line += &remedy_word(hit.remedy);
    if hit.merit {
        line += &tr!("(延时服务,加分)", " (beyond its hours: to the clerk's credit)");
    }
    if hit.shadow {
        line += &tr!("(试行,只计数)", " (on probation: only counted)");
    } else if hit.stopped_by.as_deref() == Some("hours") {
        line += &tr!("(此时不算)", " (counts for nothing at this hour)");
    }
    if hit.early {
        line += &tr!("(话还没说完)", " (still talking)");
    }
    line += &match (hit.stopped_by.as_deref(), hit.again) {
        (Some("hearing_unconfirmed"), false) => {
            tr!("(没有听准,不告警)", " (not surely heard, no alarm)")
        }
        (Some("hearing_unconfirmed"), true) => {
            tr!("(听完全句不成立,收回)", " (not in the whole utterance: taken back)")
        }
        (Some("outside_encounter"), _) => {
            tr!("(不在接待中,不告警)", " (nobody was being served, no alarm)")
        }
        (_, true) => tr!("(现在算)", " (counts after all)"),
        (_, false) => String::new(),
    };
    line
}

fn remedy_word(remedy: Option<Remedy>) -> String {
    match remedy {
        None => String::new(),
        Some(Remedy::Partial) => tr!("(已补救:部分)", " (put right in part)"),
        Some(Remedy::Full) => tr!("(已补救)", " (put right)"),
    }
}

/// An incident is told when it opens; that it closed is only bookkeeping.
fn incident_line(incident: &IncidentEvent) -> Option<String> {
    if incident.revision > 1 && incident.state == IncidentState::Closed {
        return None;
    }
    let severity = match incident.severity {
        Severity::Minor => tr!("轻微", "minor"),
        Severity::Serious => tr!("严重", "serious"),
        Severity::Critical => tr!("恶劣", "critical"),
    };
    let doubt = match incident.disposition {
        Disposition::Uncertain if incident.stopped_by.as_deref() == Some("hearing_unconfirmed") => {
            tr!("(没有听准,不告警)", " (not surely heard, no alarm)")
        }
        Disposition::Uncertain => tr!("(说话人未确认,不告警)", " (speaker unconfirmed, no alarm)"),
        _ => String::new(),
    } + &remedy_word(incident.remedy);
    Some(tr!(
        "{}  ▶ 事件 {} [{}] {}{}  {}",
        "{}  ▶ incident {} [{}] {}{}  {}",
        time(incident.start_s),
        incident.id,
        severity,
        incident.phrase,
        doubt,
        incident.clip
    ))
}

fn summary_line(summary: &SummaryEvent) -> String {
    let mut line = tr!(
        "共听 {:.1} 秒,说话 {:.1} 秒,{} 句,命中 {} 处,事件 {} 起,未听到 {:.1} 秒,实时率 {:.3}",
        "{:.1} s heard, {:.1} s of speech, {} utterances, {} hits, {} incidents, {:.1} s not heard, RTF {:.3}",
        summary.audio_s,
        summary.speech_s,
        summary.utterances,
        summary.hits,
        summary.incidents,
        summary.gaps_s,
        summary.rtf
    );
    if summary.doubted + summary.undecoded > 0 {
        line += &tr!(
            ",{} 句未采信,{} 句识别失败",
            ", {} utterances not believed, {} failed",
            summary.doubted,
            summary.undecoded
        );
    }
    if summary.shadow_hits > 0 {
        line += &tr!(",试行命中 {} 处", ", {} hits on probation", summary.shadow_hits);
    }
    line
}

fn role_word(role: Role) -> String {
    match role {
        Role::Clerk => tr!("工作人员", "clerk  "),
        Role::Citizen => tr!("群众    ", "citizen"),
        Role::Room => tr!("大厅    ", "room   "),
        Role::Unknown => tr!("未知    ", "unknown"),
    }
}

fn time(seconds: f64) -> String {
    format!("{:02}:{:04.1}", (seconds / 60.0) as u64, seconds % 60.0)
}

/// The last event of a run that took `wall`.
pub fn summary(tally: &Tally, wall: Duration) -> SummaryEvent {
    let heard = tally.heard_s;
    SummaryEvent {
        version: VERSION,
        audio_s: heard,
        speech_s: tally.speech_s,
        utterances: tally.utterances,
        hits: tally.hits,
        shadow_hits: tally.shadow_hits,
        incidents: tally.incidents,
        gaps_s: tally.lost_s(),
        rtf: if heard > 0.0 { wall.as_secs_f64() / heard } else { 0.0 },
        doubted: tally.doubted,
        undecoded: tally.undecoded,
        not_finite: tally.not_finite,
        muted_s: tally.muted_s,
        clipped: tally.clipped,
        xruns: tally.xruns,
        rebuilds: tally.rebuilds,
        too_short: tally.too_short,
        drafts: tally.drafts,
        drafts_skipped: tally.drafts_skipped,
        taken_back: tally.taken_back,
    }
}

//! Made-up halls for tests: greetings with any number of counters, statuses,
//! lines, incidents and their evidence.

#![allow(clippy::unwrap_used)]

mod encounters;
mod sealed;

pub use encounters::{
    encounter, encounters, incident_of_met, met, met_long_ago, met_of_one_channel,
};
pub use sealed::{me, opened_words, people, sealed_detail, sealed_hello, sealed_incident};

use crate::conduct::State as Serving;
use crate::ledger::Tally;
use crate::phrasebook::{List, Severity, Speaker};
use crate::record::{
    Counts, Deed, Disposition, Entry, EvidenceState, Figures, Handling, HourCounts, Incident,
    IncidentKind, IncidentState, Outcome, Page, PhraseFigures, Provenance, Span, Ticket,
    TicketChange, TicketState, TicketStep, Via,
};
use crate::service::message::{
    CounterInfo, CounterStatus, Detail, HeardUtterance, Hearing, Hello, Line, LogLine, Machine,
    Mark, Notice, NoticeLevel, PROTOCOL, Status,
};
use crate::spot::{Hit, How};
use crate::units::{Dbfs, Role, RoleBasis, SampleIndex, SampleRange, Score};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Five past ten of a working day in the hall.
pub fn now() -> Timestamp {
    Timestamp::from_second(1_795_313_100).unwrap()
}

fn ago(seconds: i64) -> Timestamp {
    now() - SignedDuration::from_secs(seconds)
}

pub fn hello(counters: usize) -> Hello {
    Hello {
        protocol: PROTOCOL,
        liyu: "0.1.0".into(),
        store: "/srv/政务大厅/recordings".into(),
        model: "base-q8_0".into(),
        lists: "1a2b3c4d".into(),
        unsealed: true,
        counters: (1..=counters).map(counter).collect(),
        lines: lines(),
        incidents: incidents(),
        notices: Vec::new(),
        log: log(),
        me: None,
        people: Vec::new(),
        shadow_until: None,
        before_decision: true,
    }
}

/// Changes of how the hall was heard, oldest first.
pub fn log() -> Vec<LogLine> {
    let line = |seconds, text: &str| LogLine { at: ago(seconds), text: text.into() };
    vec![
        line(7_500, "开始监听 6 个窗口"),
        line(4_210, "词表更新:1a2b3c4d"),
        line(611, "4号窗口:麦克风断开"),
        line(528, "4号窗口:麦克风恢复"),
    ]
}

/// A service that only serves an empty store.
pub fn empty() -> Hello {
    let model = String::new();
    Hello { model, lines: Vec::new(), incidents: Vec::new(), ..hello(0) }
}

fn counter(n: usize) -> CounterInfo {
    let roles = match n % 5 {
        0 => vec![Role::Unknown],
        4 => vec![Role::Clerk, Role::Citizen, Role::Room, Role::Room],
        _ => vec![Role::Clerk, Role::Citizen],
    };
    CounterInfo { name: format!("{n}号窗口"), roles }
}

/// Everything that can go wrong at one counter.
pub fn troubled() -> Status {
    let mut status = status(1);
    let counter = &mut status.counters[0];
    counter.tally = Tally {
        heard_s: 12_307.9,
        speech_s: 4_210.0,
        lost_overrun_s: 0.004,
        lost_device_s: 83.4,
        lost_truncated_s: 1.0,
        lost_backlog_s: 12.5,
        muted_s: 605.0,
        silenced_s: 0.0,
        closed_s: 0.0,
        xruns: 3,
        rebuilds: 2,
        not_finite: 7,
        clipped: 48_211,
        utterances: 812,
        too_short: 0,
        drafts: 0,
        drafts_skipped: 0,
        taken_back: 0,
        doubted: 9,
        undecoded: 4,
        waiting: 17,
        spooled_bytes: 23_456_789,
        hits: 61,
        shadow_hits: 0,
        incidents: 3,
        levels: counter.tally.levels.clone(),
    };
    counter.delay_s = 214.0;
    status
}

pub fn status(counters: usize) -> Status {
    let states = [Hearing::Speech, Hearing::Quiet, Hearing::Muted, Hearing::Lost, Hearing::Closed];
    let counters = (1..=counters)
        .map(|n| {
            let lost = n % 5 == 4;
            let levels = (0..counter(n).roles.len())
                .map(|channel| Dbfs(-15.0 - 11.0 * channel as f32 - (n % 7) as f32))
                .collect();
            let tally = Tally {
                heard_s: 3600.0 * n as f64,
                lost_device_s: if lost { 83.0 } else { 0.0 },
                waiting: (n % 3) as u64,
                incidents: (n % 4) as u64,
                levels,
                ..Tally::default()
            };
            let delay_s = (n % 3) as f64 * 7.5;
            CounterStatus {
                state: states[(n - 1) % states.len()],
                peaks: tally.levels.iter().map(|Dbfs(level)| Dbfs(level + 6.0)).collect(),
                clipping: n % 6 == 1,
                on_duty: [Some("前台"), None, Some("李建国"), Some("欧阳晓燕")][n % 4]
                    .map(str::to_owned),
                today: counts(n as u64),
                kept_s: if n % 5 == 4 { 0.0 } else { 600.0 },
                muted_until: None,
                seated: None,
                serving: None,
                tally,
                delay_s,
            }
        })
        .collect();
    let machine =
        Machine { disk_free_mb: Some(812_345), memory_mb: Some(1_480), cores: Some(1.37) };
    Status { at: now(), counters, lists: String::new(), machine }
}

/// What a counter or an hour comes to; none at every seventh.
pub fn counts(n: u64) -> Counts {
    if n.is_multiple_of(7) {
        return Counts::default();
    }
    let heard = HourCounts {
        heard_s: 3_000.0 + 60.0 * n as f64,
        lost_s: if n.is_multiple_of(5) { 41.5 } else { 0.0 },
        muted_s: if n.is_multiple_of(4) { 120.0 } else { 0.0 },
        utterances: 40 + 13 * n,
        civil: 30 + 11 * n,
        speech_s: 1_300.0 + 30.0 * n as f64,
        understood_s: 1_150.0 + 28.0 * n as f64,
        judged_s: 1_700.0 + 40.0 * n as f64,
        encounters: 3 + 2 * n,
        judged: 2 + 2 * n,
        courtesy_asked: 6 + 5 * n,
        courtesy_kept: 5 + 4 * n,
    };
    Counts {
        heard,
        incidents: n % 6,
        open: n % 3,
        confirmed: n % 2,
        dismissed: n % 6 / 4,
        uncertain: n % 4,
    }
}

/// What a day or a week comes to at so many counters.
pub fn figures(span: Span, counters: usize) -> Figures {
    let (step_s, n) = match span {
        Span::Day => (3_600, 11),
        Span::Week => (86_400, 7),
    };
    // Midnight in the hall, so many hours or days ago.
    let last = match span {
        Span::Day => now().as_second() - 300,
        Span::Week => now().as_second() - 300 - 10 * 3_600,
    };
    let at = |back: i64| Timestamp::from_second(last - back * step_s).unwrap();
    let by_time: Vec<_> = (0..n).map(|k| (at(n - 1 - k), counts((k * 3 % 11) as u64))).collect();
    let mut total = Counts::default();
    for (_, one) in &by_time {
        total.add(one);
    }
    let phrase = |list, id: &str, phrase: &str, n, confirmed, dismissed| PhraseFigures {
        list,
        id: id.into(),
        phrase: phrase.into(),
        n,
        confirmed,
        dismissed,
        ever_confirmed: confirmed * 7,
        ever_dismissed: dismissed * 4,
    };
    Figures {
        span,
        from: by_time[0].0,
        until: now(),
        total,
        by_time,
        by_counter: (1..=counters).map(|n| (format!("{n}号窗口"), counts(n as u64))).collect(),
        by_phrase: vec![
            phrase(List::Taboo, "T001", "不知道", 14, 9, 2),
            phrase(List::Taboo, "T006", "自己看", 8, 3, 1),
            phrase(List::Taboo, "T107", "急什么,没看见我正忙着吗", 2, 0, 1),
            phrase(List::Civil, "C002", "您好", 412, 0, 0),
            phrase(List::Civil, "C011", "请慢走", 97, 0, 0),
        ],
    }
}

/// A stretch of a listing of so many incidents.
pub fn page(total: usize, offset: usize) -> Page {
    Page {
        total: total as u64,
        offset: offset as u64,
        incidents: (offset..total.min(offset + 200)).map(incident).collect(),
        unsearched: 0,
    }
}

/// A complaint: with sound, with less than there should be, and with none.
pub fn ticket(n: usize) -> Ticket {
    let received_at = ago(1_900 + 40_000 * n as i64);
    let state = TicketState::ALL[n % 5];
    let mut steps = vec![TicketStep {
        at: received_at,
        actor: "staff-12".into(),
        change: TicketChange::State { state: TicketState::Received },
        note: "群众说窗口人员态度生硬,叫他自己去看墙上的告示".into(),
    }];
    if !n.is_multiple_of(5) {
        steps.push(TicketStep {
            at: received_at + SignedDuration::from_mins(12),
            actor: "leader-01".into(),
            change: TicketChange::State { state },
            note: "听过录音".into(),
        });
    }
    let (incident, lacking) = match n % 3 {
        0 => (Some(format!("20261122-{:06}-{n:04}", 999_999 - n)), String::new()),
        1 => (Some(format!("20261122-{:06}-{n:04}", 999_999 - n)), "只有 41 秒在内存中".into()),
        _ => (None, "麦克风断开,没有声音可留存".into()),
    };
    Ticket {
        id: format!("C20261122-{:06}-{n:04}", 999_999 - n),
        counter: format!("{}号窗口", n % 6 + 1),
        received_at,
        via: [Via::Console, Via::Device, Via::Command][n % 3],
        incident,
        lacking,
        state,
        at_fault: [None, None, Some(true), Some(false), None][n % 5],
        reply_by: n.is_multiple_of(2).then(|| jiff::civil::date(2026, 11, 21 + 3 * (n as i8 % 3))),
        steps,
    }
}

fn said(seconds: i64, n: usize, role: Role, text: &str, marks: &[(&str, List)]) -> Line {
    let marks = marks
        .iter()
        .map(|(phrase, list)| {
            let start = text.find(phrase).unwrap();
            Mark { start, end: start + phrase.len(), list: *list }
        })
        .collect();
    Line {
        counter: format!("{n}号窗口"),
        channel: usize::from(role == Role::Citizen),
        role,
        at: ago(seconds),
        text: text.into(),
        marks,
    }
}

fn lines() -> Vec<Line> {
    let long = "您好,请问您要办理什么业务?如果是社保卡补办,请先到自助机上取号,\
                再带上身份证原件和复印件到这里来,一般需要十五个工作日。";
    vec![
        said(62, 1, Role::Clerk, long, &[("您好", List::Civil), ("请问", List::Civil)]),
        said(40, 1, Role::Citizen, "我想问一下这个表怎么填。", &[]),
        said(33, 1, Role::Clerk, "墙上贴着呢,自己看!", &[("自己看", List::Taboo)]),
        said(21, 2, Role::Unknown, "OK, 3号材料 please.", &[]),
        said(9, 1, Role::Clerk, "不知道,去问别人。", &[("不知道", List::Taboo)]),
    ]
}

fn handling(n: usize) -> Handling {
    Handling {
        seen: n % 5 > 1,
        assignee: [None, None, Some("值班长"), Some("督导员")][n % 4].map(str::to_owned),
        escalated_at: (n % 10 == 5).then(|| ago(60)),
        outcome: (n % 3 == 2).then(|| Outcome::ALL[n % 5]),
        comments: n as u32 % 4,
    }
}

pub fn incident(n: usize) -> Incident {
    let phrases = ["不知道", "自己看", "急什么,没看见我正忙着吗", "你这人怎么这么笨"];
    let dispositions = [
        Disposition::New,
        Disposition::Uncertain,
        Disposition::Confirmed,
        Disposition::Dismissed,
        Disposition::Remedied,
    ];
    Incident {
        id: format!("20261122-{:06}-{n:04}", 999_999 - n),
        revision: 1,
        state: if n == 0 { IncidentState::Open } else { IncidentState::Closed },
        kind: if n % 13 == 12 { IncidentKind::Complaint } else { IncidentKind::Taboo },
        counter: format!("{}号窗口", n % 6 + 1),
        source: None,
        channel: 0,
        role: if n % 5 == 1 { Role::Unknown } else { Role::Clerk },
        phrase_id: format!("taboo-{:02}", n % 4 + 1),
        phrase: phrases[n % 4].into(),
        hits: n as u32 % 5 * 3 + 1,
        severity: [Severity::Serious, Severity::Minor, Severity::Serious, Severity::Critical]
            [n % 4],
        disposition: dispositions[n % 5],
        handling: handling(n),
        custody: Default::default(),
        at: ago(9 + 4000 * n as i64),
        in_hours: None,
        start_s: 61.2,
        end_s: 62.0,
        clip: format!("clips/2026/11/22/{n:04}.wav"),
        clip_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        provenance: Provenance {
            liyu: "0.1.0".into(),
            model: "base-q8_0".into(),
            model_sha256: "c577b9a86e7e048a0b7eada054f4dd79a56bbfa911fbdacf900ac5b567cbb7d9".into(),
            lists_sha256: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809".into(),
            thresholds: BTreeMap::from([
                ("spot.least_score".into(), f64::from(0.85_f32)),
                ("transcribe.least_logprob".into(), -1.0),
            ]),
        },
    }
}

fn incidents() -> Vec<Incident> {
    (0..12).map(incident).collect()
}

pub fn detail(n: usize) -> Detail {
    let text = "布知道,去问别人。您好。";
    let hit = |list, phrase: &str, heard: &str, score, how| Hit {
        list,
        id: "taboo-01".into(),
        phrase: phrase.into(),
        channel: 0,
        role: Role::Clerk,
        role_basis: RoleBasis::ChannelMap,
        speaker: Speaker::Any,
        severity: Severity::Serious,
        range: SampleRange::new(SampleIndex(979_200), SampleIndex(992_000)),
        score: Score(score),
        heard: heard.into(),
        text_start: text.find(heard).unwrap(),
        text_end: text.find(heard).unwrap() + heard.len(),
        how,
        surety: Default::default(),
        remedy: None,
        merit: false,
        terms: Default::default(),
    };
    let heard = |start_s, role, text: &str, hits| HeardUtterance {
        start_s,
        end_s: start_s + 2.0,
        channel: 0,
        role,
        text: text.into(),
        mean_logprob: -0.31,
        hits,
        lists: "1a2b3c4d5e6f".into(),
    };
    Detail {
        incident: incident(n),
        evidence: EvidenceState::Ok,
        clip: format!("/srv/政务大厅/recordings/clips/2026/11/22/{n:04}.wav"),
        words: String::new(),
        hit_in_clip_s: 10.0,
        clip_s: 21.5,
        heard: vec![
            heard(55.0, Role::Citizen, "请问这个在哪里办?", Vec::new()),
            heard(
                60.9,
                Role::Clerk,
                text,
                vec![
                    hit(List::Civil, "您好", "您好", 1.0, How::Exact),
                    hit(List::Taboo, "不知道", "布知道", 0.93, How::Pinyin),
                ],
            ),
        ],
        history: history(),
    }
}

/// Every deed there is, oldest first.
pub fn history() -> Vec<Entry> {
    let entry = |seconds, actor: &str, deed, note: &str| Entry {
        at: ago(seconds),
        actor: actor.into(),
        deed,
        note: note.into(),
    };
    let (confirmed, new) = (Disposition::Confirmed, Disposition::New);
    vec![
        entry(300, "staff-12", Deed::Seen, ""),
        entry(240, "staff-12", Deed::Assigned { to: "督导员".into() }, ""),
        entry(180, "liyu", Deed::Escalated, "5 分钟无人处理"),
        entry(90, "leader-01", Deed::Decided { disposition: confirmed }, ""),
        entry(60, "leader-01", Deed::Undone { disposition: new }, ""),
        entry(30, "leader-01", Deed::Attended { outcome: Outcome::Apologised }, ""),
        entry(20, "leader-01", Deed::Commented, "已当面向群众道歉,群众表示谅解"),
        entry(3, "leader-01", Deed::Decided { disposition: confirmed }, "当面核实过"),
    ]
}

/// An incident whose files are not what was written.
pub fn damaged(evidence: EvidenceState) -> Detail {
    let (hit_in_clip_s, clip_s) = (0.0, 0.0);
    Detail { evidence, hit_in_clip_s, clip_s, heard: Vec::new(), ..detail(0) }
}

pub fn notice(key: &str, level: NoticeLevel, text: &str) -> Notice {
    Notice { key: key.into(), level, text: text.into() }
}

/// A hall at work in which everything is well: who is on duty, what today came to.
pub fn at_work(counters: usize) -> Status {
    let mut status = status(counters);
    for (at, counter) in status.counters.iter_mut().enumerate() {
        let n = at + 1;
        counter.state = if n % 3 == 1 { Hearing::Speech } else { Hearing::Quiet };
        counter.clipping = false;
        counter.tally.lost_device_s = 0.0;
        counter.tally.waiting = u64::from(n % 3 == 1);
        counter.delay_s = if n % 3 == 1 { 0.8 } else { 0.0 };
        counter.peaks = counter.tally.levels.iter().map(|level| Dbfs(level.0 + 9.0)).collect();
        counter.on_duty = (n % 4 != 3).then(|| ["张敏", "李建国", "欧阳文静"][n % 3].to_owned());
        counter.kept_s = 120.0;
        // Nothing is judged at the sixth.
        counter.serving = (n != 6).then(|| Serving::ALL[n % 5]);
        // The fifth has not served anybody yet.
        let utterances = if n % 5 == 0 { 0 } else { 40 + 13 * (n as u64 % 9) };
        let heard = HourCounts {
            heard_s: counter.tally.heard_s,
            utterances,
            civil: utterances * (99 - n as u64 % 12) / 100,
            ..HourCounts::default()
        };
        counter.today = Counts { heard, ..Counts::default() };
    }
    status
}

/// The same hall with something wrong at some of its counters, each in its own way.
pub fn in_trouble(counters: usize) -> Status {
    let mut status = at_work(counters);
    for (at, counter) in status.counters.iter_mut().enumerate() {
        match at {
            1 => {
                counter.state = Hearing::Muted;
                counter.tally.muted_s = 605.0;
                counter.tally.levels.fill(Dbfs::FLOOR);
                counter.peaks.fill(Dbfs::FLOOR);
            }
            3 => {
                counter.tally.waiting = 17;
                counter.delay_s = 214.0;
                counter.tally.lost_backlog_s = 12.5;
            }
            4 => {
                counter.clipping = true;
                counter.tally.clipped = 48_211;
                counter.peaks[0] = Dbfs(0.0);
            }
            8 => counter.state = Hearing::Closed,
            // The last but one of the greatest hall, which no list shows by chance.
            38 => {
                counter.state = Hearing::Lost;
                counter.tally.lost_device_s = 83.0;
            }
            _ => {}
        }
    }
    status
}

/// Something said at each counter.
pub fn talk(counters: usize) -> Vec<Line> {
    (1..=counters)
        .map(|n| match n % 3 {
            0 => said(8, n, Role::Clerk, "您好,请把身份证给我看一下。", &[("您好", List::Civil)]),
            1 => said(5, n, Role::Citizen, "那我这个今天能不能办完?我下午还要回去上班。", &[]),
            _ => said(
                3,
                n,
                Role::Clerk,
                "不知道,去问别人,墙上都贴着呢,你自己看。",
                &[("不知道", List::Taboo), ("自己看", List::Taboo)],
            ),
        })
        .collect()
}

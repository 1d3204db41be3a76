//! Encounters for tests: rows of a long list, and three that can be opened.

use super::{ago, incident, now};
use crate::conduct::{
    AmountKind, CallKind, Moment, Noise, Outcome, Side, TicketEvent, Verdict, What,
};
use crate::phrasebook::List;
use crate::record::{EncounterDetail, EncounterPage, EncounterRow, Incident, RulingRow};

/// Where the encounters begin, seconds of the session.
const START_S: f64 = 300.0;

pub fn encounter(n: usize) -> EncounterRow {
    let outcomes = [Outcome::Flagged, Outcome::Clean, Outcome::Remedied, Outcome::NotJudged];
    let outcome = outcomes[n % 4];
    let count = |wanted: Outcome, least: u32| if outcome == wanted { least } else { 0 };
    EncounterRow {
        id: format!("E20261122-{:06}-{n}", 999_999 - n),
        counter: format!("{}号窗口", n % 6 + 1),
        source: None,
        at: ago(251 + 700 * n as i64),
        start_s: START_S,
        end_s: START_S + 251.0 + 37.0 * (n % 9) as f64 * (n % 3) as f64,
        outcome,
        has_citizen: match n % 5 {
            3 => None,
            4 => Some(false),
            _ => Some(true),
        },
        kept: if outcome == Outcome::NotJudged { 0 } else { 4 + n as u32 % 5 },
        broken: count(Outcome::Flagged, 2 + n as u32 % 3),
        remedied: count(Outcome::Remedied, 1),
        merits: u32::from(n.is_multiple_of(6)),
        not_judged: n as u32 % 7,
        overtime: n % 8 == 5,
    }
}

/// A stretch of a listing of so many encounters.
pub fn encounters(total: usize, offset: usize) -> EncounterPage {
    EncounterPage {
        total: total as u64,
        offset: offset as u64,
        encounters: (offset..total.min(offset + 200)).map(encounter).collect(),
    }
}

fn moment(from_s: f64, to_s: f64, side: Side, what: What) -> Moment {
    Moment { start_s: START_S + from_s, end_s: START_S + to_s, side, what }
}

fn turn(from_s: f64, to_s: f64, side: Side, above_db: f32) -> Moment {
    let understood = above_db > 4.0;
    let syllables = ((to_s - from_s) * 4.0) as u32;
    moment(from_s, to_s, side, What::Turn { syllables, above_db, asks: false, understood })
}

fn ruling(rule: &str, title: &str, verdict: Verdict, at_s: f64, reasons: &[&str]) -> RulingRow {
    RulingRow {
        rule: rule.into(),
        title: title.into(),
        hint: rule == "R29",
        verdict,
        at_s: START_S + at_s,
        reasons: reasons.iter().map(|&reason| reason.to_owned()).collect(),
    }
}

/// The incident that was made of what the clerk said in [`met`].
pub fn incident_of_met() -> Incident {
    Incident { start_s: START_S + 96.0, end_s: START_S + 97.2, ..incident(0) }
}

/// A talk of both sides with a telephone, money and a taboo phrase in it.
pub fn met() -> EncounterDetail {
    use Side::{Citizen, Clerk};
    let taboo =
        What::Phrase { id: "taboo-01".into(), group: "dont_know".into(), list: List::Taboo };
    let abuse = What::Phrase { id: "taboo-40".into(), group: "insult".into(), list: List::Taboo };
    let ring = || What::Sound { noise: Noise::Ring };
    let amount = |kind, fen| What::Amount { kind, fen };
    let moments = vec![
        moment(0.0, 0.0, Side::Unknown, What::Ticket { event: TicketEvent::Called }),
        turn(0.5, 3.0, Clerk, 14.0),
        turn(4.0, 12.0, Citizen, 12.0),
        turn(13.0, 21.0, Clerk, 15.0),
        turn(22.0, 30.0, Citizen, 13.0),
        moment(34.0, 35.0, Side::Unknown, ring()),
        moment(39.0, 40.0, Side::Unknown, ring()),
        moment(44.0, 45.0, Side::Unknown, ring()),
        moment(46.0, 85.0, Clerk, What::Call { call: CallKind::Taken, rings: 3 }),
        turn(46.0, 50.0, Clerk, 14.0),
        turn(82.0, 85.0, Clerk, 12.0),
        turn(86.0, 94.0, Citizen, 16.0),
        turn(95.0, 99.0, Clerk, 21.0),
        moment(96.0, 97.2, Clerk, taboo),
        turn(98.0, 112.0, Citizen, 29.0),
        moment(108.0, 109.0, Citizen, abuse),
        turn(113.0, 121.0, Clerk, 13.0),
        turn(124.0, 131.0, Citizen, 3.0),
        turn(133.0, 151.0, Clerk, 14.0),
        moment(148.0, 150.0, Clerk, amount(AmountKind::Due, 8_500)),
        turn(154.0, 156.0, Citizen, 11.0),
        turn(160.0, 163.0, Clerk, 13.0),
        moment(160.0, 163.0, Clerk, amount(AmountKind::Received, 10_000)),
        turn(171.0, 174.0, Clerk, 13.0),
        moment(171.0, 174.0, Clerk, amount(AmountKind::Change, 1_500)),
        turn(190.0, 214.0, Clerk, 15.0),
        turn(216.0, 221.0, Citizen, 12.0),
        turn(223.0, 238.0, Clerk, 14.0),
        turn(240.0, 251.0, Citizen, 10.0),
    ];
    let sides = "铃声从哪台电话来分不清";
    let rulings = vec![
        ruling("R01", "来有迎声", Verdict::Kept, 0.5, &["听到 问候"]),
        ruling("R02", "问有答声", Verdict::Kept, 13.0, &[]),
        ruling("R03", "走有送声", Verdict::Broken, 251.0, &["未听到 送别"]),
        ruling("R15", "服务忌语", Verdict::Remedied, 96.0, &["听到 不知道", "听到 帮您问、帮您查"]),
        ruling("R29", "不训斥、不顶撞", Verdict::Broken, 97.0, &["21.0 dB(上限 18.0)"]),
        ruling("R32", "对情绪激动的人保持冷静、安抚", Verdict::Merit, 113.0, &["听到 安抚"]),
        ruling(
            "R38",
            "一次性告知",
            Verdict::Broken,
            190.0,
            &["未听到 依据、原因", "未听到 补什么再来", "听到 缺什么"],
        ),
        ruling("R47", "让人等要说明", Verdict::Kept, 46.0, &["听到 我接一下电话"]),
        ruling("R51", "唱收唱付", Verdict::Kept, 171.0, &[]),
        ruling("R56", "铃响三声内接听", Verdict::NotJudged, 34.0, &[sides]),
        ruling("R57", "来电必接", Verdict::NotJudged, 34.0, &[sides]),
        ruling("R26", "不打断、不插话", Verdict::NotJudged, 0.0, &["听不清"]),
    ];
    let row = EncounterRow {
        kept: 4,
        broken: 2,
        remedied: 1,
        merits: 1,
        not_judged: 3,
        overtime: true,
        ..encounter(0)
    };
    // The second is not among the latest, so little is known of it.
    let incidents = vec![incident(0).id, incident(70).id];
    EncounterDetail { row, rulings, moments, forgotten: false, incidents }
}

/// One microphone: nobody knows who speaks.
pub fn met_of_one_channel() -> EncounterDetail {
    let mut met = met();
    met.row = EncounterRow { has_citizen: None, kept: 1, ..encounter(3) };
    for moment in &mut met.moments {
        moment.side = Side::Unknown;
    }
    for ruling in &mut met.rulings {
        if ruling.rule != "R51" {
            ruling.verdict = Verdict::NotJudged;
            ruling.reasons = vec!["分不清谁在说话".into()];
        }
    }
    met.incidents.clear();
    met
}

/// Its moments are gone.
pub fn met_long_ago() -> EncounterDetail {
    let mut met = EncounterDetail { moments: Vec::new(), forgotten: true, ..met() };
    met.row = EncounterRow { at: now() - jiff::SignedDuration::from_hours(40 * 24), ..met.row };
    met.incidents.clear();
    met
}

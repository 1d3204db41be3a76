//! The rules of a pack's way: draft -> shadow -> approved, the last by a second
//! person, in force from a day that is told, never backwards.
//!
//! Pure: from a text and an order to the text as it has to be saved.

use super::history::{Step, short, way};
use super::{Pack, Pen, PenError, Status};
use crate::document::{Document, Faults};
use crate::tr;
use jiff::civil::Date;

/// What somebody wants done with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// How far it should come.
    pub to: Status,
    /// Who does it.
    pub by: String,
    /// From which day it is in force; `today` when absent.
    pub from: Option<Date>,
    /// Why; may be empty.
    pub note: String,
    /// The day it is.
    pub today: Date,
}

/// A pack that was moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The whole text, to be saved in the place of the old one.
    pub text: String,
    /// The step that was added to its history.
    pub step: Step,
    /// Whether nothing of the pack was managed, all of it was in force, and none is
    /// now until a version is approved.
    pub leaves_force: bool,
}

/// Why a pack cannot be moved on.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Header or history cannot be read.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// The text cannot be changed.
    #[error(transparent)]
    Pen(#[from] PenError),
    /// Nobody does it.
    #[error("{}", tr!("--by 不能为空", "--by must name somebody"))]
    Nameless,
    /// It is there already.
    #[error("{}", tr!("版本 {1} 已经是 {0}", "version {1} is {0} already", _0.word(), _1))]
    Already(Status, String),
    /// It has not been on trial.
    #[error("{}", tr!("现在是 {0},不能直接批准;先试行:--to shadow", "it is {0} now and must be on trial first: --to shadow", _0.word()))]
    NotOnTrial(Status),
    /// What was on trial was other content.
    #[error("{}", tr!("试行的是版本 {0},此后内容改过(现为 {1});请重新试行:--to shadow", "version {0} was on trial and was changed since (it is {1} now); put it on trial again: --to shadow", _0, _1))]
    Changed(String, String),
    /// The owner cannot approve.
    #[error("{}", tr!("{0} 是这个包的负责人,须由另一人批准", "{0} owns this pack; somebody else must approve it", _0))]
    Owner(String),
    /// Who put it on trial cannot approve.
    #[error("{}", tr!("{0} 已将它送试行,须由另一人批准", "{0} put it on trial; somebody else must approve it", _0))]
    SameHand(String),
    /// The day has passed.
    #[error("{}", tr!("生效日期 {0} 早于今天 {1};不能倒退", "{0} is before today, {1}: never backwards", _0, _1))]
    Past(Date, Date),
    /// An earlier version comes into force later.
    #[error("{}", tr!("生效日期 {0} 早于已批准版本的生效日期 {1};不能倒退", "{0} is before {1}, from which an approved version is in force: never backwards", _0, _1))]
    Backwards(Date, Date),
    /// It is in force now and would not be until then.
    #[error("{}", tr!("这个包没有历史,现在就在生效;登记时不能另定日期(--from {0})", "this pack has no history and is in force now; it cannot wait until {0}", _0))]
    InForceNow(Date),
}

/// Carries out `order` on the pack `document`.
pub fn publish(document: &Document, order: &Order) -> Result<Published, PublishError> {
    let way = way(document)?;
    let version = short(&Pack::content_version(document)?).to_owned();
    if order.by.trim().is_empty() {
        return Err(PublishError::Nameless);
    }
    let unmanaged = way.steps.is_empty();
    let is_last = |status: Status| {
        let last = way.steps.iter().rev().find(|step| step.status == status);
        last.is_some_and(|step| step.version == version)
    };
    if way.status == order.to && is_last(order.to) {
        return Err(PublishError::Already(order.to, version));
    }
    let mut effective = None;
    match order.to {
        Status::Draft => {}
        Status::Shadow if is_last(Status::Approved) => {
            return Err(PublishError::Already(Status::Approved, version));
        }
        Status::Shadow => {}
        Status::Approved => {
            if same(&order.by, &way.owner) {
                return Err(PublishError::Owner(way.owner));
            }
            if unmanaged && way.status == Status::Approved {
                // What is in force as it stands is only entered into its history.
                if let Some(from) = order.from.filter(|from| *from != order.today) {
                    return Err(PublishError::InForceNow(from));
                }
            } else {
                if way.status != Status::Shadow {
                    return Err(PublishError::NotOnTrial(way.status));
                }
                let trial = way.steps.iter().rev().find(|step| step.status == Status::Shadow);
                let trial = trial.ok_or(PublishError::NotOnTrial(Status::Draft))?;
                if trial.version != version {
                    return Err(PublishError::Changed(trial.version.clone(), version));
                }
                if same(&order.by, &trial.by) {
                    return Err(PublishError::SameHand(trial.by.clone()));
                }
            }
            let from = order.from.unwrap_or(order.today);
            if from < order.today {
                return Err(PublishError::Past(from, order.today));
            }
            if let Some(latest) = way.steps.iter().filter_map(Step::in_force_from).max()
                && from < latest
            {
                return Err(PublishError::Backwards(from, latest));
            }
            effective = Some(from);
        }
    }
    let step = Step {
        version,
        status: order.to,
        date: order.today,
        by: order.by.trim().to_owned(),
        effective,
        note: order.note.trim().to_owned(),
    };
    let mut pen = Pen::new(document.text())?;
    pen.set_header("status", order.to.word().into())?;
    pen.push_history(&step)?;
    let leaves_force = unmanaged && way.status == Status::Approved && order.to != Status::Approved;
    Ok(Published { text: pen.text(), step, leaves_force })
}

/// Whether two names mean one person, as far as their writing tells.
fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const PACK: &str = "# ours\n[pack]\nname = \"x\"\ntitle = \"x\" # why\nowner = \"张\"\nstatus = \"draft\"\n\n# first\n[[phrase]]\nid = \"A\"\ntext = \"您好\"\n";

    fn order(to: Status, by: &str, from: Option<&str>, today: &str) -> Order {
        Order {
            to,
            by: by.to_owned(),
            from: from.map(|day| day.parse().unwrap()),
            note: String::new(),
            today: today.parse().unwrap(),
        }
    }

    fn go(text: &str, order: &Order) -> Result<String, String> {
        let published = publish(&Document::new("x.toml", text), order);
        published.map(|published| published.text).map_err(|e| e.to_string())
    }

    #[test]
    fn a_pack_goes_its_way_and_nothing_else_changes() {
        use Status::{Approved, Draft, Shadow};
        let trial = go(PACK, &order(Shadow, "张", None, "2026-11-23")).unwrap();
        let approved = order(Approved, "李", Some("2026-12-01"), "2026-11-24");
        let done = go(&trial, &approved).unwrap();
        let version = short(&Pack::content_version(&Document::new("x", PACK)).unwrap()).to_owned();
        let expected = format!(
            "{}\n[[history]]\nversion = \"{version}\"\nstatus = \"shadow\"\ndate = \"2026-11-23\"\nby = \"张\"\n\
             \n[[history]]\nversion = \"{version}\"\nstatus = \"approved\"\ndate = \"2026-11-24\"\nby = \"李\"\neffective = \"2026-12-01\"\n",
            PACK.replace("\"draft\"", "\"approved\"")
        );
        assert_eq!(done, expected);

        // The next version may come into force the same day or later.
        let edited = done.replace("您好", "您早");
        let trial = go(&edited, &order(Shadow, "张", None, "2026-11-25")).unwrap();
        let early = go(&trial, &order(Approved, "李", None, "2026-11-26")).unwrap_err();
        assert!(early.contains("2026-12-01") && early.contains("倒退"), "{early}");
        go(&trial, &order(Approved, "李", Some("2026-12-01"), "2026-11-26")).unwrap();
        go(&trial, &order(Draft, "张", None, "2026-11-26")).unwrap();
    }

    #[test]
    fn what_is_out_of_order_is_refused() {
        use Status::{Approved, Draft, Shadow};
        let trial = go(PACK, &order(Shadow, "王", None, "2026-11-23")).unwrap();
        let done = go(&trial, &order(Approved, "李", None, "2026-11-23")).unwrap();
        let today = "2026-11-24";
        for (text, order, word) in [
            (PACK, order(Approved, "李", None, today), "--to shadow"),
            (PACK, order(Shadow, " ", None, today), "--by"),
            (&trial, order(Approved, "张 ", None, today), "负责人"),
            (&trial, order(Approved, "王", None, today), "送试行"),
            (&trial, order(Approved, "李", Some("2026-11-23"), today), "早于今天"),
            (&trial, order(Shadow, "李", None, today), "已经是 shadow"),
            (&trial.replace("您好", "您早"), order(Approved, "李", None, today), "改过"),
            (&done, order(Approved, "李", None, today), "已经是 approved"),
            (&done, order(Shadow, "张", None, today), "已经是 approved"),
            (&done.replace("您好", "您早"), order(Approved, "李", None, today), "--to shadow"),
            (
                &trial.replace("\"shadow\"\ndate", "\"shade\"\ndate"),
                order(Draft, "张", None, today),
                "x.toml:15:11",
            ),
        ] {
            let why = go(text, &order).unwrap_err();
            assert!(why.contains(word) && why.lines().count() <= 2, "{word}: {why}");
        }
    }

    #[test]
    fn a_pack_in_force_without_a_history_is_entered_as_it_stands_or_leaves_force() {
        use Status::{Approved, Shadow};
        let text = PACK.replace("status = \"draft\"\n", "");
        let document = Document::new("x.toml", text);
        let entered = publish(&document, &order(Approved, "李", None, "2026-11-23")).unwrap();
        assert!(!entered.leaves_force && entered.step.effective.is_some());
        let later = order(Approved, "李", Some("2026-12-01"), "2026-11-23");
        assert!(matches!(publish(&document, &later), Err(PublishError::InForceNow(_))));
        let left = publish(&document, &order(Shadow, "李", None, "2026-11-23")).unwrap();
        assert!(left.leaves_force);
    }
}

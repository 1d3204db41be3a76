//! `liyu mute`: a counter, or all, not listened to for a while.

use super::errand;
use crate::cli::Mute;
use crate::clock;
use crate::lang::tell;
use crate::service::errand::ask;
use crate::service::message::{FromService, ToService};
use crate::tr;
use anyhow::Result;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use std::path::Path;

/// Longest between what was asked and what the service made of it.
const NEAR: SignedDuration = SignedDuration::from_secs(90);

/// Asks the service, and waits until it shows.
pub fn run(store_dir: &Path, args: &Mute) -> Result<()> {
    let Mute { counter, minutes, note, user } = args;
    let client = errand::attach(store_dir, user.as_deref(), true)?;
    let request = ToService::Mute {
        counter: counter.clone(),
        minutes: *minutes,
        note: note.clone().unwrap_or_default(),
    };
    let length = SignedDuration::from_mins(i64::from(*minutes));
    let wanted = (*minutes > 0).then(|| clock::now() + length);
    let mut seen = 0;
    let until = ask(&client, request, |event| {
        let FromService::Status(status) = event else { return None };
        seen += 1;
        let shown = status.counters.iter().map(|counter| counter.muted_until);
        match wanted {
            Some(wanted) => {
                shown.flatten().find(|t| t.duration_since(wanted).abs() < NEAR).map(Some)
            }
            // The first may have been on its way when this was asked.
            None => (seen > 1).then_some(None),
        }
    })?;
    let who = counter.clone().unwrap_or_else(|| tr!("全部柜台", "all counters"));
    tell(match until {
        Some(until) => tr!(
            "{} 静音到 {},到时自动恢复;liyu mute --minutes 0 马上恢复",
            "{} is not listened to until {}, then again by itself; liyu mute --minutes 0 goes on at once",
            who,
            until.to_zoned(TimeZone::system()).strftime("%H:%M")
        ),
        None => tr!("{} 恢复监听", "{} is listened to again", who),
    });
    Ok(())
}

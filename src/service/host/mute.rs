//! Counters that are not listened to for a while, and how long things are kept: what the
//! host does about either.
//!
//! Part of the host; on its thread. A mute is obeyed by the thread that captures; who set
//! it, why it ended and when its hours shut a counter stand in the log. A restart ends
//! every mute.

use super::super::message::FromService;
use super::super::permit::View;
use super::super::server::ConsoleId;
use super::serve::is_too_long;
use super::{Host, Waiting};
use crate::pipeline::{Change, MUTE_MOST_MIN};
use crate::record::{Denied, MACHINE, RecordError, Retained, Retaining, What};
use crate::tr;
use jiff::{SignedDuration, Timestamp};

/// How often it is looked at what has had its time.
const RETAIN_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// The notice that tells what retention could not do.
const KEY: &str = "retention";

impl Host {
    /// Somebody wants a counter, or all that they look after, not to be listened to.
    pub(super) fn mute(
        &mut self,
        (console, view): (ConsoleId, &View),
        actor: &str,
        (counter, minutes, note): (Option<String>, u32, String),
        now: Timestamp,
    ) {
        if minutes > MUTE_MOST_MIN || is_too_long("", &note) {
            let why = tr!(
                "最多静音 {} 分钟,原因不超过 2000 字",
                "mute for at most {} minutes, with a reason of at most 2000 characters",
                MUTE_MOST_MIN
            );
            return self.refuse(console, why);
        }
        let sight = view.sight();
        let named = |name: &str| counter.as_ref().is_none_or(|counter| counter == name);
        let names = self.facts.counters.iter().map(|counter| counter.info.name.clone());
        let named: Vec<String> = names.filter(|name| named(name)).collect();
        if named.is_empty() {
            let why = tr!("没有在监听这个柜台", "this counter is not listened to");
            return self.refuse(console, why);
        }
        let own: Vec<String> = named.into_iter().filter(|name| sight.has_counter(name)).collect();
        if own.is_empty() {
            return self.deny(console, counter.as_deref().unwrap_or_default(), Denied::Outside);
        }
        let length = SignedDuration::from_mins(i64::from(minutes));
        let until = (minutes > 0).then(|| now.saturating_add(length).unwrap_or(now));
        let why = if note.trim().is_empty() { "" } else { " with a reason" };
        for name in own {
            let of = self.facts.counters.iter().find(|counter| counter.info.name == name);
            let Some(mute) = of.map(|counter| counter.mute.clone()) else { continue };
            if mute.said().is_none() && until.is_none() {
                continue;
            }
            mute.set(until);
            match until {
                // What was written is free text of a person: the log has no place for it.
                Some(until) => {
                    self.note_of(actor, What::Muted, &name, &format!("until {until}{why}"));
                }
                None => self.note_of(actor, What::Unmuted, &name, why.trim()),
            }
        }
    }

    /// Ends mutes that are over, and writes down what hours have shut or opened.
    pub(super) fn look_at_mutes(&mut self, now: Timestamp) {
        let mut said = Vec::new();
        for (counter, shut) in self.facts.counters.iter().zip(&mut self.shut) {
            let name = &counter.info.name;
            if counter.mute.said().is_some() && counter.mute.until(now).is_none() {
                counter.mute.set(None);
                said.push((What::Unmuted, name.clone(), "over"));
            }
            if counter.mute.is_shut() != *shut {
                *shut = !*shut;
                let (what, value) =
                    if *shut { (What::Muted, "closed") } else { (What::Unmuted, "open") };
                said.push((what, name.clone(), value));
            }
        }
        for (what, name, value) in said {
            self.note(what, &name, value);
        }
    }

    /// Once an hour has what has had its time set aside, and what was set aside long
    /// enough removed. A service that listens does; a console on a store alone does not.
    pub(super) fn retain_in_time(&mut self, now: Timestamp) {
        let due = self.retained.is_none_or(|last| now.duration_since(last).abs() >= RETAIN_EVERY);
        if self.facts.counters.is_empty() || !due {
            return;
        }
        let change = Change::Retain { asked: Retaining::Run, rules: self.facts.rules };
        if self.change(Waiting::Host, MACHINE, None, change) {
            self.retained = Some(now);
        }
    }

    /// What came of it.
    pub(super) fn was_retained(&mut self, outcome: Result<Box<Retained>, RecordError>) {
        let text = match outcome {
            Ok(retained) if retained.files_left == 0 => String::new(),
            Ok(retained) => tr!(
                "保存期已到的文件有 {} 个删不掉;请检查录音目录的权限,下次启动再试",
                "{} files whose time is over could not be removed; check the permissions of the clips' directory; the next start tries again",
                retained.files_left
            ),
            Err(error) => error.to_string(),
        };
        if !text.is_empty() || self.notices.iter().any(|notice| notice.key == KEY) {
            self.warn(KEY, text);
        }
    }

    /// Answers a console that asked for something of retention.
    pub(super) fn tell_retained(&mut self, console: ConsoleId, retained: Box<Retained>) {
        self.server.send(console, FromService::Retained(retained));
    }
}

//! Who comes in and who goes: signing in and out, accounts as they change, seats.
//!
//! Part of the host; on its thread. Who is where stands in `register`, tries are counted
//! by the store.

use super::super::actor::cleaned;
use super::super::message::{FromService, Me};
use super::super::register::Proof;
use super::super::server::ConsoleId;
use super::super::signin;
use super::{Host, Waiting};
use crate::account::{Account, Origin, Seat, seated};
use crate::clock;
use crate::pipeline::{Change, People};
use crate::record::{Denied, MACHINE, RecordError, Sight, Try, Warrant, What};
use crate::tr;
use crate::vault::Cost;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};

/// How long an account is told of as new.
const NEW_FOR: SignedDuration = SignedDuration::from_hours(24);

/// The notice that tells of them.
const NEW_KEY: &str = "accounts";

/// Characters of a counter's name.
const COUNTER_MOST: usize = 64;

impl Host {
    /// Who there is and who sits where, as the store says just now.
    pub(super) fn people(&mut self, people: Result<Box<People>, RecordError>) {
        let people = match people {
            Ok(people) => *people,
            // Where there is no store there is nothing to keep.
            Err(RecordError::NoStore { .. }) if self.accounts.is_none() => People::default(),
            // What was known goes on; without it nobody is let in.
            Err(_) => return,
        };
        let was_open = self.accounts.as_ref().is_some_and(Vec::is_empty);
        self.seed = people.recovery.map(|key| key.to_string().into_bytes()).unwrap_or_default();
        self.seats = people.seats;
        let is_open = people.accounts.is_empty();
        let gone = self.register.renew(&people.accounts, clock::now());
        self.accounts = Some(people.accounts);
        let why = tr!("账户已停用或到期", "the account has ended");
        for (console, account) in gone {
            self.signed_out(console, &account, &why);
        }
        self.tell_new();
        if was_open && !is_open {
            // The first account was made: from here on everybody signs in.
            for console in self.register.consoles() {
                self.meet(console);
            }
        }
    }

    /// Tells of accounts that are new: whoever runs the machine can make them, and nobody
    /// shall do so unseen.
    fn tell_new(&mut self) {
        let since = clock::now() - NEW_FOR;
        let accounts = self.accounts.as_deref().unwrap_or_default();
        let new: Vec<&str> = accounts
            .iter()
            .filter(|account| account.made_at > since)
            .map(|account| account.id.as_str())
            .collect();
        let text = match new.len() {
            0 => String::new(),
            _ => tr!(
                "24 小时内新建了账户 {};若不是你们所为,请查日志(liyu log show)",
                "accounts made within 24 hours: {}; if that was none of you, see the log (liyu log show)",
                new.join(" ")
            ),
        };
        let known = self.notices.iter().find(|notice| notice.key == NEW_KEY);
        if known.map_or("", |notice| notice.text.as_str()) != text {
            self.warn(NEW_KEY, text);
        }
    }

    /// Somebody wants to sign in.
    pub(super) fn sign_in(&mut self, console: ConsoleId, name: &str) {
        if self.accounts.as_ref().is_some_and(Vec::is_empty) {
            let why = tr!(
                "还没有账户,一切公开;先用 liyu user add 建立主管账户",
                "there is no account and everything lies open; make a supervisor's with liyu user add"
            );
            self.refuse(console, why);
            return;
        }
        let name = cleaned(name);
        let change = Change::Try(name.clone());
        self.change_or_refuse(Waiting::Trying(console, name), MACHINE, None, change);
    }

    /// What the store says to the name that was tried.
    pub(super) fn tried(
        &mut self,
        console: ConsoleId,
        name: &str,
        tried: Result<Try, RecordError>,
        now: Instant,
    ) {
        let at = clock::now();
        let shut = match &tried {
            Ok(Try::Shut(until)) => Some(*until),
            Ok(Try::Nobody) => self.register.try_nobody(name, at),
            Ok(Try::Open(_)) => None,
            Err(error) => return self.refuse(console, error.to_string()),
        };
        if let Some(until) = shut {
            // At least one: nobody should try again in the same second.
            let s = until.duration_since(at).as_secs().max(1);
            let why = tr!(
                "口令错误次数过多,请 {} 秒后再试",
                "too many wrong passphrases; try again in {} s",
                s
            );
            return self.refuse(console, why);
        }
        let made = match tried {
            Ok(Try::Open(locked)) => {
                let account = locked.account;
                signin::challenge(&locked.locked, &account.public)
                    .map(|(challenge, text)| (challenge, text, Some(account)))
            }
            _ => signin::decoy(&self.seed, name, Cost::default())
                .map(|challenge| (challenge, String::new(), None)),
        };
        match made {
            Ok((challenge, text, account)) => {
                let before = self.register.ask(console, account, &text, now);
                if let Some(unproven) = before {
                    self.note_failed(unproven);
                }
                self.server.send(console, FromService::Challenge(challenge));
            }
            Err(error) => self.refuse(console, error.to_string()),
        }
    }

    /// The answer to a challenge.
    pub(super) fn prove(&mut self, console: ConsoleId, text: &str, now: Instant) {
        match self.register.prove(console, text, now) {
            Proof::Right(account) => {
                let sight = Sight::of(&account, self.units());
                let warrant = Box::new(Warrant::of(&account, sight));
                let change = Change::EndTry { id: Some(account.id.clone()), succeeded: true };
                let actor = account.id.clone();
                self.change_or_refuse(
                    Waiting::Entering(console, account),
                    &actor,
                    Some(warrant),
                    change,
                );
            }
            Proof::Wrong(account) => {
                self.note_failed(account);
                self.refuse(console, super::super::ServiceError::WrongPassphrase.to_string());
            }
            Proof::Unasked => {
                let why = tr!("请重新登录", "sign in again");
                self.refuse(console, why);
            }
        }
    }

    /// It is written down that somebody has signed in; now they are.
    pub(super) fn entered(
        &mut self,
        console: ConsoleId,
        account: Account,
        unseen: Result<u64, RecordError>,
        now: Instant,
    ) {
        let unseen = match unseen {
            Ok(unseen) => unseen,
            Err(error) => return self.refuse(console, error.to_string()),
        };
        if let Some(before) = self.register.enter(console, account.clone(), now)
            && before != account.id
        {
            self.note_of(&before, What::SignedOut, &before, "");
        }
        if self.register.account(console).is_none() {
            // The console went while it was written down.
            return self.note_of(&account.id.clone(), What::SignedOut, &account.id, "");
        }
        let me = Me { account, unseen, idle_min: self.facts.idle_min };
        self.mes.insert(console, me.clone());
        self.server.send(console, FromService::SignedIn(Box::new(me)));
        self.meet(console);
    }

    /// Somebody asks to be signed out.
    pub(super) fn sign_out(&mut self, console: ConsoleId) {
        if let Some(account) = self.register.leave(console) {
            self.signed_out(console, &account, "");
        }
    }

    fn signed_out(&mut self, console: ConsoleId, account: &str, why: &str) {
        self.mes.remove(&console);
        self.coming.forget(console);
        self.note_of(account, What::SignedOut, account, "");
        self.server.send(console, FromService::SignedOut { why: why.to_owned() });
        self.meet(console);
    }

    /// A console is gone.
    pub(super) fn gone(&mut self, console: ConsoleId) {
        let left = self.register.detach(console);
        self.mes.remove(&console);
        self.coming.forget(console);
        if let Some(account) = left.account {
            self.note_of(&account, What::SignedOut, &account, "");
        }
        if let Some(unproven) = left.unproven {
            self.note_failed(unproven);
        }
    }

    /// Signs out whoever has left their console alone, gives up challenges that nobody
    /// answers.
    pub(super) fn see_out(&mut self, now: Instant) {
        let after = Duration::from_secs(60 * u64::from(self.facts.idle_min));
        for (console, account) in self.register.idle(now, after) {
            let why = tr!(
                "{} 分钟没有操作,已退出登录",
                "signed out after {} minutes without a key",
                self.facts.idle_min
            );
            self.signed_out(console, &account, &why);
        }
        for unproven in self.register.unanswered(now) {
            self.note_failed(unproven);
        }
    }

    /// Somebody takes a seat, or leaves one.
    pub(super) fn swap(&mut self, console: ConsoleId, counter: String, person: String) {
        let at = clock::now();
        let is_known = self.is_counter(&counter);
        let view = self.view(console);
        let Some(account) = view.account() else {
            let why = tr!(
                "还没有账户,无法登记谁在岗;先用 liyu user add 建立账户",
                "there are no accounts yet, so nobody can be seated; make some with liyu user add"
            );
            return self.refuse(console, why);
        };
        if !is_known {
            let why = tr!("没有名为 {} 的柜台", "there is no counter named {}", counter);
            return self.refuse(console, why);
        }
        let sits = seated(&self.seats, &counter, at).one();
        let accounts = self.accounts.as_deref().unwrap_or_default();
        if let Err(why) = view.may_swap(&counter, &person, sits.as_deref(), accounts) {
            return self.deny(console, &counter, why);
        }
        let seat = Seat { counter, person, from: at, until: day_ends(at), origin: Origin::Swap };
        let actor = account.id.clone();
        let change = Change::Sit(seat);
        self.change_or_refuse(Waiting::Console(console), &actor, None, change);
    }

    /// Whether a counter has this name; any may where the settings name none.
    fn is_counter(&self, counter: &str) -> bool {
        let listened = self.facts.counters.iter().map(|counter| counter.info.name.as_str());
        let all: Vec<&str> = listened.chain(self.units().map(|(counter, _)| counter)).collect();
        match all.as_slice() {
            [] => (1..=COUNTER_MOST).contains(&counter.chars().count()),
            all => all.contains(&counter),
        }
    }

    /// Refuses what somebody may not, and has it written down.
    pub(super) fn deny(&mut self, console: ConsoleId, about: &str, why: Denied) {
        let actor = self.register.account(console).map(|account| account.id.clone());
        self.note_refused(actor, about, why);
        self.refuse(console, why.to_string());
    }
}

/// The end of the day that `at` lies in, where this machine stands.
fn day_ends(at: Timestamp) -> Timestamp {
    let local = at.to_zoned(TimeZone::system());
    let tomorrow = local.tomorrow().and_then(|day| day.start_of_day());
    match tomorrow {
        Ok(midnight) => midnight.timestamp(),
        Err(_) => at + SignedDuration::from_hours(24),
    }
}

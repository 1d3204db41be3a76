//! Who is signed in at which console, and who is on the way to it.
//!
//! Pure: moments are passed in. Belongs to the host. That a passphrase was right is known
//! from the text that came back; wrong ones are counted by the store, and of names that
//! nobody has here, alike, so that they cannot be told apart.

use super::server::ConsoleId;
use crate::account::{Account, AccountId};
use crate::record::shut_until;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long a challenge may stay unanswered.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(120);

/// Names of nobody whose tries are counted; the oldest give way.
const NOBODIES: usize = 1_000;

/// Everybody who is attached.
#[derive(Debug, Default)]
pub struct Register {
    consoles: BTreeMap<ConsoleId, Place>,
    /// Failures and the last of them, of names that nobody has.
    nobodies: BTreeMap<String, (u32, Timestamp)>,
}

/// A console, as far as people go.
#[derive(Debug)]
struct Place {
    account: Option<Account>,
    asked: Option<Asked>,
    /// The incident whose evidence was opened here last.
    opened: Option<String>,
    /// When somebody last did something here.
    last: Instant,
}

/// A challenge that waits for its answer.
#[derive(Debug)]
struct Asked {
    /// Absent when nobody has the name.
    account: Option<Account>,
    /// SHA-256 of the text that answers it.
    text: [u8; 32],
    since: Instant,
}

/// What an answer to a challenge comes to.
#[derive(Debug, PartialEq)]
pub enum Proof {
    /// It was the account.
    Right(Box<Account>),
    /// It was not; the account that was claimed, where there is one.
    Wrong(Option<AccountId>),
    /// Nothing was asked here.
    Unasked,
}

/// What a console leaves behind.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Who was signed in.
    pub account: Option<AccountId>,
    /// Who was claimed to be on the way; the inner is absent of a name that nobody has.
    pub unproven: Option<Option<AccountId>>,
}

impl Register {
    /// A console has attached; one that has is left as it is.
    pub fn attach(&mut self, console: ConsoleId, now: Instant) {
        self.consoles.entry(console).or_insert(Place {
            account: None,
            asked: None,
            opened: None,
            last: now,
        });
    }

    /// All that are attached.
    pub fn consoles(&self) -> Vec<ConsoleId> {
        self.consoles.keys().copied().collect()
    }

    /// Somebody did something at a console.
    pub fn touch(&mut self, console: ConsoleId, now: Instant) {
        if let Some(place) = self.consoles.get_mut(&console) {
            place.last = now;
        }
    }

    /// Whether this is the evidence that lies open at a console already.
    pub fn is_opened(&self, console: ConsoleId, id: &str) -> bool {
        let place = self.consoles.get(&console);
        place.is_some_and(|place| place.opened.as_deref() == Some(id))
    }

    /// Evidence was opened at a console.
    pub fn opened(&mut self, console: ConsoleId, id: &str) {
        if let Some(place) = self.consoles.get_mut(&console) {
            place.opened = Some(id.to_owned());
        }
    }

    /// Who is signed in at a console.
    pub fn account(&self, console: ConsoleId) -> Option<&Account> {
        self.consoles.get(&console)?.account.as_ref()
    }

    /// A console is gone.
    pub fn detach(&mut self, console: ConsoleId) -> Left {
        let Some(place) = self.consoles.remove(&console) else { return Left::default() };
        Left {
            account: place.account.map(|account| account.id),
            unproven: place.asked.map(|asked| asked.account.map(|account| account.id)),
        }
    }

    /// Somebody at a console was asked to prove that they are `account`, with `text`.
    /// Whoever was signed in stays until that is proven. Gives who was asked before and
    /// has not answered.
    pub fn ask(
        &mut self,
        console: ConsoleId,
        account: Option<Account>,
        text: &str,
        now: Instant,
    ) -> Option<Option<AccountId>> {
        let place = self.consoles.get_mut(&console)?;
        let asked = Asked { account, text: hash(text), since: now };
        place.asked.replace(asked).map(|old| old.account.map(|account| account.id))
    }

    /// What came back; each challenge takes one answer.
    pub fn prove(&mut self, console: ConsoleId, text: &str, now: Instant) -> Proof {
        let asked = self.consoles.get_mut(&console).and_then(|place| place.asked.take());
        let Some(Asked { account, text: expected, since }) = asked else { return Proof::Unasked };
        let in_time = now.saturating_duration_since(since) <= ANSWER_WITHIN;
        // Digests are compared: how far they agree says nothing of the text.
        match account {
            Some(account) if in_time && hash(text) == expected => Proof::Right(Box::new(account)),
            account => Proof::Wrong(account.map(|account| account.id)),
        }
    }

    /// Somebody is signed in at a console from now on; gives who was before.
    pub fn enter(
        &mut self,
        console: ConsoleId,
        account: Account,
        now: Instant,
    ) -> Option<AccountId> {
        let place = self.consoles.get_mut(&console)?;
        place.last = now;
        place.opened = None;
        place.account.replace(account).map(|before| before.id)
    }

    /// Nobody is signed in at a console any more; gives who was.
    pub fn leave(&mut self, console: ConsoleId) -> Option<AccountId> {
        self.consoles.get_mut(&console)?.account.take().map(|account| account.id)
    }

    /// Signs out whoever has done nothing for `after`.
    pub fn idle(&mut self, now: Instant, after: Duration) -> Vec<(ConsoleId, AccountId)> {
        self.sign_out(|place, _| now.saturating_duration_since(place.last) >= after)
    }

    /// Takes accounts as they are by now; signs out whoever may not be signed in any more.
    pub fn renew(&mut self, accounts: &[Account], now: Timestamp) -> Vec<(ConsoleId, AccountId)> {
        for place in self.consoles.values_mut() {
            let by_now = place
                .account
                .as_ref()
                .and_then(|old| accounts.iter().find(|account| account.id == old.id));
            if let Some(by_now) = by_now {
                place.account = Some(by_now.clone());
            }
        }
        self.sign_out(|_, account| {
            !account.is_open(now) || !accounts.iter().any(|known| known.id == account.id)
        })
    }

    fn sign_out(&mut self, over: impl Fn(&Place, &Account) -> bool) -> Vec<(ConsoleId, AccountId)> {
        let mut out = Vec::new();
        for (console, place) in &mut self.consoles {
            if place.account.as_ref().is_some_and(|account| over(place, account)) {
                out.extend(place.account.take().map(|account| (*console, account.id)));
            }
        }
        out
    }

    /// Forgets challenges that nobody has answered in time; gives who was claimed.
    pub fn unanswered(&mut self, now: Instant) -> Vec<Option<AccountId>> {
        let mut given_up = Vec::new();
        for place in self.consoles.values_mut() {
            let late = |asked: &Asked| now.saturating_duration_since(asked.since) > ANSWER_WITHIN;
            if place.asked.as_ref().is_some_and(late) {
                given_up.extend(place.asked.take().map(|asked| asked.account.map(|a| a.id)));
            }
        }
        given_up
    }

    /// Somebody tries a name that nobody has: until when it is shut, as an account would
    /// be. Counts the try when it is not.
    pub fn try_nobody(&mut self, name: &str, now: Timestamp) -> Option<Timestamp> {
        let (failures, last) = match self.nobodies.get(name) {
            Some((failures, last)) => (*failures, Some(*last)),
            None => (0, None),
        };
        if let Some(until) = shut_until(failures, last, now) {
            return Some(until);
        }
        if failures == 0 && self.nobodies.len() >= NOBODIES {
            let oldest = self.nobodies.iter().min_by_key(|(_, (_, last))| *last);
            if let Some(oldest) = oldest.map(|(name, _)| name.clone()) {
                self.nobodies.remove(&oldest);
            }
        }
        self.nobodies.insert(name.to_owned(), (failures.saturating_add(1), now));
        None
    }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::account::{Office, Standing};
    use crate::vault::Secret;

    const ONE: ConsoleId = ConsoleId(1);
    const TWO: ConsoleId = ConsoleId(2);

    fn account(id: &str) -> Account {
        Account {
            id: id.into(),
            name: id.into(),
            office: Office::Staff,
            unit: String::new(),
            standing: Standing::Active,
            public: Secret::generate().unwrap().public(),
            until: None,
            made_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn register(now: Instant) -> Register {
        let mut register = Register::default();
        register.attach(ONE, now);
        register.attach(TWO, now);
        register
    }

    #[test]
    fn one_challenge_takes_one_answer_in_time() {
        let now = Instant::now();
        let mut register = register(now);
        assert_eq!(register.prove(ONE, "text", now), Proof::Unasked);
        let me = account("u1");
        assert_eq!(register.ask(ONE, Some(me.clone()), "text", now), None);
        assert_eq!(register.prove(TWO, "text", now), Proof::Unasked, "another console's");
        assert_eq!(register.prove(ONE, "text", now), Proof::Right(Box::new(me.clone())));
        assert_eq!(register.prove(ONE, "text", now), Proof::Unasked, "told once");

        register.ask(ONE, Some(me.clone()), "text", now);
        assert_eq!(register.prove(ONE, "other", now), Proof::Wrong(Some("u1".into())));
        assert_eq!(register.prove(ONE, "text", now), Proof::Unasked, "no second guess");

        register.ask(ONE, Some(me.clone()), "text", now);
        let late = now + ANSWER_WITHIN + Duration::from_millis(1);
        assert_eq!(register.prove(ONE, "text", late), Proof::Wrong(Some("u1".into())));

        register.ask(ONE, None, "text", now);
        assert_eq!(register.prove(ONE, "text", now), Proof::Wrong(None), "nobody proves it");
        register.ask(ONE, Some(me), "text", now);
        assert_eq!(register.ask(ONE, None, "text", now), Some(Some("u1".into())));
        assert_eq!(register.unanswered(late), [None]);
        assert_eq!(register.unanswered(late), []);
    }

    #[test]
    fn who_does_nothing_is_signed_out_and_who_does_is_not() {
        let now = Instant::now();
        let mut register = register(now);
        assert_eq!(register.enter(ONE, account("u1"), now), None);
        assert_eq!(register.enter(TWO, account("u2"), now), None);
        let after = Duration::from_secs(600);
        register.touch(TWO, now + after / 2);
        assert_eq!(register.idle(now + after, after), [(ONE, "u1".to_owned())]);
        assert_eq!(register.account(ONE), None);
        assert!(register.account(TWO).is_some());
        assert_eq!(register.leave(TWO), Some("u2".into()));
        assert_eq!(register.leave(TWO), None);
    }

    #[test]
    fn who_may_not_be_signed_in_any_more_is_not() {
        let now = Instant::now();
        let mut register = register(now);
        let (mut me, you) = (account("u1"), account("u2"));
        register.enter(ONE, me.clone(), now);
        register.enter(TWO, you.clone(), now);
        me.standing = Standing::Disabled;
        let out = register.renew(&[me, you.clone()], Timestamp::UNIX_EPOCH);
        assert_eq!(out, [(ONE, "u1".to_owned())]);
        let moved = Account { unit: "east".into(), ..you };
        assert_eq!(register.renew(std::slice::from_ref(&moved), Timestamp::UNIX_EPOCH), []);
        assert_eq!(register.account(TWO), Some(&moved));
        let left = register.detach(TWO);
        assert_eq!(left, Left { account: Some("u2".into()), unproven: None });
        assert_eq!(register.detach(TWO), Left::default());
    }

    #[test]
    fn the_name_of_nobody_is_shut_as_an_account_is() {
        let mut register = Register::default();
        let at = |s: i64| Timestamp::from_second(s).unwrap();
        for n in 0..5 {
            assert_eq!(register.try_nobody("无此人", at(n)), None);
        }
        assert_eq!(register.try_nobody("无此人", at(5)), Some(at(34)));
        assert_eq!(register.try_nobody("别人", at(5)), None);
        assert_eq!(register.try_nobody("无此人", at(34)), None);
        assert_eq!(register.try_nobody("无此人", at(35)), Some(at(94)));
        for n in 0..2 * NOBODIES {
            register.try_nobody(&n.to_string(), at(100));
        }
        assert!(register.nobodies.len() <= NOBODIES);
    }
}

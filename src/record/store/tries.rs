//! Tries to sign in, counted so that guessing gets slower and slower.
//!
//! Runs on the thread `record` or in a command that holds the store. A try counts as a
//! failure from its beginning: whoever pulls the plug after a wrong guess has made it all
//! the same. The log says how it ended.

use super::log::{Note, append};
use super::{LockedAccount, Store};
use crate::account::wait_after;
use crate::record::{RecordError, What};
use jiff::Timestamp;
use rusqlite::params;

/// What a try to sign in comes to at its beginning.
#[derive(Debug, Clone, PartialEq)]
pub enum Try {
    /// The account may be tried.
    Open(Box<LockedAccount>),
    /// It is shut until then, after wrong passphrases.
    Shut(Timestamp),
    /// There is no such account, or it has ended.
    Nobody,
}

impl Store {
    /// Somebody tries to sign in as `name` at `now`.
    pub fn begin_try(&mut self, name: &str, now: Timestamp) -> Result<Try, RecordError> {
        self.writer()?;
        let found = self.account_named(name)?.filter(|locked| locked.account.is_open(now));
        let Some(locked) = found else { return Ok(Try::Nobody) };
        if let Some(until) = shut_until(locked.failures, locked.failed_at, now) {
            return Ok(Try::Shut(until));
        }
        self.change(|db| {
            db.execute(
                "UPDATE accounts SET failures = failures + 1, failed_us = ?2 WHERE id = ?1",
                params![locked.account.id, now.as_microsecond()],
            )
            .map(drop)
        })?;
        Ok(Try::Open(Box::new(locked)))
    }

    /// The try has ended: of the account `id`, or of nobody's name.
    pub fn end_try(
        &mut self,
        id: Option<&str>,
        succeeded: bool,
        now: Timestamp,
    ) -> Result<(), RecordError> {
        self.writer()?;
        match id {
            Some(id) if succeeded => self.tried(id, true, now),
            id => {
                // What was typed is not written down: it may be a passphrase in the
                // wrong place.
                let id = id.unwrap_or_default().to_owned();
                let (what, value) = (What::SignInFailed, String::new());
                let note = Note { at: now, actor: id.clone(), what, about: id, value };
                self.change(|db| append(db, &note))
            }
        }
    }
}

/// Until when an account is shut after so many failures, the last at `failed_at`; `None`
/// when it is not. A clock that was set back does not keep it shut for longer than the
/// wait itself.
pub fn shut_until(
    failures: u32,
    failed_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    let wait = jiff::SignedDuration::try_from(wait_after(failures)).ok()?;
    let failed_at = failed_at?;
    (now.duration_since(failed_at).abs() < wait).then(|| failed_at + wait)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testkit::{open_clean, place};
    use super::*;
    use crate::account::{Office, Standing};
    use crate::record::NewAccount;
    use crate::vault::{Cost, Secret, lock};
    use jiff::SignedDuration;

    #[test]
    fn guessing_gets_slower_and_a_right_passphrase_clears_it() {
        let (_keep, dir) = place();
        let mut store = open_clean(&dir);
        let secret = Secret::generate().unwrap();
        let at = |s: i64| Timestamp::from_second(1_800_000_000 + s).unwrap();
        let new = NewAccount {
            name: "王主任".into(),
            office: Office::Supervisor,
            unit: String::new(),
            public: secret.public(),
            locked: lock(&secret, "八匹马过河", Cost(2)).unwrap(),
            until: Some(at(500_000)),
        };
        let recovery = Secret::generate().unwrap().public();
        let made = store.begin_sealing(&new, &recovery, "operator", at(0)).unwrap().account;
        assert_eq!(store.begin_try("无此人", at(0)).unwrap(), Try::Nobody);
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..14 {
            match store.begin_try("王主任", at(now)).unwrap() {
                Try::Open(_) => store.end_try(Some(&made.id), false, at(now)).unwrap(),
                Try::Shut(until) => {
                    let wait = until.duration_since(at(now));
                    waits.push(wait.as_secs());
                    assert!(matches!(
                        store.begin_try("王主任", until - SignedDuration::from_secs(1)).unwrap(),
                        Try::Shut(_)
                    ));
                    now += wait.as_secs();
                }
                Try::Nobody => unreachable!(),
            }
        }
        assert_eq!(waits, [30, 60, 120, 240, 480]);
        let Try::Open(_) = store.begin_try("王主任", at(now)).unwrap() else {
            // The last wait has passed already.
            panic!("shut")
        };
        store.end_try(Some(&made.id), true, at(now)).unwrap();
        let locked = store.account_named("王主任").unwrap().unwrap();
        assert_eq!((locked.failures, locked.failed_at), (0, None));
        let tries = store.log_lines(1, 999).unwrap();
        let tries = tries.iter().filter(|line| line.what == What::SignInFailed).count();
        assert_eq!(tries, 9);

        assert_eq!(store.begin_try("王主任", at(500_000)).unwrap(), Try::Nobody, "it has ended");
        store.set_standing(&made.id, Standing::Disabled, "liyu", at(now)).unwrap();
        assert_eq!(store.begin_try("王主任", at(now)).unwrap(), Try::Nobody);
    }

    #[test]
    fn a_clock_that_was_set_back_shuts_nobody_out_for_ever() {
        let at = |s: i64| Timestamp::from_second(s).unwrap();
        assert_eq!(shut_until(5, Some(at(100)), at(129)), Some(at(130)));
        assert_eq!(shut_until(5, Some(at(100)), at(130)), None);
        assert_eq!(shut_until(5, Some(at(1_000_000)), at(130)), None);
        assert_eq!(shut_until(4, Some(at(100)), at(100)), None);
        assert_eq!(shut_until(9, None, at(100)), None);
    }
}

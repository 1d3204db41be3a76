//! Accounts, the recovery key, and who sat where: rows and back.
//!
//! Changes run on the thread `record` or in a command that holds the store; any store that
//! reads may list. Who may do so, and what locks a secret, is not decided here.

use super::Store;
use super::log::{Note, append};
use super::rows::{time_at, unreadable, word, word_at};
use crate::account::{Account, Office, Seat, Standing};
use crate::clock;
use crate::record::{MACHINE, RECOVERY_ID, RecordError, What};
use crate::vault::Public;
use jiff::Timestamp;
use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

const COLUMNS: &str = "id, name, office, unit, standing, public, until_us, made_us, \
     locked, failures, failed_us";

/// Under which the recovery key's public half stands in `meta`.
const RECOVERY: &str = "recovery";

/// An account that is to be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewAccount {
    /// What its owner signs in as.
    pub name: String,
    /// What its owner is there for.
    pub office: Office,
    /// The unit whose counters it is for; all when empty.
    pub unit: String,
    /// What is sealed to.
    pub public: Public,
    /// Its secret, locked.
    #[serde(with = "hex::serde")]
    pub locked: Vec<u8>,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}

/// An account as whoever signs in needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct LockedAccount {
    /// The account.
    pub account: Account,
    /// Its secret, locked by the passphrase.
    pub locked: Vec<u8>,
    /// Wrong passphrases in a row.
    pub failures: u32,
    /// When the last of them was tried.
    pub failed_at: Option<Timestamp>,
}

impl Store {
    /// All accounts, in the order in which they were made; disabled ones too.
    pub fn accounts(&self) -> Result<Vec<Account>, RecordError> {
        let all = list(&self.db).map_err(RecordError::index(&self.index))?;
        Ok(all.into_iter().map(|locked| locked.account).collect())
    }

    /// The account that somebody signs in to as `name`.
    pub fn account_named(&self, name: &str) -> Result<Option<LockedAccount>, RecordError> {
        let sql = format!("SELECT {COLUMNS} FROM accounts WHERE name = ?1");
        let read = || self.db.prepare_cached(&sql)?.query_row([name], account).optional();
        read().map_err(RecordError::index(&self.index))
    }

    /// Makes an account and gives it; `actor` made it. [`RecordError::NameTaken`] when
    /// another has its name. The first one is made by [`Store::begin_sealing`]; here it is
    /// refused unless the recovery key is set, and seals all that lies there too.
    pub fn add_account(
        &mut self,
        new: &NewAccount,
        actor: &str,
        at: Timestamp,
    ) -> Result<Account, RecordError> {
        self.writer()?;
        if self.account_named(&new.name)?.is_some() {
            return Err(RecordError::NameTaken { name: new.name.clone() });
        }
        if !self.is_sealed()? {
            let recovery = self.recovery()?.ok_or(RecordError::NoRecovery)?;
            return Ok(self.begin_sealing(new, &recovery, actor, at)?.account);
        }
        self.change(|db| insert(db, new, actor, at))?;
        self.forget_keepers();
        let made = self.account_named(&new.name)?;
        made.map(|locked| locked.account)
            .ok_or_else(|| RecordError::NoSuchAccount { name: new.name.clone() })
    }

    /// Changes whether an account can be signed in to.
    pub fn set_standing(
        &mut self,
        id: &str,
        standing: Standing,
        actor: &str,
        at: Timestamp,
    ) -> Result<(), RecordError> {
        self.writer()?;
        self.change(|db| {
            let word = word(&standing)?;
            db.execute("UPDATE accounts SET standing = ?2 WHERE id = ?1", [id, &word])?;
            append(db, &line(at, actor, What::AccountChanged, id, &word))
        })?;
        self.forget_keepers();
        Ok(())
    }

    /// Locks an account's secret anew; of a reset `public` is another one too, and what was
    /// sealed to the account is so no longer: it is said on every such incident, and
    /// [`Store::reseal`] has to follow. `value` is what the log says of it.
    pub fn relock(
        &mut self,
        id: &str,
        (public, locked): (&Public, &[u8]),
        actor: &str,
        value: &str,
        at: Timestamp,
    ) -> Result<(), RecordError> {
        self.writer()?;
        self.change(|db| {
            let same: bool = db.query_row(
                "SELECT EXISTS (SELECT 1 FROM accounts WHERE id = ?1 AND public = ?2)",
                params![id, public.to_string()],
                |row| row.get(0),
            )?;
            db.execute(
                "UPDATE accounts SET public = ?2, locked = ?3, failures = 0, failed_us = NULL \
                 WHERE id = ?1",
                params![id, public.to_string(), locked],
            )?;
            append(db, &line(at, actor, What::PassphraseChanged, id, value))?;
            if same { Ok(()) } else { shut_out(db, id, actor, at) }
        })?;
        self.forget_keepers();
        Ok(())
    }

    /// Writes down that somebody signed in, or failed to, and counts failures.
    pub fn tried(&mut self, id: &str, succeeded: bool, at: Timestamp) -> Result<(), RecordError> {
        self.writer()?;
        self.change(|db| {
            let (sql, what) = match succeeded {
                true => ("failures = 0, failed_us = NULL", What::SignedIn),
                false => ("failures = failures + 1, failed_us = ?2", What::SignInFailed),
            };
            let sql = format!("UPDATE accounts SET {sql} WHERE id = ?1 AND ?2 IS NOT NULL");
            db.execute(&sql, params![id, at.as_microsecond()])?;
            append(db, &line(at, id, what, id, ""))
        })
    }

    /// What everything is sealed to besides; absent until the first account is made.
    pub fn recovery(&self) -> Result<Option<Public>, RecordError> {
        let read = || {
            self.db
                .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
                .query_row([RECOVERY], |row| public(row, 0))
                .optional()
        };
        read().map_err(RecordError::index(&self.index))
    }

    /// Sets the recovery key, once; a second one is refused by the index.
    pub fn set_recovery(&mut self, key: &Public) -> Result<(), RecordError> {
        self.writer()?;
        self.change(|db| put_recovery(db, key, MACHINE, clock::now()))?;
        self.forget_keepers();
        Ok(())
    }

    /// The seats that hold at `at`, at any counter.
    pub fn seats_at(&self, at: Timestamp) -> Result<Vec<Seat>, RecordError> {
        let read = || -> rusqlite::Result<Vec<Seat>> {
            self.db
                .prepare_cached(
                    "SELECT counter, person, from_us, until_us, origin FROM seats \
                     WHERE from_us <= ?1 AND until_us > ?1 ORDER BY n",
                )?
                .query_map([at.as_microsecond()], seat)?
                .collect()
        };
        read().map_err(RecordError::index(&self.index))
    }

    /// Writes down who sits where. The log has a line for each counter.
    pub fn add_seats(
        &mut self,
        seats: &[Seat],
        actor: &str,
        at: Timestamp,
    ) -> Result<(), RecordError> {
        self.writer()?;
        self.change(|db| {
            for seat in seats {
                db.prepare_cached(
                    "INSERT INTO seats (counter, person, from_us, until_us, origin) \
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    seat.counter,
                    seat.person,
                    seat.from.as_microsecond(),
                    seat.until.as_microsecond(),
                    word(&seat.origin)?,
                ])?;
            }
            let mut counters: Vec<&str> = seats.iter().map(|seat| seat.counter.as_str()).collect();
            counters.sort_unstable();
            counters.dedup();
            for counter in counters {
                let mut own = seats.iter().filter(|seat| seat.counter == counter);
                let value = match (own.next(), own.count()) {
                    (Some(seat), 0) => format!("{} {} {}", seat.person, seat.from, seat.until),
                    (_, more) => format!("{} seats", more + 1),
                };
                append(db, &line(at, actor, What::Seated, counter, value.trim()))?;
            }
            Ok(())
        })
    }
}

fn line(at: Timestamp, actor: &str, what: What, about: &str, value: &str) -> Note {
    let owned = |text: &str| text.to_owned();
    Note { at, actor: owned(actor), what, about: owned(about), value: owned(value) }
}

/// Sets the recovery key; one that is there already must be the same.
pub(super) fn put_recovery(
    db: &Connection,
    key: &Public,
    actor: &str,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let text = key.to_string();
    let known: Option<String> = db
        .query_row("SELECT value FROM meta WHERE key = ?1", [RECOVERY], |row| row.get(0))
        .optional()?;
    if known.as_ref() == Some(&text) {
        return Ok(());
    }
    db.execute("INSERT INTO meta (key, value) VALUES (?1, ?2)", params![RECOVERY, text])?;
    append(db, &line(at, actor, What::AccountMade, RECOVERY, ""))
}

/// Says of every incident sealed to the account's former key that it is so no longer.
fn shut_out(db: &Connection, id: &str, actor: &str, at: Timestamp) -> rusqlite::Result<()> {
    let sealed: Vec<(String, String)> = db
        .prepare("SELECT id, sealed_to FROM incidents WHERE ' ' || sealed_to || ' ' LIKE ?1")?
        .query_map([format!("% {id} %")], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (incident, sealed_to) in sealed {
        let others: Vec<&str> = sealed_to.split_whitespace().filter(|other| *other != id).collect();
        let others = if others.is_empty() { RECOVERY_ID.to_owned() } else { others.join(" ") };
        db.prepare_cached("UPDATE incidents SET sealed_to = ?2 WHERE id = ?1")?
            .execute([&incident, &others])?;
        append(db, &line(at, actor, What::Resealed, &incident, &others))?;
    }
    let complaints: Vec<String> = db
        .prepare("SELECT id FROM tickets WHERE ' ' || sealed_to || ' ' LIKE ?1")?
        .query_map([format!("% {id} %")], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for complaint in complaints {
        db.prepare_cached("UPDATE tickets SET sealed_to = '' WHERE id = ?1")?
            .execute([&complaint])?;
        append(db, &line(at, actor, What::Complaint, &complaint, "shut"))?;
    }
    Ok(())
}

pub(super) fn insert(
    db: &Connection,
    new: &NewAccount,
    actor: &str,
    at: Timestamp,
) -> rusqlite::Result<()> {
    // Numbers that were once given are known to SQLite (AUTOINCREMENT), so no id comes twice.
    db.execute(
        "INSERT INTO accounts (id, name, office, unit, standing, public, locked, until_us, \
         made_us) VALUES ('', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            new.name,
            word(&new.office)?,
            new.unit,
            word(&Standing::Active)?,
            new.public.to_string(),
            new.locked,
            new.until.map(Timestamp::as_microsecond),
            at.as_microsecond(),
        ],
    )?;
    let id = format!("u{}", db.last_insert_rowid());
    db.execute("UPDATE accounts SET id = ?1 WHERE n = last_insert_rowid()", [&id])?;
    append(db, &line(at, actor, What::AccountMade, &id, &word(&new.office)?))
}

pub(in crate::record) fn list(db: &Connection) -> rusqlite::Result<Vec<LockedAccount>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM accounts ORDER BY n"))?
        .query_map([], account)?
        .collect()
}

fn account(row: &Row<'_>) -> rusqlite::Result<LockedAccount> {
    let moment = |at| match row.get_ref(at)? {
        ValueRef::Null => Ok(None),
        _ => time_at(row, at).map(Some),
    };
    Ok(LockedAccount {
        account: Account {
            id: row.get(0)?,
            name: row.get(1)?,
            office: word_at(row, 2)?,
            unit: row.get(3)?,
            standing: word_at(row, 4)?,
            public: public(row, 5)?,
            until: moment(6)?,
            made_at: time_at(row, 7)?,
        },
        locked: row.get(8)?,
        failures: row.get(9)?,
        failed_at: moment(10)?,
    })
}

fn seat(row: &Row<'_>) -> rusqlite::Result<Seat> {
    Ok(Seat {
        counter: row.get(0)?,
        person: row.get(1)?,
        from: time_at(row, 2)?,
        until: time_at(row, 3)?,
        origin: word_at(row, 4)?,
    })
}

fn public(row: &Row<'_>, at: usize) -> rusqlite::Result<Public> {
    row.get_ref(at)?
        .as_str()
        .map_err(|e| unreadable(at, Type::Text, e))?
        .parse()
        .map_err(|e| unreadable(at, Type::Text, e))
}

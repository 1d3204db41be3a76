//! What a row comes to, in one hash, so that the log can say what it must be.
//!
//! Over the rows of an incident, a complaint, an account, the seats at a counter, an encounter
//! and its rulings, and of all that was done about it: names and values of every column that is not null, so that a column that is added
//! later and empty changes nothing.

use crate::record::words::sha256_hex;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use std::fmt::Write as _;

/// The statements whose rows belong to an id; an id of another kind has no rows in them.
const PARTS: [&str; 10] = [
    "SELECT i.*, p.json FROM incidents i JOIN provenances p ON p.n = i.provenance WHERE i.id = ?1",
    "SELECT * FROM decisions WHERE incident = ?1 ORDER BY n",
    "SELECT * FROM tickets WHERE id = ?1",
    "SELECT * FROM ticket_steps WHERE ticket = ?1 ORDER BY n",
    "SELECT n, id, name, office, unit, standing, public, locked, until_us, made_us \
     FROM accounts WHERE id = ?1",
    "SELECT * FROM seats WHERE counter = ?1 ORDER BY n",
    "SELECT * FROM purges WHERE incident = ?1",
    "SELECT * FROM meta WHERE key = ?1",
    "SELECT * FROM encounters WHERE id = ?1",
    "SELECT * FROM rulings WHERE encounter = ?1 ORDER BY rule",
];

/// SHA-256 in hex over all rows of `about`; empty when there are none.
pub(super) fn of(db: &Connection, about: &str) -> rusqlite::Result<String> {
    let mut said = String::new();
    if about.is_empty() {
        return Ok(said);
    }
    for (part, sql) in PARTS.iter().enumerate() {
        let mut statement = db.prepare_cached(sql)?;
        let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.query([about])?;
        while let Some(row) = rows.next()? {
            said.push(char::from(b'0' + part as u8));
            say(&mut said, &names, row)?;
        }
    }
    Ok(if said.is_empty() { said } else { sha256_hex(said.as_bytes()) })
}

/// Each value with its length, so that no two rows say the same.
fn say(said: &mut String, names: &[String], row: &Row<'_>) -> rusqlite::Result<()> {
    for (at, name) in names.iter().enumerate() {
        let value = match row.get_ref(at)? {
            ValueRef::Null => continue,
            ValueRef::Integer(n) => n.to_string(),
            ValueRef::Real(x) => format!("{:016x}", x.to_bits()),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => sha256_hex(bytes),
        };
        // Writing to a String cannot fail.
        let _ = write!(said, " {name} {} {value}", value.len());
    }
    said.push('\n');
    Ok(())
}

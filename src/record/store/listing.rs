//! Listings: the incidents that a person asked for, in their order, a stretch at a time.
//!
//! Runs on any thread with a store that reads. Changes nothing. Without a search the
//! index answers alone; with one the keys of all that fit are gone through in order, and
//! what was heard is looked up in memory.

use super::names::Names;
use super::{Store, rows};
use crate::phrasebook::Severity;
use crate::record::search::{Found, Search, Texts};
use crate::record::{Incident, Listing, Page, RecordError, Sight, Sort};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Incidents of the longest stretch.
pub(super) const PAGE_MOST: u32 = 500;

impl Store {
    /// The incidents of `listing` from `offset` on, at most `limit` and never more than
    /// 500. What was heard is searched in `texts`; what is not there is counted in
    /// [`Page::unsearched`], unless its phrase, counter or id holds what is looked for.
    pub fn list(
        &self,
        listing: &Listing,
        offset: u64,
        limit: u32,
        texts: &Texts,
    ) -> Result<Page, RecordError> {
        self.list_within(&Sight::default(), listing, (offset, limit), texts)
    }

    /// As [`Store::list`], but only what lies in `sight`, and shown as it may be; `offset`
    /// and `limit` are `stretch`.
    pub fn list_within(
        &self,
        sight: &Sight,
        listing: &Listing,
        stretch: (u64, u32),
        texts: &Texts,
    ) -> Result<Page, RecordError> {
        let mut page = self
            .page(sight, &sight.cut(listing.clone()), stretch, texts)
            .map_err(RecordError::index(&self.index))?;
        let shown = |found| sight.shown(self.named(found));
        page.incidents = page.incidents.into_iter().map(shown).collect();
        Ok(page)
    }

    /// Incidents in `sight` on which nobody has decided and about which `person` has done
    /// nothing yet; of one's own also those that somebody decided on.
    pub fn unseen_by(&self, sight: &Sight, person: &str) -> Result<u64, RecordError> {
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        within(sight, &mut conditions, &mut values);
        conditions.push(
            "NOT EXISTS (SELECT 1 FROM decisions d WHERE d.incident = i.id AND d.actor = ?)"
                .to_owned(),
        );
        values.push(person.to_owned().into());
        conditions.push("i.set_aside_us IS NULL".to_owned());
        if sight.person.is_none() {
            conditions.push("i.disposition IN ('new', 'uncertain', 'reviewed')".to_owned());
        }
        let sql = format!("SELECT count(*) FROM incidents i WHERE {}", conditions.join(" AND "));
        let count = || -> rusqlite::Result<i64> {
            self.db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))
        };
        Ok(count().map_err(RecordError::index(&self.index))?.unsigned_abs())
    }

    fn page(
        &self,
        sight: &Sight,
        listing: &Listing,
        (offset, limit): (u64, u32),
        texts: &Texts,
    ) -> rusqlite::Result<Page> {
        let limit = limit.min(PAGE_MOST);
        let sealed = rows::is_sealed(&self.db)?;
        let wanted = Wanted::new(sight, listing, sealed)?;
        // Both statements must see the same rows.
        let together = self.db.unchecked_transaction()?;
        let (keys, total, unsearched) = match Search::new(&listing.search) {
            None => {
                let (keys, total) = wanted.keys(&together, offset, limit)?;
                (keys, total, 0)
            }
            Some(search) => {
                let told = Told::new(&together, &search, sealed.then_some(&self.names))?;
                wanted.search(&together, (&search, &told), texts, offset, limit)?
            }
        };
        let incidents = fetch(&together, &keys)?;
        Ok(Page { total, offset, incidents, unsearched })
    }

    /// Incidents that alarm and that nobody has opened, decided on or escalated, said
    /// from `since` to `until`, both inclusive, oldest first.
    pub fn unseen(&self, since: Timestamp, until: Timestamp) -> Result<Vec<Incident>, RecordError> {
        let sql = format!(
            "SELECT {} FROM {} WHERE i.disposition = 'new' AND i.at_us >= ?1 AND i.at_us <= ?2 \
             AND i.seen = 0 AND i.escalated_us IS NULL AND i.kind = 'taboo' \
             AND i.set_aside_us IS NULL \
             ORDER BY i.at_us, i.id",
            rows::COLUMNS,
            rows::FROM
        );
        let read = || -> rusqlite::Result<Vec<Incident>> {
            self.db
                .prepare_cached(&sql)?
                .query_map([since.as_microsecond(), until.as_microsecond()], rows::incident)?
                .collect()
        };
        let found = read().map_err(RecordError::index(&self.index))?;
        Ok(found.into_iter().map(|incident| self.named(incident)).collect())
    }
}

/// A listing in the words of the index.
struct Wanted {
    /// Set aside or not.
    among: String,
    set_aside: bool,
    conditions: String,
    values: Vec<Value>,
    order: &'static str,
}

impl Wanted {
    /// In a `sealed` index phrases are known by their ids alone, so their order is that of
    /// the ids.
    fn new(sight: &Sight, listing: &Listing, sealed: bool) -> rusqlite::Result<Wanted> {
        let mut conditions: Vec<String> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        within(sight, &mut conditions, &mut values);
        // Conditions that are not asked for are left out, so that SQLite can choose the
        // index that fits those that are.
        let mut only = |condition: &str, value: Value| {
            conditions.push(condition.to_owned());
            values.push(value);
        };
        if let Some(counter) = &listing.counter {
            only("i.counter = ?", counter.clone().into());
        }
        if let Some(phrase_id) = &listing.phrase_id {
            only("i.phrase_id = ?", phrase_id.clone().into());
        }
        if let Some(severity) = listing.severity {
            only("i.gravity >= ?", gravity(severity).into());
        }
        if let Some(since) = listing.since {
            only("i.at_us >= ?", since.as_microsecond().into());
        }
        if let Some(until) = listing.until {
            only("i.at_us < ?", until.as_microsecond().into());
        }
        if let Some(assignee) = &listing.assignee {
            only("i.assignee = ?", assignee.clone().into());
        }
        if listing.escalated {
            conditions.push("i.escalated_us IS NOT NULL".to_owned());
        }
        if !listing.dispositions.is_empty() {
            let marks = marks(listing.dispositions.len());
            conditions.push(format!("i.disposition IN ({marks})"));
            for disposition in &listing.dispositions {
                values.push(rows::word(disposition)?.into());
            }
        }
        let set_aside = listing.set_aside;
        let among = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
        let aside = if set_aside { "NOT NULL" } else { "NULL" };
        let conditions = format!("{among} AND i.set_aside_us IS {aside}");
        let order = match listing.sort {
            Sort::Newest => "i.at_us DESC, i.id DESC",
            Sort::Oldest => "i.at_us, i.id",
            Sort::Gravest => "i.gravity DESC, i.at_us DESC, i.id DESC",
            Sort::Counter => "i.counter, i.at_us DESC, i.id DESC",
            Sort::Phrase if sealed => "i.phrase_id, i.at_us DESC, i.id DESC",
            Sort::Phrase => "i.phrase, i.at_us DESC, i.id DESC",
        };
        Ok(Wanted { among, set_aside, conditions, values, order })
    }

    /// The places of a stretch, and how many fit in all.
    fn keys(&self, db: &Connection, offset: u64, limit: u32) -> rusqlite::Result<(Vec<i64>, u64)> {
        let Wanted { among, set_aside, conditions, values, order } = self;
        let count = |and: &str| -> rusqlite::Result<i64> {
            db.prepare_cached(&format!("SELECT count(*) FROM incidents i WHERE {among}{and}"))?
                .query_row(params_from_iter(values), |row| row.get(0))
        };
        // The few that were set aside have an index of their own; to look at each row
        // whether it was would take longer than to count them all.
        let aside = count(" AND i.set_aside_us IS NOT NULL")?;
        let total = if *set_aside { aside } else { count("")? - aside };
        let sql = format!(
            "SELECT i.rowid FROM incidents i WHERE {conditions} ORDER BY {order} LIMIT {limit} \
             OFFSET {}",
            i64::try_from(offset).unwrap_or(i64::MAX)
        );
        let keys = db
            .prepare(&sql)?
            .query_map(params_from_iter(values), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok((keys, total.try_into().unwrap_or(0)))
    }

    /// The places of a stretch of what holds `search`, how many hold it in all, and how
    /// many could not be searched.
    fn search(
        &self,
        db: &Connection,
        (search, told): (&Search, &Told),
        texts: &Texts,
        offset: u64,
        limit: u32,
    ) -> rusqlite::Result<(Vec<i64>, u64, u64)> {
        let incidents: i64 =
            db.prepare_cached("SELECT count(*) FROM incidents")?.query_row([], |row| row.get(0))?;
        let stretch = (offset, limit);
        match texts.find(search, usize::try_from(incidents).unwrap_or(0)) {
            Some(found) => self.pick(db, told, &found, stretch),
            None => self.go_through(db, told, search, texts, stretch),
        }
    }

    /// Of a few that are known to hold it, and of those whose phrase or counter does, those
    /// that are wanted.
    fn pick(
        &self,
        db: &Connection,
        told: &Told,
        found: &Found<'_>,
        (offset, limit): (u64, u32),
    ) -> rusqlite::Result<(Vec<i64>, u64, u64)> {
        let Wanted { conditions, values, order, .. } = self;
        // Each is looked up by itself: not indexed, or the whole index would be gone through.
        let sql = format!(
            "SELECT i.rowid FROM incidents i NOT INDEXED WHERE i.rowid IN ({}{}) \
             AND {conditions} ORDER BY {order}",
            BY_ID,
            told.places()
        );
        let mut bound = vec![json(&found.holding)?];
        bound.extend_from_slice(&told.values);
        bound.extend_from_slice(values);
        let all: Vec<i64> = db
            .prepare(&sql)?
            .query_map(params_from_iter(&bound), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let unsearched: i64 = if found.lacking.is_empty() {
            0
        } else {
            let sql = format!(
                "SELECT count(*) FROM incidents i NOT INDEXED WHERE i.rowid IN ({BY_ID}) \
                 AND NOT ({}) AND {conditions}",
                told.condition()
            );
            let mut bound = vec![json(&found.lacking)?];
            bound.extend_from_slice(&told.values);
            bound.extend_from_slice(values);
            db.prepare(&sql)?.query_row(params_from_iter(&bound), |row| row.get(0))?
        };
        let total = all.len() as u64;
        let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
        let keys = all.into_iter().skip(skipped).take(limit as usize).collect();
        Ok((keys, total, unsearched.unsigned_abs()))
    }

    /// Looks at all that are wanted, in their order.
    fn go_through(
        &self,
        db: &Connection,
        told: &Told,
        search: &Search,
        texts: &Texts,
        (offset, limit): (u64, u32),
    ) -> rusqlite::Result<(Vec<i64>, u64, u64)> {
        let Wanted { conditions, values, order, .. } = self;
        let sql = format!(
            "SELECT i.rowid, i.id, {} FROM incidents i WHERE {conditions} ORDER BY {order}",
            told.condition()
        );
        let mut bound = told.values.clone();
        bound.extend_from_slice(values);
        let (mut keys, mut total, mut unsearched) = (Vec::new(), 0, 0);
        let mut statement = db.prepare(&sql)?;
        let mut found = statement.query(params_from_iter(&bound))?;
        while let Some(row) = found.next()? {
            let id = row.get_ref(1)?.as_str()?;
            let told: bool = row.get(2)?;
            if !told && !search.is_in_id(id) {
                match texts.hold(id, search) {
                    Some(true) => {}
                    Some(false) => continue,
                    None => {
                        unsearched += 1;
                        continue;
                    }
                }
            }
            if total >= offset && keys.len() < limit as usize {
                keys.push(row.get(0)?);
            }
            total += 1;
        }
        Ok((keys, total, unsearched))
    }
}

/// What keeps `incidents i` to a sight; conditions that it does not need are left out.
pub(super) fn within(sight: &Sight, conditions: &mut Vec<String>, values: &mut Vec<Value>) {
    if sight.nothing {
        conditions.push("0".to_owned());
    }
    if let Some(unit) = &sight.unit {
        conditions.push("i.unit = ?".to_owned());
        values.push(unit.clone().into());
    }
    if let Some(person) = &sight.person {
        conditions.push("i.person = ?".to_owned());
        values.push(person.clone().into());
    }
    if let Some(integrity) = sight.integrity {
        conditions.push("i.integrity = ?".to_owned());
        values.push(i64::from(integrity).into());
    }
}

/// The places of the incidents whose ids stand in a JSON list.
const BY_ID: &str = "SELECT rowid FROM incidents WHERE id IN (SELECT value FROM json_each(?))";

/// Phrases and counters that hold what is looked for. There are few of them, so they are
/// found first, and where none does, the index alone is gone through.
struct Told {
    /// How many of each column's `values` come in turn.
    columns: Vec<(&'static str, usize)>,
    values: Vec<Value>,
}

impl Told {
    /// `names` say what phrases are called where the index does not.
    fn new(db: &Connection, search: &Search, names: Option<&Names>) -> rusqlite::Result<Told> {
        let mut told = Told { columns: Vec::new(), values: Vec::new() };
        let phrases = if names.is_some() { "phrase_id" } else { "phrase" };
        for column in [phrases, "counter"] {
            let says = |text: &String| match names {
                Some(names) if column == phrases => search.is_in(names.name(text)),
                _ => search.is_in(text),
            };
            let holding = distinct(db, column)?.into_iter().filter(says);
            let before = told.values.len();
            told.values.extend(holding.map(Value::from));
            if told.values.len() > before {
                told.columns.push((column, told.values.len() - before));
            }
        }
        Ok(told)
    }

    /// Whether a row of `incidents i` is among them.
    fn condition(&self) -> String {
        let one = |(column, n): &(&str, usize)| format!("i.{column} IN ({})", marks(*n));
        let all: Vec<String> = self.columns.iter().map(one).collect();
        if all.is_empty() { "0".to_owned() } else { all.join(" OR ") }
    }

    /// The places of those rows, to be put after another selection of places.
    fn places(&self) -> String {
        let one = |(column, n): &(&str, usize)| {
            format!(" UNION SELECT rowid FROM incidents WHERE {column} IN ({})", marks(*n))
        };
        self.columns.iter().map(one).collect()
    }
}

fn marks(n: usize) -> String {
    vec!["?"; n].join(", ")
}

fn json(ids: &[&str]) -> rusqlite::Result<Value> {
    let list = serde_json::to_string(ids)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    Ok(Value::from(list))
}

/// The values of a column of `incidents` that begins an index: one step a value, however
/// many rows have it.
fn distinct(db: &Connection, column: &str) -> rusqlite::Result<Vec<String>> {
    let sql = format!(
        "WITH RECURSIVE each(v) AS (SELECT min({column}) FROM incidents UNION ALL \
         SELECT (SELECT min({column}) FROM incidents WHERE {column} > each.v) FROM each \
         WHERE each.v IS NOT NULL) SELECT v FROM each WHERE v IS NOT NULL"
    );
    db.prepare_cached(&sql)?.query_map([], |row| row.get(0))?.collect()
}

fn fetch(db: &Connection, keys: &[i64]) -> rusqlite::Result<Vec<Incident>> {
    let sql = format!("SELECT {} FROM {} WHERE i.rowid = ?1", rows::COLUMNS, rows::FROM);
    let mut one = db.prepare_cached(&sql)?;
    keys.iter().map(|key| one.query_row([key], rows::incident)).collect()
}

/// The number that the index has for a severity.
fn gravity(severity: Severity) -> i64 {
    match severity {
        Severity::Minor => 1,
        Severity::Serious => 2,
        Severity::Critical => 3,
    }
}

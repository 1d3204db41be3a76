//! Reading the index and the evidence behind it.
//!
//! Runs on the thread `record`, or on any thread with a store opened to read
//! only. Changes nothing.

use super::{Store, rows};
use crate::record::files::{FileSet, Part, absolute};
use crate::record::words::{self, Label};
use crate::record::{Disposition, Entry, EvidenceState, HeardUtterance, Incident, RecordError};
use jiff::Timestamp;
use rusqlite::ToSql;
use std::path::PathBuf;

/// Which incidents to list.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// At most so many.
    pub limit: u32,
    /// After skipping so many of the newest.
    pub offset: u32,
    /// Only this counter's.
    pub counter: Option<String>,
    /// Only those in this disposition.
    pub disposition: Option<Disposition>,
    /// Only those said at this time or later.
    pub since: Option<Timestamp>,
    /// Only those said before this time.
    pub until: Option<Timestamp>,
    /// Also those that were set aside.
    pub set_aside: bool,
}

impl Default for Query {
    /// The newest 200 of all.
    fn default() -> Query {
        Query {
            limit: 200,
            offset: 0,
            counter: None,
            disposition: None,
            since: None,
            until: None,
            set_aside: false,
        }
    }
}

/// All that the store knows of one incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// The row of the index.
    pub incident: Incident,
    /// Whether clip and words are there and unchanged, as just now found.
    pub evidence: EvidenceState,
    /// The clip's path, absolute when the store's directory is. Sealed as
    /// `incident.custody` says: [`crate::record::open_clip`] opens its bytes.
    pub clip: PathBuf,
    /// The path of the words file, as `clip`. What a sealed one holds is given by
    /// [`crate::record::read_sealed_words`].
    pub words: PathBuf,
    /// The path of the sound before anything was silenced, sealed to two; absent where there
    /// is none.
    pub whole: Option<PathBuf>,
    /// Where the clip begins, seconds from the session's beginning; 0 unless
    /// the evidence is [`EvidenceState::Ok`], as are the two below.
    pub clip_start_s: f64,
    /// Seconds from the clip's beginning to the first phrase.
    pub hit_in_clip_s: f64,
    /// Seconds of the clip.
    pub clip_s: f64,
    /// What was heard, in order of time; empty unless the evidence is
    /// [`EvidenceState::Ok`] and lies open.
    pub heard: Vec<HeardUtterance>,
    /// All that people have done about it, oldest first. Their notes are sealed where the
    /// evidence is: [`crate::record::open_note`].
    pub history: Vec<Entry>,
}

impl Store {
    /// The incidents that `query` asks for, newest first.
    pub fn incidents(&self, query: &Query) -> Result<Vec<Incident>, RecordError> {
        let incidents = self.select(query).map_err(RecordError::index(&self.index))?;
        Ok(incidents.into_iter().map(|incident| self.named(incident)).collect())
    }

    fn select(&self, query: &Query) -> rusqlite::Result<Vec<Incident>> {
        let disposition = query.disposition.as_ref().map(rows::word).transpose()?;
        let since = query.since.map(Timestamp::as_microsecond);
        let until = query.until.map(Timestamp::as_microsecond);
        let mut conditions = Vec::new();
        let mut values: Vec<&dyn ToSql> = Vec::new();
        // Conditions that are not asked for are left out, so that SQLite can
        // choose the index that fits those that are.
        let mut only = |condition, value| {
            conditions.push(condition);
            values.push(value);
        };
        if let Some(counter) = &query.counter {
            only("i.counter = ?", counter);
        }
        if let Some(disposition) = &disposition {
            only("i.disposition = ?", disposition);
        }
        if let Some(since) = &since {
            only("i.at_us >= ?", since);
        }
        if let Some(until) = &until {
            only("i.at_us < ?", until);
        }
        if !query.set_aside {
            conditions.push("i.set_aside_us IS NULL");
        }
        values.push(&query.limit);
        values.push(&query.offset);
        let conditions = if conditions.is_empty() { "1".into() } else { conditions.join(" AND ") };
        let sql = format!(
            "SELECT {} FROM {} WHERE {conditions} ORDER BY i.at_us DESC, i.id DESC LIMIT ? OFFSET ?",
            rows::COLUMNS,
            rows::FROM
        );
        self.db.prepare_cached(&sql)?.query_map(values.as_slice(), rows::incident)?.collect()
    }

    /// One incident; [`RecordError::NoSuchIncident`] when there is none.
    pub fn incident(&self, id: &str) -> Result<Incident, RecordError> {
        Ok(self.named(self.stowed(id)?.incident))
    }

    /// One incident with its words, its decisions and the place of its files. All are read
    /// and compared with their hashes; what is sealed is not opened. An incident whose
    /// evidence is gone or changed is no error: it says so.
    pub fn detail(&self, id: &str) -> Result<Dossier, RecordError> {
        loop {
            let row = self.stowed(id)?;
            let (evidence, file) = self.examine(&row)?;
            // The writer may have put the next revision in place meanwhile.
            if evidence != EvidenceState::Ok && self.stowed(id)?.incident.clip != row.incident.clip
            {
                continue;
            }
            let history = rows::history(&self.db, id).map_err(RecordError::index(&self.index))?;
            let set = FileSet::of_clip(&row.incident.clip);
            let path = |part| {
                let relative = set.as_ref().and_then(|set| set.relative(part));
                relative.map(|relative| absolute(&self.dir, &relative))
            };
            let sealed = row.incident.custody.is_sealed();
            let mut dossier = Dossier {
                clip: absolute(&self.dir, &row.incident.clip),
                words: path(Part::Words).unwrap_or_default(),
                whole: row.hashes.whole_sha256.as_ref().and_then(|_| path(Part::Whole)),
                incident: self.named(row.incident),
                evidence,
                clip_start_s: 0.0,
                hit_in_clip_s: 0.0,
                clip_s: 0.0,
                heard: Vec::new(),
                history,
            };
            if let Some(file) = file {
                let heard = |body| match sealed {
                    true => Some(Vec::new()),
                    false => words::decode_body(body),
                };
                let read = Label::read(&file).and_then(|(label, body)| Some((label, heard(body)?)));
                match read {
                    Some((label, heard)) => {
                        dossier.clip_start_s = label.clip_start_s;
                        dossier.hit_in_clip_s = label.hit_in_clip_s;
                        dossier.clip_s = label.clip_s;
                        dossier.heard = heard;
                    }
                    None => dossier.evidence = EvidenceState::Changed,
                }
            }
            return Ok(dossier);
        }
    }

    /// All that people have done about an incident, oldest first.
    pub fn history(&self, id: &str) -> Result<Vec<Entry>, RecordError> {
        rows::history(&self.db, id).map_err(RecordError::index(&self.index))
    }

    /// Reads every file and gives the incidents whose evidence is not what was
    /// written, newest first. Takes as long as reading the whole store does.
    pub fn verify(&self) -> Result<Vec<(Incident, EvidenceState)>, RecordError> {
        let mut unsound = Vec::new();
        let all = Query { limit: u32::MAX, set_aside: true, ..Query::default() };
        for incident in self.incidents(&all)? {
            let dossier = self.detail(&incident.id)?;
            if dossier.evidence != EvidenceState::Ok {
                unsound.push((dossier.incident, dossier.evidence));
            }
        }
        Ok(unsound)
    }

    pub(super) fn stowed(&self, id: &str) -> Result<rows::Stowed, RecordError> {
        rows::find(&self.db, id)
            .map_err(RecordError::index(&self.index))?
            .ok_or_else(|| RecordError::NoSuchIncident { id: id.to_owned() })
    }

    fn examine(&self, row: &rows::Stowed) -> Result<(EvidenceState, Option<Vec<u8>>), RecordError> {
        match FileSet::of_clip(&row.incident.clip) {
            Some(set) => words::examine(&self.dir, &set, &row.hashes)
                .map_err(RecordError::reading(&absolute(&self.dir, &row.incident.clip))),
            // A path that we did not write must not make us read there.
            None => Ok((EvidenceState::Changed, None)),
        }
    }
}

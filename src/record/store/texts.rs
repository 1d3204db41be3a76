//! Reading what was heard, to be searched.
//!
//! Runs on the thread `gather`, with a store that reads only. Changes nothing. Only the
//! words are read, never the clip: a search need not prove that the sound is whole.

use super::Store;
use super::rows::time_at;
use crate::record::RecordError;
use crate::record::files::{FileSet, Part, absolute};
use crate::record::search::fold_heard;
use crate::record::words::{self, Label};
use jiff::Timestamp;
use std::fs;
use std::io::ErrorKind;

/// Where what was heard in an incident lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The incident's id.
    pub id: String,
    /// When it was said.
    pub at: Timestamp,
    /// Its files have changed when this has; 0 when it has none.
    pub revision: u32,
}

impl Store {
    /// Where the words of all incidents lie that were said at `since` or later, newest
    /// first.
    pub fn places(&self, since: Timestamp) -> Result<Vec<Place>, RecordError> {
        let read = || -> rusqlite::Result<Vec<Place>> {
            let mut all = self.db.prepare_cached(
                "SELECT id, at_us, clip FROM incidents WHERE at_us >= ?1 AND set_aside_us IS NULL \
                 ORDER BY at_us DESC, id DESC",
            )?;
            let mut rows = all.query([since.as_microsecond()])?;
            let mut places = Vec::new();
            while let Some(row) = rows.next()? {
                let set = FileSet::of_clip(row.get_ref(2)?.as_str()?);
                let id: String = row.get(0)?;
                // What we did not write must not make us read there: it has no words, as no
                // revision 0 has.
                let revision = set.filter(|set| set.id == id).map_or(0, |set| set.revision);
                places.push(Place { id, at: time_at(row, 1)?, revision });
            }
            Ok(places)
        };
        read().map_err(RecordError::index(&self.index))
    }

    /// What was heard there, folded to be searched; `None` when the words are sealed, are
    /// gone or are not what was written.
    pub fn heard_folded(&self, place: &Place) -> Result<Option<String>, RecordError> {
        let set = FileSet { id: place.id.clone(), revision: place.revision, sealed: false };
        let Some(relative) = set.relative(Part::Words) else { return Ok(None) };
        let path = absolute(&self.dir, &relative);
        let file = match fs::read(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(RecordError::reading(&path)(e)),
        };
        let heard = Label::read(&file).and_then(|(_, body)| words::decode_body(body));
        Ok(heard.map(|heard| fold_heard(heard.iter().map(|said| said.text.as_str()))))
    }

    /// A number that is another one once another process or thread has changed the
    /// index. Costs some microseconds.
    pub fn change_number(&self) -> Result<i64, RecordError> {
        self.db
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(RecordError::index(&self.index))
    }
}

//! Many incidents at once, for measuring on a store of the size of years.
//!
//! Runs where the store does. The files are those that [`Store::put`] writes, but all clips
//! are one: hard links where the disk has them. Nothing is synced but the index, so it is no
//! way to keep evidence; a sealed store is refused.

use super::rows::{self, Stowed};
use super::{Store, transact};
use crate::record::files::{FileSet, Part, absolute};
use crate::record::sink::{encode_clip, make_dir};
use crate::record::words::{Hashes, Label, encode_body, sha256_hex};
use crate::record::{Evidence, EvidenceState, Incident, RecordError};
use crate::tr;
use crate::units::SAMPLE_RATE;
use std::fs;
use std::path::{Path, PathBuf};

/// Rows in one transaction.
const ROWS: usize = 2_000;

impl Store {
    /// Stores every incident of `evidence` as revision 1 with `planes` for its clip, whatever
    /// sound it brings itself; gives how many. Their ids must be new and of the form that
    /// [`Store::new_id`] gives. After an error a part of them is there.
    pub fn pour(
        &mut self,
        planes: &[Vec<f32>],
        evidence: impl IntoIterator<Item = Evidence>,
    ) -> Result<u64, RecordError> {
        self.writer()?;
        let bad = |why| RecordError::BadEvidence { id: String::new(), why };
        if self.keepers()?.is_some() {
            return Err(bad(tr!("存储已封存", "the store is sealed")));
        }
        let clip = encode_clip(planes).map_err(bad)?;
        let clip = Poured { sha256: sha256_hex(&clip), bytes: clip, first: None };
        let clip_s = planes.iter().map(Vec::len).max().unwrap_or(0) as f64 / f64::from(SAMPLE_RATE);
        let (mut clip, mut evidence, mut count) = (clip, evidence.into_iter().peekable(), 0);
        while evidence.peek().is_some() {
            let mut rows = Vec::with_capacity(ROWS);
            for one in evidence.by_ref().take(ROWS) {
                rows.push(files(&self.dir, &mut clip, clip_s, &one)?);
            }
            transact(&mut self.db, |db| rows.iter().try_for_each(|row| rows::put(db, row)))
                .map_err(RecordError::index(&self.index))?;
            count += rows.len() as u64;
        }
        Ok(count)
    }
}

/// The clip that all share.
struct Poured {
    bytes: Vec<u8>,
    sha256: String,
    first: Option<PathBuf>,
}

/// Writes the files of one incident; gives its row.
fn files(
    root: &Path,
    clip: &mut Poured,
    clip_s: f64,
    one: &Evidence,
) -> Result<Stowed, RecordError> {
    let id = &one.incident.id;
    let bad = |why| RecordError::BadEvidence { id: id.clone(), why };
    let set = FileSet { id: id.clone(), revision: 1, sealed: false };
    let (Some(clip_name), Some(words_name)) = (set.relative(Part::Clip), set.relative(Part::Words))
    else {
        return Err(bad(tr!("编号格式不对", "its id has not the form of one")));
    };
    let incident = Incident {
        revision: 1,
        clip: clip_name.clone(),
        clip_sha256: clip.sha256.clone(),
        ..one.incident.clone()
    };
    let body = encode_body(&one.heard).map_err(|e| bad(e.to_string()))?;
    let label = Label::new(incident.clone(), one.clip_start_s, one.hit_in_clip_s, clip_s, &body);
    let words = label.with_body(&body).map_err(|e| bad(e.to_string()))?;
    let path = absolute(root, &words_name);
    let dir = path.parent().unwrap_or(root);
    make_dir(dir).map_err(RecordError::writing(dir))?;
    fs::write(&path, &words).map_err(RecordError::writing(&path))?;
    let path = absolute(root, &clip_name);
    // A file takes only so many links; then another one begins.
    let linked = clip.first.as_ref().is_some_and(|first| fs::hard_link(first, &path).is_ok());
    if !linked {
        fs::write(&path, &clip.bytes).map_err(RecordError::writing(&path))?;
        clip.first = Some(path);
    }
    let hashes = Hashes::of(&incident, sha256_hex(&words));
    Ok(Stowed { incident, hashes, evidence: EvidenceState::Ok })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testkit::evidence;
    use super::*;
    use crate::record::{IncidentState, Query};

    #[test]
    fn what_is_poured_is_as_what_is_put() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(dir.path()).unwrap();
        let ids: Vec<String> = ('a'..='e').map(|c| format!("20261122-011530-7k2{c}")).collect();
        let many = ids.iter().map(|id| {
            let mut one = evidence(id, 1);
            one.incident.state = IncidentState::Closed;
            one
        });
        assert_eq!(store.pour(&[vec![0.25; 800]], many).unwrap(), 5);
        assert_eq!(store.verify().unwrap(), []);
        let opened = store.detail(&ids[2]).unwrap();
        assert_eq!((opened.clip_s, opened.heard.len()), (0.05, 1));
        drop(store);
        // Nothing is left to mend.
        let (store, repair) = Store::open(dir.path()).unwrap();
        assert!(repair.is_clean(), "{repair:?}");
        assert_eq!(store.incidents(&Query::default()).unwrap().len(), 5);
    }
}

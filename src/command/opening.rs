//! Evidence opened for a command: in memory, with the secret of whoever asked.
//!
//! Runs on the main thread. Decides nothing about who may: that is done by the keys, by
//! the offices before it ([`entry`]), and written down by who calls this.

use super::entry::{self, Person};
use crate::account::Action;
use crate::bundle::Words;
use crate::clock;
use crate::record::{
    Dossier, EvidenceState, Note, RecordError, Store, What, open_clip, read_sealed_words,
};
use crate::tr;
use crate::vault::{self, Secret, VaultError, Zeroizing};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// What an incident's files hold.
pub struct Opened {
    /// The clip, a WAV file.
    pub clip: Zeroizing<Vec<u8>>,
    /// What was heard.
    pub words: Words,
}

/// The incident, whose files must be there and as they were written.
pub fn look(store: &Store, id: &str) -> Result<Dossier> {
    let dossier = store.detail(id)?;
    match dossier.evidence {
        EvidenceState::Ok => Ok(dossier),
        EvidenceState::Missing => bail!(tr!(
            "{} 的片段或文字不见了;请运行 liyu log verify",
            "the clip or the words of {} are gone; run liyu log verify",
            id
        )),
        EvidenceState::Changed => bail!(tr!(
            "{} 的片段或文字被改动,不予打开;请运行 liyu log verify",
            "the clip or the words of {} were changed and are not opened; run liyu log verify",
            id
        )),
    }
}

/// Opens clip and words, with `secret` where they are sealed. The error that says that they
/// are not for this person is [`VaultError::NotForYou`].
pub fn open(dossier: &Dossier, secret: Option<&Secret>) -> Result<Opened> {
    let clip = fs::read(&dossier.clip).map_err(|e| reading(&dossier.clip, e))?;
    let (clip, heard) = match secret {
        Some(secret) => {
            let words = fs::read(&dossier.words).map_err(|e| reading(&dossier.words, e))?;
            (open_clip(&clip, secret)?, read_sealed_words(&words, secret)?)
        }
        None => (Zeroizing::new(clip), dossier.heard.clone()),
    };
    let (clip_start_s, hit_in_clip_s) = (dossier.clip_start_s, dossier.hit_in_clip_s);
    Ok(Opened { clip, words: Words { clip_start_s, hit_in_clip_s, heard } })
}

/// Opens the sound before anything was silenced, which takes two.
pub fn whole(dossier: &Dossier, people: [&Secret; 2]) -> Result<Zeroizing<Vec<u8>>> {
    let Some(path) = &dossier.whole else {
        bail!(tr!(
            "{} 没有未消音的原声:没有消过音,或保存时有权的不足两人",
            "{} has no whole: nothing in it was silenced, or there were no two to keep it for",
            dossier.incident.id
        ));
    };
    let sealed = fs::read(path).map_err(|e| reading(path, e))?;
    Ok(vault::open_with_two(&sealed, people[0], people[1])?)
}

fn reading(path: &Path, source: std::io::Error) -> RecordError {
    RecordError::Unreadable { path: path.to_owned(), source }
}

/// Signs `name` in and refuses what their office is not for.
pub fn enter(store: &mut Store, name: &str, action: Action, id: &str) -> Result<Person> {
    let person = entry::enter(store, name)?;
    entry::allow(store, &person.account, action, id)?;
    Ok(person)
}

/// Signs in two, who must be two.
pub fn enter_two(
    store: &mut Store,
    names: [&str; 2],
    action: Action,
    id: &str,
) -> Result<[Person; 2]> {
    let one = enter(store, names[0], action, id)?;
    let two = enter(store, names[1], action, id)?;
    if one.account.id == two.account.id {
        bail!(tr!("要两个人,不能是同一个账户", "it takes two people, not one account twice"));
    }
    Ok([one, two])
}

/// Passes on what was opened; that somebody wanted what is not sealed to them is written
/// down before it is told.
pub fn given<T>(
    store: &mut Store,
    opened: Result<T>,
    person: &Person,
    action: Action,
    id: &str,
) -> Result<T> {
    let refused =
        |error: &anyhow::Error| error.downcast_ref::<VaultError>() == Some(&VaultError::NotForYou);
    match opened {
        Err(error) if refused(&error) => {
            write_down(store, &person.account.id, What::Refused, id, &action.word())?;
            bail!(tr!(
                "{} 不是给 {} 看的;这次尝试已记入日志",
                "{} is not sealed to {}; the attempt stands in the log",
                id,
                person.account.name
            ));
        }
        Err(error) => Err(error).context(tr!("{} 打不开", "{} cannot be opened", id)),
        Ok(opened) => Ok(opened),
    }
}

/// Writes a line into the log.
pub fn write_down(
    store: &mut Store,
    actor: &str,
    what: What,
    about: &str,
    value: &str,
) -> Result<()> {
    let owned = str::to_owned;
    let note = Note {
        at: clock::now(),
        actor: owned(actor),
        what,
        about: owned(about),
        value: owned(value),
    };
    Ok(store.log(&note)?)
}

/// Refuses a file that is there already, before anybody is asked for a passphrase.
pub fn refuse_existing(path: &Path) -> Result<()> {
    if path.exists() {
        bail!(tr!("{} 已存在,不覆盖", "{} exists and is not overwritten", path.display()));
    }
    Ok(())
}

/// Writes `bytes` into a new file that its owner alone can read.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.with_context(|| tr!("写不进 {}", "cannot write {}", path.display()))
}

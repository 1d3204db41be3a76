//! What of an incident is sealed to whom, and reading it again.
//!
//! Pure: bytes in, bytes out; used wherever evidence is sealed or opened. Whose eyes it is
//! for is decided by `account`, how bytes are sealed by `vault`; what a sealed object holds
//! is known here.
//!
//! | object | sealed to |
//! |---|---|
//! | clip, words | the audience of the incident's custody, and the recovery key |
//! | the whole | any two of the audience without the member of staff; the recovery key counts as one |
//! | notes of people on an incident | as the words; in the column of the note, as `age:` and hex |
//! | notes of people on a complaint | all supervisors, and the recovery key |
//!
//! The machine's own notes stay readable: they are sentences of this program.

use super::words::{Label, decode_body};
use super::{Custody, HeardUtterance, MACHINE};
use crate::account::{Account, Concern, Office, Standing, audience, pairs};
use crate::vault::{self, Public, Secret, VaultError, Zeroizing};

/// Stands for the recovery key where ids of accounts are listed, when it is alone: evidence
/// that nobody is there to open is sealed all the same.
pub const RECOVERY_ID: &str = "recovery";

/// What a sealed note begins with.
const SEALED_NOTE: &str = "age:";

/// Who keeps the keys of a store.
#[derive(Debug, Clone)]
pub(super) struct Keepers {
    /// All accounts, in the order in which they were made.
    pub(super) accounts: Vec<Account>,
    /// What everything is sealed to besides.
    pub(super) recovery: Option<Public>,
}

/// What one piece of evidence is sealed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Audience {
    /// The accounts, in the order in which they were made; [`RECOVERY_ID`] alone when there
    /// is none.
    pub(super) ids: Vec<String>,
    keys: Vec<Public>,
    pairs: Vec<Public>,
}

impl Keepers {
    /// Today's audience of what is kept as `custody` says.
    pub(super) fn audience(&self, custody: &Custody) -> Audience {
        let concern = Concern {
            unit: custody.unit.clone(),
            integrity: custody.integrity,
            person: custody.person.clone(),
        };
        let keys = |accounts: Vec<&Account>| -> Vec<Public> {
            accounts.into_iter().map(|a| a.public.clone()).chain(self.recovery.clone()).collect()
        };
        let able = audience(&concern, &self.accounts);
        let mut ids: Vec<String> = able.iter().map(|account| account.id.clone()).collect();
        if ids.is_empty() {
            ids.push(RECOVERY_ID.to_owned());
        }
        Audience { ids, keys: keys(able), pairs: keys(pairs(&concern, &self.accounts)) }
    }

    /// Those who see to complaints: all supervisors.
    pub(super) fn desk(&self) -> Audience {
        let able = |account: &&Account| {
            account.office == Office::Supervisor && account.standing == Standing::Active
        };
        let able = || self.accounts.iter().filter(able);
        Audience {
            ids: able().map(|account| account.id.clone()).collect(),
            keys: able().map(|a| a.public.clone()).chain(self.recovery.clone()).collect(),
            pairs: Vec::new(),
        }
    }
}

impl Audience {
    /// `plain` for each of them.
    pub(super) fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        vault::seal(plain, &self.keys)
    }

    /// `plain` for any two of them; `None` where there are no two.
    pub(super) fn seal_whole(&self, plain: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
        match vault::seal_to_two(plain, &self.pairs) {
            Err(VaultError::Nobody) => Ok(None),
            sealed => sealed.map(Some),
        }
    }

    /// A note of `actor`; empty ones, those of the machine and those that are sealed already
    /// stay as they are.
    pub(super) fn seal_note(&self, actor: &str, note: &str) -> Result<String, VaultError> {
        if note.is_empty() || actor == MACHINE || is_sealed_note(note) {
            return Ok(note.to_owned());
        }
        Ok(format!("{SEALED_NOTE}{}", hex::encode(self.seal(note.as_bytes())?)))
    }
}

/// Whether a note has to be opened to be read.
pub fn is_sealed_note(note: &str) -> bool {
    note.starts_with(SEALED_NOTE)
}

/// A note as it was written; one that lies open is given as it is.
/// [`VaultError::NotForYou`] when it is not sealed to `secret`, [`VaultError::Damaged`] when
/// it is not what was sealed.
pub fn open_note(note: &str, secret: &Secret) -> Result<String, VaultError> {
    let Some(digits) = note.strip_prefix(SEALED_NOTE) else { return Ok(note.to_owned()) };
    let sealed = hex::decode(digits).map_err(|_| VaultError::Damaged)?;
    let plain = vault::open(&sealed, secret)?;
    String::from_utf8(plain.to_vec()).map_err(|_| VaultError::Damaged)
}

/// What was heard, from the bytes of a words file as they lie on disk; of one that lies open
/// too. Errors as of [`open_note`].
pub fn read_sealed_words(file: &[u8], secret: &Secret) -> Result<Vec<HeardUtterance>, VaultError> {
    let (_, body) = Label::read(file).ok_or(VaultError::Damaged)?;
    if let Some(heard) = decode_body(body) {
        return Ok(heard);
    }
    let plain = vault::open(body, secret)?;
    decode_body(&plain).ok_or(VaultError::Damaged)
}

/// The bytes of the WAV file that a clip's file holds, whether it is sealed or not. Errors as
/// of [`open_note`].
pub fn open_clip(file: &[u8], secret: &Secret) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    if file.starts_with(b"RIFF") {
        return Ok(Zeroizing::new(file.to_vec()));
    }
    vault::open(file, secret)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn keepers(accounts: Vec<Account>) -> (Keepers, Secret) {
        let recovery = Secret::generate().unwrap();
        (Keepers { accounts, recovery: Some(recovery.public()) }, recovery)
    }

    #[test]
    fn a_note_goes_there_and_back_and_the_machines_stay_open() {
        let (keepers, recovery) = keepers(Vec::new());
        let audience = keepers.audience(&Custody::default());
        assert_eq!(audience.ids, [RECOVERY_ID]);
        let sealed = audience.seal_note("u3", "不是我说的").unwrap();
        assert!(is_sealed_note(&sealed) && sealed.is_ascii());
        assert_eq!(open_note(&sealed, &recovery).unwrap(), "不是我说的");
        assert_eq!(audience.seal_note("u3", &sealed).unwrap(), sealed, "never twice");
        for open in [("u3", ""), (MACHINE, "并入事件 1")] {
            assert_eq!(audience.seal_note(open.0, open.1).unwrap(), open.1);
            assert_eq!(open_note(open.1, &recovery).unwrap(), open.1);
        }
        let other = Secret::generate().unwrap();
        assert_eq!(open_note(&sealed, &other), Err(VaultError::NotForYou));
        for bent in ["age:", "age:0", "age:zz", "age:00", &sealed[..sealed.len() - 2]] {
            assert_eq!(open_note(bent, &recovery), Err(VaultError::Damaged), "{bent}");
        }
    }

    #[test]
    fn nobody_alone_hears_the_whole() {
        let (keepers, _) = keepers(Vec::new());
        let audience = keepers.audience(&Custody::default());
        assert_eq!(audience.seal_whole(b"sound").unwrap(), None);
    }
}

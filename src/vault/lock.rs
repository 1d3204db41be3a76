//! A secret locked by a passphrase, as it is kept on disk.

use super::seal::{decrypted, encrypted};
use super::{Secret, VaultError};
use age::DecryptError;
use age::scrypt;
use age::secrecy::SecretString;

/// How dear each guess is: scrypt with N = 2^`0`, r = 8, p = 1, so 2^(`0` + 10) bytes of
/// memory (the parameters of <https://age-encryption.org/v1>). From 1 to 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost(pub u8);

/// The dearest lock that is opened at all: 1 GiB. Beyond it a prepared file would take the
/// memory of the machine.
const DEAREST: u8 = 20;

impl Default for Cost {
    /// 128 MiB and a third of a second: the N = 2^17 that OWASP's password storage cheat
    /// sheet gives for scrypt.
    fn default() -> Cost {
        Cost(17)
    }
}

/// `secret`, to be had again with `passphrase` alone. Needs the memory that `cost` says,
/// for its duration.
pub fn lock(secret: &Secret, passphrase: &str, cost: Cost) -> Result<Vec<u8>, VaultError> {
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase));
    recipient.set_work_factor(cost.0.clamp(1, DEAREST));
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as _))
        .map_err(|_| VaultError::System)?;
    encrypted(encryptor, secret.to_text().as_bytes())
}

/// Opens what [`lock`] made.
pub fn unlock(locked: &[u8], passphrase: &str) -> Result<Secret, VaultError> {
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase));
    identity.set_max_work_factor(DEAREST);
    let text = decrypted(locked, &identity).map_err(|e| match e {
        // To age another passphrase is another key.
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            VaultError::WrongPassphrase
        }
        _ => VaultError::Damaged,
    })?;
    Secret::from_text(std::str::from_utf8(&text).map_err(|_| VaultError::Damaged)?)
}

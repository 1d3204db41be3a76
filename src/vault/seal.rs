//! Sealing to any of several people.

use super::{Public, Secret, VaultError, Zeroizing};
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient};
use std::io::{Read, Write};

/// `plain` sealed so that each of `to` can open it by themselves, and nobody else. It does
/// not say who they are. Larger than `plain` by some 100 bytes a person, 16 each 64 KiB and 200.
pub fn seal(plain: &[u8], to: &[Public]) -> Result<Vec<u8>, VaultError> {
    let recipients = to.iter().map(|public| &public.sealing as &dyn Recipient);
    let encryptor = Encryptor::with_recipients(recipients).map_err(|_| VaultError::Nobody)?;
    encrypted(encryptor, plain)
}

/// What was sealed: all of it, or an error. [`VaultError::NotForYou`] when `secret` is no
/// key of it, [`VaultError::Damaged`] when a byte of it is not what was written.
pub fn open(sealed: &[u8], secret: &Secret) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    decrypted(sealed, &secret.opening).map_err(|e| match e {
        DecryptError::NoMatchingKeys => VaultError::NotForYou,
        _ => VaultError::Damaged,
    })
}

pub(super) fn encrypted(encryptor: Encryptor, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    // Writing to a Vec fails only with the cipher.
    let mut sealed = Vec::with_capacity(plain.len() + 512);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|_| VaultError::System)?;
    writer.write_all(plain).map_err(|_| VaultError::System)?;
    writer.finish().map_err(|_| VaultError::System)?;
    Ok(sealed)
}

pub(super) fn decrypted(
    sealed: &[u8],
    identity: &dyn Identity,
) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
    let decryptor = Decryptor::new_buffered(sealed)?;
    let mut reader = decryptor.decrypt(std::iter::once(identity))?;
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut plain).map_err(DecryptError::Io)?;
    Ok(plain)
}

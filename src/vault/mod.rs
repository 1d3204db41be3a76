//! Sealing bytes to people, and opening them again: the one room with cryptography in it.
//!
//! Pure: bytes in, bytes out, no files, no clock; used on whichever thread seals or opens.
//! Knows nothing of accounts, roles or stores, and never decides who may open what.
//!
//! Nothing here is of our own making. Sealed bytes are age files
//! (<https://age-encryption.org/v1>): X25519 for people, scrypt for passphrases. Signatures
//! are Ed25519 (RFC 8032); its key is drawn from the same secret by HKDF-SHA256 (RFC 5869),
//! so that a person keeps one secret. Whoever seals needs public keys alone.

mod decoy;
mod key;
mod lock;
mod pair;
mod seal;

pub use decoy::decoy;
pub use key::{Public, Secret, Signature};
pub use lock::{Cost, lock, unlock};
pub use pair::{open_with_two, seal_to_two};
pub use seal::{open, seal};
pub use zeroize::Zeroizing;

/// Why something could not be sealed or opened. Says nothing of where: that is known to
/// whoever read the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It is not sealed to this key.
    #[error("not sealed to this key")]
    NotForYou,
    /// The passphrase is another one.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// These are no sealed bytes, or not all of them, or not those that were sealed.
    #[error("damaged")]
    Damaged,
    /// Nobody was named to seal to; of two-person objects, fewer than two.
    #[error("nobody to seal to")]
    Nobody,
    /// This text is no key.
    #[error("not a key")]
    NotAKey,
    /// The system gives no random numbers, or no memory.
    #[error("the system failed")]
    System,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;

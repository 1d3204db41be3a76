//! A person's keys: one secret, and the public half that everybody may know.

use super::VaultError;
use age::secrecy::ExposeSecret;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// What the signing key is drawn for (the `info` of HKDF).
const SIGNING: &[u8] = b"liyu signing key v1";

/// What opens and signs. Never printed but by [`Secret::to_text`]; wiped when dropped.
pub struct Secret {
    pub(super) opening: age::x25519::Identity,
    signing: SigningKey,
}

/// What seals to somebody and checks what they signed. As text: the age recipient, a
/// space, the Ed25519 key in 64 hex digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Public {
    pub(super) sealing: age::x25519::Recipient,
    verifying: VerifyingKey,
}

/// A signature, 64 bytes; as text 128 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Signature(ed25519_dalek::Signature);

impl Secret {
    /// A new one, from the system's random numbers.
    pub fn generate() -> Result<Secret, VaultError> {
        Secret::of(age::x25519::Identity::generate())
    }

    /// Reads what [`Secret::to_text`] wrote; spaces around it and its case do not matter.
    pub fn from_text(text: &str) -> Result<Secret, VaultError> {
        let text = Zeroizing::new(text.trim().to_ascii_uppercase());
        Secret::of(text.parse().map_err(|_| VaultError::NotAKey)?)
    }

    fn of(opening: age::x25519::Identity) -> Result<Secret, VaultError> {
        let text = opening.to_string();
        let mut seed = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, text.expose_secret().as_bytes())
            .expand(SIGNING, seed.as_mut())
            .map_err(|_| VaultError::System)?;
        Ok(Secret { opening, signing: SigningKey::from_bytes(&seed) })
    }

    /// The secret as one line, to be printed once or sealed: `AGE-SECRET-KEY-1…`.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.opening.to_string().expose_secret().to_owned())
    }

    /// The public half.
    pub fn public(&self) -> Public {
        Public { sealing: self.opening.to_public(), verifying: self.signing.verifying_key() }
    }

    /// Signs `bytes`.
    pub fn sign(&self, bytes: &[u8]) -> Signature {
        Signature(self.signing.sign(bytes))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret of {}", self.public())
    }
}

impl Public {
    /// Whether the owner signed exactly these bytes. Refuses what [`VerifyingKey::verify_strict`]
    /// refuses: keys and signatures that fit more than one text.
    pub fn has_signed(&self, bytes: &[u8], signature: &Signature) -> bool {
        self.verifying.verify_strict(bytes, &signature.0).is_ok()
    }
}

impl fmt::Display for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.sealing, hex::encode(self.verifying.as_bytes()))
    }
}

impl fmt::Debug for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Public {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Public, VaultError> {
        let (sealing, verifying) = text.split_once(' ').ok_or(VaultError::NotAKey)?;
        let sealing = sealing.parse().map_err(|_| VaultError::NotAKey)?;
        let bytes = unhex::<32>(verifying).ok_or(VaultError::NotAKey)?;
        let verifying = VerifyingKey::from_bytes(&bytes).map_err(|_| VaultError::NotAKey)?;
        Ok(Public { sealing, verifying })
    }
}

impl TryFrom<String> for Public {
    type Error = VaultError;
    fn try_from(text: String) -> Result<Public, VaultError> {
        text.parse()
    }
}

impl From<Public> for String {
    fn from(public: Public) -> String {
        public.to_string()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0.to_bytes()))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl TryFrom<String> for Signature {
    type Error = VaultError;
    fn try_from(text: String) -> Result<Signature, VaultError> {
        let bytes = unhex::<64>(&text).ok_or(VaultError::NotAKey)?;
        Ok(Signature(ed25519_dalek::Signature::from_bytes(&bytes)))
    }
}

impl From<Signature> for String {
    fn from(signature: Signature) -> String {
        signature.to_string()
    }
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok().map(|()| bytes)
}

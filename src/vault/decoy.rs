//! What looks like a locked secret and opens with no passphrase, so that whoever asks for
//! the account of somebody who has none learns nothing from the answer.

use super::{Cost, VaultError, Zeroizing};
use hkdf::Hkdf;
use sha2::Sha256;

/// Bytes of a secret as text: what [`super::lock`] locks.
const SECRET: usize = 74;
/// Salt, wrapped key, authentication of the header, nonce, sealed secret.
const PARTS: [usize; 5] = [16, 32, 32, 16, SECRET + 16];
const ALL: usize = 16 + 32 + 32 + 16 + SECRET + 16;

/// Bytes of the form and length of what [`super::lock`] makes at `cost`; always the same
/// for one `seed` and `name`, and nobody without the seed can tell them from locked ones.
/// The form is that of <https://age-encryption.org/v1>.
pub fn decoy(seed: &[u8], name: &str, cost: Cost) -> Result<Vec<u8>, VaultError> {
    let mut noise = Zeroizing::new([0; ALL]);
    Hkdf::<Sha256>::new(Some(b"liyu decoy v1"), seed)
        .expand(name.as_bytes(), noise.as_mut())
        .map_err(|_| VaultError::System)?;
    let mut rest = noise.as_slice();
    let mut part = |n: usize| {
        let (taken, after) = rest.split_at(PARTS[n]);
        rest = after;
        taken
    };
    let header = format!(
        "age-encryption.org/v1\n-> scrypt {} {}\n{}\n--- {}\n",
        base64(part(0)),
        cost.0,
        base64(part(1)),
        base64(part(2))
    );
    let mut made = header.into_bytes();
    made.extend(part(3));
    made.extend(part(4));
    Ok(made)
}

/// RFC 4648 without padding, as age writes it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..=three.len() {
            let at = bits >> (18 - 6 * digit) & 63;
            text.push(char::from(DIGITS[at as usize]));
        }
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{Secret, lock, unlock};
    use super::*;

    #[test]
    fn a_decoy_is_as_long_as_a_lock_and_no_passphrase_fits() {
        let cheap = Cost(2);
        let real = lock(&Secret::generate().unwrap(), "八匹马过河", cheap).unwrap();
        let decoy = decoy(b"seed", "王", cheap).unwrap();
        assert_eq!(decoy.len(), real.len());
        assert_eq!(unlock(&decoy, "八匹马过河").unwrap_err(), VaultError::WrongPassphrase);
        assert_eq!(super::decoy(b"seed", "王", cheap).unwrap(), decoy);
        assert_ne!(super::decoy(b"seed", "李", cheap).unwrap(), decoy);
        assert_ne!(super::decoy(b"other", "王", cheap).unwrap(), decoy);
    }
}

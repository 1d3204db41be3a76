//! Sealing so that it takes two people, any two of those named, to open.
//!
//! The bytes are sealed to a key made for them alone; that key is sealed once for every pair
//! of people, to the one inside and to the other around it. Neither layer opens without its
//! owner. With n people that are n(n-1)/2 small seals of about 600 bytes: 27 kB for ten.
//!
//! ```text
//! liyu-two-1\n
//! count of pairs, u16, then of each its length, u16, and its bytes   (integers big-endian)
//! the sealed bytes, to the end
//! ```

use super::{Public, Secret, VaultError, Zeroizing, open, seal};

const MAGIC: &[u8] = b"liyu-two-1\n";

/// Most people: 1,770 pairs, about 1 MB. Beyond it the first of them can open.
const PEOPLE_MOST: usize = 60;

/// `plain` sealed so that any two of `to` can open it together, and nobody alone.
/// [`VaultError::Nobody`] when they are fewer than two.
pub fn seal_to_two(plain: &[u8], to: &[Public]) -> Result<Vec<u8>, VaultError> {
    let mut people: Vec<&Public> = Vec::new();
    for public in to {
        // One person twice would be a pair of their own.
        if !people.contains(&public) && people.len() < PEOPLE_MOST {
            people.push(public);
        }
    }
    if people.len() < 2 {
        return Err(VaultError::Nobody);
    }
    let key = Secret::generate()?;
    let text = key.to_text();
    let mut pairs = Vec::new();
    for (n, outer) in people.iter().enumerate() {
        for inner in &people[n + 1..] {
            let within = seal(text.as_bytes(), std::slice::from_ref(*inner))?;
            pairs.push(seal(&within, std::slice::from_ref(*outer))?);
        }
    }
    let mut sealed = MAGIC.to_vec();
    sealed.extend(u16::try_from(pairs.len()).map_err(|_| VaultError::System)?.to_be_bytes());
    for pair in pairs {
        sealed.extend(u16::try_from(pair.len()).map_err(|_| VaultError::System)?.to_be_bytes());
        sealed.extend(pair);
    }
    sealed.extend(seal(plain, &[key.public()])?);
    Ok(sealed)
}

/// What was sealed, opened by two people, in either order. [`VaultError::NotForYou`] when
/// the two are no pair of it.
pub fn open_with_two(
    sealed: &[u8],
    one: &Secret,
    other: &Secret,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let rest = sealed.strip_prefix(MAGIC).ok_or(VaultError::Damaged)?;
    let (count, mut rest) = number(rest)?;
    let mut key = None;
    for _ in 0..count {
        let (length, after) = number(rest)?;
        let (pair, after) = after.split_at_checked(length).ok_or(VaultError::Damaged)?;
        rest = after;
        if key.is_none() {
            key = [(one, other), (other, one)].into_iter().find_map(|(outer, inner)| {
                let within = open(pair, outer).ok()?;
                open(&within, inner).ok()
            });
        }
    }
    let key = key.ok_or(VaultError::NotForYou)?;
    let key = std::str::from_utf8(&key).map_err(|_| VaultError::Damaged)?;
    open(rest, &Secret::from_text(key)?)
}

fn number(bytes: &[u8]) -> Result<(usize, &[u8]), VaultError> {
    let (number, rest) = bytes.split_first_chunk::<2>().ok_or(VaultError::Damaged)?;
    Ok((usize::from(u16::from_be_bytes(*number)), rest))
}

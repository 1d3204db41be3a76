//! Signing in: what the service asks, and what whoever holds the passphrase answers.
//!
//! The service seals a text that nobody can guess to the account; who can open it holds
//! the account's secret. The passphrase never leaves the console, nor does the secret.
//! Pure, but for [`sign_in`], which waits for a service on the caller's thread. Who is at
//! which console is kept by the host, wrong answers are counted by
//! the store.
//!
//! ```text
//! -> sign_in { name }        counted as a wrong passphrase at once
//! <- challenge { locked, sealed }      or refused, while the account is shut
//!    unlock(locked, passphrase) -> secret; open(sealed, secret) -> text
//! -> prove { text }
//! <- signed_in, hello                  or refused
//! ```
//!
//! The name of nobody is asked the same, with a lock that no passphrase opens.

use super::ServiceError;
use super::client::Client;
use super::message::{Challenge, FromService, Me, ToService};
use crate::vault::{self, Cost, Public, Secret, VaultError};
use std::time::Duration;

/// How long the service may take: it may be writing to a slow disk.
const WITHIN: Duration = Duration::from_secs(30);

/// Bytes of the longest lock, and of the longest sealed text, that are looked at.
const CHALLENGE_MOST: usize = 16 * 1024;

/// Opens a challenge with `passphrase`: the account's secret, and the text to send with
/// [`ToService::Prove`]. Takes a third of a second and 128 MiB, on the caller's thread.
///
/// # Errors
/// [`ServiceError::WrongPassphrase`]; [`ServiceError::BadChallenge`] when it is none.
pub fn answer(challenge: &Challenge, passphrase: &str) -> Result<(Secret, String), ServiceError> {
    let bytes = |text: &str| unhex(text).ok_or(ServiceError::BadChallenge);
    let secret = vault::unlock(&bytes(&challenge.locked)?, passphrase).map_err(refused)?;
    let text = vault::open(&bytes(&challenge.sealed)?, &secret).map_err(refused)?;
    let text = std::str::from_utf8(&text).map_err(|_| ServiceError::BadChallenge)?.to_owned();
    Ok((secret, text))
}

fn refused(error: VaultError) -> ServiceError {
    match error {
        VaultError::WrongPassphrase => ServiceError::WrongPassphrase,
        _ => ServiceError::BadChallenge,
    }
}

/// Signs in at `client` as the account `name`, and waits until that is done; other events
/// that come meanwhile are passed over. The fresh [`FromService::Hello`] follows.
///
/// # Errors
/// Those of [`answer`]; [`ServiceError::Refused`] while the account is shut,
/// [`ServiceError::Lost`] and [`ServiceError::NoAnswer`] without the service.
pub fn sign_in(
    client: &Client,
    name: &str,
    passphrase: &str,
) -> Result<(Secret, Me), ServiceError> {
    client.send(ToService::SignIn { name: name.to_owned() })?;
    let challenge = client.wait_for(WITHIN, |event| match event {
        FromService::Challenge(challenge) => Some(challenge),
        _ => None,
    })?;
    let (secret, text) = match answer(&challenge, passphrase) {
        Ok(opened) => opened,
        Err(error) => {
            // So that the service knows at once and not when it has waited in vain.
            client.send(ToService::Prove { text: String::new() }).ok();
            return Err(error);
        }
    };
    client.send(ToService::Prove { text })?;
    let me = client.wait_for(WITHIN, |event| match event {
        FromService::SignedIn(me) => Some(me),
        _ => None,
    })?;
    Ok((secret, *me))
}

/// What an account is asked, and the text that answers it.
pub fn challenge(locked: &[u8], public: &Public) -> Result<(Challenge, String), VaultError> {
    // A fresh secret is 256 bits that nobody can guess.
    let text = Secret::generate()?.to_text().to_string();
    let sealed = vault::seal(text.as_bytes(), std::slice::from_ref(public))?;
    Ok((Challenge { locked: hex::encode(locked), sealed: hex::encode(&sealed) }, text))
}

/// What the name of nobody is asked: as [`challenge`], and nobody can answer it. For one
/// `seed` the same name always has the same lock, as that of an account would.
pub fn decoy(seed: &[u8], name: &str, cost: Cost) -> Result<Challenge, VaultError> {
    let locked = vault::decoy(seed, name, cost)?;
    let (challenge, _) = challenge(&locked, &Secret::generate()?.public())?;
    Ok(challenge)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() > 2 * CHALLENGE_MOST { None } else { hex::decode(text).ok() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHEAP: Cost = Cost(2);

    #[test]
    fn whoever_has_the_passphrase_answers_and_nobody_else() {
        let secret = Secret::generate().unwrap();
        let locked = vault::lock(&secret, "八匹马过河", CHEAP).unwrap();
        let (asked, expected) = challenge(&locked, &secret.public()).unwrap();
        let (opened, text) = answer(&asked, "八匹马过河").unwrap();
        assert_eq!((opened.public(), text), (secret.public(), expected));
        assert!(matches!(answer(&asked, "八匹马过江"), Err(ServiceError::WrongPassphrase)));
        let (again, other) = challenge(&locked, &secret.public()).unwrap();
        assert!(again.locked == asked.locked && again.sealed != asked.sealed);
        assert_ne!(other, answer(&asked, "八匹马过河").unwrap().1);
    }

    #[test]
    fn the_name_of_nobody_is_asked_alike() {
        let secret = Secret::generate().unwrap();
        let locked = vault::lock(&secret, "八匹马过河", CHEAP).unwrap();
        let (real, _) = challenge(&locked, &secret.public()).unwrap();
        let nobody = decoy(b"seed", "无此人", CHEAP).unwrap();
        let lengths = |asked: &Challenge| (asked.locked.len(), asked.sealed.len());
        // The header of a sealed text holds a line that is of any length.
        assert_eq!(lengths(&nobody).0, lengths(&real).0);
        assert!(matches!(answer(&nobody, "八匹马过河"), Err(ServiceError::WrongPassphrase)));
        assert_eq!(decoy(b"seed", "无此人", CHEAP).unwrap().locked, nobody.locked);
    }

    proptest! {
        #[test]
        fn any_challenge_is_answered_or_refused(locked in ".{0,40}", sealed in "[0-9a-fx]{0,40}") {
            let asked = Challenge { locked, sealed };
            prop_assert!(answer(&asked, "x").is_err());
        }

        #[test]
        fn bytes_come_back_from_their_digits(bytes in prop::collection::vec(any::<u8>(), 0..99)) {
            prop_assert_eq!(unhex(&hex::encode(&bytes)), Some(bytes));
        }
    }
}

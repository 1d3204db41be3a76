use super::*;
use proptest::prelude::*;

/// What costs nothing to guess; tests alone may.
const CHEAP: Cost = Cost(2);

fn people(n: usize) -> (Vec<Secret>, Vec<Public>) {
    let secrets: Vec<_> = (0..n).map(|_| Secret::generate().unwrap()).collect();
    let publics = secrets.iter().map(Secret::public).collect();
    (secrets, publics)
}

#[test]
fn a_secret_comes_back_from_its_text_and_signs_as_before() {
    let secret = Secret::generate().unwrap();
    let again = Secret::from_text(&format!(" {}\n", secret.to_text().to_lowercase())).unwrap();
    assert_eq!(again.public(), secret.public());
    let public: Public = secret.public().to_string().parse().unwrap();
    assert!(public.has_signed(b"bytes", &again.sign(b"bytes")));
    assert!(!public.has_signed(b"byte", &again.sign(b"bytes")));
    let json = serde_json::to_string(&again.sign(b"bytes")).unwrap();
    assert!(public.has_signed(b"bytes", &serde_json::from_str(&json).unwrap()));
    assert!(!format!("{secret:?}").to_uppercase().contains("SECRET-KEY"));
}

#[test]
fn a_passphrase_opens_its_own_lock_and_no_other() {
    let secret = Secret::generate().unwrap();
    let locked = lock(&secret, "八匹马过河", CHEAP).unwrap();
    assert_eq!(unlock(&locked, "八匹马过河").unwrap().public(), secret.public());
    assert_eq!(unlock(&locked, "八匹马过江").unwrap_err(), VaultError::WrongPassphrase);
    assert_eq!(unlock(b"", "").unwrap_err(), VaultError::Damaged);
    assert_eq!(unlock(&locked[..locked.len() - 1], "八匹马过河").unwrap_err(), VaultError::Damaged);
}

#[test]
fn any_two_open_what_is_sealed_to_two_and_nobody_alone() {
    let (secrets, publics) = people(5);
    let sealed = seal_to_two(b"whole", &publics[..4]).unwrap();
    for (i, one) in secrets.iter().enumerate() {
        for (j, other) in secrets.iter().enumerate() {
            let opened = open_with_two(&sealed, one, other);
            if i != j && i < 4 && j < 4 {
                assert_eq!(&**opened.unwrap(), b"whole");
            } else {
                assert_eq!(opened.unwrap_err(), VaultError::NotForYou, "{i} {j}");
            }
        }
    }
}

#[test]
fn one_person_named_twice_is_one_and_nobody_is_nobody() {
    let (_, publics) = people(1);
    let twice = [publics[0].clone(), publics[0].clone()];
    assert_eq!(seal_to_two(b"whole", &twice).unwrap_err(), VaultError::Nobody);
    assert_eq!(seal(b"x", &[]).unwrap_err(), VaultError::Nobody);
}

#[test]
fn texts_that_are_no_keys_are_refused() {
    let public = Secret::generate().unwrap().public().to_string();
    for text in
        ["", "age1", "AGE-SECRET-KEY-1", public.trim_end_matches(|c| c != ' '), &public[..90]]
    {
        assert_eq!(text.parse::<Public>().unwrap_err(), VaultError::NotAKey, "{text}");
        assert_eq!(Secret::from_text(text).unwrap_err(), VaultError::NotAKey, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A flipped bit, a missing end, a byte too many: never other bytes, never a panic.
    #[test]
    fn what_was_touched_does_not_open(
        plain in proptest::collection::vec(any::<u8>(), 0..300),
        at in any::<prop::sample::Index>(),
        bit in 0u8..8,
        two in any::<bool>(),
    ) {
        let (secrets, publics) = people(2);
        let sealed = if two { seal_to_two(&plain, &publics) } else { seal(&plain, &publics) }.unwrap();
        let opened = |sealed: &[u8]| match two {
            true => open_with_two(sealed, &secrets[1], &secrets[0]),
            false => open(sealed, &secrets[1]),
        };
        prop_assert_eq!(&**opened(&sealed).unwrap(), &plain[..]);
        let mut flipped = sealed.clone();
        flipped[at.index(sealed.len())] ^= 1 << bit;
        // Within an unused pair a flip may go unseen; what opens is always what was sealed.
        if let Ok(opened) = opened(&flipped) {
            prop_assert_eq!(&**opened, &plain[..]);
        }
        prop_assert!(opened(&sealed[..at.index(sealed.len())]).is_err());
        let mut longer = sealed;
        longer.push(0);
        prop_assert!(opened(&longer).is_err());
    }

    #[test]
    fn bytes_of_anybody_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let (secrets, _) = people(2);
        prop_assert!(open(&bytes, &secrets[0]).is_err());
        prop_assert!(open_with_two(&bytes, &secrets[0], &secrets[1]).is_err());
        prop_assert!(unlock(&bytes, "x").is_err());
    }
}

//! The largest number that still passes, by doubling and then bisecting.
//!
//! Pure; it asks and remembers nothing else.

/// The largest number from 1 to `most` that `passes`, taken for granted that whatever is
/// smaller passes too; 0 when not even 1 does. Asks for `start` first, which saves tries
/// when it is near; never twice for the same number.
pub fn largest<E>(
    start: usize,
    most: usize,
    mut passes: impl FnMut(usize) -> Result<bool, E>,
) -> Result<usize, E> {
    let most = most.max(1);
    let (mut good, mut try_next) = (0, start.clamp(1, most));
    // Doubling: until one fails or there are no more.
    let mut bad = loop {
        if !passes(try_next)? {
            break try_next;
        }
        good = try_next;
        if good == most {
            return Ok(good);
        }
        try_next = (good * 2).min(most);
    };
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if passes(middle)? {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Ok(good)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_last_that_passes_is_found(truth in 0usize..300, start in 1usize..40, most in 1usize..260) {
            let mut asked = Vec::new();
            let found = largest(start, most, |n| {
                asked.push(n);
                Ok::<_, ()>(n <= truth)
            });
            prop_assert_eq!(found.unwrap(), truth.min(most));
            prop_assert!(asked.iter().all(|n| (1..=most).contains(n)));
            let tries = asked.len();
            asked.sort_unstable();
            asked.dedup();
            prop_assert_eq!(asked.len(), tries, "asked twice");
        }
    }

    #[test]
    fn what_goes_wrong_ends_it() {
        assert_eq!(largest(4, 9, |n| if n > 4 { Err("no") } else { Ok(true) }), Err("no"));
    }
}

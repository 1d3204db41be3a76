//! Names of incidents: sortable by time, short enough to read out.
//!
//! Pure. An id is the second in UTC and four letters of chance, as in
//! `20261122-011530-7k2q`. UTC, because ids must sort by time whatever the zone
//! of the machine and however it changes; screens show the local time beside it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Crockford's base 32 in lower case: no letter looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Length of every id in bytes, all of them ASCII.
const LEN: usize = 20;

/// The id of an incident said at `at`; of `random` the lowest 20 bits count.
///
/// Two ids of one second collide with a chance of one in a million, so whoever
/// keeps them checks: see [`super::Store::new_id`].
pub fn new_id(at: Timestamp, random: u32) -> String {
    let mut id = at.to_zoned(TimeZone::UTC).strftime("%Y%m%d-%H%M%S-").to_string();
    for shift in [15, 10, 5, 0] {
        id.push(char::from(ALPHABET[(random >> shift) as usize & 31]));
    }
    id
}

/// The month an id belongs to, as `2026-11`; `None` when it is not an id. Ids
/// become file names, so nothing but their exact form is let through.
pub(super) fn month(id: &str) -> Option<String> {
    is_id(id).then(|| format!("{}-{}", &id[..4], &id[4..6]))
}

/// Whether `id` is an id of the month `month`, without making a text: asked for
/// every file at every start.
pub(super) fn is_of_month(id: &str, month: &str) -> bool {
    is_id(id) && month.split_once('-') == Some((&id[..4], &id[4..6]))
}

fn is_id(id: &str) -> bool {
    let right = |(at, byte): (usize, &u8)| match at {
        8 | 15 => *byte == b'-',
        16.. => ALPHABET.contains(byte),
        _ => byte.is_ascii_digit(),
    };
    id.len() == LEN && id.as_bytes().iter().enumerate().all(right)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_tells_the_second_in_utc() {
        let at: Timestamp = "2026-11-22T09:15:30+08:00".parse().unwrap();
        assert_eq!(new_id(at, 0xfff3_cc57), "20261122-011530-7k2q");
    }

    #[test]
    fn only_ids_have_a_month() {
        assert_eq!(month("20261122-091530-7k2q").as_deref(), Some("2026-11"));
        for bad in ["", "20261122-091530-7k2", "../../../etc/passwd1", "20261122/091530-7k2q"] {
            assert_eq!(month(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn ids_sort_by_time_and_name_their_month(
            a in 0i64..200_000_000_000, b in 0i64..200_000_000_000, random: u32,
        ) {
            let id = |s| new_id(Timestamp::from_second(s).unwrap(), random);
            prop_assert_eq!(a.cmp(&b), id(a).cmp(&id(b)));
            prop_assert!(is_of_month(&id(a), &month(&id(a)).unwrap()));
        }

        #[test]
        fn no_text_makes_month_panic(text in ".{0,24}") {
            month(&text);
        }
    }
}

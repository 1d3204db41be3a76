//! Times as people write them on the command line.
//!
//! Pure but for the zone of the machine.

use crate::error::Usage;
use crate::record::EncounterListing;
use crate::tr;
use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A local time as people write it; a date alone is its beginning, or its end. `option` is
/// what it was given as.
pub fn moment(option: &str, text: &str, end: bool) -> Result<Timestamp> {
    read(text, end).ok_or_else(|| {
        Usage(tr!(
            "{}:“{}”看不懂,应写成 \"2026-11-28 14:30\" 或 2026-11-28",
            "{}: cannot read \"{}\"; write it like \"2026-11-28 14:30\" or 2026-11-28",
            option,
            text
        ))
        .into()
    })
}

/// The encounters of a counter and a stretch of time, `--since` to `--until`.
pub fn listing(
    counter: Option<&str>,
    since: Option<&str>,
    until: Option<&str>,
) -> Result<EncounterListing> {
    let since = since.map(|text| moment("--since", text, false)).transpose()?;
    let until = until.map(|text| moment("--until", text, true)).transpose()?;
    if let (Some(since), Some(until)) = (since, until)
        && until <= since
    {
        let why = tr!("--until 必须晚于 --since", "--until must be later than --since");
        return Err(Usage(why).into());
    }
    Ok(EncounterListing { counter: counter.map(str::to_owned), outcome: None, since, until })
}

fn read(text: &str, end: bool) -> Option<Timestamp> {
    let text = text.trim();
    let local: DateTime = match text.parse::<Date>() {
        Ok(date) if text.len() <= 10 => {
            if end {
                date.tomorrow().ok()?.into()
            } else {
                date.into()
            }
        }
        _ => text.parse().ok()?,
    };
    Some(local.to_zoned(TimeZone::system()).ok()?.timestamp())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn times_are_local_and_a_date_alone_is_a_whole_day() {
        let local = |y, m, d, hour, minute| {
            let at = date(y, m, d).at(hour, minute, 0, 0);
            Some(at.to_zoned(TimeZone::system()).unwrap().timestamp())
        };
        assert_eq!(read("2026-11-28 14:30", false), local(2026, 11, 28, 14, 30));
        assert_eq!(read("2026-11-28T14:30", true), local(2026, 11, 28, 14, 30));
        assert_eq!(read("2026-11-28", false), local(2026, 11, 28, 0, 0));
        assert_eq!(read(" 2026-11-30 ", true), local(2026, 12, 1, 0, 0));
        for bad in ["", "yesterday", "28.11.2026", "2026-13-01"] {
            assert_eq!(read(bad, false), None, "{bad}");
        }
    }

    #[test]
    fn a_stretch_ends_after_it_begins() {
        assert!(listing(None, Some("2026-11-28"), Some("2026-11-28")).is_ok());
        assert!(listing(None, Some("2026-11-29"), Some("2026-11-28")).is_err());
    }
}

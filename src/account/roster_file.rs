//! A roster as people write it: TOML, or a table out of a spreadsheet.
//!
//! Pure: text in, seats out, every fault with its line.
//!
//! ```text
//! [[seat]]                                   date,counter,name,from,until
//! counter = "3号窗口"                         2026-11-23,3号窗口,张三,09:00,12:00
//! name = "张三"
//! from = "2026-11-23 09:00"                  counter,name,from,until
//! until = "2026-11-23 12:00"                 3号窗口,张三,2026-11-23 09:00,2026-11-23 12:00
//! ```
//!
//! With `date` the other two are times of that day. The table begins with its columns, in
//! any order, in English or Chinese (日期, 柜台, 姓名, 起, 止).

use super::{Account, Office, Origin, Seat, Standing};
use crate::document::{Document, Fault, Faults};
use crate::tr;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// One line of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// The counter's name.
    pub counter: String,
    /// Whoever sits there, as they sign in.
    pub name: String,
    /// From then on, where the hall stands.
    pub from: DateTime,
    /// Until then.
    pub until: DateTime,
    /// The line that it stands in, counted from 1.
    pub line: usize,
}

/// The columns of a table; each by any of its names.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("date", &["date", "日期"]),
    ("counter", &["counter", "柜台", "窗口"]),
    ("name", &["name", "姓名"]),
    ("from", &["from", "起", "开始"]),
    ("until", &["until", "止", "结束"]),
];

/// Reads a roster: a table when the document is called `.csv`, else TOML.
pub fn read_roster(document: &Document) -> Result<Vec<Shift>, Faults> {
    let is_table = document.name().to_ascii_lowercase().ends_with(".csv");
    let (shifts, faults) = if is_table { table(document) } else { toml(document) };
    match faults.is_empty() {
        true => Ok(shifts),
        false => Err(Faults(faults)),
    }
}

fn toml(document: &Document) -> (Vec<Shift>, Vec<Fault>) {
    let (read, mut faults) = document.survey(|top| {
        let mut lines = Vec::new();
        for seat in top.sections("seat") {
            let line = seat.place("counter").line;
            let date = seat.string("date").unwrap_or_default();
            let [counter, name, from, until] =
                ["counter", "name", "from", "until"].map(|key| seat.required_string(key));
            let whole = ["counter", "name", "from", "until"].iter().all(|key| seat.has(key));
            if whole {
                lines.push((line, date, counter, name, from, until));
            }
        }
        lines
    });
    let mut shifts = Vec::new();
    for (line, date, counter, name, from, until) in read.unwrap_or_default() {
        match shift(line, &date, &counter, &name, &from, &until) {
            Ok(shift) => shifts.push(shift),
            Err(why) => faults.push(fault(document.name(), line, why)),
        }
    }
    faults.sort_by_key(|fault| (fault.line, fault.column));
    (shifts, faults)
}

fn table(document: &Document) -> (Vec<Shift>, Vec<Fault>) {
    let (mut shifts, mut faults) = (Vec::new(), Vec::new());
    let rows = document.text().lines().enumerate().map(|(n, text)| (n + 1, cells(text)));
    let mut rows = rows.filter(|(_, row)| row.iter().any(|cell| !cell.is_empty()));
    let places = match rows.next() {
        Some((line, head)) => places(&head).map_err(|why| fault(document.name(), line, why)),
        None => Err(fault(document.name(), 1, tr!("文件是空的", "the file is empty"))),
    };
    let places = match places {
        Ok(places) => places,
        Err(fault) => return (shifts, vec![fault]),
    };
    for (line, row) in rows {
        let cell = |n: usize| places[n].and_then(|at| row.get(at)).map_or("", String::as_str);
        match shift(line, cell(0), cell(1), cell(2), cell(3), cell(4)) {
            Ok(shift) => shifts.push(shift),
            Err(why) => faults.push(fault(document.name(), line, why)),
        }
    }
    (shifts, faults)
}

/// Where each of [`COLUMNS`] stands; only the date may be absent.
fn places(head: &[String]) -> Result<[Option<usize>; 5], String> {
    let mut places = [None; 5];
    for (place, (key, names)) in places.iter_mut().zip(COLUMNS) {
        *place = head.iter().position(|cell| names.contains(&cell.to_ascii_lowercase().as_str()));
        if place.is_none() && key != "date" {
            return Err(tr!(
                "第一行应写列名,缺少 {}(如 date,counter,name,from,until)",
                "the first line names the columns; {} is missing (as in date,counter,name,from,until)",
                names.join("/")
            ));
        }
    }
    Ok(places)
}

/// The cells of a row; in quotes a comma is none, and two quotes are one.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = cells.len() - 1;
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cells[cell].push('"');
            }
            '"' => quoted = !quoted,
            ',' | ',' | '\t' if !quoted => cells.push(String::new()),
            letter => cells[cell].push(letter),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn shift(
    line: usize,
    date: &str,
    counter: &str,
    name: &str,
    from: &str,
    until: &str,
) -> Result<Shift, String> {
    for (value, what) in [
        (counter, tr!("柜台", "the counter")),
        (name, tr!("姓名", "the name")),
        (from, tr!("起", "from")),
        (until, tr!("止", "until")),
    ] {
        if value.is_empty() {
            return Err(tr!("{}是空的", "{} is empty", what));
        }
    }
    let moments = match date {
        "" => moment(from).zip(moment(until)),
        date => day(date).and_then(|date| Some((time(date, from)?, time(date, until)?))),
    };
    let Some((from, until)) = moments else {
        let given = [date, from, until].join(" ");
        return Err(tr!(
            "时间“{}”看不懂,应写成 2026-11-23 09:00,或日期一列加 09:00",
            "cannot read \"{}\"; write 2026-11-23 09:00, or a date and 09:00",
            given.trim()
        ));
    };
    if until <= from {
        return Err(tr!("止不晚于起", "it ends before it begins"));
    }
    let (counter, name) = (counter.to_owned(), name.to_owned());
    Ok(Shift { counter, name, from, until, line })
}

fn day(text: &str) -> Option<Date> {
    // What spreadsheets write for a date.
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn time(date: Date, text: &str) -> Option<DateTime> {
    let parts: Vec<&str> = text.split([':', ':']).collect();
    let [hour, minute] = match parts.as_slice() {
        [hour, minute] | [hour, minute, "00"] => [hour.parse().ok()?, minute.parse().ok()?],
        _ => return None,
    };
    if (hour, minute) == (24, 0) {
        return Some(date.tomorrow().ok()?.at(0, 0, 0, 0));
    }
    Some(date.to_datetime(Time::new(hour, minute, 0, 0).ok()?))
}

fn moment(text: &str) -> Option<DateTime> {
    let (date, of_day) = text.split_once([' ', 'T'])?;
    time(day(date)?, of_day.trim())
}

/// The seats that a roster means, with whoever is called so among `accounts` and where the
/// `counters` are; any counter will do when there are none.
pub fn seats(
    file: &str,
    shifts: &[Shift],
    accounts: &[Account],
    counters: &[String],
    zone: &TimeZone,
) -> Result<Vec<Seat>, Faults> {
    let (mut seats, mut faults) = (Vec::new(), Vec::new());
    for shift in shifts {
        match seat(shift, accounts, counters, zone) {
            Ok(seat) => seats.push((seat, shift.line)),
            Err(why) => faults.push(fault(file, shift.line, why)),
        }
    }
    let mut by_person: Vec<&(Seat, usize)> = seats.iter().collect();
    by_person.sort_by(|(a, _), (b, _)| (&a.person, a.from).cmp(&(&b.person, b.from)));
    for pair in by_person.windows(2) {
        let [(before, _), (after, line)] = pair else { continue };
        if before.person == after.person
            && before.counter != after.counter
            && after.from < before.until
        {
            let why = tr!(
                "同一人同时在 {} 和 {}",
                "the same person is at {} and at {} at once",
                before.counter,
                after.counter
            );
            faults.push(fault(file, *line, why));
        }
    }
    if faults.is_empty() {
        return Ok(seats.into_iter().map(|(seat, _)| seat).collect());
    }
    faults.sort_by_key(|fault| fault.line);
    Err(Faults(faults))
}

fn seat(
    shift: &Shift,
    accounts: &[Account],
    counters: &[String],
    zone: &TimeZone,
) -> Result<Seat, String> {
    let account = accounts.iter().find(|account| account.name == shift.name);
    let Some(account) = account else {
        return Err(tr!(
            "没有名为 {} 的账户;先用 liyu user add 建立",
            "there is no account named {}; make it with liyu user add",
            shift.name
        ));
    };
    if account.office != Office::Staff || account.standing == Standing::Disabled {
        return Err(tr!(
            "{} 不是在册的窗口人员",
            "{} is no member of staff, or has left",
            shift.name
        ));
    }
    if !counters.is_empty() && !counters.contains(&shift.counter) {
        return Err(tr!(
            "设置里没有名为 {} 的柜台",
            "the settings have no counter named {}",
            shift.counter
        ));
    }
    let at = |moment: DateTime| {
        zone.to_ambiguous_zoned(moment)
            .compatible()
            .map(|zoned| zoned.timestamp())
            .map_err(|_| tr!("时间 {} 超出范围", "{} is out of range", moment))
    };
    Ok(Seat {
        counter: shift.counter.clone(),
        person: account.id.clone(),
        from: at(shift.from)?,
        until: at(shift.until)?,
        origin: Origin::Roster,
    })
}

fn fault(file: &str, line: usize, message: String) -> Fault {
    Fault { line, ..Fault::at_start(file, message) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::vault::Secret;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn read(name: &str, text: &str) -> Result<Vec<Shift>, Faults> {
        read_roster(&Document::new(name, text))
    }

    fn staff(id: &str, name: &str) -> Account {
        Account {
            id: id.into(),
            name: name.into(),
            office: Office::Staff,
            unit: String::new(),
            standing: Standing::Active,
            public: Secret::generate().unwrap().public(),
            until: None,
            made_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_same_roster_in_three_forms() {
        let toml = read(
            "roster.toml",
            "[[seat]]\ncounter = \"3号窗口\"\nname = \"张三\"\nfrom = \"2026-11-23 09:00\"\n\
             until = \"2026-11-23T12:00\"\n",
        )
        .unwrap();
        let by_day =
            read("r.csv", "日期,姓名,柜台,起,止\n\n2026/11/23,张三,\"3号窗口\",9:00,12:00:00\n")
                .unwrap();
        let by_moment = read(
            "R.CSV",
            "counter,name,from,until\n3号窗口,张三,2026-11-23 09:00,2026-11-23 12:00\n",
        )
        .unwrap();
        let plain = |shifts: &[Shift]| -> Vec<Shift> {
            shifts.iter().map(|shift| Shift { line: 0, ..shift.clone() }).collect()
        };
        assert_eq!(plain(&toml), plain(&by_day));
        assert_eq!(plain(&toml), plain(&by_moment));
        assert_eq!([toml[0].line, by_day[0].line, by_moment[0].line], [2, 3, 2]);
        assert_eq!(toml[0].until.to_string(), "2026-11-23T12:00:00");
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let text = "date,counter,name,from,until\n2026-11-23,3号窗口,张三,09:00,12:00\n\
                    2026-11-23,3号窗口,,09:00,12:00\n2026-13-23,3号窗口,张三,09:00,12:00\n\
                    2026-11-23,3号窗口,张三,12:00,09:00\n2026-11-23,3号窗口\n";
        let Faults(faults) = read("r.csv", text).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [3, 4, 5, 6]);
        for head in ["", "a,b\n", "counter,name,from\n"] {
            assert_eq!(read("r.csv", head).unwrap_err().0.len(), 1, "{head}");
        }
        let toml = "[[seat]]\ncounter = 3\n[[seat]]\ncounter = \"3\"\nname = \"x\"\nfrom = \"9\"\nuntil = \"1\"\nwhy = 1\n";
        assert!(read("r.toml", toml).unwrap_err().0.len() >= 5);
    }

    #[test]
    fn people_and_counters_must_be_known_and_nobody_is_in_two_places() {
        let text = "date,counter,name,from,until\n2026-11-23,3,张三,09:00,12:00\n\
                    2026-11-23,4,张三,11:00,12:00\n2026-11-23,9,张三,13:00,14:00\n\
                    2026-11-23,3,王五,13:00,14:00\n2026-11-23,3,李四,11:00,24:00\n";
        let shifts = read("r.csv", text).unwrap();
        let accounts = [staff("u1", "张三"), staff("u2", "李四")];
        let counters = ["3".to_owned(), "4".to_owned()];
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let seats = |shifts: &[Shift]| super::seats("r.csv", shifts, &accounts, &counters, &zone);
        let Faults(faults) = seats(&shifts).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [3, 4, 5]);
        let good = [shifts[0].clone(), shifts[4].clone()];
        let good = seats(&good).unwrap();
        assert_eq!((good[0].person.as_str(), good[1].person.as_str()), ("u1", "u2"));
        assert_eq!(good[0].from, "2026-11-23T01:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(good[1].until, "2026-11-23T16:00:00Z".parse::<Timestamp>().unwrap());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(counter,name,from,until\n)?.{0,200}", table in any::<bool>()) {
            let name = if table { "r.csv" } else { "r.toml" };
            let lines = text.lines().count().max(1);
            if let Err(Faults(faults)) = read(name, &text) {
                prop_assert!(!faults.is_empty() && faults.iter().all(|fault| fault.line <= lines));
            }
        }
    }
}

//! `liyu user list`.

use super::called;
use crate::account::{Account, Standing};
use crate::cli::ListUsers;
use crate::lang::{pick, tell};
use crate::record::Store;
use crate::tr;
use anyhow::Result;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use std::io::Write;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// Prints all accounts, in the order in which they were made.
pub fn run(store_dir: &Path, args: &ListUsers, out: &mut impl Write) -> Result<()> {
    let accounts = Store::open_read_only(store_dir)?.accounts()?;
    if args.json {
        for account in &accounts {
            writeln!(out, "{}", serde_json::to_string(account)?)?;
        }
        return Ok(());
    }
    if accounts.is_empty() {
        tell(tr!(
            "还没有账户,一切公开;用 liyu user add 名字 --role supervisor 建立第一个",
            "there is no account and everything lies open; make the first with liyu user add NAME --role supervisor"
        ));
        return Ok(());
    }
    let rows: Vec<[String; 6]> = accounts.iter().map(row).collect();
    let widths: Vec<usize> = (0..6)
        .map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0))
        .collect();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn row(account: &Account) -> [String; 6] {
    let standing = match account.standing {
        Standing::Active => pick("在用", "active"),
        Standing::Leaving => pick("离岗,申诉未完", "leaving"),
        Standing::Disabled => pick("停用", "disabled"),
    };
    let unit = match account.unit.as_str() {
        "" => pick("全部", "all units"),
        unit => unit,
    };
    let until = account.until.map(|until| {
        let last = until - SignedDuration::from_secs(1);
        tr!("到 {}", "until {}", last.to_zoned(TimeZone::system()).date())
    });
    [
        account.id.clone(),
        account.name.clone(),
        called(account.office).to_owned(),
        unit.to_owned(),
        standing.to_owned(),
        until.unwrap_or_default(),
    ]
}

//! `liyu notice`: the page that hangs in the hall.

use crate::cli::Notice;
use crate::config::Config;
use crate::lang::{self, Lang, tell};
use crate::notice::{Sheet, page};
use crate::tr;
use anyhow::{Context, Result};
use std::fs;
use std::io::Write;

/// Prints the page, or writes it to a file; tells what is not filled in.
pub fn run(config: &Config, args: &Notice, out: &mut impl Write) -> Result<()> {
    let html = page(&Sheet {
        unit: &config.unit,
        rules: &config.retention,
        around_s: (config.clip_pre_roll_s, config.clip_post_roll_s),
        complaint_s: config.complaint.keep_s,
        shut_outside_hours: config.shut_outside_hours,
        english: lang::current() == Lang::En,
    });
    match &args.out {
        Some(path) => {
            fs::write(path, html)
                .with_context(|| tr!("写不进 {}", "cannot write {}", path.display()))?;
            tell(tr!(
                "已写入 {};用浏览器打开并打印,张贴后在设置 [attest] notice 写上日期",
                "wrote {}; open it in a browser and print it; once it hangs, write the date into the settings, [attest] notice",
                path.display()
            ));
        }
        None => out.write_all(html.as_bytes())?,
    }
    let lacking = config.unit.lacking();
    if !lacking.is_empty() {
        tell(tr!(
            "告知书还缺:{};写进设置再做一次",
            "the notice still lacks: {}; write them into the settings and make it again",
            lacking.join(", ")
        ));
    }
    Ok(())
}

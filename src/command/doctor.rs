//! `liyu doctor`: is everything in order, and if not, what to do.
//!
//! Looks at each part by itself, so that one fault does not hide the next.

use super::reload::Packs;
use super::setup;
use crate::cli::Common;
use crate::clock;
use crate::config::{Config, Counter};
use crate::phrasebook::{Standing, short};
use crate::record::{RecordError, Store};
use crate::service::ServiceError;
use crate::service::client::Client;
use crate::{capture, model, tr};
use anyhow::{Result, bail};
use jiff::tz::TimeZone;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

/// A store with less room than this should not begin a day.
const LEAST_FREE_MB: u64 = 500;
/// Flaws of a store that are told here; the others are told by `liyu log verify`.
const FLAWS_SHOWN: usize = 3;
/// A clock before this year was never set.
const FIRST_YEAR: i16 = 2025;

/// What a check comes to.
enum Finding {
    Good(String),
    /// It works, and somebody should know.
    Doubtful(String),
    /// It does not work; says what to do.
    Bad(String),
}

/// Prints one line a check; an error when one of them is bad.
pub fn run(common: &Common) -> Result<()> {
    let mut bad = 0;
    let mut told = Vec::new();
    let mut tell = |part: String, finding: Finding| {
        let (mark, text) = match finding {
            Finding::Good(text) => (tr!("正常", "ok  "), text),
            Finding::Doubtful(text) => (tr!("注意", "note"), text),
            Finding::Bad(text) => {
                bad += 1;
                (tr!("有误", "BAD "), text)
            }
        };
        let text = text.replace('\n', "\n          ");
        told.push(format!("[{mark}] {part}: {text}"));
    };

    let config = match Config::find(common.config.as_deref(), &common.store) {
        Ok(config) => {
            let counters = config.counters.len();
            let text = match counters {
                0 => Finding::Doubtful(tr!(
                    "没有配置柜台,将用默认麦克风",
                    "no counter is configured; the default microphone will be used"
                )),
                _ => Finding::Good(tr!("{} 个柜台", "{} counter(s)", counters)),
            };
            tell(tr!("设置", "settings"), text);
            config
        }
        Err(faults) => {
            tell(tr!("设置", "settings"), Finding::Bad(faults.to_string()));
            // Look at the rest as it would be without that file.
            Config::parse(&crate::document::Document::new("", ""), Path::new(""))?
        }
    };
    tell(tr!("用语表", "phrase lists"), lists(&config));
    tell(tr!("模型", "model"), model_file(&config));
    for (part, finding) in devices(&config) {
        tell(part, finding);
    }
    tell(tr!("记录", "store"), store(&common.store));
    tell(tr!("磁盘", "disk"), disk(&common.store));
    tell(tr!("时钟", "clock"), time());
    tell(tr!("服务", "service"), service(&common.store));
    writeln!(io::stdout().lock(), "{}", told.join("\n"))?;
    if bad > 0 {
        bail!(tr!("有 {} 项需要处理", "{} part(s) need attention", bad));
    }
    Ok(())
}

fn bad(error: impl Display) -> Finding {
    Finding::Bad(error.to_string())
}

fn lists(config: &Config) -> Finding {
    let (_, lists) = match Packs::load(config) {
        Ok(loaded) => loaded,
        Err(error) => return bad(error),
    };
    let count = lists.book.phrases().len();
    let version = lists.version();
    let mut text = tr!("{} 条,版本 {}", "{} phrases, version {}", count, short(&version));
    for pack in &lists.packs {
        text = format!("{text}\n{}: {}", pack.pack, standing(pack));
    }
    if count == 0 { Finding::Doubtful(text) } else { Finding::Good(text) }
}

/// How a pack stands, as `liyu phrases publish` has left it.
fn standing(pack: &Standing) -> String {
    let mut parts = Vec::new();
    match (&pack.version, pack.since) {
        (Some(version), Some(since)) => {
            parts.push(tr!("生效 {}(自 {})", "in force {} (since {})", version, since));
        }
        (Some(version), None) => {
            parts.push(tr!("生效 {}(无历史)", "in force {} (no history)", version));
        }
        (None, _) => parts.push(tr!("未生效", "not in force")),
    }
    if let Some((version, from)) = &pack.coming {
        parts.push(tr!("待生效 {}(自 {})", "coming {} (from {})", version, from));
    }
    if let Some(version) = &pack.trial {
        parts.push(tr!("试行 {}", "on trial {}", version));
    }
    if let Some(version) = &pack.draft {
        parts.push(tr!("草稿 {}", "draft {}", version));
    }
    parts.join(&tr!(";", "; "))
}

fn model_file(config: &Config) -> Finding {
    let verified = model::locate(&config.model, &setup::model_dirs(config))
        .and_then(|path| model::verify(&path).map(|verified| (path, verified)));
    match verified {
        Ok((path, verified)) => {
            let text = format!("{} (SHA-256 {:.8})", path.display(), verified.sha256);
            match verified.known {
                Some(_) => Finding::Good(text),
                None => Finding::Doubtful(tr!(
                    "{},不是目录里的任何一个;若不是自备的模型,请重新安装:liyu model install",
                    "{}, none of the catalogue; unless it is your own: liyu model install",
                    text
                )),
            }
        }
        Err(error) => bad(error),
    }
}

fn devices(config: &Config) -> Vec<(String, Finding)> {
    let part = tr!("录音设备", "input devices");
    let found = match capture::devices() {
        Ok(found) => found,
        Err(error) => return vec![(part, bad(error))],
    };
    let mut findings = vec![(part, Finding::Good(tr!("{} 个", "{} found", found.len())))];
    for Counter { name, device, .. } in &config.counters {
        let Some(device) = device else { continue };
        let is_there = found.iter().any(|d| d.name.contains(device) || d.id.contains(device));
        let finding = match is_there {
            true => Finding::Good(device.clone()),
            false => Finding::Bad(tr!(
                "没有找到设备 {};用 liyu devices 看有哪些",
                "no device {}; liyu devices lists what there is",
                device
            )),
        };
        findings.push((tr!("柜台 {}", "counter {}", name), finding));
    }
    findings
}

/// Looks without mending: opening to write is for who records.
fn store(dir: &Path) -> Finding {
    if !dir.exists() {
        let text = tr!(
            "{} 还没有,第一次运行时建立",
            "{} is not there yet; the first run makes it",
            dir.display()
        );
        return Finding::Doubtful(text);
    }
    if let Err(error) = tempfile::tempfile_in(dir) {
        return Finding::Bad(tr!(
            "{} 不可写({});请检查权限",
            "{} cannot be written ({}); check its permissions",
            dir.display(),
            error
        ));
    }
    match Store::open_read_only(dir).and_then(|store| store.check(None)) {
        Ok(found) if found.flaws.is_empty() => Finding::Good(dir.display().to_string()),
        Ok(found) => {
            let first: Vec<String> =
                found.flaws.iter().take(FLAWS_SHOWN).map(ToString::to_string).collect();
            Finding::Bad(tr!(
                "有 {} 处与写入时不同,全部见 liyu log verify\n{}",
                "{} thing(s) are not as they were written; all: liyu log verify\n{}",
                found.flaws.len(),
                first.join("\n")
            ))
        }
        Err(RecordError::NoStore { .. }) => Finding::Doubtful(tr!(
            "{} 里还没有记录",
            "nothing is recorded in {} yet",
            dir.display()
        )),
        Err(error) => bad(error),
    }
}

fn disk(dir: &Path) -> Finding {
    // A store that is not there yet will lie where its parent lies.
    let dir = dir.ancestors().find(|dir| dir.exists()).unwrap_or(Path::new("."));
    match fs4::available_space(dir) {
        Ok(bytes) => {
            let free_mb = bytes / 1_000_000;
            let text = tr!("可用 {} MB", "{} MB free", free_mb);
            if free_mb >= LEAST_FREE_MB {
                Finding::Good(text)
            } else {
                Finding::Bad(tr!(
                    "{},少于 {} MB;请清理磁盘或换 --store",
                    "{}, less than {} MB; make room or choose another --store",
                    text,
                    LEAST_FREE_MB
                ))
            }
        }
        Err(error) => bad(error),
    }
}

fn time() -> Finding {
    let now = clock::now().to_zoned(TimeZone::system());
    let text = now.strftime("%F %T %Z").to_string();
    if now.year() < FIRST_YEAR {
        return Finding::Bad(tr!(
            "{},时钟没有校准;请先校时,事件的时间才可信",
            "{}: the clock is not set; set it, or no incident has a true time",
            text
        ));
    }
    Finding::Good(text)
}

fn service(dir: &Path) -> Finding {
    match Client::attach(dir, "") {
        Ok(_) => Finding::Good(tr!("正在运行", "running")),
        Err(ServiceError::NotRunning { .. }) => Finding::Doubtful(tr!(
            "没有运行;liyu watch 启动",
            "not running; start it with liyu watch"
        )),
        Err(error) => bad(error),
    }
}

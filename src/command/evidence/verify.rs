//! `liyu evidence verify`: is a bundle what two people signed, and is the phrase in it?

use super::replay::{self, Heard};
use crate::bundle::{Checked, Manifest, check, fingerprint};
use crate::cli::Verify;
use crate::config::Config;
use crate::document::Faults;
use crate::record::RecordError;
use crate::tr;
use anyhow::{Result, bail};
use jiff::tz::TimeZone;
use std::fs::File;
use std::io::{Read, Write};

/// Longest file that is read, bytes.
const MOST_BYTES: u64 = 1 << 30;

/// Prints what the bundle says of itself and every flaw; an error when there is one, or
/// when it was to be heard again and the phrase was not.
pub fn run(
    args: &Verify,
    config: impl FnOnce() -> Result<Config, Faults>,
    out: &mut impl Write,
) -> Result<()> {
    let reading = |source| RecordError::Unreadable { path: args.file.clone(), source };
    let mut bytes = Vec::new();
    let file = File::open(&args.file).map_err(reading)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(reading)?;
    let checked = check(&bytes, &args.key);
    drop(bytes);
    if let Some(manifest) = &checked.manifest {
        introduce(manifest, &checked, out)?;
    }
    for flaw in &checked.flaws {
        writeln!(out, "{}: {flaw}", tr!("有误", "BAD"))?;
    }
    if !checked.flaws.is_empty() {
        bail!(tr!(
            "{} 有 {} 处不符,不能作为证据",
            "{}: {} flaw(s); it proves nothing",
            args.file.display(),
            checked.flaws.len()
        ));
    }
    writeln!(out, "{}", tr!("散列、签名、日志相符", "hashes, signatures and log agree"))?;
    if args.key.is_empty() {
        let text = tr!(
            "签名人是谁要另行核对指纹(--key)",
            "whose the keys are is yours to check: compare fingerprints (--key)"
        );
        writeln!(out, "{text}")?;
    }
    match args.replay {
        true => again(checked, &config()?, out),
        false => Ok(()),
    }
}

fn introduce(manifest: &Manifest, checked: &Checked, out: &mut impl Write) -> Result<()> {
    let incident = &manifest.incident;
    let at = incident.at.to_zoned(TimeZone::system()).strftime("%F %T %Z").to_string();
    let phrase = format!("{} {}", incident.phrase_id, incident.phrase);
    writeln!(out, "{} {} {} {}", incident.id, at, incident.counter, phrase.trim())?;
    let found = &incident.provenance;
    writeln!(
        out,
        "{}",
        tr!(
            "模型 {} {:.12},用语表 {:.12},liyu {}",
            "model {} {:.12}, lists {:.12}, liyu {}",
            found.model,
            found.model_sha256,
            found.lists_sha256,
            found.liyu
        )
    )?;
    let sound = match (&checked.clip, &checked.whole) {
        (_, Some(_)) => tr!("片段和未消音的原声", "the clip and the sound before it was silenced"),
        (Some(_), None) => tr!("片段", "the clip"),
        (None, None) => tr!("没有声音", "no sound"),
    };
    let lines = manifest.log.len();
    let head = &manifest.head;
    writeln!(
        out,
        "{}",
        tr!(
            "{};日志 {} 条;当时日志末条 {} {}",
            "{}; {} line(s) of the log, which then ended with {} {}",
            sound,
            lines,
            head.n,
            head.sha256
        )
    )?;
    for signer in &manifest.signers {
        let (account, name) = (&signer.account, &signer.name);
        let key = fingerprint(&signer.public);
        writeln!(out, "{} {account} {name} {key}", tr!("签名人", "signed by"))?;
    }
    Ok(())
}

/// Hears it again, and says what is the same.
fn again(checked: Checked, config: &Config, out: &mut impl Write) -> Result<()> {
    let (Some(manifest), Some(words)) = (checked.manifest, checked.words) else { return Ok(()) };
    let whole = checked.whole.is_some();
    let Some(sound) = checked.whole.or(checked.clip) else { return Ok(()) };
    if !whole {
        let text = tr!(
            "用片段再听:其中消音的部分听不到",
            "heard again from the clip: what was silenced in it cannot be heard"
        );
        writeln!(out, "{text}")?;
    }
    let heard = replay::run(config, sound, &manifest.incident, &words)?;
    let Heard { model_is_same, lists_are_same, .. } = heard;
    let told = |same: bool| if same { tr!("相同", "the same") } else { tr!("不同", "another") };
    writeln!(
        out,
        "{}",
        tr!("模型{},用语表{}", "model: {}; lists: {}", told(model_is_same), told(lists_are_same))
    )?;
    for utterance in &heard.utterances {
        writeln!(out, "  {:.1}s {}", utterance.start_s, utterance.text)?;
    }
    for hit in &heard.hits {
        writeln!(out, "  {} {:.1}s {} {}", tr!("命中", "found"), hit.start_s, hit.id, hit.phrase)?;
    }
    let incident = &manifest.incident;
    if incident.phrase_id.is_empty() {
        return Ok(());
    }
    if !heard.is_found_again {
        bail!(tr!(
            "再听没有命中 {} {}",
            "heard again, {} {} was not found",
            incident.phrase_id,
            incident.phrase
        ));
    }
    writeln!(
        out,
        "{}",
        tr!(
            "再听仍然命中 {} {}",
            "heard again: {} {} was found",
            incident.phrase_id,
            incident.phrase
        )
    )?;
    Ok(())
}

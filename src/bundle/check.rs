//! Whether a bundle is what was signed: every flaw, each with what it is in.

use super::read::members;
use super::{
    CLIP, FORMAT, Head, MANIFEST, Manifest, SIGNATURES, SIGNED, Signer, WHOLE, WORDS, Words,
    fingerprint, sha256_hex,
};
use crate::tr;
use crate::vault::Signature;
use std::collections::BTreeMap;
use std::fmt;

/// Hex digits of a fingerprint that are enough to name a key.
const FINGERPRINT_LEAST: usize = 16;

/// What is wrong with a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// It is no zip file, or one of another shape.
    NotABundle(String),
    /// A member that does not belong in one, by name.
    Unknown(String),
    /// A member is missing.
    Missing(&'static str),
    /// A member cannot be read.
    Unreadable(&'static str, String),
    /// A member is not what the manifest says.
    Changed(&'static str),
    /// A newer program made it.
    Newer(u32),
    /// It is not about what its clip, words or log are about.
    Mismatch(&'static str),
    /// Fewer than two people signed, by their keys.
    Alone,
    /// Somebody's signature is missing, or is none over this manifest; their account's id.
    Unsigned(String),
    /// The line of the log with this number is not what was written.
    Line(u64),
    /// The lines of the log are not in order, or of the wrong incident; a line's number.
    Order(u64),
    /// No signer has the key with this fingerprint.
    OtherKey(String),
}

/// A bundle that was looked at.
#[derive(Debug, Default)]
pub struct Checked {
    /// What it says of itself; absent when that cannot be read.
    pub manifest: Option<Manifest>,
    /// What was heard.
    pub words: Option<Words>,
    /// The clip, a WAV file.
    pub clip: Option<Vec<u8>>,
    /// The same before anything was silenced.
    pub whole: Option<Vec<u8>>,
    /// All that is wrong with it. Nothing above is to be believed when there is anything.
    pub flaws: Vec<Flaw>,
}

/// Checks the bytes of a bundle; `keys` are fingerprints, or their first 16 or more digits,
/// of people who must be among the signers. Never panics, takes no more memory than a few
/// times the file.
pub fn check(file: &[u8], keys: &[String]) -> Checked {
    let mut checked = Checked::default();
    let flaws = &mut checked.flaws;
    let mut members = members(file, flaws);
    let readable = |flaws: &[Flaw], name| {
        !flaws.iter().any(|f| matches!(f, Flaw::Unreadable(it, _) if *it == name))
    };
    if flaws.iter().any(|flaw| matches!(flaw, Flaw::NotABundle(_))) {
        return checked;
    }
    let Some(bytes) = members.remove(MANIFEST) else {
        if readable(flaws, MANIFEST) {
            flaws.push(Flaw::Missing(MANIFEST));
        }
        return checked;
    };
    let manifest: Manifest = match serde_json::from_slice(&bytes) {
        Ok(manifest) => manifest,
        Err(error) => {
            flaws.push(Flaw::Unreadable(MANIFEST, error.to_string()));
            return checked;
        }
    };
    if manifest.format > FORMAT {
        flaws.push(Flaw::Newer(manifest.format));
    }
    for name in [CLIP, WORDS, WHOLE] {
        match (manifest.members.get(name), members.get(name)) {
            (Some(said), Some(bytes)) => {
                if said.bytes != bytes.len() as u64 || said.sha256 != sha256_hex(bytes) {
                    flaws.push(Flaw::Changed(name));
                }
            }
            // What nobody signed for does not belong in it.
            (None, Some(_)) => flaws.push(Flaw::Unknown(name.to_owned())),
            (Some(_), None) if readable(flaws, name) => flaws.push(Flaw::Missing(name)),
            (None, None) if name != WHOLE => flaws.push(Flaw::Missing(name)),
            (_, None) => {}
        }
    }
    signatures(&manifest, &bytes, members.remove(SIGNATURES), flaws);
    for key in keys {
        let wanted: String =
            key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let fits = |signer: &Signer| fingerprint(&signer.public).starts_with(&wanted);
        if wanted.len() < FINGERPRINT_LEAST || !manifest.signers.iter().any(fits) {
            flaws.push(Flaw::OtherKey(key.clone()));
        }
    }
    log(&manifest, flaws);
    checked.words = members.get(WORDS).and_then(|bytes| match serde_json::from_slice(bytes) {
        Ok(words) => Some(words),
        Err(error) => {
            flaws.push(Flaw::Unreadable(WORDS, error.to_string()));
            None
        }
    });
    checked.clip = members.remove(CLIP);
    if let (Some(clip), false) = (&checked.clip, manifest.incident.custody.is_sealed())
        && sha256_hex(clip) != manifest.incident.clip_sha256
    {
        flaws.push(Flaw::Mismatch(CLIP));
    }
    checked.whole = members.remove(WHOLE);
    checked.manifest = Some(manifest);
    checked
}

/// Two people, with keys of their own, signed these bytes.
fn signatures(manifest: &Manifest, bytes: &[u8], member: Option<Vec<u8>>, flaws: &mut Vec<Flaw>) {
    let read = member.map(|member| serde_json::from_slice::<BTreeMap<String, Signature>>(&member));
    let signatures = match read {
        Some(Ok(signatures)) => signatures,
        Some(Err(error)) => {
            flaws.push(Flaw::Unreadable(SIGNATURES, error.to_string()));
            BTreeMap::new()
        }
        None => {
            flaws.push(Flaw::Missing(SIGNATURES));
            BTreeMap::new()
        }
    };
    let signed = [SIGNED, bytes].concat();
    let mut keys = Vec::new();
    for signer in &manifest.signers {
        let has = |signature| signer.public.has_signed(&signed, signature);
        if signatures.get(&signer.account).is_some_and(has) {
            keys.push(signer.public.to_string());
        } else {
            flaws.push(Flaw::Unsigned(signer.account.clone()));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    if keys.len() < 2 {
        flaws.push(Flaw::Alone);
    }
    for account in signatures.keys() {
        if !manifest.signers.iter().any(|signer| signer.account == *account) {
            flaws.push(Flaw::Unsigned(account.clone()));
        }
    }
}

/// Each line is bound by its hash to the one before, and the last says what the row was.
fn log(manifest: &Manifest, flaws: &mut Vec<Flaw>) {
    let mut last = 0_u64;
    let mut before: Option<&String> = None;
    for bound in &manifest.log {
        let line = &bound.line;
        if line.hash_after(&bound.before) != line.sha256 {
            flaws.push(Flaw::Line(line.n));
        }
        let follows = line.n == last.saturating_add(1) && last > 0;
        let is_next = !follows || before.is_none_or(|before| *before == bound.before);
        if line.n <= last || line.about != manifest.incident.id || !is_next {
            flaws.push(Flaw::Order(line.n));
        }
        (last, before) = (line.n, Some(&line.sha256));
    }
    let Head { n, sha256 } = &manifest.head;
    if *n < last || *n == last && before.is_some_and(|before| before != sha256) {
        flaws.push(Flaw::Order(*n));
    }
    let latest = manifest.log.last().map(|bound| bound.line.row.as_str());
    if latest.is_none_or(|row| row != manifest.row) {
        flaws.push(Flaw::Mismatch(MANIFEST));
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Flaw::NotABundle(why) => tr!("不是证据包({})", "not a bundle ({})", why),
            Flaw::Unknown(name) => tr!("多出成员 {}", "{} does not belong in it", name),
            Flaw::Missing(name) => tr!("缺少 {}", "{} is missing", name),
            Flaw::Unreadable(name, why) => {
                tr!("{} 读不了({})", "{} cannot be read ({})", name, why)
            }
            Flaw::Changed(name) => {
                tr!("{} 与清单上的散列不符", "{} is not what the manifest says", name)
            }
            Flaw::Newer(format) => tr!(
                "由更新的程序制成(格式 {}),请用新版检查",
                "made by a newer program (format {}); check it with that",
                format
            ),
            Flaw::Mismatch(CLIP) => {
                tr!("clip.wav 不是该事件的片段", "clip.wav is not the clip of this incident")
            }
            Flaw::Mismatch(name) => tr!(
                "{} 里的记录与最后一条日志不符",
                "the incident in {} is not what the last line of its log says",
                name
            ),
            Flaw::Alone => tr!("签名不足两人", "fewer than two people signed it"),
            Flaw::Unsigned(account) => {
                tr!("账户 {} 的签名不对或没有", "account {} did not sign this", account)
            }
            Flaw::Line(n) => tr!("日志第 {} 条被改动", "line {} of the log was changed", n),
            Flaw::Order(n) => tr!(
                "日志第 {} 条次序不对或不属于该事件",
                "line {} of the log is out of order or of another incident",
                n
            ),
            Flaw::OtherKey(key) => tr!(
                "签名人里没有指纹为 {} 的密钥(至少写 16 位)",
                "no signer has the key {} (write at least 16 digits)",
                key
            ),
        })
    }
}

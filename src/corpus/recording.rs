//! Recordings with what is said in them, as manifests describe them: to measure by.
//!
//! Main thread. Reads manifests only; the sound is read by whoever needs it.

use super::{CorpusError, Row, has_end, read, recordings};
use crate::tr;
use crate::units::Role;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// One file of sound.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    /// Where it lies.
    pub file: PathBuf,
    /// As its manifest names it, else its file name.
    pub name: String,
    /// What it is: `taboo`, `civil`, `neutral`, `real`, `noise`, `rir` …
    pub kind: Option<String>,
    /// Who speaks: `voice`, else `speaker`.
    pub voice: Option<String>,
    /// Whose channel each is, where the manifest says so; else empty.
    pub roles: Vec<Role>,
    /// What is said, in the order of the manifest; nothing where nothing is written down.
    pub said: Vec<Said>,
    /// How long the room sounds after, in seconds (`rt_s` or `rt`); impulse responses only.
    pub rt_s: Option<f64>,
    /// From mouth to microphone, in metres (`distance_m`).
    pub distance_m: Option<f64>,
}

/// Something that somebody says in a recording.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// The channel, counted from zero.
    pub channel: usize,
    /// Who says it; a clerk where nobody wrote it down, the strictest reading.
    pub role: Role,
    /// What it is, when the turn or its recording says so.
    pub kind: Option<String>,
    /// The words; may be empty.
    pub text: String,
    /// The phrases in it, as texts or ids; `None` when nobody wrote that down.
    pub expect: Option<Vec<String>>,
    /// From when to when, in seconds; `None` for the whole recording.
    pub at_s: Option<(f64, f64)>,
    /// When each phrase was said, where that was measured.
    pub phrases: Vec<PhraseTime>,
}

/// When a phrase was said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhraseTime {
    /// The phrase.
    pub text: String,
    /// Where it begins, in seconds of the recording.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
}

impl Recording {
    /// Reads what lies at `path`: a folder (its `manifest.jsonl`, else its WAV files), a
    /// `.jsonl` manifest, or a WAV file.
    pub fn read_all(path: &Path) -> Result<Vec<Recording>, CorpusError> {
        let manifest = path.join("manifest.jsonl");
        if manifest.is_file() {
            return from_manifest(&manifest);
        }
        let files = if path.is_dir() {
            recordings(path)?.into_iter().filter_map(|line| line.file).collect()
        } else if has_end(path, "wav") {
            vec![path.to_owned()]
        } else {
            return from_manifest(path);
        };
        Ok(files.into_iter().map(Recording::bare).collect())
    }

    fn bare(file: PathBuf) -> Recording {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let clerk = Said { role: Role::Clerk, ..Said::default() };
        Recording { file, name, said: vec![clerk], ..Recording::default() }
    }

    /// Whether words are written down for it.
    pub fn is_speech(&self) -> bool {
        self.said.iter().any(|said| !said.text.is_empty())
    }
}

fn from_manifest(path: &Path) -> Result<Vec<Recording>, CorpusError> {
    let text = read(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut found = Vec::new();
    for (at, row) in text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let wrong = |why| CorpusError::Line { path: path.to_owned(), line: at + 1, why };
        let value: Value = serde_json::from_str(row).map_err(|error| wrong(error.to_string()))?;
        let row = Row { value: &value, folder, number: at + 1 };
        let recording = row.recording().map_err(wrong)?;
        found.push(recording);
    }
    if found.is_empty() {
        return Err(CorpusError::Line {
            path: path.to_owned(),
            line: 1,
            why: tr!("清单是空的", "the manifest is empty"),
        });
    }
    Ok(found)
}

impl Row<'_> {
    /// The recording of a row; why not, when it names none.
    fn recording(&self) -> Result<Recording, String> {
        let name = self.word("file").ok_or_else(|| tr!("没有 file", "no file"))?;
        let roles: Vec<Role> =
            self.words("channels").iter().map(|role| named_role(role)).collect::<Result<_, _>>()?;
        let said = match self.value.get("turns").and_then(Value::as_array) {
            Some(turns) => turns
                .iter()
                .map(|turn| Row { value: turn, ..*self }.said(&roles))
                .collect::<Result<_, _>>()?,
            None => vec![self.said(&roles)?],
        };
        let rt = self.number_at("rt_s").or(self.number_at("rt"));
        Ok(Recording {
            file: self.folder.join(&name),
            name,
            kind: self.word("kind"),
            voice: self.word("voice").or(self.word("speaker")),
            roles,
            said,
            rt_s: rt,
            distance_m: self.number_at("distance_m"),
        })
    }

    fn said(&self, roles: &[Role]) -> Result<Said, String> {
        let role = match self.word("role") {
            Some(role) => named_role(&role)?,
            None => Role::Clerk,
        };
        let channel = match self.number_at("channel") {
            Some(channel) => channel.max(0.0) as usize,
            None => roles.iter().position(|of| *of == role).unwrap_or(0),
        };
        let labelled = ["expect", "taboo", "kind"].iter().any(|key| self.value.get(key).is_some());
        let expect: Vec<String> =
            ["expect", "taboo"].iter().flat_map(|key| self.words(key)).collect();
        let times = (self.number_at("start_s"), self.number_at("end_s"));
        Ok(Said {
            channel,
            role,
            kind: self.word("kind"),
            text: self.word("text").unwrap_or_default(),
            expect: labelled.then_some(expect),
            at_s: times.0.zip(times.1),
            phrases: self.phrases(),
        })
    }

    fn phrases(&self) -> Vec<PhraseTime> {
        let rows = self.value.get("phrases").and_then(Value::as_array);
        let times = rows.into_iter().flatten().filter_map(|value| {
            let row = Row { value, ..*self };
            let (start_s, end_s) = (row.number_at("start_s")?, row.number_at("end_s")?);
            Some(PhraseTime { text: row.word("text")?, start_s, end_s })
        });
        times.collect()
    }

    fn number_at(&self, key: &str) -> Option<f64> {
        self.value.get(key)?.as_f64().filter(|number| number.is_finite())
    }
}

fn named_role(word: &str) -> Result<Role, String> {
    Role::from_word(word).ok_or_else(|| {
        tr!(
            "没有“{}”这种角色;应为 clerk、citizen、room、unknown",
            "no role \"{}\"; use clerk, citizen, room, unknown",
            word
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    fn rows(text: &str) -> Result<Vec<Recording>, CorpusError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.jsonl");
        fs::write(&path, text).unwrap();
        Recording::read_all(&path)
    }

    #[test]
    fn one_utterance_a_file_is_a_clerks_unless_it_says_so() {
        let told = rows(
            "{\"file\": \"a.wav\", \"kind\": \"taboo\", \"text\": \"不归我管\", \"expect\": [\"不归我管\"], \"voice\": \"f1\", \"phrases\": [{\"text\": \"不归我管\", \"start_s\": 0.2, \"end_s\": 1.1}]}\n\
             {\"file\": \"b.wav\", \"role\": \"citizen\", \"text\": \"快点\", \"speaker\": \"s\"}\n",
        )
        .unwrap();
        let first = &told[0].said[0];
        assert_eq!((told[0].name.as_str(), first.role), ("a.wav", Role::Clerk));
        assert_eq!(first.expect.as_deref(), Some(&["不归我管".to_owned()][..]));
        assert_eq!(first.phrases[0].end_s, 1.1);
        let second = &told[1].said[0];
        assert_eq!((second.role, &second.expect), (Role::Citizen, &None));
        assert_eq!(told[1].voice.as_deref(), Some("s"));
    }

    #[test]
    fn turns_stand_on_the_channel_of_their_role() {
        let told = rows(
            "{\"file\": \"d.wav\", \"channels\": [\"clerk\", \"citizen\"], \"turns\": [{\"role\": \"citizen\", \"text\": \"快点\", \"start_s\": 1, \"end_s\": 2.5}]}\n",
        )
        .unwrap();
        assert_eq!(told[0].roles, [Role::Clerk, Role::Citizen]);
        let turn = &told[0].said[0];
        assert_eq!((turn.channel, turn.at_s), (1, Some((1.0, 2.5))));
    }

    #[test]
    fn faults_have_their_line() {
        for (text, place) in [
            ("{\"file\": \"a.wav\"}\n{\"text\": \"x\"}\n", "m.jsonl:2"),
            ("{\"file\": \"a.wav\", \"role\": \"boss\"}\n", "m.jsonl:1"),
            ("\n", "m.jsonl:1"),
        ] {
            let told = rows(text).unwrap_err().to_string();
            assert!(told.contains(place), "{told}");
        }
    }
}

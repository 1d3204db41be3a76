//! The thread `keeper`: it holds the secret of whoever is signed in and opens what is
//! sealed to them.
//!
//! The secret never leaves it, and is wiped when somebody signs out and when the console
//! ends. What it opens is in memory only. Whoever asks never waits; a passphrase takes a
//! third of a second here, while keys go on being read.

use super::state::Passphrase;
use crate::player::InMemory;
use crate::record::{self, HeardUtterance, Renewed};
use crate::service::message::Challenge;
use crate::service::{ServiceError, signin};
use crate::vault::{Secret, VaultError};
use crossbeam_channel::{Receiver, Sender, bounded, never};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// Jobs that may wait: a person makes one at a time, and every page of complaints one.
const JOBS: usize = 64;

/// Bytes of the largest piece of evidence that is opened: as the player's longest clip of
/// eight channels, and some.
const LARGEST: u64 = 256 << 20;

/// What the keeper is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// Opens the account's secret and the text of the challenge with it.
    Unlock {
        /// The console's; comes back with the answer.
        serial: u64,
        /// What the service sent.
        challenge: Challenge,
        /// What was typed.
        passphrase: Passphrase,
    },
    /// Opens the evidence of the incident `id`, paths absolute.
    Open {
        /// The incident's id.
        id: String,
        /// The sealed clip.
        clip: String,
        /// The sealed words.
        words: String,
    },
    /// Opens sealed notes.
    Notes(Vec<String>),
    /// Seals one piece of evidence anew that is sealed to others than today's people: the
    /// first behind the incident `after`.
    Renew {
        /// An incident's id, or nothing.
        after: String,
    },
    /// Wipes the secret.
    Forget,
}

/// Why something stays shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// It is not sealed to whoever is signed in.
    NotForYou,
    /// It is not what was written, or no passphrase fits it.
    Damaged,
    /// The passphrase is another.
    WrongPassphrase,
    /// It is not there, or cannot be read.
    Missing,
}

/// What the keeper answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// The text of the challenge, or why not.
    Unlocked {
        /// The try's.
        serial: u64,
        /// The text.
        proof: Result<String, Shut>,
    },
    /// The evidence of an incident.
    Opened {
        /// The incident's id.
        id: String,
        /// The path of the sealed clip.
        clip: String,
        /// The path of the sealed words.
        words: String,
        /// What was heard.
        heard: Result<Vec<HeardUtterance>, Shut>,
        /// The clip.
        sound: Result<InMemory, Shut>,
    },
    /// Notes as they stood and what they say; nothing where they are not for this person.
    Notes(Vec<(String, Option<String>)>),
    /// Evidence sealed anew; absent when there is none that this person can open.
    Renewed(Option<Box<Renewed>>),
}

/// Where evidence that is to be sealed anew is found: a store, and what seals the first
/// behind an incident with a secret that opens it.
pub type Renewer = (PathBuf, fn(&Path, &str, &Secret) -> Option<Renewed>);

/// The thread, for as long as the console runs.
pub struct Keeper {
    jobs: Option<Sender<Job>>,
    answers: Receiver<Kept>,
    /// Raised where no job of forgetting could be handed over.
    forget: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Holds nothing yet. Where no thread can be had it takes no job.
    pub fn new(renewer: Option<Renewer>) -> Keeper {
        let (job, jobs) = bounded(JOBS);
        let (kept, answers) = bounded(JOBS);
        let forget = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&forget);
        let work = move || {
            let mut secret = None;
            for job in jobs {
                if told.swap(false, Ordering::SeqCst) {
                    secret = None;
                }
                let Some(answer) = done(&mut secret, job, renewer.as_ref()) else { continue };
                if kept.send(answer).is_err() {
                    break;
                }
            }
        };
        let thread = thread::Builder::new().name("keeper".to_owned()).spawn(work).ok();
        Keeper { jobs: Some(job), answers, forget, thread }
    }

    /// Asks for a job; false when it cannot be taken now.
    #[must_use]
    pub fn ask(&self, job: Job) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| jobs.try_send(job).is_ok())
    }

    /// Wipes the secret before the next job that is waiting is done.
    pub fn forget(&self) {
        self.forget.store(true, Ordering::SeqCst);
    }

    /// Answers as they come.
    pub fn answers(&self) -> &Receiver<Kept> {
        &self.answers
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.jobs = None;
        // An answer that is ready must not wait for ever to be fetched.
        drop(std::mem::replace(&mut self.answers, never()));
        if let Some(thread) = self.thread.take() {
            // A panic in it has been printed; the secret went with it.
            let _ = thread.join();
        }
    }
}

/// Does a job with the secret that is held, if one is.
fn done(secret: &mut Option<Secret>, job: Job, renewer: Option<&Renewer>) -> Option<Kept> {
    match job {
        Job::Unlock { serial, challenge, passphrase } => {
            *secret = None;
            let proof =
                signin::answer(&challenge, passphrase.text()).map_err(|error| match error {
                    ServiceError::WrongPassphrase => Shut::WrongPassphrase,
                    _ => Shut::Damaged,
                });
            let proof = proof.map(|(opened, text)| {
                *secret = Some(opened);
                text
            });
            Some(Kept::Unlocked { serial, proof })
        }
        Job::Open { id, clip, words } => {
            let secret = secret.as_ref().ok_or(Shut::NotForYou);
            let file = |path: &str| read(Path::new(path));
            let heard = secret
                .and_then(|secret| record::read_sealed_words(&file(&words)?, secret).map_err(shut));
            let sound =
                secret.and_then(|secret| record::open_clip(&file(&clip)?, secret).map_err(shut));
            Some(Kept::Opened { id, clip, words, heard, sound: sound.map(InMemory::new) })
        }
        Job::Notes(notes) => {
            let said = |note: String| {
                let text = secret.as_ref().and_then(|secret| record::open_note(&note, secret).ok());
                (note, text)
            };
            Some(Kept::Notes(notes.into_iter().map(said).collect()))
        }
        Job::Renew { after } => {
            let renewed = secret.as_ref().zip(renewer);
            let renewed = renewed.and_then(|(secret, (dir, next))| next(dir, &after, secret));
            Some(Kept::Renewed(renewed.map(Box::new)))
        }
        Job::Forget => {
            *secret = None;
            None
        }
    }
}

fn shut(error: VaultError) -> Shut {
    match error {
        VaultError::NotForYou => Shut::NotForYou,
        VaultError::WrongPassphrase => Shut::WrongPassphrase,
        _ => Shut::Damaged,
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Shut> {
    let length = fs::metadata(path).map_err(|_| Shut::Missing)?.len();
    if length > LARGEST {
        return Err(Shut::Damaged);
    }
    fs::read(path).map_err(|_| Shut::Missing)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::vault::{Cost, lock, seal};
    use sha2::Digest as _;

    fn typed(text: &str) -> Passphrase {
        let mut passphrase = Passphrase::default();
        text.chars().for_each(|c| passphrase.push(c));
        passphrase
    }

    fn challenge(secret: &Secret, text: &str) -> Challenge {
        let locked = lock(secret, "correct horse", Cost(2)).unwrap();
        let sealed = seal(text.as_bytes(), &[secret.public()]).unwrap();
        Challenge { locked: hex::encode(&locked), sealed: hex::encode(&sealed) }
    }

    fn unlock(
        held: &mut Option<Secret>,
        challenge: &Challenge,
        text: &str,
    ) -> Result<String, Shut> {
        let (challenge, passphrase) = (challenge.clone(), typed(text));
        match done(held, Job::Unlock { serial: 7, challenge, passphrase }, None) {
            Some(Kept::Unlocked { serial: 7, proof }) => proof,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_passphrase_opens_the_challenge_and_nothing_else_does() {
        let mut held = None;
        let good = challenge(&Secret::generate().unwrap(), "made up");
        assert_eq!(unlock(&mut held, &good, "correct horse"), Ok("made up".to_owned()));
        assert!(held.is_some());
        assert_eq!(unlock(&mut held, &good, "another"), Err(Shut::WrongPassphrase));
        assert!(held.is_none(), "a secret outlived a try");
        let other = challenge(&Secret::generate().unwrap(), "made up");
        let torn = Challenge { sealed: other.sealed, ..good.clone() };
        assert_eq!(unlock(&mut held, &torn, "correct horse"), Err(Shut::Damaged));
        for locked in ["", "zz", "0", "00"] {
            let broken = Challenge { locked: locked.into(), ..good.clone() };
            assert_eq!(unlock(&mut held, &broken, "correct horse"), Err(Shut::Damaged));
        }
    }

    #[test]
    fn evidence_opens_to_its_people_in_memory_and_to_nobody_after_they_left() {
        let dir = tempfile::tempdir().unwrap();
        let (mine, other) = (Secret::generate().unwrap(), Secret::generate().unwrap());
        let (clip, words) = (dir.path().join("a.wav.age"), dir.path().join("a.json"));
        fs::write(&clip, seal(b"RIFF", &[mine.public()]).unwrap()).unwrap();
        let body = seal(b"[]", &[mine.public()]).unwrap();
        let label = serde_json::json!({
            "format": 1,
            "incident": crate::console::sample::incident(0),
            "clip_start_s": 0.0,
            "hit_in_clip_s": 1.0,
            "clip_s": 2.0,
            "body_sha256": hex::encode(sha2::Sha256::digest(&body)),
        });
        let mut file = serde_json::to_vec(&label).unwrap();
        file.push(b'\n');
        file.extend(body);
        fs::write(&words, &file).unwrap();
        let job = |words: &Path| Job::Open {
            id: "x".into(),
            clip: clip.display().to_string(),
            words: words.display().to_string(),
        };
        let open = |held: &mut Option<Secret>, words: &Path| match done(held, job(words), None) {
            Some(Kept::Opened { heard, sound, .. }) => (heard, sound.map(|s| s.as_ref().to_vec())),
            told => panic!("{told:?}"),
        };
        let mut held = Some(mine);
        assert_eq!(open(&mut held, &words), (Ok(vec![]), Ok(b"RIFF".to_vec())));
        assert_eq!(open(&mut held, &dir.path().join("none")).0, Err(Shut::Missing));
        fs::write(&words, &file[..file.len() - 1]).unwrap();
        assert_eq!(open(&mut held, &words).0, Err(Shut::Damaged));
        fs::write(&words, &file).unwrap();
        held = Some(other);
        assert_eq!(open(&mut held, &words), (Err(Shut::NotForYou), Err(Shut::NotForYou)));
        assert_eq!(done(&mut held, Job::Forget, None), None);
        assert!(held.is_none());
        assert_eq!(open(&mut held, &words).0, Err(Shut::NotForYou));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "something was written");
    }

    #[test]
    fn notes_open_to_their_people() {
        let mine = Secret::generate().unwrap();
        let note =
            format!("age:{}", hex::encode(seal("已谈话".as_bytes(), &[mine.public()]).unwrap()));
        let notes = vec![note.clone(), "age:00".into(), "open".into()];
        let told = done(&mut Some(mine), Job::Notes(notes.clone()), None);
        let said = vec![
            (note, Some("已谈话".to_owned())),
            ("age:00".into(), None),
            ("open".into(), Some("open".into())),
        ];
        assert_eq!(told, Some(Kept::Notes(said)));
        let nobody = done(&mut None, Job::Notes(notes), None);
        assert!(matches!(nobody, Some(Kept::Notes(said)) if said.iter().all(|(_, t)| t.is_none())));
    }

    #[test]
    fn the_thread_ends_with_answers_that_nobody_fetched() {
        let keeper = Keeper::new(None);
        for _ in 0..JOBS {
            assert!(keeper.ask(Job::Notes(Vec::new())));
        }
        drop(keeper);
    }
}

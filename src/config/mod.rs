//! Settings: raw text to checked values.
//!
//! Every default stands once, in `default.toml`, which is also the file that
//! people read. A file of theirs is laid over it key by key; every fault of it
//! is reported at once with line and column. Runs on the main thread before
//! anything else; stages receive their own `Config` and read no file.

mod accounts;
mod layer;
mod retention;
mod unit;

pub use accounts::{Accounts, Review};

use crate::calendar::{Calendar, Extended, Session, dates, weekday};
use crate::capture::ChannelMap;
use crate::document::{Document, Faults};
use crate::normalize::Accents;
use crate::notice::Unit;
use crate::record::Rules;
use crate::units::{Role, Score};
use crate::{escalate, judge, segment, tr, transcribe};
use layer::Layer;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

pub use unit::Attested;

/// The shipped settings, commented.
pub const DEFAULT: &str = include_str!("default.toml");

/// The file looked for in the working directory and in the store.
pub const FILE_NAME: &str = "liyu.toml";

/// All settings, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// A name of the catalogue or a path.
    pub model: String,
    /// Where models lie, if anywhere special.
    pub model_dir: Option<PathBuf>,
    /// Where lists lie, if anywhere special.
    pub phrases_dir: Option<PathBuf>,
    /// The packs in force.
    pub packs: Vec<String>,
    /// Samples of what the hall's own voice says.
    pub announcements: Vec<String>,
    /// The packs of rules of conduct over the common one.
    pub conduct: Vec<String>,
    /// Where the hall's queue system is heard.
    pub queue: Queue,
    /// Seconds after a clerk's phrase within which a citizen's first word makes it one that
    /// was said to them.
    pub citizen_within_s: f64,
    /// The rules whose merit keeps a clip as praise; none where staff have not agreed to it.
    pub merit_rules: Vec<String>,
    /// The sounds that speakers here do not keep apart.
    pub accents: Accents,
    /// Times a lost device is reopened; for ever when absent.
    pub rebuild_tries: Option<u32>,
    /// How utterances are cut.
    pub segment: segment::Config,
    /// Recogniser threads; one a core when absent.
    pub workers: Option<usize>,
    /// How utterances are decoded.
    pub whisper: transcribe::whisper::Config,
    /// When hits belong together.
    pub judge: judge::Config,
    /// Seconds of a clip before its first phrase.
    pub clip_pre_roll_s: f64,
    /// Seconds of a clip after its last phrase.
    pub clip_post_roll_s: f64,
    /// Whether the citizen is silent in clips where both sides are known.
    pub mute_citizen: bool,
    /// Seconds of sound kept in memory.
    pub tape_memory_s: f64,
    /// Megabytes of sound that may wait on disk for each counter.
    pub spool_mb: u64,
    /// When and to whom serious incidents are escalated.
    pub escalation: escalate::Config,
    /// What a complaint keeps, and where the hall's device complains.
    pub complaint: Complaint,
    /// People's accounts.
    pub accounts: Accounts,
    /// How incidents are gone over with staff.
    pub review: Review,
    /// For how long things are kept.
    pub retention: Rules,
    /// Whether counters are not listened to outside their hours.
    pub shut_outside_hours: bool,
    /// Who keeps all this.
    pub unit: Unit,
    /// What they have attested.
    pub attested: Attested,
    /// The hours of counters that have none of their own.
    pub hours: Calendar,
    /// The counters; empty when none is configured.
    pub counters: Vec<Counter>,
}

/// Where the hall's queue system says which ticket was called and closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// An address of this machine that takes HTTP; absent where none is listened at.
    pub listen: Option<SocketAddr>,
    /// A file that it writes lines to; absent where none is read.
    pub file: Option<PathBuf>,
}

/// What a complaint keeps, and where the hall's device complains.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// Seconds before it that are still in memory; 0 keeps none.
    pub keep_s: f64,
    /// A silence this long parts one encounter from the next.
    pub encounter_gap_s: f64,
    /// Where the hall's rating device is listened to; always an address of this machine.
    pub listen: Option<SocketAddr>,
}

/// A counter: a device and who is on its channels.
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    /// Its name, unique.
    pub name: String,
    /// The device; the default one when absent.
    pub device: Option<String>,
    /// Its channels; all of unknown role when absent.
    pub channels: Option<ChannelMap>,
    /// Its opening hours.
    pub hours: Calendar,
    /// Who is on duty there, if the settings say so.
    pub on_duty: Option<String>,
    /// The unit whose supervisors look after it; empty where the hall has none.
    pub unit: String,
    /// How its microphones are wired.
    pub profile: Profile,
}

/// How the microphones of a counter are wired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Profile {
    /// They stand in the open: whoever is near to one is louder there.
    #[default]
    Open,
    /// The two lines of an intercom through a glass partition, one for each direction. A side
    /// tone may bring a voice into the wrong line, so roles are known only when a test has
    /// passed (`liyu devices roles`).
    Intercom,
}

impl Config {
    /// Reads `path`, or the first [`FILE_NAME`] of the working directory and
    /// `store`, over the defaults; the defaults alone when there is none.
    pub fn find(path: Option<&Path>, store: &Path) -> Result<Config, Faults> {
        let beside_store = store.join(FILE_NAME);
        let found = match path {
            Some(path) => Some(path.to_owned()),
            None => [PathBuf::from(FILE_NAME), beside_store].into_iter().find(|p| p.is_file()),
        };
        match found {
            Some(path) => {
                let base = path.parent().unwrap_or(Path::new("")).to_owned();
                Config::parse(&Document::open(&path)?, &base)
            }
            None => Config::parse(&Document::new(FILE_NAME, ""), Path::new("")),
        }
    }

    /// Seconds of sound that a clip may still need after its phrases were spoken.
    pub fn history_s(&self) -> f64 {
        self.clip_pre_roll_s + self.clip_post_roll_s + self.judge.episode_gap_s
    }

    /// Reads settings over the defaults; relative paths count from `base`.
    pub fn parse(own: &Document, base: &Path) -> Result<Config, Faults> {
        // A file that cannot be parsed at all must be told before anything is asked of it.
        own.check()?;
        let shipped = Document::new("default.toml", DEFAULT);
        shipped.read(|shipped| own.read(|own| read(&Layer::new(own, shipped), base)))?
    }
}

fn read(top: &Layer<'_>, base: &Path) -> Config {
    let path = |text: String| (!text.is_empty()).then(|| base.join(text));
    let model = top.section("model");
    let phrases = top.section("phrases");
    let conduct = top.section("conduct");
    let capture = top.section("capture");
    let transcribe = top.section("transcribe");
    let judge = top.section("judge");
    let clip = top.section("clip");
    let tape = top.section("tape");
    let complaint = top.section("complaint");
    let hours_section = top.section("hours");
    let hours = Calendar {
        sessions: sessions(&hours_section, "sessions"),
        weekdays: hours_section.list("weekdays", weekday, "mon … sun"),
        extended: hours_section.list("extended", Extended::parse, EXTENDED_EXAMPLE),
        holidays: hours_section.list("holidays", dates, "2026-10-01..2026-10-07").concat(),
        workdays: hours_section.list("workdays", dates, "2026-10-10").concat(),
        closing_min: hours_section.integer("closing_min", 0..=720) as u16,
        early_min: hours_section.integer("early_min", 0..=720) as u16,
    };
    let mut merit_rules = conduct.strings("merit_clip_rules");
    if conduct.integer("merit_clips", 0..=1) == 0 {
        merit_rules.clear();
    }
    let config = Config {
        model: model_name(model.string("name"), base),
        model_dir: path(model.string("dir")),
        phrases_dir: path(phrases.string("dir")),
        packs: phrases.strings("packs"),
        announcements: conduct.strings("announcements"),
        conduct: conduct.strings("packs"),
        queue: Queue {
            listen: loopback(&conduct, "queue_listen"),
            file: path(conduct.string("queue_file")),
        },
        citizen_within_s: conduct.number("citizen_within_s", 0.0..=600.0),
        merit_rules,
        accents: accents(&phrases),
        rebuild_tries: match capture.integer("rebuild_tries", 0..=1_000_000) {
            0 => None,
            tries => Some(tries as u32),
        },
        segment: segment_config(&top.section("segment")),
        workers: match transcribe.integer("workers", 0..=256) {
            0 => None,
            workers => Some(workers as usize),
        },
        whisper: transcribe::whisper::Config {
            context_margin: transcribe.integer("context_margin", 0..=1500) as i32,
            context_least: transcribe.integer("context_least", 64..=1500) as i32,
            retry_logprob: transcribe.number("retry_logprob", -20.0..=0.0) as f32,
            least_logprob: transcribe.number("least_logprob", -20.0..=0.0) as f32,
            listens_again: transcribe.integer("second_listen", 0..=1) == 1,
        },
        judge: judge::Config {
            episode_gap_s: judge.number("episode_gap_s", 0.5..=120.0),
            episode_most_s: judge.number("episode_most_s", 5.0..=600.0),
        },
        clip_pre_roll_s: clip.number("pre_roll_s", 0.0..=60.0),
        clip_post_roll_s: clip.number("post_roll_s", 0.0..=60.0),
        mute_citizen: clip.integer("mute_citizen", 0..=1) == 1,
        tape_memory_s: tape.number("memory_s", 10.0..=3600.0),
        spool_mb: tape.integer("spool_mb", 0..=1_000_000) as u64,
        escalation: escalation(&top.section("escalation")),
        complaint: Complaint {
            keep_s: complaint.number("keep_s", 0.0..=900.0),
            encounter_gap_s: complaint.number("encounter_gap_s", 10.0..=900.0),
            listen: loopback(&complaint, "listen"),
        },
        accounts: accounts::accounts(&top.section("accounts")),
        review: accounts::review(&top.section("review")),
        retention: retention::retention(&top.section("retention")),
        shut_outside_hours: top.section("mute").integer("outside_hours", 0..=1) == 1,
        unit: unit::unit(&top.section("unit")),
        attested: unit::attested(&top.section("attest")),
        counters: counters(top, &hours),
        hours,
    };
    if config.clip_post_roll_s > config.judge.episode_gap_s {
        clip.fault(
            "post_roll_s",
            tr!(
                "不能长于 judge.episode_gap_s({} 秒)",
                "must not be longer than judge.episode_gap_s ({} s)",
                config.judge.episode_gap_s
            ),
        );
    }
    let history_s = config.history_s();
    if config.tape_memory_s < history_s {
        tape.fault(
            "memory_s",
            tr!(
                "至少要 {} 秒(clip.pre_roll_s + clip.post_roll_s + judge.episode_gap_s)",
                "must be at least {} s (clip.pre_roll_s + clip.post_roll_s + judge.episode_gap_s)",
                history_s
            ),
        );
    }
    if config.phrases_dir.as_ref().is_some_and(|dir| !dir.is_dir()) {
        phrases.fault("dir", tr!("没有这个目录", "there is no such directory"));
    }
    if config.model_dir.as_ref().is_some_and(|dir| !dir.is_dir()) {
        model.fault("dir", tr!("没有这个目录", "there is no such directory"));
    }
    if config.packs.is_empty() {
        phrases.fault("packs", tr!("至少要启用一个用语表", "at least one pack must be in force"));
    }
    config
}

/// A path counts from the file that names it; a name of the catalogue is left alone.
fn model_name(name: String, base: &Path) -> String {
    let is_path = name.ends_with(".bin") || name.contains(['/', '\\']);
    if is_path { base.join(name).display().to_string() } else { name }
}

/// An address of this machine that nobody outside it can reach; none when it is empty.
fn loopback(section: &Layer<'_>, key: &str) -> Option<SocketAddr> {
    let text = section.string(key);
    if text.is_empty() {
        return None;
    }
    let address: Option<SocketAddr> = text.parse().ok();
    let local = address.filter(|address| address.ip().is_loopback() && address.port() != 0);
    if local.is_none() {
        section.fault(
            key,
            tr!(
                "“{}”不是本机回环地址和端口,应写成 127.0.0.1:7788;留空为不听",
                "\"{}\" is no loopback address with a port; write it like 127.0.0.1:7788, or leave it empty",
                text
            ),
        );
    }
    local
}

fn accents(section: &Layer<'_>) -> Accents {
    let known: Vec<&str> = Accents::known().collect();
    let pairs = section.list("accents", Accents::one, &known.join(", "));
    pairs.into_iter().fold(Accents::NONE, Accents::with)
}

fn segment_config(section: &Layer<'_>) -> segment::Config {
    let ms = |key, most| section.integer(key, 0..=most) as u32;
    let config = segment::Config {
        onset: Score(section.number("onset", 0.0..=1.0) as f32),
        offset: Score(section.number("offset", 0.0..=1.0) as f32),
        above_floor_db: section.number("above_floor_db", 0.0..=40.0) as f32,
        onset_ms: ms("onset_ms", 2_000),
        onset_window_ms: ms("onset_window_ms", 4_000),
        pre_roll_ms: ms("pre_roll_ms", 5_000),
        hangover_ms: ms("hangover_ms", 5_000),
        tail_ms: ms("tail_ms", 5_000),
        min_speech_ms: ms("min_speech_ms", 5_000),
        max_utterance_s: section.number("max_utterance_s", 2.0..=29.0) as f32,
        overlap_ms: ms("overlap_ms", 5_000),
        crosstalk_db: section.number("crosstalk_db", 0.0..=60.0) as f32,
        draft_pause_ms: ms("draft_pause_ms", 5_000),
        draft_every_ms: ms("draft_every_ms", 60_000),
        draft_window_s: section.number("draft_window_s", 1.0..=29.0) as f32,
    };
    if config.offset.0 > config.onset.0 {
        section.fault("offset", tr!("不能高于 onset", "must not be above onset"));
    }
    if config.onset_ms > config.onset_window_ms {
        section
            .fault("onset_ms", tr!("不能长于 onset_window_ms", "must not exceed onset_window_ms"));
    }
    config
}

fn escalation(section: &Layer<'_>) -> escalate::Config {
    let command = section.strings("command");
    if command.first().is_some_and(|program| program.trim().is_empty()) {
        section.fault("command", tr!("程序名为空", "the program has no name"));
    }
    let url = section.string("webhook");
    let webhook = (!url.is_empty())
        .then(|| escalate::Webhook::parse(&url).map_err(|why| section.fault("webhook", why)).ok());
    escalate::Config {
        after_min: section.integer("after_min", 0..=1_440) as u32,
        command,
        webhook: webhook.flatten(),
    }
}

/// How extended service is written.
const EXTENDED_EXAMPLE: &str = "17:30-18:30, sat 09:00-12:00, 2026-12-05 09:00-12:00";

fn sessions(section: &Layer<'_>, key: &str) -> Vec<Session> {
    let mut sessions = section.list(key, Session::parse, "09:00-12:00");
    sessions.sort_by_key(|session| session.from);
    if sessions.windows(2).any(|pair| pair[1].from < pair[0].until) {
        section.fault(key, tr!("时段有重叠", "sessions overlap"));
    }
    sessions
}

/// Whether a counter may be called so: it is printed on screens and in lines.
pub fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

fn has_both_sides(channels: Option<&ChannelMap>) -> bool {
    let roles = channels.map(|map| map.roles.as_slice());
    matches!(roles, Some([Role::Clerk, Role::Citizen] | [Role::Citizen, Role::Clerk]))
}

fn counters(top: &Layer<'_>, hall: &Calendar) -> Vec<Counter> {
    let mut counters: Vec<Counter> = Vec::new();
    for section in top.own_sections("counter") {
        let name = section.required_string("name");
        if section.has("name") && !is_name(&name) {
            section.fault(
                "name",
                tr!(
                    "应为 1 到 64 个字,不含控制字符",
                    "must be 1 to 64 characters, no control characters"
                ),
            );
        }
        if counters.iter().any(|other| other.name == name) {
            section.fault("name", tr!("柜台“{}”写了两次", "counter \"{}\" is there twice", name));
        }
        let words = section.strings("channels");
        let channels = (!words.is_empty())
            .then(|| {
                ChannelMap::parse(words.iter().map(String::as_str))
                    .map_err(|why| section.fault("channels", why))
                    .ok()
            })
            .flatten();
        let own = Layer::new(&section, &section);
        let mut hours = hall.clone();
        if section.has("sessions") {
            hours.sessions = sessions(&own, "sessions");
        }
        if section.has("extended") {
            hours.extended = own.list("extended", Extended::parse, EXTENDED_EXAMPLE);
        }
        let device = section.string("device").filter(|device| !device.is_empty());
        let on_duty = section.string("on_duty").filter(|name| !name.is_empty());
        if on_duty.as_deref().is_some_and(|name| !is_name(name)) {
            section.fault(
                "on_duty",
                tr!(
                    "应为 1 到 64 个字,不含控制字符",
                    "must be 1 to 64 characters, no control characters"
                ),
            );
        }
        let unit = section.string("unit").unwrap_or_default();
        if !unit.is_empty() && !is_name(&unit) {
            section.fault(
                "unit",
                tr!(
                    "应为 1 到 64 个字,不含控制字符",
                    "must be 1 to 64 characters, no control characters"
                ),
            );
        }
        let profiles = [("open", Profile::Open), ("intercom", Profile::Intercom)];
        let profile = section.word("profile", &profiles).unwrap_or_default();
        if profile == Profile::Intercom && !has_both_sides(channels.as_ref()) {
            section.fault(
                "profile",
                tr!(
                    "对讲要有两路线路输入:channels 里 clerk 和 citizen 各一个",
                    "an intercom has a line for each direction: one clerk and one citizen in channels"
                ),
            );
        }
        counters.push(Counter { name, device, channels, hours, on_duty, unit, profile });
    }
    counters
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, Faults> {
        Config::parse(&Document::new(FILE_NAME, text), Path::new("hall"))
    }

    #[test]
    fn the_shipped_file_is_whole_and_in_range() {
        let config = parse("").unwrap();
        assert_eq!(config.model, "base");
        assert_eq!(config.model_dir, None);
        assert_eq!(config.accents, Accents::default());
        assert_eq!(config.hours.sessions.len(), 2);
        assert!(config.counters.is_empty());
        assert!(Document::new("default.toml", DEFAULT).read(|_| ()).is_err(), "keys are checked");
    }

    #[test]
    fn one_key_is_laid_over_and_the_rest_stays() {
        let text = "[clip]\npre_roll_s = 7\n[phrases]\ndir = \"phrases\"\n";
        let base = Path::new(env!("CARGO_MANIFEST_DIR"));
        let config = Config::parse(&Document::new(FILE_NAME, text), base).unwrap();
        assert_eq!(config.clip_pre_roll_s, 7.0);
        assert_eq!(config.clip_post_roll_s, parse("").unwrap().clip_post_roll_s);
        assert_eq!(config.phrases_dir, Some(base.join("phrases")));
        assert!(parse("[phrases]\ndir = \"nowhere\"\n").is_err());
    }

    #[test]
    fn accents_are_named_and_unknown_ones_told_what_is_known() {
        let config = parse("[phrases]\naccents = [\"l-n\", \"hu-f\"]\n").unwrap();
        assert_eq!(config.accents.names().collect::<Vec<_>>(), ["n-l", "hu-f"]);
        assert_eq!(parse("[phrases]\naccents = []\n").unwrap().accents, Accents::NONE);
        let faults = parse("[phrases]\naccents = [\"n-l\", \"x-y\"]\n").unwrap_err().to_string();
        assert!(faults.contains("x-y") && faults.contains("in-ing"), "{faults}");
    }

    #[test]
    fn counters_have_names_roles_and_hours() {
        let config = parse(
            "[[counter]]\nname = \"3号窗口\"\nchannels = [\"clerk\", \"citizen\"]\n\
             [[counter]]\nname = \"4号窗口\"\ndevice = \"hw:1\"\nsessions = [\"08:30-20:00\"]\n\
             on_duty = \"A12\"\nunit = \"不动产\"\n[accounts]\nidle_min = 3\n",
        )
        .unwrap();
        assert_eq!(config.counters.len(), 2);
        assert_eq!(config.counters[0].channels.as_ref().unwrap().roles.len(), 2);
        assert_eq!(config.counters[1].hours.sessions.len(), 1);
        assert_eq!(config.counters[1].device.as_deref(), Some("hw:1"));
        assert_eq!(
            (config.counters[0].unit.as_str(), config.counters[1].unit.as_str()),
            ("", "不动产")
        );
        assert_eq!((config.accounts.idle_min, parse("").unwrap().accounts.idle_min), (3, 10));
        assert_eq!(config.counters[0].on_duty, None);
        assert_eq!(config.counters[1].on_duty.as_deref(), Some("A12"));
    }

    #[test]
    fn complaints_are_taken_from_this_machine_only() {
        let config = parse("[complaint]\nkeep_s = 0\nlisten = \"[::1]:7788\"\n").unwrap();
        assert_eq!(config.complaint.keep_s, 0.0);
        assert_eq!(config.complaint.listen, Some("[::1]:7788".parse().unwrap()));
        assert_eq!(parse("").unwrap().complaint.listen, None);
        for refused in ["0.0.0.0:7788", "192.168.1.2:7788", "127.0.0.1:0", "localhost", "7788"] {
            let faults = parse(&format!("[complaint]\nlisten = \"{refused}\"\n")).unwrap_err();
            assert!(faults.to_string().contains(refused), "{faults}");
        }
        assert!(parse("[complaint]\nkeep_s = 901\n").is_err());
    }

    #[test]
    fn escalation_stays_on_the_premises() {
        let shipped = parse("").unwrap().escalation;
        assert_eq!((shipped.after_min, shipped.command.len(), shipped.webhook), (10, 0, None));
        let config = parse(
            "[escalation]\nafter_min = 0\ncommand = [\"notify\", \"--hall\"]\n\
             webhook = \"http://192.168.1.5:8080/liyu\"\n",
        );
        let escalation = config.unwrap().escalation;
        assert_eq!((escalation.after_min, escalation.command.len()), (0, 2));
        assert!(escalation.webhook.is_some());
        let faults = parse("[escalation]\nwebhook = \"http://8.8.8.8/\"\ncommand = [\"\"]\n");
        let faults = faults.unwrap_err().to_string();
        assert!(faults.contains("8.8.8.8") && faults.contains("内网"), "{faults}");
        assert!(faults.contains("程序名"), "{faults}");
    }

    #[test]
    fn broken_toml_is_told_with_its_own_name_and_place() {
        for broken in ["[model]\nname = \"base\"\npre = [\n", "a = [[[[", "[model]\n[model]\n"] {
            let faults = parse(broken).unwrap_err();
            assert!(faults.0.iter().all(|fault| fault.file == FILE_NAME), "{faults}");
        }
    }

    #[test]
    fn what_is_kept_how_long_and_what_is_attested() {
        let shipped = parse("").unwrap();
        assert_eq!((shipped.retention.undecided_days, shipped.shut_outside_hours), (180, true));
        assert_eq!(shipped.attested, Attested::default());
        let config = parse(
            "[retention]\ndismissed_days = 7\n[mute]\noutside_hours = 0\n\
             [unit]\nname = \" 某区大厅 \"\n[attest]\nnotice = \"2026-11-01\"\n",
        );
        let config = config.unwrap();
        assert_eq!((config.retention.dismissed_days, config.retention.confirmed_days), (7, 365));
        assert!(!config.shut_outside_hours);
        assert_eq!(config.unit.name, "某区大厅");
        assert_eq!(config.attested.notice, Some(jiff::civil::date(2026, 11, 1)));
        let faults = parse("[retention]\npraise_days = 0\n[attest]\nnotice = \"yes\"\n");
        assert_eq!(faults.unwrap_err().0.len(), 2);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let faults = parse(
            "colour = 1\n[clip]\npre_roll_s = -1\n[hours]\nsessions = [\"9-12\"]\n\
             [segment]\nonset = 0.2\noffset = 0.4\n[[counter]]\nchannels = [\"boss\"]\n",
        )
        .unwrap_err();
        let lines: Vec<usize> = faults.0.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [1, 3, 5, 8, 9, 10], "{faults}");
    }
}

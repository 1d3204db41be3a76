//! The law as a table, and what breaks it.
//!
//! A stage defines its output type; the next stage imports that type and never the
//! worker behind it. So a stage's row names the single types it may know, and only
//! those who put the stages together may import whole rooms.

use crate::scan::Import;

/// What one room may import.
pub struct Room {
    pub name: &'static str,
    /// Whole rooms (`units`) or single names in one (`capture::Block`).
    pub may: &'static [&'static str],
    /// Whether it stays out of the world: no threads, files, sockets, environment,
    /// process or time. True of every stage.
    pub pure: bool,
}

const fn pure(name: &'static str, may: &'static [&'static str]) -> Room {
    Room { name, may, pure: true }
}

const fn edge(name: &'static str, may: &'static [&'static str]) -> Room {
    Room { name, may, pure: false }
}

/// In the order of the flow; `main` is the binary.
pub const ROOMS: &[Room] = &[
    // Beneath everything.
    pure("units", &[]),
    pure("lang", &[]),
    pure("normalize", &[]),
    // It writes what trainers have changed.
    edge("document", &["lang"]),
    edge("clock", &["units"]),
    pure("announce", &[]),
    // All cryptography; it knows nobody.
    pure("vault", &[]),
    // Rules about people; where they stand is the store's.
    pure("account", &["lang", "document", "vault::Public"]),
    // It reads the process's own figures and nothing else.
    edge("readings", &[]),
    pure("meters", &["units"]),
    pure("ledger", &["units", "meters"]),
    pure("calendar", &["units"]),
    pure("interval", &[]),
    edge("heap", &[]),
    // The flow. Each stage knows the type before it and no worker. A tape holds what
    // capture gave; a transcriber folds script and knows no phrase.
    edge("capture", &["units", "lang", "ledger", "meters::Reading"]),
    edge("tape", &["units", "capture::Block"]),
    pure("acoustic", &["units", "capture::Block", "capture::Gap"]),
    pure("segment", &["units", "capture::Block", "capture::Gap"]),
    pure("transcribe", &["units", "lang", "segment::Utterance", "normalize::simplified"]),
    pure("phrasebook", &["units", "lang", "normalize", "document"]),
    // Spotting takes text and a place in a session; it need not know who wrote it.
    pure(
        "spot",
        &[
            "units",
            "lang",
            "normalize",
            "phrasebook",
            "transcribe::LetterTime",
            "transcribe::Transcript",
            "transcribe::Weighed",
        ],
    ),
    // It takes numbers out of texts, and knows no phrase.
    pure("mask", &["units", "transcribe::LetterTime"]),
    // What a hit says of its phrase is said in the words of the lists.
    pure(
        "judge",
        &[
            "units",
            "calendar::Period",
            "spot::CueHit",
            "spot::Hit",
            "spot::Surety",
            "phrasebook::Condition",
            "phrasebook::Count",
            "phrasebook::List",
            "phrasebook::Remedy",
            "phrasebook::Severity",
            "phrasebook::Speaker",
            "phrasebook::WITHIN_MOST_S",
            "phrasebook::Weight",
            "phrasebook::When",
            "phrasebook::Within",
        ],
    ),
    // It is told what the lists found, and knows no spotter.
    pure(
        "conduct",
        &[
            "lang",
            "document",
            "calendar::Period",
            "normalize::Sound",
            "normalize::folded",
            "normalize::normalize",
            "phrasebook::List",
        ],
    ),
    // What was heard is folded to be searched, never to be kept.
    edge(
        "record",
        &[
            "conduct::Moment",
            "conduct::Outcome",
            "conduct::Verdict",
            "conduct::What",
            "units",
            "lang",
            "clock",
            "vault",
            "account",
            "normalize::Typed",
            "normalize::folded",
            "judge::Verdict",
            "spot::Hit",
            "phrasebook::List",
            "phrasebook::Severity",
        ],
    ),
    pure(
        "event",
        &[
            "units",
            "acoustic::Kind",
            "conduct::Outcome",
            "conduct::Verdict",
            "phrasebook::List",
            "phrasebook::Remedy",
            "phrasebook::Severity",
            "phrasebook::Status",
            "record::Disposition",
            "record::IncidentKind",
            "record::IncidentState",
            "spot::How",
        ],
    ),
    // Bytes that say by themselves what they are; it knows no store.
    pure(
        "bundle",
        &[
            "lang",
            "vault",
            "account::Office",
            "record::AuditLine",
            "record::HeardUtterance",
            "record::Incident",
        ],
    ),
    // A page made from the settings.
    pure("notice", &["record::Rules", "record::UNDELETE_DAYS"]),
    // Beside the flow. A regulation becomes text that looks like a pack; it is not read.
    pure("regulation", &["lang", "normalize", "phrasebook::List", "phrasebook::Mode"]),
    // Beside the flow.
    edge("corpus", &["units", "lang", "document::read_at_most"]),
    pure("cases", &["units::Role", "lang", "document::Document", "document::Faults"]),
    // Lists on trial: what they say, and what they find in what is said.
    pure("lint", &["lang", "normalize", "document", "phrasebook", "spot"]),
    pure(
        "stress",
        &["units", "lang", "normalize", "interval", "phrasebook", "spot", "corpus", "lint"],
    ),
    pure(
        "mine",
        &[
            "lang",
            "normalize",
            "document::Document",
            "phrasebook",
            "spot::How",
            "spot::Spotter",
            "corpus",
            "lint",
            "stress::is_positive",
        ],
    ),
    pure("trial", &["units", "lang", "calendar", "normalize", "phrasebook", "spot", "judge"]),
    // It knows what was kept, and never the store.
    pure(
        "compare",
        &[
            "units",
            "lang",
            "calendar::Calendar",
            "normalize",
            "phrasebook",
            "spot::Hit",
            "spot::How",
            "spot::Spotter",
            "judge::Config",
            "judge::Standing",
            "record::Disposition",
            "record::HeardUtterance",
            "record::Incident",
            "corpus",
            "lint",
            "trial",
        ],
    ),
    edge("model", &["lang", "document"]),
    // Of the stages, their `Config` and nothing that works.
    edge(
        "config",
        &[
            "units",
            "lang",
            "document",
            "calendar",
            "normalize::Accents",
            "capture::ChannelMap",
            "segment::Config",
            "transcribe::whisper::Config",
            "judge::Config",
            "escalate::Config",
            "escalate::Webhook",
            "notice::Unit",
            "record::Rules",
        ],
    ),
    // Who puts the stages together. The recogniser is handed in: see `FORBIDDEN`.
    edge(
        "pipeline",
        &[
            "units",
            "lang",
            "clock",
            "calendar",
            "ledger",
            "capture",
            "tape",
            "segment",
            "acoustic",
            "transcribe",
            "normalize::Accents",
            "phrasebook",
            "spot",
            "mask",
            "judge",
            "announce",
            "conduct",
            "account",
            "vault",
            "record",
            "event",
        ],
    ),
    // It reads the store by itself and writes through the pipeline alone.
    edge(
        "escalate",
        &["lang", "clock", "phrasebook::Severity", "capture::Stop", "pipeline", "record"],
    ),
    // It may stop capture and passes on what the pipeline says; it works no stage.
    edge(
        "service",
        &[
            "units",
            "lang",
            "clock",
            "calendar",
            "ledger",
            "meters::Reading",
            "event",
            "vault",
            "account",
            "readings",
            "conduct::Rulebook",
            "conduct::State",
            "conduct::TicketEvent",
            "phrasebook::List",
            "capture::Stop",
            "pipeline",
            "record::MACHINE",
            "record::Counts",
            "record::Custody",
            "record::Deed",
            "record::Denied",
            "record::Disposition",
            "record::Dossier",
            "record::EncounterDetail",
            "record::EncounterListing",
            "record::EncounterPage",
            "record::EncounterRow",
            "record::Entry",
            "record::EvidenceState",
            "record::Figures",
            "record::HeardUtterance",
            "record::Incident",
            "record::Listing",
            "record::Note",
            "record::Page",
            "record::RecordError",
            "record::Rejudge",
            "record::Rejudging",
            "record::Retained",
            "record::Retaining",
            "record::Rules",
            "record::Sight",
            "record::Span",
            "record::Staffed",
            "record::Staffing",
            "record::Step",
            "record::Ticket",
            "record::TicketChange",
            "record::Try",
            "record::Via",
            "record::Warrant",
            "record::What",
            "record::is_sealed_note",
            "record::shut_until",
        ],
    ),
    // It reads clips as capture reads files, and is told nothing of what they are.
    edge(
        "player",
        &[
            "units",
            "lang",
            "vault::Zeroizing",
            "ledger::Ledger",
            "capture::CaptureError",
            "capture::FileSource",
            "capture::Piece",
            "capture::Resampler",
            "capture::Source",
            "capture::quietly",
        ],
    ),
    // The terminal, for whoever draws.
    edge("screen", &["phrasebook::Severity"]),
    // All it knows comes through a client; never `record::Store`.
    edge(
        "console",
        &[
            "units",
            "lang",
            "clock",
            "ledger",
            "interval",
            "vault",
            "account",
            "cases",
            "conduct::AmountKind",
            "conduct::CallKind",
            "conduct::Moment",
            "conduct::Noise",
            "conduct::Outcome",
            "conduct::Side",
            "conduct::State",
            "conduct::TicketEvent",
            "conduct::Verdict",
            "conduct::What",
            "document::save",
            "phrasebook::List",
            "phrasebook::Remedy",
            "phrasebook::Severity",
            "phrasebook::Speaker",
            "spot::Hit",
            "spot::How",
            "record::Counts",
            "record::Deed",
            "record::Disposition",
            "record::EncounterDetail",
            "record::EncounterListing",
            "record::EncounterPage",
            "record::EncounterRow",
            "record::Entry",
            "record::EvidenceState",
            "record::Figures",
            "record::Ground",
            "record::Handling",
            "record::HeardUtterance",
            "record::HourCounts",
            "record::Incident",
            "record::IncidentKind",
            "record::IncidentState",
            "record::Listing",
            "record::Outcome",
            "record::Page",
            "record::PhraseFigures",
            "record::Provenance",
            "record::Renewed",
            "record::RulingRow",
            "record::Sort",
            "record::Span",
            "record::Ticket",
            "record::TicketChange",
            "record::TicketState",
            "record::TicketStep",
            "record::Via",
            "record::is_sealed_note",
            "record::open_clip",
            "record::open_note",
            "record::read_sealed_words",
            "player",
            "screen",
            "service::ServiceError",
            "service::client",
            "service::message",
            "service::signin",
        ],
    ),
    // It works the stages it measures, each by itself; chains and recognisers are run by
    // `command`.
    edge(
        "bench",
        &[
            "units",
            "lang",
            "normalize",
            "document",
            "readings",
            "phrasebook",
            "spot",
            "segment::Config",
            "segment::Segmenter",
            "segment::Utterance",
            "segment::vad",
            "event::Delay",
        ],
    ),
    // It reads what the chain tells and plays sound into it; it works no stage.
    pure(
        "eval",
        &[
            "units",
            "lang",
            "interval",
            "capture::Block",
            "capture::CaptureError",
            "capture::Piece",
            "capture::Source",
            "normalize",
            "phrasebook::List",
            "spot::Spotter",
            "judge::Config",
            "event",
            "corpus",
            "trial",
        ],
    ),
    // What trainers change is text; it reads and tries it as everybody else does.
    edge("editor", &["lang", "document", "normalize", "phrasebook", "spot", "lint", "screen"]),
    edge("cli", &["lang"]),
    // A panic of a thread is our bug and has its own exit code.
    edge("error", &["pipeline::PipelineError"]),
    edge(
        "command",
        &[
            "units",
            "acoustic::Kind",
            "lang",
            "acoustic::Kind",
            "document",
            "clock",
            "calendar",
            "meters::Reading",
            "ledger",
            "capture",
            "tape",
            "segment::Bank",
            "segment::Config",
            "segment::RoleTest",
            "segment::Roles",
            "segment::SPEECH_LEAST_S",
            "segment::Side",
            "segment::Utterance",
            "transcribe",
            "normalize",
            "phrasebook",
            "regulation",
            "spot",
            "judge",
            "conduct",
            "cases",
            "corpus",
            "lint",
            "stress",
            "mine",
            "trial",
            "compare",
            "account",
            "vault",
            "record",
            "bundle",
            "event",
            "model",
            "config",
            "notice",
            "pipeline",
            "escalate",
            "service",
            "player::Player",
            "console",
            "editor",
            "cli",
            "error",
            "readings",
            "bench",
            "eval",
        ],
    ),
    edge("main", &["cli", "command", "error", "heap", "lang::tell"]),
];

/// Where each dependency lives; an empty list means anywhere.
pub const CRATES: &[(&str, &[&str])] = &[
    ("aho_corasick", &["bench"]),
    ("age", &["vault"]),
    ("alsa", &["capture"]),
    ("anyhow", &["command", "error"]),
    ("chacha20poly1305", &["tape"]),
    ("chardetng", &["regulation"]),
    ("clap", &["cli"]),
    ("cpal", &["capture", "player"]),
    ("cpu_time", &["readings", "command"]),
    (
        "crossbeam_channel",
        &["pipeline", "player", "escalate", "service", "screen", "console", "editor", "command"],
    ),
    ("crossterm", &["console"]),
    ("csv", &["command"]),
    ("ctrlc", &["command"]),
    ("daachorse", &["spot"]),
    ("earshot", &["segment"]),
    ("ed25519_dalek", &["vault"]),
    ("encoding_rs", &["regulation"]),
    ("fast2s", &["normalize"]),
    ("flate2", &["model"]),
    ("fs4", &["tape", "pipeline", "command"]),
    ("half", &["model"]),
    ("hex", &[]),
    ("hkdf", &["vault"]),
    ("hound", &["record"]),
    ("indicatif", &["command"]),
    ("interprocess", &["service"]),
    ("jiff", &[]),
    ("libc", &["heap"]),
    ("memchr", &["record"]),
    ("memory_stats", &["readings"]),
    ("pinyin", &["normalize"]),
    ("prost", &["model"]),
    ("ratatui", &["screen", "console", "editor", "command"]),
    ("ratatui_textarea", &["editor"]),
    ("realfft", &["acoustic", "eval"]),
    ("rpassword", &["command"]),
    ("rtrb", &["capture", "player"]),
    ("rubato", &["capture"]),
    ("rusqlite", &["record"]),
    ("rusqlite_migration", &["record"]),
    ("rustix", &["command"]),
    ("serde", &[]),
    ("serde_json", &[]),
    ("sha2", &[]),
    ("tar", &["model"]),
    ("tempfile", &["document", "model", "tape", "command"]),
    ("thiserror", &[]),
    ("toml_edit", &["phrasebook"]),
    ("toml_span", &["document"]),
    ("unicode_width", &["screen", "console", "command", "bench", "lint", "mine"]),
    ("ureq", &["model", "escalate"]),
    ("whisper_rs", &["transcribe"]),
    ("zeroize", &["vault"]),
    ("zip", &["model", "bundle"]),
];

/// (what, the only rooms that may, why): narrower than the rooms above.
pub const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    (
        "crate::transcribe::whisper",
        &["transcribe", "config", "command"],
        "the recogniser is handed in",
    ),
    ("crate::transcribe::scripted", &["transcribe"], "the scripted recogniser is for tests"),
    ("jiff::Timestamp::now", &["clock"], "the clock has the only now()"),
    ("jiff::Zoned::now", &["clock"], "the clock has the only now()"),
    ("std::time::SystemTime", &["clock"], "the clock has the only now()"),
];

const WORLD: [&str; 7] = [
    "std::thread",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::time::Instant",
    "std::time::SystemTime",
];

/// Whether `path` is `allowed` or lies in it.
fn within(path: &str, allowed: &str) -> bool {
    path.strip_prefix(allowed).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Why `import` breaks the law, if it does.
pub fn breach(import: &Import) -> Option<String> {
    let room = import.room.as_str();
    let path = import.text();
    let told = |why: &str| Some(format!("{}: `{room}` knows `{path}`: {why}", import.at));
    let Some(law) = ROOMS.iter().find(|law| law.name == room) else {
        return told("this room is not in the table; give it a row in tests/layers/law.rs");
    };
    for (what, rooms, why) in FORBIDDEN {
        if within(&path, what) && !rooms.contains(&room) {
            return told(why);
        }
    }
    if law.pure && WORLD.iter().any(|world| within(&path, world)) {
        return told("this room stays out of the world");
    }
    if let Some((_, rooms)) = CRATES.iter().find(|(name, _)| *name == import.path[0]) {
        let at_home = rooms.is_empty() || rooms.contains(&room);
        return if at_home { None } else { told(&format!("that crate lives in {rooms:?}")) };
    }
    let inside = path.strip_prefix("crate::")?;
    // `tr!` is exported from the root, as macros are.
    let inside = if inside == "tr" { "lang" } else { inside };
    if within(inside, room) {
        return sibling(import).and_then(|verb| told(&format!("`{verb}` is a sibling verb")));
    }
    // A bare `use crate::segment;` is as good as the names later taken from it.
    let passing = |may: &&str| within(inside, may) || within(may, inside);
    if law.may.iter().any(passing) { None } else { told("not in its row") }
}

/// What verbs may share.
const SHARED_BY_VERBS: [&str; 16] = [
    "attend",
    "setup",
    "show",
    "sound",
    "tested",
    "printer",
    "progress",
    "reload",
    "passphrase",
    "entry",
    "opening",
    "attest",
    "errand",
    "staffing",
    "local_time",
    "viewer",
];

fn sibling(import: &Import) -> Option<&str> {
    let own = import.module.get(1)?;
    let verb = import.path.get(2)?;
    let shared = SHARED_BY_VERBS.contains(&verb.as_str());
    (import.room == "command" && own != verb && !shared).then_some(verb)
}

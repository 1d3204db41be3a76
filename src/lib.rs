//! liyu (礼语) listens at a service counter, finds forbidden and civil phrases,
//! and keeps the evidence, on the machine that stands there.
//!
//! ```text
//! device or file -> capture -> segment -> transcribe -> spot -> judge -> record -> console
//!   samples         Block     Utterance   Transcript    Hit     Verdict  Incident   frames
//! ```
//!
//! A stage defines its output type; the next stage imports that type and never
//! the worker behind it. Stages are synchronous and own no thread. Who may import
//! what stands as a table in `tests/layers/law.rs`, and a test keeps it.
//!
//! # Rooms
//!
//! | room | owns |
//! |---|---|
//! | | *the flow* |
//! | [`capture`] | a device or a file -> [`Block`](capture::Block)s of 16 kHz samples and [`Gap`](capture::Gap)s |
//! | [`tape`] | the sound that is still needed, in memory and in an encrypted spool |
//! | [`segment`] | blocks -> [`Utterance`](segment::Utterance)s, by voice activity |
//! | [`acoustic`] | blocks -> bells, mobile tunes and blows that were [`Heard`](acoustic::Heard) |
//! | [`transcribe`] | an utterance's samples -> a [`Transcript`](transcribe::Transcript) |
//! | [`normalize`] | text -> symbols that compare: script, width, numerals, pinyin |
//! | [`phrasebook`] | the phrase lists: parse, check, compile, version |
//! | [`spot`] | a transcript and the lists -> [`Hit`](spot::Hit)s |
//! | [`mask`] | spoken numbers that name a person, taken out of what is kept |
//! | [`judge`] | hits in context -> [`Verdict`](judge::Verdict)s with reasons |
//! | [`conduct`] | what was heard, typed -> encounters and what rules come to in them |
//! | [`record`] | [`Incident`](record::Incident)s, decisions, evidence; all SQL |
//! | [`vault`] | sealing bytes to people, and opening them; all cryptography |
//! | [`account`] | who people are, what they may do, whose eyes evidence is for |
//! | [`bundle`] | evidence that goes out of the house, signed by two: made, read, checked |
//! | [`event`] | the public stream that `--json` prints |
//! | [`pipeline`] | every thread of the flow, every queue bound, the order of stopping |
//! | [`escalate`] | serious incidents that nobody has seen are put before the duty leader |
//! | [`service`] | the running pipeline behind a local socket, and what consoles receive |
//! | [`console`] | the supervisor's screen |
//! | [`notice`] | the notice that hangs in the hall, from the settings |
//! | [`editor`] | the trainers' screen: packs changed, checked, tried, saved |
//! | [`player`] | clips, heard again: position, seek, slower at the same pitch |
//! | | *beside the flow* |
//! | [`bench`] | what parts of the program cost on the machine at hand |
//! | [`eval`] | how well the chain hears: conditions, scoring, a report |
//! | [`cli`] | arguments |
//! | [`command`] | one verb a file; here the stages are put together |
//! | [`config`] | raw to checked settings; every default, once |
//! | [`lint`] | what is wrong with the phrase lists, rule by rule |
//! | [`stress`] | one phrase under stress: neighbours, collisions, false alarms, a verdict |
//! | [`mine`] | what a recogniser makes of phrases, and which mis-hearings are safe aliases |
//! | [`trial`] | lines of text, spotted and judged as if they had been spoken |
//! | [`compare`] | what a change of the lists changes on a corpus and on kept incidents |
//! | [`cases`] | sentences that a phrase must not be found in any more |
//! | [`corpus`] | speech to try lists on: text, manifests, recordings by name |
//! | [`regulation`] | a regulation's bytes -> a draft of a phrase list |
//! | [`model`] | the recogniser's weights: catalogue, conversion, installation |
//! | [`error`] | exit codes |
//! | | *beneath* |
//! | [`announce`] | the hall's own voice, taken out of what people said |
//! | [`calendar`] | when a counter is open |
//! | [`clock`] | a sample of a session -> the time of day; the only `now()` |
//! | [`heap`] | how the C library gives memory back |
//! | [`interval`] | how far a share or a rate may be from the truth |
//! | [`document`] | TOML that people write, every fault with its line and column |
//! | [`lang`] | Chinese or English |
//! | [`ledger`] | seconds heard, lost and waiting |
//! | [`meters`] | what the microphones show, from the capture thread to the host |
//! | [`readings`] | memory, descriptors and CPU time of this process |
//! | [`screen`] | the terminal, taken and given back; text in its columns |
//! | [`units`] | quantities with their unit in their type |
//!
//! # Threads
//!
//! A thread is named after its role. Bounds of queues, and what happens when one is
//! full, stand in [`pipeline`], [`service::server`] and [`service::client`].
//!
//! | thread | does | joined by |
//! |---|---|---|
//! | main | the command; shows events, or the console, or with `--headless` hosts the service | |
//! | (of the sound system) | the realtime callback: into a ring, no lock, no allocation | the end of its stream, on the thread that opened it |
//! | `capture-<counter>` | one device: source, tape, segmenters | `command::watch`, `command::bench` |
//! | `replay` | the same for files, one after the other | `command::replay` |
//! | `play` | the same for recordings under conditions | `command::eval` |
//! | `plain-<n>` | one plain recogniser each, when the chain has ended | `command::eval` |
//! | `transcribe-<n>` | one recogniser each | [`Pipeline::join`](pipeline::Pipeline::join), first |
//! | `judge` | puts transcripts in order, spots, judges | `Pipeline::join`, second |
//! | `record` | the store | `Pipeline::join`, last |
//! | `reading`, `gather` | look at the store for consoles; read what was heard, to be searched | [`Reading::join`](pipeline::Reading::join) |
//! | `escalate` | puts serious incidents that nobody has seen before the duty leader | `command::watch` |
//! | `service` | the host, when a console holds the main thread | `command::watch`, `command::console` |
//! | `socket` | lets consoles in | [`Server::stop`](service::server::Server::stop) or its drop |
//! | `console-<n>-in`, `-out` | one console's requests and messages | the same, after `socket` |
//! | `complaints` | the rating device's complaints, one connection after the other | `command::watch` |
//! | `queue` | what the hall's queue system says, by HTTP or in a file | `command::watch` |
//! | `service-in`, `-out` | a console's side of that wire | the drop of the [`Client`](service::client::Client) |
//! | `keeper` | holds the secret of whoever is signed in at a console, opens what is sealed to them | the end of that console |
//! | `terminal` | key presses | the drop of the [`Screen`](screen::Screen), before the terminal is restored |
//! | `player` | puts a clip out: stretches, resamples, fills a ring | the drop of the [`Player`](player::Player) |
//! | `waveform` | the outlines of clips | the same |
//! | `lists` | looks at the files of the lists, hands changed ones to `judge` | `command::watch`, `command::replay` |
//! | `console-bench`, `pty` | the console that is measured, and who reads its terminal | `command::bench`; `pty` ends with its terminal |
//! | `counters` | the counters of that console's service | `command::bench` |
//! | `meter-<n>` | levels for `devices --meter` | `command::devices` |

pub mod account;
pub mod acoustic;
pub mod announce;
pub mod bench;
pub mod bundle;
pub mod calendar;
pub mod capture;
pub mod cases;
pub mod cli;
pub mod clock;
pub mod command;
pub mod compare;
pub mod conduct;
pub mod config;
pub mod console;
pub mod corpus;
pub mod document;
pub mod editor;
pub mod error;
pub mod escalate;
pub mod eval;
pub mod event;
pub mod heap;
pub mod interval;
pub mod judge;
pub mod lang;
pub mod ledger;
pub mod lint;
pub mod mask;
pub mod meters;
pub mod mine;
pub mod model;
pub mod normalize;
pub mod notice;
pub mod phrasebook;
pub mod pipeline;
pub mod player;
pub mod readings;
pub mod record;
pub mod regulation;
pub mod screen;
pub mod segment;
pub mod service;
pub mod spot;
pub mod stress;
pub mod tape;
pub mod transcribe;
pub mod trial;
pub mod units;
pub mod vault;

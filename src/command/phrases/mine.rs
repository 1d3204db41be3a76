//! `liyu phrases mine`: what this machine makes of the phrases, and which of its
//! mis-hearings are safe to list.
//!
//! Main thread: speaks or opens one recording after the other, decodes it as `replay`
//! does, and hands the text over to [`mine`](crate::mine).

use super::listen::{Listener, Recording, recogniser};
use super::lists;
use super::new_file::{already_there, write_new};
use super::speak::Speaker;
use crate::cli::Mine;
use crate::command::{progress, sound};
use crate::config::Config;
use crate::corpus::{self, Corpus};
use crate::document::Document;
use crate::error::Usage;
use crate::eval::Stage;
use crate::lang::tell;
use crate::mine::{self, Draft, Miner, Report, Take};
use crate::phrasebook::{List, Phrasebook};
use crate::spot::Spotter;
use crate::stress::bundled;
use crate::tr;
use crate::transcribe::Transcriber;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Seconds of noise before and after a sentence.
const LEAD_S: f64 = 0.5;

/// Runs the verb. That nothing is safe to list is an answer, not a failure.
pub fn run(config: &Config, args: &Mine) -> Result<()> {
    // The cheap things first: what is wrong with the arguments need not wait for a model.
    if args.speak.is_empty() && args.recordings.is_empty() {
        return Err(Usage(tr!(
            "请用 --speak 给出会读的程序,或用 --recordings 给出录音",
            "give a program that speaks with --speak, or recordings with --recordings"
        ))
        .into());
    }
    let timeout = Duration::from_secs(args.timeout);
    let speakers: Vec<Speaker> =
        args.speak.iter().map(|line| Speaker::new(line, timeout)).collect::<Result<_>>()?;
    let (documents, book) = lists_of(config, &args.which)?;
    let chosen = chosen(&book, &args.which)?;
    if let Some(out) = args.out.as_deref().filter(|out| is_file_name(out) && out.exists()) {
        bail!(already_there(out));
    }
    let recordings = recordings(args, &book, config, &chosen)?;
    let negative: Vec<Corpus> =
        args.negative.iter().map(|path| Corpus::open(path)).collect::<Result<_, _>>()?;

    let stage = stage(args)?;

    let mut miner = Miner::new(&book, &config.accents);
    let mut hearing = Hearing { config, recogniser: recogniser(config)?, stage };
    let spoken = spoken(args, &speakers, &book, &chosen);
    let bar = progress::bar(args.json);
    bar.set_length((spoken.len() + recordings.len()) as u64);
    for (speaker, speed, take) in &spoken {
        let file = speaker.speak(&take.said, speed)?;
        for text in hearing.texts(&file, &format!("{} {}", take.voice, take.said))? {
            miner.heard(take, text.as_deref());
        }
        bar.inc(1);
    }
    for (file, takes) in &recordings {
        match hearing.texts(file, &file.display().to_string()) {
            Ok(texts) => {
                let each = |text: &Option<String>| {
                    takes.iter().for_each(|take| miner.heard(take, text.as_deref()));
                };
                texts.iter().for_each(each);
            }
            Err(error) => bar.suspend(|| tell(crate::error::message(&error))),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    drop(hearing);
    let mut listener = Listener::new(config);
    let mut harmless = vec![bundled()];
    for corpus in negative {
        harmless.push(listener.heard(corpus, |_| true)?);
    }
    let report = miner.report(&documents, &harmless, args.at_least as usize);
    print(args, &report)?;
    match &args.out {
        Some(out) => write_drafts(out, &mine::drafts(&documents, &book, &report)?),
        None => Ok(()),
    }
}

/// The lists in force, and packs that are named and not among them.
fn lists_of(config: &Config, which: &[String]) -> Result<(Vec<Document>, Arc<Phrasebook>)> {
    let mut names = config.packs.clone();
    let known = lists::known(config);
    for name in which {
        if known.contains(name) && !names.contains(name) {
            names.push(name.clone());
        }
    }
    let documents = lists::documents(config, &names)?;
    let book = Arc::new(Phrasebook::read(&documents)?);
    Ok((documents, book))
}

/// The places of the phrases that were asked for.
fn chosen(book: &Phrasebook, which: &[String]) -> Result<BTreeSet<usize>> {
    let phrases = || book.phrases().iter().enumerate();
    if which.is_empty() {
        let taboo = phrases().filter(|(_, phrase)| phrase.list == List::Taboo);
        return Ok(taboo.map(|(at, _)| at).collect());
    }
    let mut chosen = BTreeSet::new();
    for name in which {
        let before = chosen.len();
        let named = phrases().filter(|(_, phrase)| phrase.id == *name || phrase.pack == *name);
        chosen.extend(named.map(|(at, _)| at));
        if chosen.len() == before && !book.packs().iter().any(|pack| pack.name == *name) {
            bail!(tr!(
                "没有编号或用语包 {};liyu phrases lint 列出启用的用语包",
                "no phrase and no pack is called {}; liyu phrases edit shows all",
                name
            ));
        }
    }
    Ok(chosen)
}

/// Every sentence by every voice at every speed.
fn spoken<'a>(
    args: &'a Mine,
    speakers: &'a [Speaker],
    book: &Phrasebook,
    chosen: &BTreeSet<usize>,
) -> Vec<(&'a Speaker, &'a str, Take)> {
    let mut spoken = Vec::new();
    for (at, speaker) in speakers.iter().enumerate() {
        let template = speaker.template();
        let speeds = if template.has_speed() { args.speed.as_slice() } else { &args.speed[..1] };
        let program = Path::new(template.program()).file_name().unwrap_or_default();
        for speed in speeds {
            let mut voice = format!("{}#{}", program.to_string_lossy(), at + 1);
            if template.has_speed() {
                voice += &format!("@{speed}");
            }
            for &index in chosen {
                let takes = mine::carried(&book.phrases()[index], index, args.variants);
                spoken.extend(
                    takes.into_iter().map(|take| {
                        (speaker, speed.as_str(), Take { voice: voice.clone(), ..take })
                    }),
                );
            }
        }
    }
    spoken
}

/// The recordings in which chosen phrases are said, by the voices that were asked for:
/// those with one text for the whole of it.
fn recordings(
    args: &Mine,
    book: &Arc<Phrasebook>,
    config: &Config,
    chosen: &BTreeSet<usize>,
) -> Result<Vec<(PathBuf, Vec<Take>)>> {
    let bare = Spotter::with_accents(Arc::new(book.unguarded()), &config.accents);
    let mut recordings = Vec::new();
    for path in &args.recordings {
        let before = recordings.len();
        for one in corpus::Recording::read_all(path)?.into_iter().filter(|one| wanted(args, one)) {
            let [said] = one.said.as_slice() else { continue };
            let labels = said.expect.as_deref().unwrap_or_default();
            let voice = one.voice.clone().unwrap_or_else(|| path.display().to_string());
            let places = mine::places(&bare, &said.text, labels);
            let places = places.into_iter().filter(|(phrase, _)| chosen.contains(phrase));
            let takes: Vec<Take> = places
                .map(|(phrase, place)| Take {
                    phrase,
                    said: said.text.clone(),
                    place,
                    voice: voice.clone(),
                })
                .collect();
            if !takes.is_empty() {
                recordings.push((one.file, takes));
            }
        }
        if recordings.len() == before {
            bail!(tr!(
                "{} 里没有可用的录音:每行要有 file、text 和 expect(其中说到的用语),声音要在所选之列",
                "{} holds no recording to use: each line needs file, text and expect (the phrases said), by a voice that was asked for",
                path.display()
            ));
        }
    }
    Ok(recordings)
}

fn wanted(args: &Mine, one: &corpus::Recording) -> bool {
    let is = |names: &[String]| one.voice.as_ref().is_some_and(|voice| names.contains(voice));
    (args.voice.is_empty() || is(&args.voice)) && !is(&args.not_voice)
}

/// The noises that every sentence is heard in besides.
fn stage(args: &Mine) -> Result<Stage> {
    let mut unread = 0;
    let noises = sound::noises(&args.noise, args.seed, &mut unread)?;
    if unread > 0 {
        bail!(tr!(
            "{} 个噪声文件读不了(见上)",
            "{} noise file(s) cannot be read (see above)",
            unread
        ));
    }
    let snr_db = args.snr.clone();
    Ok(Stage { seed: args.seed, lead_s: LEAD_S, snr_db, noises, rooms: Vec::new() })
}

/// What hears.
struct Hearing<'a> {
    config: &'a Config,
    recogniser: Box<dyn Transcriber>,
    stage: Stage,
}

impl Hearing<'_> {
    /// What is understood of a recording as it is, then in each noise; `None` where none
    /// of it is believed. `name` is what chance follows from.
    fn texts(&mut self, file: &Path, name: &str) -> Result<Vec<Option<String>>> {
        let mut texts = vec![self.text(Recording::open(file)?)?];
        if self.stage.augments() {
            let planes = sound::read(file)?;
            for part in self.stage.parts(name) {
                let played = self.stage.play(name, &part, planes.clone());
                texts.push(self.text(Recording::of(played.planes))?);
            }
        }
        Ok(texts)
    }

    /// The utterances of a recording, one after the other.
    fn text(&mut self, recording: Recording) -> Result<Option<String>> {
        let mut texts: Vec<String> = Vec::new();
        recording.listen(self.config, self.recogniser.as_mut(), |_, transcript| {
            if transcript.doubt.is_none() && !transcript.text.is_empty() {
                texts.push(transcript.text);
            }
            Ok(())
        })?;
        Ok((!texts.is_empty()).then(|| texts.join("，")))
    }
}

fn print(args: &Mine, report: &Report) -> Result<()> {
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, report)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", mine::show(report, args.confusions))?;
    }
    Ok(out.flush()?)
}

/// Whether `out` means a file rather than a folder.
fn is_file_name(out: &Path) -> bool {
    !out.is_dir() && out.extension().is_some_and(|end| end == "toml")
}

/// Writes each pack that gained an alias; a single one where a file was named.
fn write_drafts(out: &Path, drafts: &[Draft]) -> Result<()> {
    if is_file_name(out) && drafts.len() > 1 {
        let packs: Vec<&str> = drafts.iter().map(|draft| draft.pack.as_str()).collect();
        bail!(tr!(
            "有 {} 个用语包要改({});--out 请写一个目录",
            "{} packs gain aliases ({}); give --out a folder",
            drafts.len(),
            packs.join(", ")
        ));
    }
    for draft in drafts {
        let path = match is_file_name(out) {
            true => out.to_owned(),
            false => {
                std::fs::create_dir_all(out).with_context(|| out.display().to_string())?;
                out.join(format!("{}.toml", draft.pack))
            }
        };
        write_new(&path, &draft.text)?;
        tell(tr!(
            "{}:新增 {} 个别名;核对:liyu phrases diff current {}",
            "{}: {} new alias(es); check with liyu phrases diff current {}",
            path.display(),
            draft.added,
            path.display()
        ));
    }
    Ok(())
}

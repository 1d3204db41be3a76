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
use crate::config::Config;
use crate::corpus::{Corpus, Line};
use crate::document::Document;
use crate::error::Usage;
use crate::lang::tell;
use crate::mine::{self, Draft, Miner, Report, Take};
use crate::phrasebook::{List, Phrasebook};
use crate::spot::Spotter;
use crate::stress::bundled;
use crate::tr;
use crate::transcribe::Transcriber;
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

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

    let mut miner = Miner::new(&book, &config.accents);
    let mut hearing = Hearing { config, recogniser: recogniser(config)?, heard: HashMap::new() };
    let spoken = spoken(args, &speakers, &book, &chosen);
    let progress = progress(args, spoken.len() + recordings.len());
    for (speaker, speed, take) in &spoken {
        let file = speaker.speak(&take.said, speed)?;
        let text = hearing.text(&file)?;
        miner.heard(take, text.as_deref());
        progress.inc(1);
    }
    for (file, take) in &recordings {
        match hearing.text_once(file) {
            Ok(text) => miner.heard(take, text.as_deref()),
            Err(error) => progress.suspend(|| tell(crate::error::message(&error))),
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
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

/// The recordings in which chosen phrases are said, by the voices that were asked for.
fn recordings(
    args: &Mine,
    book: &Arc<Phrasebook>,
    config: &Config,
    chosen: &BTreeSet<usize>,
) -> Result<Vec<(PathBuf, Take)>> {
    let bare = Spotter::with_accents(Arc::new(book.unguarded()), &config.accents);
    let mut takes = Vec::new();
    for path in &args.recordings {
        let corpus = Corpus::open(path)?;
        let before = takes.len();
        for line in &corpus.lines {
            let Some(file) = line.file.clone().filter(|_| wanted(args, line)) else { continue };
            let said = mine::places(&bare, line);
            let said = said.into_iter().filter(|(phrase, _)| chosen.contains(phrase));
            takes.extend(said.map(|(phrase, place)| {
                let voice = line.voice.clone().unwrap_or_else(|| corpus.name.clone());
                (file.clone(), Take { phrase, said: line.text.clone(), place, voice })
            }));
        }
        if takes.len() == before {
            bail!(tr!(
                "{} 里没有可用的录音:每行要有 file、text 和 expect(其中说到的用语),声音要在所选之列",
                "{} holds no recording to use: each line needs file, text and expect (the phrases said), by a voice that was asked for",
                path.display()
            ));
        }
    }
    Ok(takes)
}

fn wanted(args: &Mine, line: &Line) -> bool {
    let is = |names: &[String]| line.voice.as_ref().is_some_and(|voice| names.contains(voice));
    (args.voice.is_empty() || is(&args.voice)) && !is(&args.not_voice)
}

/// The recogniser and what it has heard already.
struct Hearing<'a> {
    config: &'a Config,
    recogniser: Box<dyn Transcriber>,
    heard: HashMap<PathBuf, Option<String>>,
}

impl Hearing<'_> {
    /// What is understood of a recording, its utterances one after the other; `None`
    /// when none of it is believed.
    fn text(&mut self, file: &Path) -> Result<Option<String>> {
        let mut texts: Vec<String> = Vec::new();
        Recording::open(file)?.listen(self.config, self.recogniser.as_mut(), |_, transcript| {
            if transcript.doubt.is_none() && !transcript.text.is_empty() {
                texts.push(transcript.text);
            }
            Ok(())
        })?;
        Ok((!texts.is_empty()).then(|| texts.join("，")))
    }

    /// The same, of a file that several phrases are said in.
    fn text_once(&mut self, file: &Path) -> Result<Option<String>> {
        if let Some(known) = self.heard.get(file) {
            return Ok(known.clone());
        }
        let text = self.text(file)?;
        self.heard.insert(file.to_owned(), text.clone());
        Ok(text)
    }
}

fn progress(args: &Mine, takes: usize) -> ProgressBar {
    let target =
        if args.json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    ProgressBar::with_draw_target(Some(takes as u64), target)
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

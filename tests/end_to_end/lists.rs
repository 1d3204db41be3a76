//! Lists that are edited while recordings are heard, and packs on their way.

use crate::support::{demo, events, liyu, of_kind, run, stderr};
use liyu::document::{Document, save};
use liyu::phrasebook::{Pack, Phrasebook, short};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A folder with one pack of its own and settings that name it.
struct Desk {
    folder: tempfile::TempDir,
}

fn pack(id: &str) -> String {
    format!(
        "# 自拟\n[pack]\nname = \"x\"\ntitle = \"x\"\nowner = \"张\"\n\n[[phrase]]\nid = \"{id}\"\ntext = \"不归我管\"\n\
         list = \"taboo\"\nseverity = \"serious\"\nspeaker = \"any\"\nsource = \"ours: 试验\"\n"
    )
}

/// The version of lists of the one pack, as utterances say it.
fn version(text: &str) -> String {
    let book = Phrasebook::read(&[Document::new("x.toml", text)]).unwrap();
    short(book.version()).to_owned()
}

impl Desk {
    fn new(text: &str) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let config = "[phrases]\ndir = \"phrases\"\npacks = [\"x\"]\n";
        std::fs::write(folder.path().join("liyu.toml"), config).unwrap();
        let desk = Desk { folder };
        save(&desk.pack(), text).unwrap();
        desk
    }

    fn pack(&self) -> PathBuf {
        self.path("phrases/x.toml")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn liyu(&self, args: &[&str]) -> Command {
        let mut command = liyu();
        command.args(args).arg("--store").arg(self.path("store"));
        command.arg("--config").arg(self.path("liyu.toml"));
        command
    }

    fn replay(&self, files: &[&Path]) -> Child {
        let mut command = self.liyu(&["replay", "--json", "--pace", "real"]);
        command.args(["--channels", "clerk,citizen"]).args(files);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn publish(&self, args: &[&str]) -> Result<String, String> {
        let output = run(self.liyu(&["phrases", "publish", "x"]).args(args));
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout).unwrap()),
            false => Err(stderr(&output)),
        }
    }
}

/// The events so far until one is `wanted`.
fn read_until(says: &mut impl BufRead, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
    let mut told = Vec::new();
    loop {
        let mut line = String::new();
        assert!(says.read_line(&mut line).unwrap() > 0, "it ended first: {told:?}");
        let event: Value = serde_json::from_str(&line).unwrap();
        let found = wanted(&event);
        told.push(event);
        if found {
            return told;
        }
    }
}

#[test]
fn a_hundred_edits_at_real_pace_lose_no_sound_and_mix_no_versions() {
    let texts: Vec<String> = (0..100).map(|n| pack(&format!("T{n}"))).collect();
    let known: BTreeSet<String> = texts.iter().map(|text| version(text)).collect();
    assert_eq!(known.len(), 100);
    let desk = Desk::new(&texts[0]);
    let recording = demo("refusal-not-my-job.wav");
    let mut replay = desk.replay(&[&recording]);
    let mut stdout = replay.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut told = Vec::new();
        stdout.read_to_end(&mut told).unwrap();
        told
    });
    let mut edits = 0;
    while replay.try_wait().unwrap().is_none() {
        edits += 1;
        save(&desk.pack(), &texts[edits % texts.len()]).unwrap();
    }
    assert!(replay.wait().unwrap().success());
    assert!(edits >= 100, "{edits}");
    let told = events(&reader.join().unwrap());

    let wav = hound::WavReader::open(&recording).unwrap();
    let seconds = f64::from(wav.duration()) / f64::from(wav.spec().sample_rate);
    let summary = told.last().unwrap();
    assert!((summary["audio_s"].as_f64().unwrap() - seconds).abs() < 0.01, "{summary}");
    assert_eq!((summary["gaps_s"].as_f64(), &summary["undecoded"]), (Some(0.0), &0.into()));
    let utterances = of_kind(&told, "utterance");
    assert_eq!(summary["utterances"], utterances.len());
    assert!(!utterances.is_empty());

    let mut in_force = String::new();
    let mut swaps = 0;
    for event in &told {
        match event["event"].as_str().unwrap() {
            "lists" => {
                assert_eq!(event["refused"], false, "{event}");
                in_force = event["version"].as_str().unwrap().to_owned();
                assert!(known.contains(&in_force), "{event}");
                swaps += 1;
            }
            "utterance" => assert_eq!(event["lists"], in_force.as_str()),
            // A draft's hit that its utterance, judged by later lists, does not bear out is
            // taken back under its own name.
            "hit" if event["again"] == true => {}
            "hit" => {
                let by = texts.iter().find(|text| version(text) == in_force).unwrap();
                let id = event["id"].as_str().unwrap();
                assert!(by.contains(&format!("\"{id}\"")), "not of {in_force}: {event}");
            }
            _ => {}
        }
    }
    assert!(swaps > 5, "{swaps} versions came into force");
}

#[test]
fn a_broken_edit_is_refused_and_told_and_a_mended_one_comes_into_force() {
    let (old, new) = (pack("A"), pack("B"));
    let desk = Desk::new(&old);
    let files = ["refusal-not-my-job.wav", "closing-time.wav"].map(demo);
    let mut replay = desk.replay(&files.each_ref().map(PathBuf::as_path));
    let mut says = BufReader::new(replay.stdout.take().unwrap());
    let is_lists = |event: &Value| event["event"] == "lists";

    let first = read_until(&mut says, is_lists).pop().unwrap();
    assert_eq!((&first["version"], &first["phrases"]), (&version(&old).into(), &1.into()));
    assert_eq!(first["packs"][0]["name"], "x");
    assert_eq!(first["packs"][0]["status"], "approved");

    save(&desk.pack(), &new.replace("source", "sauce")).unwrap();
    let refused = read_until(&mut says, is_lists).pop().unwrap();
    assert_eq!((&refused["refused"], &refused["version"]), (&true.into(), &first["version"]));
    let why = refused["why"][0].as_str().unwrap();
    assert!(why.contains("x.toml:7:1: "), "{why}");

    save(&desk.pack(), &new).unwrap();
    let mended = read_until(&mut says, is_lists).pop().unwrap();
    assert_eq!((&mended["refused"], &mended["version"]), (&false.into(), &version(&new).into()));

    // Nobody need hear the rest.
    let pid = replay.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    says.read_to_end(&mut Vec::new()).unwrap();
    let mut said = String::new();
    replay.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    replay.wait().unwrap();
    assert_eq!(said.matches("x.toml:7:1: ").count(), 1, "told once: {said}");
    assert!(said.contains(&version(&old)) && said.contains(&version(&new)), "{said}");
}

#[test]
fn a_pack_is_published_by_two_people() {
    let text = pack("A").replace("owner", "status = \"draft\"\nowner");
    let desk = Desk::new(&text);
    let content = Pack::content_version(&Document::new("x", text.as_str())).unwrap();
    let content = short(&content);
    let doctor = || String::from_utf8(run(&mut desk.liyu(&["doctor"])).stdout).unwrap();

    assert!(doctor().contains(&format!("x: 未生效;草稿 {content}")), "{}", doctor());
    let early = desk.publish(&["--to", "approved", "--by", "李"]).unwrap_err();
    assert!(early.contains("--to shadow") && early.lines().count() <= 2, "{early}");
    desk.publish(&["--to", "shadow", "--by", "王"]).unwrap();
    assert!(doctor().contains(&format!("x: 未生效;试行 {content}")), "{}", doctor());
    for same in ["张", "王"] {
        let why = desk.publish(&["--to", "approved", "--by", same]).unwrap_err();
        assert!(why.contains("另一人"), "{why}");
    }
    let past = ["--to", "approved", "--by", "李", "--from", "2020-01-01"];
    assert!(desk.publish(&past).unwrap_err().contains("倒退"));
    let told = desk.publish(&["--to", "approved", "--by", "李", "--note", "第一版"]).unwrap();
    assert!(told.contains(content), "{told}");
    assert!(doctor().contains(&format!("x: 生效 {content}(自 ")), "{}", doctor());

    let published = std::fs::read_to_string(desk.pack()).unwrap();
    assert!(published.starts_with("# 自拟\n[pack]\nname"), "{published}");
    assert_eq!(published.matches("[[history]]").count(), 2);
    let copy = desk.path(&format!("phrases/versions/x-{content}.toml"));
    assert_eq!(std::fs::read_to_string(copy).unwrap(), published);

    // An edit that nobody has approved changes nothing; a broken one cannot go on trial.
    save(&desk.pack(), &published.replace("不归我管", "归别人管")).unwrap();
    assert!(doctor().contains(&format!("x: 生效 {content}(自 ")) && doctor().contains(";草稿 "));
    save(&desk.pack(), &published.replace("source", "sauce")).unwrap();
    let broken = desk.publish(&["--to", "shadow", "--by", "王"]).unwrap_err();
    assert!(broken.contains("x.toml:8:1 "), "{broken}");
    let usage = run(&mut desk.liyu(&["phrases", "publish", "x", "--to", "live", "--by", "王"]));
    assert_eq!(usage.status.code(), Some(2));
}

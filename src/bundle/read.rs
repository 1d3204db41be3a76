//! The bytes of a bundle to its members, within bounds whatever the bytes are.
//!
//! Nothing is unpacked: only members that are stored as they are are read, so that what
//! comes out is never longer than what went in.

use super::{CLIP, Flaw, MANIFEST, SIGNATURES, WHOLE, WORDS};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::{CompressionMethod, ZipArchive};

/// Longest file that is read, bytes: hours of sound.
pub const MOST_BYTES: usize = 1 << 30;
/// Most members of a file that is read at all.
const MOST_MEMBERS: usize = 16;
/// Longest member that is text, bytes.
const MOST_TEXT_BYTES: u64 = 64 << 20;

/// The members that were found and could be read, by name; what is wrong is added to
/// `flaws`.
pub fn members(file: &[u8], flaws: &mut Vec<Flaw>) -> BTreeMap<&'static str, Vec<u8>> {
    let mut found = BTreeMap::new();
    if file.len() > MOST_BYTES {
        flaws.push(Flaw::NotABundle(format!("> {MOST_BYTES} bytes")));
        return found;
    }
    let mut zip = match ZipArchive::new(Cursor::new(file)) {
        Ok(zip) if zip.len() <= MOST_MEMBERS => zip,
        Ok(zip) => {
            flaws.push(Flaw::NotABundle(format!("{} members", zip.len())));
            return found;
        }
        Err(error) => {
            flaws.push(Flaw::NotABundle(error.to_string()));
            return found;
        }
    };
    for at in 0..zip.len() {
        let name = zip.name_for_index(at).unwrap_or_default().to_owned();
        let known = [MANIFEST, CLIP, WORDS, WHOLE, SIGNATURES].into_iter().find(|it| *it == name);
        let Some(known) = known else {
            flaws.push(Flaw::Unknown(name));
            continue;
        };
        match read(&mut zip, at, file.len() as u64, known) {
            Ok(bytes) => {
                found.insert(known, bytes);
            }
            Err(why) => flaws.push(Flaw::Unreadable(known, why)),
        }
    }
    found
}

fn read(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    at: usize,
    file_bytes: u64,
    name: &str,
) -> Result<Vec<u8>, String> {
    let member = zip.by_index(at).map_err(|e| e.to_string())?;
    if member.compression() != CompressionMethod::Stored {
        return Err("compressed".to_owned());
    }
    let most = if name.ends_with(".json") { MOST_TEXT_BYTES } else { file_bytes };
    let most = most.min(file_bytes);
    if member.size() > most {
        return Err(format!("{} bytes", member.size()));
    }
    let mut bytes = Vec::new();
    // One byte more than it may have shows that it has more than it says.
    member.take(most + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > most {
        return Err("longer than it says".to_owned());
    }
    Ok(bytes)
}

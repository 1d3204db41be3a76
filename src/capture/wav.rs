//! The head of a WAV file, and its frames as floats.
//!
//! Owns the bytes of RIFF, RF64 and WAVE_FORMAT_EXTENSIBLE; pure over any
//! reader, never seeks, never holds more than it was asked for. Hound writes
//! our files but does not read them here: it refuses files whose sizes were
//! left open by a streaming writer, whose chunks are padded, or that end
//! early, and all of those must be heard to their end.
//!
//! The format is that of "Multimedia Programming Interface and Data
//! Specifications 1.0", "Multiple Channel Audio Data and WAVE Files" and
//! EBU Tech 3306 (RF64).

use crate::tr;
use std::io::{self, Read};

/// Rates that are read. Below the first there is no speech to find (and one
/// byte would become seconds of output); no converter goes past the second.
const RATES_HZ: std::ops::RangeInclusive<u32> = 1_000..=384_000;
/// Channels that are read.
const CHANNELS: std::ops::RangeInclusive<u16> = 1..=8;
/// Promises past this are believed to be damage: 1 TiB of 8-channel 192 kHz is a day.
const LONGEST_BYTES: u64 = 1 << 40;

const TAG_PCM: u16 = 1;
const TAG_FLOAT: u16 = 3;
const TAG_EXTENSIBLE: u16 = 0xFFFE;
/// What follows the tag in the GUID of an extensible format.
const GUID_TAIL: [u8; 14] =
    [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

/// Why the head of a file was refused.
#[derive(Debug)]
pub(super) enum WavFault {
    /// Not a byte.
    Empty,
    /// Not a WAV file, and why.
    NotWav(String),
    /// A WAV file that is not read, and what about it.
    Unsupported(String),
    /// The reader failed.
    Unreadable(io::Error),
}

/// How one sample is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    U8,
    I16,
    I24,
    /// 24 bits in the low bytes of 32.
    I24In32,
    I32,
    F32,
    F64,
}

impl Encoding {
    fn bytes(self) -> usize {
        match self {
            Encoding::U8 => 1,
            Encoding::I16 => 2,
            Encoding::I24 => 3,
            Encoding::I24In32 | Encoding::I32 | Encoding::F32 => 4,
            Encoding::F64 => 8,
        }
    }

    /// One sample of [`Encoding::bytes`] bytes, full scale 1.0.
    fn decode(self, bytes: &[u8]) -> f32 {
        match (self, bytes) {
            (Encoding::U8, [a]) => (f32::from(*a) - 128.0) / 128.0,
            (Encoding::I16, [a, b]) => f32::from(i16::from_le_bytes([*a, *b])) / 32_768.0,
            (Encoding::I24, [a, b, c]) | (Encoding::I24In32, [a, b, c, _]) => {
                (i32::from_le_bytes([0, *a, *b, *c]) >> 8) as f32 / 8_388_608.0
            }
            (Encoding::I32, [a, b, c, d]) => {
                i32::from_le_bytes([*a, *b, *c, *d]) as f32 / 2_147_483_648.0
            }
            (Encoding::F32, [a, b, c, d]) => f32::from_le_bytes([*a, *b, *c, *d]),
            (Encoding::F64, [a, b, c, d, e, f, g, h]) => {
                f64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]) as f32
            }
            _ => 0.0,
        }
    }
}

/// A WAV file whose head was read.
#[derive(Debug)]
pub(super) struct Wav<R> {
    reader: R,
    rate_hz: u32,
    channels: u16,
    encoding: Encoding,
    /// Frames that the head promises; `None` when a streaming writer left it open.
    promised: Option<u64>,
    read: u64,
    bytes: Vec<u8>,
}

impl<R: Read> Wav<R> {
    /// Reads up to the first byte of sound.
    pub(super) fn open(mut reader: R) -> Result<Self, WavFault> {
        let mut tag = [0; 4];
        let got = fill(&mut reader, &mut tag).map_err(|(_, error)| WavFault::Unreadable(error))?;
        match (got, &tag) {
            (0, _) => return Err(WavFault::Empty),
            (4, b"RIFF" | b"RF64" | b"BW64") => {}
            _ => return Err(not_wav(tr!("开头不是 RIFF", "it does not begin with RIFF"))),
        }
        exact::<4>(&mut reader)?;
        if &exact::<4>(&mut reader)? != b"WAVE" {
            return Err(not_wav(tr!("是 RIFF 但不是 WAVE", "RIFF, but not WAVE")));
        }
        let mut format = None;
        let mut long_bytes = None;
        loop {
            let tag = exact::<4>(&mut reader)?;
            let len = u32::from_le_bytes(exact(&mut reader)?);
            match &tag {
                b"fmt " => format = Some(Format::read(&mut reader, len)?),
                b"ds64" if len >= 16 => {
                    exact::<8>(&mut reader)?;
                    long_bytes = Some(u64::from_le_bytes(exact(&mut reader)?));
                    skip(&mut reader, padded(len) - 16)?;
                }
                b"data" => {
                    let Some(format) = format else {
                        return Err(not_wav(tr!("缺少 fmt 块", "it has no fmt chunk")));
                    };
                    let frame_bytes =
                        (format.encoding.bytes() * usize::from(format.channels)) as u64;
                    let promised = promised_bytes(len, long_bytes).map(|bytes| bytes / frame_bytes);
                    return Ok(Wav {
                        reader,
                        rate_hz: format.rate_hz,
                        channels: format.channels,
                        encoding: format.encoding,
                        promised,
                        read: 0,
                        bytes: Vec::new(),
                    });
                }
                _ => skip(&mut reader, padded(len))?,
            }
        }
    }

    /// Frames a second.
    pub(super) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// Samples in a frame.
    pub(super) fn channels(&self) -> usize {
        usize::from(self.channels)
    }

    /// Bytes in a frame.
    pub(super) fn frame_bytes(&self) -> usize {
        self.encoding.bytes() * self.channels()
    }

    /// Frames that the head promises, when it does.
    pub(super) fn promised(&self) -> Option<u64> {
        self.promised
    }

    /// Promised frames that were not there; to be asked after the end.
    pub(super) fn missing(&self) -> u64 {
        self.promised.map_or(0, |promised| promised.saturating_sub(self.read))
    }

    /// Replaces `out` by at most `most` frames, interleaved; none at the end.
    ///
    /// A read error in the middle of the file is an end: what was read stays
    /// heard, and [`Wav::missing`] says the rest.
    pub(super) fn read(&mut self, most: usize, out: &mut Vec<f32>) {
        let left = self.promised.map_or(u64::MAX, |promised| promised.saturating_sub(self.read));
        let frames = usize::try_from(left).unwrap_or(usize::MAX).min(most);
        let frame_bytes = self.frame_bytes();
        self.bytes.resize(frames * frame_bytes, 0);
        let got = fill(&mut self.reader, &mut self.bytes).unwrap_or_else(|(got, _)| got);
        let frames = got / frame_bytes;
        self.read += frames as u64;
        out.clear();
        let encoding = self.encoding;
        out.extend(
            self.bytes[..frames * frame_bytes]
                .chunks_exact(encoding.bytes())
                .map(|sample| encoding.decode(sample)),
        );
    }
}

/// What the fmt chunk says, checked.
struct Format {
    rate_hz: u32,
    channels: u16,
    encoding: Encoding,
}

impl Format {
    fn read(reader: &mut impl Read, len: u32) -> Result<Format, WavFault> {
        if len < 16 {
            return Err(not_wav(tr!("fmt 块太短", "its fmt chunk is too short")));
        }
        let mut tag = u16::from_le_bytes(exact(reader)?);
        let channels = u16::from_le_bytes(exact(reader)?);
        let rate_hz = u32::from_le_bytes(exact(reader)?);
        exact::<4>(reader)?;
        let block_bytes = u16::from_le_bytes(exact(reader)?);
        let bits = u16::from_le_bytes(exact(reader)?);
        let mut rest = padded(len) - 16;
        if tag == TAG_EXTENSIBLE {
            if len < 40 {
                return Err(not_wav(tr!("fmt 块太短", "its fmt chunk is too short")));
            }
            exact::<8>(reader)?;
            let guid: [u8; 16] = exact(reader)?;
            rest -= 24;
            if guid[2..] != GUID_TAIL {
                return Err(unsupported(tr!("未知的子格式", "unknown sub-format")));
            }
            tag = u16::from_le_bytes([guid[0], guid[1]]);
        }
        skip(reader, rest)?;
        if !CHANNELS.contains(&channels) {
            return Err(unsupported(tr!(
                "{} 个声道,应为 1 到 8",
                "{} channels, not 1 to 8",
                channels
            )));
        }
        if !RATES_HZ.contains(&rate_hz) {
            return Err(unsupported(tr!(
                "采样率 {} Hz,应为 {} 到 {}",
                "a rate of {} Hz, not {} to {}",
                rate_hz,
                RATES_HZ.start(),
                RATES_HZ.end()
            )));
        }
        let encoding = match (tag, bits) {
            (TAG_PCM, 8) => Encoding::U8,
            (TAG_PCM, 16) => Encoding::I16,
            (TAG_PCM, 24) if block_bytes == channels * 4 => Encoding::I24In32,
            (TAG_PCM, 24) => Encoding::I24,
            (TAG_PCM, 32) => Encoding::I32,
            (TAG_FLOAT, 32) => Encoding::F32,
            (TAG_FLOAT, 64) => Encoding::F64,
            (TAG_PCM | TAG_FLOAT, bits) => {
                return Err(unsupported(tr!("每个样本 {} 位", "{} bits a sample", bits)));
            }
            (tag, _) => {
                return Err(unsupported(tr!(
                    "压缩编码 0x{:04X}",
                    "compressed, codec 0x{:04X}",
                    tag
                )));
            }
        };
        Ok(Format { rate_hz, channels, encoding })
    }
}

/// The bytes of sound that the head promises; `None` when nobody knew.
///
/// Writers that cannot seek back leave 0, the largest value, or (arecord, sox)
/// one near 2 GiB.
fn promised_bytes(len: u32, long_bytes: Option<u64>) -> Option<u64> {
    match (len, long_bytes) {
        (u32::MAX, Some(bytes)) if (1..LONGEST_BYTES).contains(&bytes) => Some(bytes),
        (0 | 0x7FFF_F000..=0x8000_0000 | 0xFFFF_F000.., _) => None,
        (bytes, _) => Some(u64::from(bytes)),
    }
}

/// Chunks begin on even bytes.
fn padded(len: u32) -> u64 {
    u64::from(len) + u64::from(len % 2)
}

fn not_wav(why: String) -> WavFault {
    WavFault::NotWav(why)
}

fn unsupported(what: String) -> WavFault {
    WavFault::Unsupported(what)
}

fn ends_early() -> WavFault {
    not_wav(tr!("文件头不完整", "it ends before the sound begins"))
}

fn exact<const N: usize>(reader: &mut impl Read) -> Result<[u8; N], WavFault> {
    let mut bytes = [0; N];
    match fill(reader, &mut bytes) {
        Ok(got) if got == N => Ok(bytes),
        Ok(_) => Err(ends_early()),
        Err((_, error)) => Err(WavFault::Unreadable(error)),
    }
}

fn skip(reader: &mut impl Read, bytes: u64) -> Result<(), WavFault> {
    let skipped =
        io::copy(&mut reader.take(bytes), &mut io::sink()).map_err(WavFault::Unreadable)?;
    if skipped == bytes { Ok(()) } else { Err(ends_early()) }
}

/// Reads until `bytes` is full or the end; returns how many were read, also beside an error.
fn fill(reader: &mut impl Read, bytes: &mut [u8]) -> Result<usize, (usize, io::Error)> {
    let mut got = 0;
    while got < bytes.len() {
        match reader.read(&mut bytes[got..]) {
            Ok(0) => break,
            Ok(count) => got += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err((got, error)),
        }
    }
    Ok(got)
}

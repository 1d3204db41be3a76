//! Good files, bad files, and files that lie.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::capture::{Gap, GapCause};
use crate::units::SampleIndex;
use hound::{SampleFormat, WavSpec, WavWriter};
use proptest::prelude::*;
use std::io::Cursor;

/// A WAV file of the tone `hz` in every channel, `frames` long.
fn wav(spec: WavSpec, frames: usize, hz: f32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
    for n in 0..frames {
        let value = 0.5 * (std::f32::consts::TAU * hz * n as f32 / spec.sample_rate as f32).sin();
        for _ in 0..spec.channels {
            match spec.sample_format {
                SampleFormat::Float => writer.write_sample(value).unwrap(),
                SampleFormat::Int => {
                    let full = 2f32.powi(i32::from(spec.bits_per_sample) - 1);
                    writer.write_sample((value * full) as i32).unwrap();
                }
            }
        }
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

fn spec(rate: u32, channels: u16, bits: u16, format: SampleFormat) -> WavSpec {
    WavSpec { channels, sample_rate: rate, bits_per_sample: bits, sample_format: format }
}

fn mono() -> WavSpec {
    spec(16_000, 1, 16, SampleFormat::Int)
}

/// A head of 44 bytes and then `sound`.
fn raw(tag: u16, channels: u16, rate: u32, bits: u16, data_len: u32, sound: &[u8]) -> Vec<u8> {
    let block = (u32::from(channels) * u32::from(bits) / 8) as u16;
    let mut bytes = b"RIFF\xFF\xFF\xFF\xFFWAVEfmt \x10\0\0\0".to_vec();
    bytes.extend(tag.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend(rate.wrapping_mul(u32::from(block)).to_le_bytes());
    bytes.extend(block.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(data_len.to_le_bytes());
    bytes.extend(sound);
    bytes
}

fn open(bytes: Vec<u8>) -> Result<(FileSource, Arc<Ledger>), CaptureError> {
    let ledger = Arc::new(Ledger::new(8));
    let on_disk = bytes.len() as u64;
    let reader = Box::new(Cursor::new(bytes));
    let path = Path::new("声音.wav");
    FileSource::from_reader(path, reader, Some(on_disk), None, Arc::clone(&ledger))
        .map(|source| (source, ledger))
}

/// Everything a source gives: one plane a channel, and the gaps. Checks the indices.
fn drain(source: &mut FileSource) -> (Vec<Vec<f32>>, Vec<Gap>) {
    let mut planes = vec![Vec::new(); source.channels()];
    let (mut gaps, mut next) = (Vec::new(), SampleIndex(0));
    while let Some(piece) = source.next_piece().unwrap() {
        match piece {
            Piece::Block(block) => {
                assert_eq!(block.at, next);
                assert!(!block.is_empty() && block.len() <= 1_600);
                next = next + block.len() as u64;
                for (all, plane) in planes.iter_mut().zip(&block.planes) {
                    assert_eq!(plane.len(), block.planes[0].len());
                    all.extend_from_slice(plane);
                }
            }
            Piece::Gap(gap) => {
                assert_eq!(gap.at, next);
                next = next + gap.samples;
                gaps.push(gap);
            }
        }
    }
    assert!(source.next_piece().unwrap().is_none());
    (planes, gaps)
}

#[test]
fn every_format_gives_the_same_tone() {
    for rate in [8_000, 16_000, 44_100, 48_000] {
        for (bits, format) in [
            (8, SampleFormat::Int),
            (16, SampleFormat::Int),
            (24, SampleFormat::Int),
            (32, SampleFormat::Int),
            (32, SampleFormat::Float),
        ] {
            for channels in [1, 2, 3, 8] {
                let bytes = wav(spec(rate, channels, bits, format), rate as usize, 440.0);
                let (mut source, ledger) = open(bytes).unwrap();
                assert_eq!(source.channels(), usize::from(channels));
                assert!(source.len_samples().abs_diff(16_000) < 20);
                let (planes, gaps) = drain(&mut source);
                assert!(gaps.is_empty());
                for plane in &planes {
                    assert_eq!(plane.len(), 16_000);
                    for (n, found) in plane.iter().enumerate().take(14_000).skip(2_000) {
                        let ideal =
                            0.5 * (std::f32::consts::TAU * 440.0 * n as f32 / 16_000.0).sin();
                        assert!((found - ideal).abs() < 0.02, "{rate} {bits} {n}: {found} {ideal}");
                    }
                }
                assert_eq!(ledger.tally().heard_s, 1.0);
                assert!((ledger.tally().levels[0].0 + 9.0).abs() < 0.3);
            }
        }
    }
}

#[test]
fn channels_stay_apart_and_the_map_drops() {
    let sound: Vec<u8> =
        (0..16_000).flat_map(|_| [100i16, 200, 300]).flat_map(i16::to_le_bytes).collect();
    let bytes = raw(1, 3, 16_000, 16, sound.len() as u32, &sound);
    let (mut source, _) = open(bytes.clone()).unwrap();
    let (planes, _) = drain(&mut source);
    let firsts: Vec<f32> = planes.iter().map(|p| p[0] * 32_768.0).collect();
    assert_eq!(firsts, [100.0, 200.0, 300.0]);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wav");
    std::fs::write(&path, bytes).unwrap();
    let map = ChannelMap::parse(["citizen", "-", "clerk"]).unwrap();
    let ledger = Arc::new(Ledger::new(2));
    let mut source = FileSource::open_mapped(&path, Some(&map), Arc::clone(&ledger)).unwrap();
    let (planes, _) = drain(&mut source);
    assert_eq!((planes.len(), planes[1][5] * 32_768.0), (2, 300.0));
    let wide = ChannelMap::parse(["-", "-", "-", "clerk"]).unwrap();
    let error = FileSource::open_mapped(&path, Some(&wide), ledger).err().unwrap();
    assert!(matches!(error, CaptureError::FileChannels { has: 3, needs: 4, .. }));
}

#[test]
fn a_promise_that_is_not_kept_ends_in_a_gap() {
    let mut bytes = wav(spec(48_000, 2, 16, SampleFormat::Int), 48_000, 440.0);
    bytes.truncate(bytes.len() - 4 * 12_000 - 3);
    let (mut source, ledger) = open(bytes).unwrap();
    let (planes, gaps) = drain(&mut source);
    assert_eq!(gaps.len(), 1);
    assert_eq!(gaps[0].cause, GapCause::Truncated);
    assert_eq!(planes[0].len() as u64 + gaps[0].samples, 16_000);
    assert_eq!(gaps[0].samples, 4_000);
    assert_eq!(ledger.tally().lost_truncated_s, 0.25);
}

#[test]
fn lengths_left_open_by_streaming_writers_are_read_to_the_end() {
    for len in [0, u32::MAX, 0x8000_0000, 0x7FFF_FFFF - 36] {
        let sound = [0x10u8; 3_200];
        let (mut source, _) = open(raw(1, 1, 16_000, 16, len, &sound)).unwrap();
        let (planes, gaps) = drain(&mut source);
        assert_eq!((planes[0].len(), gaps.len()), (1_600, 0), "length {len:#x}");
    }
}

#[test]
fn chunks_after_the_sound_are_not_heard_and_odd_ones_before_it_are_skipped() {
    let mut bytes = wav(mono(), 100, 440.0);
    bytes.extend(b"LIST\x04\0\0\0abcd");
    bytes.splice(36..36, b"LIST\x03\0\0\0abc\0".iter().copied());
    let (mut source, _) = open(bytes).unwrap();
    let (planes, gaps) = drain(&mut source);
    assert_eq!((planes[0].len(), gaps.len()), (100, 0));
}

#[test]
fn an_rf64_file_is_a_wav_file() {
    let mut bytes = raw(1, 1, 16_000, 16, u32::MAX, &[1; 400]);
    bytes[..4].copy_from_slice(b"RF64");
    let mut ds64 = b"ds64\x1C\0\0\0".to_vec();
    for value in [0u64, 200, 100] {
        ds64.extend(value.to_le_bytes());
    }
    ds64.extend([0; 4]);
    bytes.splice(12..12, ds64);
    let (mut source, _) = open(bytes).unwrap();
    let (planes, gaps) = drain(&mut source);
    assert_eq!((planes[0].len(), gaps.len()), (100, 0));
}

#[test]
fn samples_that_are_no_numbers_are_silenced_and_counted() {
    let values = [0.5, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.5];
    let sound: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let (mut source, ledger) = open(raw(3, 1, 16_000, 32, 20, &sound)).unwrap();
    let (planes, _) = drain(&mut source);
    assert_eq!(planes[0], [0.5, 0.0, 0.0, 0.0, -0.5]);
    assert_eq!(ledger.tally().not_finite, 3);
}

/// A reader whose disk fails in the middle.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.0.read(out)? {
            0 => Err(io::Error::other("bad sector")),
            got => Ok(got),
        }
    }
}

#[test]
fn a_disk_that_fails_in_the_middle_is_a_gap() {
    let bytes = raw(1, 1, 16_000, 16, 32_000, &[7; 3_200]);
    let reader = Box::new(Failing(Cursor::new(bytes)));
    let ledger = Arc::new(Ledger::new(1));
    let mut source = FileSource::from_reader(Path::new("x"), reader, None, None, ledger).unwrap();
    let (planes, gaps) = drain(&mut source);
    assert_eq!((planes[0].len(), gaps[0].samples), (1_600, 14_400));
}

#[test]
fn what_cannot_be_heard_is_refused_in_one_clear_line() {
    let riff = b"RIFF\0\0\0\0WAVE".to_vec();
    let cases: [(Vec<u8>, &str); 13] = [
        (Vec::new(), "空"),
        (b"ID3\x04 something".to_vec(), "RIFF"),
        (b"RI".to_vec(), "RIFF"),
        (riff.clone(), "不完整"),
        ([&riff[..], b"data\x04\0\0\0abcd"].concat(), "fmt"),
        (b"RIFF\0\0\0\0AVI ".to_vec(), "WAVE"),
        (raw(1, 0, 16_000, 16, 2, &[0; 2]), "0 个声道"),
        (raw(1, 9, 16_000, 16, 18, &[0; 18]), "9 个声道"),
        (raw(1, 1, 0, 16, 2, &[0; 2]), "0 Hz"),
        (raw(1, 1, 400_000, 16, 2, &[0; 2]), "400000 Hz"),
        (raw(1, 1, 16_000, 12, 2, &[0; 2]), "12 位"),
        (raw(3, 1, 16_000, 16, 2, &[0; 2]), "16 位"),
        (raw(7, 1, 8_000, 8, 2, &[0; 2]), "0x0007"),
    ];
    for (bytes, part) in cases {
        let message = open(bytes).err().unwrap().to_string();
        assert!(message.contains(part) && message.contains("声音.wav"), "{message}");
        assert!(!message.contains('\n'));
    }
}

#[test]
fn what_cannot_be_opened_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let open = |path: &Path| FileSource::open(path, Arc::new(Ledger::new(1))).err().unwrap();
    assert!(matches!(open(folder.path()), CaptureError::FileIsDirectory { .. }));
    let missing = folder.path().join("no.wav");
    assert!(matches!(open(&missing), CaptureError::FileMissing { .. }));
    assert!(matches!(open(&missing.join("x")), CaptureError::FileMissing { .. }));
    let empty = folder.path().join("empty.wav");
    std::fs::write(&empty, []).unwrap();
    assert!(matches!(open(&empty), CaptureError::FileEmpty { .. }));
    assert!(matches!(
        open_fault(&empty, io::ErrorKind::PermissionDenied.into()),
        CaptureError::FileDenied { .. }
    ));
}

/// Opens and reads to the end what may be anything; returns the samples given.
fn survives(bytes: Vec<u8>) -> u64 {
    let most = bytes.len() as u64;
    let Ok((mut source, _)) = open(bytes) else { return 0 };
    let (planes, _) = drain(&mut source);
    // At the lowest rate one frame, of at least a byte, becomes 16 samples.
    assert!(planes[0].len() as u64 <= most * 16);
    planes[0].len() as u64
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_file_cut_anywhere_ends(len in 0usize..3_300) {
        let mut bytes = wav(spec(22_050, 2, 24, SampleFormat::Int), 540, 440.0);
        bytes.truncate(len);
        survives(bytes);
    }

    #[test]
    fn a_head_with_flipped_bytes_ends(
        flips in prop::collection::vec((0usize..80, any::<u8>()), 1..6),
    ) {
        let mut bytes = wav(spec(22_050, 2, 24, SampleFormat::Int), 540, 440.0);
        for (at, byte) in flips {
            bytes[at] = byte;
        }
        survives(bytes);
    }

    #[test]
    fn noise_behind_a_good_beginning_ends(noise in prop::collection::vec(any::<u8>(), 0..400)) {
        survives([b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0", &noise[..]].concat());
    }

    #[test]
    fn any_sizes_promised_end(len in any::<u32>(), rate in any::<u32>(), channels in 0u16..12) {
        survives(raw(1, channels, rate, 16, len, &[5; 1_000]));
    }
}

//! A made-up model written and read back, and damaged in every way.

use super::*;
use crate::model::layout::tests::miniature;
use crate::model::mel;
use crate::model::quantize::dequantize;
use crate::model::write::write;
use half::f16;
use proptest::prelude::*;
use std::io::Cursor;

/// Weights made of the tensor's name and the index: small, distinct, exact in f16.
pub struct MadeUp(pub HyperParameters);

pub fn made_up_value(name: &str, index: usize) -> f32 {
    let salt: usize = name.bytes().map(usize::from).sum();
    ((salt * 31 + index * 7) % 509) as f32 / 256.0 - 1.0
}

impl Weights for MadeUp {
    fn hyper(&self) -> HyperParameters {
        self.0
    }

    fn values(&mut self, tensor: &TensorSpec) -> Result<Values, Flaw> {
        Ok(Values::F32((0..tensor.weights()).map(|n| made_up_value(&tensor.name, n)).collect()))
    }
}

pub fn made_up_header(format: Format) -> Header {
    let hyper = miniature();
    let tokens = vec![b"!".to_vec(), b" b".to_vec(), "你".as_bytes().to_vec()];
    Header { hyper, format, filters: mel::slaney(80), tokens }
}

pub fn made_up_file(format: Format) -> Vec<u8> {
    let mut file = Vec::new();
    write(&mut file, &made_up_header(format), &mut MadeUp(miniature()), |_| ()).unwrap();
    file
}

#[test]
fn what_was_written_is_read_back() {
    for format in [Format::F16, Format::Q8_0] {
        let file = made_up_file(format);
        let structure = read(&mut Cursor::new(&file)).unwrap();
        assert_eq!(structure.header, made_up_header(format));
        assert_eq!(structure.length_bytes, file.len() as u64);
    }
}

#[test]
fn f16_weights_come_back_and_quantise_to_the_same_bytes() {
    let mut weights = GgmlWeights::new(Cursor::new(made_up_file(Format::F16))).unwrap();
    for spec in layout::tensors(&miniature()) {
        let values = weights.values(&spec).unwrap();
        assert!(values.singles().enumerate().all(|(n, v)| v == made_up_value(&spec.name, n)));
    }
    let mut again = Vec::new();
    write(&mut again, &made_up_header(Format::Q8_0), &mut weights, |_| ()).unwrap();
    assert_eq!(again, made_up_file(Format::Q8_0));
    assert!(GgmlWeights::new(Cursor::new(again)).is_err());
}

#[test]
fn a_quantised_matrix_stands_in_the_file_block_by_block() {
    let file = made_up_file(Format::Q8_0);
    let structure = read(&mut Cursor::new(&file)).unwrap();
    let name = "encoder.blocks.0.mlp.2.weight";
    let at = structure.offsets[name] as usize;
    let block: [u8; 34] = file[at..at + 34].try_into().unwrap();
    let scale = f16::from_le_bytes([block[0], block[1]]).to_f32();
    for (n, back) in dequantize(&block).into_iter().enumerate() {
        assert!((back - made_up_value(name, n)).abs() <= scale / 2.0 + 1.0e-3);
    }
}

#[test]
fn a_file_cut_in_the_weights_is_told_its_full_length() {
    let file = made_up_file(Format::F16);
    let cut = &file[..file.len() - 1_000];
    match read(&mut Cursor::new(cut)) {
        Err(Flaw::CutShort { expected_bytes, found_bytes }) => {
            assert_eq!((expected_bytes, found_bytes), (file.len() as u64, cut.len() as u64));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_may_follow_the_last_tensor() {
    let mut file = made_up_file(Format::F16);
    file.extend_from_slice(&[0; 64]);
    assert!(read(&mut Cursor::new(file)).is_err());
}

proptest! {
    #[test]
    fn no_cut_is_accepted_and_none_panics(share in 0.0_f64..1.0) {
        let file = made_up_file(Format::Q8_0);
        let cut = (file.len() as f64 * share) as usize;
        prop_assert!(read(&mut Cursor::new(&file[..cut])).is_err());
    }

    #[test]
    fn no_flipped_byte_panics(share in 0.0_f64..1.0, early in 0_usize..80, flip in 1_u8..) {
        let mut file = made_up_file(Format::Q8_0);
        let at = (file.len() as f64 * share) as usize;
        file[at] ^= flip;
        file[early] ^= flip;
        // Either refused or read; the byte may lie in a weight.
        let _ = read(&mut Cursor::new(file));
    }
}

//! A made-up pair of quantised files, converted and damaged.

use super::super::onnx_proto::{Attribute, Node};
use super::*;
use crate::model::ggml::tests::made_up_header;
use crate::model::ggml::{self, Format, GgmlWeights};
use crate::model::layout::{self, tests::miniature};
use crate::model::write::write;
use proptest::prelude::*;
use std::io::Cursor;

const SCALE: f32 = 0.25;
const ZERO: u8 = 128;

fn level(name: &str, index: usize) -> u8 {
    let salt: usize = name.bytes().map(usize::from).sum();
    ((salt + index * 5) % 251) as u8
}

fn bytes_tensor(name: String, dims: &[usize], data: Vec<u8>) -> Tensor {
    let dims = dims.iter().map(|d| *d as i64).collect();
    Tensor { dims, data_type: UINT8, name, raw_data: data.into(), ..Tensor::default() }
}

/// The files of a made-up model whose weight number `n` is `level - 128` quarters.
pub fn made_up_onnx() -> (Vec<u8>, Vec<u8>) {
    let mut graphs = [Graph::default(), Graph::default()];
    let mut nodes = [Vec::new(), Vec::new()];
    for spec in layout::tensors(&miniature()) {
        let (side, place) = place(&spec.name).unwrap();
        let at = usize::from(side == Side::Decoder);
        let suffix = if side == Side::Decoder { "_merged_0" } else { "" };
        let levels: Vec<u8> = (0..spec.weights()).map(|n| level(&spec.name, n)).collect();
        let stem = match (&place, spec.role) {
            (Place::Named(name), Role::Plain) => {
                let dims =
                    spec.dims.iter().copied().filter(|d| *d != 1).map(|d| d as i64).collect();
                let real = |q: &u8| (f32::from(*q) - f32::from(ZERO)) * SCALE;
                let raw: Vec<u8> = levels.iter().flat_map(|q| real(q).to_le_bytes()).collect();
                let name = format!("{name}{suffix}");
                let plain = Tensor {
                    dims,
                    data_type: FLOAT,
                    name,
                    raw_data: raw.into(),
                    ..Tensor::default()
                };
                graphs[at].initializer.push(plain);
                continue;
            }
            (Place::Named(name), _) => format!("{name}{suffix}"),
            (Place::OfNode(node), _) => {
                let stem = format!("onnx::{node}{suffix}");
                let input = vec!["x".to_owned(), format!("{stem}_quantized")];
                nodes[at].push(Node { input, name: node.clone(), ..Node::default() });
                stem
            }
        };
        let (dims, data) = match (&place, &spec.dims[..]) {
            (Place::OfNode(_), [outputs, inputs]) => {
                let turned = (0..*inputs)
                    .flat_map(|i| (0..*outputs).map(move |o| o * inputs + i))
                    .map(|n| levels[n])
                    .collect();
                (vec![*inputs, *outputs], turned)
            }
            _ => (spec.dims.clone(), levels),
        };
        let zero = Tensor {
            data_type: UINT8,
            int32_data: vec![i32::from(ZERO)],
            name: format!("{stem}_zero_point"),
            ..Tensor::default()
        };
        let scale = Tensor {
            data_type: FLOAT,
            float_data: vec![SCALE],
            name: format!("{stem}_scale"),
            ..Tensor::default()
        };
        graphs[at].initializer.extend([
            bytes_tensor(format!("{stem}_quantized"), &dims, data),
            zero,
            scale,
        ]);
    }
    let [mut encoder, mut decoder] = graphs;
    let [encoder_nodes, decoder_nodes] = nodes;
    encoder.node = encoder_nodes;
    let branch = Graph { node: decoder_nodes, ..Graph::default() };
    let attribute = Attribute { name: "else_branch".to_owned(), graph: Some(branch) };
    decoder.node = vec![Node { attribute: vec![attribute], ..Node::default() }];
    let file = |graph| Model { graph: Some(graph) }.encode_to_vec();
    (file(encoder), file(decoder))
}

fn in_files(encoder: &[u8], decoder: &[u8]) -> Result<OnnxWeights, Flaw> {
    let dir = tempfile::tempdir().unwrap();
    let (e, d) = (dir.path().join("encoder.onnx"), dir.path().join("decoder.onnx"));
    std::fs::write(&e, encoder).unwrap();
    std::fs::write(&d, decoder).unwrap();
    let mut weights = OnnxWeights::open(&e, &d)?;
    let mut file = Vec::new();
    write(&mut file, &made_up_header(Format::F16), &mut weights, |_| ())?;
    Ok(weights)
}

#[test]
fn every_weight_is_level_less_zero_point_times_scale() {
    let (encoder, decoder) = made_up_onnx();
    let dir = tempfile::tempdir().unwrap();
    let (e, d) = (dir.path().join("encoder.onnx"), dir.path().join("decoder.onnx"));
    std::fs::write(&e, encoder).unwrap();
    std::fs::write(&d, decoder).unwrap();
    let mut weights = OnnxWeights::open(&e, &d).unwrap();
    assert_eq!(weights.hyper(), miniature());
    let mut file = Vec::new();
    write(&mut file, &made_up_header(Format::F16), &mut weights, |_| ()).unwrap();
    assert!(ggml::read(&mut Cursor::new(&file)).is_ok());
    let mut back = GgmlWeights::new(Cursor::new(file)).unwrap();
    for spec in layout::tensors(&miniature()) {
        let values = back.values(&spec).unwrap();
        for (n, value) in values.singles().enumerate() {
            let expected = (f32::from(level(&spec.name, n)) - 128.0) * 0.25;
            assert_eq!(value, expected, "{} {n}", spec.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn damage_never_panics(share in 0.0_f64..1.0, at in 0.0_f64..1.0, flip in 1_u8..) {
        let (encoder, mut decoder) = made_up_onnx();
        let cut = (encoder.len() as f64 * share) as usize;
        prop_assert!(in_files(&encoder[..cut], &decoder).is_err());
        let byte = (decoder.len() as f64 * at) as usize;
        decoder[byte] ^= flip;
        // Refused, or the byte lies in a weight.
        let _ = in_files(&encoder, &decoder);
    }
}

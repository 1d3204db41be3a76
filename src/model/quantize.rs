//! q8_0 quantisation: 32 weights become an f16 scale and 32 signed bytes.
//!
//! Pure; any thread. The arithmetic is that of ggml's `quantize_row_q8_0_ref`
//! (`ggml/src/ggml-quants.c`), single precision throughout, so that the bytes
//! are the same on every machine.

use half::f16;

/// Weights in a block.
pub const BLOCK_WEIGHTS: usize = 32;
/// Bytes of a block.
pub const BLOCK_BYTES: usize = 34;

/// Quantises one block. Every weight must be finite.
pub fn q8_0_block(weights: &[f32; BLOCK_WEIGHTS]) -> [u8; BLOCK_BYTES] {
    let largest = weights.iter().fold(0.0_f32, |largest, w| largest.max(w.abs()));
    let scale = largest / 127.0;
    let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
    let mut block = [0; BLOCK_BYTES];
    block[..2].copy_from_slice(&f16::from_f32(scale).to_le_bytes());
    for (byte, weight) in block[2..].iter_mut().zip(weights) {
        // `round` is C's `roundf`: halves go away from zero.
        *byte = ((weight * inverse).round() as i8).cast_unsigned();
    }
    block
}

/// The weights that a block stands for.
pub fn dequantize(block: &[u8; BLOCK_BYTES]) -> [f32; BLOCK_WEIGHTS] {
    let scale = f16::from_le_bytes([block[0], block[1]]).to_f32();
    std::array::from_fn(|n| f32::from(block[2 + n].cast_signed()) * scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ramp_by_hand() {
        let mut weights = [0.0; 32];
        weights[0] = 127.0;
        weights[1] = -127.0;
        weights[2] = 0.5;
        weights[3] = -1.5;
        weights[4] = 2.49;
        let block = q8_0_block(&weights);
        assert_eq!(block[..2], f16::from_f32(1.0).to_le_bytes());
        assert_eq!(block[2..7], [127, 129, 1, 254, 2]);
        assert_eq!(block[7..], [0; 27]);
    }

    #[test]
    fn zeros_stay_zeros() {
        assert_eq!(q8_0_block(&[0.0; 32]), [0; 34]);
    }

    #[test]
    fn a_quarter_scale_is_exact() {
        let weights = std::array::from_fn(|n| (n as f32 - 16.0) * 0.25);
        // The largest is 4, so the scale is 4/127 rounded to f16.
        let block = q8_0_block(&weights);
        assert_eq!(block[..2], f16::from_f32(4.0 / 127.0).to_le_bytes());
        assert_eq!(block[2].cast_signed(), -127);
        assert_eq!(block[2 + 16], 0);
        assert_eq!(block[2 + 24].cast_signed(), 64);
    }

    proptest! {
        #[test]
        fn no_weight_is_off_by_more_than_half_a_step(
            weights in prop::array::uniform32(-4.0_f32..4.0)
        ) {
            let back = dequantize(&q8_0_block(&weights));
            let scale = weights.iter().fold(0.0_f32, |m, w| m.max(w.abs())) / 127.0;
            // The f16 scale is off by one part in 2048, times at most 127 steps;
            // below the smallest normal f16 it is off by a fixed amount.
            let slack = 127.0 * (scale / 2048.0 + 3.0e-8) + 1.0e-6;
            for (weight, back) in weights.iter().zip(back) {
                prop_assert!((weight - back).abs() <= scale / 2.0 + slack);
            }
        }
    }
}

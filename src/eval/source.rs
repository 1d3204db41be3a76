//! Sound that lies in memory, as a source.
//!
//! Runs on the thread that plays; waits for nothing.

use crate::capture::{Block, CaptureError, Piece, Source};
use crate::units::{SAMPLE_RATE, SampleIndex};

/// Samples of a block: 50 ms, as files are read.
const BLOCK: usize = SAMPLE_RATE as usize / 20;

/// Planes of 16 kHz samples, given in blocks.
#[derive(Debug)]
pub struct Memory {
    planes: Vec<Vec<f32>>,
    at: usize,
}

impl Memory {
    /// `planes` of one length, one a channel.
    pub fn new(planes: Vec<Vec<f32>>) -> Memory {
        Memory { planes, at: 0 }
    }
}

impl Source for Memory {
    fn channels(&self) -> usize {
        self.planes.len()
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, CaptureError> {
        let length = self.planes.iter().map(Vec::len).min().unwrap_or(0);
        let end = (self.at + BLOCK).min(length);
        if self.at >= end {
            return Ok(None);
        }
        let planes = self.planes.iter().map(|plane| plane[self.at..end].to_vec()).collect();
        let block = Block { at: SampleIndex(self.at as u64), planes };
        self.at = end;
        Ok(Some(Piece::Block(block)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_comes_out_in_order() {
        let plane: Vec<f32> = (0..2001).map(|n| n as f32).collect();
        let mut source = Memory::new(vec![plane.clone()]);
        let mut heard = Vec::new();
        while let Some(Piece::Block(block)) = source.next_piece().unwrap() {
            assert_eq!(block.at.0 as usize, heard.len());
            heard.extend_from_slice(&block.planes[0]);
        }
        assert_eq!(heard, plane);
    }
}

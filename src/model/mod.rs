//! The recogniser's weights: which there are, where they come from, and whether
//! a file is one of them.
//!
//! Owns the catalogue, the converters and the installer. It runs on the thread
//! of the command that asks and starts none; it must not know whisper.cpp, the
//! stages or the terminal.
//!
//! ```text
//! file, download or registry package -> package -> converter (Weights) -> write -> verify
//! ```

pub mod catalogue;
pub mod ctranslate2;
pub mod digest;
pub mod error;
pub mod fetch;
pub mod ggml;
pub mod install;
pub mod layout;
mod local;
pub mod lookup;
pub mod material;
pub mod mel;
pub mod onnx;
mod onnx_proto;
pub mod package;
pub mod progress;
pub mod quantize;
pub mod vocabulary;
pub mod weights;
pub mod write;

pub use catalogue::{Catalogue, catalogue};
pub use error::ModelError;
pub use install::{Installed, install};
pub use lookup::{Model, Verified, locate, verify};
pub use progress::Progress;

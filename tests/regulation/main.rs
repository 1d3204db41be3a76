//! The importer of regulations: what it finds in the five it was started from, where
//! they are at hand, and in one that is bundled here.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod measure;
mod sample;

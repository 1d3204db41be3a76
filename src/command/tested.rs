//! Which counters have passed the test of their roles: a file of the store.
//!
//! No evidence and nobody's speech: how two microphones are wired, as of a day. A test holds
//! for the device and the channels that it was made with; other ones are to be tested anew.

use crate::config::{Counter, Profile};
use crate::document;
use crate::tr;
use crate::units::Role;
use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Its name in the store.
const FILE_NAME: &str = "roles.json";

/// What a test that passed measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    /// When.
    pub at: Timestamp,
    /// The device, as the settings name it.
    pub device: Option<String>,
    /// The channels of the device, and the role of each.
    pub channels: Vec<(usize, Role)>,
    /// How much louder the clerk's channel is while the clerk speaks than while the citizen
    /// does, dB.
    pub apart_db: f32,
    /// By how much the clerk's channel is ahead while the clerk speaks, ms.
    pub clerk_ahead_ms: Option<f32>,
    /// By how much the citizen's channel is ahead while the citizen speaks, ms.
    pub citizen_ahead_ms: Option<f32>,
}

/// The tests that passed, by counter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tested(BTreeMap<String, Passed>);

impl Tested {
    /// Those of the store at `store_dir`; none where there is no file.
    ///
    /// # Errors
    /// The file cannot be read, or is none of this program's.
    pub fn load(store_dir: &Path) -> Result<Tested> {
        let path = store_dir.join(FILE_NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Tested::default()),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        serde_json::from_str(&text).with_context(|| {
            tr!(
                "{}:读不懂;删掉它,再运行 liyu devices roles",
                "{}: cannot be read; remove it and run liyu devices roles again",
                path.display()
            )
        })
    }

    /// Keeps that `counter` has passed.
    ///
    /// # Errors
    /// The store cannot be written to.
    pub fn keep(mut self, store_dir: &Path, counter: &str, passed: Passed) -> Result<()> {
        self.0.insert(counter.to_owned(), passed);
        let path = store_dir.join(FILE_NAME);
        fs::create_dir_all(store_dir).with_context(|| store_dir.display().to_string())?;
        let text = serde_json::to_string_pretty(&self)?;
        document::save(&path, &text).with_context(|| path.display().to_string())
    }

    /// Whether the roles of `counter` may be taken for known.
    pub fn knows(&self, counter: &Counter) -> bool {
        counter.profile == Profile::Open
            || self.0.get(&counter.name).is_some_and(|passed| {
                passed.device == counter.device && passed.channels == channels(counter)
            })
    }
}

/// The channels of a counter, and the role of each.
pub fn channels(counter: &Counter) -> Vec<(usize, Role)> {
    let map = counter.channels.as_ref();
    map.map_or_else(Vec::new, |map| {
        map.inputs.iter().copied().zip(map.roles.iter().copied()).collect()
    })
}

/// What is told of a counter whose roles are not known yet.
pub fn untested(counter: &str) -> String {
    tr!(
        "“{0}”是对讲,还没有测过两路各是谁:说话人一律算不明。请运行 liyu devices roles {0}",
        "\"{0}\" is an intercom and its lines have not been tested: who speaks is unknown. Run liyu \
         devices roles {0}",
        counter
    )
}

//! `liyu phrases edit`: opens the editor on the packs that can be found.

use crate::cli::Edit;
use crate::command::setup;
use crate::config::Config;
use crate::editor::{self, Shelf};
use anyhow::{Result, anyhow};

/// Runs the verb.
pub fn run(config: &Config, args: &Edit) -> Result<()> {
    let folder = setup::phrases_folder(config);
    let shelf = Shelf::open(folder.as_deref(), &config.packs, args.pack.as_deref());
    let shelf = shelf.map_err(|why| anyhow!(why))?;
    let stop = setup::stop_on_signal()?;
    Ok(editor::run(shelf, stop.flag())?)
}

//! `liyu bench --console`: what the supervisor's screen costs on a hall of any size.
//!
//! Everything is real but people and sound: a store on disk, the service on its socket, the
//! console's own loop, a terminal that the kernel makes. `store` fills the store, `hall`
//! runs the service, `screen` is the terminal, `hands` presses the keys.

mod hall;
mod hands;
mod screen;
mod store;

use crate::bench::console::{ConsoleReport, ConsoleRun};
use crate::capture::Stop;
use crate::lang::tell;
use crate::readings;
use crate::tr;
use anyhow::Result;
use hall::Hall;
use std::time::Instant;

/// What is measured where nothing is asked for.
pub const COUNTERS: usize = 40;
/// The same.
pub const INCIDENTS: u64 = 50_000;
/// The most incidents: ids are made one a second, back from now.
pub const INCIDENTS_MOST: u64 = 1_000_000;
/// The hall beside it.
const SMALL: (usize, u64) = (6, 200);
/// The largest screen that views are made for: the most to draw.
const SCREEN: (u16, u16) = (200, 60);

/// Measures on `counters` and `incidents`, and on a small hall; `minutes` of each run
/// nobody touches a key.
pub fn run(counters: usize, incidents: u64, minutes: f64, stop: &Stop) -> Result<ConsoleReport> {
    let mut runs = Vec::new();
    for (counters, incidents) in [(counters, incidents), SMALL] {
        if stop.is_set() {
            break;
        }
        runs.push(once(counters, incidents, minutes, stop)?);
    }
    let (screen, cores) = (SCREEN, readings::cores());
    Ok(ConsoleReport { screen, runs, cores, stopped_early: stop.is_set() })
}

fn once(counters: usize, incidents: u64, minutes: f64, stop: &Stop) -> Result<ConsoleRun> {
    let folder = tempfile::tempdir()?;
    tell(tr!(
        "{} 个窗口,{} 起事件:造库……",
        "{} counters, {} incidents: making the store ...",
        counters,
        incidents
    ));
    let began = Instant::now();
    store::make(folder.path(), incidents, counters)?;
    let made_s = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let hall = Hall::open(folder.path(), counters)?;
    let served_s = began.elapsed().as_secs_f64();
    let found = hands::measure(folder.path(), counters, minutes, stop);
    hall.close()?;
    let found = found?;
    Ok(ConsoleRun { counters, incidents, made_s, served_s, found })
}

//! `liyu devices roles`: whose each of the two microphones of a counter is.
//!
//! Asks the clerk to speak and then the citizen, and measures on which channel each is louder
//! and which hears them first. Runs on the main thread; keeps no sound, only the outcome.

use super::tested::{Passed, Tested, channels};
use crate::capture::{DeviceConfig, DeviceSource, FileSource, Piece, Source, Stop};
use crate::clock;
use crate::config::{Config, Counter};
use crate::lang::pick;
use crate::ledger::Ledger;
use crate::segment::{self, RoleTest, Roles, SPEECH_LEAST_S, Side};
use crate::tr;
use crate::units::{Role, samples};
use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// What is to be tested.
pub struct Test<'a> {
    /// The counter.
    pub counter: &'a str,
    /// How long each side speaks.
    pub seconds: f64,
    /// A recording in place of the device.
    pub from: Option<&'a Path>,
}

/// Tests, tells, and keeps in the store at `store_dir` that it passed.
///
/// # Errors
/// There is no such counter with a clerk's and a citizen's channel, its device does not open,
/// or the test does not pass.
pub fn run(config: &Config, store_dir: &Path, test: &Test<'_>, out: &mut impl Write) -> Result<()> {
    let Some(counter) = config.counters.iter().find(|known| known.name == test.counter) else {
        let known: Vec<&str> = config.counters.iter().map(|known| known.name.as_str()).collect();
        bail!(tr!(
            "设置里没有柜台“{}”;有:{}",
            "the settings have no counter \"{}\"; there are: {}",
            test.counter,
            known.join("、")
        ));
    };
    let roles = counter.channels.as_ref().map(|map| map.roles.as_slice());
    let clerk_first = match roles {
        Some([Role::Clerk, Role::Citizen]) => true,
        Some([Role::Citizen, Role::Clerk]) => false,
        _ => bail!(tr!(
            "“{}”要有 clerk 和 citizen 两个声道才能测",
            "\"{}\" needs a clerk's and a citizen's channel to be tested",
            test.counter
        )),
    };
    let (clerk, citizen) = measure(config, counter, test, out)?;
    tell(pick("工作人员说话时", "while the clerk speaks"), &clerk, clerk_first, out)?;
    tell(pick("群众说话时", "while the citizen speaks"), &citizen, clerk_first, out)?;
    let came_to = match clerk_first {
        true => Roles::of(&clerk, &citizen),
        false => Roles::of(&citizen, &clerk),
    };
    match came_to {
        Roles::AsSet => {}
        Roles::Swapped => bail!(tr!(
            "没有通过:两路接反了。把“{}”的 channels 两个词对调,再测一次",
            "not passed: the two are swapped. Exchange the two words in channels of \"{}\" and test again",
            test.counter
        )),
        Roles::TooLittle => bail!(tr!(
            "没有通过:每一方至少要说 {:.1} 秒。请检查话筒,靠近些再测一次",
            "not passed: each side must speak for {:.1} s at least. Check the microphones, come nearer and test again",
            SPEECH_LEAST_S
        )),
        Roles::Alike => bail!(tr!(
            "没有通过:两路听到的差不多,分不出谁在说。请核对接线:每个方向各接一路",
            "not passed: both channels hear much the same. Check the wiring: one line for each direction"
        )),
    }
    let ahead = |side: &Side, first: bool| side.ahead_ms.map(|ms| if first { ms } else { -ms });
    let passed = Passed {
        at: clock::now(),
        device: counter.device.clone(),
        channels: channels(counter),
        apart_db: (clerk.louder_db - citizen.louder_db).abs(),
        clerk_ahead_ms: ahead(&clerk, clerk_first),
        citizen_ahead_ms: ahead(&citizen, !clerk_first),
    };
    let apart_db = passed.apart_db;
    Tested::load(store_dir)?.keep(store_dir, &counter.name, passed)?;
    writeln!(
        out,
        "{}",
        tr!(
            "通过:两路与设置一致,相差 {:.0} dB。已记下;换设备或改 channels 后要再测",
            "passed: both are as the settings say, {:.0} dB apart. Kept; test again after changing the device or channels",
            apart_db
        )
    )?;
    Ok(())
}

/// What was measured of each side: the clerk, then the citizen.
fn measure(
    config: &Config,
    counter: &Counter,
    test: &Test<'_>,
    out: &mut impl Write,
) -> Result<(Side, Side)> {
    let ledger = Arc::new(Ledger::new(2));
    if let Some(file) = test.from {
        let mut source = FileSource::open_mapped(file, counter.channels.as_ref(), ledger)?;
        let half = source.len_samples() / 2;
        let clerk = listen(&mut source, half, &config.segment)?;
        return Ok((clerk, listen(&mut source, half, &config.segment)?));
    }
    let device = DeviceConfig {
        name: counter.device.clone(),
        map: counter.channels.clone(),
        rebuild_tries: Some(3),
        ..DeviceConfig::default()
    };
    let length = samples(test.seconds.clamp(2.0, 60.0));
    let mut hear = |asked: String| -> Result<Side> {
        writeln!(out, "{asked}")?;
        out.flush()?;
        let (stop, ledger) = (Stop::new(), Arc::clone(&ledger));
        let mut source = DeviceSource::open(device.clone(), stop, ledger)?;
        listen(&mut source, length, &config.segment)
    };
    let seconds = test.seconds;
    let clerk = hear(tr!(
        "请工作人员照平常说话 {:.0} 秒,对面不要出声 ……",
        "clerk, please speak as usual for {:.0} s; the other side stays silent …",
        seconds
    ))?;
    let citizen = hear(tr!(
        "请对面的人照平常说话 {:.0} 秒,工作人员不要出声 ……",
        "citizen's side, please speak as usual for {:.0} s; the clerk stays silent …",
        seconds
    ))?;
    Ok((clerk, citizen))
}

/// Listens for `length` samples, or to the end.
fn listen(source: &mut impl Source, length: u64, segment: &segment::Config) -> Result<Side> {
    let mut test = RoleTest::new(segment);
    let mut heard = 0;
    while heard < length
        && let Some(piece) = source.next_piece()?
    {
        match piece {
            Piece::Block(block) => {
                if let [first, second] = block.planes.as_slice() {
                    test.hear([first, second]);
                }
                heard += block.len() as u64;
            }
            Piece::Gap(gap) => heard += gap.samples,
        }
    }
    Ok(test.finish())
}

fn tell(who: &str, side: &Side, clerk_first: bool, out: &mut impl Write) -> Result<()> {
    let sign = if clerk_first { 1.0 } else { -1.0 };
    let ahead = match side.ahead_ms {
        Some(ms) => tr!("早 {:+.1} 毫秒", "{:+.1} ms earlier", ms * sign),
        None => pick("先后不明", "which is first is not clear").to_owned(),
    };
    let line = tr!(
        "{}:听到 {:.1} 秒话,工作人员一路比群众一路响 {:+.1} dB,{}",
        "{}: {:.1} s of speech, on the clerk's channel {:+.1} dB louder than on the citizen's, {}",
        who,
        side.speech_s,
        side.louder_db * sign,
        ahead
    );
    writeln!(out, "{line}")?;
    Ok(())
}

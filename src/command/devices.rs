//! `liyu devices`: which microphones there are, and whether they hear anything.
//!
//! Owns the table and the level meter; runs on the main thread, with one
//! thread `meter-<n>` a device while metering. Records nothing.

use crate::capture::{DeviceConfig, DeviceFormat, DeviceInfo, DeviceSource, Source, Stop, devices};
use crate::lang::pick;
use crate::ledger::Ledger;
use crate::tr;
use crate::units::Dbfs;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};
use unicode_width::UnicodeWidthStr;

/// Between two pictures of the meter.
const REDRAW: Duration = Duration::from_millis(100);
/// How long devices may take to give their first sample before the time counts.
const STARTING: Duration = Duration::from_secs(3);
/// Cells of a bar, from [`QUIETEST_DBFS`] to full scale.
const BAR_CELLS: usize = 30;
const QUIETEST_DBFS: f32 = -60.0;

/// Prints the input devices to `out`; with `meter_s`, then their levels for so many seconds.
///
/// # Errors
/// No device at all, none that opens for the meter, or `out` is closed.
pub fn run(meter_s: Option<f64>, out: &mut impl Write) -> anyhow::Result<()> {
    let found = devices()?;
    write!(out, "{}", table(&found))?;
    if let Some(seconds) = meter_s {
        let time = Duration::try_from_secs_f64(seconds.clamp(0.0, 86_400.0))?;
        meter(&found, time, out)?;
    }
    Ok(())
}

/// The table of devices, columns aligned by display width.
fn table(found: &[DeviceInfo]) -> String {
    let mut rows = vec![[
        pick("默认", "default").to_owned(),
        pick("设备(配置用名)", "device (name to configure)").to_owned(),
        pick("说明", "description").to_owned(),
        pick("系统", "system").to_owned(),
        pick("采样率", "rate").to_owned(),
        pick("声道", "channels").to_owned(),
        pick("样本", "samples").to_owned(),
    ]];
    for device in found {
        for (n, format) in device.formats.iter().enumerate() {
            let first = |text: &str| if n == 0 { text.to_owned() } else { String::new() };
            rows.push([
                first(if device.is_default { "*" } else { "" }),
                first(&device.id),
                first(&device.name),
                first(&device.host),
                rates(format),
                span(format.channels.0, format.channels.1),
                format.samples.join(" "),
            ]);
        }
    }
    let mut widths = [0; 7];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn rates(format: &DeviceFormat) -> String {
    format!("{} Hz", span(format.min_rate_hz, format.max_rate_hz))
}

fn span<T: PartialEq + std::fmt::Display>(least: T, most: T) -> String {
    if least == most { least.to_string() } else { format!("{least}-{most}") }
}

/// A device that is being metered.
struct Metered {
    name: String,
    ledger: Arc<Ledger>,
    thread: std::thread::JoinHandle<()>,
}

/// Shows the level of every channel of every device that opens.
fn meter(found: &[DeviceInfo], time: Duration, out: &mut impl Write) -> anyhow::Result<()> {
    let stop = Stop::new();
    let mut metered = Vec::new();
    let mut fault = None;
    for (n, device) in found.iter().enumerate() {
        match start(n, device, &stop) {
            Ok(one) => metered.push(one),
            Err(error) => {
                writeln!(out, "{error}")?;
                fault = Some(error);
            }
        }
    }
    if metered.is_empty() {
        return Err(fault.unwrap_or_else(|| crate::capture::CaptureError::NoDevice.into()));
    }
    let shown = show(&metered, time, out);
    stop.set();
    for one in metered {
        if one.thread.join().is_err() {
            writeln!(out, "{}", tr!("{}:电平表中断", "{}: its meter broke off", one.name))?;
        }
    }
    Ok(shown?)
}

/// Draws until `time` is over: over itself on a terminal, else once, at the end.
fn show(metered: &[Metered], time: Duration, out: &mut impl Write) -> io::Result<()> {
    let live = io::stdout().is_terminal();
    let mut began = Instant::now();
    let starting = began;
    let mut drawn = 0;
    loop {
        let silent = |one: &Metered| one.ledger.heard.load(Relaxed) == 0;
        if starting.elapsed() < STARTING && metered.iter().any(silent) {
            began = Instant::now();
        }
        let left = time.saturating_sub(began.elapsed());
        if live || left.is_zero() {
            if drawn > 0 {
                write!(out, "\x1b[{drawn}A")?;
            }
            drawn = 0;
            for line in metered.iter().flat_map(lines) {
                let end = if live { "\x1b[K" } else { "" };
                writeln!(out, "{line}{end}")?;
                drawn += 1;
            }
            out.flush()?;
        }
        if left.is_zero() {
            return Ok(());
        }
        std::thread::sleep(REDRAW.min(left));
    }
}

fn start(n: usize, device: &DeviceInfo, stop: &Stop) -> anyhow::Result<Metered> {
    let channels = device.preferred.map_or(1, |(_, channels)| channels);
    let config = DeviceConfig {
        name: Some(device.id.clone()),
        channels: Some(channels),
        rebuild_tries: Some(3),
        ..DeviceConfig::default()
    };
    let ledger = Arc::new(Ledger::new(usize::from(channels)));
    let mut source = DeviceSource::open(config, stop.clone(), Arc::clone(&ledger))?;
    let thread = std::thread::Builder::new()
        .name(format!("meter-{n}"))
        .spawn(move || while let Ok(Some(_)) = source.next_piece() {})?;
    Ok(Metered { name: device.id.clone(), ledger, thread })
}

/// One line for each channel.
fn lines(metered: &Metered) -> Vec<String> {
    let tally = metered.ledger.tally();
    let silent = tally.heard_s == 0.0;
    let line = |(channel, level): (usize, &Dbfs)| {
        let state = match (silent, tally.muted_s > 0.0 && *level <= Dbfs::FLOOR) {
            (true, _) => pick("没有声音数据", "no samples"),
            (_, true) => pick("静音,请检查麦克风开关", "muted; check the switch of the microphone"),
            _ => "",
        };
        let channel = channel + 1;
        format!("{} {channel} |{}| {level:>9} {state}", metered.name, bar(*level))
    };
    tally.levels.iter().enumerate().map(line).collect()
}

/// A bar for `level`, always as wide.
fn bar(level: Dbfs) -> String {
    let share = (1.0 - level.0 / QUIETEST_DBFS).clamp(0.0, 1.0);
    let full = (share * BAR_CELLS as f32).round() as usize;
    format!("{}{}", "#".repeat(full), " ".repeat(BAR_CELLS - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_by_display_width() {
        let format = |min, max, channels| DeviceFormat {
            min_rate_hz: min,
            max_rate_hz: max,
            channels,
            samples: vec!["i16".into(), "f32".into()],
        };
        let device = |id: &str, name: &str, is_default, formats| DeviceInfo {
            host: "ALSA".into(),
            name: name.into(),
            id: id.into(),
            is_default,
            preferred: Some((48_000, 1)),
            formats,
        };
        let text = table(&[
            device("default", "默认设备", true, vec![format(8_000, 48_000, (1, 2))]),
            device(
                "hw:1",
                "USB mic",
                false,
                vec![format(16_000, 16_000, (1, 1)), format(48_000, 48_000, (1, 1))],
            ),
        ]);
        insta::assert_snapshot!(text, @r"
        默认  设备(配置用名)  说明      系统  采样率         声道  样本
        *     default         默认设备  ALSA  8000-48000 Hz  1-2   i16 f32
              hw:1            USB mic   ALSA  16000 Hz       1     i16 f32
                                              48000 Hz       1     i16 f32
        ");
    }

    #[test]
    fn bars_have_one_width() {
        assert_eq!(bar(Dbfs(0.0)), "#".repeat(BAR_CELLS));
        assert_eq!(bar(Dbfs::FLOOR), " ".repeat(BAR_CELLS));
        assert_eq!(bar(Dbfs(-30.0)).trim_end().len(), BAR_CELLS / 2);
    }
}

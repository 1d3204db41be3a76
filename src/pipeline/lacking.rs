//! What is lacking of the sound and the words of a complaint, in words for people.
//!
//! Pure but for the language in force; used on the thread `record`. What was not kept is
//! said with its reason or its seconds: whoever decides about a complaint must know.

use super::complaint::{Kept, Nothing};
use super::session::Session;
use crate::tape::Take;
use crate::tr;
use crate::units::{SAMPLE_RATE, SampleIndex, SampleRange};
use jiff::tz::TimeZone;

/// Missing stretches that are told one by one.
const HOLES_TOLD: usize = 3;
/// Shorter holes are not told: rounding of rates, a block on its way.
const HOLE_LEAST: u64 = SAMPLE_RATE as u64 / 2;

/// Why no sound was kept, or less than should be; empty when all was. `missing` are the
/// stretches of the clip that were not there, `closed` whether it was outside opening
/// hours.
pub fn lacking(kept: &Kept, take: &Take, missing: &[SampleRange], closed: bool) -> String {
    let Kept { session, clip, is_talk, is_whole, .. } = kept;
    let mut lacking = Vec::new();
    let gone: Vec<SampleRange> =
        missing.iter().copied().filter(|hole| hole.len() >= HOLE_LEAST).collect();
    if take.held == 0 {
        lacking.push(tr!(
            "内存里没有声音:此前 {:.0} 秒没有收到(设备断开、静音,或刚开始监听)",
            "there was no sound in memory: nothing came in the {:.0} s before (device lost, muted, or listening had just begun)",
            clip.seconds()
        ));
    } else if is_silent(&take.planes) {
        lacking.push(tr!(
            "麦克风静音:{:.0} 秒全是数字零,没有可保存的声音",
            "the microphone was muted: {:.0} s of digital zero, no sound to keep",
            clip.seconds()
        ));
    } else {
        if !gone.is_empty() {
            lacking.push(holes(session, &gone));
        }
        for (channel, _) in muted(&take.planes) {
            lacking.push(tr!("声道 {} 静音", "channel {} was muted", channel + 1));
        }
        if !is_talk {
            lacking.push(tr!("这段时间没有听到人说话", "nobody was heard to speak in this time"));
        }
    }
    if !is_talk && closed {
        lacking.push(tr!("不在开放时间", "outside opening hours"));
    }
    if !is_whole {
        lacking.push(tr!(
            "保存时一部分话还没有识别",
            "some of the words had not been decoded when it was kept"
        ));
    }
    lacking.join(&tr!(";", "; "))
}

/// Why nothing can be kept at all.
pub fn nothing(why: Nothing) -> String {
    match why {
        Nothing::NotHeard => {
            tr!("这个柜台没有在监听,没有录音", "this counter is not listened to; there is no sound")
        }
        Nothing::Off => tr!(
            "设置为不保存投诉录音(complaint.keep_s = 0)",
            "the settings keep no sound for complaints (complaint.keep_s = 0)"
        ),
    }
}

/// Channels that are digital zero from end to end.
fn muted(planes: &[Vec<f32>]) -> impl Iterator<Item = (usize, &Vec<f32>)> {
    planes.iter().enumerate().filter(|(_, plane)| plane.iter().all(|sample| *sample == 0.0))
}

/// Whether there is nothing but digital zero.
pub fn is_silent(planes: &[Vec<f32>]) -> bool {
    muted(planes).count() == planes.len()
}

/// Which seconds are missing, by the clock on the wall.
fn holes(session: &Session, holes: &[SampleRange]) -> String {
    let time = |at: SampleIndex| {
        session.clock.at(at).to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
    };
    let told: Vec<String> = holes
        .iter()
        .take(HOLES_TOLD)
        .map(|hole| format!("{}–{}", time(hole.start), time(hole.end)))
        .collect();
    let more = if holes.len() > HOLES_TOLD { " …" } else { "" };
    let seconds: f64 = holes.iter().map(|hole| hole.seconds()).sum();
    tr!(
        "缺 {:.0} 秒声音:{}{}",
        "{:.0} s of sound are missing: {}{}",
        seconds,
        told.join(", "),
        more
    )
}

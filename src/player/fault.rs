//! Why a clip is not heard, in words for the person who wants to hear it.

use crate::capture::CaptureError;
use crate::tr;
use std::path::PathBuf;

/// Why a clip is not heard.
#[derive(Debug, thiserror::Error)]
pub enum PlayerFault {
    /// The clip is gone.
    #[error("{}", tr!("录音片段 {} 不在了,可能已到期删除", "the clip {} is gone; it may have expired", .0.display()))]
    Gone(PathBuf),
    /// The clip cannot be read.
    #[error("{0}")]
    Unreadable(CaptureError),
    /// The clip holds no sound.
    #[error("{}", tr!("录音片段 {} 是空的", "the clip {} holds no sound", .0.display()))]
    Empty(PathBuf),
    /// The clip is longer than what is held in memory.
    #[error("{}", tr!("录音片段 {} 超过 {} 分钟,请用其他播放器打开", "the clip {} is longer than {} minutes; open it with another player", .0.display(), .1))]
    TooLong(PathBuf, u64),
    /// There is nothing to hear it with.
    #[error(
        "{}",
        tr!(
            "没有播放设备:请接上耳机或音箱,并检查声音服务是否在运行",
            "no output device: connect headphones or speakers and check that the sound service runs"
        )
    )]
    NoDevice,
    /// Another program holds the device.
    #[error(
        "{}",
        tr!(
            "播放设备正被其他程序占用,请关闭该程序后再按播放键",
            "the output device is in use by another program; close that program and press play again"
        )
    )]
    Busy,
    /// The system does not let this user play.
    #[error("{}", tr!("没有播放权限(Linux:加入 audio 组)", "permission to play is denied (Linux: join the audio group)"))]
    Denied,
    /// The device was lost, or takes no sound.
    #[error("{}", tr!("播放设备断开了,请检查连接后再按播放键", "the output device was lost; check the cable and press play again"))]
    Lost,
    /// The sound system failed.
    #[error("{}", tr!("播放设备打不开({}),请检查连接和声音服务", "the output device cannot be opened ({}); check the cable and the sound service", .0))]
    System(String),
}

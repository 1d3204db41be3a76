//! Why a source cannot give sound, in words for the person who must fix it.
//!
//! Every message names its file or device and says what to do next. Faults in
//! the sound itself (NaN, a file cut short, an overrun) are no errors: they
//! are counted in the ledger and become gaps.

use crate::tr;
use std::path::PathBuf;

/// Why a source cannot give sound.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// There is no such file.
    #[error("{}", tr!("{}:找不到文件,请检查路径", "{}: no such file; check the path", .path.display()))]
    FileMissing {
        /// As given.
        path: PathBuf,
    },
    /// A directory was given for a file.
    #[error(
        "{}",
        tr!("{}:这是目录,请给出 WAV 文件", "{}: is a directory; name a WAV file", .path.display())
    )]
    FileIsDirectory {
        /// As given.
        path: PathBuf,
    },
    /// The file may not be read by this user.
    #[error(
        "{}",
        tr!(
            "{}:没有读取权限,请用 chmod 或换用户",
            "{}: permission denied; allow this user to read it",
            .path.display()
        )
    )]
    FileDenied {
        /// As given.
        path: PathBuf,
    },
    /// The file could not be opened or its head could not be read.
    #[error(
        "{}",
        tr!(
            "{}:读不出来({}),请检查磁盘后重试",
            "{}: cannot be read ({}); check the disk and try again",
            .path.display(),
            .source
        )
    )]
    FileUnreadable {
        /// As given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file has no byte.
    #[error(
        "{}",
        tr!("{}:文件是空的,请重新录制或复制", "{}: the file is empty; record or copy it again", .path.display())
    )]
    FileEmpty {
        /// As given.
        path: PathBuf,
    },
    /// The head of the file is not that of a WAV file.
    #[error(
        "{}",
        tr!(
            "{}:不是有效的 WAV 文件({}),请转换成 WAV 再试",
            "{}: not a valid WAV file ({}); convert it to WAV",
            .path.display(),
            .why
        )
    )]
    NotWav {
        /// As given.
        path: PathBuf,
        /// What is wrong with the head.
        why: String,
    },
    /// A WAV file of a kind that is not read.
    #[error(
        "{}",
        tr!(
            "{}:不支持这种 WAV({}),请转换成 16 kHz 16 位 PCM",
            "{}: this kind of WAV is not supported ({}); convert it to 16 kHz, 16-bit PCM",
            .path.display(),
            .what
        )
    )]
    WavUnsupported {
        /// As given.
        path: PathBuf,
        /// The property that is not supported, with its value.
        what: String,
    },
    /// The channel map names channels that the file does not have.
    #[error(
        "{}",
        tr!(
            "{}:只有 {} 个声道,声道表需要 {} 个,请修改 --channels",
            "{}: has {} channel(s), the channel map needs {}; change --channels",
            .path.display(),
            .has,
            .needs
        )
    )]
    FileChannels {
        /// As given.
        path: PathBuf,
        /// Channels in the file.
        has: usize,
        /// Channels that the map names.
        needs: usize,
    },
    /// The resampler refused to be built or fed.
    #[error("{}", tr!("无法从 {} Hz 重采样({})", "cannot resample from {} Hz ({})", .rate_hz, .why))]
    Resample {
        /// Input rate.
        rate_hz: u32,
        /// What the resampler said.
        why: String,
    },
    /// The system has no input device at all.
    #[error(
        "{}",
        tr!(
            "没有找到任何录音设备。请接上麦克风,检查声音服务是否在运行以及本用户是否在 audio 组,再运行 liyu devices",
            "no input device found. Connect a microphone, check that the sound service runs and that this user is in the audio group, then run liyu devices"
        )
    )]
    NoDevice,
    /// No input device has this name.
    #[error(
        "{}",
        tr!(
            "找不到录音设备“{}”。现有设备:{}。请检查连接,或用 liyu devices 查看后修改配置",
            "no input device is named \"{}\". Present: {}. Check the cable, or see liyu devices and correct the configuration",
            .name,
            .present
        )
    )]
    DeviceMissing {
        /// As configured.
        name: String,
        /// The names that would be accepted.
        present: String,
    },
    /// The system does not let this user record.
    #[error(
        "{}",
        tr!(
            "设备“{}”:没有录音权限,请允许本程序使用麦克风(Linux:加入 audio 组)",
            "device \"{}\": permission denied; allow this program to use the microphone (Linux: join the audio group)",
            .name
        )
    )]
    DeviceDenied {
        /// The device.
        name: String,
    },
    /// Another program holds the device.
    #[error(
        "{}",
        tr!(
            "设备“{}”正被其他程序占用,请关闭该程序后重试",
            "device \"{}\" is in use by another program; close that program and try again",
            .name
        )
    )]
    DeviceBusy {
        /// The device.
        name: String,
    },
    /// The device cannot record as asked.
    #[error(
        "{}",
        tr!(
            "设备“{}”不支持所要的格式({}),请用 liyu devices 查看支持的采样率和声道数",
            "device \"{}\" does not support the format asked for ({}); see liyu devices for its rates and channels",
            .name,
            .wanted
        )
    )]
    DeviceFormat {
        /// The device.
        name: String,
        /// What was asked for.
        wanted: String,
    },
    /// The sound system failed.
    #[error(
        "{}",
        tr!(
            "设备“{}”打不开({}),请检查连接和声音服务,再运行 liyu devices",
            "device \"{}\" cannot be opened ({}); check the cable and the sound service, then run liyu devices",
            .name,
            .why
        )
    )]
    DeviceFault {
        /// The device.
        name: String,
        /// What the sound system said.
        why: String,
    },
    /// A device that was lost did not come back.
    #[error(
        "{}",
        tr!(
            "设备“{}”断开后重试 {} 次仍未恢复({}),请检查连接后重新启动",
            "device \"{}\" was lost and did not come back after {} tries ({}); check the cable and start again",
            .name,
            .tries,
            .last
        )
    )]
    DeviceGone {
        /// The device.
        name: String,
        /// Times it was reopened in vain.
        tries: u32,
        /// The last failure.
        last: String,
    },
}

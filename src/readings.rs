//! What the system says of this process: memory, open descriptors, CPU time.
//!
//! The one file that knows systems apart: Linux and Windows give memory and CPU time,
//! Linux alone the peak, the descriptors and the CPU time of single threads. Any thread; a reading costs some
//! microseconds. It measures and decides nothing.

use cpu_time::ProcessTime;
use std::thread;

/// Bytes in a megabyte, as everywhere here: 10^6.
const MEGABYTE: f64 = 1e6;

/// One look at this process. What a system does not tell is absent, never zero.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Reading {
    /// Memory that is resident just now, in megabytes of 10^6 bytes.
    pub rss_mb: Option<f64>,
    /// The most that was resident since the process began, as the system has counted.
    pub peak_rss_mb: Option<f64>,
    /// Open descriptors: files, sockets, pipes.
    pub descriptors: Option<u64>,
    /// Seconds of CPU time of all threads so far, in the kernel and outside.
    pub cpu_s: Option<f64>,
}

impl Reading {
    /// As of now.
    pub fn take() -> Reading {
        Reading {
            rss_mb: memory_stats::memory_stats().map(|stats| stats.physical_mem as f64 / MEGABYTE),
            peak_rss_mb: system::peak_rss_mb(),
            descriptors: system::descriptors(),
            cpu_s: cpu_s(),
        }
    }
}

/// Seconds of CPU time of all threads of this process so far.
pub fn cpu_s() -> Option<f64> {
    ProcessTime::try_now().ok().map(|time| time.as_duration().as_secs_f64())
}

/// Seconds of CPU time so far of those threads of this process that are there now and
/// whose name begins with one of `names`; absent where the system does not tell.
pub fn threads_cpu_s(names: &[&str]) -> Option<f64> {
    system::threads_cpu_s(names)
}

/// Cores that this process may use; at least one.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(target_os = "linux")]
mod system {
    use super::MEGABYTE;
    use std::fs;

    /// `VmHWM` of proc(5), in kibibytes there.
    pub fn peak_rss_mb() -> Option<f64> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kibibytes * 1024.0 / MEGABYTE)
    }

    pub fn descriptors() -> Option<u64> {
        let entries = fs::read_dir("/proc/self/fd").ok()?.count() as u64;
        // One of them was opened to look.
        Some(entries.saturating_sub(1))
    }

    /// `comm` and the first field of `schedstat`, nanoseconds, of proc(5). Names are cut to
    /// 15 bytes there.
    pub fn threads_cpu_s(names: &[&str]) -> Option<f64> {
        let mut sum_ns = 0;
        for thread in fs::read_dir("/proc/self/task").ok()? {
            let thread = thread.ok()?.path();
            // One that ends meanwhile is not there now.
            let Ok(name) = fs::read_to_string(thread.join("comm")) else { continue };
            if names.iter().any(|begin| name.starts_with(begin)) {
                let Ok(spent) = fs::read_to_string(thread.join("schedstat")) else { continue };
                sum_ns += spent.split(' ').next()?.parse::<u64>().ok()?;
            }
        }
        Some(sum_ns as f64 / 1e9)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub fn peak_rss_mb() -> Option<f64> {
        None
    }

    pub fn descriptors() -> Option<u64> {
        None
    }

    pub fn threads_cpu_s(_names: &[&str]) -> Option<f64> {
        None
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_used_shows() {
        let before = Reading::take();
        let held = vec![1u8; 64_000_000];
        let after = Reading::take();
        assert!(held.iter().all(|byte| *byte == 1));
        let (before_mb, after_mb) = (before.rss_mb.unwrap(), after.rss_mb.unwrap());
        assert!(after_mb > before_mb + 32.0, "{before_mb} {after_mb}");
        assert!(after.cpu_s.unwrap() >= before.cpu_s.unwrap());
        assert!(cores() >= 1);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_tells_the_peak_and_the_descriptors() {
        let held = vec![1u8; 64_000_000];
        assert!(held.iter().all(|byte| *byte == 1));
        drop(held);
        let reading = Reading::take();
        assert!(reading.peak_rss_mb.unwrap() >= 64.0 && reading.descriptors.unwrap() >= 3);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_tells_threads_apart() {
        let busy = std::thread::Builder::new().name("busy-reading".to_owned());
        let (tell, told) = std::sync::mpsc::channel();
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let thread = busy
            .spawn(move || {
                let mut sum = 0u64;
                while threads_cpu_s(&["busy-"]).unwrap() < 0.02 {
                    sum = (0..100_000).fold(sum, |sum, n| sum.wrapping_mul(31).wrapping_add(n));
                }
                tell.send(sum).unwrap();
                ended.recv().ok();
            })
            .unwrap();
        told.recv().unwrap();
        assert!(threads_cpu_s(&["idle-", "busy-"]).unwrap() >= 0.02);
        assert_eq!(threads_cpu_s(&["nobody"]), Some(0.0));
        drop(end);
        thread.join().unwrap();
    }
}

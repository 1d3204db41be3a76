//! How the machine is, looked at now and then.
//!
//! Belongs to the host. Reads the process's own figures; the room on the disk is asked
//! of whoever reads the store, because a disk that hangs would hang the host.

use super::message::Machine;
use crate::readings::Reading;
use jiff::{SignedDuration, Timestamp};

/// Between two looks.
const EVERY: SignedDuration = SignedDuration::from_millis(1_950);

/// The latest look, and when it was.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    machine: Machine,
    last: Option<(Timestamp, Option<f64>)>,
}

impl Gauge {
    /// The latest look.
    pub(super) fn machine(&self) -> Machine {
        self.machine.clone()
    }

    /// Looks again when it is time; true when it did.
    pub(super) fn look(&mut self, now: Timestamp) -> bool {
        let since = self.last.map(|(last, cpu_s)| (now.duration_since(last), cpu_s));
        // A clock that was set back must not stop it.
        if since.is_some_and(|(since, _)| since.abs() < EVERY) {
            return false;
        }
        let reading = Reading::take();
        self.machine.memory_mb = reading.rss_mb.map(|mb| mb as u64);
        self.machine.cores = match (since, reading.cpu_s) {
            (Some((since, Some(before_s))), Some(cpu_s)) if since.is_positive() => {
                Some((cpu_s - before_s).max(0.0) / since.as_secs_f64())
            }
            _ => None,
        };
        self.last = Some((now, reading.cpu_s));
        true
    }

    /// Megabytes free where the store lies, as just now found.
    pub(super) fn room(&mut self, disk_free_mb: Option<u64>) {
        self.machine.disk_free_mb = disk_free_mb;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_looks_every_two_seconds_whatever_the_clock_does() {
        let mut gauge = Gauge::default();
        let at = |ms: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_millis(ms);
        assert!(gauge.look(at(100_000)) && gauge.machine().cores.is_none());
        assert!(!gauge.look(at(100_200)) && !gauge.look(at(101_800)));
        assert!(gauge.look(at(102_000)));
        assert!(gauge.look(at(10_000)), "the clock was set back");
        gauge.room(Some(7));
        assert_eq!(gauge.machine().disk_free_mb, Some(7));
    }
}

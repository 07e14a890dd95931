//! What the system says of this process.

use std::fs;

use rustix::{
    thread::{CpuSet, sched_setaffinity},
    time::{ClockId, Timespec, clock_gettime},
};

/// Keeps this process on this core; where there is none of that number it stays where it is.
pub(crate) fn pin(core: usize) {
    // How many there are is not asked: a process is told only of those that it may use, and one
    // that was started from the first core has that one alone.
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).ok();
}

/// Nanoseconds of a clock that all processes share.
pub(crate) fn clock() -> u64 {
    nanoseconds(clock_gettime(ClockId::Monotonic))
}

/// Nanoseconds that this process has computed.
pub(crate) fn computed() -> u64 {
    nanoseconds(clock_gettime(ClockId::ProcessCPUTime))
}

fn nanoseconds(time: Timespec) -> u64 {
    u64::try_from(time.tv_sec).unwrap() * 1_000_000_000 + u64::try_from(time.tv_nsec).unwrap()
}

/// The memory that this process has now, in bytes.
pub(crate) fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
}

//! How the C library's heap behaves: the one place that tells it.
//!
//! whisper.cpp takes and gives back tens of megabytes with every utterance that is longer
//! than most. Left to itself glibc learns from the first of them to keep such blocks, and
//! keeps a heap for every thread: memory that was needed once is held for ever.
//!
//! `unsafe` stands here and nowhere else, for one call that only sets two numbers.

/// Blocks of at least this many bytes are given back to the system at once; the default
/// rises with what is freed, up to 32 MiB.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const GIVEN_BACK_BYTES: libc::c_int = 1 << 20;

/// Heaps at most; the default is eight a core.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAPS_MOST: libc::c_int = 2;

/// Tells the heap to give back what is not needed. To be called before the first thread is
/// started. Other systems than Linux with glibc do so by themselves, or not at all.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
pub fn give_back() {
    // SAFETY: `mallopt` takes two integers and reads and writes nothing of ours; no other
    // thread is running yet. A refusal (0) leaves the defaults.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, GIVEN_BACK_BYTES);
        libc::mallopt(libc::M_ARENA_MAX, HEAPS_MOST);
    }
}

/// As above: nothing to tell.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}

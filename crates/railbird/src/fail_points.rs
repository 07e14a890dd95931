//! Places where a test makes the daemon die or do the wrong thing.
//!
//! They are there in binaries with the feature `fail-points` only, and set by the variable
//! `FAILPOINTS` of the environment, for example `after-commit=20*off->return` to die at the
//! 21st commit.

/// Reads the variable; the places are set for as long as the result lives.
#[cfg(feature = "fail-points")]
pub(crate) fn from_environment() -> fail::FailScenario<'static> {
    fail::FailScenario::setup()
}

/// Ends the process at once, as `kill -9` does, if the place is set.
pub(crate) fn die(place: &str) {
    if is_set(place) {
        std::process::abort();
    }
}

/// Panics if the place is set.
pub(crate) fn panic(place: &str) {
    assert!(!is_set(place), "{place} is set");
}

/// Whether the place is set now.
#[cfg(feature = "fail-points")]
pub(crate) fn is_set(place: &str) -> bool {
    fail::fail_point!(place, |_| true);
    false
}

/// Nothing is set in a binary without fail points.
#[cfg(not(feature = "fail-points"))]
pub(crate) const fn is_set(_: &str) -> bool {
    false
}

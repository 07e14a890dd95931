//! When the first text of a file was written, without reading it.

use chrono::NaiveDateTime;
use memchr::memmem;

/// What stands behind every time of the client.
const ZONE: &[u8] = b" UTC";

/// How the client writes a time, and how long that is.
const FORM: &str = "%Y/%m/%d %H:%M:%S";
const LENGTH: usize = "2023/11/14 22:13:20".len();

/// The first time that the first bytes of a history or summary file name, in seconds since
/// 1970: when its first hand was played or its tournament began. `None` where there is none.
///
/// It puts files in order without parsing them; what a hand says of itself is in
/// [`Hand`](crate::Hand).
#[must_use]
pub fn first_time(head: &[u8]) -> Option<i64> {
    memmem::find_iter(head, ZONE).find_map(|zone| {
        let time = head.get(zone.checked_sub(LENGTH)?..zone)?;
        let time = NaiveDateTime::parse_from_str(str::from_utf8(time).ok()?, FORM).ok()?;
        Some(time.and_utc().timestamp())
    })
}

#[cfg(test)]
mod tests {
    use super::first_time;

    #[test]
    fn the_first_time_of_a_file_is_found() {
        for (head, expected) in [
            (
                "… - Holdem no limit (0.01€/0.02€) - 2023/11/14 22:13:20 UTC\nTable",
                Some(1_700_000_000),
            ),
            ("Tournament started 2023/11/14 22:13:20 UTC\nRegistration 1 UTC", Some(1_700_000_000)),
            ("a UTC and 2023/13/14 22:13:20 UTC, 2023/11/14 22:13:21 UTC", Some(1_700_000_001)),
            ("2023/11/14 22:13:20", None),
            (" UTC", None),
            ("", None),
        ] {
            assert_eq!(first_time(head.as_bytes()), expected, "{head}");
        }
    }
}

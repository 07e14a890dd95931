//! Any bytes are a summary or an error.
#![no_main]

use hand_history::{SummaryText, parse_summary};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for offset in [0, 1] {
        match parse_summary(&SummaryText { offset, bytes: data.into() }) {
            Ok(summary) => assert!(!summary.id.is_empty()),
            Err(error) => assert!(0 < error.line && !error.to_string().is_empty()),
        }
    }
});

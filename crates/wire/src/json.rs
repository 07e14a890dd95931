//! The one door to the JSON library: text in, text out.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

/// The JSON text of a value, on one line.
///
/// # Panics
/// Never for the types of this crate: their maps have string keys and nothing in them
/// can refuse to serialise.
#[must_use]
#[expect(clippy::expect_used, reason = "the types of this crate serialise without errors")]
pub fn encode<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("wire types have string keys and no failing fields")
}

/// Reads a value from JSON text.
///
/// # Errors
/// [`DecodeError`] with the reason and the column, in words for a client author.
pub fn decode<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    serde_json::from_str(text).map_err(|error| DecodeError(error.to_string()))
}

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(String);

impl DecodeError {
    /// This is wrong, in words for a client author.
    pub(crate) const fn new(words: String) -> Self {
        Self(words)
    }

    /// A field that has to be there is not.
    pub(crate) fn missing(field: &str) -> Self {
        Self(format!("field {field:?} is missing"))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DecodeError {}

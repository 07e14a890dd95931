//! What somebody wants to remember of a player.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DecodeError, decode, fields::Fields, room::shortened};

/// A note about a player.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// What is to be remembered, with line breaks; perhaps nothing.
    pub text: String,
    /// A word for the kind of player: `nit`.
    pub label: Option<String>,
    /// The colour that marks him, as `#rrggbb` in lower case.
    pub colour: Option<String>,
}

/// The keys of a note.
const KEYS: [&str; 3] = ["text", "label", "colour"];

/// The longest text of a note, in characters: a page, which every snapshot carries.
const MAX_TEXT: usize = 4096;

/// The longest label, in characters: it stands beside a name.
const MAX_LABEL: usize = 64;

impl Note {
    /// Reads a note as a client sets it, in its limits. What is left out is empty; a note of
    /// nothing at all is none.
    ///
    /// # Errors
    /// [`DecodeError`], which names the key and what is expected of it.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let mut fields: Fields = decode(text)?;
        let label: Option<String> = fields.optional("label")?;
        let note = Self {
            text: fields.optional("text")?.unwrap_or_default(),
            label: label.filter(|label| !label.is_empty()),
            colour: fields.optional("colour")?.map(|colour: String| colour.to_ascii_lowercase()),
        };
        fields.none_left("key of a note", &KEYS)?;
        note.check()?;
        Ok(note)
    }

    fn check(&self) -> Result<(), DecodeError> {
        let wrong = |words: String| Err(DecodeError::new(words));
        // A note may have lines and columns.
        let is_stray = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if MAX_TEXT < self.text.chars().count() || self.text.contains(is_stray) {
            return wrong(format!(
                "field \"text\": expected at most {MAX_TEXT} characters, and no control \
                 characters but line breaks and tabs"
            ));
        }
        let label = self.label.as_deref().unwrap_or_default();
        if MAX_LABEL < label.chars().count() || label.contains(char::is_control) {
            return wrong(format!(
                "field \"label\": expected at most {MAX_LABEL} characters, and no control \
                 characters"
            ));
        }
        if let Some(colour) = self.colour.as_deref().filter(|colour| !is_colour(colour)) {
            let colour = shortened(colour);
            return wrong(format!("field \"colour\": expected #rrggbb, not {colour:?}"));
        }
        if *self == Self::default() {
            return wrong("expected a text, a label or a colour: a note has one".to_owned());
        }
        Ok(())
    }
}

/// Whether a text is `#` and three bytes in hexadecimal digits.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::Note;
    use crate::encode;

    #[test]
    fn a_note_is_read_as_far_as_it_is_given() {
        let long = format!(r#"{{"text":"{}","label":"{}"}}"#, "é".repeat(4096), "é".repeat(64));
        for (text, expected) in [
            (
                r##"{"text":"limps\n\taces","label":"nit","colour":"#FF8800"}"##,
                r##"{"text":"limps\n\taces","label":"nit","colour":"#ff8800"}"##,
            ),
            (r#"{"text":"a"}"#, r#"{"text":"a","label":null,"colour":null}"#),
            (r#"{"text":"a","label":""}"#, r#"{"text":"a","label":null,"colour":null}"#),
            (
                r##"{"colour":"#00aa11","text":null}"##,
                r##"{"text":"","label":null,"colour":"#00aa11"}"##,
            ),
            (&long, &long.replace("\"}", "\",\"colour\":null}")),
        ] {
            assert_eq!(encode(&Note::decode(text).unwrap()), expected);
        }
    }

    #[test]
    fn a_bad_note_names_the_key_and_what_is_expected() {
        let long = format!(r#"{{"text":"{}"}}"#, "a".repeat(4097));
        let long_label = format!(r#"{{"label":"{}"}}"#, "a".repeat(65));
        for (text, words) in [
            ("", "EOF"),
            ("[]", "expected an object"),
            ("{}", "expected a text, a label or a colour"),
            (r#"{"text":"","label":"","colour":null}"#, "expected a text"),
            (r#"{"text":7}"#, "field \"text\": invalid type"),
            (r#"{"text":"a","text":"b"}"#, "\"text\" is given twice"),
            (r#"{"text":"a\u0000"}"#, "\"text\": expected at most 4096"),
            (&long, "\"text\": expected at most 4096"),
            (r#"{"label":"a\nb"}"#, "\"label\": expected at most 64"),
            (&long_label, "\"label\": expected at most 64"),
            (r#"{"colour":"red"}"#, "\"colour\": expected #rrggbb, not \"red\""),
            (r##"{"colour":"#12345"}"##, "#rrggbb"),
            (r##"{"colour":"#12345g"}"##, "#rrggbb"),
            (r##"{"colour":""}"##, "#rrggbb"),
            (r#"{"text":"a","color":"red"}"#, "key of a note \"color\": did you mean colour?"),
            (r#"{"text":"a","by":"me"}"#, "\"by\": expected text, label, colour"),
        ] {
            let error = Note::decode(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}

//! The fields of a JSON object from a client, taken out one by one.
//!
//! An object with a name twice, or with a value of the wrong type, is answered with a
//! sentence that names the field, so that the author of a client finds his mistake.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor},
};
use serde_json::Value;

use crate::{DecodeError, nearest::choose, room::shortened};

/// Names with their values, in the order of the text.
#[derive(Debug)]
pub(crate) struct Fields(Vec<(String, Value)>);

impl Fields {
    /// A single field.
    pub(crate) fn one(name: &str, value: Value) -> Self {
        Self(vec![(name.to_owned(), value)])
    }

    /// Takes a field out; `null` is none.
    pub(crate) fn optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, DecodeError> {
        let mut found = self.0.extract_if(.., |(field, _)| field == name).map(|(_, value)| value);
        let value = found.next();
        if found.next().is_some() {
            return Err(DecodeError::new(format!("field {name:?} is given twice")));
        }
        value.filter(|value| !value.is_null()).map(|value| read(name, value)).transpose()
    }

    /// Takes a field out that has to be there, and may be anything, `null` included.
    pub(crate) fn any(&mut self, name: &str) -> Result<Value, DecodeError> {
        let is_there = self.0.iter().any(|(field, _)| field == name);
        let value = self.optional(name)?.unwrap_or_default();
        if is_there { Ok(value) } else { Err(DecodeError::missing(name)) }
    }

    /// Takes a field out that has to be there.
    pub(crate) fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, DecodeError> {
        self.optional(name)?.ok_or_else(|| DecodeError::missing(name))
    }

    /// Checks that all fields were taken; these are the ones that there are.
    pub(crate) fn none_left(self, what: &str, names: &[&str]) -> Result<(), DecodeError> {
        let Some((name, _)) = self.0.first() else { return Ok(()) };
        choose(what, name, names.iter().map(|name| (*name, ()))).map_err(DecodeError::new)
    }
}

fn read<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, DecodeError> {
    serde_json::from_value(value)
        .map_err(|error| DecodeError::new(format!("field {name:?}: {}", explained(&error))))
}

/// What the JSON library says, in bounds: a value of the client can stand in it.
fn explained(error: &serde_json::Error) -> String {
    const LONGEST: usize = 400;
    let text = error.to_string();
    if text.len() <= LONGEST { text } else { shortened(&text) }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

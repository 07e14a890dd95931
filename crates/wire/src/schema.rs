//! The protocol as JSON Schema and OpenAPI, made from the types and what is written at them.

mod client;
mod openapi;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use self::client::ClientMessage;
pub use self::openapi::openapi;
use crate::ServerMessage;

/// The JSON Schema (2020-12) of all messages of the WebSocket, in both directions: its
/// entries are `#/$defs/ServerMessage` and `#/$defs/ClientMessage`.
#[must_use]
pub fn message_schema() -> String {
    let mut definitions = Definitions::new("/$defs");
    let entries = [definitions.of::<ServerMessage>(), definitions.of::<ClientMessage>()];
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Railbird messages",
        "description": "A text frame of the WebSocket at /ws: from the server a ServerMessage, \
                        to it a ClientMessage. Both sides ignore fields that they do not know.",
        "anyOf": entries,
        "$defs": definitions.take(),
    });
    schema.to_string()
}

/// The schemas of types by their names, each written once.
struct Definitions(SchemaGenerator);

impl Definitions {
    /// None yet; they will stand at this place of the document.
    fn new(place: &'static str) -> Self {
        let mut settings = SchemaSettings::draft2020_12().for_serialize();
        settings.definitions_path = place.into();
        settings.meta_schema = None;
        Self(settings.into_generator())
    }

    /// Points to the schema of a type.
    fn of<T: JsonSchema>(&mut self) -> Schema {
        self.0.subschema_for::<T>()
    }

    /// All that was pointed to.
    fn take(mut self) -> Map<String, Value> {
        self.0.take_definitions(true)
    }
}

#[cfg(test)]
mod tests;

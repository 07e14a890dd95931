mod validate;

use serde_json::{Value, json};

use self::validate::validate;
use super::{message_schema, openapi};
use crate::{Note, ScopeQuery, golden::files};

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// One definition of a document.
struct Validator {
    document: Value,
    entry: String,
}

impl Validator {
    fn new(document: &str, entry: &str) -> Self {
        Self { document: read(document), entry: entry.to_owned() }
    }

    fn validate(&self, value: &Value) -> Result<(), String> {
        let entry = json!({ "$ref": self.entry });
        validate(&self.document, &entry, value)
    }

    fn is_valid(&self, value: &Value) -> bool {
        self.validate(value).is_ok()
    }
}

fn messages(definition: &str) -> Validator {
    Validator::new(&message_schema(), &format!("#/$defs/{definition}"))
}

fn check(validator: &Validator, name: &str, value: &Value) {
    if let Err(words) = validator.validate(value) {
        panic!("{name}: {words}");
    }
}

/// What the golden files are that are no messages.
fn answer(name: &str) -> Option<&'static str> {
    match name {
        "clients" => Some("Clients"),
        "hands_page" => Some("HandsPage"),
        "graph" | "graph_without_ev" => Some("Graph"),
        "health" => Some("Health"),
        "note" => Some("Note"),
        "player_stats" | "player_stats_none" => Some("PlayerStats"),
        "players" => Some("Players"),
        "players_stats" => Some("PlayersStats"),
        "problem" => Some("Problem"),
        "quarantine" => Some("Quarantine"),
        "sessions" | "sessions_without_ev" => Some("PlaySessions"),
        "stat_catalogue" => Some("StatCatalogue"),
        "stats" => Some("Stats"),
        "tables" => Some("Tables"),
        "tournaments" | "tournaments_without_ev" => Some("Tournaments"),
        hand if hand.starts_with("hand_") => Some("HandJson"),
        _ => None,
    }
}

#[test]
fn every_golden_file_is_what_the_schemas_say() {
    let (server, client) = (messages("ServerMessage"), messages("ClientMessage"));
    let described = openapi("0.0.0");
    for (name, file) in files() {
        if name == "listening" {
            // A line on the standard output.
        } else if name.starts_with("request_") {
            check(&client, &name, &file);
        } else if let Some(schema) = answer(&name) {
            let entry = format!("#/components/schemas/{schema}");
            check(&Validator::new(&described, &entry), &name, &file);
        } else {
            check(&server, &name, &file);
        }
    }
}

#[test]
fn what_the_server_never_sends_is_not_in_the_schema() {
    let server = messages("ServerMessage");
    let files = files();
    for (name, field, wrong) in [
        ("new_hand", "type", json!("old_hand")),
        ("new_hand", "seq", json!("1205")),
        ("new_hand", "seq", json!(-1)),
        ("new_hand", "hero_result", json!("5")),
        ("new_hand", "origin", json!("dead")),
        ("new_hand", "kind", json!("home")),
        ("new_hand", "timestamp", json!("yesterday")),
        ("new_hand", "players", json!([{ "seat": 1 }])),
        ("new_hand", "players", Value::Null),
        ("tournament_result", "kind", json!("home")),
        ("tournament_result", "entry", json!(-1)),
        ("stats_updated", "players", json!({ "Ann": { "vpip": { "num": 1, "opp": 2 } } })),
        ("table_closed", "reason", json!("bored")),
        ("table_closed", "seats", json!({})),
        ("state_snapshot", "room", json!("table")),
        ("presence", "events", json!([{ "event": "slept" }])),
        ("notice", "level", json!("loud")),
        ("subscribed", "filter", json!({ "kind": ["cash"] })),
    ] {
        let mut message = files[name].clone();
        assert!(server.is_valid(&message));
        message[field] = wrong;
        assert!(!server.is_valid(&message), "{name} {field}");
        if field != "type" {
            message.as_object_mut().unwrap().remove(field);
            assert!(!server.is_valid(&message), "{name} without {field}");
        }
    }
    for definition in ["ServerMessage", "ClientMessage"] {
        assert!(!messages(definition).is_valid(&json!({})));
        assert!(!messages(definition).is_valid(&json!([])));
    }
    assert!(!server.is_valid(&files["request_join"]));
}

#[test]
fn the_schema_and_the_reader_refuse_the_same_requests() {
    let client = messages("ClientMessage");
    for request in [
        json!({ "type": "dance" }),
        json!({ "type": "ping", "id": [] }),
        json!({ "type": "auth" }),
        json!({ "type": "auth", "token": 7 }),
        json!({ "type": "join" }),
        json!({ "type": "join", "rooms": [] }),
        json!({ "type": "join", "room": "hands", "rooms": ["tables"] }),
        json!({ "type": "join", "room": "chat:Team" }),
        json!({ "type": "join", "room": "table:" }),
        json!({ "type": "join", "room": "table:a\nb" }),
        json!({ "type": "join", "room": "hands", "last": 1001 }),
        json!({ "type": "leave" }),
        json!({ "type": "state_request" }),
        json!({ "type": "subscribe" }),
        json!({ "type": "subscribe", "filter": { "kind": ["cash"] } }),
        json!({ "type": "subscribe", "filter": { "kinds": ["home"] } }),
        json!({ "type": "subscribe", "filter": { "kinds": [] } }),
        json!({ "type": "subscribe", "filter": { "players": [] } }),
        json!({ "type": "subscribe", "filter": { "min_pot_bb": -1 } }),
        json!({ "type": "subscribe", "filter": { "delay_seconds": 601 } }),
        json!({ "type": "subscribe", "filter": { "stats": "vpip" } }),
        json!({ "type": "subscribe", "filter": { "stats": [] } }),
        json!({ "type": "subscribe", "filter": { "stats": ["vipp"] } }),
        json!({ "type": "subscribe", "filter": { "stats_scope": { "until": "now" } } }),
        json!({ "type": "subscribe", "filter": { "stats_scope": { "since": "last_n", "n": 0 } } }),
        json!({ "type": "resync" }),
        json!({ "type": "resync", "last_seq": -1 }),
        json!({ "type": "resync", "last_timestamp": "soon" }),
        json!({ "type": "reconnect" }),
        json!({ "type": "publish", "room": "chat:a" }),
        json!({ "type": "claim_table", "claim_token": 7 }),
    ] {
        assert!(!client.is_valid(&request), "{request}");
        let read = crate::Request::decode(&request.to_string());
        let is_refused = read.is_err()
            || read.is_ok_and(|read| ["unreadable", "dance"].contains(&read.body.kind()));
        assert!(is_refused, "{request}");
    }
}

#[test]
fn the_description_and_the_reader_refuse_the_same_notes() {
    let note = Validator::new(&openapi("0.0.0"), "#/components/schemas/NewNote");
    let text = |length| json!({ "text": "é".repeat(length), "label": "a".repeat(length / 64) });
    for (body, expected) in [
        (json!({ "text": "a", "label": "nit", "colour": "#Ff8800" }), true),
        (json!({ "colour": "#012345" }), true),
        (text(4096), true),
        (text(4097), false),
        (json!({ "label": "a".repeat(65) }), false),
        (json!({ "colour": "#01234" }), false),
        (json!({ "colour": "red" }), false),
        (json!({ "text": 7 }), false),
        (json!({ "text": "a", "color": "#012345" }), false),
        (json!([]), false),
    ] {
        assert_eq!(note.is_valid(&body), expected, "{body}");
        assert_eq!(Note::decode(&body.to_string()).is_ok(), expected, "{body}");
    }
}

/// Everything that a document points to.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn all_references_lead_somewhere() {
    for (document, schemas) in
        [(read(&openapi("1.2.3")), "/components/schemas"), (read(&message_schema()), "/$defs")]
    {
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(20 < found.len());
        for reference in &found {
            let place = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(place).is_some(), "{reference}");
        }
        // And nothing is described that nobody can get or send.
        for name in document.pointer(schemas).unwrap().as_object().unwrap().keys() {
            let reference = format!("#{schemas}/{name}");
            assert!(found.contains(&reference.as_str()), "{name}");
        }
    }
}

#[test]
fn the_description_has_every_endpoint_with_its_parameters() {
    let described = read(&openapi("1.2.3"));
    assert_eq!(described["openapi"], "3.1.0");
    assert_eq!(described["info"]["version"], "1.2.3");
    let paths = described["paths"].as_object().unwrap();
    let names = |path: &str| -> Vec<&str> {
        let parameters = paths[path]["get"]["parameters"].as_array().unwrap();
        parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect()
    };
    let mut in_address = names("/ws");
    in_address.sort_unstable();
    let expected = [
        "backfill",
        "client_name",
        "detail",
        "encoding",
        "epoch",
        "filter",
        "resume_token",
        "room",
        "since",
        "token",
    ];
    assert_eq!(in_address, expected);
    for (path, expected) in [
        ("/ws/stats", &[][..]),
        ("/health", &[]),
        ("/api/hands", &["room", "after_seq", "before", "limit"]),
        ("/api/hands/{hand_id}", &["hand_id", "hero", "format"]),
        ("/api/tables", &[]),
        ("/api/tables/{table_key}", &["table_key"]),
        ("/api/sessions", &["hero", "from", "to", "kind", "play"]),
        ("/api/graph", &["hero", "from", "to", "kind", "play", "currency", "points"]),
        ("/api/tournaments", &["hero", "from", "to", "kind", "play"]),
        ("/api/quarantine", &["after", "limit"]),
        ("/api/players", &["prefix", "limit"]),
        ("/api/players/stats", &[&["name"][..], &ScopeQuery::NAMES].concat()),
        ("/api/players/{name}/stats", &[&["name"][..], &ScopeQuery::NAMES].concat()),
        ("/api/stats", &[]),
        ("/admin/clients", &[]),
        ("/metrics", &[]),
        ("/openapi.json", &[]),
        ("/schema/messages.json", &[]),
    ] {
        assert_eq!(names(path), expected, "{path}");
        let success = &paths[path]["get"]["responses"]["200"];
        assert!(success["description"].is_string() && success["content"].is_object(), "{path}");
    }
    let note = &paths["/api/players/{name}/note"];
    for method in ["put", "delete"] {
        assert_eq!(note[method]["parameters"][0]["name"], "name");
    }
    assert!(note["put"]["requestBody"]["content"]["application/json"]["schema"].is_object());
    let close = &paths["/admin/clients/{client_id}"]["delete"];
    assert_eq!(close["parameters"][0]["name"], "client_id");
    assert!(close["responses"]["204"]["description"].is_string());
    assert_eq!(paths.len(), 21);
}

/// Checks that a schema and its fields are described, for readers who have no Rust.
fn check_words(name: &str, schema: &Value) {
    let words = |what: &str, schema: &Value| {
        let description = schema["description"].as_str().unwrap_or_default();
        assert!(!description.is_empty(), "{name}{what}");
        assert!(!description.contains("::") && !description.contains("[`"), "{description}");
    };
    words("", schema);
    for (field, property) in schema["properties"].as_object().into_iter().flatten() {
        if property["const"].is_null() {
            words(&format!(".{field}"), property);
        }
    }
}

#[test]
fn everything_is_described_in_words() {
    let (schema, described) = (read(&message_schema()), read(&openapi("0.0.0")));
    for definitions in [&schema["$defs"], &described["components"]["schemas"]] {
        for (name, definition) in definitions.as_object().unwrap() {
            check_words(name, definition);
            for case in definition["oneOf"].as_array().into_iter().flatten() {
                check_words(name, case);
            }
        }
    }
}

//! The HTTP endpoints, described for the tools that make clients.

mod players;
mod results;

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::Definitions;
use crate::{
    Clients, Filter, HandJson, HandsPage, Health, Problem, Quarantine, Room, Stats, TableJson,
    Tables,
};

/// The OpenAPI 3.1 description of the HTTP endpoints.
#[must_use]
pub fn openapi(server_version: &str) -> String {
    let mut definitions = Definitions::new("/components/schemas");
    let definitions_of = &mut definitions;
    let paths: Map<String, Value> = [
        ("/ws", web_socket(definitions_of)),
        ("/ws/stats", open_stats(definitions_of)),
        ("/health", health(definitions_of)),
        ("/api/hands", hands(definitions_of)),
        ("/api/hands/{hand_id}", hand(definitions_of)),
        ("/api/tables", tables(definitions_of)),
        ("/api/tables/{table_key}", table(definitions_of)),
        ("/api/sessions", results::sessions(definitions_of)),
        ("/api/graph", results::graph(definitions_of)),
        ("/api/tournaments", results::tournaments(definitions_of)),
        ("/api/quarantine", quarantine(definitions_of)),
        ("/admin/clients", clients(definitions_of)),
        ("/metrics", metrics()),
        ("/openapi.json", document("This description.")),
        ("/schema/messages.json", document("The JSON Schema of the messages of `/ws`.")),
    ]
    .into_iter()
    .map(|(path, get)| (path.to_owned(), json!({ "get": get })))
    .chain([("/admin/clients/{client_id}".to_owned(), json!({ "delete": close_client() }))])
    .chain(players::paths(definitions_of))
    .collect();
    let problem = json!({
        "description": "An error: what is wrong with the request, and what to do about it.",
        "content": { "application/problem+json": { "schema": definitions.of::<Problem>() } },
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Railbird",
            "version": server_version,
            "description": "Hands of Winamax tables as they are played, and those of the past.",
        },
        // A daemon without a secret asks for no token.
        "security": [{}, { "token": [] }],
        "paths": paths,
        "components": {
            "schemas": definitions.take(),
            "responses": { "Problem": problem },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            },
        },
    })
    .to_string()
}

fn web_socket(definitions: &mut Definitions) -> Value {
    let text = || json!({ "type": "string" });
    let one_of = |words: [&str; 2]| json!({ "type": "string", "enum": words });
    let room = json!({ "type": "array", "items": definitions.of::<Room>(), "default": ["hands"] });
    let mut parameters = vec![
        query("client_name", "How the client calls itself.", text()),
        query("token", "A JWT; better in the header `Authorization`.", text()),
        query("room", "A room to be in from the start; may be repeated.", room),
        query("detail", "With `full`, `new_hand` carries all.", one_of(["summary", "full"])),
        query("epoch", "The log that `since` belongs to; without it, the current one.", text()),
        query("since", "Resume after this entry of the log.", whole(0)),
        query(
            "backfill",
            "Without `since`: send what comes from files of before, too.",
            json!({ "type": "boolean", "default": false }),
        ),
        query("resume_token", "Take back the session that was given this token.", text()),
        query("encoding", "For clients without subprotocols.", one_of(["json", "deflate"])),
    ];
    parameters.push(json!({
        "name": "filter",
        "in": "query",
        "description": "What `subscribe` sets.",
        "content": { "application/json": { "schema": definitions.of::<Filter>() } },
    }));
    let mut get = endpoint(
        "Connect a WebSocket.",
        parameters,
        json!({
            "101": { "description": "The messages are described by `/schema/messages.json`." },
        }),
    );
    refuse(&mut get, &["400", "403", "503"]);
    get
}

fn open_stats(definitions: &mut Definitions) -> Value {
    let mut get =
        endpoint("How the daemon does.", vec![], answers::<Stats>(definitions, "Numbers."));
    refuse(&mut get, &["401", "403"]);
    get
}

fn health(definitions: &mut Definitions) -> Value {
    let answer = |words: &str, definitions: &mut Definitions| content::<Health>(definitions, words);
    let responses = json!({
        "200": answer("It works, perhaps with something missing.", definitions),
        "503": answer("It does not work.", definitions),
    });
    open(endpoint("Whether the daemon works.", vec![], responses))
}

fn hands(definitions: &mut Definitions) -> Value {
    let room = json!({ "allOf": [definitions.of::<Room>()], "default": "hands" });
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 });
    let parameters = vec![
        query("room", "Whose entries.", room),
        query("after_seq", "The oldest first, after this one. Not with `before`.", whole(0)),
        query("before", "The newest first, before this one; without it, from the top.", whole(0)),
        query("limit", "The most items of a page.", limit),
    ];
    let responses = answers::<HandsPage>(definitions, "A page of the log.");
    let mut get = endpoint("Hands and results of tournaments.", parameters, responses);
    refuse(&mut get, &["400", "401", "403", "503"]);
    get
}

fn hand(definitions: &mut Definitions) -> Value {
    let text = || json!({ "type": "string" });
    let format = json!({ "type": "string", "enum": ["json", "raw"], "default": "json" });
    let parameters = vec![
        path("hand_id", "Winamax's own id, without `#`."),
        query("hero", "Whose viewpoint; without it, the first one.", text()),
        query("format", "`raw` is the text as it stands in the history.", format),
    ];
    let json = definitions.of::<HandJson>();
    let mut get = endpoint(
        "One hand.",
        parameters,
        json!({
            "200": {
                "description": "The hand.",
                "content": {
                    "application/json": { "schema": json },
                    "text/plain": { "schema": text() },
                },
            },
        }),
    );
    refuse(&mut get, &["400", "401", "403", "404", "503"]);
    get
}

fn tables(definitions: &mut Definitions) -> Value {
    let responses = answers::<Tables>(definitions, "All that the token shows.");
    let mut get = endpoint("The open tables.", vec![], responses);
    refuse(&mut get, &["401", "403"]);
    get
}

fn table(definitions: &mut Definitions) -> Value {
    let parameters = vec![path("table_key", "As messages name it: `table:Nice 05`.")];
    let responses = answers::<TableJson>(definitions, "The table.");
    let mut get = endpoint("One open table.", parameters, responses);
    refuse(&mut get, &["401", "403", "404"]);
    get
}

fn quarantine(definitions: &mut Definitions) -> Value {
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 });
    let parameters = vec![
        query("after", "Those after this number.", whole(0)),
        query("limit", "The most items of a page.", limit),
    ];
    let responses = answers::<Quarantine>(definitions, "A page of them.");
    let summary = "Texts that are neither hands nor summaries.";
    let mut get = endpoint(summary, parameters, responses);
    refuse(&mut get, &["400", "401", "403", "503"]);
    get
}

fn clients(definitions: &mut Definitions) -> Value {
    let json = definitions.of::<Clients>();
    let responses = json!({
        "200": {
            "description": "The clients; for a browser the page that shows them, which is open.",
            "content": {
                "application/json": { "schema": json },
                "text/html": { "schema": { "type": "string" } },
            },
        },
    });
    let mut get = endpoint("Live connections, for administrators.", vec![], responses);
    refuse(&mut get, &["401", "403"]);
    get
}

fn close_client() -> Value {
    let parameters = vec![path("client_id", "As `GET /admin/clients` names it.")];
    let responses = json!({ "204": { "description": "It is told to go, with 4503." } });
    let mut delete = endpoint("Close a connection.", parameters, responses);
    refuse(&mut delete, &["401", "403", "404", "415"]);
    delete
}

fn metrics() -> Value {
    let text = json!({ "schema": { "type": "string" } });
    let responses = json!({
        "200": {
            "description": "Counts since the start.",
            "content": { "text/plain": text, "application/openmetrics-text": text },
        },
    });
    let mut get = endpoint("Metrics, as Prometheus reads them.", vec![], responses);
    refuse(&mut get, &["401", "403"]);
    get
}

fn document(summary: &str) -> Value {
    let schema = json!({ "type": "object" });
    open(endpoint(
        summary,
        vec![],
        json!({
            "200": {
                "description": "The document.",
                "content": { "application/json": { "schema": schema } },
            },
        }),
    ))
}

#[expect(clippy::needless_pass_by_value, reason = "its callers make it for this")]
fn endpoint(summary: &str, parameters: Vec<Value>, responses: Value) -> Value {
    json!({ "summary": summary, "parameters": parameters, "responses": responses })
}

/// An endpoint that needs no token.
fn open(mut get: Value) -> Value {
    if let Some(get) = get.as_object_mut() {
        get.insert("security".to_owned(), json!([]));
    }
    get
}

/// Adds the errors that an endpoint can answer with.
fn refuse(get: &mut Value, statuses: &[&str]) {
    let responses = get.get_mut("responses").and_then(Value::as_object_mut);
    if let Some(responses) = responses {
        for status in statuses {
            let problem = json!({ "$ref": "#/components/responses/Problem" });
            responses.insert((*status).to_owned(), problem);
        }
    }
}

fn answers<T: JsonSchema>(definitions: &mut Definitions, words: &str) -> Value {
    json!({ "200": content::<T>(definitions, words) })
}

fn content<T: JsonSchema>(definitions: &mut Definitions, words: &str) -> Value {
    let schema = definitions.of::<T>();
    json!({ "description": words, "content": { "application/json": { "schema": schema } } })
}

#[expect(clippy::needless_pass_by_value, reason = "its callers make it for this")]
fn query(name: &str, words: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": words, "schema": schema })
}

fn path(name: &str, words: &str) -> Value {
    let schema = json!({ "type": "string" });
    json!({ "name": name, "in": "path", "required": true, "description": words, "schema": schema })
}

fn whole(minimum: u64) -> Value {
    json!({ "type": "integer", "minimum": minimum })
}

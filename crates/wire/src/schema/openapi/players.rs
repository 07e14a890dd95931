//! The endpoints about players.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::{Definitions, answers, content, endpoint, path, query, refuse};
use crate::{
    Note, PlayerStats, Players, PlayersStats, StatCatalogue,
    labels::games,
    scope_query::{MAX_LAST, kinds, players, positions, stacks},
};

/// The paths with all their methods.
pub(super) fn paths(definitions: &mut Definitions) -> Map<String, Value> {
    let all = [
        ("/api/players", json!({ "get": list(definitions) })),
        ("/api/players/stats", json!({ "get": stats_of_several(definitions) })),
        ("/api/players/{name}/stats", json!({ "get": stats_of_one(definitions) })),
        (
            "/api/players/{name}/note",
            json!({ "put": put_note(definitions), "delete": delete_note() }),
        ),
        ("/api/stats", json!({ "get": catalogue(definitions) })),
    ];
    all.into_iter().map(|(path, methods)| (path.to_owned(), methods)).collect()
}

fn list(definitions: &mut Definitions) -> Value {
    let text = json!({ "type": "string", "default": "" });
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 });
    let parameters = vec![
        query("prefix", "What the names begin with.", text),
        query("limit", "The most names.", limit),
    ];
    let responses = answers::<Players>(definitions, "The first of them by name.");
    let mut get = endpoint("Players of the log, for a search box.", parameters, responses);
    refuse(&mut get, &["400", "401", "403", "503"]);
    get
}

fn stats_of_several(definitions: &mut Definitions) -> Value {
    let names = json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 });
    let mut name = query("name", "A player; repeated for each of them.", names);
    if let Some(name) = name.as_object_mut() {
        name.insert("required".to_owned(), json!(true));
    }
    let parameters = [vec![name], scope()].concat();
    let responses = answers::<PlayersStats>(definitions, "One object for each name.");
    let mut get = endpoint("The statistics of several players.", parameters, responses);
    refuse(&mut get, &["400", "401", "403", "503"]);
    get
}

fn stats_of_one(definitions: &mut Definitions) -> Value {
    let parameters = [vec![name()], scope()].concat();
    let words = "The player's numbers; a name that nobody has is a player without hands.";
    let responses = answers::<PlayerStats>(definitions, words);
    let mut get = endpoint("The statistics of a player.", parameters, responses);
    refuse(&mut get, &["400", "401", "403", "503"]);
    get
}

fn put_note(definitions: &mut Definitions) -> Value {
    let body = definitions.of::<NewNote>();
    let responses = json!({ "200": content::<Note>(definitions, "The note as it is kept.") });
    let mut put = endpoint("Set the note about a player.", vec![name()], responses);
    if let Some(put) = put.as_object_mut() {
        let body = json!({
            "required": true,
            "content": { "application/json": { "schema": body } },
        });
        put.insert("requestBody".to_owned(), body);
    }
    refuse(&mut put, &["400", "401", "403", "415", "503"]);
    put
}

fn delete_note() -> Value {
    let responses = json!({ "204": { "description": "There is none any more." } });
    let mut delete = endpoint("Take the note about a player away.", vec![name()], responses);
    refuse(&mut delete, &["401", "403", "415", "503"]);
    delete
}

fn catalogue(definitions: &mut Definitions) -> Value {
    let responses = answers::<StatCatalogue>(definitions, "What there is to say about each.");
    let mut get = endpoint("The statistics that there are.", vec![], responses);
    refuse(&mut get, &["401", "403"]);
    get
}

/// The parameters that a [`ScopeQuery`](crate::ScopeQuery) is read from.
fn scope() -> Vec<Value> {
    let some_of =
        |words: Vec<&str>| json!({ "type": "array", "items": { "type": "string", "enum": words } });
    let text = || json!({ "type": "string" });
    let flag = || json!({ "type": "boolean", "default": false });
    let texts = json!({ "type": "array", "items": text() });
    let last = json!({ "type": "integer", "minimum": 1, "maximum": MAX_LAST });
    let (kinds, positions) = (kinds().map(|kind| kind.0), positions().map(|position| position.0));
    let (players, stacks) = (players().map(|players| players.0), stacks().map(|band| band.0));
    let games = games().map(|game| game.0).collect();
    vec![
        query("kind", "How the table is organised; may be repeated.", some_of(kinds.into())),
        query("game_type", "The game; may be repeated.", some_of(games)),
        query("stakes", "The stakes, as hands print them; may be repeated.", texts.clone()),
        query("position", "The player's position; may be repeated.", some_of(positions.into())),
        query("players", "How many were dealt in; may be repeated.", some_of(players.into())),
        query(
            "stack",
            "The effective stack in big blinds; may be repeated.",
            some_of(stacks.into()),
        ),
        query("month", "A month in UTC, `2026-10`; months that follow each other.", texts),
        query("from", "The first day in UTC, `2026-10-31`, or a time of RFC 3339.", text()),
        query("to", "The last day in UTC or the last second; it is counted too.", text()),
        query("last", "Only so many hands, the last ones of those that fit the rest.", last),
        query("session", "Only the hero's current session.", flag()),
        query("table", "The `table_key` of a table, a pool or a tournament.", text()),
        query("play", "Hands for play money, too.", flag()),
    ]
}

fn name() -> Value {
    path("name", "The player's exact name.")
}

/// A note as it is set. One of the keys has to say something.
// [`Note::decode`] reads it with words of its own for each mistake.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct NewNote {
    /// What is to be remembered, with line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    text: Option<String>,
    /// A word for the kind of player: `nit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    label: Option<String>,
    /// The colour that marks him, as `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^#[0-9a-fA-F]{6}$"))]
    colour: Option<String>,
}

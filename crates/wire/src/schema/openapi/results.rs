//! The endpoints that tell a hero what he won.

use serde_json::{Value, json};

use super::{answers, endpoint, query, refuse};
use crate::{Graph, PlaySessions, Tournaments, labels::KINDS, schema::Definitions};

pub(super) fn sessions(definitions: &mut Definitions) -> Value {
    let responses = answers::<PlaySessions>(definitions, "The sessions, the newest first.");
    let summary = "When a hero played without a break of half an hour, and what he won.";
    get(endpoint(summary, which_hands(&KINDS), responses))
}

pub(super) fn graph(definitions: &mut Definitions) -> Value {
    let currency = json!({ "type": "string", "enum": ["EUR", "CHIPS", "PLAY"], "default": "EUR" });
    let points = json!({
        "type": "integer",
        "minimum": 2,
        "maximum": Graph::MOST_POINTS,
        "default": Graph::POINTS,
    });
    let mut parameters = which_hands(&KINDS);
    parameters.push(query("currency", "What was played for.", currency));
    parameters.push(query("points", "The most points.", points));
    let responses = answers::<Graph>(definitions, "The points, the oldest first.");
    get(endpoint("What a hero had won after each of his hands.", parameters, responses))
}

pub(super) fn tournaments(definitions: &mut Definitions) -> Value {
    let responses = answers::<Tournaments>(definitions, "The tournaments, and their sums.");
    let summary = "What the tournaments of a hero cost and brought.";
    get(endpoint(summary, which_hands(&["tournament", "expresso"]), responses))
}

/// The parameters that say which hands or tournaments are asked for.
fn which_hands(kinds: &[&str]) -> Vec<Value> {
    let time = || json!({ "type": "string" });
    let hero = json!({ "type": "string" });
    let kind = json!({ "type": "string", "enum": kinds });
    let play = json!({ "type": "boolean", "default": false });
    vec![
        query("hero", "Whose; without it, those of all heroes together.", hero),
        query(
            "from",
            "What was played on this day (`2026-10-31`) or at this time, or later; a tournament by its start.",
            time(),
        ),
        query(
            "to",
            "What was played up to this day or time, including it; a tournament by its start.",
            time(),
        ),
        query("kind", "How the table is organised.", kind),
        query("play", "Whether play money counts too.", play),
    ]
}

fn get(mut get: Value) -> Value {
    refuse(&mut get, &["400", "401", "403", "503"]);
    get
}

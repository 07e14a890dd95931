//! Statistics of players, and results of heroes.
//!
//! What is counted, and which hands a filter takes, is for the store to say: here is decided
//! who may ask.

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
    routing::get,
};

use super::{Parameters, Refusal, Segment, bad, document, json, limit, shown_player, single};
use crate::{Lookup, PlayersQuery, RequestError, access::Access, server::Shared};

/// So many players can be asked for at once: those of a dozen tables.
const MOST_NAMES: usize = 100;

/// The parameter with the token of whoever cannot send a header.
const TOKEN: &str = "token";

/// The endpoints.
pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/api/stats", document(|| wire::encode(&wire::stat_catalogue())))
        .route("/api/players", get(players))
        .route("/api/players/stats", get(stats_of_players))
        .route("/api/players/{name}/stats", get(stats_of_player))
        .route("/api/sessions", get(sessions))
        .route("/api/graph", get(graph))
        .route("/api/tournaments", get(tournaments))
}

async fn answer(shared: &Shared, access: &Access, lookup: Lookup) -> Result<Response, Refusal> {
    let found = shared.look_up(lookup).await.map_err(|error| match error {
        // The words may name others, who are not shown.
        RequestError::Unknown(_) if !access.sees_all() => {
            RequestError::Unknown("the log knows nobody of that name".to_owned())
        }
        error => error,
    })?;
    let missing = || Refusal(StatusCode::NOT_FOUND, "the log knows nothing of that".to_owned());
    found.map(|found| json(found.body)).ok_or_else(missing)
}

/// The parameters that are read elsewhere: all but this one, and no token.
fn others(parameters: Parameters, read: &str) -> crate::Parameters {
    let Query(mut pairs) = parameters;
    pairs.retain(|(name, _)| name != read && name != TOKEN);
    pairs
}

async fn players(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let query = PlayersQuery {
        prefix: single(&parameters, "prefix")?.unwrap_or_default().to_owned(),
        limit: limit(&parameters)?,
        reader: Some(access.clone()).filter(|access| !access.sees_all()),
    };
    answer(&shared, &access, Lookup::Players(query)).await
}

async fn stats_of_players(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let asked = parameters.iter().filter(|(key, _)| key == "name");
    let names = asked.map(|(_, name)| shown_player(&access, "name", name.clone()));
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    if !(1..=MOST_NAMES).contains(&names.len()) {
        let expected = format!("expected 1 to {MOST_NAMES} of them, not {}", names.len());
        return Err(bad("name", &expected));
    }
    let filters = others(parameters, "name");
    answer(&shared, &access, Lookup::StatsOfPlayers { names, filters }).await
}

async fn stats_of_player(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    Segment(name): Segment,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let name = shown_player(&access, "name", name)?;
    let filters = others(parameters, TOKEN);
    answer(&shared, &access, Lookup::StatsOfPlayer { name, filters }).await
}

async fn sessions(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let (hero, filters) = of_hero(&access, parameters)?;
    answer(&shared, &access, Lookup::Sessions { hero, filters }).await
}

async fn graph(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let (hero, filters) = of_hero(&access, parameters)?;
    answer(&shared, &access, Lookup::Graph { hero, filters }).await
}

async fn tournaments(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let (hero, filters) = of_hero(&access, parameters)?;
    answer(&shared, &access, Lookup::Tournaments { hero, filters }).await
}

/// The hero whose results are asked for, and the other parameters. Who may not see all has to
/// name him: whoever the hero is, he may be one that is not shown.
fn of_hero(
    access: &Access,
    parameters: Parameters,
) -> Result<(Option<String>, crate::Parameters), Refusal> {
    let hero = single(&parameters, "hero")?.map(str::to_owned);
    let hero = hero.map(|hero| shown_player(access, "hero", hero)).transpose()?;
    if hero.is_none() && !access.sees_all() {
        let words = "the token does not show all results: name a hero whose room it shows";
        return Err(Refusal(StatusCode::FORBIDDEN, words.to_owned()));
    }
    Ok((hero, others(parameters, "hero")))
}

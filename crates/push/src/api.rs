//! `/api`: hands of the past, open tables, what was put aside, statistics and notes, for
//! programs that ask.

mod note;
mod statistics;

use std::{
    str::FromStr as _,
    sync::{Arc, LazyLock},
};

use axum::{
    Extension, Router,
    extract::{FromRequestParts, Path, Query, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use store::Seq;
use wire::{BadRoom, Filter, Room, Selection, TableJson, Tables};

use crate::{
    Form, Found, HandFormat, Lookup, PastError, PastPage, PastQuery, RequestError, access::Access,
    past::may_see, problem::problem, server::Shared,
};

/// How many items a page has, if nothing else is asked for, and at most.
const USUAL: usize = 100;
const MOST: usize = 1000;

/// How many entries are looked at for one page, at most: a page of a room that is rarely
/// played in may hold few items, and `next` goes on behind them.
const LOOKED_AT: usize = 20_000;

/// How many entries are read at once.
const AT_ONCE: usize = 1000;

/// The parameters of a request, by name.
type Parameters = Query<Vec<(String, String)>>;

/// The endpoints, and what describes them.
pub(crate) fn router(server_version: &str) -> Router<Arc<Shared>> {
    let version = server_version.to_owned();
    let openapi = document(move || wire::openapi(&version));
    let schema = document(wire::message_schema);
    Router::new()
        .route("/api/hands", get(hands))
        .route("/api/hands/{hand_id}", get(hand))
        .route("/api/tables", get(tables))
        .route("/api/tables/{table_key}", get(table))
        .route("/api/quarantine", get(quarantine))
        .merge(statistics::router())
        .merge(note::router())
        .route("/openapi.json", openapi)
        .route("/schema/messages.json", schema)
}

/// Why a request is not answered.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        problem(self.0, self.1)
    }
}

impl From<PastError> for Refusal {
    fn from(error: PastError) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, format!("the log cannot be read: {error}"))
    }
}

impl From<RequestError> for Refusal {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Bad(words) => Self(StatusCode::BAD_REQUEST, words),
            RequestError::Unknown(words) => Self(StatusCode::NOT_FOUND, words),
            RequestError::Past(error) => error.into(),
        }
    }
}

/// The variable part of a path, decoded.
struct Segment(String);

impl FromRequestParts<Arc<Shared>> for Segment {
    type Rejection = Refusal;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Arc<Shared>,
    ) -> Result<Self, Self::Rejection> {
        let path = Path::from_request_parts(parts, shared).await;
        path.map(|Path(segment)| Self(segment))
            .map_err(|rejection| Refusal(rejection.status(), rejection.body_text()))
    }
}

fn bad(name: &str, reason: &str) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, format!("parameter {name:?}: {reason}"))
}

/// A name that can be a player's, if this access shows what he did.
fn shown_player(access: &Access, parameter: &str, name: String) -> Result<String, Refusal> {
    let room = Room::from_str(&format!("player:{name}"));
    room.map_err(|error| bad(parameter, &error.to_string()))?;
    if access.shows_player(&name) {
        return Ok(name);
    }
    let words = format!("the token does not show the room player:{name}");
    Err(Refusal(StatusCode::FORBIDDEN, words))
}

/// The parameter of this name; an error if it is given twice.
fn single<'a>(parameters: &'a Parameters, name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = parameters.iter().filter(|(key, _)| key == name);
    match (values.next(), values.next()) {
        (value, None) => Ok(value.map(|(_, value)| value.as_str())),
        (_, Some(_)) => Err(bad(name, "given twice")),
    }
}

/// The parameter of this name as a number.
fn number(parameters: &Parameters, name: &str) -> Result<Option<u64>, Refusal> {
    let read = |value: &str| {
        value.parse().map_err(|_| bad(name, &format!("expected a number, not {value:?}")))
    };
    single(parameters, name)?.map(read).transpose()
}

fn limit(parameters: &Parameters) -> Result<usize, Refusal> {
    let given =
        number(parameters, "limit")?.map(|limit| usize::try_from(limit).unwrap_or(MOST + 1));
    match given.unwrap_or(USUAL) {
        limit @ 1..=MOST => Ok(limit),
        _ => Err(bad("limit", &format!("expected a number from 1 to {MOST}"))),
    }
}

async fn hands(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let room = match single(&parameters, "room")? {
        None => Room::Hands,
        Some(name) => {
            let room: Room =
                name.parse().map_err(|error: BadRoom| bad("room", &error.to_string()))?;
            if !access.may_join(name) {
                let words = format!("the token does not show the room {name}");
                return Err(Refusal(StatusCode::FORBIDDEN, words));
            }
            room
        }
    };
    let (after, before) = (number(&parameters, "after_seq")?, number(&parameters, "before")?);
    let limit = limit(&parameters)?;
    let top = shared.log.top();
    let (after, up_to, newest_first) = match (after, before) {
        (Some(_), Some(_)) => return Err(bad("before", "it does not go together with after_seq")),
        (Some(after), None) => (Seq(after), top, false),
        (None, before) => {
            let last = before.map_or(top, |before| Seq(before.saturating_sub(1)).min(top));
            (Seq(0), last, true)
        }
    };
    let selection = Selection { rooms: vec![room], filter: Filter::default() };
    let query = PastQuery {
        after,
        up_to,
        limit: AT_ONCE,
        newest_first,
        selection: Arc::new(selection),
        live_only: false,
        played_since: None,
        reader: Some(access).filter(|access| !access.sees_all()),
        form: Form::default(),
        replayed: true,
    };
    let (texts, next) = page(&shared, query, limit).await?;
    Ok(json(wire::hands_page(&texts, next)))
}

/// The texts of a page, and where the next one begins.
async fn page(
    shared: &Shared,
    mut query: PastQuery,
    limit: usize,
) -> Result<(Vec<String>, Option<u64>), Refusal> {
    let (mut texts, mut looked_at) = (Vec::new(), 0);
    while query.after < query.up_to {
        let PastPage { frames, read_to } = shared.log.read_past(query.clone()).await?;
        for (seq, text) in frames {
            texts.push(text.as_str().to_owned());
            // With as many items as were asked for, the page ends behind this one.
            if texts.len() == limit {
                let (is_last, next) = match query.newest_first {
                    false => (seq == query.up_to, seq),
                    true => (seq == query.after.next(), seq),
                };
                return Ok((texts, Some(next.0).filter(|_| !is_last)));
            }
        }
        looked_at += query.limit;
        match query.newest_first {
            false => query.after = read_to,
            true => query.up_to = read_to,
        }
        if LOOKED_AT <= looked_at && query.after < query.up_to {
            let next = if query.newest_first { read_to.next() } else { read_to };
            return Ok((texts, Some(next.0)));
        }
    }
    Ok((texts, None))
}

async fn hand(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    Segment(id): Segment,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let format = match single(&parameters, "format")? {
        None | Some("json") => HandFormat::Json,
        Some("raw") => HandFormat::Raw,
        Some(other) => {
            return Err(bad("format", &format!("expected json or raw, not {other:?}")));
        }
    };
    let hero = single(&parameters, "hero")?.map(str::to_owned);
    let lookup = Lookup::Hand { id: id.clone(), hero, format };
    let found = shared.look_up(lookup).await?;
    let may_see = |found: &Found| found.facts.as_ref().is_none_or(|facts| may_see(&access, facts));
    let Some(Found { body, .. }) = found.filter(may_see) else {
        let words = format!("the log has no hand {id:?}, or not of this hero");
        return Err(Refusal(StatusCode::NOT_FOUND, words));
    };
    Ok(match format {
        HandFormat::Json => json(body),
        HandFormat::Raw => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()
        }
    })
}

/// The open tables that this access shows.
fn visible(shared: &Shared, access: &Access) -> Vec<TableJson> {
    let mut tables = shared.log.tables();
    let shows_all = access.sees_all() || access.may_join("tables");
    tables.retain(|table| shows_all || shows(access, table));
    tables
}

/// Whether this access shows the room of a table, or that of its viewpoint.
fn shows(access: &Access, table: &TableJson) -> bool {
    let key = table.plain_key();
    let viewpoint = || table.hero.as_ref().map(|hero| format!("{key}@{hero}"));
    access.may_join(key) || viewpoint().is_some_and(|room| access.may_join(&room))
}

async fn tables(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
) -> Response {
    json(wire::encode(&Tables { items: visible(&shared, &access) }))
}

async fn table(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    Segment(key): Segment,
) -> Result<Response, Refusal> {
    let table = visible(&shared, &access).into_iter().find(|table| table.table_key == key);
    let missing = || Refusal(StatusCode::NOT_FOUND, format!("no table {key:?} is open"));
    table.map(|table| json(wire::encode(&table))).ok_or_else(missing)
}

async fn quarantine(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    if !access.sees_all() {
        let words = "the token does not show the room hands, to which this belongs".to_owned();
        return Err(Refusal(StatusCode::FORBIDDEN, words));
    }
    let after = number(&parameters, "after")?.unwrap_or_default();
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let lookup = Lookup::Quarantine { after, limit: limit(&parameters)? };
    let found = shared.look_up(lookup).await?;
    Ok(json(found.map(|found| found.body).unwrap_or_default()))
}

/// A document that is always the same. It is made when it is asked for first, and once: most
/// daemons never need it, and the longer ones take longer than all other answers.
fn document(make: impl FnOnce() -> String + Send + 'static) -> MethodRouter<Arc<Shared>> {
    let text = Arc::new(LazyLock::new(make));
    get(async move || json(text.to_string()))
}

fn json(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

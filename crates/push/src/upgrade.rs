//! `GET /ws`: from a request to a session.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::{
    extract::{Extension, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use uuid::Uuid;

use crate::{
    close::{CloseCode, Ending},
    connections::Place,
    problem::problem,
    query::{self, Join},
    server::{Peer, Shared},
    session::Session,
};

/// The subprotocol that is served; a client that offers none gets the same messages.
const SUBPROTOCOL: &str = "railbird.v1.json";

/// When to try again at the connection limit: places come free as clients leave.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Answers an upgrade request and starts its session.
pub(crate) async fn upgrade(
    State(shared): State<Arc<Shared>>,
    Extension(Peer(address)): Extension<Peer>,
    mut request: Request,
) -> Response {
    let join = match read_join(&request) {
        Ok(join) => join,
        Err(detail) => return problem(StatusCode::BAD_REQUEST, detail),
    };
    let Some(key) = websocket_key(request.headers()).cloned() else {
        let detail = "this is a WebSocket endpoint; connect with ws:// (version 13)".to_owned();
        let headers = [(header::UPGRADE, "websocket"), (header::SEC_WEBSOCKET_VERSION, "13")];
        return (headers, problem(StatusCode::UPGRADE_REQUIRED, detail)).into_response();
    };
    let Some(place) = shared.connections.take(address) else {
        let detail = "all connections are taken: see max_connections".to_owned();
        let retry = [(header::RETRY_AFTER, RETRY_AFTER.as_secs().to_string())];
        return (retry, problem(StatusCode::SERVICE_UNAVAILABLE, detail)).into_response();
    };
    let upgraded = hyper::upgrade::on(&mut request);
    let tasks = shared.tasks.clone();
    let headers = accepting(&key, request.headers());
    tasks.spawn(async move {
        let cut_off = shared.cut_off.clone();
        tokio::select! {
            () = hold(upgraded, place, join, shared) => {}
            () = cut_off.cancelled() => {}
        }
    });
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

fn read_join(request: &Request) -> Result<Join, String> {
    let pairs: Query<Vec<(String, String)>> =
        Query::try_from_uri(request.uri()).map_err(|error| error.body_text())?;
    query::parse(&pairs).map_err(|error| error.to_string())
}

/// Holds a connection from the upgrade to its end.
async fn hold(upgraded: OnUpgrade, place: Place, join: Join, shared: Arc<Shared>) {
    let io = match upgraded.await {
        Ok(upgraded) => TokioIo::new(upgraded),
        Err(error) => {
            tracing::debug!(%error, "the upgrade failed");
            return;
        }
    };
    let client = Uuid::new_v4();
    let (log, options) = (shared.log.clone(), Arc::clone(&shared.options));
    let session = Session::new(client, io, log, options).await;
    let name = join.client_name.clone().unwrap_or_default();
    let ending = if place.one_too_many {
        session.refuse(CloseCode::TooManyConnections, "too_many_connections").await
    } else {
        tracing::debug!(%client, name, "a client joined");
        let _open = place.open();
        session.run(join, &shared.closing).await
    };
    if ending == Ending::Closed(CloseCode::SlowConsumer) {
        shared.slow_disconnects.fetch_add(1, Ordering::Relaxed);
    }
    tracing::debug!(%client, name, ?ending, "a client left");
}

/// The key of a request that asks for a WebSocket; none if it does not.
fn websocket_key(headers: &HeaderMap) -> Option<&HeaderValue> {
    let asks = names(headers, &header::CONNECTION, "upgrade")
        && names(headers, &header::UPGRADE, "websocket")
        && names(headers, &header::SEC_WEBSOCKET_VERSION, "13");
    if asks { headers.get(header::SEC_WEBSOCKET_KEY) } else { None }
}

/// Whether a header is a list with this word in it.
fn names(headers: &HeaderMap, header: &HeaderName, word: &str) -> bool {
    let values = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|item| item.trim().eq_ignore_ascii_case(word))
}

fn accepting(key: &HeaderValue, request: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::try_from(derive_accept_key(key.as_bytes())) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    // A browser that offered subprotocols breaks off unless one of them is taken.
    if names(request, &header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL) {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    }
    headers
}

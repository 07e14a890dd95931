//! `GET /ws`: from a request to a session.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{Extension, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header},
    response::{IntoResponse, Response},
};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_util::either::Either;
use uuid::Uuid;

use crate::{
    authorize::bearer,
    close::CloseCode,
    connections::Place,
    encoding::Encoding,
    line::Line,
    metrics::{Label as _, Refusal},
    problem::problem,
    query::{self, Join},
    server::{Peer, Shared, Stream},
    session::{Caller, Session},
    vitals::{Pulse, Vitals},
};

/// When to try again at the connection limit: places come free as clients leave.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// What sessions run over.
type Io = Either<Line, Box<TlsStream<TcpStream>>>;

/// Answers an upgrade request and starts its session.
pub(crate) async fn upgrade(
    State(shared): State<Arc<Shared>>,
    Extension(peer): Extension<Peer>,
    mut request: Request,
) -> Response {
    let subprotocol = subprotocol(request.headers());
    let refused = &shared.log.metrics().refused;
    let join = match read_join(&request, shared.options.max_rooms, subprotocol) {
        Ok(join) => join,
        Err(detail) => {
            refused.add_one(Refusal::Parameter);
            return problem(StatusCode::BAD_REQUEST, detail);
        }
    };
    let Some(key) = websocket_key(&request).cloned() else {
        refused.add_one(Refusal::Handshake);
        let detail = "this is a WebSocket endpoint; connect with ws:// (version 13)".to_owned();
        let headers = [(header::UPGRADE, "websocket"), (header::SEC_WEBSOCKET_VERSION, "13")];
        return (headers, problem(StatusCode::UPGRADE_REQUIRED, detail)).into_response();
    };
    let Some(place) = shared.connections.take(peer.0) else {
        refused.add_one(Refusal::ConnectionLimit);
        let detail = "all connections are taken: see max_connections".to_owned();
        let retry = [(header::RETRY_AFTER, RETRY_AFTER.as_secs().to_string())];
        return (retry, problem(StatusCode::SERVICE_UNAVAILABLE, detail)).into_response();
    };
    let upgraded = hyper::upgrade::on(&mut request);
    let tasks = shared.tasks.clone();
    let caller = Caller { client: Uuid::new_v4(), address: peer.0, join };
    let headers = accepting(&key, subprotocol);
    tasks.spawn(hold(upgraded, place, Box::new(caller), shared));
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

fn read_join(
    request: &Request,
    max_rooms: usize,
    subprotocol: Option<Encoding>,
) -> Result<Join, String> {
    let pairs: Query<Vec<(String, String)>> =
        Query::try_from_uri(request.uri()).map_err(|error| error.body_text())?;
    let mut join =
        query::parse(&pairs, max_rooms, subprotocol).map_err(|error| error.to_string())?;
    if let Some(token) = bearer(request.headers()) {
        join.token = Some(token.to_owned());
    }
    Ok(join)
}

/// Holds a connection from the upgrade to its end. What is done once is boxed: there may be
/// ten thousand of these, for hours.
async fn hold(upgraded: OnUpgrade, place: Place, caller: Box<Caller>, shared: Arc<Shared>) {
    let (metrics, began) = (shared.log.metrics(), Instant::now());
    let Some(session) = Box::pin(open(upgraded, *caller, &shared)).await else { return };
    metrics.accepted.add_one();
    let vitals = Arc::clone(session.vitals());
    vitals.span.in_scope(|| tracing::info!("connected"));
    // Counted as open until its end is counted as well.
    let (ending, _open) = if place.one_too_many {
        metrics.refused.add_one(Refusal::AddressLimit);
        let code = CloseCode::TooManyConnections;
        (Box::pin(session.refuse(code, "too_many_connections")).await, None)
    } else {
        let open = place.open();
        (session.run(&shared.closing).await, Some(open))
    };
    metrics.ended.add_one(ending);
    let (code, seconds) = (ending.label(), began.elapsed().as_secs_f64());
    let Vitals { pulse: Pulse { sent, sent_bytes, .. }, received, span, .. } = &*vitals;
    let (messages, bytes, requests) = (sent.get(), sent_bytes.get(), received.get());
    span.in_scope(|| {
        tracing::info!(code, seconds, messages, bytes, requests, "disconnected");
    });
}

/// The session of a connection that is upgraded.
async fn open(upgraded: OnUpgrade, caller: Caller, shared: &Shared) -> Option<Box<Session<Io>>> {
    let upgraded = upgraded.await.inspect_err(|error| tracing::debug!(%error, "no upgrade"));
    // What HTTP ran over, with what the client has sent behind its request.
    let parts = upgraded.ok()?.downcast::<TokioIo<Stream>>().ok()?;
    let (lane, io) = match parts.io.into_inner() {
        Either::Left(stream) => {
            let line = Line::new(stream);
            (Some(line.lane()), Either::Left(line))
        }
        Either::Right(stream) => (None, Either::Right(stream)),
    };
    let (hub, cut_off) = (Arc::clone(&shared.hub), shared.cut_off.clone());
    Some(Session::new(caller, (io, lane), &parts.read_buf, hub, cut_off).await)
}

/// The key of a request that asks for a WebSocket as RFC 6455, 4.2.1 wants it; none if it
/// does not.
fn websocket_key(request: &Request) -> Option<&HeaderValue> {
    let headers = request.headers();
    let asks = Version::HTTP_11 <= request.version()
        && names(headers, &header::CONNECTION, "upgrade")
        && names(headers, &header::UPGRADE, "websocket")
        && names(headers, &header::SEC_WEBSOCKET_VERSION, "13");
    let mut keys = headers.get_all(header::SEC_WEBSOCKET_KEY).iter();
    match (keys.next(), keys.next()) {
        (Some(key), None) if asks && is_nonce(key) => Some(key),
        _ => None,
    }
}

/// Whether a key is 16 bytes in Base64, whose last digits are two `=`.
fn is_nonce(key: &HeaderValue) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    let digits = key.as_bytes().strip_suffix(b"==");
    digits.is_some_and(|digits| digits.len() == 22 && digits.iter().all(is_digit))
}

/// Whether a header is a list with this word in it.
fn names(headers: &HeaderMap, header: &HeaderName, word: &str) -> bool {
    let values = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|item| item.trim().eq_ignore_ascii_case(word))
}

/// The first subprotocol of the client that is served. A client that offers none gets the
/// same messages as with the plain one.
fn subprotocol(headers: &HeaderMap) -> Option<Encoding> {
    let values = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let offers = values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let known = |offer: &str| {
        Encoding::ALL.into_iter().find(|encoding| encoding.subprotocol() == offer.trim())
    };
    offers.into_iter().find_map(known)
}

fn accepting(key: &HeaderValue, subprotocol: Option<Encoding>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::try_from(derive_accept_key(key.as_bytes())) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    // A browser that offered subprotocols breaks off unless one of them is taken.
    if let Some(encoding) = subprotocol {
        let name = HeaderValue::from_static(encoding.subprotocol());
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, name);
    }
    headers
}

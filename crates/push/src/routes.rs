//! The HTTP endpoints, and the gate that every request passes first.

use std::sync::Arc;

use axum::{
    Router,
    body::HttpBody as _,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use wire::{Latency, Stats, Status};

use crate::{
    admin,
    admission::{host_is_admitted, origin_is_admitted},
    api,
    authorize::authorize,
    board::Totals,
    close::{CloseCode, Ending},
    exposition::metrics,
    metrics::Refusal,
    pages::try_page,
    problem::problem,
    server::Shared,
    upgrade::upgrade,
};

/// Where clients connect.
const WEB_SOCKET: &str = "/ws";

/// All endpoints behind the gate.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(async || Redirect::temporary("/try")))
        .route("/try", get(try_page))
        .route(WEB_SOCKET, get(upgrade))
        .route("/ws/stats", get(stats))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .merge(admin::router())
        .merge(api::router(&shared.options.server_version))
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), authorize))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), gate))
        .with_state(shared)
}

/// The answer to whoever speaks plain HTTP where TLS is spoken.
pub(crate) fn of_tls() -> Router {
    let detail = "this daemon speaks TLS alone: use https:// and wss://";
    Router::new().fallback(async move || problem(StatusCode::BAD_REQUEST, detail.to_owned()))
}

/// Lets in who may use the daemon, and tells the browser so.
async fn gate(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let origin = match admitted_origin(request.headers(), &shared) {
        Ok(origin) => origin,
        Err((refusal, detail)) => {
            if request.uri().path() == WEB_SOCKET {
                shared.log.metrics().refused.add_one(refusal);
            }
            return problem(StatusCode::FORBIDDEN, detail);
        }
    };
    let preflight = request.method() == Method::OPTIONS
        && origin.is_some()
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        let allowed = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, PUT, DELETE"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
            (header::ACCESS_CONTROL_MAX_AGE, "600"),
        ];
        (StatusCode::NO_CONTENT, allowed).into_response()
    } else if changes_state(request.method()) && !is_json_or_empty(&request) {
        let detail = "send a body as application/json, or none".to_owned();
        problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Whether requests with this method may change something.
fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// What a form of another page could send is neither.
fn is_json_or_empty(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json") || request.body().is_end_stream()
}

/// The origin of the request, if it has one; in words for its author, why it is not let in.
fn admitted_origin(
    headers: &HeaderMap,
    shared: &Shared,
) -> Result<Option<HeaderValue>, (Refusal, String)> {
    let options = &shared.options;
    let bad_host = |detail: String| (Refusal::Host, detail);
    let host = single(headers, &header::HOST).map_err(bad_host)?;
    let host = host.ok_or_else(|| bad_host("the request has no Host header".to_owned()))?;
    let host_text = host.to_str().unwrap_or_default();
    if !host_is_admitted(host_text, &options.allowed_hosts) {
        let hint = "call the daemon localhost, or add the name to the option allowed_hosts";
        return Err(bad_host(format!("host {host:?} is not allowed: {hint}")));
    }
    let bad_origin = |detail: String| (Refusal::Origin, detail);
    let origin = single(headers, &header::ORIGIN).map_err(bad_origin)?;
    let Some(origin) = origin else { return Ok(None) };
    let origin_text = origin.to_str().unwrap_or_default();
    if origin_is_admitted(origin_text, host_text, &options.allowed_origins) {
        return Ok(Some(origin.clone()));
    }
    let hint = "add it to the option allowed_origins";
    Err(bad_origin(format!("origin {origin:?} is not allowed: {hint}")))
}

/// The value of a header that may stand once.
fn single<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a HeaderValue>, String> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        (_, Some(_)) => Err(format!("the request has more than one {name} header")),
    }
}

async fn stats(State(shared): State<Arc<Shared>>) -> Response {
    let Shared { options, log, board, connections, started, .. } = &*shared;
    let Totals { hands_total, quarantined, watching } = board.totals();
    let metrics = log.metrics();
    let slow = Ending::Closed(CloseCode::SlowConsumer);
    let latency = metrics.file_to_socket.read();
    let percentile = |percent| latency.percentile(percent).map(Into::into);
    json(
        StatusCode::OK,
        wire::encode(&Stats {
            active_connections: connections.open(),
            heartbeat_interval: options.heartbeat_interval.as_secs(),
            heartbeat_active: true,
            broadcast_worker_active: board.worker_active(),
            queue_size: log.queue_size(),
            seq: log.top().0,
            epoch: log.epoch().to_string(),
            uptime_seconds: started.elapsed().as_secs(),
            slow_disconnects: metrics.ended.of(slow),
            hands_total,
            quarantined,
            watching,
            latency_ms: Latency { p50: percentile(50), p99: percentile(99) },
            rooms: metrics.roster.rooms(),
        }),
    )
}

async fn health(State(shared): State<Arc<Shared>>) -> Response {
    let health = shared.board.health();
    let status = match health.status {
        Status::Ok | Status::Degraded => StatusCode::OK,
        Status::Failing => StatusCode::SERVICE_UNAVAILABLE,
    };
    json(status, wire::encode(&health))
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn not_found(uri: Uri) -> Response {
    problem(StatusCode::NOT_FOUND, format!("there is nothing at {}", uri.path()))
}

async fn wrong_method(method: Method, uri: Uri) -> Response {
    problem(StatusCode::METHOD_NOT_ALLOWED, format!("{} does not take {method}", uri.path()))
}

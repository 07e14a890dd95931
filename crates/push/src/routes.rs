//! The HTTP endpoints, and the gate that every request passes first.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use uuid::Uuid;
use wire::{Stats, Status};

use crate::{
    admission::{host_is_admitted, origin_is_admitted},
    api,
    authorize::authorize,
    board::Totals,
    problem::problem,
    server::Shared,
    upgrade::upgrade,
};

/// The page that connects. `{{nonce}}` stands where the policy wants its nonce.
const TRY_PAGE: &str = include_str!("try.html");

/// All endpoints behind the gate.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(async || Redirect::temporary("/try")))
        .route("/try", get(try_page))
        .route("/ws", get(upgrade))
        .route("/ws/stats", get(stats))
        .route("/health", get(health))
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
        Err(detail) => return problem(StatusCode::FORBIDDEN, detail),
    };
    let preflight = request.method() == Method::OPTIONS
        && origin.is_some()
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        let allowed = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
            (header::ACCESS_CONTROL_MAX_AGE, "600"),
        ];
        (StatusCode::NO_CONTENT, allowed).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The origin of the request, if it has one; in words for its author, why it is not let in.
fn admitted_origin(headers: &HeaderMap, shared: &Shared) -> Result<Option<HeaderValue>, String> {
    let options = &shared.options;
    let host = single(headers, &header::HOST)?.ok_or("the request has no Host header")?;
    let host_text = host.to_str().unwrap_or_default();
    if !host_is_admitted(host_text, &options.allowed_hosts) {
        let hint = "call the daemon localhost, or add the name to the option allowed_hosts";
        return Err(format!("host {host:?} is not allowed: {hint}"));
    }
    let Some(origin) = single(headers, &header::ORIGIN)? else { return Ok(None) };
    let origin_text = origin.to_str().unwrap_or_default();
    if origin_is_admitted(origin_text, host_text, &options.allowed_origins) {
        return Ok(Some(origin.clone()));
    }
    Err(format!("origin {origin:?} is not allowed: add it to the option allowed_origins"))
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
            slow_disconnects: shared.slow_disconnects.load(Ordering::Relaxed),
            hands_total,
            quarantined,
            watching,
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

async fn try_page(headers: HeaderMap) -> Response {
    let nonce = Uuid::new_v4();
    // Not every browser takes 'self' for ws: too. The gate has let this name in.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let page = TRY_PAGE.replace("{{nonce}}", &nonce.to_string());
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, page).into_response()
}

async fn not_found(uri: Uri) -> Response {
    problem(StatusCode::NOT_FOUND, format!("there is nothing at {}", uri.path()))
}

async fn wrong_method(method: Method, uri: Uri) -> Response {
    problem(StatusCode::METHOD_NOT_ALLOWED, format!("{} does not take {method}", uri.path()))
}

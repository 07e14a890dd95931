//! The pages for a browser. They hold no data: what they show they fetch, with a token where
//! one is needed.

use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use uuid::Uuid;

/// The page that connects.
const TRY: &str = include_str!("try.html");

/// The page that shows who is connected.
const CLIENTS: &str = include_str!("clients.html");

/// `GET /try`.
pub(crate) async fn try_page(headers: HeaderMap) -> Response {
    page(TRY, &headers)
}

/// `GET /admin/clients`, for a browser.
pub(crate) fn clients_page(headers: &HeaderMap) -> Response {
    page(CLIENTS, headers)
}

/// A page that may run its own script and talk to this daemon, and nothing else. `{{nonce}}`
/// stands in it where the policy wants its nonce.
fn page(page: &str, headers: &HeaderMap) -> Response {
    let nonce = Uuid::new_v4();
    // Not every browser takes 'self' for ws: too. The gate has let this name in.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let page = page.replace("{{nonce}}", &nonce.to_string());
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, page).into_response()
}

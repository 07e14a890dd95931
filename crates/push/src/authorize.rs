//! Which requests need a token.
//!
//! The pages hold no data and `/health` says no more than that all is well; everything else is
//! closed, also what does not exist. `/ws` passes: who comes there without a good token is told
//! so after the upgrade, because a browser cannot read the answer before it.

use std::sync::Arc;

use axum::{
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::Utc;

use crate::{
    access::Access,
    admin,
    problem::problem,
    server::{Peer, Shared},
    token::TokenError,
};

/// What is open to everybody who passes the gate.
const OPEN: [&str; 6] = ["/", "/health", "/try", "/overlay", "/openapi.json", "/ws"];

/// Below this everything is open, too.
const OPEN_FOLDER: &str = "/schema/";

/// What only administrators may use, with all below it.
const ADMIN: &str = "/admin";

/// Lets in who has a good token, and tells the handlers what it lets do: all that need a token
/// find an [`Access`] in the extensions of the request.
pub(crate) async fn authorize(
    State(shared): State<Arc<Shared>>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let is_page = path == admin::CLIENTS
        && request.method() == Method::GET
        && admin::wants_page(request.headers());
    if OPEN.contains(&path) || path.starts_with(OPEN_FOLDER) || is_page {
        return next.run(request).await;
    }
    let access = match admit(&request, &shared) {
        Ok(access) => access,
        Err(refusal) => return refusal.into_response(),
    };
    let is_admin =
        path.strip_prefix(ADMIN).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if is_admin && !access.may_administer() {
        return Refusal::NoAdmin { has_token: access.user().is_some() }.into_response();
    }
    request.extensions_mut().insert(access);
    next.run(request).await
}

/// What the sender of this request may do.
fn admit(request: &Request, shared: &Shared) -> Result<Access, Refusal> {
    let Some(verifier) = &shared.options.verifier else {
        let peer: Option<&Peer> = request.extensions().get();
        return Ok(Access::open(peer.is_some_and(|peer| peer.is_local())));
    };
    let in_header = bearer(request.headers()).map(str::to_owned);
    let token = in_header.or_else(|| in_query(request.uri())).ok_or(Refusal::NoToken)?;
    verifier.check(&token, Utc::now()).map_err(Refusal::BadToken)
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The token in the address of a request, where those stand who cannot set a header.
fn in_query(uri: &Uri) -> Option<String> {
    let Query(pairs): Query<Vec<(String, String)>> = Query::try_from_uri(uri).ok()?;
    pairs.into_iter().find_map(|(name, value)| (name == "token").then_some(value))
}

/// Why a request is not let in.
enum Refusal {
    NoToken,
    BadToken(TokenError),
    NoAdmin { has_token: bool },
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // RFC 6750, 3.1: who showed nothing is told how to, and no error.
        let (status, challenge, detail) = match self {
            Self::NoToken => {
                let detail = "a token is needed: send the header Authorization: Bearer TOKEN";
                (StatusCode::UNAUTHORIZED, "Bearer", detail.to_owned())
            }
            Self::BadToken(error) => {
                (StatusCode::UNAUTHORIZED, "Bearer error=\"invalid_token\"", error.to_string())
            }
            Self::NoAdmin { has_token: true } => {
                let detail = "the token lacks the right: its claim admin must be true".to_owned();
                (StatusCode::FORBIDDEN, "Bearer error=\"insufficient_scope\"", detail)
            }
            Self::NoAdmin { has_token: false } => {
                let detail = "only this machine may administer while no jwt_secret is set";
                return problem(StatusCode::FORBIDDEN, detail.to_owned());
            }
        };
        let challenge = [(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))];
        (challenge, problem(status, detail)).into_response()
    }
}

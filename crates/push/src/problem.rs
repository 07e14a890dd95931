//! Errors of the HTTP endpoints.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use wire::Problem;

/// An `application/problem+json` that says what is wrong and what to do about it.
pub(crate) fn problem(status: StatusCode, detail: String) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let body = wire::encode(&Problem::new(status.as_u16(), title, detail));
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

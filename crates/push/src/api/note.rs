//! Notes about players, which belong to whoever runs the daemon.

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, FromRequest as _, Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::put,
};
use tokio::time;

use super::{Refusal, Segment, json, shown_player};
use crate::{NoteChange, RequestError, access::Access, server::Shared};

/// The most bytes of a note that is sent: as many as of a message, and pages of text.
const MAX_NOTE_BYTES: usize = 16 * 1024;

/// The endpoint.
pub(super) fn router() -> Router<Arc<Shared>> {
    let limit = DefaultBodyLimit::max(MAX_NOTE_BYTES);
    Router::new().route("/api/players/{name}/note", put(set).delete(remove).layer(limit))
}

async fn set(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    Segment(name): Segment,
    request: Request,
) -> Result<Response, Refusal> {
    let player = noted_player(&access, name)?;
    let note = text(&shared, request).await?;
    let kept = change(&shared, NoteChange::Put { player, note }).await?;
    Ok(kept.map_or_else(|| StatusCode::NO_CONTENT.into_response(), json))
}

async fn remove(
    State(shared): State<Arc<Shared>>,
    Extension(access): Extension<Access>,
    Segment(name): Segment,
) -> Result<StatusCode, Refusal> {
    let player = noted_player(&access, name)?;
    change(&shared, NoteChange::Delete { player }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A player about whom this access may write: one that it shows, and it has the right to speak.
fn noted_player(access: &Access, name: String) -> Result<String, Refusal> {
    if access.may_publish() {
        return shown_player(access, "name", name);
    }
    let words = match access.user() {
        Some(_) => "the token lacks the right: its claim publish must be true",
        None => "only this machine may write notes while no jwt_secret is set",
    };
    Err(Refusal(StatusCode::FORBIDDEN, words.to_owned()))
}

/// The body of a request, which may come slowly.
async fn text(shared: &Arc<Shared>, request: Request) -> Result<String, Refusal> {
    let reading = String::from_request(request, shared);
    let Ok(read) = time::timeout(shared.options.handshake_timeout, reading).await else {
        let words = "the body did not come in time: see handshake_timeout";
        return Err(Refusal(StatusCode::REQUEST_TIMEOUT, words.to_owned()));
    };
    read.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let words = format!("a note has at most {MAX_NOTE_BYTES} bytes");
            Refusal(StatusCode::PAYLOAD_TOO_LARGE, words)
        }
        status => Refusal(status, rejection.body_text()),
    })
}

/// The note as it is kept after a change.
async fn change(shared: &Shared, change: NoteChange) -> Result<Option<String>, Refusal> {
    shared.note(change).await.map_err(|error| match error {
        RequestError::Past(error) => {
            let words = format!("the note cannot be kept: {error}");
            Refusal(StatusCode::SERVICE_UNAVAILABLE, words)
        }
        RequestError::Bad(_) | RequestError::Unknown(_) => error.into(),
    })
}

//! `/admin`: who is connected, and how to end that.
//!
//! Who may use it is decided before, in [`authorize`](crate::authorize). The page is open: it
//! holds no data. A page of another origin on this machine gets as far as the rights of its
//! user go, and one from elsewhere is stopped at the gate: a browser says where a DELETE comes
//! from, and asks before it sends one across origins.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{delete, get},
};
use store::Seq;
use uuid::Uuid;
use wire::{ClientEncoding, ClientFeed, ClientState, Clients, ConnectedClient, Filter};

use crate::{
    encoding::Encoding,
    pages::clients_page,
    problem::problem,
    server::Shared,
    vitals::{FedFrom, Identity, Vitals},
};

/// Where the clients are.
pub(crate) const CLIENTS: &str = "/admin/clients";

/// The endpoints.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route(CLIENTS, get(clients))
        .route(&format!("{CLIENTS}/{{client_id}}"), delete(close))
}

/// Whether who asks would rather have a page for people than JSON for programs. Who takes
/// anything is a program.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<(&str, u32)> =
        accepted.flat_map(|value| value.split(',')).map(weighed).collect();
    let weight = |kind: &str| {
        let its = ranges.iter().filter(|(range, _)| range.eq_ignore_ascii_case(kind));
        its.map(|(_, weight)| *weight).max().unwrap_or(0)
    };
    weight("application/json") < weight("text/html")
}

/// A media range and its weight, in thousandths (RFC 9110, 12.4.2).
fn weighed(range: &str) -> (&str, u32) {
    let (kind, parameters) = range.split_once(';').unwrap_or((range, ""));
    let weight = parameters.split(';').find_map(|parameter| {
        let (name, weight) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| thousandths(weight.trim()))
    });
    (kind.trim(), weight.unwrap_or(1000))
}

fn thousandths(weight: &str) -> u32 {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let decimals = format!("{decimals:0<3}");
    match (whole.parse::<u32>(), decimals.parse::<u32>()) {
        (Ok(0), Ok(thousandths)) if decimals.len() == 3 => thousandths,
        (Ok(1), Ok(0)) => 1000,
        _ => 0,
    }
}

async fn clients(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let mut response = if wants_page(&headers) {
        clients_page(&headers)
    } else {
        let sessions = shared.log.metrics().roster.all();
        // Read after the cursors, so that none is ahead of it.
        let items: Vec<ConnectedClient> =
            sessions.iter().map(|seat| client(&seat.vitals)).collect();
        let top = shared.log.top();
        let items = items.into_iter().map(|client| behind(client, top)).collect();
        let body = wire::encode(&Clients { items });
        ([(header::CONTENT_TYPE, "application/json")], body).into_response()
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

fn client(vitals: &Vitals) -> ConnectedClient {
    let Identity { client, name, user, selection } = vitals.identity();
    ConnectedClient {
        client_id: client.to_string(),
        client_name: name,
        user,
        address: vitals.address.to_string(),
        state: if vitals.is_in() { ClientState::In } else { ClientState::Pending },
        rooms: selection.rooms.iter().map(ToString::to_string).collect(),
        filtered: selection.filter != Filter::default(),
        cursor: vitals.cursor().0,
        lag: 0,
        queued_bytes: vitals.pulse.queued.get(),
        rtt_ms: vitals.rtt().map(Into::into),
        since: wire::timestamp(vitals.since),
        encoding: match vitals.encoding {
            Encoding::Json => ClientEncoding::Json,
            Encoding::Deflate => ClientEncoding::Deflate,
        },
        fed_from: match vitals.fed_from() {
            FedFrom::Memory => ClientFeed::Memory,
            FedFrom::Store => ClientFeed::Store,
        },
        messages_sent: vitals.pulse.sent.get(),
        bytes_sent: vitals.pulse.sent_bytes.get(),
        messages_received: vitals.received.get(),
    }
}

/// With how far it is behind this top.
fn behind(client: ConnectedClient, top: Seq) -> ConnectedClient {
    ConnectedClient { lag: top.0.saturating_sub(client.cursor), ..client }
}

async fn close(State(shared): State<Arc<Shared>>, Path(client_id): Path<String>) -> Response {
    let client: Option<Uuid> = client_id.parse().ok();
    if client.is_some_and(|client| shared.log.metrics().roster.expel(client)) {
        tracing::info!(client = client_id, "an administrator closes a connection");
        return StatusCode::NO_CONTENT.into_response();
    }
    let detail = format!("no client that is connected has the id {client_id:?}");
    problem(StatusCode::NOT_FOUND, detail)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::wants_page;

    #[test]
    fn a_browser_gets_the_page_and_everybody_else_json() {
        for (accept, page) in [
            (&["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"][..], true),
            (&["text/html"], true),
            (&["TEXT/HTML; charset=utf-8"], true),
            (&["application/json;q=0.5, text/html;q=0.51"], true),
            (&["application/json", "text/html"], false),
            (&["application/json;q=0.51, text/html; q=0.5"], false),
            (&["text/html;q=0"], false),
            (&["text/html;q=0.0005"], false),
            (&["text/html;q=nonsense"], false),
            (&["application/json"], false),
            (&["*/*"], false),
            (&["text/*"], false),
            (&[], false),
        ] {
            let mut headers = HeaderMap::new();
            for value in accept {
                headers.append(header::ACCEPT, HeaderValue::from_static(value));
            }
            assert_eq!(wants_page(&headers), page, "{accept:?}");
        }
    }
}

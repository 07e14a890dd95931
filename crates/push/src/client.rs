//! A small client, for `railbird tail` and for tests. Coming back after a break is the
//! caller's: it keeps the epoch and its last seq, and joins with them again.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use store::{Epoch, Seq};
use tokio::{net::TcpStream, time};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{
        self, Message, Utf8Bytes, client::IntoClientRequest as _, http::header::AUTHORIZATION,
        protocol::WebSocketConfig,
    },
};
use wire::ServerMessage;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The largest message of a server: a hand in full is some kilobytes.
const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;

/// How to join.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    /// How the client calls itself.
    pub client_name: String,
    /// Where it stands, to resume there.
    pub since: Option<Seq>,
    /// The log that `since` belongs to; without it, the current one.
    pub epoch: Option<Epoch>,
    /// Entries of both origins even without `since`.
    pub backfill: bool,
    /// Hands in full.
    pub full: bool,
    /// What lets it in, where the server wants that.
    pub token: Option<String>,
}

/// An open connection.
#[derive(Debug)]
pub struct Client {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// Why a connection cannot be made, or ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The server answered with an HTTP error.
    #[error("refused with HTTP status {status}: {reason}")]
    Refused {
        /// The status.
        status: u16,
        /// The server's words.
        reason: String,
    },
    /// The address is none of a WebSocket.
    #[error("{url:?} is no address of a WebSocket: it begins with ws://")]
    Address {
        /// The address.
        url: String,
    },
    /// The server closed the connection.
    #[error("closed with code {code}: {reason}")]
    Closed {
        /// The code of the protocol; 1005 if there was none.
        code: u16,
        /// The reason in words.
        reason: String,
    },
    /// The connection broke or could not be made.
    #[error("connection failed: {0}")]
    Broken(String),
}

/// Connects to the `/ws` of a server, such as `ws://127.0.0.1:8000/ws`.
///
/// # Errors
/// [`ClientError::Address`] for another address, [`ClientError::Refused`] with the server's
/// words, [`ClientError::Broken`] if there is none.
pub async fn connect(url: &str, subscription: &Subscription) -> Result<Client, ClientError> {
    if !url.starts_with("ws://") {
        return Err(ClientError::Address { url: url.to_owned() });
    }
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{separator}{}", query(subscription));
    let config = WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE_BYTES));
    let mut request = url.as_str().into_client_request().map_err(error_of)?;
    if let Some(token) = &subscription.token {
        let value = format!("Bearer {token}").parse();
        let value = value.map_err(|_| ClientError::Broken("the token is no JWT".to_owned()))?;
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    let connecting = connect_async_with_config(request, Some(config), true);
    match time::timeout(CONNECT_TIMEOUT, connecting).await {
        Ok(Ok((stream, _))) => Ok(Client { stream }),
        Ok(Err(error)) => Err(error_of(error)),
        Err(_) => Err(ClientError::Broken("the server did not answer in time".to_owned())),
    }
}

impl Client {
    /// The next message. Types that this version does not know are passed over.
    ///
    /// # Errors
    /// [`ClientError::Closed`] or [`ClientError::Broken`]; there is no message after that.
    pub async fn next_message(&mut self) -> Result<ServerMessage, ClientError> {
        loop {
            let text = self.next_text().await?;
            match wire::decode(&text) {
                Ok(message) => return Ok(message),
                Err(error) => tracing::debug!(%error, "passed over a message"),
            }
        }
    }

    /// The text of the next message, as it came.
    ///
    /// # Errors
    /// As [`Self::next_message`].
    pub async fn next_text(&mut self) -> Result<Utf8Bytes, ClientError> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(frame))) => {
                    let (code, reason) = match frame {
                        Some(frame) => (frame.code.into(), frame.reason.to_string()),
                        None => (1005, String::new()),
                    };
                    return Err(ClientError::Closed { code, reason });
                }
                Some(Ok(
                    Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_),
                )) => {}
                Some(Err(error)) => return Err(error_of(error)),
                None => return Err(ClientError::Broken("the connection ended".to_owned())),
            }
        }
    }

    /// Sends a request.
    ///
    /// # Errors
    /// [`ClientError::Broken`].
    pub async fn send(&mut self, text: &str) -> Result<(), ClientError> {
        self.stream.send(Message::text(text)).await.map_err(error_of)
    }

    /// Says goodbye, without waiting for the answer.
    ///
    /// # Errors
    /// [`ClientError::Broken`].
    pub async fn close(mut self) -> Result<(), ClientError> {
        self.stream.close(None).await.map_err(error_of)
    }
}

fn query(subscription: &Subscription) -> String {
    let Subscription { client_name, since, epoch, backfill, full, .. } = subscription;
    let detail = if *full { "full" } else { "summary" };
    let mut query = format!("backfill={backfill}&detail={detail}");
    if !client_name.is_empty() {
        query.push_str("&client_name=");
        push_encoded(&mut query, client_name);
    }
    if let Some(Epoch(epoch)) = epoch {
        query.push_str("&epoch=");
        push_encoded(&mut query, epoch);
    }
    if let Some(since) = since {
        query.push_str("&since=");
        query.push_str(&since.to_string());
    }
    query
}

/// Percent-encodes everything that is not a letter, a digit, `-`, `.`, `_` or `~`.
fn push_encoded(query: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            query.push(char::from(byte));
        } else {
            query.push_str(&format!("%{byte:02X}"));
        }
    }
}

fn error_of(error: tungstenite::Error) -> ClientError {
    match error {
        tungstenite::Error::Http(response) => {
            let body = response.body().as_deref().map(String::from_utf8_lossy).unwrap_or_default();
            let problem = wire::decode::<wire::Problem>(&body).map(|problem| problem.detail);
            let reason = problem.unwrap_or_else(|_| body.into_owned());
            ClientError::Refused { status: response.status().as_u16(), reason }
        }
        other => ClientError::Broken(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use store::{Epoch, Seq};

    use super::{Subscription, query};

    #[test]
    fn a_subscription_is_written_into_the_address() {
        let all = Subscription {
            client_name: "été & co".to_owned(),
            since: Some(Seq(42)),
            epoch: Some(Epoch("e=1".to_owned())),
            backfill: true,
            full: true,
            token: Some("not in the address".to_owned()),
        };
        assert_eq!(
            query(&all),
            "backfill=true&detail=full&client_name=%C3%A9t%C3%A9%20%26%20co&epoch=e%3D1&since=42"
        );
        assert_eq!(query(&Subscription::default()), "backfill=false&detail=summary");
    }
}

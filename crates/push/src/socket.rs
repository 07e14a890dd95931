//! The WebSocket of one session, with its limits: how much it buffers, how long it waits for
//! a peer that takes nothing, and how it says goodbye.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message, Utf8Bytes,
        error::ProtocolError,
        protocol::{Role, WebSocketConfig},
    },
};

use crate::{
    Options,
    close::{CloseCode, Ending},
    encoding::Encoding,
    metered::Metered,
    vitals::Vitals,
};

/// The read buffer of a connection. Clients send little, and there may be ten thousand.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// What is gathered before it is written: about a dozen hands in one system call. It is
/// allocated when first needed, so that an idle connection does not pay for it.
pub(crate) const WRITE_BUFFER_BYTES: usize = 16 * 1024;

/// How long a goodbye may take: the close frame, the peer's answer and the end of the stream.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// A WebSocket over any stream of bytes, which makes a session testable without a network.
pub(crate) struct Socket<T> {
    stream: WebSocketStream<Metered<T>>,
    encoding: Encoding,
    vitals: Arc<Vitals>,
    write_timeout: Duration,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Socket<T> {
    /// The server's end of a connection whose handshake is done.
    pub(crate) async fn new(io: T, options: &Options, vitals: Arc<Vitals>) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(WRITE_BUFFER_BYTES)
            .max_write_buffer_size(options.client_buffer_bytes)
            .max_message_size(Some(options.max_message_bytes))
            .max_frame_size(Some(options.max_message_bytes));
        let (encoding, io) = (vitals.encoding, Metered::new(io, Arc::clone(&vitals)));
        let stream = WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await;
        Self { stream, encoding, vitals, write_timeout: options.write_timeout }
    }

    /// How its messages stand in frames.
    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The same as [`Socket::feed`] for the text of a message.
    pub(crate) async fn feed_text(&mut self, text: Utf8Bytes) -> Result<(), Ending> {
        let message = self.encoding.message(text);
        self.feed(message).await
    }

    /// Puts a message behind those not yet sent. Waits only while a full buffer does not move,
    /// so that the deadline bounds one buffer and not a whole batch.
    pub(crate) async fn feed(&mut self, message: Message) -> Result<(), Ending> {
        self.vitals.note_fed(&message);
        in_time(self.write_timeout, self.stream.feed(message)).await
    }

    /// Sends what was fed.
    pub(crate) async fn flush(&mut self) -> Result<(), Ending> {
        in_time(self.write_timeout, self.stream.flush()).await?;
        self.vitals.settle();
        Ok(())
    }

    /// The next message of the peer. Safe to drop and call again.
    pub(crate) async fn next(&mut self) -> Result<Message, Ending> {
        match self.stream.next().await {
            Some(Ok(message)) => Ok(message),
            Some(Err(error)) => Err(ending_of(&error)),
            None => Err(Ending::Gone),
        }
    }

    /// Says goodbye and hears the peer out, within a bounded time.
    pub(crate) async fn close(mut self, ending: &Ending) {
        let goodbye = async {
            if let Ending::Closed(code) = ending {
                self.stream.send(Message::Close(Some(code.frame()))).await?;
            }
            while let Some(Ok(_)) = self.stream.next().await {}
            // A socket that is dropped with bytes unread resets the connection, and a reset
            // can overtake the close frame. So the rest of an oversized message is read too.
            let io = self.stream.get_mut();
            io.shutdown().await?;
            let mut rest = [0; 512];
            while io.read(&mut rest).await? != 0 {}
            Ok::<(), Error>(())
        };
        match time::timeout(CLOSE_TIMEOUT, goodbye).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "the goodbye failed"),
            Err(_) => tracing::debug!("the peer did not answer the goodbye"),
        }
    }
}

async fn in_time(
    limit: Duration,
    write: impl Future<Output = Result<(), Error>>,
) -> Result<(), Ending> {
    match time::timeout(limit, write).await {
        Ok(result) => result.map_err(|error| ending_of(&error)),
        Err(_) => Err(Ending::Closed(CloseCode::SlowConsumer)),
    }
}

fn ending_of(error: &Error) -> Ending {
    match error {
        Error::Capacity(_) => Ending::Closed(CloseCode::MessageTooLarge),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Ending::Gone,
        Error::Protocol(_) | Error::Utf8(_) => Ending::Closed(CloseCode::ProtocolError),
        // One message larger than the whole buffer: no wait would help.
        Error::WriteBufferFull(_) => Ending::Closed(CloseCode::Trouble),
        Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Io(_)
        | Error::Tls(_)
        | Error::AttackAttempt
        | Error::Url(_)
        | Error::Http(_)
        | Error::HttpFormat(_) => Ending::Gone,
    }
}

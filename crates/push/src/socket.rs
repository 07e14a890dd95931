//! The WebSocket of one session, with its limits: how much it buffers, how long it waits for
//! a peer that takes nothing, and how it says goodbye.

use std::{
    future::poll_fn,
    io,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{SinkExt, Stream as _, StreamExt};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::{self, Instant},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Bytes, Error, Message,
        error::ProtocolError,
        protocol::{Role, WebSocketConfig},
    },
};
use tokio_util::sync::CancellationToken;

use crate::{
    Options,
    close::{CloseCode, Ending},
    encoding::Encoding,
    outlet::Outlet,
    vitals::Vitals,
};

/// The read buffer of a connection. Clients send little, and there may be ten thousand.
const READ_BUFFER_BYTES: usize = 512;

/// How long a goodbye may take: the close frame, the peer's answer and the end of the stream.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// A WebSocket over any stream of bytes, which makes a session testable without a network.
pub(crate) struct Socket<T> {
    stream: WebSocketStream<Outlet<T>>,
    /// Counts what is sent.
    vitals: Arc<Vitals>,
    write_timeout: Duration,
    buffer_bytes: usize,
    /// When the token of the client expires.
    pub(crate) ends_at: Option<Instant>,
    /// When the peer last took something for which the session had to wait.
    taken_at: Option<Instant>,
    /// The daemon waits for nobody any more.
    cut_off: CancellationToken,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Socket<T> {
    /// The server's end of a connection whose handshake is done, and of which these bytes were
    /// read behind it.
    pub(crate) async fn new(
        io: T,
        read: &[u8],
        options: &Options,
        vitals: Arc<Vitals>,
        cut_off: CancellationToken,
    ) -> Self {
        let Options { client_buffer_bytes: buffer_bytes, write_timeout, .. } = *options;
        // What the library writes goes to the outlet at once: it holds nothing back.
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_write_buffer_size(buffer_bytes)
            .max_message_size(Some(options.max_message_bytes))
            .max_frame_size(Some(options.max_message_bytes));
        let outlet = Outlet::new(io, buffer_bytes);
        let (role, config) = (Role::Server, Some(config));
        let stream =
            WebSocketStream::from_partially_read(outlet, read.to_vec(), role, config).await;
        Self { stream, vitals, write_timeout, buffer_bytes, ends_at: None, taken_at: None, cut_off }
    }

    /// When the peer last showed by reading that it is there.
    pub(crate) fn taken_at(&self) -> Option<Instant> {
        self.taken_at
    }

    /// How its messages stand in frames.
    pub(crate) fn encoding(&self) -> Encoding {
        self.vitals.encoding
    }

    /// The same as [`Socket::feed`] for the text of a message.
    pub(crate) async fn feed_text(&mut self, text: &str) -> Result<(), Ending> {
        self.feed(self.encoding().frame(text)).await
    }

    /// Puts a frame behind those not yet sent. Waits only while a full buffer does not move,
    /// so that the deadline bounds one buffer and not a whole batch. A single message goes
    /// through whatever its size.
    pub(crate) async fn feed(&mut self, frame: Bytes) -> Result<(), Ending> {
        let bytes = frame.len();
        if self.buffer_bytes < self.stream.get_ref().queued() + bytes {
            self.flush().await?;
        }
        let outlet = self.stream.get_mut();
        outlet.put(frame);
        self.vitals.note_fed(1, bytes, outlet.queued());
        Ok(())
    }

    /// Puts what is left of frames before everything else: nothing waits.
    pub(crate) fn put_left(&mut self, frames: Vec<Bytes>) {
        let outlet = self.stream.get_mut();
        frames.into_iter().for_each(|frame| outlet.put(frame));
    }

    /// Bytes that wait.
    pub(crate) fn queued(&self) -> usize {
        self.stream.get_ref().queued()
    }

    /// The same for a message that the library puts into a frame.
    pub(crate) async fn feed_message(&mut self, message: Message) -> Result<(), Ending> {
        self.stream.feed(message).await.map_err(|error| ending_of(&error))
    }

    /// Sends what was fed.
    pub(crate) async fn flush(&mut self) -> Result<(), Ending> {
        // A socket that takes it all at once, as nearly all do, needs no timer.
        let at_once = poll_fn(|cx| Poll::Ready(self.poll_flush(cx))).await;
        match at_once {
            Poll::Ready(sent) => sent.map_err(|error| ending_of(&error.into())),
            Poll::Pending => Box::pin(self.flush_slowly()).await,
        }
    }

    /// Waits as long as the peer takes at least something within the time for that.
    async fn flush_slowly(&mut self) -> Result<(), Ending> {
        let limit = self.write_timeout;
        let mut cut_off = pin!(self.cut_off.clone().cancelled_owned());
        let mut deadline = pin!(time::sleep(limit));
        let mut end = self.ends_at.map(|end| Box::pin(time::sleep_until(end)));
        let mut taken = self.stream.get_ref().taken();
        poll_fn(|cx| {
            // Nothing else is looked at meanwhile, and a peer that takes a byte now and then
            // may take hours: an administrator and the token's end do not wait for that.
            self.vitals.pulse.bell.listen(cx);
            if self.vitals.is_expelled() {
                return Poll::Ready(Err(Ending::Closed(CloseCode::Expelled)));
            }
            let flushed = self.poll_flush(cx);
            let now_taken = self.stream.get_ref().taken();
            if taken != now_taken {
                taken = now_taken;
                let now = Instant::now();
                self.taken_at = Some(now);
                deadline.as_mut().reset(now + limit);
            }
            if let Poll::Ready(sent) = flushed {
                return Poll::Ready(sent.map_err(|error| ending_of(&error.into())));
            }
            if end.as_mut().is_some_and(|end| end.as_mut().poll(cx).is_ready()) {
                return Poll::Ready(Err(Ending::Closed(CloseCode::TokenExpired)));
            }
            if cut_off.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Err(Ending::Gone));
            }
            deadline.as_mut().poll(cx).map(|()| Err(Ending::Closed(CloseCode::SlowConsumer)))
        })
        .await
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outlet = self.stream.get_mut();
        let flushed = Pin::new(&mut *outlet).poll_flush(cx);
        self.vitals.pulse.queued.set(outlet.queued() as u64);
        flushed
    }

    /// The next message of the peer.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Message, Ending>> {
        Pin::new(&mut self.stream).poll_next(cx).map(|next| match next {
            Some(Ok(message)) => Ok(message),
            Some(Err(error)) => Err(ending_of(&error)),
            None => Err(Ending::Gone),
        })
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
        let answer = time::timeout(CLOSE_TIMEOUT, goodbye).await;
        self.vitals.span.in_scope(|| match answer {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "the goodbye failed"),
            Err(_) => tracing::debug!("the peer did not answer the goodbye"),
        });
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

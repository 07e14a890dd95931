//! One connection: a task with a cursor, and the only one that writes to its socket.
//!
//! The loop reads after the cursor, sends, moves the cursor and sleeps when nothing is left.
//! Where it reads is a detail: from memory while the session keeps up, from the store when it
//! has fallen behind or replays. Each turn sends one batch at most, so that requests,
//! heartbeats and shutdown are never far away.

use std::{convert::Infallible, sync::Arc};

use store::Seq;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
    time::{self, Instant, MissedTickBehavior},
};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::{
    ConnectionAck, ErrorMessage, Heartbeat, Pong, Request, RequestBody, RequestId, ServerMessage,
};

use crate::{
    Form, Log, Options, PastPage, PastQuery, Publication,
    bucket::Bucket,
    close::{CloseCode, Ending},
    cursors::Mark,
    query::Join,
    recent::Ahead,
    replay::{Position, Replay},
    socket::Socket,
};

/// Entries that are sent in one turn and read in one page: enough to join many messages into
/// one write, few enough to bound what a session holds.
const BATCH: usize = 64;

/// A connection after its handshake.
pub(crate) struct Session<T> {
    client: Uuid,
    socket: Socket<T>,
    log: Log,
    options: Arc<Options>,
    /// Everything up to here that matches has been sent.
    cursor: Seq,
    /// Shows the cursor to the registry while the session is fed from memory.
    mark: Mark,
    replay: Option<Replay>,
    form: Form,
    live_only: bool,
    bucket: Bucket,
    /// When the peer last sent anything.
    heard: Instant,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Session<T> {
    /// A session on this connection. It takes part in the log from the next call on.
    pub(crate) async fn new(client: Uuid, io: T, log: Log, options: Arc<Options>) -> Self {
        let now = Instant::now();
        Self {
            client,
            socket: Socket::new(io, &options).await,
            cursor: log.top(),
            mark: log.enter(client),
            log,
            replay: None,
            form: Form::default(),
            live_only: true,
            bucket: Bucket::new(options.rate, options.burst, now),
            heard: now,
            options,
        }
    }

    /// Serves the client until it leaves, breaks a rule, or `shutdown` is cancelled.
    pub(crate) async fn run(mut self, join: Join, shutdown: &CancellationToken) -> Ending {
        let Err(ending) = self.serve(join, shutdown).await;
        self.mark.leave();
        self.socket.close(&ending).await;
        ending
    }

    /// Tells the client why it is not served, and closes.
    pub(crate) async fn refuse(mut self, code: CloseCode, word: &str) -> Ending {
        let told = self.complain(word, code.reason().to_owned(), None).await;
        let ending = told.err().unwrap_or(Ending::Closed(code));
        self.socket.close(&ending).await;
        ending
    }

    async fn serve(
        &mut self,
        join: Join,
        shutdown: &CancellationToken,
    ) -> Result<Infallible, Ending> {
        // Subscribed before the top is taken: no entry falls between the two.
        let mut news = self.log.subscribe();
        self.greet(join).await?;
        let interval = self.options.heartbeat_interval;
        let mut beat = time::interval_at(Instant::now() + interval, interval);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let (cursor, replaying) = (self.cursor, self.replay.is_some());
            tokio::select! {
                // In this order, so that work without end starves neither the peer nor the
                // heartbeat; the peer's own messages are limited by the bucket.
                biased;
                () = shutdown.cancelled() => {
                    self.catch_up().await?;
                    return Err(Ending::Closed(CloseCode::GoingAway));
                }
                message = self.socket.next() => self.hear(message?).await?,
                _ = beat.tick() => self.beat().await?,
                () = moved(&mut news, cursor, replaying) => self.deliver().await?,
            }
        }
    }

    async fn greet(&mut self, join: Join) -> Result<(), Ending> {
        let top = self.log.top();
        self.cursor = top;
        self.form = join.form;
        self.live_only = !join.backfill;
        let ack = ServerMessage::ConnectionAck(ConnectionAck {
            client_id: self.client.to_string(),
            timestamp: now(),
            protocol: wire::PROTOCOL_VERSION,
            server_version: self.options.server_version.clone(),
            epoch: self.log.epoch().to_string(),
            seq: top.0,
            heartbeat_interval: self.options.heartbeat_interval.as_secs(),
            resume_token: None,
            rooms: vec!["hands".to_owned()],
            authenticated: false,
            user: None,
        });
        self.feed(&ack).await?;
        if let Some(seq) = join.since {
            self.resume(Position { epoch: join.epoch, seq, request: None }, top).await?;
        } else {
            self.mark.set(self.cursor);
        }
        self.socket.flush().await
    }

    /// Goes back to where the client stands. Whoever names a position gets everything after
    /// it, of both origins, from now on.
    async fn resume(&mut self, position: Position, top: Seq) -> Result<(), Ending> {
        self.live_only = false;
        let (seq, outside) = (position.seq, position.outside(self.log.epoch(), top));
        let replay = Replay::new(position, top);
        if outside.is_some() {
            self.cursor = top;
            self.mark.set(top);
            let refused = replay.complete(self.log.epoch(), outside);
            return self.feed(&ServerMessage::ResyncComplete(refused)).await;
        }
        self.mark.leave();
        self.cursor = seq;
        self.replay = Some(replay);
        Ok(())
    }

    /// Sends what stands after the cursor, one batch.
    async fn deliver(&mut self) -> Result<(), Ending> {
        if let Some(replay) = self.replay.take() {
            self.replay_on(replay).await?;
        } else {
            match self.log.read_after(self.cursor, BATCH, self.live_only) {
                Ahead::Nothing => return Ok(()),
                Ahead::Live(publications, up_to) => self.send_live(publications, up_to).await?,
                Ahead::Past(up_to) => {
                    self.mark.leave();
                    let query = PastQuery {
                        after: self.cursor,
                        up_to,
                        limit: BATCH,
                        form: self.form,
                        live_only: self.live_only,
                        replayed: false,
                    };
                    self.send_past(query).await?;
                    if self.cursor == up_to {
                        self.mark.set(up_to);
                    }
                }
            }
        }
        self.socket.flush().await
    }

    /// Sends live entries, after which nothing that the session wants stands up to `up_to`.
    async fn send_live(
        &mut self,
        publications: Vec<Publication>,
        up_to: Seq,
    ) -> Result<(), Ending> {
        for Publication { seq, frame } in publications {
            self.socket.feed(Message::Text(frame.text(self.form))).await?;
            self.cursor = seq;
        }
        self.cursor = up_to;
        self.mark.set(self.cursor);
        Ok(())
    }

    /// Sends a page of the past and returns how many entries it had.
    async fn send_past(&mut self, query: PastQuery) -> Result<u64, Ending> {
        let PastPage { frames, read_to } = self.log.read_past(query).await.map_err(|error| {
            tracing::error!(client = %self.client, %error, "cannot read the past");
            Ending::Closed(CloseCode::Trouble)
        })?;
        let mut count = 0;
        for (_, text) in frames {
            self.socket.feed(Message::Text(text)).await?;
            count += 1;
        }
        self.cursor = read_to;
        Ok(count)
    }

    async fn replay_on(&mut self, mut replay: Replay) -> Result<(), Ending> {
        if self.cursor < replay.up_to {
            replay.count += self.send_past(replay.query(self.cursor, BATCH, self.form)).await?;
        }
        if self.cursor < replay.up_to {
            self.replay = Some(replay);
            return Ok(());
        }
        self.mark.set(self.cursor);
        let complete = replay.complete(self.log.epoch(), None);
        self.feed(&ServerMessage::ResyncComplete(complete)).await
    }

    /// Before a shutdown: what is in memory is still sent, what is in the store is not. The
    /// number of turns is bounded, because announcing may go on meanwhile.
    async fn catch_up(&mut self) -> Result<(), Ending> {
        let top = self.log.top();
        while self.replay.is_none() && self.cursor < top {
            let Ahead::Live(publications, up_to) =
                self.log.read_after(self.cursor, BATCH, self.live_only)
            else {
                break;
            };
            self.send_live(publications, up_to).await?;
        }
        self.socket.flush().await
    }

    async fn beat(&mut self) -> Result<(), Ending> {
        if self.options.heartbeat_interval * 2 <= self.heard.elapsed() {
            return Err(Ending::Closed(CloseCode::HeartbeatLost));
        }
        let epoch = self.log.epoch().to_string();
        let heartbeat = Heartbeat { timestamp: now(), epoch, seq: self.cursor.0 };
        self.feed(&ServerMessage::Heartbeat(heartbeat)).await?;
        self.socket.feed(Message::Ping(Bytes::new())).await?;
        self.socket.flush().await
    }

    async fn hear(&mut self, message: Message) -> Result<(), Ending> {
        self.heard = Instant::now();
        if !self.bucket.take(self.heard) {
            return Err(Ending::Closed(CloseCode::RateLimit));
        }
        match message {
            Message::Text(text) => self.answer(&text).await,
            Message::Binary(_) => Err(Ending::Closed(CloseCode::ProtocolError)),
            Message::Close(_) => Err(Ending::Gone),
            // The library answers pings; a pong has done its work by being heard.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(()),
        }
    }

    async fn answer(&mut self, text: &str) -> Result<(), Ending> {
        match Request::decode(text) {
            Err(error) => {
                let words = format!("expected a JSON object with a type: {error}");
                self.complain("bad_message", words, None).await?;
            }
            Ok(Request { id, body }) => match body {
                RequestBody::Ping => {
                    self.feed(&ServerMessage::Pong(Pong { timestamp: now(), id })).await?;
                }
                RequestBody::Resync { .. } if self.replay.is_some() => {
                    let words = "a replay is under way; wait for its resync_complete".to_owned();
                    self.complain("resync_running", words, id).await?;
                }
                RequestBody::Resync { epoch, last_seq } => {
                    let epoch = epoch.map(store::Epoch);
                    let position = Position { epoch, seq: Seq(last_seq), request: id };
                    let top = self.log.top();
                    self.resume(position, top).await?;
                }
                RequestBody::NotServed(words) => {
                    self.complain("not_served", words, id).await?;
                }
                RequestBody::Unknown(kind) => {
                    let words = format!("this version does not know the type {kind:?}");
                    self.complain("unknown_type", words, id).await?;
                }
                RequestBody::Unreadable(error) => {
                    self.complain("bad_message", error.to_string(), id).await?;
                }
            },
        }
        self.socket.flush().await
    }

    async fn complain(
        &mut self,
        code: &str,
        message: String,
        request: Option<RequestId>,
    ) -> Result<(), Ending> {
        let code = code.to_owned();
        let error = ErrorMessage { code, message, timestamp: now(), request };
        self.feed(&ServerMessage::Error(error)).await
    }

    async fn feed(&mut self, message: &ServerMessage) -> Result<(), Ending> {
        self.socket.feed(Message::Text(wire::encode(message).into())).await
    }
}

/// Returns when there is something to deliver: at once during a replay, else when the top
/// stands above the cursor.
async fn moved(news: &mut watch::Receiver<Seq>, cursor: Seq, replaying: bool) {
    // An error would mean that the log is gone, but the session holds it.
    drop(news.wait_for(|top| replaying || cursor < *top).await);
}

/// The server's clock, as messages print it.
fn now() -> String {
    wire::timestamp(chrono::Utc::now())
}

#[cfg(test)]
mod tests;

//! One connection: a task with a cursor, and the only one that writes to its socket, but for
//! the courier while it waits.
//!
//! The loop reads after the cursor, sends, moves the cursor and sleeps when nothing is left.
//! Where it reads is a detail: from memory while the session keeps up, from the store when it
//! has fallen behind or replays. Each turn sends one batch at most, so that requests,
//! heartbeats and shutdown are never far away.

mod answer;
mod begin;
mod claim;
mod event;
mod feed;
mod snapshot;

use std::{
    convert::Infallible,
    future::poll_fn,
    net::IpAddr,
    pin::pin,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use store::Seq;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{self, Instant},
};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::{ErrorMessage, Heartbeat, Level, Notice, RequestId, Room, Selection, ServerMessage};

use self::{begin::Stage, event::Event, feed::Feed};
use crate::{
    Form, Frame, Log, Timing,
    access::Access,
    bucket::Bucket,
    close::{CloseCode, Ending},
    demand::Asked,
    hub::Hub,
    inbox::Mail,
    line::Lane,
    lobby::{Entry, Lobby},
    query::Join,
    replay::Replay,
    roster::Listed,
    socket::Socket,
    vitals::{FedFrom, Identity, Vitals},
};

/// Who connects, and how.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The server's name for the connection.
    pub(crate) client: Uuid,
    /// Where it comes from.
    pub(crate) address: IpAddr,
    /// What it asks for.
    pub(crate) join: Join,
}

/// A connection after its handshake.
///
/// The fields lie in memory as they stand here: what each hand touches comes first and close
/// together, because a thousand sessions do not stay in the cache between two hands.
#[repr(C)]
pub(crate) struct Session<T> {
    /// How it does, for those who ask, with the bell that wakes it.
    listed: Listed,
    hub: Arc<Hub>,
    feed: Feed,
    /// Everything up to here that matches has been sent.
    cursor: Seq,
    /// The rooms that it is in, and its filter.
    selection: Arc<Selection>,
    replay: Option<Box<Replay>>,
    /// The oldest live entry that waits for the socket.
    unsent: Option<Timing>,
    live_only: bool,
    /// Whether it lies in its berth, where the courier moves its cursor.
    lies: bool,
    /// Whether it may have to wake at another time than before.
    has_new_times: bool,
    /// Whether mail came last, so that it is the log's turn.
    had_mail: bool,
    /// Whether it has asked for anything yet.
    has_asked: bool,
    /// Snapshots that are sent at the edge, with the requests for them.
    due: Vec<(Room, Option<RequestId>)>,
    claim: claim::Claiming,
    /// How far its admission is.
    stage: Stage,
    socket: Socket<T>,
    /// Where the courier can send what the socket would: nowhere, inside TLS.
    lane: Option<Arc<dyn Lane>>,
    /// Its place in the lobby, while it takes part.
    entry: Option<Entry>,
    /// When the next heartbeat is due.
    beat_at: Instant,
    /// When the peer last sent anything.
    heard: Instant,
    /// The number of the last ping, and when it was sent.
    ping: (u64, Instant),
    bucket: Bucket,
    /// The server's name for the session: that of the connection, or of the session before it
    /// that was taken back.
    client: Uuid,
    /// How the client calls itself.
    name: Option<String>,
    /// What takes this session back after a break.
    resume_token: String,
    /// The statistics that are counted for it.
    asked: Option<Asked>,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Session<T> {
    /// A session on this connection, of which these bytes were read already. It takes part in
    /// the log from the next call on. When `cut_off` is cancelled it waits for its peer no
    /// longer.
    pub(crate) async fn new(
        caller: Caller,
        (io, lane): (T, Option<Arc<dyn Lane>>),
        read: &[u8],
        hub: Arc<Hub>,
        cut_off: CancellationToken,
    ) -> Box<Self> {
        let now = Instant::now();
        let Caller { client, address, join } = caller;
        let options = &hub.options;
        let (name, selection) = (join.client_name.clone(), Arc::default());
        let identity = Identity { client, name: name.clone(), user: None, selection };
        let vitals = Vitals::new(identity, address, join.encoding);
        // Listed before it reads where the log ends: its bell rings for all that comes later.
        let listed = hub.log.metrics().roster.enter(vitals);
        // In a box, so that the future that runs it does not hold it twice.
        Box::new(Self {
            client,
            name,
            socket: Socket::new(io, read, options, Arc::clone(&listed.vitals), cut_off).await,
            listed,
            stage: Stage::Pending { until: now + options.auth_timeout, join: Box::new(join) },
            resume_token: Uuid::new_v4().simple().to_string(),
            asked: None,
            selection: Arc::default(),
            cursor: hub.log.top(),
            feed: Feed::store(),
            live_only: true,
            lies: false,
            lane,
            replay: None,
            due: Vec::new(),
            unsent: None,
            claim: claim::Claiming::default(),
            entry: None,
            bucket: Bucket::new(options.rate, options.burst, now),
            beat_at: now + options.heartbeat_interval,
            heard: now,
            has_new_times: true,
            had_mail: false,
            has_asked: false,
            ping: (0, now),
            hub,
        })
    }

    /// Serves the client until it leaves, breaks a rule, or `shutdown` is cancelled.
    pub(crate) async fn run(mut self: Box<Self>, shutdown: &CancellationToken) -> Ending {
        let Err(ending) = self.serve(shutdown).await;
        self.vitals().set_place(self.cursor, FedFrom::Store);
        // Nothing is counted for it while it says goodbye.
        self.asked = None;
        self.depart(ending);
        Box::pin(self.socket.close(&ending)).await;
        ending
    }

    /// Tells the client why it is not served, and closes.
    pub(crate) async fn refuse(mut self: Box<Self>, code: CloseCode, word: &str) -> Ending {
        let told = self.complain(word, code.reason().into_owned(), None).await;
        let ending = told.err().unwrap_or(Ending::Closed(code));
        self.socket.close(&ending).await;
        ending
    }

    async fn serve(&mut self, shutdown: &CancellationToken) -> Result<Infallible, Ending> {
        // What is rare is boxed: it would make each of ten thousand tasks larger.
        Box::pin(self.greet()).await?;
        self.beat_at = Instant::now() + self.hub.options.heartbeat_interval;
        let mut shutdown = pin!(shutdown.cancelled());
        let mut timer = pin!(time::sleep_until(self.beat_at));
        loop {
            let event = poll_fn(|cx| self.poll_event(cx, shutdown.as_mut(), timer.as_mut())).await;
            // Without a delay, a hand changes nothing about when to wake.
            self.has_new_times = !matches!(event, Event::News) || !self.delay().is_zero();
            match event {
                Event::News => self.deliver().await?,
                Event::Request(message) => Box::pin(self.hear(message?)).await?,
                Event::Mail(mail) => Box::pin(self.pass_on(mail)).await?,
                Event::Time => Box::pin(self.look_at_clock()).await?,
                Event::Expelled => return Err(Ending::Closed(CloseCode::Expelled)),
                Event::Shutdown => {
                    Box::pin(self.catch_up()).await?;
                    let sessions = self.hub.leaving.load(Ordering::Relaxed);
                    return Err(Ending::Closed(CloseCode::going_away(self.client, sessions)));
                }
            }
        }
    }

    /// How the session does.
    pub(crate) fn vitals(&self) -> &Arc<Vitals> {
        &self.listed.vitals
    }

    fn log(&self) -> &Log {
        &self.hub.log
    }

    fn lobby(&self) -> &Lobby {
        &self.hub.lobby
    }

    /// In which form the session gets hands.
    fn form(&self) -> Form {
        Form::of(&self.selection.filter)
    }

    fn delay(&self) -> Duration {
        self.selection.filter.delay()
    }

    fn access(&self) -> Option<&Access> {
        match &self.stage {
            Stage::Pending { .. } => None,
            Stage::In { access, .. } => Some(access),
        }
    }

    async fn beat(&mut self) -> Result<(), Ending> {
        // While it waited for the peer to read it asked nothing and heard nothing.
        let heard = self.socket.taken_at().map_or(self.heard, |taken| taken.max(self.heard));
        if self.hub.options.heartbeat_interval * 2 <= heard.elapsed() {
            return Err(Ending::Closed(CloseCode::HeartbeatLost));
        }
        if self.access().is_some() {
            let epoch = self.log().epoch().to_string();
            let heartbeat = Heartbeat { timestamp: now(), epoch, seq: self.cursor.0 };
            self.feed(&ServerMessage::Heartbeat(heartbeat)).await?;
            self.log().metrics().heartbeats.add_one();
        }
        self.ping = (self.ping.0 + 1, Instant::now());
        let number = Bytes::copy_from_slice(&self.ping.0.to_be_bytes());
        self.socket.feed_message(Message::Ping(number)).await?;
        self.socket.flush().await
    }

    async fn hear(&mut self, message: Message) -> Result<(), Ending> {
        self.heard = Instant::now();
        if !self.bucket.take(self.heard) {
            self.log().metrics().rate_limited.add_one();
            return Err(Ending::Closed(CloseCode::RateLimit));
        }
        match message {
            Message::Text(text) => {
                self.vitals().received.add(1);
                self.answer(&text).await
            }
            Message::Binary(_) => Err(Ending::Closed(CloseCode::ProtocolError)),
            Message::Close(_) => Err(Ending::Gone),
            Message::Pong(number) => {
                // An older one, or one that nobody asked for, tells nothing.
                if *number == self.ping.0.to_be_bytes() {
                    self.vitals().set_rtt(self.heard - self.ping.1);
                }
                Ok(())
            }
            // The library answers pings.
            Message::Ping(_) | Message::Frame(_) => Ok(()),
        }
    }

    /// Sends what others put into the inbox.
    async fn pass_on(&mut self, mail: Mail) -> Result<(), Ending> {
        match mail {
            Mail::Frame(frame) => self.feed_frame(&frame).await?,
            Mail::Claim => {
                self.look_at_claim().await?;
                self.feed.hurry();
            }
            Mail::Close => return Err(Ending::Closed(CloseCode::Refused)),
        }
        let dropped = self.entry.as_ref().map_or(0, |entry| entry.inbox.dropped());
        if 0 < dropped {
            self.log().metrics().inbox_dropped.add(dropped);
            let message = format!("{dropped} messages of presence and chat were dropped");
            self.warn("messages_dropped", message).await?;
        }
        self.socket.flush().await
    }

    async fn warn(&mut self, code: &str, message: String) -> Result<(), Ending> {
        let code = code.to_owned();
        let notice = Notice { level: Level::Warning, code, message, detail: None };
        self.feed(&ServerMessage::Notice(notice)).await
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
        self.socket.feed_text(&wire::encode(message)).await
    }

    async fn feed_frame(&mut self, frame: &Frame) -> Result<(), Ending> {
        let bytes = frame.bytes(self.form(), self.socket.encoding());
        self.socket.feed(bytes).await
    }

    /// The socket has taken everything: shows where the session stands, and how long the oldest
    /// of the live entries took.
    fn show_progress(&mut self) {
        self.show_place();
        if let Some(timing) = self.unsent.take() {
            self.log().metrics().note_sent(timing);
        }
    }

    fn show_place(&self) {
        let feed = match self.feed {
            Feed::Memory { .. } => FedFrom::Memory,
            Feed::Store { .. } => FedFrom::Store,
        };
        self.vitals().set_place(self.cursor, feed);
    }

    /// Leaves the lobby, where its token takes it back for a while, unless it was expelled.
    fn depart(&self, ending: Ending) {
        match &self.entry {
            None => {}
            Some(entry) if ending == Ending::Closed(CloseCode::Expelled) => {
                self.lobby().vanish(entry, &self.resume_token);
            }
            Some(entry) => self.lobby().depart(entry, &self.resume_token),
        }
    }
}

/// When there is something to deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// At once.
    Now,
    /// When the log has news, or at this time.
    Later(Option<Instant>),
}

/// The server's clock, as messages print it.
fn now() -> String {
    wire::timestamp(chrono::Utc::now())
}

#[cfg(test)]
mod tests;

//! From a handshake to a session that takes part: greeting, token, rooms, and coming back.

use std::{sync::Arc, time::Duration};

use chrono::Utc;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::Instant,
};
use wire::{AuthOk, ConnectionAck, Member, Reconnected, RequestId, Room, ServerMessage};

use super::{Session, now};
use crate::{
    access::Access,
    close::{CloseCode, Ending},
    leftovers::Leftover,
    metrics::Recovery,
    query::Join,
    replay::ResumePoint,
    session::feed::Feed,
    vitals::Identity,
};

/// How long before its end a session is told that its token expires.
const EXPIRY_NOTICE: Duration = Duration::from_secs(25);

/// How far the admission of a session is.
#[derive(Debug)]
pub(super) enum Stage {
    /// It has to show a token, until then.
    Pending {
        until: Instant,
        /// What it asked for, which waits.
        join: Box<Join>,
    },
    /// It takes part.
    In {
        access: Access,
        /// When it is told that its token expires.
        notice_at: Option<Instant>,
        /// When it is closed for that.
        ends_at: Option<Instant>,
    },
}

impl Stage {
    fn of(access: Access) -> Self {
        let ends_at = access.expires_at().map(|end| {
            let left = (end - Utc::now()).to_std().unwrap_or_default();
            Instant::now() + left
        });
        let notice_at = ends_at.map(|end| end.checked_sub(EXPIRY_NOTICE).unwrap_or(end));
        Self::In { access, notice_at, ends_at }
    }

    /// With another token of the same user. Who has just renewed knows that tokens expire: one
    /// that does so in the next seconds is no news.
    fn renewed(access: Access) -> Self {
        let mut stage = Self::of(access);
        if let Self::In { notice_at, .. } = &mut stage {
            *notice_at = notice_at.filter(|at| Instant::now() < *at);
        }
        stage
    }

    /// When the session is closed for its token.
    fn ends_at(&self) -> Option<Instant> {
        match self {
            Self::Pending { .. } => None,
            Self::In { ends_at, .. } => *ends_at,
        }
    }

    /// When something is to be done about it.
    pub(super) fn alarm(&self) -> Option<Instant> {
        match self {
            Self::Pending { until, .. } => Some(*until),
            Self::In { notice_at, ends_at, .. } => (*notice_at).or(*ends_at),
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Session<T> {
    /// Greets the client, and lets it in if it needs no token or has brought one.
    pub(super) async fn greet(&mut self) -> Result<(), Ending> {
        let Stage::Pending { join, .. } = &mut self.stage else { return Ok(()) };
        let token = join.token.take();
        match (&self.hub.options.verifier, token) {
            (None, _) => {
                let is_local = self.vitals().address.is_loopback();
                self.begin(Access::open(is_local), None).await
            }
            (Some(verifier), Some(token)) => match verifier.check(&token, Utc::now()) {
                Ok(access) => self.begin(access, None).await,
                Err(error) => {
                    self.acknowledge().await?;
                    self.reject(error.to_string(), None).await
                }
            },
            (Some(_), None) => {
                self.acknowledge().await?;
                self.socket.flush().await
            }
        }
    }

    async fn acknowledge(&mut self) -> Result<(), Ending> {
        let user = self.user();
        let ack = ServerMessage::ConnectionAck(ConnectionAck {
            client_id: self.client.to_string(),
            timestamp: now(),
            protocol: wire::PROTOCOL_VERSION,
            server_version: self.hub.options.server_version.clone(),
            epoch: self.log().epoch().to_string(),
            seq: self.cursor.0,
            heartbeat_interval: self.hub.options.heartbeat_interval.as_secs(),
            resume_token: Some(self.resume_token.clone()),
            rooms: self.room_names(),
            authenticated: user.is_some(),
            user,
        });
        self.feed(&ack).await
    }

    /// Lets the session take part. With the `auth` message, it has been greeted before.
    async fn begin(
        &mut self,
        access: Access,
        auth: Option<Option<RequestId>>,
    ) -> Result<(), Ending> {
        let stage = std::mem::replace(&mut self.stage, Stage::of(access));
        self.socket.ends_at = self.stage.ends_at();
        let Stage::Pending { join, .. } = stage else { return Ok(()) };
        let Join { since, epoch, backfill, filter, rooms, resume_token, .. } = *join;
        self.live_only = !backfill;
        if let Some(user) = self.user() {
            self.vitals().span.record("user", user);
        }
        let taken_back = resume_token.as_deref().and_then(|token| self.take_back(token));
        let wanted = match &taken_back {
            Some(leftover) => leftover.selection.rooms.clone(),
            None if rooms.is_empty() => {
                // Who may not have all of them and asks for nothing gets nothing.
                let hands = Some(Room::Hands).filter(|room| self.may_join(room));
                hands.into_iter().collect()
            }
            None => rooms,
        };
        let (rooms, refused) = self.admitted(wanted);
        let filter =
            taken_back.as_ref().map_or(filter, |leftover| leftover.selection.filter.clone());
        self.selection = self.hub.selection(rooms.clone(), filter);
        let (edge, _) = self.log().edge(self.delay());
        if auth.is_none() {
            // Who was greeted before gets what has come since then.
            self.cursor = edge.top;
        }
        self.feed = match self.log().locate(self.cursor, &edge) {
            Some(position) => Feed::memory(position.at),
            None => Feed::store(),
        };
        // Not counted before it is known where it stands.
        self.show_place();
        self.vitals().set_in();
        match auth {
            None => self.acknowledge().await?,
            Some(id) => self.confirm(id).await?,
        }
        self.enter(&rooms);
        for room in refused {
            self.refuse_room(&room, None).await?;
        }
        match (&taken_back, resume_token) {
            (Some(leftover), _) => self.tell_taken_back(leftover, None).await?,
            (None, Some(_)) => self.tell_unknown_token(None).await?,
            (None, None) => {}
        }
        if let Some(seq) = since {
            // What has come since the greeting is not replayed but live.
            let top = edge.top.min(self.cursor);
            self.resume(ResumePoint { epoch, seq, request: None }, top).await?;
        }
        self.await_snapshots();
        // The first snapshots stand right behind the greeting.
        self.deliver().await
    }

    /// Enters the lobby and these rooms.
    fn enter(&mut self, rooms: &[Room]) {
        let administers = self.access().is_some_and(Access::may_administer);
        self.entry = Some(self.lobby().enter(self.client, self.member(), administers, rooms));
        self.remember();
    }

    /// The session as other clients see it.
    pub(super) fn member(&self) -> Member {
        Member {
            client_id: self.client.to_string(),
            client_name: self.name.clone(),
            user: self.user(),
        }
    }

    fn user(&self) -> Option<String> {
        self.access().and_then(Access::user).map(str::to_owned)
    }

    /// Has the lobby keep what takes this session back, and its statistics counted. To be called
    /// when either has changed.
    pub(super) fn remember(&mut self) {
        self.ask();
        self.vitals().set_identity(Identity {
            client: self.client,
            name: self.name.clone(),
            user: self.user(),
            selection: Arc::clone(&self.selection),
        });
        let leftover = Leftover {
            client: self.client,
            client_name: self.name.clone(),
            user: self.user(),
            selection: Arc::clone(&self.selection),
            claim: None,
            ended_at: None,
        };
        self.lobby().remember(&self.resume_token, leftover);
    }

    /// `auth`: lets the session in, or renews its token.
    pub(super) async fn authenticate(
        &mut self,
        token: &str,
        id: Option<RequestId>,
    ) -> Result<(), Ending> {
        let Some(verifier) = &self.hub.options.verifier else {
            let words = "this server takes no tokens: it serves without".to_owned();
            return self.complain("auth_not_needed", words, id).await;
        };
        let access = match verifier.check(token, Utc::now()) {
            Ok(access) => access,
            Err(error) if self.access().is_none() => {
                return self.reject(error.to_string(), id).await;
            }
            // The old token still holds.
            Err(error) => return self.complain("auth_failed", error.to_string(), id).await,
        };
        let Some(before) = self.access() else { return self.begin(access, Some(id)).await };
        if before.user() != access.user() {
            let words = "the token is another user's: open another connection for him".to_owned();
            return self.complain("auth_failed", words, id).await;
        }
        self.stage = Stage::renewed(access);
        self.socket.ends_at = self.stage.ends_at();
        let (_, lost) = self.admitted(self.selection.rooms.clone());
        for room in lost {
            self.leave(&room, None).await?;
        }
        if let Some(access) = self.access() {
            self.lobby().set_access(self.client, access);
        }
        self.remember();
        self.confirm(id).await
    }

    async fn confirm(&mut self, id: Option<RequestId>) -> Result<(), Ending> {
        let Some(access) = self.access() else { return Ok(()) };
        let ok = AuthOk {
            user: access.user().unwrap_or_default().to_owned(),
            expires_at: access.expires_at().map(wire::timestamp),
            rooms: self.room_names(),
            id,
        };
        self.feed(&ServerMessage::AuthOk(ok)).await
    }

    /// A token that lets nobody in ends the session.
    async fn reject(&mut self, reason: String, id: Option<RequestId>) -> Result<(), Ending> {
        self.complain("auth_failed", reason, id).await?;
        Err(Ending::Closed(CloseCode::AuthenticationFailed))
    }

    /// The time has come for what [`Stage::alarm`] said.
    pub(super) async fn alarm(&mut self) -> Result<(), Ending> {
        match &mut self.stage {
            Stage::Pending { .. } => {
                let words = "no token came in time: see auth_timeout".to_owned();
                self.complain("auth_timeout", words, None).await?;
                Err(Ending::Closed(CloseCode::AuthenticationTooLate))
            }
            Stage::In { notice_at: notice_at @ Some(_), .. } => {
                *notice_at = None;
                let words = "the token expires soon: send auth with a new one".to_owned();
                self.warn("token_expiring", words).await?;
                self.socket.flush().await
            }
            Stage::In { .. } => Err(Ending::Closed(CloseCode::TokenExpired)),
        }
    }

    /// `reconnect`: takes back a session that ended, and goes on where the client stands.
    pub(super) async fn reconnect(
        &mut self,
        token: &str,
        point: Option<ResumePoint>,
        id: Option<RequestId>,
    ) -> Result<(), Ending> {
        let Some(leftover) = self.take_back(token) else {
            return self.tell_unknown_token(id).await;
        };
        if let Some(fresh) = self.entry.take() {
            self.lobby().vanish(&fresh, &self.resume_token);
        }
        let (rooms, refused) = self.admitted(leftover.selection.rooms.clone());
        let filter = leftover.selection.filter.clone();
        self.selection = self.hub.selection(rooms.clone(), filter);
        self.enter(&rooms);
        self.tell_taken_back(&leftover, id).await?;
        for room in refused {
            self.refuse_room(&room, None).await?;
        }
        if let Some(point) = point {
            let (edge, _) = self.log().edge(self.delay());
            self.resume(point, edge.top).await?;
        }
        self.await_snapshots();
        Ok(())
    }

    /// Becomes the session that this token names.
    fn take_back(&mut self, token: &str) -> Option<Leftover> {
        let user = self.access().and_then(Access::user);
        let leftover = self.lobby().take_back(token, user)?;
        let session = leftover.client;
        self.vitals().span.in_scope(|| tracing::info!(%session, "took a session back"));
        self.log().metrics().recoveries.add_one(Recovery::TakenBack);
        self.client = leftover.client;
        self.name.clone_from(&leftover.client_name);
        Some(leftover)
    }

    async fn tell_taken_back(
        &mut self,
        leftover: &Leftover,
        id: Option<RequestId>,
    ) -> Result<(), Ending> {
        let reconnected = Reconnected {
            client_id: self.client.to_string(),
            rooms: self.room_names(),
            filter: self.selection.filter.clone(),
            id,
        };
        self.feed(&ServerMessage::Reconnected(reconnected)).await?;
        match &leftover.claim {
            Some((table_key, token)) => self.restore_claim(table_key, token).await,
            None => Ok(()),
        }
    }

    async fn tell_unknown_token(&mut self, id: Option<RequestId>) -> Result<(), Ending> {
        self.log().metrics().recoveries.add_one(Recovery::ResumeUnknown);
        let words = "no session of the last 10 minutes has this token: resume with epoch and since";
        self.complain("resume_unknown", words.to_owned(), id).await
    }

    /// The names of the rooms that the session is in.
    fn room_names(&self) -> Vec<String> {
        self.selection.rooms.iter().map(ToString::to_string).collect()
    }

    /// Those of the rooms that the session may join, and the others.
    fn admitted(&self, rooms: Vec<Room>) -> (Vec<Room>, Vec<Room>) {
        rooms.into_iter().partition(|room| self.may_join(room))
    }

    pub(super) fn may_join(&self, room: &Room) -> bool {
        self.access().is_some_and(|access| access.may_join(&room.to_string()))
    }

    pub(super) async fn refuse_room(
        &mut self,
        room: &Room,
        id: Option<RequestId>,
    ) -> Result<(), Ending> {
        let words = format!("the token does not let this session into the room {room}");
        self.complain("room_forbidden", words, id).await
    }
}

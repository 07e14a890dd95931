//! What clients ask for.

use store::{Epoch, Seq};
use tokio::io::{AsyncRead, AsyncWrite};
use wire::{
    Filter, Message, Pong, Published, Request, RequestBody, RequestId, ResyncComplete, ResyncFrom,
    Room, RoomJoined, RoomLeft, Selection, ServerMessage, Subscribed,
};

use super::{Session, now};
use crate::{
    Frame,
    access::Access,
    close::{CloseCode, Ending},
    metrics::Recovery,
    replay::{Replay, ResumePoint},
};

impl<T: AsyncRead + AsyncWrite + Unpin> Session<T> {
    /// Answers a message of the client.
    pub(super) async fn answer(&mut self, text: &str) -> Result<(), Ending> {
        match Request::decode(text) {
            Err(error) => {
                let words = format!("expected a JSON object with a type: {error}");
                self.complain("bad_message", words, None).await?;
            }
            Ok(Request { id, body: RequestBody::Auth { token } }) => {
                self.authenticate(&token, id).await?;
            }
            Ok(Request { id, .. }) if self.access().is_none() => {
                let words = "send auth with a token first".to_owned();
                self.complain("not_authenticated", words, id).await?;
            }
            // What is asked for now is no more this session's than its name.
            Ok(_) if self.entry.as_ref().is_some_and(|entry| !self.lobby().has(entry)) => {
                return Err(Ending::Closed(CloseCode::Refused));
            }
            Ok(request) => {
                self.serve_request(request).await?;
                self.has_asked = true;
            }
        }
        self.socket.flush().await
    }

    async fn serve_request(&mut self, Request { id, body }: Request) -> Result<(), Ending> {
        match body {
            RequestBody::Ping => {
                self.feed(&ServerMessage::Pong(Pong { timestamp: now(), id })).await
            }
            RequestBody::Join { rooms, last } => self.join(rooms, last, id).await,
            RequestBody::Leave { rooms } => self.leave_rooms(rooms, id).await,
            RequestBody::StateRequest { room } => self.request_state(room, id).await,
            RequestBody::Subscribe { filter } => self.subscribe(filter, id).await,
            RequestBody::Resync { from, room } => self.resync(from, room, id).await,
            RequestBody::Reconnect { .. } if self.has_asked => {
                let words = "reconnect is the first message of a connection".to_owned();
                self.complain("reconnect_late", words, id).await
            }
            RequestBody::Reconnect { resume_token, epoch, last_seq } => {
                let epoch = epoch.map(Epoch);
                let point =
                    last_seq.map(|seq| ResumePoint { epoch, seq: Seq(seq), request: id.clone() });
                self.reconnect(&resume_token, point, id).await
            }
            RequestBody::Publish { room, body, meta } => {
                let head = Message::new(self.member(), room.to_string(), now());
                self.publish(&room, Message { body, meta, ..head }, id).await
            }
            RequestBody::ClaimTable { claim_token } => {
                self.claim_table(claim_token.as_deref(), id).await
            }
            RequestBody::ReleaseTable => self.release_table(id).await,
            // It was answered before.
            RequestBody::Auth { .. } => Ok(()),
            RequestBody::Unknown(kind) => {
                let words = format!("this version does not know the type {kind:?}");
                self.complain("unknown_type", words, id).await
            }
            RequestBody::Unreadable { code, error } => {
                self.complain(code, error.to_string(), id).await
            }
        }
    }

    async fn join(
        &mut self,
        rooms: Vec<Room>,
        last: u32,
        id: Option<RequestId>,
    ) -> Result<(), Ending> {
        for room in rooms {
            let (limit, is_in) = (self.hub.options.max_rooms, self.selection.rooms.contains(&room));
            if !self.may_join(&room) {
                self.refuse_room(&room, id.clone()).await?;
                continue;
            }
            if !is_in && limit <= self.selection.rooms.len() {
                let words = format!("a session is in at most {limit} rooms: see max_rooms");
                self.complain("too_many_rooms", words, id.clone()).await?;
                continue;
            }
            if !is_in {
                let Selection { mut rooms, filter } = Selection::clone(&self.selection);
                rooms.push(room.clone());
                self.selection = self.hub.selection(rooms, filter);
                self.lobby().join(self.client, &room);
                self.remember();
            }
            let joined = RoomJoined { room: room.to_string(), seq: self.cursor.0, id: id.clone() };
            self.feed(&ServerMessage::RoomJoined(joined)).await?;
            let last = usize::try_from(last).unwrap_or(usize::MAX);
            self.send_last(&room, last).await?;
            if room.has_snapshot() {
                self.await_snapshot(room, None);
            }
        }
        Ok(())
    }

    async fn leave_rooms(&mut self, rooms: Vec<Room>, id: Option<RequestId>) -> Result<(), Ending> {
        for room in rooms {
            if self.selection.rooms.contains(&room) {
                self.leave(&room, id.clone()).await?;
            } else {
                self.complain("not_in_room", not_in(&room), id.clone()).await?;
            }
        }
        Ok(())
    }

    /// Leaves a room, and says so.
    pub(super) async fn leave(&mut self, room: &Room, id: Option<RequestId>) -> Result<(), Ending> {
        let Selection { mut rooms, filter } = Selection::clone(&self.selection);
        rooms.retain(|other| other != room);
        self.selection = self.hub.selection(rooms, filter);
        self.due.retain(|(due, _)| due != room);
        self.lobby().leave(self.client, room);
        self.remember();
        let left = RoomLeft { room: room.to_string(), seq: self.cursor.0, id };
        self.feed(&ServerMessage::RoomLeft(left)).await
    }

    async fn request_state(&mut self, room: Room, id: Option<RequestId>) -> Result<(), Ending> {
        if !self.selection.rooms.contains(&room) {
            return self.complain("not_in_room", not_in(&room), id).await;
        }
        if !room.has_snapshot() {
            let words = format!("the room {room} has no state: only tables and chats have");
            return self.complain("no_state", words, id).await;
        }
        self.await_snapshot(room, id);
        Ok(())
    }

    async fn subscribe(&mut self, filter: Filter, id: Option<RequestId>) -> Result<(), Ending> {
        let rooms = self.selection.rooms.clone();
        self.selection = self.hub.selection(rooms, filter.clone());
        self.remember();
        self.feed.hurry();
        let subscribed = Subscribed { filter, seq: self.cursor.0, id };
        self.feed(&ServerMessage::Subscribed(subscribed)).await?;
        // Which tables are shown, and how late, may be another matter now.
        self.await_tables();
        Ok(())
    }

    async fn resync(
        &mut self,
        from: ResyncFrom,
        room: Option<Room>,
        id: Option<RequestId>,
    ) -> Result<(), Ending> {
        if self.replay.is_some() {
            let words = "a replay is under way; wait for its resync_complete".to_owned();
            return self.complain("resync_running", words, id).await;
        }
        if let Some(room) = room.as_ref().filter(|room| !self.selection.rooms.contains(room)) {
            return self.complain("not_in_room", not_in(room), id).await;
        }
        let (epoch, seq, played_since) = match from {
            ResyncFrom::Seq { epoch, last_seq } => (epoch.map(Epoch), Seq(last_seq), None),
            ResyncFrom::Time(time) => (None, Seq(0), Some(time)),
        };
        let point = ResumePoint { epoch, seq, request: id };
        if room.is_none() && played_since.is_none() {
            let (edge, _) = self.log().edge(self.delay());
            return self.resume(point, edge.top).await;
        }
        let outside = point.outside(self.log().epoch(), self.cursor);
        let replay = Replay::aside(point, self.cursor, room, played_since);
        if outside.is_some() {
            let refused = replay.complete(self.log().epoch(), outside);
            return self.tell_resync(refused).await;
        }
        self.replay = Some(replay.into());
        self.feed.hurry();
        Ok(())
    }

    /// Tells how coming back, or reading again, has ended.
    pub(super) async fn tell_resync(&mut self, complete: ResyncComplete) -> Result<(), Ending> {
        let result = Recovery::of(complete.reason.as_deref());
        self.log().metrics().recoveries.add_one(result);
        self.feed(&ServerMessage::ResyncComplete(complete)).await
    }

    async fn publish(
        &mut self,
        room: &Room,
        message: Message,
        id: Option<RequestId>,
    ) -> Result<(), Ending> {
        if !self.access().is_some_and(Access::may_publish) {
            let words = "this session may not publish: its token lacks the right".to_owned();
            return self.complain("publish_forbidden", words, id).await;
        }
        if !matches!(room, Room::Chat(_)) {
            let words = format!("nothing can be published to {room}: only to chat: rooms");
            return self.complain("bad_room", words, id).await;
        }
        if !self.selection.rooms.contains(room) {
            return self.complain("not_in_room", not_in(room), id).await;
        }
        let published = Published { room: room.to_string(), id };
        self.feed(&ServerMessage::Published(published)).await?;
        let frame = Frame::of(move || ServerMessage::Message(Box::new(message.clone())));
        self.lobby().tell(room, &frame);
        Ok(())
    }
}

fn not_in(room: &Room) -> String {
    format!("this session is not in the room {room}: join it first")
}

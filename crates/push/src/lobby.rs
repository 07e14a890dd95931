//! Who is here: the members of rooms, their inboxes, claims, and what sessions left behind.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{self, Instant};
use uuid::Uuid;
use wire::{Member, Notice, Presence, PresenceEvent, Room, ServerMessage};

use crate::{
    Frame,
    access::Access,
    claims::{CLAIM_GRACE, Claims, Standing},
    inbox::{Inbox, Outbox, inbox},
    leftovers::{Leftover, Leftovers},
};

/// Who comes and goes in a room within this time is told in one message.
const PRESENCE_PAUSE: Duration = Duration::from_millis(100);

/// How long a session that is gone counts as here, because it may come back.
const PRESENCE_GRACE: Duration = Duration::from_secs(10);

/// The members that a snapshot names.
const NAMED_MEMBERS: usize = 100;

/// The sessions and their rooms. Clones are handles to the same lobby.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lobby(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    guests: HashMap<Uuid, Guest>,
    rooms: HashMap<Room, Attendance>,
    claims: Claims,
    leftovers: Leftovers,
}

/// A session, or one that is gone and may come back.
#[derive(Debug)]
struct Guest {
    member: Member,
    administers: bool,
    outbox: Outbox,
    rooms: Vec<Room>,
    /// Which connection it is: one that came back is not forgotten with the old one.
    connection: u64,
}

/// Who is in a room, and what its members were not told yet.
#[derive(Debug, Default)]
struct Attendance {
    members: BTreeMap<Uuid, Member>,
    events: Vec<PresenceEvent>,
}

/// A session in the lobby.
#[derive(Debug)]
pub(crate) struct Entry {
    client: Uuid,
    connection: u64,
    /// What it is told.
    pub(crate) inbox: Inbox,
}

impl State {
    /// Whether the session is here by this connection, and not by a later one.
    fn has(&self, client: Uuid, connection: u64) -> bool {
        self.guests.get(&client).is_some_and(|guest| guest.connection == connection)
    }
}

impl Guest {
    /// Ends this connection in favour of another one; returns the rooms.
    fn replaced(self) -> Vec<Room> {
        self.outbox.close();
        self.rooms
    }
}

impl Lobby {
    /// A session is here, for the first time or again, in these rooms and no others. An older
    /// connection of the same session, which has not ended yet, has to.
    pub(crate) fn enter(
        &self,
        client: Uuid,
        member: Member,
        administers: bool,
        rooms: &[Room],
    ) -> Entry {
        let (outbox, inbox) = inbox();
        let connection = {
            let mut state = self.state();
            let before = state.guests.remove(&client);
            let connection = before.as_ref().map_or(0, |before| before.connection + 1);
            let had = before.map(|before| before.replaced()).unwrap_or_default();
            for lost in had.iter().filter(|room| !rooms.contains(room)) {
                self.take_out(&mut state, client, lost);
            }
            let guest = Guest { member, administers, outbox, rooms: Vec::new(), connection };
            state.guests.insert(client, guest);
            connection
        };
        rooms.iter().for_each(|room| self.join(client, room));
        Entry { client, connection, inbox }
    }

    /// Whether no other connection has taken the session over.
    pub(crate) fn has(&self, entry: &Entry) -> bool {
        self.state().has(entry.client, entry.connection)
    }

    /// What the token takes back if the session ends now.
    pub(crate) fn remember(&self, token: &str, leftover: Leftover) {
        self.state().leftovers.keep(token, leftover);
    }

    /// The session has shown another token.
    pub(crate) fn set_access(&self, client: Uuid, access: &Access) {
        let mut state = self.state();
        let Some(guest) = state.guests.get_mut(&client) else { return };
        guest.administers = access.may_administer();
        let user = access.user();
        guest.member.user = user.map(str::to_owned);
        let (member, rooms) = (guest.member.clone(), guest.rooms.clone());
        for room in rooms {
            let attendance = state.rooms.get_mut(&room);
            let known = attendance.and_then(|attendance| attendance.members.get_mut(&client));
            if let Some(known) = known {
                *known = member.clone();
            }
        }
    }

    /// The session joins a room.
    pub(crate) fn join(&self, client: Uuid, room: &Room) {
        let mut state = self.state();
        let Some(guest) = state.guests.get_mut(&client) else { return };
        if !guest.rooms.contains(room) {
            guest.rooms.push(room.clone());
        }
        if !room.has_presence() {
            return;
        }
        let member = guest.member.clone();
        let attendance = state.rooms.entry(room.clone()).or_default();
        if attendance.members.insert(client, member.clone()).is_none() {
            self.note(room, attendance, member, "joined");
        }
    }

    /// The session leaves a room.
    pub(crate) fn leave(&self, client: Uuid, room: &Room) {
        let mut state = self.state();
        if let Some(guest) = state.guests.get_mut(&client) {
            guest.rooms.retain(|other| other != room);
        }
        self.take_out(&mut state, client, room);
    }

    /// The session has ended. With its token it can be taken back for a while.
    pub(crate) fn depart(&self, entry: &Entry, token: &str) {
        let mut state = self.state();
        if !state.has(entry.client, entry.connection) {
            return;
        }
        let claim = state.claims.depart(entry.client, Instant::now());
        if claim.is_some() {
            let lobby = self.clone();
            tokio::spawn(async move {
                time::sleep(CLAIM_GRACE).await;
                lobby.settle(None);
            });
        }
        if let Some(leftover) = state.leftovers.get_mut(token).cloned() {
            let claim = claim.map(|claim| (claim.table_key.to_string(), claim.token));
            let ended_at = Some(chrono::Utc::now());
            state.leftovers.keep(token, Leftover { claim, ended_at, ..leftover });
        }
        let (lobby, client, connection) = (self.clone(), entry.client, entry.connection);
        tokio::spawn(async move {
            time::sleep(PRESENCE_GRACE).await;
            lobby.forget(client, connection);
        });
    }

    /// The session has ended and leaves nothing.
    pub(crate) fn vanish(&self, entry: &Entry, token: &str) {
        self.state().leftovers.forget(token);
        self.release(entry.client);
        self.forget(entry.client, entry.connection);
    }

    /// What the session with this token left, for the user who left it.
    pub(crate) fn take_back(&self, token: &str, user: Option<&str>) -> Option<Leftover> {
        self.state().leftovers.take(token, user, chrono::Utc::now())
    }

    /// What ended sessions have left with their tokens, to be kept through a restart.
    pub(crate) fn leftovers(&self) -> Vec<(String, Leftover)> {
        let state = self.state();
        state.leftovers.ended().map(|(token, left)| (token.clone(), left.clone())).collect()
    }

    /// Takes in what was kept through a restart.
    pub(crate) fn restore(&self, leftovers: Vec<(String, Leftover)>) {
        let mut state = self.state();
        for (token, leftover) in leftovers {
            state.leftovers.keep(&token, leftover);
        }
    }

    /// Tells all members of a room.
    pub(crate) fn tell(&self, room: &Room, frame: &Frame) {
        let state = self.state();
        let members = state.rooms.get(room).into_iter().flat_map(|room| room.members.keys());
        let guests = members.filter_map(|client| state.guests.get(client));
        guests.for_each(|guest| guest.outbox.put(frame.clone()));
    }

    /// Tells all who see everything, and those who administer.
    pub(crate) fn tell_notice(&self, notice: Notice) {
        let frame = Frame::of(move || ServerMessage::Notice(notice.clone()));
        let state = self.state();
        let hears = |guest: &&Guest| guest.administers || guest.rooms.contains(&Room::Hands);
        state.guests.values().filter(hears).for_each(|guest| guest.outbox.put(frame.clone()));
    }

    /// The first members of a room, and how many there are.
    pub(crate) fn members(&self, room: &Room) -> (Vec<Member>, u64) {
        let state = self.state();
        let Some(attendance) = state.rooms.get(room) else { return (Vec::new(), 0) };
        let named = attendance.members.values().take(NAMED_MEMBERS).cloned().collect();
        (named, attendance.members.len() as u64)
    }

    /// A table for this session. The one that `token` names may have been that of another
    /// session, which is told, and the one that it had before is free.
    pub(crate) fn claim(&self, client: Uuid, token: Option<&str>) -> Standing {
        {
            let mut state = self.state();
            let State { claims, guests, .. } = &mut *state;
            let before = token.and_then(|token| claims.holder(token));
            claims.claim(client, token);
            if let Some(guest) = before.and_then(|before| guests.get(&before)) {
                guest.outbox.nudge();
            }
        }
        self.settle(None);
        self.standing(client)
    }

    /// Gives a session the table that it had before its break, if nobody else has it.
    pub(crate) fn restore_claim(&self, client: Uuid, table_key: &str, token: &str) -> Standing {
        let mut state = self.state();
        state.claims.restore(client, table_key, token);
        state.claims.standing(client)
    }

    /// The session gives up its table; returns it.
    pub(crate) fn release(&self, client: Uuid) -> Option<Arc<str>> {
        let released = self.state().claims.release(client);
        self.settle(None);
        released
    }

    /// Where the session is with its claim.
    pub(crate) fn standing(&self, client: Uuid) -> Standing {
        self.state().claims.standing(client)
    }

    /// Brings claims in line with these tables, or with the time that has passed.
    pub(crate) fn settle(&self, open: Option<&[Arc<str>]>) {
        let mut state = self.state();
        let State { claims, guests, .. } = &mut *state;
        for client in claims.settle(open, Instant::now()) {
            if let Some(guest) = guests.get(&client) {
                guest.outbox.nudge();
            }
        }
    }

    /// A session that is gone did not come back.
    fn forget(&self, client: Uuid, connection: u64) {
        let mut state = self.state();
        if !state.has(client, connection) {
            return;
        }
        let Some(guest) = state.guests.remove(&client) else { return };
        for room in &guest.rooms {
            self.take_out(&mut state, client, room);
        }
    }

    fn take_out(&self, state: &mut State, client: Uuid, room: &Room) {
        let Some(attendance) = state.rooms.get_mut(room) else { return };
        if let Some(member) = attendance.members.remove(&client) {
            self.note(room, attendance, member, "left");
        }
        if attendance.members.is_empty() {
            state.rooms.remove(room);
        }
    }

    /// Notes who came or went; a moment later the room is told.
    fn note(&self, room: &Room, attendance: &mut Attendance, member: Member, event: &str) {
        if attendance.events.is_empty() {
            let (lobby, room) = (self.clone(), room.clone());
            tokio::spawn(async move {
                time::sleep(PRESENCE_PAUSE).await;
                lobby.tell_presence(&room);
            });
        }
        let Member { client_id, client_name, user } = member;
        let event = event.to_owned();
        attendance.events.push(PresenceEvent { event, client_id, client_name, user });
    }

    fn tell_presence(&self, room: &Room) {
        let presence = {
            let mut state = self.state();
            let Some(attendance) = state.rooms.get_mut(room) else { return };
            let events = std::mem::take(&mut attendance.events);
            let member_count = attendance.members.len() as u64;
            Presence { room: room.to_string(), events, member_count }
        };
        if !presence.events.is_empty() {
            self.tell(room, &Frame::of(move || ServerMessage::Presence(presence.clone())));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

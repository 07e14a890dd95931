//! What the protocol promises, of a daemon as users run it: what a client author would try.

use std::collections::BTreeMap;

use wire::{ServerMessage, TableJson};

use crate::support::{Daemon, House, TestClient};

/// Who sits where, as messages and snapshots tell it.
mod tables;

/// Coming back, with a cursor or with a token.
mod resume;

/// Messages as deflate.
mod encodings;

/// Who is let in.
mod tokens;

/// What players are told.
mod notices;

/// Hands, tables and what was put aside, for those who ask.
mod api;

/// What is counted of players, and what is noted about them.
mod statistics;

/// The same inside TLS.
mod tls;

/// What an operator sees and does.
mod operating;
mod pseudonyms;

/// A daemon with these options.
fn daemon_with(house: &House, options: &[&str]) -> Daemon {
    let mut command = house.command();
    command.args(options);
    Daemon::start(command)
}

/// A value of the address of a request.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The open tables as a client knows them from what it was sent.
#[derive(Debug, Default, PartialEq)]
struct Known(BTreeMap<String, TableJson>);

impl Known {
    fn of(tables: Vec<TableJson>) -> Self {
        let mut known = Self::default();
        tables.into_iter().for_each(|table| known.put(table));
        known
    }

    /// What is the same in every message about a table: all but when it was sent.
    fn put(&mut self, table: TableJson) {
        let table = TableJson { seq: 0, ..table };
        self.0.insert(table.table_key.clone(), table);
    }

    /// Takes in a message. What it cannot mean fails the test.
    fn learn(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::TableOpened(table) => {
                assert!(!self.0.contains_key(&table.table_key), "{table:?} is open already");
                self.put(*table);
            }
            ServerMessage::TableUpdated(table) => {
                assert!(self.0.contains_key(&table.table_key), "{table:?} is not open");
                self.put(*table);
            }
            ServerMessage::TableClosed(closed) => {
                let known = self.0.remove(&closed.table.table_key);
                assert!(known.is_some(), "{closed:?} is not open");
            }
            ServerMessage::StateSnapshot(snapshot) => *self = Self::of(snapshot.tables),
            ServerMessage::Heartbeat(_) | ServerMessage::Notice(_) => {}
            other => panic!("{other:?} does not belong into the room"),
        }
    }
}

/// The next message that is a snapshot.
async fn snapshot(client: &mut TestClient) -> wire::StateSnapshot {
    loop {
        if let ServerMessage::StateSnapshot(snapshot) = client.next().await {
            return *snapshot;
        }
    }
}

/// Everything that was announced by now, and what the state of the room is behind it.
async fn up_to_now(client: &mut TestClient, room: &str) -> (Vec<ServerMessage>, Known) {
    let request =
        format!(r#"{{"type":"state_request","id":"now","room":{}}}"#, wire::encode(&room));
    client.send(&request).await;
    let mut messages = Vec::new();
    loop {
        match client.next().await {
            ServerMessage::StateSnapshot(state) if state.id.is_some() => {
                return (messages, Known::of(state.tables));
            }
            other => messages.push(other),
        }
    }
}

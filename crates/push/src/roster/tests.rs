use std::{net::IpAddr, sync::Arc};

use store::Seq;
use uuid::Uuid;
use wire::{Filter, Selection};

use super::{Attendance, Roster, Traffic};
use crate::{
    encoding::Encoding,
    vitals::{FedFrom, Identity, Vitals},
};

fn vitals(client: u128, rooms: &[&str], filter: &str) -> Vitals {
    let rooms = rooms.iter().map(|room| room.parse().unwrap()).collect();
    let selection = Arc::new(Selection { rooms, filter: Filter::decode(filter).unwrap() });
    let client = Uuid::from_u128(client);
    let address: IpAddr = "::ffff:10.0.0.1".parse().unwrap();
    Vitals::new(Identity { client, name: None, user: None, selection }, address, Encoding::Json)
}

#[test]
fn what_was_sent_is_not_lost_with_the_session_that_sent_it() {
    let roster = Roster::default();
    let sessions = [1, 2].map(|client| roster.enter(vitals(client, &[], "{}")));
    for (listed, messages) in sessions.iter().zip([3, 5]) {
        listed.vitals.pulse.sent.add(messages);
        listed.vitals.pulse.sent_bytes.add(100 * messages);
        listed.vitals.received.add(1);
    }
    let all = Traffic { sent: 8, sent_bytes: 800, received: 2 };
    assert_eq!(roster.attendance(Seq(0)).traffic, all);
    let [first, second] = sessions;
    drop(first);
    assert_eq!(roster.attendance(Seq(0)).traffic, all);
    second.vitals.pulse.sent.add(1);
    drop(second);
    let after = Attendance { traffic: Traffic { sent: 9, ..all }, ..Attendance::default() };
    assert_eq!(roster.attendance(Seq(0)), after);
    assert!(roster.all().is_empty());
}

#[test]
fn the_lag_is_that_of_the_slowest_that_is_not_behind_on_purpose() {
    let roster = Roster::default();
    let pending = roster.enter(vitals(1, &[], "{}"));
    let fast = roster.enter(vitals(2, &[], "{}"));
    let slow = roster.enter(vitals(3, &[], "{}"));
    let delayed = roster.enter(vitals(4, &[], r#"{"delay_seconds":60}"#));
    for (listed, cursor, feed) in
        [(&fast, 10, FedFrom::Memory), (&slow, 7, FedFrom::Store), (&delayed, 1, FedFrom::Store)]
    {
        listed.vitals.set_in();
        listed.vitals.set_place(Seq(cursor), feed);
    }
    let all = roster.attendance(Seq(10));
    assert_eq!((all.pending, all.taking_part, all.lag, all.queue), (1, 3, 3, 0));
    assert_eq!((all.from_memory, all.from_store), (1, 2));
    // A session may be ahead of a top that was read before it moved.
    assert_eq!(roster.attendance(Seq(5)).lag, 0);
    drop(pending);
}

#[test]
fn rooms_count_once_and_while_somebody_is_in_them() {
    let roster = Roster::default();
    let first = roster.enter(vitals(1, &["hands", "tables"], "{}"));
    let second = roster.enter(vitals(2, &["hands", "chat:a"], "{}"));
    assert_eq!(roster.rooms(), 3);
    drop(first);
    assert_eq!(roster.rooms(), 2);
    drop(second);
    assert_eq!(roster.rooms(), 0);
}

#[test]
fn a_client_is_expelled_by_its_name() {
    let roster = Roster::default();
    let (first, second) = (roster.enter(vitals(1, &[], "{}")), roster.enter(vitals(2, &[], "{}")));
    assert!(!roster.expel(Uuid::from_u128(3)));
    assert!(roster.expel(Uuid::from_u128(2)));
    assert!(!first.vitals.is_expelled() && second.vitals.is_expelled());
}

//! What players are told.

use std::{fs, time::Instant};

use push::client::Subscription;
use wire::{Level, Notice, ServerMessage};

use crate::support::{House, TestClient, dealt};

async fn notice(client: &mut TestClient) -> Notice {
    loop {
        match client.next().await {
            ServerMessage::Notice(notice) => return notice,
            ServerMessage::NewHand(_)
            | ServerMessage::Heartbeat(_)
            | ServerMessage::StateSnapshot(_)
            | ServerMessage::Presence(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// How many texts a notice is about.
fn count(notice: &Notice) -> u64 {
    let detail = wire::encode(&notice.detail);
    let count = detail.strip_prefix(r#"{"count":"#).and_then(|rest| rest.strip_suffix('}'));
    count.unwrap().parse().unwrap()
}

#[tokio::test]
async fn texts_that_were_put_aside_are_told_together() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let (mut elsewhere, _) = daemon.joined("room=chat:coach").await;
    let (mut told, mut messages, start) = (0, 0, Instant::now());
    // In several pieces, so that they are not read at once.
    for (number, delivery) in dealt(71, 60).iter().enumerate() {
        let end = delivery.text.find("*** SUMMARY").unwrap();
        house.append(&format!("{}.txt", number / 20), &delivery.text.as_bytes()[..end]);
        house.append(&format!("{}.txt", number / 20), b"\n\n");
    }
    let good = dealt(72, 1).remove(0);
    (0..3).for_each(|number| house.append(&format!("{number}.txt"), good.text.as_bytes()));
    while told < 60 {
        let notice = notice(&mut client).await;
        assert_eq!((notice.level, notice.code.as_str()), (Level::Warning, "hand_quarantined"));
        told += count(&notice);
        messages += 1;
        assert!(notice.message.contains(".txt"), "{}", notice.message);
    }
    assert_eq!(told, 60);
    assert!(messages <= 1 + start.elapsed().as_secs(), "{messages} in {:?}", start.elapsed());
    assert_eq!(daemon.stats().quarantined, 60);
    // Whoever connects from this machine administers, and is told in any room.
    let mut heard = 0;
    while heard < told {
        let notice = notice(&mut elsewhere).await;
        heard += count(&notice);
    }
    assert_eq!(heard, told);
}

#[tokio::test]
async fn a_folder_that_goes_and_comes_back_is_told() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let away = house.history().with_file_name("away");
    for _ in 0..2 {
        fs::rename(house.history(), &away).unwrap();
        let gone = notice(&mut client).await;
        assert_eq!((gone.level, gone.code.as_str()), (Level::Warning, "folder_missing"));
        assert!(gone.message.contains("history"), "{}", gone.message);
        fs::rename(&away, house.history()).unwrap();
        let back = notice(&mut client).await;
        assert_eq!((back.level, back.code.as_str()), (Level::Info, "folder_back"));
    }
}

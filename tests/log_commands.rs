//! Commands that work on the log: `import`, `rebuild` and `db`.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use push::client::Subscription;
use store::{Epoch, Seq};
use wire::ServerMessage;

use crate::support::{Daemon, House, dealt, railbird};

/// How many hands stand in the history folder.
const HANDS: usize = 60;

/// A house whose client has played before.
fn house_with_a_past() -> House {
    let house = House::new();
    for hand in dealt(11, HANDS) {
        house.append(&hand.file_name, hand.text.as_bytes());
    }
    house
}

/// The exit code and both outputs of a command on the log of a house.
fn run(house: &House, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(railbird());
    command.args(arguments).arg("--data-dir").arg(house.data_dir()).stdin(Stdio::null());
    command.env("RAILBIRD_CONFIG", house.empty_config());
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

fn import(house: &House) -> (Option<i32>, String) {
    let (code, out, err) = run(house, &["import", house.history().to_str().unwrap()]);
    assert_eq!(err, "");
    (code, out)
}

/// The epoch and all hands of a running daemon, in the order of the log.
async fn everything(daemon: &Daemon, count: usize) -> (String, Vec<String>) {
    let since = Subscription { since: Some(Seq(0)), ..Subscription::default() };
    let (mut client, ack) = daemon.client(since).await;
    let mut hands = Vec::new();
    while hands.len() < count {
        match client.next().await {
            ServerMessage::NewHand(hand) => {
                assert_eq!(hand.seq, hands.len() as u64 + 1);
                hands.push(hand.hand_id);
            }
            // What the files hold besides the log comes after the top of the acknowledgement.
            ServerMessage::ResyncComplete(_) => {}
            other => panic!("{other:?} instead of a hand"),
        }
    }
    (ack.epoch, hands)
}

#[tokio::test]
async fn what_was_imported_is_known_to_the_next_import_and_to_the_daemon() {
    let house = house_with_a_past();
    assert_eq!(import(&house), (Some(0), format!("{HANDS} new, 0 known, 0 put aside\n")));
    assert_eq!(import(&house), (Some(0), "0 new, 0 known, 0 put aside\n".to_owned()));
    let daemon = house.daemon();
    let (_, hands) = everything(&daemon, HANDS).await;
    let (mut client, ack) = daemon.client(Subscription::default()).await;
    assert_eq!(ack.seq, HANDS as u64);
    let next = dealt(11, HANDS + 1).pop().unwrap();
    house.append(&next.file_name, next.text.as_bytes());
    let hand = client.next_hand().await;
    assert_eq!((hand.seq, hand.hand_id.as_str()), (HANDS as u64 + 1, next.hand.id.0.as_str()));
    assert!(!hands.contains(&hand.hand_id));
}

#[test]
fn one_file_can_be_imported_and_one_that_is_not_there_is_named() {
    let house = house_with_a_past();
    let mut files: Vec<_> = fs::read_dir(house.history()).unwrap().collect();
    let file = files.pop().unwrap().unwrap().path();
    let (code, out, _) = run(&house, &["import", file.to_str().unwrap()]);
    let text = fs::read_to_string(&file).unwrap();
    let hands = text.matches("*** SUMMARY ***").count();
    assert_eq!((code, out), (Some(0), format!("{hands} new, 0 known, 0 put aside\n")));
    let (code, out, err) = run(&house, &["import", "nowhere.txt"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("cannot import nowhere.txt"), "{err}");
}

#[test]
fn an_import_leaves_a_hand_that_is_still_being_written() {
    let house = house_with_a_past();
    let next = dealt(12, 1).pop().unwrap();
    let half = next.text.find("*** SUMMARY").unwrap();
    house.append("later.txt", &next.text.as_bytes()[..half]);
    let (code, out, err) = run(&house, &["import", house.history().to_str().unwrap()]);
    assert_eq!((code, out), (Some(0), format!("{HANDS} new, 0 known, 0 put aside\n")));
    assert!(err.contains("1 files end in a text that is not whole yet"), "{err}");
    house.append("later.txt", &next.text.as_bytes()[half..]);
    assert_eq!(import(&house), (Some(0), "1 new, 0 known, 0 put aside\n".to_owned()));
}

#[test]
fn beside_a_daemon_readers_work_and_writers_say_what_to_do() {
    let house = house_with_a_past();
    let daemon = house.daemon();
    let copy = house.data_dir().join("copy");
    let copy = copy.to_str().unwrap();
    let (code, out, _) = run(&house, &["db", "backup", copy]);
    assert_eq!(code, Some(0), "{out}");
    assert_eq!(run(&house, &["db", "check"]).0, Some(0));
    for command in [vec!["import", "."], vec!["rebuild"], vec!["db", "restore", copy]] {
        let (code, out, err) = run(&house, &command);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{command:?}");
        assert!(err.contains("(process ") && err.contains("stop it first"), "{err}");
    }
    let (code, _, err) = run(&house, &["db", "backup", copy]);
    assert_eq!(code, Some(1));
    assert!(err.contains("exists already"), "{err}");
    drop(daemon);
}

#[tokio::test]
async fn a_restored_log_has_another_epoch_and_gets_what_it_lacks_from_the_files() {
    let house = house_with_a_past();
    import(&house);
    let copy = house.data_dir().join("copy");
    assert_eq!(run(&house, &["db", "backup", copy.to_str().unwrap()]).0, Some(0));
    let next = dealt(11, HANDS + 1).pop().unwrap();
    house.append(&next.file_name, next.text.as_bytes());
    let daemon = house.daemon();
    let (epoch, hands) = everything(&daemon, HANDS + 1).await;
    drop(daemon);
    let (code, out, _) = run(&house, &["db", "restore", copy.to_str().unwrap()]);
    assert_eq!(code, Some(0));
    assert!(out.contains("is kept as"), "{out}");
    let (new_epoch, again) = everything(&house.daemon(), HANDS + 1).await;
    assert_ne!(new_epoch, epoch);
    assert_eq!(again, hands);
}

#[tokio::test]
async fn a_rebuild_changes_nothing_that_a_client_sees() {
    let house = house_with_a_past();
    import(&house);
    let daemon = house.daemon();
    let before = everything(&daemon, HANDS).await;
    drop(daemon);
    let (code, out, _) = run(&house, &["rebuild"]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with(&format!("{HANDS} entries read again, 0 could not be read")), "{out}");
    assert_eq!(everything(&house.daemon(), HANDS).await, before);
}

#[tokio::test]
async fn a_damaged_log_is_found_kept_and_replaced() {
    let house = house_with_a_past();
    import(&house);
    let daemon = house.daemon();
    let (epoch, mut hands) = everything(&daemon, HANDS).await;
    // The player has deleted a file, so that the log alone has its hands.
    let file = fs::read_dir(house.history()).unwrap().next().unwrap().unwrap();
    fs::remove_file(file.path()).unwrap();
    // Nothing is left written ahead, where pages would stand for those that are damaged below.
    assert_eq!(daemon.terminate(), Some(0));
    let database = house.data_dir().join("railbird.db");
    let mut bytes = fs::read(&database).unwrap();
    // The first page of a table: the tables tell nothing any more, the texts are there.
    bytes[100..4096].fill(0);
    fs::write(&database, &bytes).unwrap();
    let (code, out, _) = run(&house, &["db", "check"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("start it again"), "{out}");

    let daemon = house.daemon();
    let resume = Subscription {
        since: Some(Seq(3)),
        epoch: Some(Epoch(epoch.clone())),
        ..Subscription::default()
    };
    let (mut client, _) = daemon.client(resume).await;
    let ServerMessage::ResyncComplete(complete) = client.next().await else { panic!() };
    assert_eq!((complete.recovered, complete.reason.as_deref()), (false, Some("other_epoch")));
    let (new_epoch, mut again) = everything(&daemon, HANDS).await;
    assert_ne!(new_epoch, epoch);
    hands.sort();
    again.sort();
    assert_eq!(again, hands);
    let kept = fs::read(house.data_dir().join("railbird.db.damaged-1")).unwrap();
    assert!(kept == bytes, "it is kept as it was found");
}

#[tokio::test]
async fn the_past_comes_in_the_order_in_which_it_was_played() {
    let house = House::new();
    let hands = dealt(11, 3);
    for (name, hand) in ["c.txt", "a.txt", "b.txt"].into_iter().zip(&hands) {
        house.append(name, hand.text.as_bytes());
    }
    let expected: Vec<&str> = hands.iter().map(|hand| hand.hand.id.0.as_str()).collect();
    let (_, found) = everything(&house.daemon(), 3).await;
    assert_eq!(found, expected);
}

//! The server of this crate, with one thread for all its sessions.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::DateTime;
use dealer::Casino;
use push::{
    Archive, Board, Frame, Log, Options, PastError, Publication, Server as Push, Timing, View,
};
use store::{Epoch, Seq};
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;
use wire::Facts;

use crate::{MESSAGE, Server, gauge::clock};

pub(crate) struct Subject {
    address: String,
    log: Log,
    facts: Arc<Facts>,
    next: Mutex<Seq>,
    _runtime: Runtime,
}

impl Subject {
    pub(crate) fn start() -> Self {
        // Longer than the bench: what is measured is messages, and a client that never reads
        // stays as it is.
        let hour = Duration::from_secs(3600);
        let options = Options {
            listen: vec!["127.0.0.1:0".parse().unwrap()],
            heartbeat_interval: hour,
            write_timeout: hour,
            ..Options::default()
        };
        let capacity = 1024;
        let past = Arc::new(|_| Err(PastError("nobody falls behind here".to_owned())));
        let epoch = Epoch("bench".to_owned());
        let log = Log::new(epoch, Seq(0), View::default(), capacity, past);
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = {
            let _inside = runtime.enter();
            Push::bind(options, log.clone(), Archive::default(), Board::default()).unwrap()
        };
        let address = server.addresses()[0].to_string();
        runtime.spawn(server.run(CancellationToken::new()));
        let hand = Casino::new(1, 1).deal(DateTime::from_timestamp(1_767_225_600, 0).unwrap()).hand;
        let facts = Arc::new(Facts::of_hand(&hand));
        Self { address, log, facts, next: Mutex::new(Seq(1)), _runtime: runtime }
    }
}

impl Subject {
    /// The path with a filter of each client's own that every message passes, after all of its
    /// conditions were looked at.
    pub(crate) fn filtered_path(&self) -> String {
        let Facts { players, kind, hand, .. } = &*self.facts;
        let hand = hand.as_ref().unwrap();
        let (game, stakes, player) = (hand.game_type, &hand.stakes, players.last().unwrap());
        let filter = format!(
            r#"{{"kinds":["pool","{kind}"],"game_types":["{game}"],"min_pot_bb":0.01,"stakes":["{{number}}","{stakes}"],"players":["{{number}}","{player}"]}}"#
        );
        let encoded = filter.bytes().map(|byte| match byte {
            b'{' | b'}' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        });
        // The braces are left for the number of each client.
        let filter: String = encoded.collect();
        let filter = filter.strip_prefix('{').and_then(|filter| filter.strip_suffix('}')).unwrap();
        format!("/ws?filter=%7B{filter}%7D")
    }
}

impl Server for Subject {
    fn address(&self) -> String {
        self.address.clone()
    }

    fn send(&self) -> u64 {
        let mut next = self.next.lock().unwrap();
        let seq = *next;
        *next = seq.next();
        let stamp = clock();
        // Half random, so that it deflates as a hand does.
        let frame = Frame::new(move |_| text(seq.0));
        let facts = Arc::clone(&self.facts);
        let (derived, timing) = (Vec::new(), Timing::now());
        let publication = Publication { seq, facts, frame, derived, timing };
        self.log.announce(vec![publication], View::default()).unwrap();
        stamp
    }
}

/// Text of the size of a hand that deflates about as well as one: to a third.
fn text(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut text = String::with_capacity(MESSAGE + 32);
    while text.len() < MESSAGE {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.push_str(&format!("{{\"seat\":{},\"name\":", state & 0xffff));
    }
    text.truncate(MESSAGE);
    text
}

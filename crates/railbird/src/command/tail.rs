//! `railbird tail`: the hands of a running daemon, as they arrive.

use std::time::Duration;

use push::client::{Client, ClientError, Subscription, connect};
use store::{Epoch, Seq};
use tokio::{runtime::Builder, time::sleep};
use wire::ServerMessage;

use super::{print, say};
use crate::{cli::TailOptions, daemon::interrupted, live_view};

/// The pauses before coming back: doubled each time, up to a minute.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LAST_PAUSE: Duration = Duration::from_secs(60);

pub(super) fn run(options: &TailOptions) -> anyhow::Result<()> {
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let interrupted = interrupted()?;
        interrupted.run_until_cancelled(follow(options)).await.unwrap_or(Ok(()))
    })
}

/// What `tail` keeps between two connections.
#[derive(Debug)]
struct Tail<'a> {
    options: &'a TailOptions,
    epoch: Option<Epoch>,
    cursor: Option<Seq>,
    hands: u64,
}

/// Prints hands until all that were asked for have come, over as many connections as it takes.
async fn follow(options: &TailOptions) -> anyhow::Result<()> {
    let cursor = options.since.map(Seq);
    let mut tail = Tail { options, epoch: None, cursor, hands: 0 };
    let mut pause = FIRST_PAUSE;
    if !options.json {
        print(&live_view::heading())?;
    }
    loop {
        let error = match connect(&options.url, &tail.subscription()).await {
            Ok(client) => {
                pause = FIRST_PAUSE;
                match tail.print_from(client).await? {
                    None => return Ok(()),
                    Some(error) => error,
                }
            }
            Err(error) => error,
        };
        if is_final(&error) {
            return Err(error.into());
        }
        tell(&format!("{error}; trying again in {} s", pause.as_secs()));
        sleep(pause).await;
        pause = LAST_PAUSE.min(pause * 2);
    }
}

impl Tail<'_> {
    fn subscription(&self) -> Subscription {
        Subscription {
            client_name: "railbird tail".to_owned(),
            epoch: self.epoch.clone(),
            since: self.cursor,
            token: self.options.token.clone(),
            ..Subscription::default()
        }
    }

    /// Prints until the connection ends; `None` when all hands that were asked for have come.
    async fn print_from(&mut self, mut client: Client) -> anyhow::Result<Option<ClientError>> {
        loop {
            let text = match client.next_text().await {
                Ok(text) => text,
                Err(error) => return Ok(Some(error)),
            };
            if self.options.json {
                print(&text)?;
            }
            // A type that this version does not know is for newer clients.
            if let Ok(message) = wire::decode(&text) {
                self.take(message)?;
            }
            if self.options.hands.is_some_and(|wanted| wanted <= self.hands) {
                return Ok(None);
            }
        }
    }

    /// Moves the cursor, and shows what there is to see.
    fn take(&mut self, message: ServerMessage) -> std::io::Result<()> {
        let shown = !self.options.json;
        match message {
            // What was asked for without an epoch is meant in this log. Once there is one, only
            // the end of a replay says that it is another.
            ServerMessage::ConnectionAck(ack) if self.epoch.is_none() => {
                self.epoch = Some(Epoch(ack.epoch));
                self.cursor = self.cursor.or(Some(Seq(ack.seq)));
            }
            ServerMessage::NewHand(hand) => {
                self.cursor = Some(Seq(hand.seq));
                self.hands += 1;
                if shown {
                    print(&live_view::line(&hand))?;
                }
            }
            ServerMessage::TournamentResult(result) => {
                self.cursor = Some(Seq(result.seq));
                if shown {
                    print(&live_view::result_line(&result))?;
                }
            }
            ServerMessage::Heartbeat(heartbeat) => self.cursor = Some(Seq(heartbeat.seq)),
            ServerMessage::ResyncComplete(end) => {
                if !end.recovered {
                    tell("the log is not the one that was asked for: going on from its top");
                }
                self.epoch = Some(Epoch(end.epoch));
                self.cursor = Some(Seq(end.to_seq));
            }
            ServerMessage::Error(error) => tell(&error.message),
            // What a client gets that has joined other rooms or asked for something.
            _ => {}
        }
        Ok(())
    }
}

/// Whether coming back would end the same way: the server refused, or closed with a code of
/// those that do not come back.
fn is_final(error: &ClientError) -> bool {
    match error {
        ClientError::Refused { status, .. } => *status != 503,
        ClientError::Closed { code, .. } => (4500..5000).contains(code),
        ClientError::Address { .. } => true,
        _ => false,
    }
}

/// Tells what happens to the connection, which is no data.
fn tell(words: &str) {
    say(&format!("railbird: {words}"));
}

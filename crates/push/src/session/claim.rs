//! The table that this session's overlay shows.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use wire::{ClaimQueued, ClaimReleased, RequestId, ServerMessage, TableClaimed};

use super::Session;
use crate::{access::Access, claims::Standing, close::Ending, edge::Edge};

/// What the session was told of its claim.
#[derive(Debug, Default)]
pub(super) struct Claiming {
    /// The table that it was told it has.
    told: Option<Arc<str>>,
    /// Whether it waits for a table or is to be told of one, and the request for that.
    due: Option<Option<RequestId>>,
}

impl Claiming {
    /// Whether the edge may bring something to tell.
    pub(super) fn is_awaited(&self) -> bool {
        self.due.is_some() || self.told.is_some()
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Session<T> {
    /// `claim_table`.
    pub(super) async fn claim_table(
        &mut self,
        token: Option<&str>,
        id: Option<RequestId>,
    ) -> Result<(), Ending> {
        if !self.access().is_some_and(Access::sees_all_tables) {
            let words = "the token does not show all tables, of which this would be one";
            return self.complain("room_forbidden", words.to_owned(), id).await;
        }
        self.settle_claims();
        self.claim.told = None;
        self.claim.due = Some(id.clone());
        match self.lobby().claim(self.client, token) {
            Standing::Waits(position) => {
                let queued = ClaimQueued { position: position as u64, id };
                self.feed(&ServerMessage::ClaimQueued(queued)).await
            }
            // It is told at the edge, where the snapshot is that of its cursor.
            Standing::Holds(_) | Standing::None => {
                self.feed.hurry();
                Ok(())
            }
        }
    }

    /// `release_table`.
    pub(super) async fn release_table(&mut self, id: Option<RequestId>) -> Result<(), Ending> {
        self.claim = Claiming::default();
        if self.lobby().standing(self.client) == Standing::None {
            let words = "this session has no table and waits for none".to_owned();
            return self.complain("no_claim", words, id).await;
        }
        let table_key = self.lobby().release(self.client);
        self.tell_release(table_key.as_deref(), id).await
    }

    /// Takes back the table that the session had before its break.
    pub(super) async fn restore_claim(
        &mut self,
        table_key: &str,
        token: &str,
    ) -> Result<(), Ending> {
        if !self.access().is_some_and(Access::sees_all_tables) {
            return self.tell_release(Some(table_key), None).await;
        }
        self.settle_claims();
        match self.lobby().restore_claim(self.client, table_key, token) {
            Standing::Holds(_) => {
                self.claim.due = Some(None);
                self.feed.hurry();
                Ok(())
            }
            Standing::Waits(_) | Standing::None => self.tell_release(Some(table_key), None).await,
        }
    }

    /// Tells what has become of the claim, if that changed.
    pub(super) async fn look_at_claim(&mut self) -> Result<(), Ending> {
        let standing = self.lobby().standing(self.client);
        let holds =
            |key: &Arc<str>| matches!(&standing, Standing::Holds(claim) if claim.table_key == *key);
        if let Some(told) = self.claim.told.take_if(|told| !holds(told)) {
            self.tell_release(Some(&told), None).await?;
        }
        if matches!(standing, Standing::Holds(_)) && self.claim.told.is_none() {
            self.claim.due.get_or_insert_default();
        }
        Ok(())
    }

    /// At the edge: tells of the table that the session has got.
    pub(super) async fn tell_claim(&mut self, edge: &Edge) -> Result<(), Ending> {
        if !self.claim.is_awaited() {
            return Ok(());
        }
        self.settle_claims();
        self.look_at_claim().await?;
        if self.claim.due.is_none() {
            return Ok(());
        }
        let Standing::Holds(claim) = self.lobby().standing(self.client) else { return Ok(()) };
        let tables = edge.view.tables(self.cursor);
        // One who watches with a delay does not see it yet.
        let snapshot = tables.into_iter().find(|table| table.table_key == *claim.table_key);
        let Some(snapshot) = snapshot else { return Ok(()) };
        let Some(id) = self.claim.due.take() else { return Ok(()) };
        self.claim.told = Some(Arc::clone(&claim.table_key));
        let snapshot = self.filled(vec![snapshot.clone()]).await?.pop().unwrap_or(snapshot);
        let claimed = TableClaimed {
            table_key: claim.table_key.to_string(),
            snapshot,
            claim_token: claim.token,
            id,
        };
        self.feed(&ServerMessage::TableClaimed(Box::new(claimed))).await
    }

    /// Brings the claims of all in line with the open tables.
    fn settle_claims(&self) {
        let (edge, _) = self.log().edge(std::time::Duration::ZERO);
        self.lobby().settle(Some(edge.view.keys()));
    }

    async fn tell_release(
        &mut self,
        table_key: Option<&str>,
        id: Option<RequestId>,
    ) -> Result<(), Ending> {
        let released = ClaimReleased { table_key: table_key.map(str::to_owned), id };
        self.feed(&ServerMessage::ClaimReleased(released)).await
    }
}

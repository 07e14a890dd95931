//! Reading the store, which may block, beside tasks that must not.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Semaphore, task, time};

use crate::PastError;

/// How many read the store at the same time. Each read takes a blocking thread; more of them
/// than cores would only slow each other down, and the live path with them.
const CONCURRENT_READS: usize = 4;

/// How long one read may take before the store counts as stuck.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// The right to read, for a few at a time.
#[derive(Debug)]
pub(crate) struct Readers(Arc<Semaphore>);

impl Default for Readers {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(CONCURRENT_READS)))
    }
}

impl Readers {
    /// Runs this on a thread for it, when it is its turn.
    ///
    /// # Errors
    /// That of the read itself, or a [`PastError`] because it takes too long.
    pub(crate) async fn read<T, E>(
        &self,
        read: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<PastError> + Send + 'static,
    {
        let reading = async {
            let permit = Arc::clone(&self.0).acquire_owned().await;
            task::spawn_blocking(move || {
                // Given back when the read ends, even if nobody waits for it any more.
                let _permit = permit;
                read()
            })
            .await
        };
        time::timeout(READ_TIMEOUT, reading)
            .await
            .map_err(|_| PastError("the store did not answer in time".to_owned()))?
            .map_err(|error| PastError(format!("reading the store failed: {error}")))?
    }
}

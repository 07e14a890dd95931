//! How many may connect, and who is connected.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The places for WebSocket connections.
#[derive(Clone, Debug)]
pub(crate) struct Connections(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    limit: usize,
    limit_per_address: usize,
    /// Places taken, by address. No entry is 0.
    taken: Mutex<HashMap<IpAddr, usize>>,
    /// Places whose WebSocket is open.
    open: AtomicUsize,
}

/// A place, given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    connections: Connections,
    address: IpAddr,
    /// Whether this connection is beyond the limit of its address: it may hear that, no more.
    pub(crate) one_too_many: bool,
}

/// A connection that is upgraded and not closed.
#[derive(Debug)]
pub(crate) struct Open(Connections);

impl Connections {
    /// Places for `limit` connections, `limit_per_address` of them from one address.
    pub(crate) fn new(limit: usize, limit_per_address: usize) -> Self {
        let (taken, open) = (Mutex::default(), AtomicUsize::new(0));
        Self(Arc::new(Shared { limit, limit_per_address, taken, open }))
    }

    /// A place for a connection from this address; none if all are taken.
    pub(crate) fn take(&self, address: IpAddr) -> Option<Place> {
        let address = address.to_canonical();
        let mut taken = self.taken();
        if self.0.limit <= taken.values().sum() {
            return None;
        }
        let from_here = taken.entry(address).or_default();
        *from_here += 1;
        let one_too_many = !address.is_loopback() && self.0.limit_per_address < *from_here;
        Some(Place { connections: self.clone(), address, one_too_many })
    }

    /// How many WebSockets are open.
    pub(crate) fn open(&self) -> usize {
        self.0.open.load(Ordering::Relaxed)
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Counts the connection as open until the result is dropped.
    pub(crate) fn open(&self) -> Open {
        self.connections.0.open.fetch_add(1, Ordering::Relaxed);
        Open(self.connections.clone())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.connections.taken();
        if let Some(from_here) = taken.get_mut(&self.address) {
            *from_here -= 1;
            if *from_here == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::Connections;

    #[test]
    fn places_are_limited_in_all_and_by_address_except_loopback() {
        let connections = Connections::new(5, 2);
        let address = |text: &str| -> IpAddr { text.parse().unwrap() };
        let take = |text| connections.take(address(text));
        let lan = ["10.0.0.1", "::ffff:10.0.0.1", "10.0.0.1"].map(|text| take(text).unwrap());
        assert_eq!(lan.each_ref().map(|place| place.one_too_many), [false, false, true]);
        let local = ["127.0.0.1", "127.0.0.1"].map(|text| take(text).unwrap());
        assert!(take("10.0.0.2").is_none());
        drop(lan);
        let more = ["127.0.0.1", "10.0.0.1", "10.0.0.1"].map(|text| take(text).unwrap());
        assert!(more.iter().chain(&local).all(|place| !place.one_too_many));
        assert_eq!(connections.open(), 0);
        let open = more[0].open();
        assert_eq!(connections.open(), 1);
        drop(open);
        assert_eq!(connections.open(), 0);
    }
}

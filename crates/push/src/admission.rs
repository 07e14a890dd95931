//! Which requests are let in: the rules for `Host` and `Origin`.
//!
//! A daemon on loopback is within reach of every web page that the player opens. A page may
//! send requests to 127.0.0.1, and a name server may make a foreign name point there (DNS
//! rebinding). The browser says in `Origin` which page asks and in `Host` for which name it
//! takes the daemon; both are compared as exact strings before anything else is done.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a request that takes the daemon for `host` (`name` or `name:port`) is let in: for
/// a loopback name, or one in `allowed_hosts`, there with or without its port.
pub(crate) fn host_is_admitted(host: &str, allowed_hosts: &[String]) -> bool {
    let Some(name) = name_of(host) else { return false };
    is_loopback(name)
        || allowed_hosts
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(host) || allowed.eq_ignore_ascii_case(name))
}

/// Whether a page of this `origin` may use the daemon, which it calls `host`: the daemon's
/// own, any on loopback, or one in `allowed_origins`.
pub(crate) fn origin_is_admitted(origin: &str, host: &str, allowed_origins: &[String]) -> bool {
    if allowed_origins.iter().any(|allowed| allowed == origin) {
        return true;
    }
    let Some(authority) = origin.strip_prefix("http://").or(origin.strip_prefix("https://")) else {
        return false;
    };
    authority.eq_ignore_ascii_case(host) || name_of(authority).is_some_and(is_loopback)
}

/// The name before the port; `None` if what stands behind the name is no port.
fn name_of(authority: &str) -> Option<&str> {
    let end = match authority.find(']') {
        Some(bracket) => bracket + 1,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (name, rest) = authority.split_at_checked(end)?;
    let port_is_fine =
        rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    port_is_fine.then_some(name)
}

fn is_loopback(name: &str) -> bool {
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    if let Some(literal) = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return literal.parse() == Ok(Ipv6Addr::LOCALHOST);
    }
    name.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{host_is_admitted, origin_is_admitted};

    fn list(entries: &[&str]) -> Vec<String> {
        entries.iter().map(|entry| (*entry).to_owned()).collect()
    }

    #[test]
    fn only_loopback_names_and_the_allowed_ones_are_hosts() {
        let allowed = list(&["poker.lan", "192.168.1.5:8000"]);
        for (host, fine) in [
            ("localhost", true),
            ("LocalHost:8000", true),
            ("127.0.0.1:8000", true),
            ("127.8.9.10", true),
            ("[::1]", true),
            ("[::1]:8000", true),
            ("poker.lan", true),
            ("poker.lan:9000", true),
            ("192.168.1.5:8000", true),
            ("192.168.1.5", false),
            ("192.168.1.5:9000", false),
            ("", false),
            (":8000", false),
            ("localhost:", false),
            ("localhost:99999", false),
            ("localhost.", false),
            ("evil.localhost", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("127.1", false),
            ("::1", false),
            ("[::1", false),
            ("[::2]", false),
            ("[::1]evil", false),
            ("128.0.0.1", false),
            ("evil.example", false),
            ("xpoker.lan", false),
        ] {
            assert_eq!(host_is_admitted(host, &allowed), fine, "{host:?}");
        }
    }

    #[test]
    fn only_loopback_the_daemons_own_and_the_allowed_ones_are_origins() {
        let allowed = list(&["https://hud.example", "null"]);
        for (origin, fine) in [
            ("http://localhost:3000", true),
            ("https://localhost", true),
            ("http://127.0.0.2:5173", true),
            ("http://[::1]:8000", true),
            ("http://poker.lan:8000", true),
            ("https://poker.lan:8000", true),
            ("http://poker.lan", false),
            ("http://poker.lan:8001", false),
            ("https://hud.example", true),
            ("http://hud.example", false),
            ("https://hud.example:443", false),
            ("https://hud.example.evil.example", false),
            ("null", true),
            ("file://", false),
            ("ftp://localhost", false),
            ("http://localhost.evil.example", false),
            ("http://localhost@evil.example", false),
            ("http://localhost/evil", false),
            ("http://evil.example", false),
            ("http://", false),
            ("", false),
        ] {
            assert_eq!(origin_is_admitted(origin, "poker.lan:8000", &allowed), fine, "{origin:?}");
        }
        assert!(!origin_is_admitted("null", "localhost", &[]));
        assert!(origin_is_admitted("file://", "localhost", &list(&["file://"])));
    }
}

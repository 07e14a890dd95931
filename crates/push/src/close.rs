//! Why the server ends a connection.

use std::borrow::Cow;

use tokio_tungstenite::tungstenite::{Utf8Bytes, protocol::CloseFrame};
use uuid::Uuid;

/// The codes of the protocol. 4000–4499 invite the client to come back, 4500–4999 do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CloseCode {
    /// The daemon stops. A client that comes back waits for so many milliseconds first.
    GoingAway(u16),
    /// The store cannot be read, or a message fits no buffer.
    Trouble,
    /// The socket takes nothing.
    SlowConsumer,
    /// The peer answers nothing.
    HeartbeatLost,
    /// The token has expired.
    TokenExpired,
    /// The peer sends too much.
    RateLimit,
    /// Too many connections come from this address.
    TooManyConnections,
    /// The token lets nobody in.
    AuthenticationFailed,
    /// No token came in time.
    AuthenticationTooLate,
    /// Another connection has taken the session over.
    Refused,
    /// An administrator wants it gone.
    Expelled,
    /// The peer sent a message beyond the limit.
    MessageTooLarge,
    /// The peer does not keep to the protocol.
    ProtocolError,
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The peer left, or its connection broke.
    Gone,
    /// The server ends it, for this reason.
    Closed(CloseCode),
}

/// The least pause before a client comes back after a shutdown: a restart takes about that.
const LEAST_PAUSE_MS: u128 = 500;

/// Clients come back over this time at least, and at most.
const RETURN_MS: (usize, usize) = (2_000, 29_000);

impl CloseCode {
    /// The daemon stops, with so many sessions on. Each is told another time to come back: one
    /// in a millisecond on average, which a daemon that has just started can greet.
    pub(crate) fn going_away(client: Uuid, sessions: usize) -> Self {
        let (shortest, longest) = RETURN_MS;
        // The name of a client is random.
        let share = client.as_u128() % sessions.clamp(shortest, longest) as u128;
        Self::GoingAway(u16::try_from(LEAST_PAUSE_MS + share).unwrap_or(u16::MAX))
    }

    /// The code in the close frame.
    pub(crate) fn code(self) -> u16 {
        match self {
            Self::GoingAway(_) => 1001,
            Self::Trouble => 1011,
            Self::SlowConsumer => 4001,
            Self::HeartbeatLost => 4002,
            Self::TokenExpired => 4003,
            Self::RateLimit => 4004,
            Self::TooManyConnections => 4005,
            Self::AuthenticationFailed => 4501,
            Self::AuthenticationTooLate => 4502,
            Self::Refused | Self::Expelled => 4503,
            Self::MessageTooLarge => 4504,
            Self::ProtocolError => 4505,
        }
    }

    /// The cause in words, at most 123 bytes, which is what a close frame holds.
    pub(crate) fn reason(self) -> Cow<'static, str> {
        let words = match self {
            Self::GoingAway(pause) => {
                return format!("shutting down; reconnect_after_ms={pause}").into();
            }
            Self::Trouble => "trouble inside the server; come back with your epoch and last seq",
            Self::SlowConsumer => {
                "slow consumer: the socket took nothing; come back with your last seq"
            }
            Self::HeartbeatLost => "heartbeat lost: nothing was heard for two intervals",
            Self::TokenExpired => "token expired: come back with a new one",
            Self::RateLimit => "rate limit: too many messages at once",
            Self::TooManyConnections => "too many connections from this address",
            Self::AuthenticationFailed => "authentication failed: the error before says why",
            Self::AuthenticationTooLate => "authentication too late: see auth_timeout",
            Self::Refused => "another connection has taken this session over",
            Self::Expelled => "an administrator has closed this connection",
            Self::MessageTooLarge => "message too large: see max_message_bytes",
            Self::ProtocolError => {
                "protocol error: a broken frame, or a binary one; messages are JSON in text frames"
            }
        };
        words.into()
    }

    /// The close frame with code and reason.
    pub(crate) fn frame(self) -> CloseFrame {
        CloseFrame { code: self.code().into(), reason: Utf8Bytes::from(self.reason().as_ref()) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::CloseCode;

    #[test]
    fn clients_come_back_one_after_the_other() {
        let pauses = |sessions| {
            let mut pauses: Vec<u16> = (0..sessions)
                .map(|_| match CloseCode::going_away(Uuid::new_v4(), sessions) {
                    CloseCode::GoingAway(pause) => pause,
                    other => panic!("{other:?}"),
                })
                .collect();
            pauses.sort_unstable();
            pauses
        };
        for (sessions, longest) in [(1, 2_500), (1000, 2_500), (10_000, 10_500), (90_000, 29_500)] {
            let pauses = pauses(sessions);
            assert!(500 <= pauses[0] && pauses[sessions - 1] <= longest, "{sessions}");
            if 1000 <= sessions {
                let (early, late) = (pauses[sessions / 10], pauses[sessions * 9 / 10]);
                let due = f64::from(longest - 500) * 0.8;
                assert!((f64::from(late - early) / due - 1.0).abs() < 0.1, "{early} {late}");
            }
        }
    }

    #[test]
    fn a_reason_fits_into_a_close_frame_and_its_code_may_be_sent() {
        for close in [
            CloseCode::GoingAway(u16::MAX),
            CloseCode::Trouble,
            CloseCode::SlowConsumer,
            CloseCode::HeartbeatLost,
            CloseCode::TokenExpired,
            CloseCode::RateLimit,
            CloseCode::TooManyConnections,
            CloseCode::AuthenticationFailed,
            CloseCode::AuthenticationTooLate,
            CloseCode::Refused,
            CloseCode::Expelled,
            CloseCode::MessageTooLarge,
            CloseCode::ProtocolError,
        ] {
            assert!((1..=123).contains(&close.reason().len()), "{close:?}");
            assert!(close.frame().code.is_allowed(), "{close:?}");
        }
    }
}

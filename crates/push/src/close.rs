//! Why the server ends a connection.

use tokio_tungstenite::tungstenite::{Utf8Bytes, protocol::CloseFrame};

/// The codes of the protocol. 4000–4499 invite the client to come back, 4500–4999 do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CloseCode {
    /// The daemon stops.
    GoingAway,
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

impl CloseCode {
    /// The code in the close frame.
    pub(crate) fn code(self) -> u16 {
        match self {
            Self::GoingAway => 1001,
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
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::GoingAway => "shutting down; reconnect_after_ms=1500",
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
        }
    }

    /// The close frame with code and reason.
    pub(crate) fn frame(self) -> CloseFrame {
        CloseFrame { code: self.code().into(), reason: Utf8Bytes::from_static(self.reason()) }
    }
}

#[cfg(test)]
mod tests {
    use super::CloseCode;

    #[test]
    fn a_reason_fits_into_a_close_frame_and_its_code_may_be_sent() {
        for close in [
            CloseCode::GoingAway,
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

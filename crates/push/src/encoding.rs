//! How messages stand in WebSocket frames.

use flate2::{Compress, Compression, FlushCompress, Status};
use tokio_tungstenite::tungstenite::{
    Bytes,
    protocol::frame::{
        Frame as WebSocketFrame,
        coding::{Data, OpCode},
    },
};

/// The encodings of the protocol, which a client chooses for what it gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// JSON in text frames.
    #[default]
    Json,
    /// The same as raw deflate (RFC 1951) in binary frames, each message by itself.
    Deflate,
}

/// How hard to compress. A hand becomes a third of its size; trying harder takes twice the
/// time for a twentieth of that.
const LEVEL: Compression = Compression::new(3);

impl Encoding {
    pub(crate) const COUNT: usize = 2;

    /// All of them, by their places.
    pub(crate) const ALL: [Self; Self::COUNT] = [Self::Json, Self::Deflate];

    pub(crate) fn index(self) -> usize {
        match self {
            Self::Json => 0,
            Self::Deflate => 1,
        }
    }

    /// As `encoding` in the address names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Deflate => "deflate",
        }
    }

    /// As `Sec-WebSocket-Protocol` names it.
    pub(crate) fn subprotocol(self) -> &'static str {
        match self {
            Self::Json => "railbird.v1.json",
            Self::Deflate => "railbird.v1.json.deflate",
        }
    }

    /// The text of a message in a WebSocket frame. What a server sends is not masked, so that
    /// the same bytes go to all clients.
    pub(crate) fn frame(self, text: &str) -> Bytes {
        let (payload, data) = match self {
            Self::Json => (Bytes::copy_from_slice(text.as_bytes()), Data::Text),
            Self::Deflate => (deflated(text.as_bytes()).into(), Data::Binary),
        };
        let frame = WebSocketFrame::message(payload, OpCode::Data(data), true);
        let mut bytes = Vec::with_capacity(frame.len());
        match frame.format(&mut bytes) {
            Ok(()) => bytes.into(),
            Err(error) => unreachable!("writing to memory: {error}"),
        }
    }
}

/// The text as raw deflate, complete with its last block.
fn deflated(text: &[u8]) -> Vec<u8> {
    let mut compress = Compress::new(LEVEL, false);
    let mut packed = Vec::with_capacity(64 + text.len() / 2);
    loop {
        let done = usize::try_from(compress.total_in()).unwrap_or(text.len());
        let rest = text.get(done..).unwrap_or_default();
        match compress.compress_vec(rest, &mut packed, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => return packed,
            // It wants more room; nothing else can be wanting of bytes in memory.
            _ => packed.reserve(packed.capacity().max(64)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::Encoding;

    #[test]
    fn what_is_deflated_is_smaller_and_inflates_to_the_same() {
        for text in ["", "{}", &"{\"type\":\"new_hand\",\"seat\":1}".repeat(1000)] {
            let frame = Encoding::Deflate.frame(text);
            assert_eq!(frame[0], 0x82, "the last frame of a binary message");
            let head = if frame[1] < 126 { 2 } else { 4 };
            let mut inflated = String::new();
            let mut decoder = flate2::read::DeflateDecoder::new(&frame[head..]);
            decoder.read_to_string(&mut inflated).unwrap();
            assert_eq!(inflated, text);
            assert!(frame.len() < text.len().max(10), "{}", frame.len());
        }
    }

    #[test]
    fn a_text_stands_in_a_frame_with_its_length() {
        let head = |length: usize| {
            let frame = Encoding::Json.frame(&"x".repeat(length));
            frame[..frame.len() - length].to_vec()
        };
        assert_eq!(head(125), [0x81, 125]);
        assert_eq!(head(126), [0x81, 126, 0, 126]);
        assert_eq!(head(65_536), [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    }
}

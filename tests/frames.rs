//! Frames as no library sends them, to a daemon as users run it. After each case either the
//! connection is closed with the code of the protocol, or it is as good as before.

use std::time::Duration;

use self::peer::{
    BINARY, CLOSE, CONTINUATION, FIN, PING, PONG, Peer, TEXT, claim, close, frame, text, unmasked,
};
use crate::support::{Daemon, House, PATIENCE};

/// The client.
pub(crate) mod peer;

/// What comes before the upgrade.
mod handshake;

/// Clients that say nothing, or not enough.
mod silence;

/// What is sent, and what is heard of it.
struct Case {
    name: String,
    bytes: Vec<u8>,
    heard: Vec<String>,
}

fn case(name: &str, frames: &[Vec<u8>], heard: &[&str]) -> Case {
    let heard = heard.iter().map(|&word| word.to_owned()).collect();
    Case { name: name.to_owned(), bytes: frames.concat(), heard }
}

/// The connection ends with this code.
fn closes(name: &str, frames: &[Vec<u8>], code: u16) -> Case {
    case(name, frames, &[&format!("close {code}"), "end"])
}

const PROTOCOL_ERROR: u16 = 4505;
const TOO_LARGE: u16 = 4504;

/// Runs each case on a connection of its own, once at a stroke and once byte by byte.
fn check(daemon: &Daemon, cases: &[Case]) {
    for Case { name, bytes, heard } in cases {
        for chopped in [false, true] {
            // That would only take time.
            if chopped && 2000 < bytes.len() {
                continue;
            }
            let mut peer = Peer::join(&daemon.address);
            match chopped {
                false => peer.send(bytes),
                true => peer.send_in_chops(bytes),
            }
            let mut expected = heard.clone();
            if expected.last().is_none_or(|last| last != "end") {
                peer.send(&text(r#"{"type":"ping","id":"well"}"#));
                expected.push(r#"answer "well""#.to_owned());
            }
            let words: Vec<String> = expected.iter().map(|_| peer.word()).collect();
            assert_eq!(words, expected, "{name}, chopped: {chopped}");
        }
    }
    assert_eq!(daemon.stats().slow_disconnects, 0);
}

/// A request whose answer names this id.
fn request(id: &str) -> String {
    format!(r#"{{"type":"ping","id":"{id}"}}"#)
}

/// The same, as long as this.
fn request_of(length: usize) -> String {
    let request = request("long");
    let spaces = " ".repeat(length - request.len());
    request + &spaces
}

fn answer(id: &str) -> String {
    format!(r#"answer "{id}""#)
}

/// The largest message that the daemon of these tests takes.
const LIMIT: usize = 65_536;

fn daemon(house: &House) -> Daemon {
    let mut command = house.command();
    command.args(["--max-message-bytes", &LIMIT.to_string()]);
    Daemon::start(command)
}

#[test]
fn text_of_every_size_up_to_the_limit_is_taken_and_nothing_else() {
    let house = House::new();
    let daemon = daemon(&house);
    let long = answer("long");
    let whole = |length: usize| text(&request_of(length));
    let mut cases: Vec<Case> = [125, 126, 127, 128, 1024, 65_535, LIMIT]
        .into_iter()
        .map(|length| case(&format!("{length} bytes"), &[whole(length)], &[&long]))
        .collect();
    let half = |first, length| frame(first, &vec![b' '; length]);
    cases.extend([
        case("no bytes", &[text("")], &["error bad_message"]),
        closes("a byte too many", &[whole(LIMIT + 1)], TOO_LARGE),
        closes("a fragment too many", &[half(TEXT, LIMIT), half(FIN, 1)], TOO_LARGE),
        closes("a claim of 2^63 bytes", &[claim(FIN | TEXT, 1 << 63)], TOO_LARGE),
        closes("a claim of 2^63-1 bytes", &[claim(FIN | TEXT, (1 << 63) - 1)], TOO_LARGE),
        closes("binary", &[frame(FIN | BINARY, b"x")], PROTOCOL_ERROR),
        closes("empty binary", &[frame(FIN | BINARY, b"")], PROTOCOL_ERROR),
        closes("a text without a mask", &[unmasked(FIN | TEXT, b"{}")], PROTOCOL_ERROR),
        closes("a ping without a mask", &[unmasked(FIN | PING, b"")], PROTOCOL_ERROR),
        case(
            "two requests in one segment",
            &[text(&request("1")), text(&request("2"))],
            &[&answer("1"), &answer("2")],
        ),
    ]);
    check(&daemon, &cases);
}

#[test]
fn pings_are_answered_with_their_payload_and_pongs_are_passed_over() {
    let house = House::new();
    let daemon = daemon(&house);
    let mut cases: Vec<Case> = [0, 1, 124, 125]
        .into_iter()
        .map(|length| {
            let payload = "x".repeat(length);
            let ping = frame(FIN | PING, payload.as_bytes());
            case(&format!("a ping of {length}"), &[ping], &[&format!("pong {payload}")])
        })
        .collect();
    let ping = |payload: &str| frame(FIN | PING, payload.as_bytes());
    let pong = |payload: &str| frame(FIN | PONG, payload.as_bytes());
    cases.extend([
        closes("a ping of 126", &[ping(&"x".repeat(126))], PROTOCOL_ERROR),
        closes("a pong of 126", &[pong(&"x".repeat(126))], PROTOCOL_ERROR),
        closes("a ping in fragments", &[frame(PING, b"a"), frame(FIN, b"b")], PROTOCOL_ERROR),
        closes("a pong in fragments", &[frame(PONG, b"a"), frame(FIN, b"b")], PROTOCOL_ERROR),
        case("pongs that nobody asked for", &[pong(""), pong("hello")], &[]),
        case("a pong and a ping", &[pong("a"), ping("b")], &["pong b"]),
    ]);
    check(&daemon, &cases);
    // The answer to a ping may stand for those before it (RFC 6455, 5.5.3), but the last one
    // has an answer of its own.
    let mut peer = Peer::join(&daemon.address);
    (0..10).for_each(|number| peer.send(&ping(&number.to_string())));
    while peer.word() != "pong 9" {}
}

#[test]
fn reserved_bits_and_opcodes_are_refused() {
    let house = House::new();
    let daemon = daemon(&house);
    let bits = (1..8).flat_map(|bits| [TEXT, PING, CLOSE].map(|opcode| FIN | bits << 4 | opcode));
    let opcodes = [3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf].map(|opcode| FIN | opcode);
    let cases: Vec<Case> = bits
        .chain(opcodes)
        .flat_map(|first| {
            let name = format!("first byte {first:#x}");
            let behind = [text(&request("1")), frame(first, b"hello")];
            [
                closes(&name, &[frame(first, b"")], PROTOCOL_ERROR),
                case(&name, &behind, &[&answer("1"), "close 4505", "end"]),
            ]
        })
        .collect();
    check(&daemon, &cases);
}

#[test]
fn fragments_are_joined_with_pings_between_them_and_nothing_else() {
    let house = House::new();
    let daemon = daemon(&house);
    let one = request("one");
    let in_fragments = |count: usize, between: &[u8]| {
        let length = one.len().div_ceil(count);
        let pieces: Vec<&[u8]> = one.as_bytes().chunks(length).collect();
        let last = pieces.len() - 1;
        let fragment = |(index, piece): (usize, &&[u8])| {
            let first = if index == 0 { TEXT } else { CONTINUATION };
            let end = if index == last { FIN } else { 0 };
            let between: &[u8] = if index == last { b"" } else { between };
            [frame(first | end, piece).as_slice(), between].concat()
        };
        pieces.iter().enumerate().flat_map(fragment).collect::<Vec<u8>>()
    };
    let joined =
        |count| case(&format!("{count} fragments"), &[in_fragments(count, b"")], &[&answer("one")]);
    let mut cases: Vec<Case> = (2..=one.len()).map(joined).collect();
    let ping = frame(FIN | PING, b"between");
    let empty = frame(CONTINUATION, b"");
    let (begin, end) = (frame(TEXT, b"{\"type\":"), frame(FIN, b"\"ping\"}"));
    cases.extend([
        case("a ping between two", &[in_fragments(2, &ping)], &["pong between", &answer("one")]),
        case("empty fragments", &[in_fragments(3, &empty)], &[&answer("one")]),
        case("all are empty", &[frame(TEXT, b""), frame(FIN, b"")], &["error bad_message"]),
        closes("nothing to continue", &[end.clone(), text(&one)], PROTOCOL_ERROR),
        closes("nothing to go on with", &[frame(CONTINUATION, b"a"), end], PROTOCOL_ERROR),
        closes("a text inside", &[begin.clone(), text(&one)], PROTOCOL_ERROR),
        closes("a fragment inside", &[begin.clone(), begin], PROTOCOL_ERROR),
        closes("binary in fragments", &[frame(BINARY, b"a"), frame(FIN, b"b")], PROTOCOL_ERROR),
        case(
            "another fragment behind a whole message",
            &[in_fragments(2, b""), frame(FIN, b"more")],
            &[&answer("one"), "close 4505", "end"],
        ),
    ]);
    check(&daemon, &cases);
}

#[test]
fn a_text_that_is_no_utf_8_is_refused_wherever_it_is_cut() {
    let house = House::new();
    let daemon = daemon(&house);
    let good =
        ["κόσμε", "\u{0}", "\u{7f}\u{80}\u{7ff}", "\u{800}\u{d7ff}\u{e000}\u{fffd}", "\u{10ffff}🂡"];
    let bad: [&[u8]; 12] = [
        b"\x80",
        b"\xbf\xbf",
        b"\xc0\xaf",
        b"\xc1\xbf",
        b"\xce",
        b"\xe0\x80\xaf",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf0\x82\x82\xac",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xff",
    ];
    let mut cases = Vec::new();
    for word in good {
        let bytes = format!("[{word}");
        let name = format!("{word:?}");
        cases.push(case(&name, &[text(&bytes)], &["error bad_message"]));
        for at in 1..bytes.len() {
            let (begin, end) = bytes.as_bytes().split_at(at);
            let parts = [frame(TEXT, begin), frame(FIN, end)];
            cases.push(case(&format!("{name} cut at {at}"), &parts, &["error bad_message"]));
        }
    }
    for bytes in bad {
        let name = format!("{bytes:x?}");
        cases.push(closes(&name, &[frame(FIN | TEXT, bytes)], PROTOCOL_ERROR));
        for at in 0..bytes.len() {
            let (begin, end) = bytes.split_at(at);
            let parts = [frame(TEXT, &[b"a", begin].concat()), frame(FIN, end)];
            cases.push(closes(&format!("{name} cut at {at}"), &parts, PROTOCOL_ERROR));
        }
    }
    check(&daemon, &cases);
}

#[test]
fn a_goodbye_is_answered_and_ends_everything() {
    let house = House::new();
    let daemon = daemon(&house);
    let legal =
        [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999];
    let illegal = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];
    let mut cases: Vec<Case> = Vec::new();
    for code in legal {
        cases.push(closes(&format!("code {code}"), &[close(code, b"bye")], code));
    }
    for code in illegal {
        // The library answers these by itself, with the code of RFC 6455.
        cases.push(closes(&format!("code {code}"), &[close(code, b"bye")], 1002));
    }
    let begin = frame(TEXT, b"{\"type\":");
    cases.extend([
        case("no code", &[frame(FIN | CLOSE, b"")], &["close", "end"]),
        closes("half a code", &[frame(FIN | CLOSE, b"\x03")], PROTOCOL_ERROR),
        closes("no reason", &[close(1000, b"")], 1000),
        closes("a long reason", &[close(1000, &[b'x'; 123])], 1000),
        closes("a reason that is too long", &[close(1000, &[b'x'; 124])], PROTOCOL_ERROR),
        closes("a reason that is no UTF-8", &[close(1000, b"\xce\xba\xff")], PROTOCOL_ERROR),
        closes("in fragments", &[frame(CLOSE, b"\x03\xe8"), frame(FIN, b"")], PROTOCOL_ERROR),
        closes("inside a message", &[begin.clone(), close(1000, b"")], 1000),
        closes("and a message behind", &[close(1000, b""), text(&request("1"))], 1000),
        closes("and a ping behind", &[close(1000, b""), frame(FIN | PING, b"x")], 1000),
        closes("twice", &[close(1000, b""), close(1001, b"")], 1000),
        closes("inside a message and the rest", &[begin, close(1000, b""), frame(FIN, b"1")], 1000),
    ]);
    check(&daemon, &cases);
    // None of them is counted any more.
    let deadline = std::time::Instant::now() + PATIENCE;
    while daemon.stats().active_connections != 0 {
        assert!(std::time::Instant::now() < deadline, "somebody is still there");
        std::thread::sleep(Duration::from_millis(10));
    }
}

//! Peers that do not keep to the protocol, or do not mean to. Each trick says what became of
//! it, or what the daemon should not have done.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::{sleep, timeout},
};
use wire::ServerMessage;

use super::{
    scene::Scene,
    socket::{Heard, Refused, Socket, connect, request},
};
use crate::{
    frames::peer::{BINARY, FIN, TEXT, claim, frame, text, unmasked},
    support::{Dice, PATIENCE},
};

/// How long somebody is silent who wants to be given up: more than two heartbeats.
const SILENCE: Duration = Duration::from_secs(6);

/// What became of a trick, or what is wrong with that.
type Fate = Result<String, String>;

/// Plays tricks until the last call.
pub(crate) async fn rogue(scene: Arc<Scene>, mut dice: Dice) {
    let address = scene.address.clone();
    while !scene.is_late() {
        let (name, trick) = match dice.below(12) {
            0 => ("random bytes", garbage(&address, &mut dice).await),
            1 => ("bytes that are no HTTP", noise(&address, &mut dice).await),
            2 => ("a frame that is none", broken_frame(&address, &mut dice).await),
            3 => ("requests that are none", bad_requests(&address).await),
            4 => ("a flood", flood(&address).await),
            5 => ("a socket without a client", half_open(&address).await),
            6 => ("a slow handshake", slow_handshake(&address).await),
            7 => ("a connection that says nothing", silence(&address).await),
            8 => ("forty that come and leave", hit_and_run(&address, &mut dice).await),
            9 => ("HTTP", http(&address).await),
            10 => ("a bad address", bad_address(&address, &mut dice).await),
            _ => ("a head without end", long_head(&address).await),
        };
        match trick {
            Ok(fate) => scene.count(format!("{name}: {fate}")),
            Err(fault) => scene.blame(name, fault),
        }
        sleep(Duration::from_millis(dice.below(200) as u64)).await;
    }
}

/// A WebSocket; a rogue is let in as everybody is.
async fn join(address: &str) -> Result<Socket, String> {
    Socket::open(address, "client_name=rogue").await.map_err(|refused| format!("{refused:?}"))
}

/// How a connection ends, whatever else is said on it.
async fn ending(socket: &mut Socket, patience: Duration) -> Option<Heard> {
    let ending = async {
        loop {
            match socket.hear().await {
                Heard::Message(_) => {}
                ending @ (Heard::Close(..) | Heard::End) => return ending,
            }
        }
    };
    timeout(patience, ending).await.ok()
}

/// The connection must be closed with this code.
async fn closes(socket: &mut Socket, expected: u16) -> Fate {
    match ending(socket, PATIENCE).await {
        Some(Heard::Close(code, _)) if code == expected => Ok(code.to_string()),
        other => Err(format!("{other:?} instead of {expected}")),
    }
}

async fn garbage(address: &str, dice: &mut Dice) -> Fate {
    let mut socket = join(address).await?;
    let length = 1 + dice.below(300);
    socket.send(&bytes(dice, length)).await;
    match ending(&mut socket, SILENCE).await {
        Some(Heard::Close(code, _)) => Ok(code.to_string()),
        Some(_) => Ok("cut off".to_owned()),
        None => Ok("taken for something".to_owned()),
    }
}

async fn noise(address: &str, dice: &mut Dice) -> Fate {
    let length = 1 + dice.below(2000);
    let mut noise = bytes(dice, length);
    noise.extend(b"\r\n\r\n");
    exchange(address, &noise, &["", "400"]).await
}

async fn broken_frame(address: &str, dice: &mut Dice) -> Fate {
    let mut socket = join(address).await?;
    let (bytes, code) = match dice.below(5) {
        0 => (claim(FIN | TEXT, 1 << 40), 4504),
        1 => (text(&" ".repeat(1 << 20)), 4504),
        2 => (frame(FIN | BINARY, b"{}"), 4505),
        3 => (unmasked(FIN | TEXT, b"{}"), 4505),
        _ => (frame(FIN | TEXT, b"\xff\xfe"), 4505),
    };
    socket.send(&bytes).await;
    closes(&mut socket, code).await
}

async fn bad_requests(address: &str) -> Fate {
    let mut socket = join(address).await?;
    let requests = ["", "{", "[]", "null", r#"{"type":7}"#, r#"{"type":"join"}"#, "\u{0}"];
    for request in requests {
        socket.ask(request).await;
    }
    socket.ask(r#"{"type":"ping","id":"end"}"#).await;
    let mut errors = 0;
    let all = async {
        loop {
            match socket.hear().await {
                Heard::Message(message) => match *message {
                    ServerMessage::Error(_) => errors += 1,
                    ServerMessage::Pong(_) => return Ok(()),
                    _ => {}
                },
                ending => return Err(format!("{ending:?}")),
            }
        }
    };
    timeout(PATIENCE, all).await.map_err(|_| "no answer".to_owned())??;
    let fate = format!("{errors} errors");
    if errors == requests.len() { Ok(fate) } else { Err(fate) }
}

async fn flood(address: &str) -> Fate {
    let mut socket = join(address).await?;
    socket.send(&text(r#"{"type":"ping"}"#).repeat(1000)).await;
    closes(&mut socket, 4004).await
}

async fn half_open(address: &str) -> Fate {
    let mut socket = join(address).await?;
    sleep(SILENCE).await;
    match ending(&mut socket, PATIENCE).await {
        Some(Heard::Close(4002, _)) => Ok("4002".to_owned()),
        other => Err(format!("{other:?}")),
    }
}

async fn slow_handshake(address: &str) -> Fate {
    let mut stream = connect(address, None).await.map_err(|refused| format!("{refused:?}"))?;
    for byte in request(address, "").as_bytes() {
        if stream.write_all(&[*byte]).await.is_err() {
            return Ok("refused".to_owned());
        }
        let mut answer = [0; 64];
        match timeout(Duration::from_millis(100), stream.read(&mut answer)).await {
            Ok(Ok(length)) if 0 < length => {
                let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
                let is_refused = answer.starts_with("HTTP/1.1 408 ");
                return if is_refused { Ok("408".to_owned()) } else { Err(answer) };
            }
            Ok(_) => return Ok("refused".to_owned()),
            Err(_) => {}
        }
    }
    Err("it had all the time that it wanted".to_owned())
}

async fn silence(address: &str) -> Fate {
    exchange(address, b"", &["", "408"]).await
}

/// Connects and leaves, at any moment of the handshake.
async fn hit_and_run(address: &str, dice: &mut Dice) -> Fate {
    let ask = request(address, "room=chat%3Acrowd");
    let mut streams = Vec::new();
    for _ in 0..40 {
        let stream = connect(address, None).await;
        let mut stream = stream.map_err(|refused| format!("{refused:?}"))?;
        let length = dice.below(2 * ask.len()).min(ask.len());
        let _taken = stream.write_all(&ask.as_bytes()[..length]).await;
        // Some leave at once, and some together.
        if dice.below(2) == 0 {
            streams.push(stream);
        }
    }
    Ok("done".to_owned())
}

async fn http(address: &str) -> Fate {
    for (ask, status) in [
        ("GET /", "307"),
        ("GET /health", "200"),
        ("GET /ws/stats", "200"),
        ("GET /api/hands?limit=5", "200"),
        ("GET /api/hands?limit=x", "400"),
        ("GET /api/tables", "200"),
        ("GET /api/quarantine", "200"),
        ("GET /openapi.json", "200"),
        ("GET /../../etc/passwd", "404"),
        ("POST /ws", "405"),
        ("GET /ws", "426"),
    ] {
        let head = format!("{ask} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        exchange(address, head.as_bytes(), &[status])
            .await
            .map_err(|fault| format!("{ask}: {fault}"))?;
    }
    Ok("answered".to_owned())
}

async fn bad_address(address: &str, dice: &mut Dice) -> Fate {
    let queries =
        ["since=x", "room=nowhere", "filter=%7B", "encoding=zip", "detail=all", "since=%ff"];
    let query = queries[dice.below(queries.len())];
    match Socket::open(address, query).await {
        Err(Refused::Http(head)) if head.starts_with("HTTP/1.1 400 ") => Ok("400".to_owned()),
        Err(refused) => Err(format!("{query}: {refused:?}")),
        Ok(_) => Err(format!("{query} is taken")),
    }
}

async fn long_head(address: &str) -> Fate {
    let head = format!("GET /ws HTTP/1.1\r\nX-Long: {}", "x".repeat(64 << 10));
    exchange(address, head.as_bytes(), &["", "431"]).await
}

/// Sends bytes and reads to the end, which must come, with one of these status codes.
async fn exchange(address: &str, bytes: &[u8], expected: &[&str]) -> Fate {
    let mut stream = connect(address, None).await.map_err(|refused| format!("{refused:?}"))?;
    let _taken = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    // A reset is an end as well.
    let _end = read.map_err(|_| "no end".to_owned())?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if !expected.contains(&status) {
        return Err(format!("status {status:?} instead of {expected:?}"));
    }
    Ok(if status.is_empty() { "cut off".to_owned() } else { status.to_owned() })
}

fn bytes(dice: &mut Dice, length: usize) -> Vec<u8> {
    (0..length).map(|_| u8::try_from(dice.below(256)).unwrap()).collect()
}

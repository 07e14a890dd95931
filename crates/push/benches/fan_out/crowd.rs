//! Many clients in a process of their own, with one thread that polls and reads.

use std::{
    io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _, stdin},
    net::TcpStream,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};

use crate::gauge::clock;

/// Whether all clients read, or the first one never does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    All,
    AllButOne,
}

/// How long deliveries took, in milliseconds: half of them, 99 of 100, the last one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Arrivals {
    pub(crate) half: f64,
    pub(crate) most: f64,
    pub(crate) last: f64,
}

/// The process with the clients, from outside.
pub(crate) struct Crowd {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    count: usize,
}

impl Crowd {
    /// Connects this many clients. In the path, `{number}` becomes the number of each.
    pub(crate) fn connect(address: &str, path: &str, count: usize, reading: Reading) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let silent = usize::from(reading == Reading::AllButOne);
        command.args(["--crowd", address, path, &count.to_string(), &silent.to_string()]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let orders = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        let mut crowd = Self { process, orders, answers, count };
        assert_eq!(crowd.answer(), "ready");
        crowd.count -= silent;
        crowd
    }

    /// How many clients read.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// So many messages are going to be sent to each client.
    pub(crate) fn expect(&mut self, messages: usize) {
        writeln!(self.orders, "{messages}").unwrap();
    }

    /// Waits for them; `sent` says when each was sent.
    pub(crate) fn arrivals(&mut self, sent: &[u64]) -> Arrivals {
        let sent: Vec<String> = sent.iter().map(u64::to_string).collect();
        writeln!(self.orders, "{}", sent.join(" ")).unwrap();
        let answer = self.answer();
        let mut times = answer.split(' ').map(|time| time.parse::<f64>().unwrap() / 1e6);
        let mut next = || times.next().unwrap();
        Arrivals { half: next(), most: next(), last: next() }
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The process with the clients, from inside.
pub(crate) fn run(arguments: &[String]) {
    let [address, path, count, silent] = arguments else { panic!("{arguments:?}") };
    let (count, silent): (usize, usize) = (count.parse().unwrap(), silent.parse().unwrap());
    let poll = epoll::create(CreateFlags::CLOEXEC).unwrap();
    let mut clients: Vec<Client> = (0..count).map(|n| Client::connect(address, path, n)).collect();
    clients.iter_mut().for_each(Client::wait_for_greeting);
    for (index, client) in clients.iter().enumerate().skip(silent) {
        let data = EventData::new_u64(index as u64);
        epoll::add(&poll, &client.stream, data, EventFlags::IN).unwrap();
    }
    println!("ready");
    let mut lines = stdin().lines();
    while let Some(Ok(line)) = lines.next() {
        let messages: usize = line.parse().unwrap();
        let arrived = gather(&poll, &mut clients, (count - silent) * messages);
        let sent = lines.next().unwrap().unwrap();
        let sent: Vec<u64> = sent.split(' ').map(|stamp| stamp.parse().unwrap()).collect();
        let mut times: Vec<u64> =
            arrived.iter().map(|(message, at)| at.saturating_sub(sent[*message])).collect();
        times.sort_unstable();
        let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
        println!("{} {} {}", at(50), at(99), at(100));
        clients.iter_mut().for_each(|client| client.arrived = 0);
    }
}

/// Reads until so many messages have come: which one each was of its client's, and when.
fn gather(poll: &impl std::os::fd::AsFd, clients: &mut [Client], due: usize) -> Vec<(usize, u64)> {
    let mut arrived = Vec::with_capacity(due);
    let mut events = Vec::with_capacity(1024);
    let mut buffer = vec![0; 64 * 1024];
    while arrived.len() < due {
        events.clear();
        epoll::wait(poll, rustix::buffer::spare_capacity(&mut events), None).unwrap();
        for event in &events {
            let client = &mut clients[usize::try_from(event.data.u64()).unwrap()];
            client.read(&mut buffer, &mut arrived);
        }
    }
    arrived
}

struct Client {
    stream: TcpStream,
    /// Bytes of frames that are not complete.
    rest: Vec<u8>,
    /// Messages since the last order.
    arrived: usize,
}

impl Client {
    fn connect(address: &str, path: &str, number: usize) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        let path = path.replace("{number}", &number.to_string());
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        .unwrap();
        Self { stream, rest: Vec::new(), arrived: 0 }
    }

    /// Reads the answer to the handshake and the first frame behind it.
    fn wait_for_greeting(&mut self) {
        let mut byte = [0];
        while !self.rest.ends_with(b"\r\n\r\n") {
            self.stream.read_exact(&mut byte).unwrap();
            self.rest.push(byte[0]);
        }
        if !self.rest.starts_with(b"HTTP/1.1 101") {
            let mut body = [0; 1024];
            let count = self.stream.read(&mut body).unwrap();
            panic!("refused: {}", String::from_utf8_lossy(&body[..count]));
        }
        self.rest.clear();
        while frame(&self.rest).is_none() {
            self.stream.read_exact(&mut byte).unwrap();
            self.rest.push(byte[0]);
        }
        self.rest.clear();
        self.stream.set_nonblocking(true).unwrap();
    }

    fn read(&mut self, buffer: &mut [u8], arrived: &mut Vec<(usize, u64)>) {
        let count = match self.stream.read(buffer) {
            Ok(0) => panic!("the server closed a connection"),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(error) => panic!("{error}"),
        };
        let now = clock();
        self.rest.extend_from_slice(&buffer[..count]);
        let mut start = 0;
        while let Some((is_message, length)) = frame(&self.rest[start..]) {
            if is_message {
                arrived.push((self.arrived, now));
                self.arrived += 1;
            }
            start += length;
        }
        self.rest.drain(..start);
    }
}

/// The first frame, if it is complete: whether it is a message, and its length.
fn frame(bytes: &[u8]) -> Option<(bool, usize)> {
    let (&first, &second) = (bytes.first()?, bytes.get(1)?);
    let length = match second {
        126 => 4 + usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?])),
        127 => panic!("no message is that long"),
        short => 2 + usize::from(short),
    };
    (length <= bytes.len()).then_some((matches!(first & 0x0f, 1 | 2), length))
}

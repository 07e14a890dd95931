//! The least that anybody can do: ready bytes, one `send()` for each client, from one thread.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use crate::{MESSAGE, Server, gauge::clock};

pub(crate) struct Floor {
    address: String,
    clients: Arc<Mutex<Vec<TcpStream>>>,
    frame: Vec<u8>,
}

impl Floor {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let clients: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
        let joined = Arc::clone(&clients);
        thread::spawn(move || {
            for stream in listener.incoming() {
                joined.lock().unwrap().push(welcome(stream.unwrap()));
            }
        });
        // A text frame with two bytes of length.
        let mut frame = vec![0x81, 126];
        frame.extend(u16::try_from(MESSAGE).unwrap().to_be_bytes());
        frame.resize(frame.len() + MESSAGE, b'x');
        Self { address, clients, frame }
    }
}

/// Answers the handshake, and greets with a frame as the subject does.
fn welcome(mut stream: TcpStream) -> TcpStream {
    stream.set_nodelay(true).unwrap();
    let mut request = [0; 4096];
    assert_ne!(stream.read(&mut request).unwrap(), 0);
    stream.write_all(b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x02{}").unwrap();
    stream
}

impl Server for Floor {
    fn address(&self) -> String {
        self.address.clone()
    }

    fn send(&self) -> u64 {
        let stamp = clock();
        for client in &mut *self.clients.lock().unwrap() {
            client.write_all(&self.frame).unwrap();
        }
        stamp
    }
}

//! A connection in memory, which the courier can send over like over one of the system.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex};

use crate::line::Lane;

/// The server's end.
#[derive(Clone, Debug)]
pub(super) struct Pipe(Arc<Mutex<DuplexStream>>);

impl Pipe {
    /// Both ends of a pipe that holds so many bytes, the server's first.
    pub(super) fn new(bytes: usize) -> (Self, DuplexStream) {
        let (ours, theirs) = duplex(bytes);
        (Self(Arc::new(ours.into())), theirs)
    }

    fn poll<P>(&self, act: impl FnOnce(Pin<&mut DuplexStream>) -> P) -> P {
        act(Pin::new(&mut *self.0.lock().unwrap()))
    }
}

impl Lane for Pipe {
    fn send(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        let cx = &mut Context::from_waker(Waker::noop());
        match self.poll(|io| io.poll_write_vectored(cx, pieces)) {
            Poll::Ready(sent) => sent,
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.poll(|io| io.poll_read(cx, buffer))
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll(|io| io.poll_write(cx, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|io| io.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|io| io.poll_shutdown(cx))
    }
}

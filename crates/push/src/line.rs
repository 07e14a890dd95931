//! A connection that two write to, one at a time: its session, and the courier.

use std::{
    fmt,
    io::{self, IoSlice},
    net::Shutdown,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// Where the courier sends.
pub(crate) trait Lane: fmt::Debug + Send + Sync {
    /// Gives the system as much of these pieces as it takes at once, and says how many bytes
    /// that was.
    ///
    /// # Errors
    /// Also if it takes nothing now.
    fn send(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize>;
}

/// It asks the system and not the runtime, whose book of what is ready is memory that a thousand
/// connections do not have in the cache.
impl Lane for TcpStream {
    fn send(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        match pieces {
            [piece] => SockRef::from(self).send(piece),
            _ => SockRef::from(self).send_vectored(pieces),
        }
    }
}

/// One end of a TCP connection, to which its session and the courier write in turn.
#[derive(Debug)]
pub(crate) struct Line(Arc<TcpStream>);

impl Line {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self(stream.into())
    }

    /// What the courier gets of it.
    pub(crate) fn lane(&self) -> Arc<dyn Lane> {
        Arc::<TcpStream>::clone(&self.0)
    }

    fn poll_try(
        &self,
        cx: &mut Context<'_>,
        poll_ready: fn(&TcpStream, &mut Context<'_>) -> Poll<io::Result<()>>,
        mut act: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(poll_ready(&self.0, cx))?;
            match act(&self.0) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                done => return Poll::Ready(done),
            }
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let room = buffer.initialize_unfilled();
        let read =
            ready!(self.poll_try(cx, TcpStream::poll_read_ready, |line| line.try_read(room)))?;
        buffer.advance(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_try(cx, TcpStream::poll_write_ready, |line| line.try_write(bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_try(cx, TcpStream::poll_write_ready, |line| line.try_write_vectored(pieces))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(match SockRef::from(&*self.0).shutdown(Shutdown::Write) {
            Err(error) if error.kind() == io::ErrorKind::NotConnected => Ok(()),
            done => done,
        })
    }
}

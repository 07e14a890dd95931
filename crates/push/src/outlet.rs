//! The stream under a WebSocket, and the frames that it has not taken yet.

use std::{
    collections::VecDeque,
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::tungstenite::Bytes;

/// Frames that go into one system call.
const JOINED: usize = 64;

/// A stream that takes whole frames and writes them when it is flushed, many in one call.
///
/// Frames that all clients get are shared and never copied. What the library writes by itself
/// (pongs, the close frame) is put in line as one piece, so that it stands between frames.
#[derive(Debug)]
pub(crate) struct Outlet<T> {
    io: T,
    /// The frame that is written next, without the bytes that were taken already; empty if
    /// none is. Most often it is the only one, and nothing else has to be touched.
    next: Bytes,
    /// Those behind it.
    rest: VecDeque<Bytes>,
    /// The bytes of all of them.
    queued: usize,
    /// So many bytes may wait before the library has to.
    limit: usize,
    /// All bytes that the stream has taken.
    taken: u64,
}

impl<T> Outlet<T> {
    /// An empty one before this stream.
    pub(crate) fn new(io: T, limit: usize) -> Self {
        Self { io, next: Bytes::new(), rest: VecDeque::new(), queued: 0, limit, taken: 0 }
    }

    /// Puts a frame in line.
    pub(crate) fn put(&mut self, frame: Bytes) {
        self.queued += frame.len();
        match self.next.is_empty() {
            true => self.next = frame,
            false => self.rest.push_back(frame),
        }
    }

    /// Bytes that wait.
    pub(crate) fn queued(&self) -> usize {
        self.queued
    }

    /// Bytes that the stream has taken, since it was opened.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    fn advance(&mut self, mut count: usize) {
        self.taken += count as u64;
        self.queued -= count;
        while self.next.len() <= count && !self.next.is_empty() {
            count -= self.next.len();
            self.next = self.rest.pop_front().unwrap_or_default();
        }
        self.next = self.next.split_off(count);
        // A burst should not cost an idle connection its memory.
        if self.rest.is_empty() && self.rest.capacity() != 0 {
            self.rest = VecDeque::new();
        }
    }
}

impl<T: AsyncWrite + Unpin> Outlet<T> {
    /// Writes until nothing is left.
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.next.is_empty() {
            let io = Pin::new(&mut self.io);
            let written = if self.rest.is_empty() {
                ready!(io.poll_write(cx, &self.next))?
            } else {
                let mut slices = [IoSlice::new(&[]); JOINED];
                let frames = std::iter::once(&self.next).chain(&self.rest);
                let mut count = 0;
                for (slice, frame) in slices.iter_mut().zip(frames) {
                    *slice = IoSlice::new(frame);
                    count += 1;
                }
                ready!(io.poll_write_vectored(cx, slices.get(..count).unwrap_or_default()))?
            };
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.advance(written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Outlet<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Outlet<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.limit <= self.queued {
            ready!(self.poll_drain(cx))?;
        }
        if !bytes.is_empty() {
            self.put(Bytes::copy_from_slice(bytes));
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(cx))?;
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(cx))?;
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::Outlet;

    #[tokio::test]
    async fn frames_arrive_in_order_however_few_bytes_are_taken_at_once() {
        for pipe in [1, 3, 7, 1000] {
            let (ours, mut theirs) = duplex(pipe);
            let mut outlet = Outlet::new(ours, 1 << 20);
            let mut expected = Vec::new();
            for number in 0..200_u32 {
                let frame = format!("frame {number};").into_bytes();
                expected.extend_from_slice(&frame);
                if number % 50 == 7 {
                    outlet.write_all(&frame).await.unwrap();
                } else {
                    outlet.put(frame.into());
                }
            }
            assert_eq!(outlet.queued(), expected.len());
            let writing = tokio::spawn(async move {
                outlet.flush().await.unwrap();
                (outlet.queued(), outlet.taken(), outlet.rest.capacity())
            });
            let mut got = vec![0; expected.len()];
            theirs.read_exact(&mut got).await.unwrap();
            assert!(got == expected, "through {pipe} bytes");
            assert_eq!(writing.await.unwrap(), (0, expected.len() as u64, 0));
        }
    }

    #[tokio::test]
    async fn the_library_waits_when_too_much_is_in_line() {
        let (ours, _theirs) = duplex(10);
        let mut outlet = Outlet::new(ours, 100);
        outlet.put(vec![0; 110].into());
        let waits = tokio::time::timeout(std::time::Duration::ZERO, outlet.write_all(b"pong"));
        assert!(waits.await.is_err());
        assert_eq!((outlet.queued(), outlet.taken()), (100, 10));
    }
}

//! What wakes a session, and in which order it looks.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, Sleep},
};
use tokio_tungstenite::tungstenite::Message;

use super::{Session, Work, feed::Feed};
use crate::{close::Ending, inbox::Mail, recent::Position, standby::Standby};

/// What a session has to do.
pub(super) enum Event {
    /// The log has something for it.
    News,
    /// The peer said something, or is gone.
    Request(Result<Message, Ending>),
    /// Others did.
    Mail(Mail),
    /// It is time for something.
    Time,
    /// An administrator wants it gone.
    Expelled,
    /// The daemon stops.
    Shutdown,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Session<T> {
    /// What the session does next. In this order, so that work without end starves neither
    /// the peer nor the heartbeat; the peer's own messages are limited by the bucket.
    pub(super) fn poll_event(
        &mut self,
        cx: &Context<'_>,
        shutdown: Pin<&mut impl Future<Output = ()>>,
        mut timer: Pin<&mut Sleep>,
    ) -> Poll<Event> {
        self.get_up();
        let wakes_at = self.has_new_times.then(|| self.wakes_at());
        self.has_new_times = false;
        let bell = &self.listed.vitals.pulse.bell;
        bell.listen(cx);
        if let Some(wakes_at) = wakes_at.filter(|at| *at != timer.deadline()) {
            timer.as_mut().reset(wakes_at);
            bell.look_again();
        }
        let has_work = bell.has_news() || self.feed.work() == Work::Now;
        let is_turn_of_mail = !(has_work && std::mem::take(&mut self.had_mail));
        if bell.has_other() {
            let waker = Waker::from(Arc::clone(self.vitals()));
            let cx = &mut Context::from_waker(&waker);
            let event = if self.vitals().is_expelled() {
                Some(Event::Expelled)
            } else if shutdown.poll(cx).is_ready() {
                Some(Event::Shutdown)
            } else if let Poll::Ready(message) = self.socket.poll_next(cx) {
                Some(Event::Request(message))
            } else if timer.poll(cx).is_ready() {
                Some(Event::Time)
            } else if !is_turn_of_mail {
                Some(Event::News)
            } else {
                self.poll_mail(cx)
            };
            if let Some(event) = event {
                // Those behind it were not looked at.
                self.vitals().pulse.bell.look_again();
                if has_work && !matches!(event, Event::News) {
                    self.feed.hurry();
                }
                return Poll::Ready(event);
            }
        }
        if has_work {
            return Poll::Ready(Event::News);
        }
        self.lie_down();
        Poll::Pending
    }

    /// Leaves it to the courier to bring what comes next, if the session waits for nothing that
    /// the courier does not know of.
    fn lie_down(&mut self) {
        let Feed::Memory { at, work: Work::Later(None) } = self.feed else { return };
        let Some(lane) = &self.lane else { return };
        let is_busy = self.access().is_none()
            || self.replay.is_some()
            || !self.due.is_empty()
            || self.claim.is_awaited()
            || !self.delay().is_zero()
            || 0 < self.socket.queued();
        if !is_busy {
            let position = Position { at, cursor: self.cursor };
            let (selection, lane) = (Arc::clone(&self.selection), Arc::clone(lane));
            self.listed.berth.put(Standby { position, selection, lane, left: None });
            self.lies = true;
        }
    }

    /// Goes on from where the courier has brought it, who has rung if anything is left.
    fn get_up(&mut self) {
        if !std::mem::take(&mut self.lies) {
            return;
        }
        let Some(standby) = self.listed.berth.take() else { return };
        let Position { at, cursor } = standby.position;
        self.cursor = cursor;
        self.feed = Feed::Memory { at, work: Work::Later(None) };
        if let Some(left) = standby.left {
            self.socket.put_left(left.frames);
            self.unsent = left.timing;
        }
    }

    fn poll_mail(&mut self, cx: &mut Context<'_>) -> Option<Event> {
        let mail = self.entry.as_mut()?.inbox.poll_next(cx);
        self.had_mail = mail.is_ready();
        match mail {
            Poll::Ready(mail) => Some(Event::Mail(mail)),
            Poll::Pending => None,
        }
    }

    /// When there is something to do even if nothing comes.
    fn wakes_at(&self) -> Instant {
        let work_at = match self.feed.work() {
            Work::Now => None,
            Work::Later(at) => at,
        };
        [self.stage.alarm(), work_at].into_iter().flatten().fold(self.beat_at, Instant::min)
    }

    /// Does what is due by now.
    pub(super) async fn look_at_clock(&mut self) -> Result<(), Ending> {
        let now = Instant::now();
        let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        if self.beat_at <= now {
            self.beat_at = now + self.hub.options.heartbeat_interval;
            return self.beat().await;
        }
        if is_due(self.stage.alarm()) {
            return self.alarm().await;
        }
        if matches!(self.feed.work(), Work::Later(at) if is_due(at)) {
            self.feed.hurry();
        }
        Ok(())
    }
}

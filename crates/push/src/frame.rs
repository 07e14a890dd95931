//! A message that is encoded when the first session wants it, and once for all of them.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use tokio_tungstenite::tungstenite::Bytes;
use wire::{Filter, ServerMessage};

use crate::encoding::Encoding;

/// One message in all the forms that sessions ask for. Clones are handles to the same.
///
/// Most forms are never wanted, and encoding takes as long as the rest of a hand's way from
/// the log to the socket: so it is done by the first session that has a use for it.
#[derive(Clone)]
pub struct Frame(Arc<Shared>);

struct Shared {
    write: Write,
    /// Whether forms differ; else all sessions share the usual one.
    has_forms: bool,
    /// By encoding, then by form.
    frames: [[OnceLock<Bytes>; Form::COUNT]; Encoding::COUNT],
}

/// Writes the text of a message in a form.
type Write = Box<dyn Fn(Form) -> String + Send + Sync>;

/// In which form a session wants the messages of hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Form {
    /// `detail=full`.
    pub full: bool,
    /// `hide_hole_cards`.
    pub hides_hole_cards: bool,
}

impl Form {
    const COUNT: usize = 4;

    /// The one that a filter asks for.
    pub(crate) fn of(filter: &Filter) -> Self {
        Self { full: filter.is_full(), hides_hole_cards: filter.hides_hole_cards() }
    }

    fn index(self) -> usize {
        usize::from(self.full) + 2 * usize::from(self.hides_hole_cards)
    }
}

impl Frame {
    /// A message whose text in a form this function writes.
    pub fn new(write: impl Fn(Form) -> String + Send + Sync + 'static) -> Self {
        let (write, frames) = (Box::new(write), Default::default());
        Self(Arc::new(Shared { write, has_forms: true, frames }))
    }

    /// The message that this function makes, which is the same in every form.
    pub fn of(message: impl Fn() -> ServerMessage + Send + Sync + 'static) -> Self {
        let (write, frames) = (Box::new(move |_| wire::encode(&message())), Default::default());
        Self(Arc::new(Shared { write, has_forms: false, frames }))
    }

    /// The message as it is sent: a whole WebSocket frame.
    pub(crate) fn bytes(&self, form: Form, encoding: Encoding) -> Bytes {
        let Shared { write, has_forms, frames } = &*self.0;
        let form = if *has_forms { form } else { Form::default() };
        let write = || encoding.frame(&write(form));
        match frames.get(encoding.index()).and_then(|forms| forms.get(form.index())) {
            Some(cell) => cell.get_or_init(write).clone(),
            None => write(),
        }
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Frame").field(&(self.0.write)(Form::default())).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use wire::{Pong, ServerMessage};

    use super::{Encoding, Form, Frame};

    /// How often a message is written when each form is wanted twice in each encoding.
    fn times_written(frame: impl FnOnce(Arc<AtomicUsize>) -> Frame) -> usize {
        let count = Arc::new(AtomicUsize::new(0));
        let frame = frame(Arc::clone(&count));
        for _ in 0..2 {
            for encoding in Encoding::ALL {
                for (full, hides_hole_cards) in
                    [(false, false), (true, false), (false, true), (true, true)]
                {
                    frame.bytes(Form { full, hides_hole_cards }, encoding);
                }
            }
        }
        count.load(Ordering::Relaxed)
    }

    #[test]
    fn a_message_is_written_once_for_all_who_want_the_same() {
        let forms = times_written(|count| {
            Frame::new(move |_| count.fetch_add(1, Ordering::Relaxed).to_string())
        });
        let plain = times_written(|count| {
            Frame::of(move || {
                let timestamp = count.fetch_add(1, Ordering::Relaxed).to_string();
                ServerMessage::Pong(Pong { timestamp, id: None })
            })
        });
        assert_eq!((forms, plain), (8, 2));
    }
}

//! A message that is encoded when the first session wants it, and once for all of them.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use crate::encoding::Encoding;

/// One message in all the forms that sessions ask for. Clones are handles to the same.
///
/// Most forms are never wanted, and encoding takes as long as the rest of a hand's way from
/// the log to the socket: so it is done by the first session that has a use for it.
#[derive(Clone)]
pub struct Frame(Arc<Shared>);

struct Shared {
    write: Write,
    /// By encoding, then by form.
    messages: [[OnceLock<Message>; Form::COUNT]; Encoding::COUNT],
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

    fn index(self) -> usize {
        usize::from(self.full) + 2 * usize::from(self.hides_hole_cards)
    }
}

impl Frame {
    /// A message whose text in a form this function writes.
    pub fn new(write: impl Fn(Form) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared { write: Box::new(write), messages: Default::default() }))
    }

    /// The message as it is sent.
    pub(crate) fn message(&self, form: Form, encoding: Encoding) -> Message {
        let Shared { write, messages } = &*self.0;
        let write = || encoding.message(Utf8Bytes::from(write(form)));
        match messages.get(encoding.index()).and_then(|forms| forms.get(form.index())) {
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

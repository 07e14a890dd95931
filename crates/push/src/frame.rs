//! A message that is encoded when the first session wants it, and once for all of them.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use tokio_tungstenite::tungstenite::Utf8Bytes;

/// One message in all the forms that sessions ask for. Clones are handles to the same.
///
/// Most forms are never wanted, and encoding takes as long as the rest of a hand's way from
/// the log to the socket: so it is done by the first session that has a use for it.
#[derive(Clone)]
pub struct Frame(Arc<Shared>);

struct Shared {
    encode: Encode,
    texts: [OnceLock<Utf8Bytes>; Form::COUNT],
}

/// Writes the text of a message in a form.
type Encode = Box<dyn Fn(Form) -> String + Send + Sync>;

/// In which form a session wants the messages of hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Form {
    /// `detail=full`.
    pub full: bool,
}

impl Form {
    const COUNT: usize = 2;

    fn index(self) -> usize {
        usize::from(self.full)
    }
}

impl Frame {
    /// A message whose text in a form this function writes.
    pub fn new(encode: impl Fn(Form) -> String + Send + Sync + 'static) -> Self {
        let texts = [const { OnceLock::new() }; Form::COUNT];
        Self(Arc::new(Shared { encode: Box::new(encode), texts }))
    }

    /// The text in this form.
    pub(crate) fn text(&self, form: Form) -> Utf8Bytes {
        match self.0.texts.get(form.index()) {
            Some(cell) => cell.get_or_init(|| (self.0.encode)(form).into()).clone(),
            None => (self.0.encode)(form).into(),
        }
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Frame").field(&self.text(Form::default())).finish()
    }
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        self.text(Form::default()) == other.text(Form::default())
    }
}

impl Eq for Frame {}

//! A text as the log keeps it.

use std::{cell::RefCell, io, sync::LazyLock};

use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
    zstd_safe::{CParameter, compress_bound, find_frame_compressed_size, get_frame_content_size},
};

/// What the texts of the client have in common; made by the example `dictionary`. It is part
/// of the format of the log: its number stands in every packed text.
const DICTIONARY: &[u8] = include_bytes!("packed/1.dictionary");

/// The level of zstd: the third takes a tenth longer for all that is done to a text before it is
/// written, and saves 7 % of the log.
const LEVEL: i32 = 1;

/// No text of the log is longer unpacked: the splitter puts a longer one into quarantine.
/// What claims to be is damaged, and must not be given that much memory.
const LONGEST: u64 = 16 << 20;

/// The raw text of an entry, packed: a frame of zstd with a dictionary and with a checksum
/// over the text, so that damage is noticed whatever the database says.
///
/// Packing takes some microseconds; do it where the text is parsed, not where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// Packs a text.
    ///
    /// # Errors
    /// There is no memory for it.
    pub fn new(text: &[u8]) -> io::Result<Self> {
        thread_local! {
            static PACKER: RefCell<Option<Packer>> = const { RefCell::new(None) };
        }
        PACKER.with_borrow_mut(|slot| match slot {
            Some(packer) => packer.pack(text),
            None => slot.insert(Packer::new()?).pack(text),
        })
    }

    /// The packed form.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text.
    ///
    /// # Errors
    /// The packed form is damaged.
    pub fn text(&self) -> io::Result<Vec<u8>> {
        unpack(&self.0)
    }
}

/// What a thread packs texts with.
struct Packer {
    compressor: Compressor<'static>,
    /// Room for the longest form that a text could have.
    room: Vec<u8>,
}

impl Packer {
    fn new() -> io::Result<Self> {
        static PREPARED: LazyLock<EncoderDictionary<'_>> =
            LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
        let mut compressor = Compressor::with_prepared_dictionary(&PREPARED)?;
        compressor.set_parameter(CParameter::ChecksumFlag(true))?;
        Ok(Self { compressor, room: Vec::new() })
    }

    fn pack(&mut self, text: &[u8]) -> io::Result<Packed> {
        self.room.clear();
        self.room.reserve(compress_bound(text.len()));
        self.compressor.compress_to_buffer(text, &mut self.room)?;
        // A batch of texts in the room that each of them could have needed would make an import
        // slower by three parts in a hundred.
        Ok(Packed(self.room.as_slice().to_vec()))
    }
}

/// The text of a packed form.
pub(crate) fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    static PREPARED: LazyLock<DecoderDictionary<'_>> =
        LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));
    thread_local! {
        static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    let length = get_frame_content_size(packed).ok().flatten().filter(|&length| length <= LONGEST);
    let length = length.and_then(|length| usize::try_from(length).ok());
    let length = length.ok_or_else(|| io::Error::other("not a packed text"))?;
    DECOMPRESSOR.with_borrow_mut(|slot| {
        let decompressor = match slot {
            Some(decompressor) => decompressor,
            None => slot.insert(Decompressor::with_prepared_dictionary(&PREPARED)?),
        };
        decompressor.decompress(packed, length)
    })
}

/// The text of the packed form that some bytes begin with.
pub(crate) fn at_start(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = find_frame_compressed_size(bytes).ok()?;
    unpack(bytes.get(..length)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{Packed, unpack};

    const TEXT: &str = "Winamax Poker - CashGame - HandId: #1-2-1700000000 - Holdem no limit \
                        (0.01€/0.02€) - 2023/11/14 22:13:20 UTC\nTable: 'Nice' 5-max (real \
                        money) Seat #1 is the button\nSeat 1: ana (2€)\nSeat 2: bob (2€)\n";

    #[test]
    fn what_is_packed_is_unpacked_whatever_it_is() {
        for text in [TEXT.as_bytes(), b"", b"\0\xff\xfe", &[7; 100_000]] {
            assert_eq!(Packed::new(text).unwrap().text().unwrap(), text);
        }
    }

    #[test]
    fn the_phrases_of_the_client_take_hardly_any_room() {
        let packed = Packed::new(TEXT.as_bytes()).unwrap().as_bytes().len();
        assert!(packed * 2 < TEXT.len(), "{packed} of {} bytes", TEXT.len());
    }

    #[test]
    fn a_changed_bit_is_noticed_wherever_it_is() {
        let packed = Packed::new(TEXT.as_bytes()).unwrap();
        for at in 0..packed.as_bytes().len() * 8 {
            let mut damaged = packed.as_bytes().to_vec();
            damaged[at / 8] ^= 1 << (at % 8);
            let text = unpack(&damaged).ok();
            assert!(text.is_none_or(|text| text == TEXT.as_bytes()), "bit {at}");
        }
    }

    #[test]
    fn a_length_that_no_text_has_is_not_believed() {
        let mut huge = Packed::new(TEXT.as_bytes()).unwrap().as_bytes().to_vec();
        // The last bits of the frame's descriptor say how many bytes its length has: eight.
        huge[4] |= 0b1100_0000;
        assert!(unpack(&huge).is_err());
    }
}

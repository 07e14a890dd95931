//! Public keys.

use tokio_rustls::rustls::pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};

/// What stands before the 32 bytes of every Ed25519 public key (RFC 8410): nothing in it varies.
const ED25519_HEAD: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The bytes of the first key of a PEM text, if it is an Ed25519 one.
pub(super) fn ed25519(pem: &str) -> Option<[u8; 32]> {
    let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).ok()?;
    der.strip_prefix(&ED25519_HEAD)?.try_into().ok()
}

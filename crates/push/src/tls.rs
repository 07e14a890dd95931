//! TLS: the certificate of the daemon.

use std::{fmt, io, sync::Arc};

use tokio::net::TcpStream;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::aws_lc_rs::default_provider,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
    server::TlsStream,
};

/// What is spoken inside: no more than the server has without TLS.
const ALPN: &[u8] = b"http/1.1";

/// The first byte of a TLS connection: that of a handshake record.
const HANDSHAKE: u8 = 22;

/// The certificate of the daemon and its key, ready for connections. Clones share them.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// There is no certificate in the text.
    #[error("it holds no certificate in PEM form (BEGIN CERTIFICATE)")]
    NoCertificate,
    /// There is no key in the text.
    #[error("it holds no private key in PEM form (BEGIN PRIVATE KEY), or an encrypted one")]
    NoKey,
    /// They do not belong together, or cannot be used.
    #[error("certificate and key cannot be used: {0}")]
    Unusable(rustls::Error),
}

/// What TLS holds back of what it has taken. The outlet cannot see how that goes on: with the
/// library's 64 KiB a client that reads slowly but steadily would seem to take nothing.
const BUFFER_BYTES: usize = 4 * 1024;

impl Tls {
    /// Of a chain of certificates, the daemon's own first, and the key of that one, both in PEM
    /// form.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|_| TlsError::NoCertificate)?;
        if certificates.is_empty() {
            return Err(TlsError::NoCertificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::NoKey)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Unusable)?
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .map_err(TlsError::Unusable)?;
        config.alpn_protocols = vec![ALPN.to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// Shakes hands with a client, unless its first byte shows that it speaks no TLS.
    pub(crate) async fn greet(&self, stream: TcpStream) -> io::Result<Greeting> {
        let mut first = [0];
        stream.peek(&mut first).await?;
        if first != [HANDSHAKE] {
            return Ok(Greeting::Plain(stream));
        }
        let mut stream = self.0.accept(stream).await?;
        stream.get_mut().1.set_buffer_limit(Some(BUFFER_BYTES));
        Ok(Greeting::Tls(Box::new(stream)))
    }
}

/// How a client began.
pub(crate) enum Greeting {
    Tls(Box<TlsStream<TcpStream>>),
    Plain(TcpStream),
}

/// Shows no key.
impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

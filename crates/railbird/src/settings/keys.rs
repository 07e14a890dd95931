//! The keys that tokens are checked with and that TLS needs, from where the options say.

use std::{fmt::Display, path::Path};

use push::{Tls, TlsError, token::Verifier};

use super::{BadConfiguration, OtherNames, RunOptions, Secret, bad, config_file};

/// What tokens are checked with.
enum Keys {
    None,
    /// At most two; the first one signs.
    Secrets(Vec<String>),
    /// The text of a PEM file, checked.
    PublicKey(Verifier),
}

/// What checks tokens, if anything is set up for that.
pub(super) fn verifier(options: &RunOptions) -> Result<Option<Verifier>, BadConfiguration> {
    let verifier = match keys(options)? {
        Keys::None => return Ok(None),
        Keys::Secrets(secrets) => Verifier::with_secrets(&secrets)
            .map_err(|error| bad(&format!("jwt_secret and jwt_secret_file: {error}")))?,
        Keys::PublicKey(verifier) => verifier,
    };
    let leeway = options.jwt_leeway.unwrap_or_default();
    Ok(Some(verifier.leeway(leeway.duration())))
}

/// The secret that signs tokens, from what was said, the environment and the file.
///
/// # Errors
/// [`BadConfiguration`], also if there is none.
pub(crate) fn signing_secret(
    said: RunOptions,
    other: &OtherNames,
) -> Result<Secret, BadConfiguration> {
    let file = config_file(said.config.as_deref())?;
    let options = said.over(other.options()).over(file);
    match keys(&options)? {
        Keys::Secrets(secrets) => match secrets.into_iter().next() {
            Some(secret) => Ok(Secret(secret)),
            None => Err(bad(NO_SECRET)),
        },
        Keys::None => Err(bad(NO_SECRET)),
        Keys::PublicKey(_) => Err(bad(
            "only jwt_public_key is set, which checks tokens and cannot sign them: sign where the \
             private key is",
        )),
    }
}

const NO_SECRET: &str = "there is no secret to sign with: write one to a file with \
                         `openssl rand -hex 32`, and name the file in jwt_secret_file for \
                         the daemon too";

fn keys(options: &RunOptions) -> Result<Keys, BadConfiguration> {
    let mut secrets = Vec::new();
    for Secret(secret) in &options.jwt_secret {
        check(secret, &"jwt_secret")?;
        secrets.push(secret.clone());
    }
    for path in &options.jwt_secret_file {
        let text = read_text("jwt_secret_file", path)?;
        let secret = text.trim_end_matches(['\r', '\n']);
        check(secret, &format_args!("jwt_secret_file {}", path.display()))?;
        secrets.push(secret.to_owned());
    }
    let Some(path) = &options.jwt_public_key else {
        return Ok(if secrets.is_empty() { Keys::None } else { Keys::Secrets(secrets) });
    };
    if !secrets.is_empty() {
        return Err(bad(
            "jwt_public_key and a secret (jwt_secret, jwt_secret_file, JWT_SECRET) are both set: \
             one algorithm checks all tokens, so keep one of them",
        ));
    }
    let verifier = Verifier::with_public_key(&read_text("jwt_public_key", path)?)
        .map_err(|error| bad(&format!("jwt_public_key {}: {error}", path.display())))?;
    Ok(Keys::PublicKey(verifier))
}

/// Says where a secret comes from that cannot be one.
fn check(secret: &str, origin: &dyn Display) -> Result<(), BadConfiguration> {
    let alone = Verifier::with_secrets(&[secret.to_owned()]);
    alone.map(drop).map_err(|error| bad(&format!("{origin}: {error}")))
}

/// The certificate, if there is one.
pub(super) fn tls(options: &RunOptions) -> Result<Option<Tls>, BadConfiguration> {
    let (cert, key) = match (&options.tls_cert, &options.tls_key) {
        (None, None) => return Ok(None),
        (Some(_), None) => return Err(bad("tls_cert is set, but not tls_key: TLS needs both")),
        (None, Some(_)) => return Err(bad("tls_key is set, but not tls_cert: TLS needs both")),
        (Some(cert), Some(key)) => (cert, key),
    };
    let tls = Tls::from_pem(&read("tls_cert", cert)?, &read("tls_key", key)?);
    let (cert, key) = (cert.display(), key.display());
    tls.map(Some).map_err(|error| {
        bad(&match &error {
            TlsError::NoCertificate => format!("tls_cert {cert}: {error}"),
            TlsError::NoKey => format!("tls_key {key}: {error}"),
            _ => format!("tls_cert {cert} with tls_key {key}: {error}"),
        })
    })
}

fn read_text(option: &str, path: &Path) -> Result<String, BadConfiguration> {
    String::from_utf8(read(option, path)?)
        .map_err(|_| bad(&format!("{option} {}: it is not a text", path.display())))
}

fn read(option: &str, path: &Path) -> Result<Vec<u8>, BadConfiguration> {
    std::fs::read(path)
        .map_err(|error| bad(&format!("{option}: cannot read {}: {error}", path.display())))
}

//! JSON Web Tokens: what lets a connection in where a secret or a public key is set.
//!
//! Which algorithm a token must have is decided by the key that is configured, never by the
//! token. Times are compared with the moment that the caller gives.

mod claims;
mod key;

use std::{fmt, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, crypto::verify, dangerous::insecure_decode_claims,
    decode_header, encode, errors::ErrorKind,
};

use self::claims::{Claims, Issued};
use crate::access::{Access, every_room};

/// The shortest secret, in bytes: as long as the hash that it makes (RFC 7518, 3.2).
const LEAST_SECRET_BYTES: usize = 32;

/// Secrets at the same time: the one that signs, and the one before it.
const MAX_SECRETS: usize = 2;

/// The longest leeway. With more of it, `exp` would not mean much.
pub const MAX_LEEWAY: Duration = Duration::from_secs(60);

/// Checks tokens against the keys of the configuration.
#[derive(Clone)]
pub struct Verifier {
    keys: Vec<DecodingKey>,
    algorithm: Algorithm,
    leeway: TimeDelta,
}

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no secret at all.
    #[error("there is no secret")]
    NoSecret,
    /// There are more secrets than a change of secrets needs.
    #[error("there are {0} secrets: at most {MAX_SECRETS} are in force at the same time")]
    TooManySecrets(usize),
    /// A secret that could be guessed.
    #[error(
        "a secret of {0} bytes is too short: {LEAST_SECRET_BYTES} are the least; \
         `openssl rand -hex 32` makes one"
    )]
    ShortSecret(usize),
    /// It is no Ed25519 public key.
    #[error(
        "it is no Ed25519 public key in PEM form (BEGIN PUBLIC KEY): \
         `openssl pkey -in private.pem -pubout` makes one of a private key"
    )]
    NoPublicKey,
}

/// Why a token lets nobody in, in words for the author of a client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It is not three parts, or they hold something else.
    #[error("the token is no JWT: it may have been cut off or copied wrong")]
    Malformed,
    /// It is signed in another way than the configured key asks for.
    #[error("the token has the wrong algorithm: this daemon takes {0} alone")]
    WrongAlgorithm(&'static str),
    /// Its header asks for something that must be understood and is not.
    #[error("the header of the token has crit: no extension is understood here")]
    CriticalHeader,
    /// It was signed with another key, or changed.
    #[error("the signature of the token is wrong: it was made with another key, or changed")]
    BadSignature,
    /// `exp` has passed.
    #[error("the token has expired: get a new one")]
    Expired,
    /// `nbf` is still to come.
    #[error("the token is not valid yet: nbf lies in the future of this machine's clock")]
    NotYetValid,
    /// A claim that every token needs.
    #[error("the token has no {0}, which every token needs")]
    MissingClaim(&'static str),
    /// A claim of a wrong type or without a meaning.
    #[error("the claim {claim} of the token is wrong: it must be {expected}")]
    BadClaim {
        /// Its name.
        claim: &'static str,
        /// What stands there in a good token.
        expected: &'static str,
    },
}

impl Verifier {
    /// Takes tokens that are signed by HS256 with one of these secrets.
    ///
    /// # Errors
    /// [`KeyError`]: there is none, one is too short, or there are more than two.
    pub fn with_secrets(secrets: &[String]) -> Result<Self, KeyError> {
        if secrets.is_empty() {
            return Err(KeyError::NoSecret);
        }
        if MAX_SECRETS < secrets.len() {
            return Err(KeyError::TooManySecrets(secrets.len()));
        }
        let keys = secrets.iter().map(|secret| {
            long_enough(secret)?;
            Ok(DecodingKey::from_secret(secret.as_bytes()))
        });
        let keys = keys.collect::<Result<_, _>>()?;
        Ok(Self { keys, algorithm: Algorithm::HS256, leeway: TimeDelta::zero() })
    }

    /// Takes tokens that are signed by EdDSA with the private key behind this public one, an
    /// Ed25519 key in PEM form.
    ///
    /// # Errors
    /// [`KeyError::NoPublicKey`].
    pub fn with_public_key(pem: &str) -> Result<Self, KeyError> {
        let key = key::ed25519(pem).ok_or(KeyError::NoPublicKey)?;
        let keys = vec![DecodingKey::from_ed_der(&key)];
        Ok(Self { keys, algorithm: Algorithm::EdDSA, leeway: TimeDelta::zero() })
    }

    /// How far the clocks of who signs and who checks may differ: [`MAX_LEEWAY`] at most.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = TimeDelta::from_std(leeway.min(MAX_LEEWAY)).unwrap_or_default();
        self
    }

    /// What the holder of this token may do at this moment.
    ///
    /// # Errors
    /// [`TokenError`]: nothing.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Result<Access, TokenError> {
        let header = decode_header(token).map_err(|error| match error.kind() {
            // It is JSON, but has no `alg`, or one that is in no list, such as `none`.
            ErrorKind::Json(error) if error.is_data() => self.wrong_algorithm(),
            _ => TokenError::Malformed,
        })?;
        if header.alg != self.algorithm {
            return Err(self.wrong_algorithm());
        }
        if header.crit.is_some() {
            return Err(TokenError::CriticalHeader);
        }
        self.admit(self.claims(token)?, now)
    }

    /// What is signed in a token.
    fn claims(&self, token: &str) -> Result<Claims, TokenError> {
        let (message, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let mut is_signed = false;
        for key in &self.keys {
            is_signed |= verify(signature, message.as_bytes(), key, self.algorithm)
                .map_err(|_| TokenError::Malformed)?;
        }
        if !is_signed {
            return Err(TokenError::BadSignature);
        }
        // The library's own reading of claims looks at the clock and stumbles over wrong types.
        insecure_decode_claims(token).map_err(|_| TokenError::Malformed)
    }

    fn admit(&self, claims: Claims, now: DateTime<Utc>) -> Result<Access, TokenError> {
        let claims = claims.read()?;
        let expires_at = claims.exp + self.leeway;
        if expires_at <= now {
            return Err(TokenError::Expired);
        }
        if claims.nbf.is_some_and(|nbf| now + self.leeway < nbf) {
            return Err(TokenError::NotYetValid);
        }
        Ok(Access {
            user: Some(claims.sub),
            expires_at: Some(expires_at),
            patterns: claims.rooms.unwrap_or_else(every_room),
            publish: claims.publish,
            admin: claims.admin,
        })
    }

    fn wrong_algorithm(&self) -> TokenError {
        TokenError::WrongAlgorithm(match self.algorithm {
            Algorithm::EdDSA => "EdDSA",
            _ => "HS256",
        })
    }
}

/// Shows no key.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("algorithm", &self.algorithm)
            .field("keys", &self.keys.len())
            .field("leeway", &self.leeway)
            .finish()
    }
}

/// What a token is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Whom it names.
    pub sub: String,
    /// Patterns of the rooms that it lets in to; none means all rooms.
    pub rooms: Vec<String>,
    /// Whether it lets publish.
    pub publish: bool,
    /// Whether it lets administer.
    pub admin: bool,
    /// How long it holds.
    pub ttl: Duration,
}

/// Why a token cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The secret is not one that is taken.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What it is to say would be refused.
    #[error("the token would be refused: {0}")]
    Grant(TokenError),
    /// The library cannot sign.
    #[error("the token cannot be signed: {0}")]
    Signing(String),
}

/// A token of this grant, signed by HS256 and checked once.
///
/// # Errors
/// [`SignError`].
pub fn sign(secret: &str, grant: &Grant, now: DateTime<Utc>) -> Result<String, SignError> {
    let verifier = Verifier::with_secrets(&[secret.to_owned()])?;
    let key = EncodingKey::from_secret(secret.as_bytes());
    let claims = Issued::new(grant, now);
    let token = encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|error| SignError::Signing(error.to_string()))?;
    verifier.check(&token, now).map_err(SignError::Grant)?;
    Ok(token)
}

fn long_enough(secret: &str) -> Result<(), KeyError> {
    match secret.len() {
        LEAST_SECRET_BYTES.. => Ok(()),
        length => Err(KeyError::ShortSecret(length)),
    }
}

#[cfg(test)]
mod tests;

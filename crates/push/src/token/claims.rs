//! The claims of a token, as they are written and as they are meant.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{Grant, TokenError};

/// The end of the year 9999, in seconds. What lies behind it is most likely in milliseconds,
/// and would never expire.
const LATEST: i64 = 253_402_300_799;

/// What a time must be.
const A_TIME: &str = "a number of seconds since 1970, such as 1800000000";

/// The claims that mean something here, as they stand in the token. All others are ignored.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    #[serde(default)]
    sub: Claim<String>,
    #[serde(default)]
    exp: Claim<f64>,
    #[serde(default)]
    nbf: Claim<f64>,
    #[serde(default)]
    rooms: Claim<Vec<String>>,
    #[serde(default)]
    publish: Claim<bool>,
    #[serde(default)]
    admin: Claim<bool>,
    /// With this, only an object is taken: a list would be read in the order of the fields.
    #[serde(flatten)]
    _others: IgnoredAny,
}

/// A claim, whatever its type is: a wrong one must not look like none.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Claim<T> {
    Good(T),
    Wrong(IgnoredAny),
    #[default]
    #[serde(skip)]
    Missing,
}

impl<T> Claim<T> {
    fn read(self, claim: &'static str, expected: &'static str) -> Result<Option<T>, TokenError> {
        match self {
            Self::Good(value) => Ok(Some(value)),
            Self::Wrong(_) => Err(TokenError::BadClaim { claim, expected }),
            Self::Missing => Ok(None),
        }
    }
}

/// What the claims mean.
#[derive(Debug)]
pub(super) struct Meaning {
    pub(super) sub: String,
    pub(super) exp: DateTime<Utc>,
    pub(super) nbf: Option<DateTime<Utc>>,
    /// None means all rooms.
    pub(super) rooms: Option<Vec<String>>,
    pub(super) publish: bool,
    pub(super) admin: bool,
}

impl Claims {
    /// # Errors
    /// [`TokenError::MissingClaim`] and [`TokenError::BadClaim`].
    pub(super) fn read(self) -> Result<Meaning, TokenError> {
        let a_name = "a text that is not empty";
        let sub = self.sub.read("sub", a_name)?.ok_or(TokenError::MissingClaim("sub"))?;
        if sub.is_empty() {
            return Err(TokenError::BadClaim { claim: "sub", expected: a_name });
        }
        let exp = time(self.exp, "exp")?.ok_or(TokenError::MissingClaim("exp"))?;
        let nbf = time(self.nbf, "nbf")?;
        let rooms = self.rooms.read("rooms", "a list of texts")?;
        let is_set =
            |claim: Claim<bool>, name| Ok(claim.read(name, "true or false")?.unwrap_or_default());
        let (publish, admin) = (is_set(self.publish, "publish")?, is_set(self.admin, "admin")?);
        Ok(Meaning { sub, exp, nbf, rooms, publish, admin })
    }
}

fn time(claim: Claim<f64>, name: &'static str) -> Result<Option<DateTime<Utc>>, TokenError> {
    let Some(seconds) = claim.read(name, A_TIME)? else { return Ok(None) };
    let wrong = TokenError::BadClaim { claim: name, expected: A_TIME };
    let since_1970 = Duration::try_from_secs_f64(seconds).ok();
    let since_1970 = since_1970.and_then(|since| TimeDelta::from_std(since).ok());
    match since_1970 {
        Some(since) if since.num_seconds() <= LATEST => Ok(Some(DateTime::UNIX_EPOCH + since)),
        _ => Err(wrong),
    }
}

/// The claims of a token that is made here.
#[derive(Debug, Serialize)]
pub(super) struct Issued<'a> {
    sub: &'a str,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    rooms: &'a [String],
    publish: bool,
    admin: bool,
}

impl<'a> Issued<'a> {
    pub(super) fn new(
        Grant { sub, rooms, publish, admin, ttl }: &'a Grant,
        now: DateTime<Utc>,
    ) -> Self {
        let iat = now.timestamp();
        let ttl = i64::try_from(ttl.as_secs()).unwrap_or(i64::MAX);
        let exp = iat.saturating_add(ttl);
        Self { sub, iat, exp, rooms, publish: *publish, admin: *admin }
    }
}

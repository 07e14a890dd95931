//! What a client asks for in the address of `/ws`.

use store::{Epoch, Seq};

use crate::Form;

/// The longest `client_name`, in characters: enough for a program, its version and a table.
const MAX_CLIENT_NAME: usize = 100;

/// How a session starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Join {
    /// How the client calls itself.
    pub(crate) client_name: Option<String>,
    /// Resume after this entry.
    pub(crate) since: Option<Seq>,
    /// Which log `since` belongs to; without it, the current one.
    pub(crate) epoch: Option<Epoch>,
    /// Send entries of both origins even without `since`.
    pub(crate) backfill: bool,
    /// `detail`.
    pub(crate) form: Form,
}

/// A parameter that cannot be read or is not served.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("parameter {name:?}: {reason}")]
pub(crate) struct BadParameter {
    name: String,
    reason: String,
}

/// Reads the parameters. Names that the protocol does not know are ignored.
pub(crate) fn parse(pairs: &[(String, String)]) -> Result<Join, BadParameter> {
    let mut join = Join::default();
    for (index, (name, value)) in pairs.iter().enumerate() {
        let bad = |reason: String| BadParameter { name: name.clone(), reason };
        let again = pairs.iter().take(index).any(|(earlier, _)| earlier == name);
        if again && PARAMETERS.contains(&name.as_str()) {
            return Err(bad("given twice".to_owned()));
        }
        match name.as_str() {
            "client_name" => join.client_name = Some(client_name(value).map_err(bad)?),
            "since" => join.since = Some(seq(value).map_err(bad)?),
            "epoch" => join.epoch = Some(Epoch(value.clone())),
            "backfill" => join.backfill = one_of(value, ["false", "true"]).map_err(bad)?,
            "detail" => join.form.full = one_of(value, ["summary", "full"]).map_err(bad)?,
            "encoding" if value != "json" => {
                return Err(bad(format!("this version serves only json, not {value:?}")));
            }
            "room" if value != "hands" => {
                return Err(bad(format!("this version serves only the room hands, not {value:?}")));
            }
            "token" | "filter" | "resume_token" => {
                return Err(bad("this version does not serve it; leave it out".to_owned()));
            }
            _ => {}
        }
    }
    Ok(join)
}

/// The parameters that stand once. `room` may be repeated.
const PARAMETERS: [&str; 6] = ["client_name", "since", "epoch", "backfill", "detail", "encoding"];

/// Whether the value is the second of the two.
fn one_of(value: &str, [no, yes]: [&str; 2]) -> Result<bool, String> {
    if value == yes {
        return Ok(true);
    }
    if value == no { Ok(false) } else { Err(format!("expected {no} or {yes}, not {value:?}")) }
}

fn seq(value: &str) -> Result<Seq, String> {
    value.parse().map(Seq).map_err(|_| format!("expected a seq like 0 or 42, not {value:?}"))
}

fn client_name(value: &str) -> Result<String, String> {
    if MAX_CLIENT_NAME < value.chars().count() {
        return Err(format!("longer than {MAX_CLIENT_NAME} characters"));
    }
    if value.chars().any(char::is_control) {
        return Err("contains a control character".to_owned());
    }
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use store::{Epoch, Seq};

    use super::{Form, Join, parse};

    fn check(query: &str) -> Result<Join, String> {
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (name.to_owned(), value.to_owned())
        };
        let pairs: Vec<_> = query.split('&').filter(|part| !part.is_empty()).map(pair).collect();
        parse(&pairs).map_err(|error| error.to_string())
    }

    #[test]
    fn what_the_protocol_knows_is_read_and_the_rest_ignored() {
        assert_eq!(check(""), Ok(Join::default()));
        assert_eq!(check("theme=dark&theme=light&room=hands&room=hands"), Ok(Join::default()));
        let all = "client_name=my HUD&since=42&epoch=e1&backfill=true&detail=full&encoding=json";
        assert_eq!(
            check(all),
            Ok(Join {
                client_name: Some("my HUD".to_owned()),
                since: Some(Seq(42)),
                epoch: Some(Epoch("e1".to_owned())),
                backfill: true,
                form: Form { full: true },
            })
        );
        assert_eq!(check("backfill=false&detail=summary"), Ok(Join::default()));
    }

    #[test]
    fn a_parameter_that_cannot_be_read_is_named() {
        let long = format!("client_name={}", "x".repeat(101));
        for (query, name, word) in [
            ("since=", "since", "seq"),
            ("since=-1", "since", "-1"),
            ("since=1.5", "since", "1.5"),
            ("since=18446744073709551616", "since", "seq"),
            ("since=1&since=2", "since", "twice"),
            ("backfill=1", "backfill", "true"),
            ("detail=all", "detail", "summary or full"),
            ("encoding=deflate", "encoding", "only json"),
            ("room=hands&room=tables", "room", "tables"),
            ("token=abc", "token", "leave it out"),
            ("filter={}", "filter", "leave it out"),
            ("resume_token=x", "resume_token", "leave it out"),
            ("client_name=a\nb", "client_name", "control"),
            (long.as_str(), "client_name", "longer than 100"),
        ] {
            let error = check(query).unwrap_err();
            assert!(error.contains(&format!("{name:?}")), "{query}: {error}");
            assert!(error.contains(word), "{query}: {error}");
        }
    }
}

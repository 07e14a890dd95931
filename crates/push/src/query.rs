//! What a client asks for in the address of `/ws`.

use store::{Epoch, Seq};
use wire::{BadRoom, Filter, Room};

use crate::encoding::Encoding;

/// The longest `client_name`, in characters: enough for a program, its version and a table.
const MAX_CLIENT_NAME: usize = 100;

/// How a session starts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Join {
    /// How the client calls itself.
    pub(crate) client_name: Option<String>,
    /// What says who it is; from the address, or better from a header.
    pub(crate) token: Option<String>,
    /// The rooms to join; none means the default.
    pub(crate) rooms: Vec<Room>,
    /// The filter, with what `detail` says.
    pub(crate) filter: Filter,
    /// Resume after this entry.
    pub(crate) since: Option<Seq>,
    /// Which log `since` belongs to; without it, the current one.
    pub(crate) epoch: Option<Epoch>,
    /// Send entries of both origins even without `since`.
    pub(crate) backfill: bool,
    /// The session to take back.
    pub(crate) resume_token: Option<String>,
    /// The form of the messages; without it, that of the subprotocol.
    pub(crate) encoding: Encoding,
}

/// A parameter that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("parameter {name:?}: {reason}")]
pub(crate) struct BadParameter {
    name: String,
    reason: String,
}

/// Reads the parameters, for a connection that may be in so many rooms and whose subprotocol,
/// if it offers one, has this encoding. Names that the protocol does not know are ignored.
pub(crate) fn parse(
    pairs: &[(String, String)],
    max_rooms: usize,
    subprotocol: Option<Encoding>,
) -> Result<Join, BadParameter> {
    let mut join = Join { encoding: subprotocol.unwrap_or_default(), ..Join::default() };
    let mut full = None;
    for (index, (name, value)) in pairs.iter().enumerate() {
        let bad = |reason: String| BadParameter { name: name.clone(), reason };
        let again = pairs.iter().take(index).any(|(earlier, _)| earlier == name);
        if again && SINGLE.contains(&name.as_str()) {
            return Err(bad("given twice".to_owned()));
        }
        match name.as_str() {
            "client_name" => join.client_name = Some(client_name(value).map_err(bad)?),
            "token" => join.token = Some(value.clone()),
            "room" => {
                let room: Room = value.parse().map_err(|error: BadRoom| bad(error.to_string()))?;
                if !join.rooms.contains(&room) {
                    join.rooms.push(room);
                }
                if max_rooms < join.rooms.len() {
                    return Err(bad(format!("more than {max_rooms} rooms: see max_rooms")));
                }
            }
            "filter" => {
                let filter = Filter::decode(value);
                join.filter =
                    filter.map_err(|error| bad(format!("expected a JSON object: {error}")))?;
            }
            "since" => join.since = Some(seq(value).map_err(bad)?),
            "epoch" => join.epoch = Some(Epoch(value.clone())),
            "backfill" => join.backfill = one_of(value, ["false", "true"]).map_err(bad)?,
            "detail" => full = Some(one_of(value, ["summary", "full"]).map_err(bad)?),
            "resume_token" => join.resume_token = Some(value.clone()),
            "encoding" => {
                let deflate = one_of(value, [Encoding::Json.name(), Encoding::Deflate.name()]);
                let deflate = deflate.map_err(bad)?;
                let asked = if deflate { Encoding::Deflate } else { Encoding::Json };
                if subprotocol.is_some_and(|offered| offered != asked) {
                    return Err(bad("the subprotocol says something else".to_owned()));
                }
                join.encoding = asked;
            }
            _ => {}
        }
    }
    if let Some(full) = full {
        join.filter.set_full(full);
    }
    Ok(join)
}

/// The parameters that stand once. `room` may be repeated.
const SINGLE: [&str; 9] = [
    "client_name",
    "token",
    "filter",
    "since",
    "epoch",
    "backfill",
    "detail",
    "resume_token",
    "encoding",
];

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
    use wire::{Filter, Room};

    use super::{Encoding, Join, parse};

    fn check(query: &str) -> Result<Join, String> {
        check_with(query, None)
    }

    fn check_with(query: &str, subprotocol: Option<Encoding>) -> Result<Join, String> {
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (name.to_owned(), value.to_owned())
        };
        let pairs: Vec<_> = query.split('&').filter(|part| !part.is_empty()).map(pair).collect();
        parse(&pairs, 3, subprotocol).map_err(|error| error.to_string())
    }

    #[test]
    fn what_the_protocol_knows_is_read_and_the_rest_ignored() {
        assert_eq!(check(""), Ok(Join::default()));
        assert_eq!(check("theme=dark&theme=light"), Ok(Join::default()));
        let all = "client_name=my HUD&token=abc&since=42&epoch=e1&backfill=true&detail=full\
                   &encoding=deflate&room=hands&room=table:Nice&room=hands&resume_token=r\
                   &filter={\"hero_only\":true}";
        let mut filter = Filter::decode("{\"hero_only\":true}").unwrap();
        filter.set_full(true);
        assert_eq!(
            check(all),
            Ok(Join {
                client_name: Some("my HUD".to_owned()),
                token: Some("abc".to_owned()),
                rooms: vec![Room::Hands, Room::Table("Nice".to_owned())],
                filter,
                since: Some(Seq(42)),
                epoch: Some(Epoch("e1".to_owned())),
                backfill: true,
                resume_token: Some("r".to_owned()),
                encoding: Encoding::Deflate,
            })
        );
        let plain = check("backfill=false&detail=summary&encoding=json").unwrap();
        assert!(!plain.filter.is_full() && !plain.backfill);
    }

    #[test]
    fn the_encoding_of_the_subprotocol_holds_and_is_not_contradicted() {
        let deflate = Some(Encoding::Deflate);
        for query in ["", "encoding=deflate"] {
            assert_eq!(check_with(query, deflate).unwrap().encoding, Encoding::Deflate);
        }
        assert!(check_with("encoding=json", deflate).unwrap_err().contains("subprotocol"));
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
            ("encoding=gzip", "encoding", "deflate"),
            ("room=", "room", "hands"),
            ("room=chat:A B", "room", "chat"),
            ("room=hands&room=tables&room=chat:a&room=chat:b", "room", "max_rooms"),
            ("filter=", "filter", "value"),
            ("filter={\"heros\":1}", "filter", "heros"),
            ("client_name=a\nb", "client_name", "control"),
            (long.as_str(), "client_name", "longer than 100"),
        ] {
            let error = check(query).unwrap_err();
            assert!(error.contains(&format!("{name:?}")), "{query}: {error}");
            assert!(error.contains(word), "{query}: {error}");
        }
    }
}

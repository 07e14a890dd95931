//! Every message as it stands in `fixtures/wire`, which tools outside are tested against.
//!
//! A golden file changes only by adding fields. `UPDATE_GOLDEN=1 cargo test -p wire` writes
//! them again, for a reviewer to look at.

mod connection;
mod hand;
mod http;
mod request;
mod results;
mod room;
mod stats;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    path::{Path, PathBuf},
};

use hand_history::{Hand, HandText, parse};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{RequestId, ServerMessage, message_schema};

const NOW: &str = "2026-01-02T03:04:05.678Z";
const EPOCH: &str = "5f0c1d2e3b4a5968";
const CLIENT: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

/// Checks a value against its golden file, in both directions.
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let golden = compare(name, &(serde_json::to_string_pretty(value).unwrap() + "\n"));
    assert_eq!(&serde_json::from_str::<T>(&golden).unwrap(), value, "{name} does not read back");
}

/// Checks a text against a golden file, or writes it; returns the file.
fn compare(name: &str, text: &str) -> String {
    let path = folder().join(format!("{name}.json"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, golden, "{name} is not what {} says", path.display());
    golden
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn folder() -> PathBuf {
    fixtures().join("wire")
}

/// A hand of the fixtures, and the length of its text.
pub(crate) fn hand(fixture: &str) -> (Hand, u64) {
    let bytes = std::fs::read(fixtures().join(fixture)).unwrap();
    let length = bytes.len() as u64;
    (parse(&HandText { offset: 0, bytes: bytes.into() }).unwrap(), length)
}

fn id() -> Option<RequestId> {
    Some(RequestId::Text("a7".to_owned()))
}

/// All golden files by their names.
pub(crate) fn files() -> BTreeMap<String, Value> {
    let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap())
        })
        .collect()
}

/// The types that a definition of the schema allows.
fn types_of(definition: &str) -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(&message_schema()).unwrap();
    let cases = schema["$defs"][definition]["oneOf"].as_array().unwrap();
    cases
        .iter()
        .map(|case| case["properties"]["type"]["const"].as_str().unwrap().to_owned())
        .collect()
}

/// The types of the golden files, of requests or of messages.
fn golden_types(requests: bool) -> BTreeSet<String> {
    files()
        .into_iter()
        .filter(|(name, _)| is_request(name) == requests)
        .filter_map(|(_, file)| file["type"].as_str().map(str::to_owned))
        .filter(|kind| kind.as_str() != "about:blank")
        .collect()
}

#[test]
fn every_message_has_a_golden_file() {
    let types = types_of("ServerMessage");
    assert_eq!(golden_types(false), types);
    for (name, file) in files() {
        if file["type"].as_str().is_some_and(|kind| types.contains(kind)) && !is_request(&name) {
            let message: ServerMessage = serde_json::from_value(file.clone()).unwrap();
            assert_eq!(serde_json::to_value(&message).unwrap(), file, "{name}");
        }
    }
}

fn is_request(name: &str) -> bool {
    name.starts_with("request_")
}

#[test]
fn every_request_has_a_golden_file() {
    assert_eq!(golden_types(true), types_of("ClientMessage"));
}

//! What a daemon wrote to its data directory and sent to its client, in order.

use std::{collections::HashMap, path::Path};

/// Options of `strace` that make it tell all of that.
pub(crate) const OPTIONS: &[&str] = &[
    "-y",
    "-xx",
    "-s",
    "1000000",
    "-e",
    "trace=openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,sendto",
];

/// Something that happened, with the places in the trace where it began and ended.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) began: usize,
    pub(crate) ended: usize,
    pub(crate) act: Act,
}

/// Files are named as in the data directory.
#[derive(Debug)]
pub(crate) enum Act {
    Create {
        file: String,
        empty: bool,
    },
    Write {
        file: String,
        offset: u64,
        bytes: Vec<u8>,
    },
    Append {
        file: String,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        length: u64,
    },
    Remove {
        file: String,
    },
    Sync {
        file: String,
    },
    SyncFolder,
    /// Entries by seq and id; the id of a tournament's result is empty.
    Send(Vec<(u64, String)>),
}

/// The trace of what daemons did with this directory, one after the other.
pub(crate) fn read(trace: &str, directory: &Path) -> Vec<Event> {
    let mut unfinished: HashMap<&str, (usize, &str)> = HashMap::new();
    let mut events = Vec::new();
    for (number, line) in trace.lines().enumerate() {
        let Some((process, line)) = line.split_once(' ') else { continue };
        let line = line.trim_start();
        let (began, call, result) = if let Some(call) = line.strip_suffix(" <unfinished ...>") {
            unfinished.insert(process, (number, call));
            continue;
        } else if line.starts_with("<... ") {
            let Some((began, call)) = unfinished.remove(process) else { continue };
            (began, call, line)
        } else {
            (number, line, line)
        };
        let Some((_, result)) = result.rsplit_once("= ") else { continue };
        if result.starts_with(['-', '?']) {
            continue;
        }
        if let Some(act) = act(call, directory) {
            events.push(Event { began, ended: number, act });
        }
    }
    events.sort_by_key(|event| event.began);
    events
}

/// What a call does, if it concerns the directory or the client.
fn act(call: &str, directory: &Path) -> Option<Act> {
    let (name, arguments) = call.split_once('(')?;
    let strings: Vec<&str> = arguments.split('"').collect();
    let text = |index: usize| strings.get(index).map(|text| unhex(text));
    if name == "sendto" {
        return Some(Act::Send(entries(&String::from_utf8_lossy(&text(1)?))));
    }
    let path = match name {
        "openat" | "unlink" | "rename" => text(1)?,
        _ => unhex(strings[0].split(['<', '>']).nth(1)?),
    };
    let path = String::from_utf8(path).ok()?;
    let is_sync = name == "fsync" || name == "fdatasync";
    if is_sync && Path::new(&path) == directory {
        return Some(Act::SyncFolder);
    }
    let file = Path::new(&path).strip_prefix(directory).ok()?.to_str()?.to_owned();
    // The index of what was written ahead is shared memory, and made anew at the next start.
    if file.is_empty() || file.ends_with("-shm") {
        return None;
    }
    let last_number = |text: &str| -> Option<u64> {
        let text = text.split(')').next()?;
        text.rsplit(", ").next()?.parse().ok()
    };
    match name {
        "openat" if strings[2].contains("O_CREAT") => {
            Some(Act::Create { file, empty: strings[2].contains("O_TRUNC") })
        }
        "pwrite64" => Some(Act::Write { file, offset: last_number(strings[2])?, bytes: text(1)? }),
        "write" => Some(Act::Append { file, bytes: text(1)? }),
        "ftruncate" => Some(Act::Truncate { file, length: last_number(strings[0])? }),
        "unlink" => Some(Act::Remove { file }),
        "rename" => panic!("{file} is renamed, which the replay does not know"),
        _ if is_sync => Some(Act::Sync { file }),
        _ => None,
    }
}

/// The bytes of `\x41\x42`; what is none of that is passed over.
fn unhex(text: &str) -> Vec<u8> {
    let pairs = text.split("\\x").skip(1);
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

/// The entries in what was sent.
fn entries(text: &str) -> Vec<(u64, String)> {
    let mut entries = Vec::new();
    for part in text.split("{\"type\":\"").skip(1) {
        let mut words = part.split(['"', ':', ',']).filter(|word| !word.is_empty());
        let kind = words.next();
        if kind != Some("new_hand") && kind != Some("tournament_result") {
            continue;
        }
        let seq = words.by_ref().skip_while(|word| *word != "seq").nth(1).unwrap();
        let id = if kind == Some("new_hand") { words.nth(1).unwrap() } else { "" };
        entries.push((seq.parse().unwrap(), id.to_owned()));
    }
    entries
}

//! What was written against what is in the log and what the client was told.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
};

use hand_history::HandText;
use store::{Entry, Origin, Range, Seq, Store, Text};

use super::{pen::Written, witness::Sight};
use crate::support::dealt;

/// What is wrong, text by text; empty lists are what everything is about.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// Written, and not in the log.
    pub(crate) lost: Vec<String>,
    /// More than once in the log.
    pub(crate) doubled: Vec<String>,
    /// In the log, and not written like that.
    pub(crate) foreign: Vec<String>,
    /// Before one that stands before it in its file.
    pub(crate) disordered: Vec<String>,
    /// Numbers that are not those from 1 on.
    pub(crate) numbers: Vec<u64>,
    /// In the log, and never told.
    pub(crate) untold: Vec<u64>,
    /// Told twice, out of order, or as another one.
    pub(crate) mistold: Vec<Sight>,
}

impl Verdict {
    pub(crate) fn is_clean(&self) -> bool {
        self.parts().iter().all(|(_, count, _)| *count == 0)
    }

    /// Each kind of fault with how often it occurs and the first time.
    fn parts(&self) -> [(&str, usize, String); 7] {
        let Self { lost, doubled, foreign, disordered, numbers, untold, mistold } = self;
        [
            ("lost", lost.len(), format!("{:?}", lost.first())),
            ("doubled", doubled.len(), format!("{:?}", doubled.first())),
            ("foreign", foreign.len(), format!("{:?}", foreign.first())),
            ("disordered", disordered.len(), format!("{:?}", disordered.first())),
            ("numbers", numbers.len(), format!("{:?}", numbers.first())),
            ("untold", untold.len(), format!("{:?}", untold.first())),
            ("mistold", mistold.len(), format!("{:?}", mistold.first())),
        ]
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_clean() {
            return f.write_str("nothing is wrong");
        }
        for (name, count, first) in self.parts() {
            if 0 < count {
                write!(f, "{name}: {count}, first {first}; ")?;
            }
        }
        Ok(())
    }
}

/// The log that a daemon has left.
pub(crate) fn log_of(data_dir: &Path) -> Vec<Entry> {
    let store = Store::open(data_dir).unwrap();
    assert_eq!(store.recovery(), None, "the log was damaged");
    let (after, up_to) = (Seq(0), store.totals().top);
    let range = Range { after, up_to, limit: usize::MAX, live_only: false, newest_first: false };
    store.reader().unwrap().entries(range).unwrap()
}

/// Holds the log and what the client saw against what was written.
pub(crate) fn judge(written: &Written, log: &[Entry], sights: &[Sight]) -> Verdict {
    let mut verdict = judge_log(written, log);
    hear(&mut verdict, log, sights);
    verdict
}

/// Holds the log against what was written.
pub(crate) fn judge_log(written: &Written, log: &[Entry]) -> Verdict {
    let mut verdict = Verdict::default();
    let mut found = BTreeSet::new();
    let mut ends: BTreeMap<String, u64> = BTreeMap::new();
    for (entry, number) in log.iter().zip(1..) {
        if entry.seq.0 != number {
            verdict.numbers.push(entry.seq.0);
        }
        let name = Path::new(&entry.file).file_name().unwrap().to_str().unwrap().to_owned();
        let Some((offset, text)) = text_of(entry) else {
            verdict.foreign.push(format!("{:?}", entry.text));
            continue;
        };
        let place = (name.clone(), offset);
        let text = String::from_utf8_lossy(text);
        match written.0.get(&place) {
            Some(original) if original.trim_end() == text.trim_end() => {}
            _ => verdict.foreign.push(format!("{place:?}")),
        }
        let end = ends.entry(name).or_insert(0);
        if offset < *end {
            verdict.disordered.push(format!("{place:?}"));
        }
        *end = offset;
        if !found.insert(place.clone()) {
            verdict.doubled.push(format!("{place:?}"));
        }
    }
    let lost = written.0.keys().filter(|place| !found.contains(*place));
    verdict.lost = lost.map(|place| format!("{place:?}")).collect();
    verdict
}

/// Every entry must have been told once, and in order.
fn hear(verdict: &mut Verdict, log: &[Entry], sights: &[Sight]) {
    let mut told = BTreeSet::new();
    let mut last = 0;
    for sight in sights {
        let entry = usize::try_from(sight.seq).ok().and_then(|seq| log.get(seq.checked_sub(1)?));
        let is_it = entry.is_some_and(|entry| id_of(entry) == sight.id);
        if !is_it || sight.seq <= last {
            verdict.mistold.push(sight.clone());
        }
        last = sight.seq;
        told.insert(sight.seq);
    }
    verdict.untold =
        log.iter().map(|entry| entry.seq.0).filter(|seq| !told.contains(seq)).collect();
}

fn text_of(entry: &Entry) -> Option<(u64, &[u8])> {
    match &entry.text {
        Text::Hand(text) => Some((text.offset, &text.bytes)),
        Text::Summary { text, .. } => Some((text.offset, &text.bytes)),
        Text::Damaged(_) => None,
    }
}

/// What a client is told that an entry is: the id of the hand, or of the tournament.
pub(crate) fn id_of(entry: &Entry) -> String {
    let id = match &entry.text {
        Text::Hand(text) => hand_history::parse(text).map(|hand| hand.id.to_string()),
        Text::Summary { text, .. } => {
            hand_history::parse_summary(text).map(|one| one.id.to_string())
        }
        Text::Damaged(reason) => return reason.clone(),
    };
    id.unwrap_or_else(|error| error.to_string())
}

/// A fault that `make` makes in a log without one, and what is said of it.
fn fault(make: impl FnOnce(&mut Vec<Entry>, &mut Vec<Sight>)) -> String {
    let mut written = Written::default();
    let (mut log, mut sights) = (Vec::new(), Vec::new());
    let mut offset = 0;
    for (seq, hand) in (1..).zip(dealt(81, 4)) {
        let text = HandText { offset, bytes: hand.text.clone().into_bytes().into() };
        let (file, origin) = ("folder/one.txt".to_owned(), Origin::Live);
        log.push(Entry { seq: Seq(seq), origin, file, text: Text::Hand(text) });
        sights.push(Sight { seq, id: hand.hand.id.to_string() });
        let length = hand.text.len() as u64;
        written.0.insert(("one.txt".to_owned(), offset), hand.text);
        offset += length;
    }
    make(&mut log, &mut sights);
    judge(&written, &log, &sights).to_string()
}

#[test]
fn every_kind_of_fault_is_seen() {
    assert_eq!(fault(|_, _| {}), "nothing is wrong");
    let lost = fault(|log, sights| {
        log.pop();
        sights.pop();
    });
    assert!(lost.starts_with("lost: 1") && !lost.contains("told"), "{lost}");
    let doubled = fault(|log, sights| {
        log.push(Entry { seq: Seq(5), ..log[3].clone() });
        sights.push(Sight { seq: 5, ..sights[3].clone() });
    });
    assert!(doubled.starts_with("doubled: 1") && !doubled.contains("told"), "{doubled}");
    let changed = fault(|log, _| {
        let Text::Hand(text) = &mut log[1].text else { return };
        text.bytes.to_mut()[20] ^= 1;
    });
    assert!(changed.starts_with("foreign: 1"), "{changed}");
    let swapped = fault(|log, sights| {
        for list in [0, 1] {
            (log[list].seq, log[list + 1].seq) = (log[list + 1].seq, log[list].seq);
            log.swap(list, list + 1);
        }
        sights.clear();
    });
    assert!(swapped.starts_with("disordered: 1") && swapped.contains("untold: 4"), "{swapped}");
    let hole = fault(|log, _| log[3].seq = Seq(5));
    assert!(hole.starts_with("numbers: 1"), "{hole}");
    let untold = fault(|_, sights| drop(sights.remove(2)));
    assert!(untold.starts_with("untold: 1"), "{untold}");
    let twice = fault(|_, sights| sights.insert(2, sights[1].clone()));
    assert!(twice.starts_with("mistold: 1"), "{twice}");
    let another = fault(|_, sights| sights[2].id.push('x'));
    assert!(another.starts_with("mistold: 1"), "{another}");
}

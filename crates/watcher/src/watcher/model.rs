//! Random histories of files against a model that is too simple to be wrong: the files themselves.
//!
//! Every complete line that is there at the end was delivered, and none was delivered twice unless
//! its file was truncated, replaced or renamed.

use std::collections::{BTreeMap, HashSet};
use std::fs;

use proptest::prelude::*;

use super::bench::Bench;
use super::*;

const FILES: [&str; 3] = ["20260101_a.txt", "20260102_b.txt", "20260103_c.txt"];

#[derive(Debug, Clone)]
enum Action {
    /// The next bytes of an endless text of numbered lines, cut anywhere.
    Append {
        file: usize,
        len: usize,
    },
    Truncate {
        file: usize,
        percent: u64,
    },
    Replace {
        file: usize,
        lines: usize,
    },
    Rename {
        from: usize,
        to: usize,
    },
    Read,
    /// Chunks are delivered, and the process dies before it commits.
    Crash,
    Restart,
    Wait {
        millis: u64,
    },
}

fn action() -> impl Strategy<Value = Action> {
    let file = 0..FILES.len();
    prop_oneof![
        8 => (file.clone(), 1usize..9_000).prop_map(|(file, len)| Action::Append { file, len }),
        1 => (file.clone(), 0u64..100).prop_map(|(file, percent)| Action::Truncate { file, percent }),
        1 => (file.clone(), 0usize..300).prop_map(|(file, lines)| Action::Replace { file, lines }),
        1 => (file.clone(), file).prop_map(|(from, to)| Action::Rename { from, to }),
        6 => Just(Action::Read),
        1 => Just(Action::Crash),
        1 => Just(Action::Restart),
        2 => (0u64..700).prop_map(|millis| Action::Wait { millis }),
    ]
}

/// What the world does, and what it therefore may see twice.
#[derive(Debug, Default)]
struct World {
    next_line: usize,
    /// What is left of the line that each file is in the middle of.
    unwritten: BTreeMap<usize, Vec<u8>>,
    may_repeat: HashSet<String>,
}

impl World {
    fn line(&mut self) -> Vec<u8> {
        self.next_line += 1;
        format!("{:08} {}\n", self.next_line, "x".repeat(self.next_line % 50)).into_bytes()
    }

    /// Whatever is in the file now may be delivered again.
    fn disturb(&mut self, bench: &Bench, file: usize) {
        self.may_repeat.extend(complete_lines(bench, file));
        self.unwritten.remove(&file);
    }

    fn act(&mut self, bench: &mut Bench, action: &Action) {
        match *action {
            Action::Append { file, len } => {
                let mut text = self.unwritten.remove(&file).unwrap_or_default();
                while text.len() < len {
                    text.extend(self.line());
                }
                self.unwritten.insert(file, text.split_off(len));
                bench.append(FILES[file], text);
            }
            Action::Truncate { file, percent } => {
                self.disturb(bench, file);
                if let Ok(metadata) = fs::metadata(bench.path(FILES[file])) {
                    bench.truncate(FILES[file], metadata.len() * percent / 100);
                }
            }
            Action::Replace { file, lines } => {
                self.disturb(bench, file);
                let text: Vec<u8> = (0..lines).flat_map(|_| self.line()).collect();
                bench.replace(FILES[file], text);
            }
            Action::Rename { from, to } => {
                self.disturb(bench, from);
                self.disturb(bench, to);
                drop(fs::rename(bench.path(FILES[from]), bench.path(FILES[to])));
            }
            Action::Read => bench.settle(),
            Action::Crash => {
                drop(bench.scan());
                bench.restart();
            }
            Action::Restart => bench.restart(),
            Action::Wait { millis } => bench.now += Duration::from_millis(millis),
        }
    }
}

fn complete_lines(bench: &Bench, file: usize) -> Vec<String> {
    let text = fs::read_to_string(bench.path(FILES[file])).unwrap_or_default();
    text.split_inclusive('\n')
        .filter_map(|line| line.strip_suffix('\n'))
        .map(str::to_owned)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_line_is_delivered_and_none_twice(actions in prop::collection::vec(action(), 1..40)) {
        let mut bench = Bench::new();
        let mut world = World::default();
        for action in &actions {
            world.act(&mut bench, action);
        }
        bench.settle();
        let mut times: HashMap<String, usize> = HashMap::new();
        for line in bench.take_lines() {
            *times.entry(line).or_default() += 1;
        }
        for line in (0..FILES.len()).flat_map(|file| complete_lines(&bench, file)) {
            prop_assert!(times.contains_key(&line), "lost: {line}");
        }
        for (line, times) in times {
            prop_assert!(times == 1 || world.may_repeat.contains(&line), "{times} times: {line}");
        }
    }
}

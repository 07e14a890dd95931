//! Random histories of files against a model that is too simple to be wrong: the files themselves.
//!
//! Every complete line that is there at the end was delivered, and none was delivered twice unless
//! its file was truncated, replaced, renamed, copied or deleted. A longer run: `RAILBIRD_TEST_LONG=1`.

use std::collections::{BTreeMap, HashSet};
use std::fs;

use proptest::prelude::*;

use super::bench::Bench;
use super::*;

const FILES: [&str; 4] =
    ["20260101_a.txt", "x/20260102_b.txt", "x/20260103_c.txt", "x/y/20260104_d.txt"];

const FOLDERS: [&str; 2] = ["x", "x/y"];

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
    Copy {
        from: usize,
        to: usize,
    },
    Delete {
        file: usize,
    },
    DeleteFolder {
        folder: usize,
    },
    RenameFolder {
        folder: usize,
    },
    /// The system announces a change, true or not, and what it brings is consumed.
    Hint {
        file: usize,
    },
    /// One round with a part of a full scan.
    Scan,
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
        1 => (file.clone(), file.clone()).prop_map(|(from, to)| Action::Rename { from, to }),
        1 => (file.clone(), file.clone()).prop_map(|(from, to)| Action::Copy { from, to }),
        1 => file.clone().prop_map(|file| Action::Delete { file }),
        1 => (0..FOLDERS.len()).prop_map(|folder| Action::DeleteFolder { folder }),
        1 => (0..FOLDERS.len()).prop_map(|folder| Action::RenameFolder { folder }),
        3 => file.prop_map(|file| Action::Hint { file }),
        4 => Just(Action::Scan),
        4 => Just(Action::Read),
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

    fn disturb_folder(&mut self, bench: &Bench, folder: &str) {
        let inside = |file: &usize| FILES[*file].starts_with(folder);
        (0..FILES.len()).filter(inside).for_each(|file| self.disturb(bench, file));
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
                bench.make_folder_of(FILES[to]);
                drop(fs::rename(bench.path(FILES[from]), bench.path(FILES[to])));
            }
            Action::Copy { from, to } => {
                self.may_repeat.extend(complete_lines(bench, from));
                self.disturb(bench, to);
                bench.make_folder_of(FILES[to]);
                if from != to && fs::copy(bench.path(FILES[from]), bench.path(FILES[to])).is_ok() {
                    bench.touch(FILES[to]);
                }
            }
            Action::Delete { file } => {
                self.disturb(bench, file);
                drop(fs::remove_file(bench.path(FILES[file])));
            }
            Action::DeleteFolder { folder } => {
                self.disturb_folder(bench, FOLDERS[folder]);
                drop(fs::remove_dir_all(bench.path(FOLDERS[folder])));
            }
            Action::RenameFolder { folder } => {
                self.disturb_folder(bench, FOLDERS[folder]);
                let aside = bench.path("aside");
                drop(fs::remove_dir_all(&aside));
                drop(fs::rename(bench.path(FOLDERS[folder]), aside));
            }
            Action::Hint { file } => {
                bench.hint(FILES[file]);
                let events = bench.step(Duration::ZERO);
                bench.consume(events);
            }
            Action::Scan => {
                let events = bench.scan();
                bench.consume(events);
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

fn config() -> ProptestConfig {
    let cases = if std::env::var_os("RAILBIRD_TEST_LONG").is_some() { 10_000 } else { 200 };
    ProptestConfig { cases, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_line_is_delivered_and_none_twice(actions in prop::collection::vec(action(), 1..40)) {
        let mut bench = Bench::new();
        let mut world = World::default();
        for action in &actions {
            // So few that changes fall between the parts of a scan.
            bench.watcher.patrol.entries_per_round = 3;
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

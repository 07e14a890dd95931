//! Real histories, where they stand beside the project: every text reads, and money balances
//! but for the exceptions that are named here, each with its reason.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a failed step should fail its test, and a skipped one should say so"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use hand_history::{Block, Splitter, parse, parse_summary};

/// Texts that are no hands: the start of the file's name, what is said, how often, and why.
const NO_HANDS: &[(&str, &str, usize)] = &[
    // The result page of the web site, saved as a summary.
    ("embedded__pyfpdb__regression-test-files__summaries__Winamax__17045686", "stray", 9),
];

/// Warnings of real hands: the start of the warning, how many hands have it, and why.
const ODD_HANDS: &[(&str, usize)] = &[
    // 2010 counts half chips and collects whole ones.
    ("ledger_off_by:0.50", 4),
    // A player without a seat in the hand, in 2010, in two copies.
    ("unknown_line:Player30 deny BB 0€", 2),
];

/// The files of the corpus, or none with a message.
fn files() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let Ok(folders) = fs::read_dir(&corpus) else {
        eprintln!("skipped: there is no corpus of real hands beside the project");
        return Vec::new();
    };
    let folders = folders.map(|folder| folder.unwrap().path()).filter(|path| path.is_dir());
    let mut files: Vec<PathBuf> = folders
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
}

/// All blocks of a file, the last one complete or not.
fn blocks(bytes: &[u8]) -> Vec<Block<'_>> {
    let mut splitter = Splitter::new(0, bytes);
    std::iter::from_fn(|| splitter.next().or_else(|| splitter.rest())).collect()
}

#[test]
fn every_real_text_reads_and_its_money_balances() {
    let mut errors: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut warnings: BTreeMap<String, usize> = BTreeMap::new();
    let (mut hands, mut summaries) = (0, 0);
    for file in files() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for block in blocks(&fs::read(&file).unwrap()) {
            let read = match block {
                Block::Stray(_) => Err("stray".to_owned()),
                Block::Hand(text) => {
                    hands += 1;
                    parse(&text).map(|hand| hand.warnings).map_err(|error| error.to_string())
                }
                Block::Summary(text) => {
                    summaries += 1;
                    let summary = parse_summary(&text);
                    summary.map(|summary| summary.warnings).map_err(|error| error.to_string())
                }
            };
            match read {
                Ok(odd) => odd
                    .iter()
                    .for_each(|warning| *warnings.entry(warning.to_string()).or_default() += 1),
                Err(error) => *errors.entry((name.clone(), error)).or_default() += 1,
            }
        }
    }
    if hands == 0 {
        return;
    }
    for ((file, error), count) in &errors {
        let known = NO_HANDS.iter().any(|(start, said, times)| {
            file.starts_with(start) && error.starts_with(said) && times == count
        });
        assert!(known, "{file}: {error}, {count} times");
    }
    for (warning, count) in &warnings {
        let known =
            ODD_HANDS.iter().any(|(start, times)| warning.starts_with(start) && times == count);
        assert!(known, "{warning}, {count} times");
    }
    assert_eq!((errors.len(), warnings.len()), (NO_HANDS.len(), ODD_HANDS.len()));
    assert!(30_000 < hands && 2_000 < summaries, "{hands} hands and {summaries} summaries");
}

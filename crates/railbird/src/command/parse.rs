//! `railbird parse`: texts to hands, as JSON lines.

use std::{
    io::{self, BufWriter, Read as _, Write},
    path::Path,
    process::ExitCode,
};

use hand_history::{Block, Splitter, parse};
use rayon::prelude::*;
use wire::HandJson;

use super::say;
use crate::{
    cli::{HandFormat, ParseOptions},
    pseudonyms::Names,
    publish::source,
    settings,
};

/// Texts that are parsed before their hands are printed: enough to keep the cores busy.
const TEXTS_AT_ONCE: usize = 4096;

pub(super) fn run(options: &ParseOptions) -> anyhow::Result<ExitCode> {
    let HandFormat::Json = options.format;
    let names = match options.shown.anonymize {
        true => Names::new(true, &settings::data_dir(options.shown.log.clone())?)?,
        false => Names::default(),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut all_are_hands = true;
    for file in &options.files {
        let name = file.display().to_string();
        match read(file) {
            Ok(bytes) => all_are_hands &= print_hands((&name, &names), &bytes, &mut out)?,
            Err(error) => {
                all_are_hands = false;
                say(&format!("{name}: {error}"));
            }
        }
    }
    out.flush()?;
    Ok(if all_are_hands { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Prints the hands of a file, and errors for its other texts; whether there were none.
fn print_hands(
    (name, names): (&str, &Names),
    bytes: &[u8],
    out: &mut impl Write,
) -> anyhow::Result<bool> {
    let mut splitter = Splitter::new(0, bytes);
    let mut blocks = std::iter::from_fn(|| splitter.next().or_else(|| splitter.rest()));
    let mut all_are_hands = true;
    let mut lines = Lines { bytes, counted: (0, 1) };
    loop {
        let texts: Vec<Block<'_>> = blocks.by_ref().take(TEXTS_AT_ONCE).collect();
        if texts.is_empty() {
            return Ok(all_are_hands);
        }
        let results: Vec<_> =
            texts.par_iter().filter_map(|text| line((name, names), text)).collect();
        for result in results {
            match result {
                Ok(json) => writeln!(out, "{json}")?,
                Err((offset, line, reason)) => {
                    all_are_hands = false;
                    out.flush()?;
                    let line = lines.of(offset) + u64::from(line) - 1;
                    say(&format!("{name}:{line}: {reason}"));
                }
            }
        }
    }
}

/// The JSON of a text, or where it is no hand and why. Summaries are no hands and no errors.
fn line(
    (name, names): (&str, &Names),
    block: &Block<'_>,
) -> Option<Result<String, (u64, u32, String)>> {
    let text = match block {
        Block::Hand(text) => text,
        Block::Summary(_) => return None,
        Block::Stray(stray) => {
            return Some(Err((stray.offset, 1, stray.reason().to_owned())));
        }
    };
    Some(match parse(text) {
        Ok(hand) => {
            let place = (text.offset, text.bytes.len() as u64);
            let source = source(names, Path::new(name), place);
            Ok(wire::encode(&HandJson::new(&names.hand(hand), Some(source))))
        }
        Err(error) => Err((text.offset, error.line, error.reason.to_string())),
    })
}

/// Counts the lines of a file up to offsets that only grow.
struct Lines<'a> {
    bytes: &'a [u8],
    /// An offset, and the number of the line that it is in.
    counted: (usize, u64),
}

impl Lines<'_> {
    /// The line, from 1, that this offset is in.
    fn of(&mut self, offset: u64) -> u64 {
        let (from, line) = self.counted;
        let to = usize::try_from(offset).unwrap_or(self.bytes.len());
        let between = self.bytes.get(from..to).unwrap_or_default();
        let newlines = between.iter().filter(|&&byte| byte == b'\n').count();
        self.counted = (to, line + newlines as u64);
        self.counted.1
    }
}

//! `railbird parse`: texts to hands, as JSON lines.

use std::{
    io::{self, BufWriter, Read as _, Write},
    path::Path,
    process::ExitCode,
};

use anyhow::Context;
use hand_history::{Block, HandText, Splitter, parse};
use rayon::prelude::*;
use wire::{HandJson, Source};

use crate::cli::{HandFormat, ParseOptions};

/// Texts that are parsed before their hands are printed: enough to keep the cores busy.
const TEXTS_AT_ONCE: usize = 4096;

pub(super) fn run(options: &ParseOptions) -> anyhow::Result<ExitCode> {
    let HandFormat::Json = options.format;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut all_are_hands = true;
    for file in &options.files {
        let name = file.display().to_string();
        let bytes = read(file).with_context(|| format!("cannot read {name}"))?;
        all_are_hands &= print_hands(&name, &bytes, &mut out)?;
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
fn print_hands(name: &str, bytes: &[u8], out: &mut impl Write) -> anyhow::Result<bool> {
    let mut splitter = Splitter::new(0);
    splitter.push(bytes);
    let mut blocks = std::iter::from_fn(|| splitter.next_block().or_else(|| splitter.rest()));
    let mut all_are_hands = true;
    loop {
        let texts: Vec<Block> = blocks.by_ref().take(TEXTS_AT_ONCE).collect();
        if texts.is_empty() {
            return Ok(all_are_hands);
        }
        let results: Vec<_> = texts.par_iter().filter_map(|text| line(name, text)).collect();
        for result in results {
            match result {
                Ok(json) => writeln!(out, "{json}")?,
                Err((offset, line, reason)) => {
                    all_are_hands = false;
                    out.flush()?;
                    complain(name, bytes, (offset, line), &reason);
                }
            }
        }
    }
}

/// The JSON of a text, or where it is no hand and why. Summaries are no hands and no errors.
fn line(name: &str, block: &Block) -> Option<Result<String, (u64, u32, String)>> {
    let text = match block {
        Block::Hand(text) => text,
        Block::Summary(_) => return None,
        Block::Stray(stray) => {
            let reason = "neither a hand nor a tournament summary".to_owned();
            return Some(Err((stray.offset, 1, reason)));
        }
    };
    Some(match parse(text) {
        Ok(hand) => Ok(wire::encode(&HandJson::new(&hand, Some(source(name, text))))),
        Err(error) => Err((text.offset, error.line, error.reason.to_string())),
    })
}

fn source(name: &str, text: &HandText) -> Source {
    Source { file: name.to_owned(), offset: text.offset, length: text.bytes.len() as u64 }
}

/// `file:line: reason`, with the line counted in the file.
#[expect(clippy::print_stderr, reason = "errors go to standard error, data to standard output")]
fn complain(name: &str, bytes: &[u8], (offset, line): (u64, u32), reason: &str) {
    let before = usize::try_from(offset).ok().and_then(|offset| bytes.get(..offset));
    let lines_before = before.unwrap_or_default().iter().filter(|&&byte| byte == b'\n').count();
    eprintln!("{name}:{}: {reason}", lines_before + line as usize);
}

//! What is wrong with the history folders, for the log and for `/health`.

use std::path::{Path, PathBuf};

use push::Board;
use watcher::{Chunk, Event};
use wire::{Level, Part, Status};

use crate::{history_folders::Places, pseudonyms::Names};

/// The folders that are watched, and those of them and of their files that cannot be read.
#[derive(Debug)]
pub(super) struct Folders {
    /// Where accounts are looked for; `None` when the folders were named.
    places: Option<Places>,
    roots: Vec<PathBuf>,
    missing: Vec<PathBuf>,
    blocked: Vec<(PathBuf, String)>,
    board: Board,
    /// Whether paths may name accounts.
    names: Names,
}

impl Folders {
    /// These folders or, if none are named, those of all accounts of this system.
    pub(super) fn new(named: Vec<PathBuf>, board: Board) -> Self {
        let places = if named.is_empty() { Some(Places::of_this_system()) } else { None };
        let roots = places.as_ref().map_or(named, Places::history_folders);
        let names = Names::default();
        Self { places, roots, missing: Vec::new(), blocked: Vec::new(), board, names }
    }

    /// Has clients told of players, and so of accounts, by these names.
    pub(super) fn call(&mut self, names: Names) {
        self.names = names;
    }

    /// The folders.
    pub(super) fn roots(&self) -> &[PathBuf] {
        &self.roots
    }

    /// Whether more can be found.
    pub(super) fn can_grow(&self) -> bool {
        self.places.is_some()
    }

    /// Says which folders are watched.
    pub(super) fn introduce(&self) {
        for root in &self.roots {
            tracing::info!(folder = %root.display(), "watching");
        }
        if let Some(places) = &self.places
            && self.roots.is_empty()
        {
            let places = places.in_words();
            tracing::warn!(
                "no Winamax history folder was found in {places}: still looking for one; \
                 --history names a folder"
            );
        }
        self.report();
    }

    /// The folders of accounts that are new on this system.
    pub(super) fn discover(&mut self) -> Vec<PathBuf> {
        let found = self.places.as_ref().map(Places::history_folders).unwrap_or_default();
        let new: Vec<PathBuf> =
            found.into_iter().filter(|folder| !self.roots.contains(folder)).collect();
        if !new.is_empty() {
            self.roots.extend(new.iter().cloned());
            self.report();
        }
        new
    }

    /// Notes which folders and files cannot be read, and gives back what was read.
    pub(super) fn note(&mut self, events: Vec<Event>) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        let mut is_news = false;
        for event in events {
            match event {
                Event::Chunk(chunk) => {
                    chunks.push(chunk);
                    continue;
                }
                Event::RootMissing(root) => {
                    let folder = root.display();
                    tracing::warn!(%folder, "missing, waiting for it");
                    let words = format!("the history folder {} is missing", self.names.path(&root));
                    self.board.tell(Level::Warning, "folder_missing", words);
                    self.missing.push(root);
                }
                Event::RootBack(root) => {
                    let folder = root.display();
                    tracing::info!(%folder, "found");
                    let words =
                        format!("the history folder {} is there again", self.names.path(&root));
                    self.board.tell(Level::Info, "folder_back", words);
                    self.missing.retain(|missing| *missing != root);
                }
                Event::Blocked { path, error } => {
                    tracing::warn!(path = %path.display(), %error, "cannot be read, trying again");
                    self.blocked.push((path, error));
                }
                Event::Unblocked { path } => {
                    tracing::info!(path = %path.display(), "can be read again");
                    self.blocked.retain(|(blocked, _)| *blocked != path);
                }
            }
            is_news = true;
        }
        if is_news {
            self.report();
        }
        chunks
    }

    /// What cannot be read now, and why.
    pub(super) fn trouble(&self) -> Vec<String> {
        let missing = self.missing.iter();
        let missing = missing.map(|root| format!("{} does not exist", self.names.path(root)));
        let why = |path: &Path, why: &str| format!("{}: {why}", self.names.path(path));
        missing.chain(self.blocked.iter().map(|(path, error)| why(path, error))).collect()
    }

    fn report(&self) {
        let mut trouble = self.trouble();
        if self.roots.is_empty() {
            trouble.insert(0, "no Winamax history folder was found on this system".to_owned());
        }
        let status = if trouble.is_empty() { Status::Ok } else { Status::Degraded };
        self.board.set_part("history", Part { status, detail: trouble.join("; ") });
    }
}

//! The one place that talks to `notify`: it turns the events of the system into [`Hints`].

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::hints::Hints;

/// A running back-end, or the reason why there is none. It stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Notifier {
    /// Held for its life only.
    _backend: Option<RecommendedWatcher>,
    /// Why some or all roots are not watched. What is watched still gives hints.
    pub(crate) error: Option<String>,
}

impl Notifier {
    /// Watches these folders with all that is in them. It is always a fresh back-end: an old one
    /// that is told to watch a folder again can stay deaf.
    pub(crate) fn start(roots: &[PathBuf], hints: &Arc<Hints>) -> Self {
        // Some back-ends report the real path whatever path they were given, so all are given the
        // real path, and what they report is turned back into the path by which the scan knows it.
        let names: Vec<(PathBuf, PathBuf)> = roots
            .iter()
            .filter_map(|root| Some((fs::canonicalize(root).ok()?, root.clone())))
            .collect();
        let real_roots: Vec<PathBuf> = names.iter().map(|(real, _)| real.clone()).collect();
        let hints = Arc::clone(hints);
        let created = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            hints.hear(event.map(|event| renamed(event, &names)));
        });
        let mut backend = match created {
            Ok(backend) => backend,
            Err(error) => return Self::deaf(error.to_string()),
        };
        let mut failed = None;
        for root in &real_roots {
            if let Err(error) = backend.watch(root, RecursiveMode::Recursive) {
                failed = Some(error.to_string());
            }
        }
        Self { _backend: Some(backend), error: failed }
    }

    /// No back-end, for this reason.
    pub(crate) fn deaf(error: String) -> Self {
        Self { _backend: None, error: Some(error) }
    }

    /// A back-end that seems to work and says nothing, as the real ones sometimes do.
    pub(crate) fn silent() -> Self {
        Self { _backend: None, error: None }
    }
}

fn renamed(mut event: notify::Event, names: &[(PathBuf, PathBuf)]) -> notify::Event {
    for path in &mut event.paths {
        if let Some(name) = name_of(path, names) {
            *path = name;
        }
    }
    event
}

/// The path under a root as it was given, for a path under its real path.
fn name_of(path: &Path, names: &[(PathBuf, PathBuf)]) -> Option<PathBuf> {
    names.iter().find_map(|(real, root)| Some(root.join(path.strip_prefix(real).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_path_gets_the_name_of_its_root() {
        let names = [(PathBuf::from("/private/var/hands"), PathBuf::from("/var/hands"))];
        let name = |path: &str| name_of(Path::new(path), &names);
        assert_eq!(name("/private/var/hands/a/b.txt"), Some(PathBuf::from("/var/hands/a/b.txt")));
        assert_eq!(name("/elsewhere/b.txt"), None);
    }
}

//! The files that are followed, by their paths.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use twox_hash::XxHash64;

use crate::file::File;

/// A map that is asked for thousands of long paths with every full scan. A path is compared and
/// hashed as the bytes that it is, because to do so by its components costs more than to look at
/// the file. One file must therefore always be spelled the same: a root as it was given, and the
/// way from there.
#[derive(Debug, Default)]
pub(crate) struct Files(HashMap<Spelling, File, BuildHasherDefault<XxHash64>>);

#[derive(Debug)]
struct Spelling(Arc<Path>);

impl Files {
    pub(crate) fn insert(&mut self, path: Arc<Path>, file: File) {
        self.0.insert(Spelling(path), file);
    }

    pub(crate) fn remove(&mut self, path: &Path) -> Option<File> {
        self.0.remove(path.as_os_str())
    }

    pub(crate) fn get(&self, path: &Path) -> Option<&File> {
        self.0.get(path.as_os_str())
    }

    pub(crate) fn get_mut(&mut self, path: &Path) -> Option<&mut File> {
        self.0.get_mut(path.as_os_str())
    }

    /// The file, and its path as it is shared by all who keep it.
    pub(crate) fn find(&self, path: &Path) -> Option<(&Arc<Path>, &File)> {
        let (Spelling(path), file) = self.0.get_key_value(path.as_os_str())?;
        Some((path, file))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Arc<Path>, &File)> {
        self.0.iter().map(|(Spelling(path), file)| (path, file))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Borrow<OsStr> for Spelling {
    fn borrow(&self) -> &OsStr {
        self.0.as_os_str()
    }
}

impl Hash for Spelling {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_os_str().hash(state);
    }
}

impl PartialEq for Spelling {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_os_str() == other.0.as_os_str()
    }
}

impl Eq for Spelling {}

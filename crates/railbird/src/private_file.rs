//! Files that nobody else may read.

use std::{fs, io, io::Write as _, path::Path};

/// Writes a file that only its owner may read.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::File::options();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

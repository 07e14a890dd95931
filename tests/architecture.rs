//! The shape of the code: the arrows between the crates and the size of the files.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each crate and what it may import of ours. A new arrow is a decision: it is made here,
/// in the commit that needs it, with the reason.
const ALLOWED: &[(&str, &[&str])] = &[
    ("cards", &[]),
    ("hand-history", &["cards"]),
    ("watcher", &[]),
    ("hud", &["cards", "hand-history"]),
    ("dealer", &["cards", "hand-history"]),
    ("wire", &["hand-history", "hud"]),
    ("store", &["hand-history", "hud"]),
    ("push", &["store", "wire"]),
    ("railbird", &["cards", "dealer", "hand-history", "hud", "push", "store", "watcher", "wire"]),
];

/// Tests and benches of any crate may use these as well.
const IN_TESTS: &[&str] = &["dealer", "hand-history"];

/// Third-party crates that belong to one of ours.
const FENCES: &[(&str, &str)] = &[
    ("notify", "watcher"),
    ("rusqlite", "store"),
    ("zstd", "store"),
    ("fail", "railbird"),
    ("axum", "push"),
    ("hyper", "push"),
    ("tokio-tungstenite", "push"),
    ("jsonwebtoken", "push"),
    ("prometheus-client", "push"),
    ("tokio-rustls", "push"),
    ("serde_json", "wire"),
    ("strsim", "wire"),
    ("nom", "hand-history"),
];

/// The longest file, in lines.
const LONGEST_FILE: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The names in a table of a crate's manifest.
fn dependencies(name: &str, table: &str) -> BTreeSet<String> {
    let path = root().join("crates").join(name).join("Cargo.toml");
    let manifest: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let table = manifest.get(table).and_then(toml::Value::as_table);
    table.into_iter().flat_map(toml::Table::keys).cloned().collect()
}

#[test]
fn every_crate_is_in_the_table() {
    let crates = fs::read_dir(root().join("crates")).unwrap();
    let found: BTreeSet<String> =
        crates.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let table: BTreeSet<String> = ALLOWED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, table);
}

#[test]
fn crates_import_only_what_the_table_allows() {
    let ours: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    for (name, allowed) in ALLOWED {
        for dependency in dependencies(name, "dependencies") {
            let is_ours = ours.contains(dependency.as_str());
            let fine = !is_ours || allowed.contains(&dependency.as_str());
            assert!(fine, "{name} may not depend on {dependency}");
        }
        for dependency in dependencies(name, "dev-dependencies") {
            let is_ours = ours.contains(dependency.as_str());
            let known = allowed.iter().chain(IN_TESTS);
            let fine = !is_ours || known.into_iter().any(|known| *known == dependency);
            assert!(fine, "the tests of {name} may not depend on {dependency}");
        }
    }
}

#[test]
fn each_outside_thing_is_imported_by_one_crate() {
    for (outside, owner) in FENCES {
        for (name, _) in ALLOWED {
            let imports = dependencies(name, "dependencies").contains(*outside);
            assert_eq!(imports, name == owner, "{outside} belongs to {owner}, not {name}");
        }
    }
}

#[test]
fn no_crate_may_use_unsafe_code() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    for (name, _) in ALLOWED {
        let path = root().join("crates").join(name).join("Cargo.toml");
        let manifest: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let inherits = manifest["lints"]["workspace"].as_bool();
        assert_eq!(inherits, Some(true), "{name} does not take the lints of the workspace");
    }
}

#[test]
fn no_source_file_is_too_long_to_read() {
    for folder in ["crates", "tests"] {
        for file in rust_files(&root().join(folder)) {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= LONGEST_FILE, "{} has {lines} lines", file.display());
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            files.extend(rust_files(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
    files
}

//! Where the Winamax client keeps its histories: `accounts/<pseudo>/history` below a folder
//! that depends on the system and on the age of the client.

use std::path::{Path, PathBuf};

use directories::{BaseDirs, UserDirs};

/// Folders that can hold `accounts` on this system, newest layout first.
#[derive(Debug)]
pub(crate) struct Places(Vec<PathBuf>);

impl Places {
    /// The places of this system and user.
    pub(crate) fn of_this_system() -> Self {
        let mut places = Vec::new();
        if let Some(base) = BaseDirs::new() {
            // %APPDATA%, ~/Library/Application Support, ~/.config; Linux clients under Wine
            // have folders of their own, which --history names.
            places.push(base.config_dir().join("winamax").join("documents"));
            places.push(base.home_dir().join("Winamax Poker"));
        }
        let documents = UserDirs::new().and_then(|user| user.document_dir().map(Path::to_owned));
        places.extend(documents.map(|documents| documents.join("Winamax Poker")));
        Self(places)
    }

    /// The history folders of all accounts, in a repeatable order.
    pub(crate) fn history_folders(&self) -> Vec<PathBuf> {
        let accounts = self.0.iter().flat_map(|place| std::fs::read_dir(place.join("accounts")));
        let mut folders: Vec<PathBuf> = accounts
            .flatten()
            .filter_map(|account| Some(account.ok()?.path().join("history")))
            .filter(|folder| folder.is_dir())
            .collect();
        folders.sort();
        folders.dedup();
        folders
    }

    /// The places in words, for a player whose folders are elsewhere.
    pub(crate) fn in_words(&self) -> String {
        let places: Vec<String> =
            self.0.iter().map(|place| place.join("accounts").display().to_string()).collect();
        places.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn the_folders_of_all_accounts_are_found_in_order() {
        let home = tempfile::tempdir().unwrap();
        let (new, old) = (home.path().join("new"), home.path().join("old"));
        for folder in [
            new.join("accounts/bob/history"),
            new.join("accounts/ana/history"),
            new.join("accounts/empty/data"),
            old.join("accounts/ana/history"),
        ] {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(new.join("accounts/file"), "").unwrap();
        let places = Places(vec![new.clone(), old.clone(), home.path().join("none")]);
        let expected = [
            new.join("accounts/ana/history"),
            new.join("accounts/bob/history"),
            old.join("accounts/ana/history"),
        ];
        assert_eq!(places.history_folders(), expected);
    }
}

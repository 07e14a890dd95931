//! Other names for players, for those who show their screen or share what is put out.
//!
//! A pseudonym is made of the name and of a key that stands in a file of the data directory: it
//! is the same wherever and whenever this log is shown, and nobody without the file can try out
//! which name it belongs to. The log itself keeps the names.

use std::{
    collections::HashMap,
    fs,
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context as _;
use hand_history::{Hand, TournamentSummary, Warning};
use siphasher::sip::SipHasher24;

use crate::private_file;

/// Where the key stands.
const FILE: &str = "pseudonyms.key";

/// How players are called in what leaves; clones are handles to the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Option<Arc<Pseudonyms>>);

#[derive(Debug)]
struct Pseudonyms {
    key: [u8; 16],
    /// The names behind those that were asked for.
    known: Mutex<HashMap<String, String>>,
}

impl Names {
    /// Pseudonyms, if they are wanted, with the key in this data directory; a new one if there
    /// is none yet.
    ///
    /// # Errors
    /// The file of the key cannot be read or written, or holds no key.
    pub(crate) fn new(anonymize: bool, data_dir: &Path) -> anyhow::Result<Self> {
        if !anonymize {
            return Ok(Self::default());
        }
        let file = data_dir.join(FILE);
        let key = match fs::read_to_string(&file) {
            Ok(text) => key_of(text.trim()).with_context(|| {
                format!("{} holds no key: delete it to get other pseudonyms", file.display())
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = new_key();
                fs::create_dir_all(data_dir)
                    .and_then(|()| private_file::write(&file, &format!("{key:032x}\n")))
                    .with_context(|| format!("cannot write {}", file.display()))?;
                key.to_be_bytes()
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", file.display()));
            }
        };
        Ok(Self(Some(Arc::new(Pseudonyms { key, known: Mutex::default() }))))
    }

    /// Whether players are called by other names.
    pub(crate) const fn are_others(&self) -> bool {
        self.0.is_some()
    }

    /// How a player is called.
    pub(crate) fn shown(&self, name: &str) -> String {
        match &self.0 {
            Some(pseudonyms) if !name.is_empty() => pseudonyms.of(name),
            _ => name.to_owned(),
        }
    }

    /// Who is called so, out of all players; nobody, if it is none of them.
    pub(crate) fn behind<E>(
        &self,
        shown: &str,
        all: impl FnOnce() -> Result<Vec<String>, E>,
    ) -> Result<Option<String>, E> {
        let Some(pseudonyms) = &self.0 else { return Ok(Some(shown.to_owned())) };
        let known = || pseudonyms.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = known().get(shown) {
            return Ok(Some(name.clone()));
        }
        let name = all()?.into_iter().find(|name| pseudonyms.of(name) == shown);
        if let Some(name) = &name {
            known().insert(shown.to_owned(), name.clone());
        }
        Ok(name)
    }

    /// A hand in which everybody is called so.
    pub(crate) fn hand(&self, mut hand: Hand) -> Hand {
        if self.are_others() {
            for player in &mut hand.players {
                player.name = self.shown(&player.name).into();
            }
            for warning in &mut hand.warnings {
                match warning {
                    // Whom it names, and where, nobody knows.
                    Warning::UnknownLine(line) => line.clear(),
                    Warning::Foul { player, .. } => *player = self.shown(player).into(),
                    Warning::LedgerOffBy(_)
                    | Warning::TotalPotOffBy(_)
                    | Warning::RepeatedCard(_)
                    | Warning::UndecodableBytes
                    | Warning::BoardSize(_) => {}
                }
            }
        }
        hand
    }

    /// The same of a hand that is shared, and stays as it is for the others.
    pub(crate) fn shared_hand(&self, hand: &Arc<Hand>) -> Arc<Hand> {
        match self.are_others() {
            true => Arc::new(self.hand(Hand::clone(hand))),
            false => Arc::clone(hand),
        }
    }

    /// The same of a summary that is shared.
    pub(crate) fn shared_summary(
        &self,
        summary: &Arc<TournamentSummary>,
    ) -> Arc<TournamentSummary> {
        match self.are_others() {
            true => Arc::new(self.summary(TournamentSummary::clone(summary))),
            false => Arc::clone(summary),
        }
    }

    /// A summary whose player is called so.
    pub(crate) fn summary(&self, mut summary: TournamentSummary) -> TournamentSummary {
        if let Some(player) = &mut summary.player {
            *player = self.shown(player).into();
        }
        summary
    }

    /// A path as it may be told: the folders of the client bear the names of its accounts.
    pub(crate) fn path(&self, path: &Path) -> String {
        let last = path.file_name().filter(|_| self.are_others());
        last.map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }
}

impl Pseudonyms {
    /// Fifty bits: two of a hundred thousand players are called alike once in 200,000 logs.
    fn of(&self, name: &str) -> String {
        const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write(name.as_bytes());
        let hash = hasher.finish();
        let letter = |place: u32| {
            let index = usize::try_from(hash >> (5 * place) & 31).unwrap_or_default();
            LETTERS.get(index).copied().map(char::from)
        };
        let letters: String = (0..10).filter_map(letter).collect();
        format!("Player-{letters}")
    }
}

/// The key that is written so.
fn key_of(text: &str) -> Option<[u8; 16]> {
    let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u128::from_str_radix(text, 16).ok()).flatten().map(u128::to_be_bytes)
}

/// A key that nobody can guess: the standard library draws the keys of its maps from the system's
/// source of randomness.
fn new_key() -> u128 {
    let random = || u128::from(RandomState::new().build_hasher().finish());
    random() << 64 | random()
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, fs};

    use dealer::{Game, Layout, deal_one};
    use hand_history::{Foul, Warning};

    use super::Names;

    #[test]
    fn a_player_is_called_alike_with_the_same_key_and_otherwise_with_another() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data");
        let names = Names::new(true, &data).unwrap();
        let (ana, bob) = (names.shown("ana"), names.shown("bob"));
        assert!(ana.starts_with("Player-") && ana.len() == 17 && ana != bob, "{ana} {bob}");
        assert_eq!(Names::new(true, &data).unwrap().shown("ana"), ana);
        fs::remove_file(data.join(super::FILE)).unwrap();
        assert_ne!(Names::new(true, &data).unwrap().shown("ana"), ana);
        fs::write(data.join(super::FILE), "no key").unwrap();
        let error = format!("{:#}", Names::new(true, &data).unwrap_err());
        assert!(error.contains("holds no key"), "{error}");
    }

    #[test]
    fn nobody_is_called_otherwise_when_nobody_asks() {
        let directory = tempfile::tempdir().unwrap();
        let names = Names::new(false, directory.path()).unwrap();
        assert_eq!(names.shown("ana"), "ana");
        let nobody = || Err::<Vec<String>, &str>("asked");
        assert_eq!(names.behind("ana", nobody), Ok(Some("ana".to_owned())));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_player_behind_a_pseudonym_is_found() {
        let directory = tempfile::tempdir().unwrap();
        let names = Names::new(true, directory.path()).unwrap();
        let all = || Ok::<_, Infallible>(vec!["ana".to_owned(), "bob".to_owned()]);
        for _ in 0..2 {
            let Ok(found) = names.behind(&names.shown("bob"), all);
            assert_eq!(found.as_deref(), Some("bob"));
        }
        let Ok(nobody) = names.behind("bob", all);
        assert_eq!(nobody, None);
    }

    #[test]
    fn no_name_is_left_in_a_hand() {
        let directory = tempfile::tempdir().unwrap();
        let names = Names::new(true, directory.path()).unwrap();
        let mut hand = deal_one(Game::ALL[0], Layout::Client, 3);
        for player in &hand.players {
            let foul = Foul::OutOfTurn;
            hand.warnings.push(Warning::UnknownLine(format!("{} laughs", player.name)));
            hand.warnings.push(Warning::Foul { player: player.name.clone(), foul });
        }
        let shown = names.hand(hand.clone());
        assert!(shown.warnings.iter().any(|warning| warning.to_string() == "unknown_line"));
        assert_eq!((shown.hero, shown.players.len()), (hand.hero, hand.players.len()));
        for (player, other) in hand.players.iter().zip(&shown.players) {
            assert_eq!(other.name, names.shown(&player.name));
            assert!(!format!("{shown:?}").contains(&format!("{:?}", player.name)));
            assert!(!format!("{:?}", shown.warnings).contains(&*player.name));
        }
    }
}

//! The people at the tables. Their names are as awkward as the format allows.

/// Whose client writes the hands.
pub const HERO: &str = "Railbird";

/// Everybody else: 3 to 12 characters of `[A-Za-z0-9 ._&-]`.
///
/// A reader that splits lines at spaces or at the first verb stumbles over some of these.
pub(crate) const NAMES: [&str; 40] = [
    "Ann",
    "Ann B",
    "Ann bets",
    "AnnB",
    "Railbird 2",
    "Rail",
    "calls a lot",
    "call me Dov",
    "FoldsOrDies",
    "raises to 4",
    "checks",
    "shows nothin",
    "posts ante",
    "won 50",
    "collected 7",
    "is all-in",
    "two  spaces",
    "tri  p  ple",
    ".dotted",
    "-dashed-",
    "_under_",
    "7 deuce off",
    "2c2d",
    "a & b",
    "mr.Nobody",
    "ZebraCrossin",
    "petit.Lapin",
    "Gare-du-Nord",
    "Bout2Souffle",
    "Cafe_Noir",
    "TortueLente",
    "Mme Hasard",
    "Vieux.Loup",
    "quatre.as",
    "LeTalon",
    "Moustik 31",
    "oVo",
    "x-X-x",
    "Seat 3",
    "Total pot",
];

#[cfg(test)]
mod tests {
    use super::{HERO, NAMES};

    #[test]
    fn names_keep_to_what_winamax_allows() {
        for name in NAMES.into_iter().chain([HERO]) {
            assert!((3..=12).contains(&name.len()), "{name}");
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b" ._&-".contains(&byte);
            assert!(name.bytes().all(allowed), "{name}");
            assert_eq!(name, name.trim(), "{name}");
        }
    }

    #[test]
    fn names_are_different() {
        let mut names: Vec<&str> = NAMES.into_iter().chain([HERO]).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), NAMES.len() + 1);
    }
}

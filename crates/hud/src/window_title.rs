//! How the Winamax client titles the windows of its tables.
//!
//! `Winamax Wichita 05`, `Winamax Tremplin Paris(812751290)(#0012)`. The windows of a pool
//! are numbered, which its name in the hands is not: `Winamax Colorado 4` shows `Colorado`.
//! Numbers are compared as integers, for hands and windows pad them differently.

/// What every title begins with.
const CLIENT: &str = "Winamax ";

/// The digits of a table number in a title.
const NUMBER_WIDTH: usize = 4;

/// The title of the window of a cash table, or of the first window of a pool.
pub(crate) fn of_table(name: &str) -> String {
    format!("{CLIENT}{name}")
}

/// The titles of the window of a tournament's table: with the number as windows pad it, and
/// as the hands of single tables print it.
pub(crate) fn of_tournament(name: &str, id: &str, number: u32) -> [String; 2] {
    let title = |number: String| format!("{CLIENT}{name}({id})(#{number})");
    [title(format!("{number:0NUMBER_WIDTH$}")), title(number.to_string())]
}

/// Whether a window shows this cash table.
pub(crate) fn is_of_table(title: &str, name: &str) -> bool {
    title.strip_prefix(CLIENT).is_some_and(|shown| Numbered::new(shown) == Numbered::new(name))
}

/// Whether a window shows this pool, whatever the number of the window, unless the pool has
/// one in its own name.
pub(crate) fn is_of_pool(title: &str, name: &str) -> bool {
    let Some(shown) = title.strip_prefix(CLIENT) else { return false };
    let (shown, pool) = (Numbered::new(shown), Numbered::new(name));
    shown.name == pool.name && (pool.number.is_none() || shown.number == pool.number)
}

/// Whether a window shows this table of a tournament. The name is not compared: the id says
/// more, and titles spell some characters of names in their own way.
pub(crate) fn is_of_tournament(title: &str, id: &str, number: Option<u32>) -> bool {
    let shown = || {
        let (name, table) = title.strip_prefix(CLIENT)?.strip_suffix(')')?.rsplit_once("(#")?;
        let (_, shown_id) = name.strip_suffix(')')?.rsplit_once('(')?;
        Some((shown_id, integer(table)?))
    };
    shown().is_some_and(|(shown_id, table)| {
        shown_id == id && number.is_none_or(|number| number == table)
    })
}

/// A name with the number behind it.
#[derive(PartialEq)]
struct Numbered<'a> {
    name: &'a str,
    number: Option<u32>,
}

impl<'a> Numbered<'a> {
    fn new(text: &'a str) -> Self {
        let parts = text.rsplit_once(' ');
        match parts.and_then(|(name, number)| Some((name, integer(number)?))) {
            Some((name, number)) => Self { name, number: Some(number) },
            None => Self { name: text, number: None },
        }
    }
}

/// Digits and nothing else; `parse` alone would take a sign.
fn integer(digits: &str) -> Option<u32> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{is_of_pool, is_of_table, is_of_tournament, of_table, of_tournament};

    #[test]
    fn titles_are_written_as_the_client_writes_them() {
        assert_eq!(of_table("Wichita 05"), "Winamax Wichita 05");
        assert_eq!(
            of_tournament("Tremplin Paris", "812751290", 12),
            ["Winamax Tremplin Paris(812751290)(#0012)", "Winamax Tremplin Paris(812751290)(#12)"]
        );
    }

    #[test]
    fn a_cash_table_is_known_by_its_name_and_the_number_in_it() {
        for (title, name, expected) in [
            ("Winamax Wichita 05", "Wichita 05", true),
            ("Winamax Wichita 5", "Wichita 05", true),
            ("Winamax Wichita 15", "Wichita 05", false),
            ("Winamax Wichita", "Wichita 05", false),
            ("Winamax Wichita 05", "Wichita", false),
            ("Winamax Nice 05", "Wichita 05", false),
            ("Wichita 05", "Wichita 05", false),
            ("Winamax", "Wichita 05", false),
            ("Winamax SHORT TRACK 0,10€ 13", "SHORT TRACK 0,10€ 13", true),
            ("Winamax Wichita +5", "Wichita 05", false),
        ] {
            assert_eq!(is_of_table(title, name), expected, "{title} | {name}");
        }
    }

    #[test]
    fn a_pool_is_shown_by_several_windows() {
        for (title, name, expected) in [
            ("Winamax Colorado 4", "Colorado", true),
            ("Winamax Colorado", "Colorado", true),
            ("Winamax Colorado 2", "Colorado 2", true),
            ("Winamax Colorado 4", "Colorado 2", false),
            ("Winamax Colorado 2 Deluxe", "Colorado", false),
            ("Winamax Casablanca 4", "Colorado", false),
        ] {
            assert_eq!(is_of_pool(title, name), expected, "{title} | {name}");
        }
    }

    #[test]
    fn a_tournament_is_known_by_its_id_and_the_number_of_the_table() {
        let number = Some(12);
        for (title, number, expected) in [
            ("Winamax Tremplin Paris(812751290)(#0012)", number, true),
            ("Winamax Tremplin Paris(812751290)(#12)", number, true),
            ("Winamax Tremplin Paris(812751290)(#0012)", None, true),
            ("Winamax Tremplin Paris(812751290)(#0120)", number, false),
            ("Winamax Tremplin Paris(812751291)(#0012)", number, false),
            ("Winamax Tremplin Paris(812751290)", number, false),
            ("Winamax Paris (1) (#2)(812751290)(#0012)", number, true),
            ("Tremplin Paris(812751290)(#0012)", number, false),
        ] {
            assert_eq!(is_of_tournament(title, "812751290", number), expected, "{title}");
        }
    }
}

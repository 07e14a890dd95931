//! Tables of text that fit a terminal.

use std::{env, io};

use terminal_size::terminal_size_of;

/// The width of what is no terminal.
const USUAL_WIDTH: usize = 80;

/// What is left of a name that has to make room, at least.
const SHORTEST_NAME: usize = 10;

/// How many columns there are to print to. `COLUMNS` has the last word, as everywhere.
pub(super) fn width() -> usize {
    let said = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let of_terminal = || Some(usize::from(terminal_size_of(io::stdout())?.0.0));
    let is_some_width = |width: &usize| 0 < *width;
    said.filter(is_some_width)
        .or_else(|| of_terminal().filter(is_some_width))
        .unwrap_or(USUAL_WIDTH)
}

/// Words as a terminal may have them: a file can hold names that would move its cursor or
/// change its title.
pub(crate) fn printable(words: &str) -> String {
    words.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}

/// A table, which leaves out columns where the terminal is too narrow for all of them.
#[derive(Debug, Default)]
pub(super) struct TextTable {
    columns: Vec<Column>,
}

/// A column with its cells.
#[derive(Clone, Debug)]
pub(super) struct Column {
    cells: Vec<String>,
    content: Content,
    /// Those with the highest number are left out first, those with 0 never.
    rank: usize,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Names, to the left. They are shortened before another column is left out.
    Names,
    /// Words, to the left.
    Words,
    /// Numbers, to the right.
    Numbers,
}

impl TextTable {
    /// Adds a column, with its heading and the cells below it.
    pub(super) fn add(
        &mut self,
        heading: &str,
        (content, rank): (Content, usize),
        cells: impl IntoIterator<Item = String>,
    ) {
        let cells = cells.into_iter().map(|cell| printable(&cell));
        let cells = std::iter::once(heading.to_owned()).chain(cells).collect();
        self.columns.push(Column { cells, content, rank });
    }

    /// The lines of the table, which are no longer than this if that can be.
    pub(super) fn lines(mut self, width: usize) -> Vec<String> {
        let widest: usize = self.columns.iter().map(|column| column.widest() + 2).sum();
        let gap = if widest <= width + 2 { 2 } else { 1 };
        while width < least(&self.columns, gap) {
            let ranks = self.columns.iter().map(|column| column.rank).enumerate();
            match ranks.max_by_key(|(_, rank)| *rank) {
                None | Some((_, 0)) => break,
                Some((last, _)) => drop(self.columns.remove(last)),
            }
        }
        let mut spare = width.saturating_sub(least(&self.columns, gap));
        let mut widths = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let more = spare.min(column.widest() - column.narrowest());
            spare -= more;
            widths.push(column.narrowest() + more);
        }
        let rows = self.columns.first().map_or(0, |column| column.cells.len());
        let line = |row| {
            let cells = self.columns.iter().zip(&widths);
            let cells: Vec<String> =
                cells.map(|(column, width)| column.cell(row, *width)).collect();
            cells.join(&" ".repeat(gap)).trim_end().to_owned()
        };
        (0..rows).map(line).collect()
    }
}

impl Column {
    fn widest(&self) -> usize {
        self.cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0)
    }

    fn narrowest(&self) -> usize {
        match self.content {
            Content::Names => self.widest().min(SHORTEST_NAME),
            Content::Words | Content::Numbers => self.widest(),
        }
    }

    fn cell(&self, row: usize, width: usize) -> String {
        let cell = self.cells.get(row).map_or("", String::as_str);
        match self.content {
            Content::Names | Content::Words => format!("{:<width$}", shortened(cell, width)),
            Content::Numbers => format!("{cell:>width$}"),
        }
    }
}

/// The width of columns with a gap between them, when all names are shortened.
fn least(columns: &[Column], gap: usize) -> usize {
    let cells: usize = columns.iter().map(Column::narrowest).sum();
    cells + gap * columns.len().saturating_sub(1)
}

/// Words that fit a column.
fn shortened(words: &str, width: usize) -> String {
    if words.chars().count() <= width {
        return words.to_owned();
    }
    let kept: String = words.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A label, its value, and what is to be said of it.
pub(super) type Labelled = (String, String, String);

/// Lines for labels with their values, of which the latter end below each other.
pub(super) fn labelled<'a>(
    values: impl IntoIterator<Item = &'a Labelled>,
    (label, value): (usize, usize),
) -> Vec<String> {
    let line = |(name, number, remark): &Labelled| {
        format!("  {name:<label$}  {number:>value$}  {remark}").trim_end().to_owned()
    };
    values.into_iter().map(line).collect()
}

/// How wide the labels and the values are.
pub(super) fn widths<'a>(values: impl IntoIterator<Item = &'a Labelled>) -> (usize, usize) {
    values.into_iter().fold((0, 0), |(label, value), (name, number, _)| {
        (label.max(name.chars().count()), value.max(number.chars().count()))
    })
}

#[cfg(test)]
mod tests {
    use super::{Content, TextTable, labelled, widths};

    fn table() -> TextTable {
        let mut table = TextTable::default();
        let column = |cells: [&str; 2]| cells.map(str::to_owned);
        table.add("Day", (Content::Words, 0), column(["Monday", "Sunday"]));
        table.add("Name", (Content::Names, 0), column(["a name of many words", "été"]));
        table.add("Hands", (Content::Numbers, 1), column(["7", "120"]));
        table.add("VPIP", (Content::Numbers, 2), column(["33.3", "-"]));
        table
    }

    #[test]
    fn a_table_makes_room_by_gaps_then_names_then_columns() {
        for (width, expected) in [
            (
                80,
                "Day     Name                  Hands  VPIP
                 Monday  a name of many words      7  33.3
                 Sunday  été                     120     -",
            ),
            (
                41,
                "Day     Name                  Hands  VPIP
                 Monday  a name of many words      7  33.3
                 Sunday  été                     120     -",
            ),
            (
                40,
                "Day    Name                 Hands VPIP
                 Monday a name of many words     7 33.3
                 Sunday été                    120    -",
            ),
            (
                28,
                "Day    Name       Hands VPIP
                 Monday a name of…     7 33.3
                 Sunday été          120    -",
            ),
            (
                27,
                "Day    Name           Hands
                 Monday a name of man…     7
                 Sunday été              120",
            ),
            (
                1,
                "Day    Name
                 Monday a name of…
                 Sunday été",
            ),
        ] {
            let expected: Vec<&str> = expected.lines().map(str::trim_start).collect();
            assert_eq!(table().lines(width), expected, "{width}");
        }
    }

    #[test]
    fn no_line_is_longer_than_the_terminal_as_long_as_names_have_some_room() {
        for width in 17..=60 {
            let lines = table().lines(width);
            let longest = lines.iter().map(|line| line.chars().count()).max();
            assert!(longest <= Some(width), "{width}: {lines:#?}");
        }
        assert!(TextTable::default().lines(80).is_empty());
    }

    #[test]
    fn a_name_cannot_command_the_terminal() {
        let mut table = TextTable::default();
        table.add("Player", (Content::Names, 0), ["a\u{1b}[2J\u{9b}1mb".to_owned()]);
        assert_eq!(table.lines(80), ["Player", "a\u{fffd}[2J\u{fffd}1mb"]);
    }

    #[test]
    fn values_end_below_each_other() {
        let values = [("VPIP", "5.0%", "(1/20)"), ("Hände", "120", "")]
            .map(|(label, value, remark)| (label.into(), value.into(), remark.into()));
        let lines = labelled(&values, widths(&values));
        assert_eq!(lines, ["  VPIP   5.0%  (1/20)", "  Hände   120"]);
    }
}

//! Looking for damage.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::{Error, Seq, files, packed::unpack};

/// How much is told of one kind of trouble.
const MOST_TOLD: usize = 10;

/// What a look at every page and every text of a log has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Entries of the log.
    pub entries: u64,
    /// Bytes of their texts.
    pub text_bytes: u64,
    /// Bytes of the database.
    pub database_bytes: u64,
    /// What is wrong, in words; empty if nothing is.
    pub problems: Vec<String>,
}

/// Looks at every page and every text of the log in this data directory, beside whoever
/// writes it. A log with problems is repaired at the next start.
///
/// # Errors
/// [`ErrorKind::Database`](crate::ErrorKind::Database): there is no log, or it cannot be read for another reason than
/// damage, which is a finding.
pub fn check(directory: &Path) -> Result<Findings, Error> {
    let connection = read_only(directory)?;
    let database = std::fs::metadata(files::database(directory));
    let database_bytes = database.map_or(0, |file| file.len());
    let problems = pages(&connection).or_else(damage)?;
    let mut findings = Findings { database_bytes, problems, ..Findings::default() };
    if let Err(error) = texts(&connection, &mut findings) {
        findings.problems.extend(damage(error)?);
    }
    remember(directory, &findings.problems)?;
    Ok(findings)
}

/// Looks at every page of the log in this data directory, beside whoever writes it, and says
/// what is wrong with them, in words. A log with problems is repaired at the next start.
///
/// # Errors
/// Those of [`check`].
pub fn check_pages(directory: &Path) -> Result<Vec<String>, Error> {
    let problems = pages(&read_only(directory)?).or_else(damage)?;
    remember(directory, &problems)?;
    Ok(problems)
}

fn read_only(directory: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(files::database(directory), flags)?)
}

/// Has a log with problems checked at the next start.
fn remember(directory: &Path, problems: &[String]) -> Result<(), Error> {
    if !problems.is_empty() {
        files::set_suspect(directory, true)?;
    }
    Ok(())
}

/// What is wrong with the pages of a database.
pub(crate) fn pages(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut check = connection.prepare(&format!("PRAGMA quick_check({MOST_TOLD})"))?;
    let problems = check.query_map((), |row| row.get::<_, String>(0))?;
    let mut problems = problems.collect::<Result<Vec<_>, _>>()?;
    problems.retain(|problem| problem != "ok");
    Ok(problems)
}

/// The words of an error that means damage; any other is one still.
fn damage(error: Error) -> Result<Vec<String>, Error> {
    if error.is_damage() { Ok(vec![error.problem()]) } else { Err(error) }
}

/// Reads every text, and counts the entries and the holes between them.
fn texts(connection: &Connection, findings: &mut Findings) -> Result<(), Error> {
    let mut select = connection.prepare("SELECT seq, text FROM entries ORDER BY seq")?;
    let mut rows = select.query(())?;
    let mut last = Seq(0);
    let (mut damaged, mut holes) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let seq = Seq(row.get(0)?);
        if seq != last.next() {
            holes.push(format!("entries {} to {} are missing", last.next(), seq.0 - 1));
        }
        match unpack(row.get_ref(1)?.as_blob().unwrap_or_default()) {
            Ok(text) => findings.text_bytes += text.len() as u64,
            Err(error) => damaged.push(format!("the text of entry {seq} is damaged: {error}")),
        }
        findings.entries += 1;
        last = seq;
    }
    for problems in [holes, damaged] {
        let more = problems.len().saturating_sub(MOST_TOLD);
        findings.problems.extend(problems.into_iter().take(MOST_TOLD));
        if 0 < more {
            findings.problems.push(format!("and {more} more like this"));
        }
    }
    let unnamed = "SELECT count(*) FROM entries WHERE seq NOT IN (SELECT seq FROM keys)";
    let unnamed: u64 = connection.query_row(unnamed, (), |row| row.get(0))?;
    if 0 < unnamed {
        findings.problems.push(format!(
            "{unnamed} entries have no key: `railbird rebuild` derives the keys again"
        ));
    }
    let dangling = "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1";
    let mut dangling = connection.prepare(dangling)?;
    let mut rows = dangling.query(())?;
    while let Some(row) = rows.next()? {
        let (table, count) = (row.get::<_, String>(0)?, row.get::<_, u64>(1)?);
        findings
            .problems
            .push(format!("{count} rows of `{table}` name something that is not there"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;

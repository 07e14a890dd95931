//! `railbird db`: looking after the log.

use std::{path::Path, process::ExitCode};

use anyhow::Context as _;
use store::{ErrorKind, Findings};

use super::print;
use crate::{cli::DbCommand, settings};

pub(super) fn run(command: DbCommand) -> anyhow::Result<ExitCode> {
    match command {
        DbCommand::Check(log) => return check(&settings::data_dir(log)?),
        DbCommand::Backup { file, log } => {
            let data_dir = settings::data_dir(log)?;
            store::backup(&data_dir, &file).with_context(|| {
                format!("cannot copy the log of {} to {}", data_dir.display(), file.display())
            })?;
            print(&format!("the log is copied to {}", file.display()))?;
        }
        DbCommand::Restore { file, log } => restore(&file, &settings::data_dir(log)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn check(data_dir: &Path) -> anyhow::Result<ExitCode> {
    let findings = store::check(data_dir)
        .with_context(|| format!("cannot check the log in {}", data_dir.display()))?;
    let Findings { entries, text_bytes, database_bytes, problems } = &findings;
    print(&format!("{entries} entries, {text_bytes} bytes of text in {database_bytes} bytes"))?;
    if problems.is_empty() {
        print("no damage")?;
        return Ok(ExitCode::SUCCESS);
    }
    for problem in problems {
        print(problem)?;
    }
    print(
        "stop Railbird and start it again: it keeps the damaged log under another name, saves \
         what can be read, and reads the history files again",
    )?;
    Ok(ExitCode::FAILURE)
}

fn restore(file: &Path, data_dir: &Path) -> anyhow::Result<()> {
    let restored = store::restore(data_dir, file).map_err(|error| match error.kind() {
        ErrorKind::Held { .. } => anyhow::anyhow!("{error}: stop it first, then restore"),
        _ => anyhow::Error::from(error).context(format!("cannot restore {}", file.display())),
    })?;
    print(&format!("the log is the one of {}, {} entries", file.display(), restored.top))?;
    if let Some(kept) = restored.kept {
        print(&format!("the one that was there is kept as {}", kept.display()))?;
    }
    Ok(())
}

//! Daemons under `strace`, which tells what they ask of the system, or makes it refuse.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
};

/// Whether it can be used here.
pub(crate) fn is_there() -> bool {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-o", "/dev/null", "true"]).stdin(Stdio::null());
    strace.status().is_ok_and(|status| status.success())
}

/// The same command, traced. Its process is the daemon itself: the tracer stands aside.
pub(crate) fn under(arguments: &[&str], trace: &Path, command: &Command) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-D", "-f", "-o"]).arg(trace).args(arguments);
    strace.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    strace.stdin(Stdio::null()).stdout(Stdio::piped());
    strace
}

/// System calls of a running daemon that fail or take long, until this goes out of scope.
pub(crate) struct Injection {
    strace: Child,
    told: BufReader<ChildStderr>,
}

impl Injection {
    /// What to inject stands after `-e inject=`. `None` where other processes may not be traced.
    pub(crate) fn into(process: &str, what: &str) -> Option<Self> {
        Self::begin(process, what, &[])
    }

    /// The same for calls that concern this file only.
    pub(crate) fn into_reads(process: &str, what: &str, file: &Path) -> Option<Self> {
        Self::begin(process, what, &["-P", file.to_str()?])
    }

    fn begin(process: &str, what: &str, further: &[&str]) -> Option<Self> {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-p", process, "-o", "/dev/null", "-e"]).arg(format!("inject={what}"));
        strace.args(further);
        let mut strace = strace.stderr(Stdio::piped()).spawn().ok()?;
        let told = BufReader::new(strace.stderr.take()?);
        let mut injection = Self { strace, told };
        let mut line = String::new();
        injection.told.read_line(&mut line).ok()?;
        line.contains(" attached").then_some(injection)
    }
}

impl Drop for Injection {
    fn drop(&mut self) {
        // It lets go of the process when it is interrupted; killed, it might not.
        let id = self.strace.id().to_string();
        let _told = Command::new("kill").args(["-INT", &id]).status();
        let _ended = self.strace.wait();
    }
}

//! The command that is measured, and what the system says of it.
#![allow(dead_code, reason = "each bench uses a part of it")]

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// The command as it is installed.
pub(crate) fn railbird() -> Command {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    Command::new(BINARY.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--release", "--package", "railbird"]);
        assert!(cargo.status().unwrap().success(), "railbird does not build");
        // The bench runs from `<target>/release/deps`.
        let bench = std::env::current_exe().unwrap();
        let name = format!("railbird{}", std::env::consts::EXE_SUFFIX);
        bench.parent().unwrap().parent().unwrap().join(name)
    }))
}

/// Writes this many dealt hands into a folder.
pub(crate) fn simulate(folder: &Path, hands: u64) {
    let mut command = railbird();
    command.args(["simulate", "--tables", "100", "--rate", "0", "--seed", "1", "--hands"]);
    command.arg(hands.to_string()).arg(folder).stdout(Stdio::null());
    assert!(command.status().unwrap().success());
}

/// A daemon that is measured; it is killed at the end.
pub(crate) struct Daemon {
    child: Child,
    pub(crate) address: String,
}

impl Daemon {
    /// A daemon on these folders, when it has looked at them.
    pub(crate) fn start(histories: &[&Path], data: &Path) -> Self {
        let mut command = railbird();
        command.args(["run", "--listen", "127.0.0.1:0", "--log-level", "error"]);
        histories.iter().for_each(|folder| _ = command.arg("--history").arg(folder));
        command.arg("--data-dir").arg(data).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let listening: wire::Listening = wire::decode(&line).unwrap();
        Self { child, address: listening.address }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The most memory that a process has had, in bytes; 0 where the system does not say.
pub(crate) fn peak_memory(process: u32) -> u64 {
    memory(process, "VmHWM:")
}

/// The memory that a process has, in bytes; 0 where the system does not say.
pub(crate) fn memory_now(process: u32) -> u64 {
    memory(process, "VmRSS:")
}

fn memory(process: u32, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kibibytes.unwrap_or_default() * 1024
}

/// The time that a process has computed, in hundredths of a second; 0 where the system does
/// not say.
pub(crate) fn computed(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name of the program, in brackets, may hold anything; the times are the 12th and
    // 13th field behind it.
    let fields = stat.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    fields.split_whitespace().skip(11).take(2).filter_map(|time| time.parse::<u64>().ok()).sum()
}

/// A file that is appended to as the client does.
pub(crate) fn appender(path: &Path) -> File {
    File::options().create(true).append(true).open(path).unwrap()
}

/// The body of a GET request.
pub(crate) fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

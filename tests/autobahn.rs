//! Autobahn's fuzzing client against the socket that sessions have.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::support::skip;

/// Framing, pings, reserved bits, opcodes, fragments, UTF-8, closing, and limits. The others are
/// about compression that is not offered here, and about speed.
const CASES: &str = r#"["1.*","2.*","3.*","4.*","5.*","6.*","7.*","9.*"]"#;

/// So many cases there are at least; fewer would mean that some did not run.
const LEAST_CASES: usize = 290;

/// The codes of the protocol for what the suite wants closed with 1002, 1007 or 1009: 4505 and
/// 4504, which tell a client not to come back.
const OWN_CODES: [i64; 2] = [4504, 4505];

/// The cases that call another code a failure; the others note it apart.
const ABOUT_THE_CODE: [&str; 3] = ["7.3.2", "7.3.6", "7.5.1"];

/// What became of each case, by its number.
type Report = BTreeMap<String, BTreeMap<String, Option<toml::Value>>>;

#[test]
fn the_fuzzing_client_of_autobahn_finds_nothing() {
    // An empty name says that this system cannot have it.
    let wstest = std::env::var_os("WSTEST").unwrap_or_else(|| OsString::from("wstest"));
    if wstest.is_empty() {
        return eprintln!("skipped: there is no Python 2.7");
    }
    let probe = Command::new(&wstest).arg("--autobahnversion").output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        return skip("there is no wstest: tests/autobahn/requirements.txt under Python 2.7");
    }
    let folder = tempfile::tempdir().unwrap();
    let (_echo, address) = echo();
    let spec = folder.path().join("spec.json");
    let text = format!(
        r#"{{"outdir":{:?},"servers":[{{"agent":"railbird","url":"ws://{address}"}}],
            "cases":{CASES},"exclude-cases":[],"exclude-agent-cases":{{}}}}"#,
        folder.path().display().to_string()
    );
    fs::write(&spec, text).unwrap();
    let mut client = Command::new(&wstest);
    client.args(["--mode", "fuzzingclient", "--spec"]).arg(spec).current_dir(folder.path());
    let done = client.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let index = fs::read_to_string(folder.path().join("index.json")).unwrap();
    let mut reports: BTreeMap<String, Report> = wire::decode(&index).unwrap();
    let report = reports.remove("railbird").unwrap();
    assert!(LEAST_CASES <= report.len(), "only {} cases ran", report.len());
    let failed: Vec<_> = report.iter().filter(|(id, case)| !is_fine(id, case)).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Whether a case went as the suite wants it, or only closed with a code of our own.
fn is_fine(id: &str, case: &BTreeMap<String, Option<toml::Value>>) -> bool {
    let word = |name: &str| case[name].as_ref().and_then(toml::Value::as_str).unwrap_or_default();
    let code = case["remoteCloseCode"].as_ref().and_then(toml::Value::as_integer);
    let closes = match word("behaviorClose") {
        "OK" | "INFORMATIONAL" => true,
        "WRONG CODE" => code.is_some_and(|code| OWN_CODES.contains(&code)),
        _ => false,
    };
    // Some violations may be found later than they could be, and some answers are free.
    let behaves = match word("behavior") {
        "OK" | "NON-STRICT" | "INFORMATIONAL" => true,
        "FAILED" => word("behaviorClose") == "WRONG CODE" && ABOUT_THE_CODE.contains(&id),
        _ => false,
    };
    behaves && closes
}

/// A process that is ended with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// The echo of `crates/push/examples`, and its address.
fn echo() -> (Running, String) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", "push", "--example", "echo"]);
    assert!(cargo.status().unwrap().success(), "the echo does not build");
    let mut child = Command::new(built("echo")).stdout(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut address).unwrap();
    (Running(child), address.trim().to_owned())
}

/// Where cargo puts an example.
fn built(example: &str) -> PathBuf {
    // The test runs from `<target>/debug/deps`.
    let test = std::env::current_exe().unwrap();
    let folder: &Path = test.parent().unwrap().parent().unwrap();
    folder.join("examples").join(format!("{example}{}", std::env::consts::EXE_SUFFIX))
}

mod access;

use std::path::Path;

use clap::CommandFactory as _;

use super::{OtherNames, RunOptions, Secret, Settings};

/// Settings of a file and some flags, or the message of what is wrong.
fn settings(file: &str, flags: &[&str]) -> Result<Settings, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("railbird.toml");
    std::fs::write(&path, file).unwrap();
    let path = path.to_str().unwrap();
    let mut line = vec!["railbird", "run", "--config", path];
    line.extend(flags);
    let cli = <crate::cli::Cli as clap::Parser>::try_parse_from(line).unwrap();
    let crate::cli::Command::Run(options) = cli.command else { panic!("no run") };
    Settings::new(*options, &OtherNames::default()).map_err(|error| error.to_string())
}

#[test]
fn a_flag_is_above_the_file_and_the_file_above_the_default() {
    let file = "heartbeat_interval = 7\nrate = 3\nhistory = ['/a']\ndata_dir = '/d'";
    let settings = settings(file, &["--rate", "5", "--history", "/b", "--history=/c"]).unwrap();
    assert_eq!(settings.push.heartbeat_interval.as_secs(), 7);
    assert_eq!(settings.push.rate, 5);
    assert_eq!(settings.push.burst, 100);
    assert_eq!(settings.history, [Path::new("/b"), Path::new("/c")]);
    assert_eq!(settings.data_dir, Path::new("/d"));
}

#[test]
fn names_of_other_programs_are_below_the_flags() {
    let other = OtherNames {
        history: Some("/x".to_owned()),
        origins: Some("https://a.example, null".to_owned()),
        secrets: None,
    };
    let data_dir = Some("/d".into());
    let said = RunOptions { data_dir, history: vec!["/y".into()], ..RunOptions::default() };
    let settings = Settings::new(said, &other).unwrap();
    assert_eq!(settings.history, [Path::new("/y")]);
    assert_eq!(settings.push.allowed_origins, ["https://a.example", "null"]);
}

#[test]
fn what_is_wrong_in_the_file_is_named() {
    for (file, named) in [
        ("heartbeat = 7", "heartbeat"),
        ("rate = 'many'", "rate"),
        ("heartbeat_interval = '7 days'", "7 days"),
        ("rate = 0", "rate must be at least 1"),
        ("listen = ['0.0.0.0:8000']", "--insecure-no-auth"),
        ("rate =", "railbird.toml"),
    ] {
        let error = settings(file, &["--data-dir", "/d"]).unwrap_err();
        assert!(error.contains(named), "{file}: {error}");
    }
}

#[test]
fn listening_beyond_this_machine_must_be_asked_for() {
    let flags = ["--data-dir", "/d", "--listen", "0.0.0.0:8000"];
    assert!(settings("", &flags).unwrap_err().contains("0.0.0.0:8000"));
    assert!(settings("insecure_no_auth = true", &flags).is_ok());
}

/// A path as it can stand in TOML and on a command line, on every system.
fn slashed(path: &Path) -> String {
    path.to_str().unwrap().replace('\\', "/")
}

#[test]
fn every_option_has_a_flag_a_variable_and_a_place_in_the_file() {
    let cli = crate::cli::Cli::command();
    let run = cli.find_subcommand("run").unwrap();
    for (name, value) in [
        ("heartbeat_interval", "'1m'"),
        ("max_message_bytes", "1"),
        ("rate", "1"),
        ("burst", "1"),
        ("max_rooms", "1"),
        ("max_connections", "1"),
        ("max_connections_per_address", "1"),
        ("auth_timeout", "1"),
        ("handshake_timeout", "1"),
        ("write_timeout", "1"),
        ("queue_capacity", "1"),
        ("client_buffer_bytes", "1"),
        ("allowed_hosts", "['a', 'b']"),
        ("allowed_origins", "['a', 'b']"),
        ("jwt_secret", "['a', 'b']"),
        ("jwt_secret", "'a'"),
        ("jwt_secret_file", "['a', 'b']"),
        ("jwt_secret_file", "'a'"),
        ("jwt_public_key", "'a'"),
        ("jwt_leeway", "0"),
        ("jwt_leeway", "'5s'"),
        ("tls_cert", "'a'"),
        ("tls_key", "'a'"),
        ("table_idle", "'10min'"),
        ("history", "['a', 'b']"),
        ("data_dir", "'a'"),
        ("listen", "['127.0.0.1:0']"),
        ("log_level", "'info'"),
        ("log_format", "'json'"),
        ("insecure_no_auth", "true"),
        ("anonymize", "true"),
    ] {
        let argument = run.get_arguments().find(|argument| argument.get_id() == name);
        let argument = argument.unwrap_or_else(|| panic!("no argument {name}"));
        assert_eq!(argument.get_long(), Some(name.replace('_', "-").as_str()));
        let variable = format!("RAILBIRD_{}", name.to_uppercase());
        assert_eq!(argument.get_env().and_then(|env| env.to_str()), Some(variable.as_str()));
        let read: Result<RunOptions, _> = toml::from_str(&format!("{name} = {value}"));
        assert!(read.is_ok(), "{name}: {read:?}");
    }
    for command in [run, cli.find_subcommand("token").unwrap().find_subcommand("create").unwrap()] {
        let mut arguments = command.get_arguments();
        let secret = arguments.find(|argument| argument.get_id() == "jwt_secret").unwrap();
        assert!(secret.is_hide_env_values_set());
    }
}

#[test]
fn limits_are_those_of_the_flag_then_the_file_then_the_protocol() {
    let set = settings("", &["--data-dir", "/d"]).unwrap();
    let seconds = (set.push.auth_timeout.as_secs(), set.table_idle.as_secs());
    assert_eq!((seconds, set.push.max_rooms), ((10, 600), 64));
    assert!(set.push.verifier.is_none() && set.push.tls.is_none());
    let file = "auth_timeout = 3\nmax_rooms = 5\ntable_idle = '1h'";
    let set = settings(file, &["--data-dir", "/d", "--max-rooms=7"]).unwrap();
    let seconds = (set.push.auth_timeout.as_secs(), set.table_idle.as_secs());
    assert_eq!((seconds, set.push.max_rooms), ((3, 3600), 7));
}

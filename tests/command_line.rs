//! What a person sees who starts it wrong, or looks at what it prints.

use std::{
    fs,
    io::Write as _,
    net::TcpListener,
    process::{Command, Output, Stdio},
};

use wire::HandJson;

use crate::support::{Daemon, House, dealt, get, railbird};

/// The exit code, standard output and standard error of a command that ends by itself.
fn output(mut command: Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(railbird());
    command.args(arguments);
    output(command)
}

#[test]
fn a_second_daemon_on_the_same_data_says_who_has_it() {
    let house = House::new();
    let daemon = house.daemon();
    let (code, out, err) = output(house.command());
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("in use by another Railbird (process "), "{err}");
    assert_eq!(daemon.stats().active_connections, 0);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let house = House::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = Command::new(railbird());
    command.args(["run", "--listen", &address, "--data-dir"]).arg(house.data_dir());
    command.arg("--history").arg(house.history());
    let (code, out, err) = output(command);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains(&address) && err.contains("in use"), "{err}");
}

#[test]
fn a_data_directory_that_cannot_be_one_is_named() {
    let house = House::new();
    fs::write(house.data_dir(), "a file").unwrap();
    let (code, _, err) = output(house.command());
    assert_eq!(code, Some(1));
    assert!(err.contains("cannot use the data directory"), "{err}");
}

#[test]
fn a_wrong_command_line_is_2_and_a_wrong_configuration_is_78() {
    let (code, _, err) = run(&["run", "--colour", "red"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("--colour"), "{err}");

    let (code, _, err) = run(&["run", "--listen", "0.0.0.0:0", "--data-dir", "nowhere"]);
    assert_eq!(code, Some(78));
    assert!(err.contains("--insecure-no-auth"), "{err}");

    let house = House::new();
    let mut command = house.command();
    let file = house.data_dir().with_extension("toml");
    fs::write(&file, "heartbeat = 3").unwrap();
    command.arg("--config").arg(&file);
    let (code, _, err) = output(command);
    assert_eq!(code, Some(78));
    assert!(err.contains("heartbeat"), "{err}");
}

#[test]
fn a_page_of_another_host_is_refused_and_told_the_option() {
    let house = House::new();
    let daemon = house.daemon();
    let (status, body) = get(&daemon.address, "/ws/stats", "evil.example");
    assert_eq!(status, 403);
    assert!(body.contains("allowed_hosts"), "{body}");
}

#[test]
fn parse_prints_a_hand_a_line_and_names_what_is_none() {
    let house = House::new();
    let deliveries = dealt(21, 3);
    let text = format!("{}nonsense\n\n{}", deliveries[0].text, deliveries[1].text);
    house.append("hands.txt", text.as_bytes());
    let file = house.history().join("hands.txt");
    let (code, out, err) = run(&["parse", file.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    let hands: Vec<HandJson> = out.lines().map(|line| wire::decode(line).unwrap()).collect();
    assert_eq!(hands.len(), 2);
    let line = deliveries[0].text.lines().count() + 1;
    assert!(err.starts_with(&format!("{}:{line}: ", file.display())), "{err}");

    let source = hands[1].source.clone().unwrap();
    let range = usize::try_from(source.offset).unwrap()..;
    let found = &text[range][..usize::try_from(source.length).unwrap()];
    assert_eq!(found.trim_end(), deliveries[1].text.trim_end());
}

#[test]
fn parse_goes_on_behind_a_file_that_it_cannot_read() {
    let house = House::new();
    house.append("hands.txt", dealt(24, 1)[0].text.as_bytes());
    let file = house.history().join("hands.txt");
    let (code, out, err) = run(&["parse", "no such file", file.to_str().unwrap()]);
    assert_eq!((code, out.lines().count()), (Some(1), 1));
    assert!(err.starts_with("no such file: "), "{err}");
}

#[test]
fn options_without_a_command_are_those_of_the_daemon() {
    let (code, _, err) = run(&["--listen", "0.0.0.0:0", "--data-dir", "nowhere"]);
    assert_eq!(code, Some(78), "{err}");
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("demo"), "{out}");
}

#[test]
fn the_environment_of_the_daemon_does_not_disturb_other_commands() {
    let mut command = Command::new(railbird());
    command.arg("version").env("RAILBIRD_RATE", "many");
    assert_eq!(output(command).0, Some(0));
}

#[test]
fn a_reader_that_has_seen_enough_ends_the_output_quietly() {
    let house = House::new();
    for delivery in dealt(25, 600) {
        house.append("hands.txt", delivery.text.as_bytes());
    }
    let mut child = Command::new(railbird())
        .arg("parse")
        .arg(house.history().join("hands.txt"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert_eq!((out.status.code(), out.stderr.len()), (Some(0), 0));
}

#[test]
fn an_address_that_is_none_is_not_tried_again() {
    let (code, _, err) = run(&["tail", "--url", "http://127.0.0.1:1/ws"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("ws://"), "{err}");
}

#[test]
fn parse_reads_standard_input() {
    let mut child = Command::new(railbird())
        .args(["parse", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text = dealt(22, 1).remove(0).text;
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert_eq!(String::from_utf8(out.stdout).unwrap().lines().count(), 1);
}

#[test]
fn the_same_seed_writes_the_same_files_and_every_hand_of_them_parses() {
    let house = House::new();
    let mut folders = Vec::new();
    for name in ["a", "b"] {
        let folder = house.history().join(name);
        let arguments = ["--seed", "5", "--hands", "300", "--rate", "0", "--tables", "3"];
        let mut command = Command::new(railbird());
        command.arg("simulate").arg(&folder).args(arguments);
        let again = Command::new(railbird()).arg("simulate").arg(&folder).args(arguments).output();
        assert_eq!(again.unwrap().status.code(), Some(0));
        let (code, out, err) = output(command);
        assert_eq!((code, out.as_str()), (Some(0), ""), "{err}");
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())
            })
            .collect();
        files.sort();
        folders.push(files);
    }
    assert_eq!(folders[0], folders[1]);
    let names: Vec<&str> = folders[0].iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.iter().any(|name| name.contains("summary")), "{names:?}");

    let mut command = Command::new(railbird());
    command
        .arg("parse")
        .args(fs::read_dir(house.history().join("a")).unwrap().map(|entry| entry.unwrap().path()));
    let (code, out, err) = output(command);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(out.lines().count(), 300);
    assert!(out.lines().all(|line| line.contains("\"warnings\":[]")));
}

#[test]
fn the_demo_shows_hands_and_ends() {
    let arguments =
        ["demo", "--listen", "127.0.0.1:0", "--hands", "5", "--rate", "50", "--seed", "1"];
    let (code, out, err) = run(&arguments);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let hands = out.lines().skip_while(|line| !line.contains("seq")).skip(1);
    assert_eq!(hands.count(), 5, "{out}");
}

#[test]
fn tail_prints_the_past_and_stops_after_the_hands_that_were_asked_for() {
    let house = House::new();
    for delivery in dealt(23, 4) {
        house.append("hands.txt", delivery.text.as_bytes());
    }
    let daemon = house.daemon();
    let lines = tail(&daemon, &["--since", "0", "--hands", "4"]);
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{lines:?}");
    let lines = tail(&daemon, &["--since", "2", "--hands", "2", "--json"]);
    assert!(lines[0].contains("connection_ack"), "{lines:?}");
    assert!(lines[1].contains("\"seq\":3") && lines[2].contains("\"seq\":4"), "{lines:?}");
}

fn tail(daemon: &Daemon, arguments: &[&str]) -> Vec<String> {
    let mut line = vec!["tail", "--url"];
    let url = daemon.url();
    line.push(&url);
    line.extend(arguments);
    let (code, out, err) = run(&line);
    assert_eq!(code, Some(0), "{err}");
    out.lines().map(str::to_owned).collect()
}

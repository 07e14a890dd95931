//! Who is let in: secrets, keys and certificates.

use std::{fs, path::Path};

use chrono::Utc;
use push::token::{Grant, sign};

use super::{super::signing_secret, OtherNames, RunOptions, Secret, Settings, settings, slashed};

const ONE: &str = "0123456789abcdef0123456789abcdef";
const TWO: &str = "another secret of 32 bytes, or so.";
const THREE: &str = "a third secret, which is long enough";

/// An Ed25519 public key whose private one is lost.
const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----\n\
    MCowBQYDK2VwAyEAtWMxLljmrnh/f5dK3IDhr0wRKiCcf+aTvtTsYaiJvx4=\n\
    -----END PUBLIC KEY-----\n";

/// Which of the three secrets are taken, by number.
fn taken(settings: &Settings) -> Vec<usize> {
    let Some(verifier) = &settings.push.verifier else { return Vec::new() };
    let grant = Grant {
        sub: "anna".to_owned(),
        rooms: Vec::new(),
        publish: false,
        admin: false,
        ttl: std::time::Duration::from_secs(60),
    };
    let secrets = [(1, ONE), (2, TWO), (3, THREE)];
    let is_taken = |(number, secret): (usize, &str)| {
        let token = sign(secret, &grant, Utc::now()).unwrap();
        verifier.check(&token, Utc::now()).is_ok().then_some(number)
    };
    secrets.into_iter().filter_map(is_taken).collect()
}

fn file_with(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    slashed(&path)
}

#[test]
fn secrets_come_from_flags_files_and_other_names_in_this_order() {
    let folder = tempfile::tempdir().unwrap();
    let kept = file_with(folder.path(), "three", &format!("{THREE}\r\n"));
    let flags = |flags: &[&str]| -> Vec<String> {
        let all = ["--data-dir", "/d"].iter().chain(flags);
        all.map(|flag| (*flag).to_owned()).collect()
    };
    let by_flag = format!("--jwt-secret={ONE}");
    let by_file = format!("--jwt-secret-file={kept}");
    let in_file = format!("jwt_secret = '{THREE}'");
    let named_in_file = format!("jwt_secret_file = ['{kept}']");
    for (file, flags, expected) in [
        ("", flags(&[]), vec![]),
        ("", flags(&[&by_flag]), vec![1]),
        ("", flags(&[&by_file]), vec![3]),
        ("", flags(&[&by_flag, &by_file]), vec![1, 3]),
        (&in_file, flags(&[]), vec![3]),
        (&in_file, flags(&[&by_flag]), vec![1]),
        (&named_in_file, flags(&[]), vec![3]),
        (&named_in_file, flags(&[&by_flag]), vec![1, 3]),
    ] {
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        assert_eq!(taken(&settings(file, &flags).unwrap()), expected, "{file} {flags:?}");
    }
    let other =
        OtherNames { secrets: Some(Secret(THREE.replace(',', "-"))), ..OtherNames::default() };
    let said = RunOptions { data_dir: Some("/d".into()), ..RunOptions::default() };
    assert!(Settings::new(said.clone(), &other).unwrap().push.verifier.is_some());
    let said = RunOptions { jwt_secret: vec![Secret(ONE.to_owned())], ..said };
    assert_eq!(taken(&Settings::new(said, &other).unwrap()), [1]);
}

#[test]
fn a_list_of_secrets_is_separated_by_commas() {
    let flag = format!("--jwt-secret={ONE},{ONE}");
    let set = settings("", &["--data-dir", "/d", &flag]).unwrap();
    assert_eq!(taken(&set), [1]);
    let error = settings("", &["--data-dir", "/d", &flag, &flag]).unwrap_err();
    assert!(error.contains("4 secrets"), "{error}");
}

#[test]
fn what_is_wrong_about_keys_is_named_and_no_secret_shown() {
    let folder = tempfile::tempdir().unwrap();
    let short = file_with(folder.path(), "short", &ONE[1..]);
    let public = file_with(folder.path(), "public", PUBLIC_KEY);
    let missing = slashed(&folder.path().join("missing"));
    let bytes = folder.path().join("bytes");
    fs::write(&bytes, [0xff; 40]).unwrap();
    let bytes = slashed(&bytes);
    for (file, named) in [
        ("jwt_secret = 'too short'".to_owned(), &["jwt_secret: ", "9 bytes", "openssl"][..]),
        (format!("jwt_secret = ['{ONE}', '{THREE}', '{ONE}']"), &["jwt_secret", "3 secrets"]),
        (format!("jwt_secret_file = '{short}'"), &["jwt_secret_file ", &short, "31 bytes"]),
        (format!("jwt_secret_file = '{missing}'"), &["jwt_secret_file: ", &missing]),
        (format!("jwt_secret_file = '{bytes}'"), &["jwt_secret_file ", &bytes, "text"]),
        (format!("jwt_public_key = '{missing}'"), &["jwt_public_key: ", &missing]),
        (format!("jwt_public_key = '{short}'"), &["jwt_public_key ", &short, "PEM"]),
        (
            format!("jwt_public_key = '{public}'\njwt_secret = '{ONE}'"),
            &["jwt_public_key", "jwt_secret", "both"],
        ),
        (format!("tls_cert = '{public}'"), &["tls_key", "not"]),
        (format!("tls_key = '{public}'"), &["tls_cert", "not"]),
        (
            format!("tls_cert = '{missing}'\ntls_key = '{public}'"),
            &["tls_cert: ", "cannot read", &missing],
        ),
        (
            format!("tls_cert = '{public}'\ntls_key = '{public}'"),
            &["tls_cert ", &public, "no certificate"],
        ),
        ("jwt_leeway = 61".to_owned(), &["61", "60s"]),
        ("max_rooms = 0".to_owned(), &["max_rooms must be at least 1"]),
        ("auth_timeout = 0".to_owned(), &["too short"]),
        // What the file says next to a mistake may be the secret.
        (format!("rate = 1\njwt_secret = '{ONE}"), &["railbird.toml", "line 2"]),
        (format!("jwt_secret = '{ONE}'\nrate = 'x'"), &["line 2", "u32"]),
        (format!("jwt_secret = {{ a = '{ONE}' }}"), &["line 1", "a text or a list of texts"]),
        (format!("jwt_secret = ['{ONE}', 7]"), &["line 1", "a text or a list of texts"]),
    ] {
        let error = settings(&file, &["--data-dir", "/d"]).unwrap_err();
        for word in named {
            assert!(error.contains(word), "{word:?} is not in: {error}");
        }
        assert!(!error.contains(&ONE[1..]) && !error.contains("too short'"), "{error}");
    }
}

#[test]
fn a_public_key_checks_tokens_as_a_secret_does() {
    let folder = tempfile::tempdir().unwrap();
    let public = file_with(folder.path(), "public", PUBLIC_KEY);
    let flags = ["--data-dir", "/d", "--listen=0.0.0.0:0", "--jwt-public-key", &public];
    let set = settings("jwt_leeway = '30s'", &flags).unwrap();
    let shown = format!("{:?}", set.push.verifier.unwrap());
    assert!(shown.contains("EdDSA") && shown.contains("30"), "{shown}");
}

#[test]
fn with_a_secret_the_daemon_may_listen_anywhere() {
    let flags = ["--data-dir", "/d", "--listen", "0.0.0.0:8000"];
    assert!(settings(&format!("jwt_secret = '{ONE}'"), &flags).is_ok());
    let error = settings("", &flags).unwrap_err();
    let (secret, insecure) = (error.find("jwt_secret"), error.find("--insecure-no-auth"));
    assert!(secret.unwrap() < insecure.unwrap(), "{error}");
}

#[test]
fn secrets_do_not_show_themselves() {
    let said = RunOptions {
        data_dir: Some("/d".into()),
        jwt_secret: vec![Secret(ONE.to_owned())],
        ..RunOptions::default()
    };
    let other = OtherNames { secrets: Some(Secret(ONE.to_owned())), ..OtherNames::default() };
    let shown = format!("{said:?} {other:?} {:?}", Settings::new(said.clone(), &other).unwrap());
    assert!(!shown.contains(ONE), "{shown}");
}

#[test]
fn the_first_secret_signs_and_a_public_key_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let public = file_with(folder.path(), "public", PUBLIC_KEY);
    let signing = |text: &str| {
        let config = Some(file_with(folder.path(), "railbird.toml", text).into());
        let said = RunOptions { config, ..RunOptions::default() };
        signing_secret(said, &OtherNames::default()).map_err(|error| error.to_string())
    };
    let two = format!("jwt_secret = ['{THREE}', '{ONE}']");
    assert_eq!(signing(&two), Ok(Secret(THREE.to_owned())));
    let error = signing(&format!("jwt_public_key = '{public}'")).unwrap_err();
    assert!(error.contains("jwt_public_key") && error.contains("private key"), "{error}");
    let error = signing("").unwrap_err();
    assert!(error.contains("jwt_secret_file") && error.contains("openssl"), "{error}");
}

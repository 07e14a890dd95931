use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519};

use super::{Grant, KeyError, SignError, TokenError, Verifier, sign};
use crate::access::Access;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "another secret of 32 bytes, or more";
const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// The moment of all these tests.
fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn verifier() -> Verifier {
    Verifier::with_secrets(&[SECRET.to_owned()]).unwrap()
}

/// Base64url without padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let sixes =
        bits.as_bytes().chunks(6).map(|six| format!("{:0<6}", str::from_utf8(six).unwrap()));
    sixes.map(|six| char::from(ALPHABET[usize::from_str_radix(&six, 2).unwrap()])).collect()
}

/// A token of these texts, signed in this way whatever its header says.
fn token(header: &str, claims: &str, key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = format!("{}.{}", base64(header.as_bytes()), base64(claims.as_bytes()));
    let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

/// A token with these claims, signed as it should be.
fn signed(claims: &str) -> String {
    token(HS256, claims, &EncodingKey::from_secret(SECRET.as_bytes()), Algorithm::HS256)
}

fn check(claims: &str) -> Result<Access, TokenError> {
    verifier().check(&signed(claims), now())
}

const GOOD: &str = r#"{"sub":"anna","exp":1800000001}"#;

#[test]
fn a_good_token_says_what_it_lets_do() {
    let access = check(GOOD).unwrap();
    assert_eq!(
        (access.user(), access.expires_at()),
        (Some("anna"), Some(now() + TimeDelta::seconds(1)))
    );
    assert!(access.sees_all() && !access.may_publish() && !access.may_administer());

    let claims = r#"{"sub":"bo","exp":1800000000.5,"nbf":1800000000,"rooms":["table:*","tables"],
        "publish":true,"admin":true,"iss":{"a":[7]},"aud":["x",7],"iat":"never","nested":{"exp":1}}"#;
    let access = check(claims).unwrap();
    assert_eq!(access.patterns(), ["table:*", "tables"]);
    assert!(access.may_publish() && access.may_administer() && !access.sees_all());
    assert_eq!(access.expires_at(), Some(now() + TimeDelta::milliseconds(500)));

    let access = check(r#"{"sub":"bo","exp":1800000001,"rooms":[]}"#).unwrap();
    assert!(!access.may_join("hands") && !access.may_join(""));
}

#[test]
fn a_claim_that_is_missing_or_mistyped_is_named() {
    for (claims, missing) in
        [(r#"{"exp":1800000001}"#, "sub"), (r#"{"sub":"anna"}"#, "exp"), ("{}", "sub")]
    {
        assert_eq!(check(claims), Err(TokenError::MissingClaim(missing)), "{claims}");
    }
    for (claims, wrong) in [
        (r#""sub":null,"exp":1800000001"#, "sub"),
        (r#""sub":"","exp":1800000001"#, "sub"),
        (r#""sub":7,"exp":1800000001"#, "sub"),
        (r#""sub":["anna"],"exp":1800000001"#, "sub"),
        (r#""sub":"anna","exp":"1800000001""#, "exp"),
        (r#""sub":"anna","exp":[1800000001]"#, "exp"),
        (r#""sub":"anna","exp":{"a":[1]}"#, "exp"),
        (r#""sub":"anna","exp":null"#, "exp"),
        (r#""sub":"anna","exp":true"#, "exp"),
        (r#""sub":"anna","exp":-1"#, "exp"),
        (r#""sub":"anna","exp":1800000001000"#, "exp"),
        (r#""sub":"anna","exp":1e300"#, "exp"),
        (r#""sub":"anna","exp":18446744073709551616"#, "exp"),
        (r#""sub":"anna","exp":1800000001,"nbf":"1900000000""#, "nbf"),
        (r#""sub":"anna","exp":1800000001,"nbf":null"#, "nbf"),
        (r#""sub":"anna","exp":1800000001,"rooms":"hands""#, "rooms"),
        (r#""sub":"anna","exp":1800000001,"rooms":null"#, "rooms"),
        (r#""sub":"anna","exp":1800000001,"rooms":["hands",7]"#, "rooms"),
        (r#""sub":"anna","exp":1800000001,"publish":"false""#, "publish"),
        (r#""sub":"anna","exp":1800000001,"publish":1"#, "publish"),
        (r#""sub":"anna","exp":1800000001,"admin":"true""#, "admin"),
        (r#""sub":"anna","exp":1800000001,"admin":null"#, "admin"),
    ] {
        let error = check(&format!("{{{claims}}}")).unwrap_err();
        assert!(
            matches!(error, TokenError::BadClaim { claim, .. } if claim == wrong),
            "{claims}: {error}"
        );
    }
}

#[test]
fn a_token_holds_from_nbf_to_exp_with_the_leeway_on_both_sides() {
    for (exp, nbf, leeway, expected) in [
        (1, 0, 0, Ok(1)),
        (0, -9, 0, Err(TokenError::Expired)),
        (-1, -9, 0, Err(TokenError::Expired)),
        (9, 1, 0, Err(TokenError::NotYetValid)),
        (-4, -9, 5, Ok(1)),
        (-5, -9, 5, Err(TokenError::Expired)),
        (9, 5, 5, Ok(14)),
        (9, 6, 5, Err(TokenError::NotYetValid)),
        // A minute is the most.
        (-59, -99, 3600, Ok(1)),
        (-60, -99, 3600, Err(TokenError::Expired)),
    ] {
        let base = now().timestamp();
        let claims = format!(r#"{{"sub":"anna","exp":{},"nbf":{}}}"#, base + exp, base + nbf);
        let verifier = verifier().leeway(Duration::from_secs(leeway));
        let checked = verifier.check(&signed(&claims), now());
        let ends_in = checked.map(|access| (access.expires_at().unwrap() - now()).num_seconds());
        assert_eq!(ends_in, expected, "exp {exp} nbf {nbf} leeway {leeway}");
    }
}

#[test]
fn only_the_algorithm_of_the_configured_key_is_taken() {
    let pair = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let private = EncodingKey::from_ed_der(&pair.serialize_der());
    let pem = pair.public_key_pem();
    let eddsa = Verifier::with_public_key(&pem).unwrap();
    let hmac = |secret: &str| EncodingKey::from_secret(secret.as_bytes());

    let good = token(r#"{"alg":"EdDSA"}"#, GOOD, &private, Algorithm::EdDSA);
    assert_eq!(eddsa.check(&good, now()).unwrap().user(), Some("anna"));
    assert_eq!(verifier().check(&good, now()), Err(TokenError::WrongAlgorithm("HS256")));

    // The public key is known to all: as a secret it must open nothing.
    let confused = token(HS256, GOOD, &hmac(&pem), Algorithm::HS256);
    assert_eq!(eddsa.check(&confused, now()), Err(TokenError::WrongAlgorithm("EdDSA")));
    let disguised = token(r#"{"alg":"EdDSA"}"#, GOOD, &hmac(&pem), Algorithm::HS256);
    assert_eq!(eddsa.check(&disguised, now()), Err(TokenError::BadSignature));

    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"None"}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":""}"#,
        r#"{"typ":"JWT"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"HS384"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"ES256"}"#,
        r#"{"alg":"EdDSA"}"#,
    ] {
        let signed = token(header, GOOD, &hmac(SECRET), Algorithm::HS256);
        let (unsigned, _) = signed.rsplit_once('.').unwrap();
        for token in [&signed, &format!("{unsigned}.")] {
            let checked = verifier().check(token, now());
            assert_eq!(checked, Err(TokenError::WrongAlgorithm("HS256")), "{header}");
        }
    }
    let stronger = token(r#"{"alg":"HS512"}"#, GOOD, &hmac(SECRET), Algorithm::HS512);
    assert_eq!(verifier().check(&stronger, now()), Err(TokenError::WrongAlgorithm("HS256")));
    let hidden = token(HS256, GOOD, &hmac(SECRET), Algorithm::HS512);
    assert_eq!(verifier().check(&hidden, now()), Err(TokenError::BadSignature));
}

#[test]
fn a_key_in_the_header_is_not_believed() {
    let own = base64(OTHER.as_bytes());
    let header = format!(r#"{{"alg":"HS256","kid":"x","jwk":{{"kty":"oct","k":"{own}"}}}}"#);
    let key = EncodingKey::from_secret(OTHER.as_bytes());
    let token = token(&header, GOOD, &key, Algorithm::HS256);
    assert_eq!(verifier().check(&token, now()), Err(TokenError::BadSignature));
}

#[test]
fn an_extension_that_must_be_understood_is_refused() {
    let header = r#"{"alg":"HS256","crit":["exp"]}"#;
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let token = token(header, GOOD, &key, Algorithm::HS256);
    assert_eq!(verifier().check(&token, now()), Err(TokenError::CriticalHeader));
}

#[test]
fn what_is_no_token_is_malformed_and_what_was_changed_is_badly_signed() {
    let good = signed(GOOD);
    let parts: Vec<&str> = good.split('.').collect();
    let (header, claims, signature) = (parts[0], parts[1], parts[2]);
    let longer = base64(GOOD.replace("anna", "root").as_bytes());
    for (token, expected) in [
        (String::new(), TokenError::Malformed),
        ("token".to_owned(), TokenError::Malformed),
        ("..".to_owned(), TokenError::Malformed),
        (format!("{header}.{claims}"), TokenError::Malformed),
        (format!("{good}.x"), TokenError::Malformed),
        (format!("{good}="), TokenError::Malformed),
        (format!(" {good}"), TokenError::Malformed),
        (format!("{header}.{claims}.{signature}é"), TokenError::Malformed),
        (signed(r#"["anna",1800000001]"#), TokenError::Malformed),
        (signed("{"), TokenError::Malformed),
        (signed(r#"{"sub":"anna","exp":1,"exp":1800000001}"#), TokenError::Malformed),
        (format!("{}.{claims}.{signature}", base64(br#"{"alg":null}"#)), TokenError::Malformed),
        (format!("{header}.{claims}."), TokenError::BadSignature),
        (format!("{header}.{longer}.{signature}"), TokenError::BadSignature),
        (format!("{header}.{claims}.{}", base64(&[0; 32])), TokenError::BadSignature),
    ] {
        assert_eq!(verifier().check(&token, now()), Err(expected), "{token:?}");
    }
    // A signature proves nothing to a daemon with another secret.
    let other = Verifier::with_secrets(&[OTHER.to_owned()]).unwrap();
    assert_eq!(other.check(&good, now()), Err(TokenError::BadSignature));
}

#[test]
fn two_secrets_are_in_force_while_they_are_changed() {
    let secrets = [OTHER.to_owned(), SECRET.to_owned()];
    let both = Verifier::with_secrets(&secrets).unwrap();
    let grant = Grant {
        sub: "anna".to_owned(),
        rooms: Vec::new(),
        publish: false,
        admin: false,
        ttl: Duration::from_secs(60),
    };
    for secret in &secrets {
        let token = sign(secret, &grant, now()).unwrap();
        assert_eq!(both.check(&token, now()).unwrap().user(), Some("anna"));
    }
    let foreign = sign("a third secret, which is long enough", &grant, now()).unwrap();
    assert_eq!(both.check(&foreign, now()), Err(TokenError::BadSignature));
}

#[test]
fn a_token_that_is_made_here_says_what_was_asked_for() {
    let grant = Grant {
        sub: "overlay".to_owned(),
        rooms: vec!["table:*".to_owned()],
        publish: true,
        admin: true,
        ttl: Duration::from_secs(60),
    };
    let token = sign(SECRET, &grant, now()).unwrap();
    let access = verifier().check(&token, now()).unwrap();
    assert_eq!(access.user(), Some("overlay"));
    assert_eq!(access.patterns(), ["table:*"]);
    assert!(access.may_publish() && access.may_administer());
    assert_eq!(access.expires_at(), Some(now() + TimeDelta::seconds(60)));

    let plain = Grant { rooms: Vec::new(), publish: false, admin: false, ..grant.clone() };
    let access = verifier().check(&sign(SECRET, &plain, now()).unwrap(), now()).unwrap();
    assert!(access.sees_all() && !access.may_publish() && !access.may_administer());

    let nobody = Grant { sub: String::new(), ..grant.clone() };
    assert!(matches!(sign(SECRET, &nobody, now()), Err(SignError::Grant(_))));
    let forever = Grant { ttl: Duration::MAX, ..grant.clone() };
    assert!(matches!(sign(SECRET, &forever, now()), Err(SignError::Grant(_))));
    let short = sign("short", &grant, now());
    assert_eq!(short, Err(SignError::Key(KeyError::ShortSecret(5))));
}

#[test]
fn keys_that_cannot_be_used_are_refused() {
    let secrets = |secrets: &[&str]| {
        let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        Verifier::with_secrets(&secrets).map(drop)
    };
    assert_eq!(secrets(&[]), Err(KeyError::NoSecret));
    assert_eq!(secrets(&[&SECRET[1..]]), Err(KeyError::ShortSecret(31)));
    assert_eq!(secrets(&[SECRET, ""]), Err(KeyError::ShortSecret(0)));
    assert_eq!(secrets(&[SECRET, OTHER, SECRET]), Err(KeyError::TooManySecrets(3)));
    assert_eq!(secrets(&[SECRET, OTHER]), Ok(()));
    assert!(KeyError::ShortSecret(31).to_string().contains("openssl rand -hex 32"));

    let edwards = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let elliptic = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    for (pem, fine) in [
        (edwards.public_key_pem(), true),
        (edwards.serialize_pem(), false),
        (elliptic.public_key_pem(), false),
        (String::new(), false),
        (SECRET.to_owned(), false),
    ] {
        let made = Verifier::with_public_key(&pem);
        let expected = if fine { None } else { Some(KeyError::NoPublicKey) };
        assert_eq!(made.err(), expected, "{pem}");
    }
}

#[test]
fn neither_keys_nor_tokens_are_shown() {
    let shown = format!("{:?}", verifier());
    assert!(!shown.contains(SECRET) && shown.contains("HS256"), "{shown}");
    let token = signed(r#"{"sub":"anna"}"#);
    let error = verifier().check(&token, now()).unwrap_err();
    for part in token.split('.') {
        assert!(!error.to_string().contains(part) && !format!("{error:?}").contains(part));
    }
}

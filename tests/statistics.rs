//! `railbird stats`, `sessions` and `tournaments`: what the log knows, beside a daemon and
//! without one.

/// What people see of it.
mod tables;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use hand_history::{Amount, Block, Currency, Hand, Kind, Position, Splitter, parse, parse_summary};
use hud::{Contribution, Stat, Tally, contributions};
use wire::{
    Number, PlaySessionJson, PlayedTournamentJson, PlayerStats, PlayersStats, PurseJson, StatValue,
    TotalsByCurrency,
};

use crate::support::{House, railbird};

/// The exit code and both outputs of a command on the log of a house, on a terminal of so many
/// columns.
fn run_at(columns: usize, house: &House, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(railbird());
    command.args(arguments).stdin(Stdio::null()).env("COLUMNS", columns.to_string());
    command.env("RAILBIRD_CONFIG", house.empty_config()).env("RAILBIRD_DATA_DIR", house.data_dir());
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

fn run(house: &House, arguments: &[&str]) -> (Option<i32>, String, String) {
    run_at(80, house, arguments)
}

/// What a command prints that does what it should.
pub(crate) fn out(house: &House, arguments: &[&str]) -> String {
    let (code, out, err) = run(house, arguments);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

/// The same as JSON lines.
fn lines<T: serde::de::DeserializeOwned>(house: &House, arguments: &[&str]) -> Vec<T> {
    let (command, others) = arguments.split_first().unwrap();
    let out = out(house, &[&[*command, "--json"], others].concat());
    out.lines().map(|line| wire::decode(line).unwrap()).collect()
}

fn import(house: &House) {
    let (code, _, err) = run(house, &["import", house.history().to_str().unwrap()]);
    assert_eq!(code, Some(0), "{err}");
}

/// A house with a log of simulated hands.
pub(crate) fn house_with_a_log() -> House {
    let house = House::new();
    let history = house.history();
    let line = ["--hands", "400", "--rate", "0", "--seed", "7", "--tables", "4"];
    let simulated = Command::new(railbird()).arg("simulate").arg(&history).args(line).output();
    assert!(simulated.unwrap().status.success());
    import(&house);
    house
}

/// What each player did in each hand, by the history files, and the blocks of summaries.
fn played(house: &House) -> (Vec<(Hand, String, Contribution)>, usize) {
    let (mut played, mut blocks) = (Vec::new(), 0);
    for file in fs::read_dir(house.history()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let mut splitter = Splitter::new(0, &bytes);
        while let Some(block) = splitter.next().or_else(|| splitter.rest()) {
            match block {
                Block::Hand(text) => {
                    let hand = parse(&text).unwrap();
                    for contribution in contributions(&hand) {
                        let name = hand.player(contribution.player).unwrap().name.to_string();
                        played.push((hand.clone(), name, contribution));
                    }
                }
                Block::Summary(text) => {
                    parse_summary(&text).unwrap();
                    blocks += 1;
                }
                Block::Stray(stray) => panic!("{stray:?}"),
            }
        }
    }
    (played, blocks)
}

/// What these contributions come to: the hands, the net by currency and each tally.
fn sums<'a>(
    contributions: impl IntoIterator<Item = &'a Contribution>,
) -> (u32, BTreeMap<Currency, Amount>, BTreeMap<Stat, Tally>) {
    let (mut hands, mut net, mut tallies) = (0, BTreeMap::new(), BTreeMap::new());
    for contribution in contributions {
        hands += 1;
        *net.entry(contribution.currency).or_insert(Amount::ZERO) += contribution.net;
        for stat in Stat::all() {
            *tallies.entry(stat).or_insert(Tally::default()) += contribution.line.tally(stat);
        }
    }
    (hands, net, tallies)
}

/// Holds what is shown of a player against these contributions of his.
#[track_caller]
fn check<'a>(shown: &PlayerStats, contributions: impl IntoIterator<Item = &'a Contribution>) {
    let (hands, net, tallies) = sums(contributions);
    assert_eq!(shown.hands, hands, "{}", shown.player);
    let of =
        |currency| (0 < hands).then(|| Number(net.get(&currency).copied().unwrap_or(Amount::ZERO)));
    let expected =
        PurseJson { eur: of(Currency::Eur), chips: of(Currency::Chips), play: shown.net.play };
    assert_eq!(shown.net, expected, "{}", shown.player);
    for stat in Stat::all() {
        let value = shown.stats.0[&stat];
        let expected = tallies.get(&stat).copied().unwrap_or_default();
        assert_eq!(value, StatValue::new(stat, expected), "{} {stat:?}", shown.player);
    }
}

#[test]
fn everybodys_numbers_are_those_of_the_hands_in_the_files() {
    let house = house_with_a_log();
    let (played, _) = played(&house);
    let names: BTreeSet<&str> = played.iter().map(|(_, name, _)| name.as_str()).collect();
    assert!(5 < names.len(), "{names:?}");
    // Some of them start with a dash.
    let line: Vec<&str> = ["stats", "--"].into_iter().chain(names.iter().copied()).collect();
    let everybody: Vec<PlayerStats> = lines(&house, &line);
    assert!(everybody.iter().map(|shown| shown.player.as_str()).eq(names.iter().copied()));
    for shown in &everybody {
        let his = played.iter().filter(|(hand, name, _)| *name == shown.player && hand.real_money);
        check(shown, his.map(|(_, _, of)| of));
        assert!(shown.ev_net.eur.is_some(), "the import has counted all-ins");
    }
    let heroes: Vec<PlayerStats> = lines(&house, &["stats"]);
    assert_eq!(heroes.len(), 1);
    assert_eq!(heroes[0], everybody.iter().find(|one| one.player == dealer::HERO).unwrap().clone());
}

/// An option, and the hands that it stands for.
type Question<'a> = (&'a [&'a str], &'a dyn Fn(&Hand, &Contribution) -> bool);

#[test]
fn options_say_which_hands_count() {
    let house = house_with_a_log();
    let (played, _) = played(&house);
    let questions: [Question<'_>; 6] = [
        (&["--kind", "cash"], &|hand, _| hand.kind == Kind::Cash),
        (&["--kind", "cash", "--kind", "expresso"], &|hand, _| {
            [Kind::Cash, Kind::Expresso].contains(&hand.kind)
        }),
        (&["--position", "BTN", "--players", "3"], &|_, of| {
            of.position == Some(Position::Btn) && of.players_dealt == 3
        }),
        (&["--from", "2026-01-01T00:20:00Z"], &|hand, _| {
            "2026-01-01 00:20:00 UTC" <= hand.played_at.to_string().as_str()
        }),
        (&["--month", "2026-01", "--game-type", "NLH"], &|hand, _| {
            "2026" <= hand.played_at.to_string().as_str()
                && hand.variant == hand_history::Variant::Holdem
                && hand.limit == hand_history::Limit::NoLimit
        }),
        (&["--month", "2020-01"], &|_, _| false),
    ];
    for (options, counts) in questions {
        let shown: Vec<PlayerStats> = lines(&house, &[&["stats", dealer::HERO], options].concat());
        let his: Vec<&Contribution> = played
            .iter()
            .filter(|(hand, name, of)| name == dealer::HERO && hand.real_money && counts(hand, of))
            .map(|(_, _, of)| of)
            .collect();
        assert!(options[1] == "2020-01" || (3 < his.len() && his.len() < 390), "{options:?}");
        check(&shown[0], his);
    }
    let last: Vec<PlayerStats> = lines(&house, &["stats", "--last", "17", "--play"]);
    assert_eq!(last[0].hands, 17);
    assert!(last[0].net.play.is_some());
    let few: Vec<PlayerStats> = lines(&house, &["stats", "--stat", "w_sd", "--stat", "vpip"]);
    assert_eq!(few[0].stats.0.keys().copied().collect::<Vec<_>>(), [Stat::Vpip, Stat::WSd]);
}

/// Hands that were played in three sessions, an hour apart.
fn house_with_sessions() -> House {
    let house = House::new();
    let mut casino = dealer::Casino::new(31, 3);
    for number in 0..150 {
        let seconds = 1_767_225_600 + 5 * number + 3600 * (number / 50);
        let delivery = casino.deal(chrono::DateTime::from_timestamp(seconds, 0).unwrap());
        house.append(&delivery.file_name, delivery.text.as_bytes());
    }
    import(&house);
    house
}

#[test]
fn sessions_add_up_to_the_hands_of_their_heroes() {
    let house = house_with_sessions();
    let (played, _) = played(&house);
    let his = |play: bool| {
        let his = played
            .iter()
            .filter(move |(hand, name, _)| name == dealer::HERO && (play || hand.real_money));
        sums(his.map(|(_, _, of)| of))
    };
    for (options, play) in [(&["sessions"][..], false), (&["sessions", "--play"], true)] {
        let sessions: Vec<PlaySessionJson> = lines(&house, options);
        let (hands, net, _) = his(play);
        assert_eq!(sessions.iter().map(|session| session.hands).sum::<u32>(), hands);
        for (currency, sum) in net {
            let of = |session: &PlaySessionJson| session.net.get(wire::currency(currency)).copied();
            let shown: Amount = sessions.iter().filter_map(of).map(|number| number.0).sum();
            assert_eq!(shown, sum, "{currency:?}");
        }
        let started: Vec<&str> =
            sessions.iter().map(|session| session.started_at.as_str()).collect();
        assert_eq!(started.len(), 3, "{started:?}");
        assert!(started.is_sorted(), "the newest stands last: {started:?}");
    }
    let (code, out, err) = run(&house, &["sessions", "--from", "2030-01-01"]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", "no session fits\n"));
}

#[test]
fn tournaments_add_up_to_their_totals() {
    let house = house_with_a_log();
    let (played, blocks) = played(&house);
    let mut ids = BTreeSet::new();
    for (hand, name, _) in &played {
        ids.extend(hand.tournament.iter().filter(|_| name == dealer::HERO).map(|of| of.id.clone()));
    }
    let all: Vec<PlayedTournamentJson> = lines(&house, &["tournaments", "--play"]);
    let shown: BTreeSet<_> = all.iter().map(|one| one.tournament_id.as_str().into()).collect();
    assert_eq!((all.len(), &shown), (ids.len(), &ids));
    assert_eq!(all.iter().filter(|one| one.finished).count(), blocks);
    assert!(3 < blocks, "{blocks}");
    assert!(all.iter().map(|one| one.started_at.as_ref()).is_sorted(), "the newest stands last");

    let totals: Vec<TotalsByCurrency> = lines(&house, &["tournaments", "--totals"]);
    let euros: Vec<PlayedTournamentJson> = lines(&house, &["tournaments"]);
    assert!(euros.iter().all(|one| one.currency == "EUR"));
    let sum = |of: fn(&PlayedTournamentJson) -> Option<Number>| {
        Number(euros.iter().filter_map(of).map(|number| number.0).sum())
    };
    let of = &totals[0].eur;
    assert_eq!((totals.len(), of.count as usize), (1, euros.len()));
    assert_eq!((of.cost, of.prize), (sum(|one| one.cost), sum(|one| one.prize)));
    assert_eq!(of.roi.profit, sum(|one| one.profit));
}

/// A log of a few hands of the fixtures, in which two heroes played.
pub(crate) fn house_with_fixtures() -> House {
    let house = House::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("fixtures");
    for file in [
        "cash/split-pot.txt",
        "cash/side-pots-and-uncalled-bet.txt",
        "expresso/nitro-all-in.txt",
        "summary/late-registration-with-rebuys.txt",
    ] {
        let name = file.replace('/', "-");
        fs::copy(fixtures.join(file), house.history().join(name)).unwrap();
    }
    import(&house);
    house
}

#[test]
fn what_cannot_be_answered_is_said_in_words() {
    let house = house_with_fixtures();
    for (arguments, code, expected) in [
        (&["stats", "ann"][..], 1, "unknown player \"ann\": did you mean Ann?"),
        (&["stats", "Ann", "Zebedee"], 1, "unknown player \"Zebedee\""),
        (&["sessions", "--hero", "Bix"], 1, "unknown hero \"Bix\""),
        (&["tournaments", "--hero", "Dan"], 1, "did you mean Dan.O"),
        (&["stats", "--position", "BNT"], 2, "unknown position \"BNT\": did you mean BTN?"),
        (&["stats", "--table", "table:Nowhere"], 2, "table: the log has no hand of table:Nowhere"),
        (&["stats", "--stat", "vipp"], 2, "did you mean vpip?"),
        (&["stats", "--last", "0"], 2, "last: expected a number of hands"),
        (&["stats", "--from", "1/2/2026"], 2, "from: expected a day like 2026-10-31"),
        (&["stats", "--from", "2026-01-01", "--from", "2026-01-02"], 2, "--from"),
        (&["sessions", "--kind", "Cash"], 2, "unknown kind \"Cash\": did you mean cash?"),
        (&["tournaments", "--stakes", "1/2"], 2, "--stakes"),
    ] {
        let (found, out, err) = run(&house, arguments);
        assert_eq!((found, out.as_str()), (Some(code), ""), "{arguments:?}: {err}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
    }
}

#[test]
fn a_player_without_such_a_hand_has_no_numbers() {
    let house = house_with_fixtures();
    let stats: Vec<PlayerStats> = lines(&house, &["stats", "Bix", "Ann", "--kind", "expresso"]);
    let [bix, ann] = stats.as_slice() else { panic!("{stats:?}") };
    assert_eq!((bix.hands, bix.net, bix.ev_net), (0, PurseJson::default(), PurseJson::default()));
    assert!(bix.net_bb100.is_none() && bix.stats.0.values().all(|value| value.value.is_none()));
    assert_eq!(bix.stats.0.len(), Stat::COUNT);
    assert_eq!(ann.hands, 1);
}

#[test]
fn without_a_log_of_this_version_players_are_told_what_to_do() {
    for command in ["stats", "sessions", "tournaments"] {
        let house = House::new();
        let (code, out, err) = run(&house, &[command]);
        assert_eq!((code, out.as_str()), (Some(1), ""));
        assert!(err.contains("yet: start railbird or import hands"), "{err}");
        assert!(err.contains(house.data_dir().to_str().unwrap()), "{err}");
        assert!(!house.data_dir().exists(), "nothing is made");

        let house = house_with_fixtures();
        let mut store = store::Store::open(&house.data_dir()).unwrap();
        store.set_derived_by("an older parser").unwrap();
        drop(store);
        let (code, out, err) = run(&house, &[command]);
        assert_eq!((code, out.as_str()), (Some(1), ""));
        assert!(err.contains("run `railbird rebuild` or start railbird"), "{err}");

        // The version of the tables stands in the head of the database.
        let database = house.data_dir().join("railbird.db");
        let mut bytes = fs::read(&database).unwrap();
        bytes[60..64].copy_from_slice(&3u32.to_be_bytes());
        fs::write(&database, &bytes).unwrap();
        let (code, out, err) = run(&house, &[command]);
        assert_eq!((code, out.as_str()), (Some(1), ""));
        assert!(err.contains("version 3") && err.contains("run `railbird rebuild`"), "{err}");
        assert!(fs::read(&database).unwrap() == bytes, "nothing is changed");
    }
}

#[test]
fn readers_say_the_same_beside_a_daemon_and_leave_nothing_behind() {
    let house = house_with_fixtures();
    let commands = [["stats", "--json"], ["sessions", "--json"], ["tournaments", "--json"]];
    let files = || -> BTreeSet<_> {
        fs::read_dir(house.data_dir()).unwrap().map(|file| file.unwrap().file_name()).collect()
    };
    let before = files();
    let alone: Vec<String> = commands.iter().map(|command| out(&house, command)).collect();
    assert_eq!(files(), before);

    let daemon = house.daemon();
    let beside: Vec<String> = commands.iter().map(|command| out(&house, command)).collect();
    assert_eq!(beside, alone);
    let (status, body) = daemon.get("/api/players/stats?name=Ann&name=Dan.O");
    assert_eq!(status, 200, "{body}");
    let answered: PlayersStats = wire::decode(&body).unwrap();
    let printed: Vec<PlayerStats> =
        alone[0].lines().map(|line| wire::decode(line).unwrap()).collect();
    assert_eq!(answered.items, printed);
}

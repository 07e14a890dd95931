//! Hands in short, and what is expected of them.
//!
//! `3 BTN r60 SB f BB c | BB x BTN b40 BB c | | = BTN` is a hand of three: the names of the
//! players are their positions, the blinds are 10 and 20, everybody has 500. Behind a name
//! stands what he does: `f`olds, checks (`x`), `c`alls, `b`ets so much, `r`aises to so much, or
//! puts in `all`. Before he acts a player may have another stack (`$300`), post a missed small
//! blind (`dead`) or a live big one (`live`). `ante 5` and `rake 3` are of the hand. A bar deals
//! the next street. Behind `=` stands who wins what was called; without it, the first who did
//! not fold.

use std::{collections::BTreeMap, fmt::Write as _};

use hand_history::{Hand, HandText, parse};
use hud::{Contribution, Stat, Tally, contributions};

/// The names of so many players in the order they act before the flop.
fn names(players: usize) -> Vec<&'static str> {
    let others = match players {
        2 => return vec!["BTN", "BB"],
        3 => "BTN",
        4 => "CO BTN",
        5 => "UTG CO BTN",
        6 => "UTG MP CO BTN",
        7 => "UTG MP HJ CO BTN",
        8 => "UTG UTG+1 MP HJ CO BTN",
        9 => "UTG UTG+1 UTG+2 MP HJ CO BTN",
        _ => "UTG UTG+1 UTG+2 MP MP+1 HJ CO BTN",
    };
    others.split(' ').chain(["SB", "BB"]).collect()
}

const BLINDS: [i64; 2] = [10, 20];
const STACK: i64 = 500;

#[derive(Clone, Copy)]
struct Seat {
    stack: i64,
    behind: i64,
    committed: i64,
    folded: bool,
}

/// The hand while it is written.
struct Table {
    names: Vec<&'static str>,
    seats: Vec<Seat>,
    ante: i64,
    rake: i64,
    posts: String,
    streets: Vec<String>,
    pot: i64,
    /// What the last bettor put in more than anybody else.
    uncalled: (usize, i64),
}

/// The hand that a notation tells.
pub(crate) fn hand(notation: &str) -> Hand {
    let text = text(notation);
    let hand = parse(&HandText { offset: 0, bytes: text.as_bytes().into() }).unwrap();
    assert!(hand.warnings.is_empty(), "{:?}\n{text}", hand.warnings);
    for player in &hand.players {
        assert_eq!(player.position.map(|position| position.name()), Some(&*player.name), "{text}");
    }
    hand
}

/// The hand as Winamax writes it.
fn text(notation: &str) -> String {
    let (play, winners) = notation.split_once('=').unwrap_or((notation, ""));
    let mut words = play.split_whitespace();
    let names = names(words.next().unwrap().parse().unwrap());
    let seat = Seat { stack: STACK, behind: STACK, committed: 0, folded: false };
    let seats = vec![seat; names.len()];
    let words: Vec<&str> = words.collect();
    let mut table = Table {
        names,
        seats,
        ante: 0,
        rake: 0,
        posts: String::new(),
        streets: vec![String::new()],
        pot: 0,
        uncalled: (0, 0),
    };
    for pair in words.windows(2) {
        match (pair[0], pair[1].strip_prefix('$')) {
            ("ante", _) => table.ante = pair[1].parse().unwrap(),
            ("rake", _) => table.rake = pair[1].parse().unwrap(),
            (name, Some(stack)) => table.give(name, stack.parse().unwrap()),
            _ => {}
        }
    }
    table.post_blinds();
    table.play(&words);
    table.finish(winners)
}

impl Table {
    fn seat(&self, name: &str) -> usize {
        self.names.iter().position(|other| *other == name).unwrap_or_else(|| panic!("{name}"))
    }

    fn give(&mut self, name: &str, stack: i64) {
        let seat = self.seat(name);
        (self.seats[seat].stack, self.seats[seat].behind) = (stack, stack);
    }

    /// Moves chips, as many as there are, and gives the end of the line that says so.
    fn pay(&mut self, seat: usize, chips: i64, is_live: bool) -> (i64, &'static str) {
        let paid = chips.min(self.seats[seat].behind);
        self.seats[seat].behind -= paid;
        self.pot += paid;
        if is_live {
            self.seats[seat].committed += paid;
        }
        (paid, if self.seats[seat].behind == 0 { " and is all-in" } else { "" })
    }

    fn post_blinds(&mut self) {
        let count = self.names.len();
        if 0 < self.ante {
            for seat in 0..count {
                let (paid, end) = self.pay(seat, self.ante, false);
                writeln!(self.posts, "{} posts ante {paid}{end}", self.names[seat]).unwrap();
            }
        }
        for (word, (seat, blind)) in ["small", "big"].iter().zip((count - 2..count).zip(BLINDS)) {
            let (paid, end) = self.pay(seat, blind, true);
            writeln!(self.posts, "{} posts {word} blind {paid}{end}", self.names[seat]).unwrap();
        }
    }

    fn play(&mut self, words: &[&str]) {
        let mut actor = "";
        for word in words {
            if *word == "|" {
                self.end_street();
                self.streets.push(String::new());
            } else if word.starts_with(|first: char| first.is_ascii_uppercase()) {
                actor = word;
            } else if actor.is_empty() || word.starts_with('$') || *word == "ante" {
                // Told before.
            } else if *word == "rake" {
                actor = "";
            } else {
                self.act(actor, word);
            }
        }
        self.end_street();
    }

    fn act(&mut self, name: &str, word: &str) {
        let seat = self.seat(name);
        let highest = self.seats.iter().map(|seat| seat.committed).max().unwrap();
        let Seat { behind, committed, .. } = self.seats[seat];
        let number = || word[1..].parse::<i64>().unwrap();
        let line = match word {
            "f" => {
                self.seats[seat].folded = true;
                format!("{name} folds\n")
            }
            "x" => format!("{name} checks\n"),
            "dead" | "live" => {
                let (word, chips) = if word == "dead" { ("small", 10) } else { ("big", 20) };
                let (paid, end) = self.pay(seat, chips, word == "big");
                let post = format!("{name} posts {word} blind {paid} out of position{end}\n");
                self.posts += &post;
                return;
            }
            "c" => self.call(seat, highest),
            "all" if behind <= highest - committed => self.call(seat, highest),
            _ => {
                let (is_bet, to) = match word {
                    "all" => (highest == 0, behind + committed),
                    _ if word.starts_with('b') => (true, committed + number()),
                    _ => (false, number()),
                };
                let (added, end) = self.pay(seat, to - committed, true);
                match is_bet {
                    true => format!("{name} bets {added}{end}\n"),
                    false => format!("{name} raises {} to {to}{end}\n", to - highest),
                }
            }
        };
        *self.streets.last_mut().unwrap() += &line;
    }

    fn call(&mut self, seat: usize, highest: i64) -> String {
        let (paid, end) = self.pay(seat, highest - self.seats[seat].committed, true);
        format!("{} calls {paid}{end}\n", self.names[seat])
    }

    fn end_street(&mut self) {
        let mut order: Vec<usize> = (0..self.seats.len()).collect();
        order.sort_by_key(|seat| -self.seats[*seat].committed);
        let [first, second] = [order[0], order[1]].map(|seat| self.seats[seat].committed);
        if 0 < first {
            self.uncalled = (order[0], first - second);
        }
        self.seats.iter_mut().for_each(|seat| seat.committed = 0);
    }

    fn finish(&self, winners: &str) -> String {
        let Self { names, seats, ante, rake, posts, streets, pot, uncalled } = self;
        let unfolded: Vec<usize> = (0..seats.len()).filter(|seat| !seats[*seat].folded).collect();
        let mut winners: Vec<usize> =
            winners.split_whitespace().map(|name| self.seat(name)).collect();
        if winners.is_empty() {
            winners.push(unfolded[0]);
        }
        let mut collected: BTreeMap<usize, i64> = BTreeMap::new();
        let (bettor, back) = *uncalled;
        *collected.entry(bettor).or_default() += back;
        let (won, count) = (pot - back - rake, winners.len() as i64);
        for winner in &winners {
            *collected.entry(*winner).or_default() += won / count;
        }
        *collected.entry(winners[0]).or_default() += won % count;
        let stakes = match ante {
            0 => "10/20".to_owned(),
            ante => format!("{ante}/10/20"),
        };
        let mut text = format!(
            "Winamax Poker - CashGame - HandId: #1-1-1 - Holdem no limit ({stakes}) - \
             2024/01/31 23:59:59 UTC\nTable: 'Brest' 10-max (play money) Seat #{} is the button\n",
            self.seat("BTN") + 1
        );
        for (number, (name, seat)) in names.iter().zip(seats).enumerate() {
            writeln!(text, "Seat {}: {name} ({})", number + 1, seat.stack).unwrap();
        }
        let headings = [
            "*** PRE-FLOP *** \n",
            "*** FLOP *** [2c 3d 4h]\n",
            "*** TURN *** [2c 3d 4h][9s]\n",
            "*** RIVER *** [2c 3d 4h 9s][Jd]\n",
        ];
        write!(text, "*** ANTE/BLINDS ***\n{posts}").unwrap();
        for (heading, street) in headings.iter().zip(streets) {
            text += heading;
            text += street;
        }
        if 2 <= unfolded.len() {
            text += "*** SHOW DOWN ***\n";
        }
        for (seat, amount) in collected.iter().filter(|(_, amount)| 0 < **amount) {
            writeln!(text, "{} collected {amount} from pot", names[*seat]).unwrap();
        }
        let taken = if *rake == 0 { "No rake".to_owned() } else { format!("Rake {rake}") };
        write!(text, "*** SUMMARY ***\nTotal pot {} | {taken}\n", pot - rake).unwrap();
        text
    }
}

/// What a hand adds for the player with this name.
pub(crate) fn contribution(hand: &Hand, name: &str) -> Contribution {
    let all = contributions(hand);
    let of_player = |part: &&Contribution| hand.player(part.player).unwrap().name == name;
    *all.iter().find(of_player).unwrap_or_else(|| panic!("{name}"))
}

/// Holds the tallies of a hand against those expected: `BTN vpip 1/1 pfr 1/1; SB 3bet 0/1`,
/// num before opp.
pub(crate) fn check(notation: &str, expected: &str) {
    let hand = hand(notation);
    for player in expected.split(';') {
        let (name, tallies) = player.trim().split_once(' ').unwrap();
        let line = contribution(&hand, name).line;
        let words: Vec<&str> = tallies.split_whitespace().collect();
        for pair in words.chunks(2) {
            let stat = Stat::from_id(pair[0]).unwrap_or_else(|| panic!("{}", pair[0]));
            let (num, opp) = pair[1].split_once('/').unwrap();
            let tally = Tally { num: num.parse().unwrap(), opp: opp.parse().unwrap() };
            assert_eq!(line.tally(stat), tally, "{name} {} in {notation}", pair[0]);
        }
    }
}

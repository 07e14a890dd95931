//! Hands that tell no more than who sits where, and events in short.

use chrono::{DateTime, Utc};
use hand_history::{
    Amount, BuyIn, BuyInKind, Currency, Hand, HandId, Kind, Level, Limit, Player, PlayerIndex,
    SeatNo, Stakes, Table, Tournament, TournamentSummary, Variant,
};

use crate::{TableEvent, Tables};

/// What happens in a test, at the second that the hand itself has.
pub(super) enum Step {
    Hand(Hand),
    Finish(TournamentSummary, i64),
    Tick(i64),
}

pub(super) fn time(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
}

/// Takes the steps and tells what they change.
pub(super) fn run(tables: &mut Tables, steps: &[Step]) -> Vec<String> {
    let events = steps.iter().flat_map(|step| match step {
        Step::Hand(hand) => tables.observe(hand, hand.played_at),
        Step::Finish(summary, second) => tables.finish(summary, time(*second)),
        Step::Tick(second) => tables.tick(time(*second)),
    });
    events.map(|event| short(&event)).collect()
}

fn short(event: &TableEvent) -> String {
    let seat = |seat: &crate::Seat| format!("{} {} {}", seat.no.0, seat.name, seat.stack);
    match event {
        TableEvent::PlayerLeft { seat: gone, .. } => format!("left {}", seat(gone)),
        TableEvent::PlayerJoined { seat: new, .. } => format!("joined {}", seat(new)),
        TableEvent::LevelChanged(change) => {
            let blinds = [change.small_blind, change.big_blind, change.ante];
            let blinds: Vec<_> = blinds.iter().flatten().map(Amount::to_string).collect();
            format!("level {} {}", change.table, blinds.join("/"))
        }
        TableEvent::Opened(state) => format!("opened {}", state.key),
        TableEvent::Updated(state) => format!("updated {}", state.key),
        TableEvent::Closed { table, reason } => format!("closed {} {reason:?}", table.key),
    }
}

/// A hand of this second at a cash table. The seats are `seat name stack`, with `*` behind
/// the name of the hero and `out` behind who is not dealt in.
pub(super) fn cash(second: u32, seats: &str) -> Hand {
    let players: Vec<Player> = seats.split(", ").map(player).collect();
    let hero = seats.split(", ").position(|seat| seat.contains('*'));
    Hand {
        id: HandId(format!("7-{second}-{second}").into()),
        played_at: time(second.into()),
        kind: Kind::Cash,
        pool: None,
        variant: Variant::Holdem,
        limit: Limit::NoLimit,
        currency: Currency::Eur,
        real_money: true,
        stakes: stakes(&[1, 2]),
        table: Table {
            name: "Wichita 05".into(),
            number: None,
            max_seats: 6,
            button: Some(SeatNo(1)),
        },
        tournament: None,
        hero: hero.map(|index| PlayerIndex(index.try_into().unwrap())),
        players,
        streets: Vec::new(),
        actions: Vec::new(),
        board: cards::Cards::default(),
        total_pot: Amount::ZERO,
        rake: Amount::ZERO,
        added_to_pot: Amount::ZERO,
        warnings: Vec::new(),
    }
}

fn player(text: &str) -> Player {
    let words: Vec<&str> = text.split(' ').collect();
    Player {
        seat: SeatNo(words[0].parse().unwrap()),
        name: words[1].trim_end_matches('*').into(),
        stack: Amount::from_units(words[2].parse().unwrap()),
        bounty: None,
        dealt_in: words.get(3) != Some(&"out"),
        position: None,
        cards: cards::Cards::default(),
        contributed: Amount::ZERO,
        collected: Amount::ZERO,
        uncalled: Amount::ZERO,
    }
}

/// Small blind and big blind, or the ante before them.
pub(super) fn stakes(numbers: &[i64]) -> Stakes {
    let (ante, blinds) = match numbers {
        [ante, blinds @ ..] if numbers.len() == 3 => (Some(*ante), blinds),
        blinds => (None, blinds),
    };
    Stakes {
        text: numbers.iter().map(i64::to_string).collect::<Vec<_>>().join("/").into(),
        small_blind: Some(Amount::from_units(blinds[0])),
        big_blind: Some(Amount::from_units(blinds[1])),
        ante: ante.map(Amount::from_units),
        small_bet: None,
        big_bet: None,
        bring_in: None,
    }
}

/// A hand of this second in a pool.
pub(super) fn pool(second: u32, seats: &str) -> Hand {
    let mut hand = cash(second, seats);
    hand.kind = Kind::Pool;
    hand.pool = Some("ESCAPE".into());
    hand.table.name = "Colorado".into();
    hand
}

/// A hand of this second at this table of a tournament, at this level of ten and twenty.
pub(super) fn tournament(second: u32, table: u32, level: u16, seats: &str) -> Hand {
    let mut hand = cash(second, seats);
    hand.id = HandId(format!("90{table}-{second}-{second}").into());
    hand.kind = Kind::Tournament;
    hand.currency = Currency::Chips;
    hand.stakes = stakes(&[10 * i64::from(level), 20 * i64::from(level)]);
    hand.table.name = "Tremplin".into();
    hand.table.number = Some(table);
    hand.tournament = Some(Tournament {
        id: "555".into(),
        name: "Tremplin".into(),
        level: Some(level),
        buy_in: BuyIn {
            kind: BuyInKind::Paid,
            prize: Some(Amount::from_units(9)),
            bounty: None,
            fee: Some(Amount::from_units(1)),
        },
    });
    hand
}

/// The summary of a player who was done so many seconds after the start at second 0.
pub(super) fn summary(player: &str, played_seconds: u32) -> TournamentSummary {
    let part = |units| Some(Amount::from_hundredths(units));
    TournamentSummary {
        id: "555".into(),
        name: "Tremplin".into(),
        late_registration: false,
        player: Some(player.into()),
        currency: Currency::Eur,
        // Hands print prize and bounty as one.
        buy_in: BuyIn {
            kind: BuyInKind::Paid,
            prize: part(450),
            bounty: part(450),
            fee: part(100),
        },
        rebuy_cost: None,
        addon_cost: None,
        rebuys: 0,
        addons: 0,
        entrants: None,
        total_rebuys: None,
        total_addons: None,
        prizepool: None,
        mode: None,
        format: None,
        speed: Some("turbo".into()),
        flight: None,
        levels: Vec::new(),
        started_at: Some(time(0)),
        played_seconds: Some(played_seconds),
        place: Some(3),
        gain: hand_history::Gain::default(),
        warnings: Vec::new(),
    }
}

/// The level of so many times ten and twenty.
pub(super) fn level(number: i64, seconds: u32) -> Level {
    Level {
        small_blind: Amount::from_units(10 * number),
        big_blind: Amount::from_units(20 * number),
        ante: Amount::ZERO,
        seconds,
        game: None,
    }
}

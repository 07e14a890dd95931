use chrono::DateTime;
use hand_history::{Amount, Currency, Kind, Limit, Position, Variant};
use hud::{Ending, Line, Setting};

use super::{Counters, Row};

fn setting() -> Setting {
    Setting {
        kind: Kind::Cash,
        variant: Variant::Holdem,
        limit: Limit::NoLimit,
        stakes: "0.01/0.02".into(),
        currency: Currency::Eur,
        real_money: true,
        big_blind: Some(Amount::from_hundredths(2)),
    }
}

/// Facts at a few places, each unlike the others.
fn rows() -> Vec<Row> {
    let row = |number: u64| Row {
        entry: number,
        played_at: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        setting: i64::try_from(number * 7 % 4).unwrap(),
        table: 1,
        position: (!number.is_multiple_of(3)).then_some(Position::Bb),
        players_dealt: 2 + u8::try_from(number % 5).unwrap(),
        stack_band: None,
        line: Line { opp: 1 | number << 1, num: 1, aggressions: 1, calls: 2, folds: 0 },
        net: Amount::from_hundredths(i64::try_from(number * number).unwrap() - 500),
        rake_paid: Amount::from_hundredths(3),
        rake_dealt: Amount::ZERO,
        ending: Ending::default(),
        adjustment: Amount::ZERO,
    };
    (1..=40_u64)
        .map(|number| {
            if number.is_multiple_of(9) { row(number).adjusted_by(row(1).net) } else { row(number) }
        })
        .collect()
}

fn counters(rows: &[Row]) -> Counters {
    let mut counters = Counters::default();
    rows.iter().for_each(|row| counters.add(row.clone(), &setting()));
    counters
}

#[test]
fn parts_add_up_to_the_whole_wherever_it_is_cut() {
    let rows = rows();
    let whole = counters(&rows).added_to(&[]).unwrap();
    for cut in 0..=rows.len() {
        let (first, second) = rows.split_at(cut);
        let first = counters(first).added_to(&[]).unwrap();
        assert!(counters(second).added_to(&first).unwrap() == whole, "cut at {cut}");
    }
}

#[test]
fn what_was_cut_off_is_noticed_or_read_as_less_but_never_a_panic() {
    let bytes = counters(&rows()).added_to(&[]).unwrap();
    let refused =
        (0..bytes.len()).filter(|end| counters(&rows()).added_to(&bytes[..*end]).is_none());
    assert!(bytes.len() / 2 < refused.count());
}

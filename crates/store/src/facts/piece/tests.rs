use chrono::{DateTime, Utc};
use hand_history::{Amount, Position};
use hud::{Ending, Line, StackBand, Stat};

use super::{Piece, Row};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn row(entry: u64) -> Row {
    Row {
        entry,
        played_at: at(1_700_000_000),
        setting: 3,
        table: 70_000,
        position: Some(Position::Bb),
        players_dealt: 10,
        stack_band: Some(StackBand::From150),
        line: Line { opp: 1, num: 1, aggressions: 0, calls: 0, folds: 0 },
        net: Amount::from_hundredths(-150),
        rake_paid: Amount::ZERO,
        rake_dealt: Amount::ZERO,
        ending: Ending::default(),
        adjustment: Amount::ZERO,
    }
}

fn rows() -> Vec<Row> {
    let every = Stat::all().fold(0, |set, stat| set | 1 << stat.index());
    let (most, least) = (Amount::from_hundredths(i64::MAX), Amount::from_hundredths(i64::MIN));
    vec![
        row(7),
        Row { position: None, stack_band: None, players_dealt: 1, ..row(8) },
        Row { net: most, rake_paid: least, rake_dealt: most, ..row(9) },
        // Earlier than the one before, and elsewhere.
        Row { played_at: at(-5), setting: 1 << 40, table: 0, ..row(10) },
        row(11).adjusted_by(least),
        row(9).adjusted_by(most),
        Row {
            line: Line { opp: every, num: every, aggressions: 255, calls: 255, folds: 1 },
            ending: Ending { showdown: true, won: true },
            ..row(u64::MAX)
        },
        Row {
            line: Line { opp: every, num: 1 << 58 | 1, aggressions: 0, calls: 1, folds: 0 },
            ending: Ending { showdown: false, won: true },
            rake_dealt: Amount::from_hundredths(1),
            ..row(1)
        },
    ]
}

fn read(piece: &Piece) -> Vec<Row> {
    let mut rows = Vec::new();
    assert!(Piece::each(piece.as_bytes(), |row| rows.push(row)));
    rows
}

#[test]
fn what_is_written_is_read_again_also_when_it_was_put_away_between() {
    for put_away in [false, true] {
        let mut piece = Piece::new();
        for row in rows() {
            assert!(piece.push(&row));
            if put_away {
                piece = Piece::of(piece.as_bytes().to_vec()).unwrap();
            }
        }
        assert_eq!(read(&piece), rows());
    }
}

#[test]
fn a_piece_holds_what_fits_a_page_and_a_hand_takes_some_twenty_bytes() {
    let (mut piece, mut count) = (Piece::new(), 0);
    while piece.push(&row(count + 1)) {
        count += 1;
    }
    assert_eq!(read(&piece).len() as u64, count);
    assert!(piece.as_bytes().len() <= super::ROOM);
    assert!((100..600).contains(&count), "{count}");
}

#[test]
fn what_is_cut_or_changed_is_noticed_or_read_as_something_but_never_a_panic() {
    let mut piece = Piece::new();
    rows().iter().for_each(|row| assert!(piece.push(row)));
    let bytes = piece.as_bytes();
    assert!(!Piece::each(&bytes[..10], |_| {}) && Piece::of(bytes[..10].to_vec()).is_none());
    assert!(!Piece::each(&bytes[..bytes.len() - 1], |_| {}));
    for at in 0..bytes.len() {
        for change in [1, 0x80, 0xff] {
            let mut changed = bytes.to_vec();
            changed[at] ^= change;
            Piece::each(&changed, |_| {});
        }
    }
}

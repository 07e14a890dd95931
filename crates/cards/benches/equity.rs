//! How fast equities are counted, beside what only ranking every hand on every board takes.
//!
//! The sketch: 1,712,304 boards can come to two hands before the flop, in 6,175 bags of ranks.
//! A bag is dealt in 20 ns, and each hand is ranked with it in 10 ns: 0.25 ms. A suit of which a
//! hand has two cards parts the bags by 165 choices of three ranks with 91 choices of two others
//! each, and by 330 choices of four with 13 others: 20,000 parts of 10 ns. A suit of which it has
//! one card has 7,000 parts. Two hands with a suit each take 0.7 ms in all, where to rank both on
//! every board takes 80 ms. Three players of Omaha have 60 hands each on 658,008 boards, but only
//! 455 choices of three ranks to rank them with; then there are bags and parts as before.
//!
//! Figures of a shared machine move. So all subjects take turns, the best of several turns
//! counts, and what is to be compared is the ratio to ranking.
#![expect(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "a bench prints ratios"
)]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use cards::{BoardGame, Card, Cards, Contenders, HandRank, OmahaBoard, Runout};

/// How often each subject is measured.
const TURNS: usize = 15;

/// How many boards the hands are ranked on for comparison.
const RANKED: u64 = 20_000;

/// Hands that are all-in.
const SUBJECTS: [(&str, BoardGame, &[&str], &str); 14] = [
    ("two before the flop", BoardGame::Holdem, &["Ah Kd", "Qs Qc"], ""),
    ("two before the flop, suited", BoardGame::Holdem, &["Ah Kh", "Qs Js"], ""),
    ("three before the flop", BoardGame::Holdem, &["Ah Kd", "Qs Qc", "9s 8s"], ""),
    ("nine before the flop", BoardGame::Holdem, &NINE, ""),
    ("two on the flop", BoardGame::Holdem, &["Ah Kh", "Qs Qc"], "Qh 7h 2c"),
    ("three on the flop", BoardGame::Holdem, &["Ah Kh", "Qs Qc", "9s 8s"], "Qh 7h 2c"),
    ("two on the turn", BoardGame::Holdem, &["Ah Kh", "Qs Qc"], "Qh 7h 2c 3d"),
    ("Omaha: two before the flop", BoardGame::Omaha, &FOURS, ""),
    ("Omaha: three before the flop", BoardGame::Omaha, &THREE_FOURS, ""),
    ("Omaha: two on the flop", BoardGame::Omaha, &FOURS, "Qh 7h 2c"),
    ("Omaha: two on the turn", BoardGame::Omaha, &FOURS, "Qh 7h 2c 3d"),
    ("Omaha: three with five cards", BoardGame::Omaha, &THREE_FIVES, ""),
    ("hi/lo: two before the flop", BoardGame::OmahaHiLo, &FOURS, ""),
    ("hi/lo: three before the flop", BoardGame::OmahaHiLo, &THREE_FOURS, ""),
];

const NINE: [&str; 9] =
    ["Ah Kd", "Qs Qc", "9s 8s", "7h 6h", "5d 4d", "Ac 2c", "Td Tc", "Jh 9h", "3s 2s"];
const FOURS: [&str; 2] = ["Ah Kh Td 9d", "Qs Qc Js 4c"];
const THREE_FOURS: [&str; 3] = ["Ah Kh Td 9d", "Qs Qc Js 4c", "As 2d 3c 5s"];
const THREE_FIVES: [&str; 3] = ["Ah Kh Td 9d 6c", "Qs Qc Js 4c 2h", "As 2d 3c 5s 8h"];

/// What is measured.
struct Subject {
    name: &'static str,
    game: BoardGame,
    hands: Vec<Cards>,
    board: Vec<Card>,
    runout: Runout,
    counted: Duration,
    ranked: Duration,
}

impl Subject {
    fn take_turn(&mut self) {
        let pot: Contenders = (0..self.hands.len()).collect();
        let start = Instant::now();
        black_box(self.runout.equities(black_box(&[pot])));
        self.counted = self.counted.min(start.elapsed());
        let start = Instant::now();
        self.rank();
        self.ranked = self.ranked.min(start.elapsed());
    }

    /// Ranks all hands on the first boards that can come.
    fn rank(&self) {
        let known: Vec<Card> =
            self.hands.iter().flat_map(|hand| hand.iter()).chain(&self.board).copied().collect();
        let left: Vec<Card> = Card::deck().filter(|card| !known.contains(card)).collect();
        let mut boards = RANKED;
        deal(&mut self.board.clone(), &left, &mut boards, &|board| match self.game {
            BoardGame::Holdem => {
                for hand in &self.hands {
                    if let Some(hole) = hand.first_chunk() {
                        black_box(HandRank::of(*hole, board));
                    }
                }
            }
            BoardGame::Omaha | BoardGame::OmahaHiLo => {
                let ready = OmahaBoard::new(board);
                for hand in &self.hands {
                    black_box(ready.high(hand));
                    if self.game == BoardGame::OmahaHiLo {
                        black_box(ready.low(hand));
                    }
                }
            }
        });
    }
}

/// Deals so many whole boards at most.
fn deal(board: &mut Vec<Card>, left: &[Card], boards: &mut u64, see: &dyn Fn(&[Card])) {
    if board.len() == 5 {
        *boards -= 1;
        return see(board);
    }
    let mut left = left;
    while let Some((card, others)) = left.split_first().filter(|_| 0 < *boards) {
        board.push(*card);
        deal(board, others, boards, see);
        board.pop();
        left = others;
    }
}

fn cards(text: &str) -> Vec<Card> {
    let card = |word: &str| Card::parse(*word.as_bytes().first()?, *word.as_bytes().get(1)?);
    text.split(' ').filter_map(card).collect()
}

fn main() {
    let subject = |(name, game, hands, board): &(&'static str, BoardGame, &[&str], &str)| {
        let hands: Vec<Cards> =
            hands.iter().filter_map(|hand| Cards::from_slice(&cards(hand)).ok()).collect();
        let board = cards(board);
        let runout = Runout::new(*game, &hands, &board)?;
        let (counted, ranked) = (Duration::MAX, Duration::MAX);
        Some(Subject { name, game: *game, hands, board, runout, counted, ranked })
    };
    let mut subjects: Vec<Subject> = SUBJECTS.iter().filter_map(subject).collect();
    for _ in 0..TURNS {
        subjects.iter_mut().for_each(Subject::take_turn);
    }
    println!("{:32}{:>9}{:>11}{:>11}{:>14}", "", "boards", "counted µs", "ns/board", "of ranking");
    for Subject { name, runout, counted, ranked, .. } in &subjects {
        let boards = runout.boards();
        let per_board = counted.as_secs_f64() / boards as f64;
        let ranking = ranked.as_secs_f64() / boards.min(RANKED) as f64;
        let micros = counted.as_secs_f64() * 1e6;
        let nanos = per_board * 1e9;
        println!("{name:32}{boards:9}{micros:11.1}{nanos:11.2}{:14.1}", ranking / per_board);
    }
}

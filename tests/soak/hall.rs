//! The tables that are played at, and what the client writes about them.

use std::{
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use chrono::{TimeDelta, Utc};
use dealer::Casino;

use super::scene::Scene;
use crate::{
    deaths::pen::Written,
    support::{Dice, House},
};

/// Tables at which is played at the same time: cash, tournaments, Expressos.
const TABLES: usize = 7;

/// The longest pause between two hands, in milliseconds.
const PAUSE: usize = 160;

/// A casino whose hands are written to files.
pub(crate) struct Hall {
    casino: Casino,
    written: Written,
}

impl Hall {
    pub(crate) fn new(seed: u64) -> Self {
        Self { casino: Casino::new(seed, TABLES), written: Written::default() }
    }

    /// Writes hands of the last days at once, before anybody looks. How many entries they make.
    pub(crate) fn write_past(&mut self, house: &House, hands: i32) -> u64 {
        let start = Utc::now() - TimeDelta::days(2);
        for hand in 0..hands {
            let delivery = self.casino.deal(start + TimeDelta::seconds(30) * hand);
            self.written.write(house, &delivery);
        }
        self.written.len() as u64
    }

    /// Plays until the last call, in a thread of its own.
    pub(crate) fn open(mut self, house: Arc<House>, scene: Arc<Scene>, mut dice: Dice) -> Tables {
        let thread = thread::spawn(move || {
            while !scene.is_late() {
                let delivery = self.casino.deal(Utc::now());
                // Before it is written: nobody can have the hand and not its time.
                scene.times.put(delivery.hand.id.to_string(), Instant::now());
                self.written.write(&house, &delivery);
                thread::sleep(Duration::from_millis(dice.below(PAUSE) as u64));
            }
            self.written
        });
        Tables(thread)
    }
}

/// The thread that plays.
pub(crate) struct Tables(JoinHandle<Written>);

impl Tables {
    /// Waits for the last hand, and says what was written.
    pub(crate) fn close(self) -> Written {
        self.0.join().unwrap()
    }
}

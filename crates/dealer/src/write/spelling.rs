//! The words in which the layouts differ.

use hand_history::{Half, Limit, Street, Variant};

use crate::layout::Layout;

/// `7-Card Stud fixed limit`, `7stud fixed limit`
pub(super) fn game(variant: Variant, limit: Limit, layout: Layout) -> String {
    let (client, export) = match variant {
        Variant::Holdem => ("Holdem", "Holdem"),
        Variant::Omaha => ("Omaha", "Omaha"),
        Variant::Omaha5 => ("5 Card Omaha", "Omaha5"),
        Variant::OmahaHiLo => ("Omaha Hi/Lo", "Omaha8"),
        // Nobody has seen the short name of this one.
        Variant::Omaha5HiLo => ("5 Card Omaha Hi/Lo", "Omaha5 Hi/Lo"),
        Variant::Stud => ("7-Card Stud", "7stud"),
        Variant::StudHiLo => ("7-Card Stud Hi/Lo", "7stud8"),
        Variant::Razz => ("Razz", "Razz"),
        Variant::TripleDraw27 => ("2-7 Triple Draw", "Lowball27"),
    };
    let limit = match limit {
        Limit::NoLimit => "no limit",
        Limit::PotLimit => "pot limit",
        Limit::FixedLimit => "fixed limit",
    };
    format!("{} {limit}", by(layout, client, export))
}

/// The heading of a street, without its cards. Some have a space behind them.
pub(super) const fn heading(street: Street, layout: Layout) -> &'static str {
    match street {
        Street::Blinds => "*** ANTE/BLINDS ***",
        Street::Preflop => "*** PRE-FLOP *** ",
        Street::Flop => "*** FLOP *** ",
        Street::Turn => "*** TURN *** ",
        Street::River => "*** RIVER *** ",
        Street::Third => by(layout, "*** 3rd STREET ***", "*** THIRD *** "),
        Street::Fourth => by(layout, "*** 4th STREET ***", "*** FOURTH *** "),
        Street::Fifth => by(layout, "*** 5th STREET ***", "*** FIFTH *** "),
        Street::Sixth => by(layout, "*** 6th STREET ***", "*** SIXTH *** "),
        Street::Seventh => by(layout, "*** 7th STREET ***", "*** SEVENTH *** "),
        Street::FirstBet => "*** FIRST-BET *** ",
        Street::FirstDraw => "*** FIRST-DRAW *** ",
        Street::SecondBet => "*** SECOND-BET *** ",
        Street::SecondDraw => "*** SECOND-DRAW *** ",
        Street::ThirdBet => "*** THIRD-BET *** ",
        Street::ThirdDraw => "*** THIRD-DRAW *** ",
        Street::FourthBet => "*** FOURTH-BET *** ",
        Street::Showdown => "*** SHOW DOWN ***",
    }
}

/// What brings in.
pub(super) const fn brings_in(layout: Layout) -> &'static str {
    by(layout, "brings in", "bring-in")
}

/// The half of a pot, behind its name.
pub(super) const fn half(half: Option<Half>, layout: Layout) -> &'static str {
    match half {
        Some(Half::Hi) => by(layout, "(HI)", " (HI)"),
        Some(Half::Lo) => by(layout, "(LO)", " (LO)"),
        None => "",
    }
}

const fn by(layout: Layout, client: &'static str, export: &'static str) -> &'static str {
    match layout {
        Layout::Client => client,
        Layout::Export => export,
    }
}

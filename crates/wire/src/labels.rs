//! The words that the protocol uses for the terms of a hand.

use hand_history::{ActionKind, BuyInKind, Currency, Half, Kind, Limit, PotName, Street, Variant};

/// The word for how a table is organised: one of the four that messages and filters have in
/// `kind`.
#[must_use]
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Cash => "cash",
        Kind::Pool => "pool",
        Kind::Tournament => "tournament",
        Kind::Expresso => "expresso",
    }
}

pub(crate) const fn variant(variant: Variant) -> &'static str {
    match variant {
        Variant::Holdem => "holdem",
        Variant::Omaha => "omaha",
        Variant::Omaha5 => "omaha5",
        Variant::OmahaHiLo => "omaha_hilo",
        Variant::Omaha5HiLo => "omaha5_hilo",
        Variant::Stud => "stud",
        Variant::StudHiLo => "stud_hilo",
        Variant::Razz => "razz",
        Variant::TripleDraw27 => "triple_draw_27",
    }
}

pub(crate) const fn limit(limit: Limit) -> &'static str {
    match limit {
        Limit::NoLimit => "no_limit",
        Limit::PotLimit => "pot_limit",
        Limit::FixedLimit => "fixed_limit",
    }
}

/// The words for kinds.
pub(crate) const KINDS: [&str; 4] = ["cash", "pool", "tournament", "expresso"];

/// The trackers' short name of a game: letters for the limit, then the variant. Only the
/// games that are always played with a fixed limit leave its letter out.
pub(crate) const fn game_type(variant: Variant, limit: Limit) -> &'static str {
    let [no_limit, pot_limit, fixed_limit] = game_types(variant);
    match limit {
        Limit::NoLimit => no_limit,
        Limit::PotLimit => pot_limit,
        Limit::FixedLimit => fixed_limit,
    }
}

/// The names of a variant with each limit.
const fn game_types(variant: Variant) -> [&'static str; 3] {
    match variant {
        Variant::Holdem => ["NLH", "PLH", "LHE"],
        Variant::Omaha => ["NLO", "PLO", "LO"],
        Variant::Omaha5 => ["NLO5", "PLO5", "LO5"],
        Variant::OmahaHiLo => ["NLO8", "PLO8", "LO8"],
        Variant::Omaha5HiLo => ["NLO5-8", "PLO5-8", "LO5-8"],
        Variant::Stud => ["NLSTUD", "PLSTUD", "STUD"],
        Variant::StudHiLo => ["NLSTUD8", "PLSTUD8", "STUD8"],
        Variant::Razz => ["NLRAZZ", "PLRAZZ", "RAZZ"],
        Variant::TripleDraw27 => ["NL27TD", "PL27TD", "27TD"],
    }
}

/// All games, each with its short name.
pub(crate) fn games() -> impl Iterator<Item = (&'static str, (Variant, Limit))> {
    const VARIANTS: [Variant; 9] = [
        Variant::Holdem,
        Variant::Omaha,
        Variant::Omaha5,
        Variant::OmahaHiLo,
        Variant::Omaha5HiLo,
        Variant::Stud,
        Variant::StudHiLo,
        Variant::Razz,
        Variant::TripleDraw27,
    ];
    const LIMITS: [Limit; 3] = [Limit::NoLimit, Limit::PotLimit, Limit::FixedLimit];
    let with_each_limit =
        |variant| LIMITS.map(|limit| (game_type(variant, limit), (variant, limit)));
    VARIANTS.into_iter().flat_map(with_each_limit)
}

pub(crate) const fn buy_in(kind: BuyInKind) -> &'static str {
    match kind {
        BuyInKind::Paid => "paid",
        BuyInKind::Free => "free",
        BuyInKind::Ticket => "ticket",
    }
}

/// The word for what amounts count: `EUR`, `CHIPS` or `PLAY`.
#[must_use]
pub const fn currency(currency: Currency) -> &'static str {
    match currency {
        Currency::Eur => "EUR",
        Currency::Chips => "CHIPS",
        Currency::Play => "PLAY",
    }
}

pub(crate) const fn street(street: Street) -> &'static str {
    match street {
        Street::Blinds => "blinds",
        Street::Preflop => "preflop",
        Street::Flop => "flop",
        Street::Turn => "turn",
        Street::River => "river",
        Street::Third => "third",
        Street::Fourth => "fourth",
        Street::Fifth => "fifth",
        Street::Sixth => "sixth",
        Street::Seventh => "seventh",
        Street::FirstBet => "first_bet",
        Street::FirstDraw => "first_draw",
        Street::SecondBet => "second_bet",
        Street::SecondDraw => "second_draw",
        Street::ThirdBet => "third_bet",
        Street::ThirdDraw => "third_draw",
        Street::FourthBet => "fourth_bet",
        Street::Showdown => "showdown",
    }
}

pub(crate) const fn action(kind: &ActionKind) -> &'static str {
    match kind {
        ActionKind::Ante(_) => "ante",
        ActionKind::SmallBlind(_) => "small_blind",
        ActionKind::BigBlind(_) => "big_blind",
        ActionKind::DeadSmallBlind(_) => "dead_small_blind",
        ActionKind::LiveBigBlind(_) => "live_big_blind",
        ActionKind::DenyBlind => "deny_blind",
        ActionKind::BringIn(_) => "bring_in",
        ActionKind::Fold => "fold",
        ActionKind::Check => "check",
        ActionKind::Call(_) => "call",
        ActionKind::Bet(_) => "bet",
        ActionKind::Raise { .. } => "raise",
        ActionKind::Discard { .. } => "discard",
        ActionKind::StandPat(_) => "stand_pat",
        ActionKind::Show { .. } => "show",
        ActionKind::Collect { .. } => "collect",
    }
}

pub(crate) fn pot(pot: PotName) -> String {
    match pot {
        PotName::Main => "main".to_owned(),
        PotName::Side(number) => format!("side-{number}"),
    }
}

pub(crate) const fn half(half: Half) -> &'static str {
    match half {
        Half::Hi => "hi",
        Half::Lo => "lo",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hand_history::{Limit, Variant};

    use super::{game_type, games};

    #[test]
    fn games_have_the_short_names_of_trackers() {
        for (variant, limit, name) in [
            (Variant::Holdem, Limit::NoLimit, "NLH"),
            (Variant::Holdem, Limit::FixedLimit, "LHE"),
            (Variant::Holdem, Limit::PotLimit, "PLH"),
            (Variant::Omaha, Limit::PotLimit, "PLO"),
            (Variant::Omaha, Limit::NoLimit, "NLO"),
            (Variant::Omaha5, Limit::PotLimit, "PLO5"),
            (Variant::OmahaHiLo, Limit::PotLimit, "PLO8"),
            (Variant::OmahaHiLo, Limit::FixedLimit, "LO8"),
            (Variant::Omaha5HiLo, Limit::PotLimit, "PLO5-8"),
            (Variant::Stud, Limit::FixedLimit, "STUD"),
            (Variant::TripleDraw27, Limit::FixedLimit, "27TD"),
        ] {
            assert_eq!(game_type(variant, limit), name);
        }
    }

    #[test]
    fn every_game_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = games().map(|(name, _)| name).collect();
        assert_eq!((names.len(), games().count()), (27, 27));
        assert!(games().all(|(name, (variant, limit))| game_type(variant, limit) == name));
    }
}

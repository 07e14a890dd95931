//! The games that are dealt, and what they have in common.

use hand_history::{Limit, Variant};

/// A game with a limit that it is played with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Game {
    pub(crate) variant: Variant,
    pub(crate) limit: Limit,
}

/// How a game goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Blinds, and a board that all share.
    Flop,
    /// Antes and a bring-in; everybody has his own cards, most of them open.
    Stud,
    /// Blinds; everybody has his own cards and may change them.
    Draw,
}

impl Game {
    /// No-limit hold'em.
    pub(crate) const HOLDEM: Self = Self::new(Variant::Holdem, Limit::NoLimit);

    /// Every game that is dealt.
    pub const ALL: [Self; 12] = [
        Self::HOLDEM,
        Self::new(Variant::Holdem, Limit::FixedLimit),
        Self::new(Variant::Omaha, Limit::PotLimit),
        Self::new(Variant::Omaha, Limit::FixedLimit),
        Self::new(Variant::Omaha5, Limit::PotLimit),
        Self::new(Variant::OmahaHiLo, Limit::PotLimit),
        Self::new(Variant::OmahaHiLo, Limit::FixedLimit),
        Self::new(Variant::Omaha5HiLo, Limit::PotLimit),
        Self::new(Variant::Stud, Limit::FixedLimit),
        Self::new(Variant::StudHiLo, Limit::FixedLimit),
        Self::new(Variant::Razz, Limit::FixedLimit),
        Self::new(Variant::TripleDraw27, Limit::FixedLimit),
    ];

    pub(crate) const fn new(variant: Variant, limit: Limit) -> Self {
        Self { variant, limit }
    }

    pub(crate) const fn family(self) -> Family {
        match self.variant {
            Variant::Holdem
            | Variant::Omaha
            | Variant::Omaha5
            | Variant::OmahaHiLo
            | Variant::Omaha5HiLo => Family::Flop,
            Variant::Stud | Variant::StudHiLo | Variant::Razz => Family::Stud,
            Variant::TripleDraw27 => Family::Draw,
        }
    }

    /// The cards that everybody gets before the first bet.
    pub(crate) const fn first_cards(self) -> usize {
        match self.variant {
            Variant::Holdem => 2,
            Variant::Stud | Variant::StudHiLo | Variant::Razz => 3,
            Variant::Omaha | Variant::OmahaHiLo => 4,
            Variant::Omaha5 | Variant::Omaha5HiLo | Variant::TripleDraw27 => 5,
        }
    }

    /// Whether half of a pot can go to the best low hand.
    pub(crate) const fn is_hi_lo(self) -> bool {
        matches!(self.variant, Variant::OmahaHiLo | Variant::Omaha5HiLo | Variant::StudHiLo)
    }
}

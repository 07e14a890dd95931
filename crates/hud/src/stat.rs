//! The numbers of a HUD, by name.

mod catalogue;

use hand_history::Position;

use self::catalogue::CATALOGUE;
pub use self::catalogue::{Entry, Measure};

/// A number that a HUD shows of a player. The order is the one they are listed in.
///
/// Each is a pair of counts, a [`Tally`](crate::Tally); what they count, says its [`Entry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the catalogue says it")]
#[repr(u8)]
pub enum Stat {
    Hands,
    Vpip,
    Pfr,
    Rfi,
    Limp,
    OpenLimp,
    OverLimp,
    IsoRaise,
    ThreeBet,
    FoldTo3bet,
    Call3bet,
    FourBet,
    Cold4bet,
    FoldTo4bet,
    Squeeze,
    FoldToSqueeze,
    ColdCall,
    Call2bet,
    Steal,
    FoldToSteal,
    FoldSbToSteal,
    FoldBbToSteal,
    CallSteal,
    ThreeBetSteal,
    RfiUtg,
    RfiUtg1,
    RfiUtg2,
    RfiMp,
    RfiMp1,
    RfiHj,
    RfiCo,
    RfiBtn,
    RfiSb,
    CbetFlop,
    CbetTurn,
    CbetRiver,
    FoldToCbetFlop,
    FoldToCbetTurn,
    FoldToCbetRiver,
    CallCbetFlop,
    CallCbetTurn,
    CallCbetRiver,
    RaiseCbetFlop,
    RaiseCbetTurn,
    RaiseCbetRiver,
    CheckRaiseFlop,
    CheckRaiseTurn,
    CheckRaiseRiver,
    DonkFlop,
    DonkTurn,
    DonkRiver,
    CheckRaise,
    DelayedCbetTurn,
    ProbeTurn,
    Af,
    Afq,
    Wtsd,
    WSd,
    Wwsf,
}

impl Stat {
    /// How many there are.
    pub const COUNT: usize = CATALOGUE.len();

    /// All of them, in order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        CATALOGUE.iter().map(|entry| entry.stat)
    }

    /// The one with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        CATALOGUE.iter().find(|entry| entry.id == id).map(|entry| entry.stat)
    }

    /// What there is to say about it.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "a test holds the catalogue against the order")]
    pub const fn entry(self) -> &'static Entry {
        &CATALOGUE[self.index()]
    }

    /// The name that programs use: `fold_to_3bet`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.entry().id
    }

    /// The raise first in from this position. The big blind has none.
    pub(crate) const fn rfi_from(position: Position) -> Option<Self> {
        Some(match position {
            Position::Utg => Self::RfiUtg,
            Position::Utg1 => Self::RfiUtg1,
            Position::Utg2 => Self::RfiUtg2,
            Position::Mp => Self::RfiMp,
            Position::Mp1 => Self::RfiMp1,
            Position::Hj => Self::RfiHj,
            Position::Co => Self::RfiCo,
            Position::Btn => Self::RfiBtn,
            Position::Sb => Self::RfiSb,
            Position::Bb => return None,
        })
    }

    /// Its place in the order, from 0.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its bit in the sets of a [`Line`](crate::Line).
    pub(crate) const fn bit(self) -> u64 {
        1 << self.index()
    }
}

#[cfg(test)]
mod tests {
    use super::{CATALOGUE, Stat};

    /// The ids as the definition lists them.
    const IDS: &str = "hands vpip pfr rfi limp open_limp over_limp iso_raise 3bet fold_to_3bet \
        call_3bet 4bet cold_4bet fold_to_4bet squeeze fold_to_squeeze cold_call call_2bet steal \
        fold_to_steal fold_sb_to_steal fold_bb_to_steal call_steal 3bet_steal \
        rfi_utg rfi_utg1 rfi_utg2 rfi_mp rfi_mp1 rfi_hj rfi_co rfi_btn rfi_sb \
        cbet_flop cbet_turn cbet_river fold_to_cbet_flop fold_to_cbet_turn fold_to_cbet_river \
        call_cbet_flop call_cbet_turn call_cbet_river \
        raise_cbet_flop raise_cbet_turn raise_cbet_river \
        check_raise_flop check_raise_turn check_raise_river donk_flop donk_turn donk_river \
        check_raise delayed_cbet_turn probe_turn af afq wtsd w_sd wwsf";

    #[test]
    fn every_stat_has_the_id_of_its_place() {
        let ids: Vec<&str> = Stat::all().map(Stat::id).collect();
        assert_eq!(ids, IDS.split_whitespace().collect::<Vec<_>>());
        for (index, entry) in CATALOGUE.iter().enumerate() {
            assert_eq!((entry.stat.index(), Stat::from_id(entry.id)), (index, Some(entry.stat)));
            assert_eq!(entry.stat.entry(), entry);
        }
        assert_eq!(Stat::from_id("vpip "), None);
    }

    #[test]
    fn every_entry_says_something_of_its_own() {
        for entry in &CATALOGUE {
            assert!(!entry.label.is_empty() && !entry.formula.is_empty(), "{entry:?}");
            assert!(entry.description.ends_with('.') && 0 < entry.min_sample, "{entry:?}");
            let same = |other: &&super::Entry| {
                other.label == entry.label || other.description == entry.description
            };
            assert_eq!(CATALOGUE.iter().filter(same).count(), 1, "{entry:?}");
        }
    }
}

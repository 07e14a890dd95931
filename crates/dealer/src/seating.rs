//! Who sits where, and who posts what in the next hand.
//!
//! The big blind moves to the next player; the small blind and the button follow to the
//! seats it has left, whether anybody still sits there: so a button can be dead, and a small
//! blind missing. Whoever was passed while away owes what he missed, and a newcomer owes a
//! big blind: they wait for it, or post out of position.

use hand_history::{Amount, Player, SeatNo};
use smol_str::SmolStr;

use crate::dice::Dice;

/// The chairs of one table, and where the blinds were.
#[derive(Clone, Debug)]
pub(crate) struct Seating {
    /// By seat number, which is the index plus one.
    pub(crate) chairs: Vec<Option<Guest>>,
    /// The chairs of the last blinds; nobody need sit there any more.
    small: usize,
    big: usize,
}

/// Somebody in a chair.
#[derive(Clone, Debug)]
pub(crate) struct Guest {
    pub(crate) name: SmolStr,
    pub(crate) stack: Amount,
    pub(crate) bounty: Option<Amount>,
    /// Whether he sits out.
    pub(crate) away: bool,
    /// What he has to post before he plays again.
    pub(crate) owes: Blinds,
    /// Whether he posts out of position rather than wait for the big blind.
    pub(crate) eager: bool,
}

/// Which of the blinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Blinds {
    pub(crate) small: bool,
    pub(crate) big: bool,
}

impl Blinds {
    pub(crate) const NONE: Self = Self { small: false, big: false };
}

/// Who takes part in a hand. Players are indexes into [`Seating::guests`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lineup {
    /// Where the button lies; nobody need sit there.
    pub(crate) button: SeatNo,
    /// Who is dealt in, from the left of the button.
    pub(crate) dealt: Vec<usize>,
    pub(crate) small: Option<usize>,
    pub(crate) big: usize,
    /// Who posts out of position, and what.
    pub(crate) late: Vec<(usize, Blinds)>,
}

impl Guest {
    /// Somebody who sits down and plays.
    pub(crate) const fn new(name: SmolStr, stack: Amount) -> Self {
        Self { name, stack, bounty: None, away: false, owes: Blinds::NONE, eager: false }
    }
}

impl Seating {
    /// A table where nobody owes anything, with the button drawn.
    pub(crate) fn new(chairs: Vec<Option<Guest>>, dice: &mut Dice) -> Self {
        let first = dice.index(chairs.len());
        let mut seating = Self { chairs, small: first, big: first };
        seating.start_anew();
        seating
    }

    /// How many want to play, and can pay for it.
    pub(crate) fn players(&self) -> usize {
        (0..self.chairs.len()).filter(|&chair| self.plays(chair)).count()
    }

    /// Gives the next player the button. Nobody owes anything.
    fn start_anew(&mut self) {
        self.small = self.next_player(self.small);
        self.big = self.next_player(self.small);
        self.chairs.iter_mut().flatten().for_each(|guest| guest.owes = Blinds::NONE);
    }

    /// Gives everybody what the hand brought or cost him.
    pub(crate) fn settle(&mut self, players: &[Player]) {
        for (guest, player) in self.chairs.iter_mut().flatten().zip(players) {
            guest.stack += player.net();
        }
    }

    /// Everybody in a chair, by seat.
    pub(crate) fn guests(&self) -> impl Iterator<Item = (SeatNo, &Guest)> {
        (1..)
            .map(SeatNo)
            .zip(&self.chairs)
            .filter_map(|(seat, guest)| Some((seat, guest.as_ref()?)))
    }

    /// Who takes part in a game without blinds, by seat. Players are as in [`Lineup`].
    pub(crate) fn everybody(&self) -> Vec<usize> {
        let taken = (0..self.chairs.len()).filter(|&chair| self.guest(chair).is_some());
        taken.enumerate().filter(|&(_, chair)| self.plays(chair)).map(|(place, _)| place).collect()
    }

    /// Moves the blinds on. Two guests at least must want to play.
    ///
    /// When debts keep all but one of them from it, the game starts anew without debts.
    #[expect(clippy::expect_used, reason = "without debts, two who want to play can play")]
    pub(crate) fn advance(&mut self) -> Lineup {
        let lineup = self.try_advance().or_else(|| {
            self.start_anew();
            self.try_advance()
        });
        lineup.expect("two guests want to play")
    }

    /// Moves the blinds on, unless fewer than two could play.
    fn try_advance(&mut self) -> Option<Lineup> {
        let (old_small, old_big) = (self.small, self.big);
        let big = self.next_player(old_big);
        self.note_missed(old_big, big);
        let mut late = self.late(big, old_small);
        let dealt_in = |&chair: &usize| {
            let owes = self.guest(chair).is_some_and(|guest| guest.owes != Blinds::NONE);
            let posts = chair == big || late.iter().any(|&(poster, _)| poster == chair);
            self.plays(chair) && (posts || !owes)
        };
        let dealt: Vec<usize> = (0..self.chairs.len()).filter(dealt_in).collect();
        let (button, small) = match dealt.as_slice() {
            [] | [_] => return None,
            // Heads-up the button posts the small blind, and nobody posts out of position.
            &[one, other] => {
                late.clear();
                let button = if one == big { other } else { one };
                (button, button)
            }
            _ => (old_small, old_big),
        };
        (self.small, self.big) = (small, big);
        for &chair in &dealt {
            if let Some(Some(guest)) = self.chairs.get_mut(chair) {
                guest.owes = Blinds::NONE;
            }
        }
        Some(self.lineup(button, &dealt, &late))
    }

    /// Who posts out of position, and what: nobody may come in between button and big blind.
    fn late(&self, big: usize, button: usize) -> Vec<(usize, Blinds)> {
        let mut late = Vec::new();
        for chair in self.after(big).take_while(|&chair| chair != button && big != button) {
            let guest = self.guest(chair).filter(|guest| guest.eager && self.plays(chair));
            late.extend(guest.filter(|guest| guest.owes != Blinds::NONE).map(|g| (chair, g.owes)));
        }
        late
    }

    /// The chair of the next player after this; this one, if there is no other.
    fn next_player(&self, chair: usize) -> usize {
        self.after(chair).find(|&other| self.plays(other)).unwrap_or(chair)
    }

    /// Whether the guest of this chair wants cards and has chips.
    fn plays(&self, chair: usize) -> bool {
        self.guest(chair).is_some_and(|guest| !guest.away && guest.stack.is_positive())
    }

    fn guest(&self, chair: usize) -> Option<&Guest> {
        self.chairs.get(chair)?.as_ref()
    }

    /// All chairs, clockwise from the one after this, which comes last.
    fn after(&self, chair: usize) -> impl Iterator<Item = usize> + use<> {
        let count = self.chairs.len().max(1);
        (1..=count).map(move |step| (chair + step) % count)
    }

    /// Guests whom the blinds pass without their playing owe them.
    fn note_missed(&mut self, old_big: usize, big: usize) {
        let passed: Vec<usize> = self.after(old_big).take_while(|&chair| chair != big).collect();
        for chair in passed {
            if let Some(Some(guest)) = self.chairs.get_mut(chair) {
                guest.owes = Blinds { small: true, big: true };
            }
        }
        if !self.plays(old_big)
            && let Some(Some(guest)) = self.chairs.get_mut(old_big)
        {
            guest.owes.small = true;
        }
    }

    /// Chairs to places in [`Seating::guests`].
    fn lineup(&self, button: usize, dealt: &[usize], late: &[(usize, Blinds)]) -> Lineup {
        let taken: Vec<usize> =
            (0..self.chairs.len()).filter(|&chair| self.guest(chair).is_some()).collect();
        let place = |chair: usize| taken.iter().position(|&other| other == chair);
        let in_order = self.after(button).filter(|chair| dealt.contains(chair));
        Lineup {
            button: seat_no(button),
            dealt: in_order.filter_map(place).collect(),
            small: place(self.small).filter(|_| dealt.contains(&self.small)),
            big: place(self.big).unwrap_or_default(),
            late: late.iter().filter_map(|&(chair, owes)| Some((place(chair)?, owes))).collect(),
        }
    }
}

fn seat_no(chair: usize) -> SeatNo {
    SeatNo(u8::try_from(chair + 1).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests;

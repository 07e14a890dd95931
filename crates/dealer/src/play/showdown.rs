//! The end of a hand: who shows, who is paid, and what is known afterwards.

#![expect(clippy::indexing_slicing, reason = "players are indexes into the guests of their hand")]

use cards::{Card, Cards};
use hand_history::{ActionKind, Amount, Player, Position, Stage, Street};

use super::{
    Played,
    in_play::{InPlay, index},
    stud::open_cards,
};
use crate::{
    claim::Claim,
    game::Family,
    layout::Layout,
    name_of_hand::name_of_hand,
    names::HERO,
    position::positions,
    pots::{Payout, Stake, pay},
    seating::Lineup,
};

/// How often a winner shows what nobody paid to see, in percent.
const SHOWS_UNASKED: u32 = 6;

impl InPlay<'_> {
    /// Ends the hand. Games without blinds have no lineup.
    pub(super) fn finish(mut self, lineup: Option<&Lineup>) -> Played {
        let shown = self.show();
        let payout = self.pay();
        self.result(lineup, &shown, &payout)
    }

    /// Lets the players at a showdown show, the last aggressor first, or a lone winner if he
    /// likes to. Returns who showed.
    fn show(&mut self) -> Vec<usize> {
        let mut unfolded = self.unfolded();
        if let [_] = unfolded.as_slice() {
            if !self.dice.chance(SHOWS_UNASKED) {
                return Vec::new();
            }
        } else {
            self.open(Street::Showdown, &[]);
            let first = unfolded.iter().position(|&player| Some(player) == self.aggressor);
            unfolded.rotate_left(first.unwrap_or_default());
        }
        for &player in &unfolded {
            let Some(claim) = self.claim(player) else { continue };
            let cards = list(self.own(player));
            for name in self.names_of(claim) {
                let description = Some(name.into());
                self.tell(player, ActionKind::Show { cards, description });
            }
        }
        unfolded
    }

    /// What is told of a hand that is shown: exports tell both halves of hi/lo.
    fn names_of(&self, claim: Claim) -> Vec<String> {
        let name = name_of_hand(claim.hand.category());
        if self.rules.layout == Layout::Client || !self.rules.game.is_hi_lo() {
            return vec![name];
        }
        let low = claim.low.map(|low| format!("LO : {}", name_of_hand(low.category())));
        [format!("HI : {name}")].into_iter().chain(low).collect()
    }

    fn claim(&self, player: usize) -> Option<Claim> {
        Claim::of(self.rules.game.variant, self.own(player), &self.board)
    }

    /// Pays the pots. No flop, no drop; nor without another card in games that have none.
    fn pay(&mut self) -> Payout {
        let stake = |(player, purse): (usize, &crate::betting::Purse)| Stake {
            live: purse.live,
            dead: purse.dead,
            claim: self.claim(player).filter(|_| purse.in_hand),
        };
        let stakes: Vec<Stake> = self.purses.iter().enumerate().map(stake).collect();
        let mut house = self.rules.house;
        if !self.streets.iter().any(|log| is_later(log.street)) {
            house.rake_cap = Amount::ZERO;
        }
        let payout = pay(&stakes, &self.order, self.rules.added, house);
        for share in &payout.shares {
            let (amount, pot, half) = (share.amount, share.pot, share.half);
            self.tell(share.player, ActionKind::Collect { amount, pot, half });
        }
        payout
    }

    fn result(self, lineup: Option<&Lineup>, shown: &[usize], payout: &Payout) -> Played {
        let positions = lineup.map(|lineup| self.positions(lineup)).unwrap_or_default();
        let tells = self.rules.layout.tells_deals(self.rules.game);
        let mut players = Vec::new();
        for (player, &(seat, guest)) in self.guests.iter().enumerate() {
            let shares = payout.shares.iter().filter(|share| share.player == player);
            let position = positions.iter().find(|(other, _)| *other == player);
            players.push(Player {
                seat,
                name: guest.name.clone(),
                stack: guest.stack,
                bounty: guest.bounty,
                dealt_in: self.order.contains(&player),
                position: position.map(|&(_, position)| position),
                cards: list(self.known(player, shown.contains(&player))),
                contributed: self.purses[player].live + self.purses[player].dead,
                collected: shares.map(|share| share.amount).sum(),
                uncalled: self.uncalled(player),
            });
        }
        let hero = players.iter().position(|player| player.dealt_in && player.name == HERO);
        Played {
            button: lineup.map(|lineup| lineup.button),
            hero: hero.filter(|_| tells).map(index),
            players,
            streets: self.streets,
            actions: self.actions,
            board: list(&self.board),
            rake: payout.rake,
        }
    }

    fn positions(&self, lineup: &Lineup) -> Vec<(usize, Position)> {
        let order = self.order_after(lineup.big);
        let names = positions(order.len(), lineup.small.is_some());
        order.into_iter().zip(names).collect()
    }

    /// The cards of a player that the text tells.
    fn known(&self, player: usize, shown: bool) -> &[Card] {
        let told = self.rules.layout.tells_deals(self.rules.game);
        let own = self.own(player);
        if shown || told && self.guests[player].1.name == HERO {
            own
        } else if told && self.rules.game.family() == Family::Stud {
            open_cards(own)
        } else {
            &[]
        }
    }

    /// What the player bet beyond anybody else on the last street with action.
    fn uncalled(&self, player: usize) -> Amount {
        let others = self.last_bets.iter().enumerate().filter(|&(other, _)| other != player);
        let highest = others.map(|(_, &bet)| bet).max().unwrap_or_default();
        (self.last_bets[player] - highest).max(Amount::ZERO)
    }
}

/// Whether a street comes only after a round of betting.
const fn is_later(street: Street) -> bool {
    matches!(street.stage(), Stage::LaterBets | Stage::Draw)
}

fn list(cards: &[Card]) -> Cards {
    Cards::from_slice(cards).unwrap_or_default()
}

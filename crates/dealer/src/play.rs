//! One hand, from the antes to the last chip collected.

#![expect(clippy::indexing_slicing, reason = "players are indexes into the guests of their hand")]

use cards::{Card, Cards, HandRank};
use hand_history::{Action, ActionKind, Amount, Player, PlayerIndex, SeatNo, Street, StreetLog};

use crate::{
    betting::{Move, Purse, Round},
    dice::Dice,
    name_of_hand::name_of_hand,
    names::HERO,
    position::positions,
    pots::{House, Payout, Stake, pay},
    seating::{Guest, Lineup, Seating},
    strategy::{View, decide},
};

/// What a hand costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) small: Amount,
    pub(crate) big: Amount,
    pub(crate) ante: Amount,
    pub(crate) house: House,
}

/// A hand that has been played: the parts of a [`hand_history::Hand`] that its table did not
/// know before.
#[derive(Debug)]
pub(crate) struct Played {
    pub(crate) hero: Option<PlayerIndex>,
    pub(crate) players: Vec<Player>,
    pub(crate) streets: Vec<StreetLog>,
    pub(crate) actions: Vec<Action>,
    pub(crate) board: Cards,
    pub(crate) rake: Amount,
}

/// How often a winner shows what nobody paid to see, in percent.
const SHOWS_UNASKED: u32 = 6;

/// Plays one hand.
pub(crate) fn play(seating: &Seating, lineup: &Lineup, rules: &Rules, dice: &mut Dice) -> Played {
    let guests: Vec<(SeatNo, &Guest)> = seating.guests().collect();
    let mut hand = InPlay::deal(&guests, lineup, rules, dice);
    hand.post();
    hand.open(Street::Preflop, &[]);
    hand.bet(Round::preflop(&hand.order_after(lineup.big), rules.big));
    for (street, count) in [(Street::Flop, 3), (Street::Turn, 1), (Street::River, 1)] {
        if hand.unfolded().len() < 2 {
            break;
        }
        let cards: Vec<Card> = hand.deck.split_off(hand.deck.len() - count);
        hand.board.extend(&cards);
        hand.open(street, &cards);
        hand.purses.iter_mut().for_each(|purse| purse.street = Amount::ZERO);
        hand.bet(Round::postflop(&lineup.dealt, rules.big));
    }
    let shown = hand.show();
    let payout = hand.pay();
    hand.result(&guests, &shown, &payout)
}

/// The hand while it is played. All lists but `deck`, `board`, `streets` and `actions` are by
/// player.
struct InPlay<'a> {
    lineup: &'a Lineup,
    rules: &'a Rules,
    dice: &'a mut Dice,
    purses: Vec<Purse>,
    holes: Vec<Option<[Card; 2]>>,
    /// What everybody bet on the last street on which somebody acted.
    last_bets: Vec<Amount>,
    /// Who bet or raised last on that street.
    aggressor: Option<usize>,
    deck: Vec<Card>,
    board: Vec<Card>,
    streets: Vec<StreetLog>,
    actions: Vec<Action>,
}

impl<'a> InPlay<'a> {
    fn deal(
        guests: &[(SeatNo, &Guest)],
        lineup: &'a Lineup,
        rules: &'a Rules,
        dice: &'a mut Dice,
    ) -> Self {
        let mut deck: Vec<Card> = Card::deck().collect();
        dice.shuffle(&mut deck);
        let mut holes = vec![None; guests.len()];
        let mut purses = vec![Purse::default(); guests.len()];
        for &player in &lineup.dealt {
            holes[player] = deck.pop().zip(deck.pop()).map(|(one, other)| [one, other]);
            let behind = guests[player].1.stack;
            purses[player] = Purse { behind, in_hand: true, ..Purse::default() };
        }
        Self {
            lineup,
            rules,
            dice,
            last_bets: vec![Amount::ZERO; guests.len()],
            purses,
            holes,
            aggressor: None,
            deck,
            board: Vec::new(),
            streets: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// Antes, blinds, and posts out of position.
    fn post(&mut self) {
        self.open(Street::Blinds, &[]);
        let Lineup { small, big, .. } = *self.lineup;
        if self.rules.ante.is_positive() {
            // The blinds first, then by seat.
            let blind = |&player: &usize| small == Some(player) || big == player;
            let others = (0..self.purses.len()).filter(|player| !blind(player));
            for player in small.into_iter().chain([big]).chain(others) {
                if self.purses[player].in_hand {
                    let ante = self.purses[player].ante(self.rules.ante);
                    self.put(player, ActionKind::Ante(ante));
                }
            }
        }
        if let Some(small) = small {
            let amount = self.purses[small].bet(self.rules.small);
            self.put(small, ActionKind::SmallBlind(amount));
        }
        let amount = self.purses[big].bet(self.rules.big);
        self.put(big, ActionKind::BigBlind(amount));
        for &(player, owes) in &self.lineup.late {
            if owes.small {
                let amount = self.purses[player].pay_dead(self.rules.small);
                self.put(player, ActionKind::DeadSmallBlind(amount));
            }
            if owes.big {
                let amount = self.purses[player].bet(self.rules.big);
                self.put(player, ActionKind::LiveBigBlind(amount));
            }
        }
        self.note_bets();
    }

    /// Lets everybody act until the round is over.
    fn bet(&mut self, mut round: Round) {
        let mut aggressor = None;
        let mut acted = false;
        while let Some(turn) = round.next(&self.purses) {
            let Some(hole) = self.holes[turn.player] else { break };
            let view = View {
                hole,
                board: &self.board,
                pot: self.purses.iter().map(|purse| purse.live + purse.dead).sum(),
                big_blind: self.rules.big,
                unit: self.rules.house.unit,
            };
            let decision = decide(turn, view, self.dice);
            if matches!(decision, Move::RaiseTo(_)) {
                aggressor = Some(turn.player);
            }
            let kind = round.act(turn, decision, &mut self.purses[turn.player]);
            self.put(turn.player, kind);
            acted = true;
        }
        if acted {
            self.aggressor = aggressor;
            self.note_bets();
        }
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
            if let Some(hole) = self.holes[player] {
                let name = name_of_hand(HandRank::of(hole, &self.board));
                let cards = Cards::from_slice(&hole).unwrap_or_default();
                self.tell(player, ActionKind::Show { cards, description: Some(name.into()) });
            }
        }
        unfolded
    }

    /// Pays the pots. No flop, no drop.
    fn pay(&mut self) -> Payout {
        let rank = |player: usize| {
            let hole = self.holes[player].filter(|_| self.purses[player].in_hand)?;
            Some(HandRank::of(hole, &self.board))
        };
        let stake = |(player, purse): (usize, &Purse)| Stake {
            live: purse.live,
            dead: purse.dead,
            rank: rank(player),
        };
        let stakes: Vec<Stake> = self.purses.iter().enumerate().map(stake).collect();
        let mut house = self.rules.house;
        if self.board.is_empty() {
            house.rake_cap = Amount::ZERO;
        }
        let payout = pay(&stakes, &self.lineup.dealt, house);
        for share in &payout.shares {
            let kind = ActionKind::Collect { amount: share.amount, pot: share.pot, half: None };
            self.tell(share.player, kind);
        }
        payout
    }

    fn result(self, guests: &[(SeatNo, &Guest)], shown: &[usize], payout: &Payout) -> Played {
        let order = self.order_after(self.lineup.big);
        let names = positions(order.len(), self.lineup.small.is_some());
        let mut players = Vec::new();
        for (player, &(seat, guest)) in guests.iter().enumerate() {
            let hole = self.holes[player].filter(|_| guest.name == HERO || shown.contains(&player));
            let shares = payout.shares.iter().filter(|share| share.player == player);
            let place = order.iter().position(|&other| other == player);
            players.push(Player {
                seat,
                name: guest.name.clone(),
                stack: guest.stack,
                bounty: guest.bounty,
                dealt_in: place.is_some(),
                position: place.and_then(|place| names.get(place).copied()),
                cards: hole.and_then(|hole| Cards::from_slice(&hole).ok()).unwrap_or_default(),
                contributed: self.purses[player].live + self.purses[player].dead,
                collected: shares.map(|share| share.amount).sum(),
                uncalled: self.uncalled(player),
            });
        }
        let hero = players.iter().position(|player| player.dealt_in && player.name == HERO);
        Played {
            hero: hero.map(index),
            players,
            streets: self.streets,
            actions: self.actions,
            board: Cards::from_slice(&self.board).unwrap_or_default(),
            rake: payout.rake,
        }
    }

    /// What the player bet beyond anybody else on the last street with action.
    fn uncalled(&self, player: usize) -> Amount {
        let others = self.last_bets.iter().enumerate().filter(|&(other, _)| other != player);
        let highest = others.map(|(_, &bet)| bet).max().unwrap_or_default();
        (self.last_bets[player] - highest).max(Amount::ZERO)
    }

    fn note_bets(&mut self) {
        self.last_bets = self.purses.iter().map(|purse| purse.street).collect();
    }

    /// Who holds cards, from the left of the button.
    fn unfolded(&self) -> Vec<usize> {
        let dealt = self.lineup.dealt.iter().copied();
        dealt.filter(|&player| self.purses[player].in_hand).collect()
    }

    /// The players who were dealt in, from the left of this one, who comes last.
    fn order_after(&self, player: usize) -> Vec<usize> {
        let mut order = self.lineup.dealt.clone();
        let place = order.iter().position(|&other| other == player).unwrap_or_default();
        let next = (place + 1) % order.len().max(1);
        order.rotate_left(next);
        order
    }

    fn open(&mut self, street: Street, cards: &[Card]) {
        let cards = Cards::from_slice(cards).unwrap_or_default();
        let start = self.actions.len();
        self.streets.push(StreetLog { street, cards, actions: start..start });
    }

    /// A line that may move chips: while there is betting, who has none left is all-in by it.
    fn put(&mut self, player: usize, kind: ActionKind) {
        let all_in = self.purses[player].behind == Amount::ZERO;
        self.push(Action { player: index(player), kind, all_in });
    }

    /// A line of the showdown.
    fn tell(&mut self, player: usize, kind: ActionKind) {
        self.push(Action { player: index(player), kind, all_in: false });
    }

    fn push(&mut self, action: Action) {
        self.actions.push(action);
        if let Some(street) = self.streets.last_mut() {
            street.actions.end = self.actions.len();
        }
    }
}

fn index(player: usize) -> PlayerIndex {
    PlayerIndex(u8::try_from(player).unwrap_or(u8::MAX))
}

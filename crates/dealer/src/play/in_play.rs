//! A hand while it is played: the cards, the chips, and the lines told so far.

#![expect(clippy::indexing_slicing, reason = "players are indexes into the guests of their hand")]

use cards::{Card, Cards};
use hand_history::{Action, ActionKind, Amount, PlayerIndex, SeatNo, Street, StreetLog};

use crate::{
    betting::{Move, Purse, Round},
    dice::Dice,
    rules::Rules,
    seating::{Guest, Seating},
    strategy::{View, decide},
};

/// The hand while it is played. `guests`, `purses`, `cards` and `last_bets` are by player.
#[derive(Debug)]
pub(super) struct InPlay<'a> {
    pub(super) guests: Vec<(SeatNo, &'a Guest)>,
    pub(super) rules: &'a Rules,
    pub(super) dice: &'a mut Dice,
    /// Who was dealt in, from the left of the button; without a button, by seat.
    pub(super) order: Vec<usize>,
    pub(super) purses: Vec<Purse>,
    /// The cards of each player in the order in which he got them; who folded keeps them.
    cards: Vec<Vec<Card>>,
    deck: Vec<Card>,
    /// What was thrown away for other cards.
    discards: Vec<Card>,
    pub(super) board: Vec<Card>,
    /// What everybody bet on the last street on which somebody acted.
    pub(super) last_bets: Vec<Amount>,
    /// Who bet or raised last on that street.
    pub(super) aggressor: Option<usize>,
    pub(super) streets: Vec<StreetLog>,
    pub(super) actions: Vec<Action>,
}

impl<'a> InPlay<'a> {
    /// A hand in which nothing has happened yet.
    pub(super) fn new(
        seating: &'a Seating,
        order: Vec<usize>,
        rules: &'a Rules,
        dice: &'a mut Dice,
    ) -> Self {
        let guests: Vec<(SeatNo, &Guest)> = seating.guests().collect();
        let mut deck: Vec<Card> = Card::deck().collect();
        dice.shuffle(&mut deck);
        let mut purses = vec![Purse::default(); guests.len()];
        for &player in &order {
            let behind = guests[player].1.stack;
            purses[player] = Purse { behind, in_hand: true, ..Purse::default() };
        }
        Self {
            rules,
            dice,
            order,
            purses,
            cards: vec![Vec::new(); guests.len()],
            deck,
            discards: Vec::new(),
            board: Vec::new(),
            last_bets: vec![Amount::ZERO; guests.len()],
            aggressor: None,
            streets: Vec::new(),
            actions: Vec::new(),
            guests,
        }
    }

    /// Gives everybody the cards that come before the first bet.
    pub(super) fn deal_first(&mut self) {
        for player in self.order.clone() {
            for _ in 0..self.rules.game.first_cards() {
                self.deal_to(player);
            }
        }
    }

    /// Gives a player a card. When the deck is empty, what others threw away is shuffled.
    pub(super) fn deal_to(&mut self, player: usize) {
        if self.deck.is_empty() {
            self.deck.append(&mut self.discards);
            self.dice.shuffle(&mut self.deck);
        }
        self.cards[player].extend(self.deck.pop());
    }

    /// Gives a player a card for each that he throws away.
    pub(super) fn replace(&mut self, player: usize, kept: Vec<Card>, unwanted: &[Card]) {
        self.cards[player] = kept;
        for _ in unwanted {
            self.deal_to(player);
        }
        self.discards.extend(unwanted);
    }

    /// Opens a street with so many cards on the board.
    pub(super) fn deal_board(&mut self, street: Street, count: usize) {
        let cards = self.deck.split_off(self.deck.len().saturating_sub(count));
        self.board.extend(&cards);
        self.open(street, &cards);
    }

    /// The cards of a player.
    pub(super) fn own(&self, player: usize) -> &[Card] {
        &self.cards[player]
    }

    /// Lets bets begin at nothing again.
    pub(super) fn start_bets(&mut self) {
        self.purses.iter_mut().for_each(|purse| purse.street = Amount::ZERO);
    }

    /// Lets everybody act until the round is over.
    pub(super) fn bet(&mut self, mut round: Round) {
        let mut aggressor = None;
        let mut acted = false;
        while let Some(turn) = round.next(&self.purses) {
            let view = View {
                variant: self.rules.game.variant,
                own: &self.cards[turn.player],
                board: &self.board,
                pot: self.purses.iter().map(|purse| purse.live + purse.dead).sum(),
                bet: self.rules.price.small_bet,
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

    /// Remembers the bets of the street.
    pub(super) fn note_bets(&mut self) {
        self.last_bets = self.purses.iter().map(|purse| purse.street).collect();
    }

    /// Who holds cards, in order.
    pub(super) fn unfolded(&self) -> Vec<usize> {
        let dealt = self.order.iter().copied();
        dealt.filter(|&player| self.purses[player].in_hand).collect()
    }

    /// The players who were dealt in, from this one on.
    pub(super) fn order_from(&self, player: usize) -> Vec<usize> {
        let mut order = self.order.clone();
        let place = order.iter().position(|&other| other == player).unwrap_or_default();
        order.rotate_left(place);
        order
    }

    /// The players who were dealt in, from the left of this one, who comes last.
    pub(super) fn order_after(&self, player: usize) -> Vec<usize> {
        let mut order = self.order_from(player);
        let first = order.len().min(1);
        order.rotate_left(first);
        order
    }

    /// Begins a street.
    pub(super) fn open(&mut self, street: Street, cards: &[Card]) {
        let cards = Cards::from_slice(cards).unwrap_or_default();
        let start = self.actions.len();
        self.streets.push(StreetLog { street, cards, actions: start..start });
    }

    /// A line that may move chips: while there is betting, who has none left is all-in by it.
    pub(super) fn put(&mut self, player: usize, kind: ActionKind) {
        let all_in = self.purses[player].behind == Amount::ZERO;
        self.push(Action { player: index(player), kind, all_in });
    }

    /// A line that moves no chips into the pot.
    pub(super) fn tell(&mut self, player: usize, kind: ActionKind) {
        self.push(Action { player: index(player), kind, all_in: false });
    }

    fn push(&mut self, action: Action) {
        self.actions.push(action);
        if let Some(street) = self.streets.last_mut() {
            street.actions.end = self.actions.len();
        }
    }
}

/// The player as a hand names him.
pub(super) fn index(player: usize) -> PlayerIndex {
    PlayerIndex(u8::try_from(player).unwrap_or(u8::MAX))
}

//! What a tournament was for a player, from its summaries and its hands.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hand_history::{Amount, BuyIn, BuyInKind, Currency, Kind, TournamentSummary};
use smol_str::SmolStr;

use crate::{
    Millionths,
    cost::{cost_from, price},
    finish::Finish,
};

/// One block of a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryBlock {
    /// Which of the player's blocks of this tournament it is, from 1.
    pub entry: u32,
    /// What it says.
    pub summary: TournamentSummary,
}

/// What the hands of one player in one tournament tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TournamentHands {
    /// The player.
    pub player: SmolStr,
    /// Winamax's id of the tournament.
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// How it is organised.
    pub kind: Kind,
    /// What a seat costs.
    pub buy_in: BuyIn,
    /// Real money, or play.
    pub real_money: bool,
    /// When the first hand was played.
    pub first_at: DateTime<Utc>,
    /// When the last hand was played.
    pub last_at: DateTime<Utc>,
    /// How many hands there are.
    pub hands: u32,
    /// What they changed in the player's stack, in chips.
    pub net: Amount,
    /// What he could expect after the last decisions, less what he got, in chips.
    pub adjustment: Amount,
}

/// One tournament of one player, all his entries together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedTournament {
    /// The player; `None` where no summary and no hand tells.
    pub player: Option<SmolStr>,
    /// Winamax's id of the tournament.
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// How it is organised.
    pub kind: Kind,
    /// What it was played for, [`Currency::Eur`] or [`Currency::Play`]: by the hands, which say
    /// so in words, or by a summary, which has euros in it or not.
    pub currency: Currency,
    /// When it started, by a summary, or when the first hand was played.
    pub started_at: Option<DateTime<Utc>>,
    /// When the last hand was played, where there are hands.
    pub last_hand_at: Option<DateTime<Utc>>,
    /// What a seat costs.
    pub buy_in: BuyIn,
    /// How many blocks of summaries there are. Without any, what only they tell is nothing.
    pub summaries: u32,
    /// How many entries the player made: one for each block, and one more that is being played
    /// or whose summary is not there.
    pub entries: u32,
    /// Whether his last entry has ended, as far as a summary tells.
    pub finished: bool,
    /// What all entries cost, with rebuys and add-ons. A ticket costs what the seat does where
    /// that is printed, be it in the hands; otherwise the cost is not known. A freeroll costs
    /// nothing.
    pub cost: Option<Amount>,
    /// Money out of the prize pool.
    pub prize: Amount,
    /// The face value of the tickets that were won; `None` if one of them has none printed.
    pub ticket_value: Option<Amount>,
    /// Money for the heads of others.
    pub bounty: Amount,
    /// The best place that is known.
    pub place: Option<u32>,
    /// People registered, by the last block that tells.
    pub entrants: Option<u32>,
    /// The prize pool, by the last block that tells.
    pub prizepool: Option<Amount>,
    /// How many hands there are.
    pub hands: u32,
    /// What they changed in the player's stack, in chips.
    pub net: Amount,
    /// What he could expect after the last decisions, less what he got, in chips.
    pub adjustment: Amount,
}

impl PlayedTournament {
    /// Whether it paid a prize, be it a ticket. A bounty is none.
    #[must_use]
    pub fn is_in_the_money(&self) -> bool {
        self.prize.is_positive() || self.ticket_value != Some(Amount::ZERO)
    }

    /// What it brought beyond its cost; `None` until it is finished, and where the cost or the
    /// value of a ticket that was won is not known.
    #[must_use]
    pub fn profit(&self) -> Option<Amount> {
        let (cost, ticket_value) = (self.cost?, self.ticket_value?);
        self.finished.then_some(self.prize + ticket_value + self.bounty - cost)
    }

    /// How many times the seat is in the prize pool of an Expresso.
    #[must_use]
    pub fn multiplier(&self) -> Option<Millionths> {
        if self.kind != Kind::Expresso {
            return None;
        }
        Millionths::ratio(self.prizepool?, price(&self.buy_in)?)
    }
}

/// The tournaments of any players, one for each of a player, in the order of their start. The
/// blocks and the hands may come in any order; of the hands there is one sum for each
/// tournament of a player.
///
/// A block that does not say who played, as in 2011, is of the player whose hands are there.
#[must_use]
pub fn played_tournaments(
    blocks: &[SummaryBlock],
    hands: &[TournamentHands],
) -> Vec<PlayedTournament> {
    let mut sources: BTreeMap<(&SmolStr, Option<&SmolStr>), Sources<'_>> = BTreeMap::new();
    for hands in hands {
        sources.entry((&hands.id, Some(&hands.player))).or_default().hands = Some(hands);
    }
    for block in blocks {
        let id = &block.summary.id;
        let player = block.summary.player.as_ref().or_else(|| {
            let mut known = sources.range((id, None)..).take_while(|((other, _), _)| *other == id);
            known.find_map(|((_, player), sources)| sources.hands.and(*player))
        });
        sources.entry((id, player)).or_default().blocks.push(block);
    }
    let tournaments = sources.into_iter().map(|((_, player), sources)| sources.told(player));
    let mut tournaments: Vec<PlayedTournament> = tournaments.flatten().collect();
    tournaments.sort_by_key(|tournament| tournament.started_at);
    tournaments
}

/// All that there is of one tournament of one player.
#[derive(Default)]
struct Sources<'a> {
    blocks: Vec<&'a SummaryBlock>,
    hands: Option<&'a TournamentHands>,
}

impl Sources<'_> {
    /// The tournament; `None` if there is nothing.
    fn told(mut self, player: Option<&SmolStr>) -> Option<PlayedTournament> {
        self.blocks.sort_by_key(|block| block.entry);
        let mut tournament = match (self.hands, self.blocks.first()) {
            (Some(hands), _) => of_hands(hands),
            (None, Some(block)) => of_summary(&block.summary),
            (None, None) => return None,
        };
        tournament.player = player.cloned();
        for block in &self.blocks {
            tournament.add(&block.summary);
        }
        tournament.finished = self.is_finished();
        if !tournament.finished {
            tournament.entries += 1;
            tournament.cost = sum(tournament.cost, price(&tournament.buy_in));
        }
        Some(tournament)
    }

    /// Whether no hand was played after the end of the last entry that has ended. A summary
    /// that does not tell the end was written when all was over.
    fn is_finished(&self) -> bool {
        self.blocks.iter().any(|block| {
            let finish = Finish::of(&block.summary, DateTime::<Utc>::MAX_UTC);
            self.hands.is_none_or(|hands| finish.is_not_before(hands.last_at))
        })
    }
}

impl PlayedTournament {
    /// Adds one entry, which comes after those that were added.
    fn add(&mut self, summary: &TournamentSummary) {
        if !says_more(&self.buy_in, &summary.buy_in) {
            self.buy_in = summary.buy_in;
        }
        let cost = price(&self.buy_in).and_then(|seat| cost_from(seat, summary));
        let ticket = summary.gain.ticket.as_ref();
        let ticket_value = ticket.map_or(Some(Amount::ZERO), |ticket| ticket.value);
        self.summaries += 1;
        self.entries += 1;
        self.cost = sum(self.cost, cost);
        self.ticket_value = sum(self.ticket_value, ticket_value);
        self.prize += summary.gain.prize;
        self.bounty += summary.gain.bounty;
        self.started_at = summary.started_at.or(self.started_at);
        self.place = self.place.into_iter().chain(summary.place).min();
        self.entrants = summary.entrants.or(self.entrants);
        self.prizepool = summary.prizepool.or(self.prizepool);
    }
}

/// Whether a buy-in that stands elsewhere, as in the hands, says more than that of a summary:
/// what a ticket stands for, or the bounty, which the summaries of 2015 and 2016 leave out.
fn says_more(other: &BuyIn, summary: &BuyIn) -> bool {
    let names_the_price = summary.kind == BuyInKind::Ticket && other.kind == BuyInKind::Paid;
    let has_the_bounty = BuyIn { bounty: None, ..*other } == *summary;
    names_the_price || has_the_bounty
}

/// A tournament of which only the hands are known.
fn of_hands(hands: &TournamentHands) -> PlayedTournament {
    PlayedTournament {
        kind: hands.kind,
        currency: if hands.real_money { Currency::Eur } else { Currency::Play },
        started_at: Some(hands.first_at),
        last_hand_at: Some(hands.last_at),
        buy_in: hands.buy_in,
        hands: hands.hands,
        net: hands.net,
        adjustment: hands.adjustment,
        ..without_entries(&hands.id, &hands.name, hands.buy_in)
    }
}

/// A tournament without hands, before its blocks are added.
fn of_summary(summary: &TournamentSummary) -> PlayedTournament {
    PlayedTournament {
        currency: summary.currency,
        ..without_entries(&summary.id, &summary.name, summary.buy_in)
    }
}

fn without_entries(id: &SmolStr, name: &SmolStr, buy_in: BuyIn) -> PlayedTournament {
    PlayedTournament {
        player: None,
        id: id.clone(),
        name: name.clone(),
        kind: Kind::of_tournament(name),
        currency: Currency::Eur,
        started_at: None,
        last_hand_at: None,
        buy_in,
        summaries: 0,
        entries: 0,
        finished: false,
        cost: Some(Amount::ZERO),
        prize: Amount::ZERO,
        ticket_value: Some(Amount::ZERO),
        bounty: Amount::ZERO,
        place: None,
        entrants: None,
        prizepool: None,
        hands: 0,
        net: Amount::ZERO,
        adjustment: Amount::ZERO,
    }
}

/// The sum of what is known; `None` if a part is not.
fn sum(one: Option<Amount>, other: Option<Amount>) -> Option<Amount> {
    Some(one? + other?)
}

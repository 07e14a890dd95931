//! The names that Winamax gives to hands.

use cards::{Category, Rank};

/// `One pair : 8`, `Full of 9 and Tens`, `Straight flush Ace`.
pub(crate) fn name_of_hand(category: Category) -> String {
    match category {
        Category::HighCard(rank) => format!("High card : {}", one(rank)),
        Category::OnePair(rank) => format!("One pair : {}", many(rank)),
        Category::TwoPairs { high, low } => format!("Two pairs : {} and {}", many(high), many(low)),
        Category::Trips(rank) => format!("Trips of {}", many(rank)),
        Category::Straight(high) => format!("Straight {} high", one(high)),
        Category::Flush(high) => format!("Flush {} high", one(high)),
        Category::FullHouse { trips, pair } => {
            format!("Full of {} and {}", many(trips), many(pair))
        }
        Category::Quads(rank) => format!("Quads of {}", many(rank)),
        Category::StraightFlush(high) => format!("Straight flush {}", one(high)),
    }
}

const fn one(rank: Rank) -> &'static str {
    match rank {
        Rank::Ten => "Ten",
        Rank::Jack => "Jack",
        Rank::Queen => "Queen",
        Rank::King => "King",
        Rank::Ace => "Ace",
        Rank::Two
        | Rank::Three
        | Rank::Four
        | Rank::Five
        | Rank::Six
        | Rank::Seven
        | Rank::Eight
        | Rank::Nine => many(rank),
    }
}

/// Digits have no plural.
const fn many(rank: Rank) -> &'static str {
    match rank {
        Rank::Two => "2",
        Rank::Three => "3",
        Rank::Four => "4",
        Rank::Five => "5",
        Rank::Six => "6",
        Rank::Seven => "7",
        Rank::Eight => "8",
        Rank::Nine => "9",
        Rank::Ten => "Tens",
        Rank::Jack => "Jacks",
        Rank::Queen => "Queens",
        Rank::King => "Kings",
        Rank::Ace => "Aces",
    }
}

#[cfg(test)]
mod tests {
    use cards::{Card, HandRank};

    use super::name_of_hand;

    #[test]
    fn hands_have_the_names_that_winamax_prints() {
        for (cards, name) in [
            ("Ah Kd 9s 5c 2h", "High card : Ace"),
            ("8h 8d 9s 5c 2h", "One pair : 8"),
            ("Kh Kd 9s 9c 2h", "Two pairs : Kings and 9"),
            ("Ah Ad As 9c 2h", "Trips of Aces"),
            ("Ah 2d 3s 4c 5h", "Straight 5 high"),
            ("Tc 9d 8s 7c 6h", "Straight Ten high"),
            ("Kh 9h 5h 3h 2h", "Flush King high"),
            ("9h 9d 9s Tc Th", "Full of 9 and Tens"),
            ("Kh Kd Ks Kc 2h", "Quads of Kings"),
            ("Th Jh Qh Kh Ah", "Straight flush Ace"),
            ("Ah Kd", "High card : Ace"),
        ] {
            let card = |word: &str| Card::parse(word.as_bytes()[0], word.as_bytes()[1]).unwrap();
            let cards: Vec<Card> = cards.split(' ').map(card).collect();
            assert_eq!(name_of_hand(HandRank::of_cards(&cards).category()), name);
        }
    }
}

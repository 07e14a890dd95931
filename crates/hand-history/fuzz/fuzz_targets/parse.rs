//! Any bytes are a hand or an error, and a hand is sound: what it refers to is there, and its
//! money balances or it warns.
#![no_main]

use hand_history::{Amount, Block, Hand, HandText, Warning, audit, parse, same_text};
use libfuzzer_sys::fuzz_target;

fn is_sound(hand: &Hand) {
    let exists = |player| assert!(hand.player(player).is_some());
    hand.hero.into_iter().for_each(exists);
    hand.actions.iter().for_each(|action| exists(action.player));
    assert!((1..=10).contains(&hand.players.len()));
    assert!(hand.players.is_sorted_by_key(|player| player.seat));
    let mut end = 0;
    for log in &hand.streets {
        assert_eq!(log.actions.start, end);
        assert_eq!(hand.actions_of(log).len(), log.actions.len());
        end = log.actions.end;
    }
    assert!(end == hand.actions.len());
    let put_in: Amount = hand.players.iter().map(|player| player.contributed).sum();
    let collected: Amount = hand.players.iter().map(|player| player.collected).sum();
    let balances = collected + hand.rake == put_in + hand.added_to_pot;
    let warns = hand.warnings.iter().any(|warning| matches!(warning, Warning::LedgerOffBy(_)));
    assert!(balances != warns);
    let printed = |warning: &Warning| assert!(!warning.to_string().is_empty());
    hand.warnings.iter().chain(&audit(hand)).for_each(printed);
}

fuzz_target!(|data: &[u8]| {
    // Whether the text starts at an even place decides how UTF-16 is read.
    for offset in [0, 1] {
        let text = HandText { offset, bytes: data.into() };
        match parse(&text) {
            Ok(hand) => is_sound(&hand),
            Err(error) => assert!(0 < error.line && !error.to_string().is_empty()),
        }
        assert!(same_text(&text, &text));
        let _ = Block::Hand(text).is_whole();
    }
});

use super::*;
use crate::checkpoint::Fingerprint;
use crate::tail::MAX_CHUNK_BYTES;

const QUIET: Duration = Duration::from_millis(500);

fn reading(from: u64, written: usize, zeros: u64) -> Reading {
    let read_to = from + written as u64 + zeros;
    let stamp = Stamp { len: read_to, modified: None };
    let (prefix, bytes) = (Vec::new(), vec![b'x'; written]);
    Reading { stamp, restarted: false, offset: from, prefix, bytes, read_to }
}

fn at(offset: u64) -> Checkpoint {
    Checkpoint { offset, fingerprint: Fingerprint(offset) }
}

fn backlog(end: u64) -> Option<Backlog> {
    Some(Backlog { end, time: Time::UNKNOWN })
}

/// What each of these looks at a file delivers, where each letter is a look at one of the given
/// readings after half the time of quiet, answered by "nothing complete in it":
/// `-` nothing, `d` a chunk, `q` a quiet chunk.
fn looks(readings: &[Reading]) -> String {
    let mut now = Instant::now();
    let mut file = File::new(Checkpoint::START, None, now);
    let look = |reading: &Reading| {
        let decision = file.take(reading, now, QUIET);
        file.found_nothing();
        now += QUIET / 2;
        decision.deliver.map_or('-', |delivery| if delivery.quiet { 'q' } else { 'd' })
    };
    readings.iter().map(look).collect()
}

#[test]
fn an_incomplete_record_is_delivered_on_growth_and_once_when_quiet() {
    let r = reading;
    let cases = [
        ("d-q--", vec![r(0, 5, 0), r(0, 5, 0), r(0, 5, 0), r(0, 5, 0), r(0, 5, 0)]),
        ("dd-q-", vec![r(0, 5, 0), r(0, 6, 0), r(0, 6, 0), r(0, 6, 0), r(0, 6, 0)]),
        ("d-qd-q", vec![r(0, 5, 0), r(0, 5, 0), r(0, 5, 0), r(0, 6, 0), r(0, 6, 0), r(0, 6, 0)]),
        ("d----", vec![r(0, 5, 2), r(0, 5, 2), r(0, 5, 3), r(0, 5, 3), r(0, 5, 3)]),
        ("d--d-q", vec![r(0, 5, 0), r(0, 5, 3), r(0, 5, 3), r(0, 8, 0), r(0, 8, 0), r(0, 8, 0)]),
        ("---", vec![r(0, 0, 0), r(0, 0, 9), r(0, 0, 9)]),
    ];
    for (expected, readings) in cases {
        assert_eq!(looks(&readings), expected, "{readings:?}");
    }
}

#[test]
fn a_scan_has_a_file_read_when_its_stamp_differs_and_it_is_not_blocked() {
    let now = Instant::now();
    let mut file = File::new(Checkpoint::START, None, now);
    let stamp = |len| Stamp { len, modified: None };
    assert!(file.has_changed(stamp(0)), "it was never read");
    file.take(&reading(0, 5, 0), now, QUIET);
    let cases = [(5, false, false), (6, true, true), (4, true, false)];
    for (len, changed, grown) in cases {
        assert_eq!((file.has_changed(stamp(len)), file.has_grown(stamp(len))), (changed, grown));
    }
    assert_eq!(file.block(Cause::Unreadable, now), (now + FIRST_RETRY, true));
    assert!(!file.has_changed(stamp(6)), "it is read at its own times");
    assert_eq!(file.block(Cause::Unreadable, now), (now + 2 * FIRST_RETRY, false));
    assert!(file.waits(now) && !file.waits(now + 2 * FIRST_RETRY));
    assert!(!file.unblock(Cause::NoRecord) && file.was_blocked_until(&reading(0, 6, 0)));
}

#[test]
fn a_file_without_a_record_is_blocked_until_it_is_another_one() {
    let now = Instant::now();
    let mut file = File::new(Checkpoint::START, None, now);
    let mut full = reading(0, MAX_CHUNK_BYTES, 0);
    full.stamp.len += 1;
    file.take(&full, now, QUIET);
    assert_eq!(file.found_nothing(), Some(Nothing::InAFullChunk));
    file.block(Cause::NoRecord, now);
    file.block(Cause::Unreadable, now);
    assert!(!file.was_blocked_until(&full), "the first cause stays");
    assert!(file.take(&full, now, QUIET).deliver.is_some(), "the consumer may try again");
    assert!(file.was_blocked_until(&reading(0, 0, 0)), "it was emptied");
    assert!(!file.any_block());
}

#[test]
fn a_file_that_came_is_active_for_a_while() {
    let now = Instant::now();
    let mut file = File::new(Checkpoint::START, None, now);
    file.take(&reading(0, 5, 0), now, QUIET);
    assert!(file.is_active(now + ACTIVE / 2) && !file.is_active(now + ACTIVE));
    assert!(!file.commit(at(5)), "the end was read");
    assert!(file.is_active(now + ACTIVE / 2) && !file.is_active(now + ACTIVE));
}

#[test]
fn a_file_that_was_there_at_start_is_active_while_it_may_be_in_the_middle_of_a_record() {
    let now = Instant::now();
    let mut file = File::new(Checkpoint::START, backlog(5), now);
    file.take(&reading(0, 5, 0), now, QUIET);
    assert!(file.is_active(now) && !file.is_active(now + ACTIVE));
    file.commit(at(5));
    assert!(!file.is_active(now), "it may be finished for years");
    file.take(&reading(5, 3, 0), now + ACTIVE, QUIET);
    file.commit(at(8));
    assert!(file.is_active(now + ACTIVE), "it has grown");
}

#[test]
fn the_backlog_ends_where_the_file_ended_at_start() {
    let now = Instant::now();
    let mut file = File::new(at(5), backlog(8), now);
    let mut cut = reading(5, 3, 0);
    cut.stamp.len = 20;
    let origin = |decision: Decision| decision.deliver.map(|delivery| delivery.origin);
    assert_eq!(origin(file.take(&cut, now, QUIET)), Some(Origin::AtStart));
    assert!(file.commit(at(8)), "there is more");
    assert_eq!(origin(file.take(&reading(8, 12, 0), now, QUIET)), Some(Origin::Grown));
}

#[test]
fn a_backlog_that_was_consumed_before_does_not_hide_growth() {
    let now = Instant::now();
    let mut file = File::new(at(8), backlog(8), now);
    let mut nothing = reading(8, 0, 0);
    nothing.stamp.len = 20;
    assert!(file.take(&nothing, now, QUIET).more);
    assert_eq!(file.backlog, None);
}

#[test]
fn a_replaced_file_is_delivered_though_it_is_as_long_as_before() {
    let now = Instant::now();
    let mut file = File::new(at(5), None, now);
    assert_eq!(file.take(&reading(5, 0, 0), now, QUIET).deliver, None);
    let other = Reading { restarted: true, ..reading(0, 5, 0) };
    assert!(file.take(&other, now, QUIET).deliver.is_some());
    assert_eq!(file.checkpoint, Checkpoint::START);
}

//! `GET /metrics`: what is counted, as Prometheus reads it.
//!
//! Nothing here runs between two scrapes. Names follow the conventions of Prometheus, and the
//! values of labels are a few words that are known before: no client and no room has a series.

use std::{
    fmt::{self, Write as _},
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use prometheus_client::{
    collector::Collector,
    encoding::{
        DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, EncodeMetric as _, NoLabelSet,
        text,
    },
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
    registry::Registry,
};
use wire::Status;

use crate::{
    board::{Scans, Totals},
    metrics::{Durations, Metrics},
    problem::problem,
    roster::Attendance,
    server::Shared,
};

/// What all names begin with.
const PREFIX: &str = "railbird";

/// The format that Prometheus asks for by itself.
const OPEN_METRICS: &str = "application/openmetrics-text";

/// The metrics of a running server, in OpenMetrics for those who ask for that, and else in the
/// older format, which every tool reads.
pub(crate) async fn metrics(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let mut registry = Registry::with_prefix(PREFIX);
    registry.register_collector(Box::new(Scrape(shared)));
    let mut page = String::new();
    if text::encode(&mut page, &registry).is_err() {
        let detail = "the metrics cannot be written".to_owned();
        return problem(StatusCode::INTERNAL_SERVER_ERROR, detail);
    }
    let mut accepted =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let (kind, page) = match accepted.any(|accepted| accepted.contains(OPEN_METRICS)) {
        true => ("application/openmetrics-text; version=1.0.0; charset=utf-8", page),
        false => ("text/plain; version=0.0.4; charset=utf-8", in_plain_text(&page)),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::VARY, "accept")];
    (headers, page).into_response()
}

/// The same in the older format. It calls a counter as its samples are called, and knows
/// neither the type `info` nor an end.
fn in_plain_text(page: &str) -> String {
    let mut plain = String::with_capacity(page.len() + 1024);
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let kind = |line: &str| {
            let (name, kind) = line.strip_prefix("# TYPE ")?.split_once(' ')?;
            Some((name.to_owned(), kind.to_owned()))
        };
        if line == "# EOF" {
            continue;
        }
        let Some(help) = line.strip_prefix("# HELP ") else {
            plain.push_str(line);
            plain.push('\n');
            continue;
        };
        let words = help.split_once(' ').map_or("", |(_, words)| words);
        let Some((name, kind)) = lines.next_if(|next| next.starts_with("# TYPE ")).and_then(kind)
        else {
            continue;
        };
        let (suffix, kind) = match kind.as_str() {
            "counter" => ("_total", "counter"),
            "info" => ("_info", "gauge"),
            kind => ("", kind),
        };
        // Writing to a string cannot fail.
        let _written =
            write!(plain, "# HELP {name}{suffix} {words}\n# TYPE {name}{suffix} {kind}\n");
    }
    plain
}

/// All that is told, as it is when it is asked for.
struct Scrape(Arc<Shared>);

impl fmt::Debug for Scrape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scrape").finish_non_exhaustive()
    }
}

impl Collector for Scrape {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut page = Page(encoder);
        let attendance = self.0.log.metrics().roster.attendance(self.0.log.top());
        self.process(&mut page)?;
        connections(&mut page, self.0.log.metrics(), &attendance)?;
        traffic(&mut page, self.0.log.metrics(), &attendance)?;
        self.log(&mut page, &attendance)?;
        self.ingest(&mut page)
    }
}

impl Scrape {
    fn process(&self, page: &mut Page<'_>) -> fmt::Result {
        let Shared { options, started, board, .. } = &*self.0;
        page.info("build", "What runs.", ("version", &options.server_version))?;
        page.gauge("uptime_seconds", "Time since the start.", started.elapsed().as_secs_f64())?;
        let health = board.health();
        let parts = health.parts.iter().map(|(name, part)| (name.as_str(), degree(part.status)));
        page.gauges(
            "part_health",
            "How a part of the daemon is: 0 ok, 1 degraded, 2 failing.",
            ("part", parts),
        )?;
        page.gauge("health", "How the worst part is, in the same numbers.", degree(health.status))
    }

    fn log(&self, page: &mut Page<'_>, attendance: &Attendance) -> fmt::Result {
        let (log, metrics) = (&self.0.log, self.0.log.metrics());
        page.gauge("log_seq", "The top of the log.", log.top().0)?;
        let announced = [
            ("live", metrics.announced_live.get()),
            ("backfill", metrics.announced_backfill.get()),
        ];
        page.counters(
            "entries_announced",
            "Entries of the log that sessions were told of.",
            ("origin", announced),
        )?;
        page.gauge(
            "lag_entries",
            "Entries between the slowest session and the top, without those that are delayed.",
            attendance.lag,
        )?;
        page.gauge(
            "queue_entries",
            "Entries that the slowest session fed from memory has not taken.",
            attendance.queue,
        )?;
        page.counter("store_pages_read", "Pages of the log read from the store.", &metrics.pages)?;
        page.counter(
            "store_pages_failed",
            "Pages of the log that could not be read.",
            &metrics.pages_failed,
        )?;
        for (name, help, histogram) in [
            (
                "file_to_commit_seconds",
                "Live entries: from the read of their bytes until they were stored for good.",
                &metrics.file_to_commit,
            ),
            (
                "commit_to_socket_seconds",
                "Live entries, for each session fed from memory: from then until its socket had \
                 taken them; of those sent at once, the first.",
                &metrics.commit_to_socket,
            ),
            (
                "file_to_socket_seconds",
                "The same from the read of their bytes.",
                &metrics.file_to_socket,
            ),
        ] {
            page.histogram(name, help, &histogram.read())?;
        }
        Ok(())
    }

    fn ingest(&self, page: &mut Page<'_>) -> fmt::Result {
        let board = &self.0.board;
        let Totals { hands_total, quarantined, watching } = board.totals();
        page.gauge("hands", "Hands in the log.", hands_total)?;
        page.gauge("quarantined_texts", "Texts that could not be read.", quarantined)?;
        page.gauge("files_watched", "History files that are followed.", watching)?;
        page.gauge(
            "ingest_active",
            "Whether the threads run that read and store hands.",
            u64::from(board.worker_active()),
        )?;
        let Scans { finished, spent, last } = board.scans();
        page.count("folder_scans", "Listings of all history folders.", finished)?;
        let help = "Time spent on listings of the history folders.";
        page.count("folder_scan_seconds", help, spent.as_secs_f64())?;
        let help = "Time that the last listing of the history folders took.";
        page.gauge("folder_scan_last_seconds", help, last.as_secs_f64())?;
        let help = "Notices for clients that were dropped because too many waited.";
        page.count("notices_dropped", help, board.notices_dropped())
    }
}

fn connections(page: &mut Page<'_>, metrics: &Metrics, attendance: &Attendance) -> fmt::Result {
    let states = [("pending", attendance.pending), ("in", attendance.taking_part)];
    let help = "Open connections: pending until they have shown a token, then in.";
    page.gauges("connections", help, ("state", states))?;
    let feeds = [("memory", attendance.from_memory), ("store", attendance.from_store)];
    let help = "Sessions by what feeds them: memory, or the store while they are behind.";
    page.gauges("sessions", help, ("fed_from", feeds))?;
    page.counter("connections_accepted", "WebSockets that were opened.", &metrics.accepted)?;
    let help = "Connections that were refused, by reason.";
    page.counters("connections_refused", help, ("reason", metrics.refused.by_label()))?;
    let help = "WebSockets that ended, by close code; gone if the client left or broke off.";
    page.counters("disconnects", help, ("code", metrics.ended.by_label()))?;
    let help = "Clients that came back, by how that went.";
    page.counters("recoveries", help, ("result", metrics.recoveries.by_label()))
}

fn traffic(page: &mut Page<'_>, metrics: &Metrics, attendance: &Attendance) -> fmt::Result {
    let traffic = attendance.traffic;
    page.count("messages_sent", "Messages to clients, without pings.", traffic.sent)?;
    page.count(
        "sent_bytes",
        "Their bytes with the heads of their frames, before TLS.",
        traffic.sent_bytes,
    )?;
    page.count("messages_received", "Messages of clients.", traffic.received)?;
    page.gauge("queued_bytes", "Bytes that wait for sockets.", attendance.queued)?;
    page.counter("heartbeats_sent", "Heartbeats to clients.", &metrics.heartbeats)?;
    page.counter(
        "inbox_messages_dropped",
        "Messages of presence, chat and notices beyond what waits for one client.",
        &metrics.inbox_dropped,
    )?;
    let help = "Messages of clients that came too fast; each ended its connection.";
    page.counter("rate_limited", help, &metrics.rate_limited)
}

fn degree(status: Status) -> u64 {
    match status {
        Status::Ok => 0,
        Status::Degraded => 1,
        Status::Failing => 2,
    }
}

/// What is written so far.
struct Page<'a>(DescriptorEncoder<'a>);

impl Page<'_> {
    fn gauge(&mut self, name: &str, help: &str, value: impl EncodeGaugeValue) -> fmt::Result {
        let encoder = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        ConstGauge::new(value).encode(encoder)
    }

    fn count(&mut self, name: &str, help: &str, value: impl EncodeCounterValue) -> fmt::Result {
        let encoder = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        ConstCounter::new(value).encode(encoder)
    }

    fn counter(&mut self, name: &str, help: &str, count: &crate::metrics::Count) -> fmt::Result {
        self.count(name, help, count.get())
    }

    /// A gauge for each value of a label.
    fn gauges(
        &mut self,
        name: &str,
        help: &str,
        (label, values): (&str, impl IntoIterator<Item = (impl AsRef<str>, u64)>),
    ) -> fmt::Result {
        let mut encoder = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        for (value, number) in values {
            let labels = [(label, value.as_ref())];
            ConstGauge::new(number).encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }

    /// A counter for each value of a label.
    fn counters(
        &mut self,
        name: &str,
        help: &str,
        (label, values): (&str, impl IntoIterator<Item = (impl AsRef<str>, u64)>),
    ) -> fmt::Result {
        let mut encoder = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        for (value, number) in values {
            let labels = [(label, value.as_ref())];
            ConstCounter::new(number).encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn histogram(&mut self, name: &str, help: &str, durations: &Durations) -> fmt::Result {
        let mut encoder = self.0.encode_descriptor(name, help, None, MetricType::Histogram)?;
        let seconds = |end: &Option<Duration>| end.map_or(f64::INFINITY, |end| end.as_secs_f64());
        let buckets: Vec<(f64, u64)> =
            durations.buckets.iter().map(|(end, count)| (seconds(end), *count)).collect();
        let sum = durations.sum.as_secs_f64();
        encoder.encode_histogram::<NoLabelSet>(sum, durations.count(), &buckets, None)
    }

    fn info(&mut self, name: &str, help: &str, label: (&str, &str)) -> fmt::Result {
        let mut encoder = self.0.encode_descriptor(name, help, None, MetricType::Info)?;
        encoder.encode_info(&[label])
    }
}

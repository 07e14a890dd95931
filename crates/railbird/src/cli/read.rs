//! The options of the commands that show what the log knows.

use clap::Args;
use hud::Stat;

use super::ShownOptions;
use crate::statistics::unknown;

/// The options of `stats`.
#[derive(Debug, Args)]
#[command(after_help = SEVERAL, after_long_help = format!("{SEVERAL}\n\nStats: {}", ids().join(", ")))]
pub(crate) struct StatsOptions {
    /// Whose numbers to show; a name that starts with a dash stands behind --
    /// [default: the heroes, whose clients wrote the hands]
    #[arg(value_name = "PLAYER")]
    pub(crate) names: Vec<String>,

    /// A stat to show, like vpip, instead of the usual ones; give it again for more
    #[arg(long = "stat", value_name = "ID", value_parser = stat)]
    pub(crate) stats: Vec<Stat>,

    /// Print JSON, one object per player and line
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) shown: ShownOptions,

    #[command(flatten)]
    pub(crate) hands: HandsOptions,
}

/// How options go together.
const SEVERAL: &str = "Hands count that fit all options. --kind, --game-type, --stakes, --position, \
    --players, --stack and --month can be given again: then any of the values will do.";

/// The heading of the options that say which hands count.
const HANDS: &str = "Which hands";

/// Which hands count, by the names of a question about statistics.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = HANDS)]
pub(crate) struct HandsOptions {
    /// cash, pool, tournament or expresso
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Vec<String>,

    /// The game, like NLH or PLO
    #[arg(long, value_name = "GAME")]
    pub(crate) game_type: Vec<String>,

    /// The stakes as Winamax prints them, without the euro sign, like 0.01/0.02
    #[arg(long, value_name = "STAKES")]
    pub(crate) stakes: Vec<String>,

    /// The player's position, like BTN
    #[arg(long, value_name = "POSITION")]
    pub(crate) position: Vec<String>,

    /// How many were dealt in: 2, 3, 4-6 or 7+
    #[arg(long, value_name = "N")]
    pub(crate) players: Vec<String>,

    /// The effective stack in big blinds: below-10, 10-20, 20-40, 40-80, 80-150 or 150+
    #[arg(long, value_name = "BAND")]
    pub(crate) stack: Vec<String>,

    /// A month, like 2026-10
    #[arg(long, value_name = "MONTH")]
    pub(crate) month: Vec<String>,

    #[command(flatten)]
    pub(crate) time: TimeOptions,

    /// The player's last hands, so many
    #[arg(long, value_name = "N")]
    pub(crate) last: Option<String>,

    /// The hands since the heroes last sat down
    #[arg(long)]
    pub(crate) session: bool,

    /// A table or tournament: table:<name> or tournament:<id>
    #[arg(long, value_name = "KEY")]
    pub(crate) table: Option<String>,

    /// Hands for play money too
    #[arg(long)]
    pub(crate) play: bool,
}

/// When it was played.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct TimeOptions {
    /// From this day on, like 2026-10-31, or this time, like 2026-10-31T20:00:00Z; days are UTC
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,

    /// Up to this day or time, which is included
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
}

/// The options of `sessions`.
#[derive(Debug, Args)]
pub(crate) struct SessionsOptions {
    /// Print JSON, one session per line
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) results: ResultsOptions,

    #[command(flatten)]
    pub(crate) shown: ShownOptions,
}

/// The options of `tournaments`.
#[derive(Debug, Args)]
pub(crate) struct TournamentsOptions {
    /// Show only what all of them come to
    #[arg(long)]
    pub(crate) totals: bool,

    /// Print JSON, one tournament per line; with --totals one object with the sums
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) results: ResultsOptions,

    #[command(flatten)]
    pub(crate) shown: ShownOptions,
}

/// Whose results count, and which.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ResultsOptions {
    /// Whose results to show, one of those whose clients wrote the hands [default: all]
    #[arg(long, value_name = "NAME")]
    pub(crate) hero: Option<String>,

    #[command(flatten)]
    pub(crate) time: TimeOptions,

    /// cash, pool, tournament or expresso; give it again for more
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Vec<String>,

    /// What was played for play money too
    #[arg(long)]
    pub(crate) play: bool,
}

impl HandsOptions {
    /// The options as names and values of a question about statistics.
    pub(crate) fn pairs(self) -> Vec<(String, String)> {
        let Self { kind, game_type, stakes, position, players, stack, month, time, .. } = self;
        let repeated = [
            ("kind", kind),
            ("game_type", game_type),
            ("stakes", stakes),
            ("position", position),
            ("players", players),
            ("stack", stack),
            ("month", month),
            ("from", Vec::from_iter(time.from)),
            ("to", Vec::from_iter(time.to)),
            ("last", Vec::from_iter(self.last)),
            ("session", set(self.session)),
            ("table", Vec::from_iter(self.table)),
            ("play", set(self.play)),
        ];
        pairs(repeated)
    }
}

impl ResultsOptions {
    /// The options as names and values of a question about results; the hero is asked for
    /// apart.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        pairs([
            ("from", Vec::from_iter(self.time.from.clone())),
            ("to", Vec::from_iter(self.time.to.clone())),
            ("kind", self.kind.clone()),
            ("play", set(self.play)),
        ])
    }
}

/// The value of a switch, if it is set.
fn set(is_set: bool) -> Vec<String> {
    Vec::from_iter(is_set.then(|| true.to_string()))
}

fn pairs<const N: usize>(values: [(&str, Vec<String>); N]) -> Vec<(String, String)> {
    let named = |(name, values): (&str, Vec<String>)| {
        let name = name.to_owned();
        values.into_iter().map(move |value| (name.clone(), value))
    };
    values.into_iter().flat_map(named).collect()
}

fn ids() -> Vec<&'static str> {
    Stat::all().map(Stat::id).collect()
}

fn stat(id: &str) -> Result<Stat, String> {
    Stat::from_id(id).ok_or_else(|| unknown("stat", id, &ids()))
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, Command, FromArgMatches as _};
    use wire::ScopeQuery;

    use super::{HandsOptions, stat};

    #[test]
    fn every_name_of_a_question_is_an_option() {
        let command = HandsOptions::augment_args(Command::new("stats"));
        let options: Vec<String> =
            command.get_arguments().map(|option| option.get_id().to_string()).collect();
        assert_eq!(options, ScopeQuery::NAMES);
        // All at once, and those twice that may be.
        let values = [
            ["--kind=cash", "--kind=pool"],
            ["--game-type=NLH", "--game-type=PLO"],
            ["--stakes=1/2", "--stakes=2/4"],
            ["--position=BTN", "--position=UTG+1"],
            ["--players=2", "--players=7+"],
            ["--stack=150+", "--stack=10-20"],
            ["--month=2026-09", "--month=2026-10"],
            ["--from=2026-09-02", "--to=2026-10-30"],
            ["--last=5", "--session"],
            ["--table=table:Nice", "--play"],
        ];
        let line = ["stats"].into_iter().chain(values.into_iter().flatten());
        let options = HandsOptions::from_arg_matches(&command.get_matches_from(line)).unwrap();
        let pairs = options.pairs();
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.len(), 20);
        names.dedup();
        assert_eq!(names, ScopeQuery::NAMES);
        let query = ScopeQuery::read(&pairs).unwrap();
        assert!(query.session && query.scope.play_money && query.table.is_some());
        assert_eq!((query.scope.positions.len(), query.scope.last), (2, Some(5)));
        assert!(HandsOptions::default().pairs().is_empty());
    }

    #[test]
    fn a_stat_that_is_none_is_told_what_is_near() {
        assert_eq!(stat("vpip").map(hud::Stat::id), Ok("vpip"));
        let words = stat("vipp").unwrap_err();
        assert!(words.ends_with("did you mean vpip?"), "{words}");
    }
}

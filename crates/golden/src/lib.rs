//! Which golden signals (latency, traffic, errors, saturation) an alert is about, and what it
//! watches: read off the names of alerts and metrics, and off queries of metrics.
//!
//! A name is taken apart into words and looked up in a table; a query in Prometheus's language is
//! taken apart into its selectors. Nothing is executed and no value is known, so what is said here
//! is what the words say.

mod query;
mod reader;
mod words;

pub use query::Query;

/// Golden signals, as a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "it is a set of the four")]
pub struct Golden {
    /// How long requests take.
    pub latency: bool,
    /// How much is asked for.
    pub traffic: bool,
    /// How much of it goes wrong.
    pub errors: bool,
    /// How full the system is.
    pub saturation: bool,
}

impl Golden {
    /// What the name of an alert or of a metric says, however it is spelt: `HighErrorRate`,
    /// `http_5xx`, `CPUUtilization`.
    pub fn of_name(name: &str) -> Self {
        words::of(name)
    }

    /// What the name of an alert and the query behind it say together.
    pub fn of_alert(name: Option<&str>, query: &Query<'_>) -> Self {
        name.map_or_else(Self::default, Self::of_name).and(query.golden())
    }

    /// The signals of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            latency: self.latency || other.latency,
            traffic: self.traffic || other.traffic,
            errors: self.errors || other.errors,
            saturation: self.saturation || other.saturation,
        }
    }

    /// The names of the signals, in the order of this type.
    pub fn names(self) -> Vec<String> {
        [
            (self.latency, "latency"),
            (self.traffic, "traffic"),
            (self.errors, "errors"),
            (self.saturation, "saturation"),
        ]
        .into_iter()
        .filter(|(said, _)| *said)
        .map(|(_, name)| name.to_owned())
        .collect()
    }
}

//! Names as words, and the words that say a golden signal.

use crate::Golden;

/// Words and phrases that say how long something takes.
const LATENCY: &[&str] = &[
    "latency",
    "latencies",
    "response time",
    "response duration",
    "request time",
    "request duration",
    "requests seconds bucket",
    "requests seconds max",
    "requests seconds sum",
    "duration seconds bucket",
    "duration seconds sum",
    "duration milliseconds bucket",
    "duration milliseconds sum",
    "query duration",
    "query time",
    "server duration",
    "client duration",
    "average duration",
    "percentile duration",
    "p90",
    "p95",
    "p99",
    "apdex",
    "slow request",
    "slow response",
    "slow query",
    "slow queries",
];
/// Words and phrases that say how much is asked for.
const TRAFFIC: &[&str] = &[
    "traffic",
    "throughput",
    "request rate",
    "request count",
    "requests total",
    "requests per",
    "requests seconds count",
    "duration seconds count",
    "duration milliseconds count",
    "controller requests",
    "no requests",
    "low requests",
    "invocations",
    "rps",
    "qps",
];
/// Words and phrases that say that something goes wrong.
const ERRORS: &[&str] = &[
    "error",
    "err",
    "errored",
    "5xx",
    "4xx",
    "5xxs",
    "4xxs",
    "500",
    "502",
    "503",
    "504",
    "fail",
    "failed",
    "failing",
    "failure",
    "exception",
    "fault",
    "crash",
    "crashing",
    "crashed",
    "crashloop",
    "crashlooping",
    "restart",
    "restarting",
    "restarted",
    "timeout",
    "dead letter",
    "deadletter",
    "dlq",
];
/// Words and phrases that say how full something is.
const SATURATION: &[&str] = &[
    "cpu",
    "memory",
    "mem",
    "ram",
    "heap",
    "disk",
    "filesystem",
    "storage",
    "volume stats",
    "inode",
    "swap",
    "quota",
    "resourcequota",
    "queue",
    "queued",
    "backlog",
    "lag",
    "saturation",
    "saturated",
    "throttle",
    "throttled",
    "throttling",
    "oom",
    "oomkill",
    "oomkilled",
    "oomkiller",
    "capacity",
    "utilization",
    "utilisation",
    "exhausted",
    "exhaustion",
    "max replicas",
    "replicas maxed",
    "maxed out",
    "horizontalpodautoscaler",
    "hpa",
    "connection pool",
    "connections pending",
    "database connections",
    "iops",
    "burst balance",
    "byte balance",
    "ebsio balance",
    "credit balance",
    "load average",
    "load 1",
    "load 5",
    "load 15",
    "evicted",
    "eviction",
    "oldest message",
    "messages visible",
    "iterator age",
    "file descriptors",
    "open fds",
    "concurrent executions",
    "overcommit",
    "pressure",
];

/// What the words of a name say.
pub(crate) fn of(name: &str) -> Golden {
    let words = split(name);
    let errors = holds(&words, ERRORS);
    Golden {
        // How many durations were measured says nothing of how long they were.
        latency: holds(&words, LATENCY) && !is_count(&words) || words == ["duration"],
        // A count of requests that went wrong is one of errors.
        traffic: !errors && (holds(&words, TRAFFIC) || ends_in_requests(&words)),
        errors,
        saturation: holds(&words, SATURATION),
    }
}

fn is_count(words: &[String]) -> bool {
    words.last().is_some_and(|word| word == "count")
}

/// `aws_alb_requests`, `Requests`: nothing but their number.
fn ends_in_requests(words: &[String]) -> bool {
    words.last().is_some_and(|word| word == "requests")
}

fn holds(words: &[String], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|window| {
            window.iter().zip(&phrase).all(|(word, wanted)| singular(word) == singular(wanted))
        })
    })
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

/// The words of a name in lower case: `HTTPCode_Target_5XX` is `http code target 5xx`.
fn split(name: &str) -> Vec<String> {
    let mut words = vec![];
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let characters: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (at, character) in characters.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| characters.get(before));
            if before.is_some_and(|before| parts(*before, *character, characters.get(at + 1)))
                || character.is_ascii_digit() && is_word(&word)
            {
                words.push(std::mem::take(&mut word));
            }
            word.push(character.to_ascii_lowercase());
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether what stands before a number is a word of its own: in `High5xx` and `load15`, not in
/// `p99` or `s3`.
fn is_word(before: &str) -> bool {
    before.len() > 2 && before.chars().all(|c| c.is_ascii_alphabetic())
}

/// Whether a word begins at `here`: at a capital after a small letter, and at the last capital of
/// several before a small letter. The plural of an abbreviation (`CPUs`) is one word.
fn parts(before: char, here: char, after: Option<&char>) -> bool {
    here.is_ascii_uppercase()
        && (before.is_ascii_lowercase()
            || before.is_ascii_uppercase()
                && after.is_some_and(|after| after.is_ascii_lowercase() && *after != 's'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_however_it_is_spelt() {
        assert_eq!(split("HTTPCode_Target_5XX_Count"), ["http", "code", "target", "5xx", "count"]);
        assert_eq!(split("CPUUtilization"), ["cpu", "utilization"]);
        assert_eq!(split("high-cpu.Load1"), ["high", "cpu", "load", "1"]);
        assert_eq!(split("5XXError"), ["5xx", "error"]);
        assert_eq!(split("High5xxRate_p99"), ["high", "5xx", "rate", "p99"]);
    }

    #[test]
    fn words_say_golden_signals() {
        for (name, said) in [
            ("TargetResponseTime", "latency"),
            ("Duration", "latency"),
            ("http_request_duration_seconds_bucket", "latency"),
            ("RequestCount", "traffic"),
            ("http_request_duration_seconds_count", "traffic"),
            ("InterfaceSlow", ""),
            ("Http5xx", "errors"),
            ("NoRequestsForAnHour", "traffic"),
            ("HTTPCode_ELB_5XX_Count", "errors"),
            ("KubePodCrashLooping", "errors"),
            ("ApproximateAgeOfOldestMessage", "saturation"),
            ("container_memory_working_set_bytes", "saturation"),
            ("SidekiqQueueLength", "saturation"),
            ("MemoryErrors", "errors saturation"),
            ("CertificateExpiresSoon", ""),
            ("KubeDeploymentReplicasMismatch", ""),
            ("LoadBalancerMissing", ""),
            ("defaultBackend", ""),
            ("jobDuration", ""),
        ] {
            assert_eq!(of(name).names().join(" "), said, "{name}");
        }
    }
}

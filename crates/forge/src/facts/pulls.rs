//! Pull requests of machines that are open.

use jiff::Timestamp;
use milepost_core::ApiFacts;
use serde_json::Value;

use super::{nodes, read};

pub(super) fn take(node: &Value, facts: &mut ApiFacts) {
    facts.machine_pulls = machine_pulls(node);
}

fn machine_pulls(node: &Value) -> Option<Vec<Timestamp>> {
    let is_machine = |it: &&Value| {
        let author = it.get("author").and_then(|author| author.get("__typename"));
        author.is_some_and(|sort| sort == "Bot")
    };
    let machine = nodes(node.get("pullRequests"))?.filter(is_machine);
    let mut opened: Vec<Timestamp> = machine.filter_map(|it| read(it.get("createdAt"))).collect();
    opened.sort();
    opened.reverse();
    Some(opened)
}

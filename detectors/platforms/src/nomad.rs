//! Nomad: the jobs of a file.

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};

use milepost_core::{Runtime, What, Workload};
use milepost_detector::{File, Findings};
use milepost_syntax::reading::is_computed;

use crate::tell::probes;

/// Bytes beyond which a text is not read.
const LONGEST: usize = 512 * 1024;

/// Notes every job. A file whose values are yet to be filled in may be no HCL at all.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("job") || file.text.len() > LONGEST {
        return;
    }
    let parsed: Result<Body, hcl_edit::parser::Error> = file.text.parse();
    let body = match parsed {
        Ok(body) => body,
        Err(error) => {
            let line = u32::try_from(error.location().line()).unwrap_or(u32::MAX);
            return findings.unread(line, "not valid HCL");
        }
    };
    for job in body.get_blocks("job") {
        let start = job.ident.span().map_or(0, |span| span.start);
        let before = file.text.get(..start).unwrap_or_default().matches('\n').count();
        let line = u32::try_from(before + 1).unwrap_or(u32::MAX);
        findings.parsed(line, What::Workload(of_job(job)));
    }
}

fn of_job(job: &Block) -> Workload {
    let groups: Vec<&Block> = job.body.get_blocks("group").collect();
    let of_groups = groups.iter().flat_map(|group| group.body.get_blocks("task"));
    let tasks: Vec<&Block> = of_groups.chain(job.body.get_blocks("task")).collect();
    let images = tasks.iter().filter_map(|task| {
        let image = task.body.get_blocks("config").find_map(|config| text(config, "image"))?;
        (!is_computed(image)).then(|| image.to_owned())
    });
    let holders = groups.iter().chain(&tasks);
    let checks: Vec<&Block> = holders
        .flat_map(|holder| holder.body.get_blocks("service"))
        .flat_map(|service| service.body.get_blocks("check"))
        .collect();
    // What a check restarts is kept alive by it; else it only decides on routing.
    let restarts = checks.iter().any(|check| check.body.get_blocks("check_restart").count() > 0);
    let asks = |task: &&Block| task.body.get_blocks("resources").count() > 0;
    Workload {
        name: job.labels.first().map(|name| name.as_str().to_owned()),
        namespace: text(job, "namespace").filter(|name| !is_computed(name)).map(str::to_owned),
        replicas: if let [group] = groups.as_slice() { number(group, "count") } else { None },
        images: images.collect(),
        probes: probes(restarts, !checks.is_empty()),
        resources: !tasks.is_empty() && tasks.iter().all(asks),
        ..Workload::new(Runtime::Nomad, "Nomad job")
    }
}

fn text<'b>(block: &'b Block, key: &str) -> Option<&'b str> {
    block.body.get_attribute(key)?.value.as_str()
}

fn number(block: &Block, key: &str) -> Option<u32> {
    match &block.body.get_attribute(key)?.value {
        Expression::Number(number) => number.value().as_u64()?.try_into().ok(),
        _ => None,
    }
}

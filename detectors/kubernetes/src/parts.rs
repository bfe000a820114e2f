//! Parts of a chart's templates: those that have a name, and where templates print them.

use milepost_core::{ChartPart, What, Written, WrittenObject};
use milepost_detector::{File, Finding, Findings, Switches};
use milepost_kube::object::expanded;
use milepost_kube::workload;
use milepost_syntax::Reading;
use milepost_syntax::template::{Define, Masked, Print, defines, prints};
use milepost_syntax::yaml::Node;

use crate::manifest::{self, Manifest};

/// Keys below which no pod or container is described: what is printed there gives neither anything.
const ELSEWHERE: &[&str] = &[
    "affinity",
    "annotations",
    "args",
    "command",
    "data",
    "dnsConfig",
    "env",
    "envFrom",
    "hostAliases",
    "imagePullSecrets",
    "labels",
    "matchLabels",
    "metadata",
    "nodeSelector",
    "podSecurityContext",
    "ports",
    "securityContext",
    "selector",
    "strategy",
    "tolerations",
    "topologySpreadConstraints",
    "volumeMounts",
    "volumes",
];

/// Keys of lists whose items are containers; an item of any other may be a mere text.
const CONTAINERS: &[&str] = &["containers", "initContainers"];

/// Prints that are told of one template, so that hostile text is not compared with itself for ever.
const PRINTS: usize = 200;

/// Where a template prints parts that may describe pods and containers: the first 200.
#[derive(Default)]
pub(crate) struct Prints<'t>(Vec<Print<'t>>);

impl<'t> Prints<'t> {
    /// Those of a text.
    pub(crate) fn of(text: &'t str) -> Self {
        if !["include", "template"].iter().any(|word| text.contains(word)) {
            return Self(Vec::new());
        }
        let describes = |it: &Print<'_>| {
            it.below.is_none_or(|key| !ELSEWHERE.contains(&key))
                && (!it.is_item || it.below.is_some_and(|key| CONTAINERS.contains(&key)))
        };
        Self(prints(text).into_iter().filter(describes).take(PRINTS).collect())
    }

    /// The names of those from one line on and before another, each once; what is only handed over
    /// in parentheses.
    pub(crate) fn between(&self, from: u32, to: u32) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for print in self.0.iter().filter(|it| (from..to).contains(&it.line)) {
            let name = if print.is_handed {
                format!("({})", print.name)
            } else {
                print.name.clone().into_owned()
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// A template that prints some before it writes an object is a part without a name.
    pub(crate) fn note_before(&self, line: u32, findings: &mut Findings) {
        let prints = self.between(0, line);
        if let Some(first) = self.0.first().filter(|_| !prints.is_empty()) {
            findings
                .pattern(first.line, What::ChartPart(ChartPart { prints, ..ChartPart::default() }));
        }
    }
}

/// Notes the parts of a file that have names, of which pods, containers or whole objects are made.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("define") {
        return;
    }
    let parts: Vec<Part> = defines(file.text).iter().map(Part::of).collect();
    for part in parts.iter().filter(|part| tells(part, &parts)) {
        findings.pattern(part.line, What::ChartPart(part.says.clone()));
    }
}

/// Where the parts of a file with names of their own stand.
#[derive(Default)]
pub(crate) struct Named(Vec<(u32, u32)>);

impl Named {
    pub(crate) fn of(text: &str) -> Self {
        if !text.contains("define") {
            return Self(Vec::new());
        }
        let lines = |body: &str| u32::try_from(body.matches('\n').count()).unwrap_or(u32::MAX);
        // A body stands behind as many empty lines as are before it.
        let ends = defines(text).into_iter().map(|it| (it.line, lines(&it.body).saturating_add(1)));
        Self(ends.collect())
    }

    /// Whether a line stands in one.
    pub(crate) fn hold(&self, line: u32) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&line))
    }
}

/// Probes that a text from one line on and before another writes by printing a part.
pub(crate) fn printed_probes(text: &str, from: u32, to: u32) -> Vec<String> {
    let mut probes = Vec::new();
    if !text.contains("Probe:") {
        return probes;
    }
    for (line, written) in (1u32..).zip(text.lines()) {
        let Some((key, value)) = written.trim().split_once("Probe:") else { continue };
        let key = key.trim_start_matches(['-', ' ']);
        let value = value.trim_start();
        let prints = value.starts_with("{{") && value.contains("include \"");
        if prints
            && (from..to).contains(&line)
            && ["liveness", "readiness", "startup"].contains(&key)
        {
            probes.push(key.to_owned());
        }
    }
    probes
}

/// Whether a part gives something, prints one that may, or is of more than texts under keys, as sets
/// of labels are: of those of this file, whose name others may print.
fn tells(part: &Part, parts: &[Part]) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut open = vec![part];
    while let Some(part) = open.pop() {
        if part.is_deep || part.gives() {
            return true;
        }
        for name in &part.says.prints {
            let here = parts.iter().find(|it| it.says.name.as_ref() == Some(name));
            let Some(printed) = here else { return true };
            if !seen.contains(&name.as_str()) {
                seen.push(name);
                open.push(printed);
            }
        }
    }
    false
}

/// A part with a name.
struct Part {
    line: u32,
    says: ChartPart,
    /// Whether there is more in it than texts under keys.
    is_deep: bool,
}

impl Part {
    fn of(define: &Define<'_>) -> Self {
        let masked = Masked::of(&define.body);
        let reading = Reading::of_masked(&masked);
        let prints = Prints::of(&define.body);
        let (name, line) = (Some(define.name.to_owned()), define.line);
        let says = ChartPart {
            name,
            probes: printed_probes(&define.body, 0, u32::MAX),
            ..ChartPart::default()
        };
        // What prints others by the names it is handed may print anything.
        let mut part = Self { line, says, is_deep: define.is_handed };
        let mut objects = Findings::default();
        let manifest = Manifest::of_chart(&reading, &define.body, &prints);
        for node in expanded(&reading.roots) {
            part.is_deep |= is_deep(node);
            if manifest::is_object(node) {
                part.says.whole = true;
                manifest.note(node, &mut objects);
            } else {
                part.add(workload::given(&reading, node));
            }
        }
        let switches = Switches::of(&define.body);
        part.says.writes =
            objects.found.into_iter().filter_map(|it| written(it, &switches)).collect();
        // What an object prints it says itself.
        if part.says.writes.is_empty() {
            part.says.prints = prints.between(0, u32::MAX);
        } else {
            part.says.probes.clear();
        }
        part
    }

    fn add(&mut self, given: workload::Given) {
        let says = &mut self.says;
        says.identity = says.identity.take().or(given.identity);
        for probe in given.probes {
            if !says.probes.contains(&probe) {
                says.probes.push(probe);
            }
        }
        says.resources |= given.resources;
    }

    fn gives(&self) -> bool {
        let says = &self.says;
        let to_pods = says.identity.is_some() || !says.probes.is_empty() || says.resources;
        to_pods || !says.writes.is_empty()
    }
}

fn is_deep(node: &Node<'_>) -> bool {
    let has_parts = |it: &Node<'_>| !it.entries().is_empty() || !it.items().is_empty();
    node.items().iter().any(has_parts) || node.entries().iter().any(|(_, it)| has_parts(it))
}

fn written(found: Finding, switches: &Switches) -> Option<Written> {
    let what = match found.what {
        What::Workload(workload) => WrittenObject::Workload(workload),
        What::Object(object) => WrittenObject::Object(object),
        _ => return None,
    };
    Some(Written { switches: switches.at(found.line), what })
}

//! Elastic Beanstalk: what runs in its containers, and the application a folder belongs to.

use milepost_core::{Runtime, Workload};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::Format;
use crate::tell::{is_yaml, key_line, note, owned, plain, root_with, workload};

pub(crate) const DOCKERRUN: Format =
    Format { may_be: |file| file.name() == "Dockerrun.aws.json", note: note_containers };
pub(crate) const APPLICATION: Format = Format { may_be: may_be_settings, note: note_application };

const KIND: &str = "Elastic Beanstalk application";

fn note_containers(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["AWSEBDockerrunVersion"]) else {
        return false;
    };
    let containers = root.get("containerDefinitions").map_or(&[][..], Node::items);
    let several = containers.iter().filter_map(|container| owned(reading, container, &["image"]));
    let images = owned(reading, root, &["Image", "Name"]).into_iter().chain(several).collect();
    let told = Workload { images, ..Workload::new(Runtime::Paas, KIND) };
    note(reading, key_line(root, "AWSEBDockerrunVersion"), told, findings);
    true
}

fn may_be_settings(file: &File<'_>) -> bool {
    is_yaml(file.name(), &["config"]) && file.folder().ends_with(".elasticbeanstalk")
}

fn note_application(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(global) = root_with(reading, &["global"]).and_then(|root| root.get("global")) else {
        return false;
    };
    let name = plain(reading, global, &["application_name"]);
    if name.is_some() {
        let line = key_line(global, "application_name");
        note(reading, line, workload(Runtime::Paas, KIND, name), findings);
    }
    name.is_some()
}

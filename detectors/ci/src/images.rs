//! Images that jobs and steps run in.

use milepost_core::{ImageReference, Pin, UnitKind, Use};

/// A use of an image that a job runs in. Where an expression stands in for more than tag or
/// digest, the whole text is its identity: nothing in it can be told apart.
pub(crate) fn job_image(text: &str) -> Use {
    let text = text.trim();
    let computed = ["${{", "<<"].iter().filter_map(|mark| text.find(mark)).min();
    let opaque = computed.is_some_and(|at| {
        let before = text.get(..at).unwrap_or_default();
        let name = before.rsplit('/').next().unwrap_or(before);
        !name.contains([':', '@'])
    });
    if opaque {
        return Use {
            unit: UnitKind::JobImage,
            source: text.to_owned(),
            version: None,
            pin: Pin::Dynamic,
            name: None,
        };
    }
    let image = ImageReference::parse(text);
    Use {
        unit: UnitKind::JobImage,
        pin: if computed.is_some() { Pin::Dynamic } else { image.pin() },
        version: image.digest.or(image.tag),
        source: image.repository,
        name: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_kept_whole_where_it_stands_in_for_the_name() {
        assert_eq!(
            job_image("${{ inputs.tag && format('redis:{0}', inputs.tag) || '' }}").to_string(),
            "job-image ${{ inputs.tag && format('redis:{0}', inputs.tag) || '' }} pin=dynamic"
        );
        assert_eq!(
            job_image("postgres:${{ inputs.tag }}").to_string(),
            "job-image postgres version=${{ inputs.tag }} pin=dynamic"
        );
        assert_eq!(
            job_image("cimg/node:<< parameters.tag >>").to_string(),
            "job-image cimg/node version=<< parameters.tag >> pin=dynamic"
        );
    }
}

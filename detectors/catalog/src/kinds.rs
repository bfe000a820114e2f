//! The kinds Backstage knows: what each must say, and which of its fields refer to other entries.

use crate::shape::{Field, Shape, optional, required};

/// A kind of entry, in the versions that share its rules.
pub(crate) struct Kind {
    /// The kind as it must be written.
    pub(crate) name: &'static str,
    /// The `apiVersion`s it is read in.
    pub(crate) versions: &'static [&'static str],
    /// The `spec.type` these rules are for; `None` for all others.
    pub(crate) spec_type: Option<&'static str>,
    /// What its `spec` says.
    pub(crate) spec: &'static [Field],
    /// Which fields of its `spec` refer to other entries, and the kind a bare name then has.
    pub(crate) relations: &'static [Relates],
}

/// A field that refers to other entries, and the kind a bare name has in it.
pub(crate) type Relates = (&'static str, Option<&'static str>);

const CATALOG: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];
const ALPHA: &[&str] = &["backstage.io/v1alpha1"];

const TEXTS: Shape = Shape::List(&Shape::Text, 0);
const TYPE: Field = required("type", Shape::Text);
const LIFECYCLE: Field = required("lifecycle", Shape::Text);
const OWNER: Field = required("owner", Shape::Text);
const SYSTEM: Field = optional("system", Shape::Text);
const PROFILE: Field = optional(
    "profile",
    Shape::Map(&[
        optional("displayName", Shape::Text),
        optional("email", Shape::Text),
        optional("picture", Shape::Text),
    ]),
);

const OWNED_BY: Relates = ("owner", Some("group"));
const IN_SYSTEM: Relates = ("system", Some("system"));

/// What an entry of any kind says: the envelope.
pub(crate) const ENVELOPE: Shape = Shape::Map(&[
    required("apiVersion", Shape::Text),
    required("kind", Shape::Text),
    required("metadata", METADATA),
    optional("spec", Shape::Map(&[])),
]);

/// The fields an entry may have at its root.
pub(crate) const ROOT_FIELDS: &[&str] = &["apiVersion", "kind", "metadata", "spec"];

const METADATA: Shape = Shape::Map(&[
    optional("uid", Shape::Text),
    optional("etag", Shape::Text),
    required("name", Shape::Text),
    optional("namespace", Shape::Text),
    optional("title", Shape::Text),
    optional("description", Shape::AnyText),
    optional("labels", Shape::MapElse(&[], &Shape::AnyText)),
    optional("annotations", Shape::MapElse(&[], &Shape::AnyText)),
    optional("tags", TEXTS),
    optional("links", Shape::List(&LINK, 0)),
]);

const LINK: Shape = Shape::Map(&[
    required("url", Shape::Text),
    optional("title", Shape::Text),
    optional("icon", Shape::Text),
    optional("type", Shape::Text),
]);

/// The fields of a kind that Backstage does not bring along, when they mean what they mean there.
pub(crate) const CUSTOM_RELATIONS: &[Relates] = &[
    OWNED_BY,
    IN_SYSTEM,
    ("domain", Some("domain")),
    ("providesApis", Some("api")),
    ("consumesApis", Some("api")),
    ("dependsOn", None),
    ("dependencyOf", None),
    ("subcomponentOf", Some("component")),
];

/// Every kind Backstage brings along.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "Component",
        versions: CATALOG,
        spec_type: None,
        spec: &[
            TYPE,
            LIFECYCLE,
            OWNER,
            SYSTEM,
            optional("subcomponentOf", Shape::Text),
            optional("providesApis", TEXTS),
            optional("consumesApis", TEXTS),
            optional("dependsOn", TEXTS),
        ],
        relations: &[
            OWNED_BY,
            IN_SYSTEM,
            ("subcomponentOf", Some("component")),
            ("providesApis", Some("api")),
            ("consumesApis", Some("api")),
            ("dependsOn", None),
            ("dependencyOf", None),
        ],
    },
    Kind {
        name: "API",
        versions: CATALOG,
        spec_type: None,
        spec: &[TYPE, LIFECYCLE, OWNER, SYSTEM, required("definition", Shape::Text)],
        relations: &[OWNED_BY, IN_SYSTEM],
    },
    Kind {
        name: "API",
        versions: CATALOG,
        spec_type: Some("mcp-server"),
        spec: &[
            TYPE,
            LIFECYCLE,
            OWNER,
            SYSTEM,
            required("remotes", Shape::List(&Shape::Map(&[TYPE, required("url", Shape::Text)]), 1)),
        ],
        relations: &[OWNED_BY, IN_SYSTEM],
    },
    Kind {
        name: "Resource",
        versions: CATALOG,
        spec_type: None,
        spec: &[TYPE, OWNER, SYSTEM, optional("dependsOn", TEXTS)],
        relations: &[OWNED_BY, IN_SYSTEM, ("dependsOn", None), ("dependencyOf", None)],
    },
    Kind {
        name: "System",
        versions: CATALOG,
        spec_type: None,
        spec: &[OWNER, optional("domain", Shape::Text), optional("type", Shape::Text)],
        relations: &[OWNED_BY, ("domain", Some("domain"))],
    },
    Kind {
        name: "Domain",
        versions: CATALOG,
        spec_type: None,
        spec: &[OWNER, optional("subdomainOf", Shape::Text), optional("type", Shape::Text)],
        relations: &[OWNED_BY, ("subdomainOf", Some("domain"))],
    },
    Kind {
        name: "Group",
        versions: CATALOG,
        spec_type: None,
        spec: &[
            TYPE,
            PROFILE,
            optional("parent", Shape::Text),
            required("children", TEXTS),
            optional("members", TEXTS),
        ],
        relations: &[
            ("parent", Some("group")),
            ("children", Some("group")),
            ("members", Some("user")),
        ],
    },
    Kind {
        name: "User",
        versions: CATALOG,
        spec_type: None,
        spec: &[PROFILE, required("memberOf", TEXTS)],
        relations: &[("memberOf", Some("group"))],
    },
    Kind {
        name: "Location",
        versions: CATALOG,
        spec_type: None,
        spec: &[
            optional("type", Shape::Text),
            optional("target", Shape::Text),
            optional("targets", TEXTS),
            optional("presence", Shape::Word(&["required", "optional"])),
        ],
        relations: &[],
    },
    Kind {
        name: "AiResource",
        versions: ALPHA,
        spec_type: None,
        spec: &[TYPE, LIFECYCLE, OWNER, SYSTEM],
        relations: &[OWNED_BY, IN_SYSTEM],
    },
    Kind {
        name: "Template",
        versions: &["scaffolder.backstage.io/v1beta3"],
        spec_type: None,
        spec: TEMPLATE,
        relations: &[OWNED_BY],
    },
];

const TEMPLATE: &[Field] = &[
    TYPE,
    optional("owner", Shape::Text),
    optional("lifecycle", Shape::Text),
    optional("parameters", Shape::MapOrList(&[PERMISSIONS])),
    optional("secrets", Shape::Map(&[optional("schema", Shape::Map(&[]))])),
    optional("presentation", PRESENTATION),
    optional(
        "EXPERIMENTAL_recovery",
        Shape::Map(&[optional("EXPERIMENTAL_strategy", Shape::AnyText)]),
    ),
    optional("formDecorators", DECORATORS),
    optional("EXPERIMENTAL_formDecorators", DECORATORS),
    required("steps", Shape::List(&STEP, 0)),
    optional("output", Shape::MapElse(OUTPUT, &Shape::AnyText)),
];

const PERMISSIONS: Field = optional(
    "backstage:permissions",
    Shape::Map(&[optional("tags", Shape::List(&Shape::AnyText, 0))]),
);

const PRESENTATION: Shape = Shape::Map(&[optional(
    "buttonLabels",
    Shape::Map(&[
        optional("backButtonText", Shape::AnyText),
        optional("createButtonText", Shape::AnyText),
        optional("reviewButtonText", Shape::AnyText),
    ]),
)]);

const DECORATORS: Shape = Shape::List(
    &Shape::Map(&[optional("id", Shape::AnyText), optional("input", Shape::Map(&[]))]),
    0,
);

const STEP: Shape = Shape::Map(&[
    optional("id", Shape::AnyText),
    optional("name", Shape::AnyText),
    required("action", Shape::AnyText),
    optional("input", Shape::Map(&[])),
    optional("if", Shape::TextOrBool),
    PERMISSIONS,
]);

const OUTPUT: &[Field] = &[
    optional(
        "links",
        Shape::List(
            &Shape::Map(&[
                optional("if", Shape::TextOrBool),
                optional("url", Shape::Text),
                optional("entityRef", Shape::Text),
                optional("title", Shape::Text),
                optional("icon", Shape::Text),
            ]),
            0,
        ),
    ),
    optional(
        "text",
        Shape::List(
            &Shape::Map(&[
                optional("if", Shape::TextOrBool),
                optional("title", Shape::Text),
                optional("icon", Shape::Text),
                optional("content", Shape::AnyText),
            ]),
            0,
        ),
    ),
];

/// The rules of a kind, when Backstage brings it along under just this name and version.
pub(crate) fn of(api_version: &str, name: &str, spec_type: Option<&str>) -> Option<&'static Kind> {
    let fits = |kind: &&Kind| kind.name == name && kind.versions.contains(&api_version);
    KINDS
        .iter()
        .filter(fits)
        .find(|kind| kind.spec_type.is_some() && kind.spec_type == spec_type)
        .or_else(|| KINDS.iter().filter(fits).find(|kind| kind.spec_type.is_none()))
}

/// The kind that `name` means when case does not matter.
pub(crate) fn meant(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_version_name_and_type() {
        let api = of("backstage.io/v1alpha1", "API", Some("mcp-server")).unwrap();
        assert_eq!(api.spec_type, Some("mcp-server"));
        let api = of("backstage.io/v1beta1", "API", Some("openapi")).unwrap();
        assert_eq!(api.spec_type, None);
        assert!(of("backstage.io/v1alpha1", "api", None).is_none());
        assert!(of("backstage.io/v1alpha1", "Template", None).is_none());
    }
}

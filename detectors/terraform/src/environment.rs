//! What tells the name of a file of values from others.

/// The endings of such a file, the last first; `auto` only says that it is read unasked.
const ENDINGS: &[&str] = &["json", "tfvars", "tfbackend", "auto"];

/// The environment a file of values stands for.
pub(crate) fn of_values(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = ENDINGS
        .iter()
        .fold(name, |stem, end| stem.strip_suffix(end).map_or(stem, |s| s.trim_end_matches('.')));
    milepost_core::environment::of_values(path, stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_say_nothing_of_the_environment() {
        for (path, expected) in [
            ("prod.tfvars", Some("prod")),
            ("prod.auto.tfvars", Some("prod")),
            ("terraform.dev.tfvars.json", Some("dev")),
            ("config/backend-uat.tfbackend", Some("uat")),
            ("terraform.tfvars", None),
        ] {
            assert_eq!(of_values(path), expected, "{path}");
        }
    }
}

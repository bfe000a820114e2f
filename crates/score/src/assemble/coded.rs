//! Functions whose code lies in another folder than what defines them.

use milepost_core::place::is_under;
use milepost_core::{Repository, What};

use super::facts_of;

/// What stands for the beginning of a path that is decided elsewhere.
const UNSEEN: &str = "…/";

/// The folder of the package whose code a function is made of; `None` where there is none.
pub(super) fn folder<'a>(repository: &'a Repository, code: &str) -> Option<&'a str> {
    let packages = || {
        let packages = facts_of(repository, What::as_package).filter(|(_, it)| !it.workspace);
        let folders = packages.filter_map(|(fact, _)| fact.path.rsplit_once('/'));
        folders.map(|(folder, _)| folder)
    };
    let Some(rest) = code.strip_prefix(UNSEEN) else {
        return packages().filter(|folder| is_under(code, folder)).max_by_key(|it| it.len());
    };
    // What is handed over may be what a build leaves in a folder of the package.
    let mut written = Some(rest);
    while let Some(path) = written {
        let mut ending = packages().filter(|folder| {
            folder.strip_suffix(path).is_some_and(|it| it.is_empty() || it.ends_with('/'))
        });
        if let Some(found) = ending.next() {
            return ending.all(|other| other == found).then_some(found);
        }
        written = path.rsplit_once('/').map(|(above, _)| above);
    }
    None
}

#[cfg(test)]
mod tests {
    use milepost_core::{Makes, Package};

    use super::*;
    use crate::made_up::{fact, repository};

    #[test]
    fn code_is_of_the_nearest_package_above_it() {
        let package = |path: &str| {
            let package = Package {
                ecosystem: "npm".to_owned(),
                name: None,
                makes: Makes::Unsaid,
                workspace: false,
            };
            fact(path, What::Package(package))
        };
        let paths = ["package.json", "lambdas/orders/package.json", "tools/stock/package.json"];
        let mono = repository("acme/mono", paths.into_iter().map(package).collect());
        assert_eq!(folder(&mono, "lambdas/orders/dist"), Some("lambdas/orders"));
        assert_eq!(folder(&mono, "…/orders/dist"), Some("lambdas/orders"));
        assert_eq!(folder(&mono, "…/stock"), Some("tools/stock"));
        assert_eq!(folder(&mono, "lambdas/refunds"), None);
        assert_eq!(folder(&mono, "…/ock"), None);
    }
}

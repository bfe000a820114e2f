//! Whether a value is a secret that can be read, or stands in for one. What is no secret beyond
//! doubt is none: a false alarm is worse than a miss.

use crate::key;
use crate::stand_in::{holds_stand_in, stands_in};

/// Fewer characters than this are no secret worth the name.
const SHORTEST: usize = 8;

/// Beginnings of values that say where the secret is.
const REFERENCES: &[&str] = &[
    "arn:",
    "akv:",
    "encrypted:",
    "enc[",
    "file:",
    "gcp:",
    "keyvault:",
    "op://",
    "projects/",
    "ref+",
    "secret:",
    "secrets:",
    "sm:",
    "sops:",
    "ssm:",
    "vault:",
    "valuefrom",
    "@microsoft.",
    "!",
];

/// Ends of values that name a file.
const FILES: &[&str] =
    &[".crt", ".jks", ".json", ".key", ".p12", ".pem", ".pub", ".txt", ".yaml", ".yml"];

/// Beginnings that products give to secrets of theirs, whatever the setting is called.
const ISSUED: &[&str] = &[
    "github_pat_",
    "ghp_",
    "ghs_",
    "glpat-",
    "https://hooks.slack.com/services/T",
    "rk_live_",
    "sk_live_",
    "xoxb-",
    "xoxp-",
];

/// Whether the setting `name` is given a secret that can be read.
pub(crate) fn is_readable(name: &str, value: &str) -> bool {
    let value = value.trim();
    is_issued(value)
        || holds_private_key(value)
        || login(value).is_some_and(|login| login.is_readable())
        || key::names_secret(name) && is_secret(name, value)
}

/// The user, the secret and the host of an address that holds them.
struct Login<'v> {
    password: &'v str,
    host: &'v str,
}

impl Login<'_> {
    fn is_readable(&self) -> bool {
        // A host without a dot is a container or service nearby; a password for it opens nothing
        // from elsewhere.
        self.host.contains('.')
            && !self.host.starts_with("127.")
            && !self.host.starts_with("0.0.")
            && !self.host.ends_with(".internal")
            && !self.host.ends_with(".local")
            && is_secret("", self.password)
    }
}

fn login(value: &str) -> Option<Login<'_>> {
    let (scheme, rest) = value.split_once("://")?;
    let is_scheme = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let authority = rest.split(['/', '?', '#']).next().filter(|_| is_scheme)?;
    let (user, host) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    let host = host.split(':').next().unwrap_or(host);
    Some(Login { password, host })
}

/// Whether a text holds a private key that no passphrase protects.
pub(crate) fn holds_private_key(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).skip_while(|line| !opens_private_key(line));
    if lines.next().is_none() {
        return false;
    }
    let mut body = 0;
    for line in lines {
        if line.contains("ENCRYPTED") || is_computed(line) || holds_stand_in(line) {
            return false;
        }
        if line.starts_with("-----END") {
            break;
        }
        body += line.bytes().filter(u8::is_ascii_alphanumeric).count();
    }
    // The shortest keys there are (of elliptic curves) take two lines of sixty-four characters.
    body >= 60
}

/// Whether a line opens a private key that no passphrase protects.
pub(crate) fn opens_private_key(line: &str) -> bool {
    line.starts_with("-----BEGIN ")
        && line.ends_with("PRIVATE KEY-----")
        && !line.contains("ENCRYPTED")
}

fn is_issued(value: &str) -> bool {
    let tail = ISSUED.iter().find_map(|start| value.strip_prefix(start));
    tail.is_some_and(|tail| tail.len() >= 16 && !is_computed(tail) && !stands_in("", tail))
}

/// Whether a text is a secret, given that it stands where one is asked for.
fn is_secret(name: &str, value: &str) -> bool {
    value.len() >= SHORTEST
        && !value.contains(char::is_whitespace)
        && !is_computed(value)
        && !is_reference(value)
        && !is_plain_word(value)
        && !stands_in(name, value)
}

fn is_computed(value: &str) -> bool {
    let marks = ["$", "{{", "<", "#{", "%{", "__", "[", "***", "..."];
    marks.iter().any(|mark| value.contains(mark)) || value.starts_with(['%', '{', '(', '@', '*'])
}

fn is_reference(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    REFERENCES.iter().any(|start| lower.starts_with(start))
        || FILES.iter().any(|end| lower.ends_with(end))
        || lower.contains("://")
        || lower.starts_with(['/', '.', '~'])
        || is_host_or_address(&lower)
}

fn is_host_or_address(lower: &str) -> bool {
    let name = lower.split_once('@').map_or(lower, |(_, host)| host);
    let is_host = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-:".contains(&b);
    name.bytes().all(is_host)
        && name.split(':').next().is_some_and(|host| {
            host.rsplit_once('.').is_some_and(|(_, top)| {
                (2..=10).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_lowercase())
            })
        })
}

/// Whether a value is a number, words without any digit, or small words and numbers parted by
/// signs: a name, not a secret.
fn is_plain_word(value: &str) -> bool {
    let is_parting = |c: char| matches!(c, '-' | '_' | '.' | ':');
    let is_of = |test: fn(&u8) -> bool| move |part: &str| part.bytes().all(|b| test(&b));
    let (letters, small, digits) =
        (is_of(u8::is_ascii_alphabetic), is_of(u8::is_ascii_lowercase), is_of(u8::is_ascii_digit));
    value.split(is_parting).all(letters)
        || value.split(is_parting).all(|part| small(part) || digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_can_be_read_is_told_from_what_stands_in_for_one() {
        for (name, value) in [
            ("DB_PASSWORD", "h7Gk2pQ9rT"),
            ("APP_KEY", "base64:Zm9vYmFyYmF6cXV4Cg8hQx0="),
            ("DATABASE_URL", "postgres://shop:h7Gk2pQ9rT@db.acme.io:5432/shop"),
            ("NOTE", "xoxb-1f0a94kd83jf72hd91ls"),
            ("client_secret", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ] {
            assert!(is_readable(name, value), "{name} {value}");
        }
        for (name, value) in [
            ("DB_PASSWORD", "changeme"),
            ("DB_PASSWORD", "SuperSecret123!"),
            ("DB_PASSWORD", "somethingSafe"),
            ("API_TOKEN", "shop-reader-token-2"),
            ("DB_PASSWORD", "P@ssw0rd1"),
            ("POSTGRES_SHOP_PASSWORD", "shop_password1"),
            ("DB_PASSWORD", "${DB_PASSWORD}"),
            ("DB_PASSWORD", "op://vault/item/field"),
            ("DB_PASSWORD", "/run/secrets/db"),
            ("API_TOKEN", "https://acme.io/oauth/token"),
            ("API_TOKEN", "auth.acme.io"),
            ("API_TOKEN", "someone@acme.io"),
            ("API_TOKEN", "MY_API_TOKEN_2"),
            ("API_TOKEN", "<token-goes-here-1>"),
            ("API_TOKEN", "REPLACE ME"),
            ("API_KEY", "3600000000"),
            ("API_KEY", "00000000-0000-0000"),
            ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMIEXAMPLEKEY1"),
            ("DATABASE_URL", "postgres://shop:h7Gk2pQ9rT@db:5432/shop"),
            ("DATABASE_URL", "postgres://shop:secret@db.acme.io/shop"),
            ("HOST", "h7Gk2pQ9rT"),
        ] {
            assert!(!is_readable(name, value), "{name} {value}");
        }
    }

    #[test]
    fn a_private_key_is_told_by_its_body() {
        let key = |kind: &str, body: &str| {
            format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n")
        };
        let body = "MHcCAQEEIBkg5rQ2mJd0m8Wc6V7oNfq1p9Yz3xTn".repeat(2);
        assert!(holds_private_key(&key("EC PRIVATE KEY", &body)));
        assert!(!holds_private_key(&key("PUBLIC KEY", &body)));
        assert!(!holds_private_key(&key("ENCRYPTED PRIVATE KEY", &body)));
        assert!(!holds_private_key(&key("PRIVATE KEY", "…")));
        assert!(!holds_private_key(&key("PRIVATE KEY", "Proc-Type: 4,ENCRYPTED")));
    }
}

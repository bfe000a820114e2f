//! Names of settings, and whether they are names of secrets.

use milepost_core::environment::is_word;
use milepost_core::name::words;

/// Words that name a secret when they stand last.
const LAST: &[&str] = &[
    "accesskey",
    "apikey",
    "credential",
    "credentials",
    "dockerconfigjson",
    "htpasswd",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "token",
];

/// Words that name a secret when something stands before them: `PWD` alone is a folder.
const LAST_BEHIND: &[&str] = &["pass", "pwd", "pw"];

/// What a `key` is a secret of; other keys are names of things, or public.
const KEYS: &[&str] = &[
    "access",
    "aes",
    "api",
    "app",
    "auth",
    "encryption",
    "fernet",
    "hmac",
    "jwt",
    "licence",
    "license",
    "master",
    "private",
    "secret",
    "shared",
    "signing",
    "storage",
    "tls",
    "webhook",
];

/// Words that make a key public, wherever they stand: what browsers are given is no secret.
const PUBLIC: &[&str] = &["anon", "gatsby", "pub", "public", "publishable", "site", "vite"];

/// Words at the end that say how a value is written.
const WRITTEN: &[&str] = &["b64", "base64", "encoded", "value"];

/// Whether a setting of this name holds a secret.
pub(crate) fn names_secret(name: &str) -> bool {
    let words = words(name);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.iter().any(|word| PUBLIC.contains(word)) || is_for_browsers(&words) {
        return false;
    }
    while words.len() > 1 && words.last().is_some_and(|word| says_nothing(word)) {
        words.pop();
    }
    match words.as_slice() {
        [.., "secret", "key", "base"] => true,
        [.., of, "key"] => KEYS.contains(of),
        [.., last] if LAST.contains(last) => true,
        [_, .., last] => LAST_BEHIND.contains(last),
        _ => false,
    }
}

fn is_for_browsers(words: &[&str]) -> bool {
    matches!(words, ["react" | "vue", "app", ..])
}

fn says_nothing(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit()) || WRITTEN.contains(&word) || is_word(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_in_what_they_hold() {
        for name in [
            "POSTGRES_PASSWORD",
            "dbPassword",
            "API_KEY",
            "client-secret",
            "SECRET_KEY_BASE",
            "tls.key",
            ".dockerconfigjson",
            "GITHUB_TOKEN_PROD",
            "SMTP_PASS",
            "PRIVATE_KEY_BASE64",
            "AWS_SECRET_ACCESS_KEY",
        ] {
            assert!(names_secret(name), "{name}");
        }
    }

    #[test]
    fn names_of_other_things_are_not_names_of_secrets() {
        for name in [
            "TOKEN_URL",
            "PASSWORD_FILE",
            "SECRET_NAME",
            "AWS_ACCESS_KEY_ID",
            "GOOGLE_ANALYTICS_KEY",
            "PUBLIC_KEY",
            "NEXT_PUBLIC_API_KEY",
            "REACT_APP_API_KEY",
            "PWD",
            "KEY",
            "TOKEN_TTL",
            "",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }
}

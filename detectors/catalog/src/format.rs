//! The forms Backstage asks of names, keys, tags and addresses.

/// A name, or the value of a label: letters, digits and `-_.`, with a letter or digit at both ends.
pub(crate) fn is_name(text: &str) -> bool {
    in_length(text) && has_name_characters(text) && ends(text, |c| c.is_ascii_alphanumeric())
}

/// Whether a text is as long as a name may be, and of the characters of one.
pub(crate) fn has_name_characters(text: &str) -> bool {
    in_length(text)
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// A namespace, or one segment of a domain.
pub(crate) fn is_dns_label(text: &str) -> bool {
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    in_length(text) && text.chars().all(|c| small(c) || c == '-') && ends(text, small)
}

/// A key of an annotation or a label: a name, and before it a domain and `/` at will.
pub(crate) fn is_key(text: &str) -> bool {
    is_prefixed(text, is_name)
}

/// An `apiVersion`: letters and digits, and before them a domain and `/` at will.
pub(crate) fn is_api_version(text: &str) -> bool {
    is_prefixed(text, |version| {
        in_length(version) && version.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// A kind: letters and digits, a letter first.
pub(crate) fn is_kind(text: &str) -> bool {
    in_length(text)
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// A tag: small letters, digits and `:+#`, parted by single `-`.
pub(crate) fn is_tag(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ":+#".contains(c);
    in_length(text) && text.split('-').all(|part| !part.is_empty() && part.chars().all(fits))
}

/// An absolute address, as far as can be told by looking: a scheme, and a host where the scheme
/// has hosts.
pub(crate) fn is_url(text: &str) -> bool {
    let text = text.trim();
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let schemed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let hosted = ["http", "https", "ws", "wss", "ftp"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    schemed && (!hosted || has_host(rest))
}

fn has_host(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let forbidden = |c: char| c.is_control() || matches!(c, ' ' | '<' | '>' | '^' | '|');
    if host.starts_with('[') {
        return host.contains(']');
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let numbered = port.is_empty() || port.parse::<u16>().is_ok();
    !name.is_empty() && !name.contains(forbidden) && numbered
}

fn is_prefixed(text: &str, is_suffix: impl Fn(&str) -> bool) -> bool {
    match text.split_once('/') {
        None => is_suffix(text),
        Some((domain, suffix)) => is_domain(domain) && !suffix.contains('/') && is_suffix(suffix),
    }
}

fn is_domain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_dns_label)
}

fn in_length(text: &str) -> bool {
    (1..=63).contains(&text.len())
}

fn ends(text: &str, fits: impl Fn(char) -> bool) -> bool {
    text.chars().next().is_some_and(&fits) && text.chars().next_back().is_some_and(&fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_letters_or_digits_at_both_ends() {
        assert!(is_name("Ledger_v1.2-a") && is_name("7"));
        assert!(!is_name("-a") && !is_name("a.") && !is_name("a b") && !is_name(""));
        assert!(is_name(&"a".repeat(63)) && !is_name(&"a".repeat(64)));
    }

    #[test]
    fn a_key_may_have_one_domain_before_it() {
        assert!(is_key("backstage.io/techdocs-ref") && is_key("team"));
        assert!(!is_key("a.io/b/c") && !is_key("Acme.io/x") && !is_key("/x"));
    }

    #[test]
    fn a_tag_is_small_and_parted_by_single_dashes() {
        assert!(is_tag("c++") && is_tag("lang:go-1") && is_tag("c#"));
        assert!(!is_tag("Java") && !is_tag("a--b") && !is_tag("a_b") && !is_tag("a-"));
    }

    #[test]
    fn an_address_has_a_scheme_and_a_host() {
        assert!(is_url("https://acme.example/a b") && is_url("mailto:a@acme.example"));
        assert!(is_url("https://[::1]:80/") && is_url("slack://channel"));
        assert!(!is_url("acme.example/x") && !is_url("https://") && !is_url("/docs"));
        assert!(!is_url("http://a b/") && !is_url("http://a:port/"));
    }
}

//! Who asks.

use super::asked::Asked;
use super::state::State;
use super::token::Token;

/// Who asks.
pub(super) enum Who<'a> {
    /// Somebody who does not say.
    Nobody,
    /// Somebody with a token the hub accepts.
    Holder(&'a Token),
    /// Somebody with what is no token here.
    Unknown,
}

impl<'a> Who<'a> {
    /// Who asks the API, with `Bearer` or `token`, or a token as a password; git knows the last
    /// alone.
    pub(super) fn asks(asked: &Asked, state: &'a State) -> Self {
        let Some(header) = asked.header("authorization") else {
            return Self::Nobody;
        };
        let secret = match header.split_once(' ') {
            Some((scheme, both)) if is(scheme, "basic") => password(both.trim(), state),
            Some((scheme, secret))
                if asked.to_api() && (is(scheme, "bearer") || is(scheme, "token")) =>
            {
                Some(secret.trim().to_owned())
            }
            _ => None,
        };
        let token = secret.and_then(|secret| state.tokens.get(&secret));
        token.map_or(Self::Unknown, Self::Holder)
    }

    pub(super) fn token(&self) -> Option<&'a Token> {
        match self {
            Self::Holder(token) => Some(token),
            Self::Nobody | Self::Unknown => None,
        }
    }
}

/// The token in a user and a password: the password, or the user where that is one.
fn password(both: &str, state: &State) -> Option<String> {
    let text = String::from_utf8(decode(both)?).ok()?;
    let (user, password) = text.split_once(':')?;
    let user_is_token = state.tokens.contains_key(user);
    Some(if user_is_token { user } else { password }.to_owned())
}

/// What base64 text holds, in its usual letters or those for addresses, padded or not.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

fn is(scheme: &str, name: &str) -> bool {
    scheme.eq_ignore_ascii_case(name)
}

//! By which right GitHub is asked.

use secrecy::SecretString;

/// By which right GitHub is asked. None of its forms shows its secret.
#[derive(Debug, Clone)]
pub enum Credential {
    /// None: what is public, and sixty calls an hour.
    Nobody,
    /// A token: personal, of an installation, of a job of Actions, of `gh`.
    Token(SecretString),
    /// A GitHub App, which is given a token for each of its installations.
    App {
        /// The number of the app.
        id: u64,
        /// Its private key, as PEM.
        key: SecretString,
        /// The number of the installation; without it, the one of the account that is asked about.
        installation: Option<u64>,
    },
}

//! The token of the moment: the one that was given, or the one a GitHub App is given for an hour.

use std::time::{Duration, Instant};

use octocrab::models::AppId;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::send::{Ask, Sender};
use super::{CallError, Caller, Setup};
use crate::Credential;

/// How long a token of an installation is used, which is valid for an hour.
const USED: Duration = Duration::from_mins(50);

/// Where tokens come from.
pub(super) enum Tokens {
    /// The token that was given, if one was.
    Given(Option<SecretString>),
    /// A GitHub App's.
    Minted(Box<Minted>),
}

/// The tokens of one installation of a GitHub App.
pub(super) struct Minted {
    /// Asks as the app itself.
    sender: Sender,
    installation: Option<u64>,
    newest: Mutex<Option<(SecretString, Instant)>>,
}

#[derive(Deserialize)]
struct Installation {
    id: u64,
}

#[derive(Deserialize)]
struct Token {
    token: SecretString,
}

impl Tokens {
    pub(super) fn new(setup: &Setup) -> Result<Self, CallError> {
        Ok(match &setup.credential {
            Credential::Nobody => Self::Given(None),
            Credential::Token(token) => Self::Given(Some(token.clone())),
            Credential::App { id, key, installation } => {
                let key = key.expose_secret().as_bytes();
                let as_app = |builder: super::send::Builder| {
                    builder.app_from_rsa_pem(AppId(*id), key).map_err(|_| {
                        let expected = "the key of the GitHub App: expected an RSA key as PEM";
                        CallError::Setup(expected.to_owned())
                    })
                };
                let sender = Sender::with(&setup.host, as_app)?;
                let newest = Mutex::new(None);
                Self::Minted(Box::new(Minted { sender, installation: *installation, newest }))
            }
        })
    }

    /// The token to ask with now.
    pub(super) async fn current(&self, caller: &Caller) -> Result<Option<SecretString>, CallError> {
        match self {
            Self::Given(token) => Ok(token.clone()),
            Self::Minted(minted) => minted.current(caller).await.map(Some),
        }
    }
}

impl Minted {
    async fn current(&self, caller: &Caller) -> Result<SecretString, CallError> {
        let mut newest = self.newest.lock().await;
        if let Some((token, since)) = newest.as_ref()
            && since.elapsed() < USED
        {
            return Ok(token.clone());
        }
        let installation = match self.installation {
            Some(id) => id,
            None => self.installation_of(caller).await?,
        };
        let path = format!("/app/installations/{installation}/access_tokens");
        let answer = caller.ask_by(&self.sender, &Ask::Post { path: &path }, None).await?;
        let minted: Token =
            serde_json::from_str(&answer.body).map_err(|error| super::shape(&path, &error))?;
        *newest = Some((minted.token.clone(), Instant::now()));
        Ok(minted.token)
    }

    /// The installation of the account that is asked about, be it an organisation or a user.
    async fn installation_of(&self, caller: &Caller) -> Result<u64, CallError> {
        let account = &caller.setup.account;
        let mut path = format!("/orgs/{account}/installation");
        let ask = |path: String| async move {
            let asked = Ask::Get { path: &path, etag: None };
            caller.ask_by(&self.sender, &asked, None).await
        };
        let mut answer = ask(path.clone()).await;
        if matches!(answer, Err(CallError::NotFound(_))) {
            path = format!("/users/{account}/installation");
            answer = ask(path.clone()).await;
        }
        let found: Installation =
            serde_json::from_str(&answer?.body).map_err(|error| super::shape(&path, &error))?;
        Ok(found.id)
    }
}

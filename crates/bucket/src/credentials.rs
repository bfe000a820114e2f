//! Who asks a service, as its own programs are told by the environment.

/// A service: how its addresses begin, options of which one says who asks, and how that is said.
struct Service {
    schemes: &'static [&'static str],
    options: &'static [&'static str],
    expected: &'static str,
}

const SERVICES: &[Service] = &[
    Service {
        schemes: &["s3", "s3a"],
        options: &[
            "aws_access_key_id",
            "aws_container_credentials_full_uri",
            "aws_container_credentials_relative_uri",
            "aws_skip_signature",
            "aws_web_identity_token_file",
        ],
        expected: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN",
    },
    Service {
        schemes: &["gs"],
        options: &[
            "google_application_credentials",
            "google_service_account",
            "google_service_account_key",
            "google_service_account_path",
            "google_skip_signature",
        ],
        expected: "GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_SERVICE_ACCOUNT",
    },
    Service {
        schemes: &["az", "azure", "adl", "abfs", "abfss"],
        options: &[
            "azure_client_id",
            "azure_federated_token_file",
            "azure_skip_signature",
            "azure_storage_account_key",
            "azure_storage_key",
            "azure_storage_sas_key",
            "azure_storage_sas_token",
            "azure_storage_token",
            "azure_use_azure_cli",
        ],
        expected: "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY, or AZURE_CLIENT_ID, AZURE_CLIENT_SECRET and AZURE_TENANT_ID",
    },
];

/// What is expected to say who asks a service whose addresses begin so, where no option does.
pub(crate) fn lacking(scheme: &str, options: &[(String, String)]) -> Option<&'static str> {
    let service = SERVICES.iter().find(|service| service.schemes.contains(&scheme))?;
    let is_told = |(name, value): &(String, String)| {
        service.options.contains(&name.as_str()) && !value.is_empty()
    };
    (!options.iter().any(is_told)).then_some(service.expected)
}

#[cfg(test)]
mod tests {
    use super::lacking;

    #[test]
    fn who_asks_is_told_by_any_way_a_service_knows() {
        let with = |name: &str| vec![(name.to_owned(), "x".to_owned())];
        assert!(lacking("s3", &[]).is_some_and(|it| it.contains("AWS_ACCESS_KEY_ID")));
        assert!(lacking("s3", &with("aws_region")).is_some());
        assert_eq!(lacking("s3", &with("aws_access_key_id")), None);
        assert_eq!(lacking("s3", &with("aws_web_identity_token_file")), None);
        assert!(lacking("gs", &with("aws_access_key_id")).is_some());
        assert_eq!(lacking("az", &with("azure_storage_account_key")), None);
        assert_eq!(lacking("file", &[]), None, "a folder asks nobody");
    }
}

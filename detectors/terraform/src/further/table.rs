//! Which types of resources and data sources say what.

use milepost_core::{SecretMechanism, Signal, ToolFamily};

/// What a type says.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sort {
    /// A rule that tells somebody, of this stack.
    Alert(&'static str),
    /// Other telemetry of a stack.
    Telemetry(Signal, &'static str),
    /// A service level objective of a stack.
    Slo(&'static str),
    /// A product that is set up.
    Tool(ToolFamily, &'static str),
    /// A mechanism for secrets.
    Secret(SecretMechanism),
    /// A cluster of a provider.
    Cluster(&'static str),
    /// A rule that an engine checks.
    Policy(&'static str),
}

/// Types of resources.
const RESOURCES: &[(Sort, &[&str])] = &[
    (Sort::Alert("cloudwatch"), &["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"]),
    (Sort::Alert("datadog"), &["datadog_monitor", "datadog_monitor_json"]),
    (Sort::Alert("grafana"), &["grafana_rule_group"]),
    (Sort::Alert("google-monitoring"), &["google_monitoring_alert_policy"]),
    (
        Sort::Alert("azure-monitor"),
        &[
            "azurerm_monitor_metric_alert",
            "azurerm_monitor_activity_log_alert",
            "azurerm_monitor_scheduled_query_rules_alert",
            "azurerm_monitor_scheduled_query_rules_alert_v2",
            "azurerm_monitor_smart_detector_alert_rule",
        ],
    ),
    (
        Sort::Alert("newrelic"),
        &[
            "newrelic_nrql_alert_condition",
            "newrelic_alert_condition",
            "newrelic_infra_alert_condition",
        ],
    ),
    (Sort::Alert("signalfx"), &["signalfx_detector"]),
    (Sort::Alert("dynatrace"), &["dynatrace_metric_events", "dynatrace_custom_anomalies"]),
    (Sort::Alert("honeycomb"), &["honeycombio_trigger", "honeycombio_burn_alert"]),
    (Sort::Alert("sentry"), &["sentry_issue_alert", "sentry_metric_alert"]),
    (Sort::Alert("pingdom"), &["pingdom_check"]),
    (
        Sort::Alert("statuscake"),
        &[
            "statuscake_test",
            "statuscake_uptime_check",
            "statuscake_ssl_check",
            "statuscake_heartbeat_check",
        ],
    ),
    (Sort::Alert("uptimerobot"), &["uptimerobot_monitor"]),
    (Sort::Alert("betteruptime"), &["betteruptime_monitor"]),
    (Sort::Alert("checkly"), &["checkly_check"]),
    (Sort::Alert("elastic"), &["elasticstack_kibana_alerting_rule"]),
    (Sort::Telemetry(Signal::Dashboard, "cloudwatch"), &["aws_cloudwatch_dashboard"]),
    (Sort::Telemetry(Signal::Dashboard, "grafana"), &["grafana_dashboard"]),
    (
        Sort::Telemetry(Signal::Dashboard, "datadog"),
        &["datadog_dashboard", "datadog_dashboard_json", "datadog_timeboard"],
    ),
    (Sort::Telemetry(Signal::Dashboard, "google-monitoring"), &["google_monitoring_dashboard"]),
    (
        Sort::Telemetry(Signal::Dashboard, "azure-monitor"),
        &["azurerm_portal_dashboard", "azurerm_application_insights_workbook"],
    ),
    (
        Sort::Telemetry(Signal::Dashboard, "newrelic"),
        &["newrelic_one_dashboard", "newrelic_one_dashboard_json"],
    ),
    (Sort::Telemetry(Signal::Dashboard, "signalfx"), &["signalfx_dashboard"]),
    (
        Sort::Telemetry(Signal::Dashboard, "dynatrace"),
        &["dynatrace_dashboard", "dynatrace_json_dashboard"],
    ),
    (
        Sort::Telemetry(Signal::Dashboard, "honeycomb"),
        &["honeycombio_board", "honeycombio_flexible_board"],
    ),
    (Sort::Telemetry(Signal::Traces, "application-insights"), &["azurerm_application_insights"]),
    (Sort::Telemetry(Signal::Traces, "xray"), &["aws_xray_sampling_rule", "aws_xray_group"]),
    (Sort::Telemetry(Signal::Metrics, "prometheus"), &["aws_prometheus_scraper"]),
    (Sort::Slo("datadog"), &["datadog_service_level_objective"]),
    (Sort::Slo("google-monitoring"), &["google_monitoring_slo"]),
    (Sort::Slo("grafana"), &["grafana_slo"]),
    (Sort::Slo("nobl9"), &["nobl9_slo"]),
    (Sort::Slo("newrelic"), &["newrelic_service_level"]),
    (Sort::Slo("honeycomb"), &["honeycombio_slo"]),
    (Sort::Slo("signalfx"), &["signalfx_slo"]),
    (Sort::Slo("dynatrace"), &["dynatrace_slo", "dynatrace_slo_v2"]),
    (
        Sort::Tool(ToolFamily::OnCall, "pagerduty"),
        &[
            "pagerduty_service",
            "pagerduty_schedule",
            "pagerduty_escalation_policy",
            "pagerduty_service_integration",
            "pagerduty_event_orchestration",
        ],
    ),
    (
        Sort::Tool(ToolFamily::OnCall, "opsgenie"),
        &[
            "opsgenie_service",
            "opsgenie_schedule",
            "opsgenie_schedule_rotation",
            "opsgenie_escalation",
            "opsgenie_team",
            "opsgenie_api_integration",
        ],
    ),
    (
        Sort::Tool(ToolFamily::OnCall, "incident-io"),
        &[
            "incident_schedule",
            "incident_escalation_path",
            "incident_alert_route",
            "incident_alert_source",
        ],
    ),
    (
        Sort::Tool(ToolFamily::OnCall, "grafana-oncall"),
        &[
            "grafana_oncall_schedule",
            "grafana_oncall_escalation_chain",
            "grafana_oncall_integration",
            "grafana_oncall_on_call_shift",
        ],
    ),
    (
        Sort::Tool(ToolFamily::OnCall, "victorops"),
        &["victorops_team", "victorops_escalation_policy", "victorops_routing_key"],
    ),
    (
        Sort::Tool(ToolFamily::OnCall, "squadcast"),
        &[
            "squadcast_service",
            "squadcast_schedule",
            "squadcast_schedule_v2",
            "squadcast_escalation_policy",
        ],
    ),
    (
        Sort::Tool(ToolFamily::OnCall, "rootly"),
        &["rootly_schedule", "rootly_escalation_policy", "rootly_service"],
    ),
    (
        Sort::Tool(ToolFamily::OnCall, "betteruptime"),
        &["betteruptime_policy", "betteruptime_on_call_calendar"],
    ),
    (
        Sort::Tool(ToolFamily::OnCall, "aws-incident-manager"),
        &["aws_ssmincidents_response_plan", "aws_ssmcontacts_rotation", "aws_ssmcontacts_contact"],
    ),
    (Sort::Tool(ToolFamily::Cdn, "cloudfront"), &["aws_cloudfront_distribution"]),
    (
        Sort::Tool(ToolFamily::Cdn, "fastly"),
        &["fastly_service_vcl", "fastly_service_v1", "fastly_service_compute"],
    ),
    (Sort::Tool(ToolFamily::Cdn, "azure-cdn"), &["azurerm_cdn_profile", "azurerm_cdn_endpoint"]),
    (
        Sort::Tool(ToolFamily::Cdn, "azure-front-door"),
        &["azurerm_cdn_frontdoor_profile", "azurerm_cdn_frontdoor_endpoint", "azurerm_frontdoor"],
    ),
    (
        Sort::Tool(ToolFamily::Cdn, "google-cdn"),
        &["google_compute_backend_bucket", "google_compute_backend_service"],
    ),
    (Sort::Tool(ToolFamily::Cdn, "cloudflare"), &["cloudflare_record", "cloudflare_dns_record"]),
    (Sort::Tool(ToolFamily::Cdn, "akamai"), &["akamai_property"]),
    (Sort::Tool(ToolFamily::Cdn, "bunny"), &["bunnynet_pullzone"]),
    (
        Sort::Tool(ToolFamily::FeatureFlags, "launchdarkly"),
        &[
            "launchdarkly_feature_flag",
            "launchdarkly_feature_flag_environment",
            "launchdarkly_project",
        ],
    ),
    (
        Sort::Tool(ToolFamily::FeatureFlags, "unleash"),
        &["unleash_project", "unleash_environment", "unleash_api_token", "unleash_feature"],
    ),
    (
        Sort::Tool(ToolFamily::FeatureFlags, "flagsmith"),
        &["flagsmith_feature", "flagsmith_feature_state"],
    ),
    (Sort::Tool(ToolFamily::FeatureFlags, "configcat"), &["configcat_setting"]),
    (Sort::Tool(ToolFamily::FeatureFlags, "split"), &["split_split", "split_workspace"]),
    (Sort::Tool(ToolFamily::FeatureFlags, "evidently"), &["aws_evidently_feature"]),
    (
        Sort::Tool(ToolFamily::Portal, "port"),
        &[
            "port_blueprint",
            "port_entity",
            "port_action",
            "port_page",
            "port_integration",
            "port-labs_blueprint",
            "port-labs_entity",
            "port-labs_action",
        ],
    ),
    (Sort::Tool(ToolFamily::Scorecard, "port"), &["port_scorecard"]),
    (
        Sort::Tool(ToolFamily::Portal, "cortex"),
        &["cortex_catalog_entity", "cortex_resource_definition"],
    ),
    (Sort::Tool(ToolFamily::Scorecard, "cortex"), &["cortex_scorecard"]),
    (
        Sort::Tool(ToolFamily::Portal, "opslevel"),
        &["opslevel_service", "opslevel_system", "opslevel_domain", "opslevel_integration_aws"],
    ),
    (
        Sort::Tool(ToolFamily::Scorecard, "opslevel"),
        &[
            "opslevel_scorecard",
            "opslevel_rubric_level",
            "opslevel_rubric_category",
            "opslevel_check_repository_file",
            "opslevel_check_service_ownership",
            "opslevel_check_manual",
            "opslevel_check_service_property",
            "opslevel_check_tag_defined",
        ],
    ),
    (Sort::Tool(ToolFamily::Cost, "aws-budgets"), &["aws_budgets_budget"]),
    (
        Sort::Tool(ToolFamily::Cost, "aws-cur"),
        &["aws_cur_report_definition", "aws_bcmdataexports_export"],
    ),
    (
        Sort::Tool(ToolFamily::Cost, "aws-cost-explorer"),
        &[
            "aws_ce_anomaly_monitor",
            "aws_ce_anomaly_subscription",
            "aws_ce_cost_category",
            "aws_ce_cost_allocation_tag",
        ],
    ),
    (
        Sort::Tool(ToolFamily::Cost, "azure-budgets"),
        &[
            "azurerm_consumption_budget_subscription",
            "azurerm_consumption_budget_resource_group",
            "azurerm_consumption_budget_management_group",
        ],
    ),
    (
        Sort::Tool(ToolFamily::Cost, "azure-cost-export"),
        &[
            "azurerm_subscription_cost_management_export",
            "azurerm_resource_group_cost_management_export",
            "azurerm_billing_account_cost_management_export",
        ],
    ),
    (Sort::Tool(ToolFamily::Cost, "google-budgets"), &["google_billing_budget"]),
    (
        Sort::Tool(ToolFamily::Cost, "vantage"),
        &["vantage_cost_report", "vantage_budget", "vantage_folder"],
    ),
    (Sort::Secret(SecretMechanism::AwsSm), &["aws_secretsmanager_secret"]),
    (Sort::Secret(SecretMechanism::AwsSsm), &["aws_ssm_parameter"]),
    (
        Sort::Secret(SecretMechanism::GcpSm),
        &["google_secret_manager_secret", "google_secret_manager_regional_secret"],
    ),
    (Sort::Secret(SecretMechanism::AzureKv), &["azurerm_key_vault", "azurerm_key_vault_secret"]),
    (
        Sort::Secret(SecretMechanism::Vault),
        &[
            "vault_generic_secret",
            "vault_kv_secret",
            "vault_kv_secret_v2",
            "vault_mount",
            "vault_kubernetes_auth_backend_role",
            "vault_database_secret_backend_role",
            "vault_aws_secret_backend_role",
        ],
    ),
    (
        Sort::Secret(SecretMechanism::KubernetesReference),
        &["kubernetes_secret", "kubernetes_secret_v1"],
    ),
    (
        Sort::Secret(SecretMechanism::Doppler),
        &["doppler_secret", "doppler_project", "doppler_service_token"],
    ),
    (Sort::Secret(SecretMechanism::Onepassword), &["onepassword_item"]),
    (Sort::Secret(SecretMechanism::Infisical), &["infisical_secret", "infisical_project"]),
    (
        Sort::Secret(SecretMechanism::Akeyless),
        &["akeyless_static_secret", "akeyless_dynamic_secret"],
    ),
    (Sort::Cluster("eks"), &["aws_eks_cluster"]),
    (Sort::Cluster("gke"), &["google_container_cluster"]),
    (Sort::Cluster("aks"), &["azurerm_kubernetes_cluster"]),
    (Sort::Cluster("doks"), &["digitalocean_kubernetes_cluster"]),
    (Sort::Cluster("lke"), &["linode_lke_cluster"]),
    (Sort::Cluster("oke"), &["oci_containerengine_cluster"]),
    (Sort::Cluster("scaleway"), &["scaleway_k8s_cluster"]),
    (Sort::Cluster("civo"), &["civo_kubernetes_cluster"]),
    (Sort::Cluster("ovh"), &["ovh_cloud_project_kube"]),
    (Sort::Cluster("exoscale"), &["exoscale_sks_cluster"]),
    (Sort::Cluster("ibm"), &["ibm_container_cluster", "ibm_container_vpc_cluster"]),
    (Sort::Cluster("rancher"), &["rancher2_cluster", "rancher2_cluster_v2"]),
    (Sort::Cluster("kops"), &["kops_cluster"]),
    (Sort::Policy("aws-organizations"), &["aws_organizations_policy"]),
    (
        Sort::Policy("aws-config"),
        &[
            "aws_config_config_rule",
            "aws_config_organization_managed_rule",
            "aws_config_conformance_pack",
        ],
    ),
    (
        Sort::Policy("azure-policy"),
        &[
            "azurerm_policy_assignment",
            "azurerm_subscription_policy_assignment",
            "azurerm_resource_group_policy_assignment",
            "azurerm_management_group_policy_assignment",
        ],
    ),
    (
        Sort::Policy("google-org-policy"),
        &[
            "google_org_policy_policy",
            "google_organization_policy",
            "google_folder_organization_policy",
            "google_project_organization_policy",
        ],
    ),
    (Sort::Policy("sentinel"), &["tfe_sentinel_policy", "tfe_policy"]),
];

/// Types of data sources: what is looked up is there and is used.
const SOURCES: &[(Sort, &[&str])] = &[
    (
        Sort::Tool(ToolFamily::OnCall, "pagerduty"),
        &["pagerduty_service", "pagerduty_schedule", "pagerduty_escalation_policy"],
    ),
    (
        Sort::Tool(ToolFamily::OnCall, "opsgenie"),
        &["opsgenie_service", "opsgenie_schedule", "opsgenie_escalation", "opsgenie_team"],
    ),
    (
        Sort::Secret(SecretMechanism::AwsSm),
        &["aws_secretsmanager_secret", "aws_secretsmanager_secret_version"],
    ),
    (
        Sort::Secret(SecretMechanism::GcpSm),
        &[
            "google_secret_manager_secret",
            "google_secret_manager_secret_version",
            "google_secret_manager_regional_secret_version",
        ],
    ),
    (Sort::Secret(SecretMechanism::AzureKv), &["azurerm_key_vault", "azurerm_key_vault_secret"]),
    (
        Sort::Secret(SecretMechanism::Vault),
        &[
            "vault_generic_secret",
            "vault_kv_secret",
            "vault_kv_secret_v2",
            "vault_aws_access_credentials",
            "vault_database_secret_backend_creds",
        ],
    ),
    (Sort::Secret(SecretMechanism::Sops), &["sops_file", "sops_external"]),
    (
        Sort::Secret(SecretMechanism::KubernetesReference),
        &["kubernetes_secret", "kubernetes_secret_v1"],
    ),
    (Sort::Secret(SecretMechanism::Doppler), &["doppler_secrets"]),
    (Sort::Secret(SecretMechanism::Onepassword), &["onepassword_item"]),
    (Sort::Secret(SecretMechanism::Infisical), &["infisical_secrets"]),
    (Sort::Secret(SecretMechanism::Akeyless), &["akeyless_secret", "akeyless_static_secret"]),
];

/// Attributes and blocks of such types that anything is said about.
const WANTED: &[&str] = &[
    "alarm_name",
    "auto_upgrade",
    "automatic_channel_upgrade",
    "automatic_upgrade_channel",
    "cluster_name",
    "conditions",
    "constraint",
    "criteria",
    "dashboard_name",
    "dimensions",
    "display_name",
    "dry_run_spec",
    "enable_autopilot",
    "enable_cdn",
    "enforce",
    "enforce_mode",
    "filter",
    "goal",
    "identifier",
    "k8s_version",
    "key",
    "kubernetes_version",
    "label",
    "metric_name",
    "metric_query",
    "min_master_version",
    "monitor_name",
    "name",
    "nrql",
    "objective",
    "objectives",
    "path",
    "program_text",
    "proxied",
    "query",
    "query_json",
    "release_channel",
    "report_name",
    "rule",
    "secret",
    "secret_id",
    "service",
    "slo_id",
    "spec",
    "target",
    "target_percent",
    "target_percentage",
    "thresholds",
    "title",
    "type",
    "version",
];

/// What a type of resource or of data source says.
pub(crate) fn sort(kind: &str, is_data: bool) -> Option<Sort> {
    let table = if is_data { SOURCES } else { RESOURCES };
    table.iter().find(|(_, kinds)| kinds.contains(&kind)).map(|(sort, _)| *sort)
}

/// Whether an attribute of a type is read for what the type says.
pub(crate) fn is_wanted(kind: &str, is_data: bool, key: &str) -> bool {
    WANTED.contains(&key) && sort(kind, is_data).is_some()
}

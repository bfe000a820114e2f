//! API groups of products that bring an operator. Their objects ask for a database, a proxy, a
//! build or a test, and may name an image and replicas as an application's object does.

/// Groups, each with all that end in it.
const PRODUCTS: &[&str] = &[
    // Building, delivering and testing.
    "actions.github.com",
    "actions.summerwind.dev",
    "ansible.com",
    "argoproj.io",
    "backstage.io",
    "cattle.io",
    "chaos-mesh.org",
    "fluxcd.io",
    "goharbor.io",
    "jenkins.io",
    "k3d.io",
    "k6.io",
    "kpack.io",
    "litmuschaos.io",
    "mogenius.com",
    "shipwright.io",
    "sonarsource.com",
    "tekton.dev",
    "testkube.io",
    // Data, queues, caches, workflows.
    "aerospike.com",
    "altinity.com",
    "arangodb.com",
    "cnpg.io",
    "couchbase.com",
    "crunchydata.com",
    "databases.spotahome.com",
    "datastax.com",
    "dragonflydb.io",
    "druid.apache.org",
    "elastic.co",
    "hazelcast.com",
    "infinispan.org",
    "influxdata.com",
    "kubedb.com",
    "mariadb.com",
    "min.io",
    "mongodb.com",
    "mysql.oracle.com",
    "nats.io",
    "neo4j.com",
    "opensearch.opster.io",
    "opstreelabs.in",
    "percona.com",
    "pravega.io",
    "pulpproject.org",
    "rabbitmq.com",
    "scylladb.com",
    "solr.apache.org",
    "strimzi.io",
    "temporal.io",
    "zalan.do",
    // Clusters, networks, storage, machines, identities, policies.
    "banzaicloud.com",
    "ceph.rook.io",
    "cilium.io",
    "crossplane.io",
    "envoyproxy.io",
    "external-secrets.io",
    "istio.io",
    "keycloak.org",
    "kubevirt.io",
    "kyverno.io",
    "longhorn.io",
    "metal3.io",
    "nvidia.com",
    "openshift.io",
    "projectcontour.io",
    "traefik.io",
    "velero.io",
    // Watching.
    "banzaicloud.io",
    "coreos.com",
    "datadoghq.com",
    "grafana.com",
    "integreatly.org",
    "jaegertracing.io",
    "opentelemetry.io",
    "victoriametrics.com",
];

/// Whether a group is of such a product.
pub(crate) fn is_product(group: &str) -> bool {
    PRODUCTS.iter().any(|product| {
        group.strip_suffix(product).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_group_stands_twice() {
        let mut sorted = PRODUCTS.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), PRODUCTS.len());
    }

    #[test]
    fn a_product_is_told_by_the_end_of_its_group() {
        assert!(is_product("monitoring.coreos.com"));
        assert!(is_product("tekton.dev"));
        assert!(!is_product("platform.acme.io"));
        assert!(!is_product("notargoproj.io"));
    }
}

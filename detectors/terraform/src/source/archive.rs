//! Modules fetched as archives: from a web server, a bucket or an OCI registry. Their version, if
//! any, is a part of the path.

use milepost_core::Pin;

use super::{Source, parameter, split_folder, with_folder};

/// Reads an address whose scheme was taken off.
pub(super) fn read(address: &str, query: &str) -> Source {
    let (whole, inside) = split_folder(address);
    let (host, path) = whole.split_once('/').unwrap_or((whole, ""));
    let host = host.rsplit('@').next().unwrap_or(host).to_ascii_lowercase();
    let whole = bucket(&host, path).unwrap_or_else(|| format!("{host}/{path}"));
    let whole = whole.trim_end_matches('/');
    if let Some(sum) = parameter(query, "checksum").filter(|sum| sum.starts_with("sha")) {
        return Source {
            identity: with_folder(whole, &inside),
            version: Some(sum),
            pin: Pin::Digest,
        };
    }
    let (whole, version) = without_version(whole);
    Source {
        identity: with_folder(&whole, &inside),
        pin: version.as_deref().map_or(Pin::None, Pin::of_version),
        version,
    }
}

/// Reads an address in an OCI registry, with its `tag` or `digest`.
pub(super) fn read_oci(address: &str, query: &str) -> Source {
    let (whole, inside) = split_folder(address);
    let source = with_folder(whole, &inside);
    let digest = parameter(query, "digest");
    let tag = parameter(query, "tag");
    let pin = match (&digest, &tag) {
        (Some(digest), _) if super::is_computed(digest) => Pin::Dynamic,
        (Some(_), _) => Pin::Digest,
        (None, Some(tag)) => Pin::of_version(tag),
        (None, None) => Pin::None,
    };
    Source { identity: source, version: digest.or(tag), pin }
}

/// The bucket and key an address of a cloud's storage stands for, whatever the region.
fn bucket(host: &str, path: &str) -> Option<String> {
    if let Some(service) = host.strip_suffix(".amazonaws.com") {
        if service == "s3" || service.starts_with("s3-") || service.starts_with("s3.") {
            return Some(format!("s3://{path}"));
        }
        let at = service.find(".s3")?;
        return Some(format!("s3://{}/{path}", service.get(..at)?));
    }
    (host == "www.googleapis.com")
        .then(|| path.strip_prefix("storage/v1/"))?
        .map(|rest| format!("gcs://{rest}"))
}

/// The address with `*` where the last full version stands in its path, and that version.
fn without_version(address: &str) -> (String, Option<String>) {
    let mut segments: Vec<String> = address.split('/').map(str::to_owned).collect();
    for segment in segments.iter_mut().skip(1).rev() {
        if let Some((start, end)) = version_in(segment) {
            let version = segment.get(start..end).map(str::to_owned);
            segment.replace_range(start..end, "*");
            return (segments.join("/"), version);
        }
    }
    (address.to_owned(), None)
}

/// Where a segment holds three numbers with dots between, after an optional `v`.
fn version_in(segment: &str) -> Option<(usize, usize)> {
    let bytes = segment.as_bytes();
    let opens =
        |at: usize| at == 0 || !bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] != b'.';
    (0..bytes.len()).filter(|at| opens(*at)).find_map(|at| {
        let digits = if bytes[at] == b'v' { at + 1 } else { at };
        Some((at, three_numbers(bytes, digits)?))
    })
}

fn three_numbers(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    for number in 0..3 {
        if number > 0 {
            at = (bytes.get(at) == Some(&b'.')).then_some(at + 1)?;
        }
        let digits = bytes.iter().skip(at).take_while(|b| b.is_ascii_digit()).count();
        at = (digits > 0).then_some(at + digits)?;
    }
    let ends = bytes.get(at).is_none_or(|next| !next.is_ascii_alphanumeric());
    ends.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(address: &str, query: &str) -> String {
        let read = read(address, query);
        format!("{} {} {}", read.identity, read.version.unwrap_or_default(), read.pin.name())
    }

    #[test]
    fn an_archive_is_known_by_its_address_and_versioned_by_its_path() {
        assert_eq!(
            said("files.acme.example/vpc-1.4.2.zip", ""),
            "files.acme.example/vpc-*.zip 1.4.2 exact"
        );
        assert_eq!(
            said("github.com/acme/vpc/archive/refs/tags/v2.0.1.tar.gz//vpc", ""),
            "github.com/acme/vpc/archive/refs/tags/*.tar.gz//vpc v2.0.1 exact"
        );
        assert_eq!(said("acme.example/vpc.zip", "archive=zip"), "acme.example/vpc.zip  none");
        assert_eq!(
            said("acme.example/vpc.zip", "checksum=sha256:ab"),
            "acme.example/vpc.zip sha256:ab digest"
        );
        assert_eq!(said("10.1.2.3/vpc.zip", ""), "10.1.2.3/vpc.zip  none");
    }

    #[test]
    fn a_bucket_is_one_whatever_its_address() {
        for address in [
            "s3.amazonaws.com/acme-modules/vpc.zip",
            "s3-eu-west-1.amazonaws.com/acme-modules/vpc.zip",
            "s3.eu-west-1.amazonaws.com/acme-modules/vpc.zip",
            "acme-modules.s3.eu-west-1.amazonaws.com/vpc.zip",
            "acme-modules.s3-eu-west-1.amazonaws.com/vpc.zip",
        ] {
            assert_eq!(said(address, ""), "s3://acme-modules/vpc.zip  none");
        }
        assert_eq!(
            said("www.googleapis.com/storage/v1/acme-modules/vpc.zip", ""),
            "gcs://acme-modules/vpc.zip  none"
        );
    }
}

//! Has the crate built again when a file of the demo organisation appears or changes.

fn main() {
    println!("cargo::rerun-if-changed=../../fixtures/orgs/demo");
}

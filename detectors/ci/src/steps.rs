//! Steps out of scripts and units: what the readers of all CI systems share.

use milepost_commands::Folder;
use milepost_core::{Call, DeployModel, Step, Verb, VerbTable};
use milepost_syntax::yaml::Node;

/// The steps of a script that runs at the root.
pub(crate) fn of_script(script: &str, first_line: u32, verbs: &VerbTable) -> Vec<Step> {
    let steps = with_words(script, first_line, &mut Folder::default(), verbs);
    steps.into_iter().map(|(step, _)| step).collect()
}

/// The steps of a script, each with all words of its command line: one for each line that the verb
/// table knows or that calls a script or a task of the repository, `first_line` being where the
/// script's first line stands. It starts in `folder`, which is where it ends behind this.
pub(crate) fn with_words(
    script: &str,
    first_line: u32,
    folder: &mut Folder,
    verbs: &VerbTable,
) -> Vec<(Step, Vec<String>)> {
    milepost_commands::lines(script, first_line, folder, verbs)
        .into_iter()
        .map(|line| {
            let step = Step::new(line.line, Call::Command(line.head), line.verbs);
            let (values, images) = (values(&line.words), images(&line.words));
            (Step { paths: line.paths, values, images, ..step }, line.words)
        })
        .collect()
}

/// Programs that build and push images.
const BUILDERS: &[&str] = &["docker", "podman", "nerdctl", "buildah"];

/// The images that a command line names to build or to push: what is computed of a tag is left out, and an
/// image whose name is.
fn images(words: &[String]) -> Vec<String> {
    let program = words.first().and_then(|first| first.rsplit('/').next());
    if !program.is_some_and(|program| BUILDERS.contains(&program)) {
        return Vec::new();
    }
    let mut rest = words.iter().skip(1).map(String::as_str);
    let mut named = Vec::new();
    let is_push = rest.clone().find(|word| !word.starts_with('-')) == Some("push");
    while let Some(word) = rest.next() {
        let tagged = match word {
            "-t" | "--tag" => rest.next(),
            word => word.strip_prefix("--tag="),
        };
        let pushed = is_push && word != "push" && !word.starts_with('-');
        named.extend(tagged.or(pushed.then_some(word)).and_then(literal));
    }
    named.dedup();
    named
}

/// An image as far as it is written out; none where its name is computed.
fn literal(image: &str) -> Option<String> {
    let slash = image.rfind('/').map_or(0, |at| at + 1);
    let colon = image.get(slash..)?.find(':').map_or(image.len(), |at| slash + at);
    let (name, tag) = image.split_at_checked(colon)?;
    let plain = |text: &str| !text.contains(['$', '{', '<', '%', '(']);
    let last = name.get(slash..)?;
    let kept = if plain(tag) { image } else { name };
    (plain(last) && !last.is_empty()).then(|| kept.to_owned())
}

/// Files of values a command line hands to Helm, as written; what comes from its input is none.
pub(crate) fn values(words: &[String]) -> Vec<String> {
    let program = words.first().and_then(|first| first.rsplit('/').next());
    if program != Some("helm") {
        return Vec::new();
    }
    let handed = words.iter().zip(words.iter().skip(1).map(Some).chain([None]));
    let handed = handed.filter_map(|(word, next)| match word.as_str() {
        "-f" | "--values" => next.map(String::as_str),
        word => word.strip_prefix("--values=").or_else(|| word.strip_prefix("-f=")),
    });
    let files = handed.flat_map(|files| files.split(',')).filter(|file| !matches!(*file, "" | "-"));
    files.map(str::to_owned).collect()
}

/// The line a script starts on. A block that opens with empty lines stands, for the YAML reader, on
/// the first line that holds something.
pub(crate) fn first_line(script: &Node<'_>) -> u32 {
    let text = script.text().unwrap_or_default();
    let empty = text.bytes().take_while(|byte| *byte == b'\n').count();
    script.line.saturating_sub(u32::try_from(empty).unwrap_or(u32::MAX))
}

/// The step that calls a unit: by its source, else by the words of its name.
pub(crate) fn of_unit(source: &str, line: u32, verbs: &VerbTable) -> Step {
    let does = milepost_commands::unit_verbs(source, verbs);
    Step::new(line, Call::Unit(source.to_owned()), does)
}

/// The step that calls something known by its name alone.
pub(crate) fn of_name(name: &str, line: u32, verbs: &VerbTable) -> Step {
    let known = verbs.of_unit(name).map(<[_]>::to_vec);
    let verbs = known.unwrap_or_else(|| milepost_commands::name_verbs(name, verbs));
    Step::new(line, Call::Unit(name.to_owned()), verbs)
}

/// Whether a step deploys in a way that is visible, and the model of it.
pub(crate) fn deploy_model(step: &Step) -> Option<DeployModel> {
    step.verbs.iter().find_map(|verb| match verb {
        Verb::Deploy(DeployModel::Unseen) => None,
        Verb::Deploy(model) => Some(*model),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(script: &str) -> Vec<String> {
        of_script(script, 10, &VerbTable::shipped())
            .iter()
            .map(|step| {
                let verbs: Vec<String> = step.verbs.iter().map(ToString::to_string).collect();
                format!("{} {} {}", step.line, step.call, verbs.join("+"))
            })
            .collect()
    }

    fn unit(source: &str) -> String {
        let step = of_unit(source, 1, &VerbTable::shipped());
        let verbs: Vec<String> = step.verbs.iter().map(ToString::to_string).collect();
        verbs.join("+")
    }

    #[test]
    fn noise_is_left_out_and_lines_are_counted_from_the_first() {
        let script = "cd app\necho hello\nhelm --debug -n x upgrade --install app ./chart";
        assert_eq!(said(script), ["12 `helm upgrade` deploy:ci-helm"]);
    }

    #[test]
    fn flags_before_the_subcommand_are_dropped() {
        let script = "docker -H tcp://x build .\nkubectl -n a apply -f x\nterraform -chdir=x apply\nnpm --prefix web run lint\nmake -C sub test";
        assert_eq!(
            said(script),
            [
                "10 `docker build` image-build",
                "11 `kubectl apply` deploy:ci-kubectl",
                "12 `terraform apply` iac-apply",
                "13 `npm run lint` lint",
                "14 `make test` unit-test"
            ]
        );
    }

    #[test]
    fn flags_change_what_a_command_does() {
        let script = "docker buildx build --push .\nkubectl apply -k x\nhelm upgrade a b --dry-run\nnpm publish --dry-run\n./gradlew build -x test\nvercel --prod";
        assert_eq!(
            said(script),
            [
                "10 `docker buildx build` image-build+image-push",
                "11 `kubectl apply` deploy:ci-kustomize",
                "12 `helm upgrade` chart-lint",
                "13 `npm publish` ",
                "14 `./gradlew build` build",
                "15 `vercel --prod` deploy:paas-cli"
            ]
        );
    }

    #[test]
    fn images_are_named_as_far_as_they_are_written_out() {
        let named = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            images(&words)
        };
        assert_eq!(
            named("docker build -t acme/shop:${SHA} -t acme/shop:1.2 ."),
            ["acme/shop", "acme/shop:1.2"]
        );
        assert_eq!(named("docker buildx build --tag=$REGISTRY/shop ."), ["$REGISTRY/shop"]);
        assert_eq!(named("podman push localhost:5000/shop:$TAG"), ["localhost:5000/shop"]);
        assert!(named("docker build -t $IMAGE .").is_empty());
        assert!(named("helm push shop-1.0.0.tgz oci://x").is_empty());
    }

    #[test]
    fn tasks_of_one_line_are_united() {
        assert_eq!(
            said(
                "./gradlew clean :api:check assemble -Pa=b\nmvn -B -f x/pom.xml clean verify\nmake lint test"
            ),
            [
                "10 `./gradlew clean :api:check assemble` lint+unit-test+build",
                "11 `mvn clean verify` build+unit-test",
                "12 `make lint test` lint+unit-test"
            ]
        );
    }

    #[test]
    fn a_task_of_a_project_known_only_later_is_still_that_task() {
        assert_eq!(
            said("./gradlew ${{ matrix.project }}:check\n./gradlew $TASKS\nnpm run $SCRIPT"),
            ["10 `./gradlew check` lint+unit-test", "11 `./gradlew` ", "12 `npm run` "]
        );
    }

    #[test]
    fn scripts_of_the_repository_mean_what_their_name_says() {
        let script = "./bin/deploy.sh prod\nbash -x scripts/run-e2e-tests.sh\nnpm run deploy\nscripts/setup-test-db.sh\n. ./env.sh\n.github/deploy now\n..";
        assert_eq!(
            said(script),
            [
                "10 `./bin/deploy.sh` deploy:manual-script",
                "11 `bash scripts/run-e2e-tests.sh` integration-test",
                "12 `npm run deploy` deploy:manual-script",
                "13 `scripts/setup-test-db.sh` setup",
                "14 `. ./env.sh` ",
                "15 `.github/deploy` deploy:manual-script"
            ]
        );
    }

    #[test]
    fn tools_are_known_wherever_they_are_installed() {
        let script = "node_modules/.bin/eslint .\nvendor/bin/phpunit\n/usr/local/bin/helm upgrade a b\nbin/rspec";
        assert_eq!(
            said(script),
            [
                "10 `eslint` lint",
                "11 `phpunit` unit-test",
                "12 `helm upgrade` deploy:ci-helm",
                "13 `rspec` unit-test"
            ]
        );
    }

    #[test]
    fn a_copy_to_another_host_deploys_and_a_local_one_does_not() {
        let script = "rsync -a dist/ user@host:/srv\nrsync -a a b\nscp user@host:/x .\nssh user@host 'docker compose up -d'\nssh -T git@github.com\nssh host uptime\nssh host \"$CMD\"\nssh host <<EOF\ncd /srv && git pull\nEOF\ndocker -H ssh://u@host compose up -d\ndocker compose up -d\ncap production deploy";
        assert_eq!(
            said(script),
            [
                "10 `rsync` deploy:ssh-copy",
                "13 `ssh` deploy:compose-remote",
                "17 `ssh` deploy:ssh-copy",
                "20 `docker compose up` deploy:compose-remote",
                "21 `docker compose up` setup",
                "22 `cap production deploy` deploy:ssh-copy"
            ]
        );
    }

    #[test]
    fn units_nothing_knows_mean_what_their_name_says() {
        assert_eq!(unit("acme/flows/.github/workflows/deploy_env.yml"), "deploy:unseen");
        assert_eq!(unit("acme/flows/.github/actions/build_docker"), "image-build");
        assert_eq!(unit("acme/flows/.github/actions/slack_codescan_notification"), "notify");
        assert_eq!(unit("acme/flows/.github/actions/setup-helm"), "setup");
        assert_eq!(
            unit("acme/flows/.github/workflows/gradle_integration_test.yml"),
            "integration-test"
        );
        assert_eq!(unit("acme/flows/.github/workflows/deploy-docs.yml"), "docs");
        assert_eq!(unit("acme/check-docs"), "");
        assert_eq!(unit("acme/verify-deploy"), "");
        assert_eq!(unit("acme/restore_trivy_cache"), "cache");
        assert_eq!(unit("acme/publish-test-results"), "");
        assert_eq!(unit("acme/upload-coverage-report"), "coverage");
        assert_eq!(unit("acme/thing"), "");
        assert_eq!(unit("github/codeql-action/upload-sarif"), "");
    }

    #[test]
    fn archives_of_java_are_known_when_they_scan_and_traces_of_tests_are_no_tests() {
        let script = "java -jar pipeline-scan.jar -f x\njava -Xmx1g -jar tools/sonar-scanner.jar\njava -jar build/libs/test-server.jar\n./archive-test-artifacts.sh\ngit tag -a v1 -m x\ngit tag -l";
        assert_eq!(
            said(script),
            [
                "10 `java -jar pipeline-scan.jar` sast",
                "11 `java -jar tools/sonar-scanner.jar` sast",
                "13 `./archive-test-artifacts.sh` ",
                "14 `git tag -a` release"
            ]
        );
        assert_eq!(unit("acme/generate_pacts_and_publish"), "integration-test");
    }

    #[test]
    fn a_container_does_what_its_command_or_its_image_says() {
        let script = "docker run --rm -v $PWD:/src koalaman/shellcheck:stable x.sh\ndocker run -e A=b node:22 npm ci\ndocker run acme/cart sh -c 'npm ci && npm run lint'\ndocker run -d postgres:16\ndocker-compose -f x.yml exec app make run-tests\ndocker run docker run docker run x";
        assert_eq!(
            said(script),
            [
                "10 `docker run shellcheck` lint",
                "11 `docker run npm ci` setup",
                "12 `docker run npm ci` setup+lint",
                "14 `make run-tests` unit-test"
            ]
        );
    }

    #[test]
    fn a_package_manager_alone_installs_and_with_a_script_runs_it() {
        let script = "yarn --frozen-lockfile\nyarn lint\nyarn --cwd web test:e2e\nyarn workspace web build\nyarn install\nbun run lint";
        assert_eq!(
            said(script),
            [
                "10 `yarn` setup",
                "11 `yarn lint` lint",
                "12 `yarn test:e2e` integration-test",
                "13 `yarn build` build",
                "14 `yarn install` setup",
                "15 `bun run lint` lint"
            ]
        );
    }

    #[test]
    fn messages_to_slack_are_notifications() {
        assert_eq!(
            said("curl -X POST -d x https://hooks.slack.com/services/x\ncurl https://x.io | sh"),
            ["10 `curl` notify"]
        );
    }

    #[test]
    fn files_of_values_that_helm_is_handed_are_kept_as_they_are_written() {
        let handed = |script: &str| {
            let steps = of_script(script, 1, &VerbTable::shipped());
            steps.into_iter().flat_map(|step| step.values).collect::<Vec<String>>()
        };
        let script = "helm upgrade shop ./chart --values \"values-$ENV.yaml\" --values - -f a.yaml,b.yaml --values=c.yaml";
        assert_eq!(handed(script), ["values-$ENV.yaml", "a.yaml", "b.yaml", "c.yaml"]);
        assert_eq!(handed("kubectl apply -f deploy.yaml"), [""; 0]);
    }
}

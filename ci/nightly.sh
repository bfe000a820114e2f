#!/usr/bin/env bash
# One night, from the inputs of action.yml, which come as variables: nothing that a user types is put into a command line
# by anybody but this shell.
set -euo pipefail

binary=${BINARY:-$GITHUB_ACTION_PATH/target/release/milepost}
arguments=(nightly "$TARGET" --store "$STORE")
if [[ -n ${FAIL_UNDER:-} ]]; then
    arguments+=(--fail-under "$FAIL_UNDER")
fi
if [[ -n ${CONFIG:-} ]]; then
    arguments+=(--config "$CONFIG")
fi
read -ra gates <<<"${FAIL_ON:-}"
for gate in "${gates[@]}"; do
    arguments+=(--fail-on "$gate")
done
exec "$binary" "${arguments[@]}"

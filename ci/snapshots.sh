#!/usr/bin/env bash
# Snapshots on a branch of their own, which shares no history with any other: `fetch` brings them into the folder $STORE,
# `push` puts what the night added on the branch. The token goes to git in the environment, never into an address.
set -euo pipefail

remote=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY
basic=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')
export GIT_TERMINAL_PROMPT=0 GIT_CONFIG_COUNT=1
export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraHeader" GIT_CONFIG_VALUE_0="Authorization: Basic $basic"

fetch() {
    git init --quiet --initial-branch="$BRANCH" "$STORE"
    git -C "$STORE" remote add origin "$remote" 2>/dev/null || git -C "$STORE" remote set-url origin "$remote"
    # 2 says that there is no such branch, which is so in the first night.
    local found=0
    git -C "$STORE" ls-remote --exit-code --heads origin "$BRANCH" >/dev/null || found=$?
    case $found in
    0)
        git -C "$STORE" fetch --quiet --depth=1 origin "$BRANCH"
        git -C "$STORE" checkout --quiet --force -B "$BRANCH" FETCH_HEAD
        ;;
    2) ;;
    *) exit "$found" ;;
    esac
}

push() {
    git -C "$STORE" add --all
    if git -C "$STORE" diff --cached --quiet; then
        echo "no new snapshot"
        return
    fi
    git -C "$STORE" -c user.name=milepost -c user.email=milepost@users.noreply.github.com \
        commit --quiet --message "Snapshot of $(date -u +%F)"
    git -C "$STORE" push --quiet origin "HEAD:refs/heads/$BRANCH"
}

"$1"

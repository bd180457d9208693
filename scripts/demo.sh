#!/usr/bin/env bash
# Takes a fresh Debian or Ubuntu with Swift 6.3 to the demo: builds windlass if it is not built, and runs `windlass demo`.
# usage: scripts/demo.sh [ARGUMENT...]   handed to `windlass demo`, such as --keep DIR
set -euo pipefail
cd "$(dirname "$0")/.."
program=dist/windlass
if [ ! -x "$program" ]; then
    program=.build/debug/windlass
    scripts/prepare.sh git ca-certificates zlib1g-dev libzstd-dev libcrypt-dev >&2
    [ -x "$program" ] || echo "building windlass; the first time takes some minutes" >&2
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! swift build --product windlass >"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
fi
"$program" demo "$@"

#!/usr/bin/env bash
# Writes Sources/Containerd/Generated from protocol/*.proto; with --check, only says whether they fit.
# usage: scripts/protocol.sh [--check]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/prepare.sh protobuf-compiler python3-protobuf
generated=Sources/Containerd/Generated
output=$generated
if [ "${1:-}" = --check ]; then
    output=$(mktemp -d)
    trap 'rm -r "$output"' EXIT
fi
mkdir -p "$output"
protoc --plugin=scripts/protocol/protoc-gen-windlass --windlass_out="$output" --proto_path=protocol protocol/*.proto
if [ "${1:-}" = --check ]; then
    diff -ru "$generated" "$output" || {
        echo "protocol: $generated is not what protocol/*.proto says; run scripts/protocol.sh" >&2
        exit 1
    }
fi

#!/usr/bin/env bash
# Measures `render` for a thousand registries and `lint` of what it wrote.
# usage: scripts/bench/node.sh WINDLASS RUNS DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
windlass=$1 runs=$2 work=$3

{
    echo "mirrors:"
    for number in $(seq 1000); do
        printf '  "reg%s.example.com:5000": {endpoint: ["https://mirror%s.example.com"], rewrite: {"(.*)": "p%s/$1"}}\n' \
            "$number" "$number" "$number"
    done
    echo "configs:"
    for number in $(seq 1000); do
        printf '  "mirror%s.example.com": {auth: {username: u, password: p%s}, tls: {insecure_skip_verify: true}}\n' \
            "$number" "$number"
    done
} >"$work/registries.yaml"

for system in linux windows; do
    python3 "$here/compare.py" "render, 1,000 registries, $system" "$runs" "$work" windlass \
        "$windlass render --os $system --containerd 2.1 --registries $work/registries.yaml --out \$OUT"
    "$windlass" render --os "$system" --containerd 2.1 --registries "$work/registries.yaml" --out "$work/$system" 2>/dev/null
    cp "$work/registries.yaml" "$work/$system"
    python3 "$here/compare.py" "lint of it, $system" "$runs" "$work" windlass \
        "$windlass lint --os $system --containerd 2.1 $work/$system"
done

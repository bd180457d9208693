#!/usr/bin/env bash
# Pulls into a containerd of its own, with windlass and with containerd's client in turn.
# usage: containerd.sh WINDLASS RUNS WORKDIR REGISTRY LIST
#   REGISTRY (host:port, plain http) has big:1 and one:1; LIST has one image a line, all of them in REGISTRY
set -euo pipefail
windlass=$1 runs=$2 work=$3 registry=$4 list=$5
node=$(mktemp -d "$work/containerd.XXXX")

cat >"$node/config.toml" <<TOML
version = 2
root = "$node/root"
state = "$node/state"
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
address = "$node/socket"
TOML
# Its mounts are in a namespace of their own and end with it.
unshare --mount --propagation private containerd --config "$node/config.toml" --log-level error >"$node/log" 2>&1 &
pid=$!
trap 'kill "$pid" && wait "$pid" || true' EXIT
ctr="ctr --address $node/socket --namespace k8s.io"
for _ in $(seq 100); do
    $ctr version >/dev/null 2>&1 && break
    sleep 0.1
done

printf 'mirrors:\n  "%s": {endpoint: ["http://%s"]}\n' "$registry" "$registry" >"$node/registries.yaml"
pull="$windlass pull -q --registries $node/registries.yaml --to containerd --address $node/socket"
export BEFORE="$ctr images list -q | xargs -r $ctr images remove --sync >/dev/null"
compare() { python3 "$(dirname "$0")/compare.py" "$1" "$runs" "$node" windlass "$2" ctr "$3"; }

compare "containerd: 1 GiB, 4 layers" "$pull --no-unpack $registry/big:1" \
    "$ctr content fetch --plain-http $registry/big:1"
compare "the same, unpacked" "$pull $registry/big:1" "$ctr images pull --plain-http $registry/big:1"
compare "one layer of 1 GiB" "$pull --no-unpack $registry/one:1" "$ctr content fetch --plain-http $registry/one:1"
compare "200 small images, unpacked" "$pull --file $list" \
    "xargs -n 1 $ctr images pull --plain-http <$list"

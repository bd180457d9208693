#!/usr/bin/env bash
# Measures pulls against Debian's skopeo, side by side, from Debian's docker-registry on loopback; into containerd against its own
# client; then `serve` against that registry; then `render` and `lint` of a thousand registries.
# Prints minimum / median / maximum. Run by hand, on a quiet machine.
# usage: scripts/bench.sh [RUNS]   default 5
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
scripts/prepare.sh docker-registry skopeo containerd curl openssl python3 wrk zlib1g-dev libzstd-dev git time
[ -x dist/windlass ] || scripts/build.sh

work=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
plain=$(port)
secure=$(port)
other=$(port)

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench \
    -addext "subjectAltName=IP:127.0.0.1" -keyout "$work/key.pem" -out "$work/ca.pem" 2>/dev/null
for address in "$plain" "$secure" "$other"; do
    tls=""
    [ "$address" != "$secure" ] || tls="tls: {certificate: $work/ca.pem, key: $work/key.pem}"
    storage=registry
    [ "$address" != "$other" ] || storage=other
    cat >"$work/$address.yml" <<YAML
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/$storage}}
http: {addr: "127.0.0.1:$address", $tls}
YAML
    docker-registry serve "$work/$address.yml" >"$work/$address.log" 2>&1 &
    pids+=($!)
done
for _ in $(seq 100); do
    curl -sf "http://127.0.0.1:$plain/v2/" "http://127.0.0.1:$other/v2/" >/dev/null &&
        curl -sfk "https://127.0.0.1:$secure/v2/" >/dev/null && break
    sleep 0.1
done

echo "making images" >&2
python3 scripts/bench/images.py "$work/images" big 4 $((256 << 20))
python3 scripts/bench/images.py "$work/images" many 60 $((1 << 20))
for number in $(seq 200); do
    python3 scripts/bench/images.py "$work/images" "small$number" 1 4096
done
push() { skopeo copy -q --insecure-policy --dest-tls-verify=false "oci:$work/images:$1" "docker://127.0.0.1:$plain/$1:1"; }
python3 scripts/bench/images.py "$work/images" one 1 $((1 << 30))
push big
push one
push many
small=""
for number in $(seq 200); do
    push "small$number"
    small+=" 127.0.0.1:$plain/small$number:1"
done
rm -rf "$work/images"

cat >"$work/registries.yaml" <<YAML
mirrors:
  "127.0.0.1:$plain": {endpoint: ["http://127.0.0.1:$plain"]}
  "127.0.0.1:$other": {endpoint: ["http://127.0.0.1:$other"]}
  "127.0.0.1:$secure": {endpoint: ["https://127.0.0.1:$secure"]}
configs:
  "127.0.0.1:$secure": {tls: {ca_file: $work/ca.pem}}
YAML
{
    printf '127.0.0.1:%s:\n  tls-verify: false\n  images:\n' "$plain"
    for number in $(seq 200); do printf '    small%s: ["1"]\n' "$number"; done
} >"$work/sync.yaml"

windlass="$PWD/dist/windlass pull -q --registries $work/registries.yaml --node linux/amd64 --to oci:\$OUT"
skopeo="skopeo copy -q --insecure-policy --src-tls-verify=false"
compare() { python3 scripts/bench/compare.py "$1" "$runs" "$work" windlass "$2" skopeo "$3"; }

compare "1 GiB, 4 layers, http" "$windlass 127.0.0.1:$plain/big:1" "$skopeo docker://127.0.0.1:$plain/big:1 oci:\$OUT:1"
compare "1 GiB, 4 layers, https" "$windlass 127.0.0.1:$secure/big:1" "$skopeo docker://127.0.0.1:$secure/big:1 oci:\$OUT:1"
compare "60 layers of 1 MiB" "$windlass 127.0.0.1:$plain/many:1" "$skopeo docker://127.0.0.1:$plain/many:1 oci:\$OUT:1"
compare "200 small images" "$windlass$small" \
    "sh -c 'mkdir \$OUT && skopeo --insecure-policy sync --src yaml --dest dir $work/sync.yaml \$OUT'"
python3 scripts/bench/compare.py "explain" 20 "$work" windlass \
    "$PWD/dist/windlass explain --registries $work/registries.yaml 127.0.0.1:$plain/big:1"

BEFORE="rm -rf $work/other/docker" compare "1 GiB, registry to registry" \
    "$PWD/dist/windlass copy -q --registries $work/registries.yaml 127.0.0.1:$plain/big:1 127.0.0.1:$other/big:1" \
    "$skopeo --dest-tls-verify=false docker://127.0.0.1:$plain/big:1 docker://127.0.0.1:$other/big:1"

list="$work/small.txt"
tr ' ' '\n' <<<"$small" >"$list"
scripts/bench/containerd.sh "$PWD/dist/windlass" "$runs" "$work" "127.0.0.1:$plain" "$list"

mkdir "$work/serve"
python3 scripts/bench/registry.py "$PWD/dist/windlass" docker-registry "$runs" "$work/serve"

mkdir "$work/node"
scripts/bench/node.sh "$PWD/dist/windlass" "$runs" "$work/node"

mkdir "$work/archive"
scripts/bench/archive.sh "$PWD/dist/windlass" "$work/archive"

#!/bin/bash
# Makes what the integration tests pull: DIR/rootfs, an OCI layout with this distribution's smallest root file
# system (debootstrap minbase) as an image of two layers, tag 1. Made once; a second run finds it.
#
#   scripts/fixtures.sh [DIR]        default: ${XDG_CACHE_HOME:-~/.cache}/windlass
set -euo pipefail

readonly version=1
readonly directory="${1:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/windlass}"
readonly layout="$directory/rootfs"
readonly stamp="$directory/rootfs.stamp"

fail() {
    echo "fixtures.sh: $*" >&2
    exit 1
}

suite() {
    # shellcheck source=/dev/null
    (. /etc/os-release && echo "${VERSION_CODENAME:?}")
}

# Where this machine's apt has the suite from; nothing where debootstrap's own default has to do.
mirror() {
    apt-get update --print-uris 2>/dev/null |
        sed -n "s|^'\(https\{0,1\}://.*\)/dists/$1/InRelease'.*|\1|p" | head -n 1
}

# Moves a file into the layout as a blob; its digest in hex is in `stored`.
store() {
    stored=$(sha256sum "$1" | cut -d ' ' -f 1)
    mv "$1" "$work/layout/blobs/sha256/$stored"
}

# `"mediaType":...,"digest":...,"size":...` of a stored blob.
descriptor() {
    printf '"mediaType":"%s","digest":"sha256:%s","size":%d' \
        "$image.$1" "$2" "$(stat -c %s "$work/layout/blobs/sha256/$2")"
}

# Packs a part of the root file system as the next layer.
layer() {
    tar --create --file "$work/layer" --directory "$work/root" --sort=name --numeric-owner \
        --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' --exclude='./var/cache/apt/*' "$@"
    diff_ids+=("$(sha256sum "$work/layer" | cut -d ' ' -f 1)")
    gzip --no-name -6 "$work/layer"
    store "$work/layer.gz"
    layers+=("$stored")
}

make_layout() {
    local image="application/vnd.oci.image" configuration
    local -a diff_ids=() layers=()
    mkdir -p "$work/layout/blobs/sha256"
    layer ./usr
    layer --exclude=./usr .
    printf '{"architecture":"%s","os":"linux","config":{"Cmd":["/bin/sh"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]}}' \
        "$architecture" "${diff_ids[0]}" "${diff_ids[1]}" >"$work/document"
    store "$work/document"
    configuration=$stored
    printf '{"schemaVersion":2,"mediaType":"%s","config":{%s},"layers":[{%s},{%s}]}' \
        "$image.manifest.v1+json" \
        "$(descriptor config.v1+json "$configuration")" \
        "$(descriptor layer.v1.tar+gzip "${layers[0]}")" \
        "$(descriptor layer.v1.tar+gzip "${layers[1]}")" >"$work/document"
    store "$work/document"
    printf '{"schemaVersion":2,"manifests":[{%s,"annotations":{"org.opencontainers.image.ref.name":"1"}}]}' \
        "$(descriptor manifest.v1+json "$stored")" >"$work/layout/index.json"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$work/layout/oci-layout"
}

[[ $# -le 1 ]] || fail "one directory, or none for the default"
release=$(suite) || fail "/etc/os-release names no VERSION_CODENAME: Debian or Ubuntu is needed"
architecture=$(dpkg --print-architecture) || fail "dpkg is needed: Debian or Ubuntu"
readonly release architecture
readonly made="$version $release $architecture"

mkdir -p "$directory"
# Two runs at once make one root file system; the lock ends with this process.
exec {lock}>"$directory/rootfs.lock"
flock "$lock"
if [[ -e $layout/index.json && $(cat "$stamp" 2>/dev/null) == "$made" ]]; then
    echo "$layout"
    exit 0
fi

case $architecture in
    amd64 | arm64) ;;
    *) fail "no name for the architecture $architecture in an image: amd64 and arm64 are known" ;;
esac
[[ $(id -u) == 0 ]] || fail "debootstrap needs root: run once as root, 'sudo $0 $directory', then as anybody"
type debootstrap >/dev/null 2>&1 || fail "debootstrap is missing: apt-get install debootstrap"

work=$(mktemp -d "$directory/work.XXXXXX")
readonly work
trap 'rm -rf --one-file-system "$work"' EXIT
source=$(mirror "$release")
echo "fixtures.sh: debootstrap $release ${source:+from $source }(about a minute)" >&2
if ! debootstrap --variant=minbase --arch="$architecture" "$release" "$work/root" ${source:+"$source"} >"$work/log" 2>&1; then
    tail -n 20 "$work/log" >&2
    fail "debootstrap failed"
fi
make_layout
rm -rf "$layout" "$stamp"
mv "$work/layout" "$layout"
echo "$made" >"$stamp"
echo "$layout"

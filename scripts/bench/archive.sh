#!/usr/bin/env bash
# Saves and loads images of a size that no test has: a layer of 5 GiB, most of it a hole, and an archive of more than
# 9 GiB; prints seconds and the most memory that either took. Needs 25 GiB of room.
# usage: scripts/bench/archive.sh WINDLASS DIRECTORY
set -euo pipefail
windlass=$1 work=$2
scripts=$(cd "$(dirname "$0")" && pwd)

python3 "$scripts/images.py" "$work/layout" small 2 $((64 << 20))
# The large layers are named after their digests like any other.
large() {
    truncate -s "$2" "$work/layer"
    printf '%s' "$1" | dd of="$work/layer" conv=notrunc status=none
    digest=$(sha256sum "$work/layer" | cut -d' ' -f1)
    mv "$work/layer" "$work/layout/blobs/sha256/$digest"
    python3 - "$work/layout" "$1" "$digest" "$2" <<'PY'
import hashlib, json, os, sys
layout, name, layer, size = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
def add(value):
    data = json.dumps(value).encode()
    digest = hashlib.sha256(data).hexdigest()
    with open(os.path.join(layout, "blobs/sha256", digest), "wb") as file:
        file.write(data)
    return {"digest": "sha256:" + digest, "size": len(data)}
kind = "application/vnd.oci.image."
config = add({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:" + layer]}})
manifest = add({
    "schemaVersion": 2, "mediaType": kind + "manifest.v1+json",
    "config": {"mediaType": kind + "config.v1+json", **config},
    "layers": [{"mediaType": kind + "layer.v1.tar", "digest": "sha256:" + layer, "size": size}],
})
path = os.path.join(layout, "index.json")
index = json.load(open(path))
notes = {"org.opencontainers.image.ref.name": name}
index["manifests"].append({"mediaType": kind + "manifest.v1+json", **manifest, "annotations": notes})
json.dump(index, open(path, "w"))
PY
}
large five $((5 << 30))
large four $((4 << 30))

measure() {
    local label=$1
    shift
    /usr/bin/time -f "$label: %e s, %U s user, %M KiB" "$@" >/dev/null
}
measure "save, 9 GiB" "$windlass" save -q --from "oci:$work/layout" --to "$work/all.tar"
measure "load, 9 GiB" "$windlass" load -q "$work/all.tar" --to "oci:$work/loaded"
rm -rf "$work/all.tar" "$work/loaded"
measure "save, zstd" "$windlass" save -q --from "oci:$work/layout" --to "$work/all.tar.zst"
measure "load, zstd" "$windlass" load -q "$work/all.tar.zst" --to "oci:$work/loaded"
for blob in "$work/layout/blobs/sha256/"*; do
    cmp "$blob" "$work/loaded/blobs/sha256/$(basename "$blob")"
done

"""Writes OCI layouts; each layer is a tar of one file of random bytes: images.py DIR NAME LAYERS BYTES_PER_LAYER"""

import hashlib
import json
import os
import sys
import tarfile

directory, name, layers, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
blobs = os.path.join(directory, "blobs", "sha256")
os.makedirs(blobs, exist_ok=True)


def add(chunks):
    digest, count = hashlib.sha256(), 0
    path = os.path.join(blobs, "writing")
    with open(path, "wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
            count += len(chunk)
    os.rename(path, os.path.join(blobs, digest.hexdigest()))
    return {"digest": "sha256:" + digest.hexdigest(), "size": count}


def random(size):
    while size > 0:
        part = min(size, 1 << 20)
        yield os.urandom(part)
        size -= part


def layer(number, size):
    entry = tarfile.TarInfo(f"file{number}")
    entry.size = size - 3 * tarfile.BLOCKSIZE
    yield entry.tobuf()
    yield from random(entry.size)
    yield bytes(2 * tarfile.BLOCKSIZE)


layer_type = "application/vnd.oci.image.layer.v1.tar"
descriptors = [{"mediaType": layer_type, **add(layer(number, size))} for number in range(layers)]
config = {
    "architecture": "amd64",
    "os": "linux",
    "config": {"Labels": {"name": name}},
    "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in descriptors]},
}
config_type = "application/vnd.oci.image.config.v1+json"
manifest_type = "application/vnd.oci.image.manifest.v1+json"
manifest = {
    "schemaVersion": 2,
    "mediaType": manifest_type,
    "config": {"mediaType": config_type, **add([json.dumps(config).encode()])},
    "layers": descriptors,
}
entry = {"mediaType": manifest_type, **add([json.dumps(manifest).encode()])}
entry["annotations"] = {"org.opencontainers.image.ref.name": name}

index_path = os.path.join(directory, "index.json")
index = {"schemaVersion": 2, "manifests": []}
if os.path.exists(index_path):
    with open(index_path) as file:
        index = json.load(file)
index["manifests"].append(entry)
with open(index_path, "w") as file:
    json.dump(index, file)
with open(os.path.join(directory, "oci-layout"), "w") as file:
    file.write('{"imageLayoutVersion":"1.0.0"}')

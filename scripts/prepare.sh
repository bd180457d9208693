#!/usr/bin/env bash
# Installs with apt what the other scripts need and this machine lacks: a fresh Debian or Ubuntu with Swift 6.3.
# usage: scripts/prepare.sh [PACKAGE...]   default: everything that the tests use
set -euo pipefail

packages=("$@")
if [ ${#packages[@]} -eq 0 ]; then
    packages=(
        git ca-certificates zlib1g-dev libzstd-dev libcrypt-dev
        docker-registry skopeo apache2-utils debootstrap mount curl nginx openssl
        containerd runc podman
        golang-go golang-github-containerd-containerd-dev wine64 python3-grpcio
        protobuf-compiler python3-protobuf
    )
fi

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "prepare: run as root, or install first: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

if ! command -v swift >/dev/null; then
    echo "prepare: Swift 6.3 is needed on PATH (swift.org has it for Debian and Ubuntu)" >&2
    exit 1
fi

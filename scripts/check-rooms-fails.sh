#!/usr/bin/env bash
# A check that cannot fail proves nothing: check-rooms.sh must refuse imports that point up or out.
set -euo pipefail
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

refuses() {
    rm -rf "$work"/*
    mkdir -p "$work/$1"
    printf '%s\n' "$2" >"$work/$1/File.swift"
    if "$here/check-rooms.sh" "$work" >/dev/null 2>&1; then
        echo "check-rooms.sh lets $1 say: $2" >&2
        exit 1
    fi
}

refuses OCI 'import Foundation'
refuses Registries 'public import RegistryClient'
refuses Credentials '    @preconcurrency internal import NIOSSL'
refuses NodeCommands 'import struct NIOCore.ByteBuffer'
refuses ContentStore 'import RegistryClient'
refuses RegistryTesting 'import RegistryClient'
refuses RegistryServer 'import Registries'
refuses Helpers 'import OCI'
echo "check-rooms: refuses what it should"

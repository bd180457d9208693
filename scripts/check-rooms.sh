#!/usr/bin/env bash
# Proves that no room imports what the design forbids it: imports only point down, the core is pure, and what a
# Windows node runs takes no package that does not build there.
# usage: scripts/check-rooms.sh [SOURCES_DIR]
set -euo pipefail
sources=${1:-$(dirname "$0")/../Sources}

# What every room may take from the toolchain.
system="Glibc Musl Darwin ucrt WinSDK Synchronization"
essentials="FoundationEssentials Foundation"

# room: modules it may import besides the system's. A room that is not listed may not exist.
rooms="
OCI:
Registries: OCI CYaml
NodeConfiguration: OCI Registries
Credentials: OCI Registries
NodeCommands: OCI Registries NodeConfiguration Credentials ArgumentParser $essentials
windlass-node: NodeCommands ArgumentParser
RegistryClient: OCI Registries Credentials AsyncHTTPClient NIOCore NIOPosix NIOHTTP1 NIOSSL Crypto SwiftASN1 Dispatch $essentials
ContentStore: OCI Crypto CCompression
Containerd: OCI NIOCore NIOPosix NIOHTTP2 NIOHPACK
ImageTransfer: OCI Registries RegistryClient ContentStore Containerd NIOCore
CLibc:
CCompression:
RegistryServer: OCI ContentStore CLibc NIOCore NIOPosix NIOHTTP1 NIOSSL NIOCertificateReloading Crypto Logging ServiceLifecycle $essentials
Gateway: OCI Registries RegistryClient ContentStore ImageTransfer RegistryServer
Diagnosis: OCI Registries Credentials RegistryClient ImageTransfer X509 SwiftASN1 $essentials
Demonstration: OCI Registries NodeConfiguration RegistryClient ContentStore ImageTransfer RegistryServer NIOCore NIOPosix Crypto X509 SwiftASN1 Logging $essentials
RegistryTesting: OCI NIOCore NIOPosix NIOHTTP1 NIOSSL NIOTLS NIOFoundationCompat Crypto X509 SwiftASN1 Dispatch $essentials
windlass: OCI Registries NodeConfiguration Credentials NodeCommands RegistryClient ContentStore Containerd ImageTransfer RegistryServer Diagnosis Demonstration CLibc ArgumentParser NIOPosix Logging ServiceLifecycle UnixSignals Dispatch $essentials
"

faults=0
fault() {
    echo "$1" >&2
    faults=$((faults + 1))
}

for path in "$sources"/*/; do
    room=$(basename "$path")
    line=$(grep "^$room:" <<<"$rooms") || {
        fault "$room: a room that the design does not know"
        continue
    }
    allowed=" ${line#*:} $system "
    # `public import struct A.B` imports A.
    while IFS=: read -r file number text; do
        module=$(sed -E 's/^[[:space:]]*(@[A-Za-z_()]+[[:space:]]+)*((public|package|internal|fileprivate|private)[[:space:]]+)?import[[:space:]]+((struct|class|enum|protocol|func|var|let|typealias)[[:space:]]+)?([A-Za-z0-9_]+).*/\6/' <<<"$text")
        case "$allowed" in
        *" $module "*) ;;
        *) fault "$file:$number: $room must not import $module" ;;
        esac
    done < <(grep -rnE '^[[:space:]]*(@[A-Za-z_()]+[[:space:]]+)*((public|package|internal|fileprivate|private)[[:space:]]+)?import[[:space:]]' \
        --include='*.swift' "$path" || true)
done

if [ "$faults" -gt 0 ]; then
    echo "check-rooms: $faults forbidden" >&2
    exit 1
fi
echo "check-rooms: every import points down"

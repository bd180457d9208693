#!/usr/bin/env bash
# Takes a fresh Debian or Ubuntu machine with Swift 6.3 to done: installs what is missing, builds, tests everything.
# The rooms that a Windows node can run come first: they build in seconds.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step "system packages"
scripts/prepare.sh

step "format"
swift format lint --strict --parallel --recursive Package.swift Sources Tests

step "rooms"
scripts/check-rooms.sh
scripts/check-rooms-fails.sh

step "what containerd's services are told is what their own source says"
scripts/protocol.sh --check
scripts/protocol/compare.py protocol /usr/share/gocode/src/github.com/containerd/containerd/api

step "the rooms that build on Windows, alone"
WINDLASS_ROOMS=safe swift test --scratch-path .build-safe

step "the fixture: a Debian root file system as an image"
scripts/fixtures.sh

step "the oracle: containerd's own loader of hosts.toml, for Linux and Windows"
scripts/oracle/build.sh linux
scripts/oracle/build.sh windows

step "everything"
swift build --build-tests
swift test --skip-build --skip ProgramTests

step "the program, against real peers"
swift test --skip-build --filter ProgramTests

step "the demo, as a newcomer runs it"
scripts/demo.sh | tee .build/demo.txt
# One row a node and image, each verified.
rows=$(grep -cE '^  (linux|windows)/amd64.* verified, ' .build/demo.txt)
if [ "$rows" -ne 9 ]; then
    echo "demo: $rows rows are verified, not 9" >&2
    exit 1
fi

step "done"

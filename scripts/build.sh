#!/usr/bin/env bash
# Makes a release binary with the Swift runtime linked statically; what it still wants of the machine are the C and
# C++ libraries and zlib.
# usage: scripts/build.sh [PRODUCT]   windlass (default) or windlass-node
set -euo pipefail
cd "$(dirname "$0")/.."
product=${1:-windlass}
scripts/prepare.sh git zlib1g-dev libzstd-dev libcrypt-dev
[ "$product" = windlass ] || export WINDLASS_ROOMS=safe
swift build -c release --product "$product" --static-swift-stdlib -Xlinker -s --scratch-path ".build-release-$product"
bin=$(swift build -c release --product "$product" --static-swift-stdlib -Xlinker -s --scratch-path ".build-release-$product" --show-bin-path)
mkdir -p dist
install -m 755 "$bin/$product" "dist/$product"
ls -l "dist/$product"

#!/usr/bin/env bash
# Feeds mutated input to the parsers under libFuzzer until something breaks, the time is up, or each has run FUZZ_RUNS
# times where that is set.
# usage: scripts/fuzz.sh [SECONDS_EACH [TARGET...]]   targets: reference platform json toml rewrite registries lint http credentials
#   archive compression
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(reference platform json toml rewrite registries lint http credentials archive compression)
scripts/prepare.sh git zlib1g-dev libzstd-dev

# One module for all sources, so that the code under test is instrumented too.
mkdir -p .build-fuzz/sources
for target in "${targets[@]}"; do
    sources=()
    libraries=()
    case "$target" in
    reference | platform | json) sources=(Sources/OCI/*.swift) ;;
    toml)
        # One module, so there is nothing to import; of the rooms below, the reader needs only what a place is.
        rm -rf .build-fuzz/sources/toml
        mkdir -p .build-fuzz/sources/toml
        for file in Sources/NodeConfiguration/TOML/*.swift Sources/Registries/Configuration/Complaint.swift; do
            sed -E '/^(public |package )?import Registries$/d' "$file" >".build-fuzz/sources/toml/$(basename "$file")"
        done
        sources=(.build-fuzz/sources/toml/*.swift)
        ;;
    http) sources=(Sources/RegistryServer/Protocol/{ByteRange,PercentEncoding,RequestQuery}.swift) ;;
    archive | compression)
        # The store hashes with a package that is not built here: for the names of blobs any hash does.
        rm -rf ".build-fuzz/sources/$target"
        mkdir -p ".build-fuzz/sources/$target"
        for file in Sources/OCI/*.swift Sources/ContentStore/*.swift Sources/ContentStore/Archives/{,*/}*.swift; do
            [ "$file" != Sources/ContentStore/ContentHasher.swift ] || continue
            sed -E '/^(public |package )?import OCI$/d' "$file" >".build-fuzz/sources/$target/$(basename "$file")"
        done
        sources=(".build-fuzz/sources/$target"/*.swift)
        libraries+=(-Xcc "-fmodule-map-file=$PWD/Sources/CCompression/module.modulemap")
        ;;
    rewrite) sources=(Sources/Registries/Rewriting/*.swift) ;;
    registries | lint | credentials)
        WINDLASS_ROOMS=safe swift package resolve --scratch-path .build-safe
        yaml=$PWD/.build-safe/checkouts/Yams/Sources/CYaml
        for file in "$yaml"/src/*.c; do
            object=.build-fuzz/$(basename "$file" .c).o
            clang -c -O1 -fsanitize=fuzzer-no-link -I "$yaml/include" "$file" -o "$object"
            libraries+=("$object")
        done
        libraries+=(-I "$yaml/include" -Xcc "-fmodule-map-file=$yaml/include/module.modulemap")
        # The rooms are one module here, so they do not import each other.
        rm -rf ".build-fuzz/sources/$target"
        mkdir -p ".build-fuzz/sources/$target"
        rooms=(Sources/OCI/*.swift Sources/Registries/*/*.swift)
        [ "$target" != lint ] || rooms+=(Sources/NodeConfiguration/{*,*/*}/*.swift)
        [ "$target" != credentials ] || rooms+=(Sources/Credentials/{,*/}*.swift)
        for file in "${rooms[@]}"; do
            sed -E '/^(public |package )?import (OCI|Registries)$/d' "$file" >".build-fuzz/sources/$target/$(basename "$file")"
        done
        sources=(".build-fuzz/sources/$target"/*.swift)
        ;;
    *)
        echo "fuzz: no target $target" >&2
        exit 64
        ;;
    esac
    echo "== $target: building" >&2
    swiftc -O -parse-as-library -swift-version 6 -sanitize=fuzzer -module-name Fuzz -package-name windlass \
        -D "FUZZ_${target^^}" "${sources[@]}" Fuzzing/Fuzzers.swift "${libraries[@]}" -o ".build-fuzz/$target"
    mkdir -p ".build-fuzz/corpus/$target"
    ".build-fuzz/$target" -max_total_time="$seconds" -runs="${FUZZ_RUNS:--1}" -max_len=4096 -timeout=5 -rss_limit_mb=2048 \
        -artifact_prefix=".build-fuzz/$target-" ".build-fuzz/corpus/$target"
done

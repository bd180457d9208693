#pragma once
// zlib (package zlib1g-dev), whose initialisers are macros that Swift does not see, and libzstd (package libzstd-dev).
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

static inline int windlass_inflateInit2(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

static inline int windlass_deflateInit2(z_stream *stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}

#pragma once
// What Swift's view of the C library lacks: crypt(3) of libxcrypt (package libcrypt-dev, which libc6-dev brings along),
// and mallopt(3).
#include <crypt.h>
#include <malloc.h>

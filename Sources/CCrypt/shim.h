#pragma once
// libxcrypt, the crypt(3) of Debian and Ubuntu (package libcrypt-dev, which libc6-dev brings along).
#include <crypt.h>

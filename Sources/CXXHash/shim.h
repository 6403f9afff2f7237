// xxHash, inlined: XXH3 of a short key takes a few nanoseconds only when no call goes through a library boundary.
#ifndef DQAUDIT_CXXHASH_SHIM_H
#define DQAUDIT_CXXHASH_SHIM_H
#define XXH_INLINE_ALL
#include <xxhash.h>
#endif

// xxHash, inlined: XXH3 of a short key takes a few nanoseconds only when no call goes through a library boundary.
#ifndef DQAUDIT_CXXHASH_SHIM_H
#define DQAUDIT_CXXHASH_SHIM_H
#define XXH_INLINE_ALL
#include <xxhash.h>

/// XXH3 with 128 bits; xxHash renames its own functions when it is inlined, and Swift does not see the new names.
static inline XXH128_hash_t dqaudit_xxh3_128(const void *bytes, size_t count, uint64_t seed)
{
    return XXH3_128bits_withSeed(bytes, count, seed);
}
#endif

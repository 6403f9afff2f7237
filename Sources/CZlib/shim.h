// zlib, for dumps and exports that are compressed with gzip.
#ifndef DQAUDIT_CZLIB_SHIM_H
#define DQAUDIT_CZLIB_SHIM_H
#include <zlib.h>
#endif

// libmongoc and libbson as one module.
//
// bson_t is aligned to 128 bytes in the distribution's build and Swift sees an opaque pointer, so Swift never declares
// one: documents live on libbson's heap (bson_new, bson_new_from_data, bson_new_from_json) and are read as bytes.
#ifndef DQAUDIT_CLIBMONGOC_SHIM_H
#define DQAUDIT_CLIBMONGOC_SHIM_H
#include <bson/bson.h>
#include <mongoc/mongoc.h>
#endif

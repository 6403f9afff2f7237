// libmongoc and libbson as one module.
//
// bson_t is aligned to 128 bytes in the distribution's build and Swift sees an opaque pointer, so Swift never declares
// one: documents live on libbson's heap (bson_new, bson_new_from_data, bson_new_from_json) and are read as bytes.
// Nor does Swift declare a bson_iter_t: what needs one is a function here.
#ifndef DQAUDIT_CLIBMONGOC_SHIM_H
#define DQAUDIT_CLIBMONGOC_SHIM_H
#include <bson/bson.h>
#include <mongoc/mongoc.h>
#include <malloc.h>
#include <string.h>

// The length of a document in bytes.
static inline uint32_t dqaudit_bson_length(const bson_t *document) { return document->len; }

// The text at a dotted path, or NULL. Valid as long as the document; *length excludes the NUL.
static inline const char *dqaudit_bson_text(const bson_t *document, const char *path, uint32_t *length) {
    bson_iter_t outer, inner;
    if (bson_iter_init(&outer, document) && bson_iter_find_descendant(&outer, path, &inner) &&
        BSON_ITER_HOLDS_UTF8(&inner)) {
        return bson_iter_utf8(&inner, length);
    }
    return NULL;
}

// The number at a dotted path as an integer, or `otherwise`.
static inline int64_t dqaudit_bson_integer(const bson_t *document, const char *path, int64_t otherwise) {
    bson_iter_t outer, inner;
    if (bson_iter_init(&outer, document) && bson_iter_find_descendant(&outer, path, &inner) &&
        BSON_ITER_HOLDS_NUMBER(&inner)) {
        return bson_iter_as_int64(&inner);
    }
    return otherwise;
}

// Replies of up to 16 MB come and go: left to itself, glibc maps and unmaps each one and every page of it faults anew. Kept on the
// heap, the same memory serves them all.
static inline void dqaudit_keep_replies_on_heap(void) {
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

// Moves a reply to libbson's heap. bson_steal marks what it fills as lying on the stack (BSON_FLAG_STATIC, 1 << 1, of bson-private.h), whose
// header bson_destroy then would not free.
static inline bson_t *dqaudit_moved(bson_t *local) {
    bson_t *moved = bson_new();
    if (bson_steal(moved, local)) {
        moved->flags &= ~(1u << 1);
        return moved;
    }
    bson_destroy(local);
    bson_destroy(moved);
    return bson_new();
}

// Runs a command that only reads. *reply is a document of the caller, also after a failure; its memory is the driver's own,
// moved, not copied: replies of 16 MB come by the thousand.
static inline bool dqaudit_read_command(mongoc_client_t *client, const char *database, const bson_t *command,
                                        const bson_t *options, bson_t **reply, bson_error_t *error) {
    bson_t local;
    bool succeeded = mongoc_client_read_command_with_opts(client, database, command, NULL, options, &local, error);
    *reply = dqaudit_moved(&local);
    return succeeded;
}

// Runs a command without any default of the connection (getMore takes no read concern) but, if asked, its read preference. *reply as
// above.
static inline bool dqaudit_plain_command(mongoc_client_t *client, const char *database, const bson_t *command, bool prefers,
                                         const bson_t *options, bson_t **reply, bson_error_t *error) {
    bson_t local;
    const mongoc_read_prefs_t *preference = prefers ? mongoc_client_get_read_prefs(client) : NULL;
    bool succeeded = mongoc_client_command_with_opts(client, database, command, preference, options, &local, error);
    *reply = dqaudit_moved(&local);
    return succeeded;
}

// Runs a command that writes; the driver sends it once more when a primary is lost over it and the command may be repeated. *reply as above.
static inline bool dqaudit_write_command(mongoc_client_t *client, const char *database, const bson_t *command,
                                         const bson_t *options, bson_t **reply, bson_error_t *error) {
    bson_t local;
    bool succeeded = mongoc_client_write_command_with_opts(client, database, command, options, &local, error);
    *reply = dqaudit_moved(&local);
    return succeeded;
}

// Writes the ObjectId at a dotted path as 24 hexadecimal digits and a NUL; false when there is none.
static inline bool dqaudit_bson_object_id(const bson_t *document, const char *path, char digits[25]) {
    bson_iter_t outer, inner;
    if (!bson_iter_init(&outer, document) || !bson_iter_find_descendant(&outer, path, &inner) ||
        !BSON_ITER_HOLDS_OID(&inner)) {
        return false;
    }
    bson_oid_to_string(bson_iter_oid(&inner), digits);
    return true;
}

// The timestamp at a dotted path; false when there is none.
static inline bool dqaudit_bson_timestamp(const bson_t *document, const char *path, uint32_t *seconds, uint32_t *increment) {
    bson_iter_t outer, inner;
    if (!bson_iter_init(&outer, document) || !bson_iter_find_descendant(&outer, path, &inner) ||
        !BSON_ITER_HOLDS_TIMESTAMP(&inner)) {
        return false;
    }
    bson_iter_timestamp(&inner, seconds, increment);
    return true;
}

// The UUID at a dotted path, 16 bytes; NULL when there is none. Valid as long as the document.
static inline const uint8_t *dqaudit_bson_uuid(const bson_t *document, const char *path) {
    bson_iter_t outer, inner;
    bson_subtype_t subtype;
    uint32_t length = 0;
    const uint8_t *bytes = NULL;
    if (bson_iter_init(&outer, document) && bson_iter_find_descendant(&outer, path, &inner) &&
        BSON_ITER_HOLDS_BINARY(&inner)) {
        bson_iter_binary(&inner, &subtype, &length, &bytes);
    }
    return length == 16 ? bytes : NULL;
}

// The truth at a dotted path as MongoDB sees it (1, 1.0 and true are true); false when nothing is there.
static inline bool dqaudit_bson_truth(const bson_t *document, const char *path) {
    bson_iter_t outer, inner;
    return bson_iter_init(&outer, document) && bson_iter_find_descendant(&outer, path, &inner) &&
           bson_iter_as_bool(&inner);
}
#endif

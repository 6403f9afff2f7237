// A bare drain: everything the driver's own loop costs, and nothing computed.
//
//   drain URI DATABASE COLLECTION [CURSORS]
//
// One cursor (the default) reads in natural order. Several share the collection by index bounds on `_id`, each on a
// thread and a client of its own; the bounds come from a sample. Prints the documents and bytes that were seen. The
// allocator is left at its defaults.
#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { CURSORS = 16, SAMPLED = 400 };

typedef struct {
    const char *uri, *database, *collection;
    bson_t from, to; // {_id: …}, or empty at an end
    long documents, bytes;
    bool failed;
} share_t;

static void silent(mongoc_log_level_t level, const char *domain, const char *message, void *data) {
    (void)level, (void)domain, (void)message, (void)data;
}

static void count(share_t *share, mongoc_cursor_t *cursor) {
    const bson_t *document;
    bson_error_t error;
    while (mongoc_cursor_next(cursor, &document)) {
        share->documents += 1;
        share->bytes += document->len;
    }
    if (mongoc_cursor_error(cursor, &error)) {
        fprintf(stderr, "drain: %s\n", error.message);
        share->failed = true;
    }
    mongoc_cursor_destroy(cursor);
}

// The whole collection in natural order.
static void drain_all(share_t *share, mongoc_client_t *client) {
    mongoc_collection_t *collection = mongoc_client_get_collection(client, share->database, share->collection);
    bson_t everything = BSON_INITIALIZER;
    count(share, mongoc_collection_find_with_opts(collection, &everything, NULL, NULL));
    mongoc_collection_destroy(collection);
}

// What lies between two bounds of the index on `_id`. The driver's own find refuses `min` and `max`, so the command is
// sent as it is and its reply made a cursor.
static void *drain_share(void *pointer) {
    share_t *share = pointer;
    mongoc_client_t *client = mongoc_client_new(share->uri);
    bson_t command = BSON_INITIALIZER, reply;
    bson_error_t error;
    BCON_APPEND(&command, "find", BCON_UTF8(share->collection), "filter", "{", "}", "hint", "{", "_id", BCON_INT32(1), "}");
    if (!bson_empty(&share->from)) BSON_APPEND_DOCUMENT(&command, "min", &share->from);
    if (!bson_empty(&share->to)) BSON_APPEND_DOCUMENT(&command, "max", &share->to);
    if (mongoc_client_read_command_with_opts(client, share->database, &command, NULL, NULL, &reply, &error)) {
        count(share, mongoc_cursor_new_from_command_reply_with_opts(client, &reply, NULL)); // takes the reply
    } else {
        fprintf(stderr, "drain: %s\n", error.message);
        share->failed = true;
        bson_destroy(&reply);
    }
    bson_destroy(&command);
    mongoc_client_destroy(client);
    return NULL;
}

// Cuts the collection into shares of about the same size: sampled `_id`s in order, every n-th a bound. An index
// bound holds for values of every type, which a filter on `_id` would not.
static void split(share_t *shares, int cursors, mongoc_client_t *client) {
    mongoc_collection_t *collection = mongoc_client_get_collection(client, shares->database, shares->collection);
    bson_t *pipeline = BCON_NEW("pipeline", "[", "{", "$sample", "{", "size", BCON_INT32(SAMPLED), "}", "}",
                                "{", "$project", "{", "_id", BCON_INT32(1), "}", "}",
                                "{", "$sort", "{", "_id", BCON_INT32(1), "}", "}", "]");
    mongoc_cursor_t *cursor = mongoc_collection_aggregate(collection, MONGOC_QUERY_NONE, pipeline, NULL, NULL);
    const bson_t *document;
    int bound = 1;
    for (int place = 0; bound < cursors && mongoc_cursor_next(cursor, &document); place += 1) {
        if (place < bound * SAMPLED / cursors) continue;
        bson_concat(&shares[bound - 1].to, document);
        bson_concat(&shares[bound].from, document);
        bound += 1;
    }
    if (bound < cursors) {
        fprintf(stderr, "drain: too few documents for %d cursors\n", cursors);
        exit(1);
    }
    mongoc_cursor_destroy(cursor);
    bson_destroy(pipeline);
    mongoc_collection_destroy(collection);
}

int main(int argc, char **argv) {
    int cursors = argc == 5 ? atoi(argv[4]) : 1;
    if (argc < 4 || argc > 5 || cursors < 1 || cursors > CURSORS) {
        fprintf(stderr, "usage: drain URI DATABASE COLLECTION [CURSORS]\n");
        return 2;
    }
    mongoc_log_set_handler(silent, NULL);
    mongoc_init();
    mongoc_client_t *client = mongoc_client_new(argv[1]);
    if (!client) {
        fprintf(stderr, "drain: the connection string is wrong\n");
        return 2;
    }
    share_t shares[CURSORS];
    for (int place = 0; place < cursors; place += 1) {
        shares[place] = (share_t){.uri = argv[1], .database = argv[2], .collection = argv[3]};
        bson_init(&shares[place].from);
        bson_init(&shares[place].to);
    }
    if (cursors == 1) {
        drain_all(shares, client);
    } else {
        pthread_t threads[CURSORS];
        split(shares, cursors, client);
        for (int place = 0; place < cursors; place += 1)
            if (pthread_create(&threads[place], NULL, drain_share, &shares[place]) != 0) abort();
        for (int place = 0; place < cursors; place += 1) pthread_join(threads[place], NULL);
    }
    long documents = 0, bytes = 0;
    bool failed = false;
    for (int place = 0; place < cursors; place += 1) {
        documents += shares[place].documents;
        bytes += shares[place].bytes;
        failed = failed || shares[place].failed;
    }
    printf("%ld %ld\n", documents, bytes);
    mongoc_client_destroy(client);
    mongoc_cleanup();
    return failed;
}

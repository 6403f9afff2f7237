// A bare drain: everything the driver's own loop costs, and nothing computed. usage: drain URI DATABASE COLLECTION
//
// Prints the documents and bytes that it saw. The allocator is left at its defaults.
#include <mongoc/mongoc.h>
#include <stdio.h>

static void silent(mongoc_log_level_t level, const char *domain, const char *message, void *data) {
    (void)level, (void)domain, (void)message, (void)data;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: drain URI DATABASE COLLECTION\n");
        return 2;
    }
    mongoc_log_set_handler(silent, NULL);
    mongoc_init();
    mongoc_client_t *client = mongoc_client_new(argv[1]);
    if (!client) {
        fprintf(stderr, "drain: the connection string is wrong\n");
        return 2;
    }
    mongoc_collection_t *collection = mongoc_client_get_collection(client, argv[2], argv[3]);
    bson_t everything = BSON_INITIALIZER;
    mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, &everything, NULL, NULL);
    const bson_t *document;
    long documents = 0, bytes = 0;
    while (mongoc_cursor_next(cursor, &document)) {
        documents += 1;
        bytes += document->len;
    }
    bson_error_t error;
    int failed = mongoc_cursor_error(cursor, &error);
    if (failed) fprintf(stderr, "drain: %s\n", error.message);
    printf("%ld %ld\n", documents, bytes);
    mongoc_cursor_destroy(cursor);
    mongoc_collection_destroy(collection);
    mongoc_client_destroy(client);
    mongoc_cleanup();
    return failed;
}

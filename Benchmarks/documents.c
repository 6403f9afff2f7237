// Makes the collections that the benchmark reads. The same arguments give the same bytes, on every machine.
//
//   documents file PATH SHAPE COUNT                            a BSON file, as mongodump writes it
//   documents load URI DATABASE COLLECTION SHAPE COUNT         a collection; what it held before is gone
//
// SHAPE is one of
//   products   about 600 bytes: the first users' products, `_id`s in insertion order (prod_000123)
//   random     the same documents, `_id`s in random order
//   sellers    the products with one field more, of 1,000 values: seller
//   wide       200 fields, about 5 kB; those that a suite watches lie far apart: name, price, currency, url, scraped_at
//
// In every shape some values are missing, wrong or repeated, so that each check has something to find. Prints the
// documents and bytes that it made.
#include <math.h>
#include <mongoc/mongoc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRODUCTS, RANDOM, SELLERS, WIDE };
enum { BATCH = 2000, WIDE_FIELDS = 200, SELLER_COUNT = 1000 };
enum { DAYS = 8, FIRST_DAY = 4 }; // the products were visited from the 4th to the 11th of May
enum { SHOP = 1, CATEGORY, PRODUCT, ATTRIBUTES, SELLER }; // streams of chance

// --- Chance -----------------------------------------------------------------------------------------------------------

// A stream of numbers that depends on the document's number and the stream's own alone (splitmix64). No call takes two
// draws as arguments: C leaves open which would come first.
typedef struct { uint64_t state; } draw_t;

static draw_t draw_for(uint64_t number, uint64_t stream) {
    return (draw_t){number * 0xD1342543DE82EF95u + stream * 0x9E3779B97F4A7C15u};
}

static uint64_t next(draw_t *draw) {
    uint64_t z = draw->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static unsigned below(draw_t *draw, unsigned bound) { return (unsigned)(next(draw) % bound); }
static unsigned between(draw_t *draw, unsigned low, unsigned high) { return low + below(draw, high - low + 1); }

// A permutation of all 32-bit numbers: random, and never the same twice.
static uint32_t scattered(uint32_t number) {
    number ^= number >> 16;
    number *= 0x85EBCA6Bu;
    number ^= number >> 13;
    number *= 0xC2B2AE35u;
    return number ^ (number >> 16);
}

// --- Values -----------------------------------------------------------------------------------------------------------

typedef struct { const char *name, *country, *currency, *site, *pictures; } shop_t;

static const shop_t shops[] = {
    {"mytek", "Tunisia", "TND", "https://www.mytek.tn", "https://mk-media.mytek.tn"},
    {"tunisianet", "Tunisia", "TND", "https://www.tunisianet.com.tn", "https://www.tunisianet.com.tn/img"},
    {"ldlc", "France", "EUR", "https://www.ldlc.com", "https://media.ldlc.com"},
};
static const char *categories[] = {"laptops", "desktops", "smartphones", "tablets", "mini-pc", "monitors"};
static const char *nouns[] = {"PC portable", "PC de bureau", "Smartphone", "Tablette tactile", "Mini PC", "Écran"};
static const char *brands[] = {"Lenovo", "HP", "Dell", "Asus", "Acer", "MSI", "Samsung", "Xiaomi", "Apple", "Honor"};
static const char *colours[] = {"Noir", "Gris sidéral", "Argenté", "Bleu nuit", "Blanc"};
static const char *processors[] = {"Intel Core i3-1215U", "Intel Core i5-13420H", "AMD Ryzen 5 7530U", "Dimensity 7200"};
static const char *blanks[] = {"", "   ", "\t"};
static const char *wrong_prices[] = {"1 299,00 €", "Prix sur demande", "1,199.000 DT"};
static const char *wrong_currencies[] = {"DT", "EURO", "USD"};

#define PICK(draw, list) list[below(draw, sizeof list / sizeof *list)]

static void text(bson_t *to, const char *key, const char *form, ...) __attribute__((format(printf, 3, 4)));

static void text(bson_t *to, const char *key, const char *form, ...) {
    char value[256];
    va_list values;
    va_start(values, form);
    int length = vsnprintf(value, sizeof value, form, values);
    va_end(values);
    bson_append_utf8(to, key, -1, value, length);
}

// A local time without zone, as the scrapers write it.
static void instant(bson_t *to, const char *key, unsigned year, unsigned month, unsigned day, unsigned second,
                    unsigned micro) {
    text(to, key, "%04u-%02u-%02uT%02u:%02u:%02u.%06u", year, month, day, second / 3600, second / 60 % 60, second % 60,
         micro);
}

static const shop_t *shop_of(uint64_t number) {
    draw_t draw = draw_for(number, SHOP);
    unsigned share = below(&draw, 100);
    return &shops[share < 38 ? 0 : share < 71 ? 1 : 2];
}

// --- The watched fields, in both shapes -------------------------------------------------------------------------------

// Shares are in units of 1/10,000.
static void put_price(bson_t *to, draw_t *draw) {
    unsigned fate = below(draw, 10000), cents = between(draw, 8500, 360000);
    if (fate < 120) bson_append_null(to, "price", -1);
    else if (fate < 130) bson_append_double(to, "price", -1, NAN);
    else if (fate < 133) bson_append_double(to, "price", -1, -1.0);
    else if (fate < 138) bson_append_int32(to, "price", -1, 0);
    else if (fate < 142) text(to, "price", "%s", PICK(draw, wrong_prices));
    else if (fate < 145) text(to, "price", "%s", PICK(draw, blanks));
    else if (fate < 645) bson_append_int32(to, "price", -1, (int32_t)(cents / 100));
    else bson_append_double(to, "price", -1, cents / 100.0);
}

static void put_currency(bson_t *to, draw_t *draw, const shop_t *shop) {
    text(to, "currency", "%s", below(draw, 10000) < 4 ? PICK(draw, wrong_currencies) : shop->currency);
}

static void put_url(bson_t *to, draw_t *draw, uint64_t number, const char *key) {
    unsigned fate = below(draw, 10000);
    uint64_t shown = number;
    if (fate < 3) return;
    if (fate < 6) { bson_append_null(to, key, -1); return; }
    if (fate < 10) { text(to, key, "%s", PICK(draw, blanks)); return; }
    if (fate < 12) { text(to, key, "N/A"); return; } // missing for completeness, a key and a broken rule for the others
    if (fate >= 16 && fate < 156 && number > 0) shown = next(draw) % number; // that of an earlier product
    draw_t category = draw_for(shown, CATEGORY);
    const shop_t *shop = shop_of(shown);
    text(to, key, "%s/%s/%08" PRIu64 ".html", fate < 16 ? "ftp://shop" : shop->site, PICK(&category, categories), shown);
}

// Yesterday has fewer products than the seven days before it.
static void put_scraped(bson_t *to, draw_t *draw, unsigned *second, unsigned *day) {
    unsigned fate = below(draw, 10000), share = below(draw, 1000);
    *day = FIRST_DAY + (share < 100 ? DAYS - 1 : share % (DAYS - 1));
    *second = between(draw, 6 * 3600, 23 * 3600 + 2400);
    if (fate < 1) text(to, "scraped_at", "il y a 2 heures"); // or by a clock that is a year ahead
    else instant(to, "scraped_at", fate < 2 ? 2027 : 2026, 5, *day, *second, between(draw, 1, 999999));
}

static void put_name(bson_t *to, draw_t *draw, uint64_t number) {
    unsigned fate = below(draw, 10000);
    const char *noun = PICK(draw, nouns), *brand = PICK(draw, brands);
    unsigned memory = 4u << below(draw, 4);
    if (fate < 10) bson_append_null(to, "name", -1);
    else if (fate < 40) text(to, "name", "%s", PICK(draw, blanks));
    else text(to, "name", "%s %s %u Go %u", noun, brand, memory, (unsigned)(number % 100000));
}

// --- Documents --------------------------------------------------------------------------------------------------------

static void make_product(bson_t *to, uint64_t number, const char *id) {
    draw_t draw = draw_for(number, PRODUCT);
    const shop_t *shop = shop_of(number);
    draw_t kind = draw_for(number, CATEGORY);
    const char *category = PICK(&kind, categories), *brand = PICK(&draw, brands);
    unsigned day, second, memory = 4u << below(&draw, 4);

    text(to, "_id", "%s", id);
    put_name(to, &draw, number);
    text(to, "name_normalized", "%s %s %u go", category, brand, memory);
    text(to, "brand", "%s", below(&draw, 1000) < 35 ? "Unknown" : brand);
    if (below(&draw, 10) < 6) text(to, "model", "%.2s%u", brand, between(&draw, 100, 999));
    else bson_append_null(to, "model", -1);
    if (below(&draw, 1000) >= 10) text(to, "category_id", "cat_%s", category);
    put_price(to, &draw);
    put_currency(to, &draw, shop);
    text(to, "country", "%s", shop->country);
    text(to, "source", "%s", shop->name);
    put_url(to, &draw, number, "url");
    if (below(&draw, 1000) < 45) bson_append_null(to, "image_url", -1);
    else text(to, "image_url", "%s/%u/%u.jpg", shop->pictures, (unsigned)(number % 97), (unsigned)number);

    bson_t specifications;
    bson_append_document_begin(to, "specifications", -1, &specifications);
    text(&specifications, "ram", "%u Go", memory);
    text(&specifications, "colour", "%s", PICK(&draw, colours));
    unsigned processor = below(&draw, 1000);
    if (processor >= 50) text(&specifications, "cpu", "%s", processor < 60 ? "Unknown" : PICK(&draw, processors));
    bson_append_document_end(to, &specifications);

    uint64_t signature = next(&draw);
    text(to, "product_signature", "%016" PRIx64 "%016" PRIx64, signature, next(&draw));
    bson_append_bool(to, "in_stock", -1, below(&draw, 10) < 8);
    put_scraped(to, &draw, &second, &day);
    unsigned month = between(&draw, 1, 12), created = between(&draw, 1, 28), micro = below(&draw, 1000000);
    instant(to, "created_at", 2025, month, created, below(&draw, 86400), micro);
    instant(to, "updated_at", 2026, 5, day, second + between(&draw, 1, 90), micro);
}

static void make_wide(bson_t *to, uint64_t number, const char *id) {
    draw_t draw = draw_for(number, ATTRIBUTES);
    unsigned day, second;
    char key[32];
    text(to, "_id", "%s", id);
    for (unsigned place = 1; place < WIDE_FIELDS; place += 1) {
        if (place == 20) put_name(to, &draw, number);
        else if (place == 60) put_price(to, &draw);
        else if (place == 100) put_currency(to, &draw, shop_of(number));
        else if (place == 140) put_url(to, &draw, number, "url");
        else if (place == 180) put_scraped(to, &draw, &second, &day);
        else {
            snprintf(key, sizeof key, "attribute_%03u", place);
            const char *colour = PICK(&draw, colours);
            switch (place % 5) {
            case 0: bson_append_int32(to, key, -1, (int32_t)below(&draw, 100000)); break;
            case 1: bson_append_double(to, key, -1, below(&draw, 1000000) / 100.0); break;
            case 2: bson_append_date_time(to, key, -1, 1778000000000 + (int64_t)below(&draw, 100000000)); break;
            default: text(to, key, "%s %u", colour, below(&draw, 100000)); break;
            }
        }
    }
}

// --- Where they go ----------------------------------------------------------------------------------------------------

// As many digits as keep texts in the order of numbers.
static int digits(uint64_t count) { return count <= 1000000 ? 6 : 10; }

typedef struct {
    FILE *file;
    mongoc_collection_t *collection;
    bson_t *batch[BATCH];
    size_t waiting;
    uint64_t bytes;
} sink_t;

static void fail(const char *what) {
    fprintf(stderr, "documents: %s\n", what);
    exit(1);
}

static void flush(sink_t *sink) {
    bson_error_t error;
    if (sink->collection && sink->waiting > 0) {
        bson_t options = BSON_INITIALIZER;
        bson_append_bool(&options, "ordered", -1, false);
        const bson_t **batch = (const bson_t **)sink->batch;
        if (!mongoc_collection_insert_many(sink->collection, batch, sink->waiting, &options, NULL, &error))
            fail(error.message);
        bson_destroy(&options);
    }
    for (size_t place = 0; place < sink->waiting; place += 1) {
        if (sink->file && fwrite(bson_get_data(sink->batch[place]), sink->batch[place]->len, 1, sink->file) != 1)
            fail("cannot write the file");
        bson_reinit(sink->batch[place]);
    }
    sink->waiting = 0;
}

static void make(sink_t *sink, int shape, uint64_t count) {
    int width = digits(count);
    char id[32];
    for (size_t place = 0; place < BATCH; place += 1) sink->batch[place] = bson_sized_new(8192);
    for (uint64_t number = 0; number < count; number += 1) {
        bson_t *document = sink->batch[sink->waiting];
        if (shape == RANDOM) snprintf(id, sizeof id, "prod_%010" PRIu32, scattered((uint32_t)number));
        else snprintf(id, sizeof id, "prod_%0*" PRIu32, width, (uint32_t)number);
        if (shape == WIDE) make_wide(document, number, id);
        else make_product(document, number, id);
        if (shape == SELLERS) {
            draw_t draw = draw_for(number, SELLER);
            text(document, "seller", "seller_%u", below(&draw, SELLER_COUNT));
        }
        sink->bytes += document->len;
        sink->waiting += 1;
        if (sink->waiting == BATCH) flush(sink);
    }
    flush(sink);
}

static int shape_named(const char *name) {
    if (!strcmp(name, "products")) return PRODUCTS;
    if (!strcmp(name, "random")) return RANDOM;
    if (!strcmp(name, "sellers")) return SELLERS;
    if (!strcmp(name, "wide")) return WIDE;
    fail("the shape is products, random, sellers or wide");
    return -1;
}

static void silent(mongoc_log_level_t level, const char *domain, const char *message, void *data) {
    (void)level, (void)domain, (void)message, (void)data;
}

static void load(sink_t *sink, const char *uri, const char *database, const char *name, int shape, uint64_t count) {
    bson_error_t error;
    mongoc_log_set_handler(silent, NULL);
    mongoc_init();
    mongoc_client_t *client = mongoc_client_new(uri);
    if (!client) fail("the connection string is wrong");
    sink->collection = mongoc_client_get_collection(client, database, name);
    mongoc_collection_drop(sink->collection, NULL); // fails when there is none
    make(sink, shape, count);
    bson_t *checkpoint = BCON_NEW("fsync", BCON_INT32(1)); // so that the server writes nothing while it is measured
    if (!mongoc_client_command_simple(client, "admin", checkpoint, NULL, NULL, &error)) fail(error.message);
    bson_destroy(checkpoint);
    mongoc_collection_destroy(sink->collection);
    mongoc_client_destroy(client);
    mongoc_cleanup();
}

int main(int argc, char **argv) {
    static sink_t sink;
    uint64_t count = argc > 4 ? strtoull(argv[argc - 1], NULL, 10) : 0;
    if (count == 0 || count > UINT32_MAX) {
        fprintf(stderr, "usage: documents file PATH SHAPE COUNT | documents load URI DATABASE COLLECTION SHAPE COUNT\n");
        return 2;
    }
    int shape = shape_named(argv[argc - 2]);
    if (argc == 5 && !strcmp(argv[1], "file")) {
        sink.file = fopen(argv[2], "wb");
        if (!sink.file) fail("cannot open the file");
        setvbuf(sink.file, NULL, _IOFBF, 1 << 20);
        make(&sink, shape, count);
        if (fclose(sink.file) != 0) fail("cannot write the file");
    } else if (argc == 7 && !strcmp(argv[1], "load")) {
        load(&sink, argv[2], argv[3], argv[4], shape, count);
    } else {
        fail("one of the arguments is missing");
    }
    printf("%" PRIu64 " %" PRIu64 "\n", count, sink.bytes);
    return 0;
}

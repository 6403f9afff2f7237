// RawBSON: BSON as bytes, read in place.
//
// The type table, bounds-checked lengths, an element walker, a full validator and the arithmetic of Decimal128. It allocates nothing while
// walking and knows nothing of queries, checks or libbson. All offsets are checked against the end of the bytes before a load:
// broken bytes throw ``BSONFault``, they never trap and are never read outside.

import CLibMongoC

/// A cursor of the driver: it belongs to the thread and must not outlive the client that made it.
struct MongoCursor: ~Copyable {
    private let handle: OpaquePointer

    init(adopting handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        mongoc_cursor_destroy(handle)
    }

    /// The next document's bytes, valid until the next call; nil at the end or after a failure.
    mutating func next() -> UnsafeRawBufferPointer? {
        var document: OpaquePointer?
        guard mongoc_cursor_next(handle, &document), let document else { return nil }
        return BSONDocument.bytes(of: document)
    }

    /// Why the cursor ended, unless it came to its natural end.
    var failure: MongoFailure? {
        var error = bson_error_t()
        var reply: OpaquePointer?
        guard mongoc_cursor_error_document(handle, &error, &reply) else { return nil }
        let copy = reply.flatMap { bson_copy($0) } ?? bson_new()
        guard let copy else { return nil }
        return MongoFailure(error, reply: BSONDocument(adopting: copy))
    }
}

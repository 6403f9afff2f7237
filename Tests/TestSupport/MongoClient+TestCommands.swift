package import AuditModel
import CLibMongoC
package import MongoSource

/// What tests do with a server beside auditing it. The product itself has no way to write.
extension MongoClient {
    /// A client that talks to the primary of a replica set, wherever it is.
    package init(uri: String) throws(SourceError) {
        try self.init(ConnectionString(uri), preference: .primary)
    }

    /// Runs any command given as Extended JSON.
    /// - Returns: the server's reply.
    package borrowing func run(_ command: String, on database: String) throws -> BSONDocument {
        let command = try BSONDocument(extendedJSON: command)
        var failure = bson_error_t()
        var reply: OpaquePointer?
        let succeeded = dqaudit_read_command(handle, database, command.handle, nil, &reply, &failure)
        let document = reply.map { BSONDocument(adopting: $0) } ?? BSONDocument()
        guard succeeded else { throw FixtureError("the command on \(database) failed: \(failure.text)") }
        return document
    }

    /// Runs an aggregation pipeline, an array of stages as Extended JSON, to its end.
    /// - Parameter visit: called for each result with its BSON bytes, which are valid only during the call.
    package borrowing func aggregate(
        _ pipeline: String, on collection: String, of database: String, visit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let stages = try BSONDocument(extendedJSON: #"{"pipeline": \#(pipeline)}"#)
        let options = try BSONDocument(extendedJSON: #"{"allowDiskUse": true, "batchSize": 4000}"#)
        let target = mongoc_client_get_collection(handle, database, collection)
        defer { mongoc_collection_destroy(target) }
        let cursor = mongoc_collection_aggregate(target, MONGOC_QUERY_NONE, stages.handle, options.handle, nil)
        defer { mongoc_cursor_destroy(cursor) }
        try exhaust(cursor, of: "\(database).\(collection)", visit)
    }

    /// Runs an aggregation pipeline that begins with no collection, such as `$currentOp`, and takes its first batch.
    package borrowing func aggregate(
        _ pipeline: String, onDatabase database: String, visit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let stages = try BSONDocument(extendedJSON: #"{"pipeline": \#(pipeline)}"#)
        let target = mongoc_client_get_database(handle, database)
        defer { mongoc_database_destroy(target) }
        let cursor = mongoc_database_aggregate(target, stages.handle, nil, nil)
        defer { mongoc_cursor_destroy(cursor) }
        try exhaust(cursor, of: database, visit)
    }

    /// Visits what a cursor has.
    private borrowing func exhaust(
        _ cursor: OpaquePointer?, of place: String, _ visit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var document: OpaquePointer?
        while mongoc_cursor_next(cursor, &document), let document {
            try visit(BSONDocument.bytes(of: document))
        }
        var failure = bson_error_t()
        if mongoc_cursor_error(cursor, &failure) {
            throw FixtureError("the aggregation on \(place) failed: \(failure.text)")
        }
    }

    /// Inserts documents as they are, in order; nothing in them is checked, and those without an `_id` get one.
    package borrowing func insert(documents: [[UInt8]], into collection: String, of database: String) throws {
        let options = try BSONDocument(extendedJSON: #"{"ordered": true, "validate": false}"#)
        let target = mongoc_client_get_collection(handle, database, collection)
        defer { mongoc_collection_destroy(target) }
        var rest = documents[...]
        while !rest.isEmpty {
            // The protocol allows 48 MB a message.
            var bytes = 0
            let batch = rest.prefix { document in
                bytes += document.count
                return bytes <= 32 << 20 || bytes == document.count
            }
            rest = rest.dropFirst(batch.count)
            var handles: [OpaquePointer?] = []
            defer { handles.forEach { bson_destroy($0) } }
            for document in batch {
                guard let handle = bson_new_from_data(document, document.count) else {
                    throw FixtureError("a document for \(database).\(collection) is not BSON")
                }
                handles.append(handle)
            }
            var failure = bson_error_t()
            let succeeded = handles.withUnsafeMutableBufferPointer { documents in
                mongoc_collection_insert_many(
                    target, documents.baseAddress, documents.count, options.handle, nil, &failure)
            }
            guard succeeded else {
                throw FixtureError("the insertion into \(database).\(collection) failed: \(failure.text)")
            }
        }
    }
}

package import AuditModel
import CLibMongoC

extension MongoClient {
    /// Runs any command given as Extended JSON.
    /// - Returns: the server's reply.
    package borrowing func run(_ command: String, on database: String) throws(SourceError) -> BSONDocument {
        let command = try BSONDocument(extendedJSON: command)
        let attempt = attempt(command, on: database)
        if let failure = attempt.failure {
            throw failure.sourceError(.command("the command"), of: database, at: connection)
        }
        return attempt.takeReply()
    }

    /// Runs an aggregation pipeline to its end.
    /// - Parameter pipeline: an array of stages as Extended JSON.
    /// - Parameter visit: called for each result with its BSON bytes, which are valid only during the call.
    package borrowing func aggregate(
        _ pipeline: String, on collection: String, of database: String,
        visit: (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) {
        let stages = try BSONDocument(extendedJSON: #"{"pipeline": \#(pipeline)}"#)
        let options = try BSONDocument(extendedJSON: #"{"allowDiskUse": true, "batchSize": 4000}"#)
        let handle = mongoc_client_get_collection(self.handle, database, collection)
        defer { mongoc_collection_destroy(handle) }
        guard let cursor = mongoc_collection_aggregate(handle, MONGOC_QUERY_NONE, stages.handle, options.handle, nil)
        else { throw SourceError(.brokenOff, "the driver gave no cursor for \(database).\(collection)") }
        let failure = try withCursor(cursor) { cursor throws(SourceError) in
            while let document = cursor.next() { try visit(document) }
            return cursor.failure
        }
        if let failure {
            throw failure.sourceError(.command("the aggregation"), of: "\(database).\(collection)", at: connection)
        }
    }

    /// Inserts documents as they are, in order, in as many messages as their bytes need.
    ///
    /// For sample data and the history store; audited collections are never written to. Names and values of fields are not checked by
    /// the driver; documents without an `_id` get one.
    package borrowing func insert(
        documents: [[UInt8]], into collection: String, of database: String
    ) throws(SourceError) {
        let options = try BSONDocument(extendedJSON: #"{"ordered": true, "validate": false}"#)
        let handle = mongoc_client_get_collection(self.handle, database, collection)
        defer { mongoc_collection_destroy(handle) }
        var rest = documents[...]
        while !rest.isEmpty {
            var bytes = 0
            let batch = rest.prefix { document in
                bytes += document.count
                return bytes <= Self.insertBytes || bytes == document.count
            }
            rest = rest.dropFirst(batch.count)
            try insertBatch(batch, into: handle, options: options, namespace: "\(database).\(collection)")
        }
    }

    private borrowing func insertBatch(
        _ batch: ArraySlice<[UInt8]>, into collection: OpaquePointer?, options: borrowing BSONDocument,
        namespace: String
    ) throws(SourceError) {
        var handles: [OpaquePointer?] = []
        defer { handles.forEach { bson_destroy($0) } }
        for document in batch {
            guard let handle = bson_new_from_data(document, document.count) else {
                throw SourceError(.malformed, "a document for \(namespace) is not BSON")
            }
            handles.append(handle)
        }
        var failure = bson_error_t()
        var reply: OpaquePointer?
        let succeeded = handles.withUnsafeMutableBufferPointer { documents in
            dqaudit_insert(collection, documents.baseAddress, documents.count, options.handle, &reply, &failure)
        }
        let document = reply.map { BSONDocument(adopting: $0) } ?? BSONDocument()
        if !succeeded {
            throw MongoFailure(failure, reply: document).sourceError(
                .command("the insertion"), of: namespace, at: connection)
        }
    }

    /// Bytes of documents a message; the protocol allows 48 MB.
    private static let insertBytes = 32 << 20
}

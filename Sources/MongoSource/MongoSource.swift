package import AuditModel
import CLibMongoC
package import ScanEngine

/// The documents of one collection, or of a view, on a MongoDB server.
///
/// Nothing is ever written to the server. Each call makes a client of its own and uses it on the calling thread only.
package struct MongoSource: DocumentSource {
    package let database: String
    package let collection: String
    /// A MongoDB filter as Extended JSON; nil reads everything.
    package let filter: String?
    let connection: ConnectionString

    /// - Throws: ``SourceError`` with code `configuration`: the connection string, a name or the filter's syntax is wrong.
    package init(uri: String, database: String, collection: String, filter: String? = nil) throws(SourceError) {
        try self.init(ConnectionString(uri), database: database, collection: collection, filter: filter)
    }

    /// - Throws: ``SourceError`` with code `configuration`: a name or the filter's syntax is wrong.
    package init(
        _ connection: ConnectionString, database: String, collection: String, filter: String? = nil
    ) throws(SourceError) {
        self.connection = connection
        self.database = database
        self.collection = collection
        self.filter = filter
        if database.isEmpty || collection.isEmpty {
            throw SourceError(.configuration, "the source needs the name of a database and of a collection")
        }
        if let forbidden = database.first(where: { "/\\. \"$\0".contains($0) }) {
            throw SourceError(.configuration, "'\(forbidden)' cannot stand in the name of a database")
        }
        if collection.contains(where: { "$\0".contains($0) }) {
            throw SourceError(.configuration, "'$' cannot stand in the name of a collection")
        }
        if let filter {
            do throws(SourceError) {
                _ = try BSONDocument(extendedJSON: filter)
            } catch {
                throw SourceError(.configuration, "the filter is \(error.message)")
            }
        }
    }

    /// `database.collection`, for messages.
    var namespace: String { "\(database).\(collection)" }

    /// One part: everything.
    package func partitions(upTo count: Int) throws(SourceError) -> [Partition] {
        [Partition(index: 0, bounds: .whole)]
    }

    /// Reads the documents in the server's natural order, or as an index serves the filter.
    package func scan(
        _ partition: Partition, visit: (_ document: UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) -> Int {
        precondition(partition.bounds == .whole, "a collection has no byte offsets")
        let client = try MongoClient(connection)
        var documents = 0
        let failure = try find(with: client) { cursor throws(SourceError) in
            while let document = cursor.next() {
                try visit(document)
                documents += 1
            }
            return cursor.failure
        }
        if let failure { throw meaning(of: failure, afterDocuments: documents, client: client) }
        return client.serverOperations
    }

    private func find(
        with client: borrowing MongoClient,
        _ body: (inout MongoCursor) throws(SourceError) -> MongoFailure?
    ) throws(SourceError) -> MongoFailure? {
        let filter = try BSONDocument(extendedJSON: filter ?? "{}")
        let options = try BSONDocument(extendedJSON: #"{"batchSize": \#(Self.batchSize), "comment": "dqaudit"}"#)
        let handle = mongoc_client_get_collection(client.handle, database, collection)
        defer { mongoc_collection_destroy(handle) }
        guard let cursor = mongoc_collection_find_with_opts(handle, filter.handle, options.handle, nil) else {
            throw SourceError(.brokenOff, "the driver gave no cursor for \(namespace)")
        }
        return try client.withCursor(cursor, body)
    }

    /// Documents a request; a reply never holds more than 16 MiB of them.
    private static let batchSize = 4_000

    /// A failed scan: the server refuses the filter, or the scan broke off.
    ///
    /// The words of an error that came up while documents were matched may hold a value of one. So the server is asked to plan the
    /// same query: an error of that is about the filter alone, and can be shown.
    private func meaning(
        of failure: MongoFailure, afterDocuments documents: Int, client: borrowing MongoClient
    ) -> SourceError {
        let reading = failure.sourceError(.reading(documents: documents), of: namespace, at: connection)
        guard reading.code == .brokenOff, failure.isFromServer, documents == 0, let filter else { return reading }
        let command = try? BSONDocument(
            extendedJSON: """
                {"explain": {"find": \(ExtendedJSON.quoted(collection)), "filter": \(filter)}, "verbosity": "queryPlanner"}
                """)
        guard let command, let refusal = client.attempt(command, on: database).failure, refusal.code == failure.code
        else { return reading }
        return SourceError(
            .configuration, "the server refuses the filter for \(namespace): \(connection.scrub(refusal.text))")
    }
}

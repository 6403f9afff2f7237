package import AuditModel
import CLibMongoC
import RawBSON
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
    ///
    /// A thread of its own fetches the next reply while `visit` is called for the documents of the one before.
    package func scan(
        _ partition: Partition, visit: (_ document: UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) -> Int {
        precondition(partition.bounds == .whole, "a collection has no byte offsets")
        let stream = ReplyStream()
        guard let fetcher = BackgroundThread({ fetch(into: stream) }) else {
            throw SourceError(.brokenOff, "the system has no thread left to read \(namespace)")
        }
        defer {
            stream.cancel()
            fetcher.join()
        }
        var documents = 0
        while true {
            switch stream.take() {
            case .reply(let reply):
                try reply.forEachDocument { document throws(SourceError) in
                    try visit(document)
                    documents += 1
                }
            case .failure(let failure):
                throw failure.sourceError(.reading(documents: documents), of: namespace, at: connection)
            case .refusal(let error): throw error
            case .end(let commands): return commands
            }
        }
    }

    /// Documents a request; a reply never holds more than 16 MiB of them.
    private static let batchSize = 4_000

    // MARK: The fetching thread

    /// Runs `find` and `getMore` until the cursor ends or nobody wants more; whatever goes wrong is handed over too.
    private func fetch(into stream: ReplyStream) {
        do throws(SourceError) {
            let client = try MongoClient(connection)
            let session = PinnedSession(client)
            let find = try BSONDocument(
                extendedJSON: """
                    {"find": \(ExtendedJSON.quoted(collection)), "filter": \(filter ?? "{}"), "batchSize": \(Self.batchSize), \
                    "comment": "dqaudit"}
                    """)
            var attempt = client.attempt(find, on: database, options: session.options.handle)
            if let failure = attempt.failure {
                _ = stream.put(.refusal(meaning(of: failure, client: client)))
                return
            }
            while true {
                if let failure = attempt.failure {
                    _ = stream.put(.failure(failure))
                    return
                }
                let reply = try self.reply(attempt.takeReply())
                let cursor = reply.cursorID
                guard stream.put(.reply(reply)) else {
                    if cursor != 0 { kill(cursor, with: client, options: session.options.handle) }
                    return
                }
                if cursor == 0 { break }
                let more = try BSONDocument(
                    extendedJSON: """
                        {"getMore": {"$numberLong": "\(cursor)"}, "collection": \(ExtendedJSON.quoted(collection)), \
                        "batchSize": \(Self.batchSize)}
                        """)
                attempt = client.attemptPlainly(more, on: database, options: session.options.handle)
            }
            _ = stream.put(.end(commands: client.serverOperations))
        } catch {
            _ = stream.put(.refusal(error))
        }
    }

    private func reply(_ document: consuming BSONDocument) throws(SourceError) -> CursorReply {
        do throws(BSONFault) {
            return try CursorReply(adopting: document.release())
        } catch {
            throw SourceError(.brokenOff, "\(namespace) at \(connection.redacted.hosts) sent a reply that is \(error)")
        }
    }

    /// Tells the server that nobody reads on; when that fails, the cursor times out by itself.
    private func kill(_ cursor: Int64, with client: borrowing MongoClient, options: OpaquePointer?) {
        let command = try? BSONDocument(
            extendedJSON: """
                {"killCursors": \(ExtendedJSON.quoted(collection)), "cursors": [{"$numberLong": "\(cursor)"}]}
                """)
        guard let command else { return }
        _ = client.attemptPlainly(command, on: database, options: options).failure
    }

    /// A failed `find`: the server refuses the filter, or something else is wrong.
    ///
    /// The words of an error that came up while documents were matched may hold a value of one. So the server is asked to plan the
    /// same query: an error of that is about the filter alone, and can be shown.
    private func meaning(of failure: MongoFailure, client: borrowing MongoClient) -> SourceError {
        let reading = failure.sourceError(.reading(documents: 0), of: namespace, at: connection)
        guard reading.code == .brokenOff, failure.isFromServer, let filter else { return reading }
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

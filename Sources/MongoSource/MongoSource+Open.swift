package import AuditModel
package import ScanEngine

extension MongoSource {
    /// Connects, looks for the collection, and asks for the server's version and its own estimate of the number of documents.
    package func open() throws(SourceError) -> SourceFacts {
        let client = try MongoClient(connection)
        let kind = try findCollection(with: client)
        let version = client.attempt(try BSONDocument(extendedJSON: #"{"buildInfo": 1}"#), on: "admin").takeReply()
            .text(at: "version")
        let estimate = try estimatedDocuments(of: kind, with: client)
        return SourceFacts(
            description: SourceDescription(
                kind: .mongodb, database: database, collection: collection, serverVersion: version),
            estimatedDocuments: estimate, serverOperations: client.serverOperations)
    }

    /// What the server keeps under the collection's name: `collection`, `view` or `timeseries`; nil when the user may not ask.
    private func findCollection(with client: borrowing MongoClient) throws(SourceError) -> String? {
        let command = try BSONDocument(
            extendedJSON: """
                {"listCollections": 1, "filter": {"name": \(ExtendedJSON.quoted(collection))}, "nameOnly": true, \
                "authorizedCollections": true}
                """)
        let attempt = client.attempt(command, on: database)
        if let failure = attempt.failure {
            if failure.lacksPermission { return nil }
            throw failure.sourceError(.opening, of: namespace, at: connection)
        }
        let reply = attempt.takeReply()
        guard reply.text(at: "cursor.firstBatch.0.name") != nil else {
            throw SourceError(.collectionMissing, try missing(with: client))
        }
        return reply.text(at: "cursor.firstBatch.0.type") ?? "collection"
    }

    /// The server's count from its metadata; nil where it would have to read documents for it.
    private func estimatedDocuments(of kind: String?, with client: borrowing MongoClient) throws(SourceError) -> Int64?
    {
        guard filter == nil, kind == "collection" else { return nil }
        let command = try BSONDocument(extendedJSON: #"{"count": \#(ExtendedJSON.quoted(collection))}"#)
        let attempt = client.attempt(command, on: database)
        guard attempt.failure == nil else { return nil }
        return attempt.takeReply().integer(at: "n")
    }

    /// The sentence for a collection that is not there, with a similar name if there is one.
    private func missing(with client: borrowing MongoClient) throws(SourceError) -> String {
        let place = "at \(connection.redacted.hosts)"
        let known = try names(
            #"{"listCollections": 1, "nameOnly": true, "authorizedCollections": true, "cursor": {"batchSize": 2000}}"#,
            under: "cursor.firstBatch", on: database, with: client)
        if known.isEmpty {
            let databases = try names(
                #"{"listDatabases": 1, "nameOnly": true, "authorizedDatabases": true}"#, under: "databases",
                on: "admin",
                with: client)
            let suggestion = databases.contains(database) ? "" : Spelling.suggestion(for: database, among: databases)
            return "there is no database '\(database)' \(place)\(suggestion), or its user may see no collection in it"
        }
        let suggestion = Spelling.suggestion(for: collection, among: known)
        return "there is no collection '\(collection)' in database '\(database)' \(place)\(suggestion)"
    }

    /// The `name`s in a list of a reply; none when the user may not ask.
    private func names(
        _ command: String, under path: String, on database: String, with client: borrowing MongoClient
    ) throws(SourceError) -> [String] {
        let attempt = client.attempt(try BSONDocument(extendedJSON: command), on: database)
        guard attempt.failure == nil else { return [] }
        let reply = attempt.takeReply()
        var names: [String] = []
        while let name = reply.text(at: "\(path).\(names.count).name") { names.append(name) }
        return names
    }
}

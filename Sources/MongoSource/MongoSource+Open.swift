package import AuditModel
package import ScanEngine

extension MongoSource: DocumentSource {
    /// Connects, looks for the collection, and decides how it is going to be read.
    package func open(_ request: ReadRequest) throws(SourceError) -> any OpenedSource {
        let client = try MongoClient(connection, preference: options.preference, deadline: request.deadline)
        let found = try findCollection(with: client)
        let version = client.attempt(try BSONDocument(extendedJSON: #"{"buildInfo": 1}"#), on: "admin").takeReply()
            .text(at: "version")
        let estimate = try estimatedDocuments(of: found, with: client)
        let planner = ReadPlanner(source: self, request: request, found: found, estimatedDocuments: estimate)
        let (plan, explanation, noSnapshot) = try planner.plan(with: client)
        var description = SourceDescription(
            kind: .mongodb, database: database, collection: collection, serverVersion: version)
        if let snapshot = plan.snapshot {
            description.setSnapshot(at: snapshot.description)
        } else {
            description.setNoSnapshot(because: noSnapshot)
        }
        return OpenedCollection(
            facts: SourceFacts(
                description: description, estimatedDocuments: filter == nil ? estimate : nil,
                serverOperations: client.serverOperations),
            explanation: explanation, source: self, plan: plan, collectionID: found.id,
            pace: options.documentsPerSecond.map {
                Pace(documentsPerSecond: $0, batchDocuments: options.batchDocuments)
            })
    }

    /// What the server keeps under the collection's name.
    struct FoundCollection: Sendable {
        /// `collection`, `view` or `timeseries`; nil when the user may not ask.
        var type: String?
        /// The UUID, 16 bytes; nil where there is none or the user may not ask.
        var id: [UInt8]?
    }

    private func findCollection(with client: borrowing MongoClient) throws(SourceError) -> FoundCollection {
        var attempt = client.attempt(try listCommand(nameOnly: false), on: database)
        // A user of this one collection may ask for names only.
        if attempt.failure?.lacksPermission == true {
            attempt = client.attempt(try listCommand(nameOnly: true), on: database)
        }
        if let failure = attempt.failure {
            if failure.lacksPermission { return FoundCollection() }
            throw failure.sourceError(.opening, of: namespace, at: connection)
        }
        let reply = attempt.takeReply()
        guard reply.text(at: "cursor.firstBatch.0.name") != nil else {
            throw SourceError(.collectionMissing, try missing(with: client))
        }
        return FoundCollection(
            type: reply.text(at: "cursor.firstBatch.0.type") ?? "collection",
            id: reply.uuid(at: "cursor.firstBatch.0.info.uuid"))
    }

    /// Asks for the collection's entry in the catalogue.
    func listCommand(nameOnly: Bool) throws(SourceError) -> BSONDocument {
        try BSONDocument(
            extendedJSON: """
                {"listCollections": 1, "filter": {"name": \(ExtendedJSON.quoted(collection))}, "nameOnly": \(nameOnly), \
                "authorizedCollections": \(nameOnly), "maxTimeMS": \(Self.questionMilliseconds)}
                """)
    }

    /// The server's plan for the filter.
    func explainCommand() throws(SourceError) -> BSONDocument {
        try BSONDocument(
            extendedJSON: """
                {"explain": {"find": \(ExtendedJSON.quoted(collection)), "filter": \(filter ?? "{}")}, \
                "verbosity": "queryPlanner", "maxTimeMS": \(Self.questionMilliseconds)}
                """)
    }

    /// What every question to the collection says besides: how long it may take, and whose it is.
    var questionFields: String {
        #""maxTimeMS": \#(Self.questionMilliseconds), "comment": \#(ExtendedJSON.quoted(options.comment))"#
    }

    /// How long a question about the collection may keep the server, in milliseconds.
    static let questionMilliseconds = 10_000

    /// How long one cursor may keep the server, in milliseconds of its work: an hour, or as long as somebody waits for it. A cursor whose
    /// time is over is taken up again.
    static func serverMilliseconds(until deadline: ContinuousClock.Instant?) -> Int {
        let longest = 3_600_000
        guard let deadline else { return longest }
        return max(1, min(longest, Int((deadline - .now) / .milliseconds(1))))
    }

    /// The server's count from its metadata, in which an unclean stop may leave a small error; nil where it would have to read documents
    /// for it.
    private func estimatedDocuments(
        of found: FoundCollection, with client: borrowing MongoClient
    ) throws(SourceError) -> Int64? {
        guard found.type == "collection" else { return nil }
        let command = try BSONDocument(
            extendedJSON: """
                {"count": \(ExtendedJSON.quoted(collection)), "maxTimeMS": \(Self.questionMilliseconds)}
                """)
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

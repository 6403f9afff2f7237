package import AuditModel
package import ScanEngine
import Synchronization

extension MongoSource: DocumentSource {
    /// Connects, looks for the collection, and decides how it is going to be read.
    ///
    /// Looking names up, connecting and waiting for replies have times of their own in the driver. So a thread that can be left to itself does
    /// it where somebody waits for so long only.
    package func open(_ request: ReadRequest) throws(SourceError) -> any OpenedSource {
        guard let deadline = request.deadline else { return try openHere(request) }
        let outcome = Mutex<Result<OpenedCollection, SourceError>?>(nil)
        let finished = Semaphore(0)
        let thread = BackgroundThread {
            let result = Result { () throws(SourceError) in try openHere(request) }
            outcome.withLock { $0 = result }
            finished.signal()
        }
        guard let thread else { return try openHere(request) }
        // Not a moment too early: whoever asks why must find that the time is over.
        guard finished.wait(milliseconds: max(0, Int((deadline - .now) / .milliseconds(1))) + 1) else {
            thread.detach()
            throw outOfTime
        }
        thread.join()
        guard let result = outcome.withLock(\.self) else { throw outOfTime }
        return try result.get()
    }

    private func openHere(_ request: ReadRequest) throws(SourceError) -> OpenedCollection {
        let inquiry = try Inquiry(of: self, until: request.deadline)
        let found = try findCollection(inquiry)
        let version = try inquiry.ask(#"{"buildInfo": 1}"#, on: "admin", plainly: true).takeReply().text(at: "version")
        let estimate = try estimatedDocuments(of: found, inquiry)
        let planner = ReadPlanner(
            source: self, request: request, found: found, estimatedDocuments: estimate, inquiry: inquiry)
        let (plan, explanation, noSnapshot) = try planner.plan()
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
                serverOperations: inquiry.serverOperations),
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

    private func findCollection(_ inquiry: Inquiry) throws(SourceError) -> FoundCollection {
        var attempt = try inquiry.ask(listQuestion(nameOnly: false), plainly: true)
        // A user of this one collection may ask for names only.
        if attempt.failure?.lacksPermission == true {
            attempt = try inquiry.ask(listQuestion(nameOnly: true), plainly: true)
        }
        if let failure = attempt.failure {
            if failure.lacksPermission { return FoundCollection() }
            throw failure.sourceError(.opening, of: namespace, at: connection)
        }
        let reply = attempt.takeReply()
        guard reply.text(at: "cursor.firstBatch.0.name") != nil else {
            throw SourceError(.collectionMissing, try missing(inquiry))
        }
        return FoundCollection(
            type: reply.text(at: "cursor.firstBatch.0.type") ?? "collection",
            id: reply.uuid(at: "cursor.firstBatch.0.info.uuid"))
    }

    /// The server's count from its metadata, in which an unclean stop may leave a small error; nil where it would have to read documents
    /// for it.
    private func estimatedDocuments(of found: FoundCollection, _ inquiry: Inquiry) throws(SourceError) -> Int64? {
        guard found.type == "collection" else { return nil }
        let attempt = try inquiry.ask(#"{"count": \#(ExtendedJSON.quoted(collection))}"#)
        guard attempt.failure == nil else { return nil }
        return attempt.takeReply().integer(at: "n")
    }

    /// The sentence for a collection that is not there, with a similar name if there is one.
    private func missing(_ inquiry: Inquiry) throws(SourceError) -> String {
        let place = "at \(connection.redacted.hosts)"
        let known = try names(
            #"{"listCollections": 1, "nameOnly": true, "authorizedCollections": true, "cursor": {"batchSize": 2000}}"#,
            under: "cursor.firstBatch", on: database, inquiry)
        if known.isEmpty {
            let databases = try names(
                #"{"listDatabases": 1, "nameOnly": true, "authorizedDatabases": true}"#, under: "databases",
                on: "admin", inquiry)
            let suggestion = databases.contains(database) ? "" : Spelling.suggestion(for: database, among: databases)
            return "there is no database '\(database)' \(place)\(suggestion), or its user may see no collection in it"
        }
        let suggestion = Spelling.suggestion(for: collection, among: known)
        return "there is no collection '\(collection)' in database '\(database)' \(place)\(suggestion)"
    }

    /// The `name`s in a list of a reply; none when the user may not ask.
    private func names(
        _ question: String, under path: String, on database: String, _ inquiry: Inquiry
    ) throws(SourceError) -> [String] {
        let attempt = try inquiry.ask(question, on: database, plainly: true)
        guard attempt.failure == nil else { return [] }
        let reply = attempt.takeReply()
        var names: [String] = []
        while let name = reply.text(at: "\(path).\(names.count).name") { names.append(name) }
        return names
    }
}

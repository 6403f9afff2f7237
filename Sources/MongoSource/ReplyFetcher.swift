import AuditModel
import CLibMongoC
import RawBSON
import ScanEngine

/// Runs `find` and `getMore` for one partition, on a thread of its own, and hands the replies over.
struct ReplyFetcher: Sendable {
    let source: MongoSource
    let plan: ReadPlan
    let bounds: PartitionBounds
    /// Where to begin.
    let position: ReadPosition
    /// Whether something of the partition was read before, even if it was forgotten.
    let isContinuation: Bool
    /// Whether each document shall come with the number of its record.
    let showsRecords: Bool
    /// The instant to read at; nil: no snapshot, or no longer.
    let snapshot: ClusterTime?
    /// What the collection was when the audit began: another one of the same name is not read on; nil: unknown.
    let collectionID: [UInt8]?
    let pace: Pace?
    /// When nobody waits for the documents any more.
    let deadline: ContinuousClock.Instant?

    /// Fetches until the cursor ends or nobody wants more; whatever goes wrong is handed over too.
    func run(into stream: ReplyStream) {
        var commands = 0
        var ending: ReplyStream.Ending
        do throws(SourceError) {
            let client = try MongoClient(
                source.connection, preference: source.options.preference, isCompressed: plan.isCompressed,
                commandMilliseconds: MongoSource.cursorMilliseconds, deadline: deadline)
            ending = try fetch(with: client, into: stream)
            commands = client.serverOperations
        } catch {
            ending = .refused(error)
        }
        _ = stream.put(.ended(ending, commands: commands))
    }

    private func fetch(
        with client: borrowing MongoClient, into stream: ReplyStream
    ) throws(SourceError) -> ReplyStream.Ending {
        let session: PinnedSession
        do throws(MongoFailure) {
            session = try PinnedSession(client)
        } catch {
            return .failed(error)
        }
        let server = session.server.identity
        if let flaw = flawOfBounds(at: server) { return flaw }
        if let flaw = try flawOfResuming(at: server, with: client, session) { return flaw }
        guard waitForTurn(stream) else { return .complete }
        let find = try findCommand()
        source.sign(find, for: session.server)
        // A command that names its read concern itself must get no other from the connection string.
        var attempt =
            snapshot == nil
            ? client.attempt(find, on: source.database, options: session.options.handle)
            : client.attemptPlainly(find, on: source.database, prefers: true, options: session.options.handle)
        if let failure = attempt.failure {
            pace?.giveBack(documents: batchDocuments)
            if failure.recovery != .none { return .failed(failure) }
            return .refused(meaning(of: failure, client: client, session.server))
        }
        while true {
            if let failure = attempt.failure {
                pace?.giveBack(documents: batchDocuments)
                return .failed(failure)
            }
            let reply = try self.reply(attempt.takeReply())
            let cursor = reply.cursorID
            if let pace { pace.giveBack(documents: pace.batchDocuments - reply.documentCount) }
            let isWanted = stream.put(.reply(reply, from: server))
            if cursor == 0 { return .complete }
            guard isWanted, waitForTurn(stream) else {
                kill(cursor, with: client, session)
                return .complete
            }
            let more = try BSONDocument(
                extendedJSON: """
                    {"getMore": {"$numberLong": "\(cursor)"}, "collection": \(ExtendedJSON.quoted(source.collection)), \
                    "batchSize": \(batchDocuments)}
                    """)
            source.sign(more, for: session.server)
            attempt = client.attemptPlainly(more, on: source.database, options: session.options.handle)
        }
    }

    private var batchDocuments: Int { pace?.batchDocuments ?? source.options.batchDocuments }

    /// Waits until this partition may ask for its next batch.
    /// - Returns: false when nobody wants it any more.
    private func waitForTurn(_ stream: ReplyStream) -> Bool {
        guard let turn = pace?.reserve() else { return true }
        while !stream.isCancelled {
            let rest = turn - .now
            guard rest > .zero else { return true }
            // In slices, so that a stop is noticed.
            pause(min(rest, .milliseconds(50)))
        }
        return false
    }

    /// `find` for what is left of the partition.
    private func findCommand() throws(SourceError) -> BSONDocument {
        var parts = [
            #""find": \#(ExtendedJSON.quoted(source.collection))"#, #""filter": \#(source.filter ?? "{}")"#,
            #""batchSize": \#(batchDocuments)"#,
            #""maxTimeMS": \#(MongoSource.milliseconds(until: deadline, atMost: MongoSource.cursorMilliseconds))"#,
        ]
        if showsRecords { parts.append(#""showRecordId": true"#) }
        if let projection = plan.projection { parts.append(#""projection": \#(projection)"#) }
        if let snapshot {
            parts.append(#""readConcern": {"level": "snapshot", "atClusterTime": \#(snapshot.extendedJSON)}"#)
        }
        if let fields = plan.order.findFields { parts.append(fields) }
        let command = try BSONDocument(extendedJSON: "{\(parts.joined(separator: ", "))}")
        var isWhole = true
        switch position {
        case .afterRecord(let token, _): isWhole = command.append("$_resumeAfter", document: token)
        // The index has no bound that leaves its own value out: the reader passes over the document itself.
        case .afterID(let id): isWhole = command.append("min", document: id)
        case .start, .unknown:
            if let lower = bounds.lower { isWhole = command.append("min", document: lower) }
            if let record = bounds.afterRecord {
                isWhole = command.append("$_resumeAfter", document: PartitionBounds.token(record: record))
            }
        }
        if let upper = bounds.upper { isWhole = command.append("max", document: upper) && isWhole }
        guard isWhole else {
            throw SourceError(.brokenOff, "reading \(source.namespace) broke off: a bound of the read is too large")
        }
        return command
    }

    /// Why bounds that are numbers of records say nothing here: they are those of one member, and of its data at the snapshot.
    private func flawOfBounds(at server: ServerIdentity) -> ReplyStream.Ending? {
        guard bounds.afterRecord != nil || bounds.lastRecord != nil, let planned = plan.server else { return nil }
        if server.host == planned.host, snapshot != nil || server.process == planned.process { return nil }
        return .refused(
            SourceError(
                .brokenOff,
                "reading \(source.namespace) broke off: \(planned.host) is no longer the server. Run the audit again"))
    }

    /// Why a read that was cut off cannot go on with this server; nil when it can, or when it only begins.
    private func flawOfResuming(
        at server: ServerIdentity, with client: borrowing MongoClient, _ session: borrowing PinnedSession
    ) throws(SourceError) -> ReplyStream.Ending? {
        switch position {
        case .start, .afterID: break
        case .unknown: return .placeUnknown
        case .afterRecord(_, let before):
            // Each member numbers its records by itself. The same member started anew has the same numbers if it still has the
            // snapshot; without one it may have been filled anew.
            guard server.host == before.host else { return .placeUnknown }
            if snapshot == nil, server.process == nil || server.process != before.process { return .placeUnknown }
        }
        guard isContinuation else { return nil }
        // A user who may not see the UUID may see the name; whose collection is neither was not asked after it either.
        let command = try source.question(
            source.listQuestion(nameOnly: collectionID == nil), to: session.server, until: deadline)
        let attempt = client.attemptPlainly(
            command, on: source.database, prefers: true, options: session.options.handle)
        if let failure = attempt.failure { return failure.lacksPermission ? nil : .failed(failure) }
        let reply = attempt.takeReply()
        let isThere = reply.text(at: "cursor.firstBatch.0.name") != nil
        if isThere, collectionID == nil || reply.uuid(at: "cursor.firstBatch.0.info.uuid") == collectionID {
            return nil
        }
        return .refused(
            SourceError(
                .brokenOff, "\(source.namespace) was dropped or replaced while it was read. Run the audit again"))
    }

    private func reply(_ document: consuming BSONDocument) throws(SourceError) -> CursorReply {
        do throws(BSONFault) {
            return try CursorReply(adopting: document.release())
        } catch {
            throw SourceError(
                .brokenOff,
                "\(source.namespace) at \(source.connection.redacted.hosts) sent a reply that is \(error)")
        }
    }

    /// Tells the server that nobody reads on; when that fails, the cursor times out by itself.
    private func kill(_ cursor: Int64, with client: borrowing MongoClient, _ session: borrowing PinnedSession) {
        let command = try? BSONDocument(
            extendedJSON: """
                {"killCursors": \(ExtendedJSON.quoted(source.collection)), "cursors": [{"$numberLong": "\(cursor)"}]}
                """)
        guard let command else { return }
        source.sign(command, for: session.server)
        _ = client.attemptPlainly(command, on: source.database, options: session.options.handle).failure
    }

    /// A failed `find`: the server refuses the filter, or something else is wrong.
    ///
    /// The words of an error that came up while documents were matched may hold a value of one. So the server is asked to plan the
    /// same query: an error of that is about the filter alone, and can be shown.
    private func meaning(
        of failure: MongoFailure, client: borrowing MongoClient, _ server: ServerFacts
    ) -> SourceError {
        let reading = failure.sourceError(.reading(documents: 0), of: source.namespace, at: source.connection)
        guard reading.code == .brokenOff, failure.isFromServer, source.filter != nil else { return reading }
        guard let command = try? source.question(source.explainQuestion, to: server, until: deadline),
            let refusal = client.attempt(command, on: source.database).failure, refusal.code == failure.code
        else { return reading }
        return SourceError(
            .configuration,
            "the server refuses the filter for \(source.namespace): \(source.connection.scrub(refusal.text))")
    }
}

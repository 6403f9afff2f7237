import AuditModel
import ScanEngine

/// Reads one partition to its end, over whatever faults lie between: the worker's side of the reading.
struct PartitionReader {
    private let collection: OpenedCollection
    private let bounds: PartitionBounds
    private var position = ReadPosition.start
    /// Whether the batch at hand reaches over the partition's last record, so that documents have to come with their numbers.
    private var showsRecords = false
    private var snapshot: ClusterTime?
    private var budget: RetryBudget
    /// Whether the cursor at hand gave a document.
    private var hasAdvanced = false
    /// Whether the cursor before it gave none in all the time that it had.
    private var wasInVain = false
    /// Documents given to the visitor since the last fresh start.
    private var documents = 0
    private var reading = PartitionReading()

    init(_ partition: Int, of collection: OpenedCollection) {
        self.collection = collection
        bounds = collection.plan.bounds[partition]
        snapshot = collection.plan.snapshot
        budget = RetryBudget(collection.source.options.retries)
    }

    mutating func run<Visitor: DocumentVisitor & ~Copyable>(
        into visitor: inout Visitor, progress: ScanProgress
    ) throws(SourceError) -> PartitionReading {
        while true {
            guard let ending = try readOn(into: &visitor, progress) else { continue }
            switch ending {
            case .complete: return reading
            case .refused(let error): throw error
            case .failed(let failure): try recover(from: failure, &visitor, progress)
            case .placeUnknown: try startOver(&visitor, cause: nil)
            }
            reading.resumptions += 1
        }
    }

    /// Reads from the position on, until the partition or the cursor ends.
    /// - Returns: nil when it is to be called again at once.
    private mutating func readOn<Visitor: DocumentVisitor & ~Copyable>(
        into visitor: inout Visitor, _ progress: ScanProgress
    ) throws(SourceError) -> ReplyStream.Ending? {
        hasAdvanced = false
        let stream = ReplyStream()
        let fetcher = ReplyFetcher(
            source: collection.source, plan: collection.plan, bounds: bounds, position: position,
            isContinuation: reading.resumptions > 0, showsRecords: showsRecords, snapshot: snapshot,
            collectionID: collection.collectionID,
            pace: collection.pace, deadline: progress.deadline)
        let finished = Semaphore(0)
        guard
            let thread = BackgroundThread({
                fetcher.run(into: stream)
                finished.signal()
            })
        else {
            throw SourceError(.brokenOff, "the system has no thread left to read \(collection.source.namespace)")
        }
        defer {
            stream.cancel()
            // It ends with the command that it is waiting for. A server that does not answer at all is not waited for.
            if finished.wait(milliseconds: 1_000) { thread.join() } else { thread.detach() }
        }
        // The first document from a bound that was read already.
        var known: [UInt8]?
        if case .afterID(let id) = position { known = id }
        while true {
            switch try stream.take(until: progress) {
            case .ended(let ending, let commands):
                reading.serverOperations += commands
                return ending
            case .reply(let reply, let server):
                let end = bounds.lastRecord.map { (last: $0, reached: reply.lastRecord ?? .max) }
                if let end, end.reached > end.last, !showsRecords {
                    // Once more, with numbers: without them nobody can tell which of these documents belong to the next partition.
                    showsRecords = true
                    return nil
                }
                var isBeyond = false
                let last = try reply.forEachDocument { document throws(SourceError) in
                    if let id = known {
                        known = nil
                        if CursorReply.id(of: document) == id { return }
                    }
                    if showsRecords, let end {
                        if !isBeyond { isBeyond = try visitNumbered(document, end.last, into: &visitor) }
                        return
                    }
                    try visitor.visit(document)
                    documents += 1
                }
                if isBeyond || end.map({ $0.reached >= $0.last }) ?? false { return .complete }
                move(behind: last, of: reply, from: server)
            }
        }
    }

    /// Visits a document that comes with the number of its record, unless it lies behind the last one.
    /// - Returns: whether it does.
    private mutating func visitNumbered<Visitor: DocumentVisitor & ~Copyable>(
        _ document: UnsafeRawBufferPointer, _ last: Int64, into visitor: inout Visitor
    ) throws(SourceError) -> Bool {
        guard let (stored, record) = CursorReply.split(document) else {
            throw SourceError(
                .brokenOff, "reading \(collection.source.namespace) broke off: the server does not number its records")
        }
        if record > last { return true }
        var failure: SourceError?
        stored.withUnsafeBytes { bytes in
            do throws(SourceError) { try visitor.visit(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        documents += 1
        return false
    }

    /// Remembers where to go on after a reply.
    private mutating func move(behind last: Range<Int>?, of reply: CursorReply, from server: ServerIdentity) {
        switch collection.plan.order {
        case .natural:
            // A filter may pass over many records without a document: the token moves on all the same.
            if let token = reply.resumeToken {
                position = .afterRecord(token: token, server: server)
            } else if last != nil {
                position = .unknown
            }
        case .byID:
            if let last { position = reply.id(ofDocumentAt: last).map { .afterID($0) } ?? .unknown }
        case .unordered:
            if last != nil { position = .unknown }
        }
        guard last != nil else { return }
        budget.progressed()
        hasAdvanced = true
        wasInVain = false
    }

    /// Makes the next attempt possible, after a wait.
    /// - Throws: the failure, when it would come again or came too often.
    private mutating func recover<Visitor: DocumentVisitor & ~Copyable>(
        from failure: MongoFailure, _ visitor: inout Visitor, _ progress: ScanProgress
    ) throws(SourceError) {
        switch failure.recovery {
        case .none: throw error(of: failure)
        case .resumeWithoutSnapshot:
            guard snapshot != nil else { throw error(of: failure) }
            snapshot = nil
            reading.consistencyLoss =
                "the server did not keep the snapshot until the end (\(failure.shortCause(at: collection.source.connection)))"
            return
        case .startOver: return try startOver(&visitor, cause: failure)
        case .resume: break
        }
        // Without the UUID nobody can tell whether a collection of this name is still the same one.
        if failure.isPlanKilled, collection.collectionID == nil { throw error(of: failure) }
        // A query that found nothing in all of its time will find nothing in the next one, and one that cannot go on where it was would
        // need the same time again.
        if failure.isOutOfTime, !hasAdvanced || collection.plan.order == .unordered { throw error(of: failure) }
        guard let wait = budget.fault() else { throw error(of: failure) }
        // Likewise where the connection string lets no reply take long; but once a connection may have been lost unseen.
        if failure.outlastedMilliseconds != nil, !hasAdvanced {
            if wasInVain { throw error(of: failure) }
            wasInVain = true
        }
        try rest(for: wait, progress)
        if case .unknown = position { try startOver(&visitor, cause: failure) }
    }

    private mutating func startOver<Visitor: DocumentVisitor & ~Copyable>(
        _ visitor: inout Visitor, cause: MongoFailure?
    ) throws(SourceError) {
        guard budget.freshStart() else {
            if let cause { throw error(of: cause) }
            throw SourceError(
                .brokenOff,
                """
                reading \(collection.source.namespace) broke off after \(documents) documents: the servers changed too \
                often. Run the audit again
                """)
        }
        visitor.startOver()
        documents = 0
        position = .start
        showsRecords = false
    }

    private func rest(for wait: Duration, _ progress: ScanProgress) throws(SourceError) {
        let end = ContinuousClock.now + wait
        while ContinuousClock.now < end {
            if let stop = progress.stopError { throw stop }
            pause(min(end - .now, .milliseconds(50)))
        }
    }

    private func error(of failure: MongoFailure) -> SourceError {
        failure.sourceError(
            .reading(documents: documents, faults: max(1, budget.faults)), of: collection.source.namespace,
            at: collection.source.connection)
    }
}

package import AuditModel

/// Where documents come from: one type per kind of source.
package protocol DocumentSource: Sendable {
    /// Reaches the source, finds out what the report says about it, and decides how it is going to be read.
    /// - Throws: ``SourceError``: cannot connect, not authorised, no such collection or file.
    func open(_ request: ReadRequest) throws(SourceError) -> any OpenedSource
}

/// A source that was reached, with its documents cut into partitions that do not overlap and leave nothing out.
///
/// The engine reads each partition on a thread of its own. A source pushes: it owns cursor or mapping and calls its visitor for each
/// document, so that nothing of it is ever shared between threads.
package protocol OpenedSource: Sendable {
    var facts: SourceFacts { get }

    /// How the documents are going to be read, and why.
    var explanation: ReadExplanation { get }

    /// How many partitions there are; they are numbered from 0 in a fixed order.
    var partitions: Int { get }

    /// Reads one partition from beginning to end on the calling thread.
    ///
    /// - Parameters:
    ///   - visitor: gets each document's BSON bytes, which are valid only during the call.
    ///   - progress: says when to stop; asked at least several times a second while the source waits.
    /// - Throws: what the visitor throws, or why the read broke off; then the partition's numbers are worth nothing.
    func read<Visitor: DocumentVisitor & ~Copyable>(
        _ partition: Int, into visitor: inout Visitor, progress: ScanProgress
    ) throws(SourceError) -> PartitionReading

    /// The same documents in one partition, where cuts were guessed and a failure may come from a wrong guess; nil elsewhere.
    var uncut: (any OpenedSource)? { get }
}

extension OpenedSource {
    package var uncut: (any OpenedSource)? { nil }
}

/// Who gets the documents of a partition.
package protocol DocumentVisitor: ~Copyable {
    /// Takes in one document; its bytes are valid only during the call.
    mutating func visit(_ document: UnsafeRawBufferPointer) throws(SourceError)

    /// Forgets every document so far: the partition is read again from its beginning.
    mutating func startOver()
}

/// What a read is for.
package struct ReadRequest: Sendable {
    /// Partitions that can be read at the same time, at least 1.
    package var threads: Int
    /// Whether somebody asked for just so many threads, rather than the machine.
    package var threadsAreChosen: Bool
    /// The keys at the top of a document that anybody looks at; nil: whole documents are wanted.
    package var watchedKeys: [String]?
    /// When nobody waits for the documents any more; nil: never.
    package var deadline: ContinuousClock.Instant?

    package init(
        threads: Int = 1, threadsAreChosen: Bool = false, watchedKeys: [String]? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) {
        self.threads = threads
        self.threadsAreChosen = threadsAreChosen
        self.watchedKeys = watchedKeys
        self.deadline = deadline
    }
}

/// What a source knows before it is read.
package struct SourceFacts: Sendable {
    package var description: SourceDescription
    /// For progress only; nil when unknown.
    package var estimatedDocuments: Int64?
    /// Commands sent to a server so far.
    package var serverOperations: Int

    package init(description: SourceDescription, estimatedDocuments: Int64?, serverOperations: Int = 0) {
        self.description = description
        self.estimatedDocuments = estimatedDocuments
        self.serverOperations = serverOperations
    }
}

/// How the reading of a partition went.
package struct PartitionReading: Hashable, Sendable {
    /// Commands sent to a server for it.
    package var serverOperations: Int
    /// Times that the read went on after a fault.
    package var resumptions: Int
    /// Why the partition was not read at the instant that was planned; nil when it was, or when none was planned.
    package var consistencyLoss: String?

    package init(serverOperations: Int = 0, resumptions: Int = 0, consistencyLoss: String? = nil) {
        self.serverOperations = serverOperations
        self.resumptions = resumptions
        self.consistencyLoss = consistencyLoss
    }
}

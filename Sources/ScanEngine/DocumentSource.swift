package import AuditModel

/// Where documents come from: one type per kind of source.
///
/// The engine calls `open` once, asks for partitions, and scans each partition on a thread of its own. A source pushes: it owns
/// cursor or mapping and calls `visit` for each document, so that nothing of it is ever shared between threads.
package protocol DocumentSource: Sendable {
    /// Reaches the source and finds out what the report says about it.
    /// - Throws: ``SourceError``: cannot connect, not authorised, no such collection or file.
    func open() throws(SourceError) -> SourceFacts

    /// Cuts the documents into at most `count` parts that do not overlap and leave nothing out, in a fixed order.
    func partitions(upTo count: Int) throws(SourceError) -> [Partition]

    /// Reads one partition from beginning to end on the calling thread.
    ///
    /// - Parameter visit: called once per document with its BSON bytes, which are valid only during the call.
    /// - Throws: what `visit` throws, or why the scan broke off; then the partition's numbers are worth nothing.
    /// - Returns: the commands sent to a server for it.
    func scan(
        _ partition: Partition, visit: (_ document: UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) -> Int
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

/// A part of a source, named by its place in the order of the parts.
package struct Partition: Hashable, Sendable {
    package enum Bounds: Hashable, Sendable {
        case whole
        /// Byte offsets into a file of BSON documents.
        case bytes(Range<Int>)
    }

    package let index: Int
    package let bounds: Bounds

    package init(index: Int, bounds: Bounds) {
        self.index = index
        self.bounds = bounds
    }
}

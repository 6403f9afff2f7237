package import AuditModel
package import ScanEngine

/// A visitor that calls a closure.
package struct ClosureVisitor: DocumentVisitor {
    private let body: (UnsafeRawBufferPointer) throws(SourceError) -> Void
    private let onStartingOver: () -> Void

    package init(
        startingOver: @escaping () -> Void = {}, _ body: @escaping (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) {
        self.body = body
        onStartingOver = startingOver
    }

    package mutating func visit(_ document: UnsafeRawBufferPointer) throws(SourceError) { try body(document) }
    package mutating func startOver() { onStartingOver() }
}

extension DocumentSource {
    /// What is known of the source before it is read.
    package func facts() throws(SourceError) -> SourceFacts { try open(ReadRequest()).facts }

    /// Reads partition after partition on the calling thread.
    /// - Returns: how it went, by partition.
    @discardableResult
    package func readAll(
        _ request: ReadRequest = ReadRequest(), startingOver: @escaping () -> Void = {},
        visit: @escaping (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) -> [PartitionReading] {
        let opened = try open(request)
        let progress = ScanProgress()
        var readings: [PartitionReading] = []
        var visitor = ClosureVisitor(startingOver: startingOver, visit)
        for partition in 0..<opened.partitions {
            readings.append(try opened.read(partition, into: &visitor, progress: progress))
        }
        return readings
    }

    /// Every document's bytes, partition after partition.
    package func allDocuments(_ request: ReadRequest = ReadRequest()) throws(SourceError) -> [[UInt8]] {
        var documents: [[UInt8]] = []
        try readAll(request, startingOver: { documents = [] }) { document throws(SourceError) in
            documents.append(Array(document))
        }
        return documents
    }

    /// How many documents a scan gives, without keeping them.
    package func documentCount() throws(SourceError) -> Int {
        var count = 0
        try readAll(startingOver: { count = 0 }) { _ throws(SourceError) in count += 1 }
        return count
    }
}

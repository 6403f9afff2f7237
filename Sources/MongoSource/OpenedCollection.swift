import AuditModel
import ScanEngine

/// A collection that was found, and the plan by which it is read.
struct OpenedCollection: OpenedSource {
    let facts: SourceFacts
    let explanation: ReadExplanation
    let source: MongoSource
    let plan: ReadPlan
    /// What the collection was when it was found; nil: unknown.
    let collectionID: [UInt8]?
    let pace: Pace?

    var partitions: Int { plan.bounds.count }

    /// Reads a partition; a thread of its own fetches the next reply while the visitor works on the one before.
    func read<Visitor: DocumentVisitor & ~Copyable>(
        _ partition: Int, into visitor: inout Visitor, progress: ScanProgress
    ) throws(SourceError) -> PartitionReading {
        var reader = PartitionReader(partition, of: self)
        return try reader.run(into: &visitor, progress: progress)
    }
}

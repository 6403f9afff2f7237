import AuditModel
import ScanEngine

/// A file that can only be read from its beginning to its end.
protocol StreamedFile: Sendable {
    /// Reads the documents in file order.
    func readAll<Visitor: DocumentVisitor & ~Copyable>(into visitor: inout Visitor) throws(SourceError)
}

/// An opened file that is one partition.
struct OpenedFile<File: StreamedFile>: OpenedSource {
    let facts: SourceFacts
    let file: File
    /// Why there is one partition only.
    let why: String

    var partitions: Int { 1 }

    var explanation: ReadExplanation {
        var explanation = ReadExplanation()
        explanation.add("threads", "one", because: why)
        return explanation
    }

    func read<Visitor: DocumentVisitor & ~Copyable>(
        _ partition: Int, into visitor: inout Visitor, progress: ScanProgress
    ) throws(SourceError) -> PartitionReading {
        try file.readAll(into: &visitor)
        return PartitionReading()
    }
}

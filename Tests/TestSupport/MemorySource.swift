package import AuditModel
package import ScanEngine

/// Documents in memory as a source, cut into as many partitions as there are threads.
package struct MemorySource: DocumentSource {
    private let documents: [[UInt8]]

    package init(_ documents: [[UInt8]]) { self.documents = documents }

    package func open(_ request: ReadRequest) throws(SourceError) -> any OpenedSource {
        Opened(documents: documents, partitions: request.threads)
    }

    private struct Opened: OpenedSource {
        let documents: [[UInt8]]
        let partitions: Int

        var facts: SourceFacts {
            SourceFacts(
                description: SourceDescription(kind: .bson, database: "test", collection: "test"),
                estimatedDocuments: Int64(documents.count))
        }

        var explanation: ReadExplanation { ReadExplanation() }

        func read<Visitor: DocumentVisitor & ~Copyable>(
            _ partition: Int, into visitor: inout Visitor, progress: ScanProgress
        ) throws(SourceError) -> PartitionReading {
            let count = documents.count
            for document in documents[count * partition / partitions..<count * (partition + 1) / partitions] {
                // Exactly sized memory: a read beyond the document is one beyond the allocation.
                let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: document.count, alignment: 1)
                defer { copy.deallocate() }
                copy.copyBytes(from: document)
                try visitor.visit(UnsafeRawBufferPointer(copy))
            }
            return PartitionReading()
        }
    }
}

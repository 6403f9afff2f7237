package import AuditModel
package import ScanEngine

/// Documents in memory as a source, cut into as many partitions as asked for.
package struct MemorySource: DocumentSource {
    private let documents: [[UInt8]]

    package init(_ documents: [[UInt8]]) { self.documents = documents }

    package func open() throws(SourceError) -> SourceFacts {
        SourceFacts(
            description: SourceDescription(kind: .bson, database: "test", collection: "test"),
            estimatedDocuments: Int64(documents.count))
    }

    package func partitions(upTo count: Int) throws(SourceError) -> [Partition] {
        (0..<count).map { index in
            Partition(
                index: index,
                bounds: .bytes(documents.count * index / count..<documents.count * (index + 1) / count))
        }
    }

    package func scan(
        _ partition: Partition, visit: (UnsafeRawBufferPointer) throws(SourceError) -> Void
    ) throws(SourceError) -> Int {
        guard case .bytes(let range) = partition.bounds else { return 0 }
        for document in documents[range] {
            // Exactly sized memory: a read beyond the document is one beyond the allocation.
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: document.count, alignment: 1)
            defer { copy.deallocate() }
            copy.copyBytes(from: document)
            try visit(UnsafeRawBufferPointer(copy))
        }
        return 0
    }
}

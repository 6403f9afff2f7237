package import AuditModel
package import ScanEngine

extension DocumentSource {
    /// Every document's bytes, partition after partition.
    package func allDocuments() throws(SourceError) -> [[UInt8]] {
        var documents: [[UInt8]] = []
        for partition in try partitions(upTo: 1) {
            _ = try scan(partition) { document throws(SourceError) in documents.append(Array(document)) }
        }
        return documents
    }

    /// How many documents a scan gives, without keeping them.
    package func documentCount() throws(SourceError) -> Int {
        var count = 0
        for partition in try partitions(upTo: 1) {
            _ = try scan(partition) { _ throws(SourceError) in count += 1 }
        }
        return count
    }
}

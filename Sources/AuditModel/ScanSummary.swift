/// How the reading itself went.
package struct ScanSummary: Hashable, Sendable, Codable {
    package var documents: Int64
    package var bytes: Int64
    package var partitions: Int
    package var threads: Int
    package var seconds: Double
    /// Commands sent to the server, metadata included; 0 for files.
    package var serverOperations: Int
    /// Times that the read went on after a fault.
    package var resumptions: Int
    package var peakMemoryBytes: Int64
    /// The extra scans of `reference` checks, which no other number here includes but the memory; nil where there are none.
    package var references: [ReferenceScan]?

    package init(
        documents: Int64 = 0, bytes: Int64 = 0, partitions: Int = 0, threads: Int = 0, seconds: Double = 0,
        serverOperations: Int = 0, resumptions: Int = 0, peakMemoryBytes: Int64 = 0,
        references: [ReferenceScan]? = nil
    ) {
        self.documents = documents
        self.bytes = bytes
        self.partitions = partitions
        self.threads = threads
        self.seconds = seconds
        self.serverOperations = serverOperations
        self.resumptions = resumptions
        self.peakMemoryBytes = peakMemoryBytes
        self.references = references
    }

    private enum CodingKeys: String, CodingKey {
        case documents, bytes, partitions, threads, seconds, resumptions, references
        case serverOperations = "server_operations"
        case peakMemoryBytes = "peak_memory_bytes"
    }

    /// Reads a report also of a version that did not count resumptions yet.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            documents: try container.decode(Int64.self, forKey: .documents),
            bytes: try container.decode(Int64.self, forKey: .bytes),
            partitions: try container.decode(Int.self, forKey: .partitions),
            threads: try container.decode(Int.self, forKey: .threads),
            seconds: try container.decode(Double.self, forKey: .seconds),
            serverOperations: try container.decode(Int.self, forKey: .serverOperations),
            resumptions: try container.decodeIfPresent(Int.self, forKey: .resumptions) ?? 0,
            peakMemoryBytes: try container.decode(Int64.self, forKey: .peakMemoryBytes),
            references: try container.decodeIfPresent([ReferenceScan].self, forKey: .references))
    }
}

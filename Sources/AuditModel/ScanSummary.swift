/// How the reading itself went.
package struct ScanSummary: Hashable, Sendable, Codable {
    package var documents: Int64
    package var bytes: Int64
    package var partitions: Int
    package var threads: Int
    package var seconds: Double
    /// Commands sent to the server, metadata included; 0 for files.
    package var serverOperations: Int
    package var peakMemoryBytes: Int64

    package init(
        documents: Int64 = 0, bytes: Int64 = 0, partitions: Int = 0, threads: Int = 0, seconds: Double = 0,
        serverOperations: Int = 0, peakMemoryBytes: Int64 = 0
    ) {
        self.documents = documents
        self.bytes = bytes
        self.partitions = partitions
        self.threads = threads
        self.seconds = seconds
        self.serverOperations = serverOperations
        self.peakMemoryBytes = peakMemoryBytes
    }

    private enum CodingKeys: String, CodingKey {
        case documents, bytes, partitions, threads, seconds
        case serverOperations = "server_operations"
        case peakMemoryBytes = "peak_memory_bytes"
    }
}

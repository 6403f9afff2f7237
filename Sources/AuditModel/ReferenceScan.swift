/// How a collection was read that the audited one refers to.
package struct ReferenceScan: Hashable, Sendable, Codable {
    /// `database.collection`, or the path of a file.
    package var target: String
    package var documents: Int64
    package var bytes: Int64
    package var seconds: Double
    /// Commands sent to the server, metadata included; 0 for files.
    package var serverOperations: Int
    /// Times that the read went on after a fault.
    package var resumptions: Int
    /// The instant that it was read at, as MongoDB writes it; nil where the reads saw no common instant, and for files. References are
    /// certain where it is that of the source: between two instants documents may come and go.
    package var clusterTime: String?

    package init(
        target: String, documents: Int64, bytes: Int64, seconds: Double, serverOperations: Int, resumptions: Int,
        clusterTime: String?
    ) {
        self.target = target
        self.documents = documents
        self.bytes = bytes
        self.seconds = seconds
        self.serverOperations = serverOperations
        self.resumptions = resumptions
        self.clusterTime = clusterTime
    }

    private enum CodingKeys: String, CodingKey {
        case target, documents, bytes, seconds, resumptions
        case serverOperations = "server_operations"
        case clusterTime = "cluster_time"
    }
}

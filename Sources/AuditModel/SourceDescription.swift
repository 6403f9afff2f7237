/// Where the documents came from; never holds a secret.
package struct SourceDescription: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable { case mongodb, bson, jsonl }

    package var kind: Kind
    package var database: String
    package var collection: String
    /// The file, when there is one.
    package var path: String?
    package var serverVersion: String?
    /// `snapshot` when all reads saw one instant, else `none`.
    package var consistency: String
    /// The instant of a snapshot as MongoDB writes it, `Timestamp(seconds, increment)`.
    package var clusterTime: String?
    /// Why there is no snapshot; nil where there is one, and for files.
    package var consistencyReason: String?

    package init(
        kind: Kind, database: String, collection: String, path: String? = nil, serverVersion: String? = nil,
        consistency: String = "none", clusterTime: String? = nil, consistencyReason: String? = nil
    ) {
        self.kind = kind
        self.database = database
        self.collection = collection
        self.path = path
        self.serverVersion = serverVersion
        self.consistency = consistency
        self.clusterTime = clusterTime
        self.consistencyReason = consistencyReason
    }

    /// All reads saw one instant.
    package mutating func setSnapshot(at clusterTime: String) {
        consistency = "snapshot"
        self.clusterTime = clusterTime
        consistencyReason = nil
    }

    /// The reads saw no common instant.
    package mutating func setNoSnapshot(because reason: String) {
        consistency = "none"
        clusterTime = nil
        consistencyReason = reason
    }

    private enum CodingKeys: String, CodingKey {
        case kind, database, collection, path, consistency
        case serverVersion = "server_version"
        case clusterTime = "cluster_time"
        case consistencyReason = "consistency_reason"
    }

    /// The namespace under which the history keeps runs: what a dump held is no past of the server's collection.
    package var historyNamespace: String { kind == .mongodb ? namespace : "file:\(namespace)" }

    /// `database.collection`.
    package var namespace: String { "\(database).\(collection)" }
}

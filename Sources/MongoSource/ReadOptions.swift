/// How a server is read: what an operator may set, and what tests set smaller.
package struct ReadOptions: Sendable {
    /// Which members of a replica set may serve the reads; nil: as the connection string says, else ``ReadPreference/secondaryPreferred``.
    package var preference: ReadPreference?
    /// Documents a second over all partitions, at least 1; nil: as fast as it goes.
    package var documentsPerSecond: Int?
    /// By what an operator finds the audit in `currentOp` and the server's log.
    package var comment: String
    /// Documents a request; a reply never holds more than 16 MiB of them.
    package var batchDocuments: Int
    package var retries: RetryPolicy
    /// A partition must be worth its cursor: fewer documents are read in less time than two cursors take to begin. Collections below
    /// twice as many are small: they are read by one cursor, and no question is asked first.
    package var partitionDocuments: Int64

    /// Whether partitions may be ranges of records where one server alone is read, rather than ranges of `_id`s.
    package var allowsRecordRanges: Bool
    /// The instant to read at, as reports name it (`Timestamp(seconds, increment)`), where the server still keeps it; nil: the newest.
    package var clusterTime: String?

    package init(
        preference: ReadPreference? = nil, documentsPerSecond: Int? = nil, comment: String = "dqaudit",
        batchDocuments: Int = 4_000, retries: RetryPolicy = RetryPolicy(), partitionDocuments: Int64 = 50_000,
        allowsRecordRanges: Bool = true, clusterTime: String? = nil
    ) {
        self.preference = preference
        self.documentsPerSecond = documentsPerSecond
        self.comment = comment
        self.batchDocuments = batchDocuments
        self.retries = retries
        self.partitionDocuments = partitionDocuments
        self.allowsRecordRanges = allowsRecordRanges
        self.clusterTime = clusterTime
    }
}

/// Which members of a replica set may serve reads, by MongoDB's own names.
package enum ReadPreference: String, Sendable, CaseIterable {
    case primary, primaryPreferred, secondary, secondaryPreferred, nearest
}

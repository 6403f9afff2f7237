import AuditModel
import ScanEngine

/// Some `_id`s of a collection, evenly drawn and in the server's order: where partitions can begin, and how the order of `_id` and the
/// order in which the records lie go together.
struct IDSample: Sendable {
    /// Documents `{_id: …}`, each once, in the order of the index.
    private let ids: [[UInt8]]
    private let source: MongoSource

    /// As many as split a collection into a few parts whose sizes differ by some percent. The server takes about 25 ms for it.
    private static let size = 400

    /// - Returns: nil when the server gives no sample.
    init?(_ inquiry: Inquiry) throws(SourceError) {
        let source = inquiry.source
        // One more than there can be, so that the server keeps no cursor.
        let attempt = try inquiry.ask(
            """
            {"aggregate": \(ExtendedJSON.quoted(source.collection)), "pipeline": [{"$sample": {"size": \(Self.size)}}, \
            {"$project": {"_id": 1}}, {"$sort": {"_id": 1}}], "cursor": {"batchSize": \(Self.size + 1)}}
            """)
        guard attempt.failure == nil else { return nil }
        var ids: [[UInt8]] = []
        guard let reply = try? CursorReply(adopting: attempt.takeReply().release()) else { return nil }
        _ = try reply.forEachDocument { document throws(SourceError) in
            if let id = CursorReply.id(of: document), id != ids.last { ids.append(id) }
        }
        guard ids.count > 1 else { return nil }
        self.ids = ids
        self.source = source
    }

    /// Bounds of partitions of about equal size: as many as asked for, or fewer.
    func bounds(of count: Int) -> [PartitionBounds] {
        var splits: [[UInt8]] = []
        for part in 1..<max(2, count) {
            let id = ids[min(ids.count - 1, ids.count * part / count)]
            if id != splits.last { splits.append(id) }
        }
        let lower = [nil] + splits.map(Optional.some)
        let upper = splits.map(Optional.some) + [nil]
        return zip(lower, upper).map { PartitionBounds(lower: $0, upper: $1) }
    }

    // MARK: Density

    /// Records that lie together: about as many as a leaf page of the storage engine (32 KB) holds.
    static let blockRecords = 32
    /// From here on a read along the index comes to each block few enough times; one in insertion order has nearly
    /// ``blockRecords``, one in random order 1.
    static let leastDensity = 4.0

    private static let windows = 8
    private static let windowEntries = 256

    /// Where records lie. The density is how many records of a block follow each other closely in the index: over a few windows of index
    /// entries, the mean of entries ÷ blocks that they point into. The idea is that of the clustering factor of a relational index.
    ///
    /// The index alone is read, which holds both `_id` and the record's number: about a millisecond a window.
    /// - Parameter snapshot: the instant to look at, so that every record found is there for whoever reads at it; nil: now.
    /// - Returns: nil when the server does not tell the numbers.
    func layout(at snapshot: ClusterTime?, _ inquiry: Inquiry) throws(SourceError) -> RecordLayout? {
        let concern = snapshot.map {
            #", "readConcern": {"level": "snapshot", "atClusterTime": \#($0.extendedJSON)}"#
        }
        var records: [Int64] = []
        var blocks = 0
        for window in 0..<Self.windows {
            let attempt = try inquiry.ask(
                """
                {"find": \(ExtendedJSON.quoted(source.collection)), "hint": {"_id": 1}, "limit": \(Self.windowEntries), \
                "batchSize": \(Self.windowEntries), "projection": {"_id": 1}, "showRecordId": true\(concern ?? "")}
                """, from: ids[ids.count * window / Self.windows], plainly: concern != nil)
            guard attempt.failure == nil else { return nil }
            let reply = attempt.takeReply()
            let first = records.count
            while let record = reply.integer(at: "cursor.firstBatch.\(records.count - first).$recordId") {
                records.append(record)
            }
            blocks += Set(records[first...].map { $0 / Int64(Self.blockRecords) }).count
        }
        guard blocks > 0 else { return nil }
        return RecordLayout(density: Double(records.count) / Double(blocks), records: records.sorted())
    }
}

/// Where the records lie that some entries of the index on `_id` point to.
struct RecordLayout: Sendable {
    /// Records of a block that follow each other in the index: see ``IDSample/layout(at:_:)``.
    let density: Double
    /// Numbers of records, rising.
    let records: [Int64]

    /// Bounds of partitions in natural order, of about equal size: as many as asked for, or fewer.
    func bounds(of count: Int) -> [PartitionBounds] {
        var splits: [Int64] = []
        for part in 1..<max(2, count) {
            let record = records[min(records.count - 1, records.count * part / count)]
            if record != splits.last { splits.append(record) }
        }
        return RecordLayout.bounds(splits)
    }

    /// The ranges between some records, each of which belongs to the range that it ends.
    static func bounds(_ splits: [Int64]) -> [PartitionBounds] {
        let after = [nil] + splits.map(Optional.some)
        let last = splits.map(Optional.some) + [nil]
        return zip(after, last).map { PartitionBounds(afterRecord: $0, lastRecord: $1) }
    }
}

import AuditModel

/// Where ranges of records in natural order can be cut without drawing a sample, which takes a server ten times as long: by their numbers
/// alone, where these have few gaps.
struct RecordSpan {
    private let collection: String
    private let snapshot: ClusterTime
    private let inquiry: Inquiry

    /// Numbers that no record has, as a share of all: so far off may a part be at the most.
    private static let mostGaps = 0.1
    /// Neighbours that are tried where a number has no record.
    private static let tries: Int64 = 8

    init(of collection: String, at snapshot: ClusterTime, _ inquiry: Inquiry) {
        self.collection = collection
        self.snapshot = snapshot
        self.inquiry = inquiry
    }

    /// Bounds of so many parts of about equal size.
    /// - Parameter documents: of the collection, as the server has counted them.
    /// - Returns: nil where the numbers do not tell, or the server does not tell the numbers.
    func bounds(of parts: Int, documents: Int64) throws(SourceError) -> [PartitionBounds]? {
        guard let first = try record(atEnd: 1), let last = try record(atEnd: -1), first <= last else { return nil }
        let span = last - first + 1
        guard Double(documents) >= (1 - Self.mostGaps) * Double(span), span >= Int64(parts) else { return nil }
        var splits: [Int64] = []
        for part in 1..<Int64(parts) {
            // Divided first: a number may be as large as there are.
            let target = first + span / Int64(parts) * part - 1
            guard let split = try firstRecord(from: target) else { return nil }
            splits.append(split)
        }
        return RecordLayout.bounds(splits)
    }

    /// The number of the first record in an order: 1 as they lie, -1 from behind.
    private func record(atEnd direction: Int) throws(SourceError) -> Int64? {
        let attempt = try ask(#""sort": {"$natural": \#(direction)}, "showRecordId": true"#)
        guard attempt.failure == nil else { return nil }
        return attempt.takeReply().integer(at: "cursor.firstBatch.0.$recordId")
    }

    /// The first of a few numbers that a record has: the server begins after no other.
    private func firstRecord(from number: Int64) throws(SourceError) -> Int64? {
        for candidate in number..<number + Self.tries {
            let place = #"{"$recordId": {"$numberLong": "\#(candidate)"}}"#
            let attempt = try ask(
                #""hint": {"$natural": 1}, "$_requestResumeToken": true, "$_resumeAfter": \#(place)"#)
            if attempt.failure == nil { return candidate }
        }
        return nil
    }

    private func ask(_ fields: String) throws(SourceError) -> CommandAttempt {
        try inquiry.ask(
            """
            {"find": \(ExtendedJSON.quoted(collection)), "limit": 1, "singleBatch": true, "projection": {"_id": 1}, \(fields), \
            "readConcern": {"level": "snapshot", "atClusterTime": \(snapshot.extendedJSON)}}
            """, plainly: true)
    }
}

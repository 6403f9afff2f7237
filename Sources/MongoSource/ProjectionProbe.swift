import AuditModel
import ScanEngine

/// Tries out on some documents whether it is faster to have the server leave out what nobody looks at.
struct ProjectionProbe {
    let source: MongoSource
    /// The keys at the top of a document that checks look at.
    let keys: [String]
    /// Whether reading on needs the `_id`.
    let keepsID: Bool

    /// What came out.
    struct Outcome {
        let pays: Bool
        let text: String
    }

    private static let documents = 1_000
    /// The share of bytes that must fall away before it is worth a measurement: with less, the server's work of building new documents
    /// was never made up for.
    private static let leastSaving = 0.5
    /// How much faster it must be.
    private static let leastSpeedup = 1.2

    /// Whole values of the keys: a path below could change what an array looks like.
    var projection: String {
        var parts = keys.map { "\(ExtendedJSON.quoted($0)): 1" }
        if !keepsID, !keys.contains("_id") { parts.append(#""_id": 0"#) }
        return "{\(parts.joined(separator: ", "))}"
    }

    /// Reads the same documents whole and projected, twice by turns, and compares the faster times.
    /// - Returns: nil when the server does not let itself be asked, or a key cannot stand in a projection.
    func measure(
        with client: borrowing MongoClient, _ session: borrowing PinnedSession
    ) throws(SourceError) -> Outcome? {
        guard !keys.isEmpty, keys.allSatisfy({ !$0.isEmpty && !$0.contains(".") && !$0.hasPrefix("$") }) else { return nil }
        guard let first = try read(nil, with: client, session), let small = try read(projection, with: client, session),
            first.bytes > 0
        else { return nil }
        let saving = 1 - Double(small.bytes) / Double(first.bytes)
        let percent = Int((saving * 100).rounded())
        guard saving >= Self.leastSaving else {
            return Outcome(pays: false, text: "a projection would save \(max(0, percent)) % of the bytes only")
        }
        // The first reads may have come from the disk.
        guard let whole = try read(nil, with: client, session), let again = try read(projection, with: client, session)
        else { return nil }
        let speedup = whole.seconds / min(small.seconds, again.seconds)
        return Outcome(
            pays: speedup >= Self.leastSpeedup,
            text: "a projection saves \(percent) % of the bytes, and was \(tenths(speedup)) times as fast on \(Self.documents) documents")
    }

    private func read(
        _ projection: String?, with client: borrowing MongoClient, _ session: borrowing PinnedSession
    ) throws(SourceError) -> (bytes: Int, seconds: Double)? {
        let command = try BSONDocument(
            extendedJSON: """
                {"find": \(ExtendedJSON.quoted(source.collection)), "filter": \(source.filter ?? "{}"), "hint": {"$natural": 1}, \
                "limit": \(Self.documents), "batchSize": \(Self.documents), "singleBatch": true, \
                "projection": \(projection ?? "{}"), "maxTimeMS": \(MongoSource.questionMilliseconds)}
                """)
        let begin = ContinuousClock.now
        let attempt = client.attempt(command, on: source.database, options: session.options.handle)
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        guard attempt.failure == nil else { return nil }
        return (attempt.takeReply().byteCount, seconds)
    }
}

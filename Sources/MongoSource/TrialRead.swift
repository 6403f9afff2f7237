import AuditModel
import ScanEngine

/// Reads some documents for trial: what does the way from the server carry, and is it faster to have the server leave out what nobody looks
/// at?
struct TrialRead {
    let source: MongoSource
    /// The keys at the top of a document that checks look at.
    let keys: [String]
    /// Whether reading on needs the `_id`.
    let keepsID: Bool

    /// What came out.
    struct Outcome {
        /// Of whole documents.
        let bytesPerSecond: Double
        /// The share of bytes that a projection saves; nil when it cannot be made.
        let saving: Double?
        /// How many times as fast the projected documents came; nil when that was not worth a measurement.
        let speedup: Double?

        /// Whether the server shall project.
        var projectionPays: Bool { speedup.map { $0 >= TrialRead.leastSpeedup } ?? false }

        /// The measurements as words; nil when there are none.
        var text: String? {
            guard let saving else { return nil }
            let percent = max(0, Int((saving * 100).rounded()))
            guard let speedup else { return "a projection would save \(percent) % of the bytes only" }
            return """
                a projection saves \(percent) % of the bytes, and was \(tenths(speedup)) times as fast on \
                \(TrialRead.documents) documents
                """
        }
    }

    private static let documents = 1_000
    /// The share of bytes that must fall away before it is worth a measurement: with less, the server's work of building new documents
    /// was never made up for.
    private static let leastSaving = 0.5
    /// How much faster it must be.
    private static let leastSpeedup = 1.2

    /// Whole values of the keys: a path below could change what an array looks like. nil: a key cannot stand in a projection.
    var projection: String? {
        guard !keys.isEmpty, keys.allSatisfy({ !$0.isEmpty && !$0.contains(".") && !$0.hasPrefix("$") }) else {
            return nil
        }
        var parts = keys.map { "\(ExtendedJSON.quoted($0)): 1" }
        if !keepsID, !keys.contains("_id") { parts.append(#""_id": 0"#) }
        return "{\(parts.joined(separator: ", "))}"
    }

    /// Reads the same documents whole and projected, twice by turns, and takes the faster times: the first may have come from the disk.
    /// - Returns: nil when the server does not let itself be asked, or has no document.
    func measure(_ inquiry: Inquiry) throws(SourceError) -> Outcome? {
        guard let first = try read(nil, inquiry), first.bytes > 0 else { return nil }
        let small = try projection.map { text throws(SourceError) in try read(text, inquiry) } ?? nil
        guard let whole = try read(nil, inquiry) else { return nil }
        let speed = Double(whole.bytes) / max(min(first.seconds, whole.seconds), 1e-6)
        guard let small else { return Outcome(bytesPerSecond: speed, saving: nil, speedup: nil) }
        let saving = 1 - Double(small.bytes) / Double(first.bytes)
        guard saving >= Self.leastSaving, let again = try read(projection, inquiry) else {
            return Outcome(bytesPerSecond: speed, saving: saving, speedup: nil)
        }
        return Outcome(
            bytesPerSecond: speed, saving: saving,
            speedup: min(first.seconds, whole.seconds) / max(min(small.seconds, again.seconds), 1e-6))
    }

    private func read(
        _ projection: String?, _ inquiry: Inquiry
    ) throws(SourceError) -> (bytes: Int, seconds: Double)? {
        let begin = ContinuousClock.now
        let attempt = try inquiry.ask(
            """
            {"find": \(ExtendedJSON.quoted(source.collection)), "filter": \(source.filter ?? "{}"), "hint": {"$natural": 1}, \
            "limit": \(Self.documents), "batchSize": \(Self.documents), "singleBatch": true, \
            "projection": \(projection ?? "{}")}
            """)
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        guard attempt.failure == nil else { return nil }
        return (attempt.takeReply().byteCount, seconds)
    }
}

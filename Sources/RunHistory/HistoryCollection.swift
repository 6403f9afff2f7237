import AuditModel

/// A collection that holds a history, as `mongodb:` names it.
package struct HistoryCollection: Hashable, Sendable {
    package let database: String
    package let collection: String
    /// How long the server keeps runs, in seconds from the clock of each; nil: as long as it was last told to, at first for ever.
    package let timeToLive: Int64?

    /// `database.collection`.
    package var namespace: String { "\(database).\(collection)" }

    /// The shortest and the longest time to live, in seconds: one day, and what MongoDB's index takes.
    private static let timesToLive: ClosedRange<Int64> = 86_400...Int64(Int32.max)

    /// Reads `DB.COLLECTION` or `DB.COLLECTION?ttl=DURATION`.
    /// - Throws: ``HistoryLocationError``. A connection string may stand there by mistake, so that nothing of the text is repeated.
    init(parsing text: String) throws(HistoryLocationError) {
        if text.contains("/") || text.contains("@") { throw Self.isConnectionString }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        // The first dot: names of databases have none.
        guard let dot = parts[0].firstIndex(of: ".") else { throw Self.isIncomplete }
        database = String(parts[0][..<dot])
        collection = String(parts[0][parts[0].index(after: dot)...])
        guard !database.isEmpty, !collection.isEmpty else { throw Self.isIncomplete }
        if text.contains(where: { "\\ \"$\0".contains($0) }) || collection.hasPrefix("system.") {
            throw HistoryLocationError(
                message:
                    "MongoDB takes no such name of a collection after 'mongodb:'; write mongodb:DB.COLLECTION without spaces, quotes and $"
            )
        }
        timeToLive = parts.count == 1 ? nil : try Self.timeToLive(parts[1])
    }

    private static func timeToLive(_ option: Substring) throws(HistoryLocationError) -> Int64 {
        let form = "write ?ttl= and a duration from 1d to 24855d, as in mongodb:DB.COLLECTION?ttl=400d"
        guard option.hasPrefix("ttl=") else {
            throw HistoryLocationError(message: "a history in MongoDB has one option, its time to live: \(form)")
        }
        guard let seconds = DurationText.seconds(String(option.dropFirst(4))), timesToLive.contains(seconds) else {
            throw HistoryLocationError(message: "the time to live of the history is not valid; \(form)")
        }
        return seconds
    }

    private static let isIncomplete = HistoryLocationError(
        message: "history location 'mongodb:' needs a database and a collection, as in mongodb:ops.dqaudit_runs")

    static let isConnectionString = HistoryLocationError(
        message:
            "a history in MongoDB lies on the server of --uri, so its location is no connection string; write mongodb:DB.COLLECTION"
    )
}

extension HistoryCollection: CustomStringConvertible {
    package var description: String {
        namespace + (timeToLive.map { "?ttl=\(DurationText.text(seconds: $0))" } ?? "")
    }
}

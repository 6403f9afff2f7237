import AuditModel
import Foundation
import MongoSource
import ScanEngine
import TestSupport

/// A collection of many small batches, whose reads are disturbed.
struct FaultyCollection {
    /// A way in which a collection is read.
    enum Way: String, CaseIterable, Sendable {
        case natural
        /// Three partitions, each a range of records in natural order.
        case records
        /// Three partitions along the index on `_id`.
        case byID
        /// An index serves the filter.
        case filtered
    }

    static let name = "products"
    static let count = 3_000
    /// Waits that keep tests short.
    static let retries = RetryPolicy(firstWait: .milliseconds(1), longestWait: .milliseconds(20))

    let database: TestDatabase
    let documents: [[UInt8]]
    /// By what the server's fail points and operators find the reads of this test only.
    let application: String

    /// Fills the collection with documents whose `_id`s are of several types.
    /// - Parameter gone: documents that lay before them and were deleted: their records' numbers do not begin with 1.
    init(_ test: String = #function, uri: String? = nil, gone: Int = 0) throws {
        database = try uri.map { try TestDatabase(test, uri: $0) } ?? TestDatabase(test)
        application = "dqaudit-\(UUID().uuidString)"
        var generator = NastyDocuments(seed: 7)
        documents = generator.make(Self.count)
        if gone > 0 {
            let fillers = (0..<gone).map { number in "{\"_id\": \"gone \(number)\", \"gone\": true}" }
            try database.insert(json: fillers, into: Self.name)
        }
        try database.insert(documents, into: Self.name)
        try database.run(#"{"delete": "\#(Self.name)", "deletes": [{"q": {"gone": true}, "limit": 0}]}"#)
        try database.run(
            #"{"createIndexes": "\#(Self.name)", "indexes": [{"key": {"_id": 1, "a": 1}, "name": "serves"}]}"#)
    }

    func source(
        _ way: Way, preference: ReadPreference? = nil, retries: RetryPolicy = FaultyCollection.retries,
        uri: String? = nil, documentsPerSecond: Int? = nil
    ) throws -> MongoSource {
        let uri = uri ?? database.uri
        return try MongoSource(
            uri: uri + (uri.contains("?") ? "&" : "?") + "appname=\(application)", database: database.name,
            collection: Self.name, filter: way == .filtered ? #"{"_id": {"$exists": true, "$ne": 1.5}}"# : nil,
            options: ReadOptions(
                preference: preference, documentsPerSecond: documentsPerSecond, comment: application,
                batchDocuments: 100, retries: retries,
                partitionDocuments: 500, allowsRecordRanges: way == .records))
    }

    static func request(_ way: Way) -> ReadRequest {
        ReadRequest(threads: way == .byID || way == .records ? 3 : 1, threadsAreChosen: true)
    }

    /// What one read found.
    struct Found {
        var documents: [[UInt8]] = []
        var readings: [PartitionReading] = []
        var freshStarts = 0

        var resumptions: Int { readings.reduce(0) { $0 + $1.resumptions } }
        var consistencyLosses: [String] { readings.compactMap(\.consistencyLoss) }
    }

    /// Reads everything, as a scan would, and calls `disturb` when so many documents have come.
    func read(
        _ way: Way, from source: MongoSource? = nil, disturbingAt place: Int = .max,
        _ disturb: @escaping () throws -> Void = {}
    ) throws -> Found {
        let opened = try (source ?? self.source(way)).open(Self.request(way))
        let progress = ScanProgress()
        var found = Found()
        var seen = 0
        for partition in 0..<opened.partitions {
            var collector = Collector()
            collector.onDocument = {
                seen += 1
                // Documents of a partition that is read anew are counted again: the disturbance comes once all the same.
                if seen == place { try disturb() }
            }
            found.readings.append(try opened.read(partition, into: &collector, progress: progress))
            if let failure = collector.failure { throw failure }
            found.documents += collector.documents
            found.freshStarts += collector.freshStarts
        }
        return found
    }

    /// Every document of a collection that was opened.
    func documents(of opened: any OpenedSource) throws -> [[UInt8]] {
        var documents: [[UInt8]] = []
        for partition in 0..<opened.partitions {
            var collector = Collector()
            _ = try opened.read(partition, into: &collector, progress: ScanProgress())
            documents += collector.documents
        }
        return documents
    }

    /// Keeps the documents of a partition, and forgets them when it is read anew.
    private struct Collector: DocumentVisitor {
        var documents: [[UInt8]] = []
        var freshStarts = 0
        var failure: (any Error)?
        var onDocument: () throws -> Void = {}

        mutating func visit(_ document: UnsafeRawBufferPointer) throws(SourceError) {
            documents.append(Array(document))
            do {
                try onDocument()
            } catch {
                failure = error
                throw SourceError(.interrupted, "the disturbance failed: \(error)")
            }
        }

        mutating func startOver() {
            documents = []
            freshStarts += 1
        }
    }

    /// Makes commands of this test's reads fail, `times` times or always.
    func fail(_ commands: [String], times: Int?, _ how: String, at uri: String? = nil) throws {
        let mode = times.map { #"{"times": \#($0)}"# } ?? #""alwaysOn""#
        let names = commands.map { "\"\($0)\"" }.joined(separator: ", ")
        _ = try MongoClient(uri: uri ?? database.uri).run(
            """
            {"configureFailPoint": "failCommand", "mode": \(mode),
             "data": {"failCommands": [\(names)], "appName": "\(application)", \(how)}}
            """, on: "admin")
    }

    /// - Returns: the server's reply, which says how often a command was met.
    @discardableResult
    func stopFailing(at uri: String? = nil) throws -> String {
        try MongoClient(uri: uri ?? database.uri).run(
            #"{"configureFailPoint": "failCommand", "mode": "off"}"#, on: "admin"
        ).extendedJSON
    }

    /// The cursors of this test's reads that wait on the server, found as an operator would find them.
    func idleCursors() throws -> [String] {
        var cursors: [String] = []
        try MongoClient(uri: database.uri).aggregate(
            """
            [{"$currentOp": {"idleCursors": true}}, {"$match": {"type": "idleCursor",
              "cursor.originatingCommand.comment": "\(application)"}},
             {"$project": {"id": {"$toString": "$cursor.cursorId"}}}]
            """, onDatabase: "admin"
        ) { bytes in
            let text = BSONDocument(copying: bytes)?.relaxedJSON ?? ""
            if let id = text.firstMatch(of: /"id" : "(\d+)"/)?.1 { cursors.append(String(id)) }
        }
        return cursors
    }

    /// The connections of this test's audits.
    func connections() throws -> Int {
        var count = 0
        try MongoClient(uri: database.uri).aggregate(
            """
            [{"$currentOp": {"idleConnections": true}}, {"$match": {"appName": "\(application)"}}]
            """, onDatabase: "admin"
        ) { _ in count += 1 }
        return count
    }

    /// Kills every cursor of this test's reads.
    func killCursors() throws {
        var killed = 0
        // The next reply may be on its way: its cursor is idle in a moment.
        let start = ContinuousClock.now
        while killed == 0 {
            if ContinuousClock.now - start > .seconds(30) { throw FixtureError("no cursor of \(application) is idle") }
            for cursor in try idleCursors() {
                try database.run(
                    #"{"killCursors": "\#(Self.name)", "cursors": [{"$numberLong": "\#(cursor)"}]}"#)
                killed += 1
            }
        }
    }
}

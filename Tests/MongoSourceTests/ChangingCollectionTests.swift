import AuditModel
import Foundation
import MongoSource
import ScanEngine
import Synchronization
import TestSupport
import Testing

/// Reads of a collection that is written to meanwhile.
@Suite(.serialized, .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct ChangingCollectionTests {
    static let count = 4_000

    private static func document(_ number: Int, _ version: String) -> String {
        #"{"_id": \#(number.isMultiple(of: 2) ? "\(number)" : "\"text \(number)\""), "number": \#(number), "version": "\#(version)"}"#
    }

    /// What a writer does beside the read: deletes every third of the old documents, changes every fifth so that it grows, adds new ones.
    private static func disturb(_ database: TestDatabase, round: Int) throws {
        try database.run(
            """
            {"delete": "products", "deletes": [{"q": {"number": {"$mod": [3, 0], "$lt": \(count)}, "version": {"$ne": "late"}}, "limit": 0}]}
            """)
        try database.run(
            """
            {"update": "products", "updates": [{"q": {"number": {"$mod": [5, 1]}}, "multi": true,
             "u": {"$set": {"version": "changed \(round)", "padding": "\(String(repeating: "x", count: 200 * round))"}}}]}
            """)
        try database.insert(
            json: (0..<300).map { document(count + round * 300 + $0, "late") }, into: "products")
    }

    private func read(
        _ way: FaultyCollection.Way, uri: String, database: TestDatabase
    ) throws -> (description: SourceDescription, documents: [String], readings: [PartitionReading]) {
        let source = try MongoSource(
            uri: uri, database: database.name, collection: "products",
            options: ReadOptions(
                batchDocuments: 100, retries: FaultyCollection.retries, partitionDocuments: 500,
                allowsRecordRanges: way == .records))
        let opened = try source.open(FaultyCollection.request(way))
        var documents: [String] = []
        var readings: [PartitionReading] = []
        var failure: (any Error)?
        for partition in 0..<opened.partitions {
            var visitor = ClosureVisitor { document in
                documents.append(BSONDocument(copying: document)?.relaxedJSON ?? "")
                guard documents.count.isMultiple(of: 500), documents.count <= 3_000 else { return }
                do {
                    try Self.disturb(database, round: documents.count / 500)
                } catch {
                    failure = error
                }
            }
            readings.append(try opened.read(partition, into: &visitor, progress: ScanProgress()))
        }
        if let failure { throw failure }
        return (opened.facts.description, documents, readings)
    }

    private static func number(_ document: String) -> Int? {
        document.firstMatch(of: /"number" : (\d+)/).flatMap { Int($0.1) }
    }

    @Test(arguments: [FaultyCollection.Way.natural, .records, .byID])
    func `sees one instant of a replica set`(way: FaultyCollection.Way) throws {
        let database = try TestDatabase()
        try database.insert(json: (0..<Self.count).map { Self.document($0, "early") }, into: "products")
        let (description, documents, readings) = try read(way, uri: database.uri, database: database)
        #expect(description.consistency == "snapshot")
        #expect(readings.allSatisfy { $0.consistencyLoss == nil })
        #expect(documents.count == Self.count)
        #expect(Set(documents.compactMap(Self.number)) == Set(0..<Self.count))
        #expect(documents.allSatisfy { $0.contains(#""version" : "early""#) })
        // The server's own count at that instant, which is long past by now.
        let parts = try #require(description.clusterTime?.firstMatch(of: /^Timestamp\((\d+), (\d+)\)$/))
        let counted = try database.run(
            """
            {"aggregate": "products", "pipeline": [{"$count": "n"}], "cursor": {}, "readConcern": {"level": "snapshot",
             "atClusterTime": {"$timestamp": {"t": \(parts.1), "i": \(parts.2)}}}}
            """)
        #expect(counted.contains(#""n" : { "$numberInt" : "\#(Self.count)" }"#), "\(counted)")
        let now = try database.aggregate(#"[{"$count": "n"}]"#, on: "products").first ?? ""
        #expect(!now.contains(" \(Self.count) "), "the collection has not changed: \(now)")
    }

    @Test(arguments: [FaultyCollection.Way.natural, .byID])
    func `sees every surviving document once where there is no snapshot`(way: FaultyCollection.Way) throws {
        let server = try MongodFixture(.standalone)
        defer { server.stop() }
        let database = try TestDatabase(on: server)
        try database.insert(json: (0..<Self.count).map { Self.document($0, "early") }, into: "products")
        let (description, documents, _) = try read(way, uri: server.uri, database: database)
        #expect(description.consistency == "none")
        #expect(description.consistencyReason?.contains("no member of a replica set") == true)
        let numbers = documents.compactMap(Self.number)
        #expect(numbers.count == Set(numbers).count, "a document was given twice")
        let survivors = (0..<Self.count).filter { !$0.isMultiple(of: 3) }
        #expect(Set(numbers).isSuperset(of: survivors), "a document was lost")
    }
}

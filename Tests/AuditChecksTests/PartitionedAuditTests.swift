import AuditChecks
import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// The same numbers, bit for bit, from any number of partitions of a real collection.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct PartitionedAuditTests {
    private func encoded<A: Analyzer>(_ analyzer: A, _ result: Scan.Result) throws -> [UInt8] {
        try #require(result.states.state(of: analyzer)).encoded()
    }

    @Test(arguments: [false, true])
    func `partitions change no state`(recordRanges: Bool) throws {
        let database = try TestDatabase()
        var generator = NastyDocuments(seed: 23)
        try database.insert(generator.make(5_000, allowsDuplicateKeys: false), into: "unsorted")
        try database.run(
            #"{"aggregate": "unsorted", "pipeline": [{"$sort": {"_id": 1}}, {"$out": "nasty"}], "cursor": {}}"#)
        let analyzers = try StateLawTests.analyzers()
        var whole: [[UInt8]] = []
        for threads in 1...5 {
            let source = try MongoSource(
                uri: database.uri, database: database.name, collection: "nasty",
                options: ReadOptions(
                    batchDocuments: 300, partitionDocuments: 500, allowsRecordRanges: recordRanges))
            let result = try Scan(
                plan: ScanPlan(analyzers), source: source, threads: threads, progress: ScanProgress()
            ).run()
            #expect(result.partitions == threads)
            #expect(result.documents == 5_000)
            let states = try analyzers.map { try encoded($0, result) }
            if threads == 1 { whole = states }
            #expect(states == whole, "\(threads) threads")
        }
    }
}

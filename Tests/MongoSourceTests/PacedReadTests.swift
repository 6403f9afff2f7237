import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// Reads that are held to a number of documents a second.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct PacedReadTests {
    @Test func `planning reads no documents beside the pace`() throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        try collection.record()
        let opened = try collection.source(.records, documentsPerSecond: 1_000).open(
            ReadRequest(threads: 3, threadsAreChosen: true, watchedKeys: ["a", "n"]))
        #expect(opened.partitions == 1)
        let lines = opened.explanation.lines.map { "\($0.decision)|\($0.reason ?? "")" }
        #expect(lines.contains { $0.hasPrefix("one, in natural order|a pace of 1000 documents a second") }, "\(lines)")
        #expect(lines.contains("whole|the pace leaves no documents for a trial"), "\(lines)")
        let commands = try collection.recorded(by: server).map(\.name)
        #expect(!commands.contains("aggregate"))
        #expect(commands.count { $0 == "find" } <= 2, "\(commands)")
    }

    @Test func `a reply with few documents takes the time of few`() throws {
        let database = try TestDatabase()
        try database.insert(json: [#"{"_id": 1}"#], into: "products")
        let source = try MongoSource(
            uri: database.uri, database: database.name, collection: "products",
            options: ReadOptions(documentsPerSecond: 1_000))
        let opened = try source.open(ReadRequest())
        let begin = ContinuousClock.now
        // Each asks for 50 documents, the share of 50 ms, and gets one.
        for _ in 0..<80 {
            var visitor = ClosureVisitor { _ in }
            _ = try opened.read(0, into: &visitor, progress: ScanProgress())
        }
        #expect(ContinuousClock.now - begin < .milliseconds(3_500))
    }

    @Test(arguments: FaultyCollection.Way.allCases, [true, false])
    func `a stop is not kept waiting by the pace`(way: FaultyCollection.Way, isLimited: Bool) throws {
        let collection = try FaultyCollection()
        // One document a second, one a batch.
        let opened = try collection.source(way, documentsPerSecond: 1).open(FaultyCollection.request(way))
        let begin = ContinuousClock.now
        let progress = ScanProgress(timeLimit: isLimited ? .seconds(2) : nil)
        var visitor = ClosureVisitor { _ in if !isLimited { progress.requestStop() } }
        let error = #expect(throws: SourceError.self) {
            try opened.read(0, into: &visitor, progress: progress)
        }
        #expect(error?.code == (isLimited ? .timeLimit : .interrupted))
        let elapsed = ContinuousClock.now - begin
        #expect(elapsed < .seconds(4), "\(elapsed)")
    }

    @Test func `a read that broke off leaves neither connection nor cursor`() throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        for way in FaultyCollection.Way.allCases {
            for rate in [nil, 2_000] {
                let source = try collection.source(way, documentsPerSecond: rate)
                #expect(throws: SourceError.self) {
                    try source.readAll { _ throws(SourceError) in throw SourceError(.interrupted, "enough") }
                }
            }
        }
        // A thread that fetches lives as long as its connection.
        let begin = ContinuousClock.now
        var left = try collection.connections()
        while left > 0, ContinuousClock.now - begin < .seconds(10) { left = try collection.connections() }
        #expect(left == 0)
        #expect(try collection.idleCursors() == [])
    }
}

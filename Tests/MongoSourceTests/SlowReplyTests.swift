import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// Replies that take longer than the connection string lets them.
@Suite(.serialized, .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct SlowReplyTests {
    @Test(arguments: FaultyCollection.Way.allCases)
    func `a query that finds nothing in the time of a reply is put twice, not for ever`(
        way: FaultyCollection.Way
    ) throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        let opened = try collection.source(way, uri: server.uri + "&socketTimeoutMS=1000").open(
            FaultyCollection.request(way))
        try collection.fail(["find"], times: nil, #""blockConnection": true, "blockTimeMS": 2500"#)
        let begin = ContinuousClock.now
        let error = #expect(throws: SourceError.self) { try collection.documents(of: opened) }
        let elapsed = ContinuousClock.now - begin
        #expect(error?.code == .brokenOff)
        #expect(error?.message.contains("socketTimeoutMS=1000") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("and going on failed 1 times") == true, "\(error?.message ?? "")")
        #expect(elapsed >= .seconds(2))
        #expect(elapsed < .seconds(6), "\(elapsed)")
    }

    @Test(arguments: FaultyCollection.Way.allCases)
    func `a reply that is lost once costs nothing else`(way: FaultyCollection.Way) throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        let source = try collection.source(way, uri: server.uri + "&socketTimeoutMS=1000")
        let found = try collection.read(way, from: source, disturbingAt: 150) {
            try collection.fail(["getMore"], times: 1, #""blockConnection": true, "blockTimeMS": 2500"#)
        }
        #expect(Set(found.documents) == Set(collection.documents))
        #expect(found.documents.count == FaultyCollection.count)
        #expect(found.resumptions == 1)
        #expect(found.consistencyLosses.isEmpty)
    }
}

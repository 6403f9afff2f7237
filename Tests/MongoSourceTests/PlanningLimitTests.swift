import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// How long the questions may take by which a read is planned, and how many are put to a server that does not answer.
@Suite(.serialized, .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct PlanningLimitTests {
    @Test func `no question takes longer than the time that is left`() throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        try collection.record()
        for (limit, longest) in [(Duration.seconds(60), 10_000), (.seconds(5), 5_000)] {
            let before = try collection.recorded(by: server).count
            let request = ReadRequest(
                threads: 3, threadsAreChosen: true, watchedKeys: ["a", "n"], deadline: .now + limit)
            _ = try collection.source(.records).open(request)
            let times = try collection.recorded(by: server).dropFirst(before).compactMap(\.milliseconds)
            #expect(times.count > 10)
            #expect(times.allSatisfy { (1...longest).contains($0) }, "\(times)")
        }
    }

    @Test func `a server that goes on failing is not asked to the end`() throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        try collection.fail(["count", "find", "aggregate"], times: nil, #""closeConnection": true"#)
        let opened = try collection.source(.records).open(FaultyCollection.request(.records))
        let reply = try collection.stopFailing()
        #expect(reply.contains(#""count" : { "$numberInt" : "3" }"#), "\(reply)")
        // The plan is the plainest one, and reads all the same.
        #expect(opened.partitions == 1)
        #expect(opened.facts.description.consistency == "none")
        #expect(Set(try collection.documents(of: opened)) == Set(collection.documents))
    }

    @Test func `a fault that passes costs neither snapshot nor cursors`() throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        for command in ["listCollections", "count", "find", "aggregate"] {
            let collection = try FaultyCollection(uri: server.uri)
            try collection.fail([command], times: 2, #""closeConnection": true"#)
            let opened = try collection.source(.records).open(FaultyCollection.request(.records))
            #expect(opened.facts.description.consistency == "snapshot", "\(command)")
            #expect(opened.partitions == 3, "\(command)")
        }
    }
}

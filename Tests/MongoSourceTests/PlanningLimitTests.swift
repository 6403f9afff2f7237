import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// How long the questions may take by which a read is planned, and how many are put to a server that does not answer.
@Suite(.serialized, .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct PlanningLimitTests {
    /// The commands of this test's audits that the server has seen.
    private func commands(_ collection: FaultyCollection) throws -> [[String: String]] {
        let lines = try collection.database.aggregate(
            """
            [{"$match": {"appName": "\(collection.application)"}}, {"$project": {
              "name": {"$first": {"$map": {"input": {"$objectToArray": "$command"}, "in": "$$this.k"}}},
              "time": {"$toString": "$command.maxTimeMS"}, "comment": "$command.comment"}}]
            """, on: "system.profile")
        return lines.map { line in
            Dictionary(
                line.matches(of: /"(name|time|comment)" : "([^"]*)"/).map { (String($0.1), String($0.2)) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    @Test func `no question takes longer than the time that is left`() throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        try collection.database.run(#"{"profile": 2}"#)
        for (limit, longest) in [(Duration.seconds(5), 5_000), (.seconds(60), 10_000)] {
            let request = ReadRequest(
                threads: 3, threadsAreChosen: true, watchedKeys: ["a", "n"], deadline: .now + limit)
            _ = try collection.source(.records).open(request)
            let times = try commands(collection).compactMap { $0["time"] }.compactMap { Int($0) }
            #expect(times.count > 10)
            #expect(times.allSatisfy { (1...longest).contains($0) }, "\(times)")
            try collection.database.run(#"{"profile": 0}"#)
            try collection.database.run(#"{"drop": "system.profile"}"#)
            try collection.database.run(#"{"profile": 2}"#)
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

import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// Collections and servers that cannot be read in the order that would be best.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct RefusedOrderTests {
    private func cursors(_ opened: any OpenedSource) -> String {
        let line = opened.explanation.lines.first { $0.subject == "cursors" }
        return "\(line?.decision ?? "")|\(line?.reason ?? "")"
    }

    @Test(arguments: [nil, [], ["_id"], ["ts", "op"]])
    func `reads a collection without an index on _id`(watched: [String]?) throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        try TestDatabase(on: server).insert(json: (0..<700).map { #"{"_id": \#($0)}"# }, into: "products")
        let source = try MongoSource(
            uri: server.uri, database: "local", collection: "oplog.rs",
            options: ReadOptions(batchDocuments: 200, partitionDocuments: 100))
        let opened = try source.open(ReadRequest(threads: 3, threadsAreChosen: true, watchedKeys: watched))
        #expect(opened.partitions == 1)
        let decision = cursors(opened)
        if watched?.allSatisfy({ $0 == "_id" }) == true {
            let reason = "the checks look at _id only, but the server reads no index on it (server error 2 BadValue)"
            #expect(decision == "one, in natural order|" + reason)
        } else {
            #expect(decision.hasPrefix("one, in natural order|"), "\(decision)")
        }
        var count = 0
        var visitor = ClosureVisitor { _ in count += 1 }
        _ = try opened.read(0, into: &visitor, progress: ScanProgress())
        #expect(count >= 700)
    }

    @Test(arguments: [[], ["a", "n"]])
    func `reads with one plain cursor where the server knows no tokens`(watched: [String]) throws {
        // Without a snapshot the first find is the one that asks for a token.
        let server = try MongodFixture(.standalone)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        try collection.fail(["find"], times: watched.isEmpty ? 2 : 1, #""errorCode": 9"#)
        let opened = try collection.source(.natural).open(
            ReadRequest(threads: 3, threadsAreChosen: true, watchedKeys: watched))
        #expect(opened.partitions == 1)
        let decision = cursors(opened)
        #expect(decision.hasPrefix("one, in the server's order|"), "\(decision)")
        #expect(decision.contains("(server error 9 FailedToParse)"), "\(decision)")
        #expect(opened.explanation.lines.contains { $0.decision == "the cursor begins anew" })
        #expect(try collection.documents(of: opened).count == FaultyCollection.count)
    }
}

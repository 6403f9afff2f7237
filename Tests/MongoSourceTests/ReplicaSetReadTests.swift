import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// Reads from replica sets whose members come and go.
@Suite(.serialized, .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct ReplicaSetReadTests {
    /// Waits as they are without tests: a server that starts needs its time.
    private static let patience = RetryPolicy(faultsInARow: 20)

    @Test(arguments: FaultyCollection.Way.allCases)
    func `goes on after the server was started anew`(way: FaultyCollection.Way) throws {
        let set = try ReplicaSetFixture()
        let collection = try FaultyCollection(uri: set.uri)
        let source = try collection.source(way, retries: Self.patience)
        // What was written before the last checkpoint of the storage engine is there at the old instant even after a crash.
        _ = try MongoClient(uri: set.uri).run(#"{"fsync": 1}"#, on: "admin")
        let found = try collection.read(way, from: source, disturbingAt: 150) { try set.restart(0) }
        #expect(found.documents.count == FaultyCollection.count)
        #expect(Set(found.documents) == Set(collection.documents))
        #expect(found.resumptions > 0)
    }

    @Test func `goes on with another member when the primary steps down`() throws {
        let set = try ReplicaSetFixture(members: 3)
        let collection = try FaultyCollection(uri: set.uri)
        try set.awaitReplication()
        for way in FaultyCollection.Way.allCases {
            let source = try collection.source(way, preference: .primary, retries: Self.patience)
            let found = try collection.read(way, from: source, disturbingAt: 150) { try set.stepDown() }
            #expect(found.documents.count == FaultyCollection.count)
            #expect(Set(found.documents) == Set(collection.documents))
            #expect(found.consistencyLosses.isEmpty)
            try set.awaitPrimary()
        }
    }

    @Test func `goes on with another member when one is gone`() throws {
        let set = try ReplicaSetFixture(members: 3)
        let collection = try FaultyCollection(uri: set.uri, gone: 500)
        try set.awaitReplication()
        // Two members number their records otherwise than the third, which is the first primary.
        let primary = try #require(set.primary)
        for member in 0..<3 where member != primary {
            try set.restart(member, emptied: true)
            try set.awaitReplication()
        }
        for way in FaultyCollection.Way.allCases {
            let source = try collection.source(way, preference: .primary, retries: Self.patience)
            let place = try #require(set.primary)
            let found = try collection.read(way, from: source, disturbingAt: 150) { try set.restart(place) }
            #expect(found.documents.count == FaultyCollection.count)
            #expect(Set(found.documents) == Set(collection.documents))
            // The numbers of records at which the old primary was are other records of the new one.
            if way == .natural { #expect(found.freshStarts > 0) }
            try set.awaitPrimary()
            try set.awaitReplication()
        }
        // Reads prefer a secondary: what fails on the primary is not felt, unless the primary is asked for.
        try set.awaitReplication()
        let member = set.primary ?? primary
        try collection.fail(["find", "getMore"], times: nil, #""errorCode": 96"#, at: set.directURI(member))
        let found = try collection.read(.byID)
        #expect(Set(found.documents) == Set(collection.documents))
        #expect(found.resumptions == 0)
        #expect(throws: SourceError.self) {
            _ = try collection.read(.byID, from: collection.source(.byID, preference: .primary))
        }
    }

    @Test func `reads every document once behind a name that stands for several members`() throws {
        let set = try ReplicaSetFixture(members: 3)
        let collection = try FaultyCollection(uri: set.uri, gone: 500)
        try set.awaitReplication()
        // Members that number the same records differently.
        let primary = try #require(set.primary)
        for member in 0..<3 where member != primary {
            try set.restart(member, emptied: true)
            try set.awaitReplication()
        }
        let balancer = try BalancerFixture(of: set.ports)
        defer { balancer.stop() }
        let uri = "mongodb://127.0.0.1:\(balancer.port)/?directConnection=true"
        for way in FaultyCollection.Way.allCases {
            let source = try collection.source(way, retries: Self.patience, uri: uri)
            let opened = try source.open(FaultyCollection.request(way))
            let lines = opened.explanation.lines.map(\.decision)
            #expect(!lines.contains { $0.contains("a range of records") }, "whose records is not known: \(lines)")
            for member in set.ports.indices {
                try collection.fail(["getMore"], times: 1, #""closeConnection": true"#, at: set.directURI(member))
            }
            let found = try collection.read(way, from: source)
            #expect(found.documents.count == FaultyCollection.count)
            #expect(Set(found.documents) == Set(collection.documents))
            #expect(found.resumptions > 0)
            for member in set.ports.indices { try collection.stopFailing(at: set.directURI(member)) }
        }
        #expect(balancer.connections.count == 3, "every member was read: \(balancer.connections)")
    }
}

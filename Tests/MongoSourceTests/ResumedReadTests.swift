import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// Reads that are cut off by a real server, in every way in which a collection is read.
@Suite(.serialized, .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct ResumedReadTests {
    static let faults = [
        #""closeConnection": true"#, #""errorCode": 91"#, #""errorCode": 189"#, #""errorCode": 11602"#,
        #""errorCode": 13436"#, #""errorCode": 43"#, #""errorCode": 237"#,
    ]

    @Test(arguments: FaultyCollection.Way.allCases, faults)
    func `goes on after a fault in getMore`(way: FaultyCollection.Way, fault: String) throws {
        let collection = try FaultyCollection()
        let found = try collection.read(way, disturbingAt: 150) {
            try collection.fail(["getMore"], times: 2, fault)
        }
        #expect(found.documents.count == FaultyCollection.count)
        #expect(Set(found.documents) == Set(collection.documents))
        #expect(found.resumptions == 2)
        #expect(found.freshStarts == (way == .filtered ? found.resumptions : 0))
        #expect(found.consistencyLosses.isEmpty)
    }

    @Test(arguments: FaultyCollection.Way.allCases, [#""closeConnection": true"#, #""errorCode": 91"#])
    func `goes on after a fault in find`(way: FaultyCollection.Way, fault: String) throws {
        let collection = try FaultyCollection()
        let source = try collection.source(way)
        let opened = try source.open(FaultyCollection.request(way))
        try collection.fail(["find"], times: 3, fault)
        var documents: [[UInt8]] = []
        var resumptions = 0
        for partition in 0..<opened.partitions {
            var visitor = ClosureVisitor { documents.append(Array($0)) }
            resumptions += try opened.read(partition, into: &visitor, progress: ScanProgress()).resumptions
        }
        #expect(documents.count == FaultyCollection.count)
        #expect(Set(documents) == Set(collection.documents))
        #expect(resumptions == 3)
    }

    @Test func `no command is sent again behind the reader's back`() throws {
        // Without a snapshot nothing but the driver's own defaults stands in the way.
        let server = try MongodFixture(.standalone)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        let opened = try collection.source(.natural).open(ReadRequest())
        try collection.fail(["find"], times: 2, #""closeConnection": true"#)
        var count = 0
        var visitor = ClosureVisitor { _ in count += 1 }
        #expect(try opened.read(0, into: &visitor, progress: ScanProgress()).resumptions == 2)
        #expect(count == FaultyCollection.count)
    }

    @Test(arguments: FaultyCollection.Way.allCases)
    func `goes on after somebody killed the cursor`(way: FaultyCollection.Way) throws {
        let collection = try FaultyCollection()
        let found = try collection.read(way, disturbingAt: 50) { try collection.killCursors() }
        #expect(found.documents.count == FaultyCollection.count)
        #expect(Set(found.documents) == Set(collection.documents))
        #expect(found.resumptions == 1)
    }

    @Test(arguments: FaultyCollection.Way.allCases)
    func `gives up when the fault does not pass`(way: FaultyCollection.Way) throws {
        let collection = try FaultyCollection()
        defer { _ = try? collection.stopFailing() }
        let error = #expect(throws: SourceError.self) {
            _ = try collection.read(way, disturbingAt: 150) {
                try collection.fail(["getMore", "find"], times: nil, #""errorCode": 43"#)
            }
        }
        #expect(error?.code == .brokenOff)
        let message = error?.message ?? ""
        #expect(message.contains("server error 43 CursorNotFound, and going on failed 8 times"), "\(message)")
    }

    @Test(arguments: FaultyCollection.Way.allCases, [#""errorCode": 11601"#, #""errorCode": 96"#])
    func `does not try again what would fail again, or what a person ended`(
        way: FaultyCollection.Way, fault: String
    ) throws {
        let collection = try FaultyCollection()
        let error = #expect(throws: SourceError.self) {
            _ = try collection.read(way, disturbingAt: 150) { try collection.fail(["getMore"], times: 1, fault) }
        }
        #expect(error?.code == .brokenOff)
    }

    @Test(arguments: FaultyCollection.Way.allCases)
    func `goes on when the time of one cursor is over, where it was and only there`(way: FaultyCollection.Way) throws {
        let collection = try FaultyCollection()
        func read() throws -> FaultyCollection.Found {
            try collection.read(way, disturbingAt: 150) {
                try collection.fail(["getMore"], times: 1, #""errorCode": 50"#)
            }
        }
        if way == .filtered {
            #expect(throws: SourceError.self) { _ = try read() }
        } else {
            #expect(Set(try read().documents) == Set(collection.documents))
        }
    }

    @Test(arguments: FaultyCollection.Way.allCases, [239, 246])
    func `goes on without a snapshot that the server did not keep`(way: FaultyCollection.Way, code: Int) throws {
        let collection = try FaultyCollection()
        #expect(try collection.source(way).facts().description.consistency == "snapshot")
        let found = try collection.read(way, disturbingAt: 150) {
            try collection.fail(["getMore"], times: 1, #""errorCode": \#(code)"#)
        }
        #expect(found.documents.count == FaultyCollection.count)
        #expect(Set(found.documents) == Set(collection.documents))
        #expect(found.consistencyLosses.count == 1)
        #expect(found.consistencyLosses.first?.contains("server error \(code)") == true)
    }

    @Test(arguments: FaultyCollection.Way.allCases)
    func `does not read on in another collection of the same name`(way: FaultyCollection.Way) throws {
        let collection = try FaultyCollection()
        let error = #expect(throws: SourceError.self) {
            _ = try collection.read(way, disturbingAt: 150) {
                try collection.database.run(#"{"drop": "\#(FaultyCollection.name)"}"#)
                try collection.database.insert(json: [#"{"_id": "zzz"}"#], into: FaultyCollection.name)
            }
        }
        #expect(error?.code == .brokenOff, "\(error?.message ?? "")")
    }

    @Test(arguments: FaultyCollection.Way.allCases)
    func `does not read on where it cannot tell whether the collection is the same`(way: FaultyCollection.Way) throws {
        let collection = try FaultyCollection()
        // A user who may read but not list gets names only, and no UUID.
        try collection.fail(["listCollections"], times: 1, #""errorCode": 13"#)
        let error = #expect(throws: SourceError.self) {
            _ = try collection.read(way, disturbingAt: 150) {
                try collection.database.run(#"{"drop": "\#(FaultyCollection.name)"}"#)
            }
        }
        #expect(error?.code == .brokenOff, "\(error?.message ?? "")")
    }

    @Test func `never waits longer than the time limit for a server that hangs`() throws {
        let collection = try FaultyCollection()
        let opened = try collection.source(.natural).open(ReadRequest())
        try collection.fail(["getMore"], times: 1, #""blockConnection": true, "blockTimeMS": 6000"#)
        var visitor = ClosureVisitor { _ in }
        let error = #expect(throws: SourceError.self) {
            try opened.read(0, into: &visitor, progress: ScanProgress(timeLimit: .seconds(1)))
        }
        #expect(error?.code == .timeLimit)
        #expect(error?.message.contains("time limit of 1s") == true)
    }
}

import AuditModel
import MongoSource
import ScanEngine
import TestSupport
import Testing

@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct MongoSourceScanTests {
    @Test func `gives each document's bytes as the server holds them`() throws {
        let database = try TestDatabase()
        let documents = try (0..<10_000).map { number in
            try BSONDocument(
                extendedJSON:
                    #"{"_id": {"$numberInt": "\#(number)"}, "name": "é\#(number)", "price": {"$numberDouble": "0.1"}}"#
            ).bytes
        }
        try database.insert(documents, into: "products")
        let source = try MongoSource(uri: database.uri, database: database.name, collection: "products")
        #expect(try source.open(ReadRequest(threads: 8)).partitions == 1, "small collections use one cursor")
        #expect(try source.allDocuments() == documents)
        let reading = PartitionReading(serverOperations: 3)
        #expect(try source.readAll { _ in } == [reading], "one find and two getMore of 4,000 documents each")
    }

    @Test func `reads at the instant that another read took`() throws {
        let database = try TestDatabase()
        try database.insert(json: [#"{"_id": 1}"#], into: "products")
        func source(at instant: String?) throws -> MongoSource {
            try MongoSource(
                uri: database.uri, database: database.name, collection: "products",
                options: ReadOptions(clusterTime: instant))
        }
        let instant = try #require(try source(at: nil).facts().description.clusterTime)
        try database.insert(json: [#"{"_id": 2}"#], into: "products")
        #expect(try source(at: instant).facts().description.clusterTime == instant)
        #expect(try source(at: instant).documentCount() == 1)
        #expect(try source(at: nil).documentCount() == 2)
        // Too old, and no instant at all: the newest.
        for lost in ["Timestamp(1, 1)", "Timestamp(1)", "now"] {
            #expect(try source(at: lost).facts().description.clusterTime != lost)
            #expect(try source(at: lost).documentCount() == 2)
        }
    }

    @Test func `filters on the server`() throws {
        let database = try TestDatabase()
        let countries = ["Tunisia", "France", "Tunisia"]
        try database.insert(json: countries.map { #"{"country": "\#($0)", "price": 7}"# }, into: "products")
        func count(_ filter: String) throws -> Int {
            try MongoSource(uri: database.uri, database: database.name, collection: "products", filter: filter)
                .documentCount()
        }
        #expect(try count(#"{"country": "Tunisia"}"#) == 2)
        #expect(try count(#"{"price": {"$gt": 7}}"#) == 0)
        #expect(try count("{}") == 3)
        #expect(try count(#"{"country": {"$regex": "^F"}}"#) == 1)
    }

    @Test(
        arguments: [
            #"{"price": {"$greater": 1}}"#, #"{"$or": []}"#, #"{"name": {"$regex": "("}}"#, #"{"$where": {"a": 1}}"#,
            #"{"price": {"$in": 3}}"#, #"{"$expr": {"$nothing": 1}}"#, #"{"$query": {"a": 1}}"#,
        ])
    func `says what the server does not like about a filter`(filter: String) throws {
        let database = try TestDatabase()
        try database.insert(json: [#"{"price": 1}"#], into: "products")
        let source = try MongoSource(
            uri: database.uri, database: database.name, collection: "products", filter: filter)
        let error = #expect(throws: SourceError.self) { try source.documentCount() }
        #expect(error?.code == .configuration, "\(error?.message ?? "")")
        #expect(error?.message.contains("\(database.name).products") == true)
    }

    @Test func `shows no value of a document that a filter trips over`() throws {
        let database = try TestDatabase()
        try database.insert(json: [#"{"at": "private words"}"#], into: "products")
        let source = try MongoSource(
            uri: database.uri, database: database.name, collection: "products",
            filter: #"{"$expr": {"$gt": [{"$toDate": "$at"}, {"$date": "2024-01-01T00:00:00Z"}]}}"#)
        let error = #expect(throws: SourceError.self) { try source.documentCount() }
        #expect(error?.code == .brokenOff)
        #expect(error?.message.contains("ConversionFailure") == true)
        #expect(error?.message.contains("private") == false)
    }

    @Test func `breaks off when the connection goes away`() throws {
        let fixture = try MongodFixture(.replicaSet)
        let database = try TestDatabase(on: fixture)
        try database.insert(json: (0..<20_000).map { #"{"_id": \#($0)}"# }, into: "products")
        let source = try MongoSource(
            uri: fixture.uri + "&serverSelectionTimeoutMS=500", database: database.name, collection: "products",
            options: ReadOptions(retries: RetryPolicy(faultsInARow: 2, firstWait: .milliseconds(1))))
        var seen = 0
        let error = #expect(throws: SourceError.self) {
            try source.readAll { _ in
                seen += 1
                if seen == 1 { fixture.stop() }
            }
        }
        #expect(error?.code == .brokenOff, "\(error?.message ?? "")")
        // The next replies were on their way already: they may have come before the server went.
        #expect([4_000, 8_000, 12_000].contains(seen))
    }

    @Test func `a fault costs one look for a server`() throws {
        let fixture = try MongodFixture(.replicaSet)
        let database = try TestDatabase(on: fixture)
        try database.insert(json: (0..<20_000).map { #"{"_id": \#($0)}"# }, into: "products")
        let source = try MongoSource(
            uri: fixture.uri + "&serverSelectionTimeoutMS=2000", database: database.name, collection: "products",
            options: ReadOptions(retries: RetryPolicy(faultsInARow: 3, firstWait: .milliseconds(1))))
        var end = ContinuousClock.now
        let error = #expect(throws: SourceError.self) {
            try source.readAll { _ in
                if fixture.isRunning {
                    fixture.stop()
                    end = .now
                }
            }
        }
        let elapsed = ContinuousClock.now - end
        #expect(error?.message.contains("No suitable servers") == true, "\(error?.message ?? "")")
        // Three attempts that looked for a server; the driver gives up when no further look fits into the time.
        #expect(elapsed > .seconds(4), "\(elapsed)")
        #expect(elapsed < .seconds(7), "\(elapsed)")
    }

    @Test func `stops when the visitor throws`() throws {
        let database = try TestDatabase()
        try database.insert(json: (0..<100).map { #"{"_id": \#($0)}"# }, into: "products")
        let source = try MongoSource(uri: database.uri, database: database.name, collection: "products")
        var seen = 0
        let error = #expect(throws: SourceError.self) {
            try source.readAll { _ throws(SourceError) in
                seen += 1
                if seen == 10 { throw SourceError(.interrupted, "enough") }
            }
        }
        #expect(error == SourceError(.interrupted, "enough"))
        #expect(seen == 10)
    }

    @Test func `reads documents of the largest size`() throws {
        let database = try TestDatabase()
        let text = String(repeating: "x", count: 16 << 20 - 100)
        try database.insert(json: (0..<3).map { #"{"_id": \#($0), "text": "\#(text)"}"# }, into: "large")
        let source = try MongoSource(uri: database.uri, database: database.name, collection: "large")
        var sizes: [Int] = []
        try source.readAll { sizes.append($0.count) }
        #expect(sizes.count == 3)
        #expect(sizes.allSatisfy { $0 > text.utf8.count })
    }
}

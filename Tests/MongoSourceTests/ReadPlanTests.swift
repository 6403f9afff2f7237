import AuditModel
import Foundation
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// How a collection is going to be read, as `--explain` tells it, and that every way gives the same documents.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct ReadPlanTests {
    private func source(
        _ database: TestDatabase, filter: String? = nil, collection: String = "products", options: ReadOptions? = nil
    ) throws -> MongoSource {
        try MongoSource(
            uri: database.uri, database: database.name, collection: collection, filter: filter,
            options: options
                ?? ReadOptions(batchDocuments: 200, partitionDocuments: 500, allowsRecordRanges: false))
    }

    private func plan(_ opened: any OpenedSource) -> [String: String] {
        Dictionary(
            opened.explanation.lines.map { ($0.subject, "\($0.decision)|\($0.reason ?? "")") },
            uniquingKeysWith: { first, _ in first })
    }

    private static func fourThreads(_ watched: [String]? = nil) -> ReadRequest {
        ReadRequest(threads: 4, threadsAreChosen: true, watchedKeys: watched)
    }

    /// The documents of each partition.
    private func partitions(of opened: any OpenedSource) throws -> [[[UInt8]]] {
        var partitions: [[[UInt8]]] = []
        for partition in 0..<opened.partitions {
            var documents: [[UInt8]] = []
            var visitor = ClosureVisitor { documents.append(Array($0)) }
            _ = try opened.read(partition, into: &visitor, progress: ScanProgress())
            partitions.append(documents)
        }
        return partitions
    }

    @Test func `cuts a collection along its _ids, whatever their types`() throws {
        let database = try TestDatabase()
        var generator = NastyDocuments(seed: 11)
        let documents = generator.make(4_000)
        // In the order of the index, as if the _ids had been counted up.
        try database.insert(documents, into: "unsorted")
        try database.run(
            """
            {"aggregate": "unsorted", "pipeline": [{"$sort": {"_id": 1}}, {"$out": "products"}], "cursor": {}}
            """)
        let opened = try source(database).open(Self.fourThreads())
        #expect(plan(opened)["cursors"]?.hasPrefix("4, along the index on _id|4 threads were asked for") == true)
        let partitions = try partitions(of: opened)
        #expect(partitions.count == 4)
        #expect(
            partitions.flatMap(\.self) == (try database.documents(of: "products")), "another order, or other documents")
        for partition in partitions {
            #expect((500..<1_800).contains(partition.count), "\(partitions.map(\.count)): far from equal parts")
        }
    }

    @Test(arguments: [2, 3, 4, 7])
    func `cuts a collection in natural order where one server is read`(threads: Int) throws {
        let database = try TestDatabase()
        // Random _ids, and gaps between the numbers of the records.
        try database.insert(
            json: (0..<5_000).map { #"{"_id": "\#(UUID().uuidString)", "n": \#($0)}"# }, into: "products")
        try database.run(
            #"{"delete": "products", "deletes": [{"q": {"n": {"$mod": [7, 3]}}, "limit": 0}, {"q": {"n": {"$gte": 1000, "$lt": 1500}}, "limit": 0}]}"#
        )
        let opened = try source(database, options: ReadOptions(batchDocuments: 200, partitionDocuments: 500)).open(
            ReadRequest(threads: threads, threadsAreChosen: true))
        #expect(plan(opened)["cursors"]?.hasPrefix("\(threads), each with a range of records in natural order") == true)
        let partitions = try partitions(of: opened)
        #expect(partitions.count == threads)
        #expect(
            partitions.flatMap(\.self) == (try database.documents(of: "products")), "another order, or other documents")
        for partition in partitions { #expect(partition.count > 3_800 / threads / 3, "\(partitions.map(\.count))") }
        // With a filter the ends of ranges would be searched for beyond them: no ranges of records.
        let filtered = try source(
            database, filter: #"{"n": {"$mod": [11, 5]}}"#,
            options: ReadOptions(batchDocuments: 50, partitionDocuments: 500)
        ).open(ReadRequest(threads: threads, threadsAreChosen: true))
        #expect(filtered.partitions == 1)
        let found = try self.partitions(of: filtered).flatMap(\.self)
        #expect(
            found
                == partitions.flatMap(\.self).filter { document in
                    let text = document.withUnsafeBytes { BSONDocument(copying: $0)?.relaxedJSON ?? "" }
                    return text.firstMatch(of: /"n" : (\d+)/).flatMap { Int($0.1) }.map { $0 % 11 == 5 } ?? false
                })
    }

    /// Numbers with few gaps say where to cut; a sample is drawn, and the index looked into, where they do not.
    @Test(arguments: [(20, true), (3, false)])
    func `cuts a collection by the numbers of its records`(gap: Int, byNumbers: Bool) throws {
        let database = try TestDatabase()
        try database.insert(
            json: (0..<3_000).map { #"{"_id": "\#(UUID().uuidString)", "n": \#($0)}"# }, into: "products")
        // One record in so many is gone, also at the places where the parts are to meet.
        try database.run(
            #"{"delete": "products", "deletes": [{"q": {"$or": [{"n": {"$mod": [\#(gap), 1]}}, {"n": {"$gte": 998, "$lte": 1001}}]}, "limit": 0}]}"#
        )
        let opened = try source(database, options: ReadOptions(batchDocuments: 200, partitionDocuments: 500)).open(
            ReadRequest(threads: 3, threadsAreChosen: true))
        let partitions = try partitions(of: opened)
        #expect(partitions.count == 3)
        #expect(partitions.flatMap(\.self) == (try database.documents(of: "products")))
        let sizes = partitions.map(\.count)
        if byNumbers {
            let size = sizes.reduce(0, +) / 3
            #expect(sizes.allSatisfy { abs($0 - size) < size / 20 }, "\(sizes): not so equal as numbers allow")
        }
        // A sample takes nine questions, the numbers four, and one for each number without a record.
        #expect((opened.facts.serverOperations < 13) == byNumbers, "\(opened.facts.serverOperations)")
    }

    @Test func `reads in natural order where _ids are random`() throws {
        let database = try TestDatabase()
        try database.insert(
            json: (0..<4_000).map { #"{"_id": "\#(UUID().uuidString)", "n": \#($0)}"# }, into: "products")
        let opened = try source(database).open(Self.fourThreads())
        let cursors = plan(opened)["cursors"] ?? ""
        #expect(cursors.hasPrefix("one, in natural order|"), "\(cursors)")
        #expect(cursors.contains("of 32 records of a block follow each other"), "\(cursors)")
        #expect(try partitions(of: opened) == [try database.documents(of: "products")])
    }

    @Test func `takes one cursor for one thread, a small collection, a view or an index`() throws {
        let database = try TestDatabase()
        try database.insert(json: (0..<2_000).map { #"{"_id": \#($0), "n": \#($0 % 7)}"# }, into: "products")
        try database.run(#"{"create": "seen", "viewOn": "products", "pipeline": [{"$match": {"n": {"$lt": 3}}}]}"#)
        try database.run(#"{"createIndexes": "products", "indexes": [{"key": {"n": 1}, "name": "by_n"}]}"#)
        func cursors(_ source: MongoSource, _ request: ReadRequest = Self.fourThreads()) throws -> String {
            let opened = try source.open(request)
            #expect(opened.partitions == 1)
            return plan(opened)["cursors"] ?? ""
        }
        #expect(try cursors(source(database), ReadRequest(threads: 1)).contains("one core"))
        #expect(try cursors(source(database, options: ReadOptions())).contains("the collection is small"))
        #expect(try cursors(source(database, collection: "seen")) == "one, in the server's order|it is a view")
        #expect(
            try cursors(source(database, filter: #"{"n": 3}"#))
                == "one, in the order of the index 'by_n'|it serves the filter")
        #expect(try source(database, collection: "seen").documentCount() == 858)
        #expect(try source(database, filter: #"{"n": 3}"#).documentCount() == 286)
        // A filter that no index serves is asked of every document.
        let opened = try source(database, filter: #"{"other": null, "n": {"$gte": 0}, "$comment": "x"}"#)
        #expect(try opened.documentCount() == 2_000)
        let scanned = try source(database, filter: #"{"other": null}"#).open(Self.fourThreads())
        #expect(scanned.partitions == 4)
        #expect(try partitions(of: scanned).flatMap(\.self).count == 2_000)
    }

    @Test func `loses no _id that lies behind every bound`() throws {
        let database = try TestDatabase()
        try database.insert(
            json: (0..<3_000).map { #"{"_id": \#($0)}"# } + [#"{"_id": {"$maxKey": 1}}"#, #"{"_id": {"$minKey": 1}}"#],
            into: "products")
        for request in [Self.fourThreads(), Self.fourThreads([]), Self.fourThreads(["_id"])] {
            let documents = try partitions(of: source(database).open(request)).flatMap(\.self)
            #expect(documents.count == 3_002)
            #expect(Set(documents).count == 3_002)
        }
    }

    @Test func `reads the index alone when no other field is looked at`() throws {
        let database = try TestDatabase()
        try database.insert(json: (0..<50).map { #"{"_id": \#($0), "n": "x"}"# }, into: "products")
        for watched in [[], ["_id"]] {
            let opened = try source(database).open(ReadRequest(watchedKeys: watched))
            #expect(plan(opened)["documents"] == "their _id alone|")
            let documents = try partitions(of: opened).flatMap(\.self)
            #expect(documents == (0..<50).map { [14, 0, 0, 0, 0x10, 0x5F, 0x69, 0x64, 0, UInt8($0), 0, 0, 0, 0] })
        }
    }

    @Test func `leaves out what nobody looks at only where that was seen to pay`() throws {
        let database = try TestDatabase()
        let padding = (0..<150).map { #""field\#($0)": "some text that nobody reads, number \#($0)""# }
        try database.insert(
            json: (0..<1_200).map { #"{"_id": \#($0), "n": \#($0), \#(padding.joined(separator: ", ")), "m": 1}"# },
            into: "products")
        let wide = try source(database).open(Self.fourThreads(["n", "m"]))
        let decision = plan(wide)["documents"] ?? ""
        #expect(decision.contains("a projection saves 100 % of the bytes, and was"), "\(decision)")
        let documents = try partitions(of: wide).flatMap(\.self)
        #expect(documents.count == 1_200)
        // Only the two fields (and the _id, by which the read goes on after a fault), or everything: what was decided is done.
        let isProjected = decision.hasPrefix("the 2 fields")
        #expect(documents.allSatisfy { ($0.count < 60) == isProjected })

        let narrow = try source(database).open(Self.fourThreads(["n", "m"] + (0..<150).map { "field\($0)" }))
        #expect(plan(narrow)["documents"]?.hasPrefix("whole|a projection would save") == true)
        let odd = try source(database).open(Self.fourThreads(["n", "$m"]))
        #expect(plan(odd)["documents"] == "whole|", "a key that cannot stand in a projection")
    }

    @Test func `planning leaves no cursor on the server`() throws {
        let collection = try FaultyCollection()
        let source = try MongoSource(
            uri: collection.database.uri, database: collection.database.name, collection: FaultyCollection.name,
            options: ReadOptions(comment: collection.application, partitionDocuments: 500))
        _ = try source.open(Self.fourThreads(["a", "n"]))
        #expect(try collection.idleCursors() == [])
    }

    @Test func `an operator finds the audit by name and comment`() throws {
        let collection = try FaultyCollection()
        var cursors: [String] = []
        var failure: (any Error)?
        let opened = try collection.source(.natural).open(ReadRequest())
        var visitor = ClosureVisitor { _ in
            guard cursors.isEmpty, failure == nil else { return }
            do { while cursors.isEmpty { cursors = try collection.idleCursors() } } catch { failure = error }
        }
        _ = try opened.read(0, into: &visitor, progress: ScanProgress())
        #expect(failure == nil)
        #expect(cursors.count == 1)
    }

    @Test func `every command says whose it is`() throws {
        let server = try MongodFixture(.replicaSet)
        defer { server.stop() }
        let collection = try FaultyCollection(uri: server.uri)
        try collection.record()
        for way in FaultyCollection.Way.allCases { _ = try collection.read(way) }
        // A reader that wants no more leaves a cursor to kill.
        #expect(throws: SourceError.self) {
            try collection.source(.natural).readAll { _ throws(SourceError) in throw SourceError(.interrupted, "x") }
        }
        #expect(throws: SourceError.self) {
            try MongoSource(
                uri: server.uri + "&appname=\(collection.application)", database: collection.database.name,
                collection: "nothing", options: ReadOptions(comment: collection.application)
            ).facts()
        }
        let commands = try collection.recorded(by: server)
        let names = Set(commands.map(\.name))
        let expected: Set = [
            "listCollections", "buildInfo", "count", "find", "aggregate", "explain", "getMore", "killCursors",
        ]
        #expect(names.isSuperset(of: expected), "\(names)")
        // What the driver sends by itself, to begin and to end.
        let own: Set = ["hello", "isMaster", "ismaster", "endSessions"]
        let nameless = commands.filter { $0.comment != collection.application && !own.contains($0.name) }
        #expect(nameless.map(\.name) == [])
    }
}

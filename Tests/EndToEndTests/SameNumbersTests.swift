import AuditModel
import Foundation
import MongoSource
import TestSupport
import Testing

/// The same documents give the same results from a server and from every kind of file.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct SameNumbersTests {
    private static let checks = """
          - completeness:
              fields: [name, price, url, "offers[].price", specifications.cpu, "tags[]"]
              missing_values: [Unknown, 0]
              fail_below: 10%
          - freshness:
              field: seen
              stale_after: 1h
              fail_above: 999d
          - duplicates:
              key: [url, source]
          - duplicates:
              id: numbers
              key: [price]
          - invalid_records:
              rules:
                - { field: price, type: number, greater_than: 11 }
                - { field: url, matches: '^https://.*[0-9]$' }
                - { field: name, max_length: 18 }
          - volume:
              per: day
              timestamp: scraped_at
          - volume:
              id: total
              per: run
        """

    /// Good products, and some whose types files must not lose.
    private static let strange = [
        #"{"_id": {"$oid": "665f00000000000000000001"}, "price": {"$numberDecimal": "12.50"}, "seen": {"$date": {"$numberLong": "1778468400123"}}}"#,
        #"{"_id": {"$numberLong": "7"}, "price": {"$numberLong": "9007199254740993"}, "name": "Unknown", "tags": []}"#,
        #"{"_id": {"$numberDouble": "7.5"}, "price": {"$numberDouble": "NaN"}, "name": "   ", "tags": ["a", null]}"#,
        #"{"_id": {"a": 1}, "price": {"$numberDouble": "Infinity"}, "url": "https://خ/1", "seen": "2026-05-11T03:00:00"}"#,
        #"{"_id": "x", "price": {"$numberInt": "12"}, "scraped_at": {"$date": {"$numberLong": "-86400000"}}}"#,
        #"{"_id": "y", "price": {"$numberDouble": "12.5"}, "offers": [{"price": null}, {}, 3], "seen": {"$timestamp": {"t": 1778400000, "i": 1}}}"#,
        #"{"_id": "z", "price": "12.5", "url": {"$regularExpression": {"pattern": "a", "options": "i"}}, "seen": 1778468401}"#,
    ]

    @Test func `from mongod, bson, json and jsonl, plain and compressed`() throws {
        let database = try TestDatabase()
        try database.insert(json: Shop.products(60, unnamed: 3, repeated: 4) + Self.strange, into: "products")
        let place = try AuditFolder()
        try place.folder.write(Shop.suite(database: database.name, checks: Self.checks), to: "suite.yml")
        let documents = try database.documents(of: "products")
        let lines = try documents.map { bytes in
            try #require(bytes.withUnsafeBytes { BSONDocument(copying: $0)?.extendedJSON })
        }
        let files = [
            "products.bson": Array(documents.joined()), "products.jsonl": Array((lines.joined(separator: "\n")).utf8),
            "array.json": Array("[\(lines.joined(separator: ",\n"))]".utf8),
            "lines.json": Array((lines.joined(separator: "\n") + "\n").utf8),
        ]
        for (name, bytes) in files { try place.folder.write(bytes, to: name) }
        let gzip = try #require(InstalledProgram("gzip"))
        let compressed = try gzip.run(["--keep"] + files.keys.map { place.folder.path($0) }, folder: place.folder)
        #expect(compressed.exitStatus == 0, "\(compressed)")

        let options = ["--now", Shop.now, "--history", "none", "--format", "json"]
        let expected = try place.call(["run", "suite.yml", "--uri", database.uri] + options)
        #expect(expected.status == 0 || expected.status == 1, "\(expected)")
        let reference = try place.latest()
        #expect(reference.scan.documents == 67)
        #expect(!reference.checks.contains { $0.status == .notEvaluated }, "\(reference.checks)")
        for name in files.keys.flatMap({ [$0, $0 + ".gz"] }) {
            let outcome = try place.call(["run", "suite.yml", "--source", name] + options)
            #expect(outcome.status == expected.status, "\(name): \(outcome)")
            let report = try place.latest()
            for (one, other) in zip(report.checks, reference.checks) {
                #expect(one == other, "\(name)")
            }
            #expect(report.checks.count == reference.checks.count)
            #expect(report.scan.documents == 67)
            #expect(report.source.database == database.name)
            #expect(report.source.collection == "products")
        }
    }
}

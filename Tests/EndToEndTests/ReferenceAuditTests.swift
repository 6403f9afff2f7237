import AuditModel
import Foundation
import MongoSource
import TestSupport
import Testing

/// `reference` through the program: from servers and files, and what is wrong with a target.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct ReferenceAuditTests {
    private let place: AuditFolder
    private let database: TestDatabase

    private static let checks = """
          - reference:
              field: product_id
              to: products._id
              warn_above: 0
              fail_above: 30%
          - reference:
              id: tags
              field: tags[]
              to: { collection: labels, field: "names[]" }
              fail_above: 1
        """

    /// 30 of 120 reviews name one of 6 products that are not there; 20 name none.
    private static let reviews = (0..<140).map { index in
        let product = index < 120 ? "\"prod_\(index % 24)\"" : index < 130 ? "null" : "\" \""
        return """
            {"_id": {"$numberInt": "\(index)"}, "product_id": \(product), "tags": ["t\(index % 3)", {"$numberInt": "\(index % 4)"}]}
            """
    }
    private static let labels = [
        #"{"_id": 1, "names": ["t0", "t1", {"$numberLong": "0"}, {"$numberDouble": "1"}]}"#,
        #"{"_id": 2, "names": [{"$numberDecimal": "2.0"}]}"#,
    ]

    init() throws {
        place = try AuditFolder()
        database = try TestDatabase("reference")
        try database.insert(json: Self.reviews, into: "reviews")
        try database.insert(json: Array(Shop.products(18)), into: "products")
        try database.insert(json: Self.labels, into: "labels")
        try writeSuite(Self.checks)
    }

    private func writeSuite(_ checks: String) throws {
        try place.folder.write(
            Shop.suite(database: database.name, collection: "reviews", checks: checks), to: "suite.yml")
    }

    private func audit(_ options: String...) throws -> AuditOutcome {
        try place.call(
            ["run", "suite.yml", "--uri", database.uri, "--now", Shop.now, "--history", "none"] + options)
    }

    @Test func `from mongod, at one instant, and from files`() throws {
        let outcome = try audit("--textfile", "gauges.prom")
        #expect(outcome.status == 1, "\(outcome)")
        let report = try place.latest()
        let first = try #require(report.check("reference"))
        #expect(first.status == .warn && first.value == 25 && first.unit == .percent)
        #expect(first.details.measurement("cells") == 120)
        #expect(first.details.measurement("orphans") == 30)
        #expect(first.details.measurement("distinct_orphans") == 6)
        #expect(first.details.measurement("missing_cells") == 20)
        let firstOrphans = (Array(18...23) + Array(42...45)).map { #"{"$numberInt":"\#($0)"}"# }
        #expect(first.evidence.map(\.id) == firstOrphans)
        #expect(first.evidence.first?.value == #"string (7) "aaaa_99""#, "masked")
        // 46 times t2, 35 times 3.
        let tags = try #require(report.check("tags"))
        #expect(tags.status == .fail && tags.value == 46 + 35 && tags.unit == .count)
        #expect(tags.details.measurement("distinct_orphans") == 2)
        #expect(tags.details.measurement("target_keys") == 5)
        let scans = try #require(report.scan.references)
        #expect(scans.map(\.target) == ["\(database.name).products", "\(database.name).labels"])
        #expect(scans.map(\.documents) == [18, 2])
        #expect(scans.allSatisfy { $0.serverOperations > 0 && $0.clusterTime == report.source.clusterTime })
        #expect(report.source.clusterTime != nil)
        #expect(report.scan.documents == 140)
        let gauges = String(decoding: try place.folder.read("gauges.prom"), as: UTF8.self)
        let labels = #"{suite="products",database="\#(database.name)",collection="reviews",check="reference"}"#
        #expect(gauges.contains("dqaudit_reference_orphans\(labels) 30\n"), "\(gauges)")
        #expect(gauges.contains("dqaudit_reference_orphan_ratio\(labels) 0.25\n"), "\(gauges)")

        // As mongodump and mongoexport write them, in one folder.
        try FileManager.default.createDirectory(atPath: place.folder.path("dump"), withIntermediateDirectories: false)
        for name in ["reviews", "products", "labels"] {
            let documents = try database.documents(of: name)
            try place.folder.write(documents.flatMap { $0 }, to: "dump/\(name).bson")
            let lines = documents.compactMap(Self.extendedJSON)
            try place.folder.write(lines.joined(separator: "\n"), to: "\(name).jsonl")
        }
        for source in ["dump/reviews.bson", "reviews.jsonl"] {
            let again = try place.call(
                "run", "suite.yml", "--source", source, "--now", Shop.now, "--history", "none", "--threads", "2")
            #expect(again.status == 1, "\(again)")
            #expect(try place.latest().checks == report.checks)
            let paths = try place.latest().scan.references?.map(\.target)
            #expect(paths == ["products", "labels"].map { source.replacing("reviews", with: $0) })
        }
        // Another database is another folder beside.
        try writeSuite(
            "  - reference:\n      field: product_id\n      to: { database: other, collection: products, field: _id }")
        try FileManager.default.createDirectory(atPath: place.folder.path("other"), withIntermediateDirectories: false)
        try FileManager.default.moveItem(
            atPath: place.folder.path("dump/products.bson"), toPath: place.folder.path("other/products.bson"))
        let other = try place.call("run", "suite.yml", "--source", "dump/reviews.bson", "--now", Shop.now)
        #expect(other.status == 0, "\(other)")
        #expect(try place.latest().check("reference")?.value == 25)
    }

    @Test func `target with a filter, in another database, and in a file`() throws {
        let other = try TestDatabase("other", uri: database.uri)
        try other.insert(
            json: [#"{"_id": 1, "key": "prod_0"}"#, #"{"_id": 2, "key": "prod_1", "gone": true}"#], into: "keys")
        try FileManager.default.createDirectory(atPath: place.folder.path("suites"), withIntermediateDirectories: false)
        try place.folder.write("{\"k\": \"prod_2\"}\n{\"k\": \"prod_3\"}\n", to: "suites/allowed.jsonl")
        try place.folder.write(
            Shop.suite(
                database: database.name, collection: "reviews",
                checks: """
                      - reference:
                          id: all
                          field: product_id
                          to: { database: \(other.name), collection: keys, field: key }
                      - reference:
                          id: some
                          field: product_id
                          to: { database: \(other.name), collection: keys, field: key, filter: { gone: { $ne: true } } }
                      - reference:
                          id: file
                          field: product_id
                          to: { file: allowed.jsonl, field: k }
                    """), to: "suites/suite.yml")
        let outcome = try place.call("run", "suites/suite.yml", "--uri", database.uri, "--now", Shop.now)
        #expect(outcome.status == 0, "\(outcome)")
        let report = try place.latest()
        #expect(report.checks.map { $0.details.measurement("matched") } == [10, 5, 10])
        #expect(report.scan.references?.map(\.documents) == [2, 1, 2])
    }

    @Test func `3 for a target that is missing, empty, or misspelt, and the others keep their numbers`() throws {
        try database.run(#"{"create": "nothing"}"#)
        try writeSuite(
            """
              - reference: { id: missing, field: product_id, to: prodcuts._id }
              - reference: { id: empty, field: product_id, to: nothing._id }
              - reference: { id: misspelt, field: product_id, to: products.id }
              - reference: { id: field, field: produkt_id, to: products._id }
              - reference: { id: good, field: product_id, to: products._id }
            """)
        let outcome = try audit()
        #expect(outcome.status == 3, "\(outcome)")
        let report = try place.latest()
        #expect(report.reason == nil)
        #expect(report.checks.map(\.status) == [.notEvaluated, .notEvaluated, .notEvaluated, .notEvaluated, .pass])
        #expect(report.checks.map(\.value) == [nil, nil, nil, nil, 25])
        func says(_ id: String, _ words: String) {
            #expect(report.check(id)?.reason?.contains(words) == true, "\(report.check(id)?.reason ?? "")")
        }
        says("missing", "there is no collection 'prodcuts'")
        says("missing", "(did you mean 'products'?)")
        says("empty", "holds no documents")
        says("misspelt", "no document of 'products' has 'id'")
        says("field", "no document has 'produkt_id'")
        let files = try place.call(
            "run", "suite.yml", "--source", try jsonl("reviews"), "--now", Shop.now, "--history", "none")
        #expect(files.status == 3, "\(files)")
        #expect(try place.latest().check("missing")?.reason?.contains("there is no 'prodcuts.bson'") == true)
    }

    private static func extendedJSON(_ document: [UInt8]) -> String? {
        document.withUnsafeBytes { BSONDocument(copying: $0)?.extendedJSON }
    }

    private func jsonl(_ collection: String) throws -> String {
        let lines = try database.documents(of: collection).compactMap(Self.extendedJSON)
        try place.folder.write(lines.joined(separator: "\n"), to: "\(collection).jsonl")
        return "\(collection).jsonl"
    }

    @Test func `2 when the target's filter is refused`() throws {
        try writeSuite(
            "  - reference:\n      field: product_id\n      to: { collection: products, field: _id, filter: { a: { $geoWithin: 1 } } }"
        )
        let outcome = try audit()
        #expect(outcome.status == 2, "\(outcome)")
        #expect(
            outcome.errors.contains("geometry must be an object") && outcome.errors.contains("products"), "\(outcome)")
        let file = try place.call("run", "suite.yml", "--source", try jsonl("reviews"))
        #expect(file.status == 2, "\(file)")
        #expect(file.errors.contains("$geoWithin"), "\(file)")
        #expect(!place.exists("reports"))
    }

    @Test func `2 with the place of what is wrong`() throws {
        try writeSuite(
            """
              - reference: { field: product_id }
              - reference: { field: product_id, to: products }
              - reference: { field: product_id, to: "pro$ducts._id" }
              - reference: { field: product_id, to: products..a }
              - reference: { field: product_id, to: { collection: products } }
              - reference: { field: product_id, to: { collection: products, field: _id, database: "a.b", filtr: {} } }
              - reference: { field: product_id, to: { file: x.bson, field: _id, collection: products } }
              - reference: { field: product_id, to: { file: "", field: _id }, fail_below: 1 }
              - reference: { field: product_id, to: { collection: products, field: _id, filter: 3 } }
              - reference: { to: products._id, fail_above: 5h }
            """)
        let outcome = try place.call("validate", "suite.yml")
        #expect(outcome.status == 2, "\(outcome)")
        let text = outcome.output + outcome.errors
        for words in [
            "suite.yml:8:16: a reference check needs 'to'",
            "suite.yml:9:41: 'to' must name collection and field, such as categories._id, not 'products'",
            "suite.yml:10:41: 'to' cannot hold '$'", "suite.yml:11:41: path '.a' has an empty step between dots",
            "suite.yml:12:41: 'to' needs 'field'", "'database' cannot hold '.'", "unknown key 'filtr' in 'to'",
            "'collection' does not go with 'file'", "'file' cannot be empty", "'fail_below' has no meaning",
            "'filter' must be a MongoDB filter", "a reference check needs 'field'",
            "'fail_above' must be a percentage such as 95% or a number such as 4, not '5h'",
        ] {
            #expect(text.contains(words), "\(words)\n\(text)")
        }
    }

    @Test func `target with a filter, from a server and a file`() throws {
        try writeSuite(
            "  - reference:\n      field: product_id\n      to: { collection: products, field: _id, filter: { stock: { $lt: 9 } } }"
        )
        #expect(try audit().status == 0)
        let results = try place.latest().checks
        #expect(results.first?.details.measurement("target_keys") == 9)
        #expect(results.first?.details.measurement("matched") == 45)
        _ = try jsonl("products")
        let file = try place.call(
            "run", "suite.yml", "--source", try jsonl("reviews"), "--now", Shop.now, "--history", "none")
        #expect(file.status == 0, "\(file)")
        #expect(try place.latest().checks == results)
    }

    @Test func `by segment, and limited by a filter`() throws {
        let suite = Shop.suite(
            database: database.name, collection: "reviews",
            checks: """
                  - reference: { field: product_id, to: products._id, fail_above: 30% }
                """
        ).replacing("timezone:", with: "segment_by: kind\ntimezone:")
        try place.folder.write(suite, to: "suite.yml")
        try database.run(
            """
            {"update": "reviews", "updates": [
              {"q": {"product_id": {"$in": ["prod_0", "prod_23"]}}, "u": {"$set": {"kind": "some"}}, "multi": true},
              {"q": {"product_id": {"$nin": ["prod_0", "prod_23", null, " "]}}, "u": {"$set": {"kind": "most"}}, "multi": true},
              {"q": {"product_id": {"$in": [null, " "]}}, "u": {"$set": {"kind": "none"}}, "multi": true}]}
            """)
        _ = try audit("--textfile", "gauges.prom")
        let report = try place.latest()
        let checks = report.checks.filter { $0.kind == "reference" }
        let values = Dictionary(uniqueKeysWithValues: checks.map { ($0.segment ?? "", $0.value) })
        #expect(values == ["": 25, "some": 50, "most": 100 * 25.0 / 110, "none": nil])
        #expect(checks.first { $0.segment == "none" }?.status == .pass)
        let gauges = String(decoding: try place.folder.read("gauges.prom"), as: UTF8.self)
        #expect(gauges.contains(#"check="reference",segment="some"} 5"#), "\(gauges)")
    }

    @Test func `explained`() throws {
        let outcome = try audit("--explain")
        #expect(outcome.status == 0, "\(outcome)")
        for words in ["\(database.name).products", "their _id alone", "\(database.name).reviews"] {
            #expect(outcome.output.contains(words), "\(outcome)")
        }
        #expect(!place.exists("reports"))
    }
}

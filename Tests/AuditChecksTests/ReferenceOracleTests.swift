import AuditChecks
import AuditModel
import Foundation
import MongoSource
import ScanEngine
import TestSupport
import Testing

/// References, and what the server's own `$lookup` says of the same documents.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct ReferenceOracleTests {
    private static let placeholders = #"["N/A", 1]"#
    private static let missing = MissingValues(strings: ["N/A"], numbers: [1])

    /// Stages that leave one document `{c: cell}` for each present cell of a path of keys, of which one may be repeated.
    private func cells(_ path: String, _ placeholders: String, keeping more: String = "") -> String {
        let parts = path.components(separatedBy: "[]")
        let expression = MongoExpression.cell(parts.joined())
        let unwind =
            parts.count == 1
            ? "" : #"{"$match": {"$expr": {"$isArray": "$\#(parts[0])"}}}, {"$unwind": "$\#(parts[0])"}, "#
        return
            #"\#(unwind){"$match": {"$expr": \#(MongoExpression.isPresent(expression, placeholders))}}, {"$project": {"_id": 0, "c": \#(expression)\#(more)}}"#
    }

    /// `{"_id": …}` as the server's answers are written.
    private static func relaxed(_ id: String) throws -> String {
        try BSONDocument(extendedJSON: #"{"_id": \#(id)}"#).relaxedJSON
    }

    private func expect(
        _ result: CheckResult, equals oracle: MongoOracle, field: String, to target: String,
        _ placeholders: String = "[]"
    ) throws {
        // The plain join of the aggregation language: each cell looks for one equal cell of the target.
        let join =
            #"{"$lookup": {"from": "d", "let": {"mine": "$c"}, "pipeline": [\#(cells(target, "[]")), "#
            + #"{"$match": {"$expr": {"$eq": ["$c", "$$mine"]}}}, {"$limit": 1}], "as": "m"}}"#
        let numbers = try oracle.numbers(
            """
            [\(cells(field, placeholders)), \(join),
             {"$group": {"_id": "$c", "n": {"$sum": 1}, "matched": {"$max": {"$size": "$m"}}}},
             {"$group": {"_id": null, "cells": {"$sum": "$n"},
                         "orphans": {"$sum": {"$cond": [{"$eq": ["$matched", 0]}, "$n", 0]}},
                         "distinct": {"$sum": {"$cond": [{"$eq": ["$matched", 0]}, 1, 0]}}}}]
            """)
        let keys = try oracle.database.aggregate(
            #"[\#(cells(target, "[]")), {"$group": {"_id": "$c"}}, {"$count": "n"}]"#, on: "d")
        #expect(result.details.measurement("cells") == numbers["cells"])
        #expect(result.details.measurement("orphans") == numbers["orphans"])
        #expect(result.details.measurement("distinct_orphans") == numbers["distinct"])
        let count = result.details.measurement("target_keys").map { #"{"n":\#(Int($0))}"# }
        #expect(keys.map { $0.filter { $0 != " " } } == [count])
        // The first ten documents by the server's own order of _ids.
        let named = try oracle.database.aggregate(
            """
            [\(cells(field, placeholders, keeping: #", "id": "$_id""#)), \(join), {"$match": {"m": []}},
             {"$group": {"_id": "$id"}}, {"$sort": {"_id": 1}}, {"$limit": 10}]
            """, on: "c")
        #expect(try result.evidence.map { try Self.relaxed($0.id) } == named)
        let cells = try #require(numbers["cells"])
        let orphans = try #require(numbers["orphans"])
        #expect(result.value == 100 * orphans / cells)
        #expect(result.details.measurement("matched") == cells - orphans)
        #expect(orphans > 0 && orphans < cells, "this says nothing")
    }

    @Test(arguments: [
        ("a", "b"), ("a", "n.x"), ("n.x", "a"), ("items[].sku", "a"), ("a", "items[].sku"), ("items[]", "items[].sku"),
        ("n", "n"),
    ])
    func equalLookup(field: String, target: String) throws {
        var nasty = NastyDocuments(seed: 71)
        let oracle = try MongoOracle(nasty.make(700, allowsDuplicateKeys: false))
        // Few and poor in values, so that some of every type find nothing.
        try oracle.database.insert(nasty.make(25, allowsDuplicateKeys: false), into: "d")
        let targets = try MongoSource(uri: oracle.database.uri, database: oracle.database.name, collection: "d")
        for (missing, placeholders) in [(MissingValues.none, "[]"), (Self.missing, Self.placeholders)] {
            let check = try ReferenceFixture.check(field, to: "d.\(target)", missing: missing)
            let result = try ReferenceFixture.result(check, oracle.source, target: targets)
            try expect(result, equals: oracle, field: field, to: target, placeholders)
            // However it is matched, and however the documents are cut.
            let later = try ReferenceFixture.result(check, oracle.source, target: targets, setBytes: 0)
            #expect(later.details == result.details && later.value == result.value)
            #expect(later.evidence.isEmpty && later.reason?.contains("no documents are named") == true)
            let documents = MemorySource(try oracle.database.documents(of: "c"))
            let cut = try ReferenceFixture.result(check, documents, target: targets, threads: 3)
            #expect(cut == result)
        }
    }

    /// Keys as they are in practice, against a join that an index serves.
    @Test func idsEqualLookupByField() throws {
        var random = SeededGenerator(seed: 72)
        let oracle = try MongoOracle(
            (0..<3000).map { _ in
                var review = BSONBuilder()
                switch random.next() % 10 {
                case 0: review.null("product_id")
                case 1: review.string("product_id", " ")
                case 2: break
                case 3: review.double("product_id", Double(random.next() % 300))
                case 4: review.int64("product_id", Int64(random.next() % 300))
                default: review.string("product_id", "prod_\(random.next() % 300)")
                }
                return review.document
            })
        try oracle.database.insert(
            (0..<200).map { index in
                var product = BSONBuilder()
                if index % 2 == 0 { product.string("_id", "prod_\(index)") } else { product.int32("_id", Int32(index)) }
                return product.document
            }, into: "products")
        let check = try ReferenceFixture.check("product_id", to: "products._id", failAbove: "10%")
        let targets = try MongoSource(uri: oracle.database.uri, database: oracle.database.name, collection: "products")
        let result = try ReferenceFixture.result(check, oracle.source, target: targets)
        let numbers = try oracle.numbers(
            """
            [{"$match": {"product_id": {"$nin": [null, " "]}}},
             {"$lookup": {"from": "products", "localField": "product_id", "foreignField": "_id", "as": "m"}},
             {"$group": {"_id": null, "cells": {"$sum": 1},
                         "orphans": {"$sum": {"$cond": [{"$eq": ["$m", []]}, 1, 0]}}}}]
            """)
        #expect(result.details.measurement("cells") == numbers["cells"])
        #expect(result.details.measurement("orphans") == numbers["orphans"])
        #expect(result.details.measurement("target_keys") == 200)
        #expect(result.details.measurement("missing_cells") == numbers["cells"].map { 3000 - $0 })
        #expect(result.status == .fail)
    }
}

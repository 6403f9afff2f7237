import AuditChecks
import AuditModel
import Foundation
import ScanEngine
import TestSupport
import Testing

/// Evidence against MongoDB's own answers: the smallest `_id`s by sort and limit, and filters by what they find.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct EvidenceOracleTests {
    private let placeholders = #"["N/A", "Unknown", 1]"#
    private let missing = Examples.list([Examples.text("N/A"), Examples.text("Unknown"), Examples.number(1)])

    /// mongosh's text as Extended JSON, for a server that is asked without mongosh.
    static func extendedJSON(ofShell text: String) throws -> String {
        text.replacing(#/NumberLong\("(-?[0-9]+)"\)/#) { #"{"$numberLong":"\#($0.1)"}"# }
            .replacing(#/NumberDecimal\("([^"]+)"\)/#) { #"{"$numberDecimal":"\#($0.1)"}"# }
            .replacing(#/ObjectId\("([0-9a-f]+)"\)/#) { #"{"$oid":"\#($0.1)"}"# }
            .replacing(#/ISODate\("([^"]+)"\)/#) { #"{"$date":"\#($0.1)"}"# }
            .replacing(#/new Date\((-?[0-9]+)\)/#) { #"{"$date":{"$numberLong":"\#($0.1)"}}"# }
            // The C library takes the one for the type of old binary data, because it begins like a hexadecimal number.
            .replacing(#"{ "$type": "array" }"#, with: #"{ "$exists": true, "$type": "array" }"#)
            .replacing(#"{ "$type": ["#, with: #"{ "$exists": true, "$type": ["#)
            .replacing(", NaN", with: #", {"$numberDouble":"NaN"}"#)
            .replacing(#""$literal": NaN"#, with: #""$literal": {"$numberDouble":"NaN"}"#)
    }

    /// The `_id`s that a filter finds, ascending, as canonical Extended JSON.
    private func ids(_ oracle: MongoOracle, _ filter: String, most: Int? = nil) throws -> [String] {
        let limit = most.map { #", {"$limit": \#($0)}"# } ?? ""
        let filter = try Self.extendedJSON(ofShell: filter)
        return try oracle.database.aggregate(
            #"[{"$match": \#(filter)}, {"$sort": {"_id": 1}}\#(limit), {"$project": {"_id": 1}}]"#, on: "c"
        ).map { text in
            let parts = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            return Self.spelling(try #require(parts["_id"]))
        }
    }

    /// An `_id` of the nasty documents, in whichever form of Extended JSON, as one spelling.
    private static func spelling(_ id: Any) -> String {
        guard let object = id as? [String: Any] else { return "\(id)" }
        for key in ["$numberInt", "$numberLong", "$oid"] {
            if let text = object[key] as? String { return text }
        }
        guard let date = object["$date"] else { return "\(object)" }
        if let text = date as? String, let instant = Instant(rfc3339: text) { return "date \(instant.milliseconds)" }
        return "date \(spelling(date))"
    }

    private static func spelling(ofJSON text: String) throws -> String {
        spelling(try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
    }

    private func spelledIDs(_ evidence: [Evidence]) throws -> [String] {
        try evidence.map { try Self.spelling(ofJSON: $0.id) }
    }

    @Test(arguments: [UInt64(101), 102])
    func missingCells(seed: UInt64) throws {
        var nasty = NastyDocuments(seed: seed)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        let paths = ["a", "b", "n.x", "n", "items[].sku", "items[]", "items[0].sku"]
        let check = try Examples.decode(
            Completeness.self,
            [
                "fields": Examples.list(paths.map(Examples.text)), "missing_values": missing,
                "fail_below": Examples.text("100%"),
            ])
        let result = try oracle.outcome(check).result
        #expect(result.details.filters.map(\.about) == paths)
        for (field, filter) in zip(result.details.fields, result.details.filters) {
            #expect(filter.finds == .all)
            let found = try ids(oracle, filter.filter)
            let evidence = result.evidence.filter { $0.about == field.field }
            #expect(try spelledIDs(evidence) == Array(found.prefix(10)), "\(field.field)")
            #expect(evidence.count == 10)
            // Other words for the same, which share no code with the filter.
            let words: String? =
                switch field.field {
                case "a", "b", "n", "n.x":
                    MongoExpression.isMissing(MongoExpression.cell(field.field), placeholders)
                default: nil
                }
            if let words {
                #expect(Int64(found.count) == field.cells - field.present, "\(field.field)")
                #expect(try ids(oracle, #"{"$expr": \#(words)}"#) == found)
            }
        }
        for (path, cell) in [("items[].sku", MongoExpression.cell("items.sku")), ("items[]", #""$items""#)] {
            let unwound = try oracle.database.aggregate(
                """
                [{"$match": {"$expr": {"$isArray": "$items"}}}, {"$unwind": "$items"},
                 {"$match": {"$expr": \(MongoExpression.isMissing(cell, placeholders))}},
                 {"$group": {"_id": "$_id"}}, {"$count": "n"}]
                """, on: "c")
            let filter = try #require(result.details.filters.first { $0.about == path })
            #expect(unwound == [#"{ "n" : \#(try ids(oracle, filter.filter).count) }"#])
        }
        // One element of an array: absent where there is none, like any other field.
        let first = try #require(result.details.fields.last)
        let filter = try #require(result.details.filters.last)
        #expect(Int64(try ids(oracle, filter.filter).count) == first.cells - first.present)
    }

    @Test func groupsOfDuplicates() throws {
        var nasty = NastyDocuments(seed: 103)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        for key in [["a"], ["n.x"], ["a", "n.x"]] {
            let check = try Examples.decode(Duplicates.self, ["key": Examples.list(key.map(Examples.text))])
            let result = try oracle.outcome(check).result
            let cells = key.map(MongoExpression.cell)
            let present = cells.map { MongoExpression.isPresent($0) }.joined(separator: ", ")
            let parts = cells.enumerated().map { #""k\#($0.offset)": \#($0.element)"# }.joined(separator: ", ")
            let groups = try oracle.database.aggregate(
                """
                [{"$match": {"$expr": {"$and": [\(present)]}}}, {"$sort": {"_id": 1}},
                 {"$group": {"_id": {\(parts)}, "n": {"$sum": 1}, "ids": {"$push": "$_id"}}},
                 {"$match": {"n": {"$gt": 1}}}, {"$set": {"first": {"$first": "$ids"}}},
                 {"$sort": {"n": -1, "first": 1}}, {"$limit": 10},
                 {"$project": {"_id": 0, "n": 1, "ids": {"$slice": ["$ids", 10]}}}]
                """, on: "c")
            #expect(!groups.isEmpty && result.details.groupsNote == nil)
            #expect(result.details.groups.count == groups.count)
            for (index, text) in groups.enumerated() {
                let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
                let ids = try #require(object["ids"] as? [Any]).map(Self.spelling)
                #expect(result.details.groups[index].documents == object["n"] as? Int64)
                let evidence = result.evidence.filter { $0.group == index + 1 }
                #expect(try spelledIDs(evidence) == ids)
                let filter = try #require(result.details.filters.first { $0.group == index + 1 })
                #expect(try self.ids(oracle, filter.filter) == ids, "\(filter.filter) \(ids)")
                #expect((filter.finds == .all) == (result.details.groups[index].documents == Int64(ids.count)))
            }
        }
    }

    @Test func keysFindTheirGroups() throws {
        var nasty = NastyDocuments(seed: 104)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        for key in [["a"], ["n.x"]] {
            let check = try Examples.decode(Duplicates.self, ["key": Examples.list(key.map(Examples.text))])
            let result = try oracle.outcome(check, showsValues: true).result
            var byKey = 0
            for filter in result.details.filters where filter.finds == .all {
                let group = result.details.groups[try #require(filter.group) - 1]
                #expect(Int64(try ids(oracle, filter.filter).count) == group.documents, "\(filter)")
                if !filter.filter.contains("$in") { byKey += 1 }
            }
            #expect(byKey > 0)
        }
    }

    @Test func timesThatAreNone() throws {
        var nasty = NastyDocuments(seed: 105)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        let now = StateLawTests.now
        let check = try Examples.decode(Freshness.self, ["field": Examples.text("at")])
        let result = try oracle.outcome(check, now: now).result
        let future = #"{"$date": {"$numberLong": "\#(now.milliseconds + 300_000)"}}"#
        for (problem, filter) in [
            ("unreadable", #"{"at": {"$type": "string"}}"#), ("future", #"{"at": {"$gt": \#(future)}}"#),
        ] {
            let evidence = result.evidence.filter { $0.problem == problem }
            let expected = try ids(oracle, filter, most: 10)
            #expect(try spelledIDs(evidence) == expected, "\(evidence.map(\.id)) \(expected)")
            #expect(!evidence.isEmpty)
        }
        for filter in result.details.filters { #expect(try ids(oracle, filter.filter).count == 10) }
    }

    @Test(arguments: RulesOracleTests.cases)
    func brokenRules(_ example: RulesOracleTests.Case) throws {
        var nasty = NastyDocuments(seed: 106)
        let oracle = try MongoOracle(nasty.make(2000, allowsDuplicateKeys: false))
        let rules = ["a", "n.x"].flatMap { path in
            [
                Examples.mapping(["field": Examples.text(path), example.key: example.value]),
                Examples.mapping([
                    "field": Examples.text(path), example.key: example.value, "required": Examples.yes,
                ]),
            ]
        }
        let check = try Examples.decode(
            InvalidRecords.self, ["rules": Examples.list(rules), "missing_values": missing])
        let result = try oracle.outcome(check).result
        let isExact = !example.key.hasSuffix("length")
        #expect(result.details.filters.count == 4)
        for (rule, filter) in zip(result.details.rules, result.details.filters) {
            #expect(filter.about == rule.rule)
            #expect((filter.finds == .all) == isExact)
            let found = try ids(oracle, filter.filter)
            if isExact { #expect(Int64(found.count) == rule.documents, "\(filter.filter)") }
            let evidence = result.evidence.filter { $0.about == rule.rule }
            #expect(try spelledIDs(evidence) == Array(found.prefix(10)), "\(filter.filter)")
            #expect(evidence.count == 10)
        }
    }
}

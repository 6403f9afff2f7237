import AuditChecks
import AuditModel
import Foundation
import ScanEngine
import TestSupport
import Testing

@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct RulesOracleTests {
    /// A constraint, and when a present cell breaks it in MongoDB's words; CELL stands for the cell.
    struct Case: Sendable, CustomTestStringConvertible {
        let key: String
        let value: ConfigNode
        let broken: String
        var testDescription: String { key }
    }

    static let cases: [Case] = {
        let isString = #"{"$eq": [{"$type": CELL}, "string"]}"#
        func comparison(_ key: String, _ op: String) -> Case {
            Case(
                key: key, value: Examples.number(1),
                broken: #"{"$not": [{"$and": [{"$isNumber": CELL}, {"\#(op)": [CELL, 1]}]}]}"#)
        }
        func length(_ key: String, _ op: String) -> Case {
            Case(
                key: key, value: Examples.number(2),
                broken: """
                    {"$not": [{"$switch": {"branches": [
                      {"case": \(isString), "then": {"\(op)": [{"$strLenCP": CELL}, 2]}},
                      {"case": {"$isArray": [CELL]}, "then": {"\(op)": [{"$size": CELL}, 2]}}], "default": false}}]}
                    """)
        }
        let members = Examples.list([Examples.text("a"), Examples.text("été"), Examples.number(1)])
        return [
            comparison("greater_than", "$gt"), comparison("at_least", "$gte"), comparison("less_than", "$lt"),
            comparison("at_most", "$lte"), length("min_length", "$gte"), length("max_length", "$lte"),
            Case(key: "type", value: Examples.text("number"), broken: #"{"$not": [{"$isNumber": CELL}]}"#),
            Case(
                key: "type", value: Examples.list([Examples.text("string"), Examples.text("date")]),
                broken: #"{"$not": [{"$in": [{"$type": CELL}, ["string", "date"]]}]}"#),
            Case(key: "in", value: members, broken: #"{"$not": [{"$in": [CELL, ["a", "été", 1]]}]}"#),
            Case(key: "not_in", value: members, broken: #"{"$in": [CELL, ["a", "été", 1]]}"#),
            Case(
                key: "matches", value: Examples.text("^https?://"),
                broken:
                    #"{"$not": [{"$cond": [\#(isString), {"$regexMatch": {"input": CELL, "regex": "^https?://"}}, false]}]}"#
            ),
            Case(
                key: "matches", value: Examples.text("(?i)[AÉ]"),
                broken:
                    #"{"$not": [{"$cond": [\#(isString), {"$regexMatch": {"input": CELL, "regex": "(?i)[AÉ]"}}, false]}]}"#
            ),
        ]
    }()

    @Test(arguments: cases)
    func equalAggregation(_ example: Case) throws {
        var nasty = NastyDocuments(seed: 61)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        let fields = ["a", "n.x"]
        let rules = fields.map { Examples.mapping(["field": Examples.text($0), example.key: example.value]) }
        let check = try Examples.decode(InvalidRecords.self, ["rules": Examples.list(rules)])
        let result = try oracle.outcome(check).result
        let broken = fields.map { path in
            let cell = MongoExpression.cell(path)
            let condition = example.broken.replacingOccurrences(of: "CELL", with: cell)
            return #"{"$and": [\#(MongoExpression.isPresent(cell)), \#(condition)]}"#
        }
        let numbers = try oracle.numbers(
            """
            [{"$group": {"_id": null, "first": \(MongoExpression.count(broken[0])), "second": \(MongoExpression.count(broken[1])),
              "any": \(MongoExpression.count(#"{"$or": [\#(broken.joined(separator: ", "))]}"#))}}]
            """)
        #expect(Double(result.details.rules[0].documents) == numbers["first"])
        #expect(Double(result.details.rules[1].documents) == numbers["second"])
        #expect(result.value == numbers["any"])
        #expect((numbers["any"] ?? 0) > 0)
    }

    @Test func arraysAreJudgedElementByElement() throws {
        var nasty = NastyDocuments(seed: 62)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        let rule = Examples.mapping([
            "field": Examples.text("items[].sku"), "type": Examples.text("number"), "required": Examples.yes,
        ])
        let check = try Examples.decode(InvalidRecords.self, ["rules": Examples.list([rule])])
        let result = try oracle.outcome(check).result
        let numbers = try oracle.numbers(
            """
            [{"$match": {"$expr": {"$isArray": "$items"}}}, {"$unwind": "$items"},
             {"$match": {"$expr": {"$or": [\(MongoExpression.isMissing(MongoExpression.cell("items.sku"))),
                {"$not": [{"$isNumber": \(MongoExpression.cell("items.sku"))}]}]}}},
             {"$group": {"_id": "$_id"}}, {"$count": "n"}]
            """)
        #expect(result.value == numbers["n"])
    }

    @Test func formatsKnowTheirForms() throws {
        let table: [(TextFormat, good: [String], bad: [String])] = [
            (
                .url, ["https://a.tn/x?y=1#z", "HTTP://user:pw@[::1]:8080", "http://é.fr/ü"],
                ["ftp://a", "https://", "https:///x", "http://a b", "x https://a.tn", "https://a.tn/\n"]
            ),
            (.email, ["a@b", "x.y+z@sub.example.tn"], ["a", "@b", "a@", "a@-b.tn", "a b@c.tn", "a@b.tn\n"]),
            (
                .uuid, ["123e4567-e89b-12d3-a456-426614174000"],
                ["123e4567e89b12d3a456426614174000", "g23e4567-e89b-12d3-a456-426614174000"]
            ),
            (.date, ["2024-02-29"], ["2023-02-29", "2024-2-9", "2024-02-29T00:00:00"]),
            (
                .datetime, ["2024-02-29T23:59:59", "2024-02-29 23:59:59.5+01:00"],
                ["2024-02-29", "2024-02-29T24:00:00", "29/02/2024"]
            ),
            (.iso4217, ["TND", "EUR"], ["tnd", "EURO", "DEM"]), (.iso3166, ["TN", "FR"], ["tn", "UK", "TUN"]),
            (.ean13, ["4006381333931"], ["4006381333932", "400638133393", "40063813339310"]),
            (.ipv4, ["127.0.0.1", "255.255.255.255"], ["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4."]),
            (
                .ipv6, ["::1", "2001:db8::8a2e:370:7334", "::ffff:192.0.2.1", "1:2:3:4:5:6:7::"],
                [":::", "1::2::3", "2001:db8", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:1.2.3.4", "::1\n"]
            ),
        ]
        for (format, good, bad) in table {
            let documents = (good + bad).map { text -> [UInt8] in
                var builder = BSONBuilder()
                builder.string("t", text)
                return builder.document
            }
            let rule = FieldRule(name: "r", field: FieldPath(key: "t"), constraints: [.format(format)], required: false)
            let analyzer = RulesAnalyzer(rules: [rule], missing: .none)
            for (text, document) in zip(good + bad, documents) {
                let scan = try Scan(
                    plan: ScanPlan([analyzer]), source: MemorySource([document]), threads: 1, progress: ScanProgress())
                let state = try #require(try scan.run().states.state(of: analyzer))
                #expect((state.invalidDocuments == 0) == good.contains(text), "\(format.rawValue): \(text)")
            }
        }
    }

    @Test func catastrophicPatternsAreReportedNotHung() throws {
        var builder = BSONBuilder()
        builder.string("t", String(repeating: "a", count: 60) + "!")
        let rule = Examples.mapping(["field": Examples.text("t"), "matches": Examples.text("^(a+)+$")])
        let check = try Examples.decode(InvalidRecords.self, ["rules": Examples.list([rule])])
        let context = AnalysisContext(now: StateLawTests.now, timeZone: .utc)
        let scan = try Scan(
            plan: ScanPlan(check.analyzers(context)), source: MemorySource([builder.document]), threads: 1,
            progress: ScanProgress())
        let outcome = check.evaluate(
            CheckInput(
                id: "i", description: nil, context: context, documents: 1, allowEmpty: false,
                states: try scan.run().states, history: nil))
        #expect(outcome.result.status == .notEvaluated)
        #expect(outcome.result.value == nil)
        #expect(outcome.result.reason?.contains("too many steps") == true)
    }
}

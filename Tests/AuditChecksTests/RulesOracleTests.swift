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

    /// A rule on the elements of an array, and what a pipeline counts of it.
    struct Quantified: Sendable, CustomTestStringConvertible {
        let quantifier: String?
        let required: Bool
        /// When a document breaks the rule in MongoDB's words; BROKEN and PRESENT count its cells.
        let broken: String
        var testDescription: String { "\(quantifier ?? "default")\(required ? ", required" : "")" }
    }

    static let quantified = [
        Quantified(quantifier: nil, required: false, broken: #"{"$gt": [BROKEN, 0]}"#),
        Quantified(quantifier: nil, required: true, broken: #"{"$or": [{"$gt": [BROKEN, 0]}, {"$gt": [MISSING, 0]}]}"#),
        Quantified(quantifier: "all", required: false, broken: #"{"$gt": [BROKEN, 0]}"#),
        Quantified(
            quantifier: "any", required: false,
            broken: #"{"$and": [{"$gt": [PRESENT, 0]}, {"$eq": [BROKEN, PRESENT]}]}"#),
        Quantified(quantifier: "any", required: true, broken: #"{"$eq": [BROKEN, PRESENT]}"#),
        Quantified(quantifier: "each", required: false, broken: #"{"$gt": [BROKEN, 0]}"#),
        Quantified(
            quantifier: "each", required: true, broken: #"{"$or": [{"$gt": [BROKEN, 0]}, {"$gt": [MISSING, 0]}]}"#),
    ]

    @Test(arguments: quantified)
    func elementsMakeVerdictsOnDocuments(_ example: Quantified) throws {
        var nasty = NastyDocuments(seed: 62)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        var keys = [("field", Examples.text("items[].sku")), ("type", Examples.text("number"))]
        keys.append(("at_least", Examples.number(1)))
        if example.required { keys.append(("required", Examples.yes)) }
        if let quantifier = example.quantifier { keys.append(("quantifier", Examples.text(quantifier))) }
        let rule = Examples.mapping(entries: keys)
        let check = try Examples.decode(InvalidRecords.self, ["rules": Examples.list([rule])])
        let result = try oracle.outcome(check).result
        // An element that is no document holds no cell value; a plain `$items.sku` would look into arrays within the array.
        let cell = #"{"$cond": [{"$eq": [{"$type": "$$i"}, "object"]}, "$$i.sku", "$$REMOVE"]}"#
        let present = MongoExpression.isPresent(cell)
        let broken =
            #"{"$and": [\#(present), {"$not": [{"$and": [{"$isNumber": \#(cell)}, {"$gte": [\#(cell), 1]}]}]}]}"#
        func cells(_ condition: String) -> String {
            """
            {"$size": {"$filter": {"input": {"$cond": [{"$isArray": "$items"}, "$items", []]}, "as": "i", "cond": \(condition)}}}
            """
        }
        let condition = Self.quoted(example.broken)
        let numbers = try oracle.numbers(
            """
            [{"$project": {"present": \(cells(present)), "broken": \(cells(broken)),
                "missing": \(cells(MongoExpression.isMissing(cell)))}},
             {"$group": {"_id": null, "documents": \(MongoExpression.count(condition)),
                "present": {"$sum": "$present"}, "broken": {"$sum": "$broken"}, "missing": {"$sum": "$missing"}}},
             {"$unset": "_id"}]
            """)
        #expect(result.value == numbers["documents"])
        #expect((numbers["documents"] ?? 0) > 0)
        let count = result.details.rules[0]
        #expect(Double(count.documents) == numbers["documents"])
        guard example.quantifier == "each" else {
            #expect(count.cells == nil)
            return
        }
        let missing = example.required ? numbers["missing"] ?? -1 : 0
        #expect(Double(count.cells?.broken ?? -1) == (numbers["broken"] ?? 0) + missing)
        #expect(Double(count.cells?.judged ?? -1) == (numbers["present"] ?? 0) + missing)
        #expect((count.cells?.broken ?? 0) > count.documents, "some document has several")
    }

    /// The counters of a document by the words that conditions call them.
    private static func quoted(_ condition: String) -> String {
        ["BROKEN": "broken", "PRESENT": "present", "MISSING": "missing"]
            .reduce(condition) { $0.replacing($1.key, with: "\"$\($1.value)\"") }
    }

    @Test func warningsAreCountedApart() throws {
        var nasty = NastyDocuments(seed: 63)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        func rule(_ field: String, _ more: (String, ConfigNode)...) -> ConfigNode {
            Examples.mapping(entries: [("field", Examples.text(field)), ("type", Examples.text("number"))] + more)
        }
        let warning = ("severity", Examples.text("warning"))
        let check = try Examples.decode(
            InvalidRecords.self, ["rules": Examples.list([rule("a"), rule("b", warning), rule("n.x", warning)])])
        let outcome = try oracle.outcome(check)
        let broken = ["a", "b", "n.x"].map { path in
            let cell = MongoExpression.cell(path)
            return #"{"$and": [\#(MongoExpression.isPresent(cell)), {"$not": [{"$isNumber": \#(cell)}]}]}"#
        }
        let warned = #"{"$and": [{"$not": [\#(broken[0])]}, {"$or": [\#(broken[1]), \#(broken[2])]}]}"#
        let numbers = try oracle.numbers(
            """
            [{"$group": {"_id": null, "invalid": \(MongoExpression.count(broken[0])), "warned": \(MongoExpression.count(warned)),
              "second": \(MongoExpression.count(broken[1]))}}, {"$unset": "_id"}]
            """)
        #expect(outcome.result.value == numbers["invalid"])
        #expect(outcome.result.details.measurement("documents_with_warnings") == numbers["warned"])
        #expect(Double(outcome.result.details.rules[1].documents) == numbers["second"])
        #expect(outcome.result.status == .warn)
        let gauges = Dictionary(grouping: outcome.gauges) { $0.name }
        #expect(gauges["invalid_records"]?.first?.value == numbers["invalid"])
        #expect(gauges["dqaudit_documents_with_warnings"]?.first?.value == numbers["warned"])
        #expect(gauges["dqaudit_rule_invalid_documents"]?.count == 3)
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

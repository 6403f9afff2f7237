import AuditChecks
import AuditModel
import QueryMatching
import ScanEngine
import SuiteFile
import TestSupport
import Testing

/// Rules on whole documents, and the documents that a server finds to break them.
@Suite(.enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct DocumentRuleOracleTests {
    /// A pair as a suite writes it and as a server is asked; both are JSON.
    struct Pair: Sendable, CustomTestStringConvertible {
        let when: String?
        let expect: String
        var testDescription: String { "\(when ?? "always") → \(expect)" }
    }

    static let pairs = [
        Pair(when: #"{"a": {"$type": "number"}}"#, expect: #"{"b": {"$not": {"$type": "string"}}}"#),
        Pair(when: nil, expect: #"{"n.x": {"$exists": true}}"#),
        Pair(when: #"{"items.sku": {"$gte": 1}}"#, expect: #"{"items": {"$size": 2}}"#),
        Pair(when: #"{"a": null}"#, expect: #"{"$or": [{"b": null}, {"n.x": {"$ne": 1}}]}"#),
        Pair(when: #"{"a": {"$regex": "^[aA]"}}"#, expect: #"{"b": {"$in": ["a", "A", 1, 2]}}"#),
        Pair(when: #"{"items.0.sku": {"$exists": true}}"#, expect: #"{"a": {"$lt": 2}}"#),
    ]

    private func node(_ json: String) throws -> ConfigNode {
        try #require(YAMLDocument(parsing: json.utf8, file: "test.yml", environment: nil).root)
    }

    @Test(arguments: pairs)
    func pairsEqualFilters(_ pair: Pair) throws {
        var nasty = NastyDocuments(seed: 71)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        var entries = [("expect", try node(pair.expect))]
        if let when = pair.when { entries.append(("when", try node(when))) }
        // A rule before and one behind, so that no columns but its own will do.
        let other = Examples.mapping(["field": Examples.text("b"), "type": Examples.text("string")])
        let check = try Examples.decode(
            InvalidRecords.self, ["rules": Examples.list([other, Examples.mapping(entries: entries), other])])
        let result = try oracle.outcome(check).result
        let when = pair.when ?? "{}"
        let broken = try oracle.numbers(
            #"[{"$match": {"$and": [\#(when), {"$nor": [\#(pair.expect)]}]}}, {"$count": "n"}]"#)
        let applied = try oracle.numbers(#"[{"$match": \#(when)}, {"$count": "n"}]"#)
        #expect(Double(result.details.rules[1].documents) == broken["n"])
        #expect(result.details.rules[1].applied.map(Double.init) == (pair.when == nil ? nil : applied["n"]))
        #expect(result.details.rules[0].documents == result.details.rules[2].documents)
        let all = try oracle.numbers(
            #"""
            [{"$match": {"$or": [{"$and": [\#(when), {"$nor": [\#(pair.expect)]}]}, {"$expr": {"$and": [
              \#(MongoExpression.isPresent("\"$b\"")), {"$ne": [{"$type": "$b"}, "string"]}]}}]}}, {"$count": "n"}]
            """#)
        #expect(result.value == all["n"])
    }

    static let schema = #"""
        {"required": ["a", "b"], "properties": {"a": {"bsonType": ["number", "string"], "maximum": 2},
         "items": {"bsonType": "array", "maxItems": 2, "items": {"bsonType": "object", "required": ["sku"]}}}}
        """#

    @Test func schemasEqualServers() throws {
        var nasty = NastyDocuments(seed: 72)
        let oracle = try MongoOracle(nasty.make(3000, allowsDuplicateKeys: false))
        let folder = try TemporaryFolder()
        try folder.write(Self.schema, to: "schema.json")
        let suite = try loaded(
            "- { json_schema: schema.json, name: s }\n- { field: a, type: number, severity: warning }", in: folder)
        let check = try #require(suite.checks[0].kind as? InvalidRecords)
        let result = try oracle.outcome(check).result
        let broken = try oracle.numbers(#"[{"$match": {"$nor": [{"$jsonSchema": \#(Self.schema)}]}}, {"$count": "n"}]"#)
        #expect(result.value == broken["n"])
        let rules = result.details.rules
        #expect(rules[0].rule == "s" && rules[0].partOf == nil && Double(rules[0].documents) == broken["n"])
        let parts = rules.filter { $0.partOf == "s" }
        #expect(parts.map(\.documents) == parts.map(\.documents).sorted(by: >), "the worst first")
        let unnamed = try oracle.numbers(#"[{"$match": {"b": {"$exists": false}}}, {"$count": "n"}]"#)
        #expect(
            parts.first { $0.rule == "s: (document): required b" }.map { Double($0.documents) } == unnamed["n"],
            "\(parts.map(\.rule))")
        let large = try oracle.numbers(
            #"[{"$match": {"$nor": [{"$jsonSchema": {"properties": {"a": {"maximum": 2}}}}]}}, {"$count": "n"}]"#)
        #expect(parts.first { $0.rule == "s: a: maximum" }.map { Double($0.documents) } == large["n"] ?? nil)
        #expect(parts.allSatisfy { $0.documents <= rules[0].documents && $0.documents > 0 })
    }

    /// A suite with one check of some rules, written into a folder.
    private func loaded(_ rules: String, in folder: TemporaryFolder) throws -> Suite {
        let indented = rules.split(separator: "\n").map { "        \($0)\n" }.joined()
        let text = """
            version: 1
            source: { database: d, collection: c }
            checks:
              - invalid_records:
                  rules:

            """ + indented
        let path = try folder.write(text, to: "s.yml")
        return try SuiteLoader(environment: [:]) { _ in .utc }.load(path: path)
    }

    @Test func filesThatAreNoSchemasAreNamed() throws {
        let folder = try TemporaryFolder()
        try folder.write(#"{"properties": {"a": {"bsonType": "text"}}}"#, to: "bad.json")
        try folder.write(#"{"$jsonSchema": {"required": ["a"]}, "b": {"$gt": 1}}"#, to: "validator.json")
        for (file, place) in [("bad.json", "bad.json:1:"), ("absent.json", "s.yml:6:26")] {
            let error = #expect(throws: SuiteFileError.self) {
                _ = try loaded("- { json_schema: \(file) }", in: folder)
            }
            let issues = error?.issues.map(\.description) ?? []
            #expect(issues.contains { $0.contains(place) }, "\(issues)")
        }
        let check = try #require(
            try loaded("- { json_schema: validator.json }", in: folder).checks[0].kind as? InvalidRecords)
        guard case .schema(let rule) = check.rules[0].demand else {
            Issue.record("no rule with a schema")
            return
        }
        #expect(try rule.validator.get().failures == ["(document): required a", "validator"])
    }
}

/// What cannot be looked at in pairs and schemas.
@Suite struct DocumentRuleVerdictTests {
    private static let documents: [[UInt8]] = (0..<4).map { index in
        var builder = BSONBuilder()
        builder.int32("n", Int32(index))
        builder.string("country", "TN")
        return builder.document
    }

    private func result(_ rules: String) throws -> CheckResult {
        let check = try #require(try check(rules))
        let context = AnalysisContext(now: StateLawTests.now, timeZone: .utc)
        let scan = try Scan(
            plan: ScanPlan(check.analyzers(context)), source: MemorySource(Self.documents), threads: 1,
            progress: ScanProgress())
        return check.evaluate(
            CheckInput(
                id: "i", description: nil, context: context, documents: 4, allowEmpty: false,
                states: try scan.run().states, history: nil)
        ).result
    }

    private func check(_ rules: String, log: MappingReader.IssueLog = .init()) throws -> InvalidRecords? {
        let node = try #require(YAMLDocument(parsing: "rules: \(rules)".utf8, file: "s.yml", environment: nil).root)
        let reader = try #require(MappingReader(node, subject: "a check", log: log))
        return InvalidRecords.decode(reader, in: SuiteContext(timeZone: .utc, missingValues: .none) { _, _, _ in nil })
    }

    @Test func aPathThatNoDocumentHasIsNoAnswer() throws {
        for (rules, path) in [
            ("[{ when: { contry: FR }, expect: { n: 1 } }]", "contry"),
            ("[{ expect: { contry: { $ne: FR } } }]", "contry"),
            ("[{ expect: { $or: [{ n: 1 }, { 'a.b': { $gt: 1 } }] } }]", "a.b"),
        ] {
            let result = try result(rules)
            #expect(result.status == .notEvaluated)
            #expect(result.reason == "no document has '\(path)'; check the spelling of the path")
        }
    }

    @Test func askingForAbsenceIsAnswered() throws {
        for rules in [
            "[{ expect: { deleted: { $exists: false } } }]", "[{ expect: { deleted: null } }]",
            "[{ expect: { deleted: { $in: [null, false] } } }]",
            "[{ when: { deleted: { $exists: true } }, expect: { n: 1 } }]",
        ] {
            let result = try result(rules)
            #expect(result.status == .pass)
            #expect(result.value == 0)
        }
    }

    @Test func aConditionThatNeverAppliesIsSaid() throws {
        let result = try result("[{ name: french, when: { country: FR }, expect: { n: 1 } }]")
        #expect(result.status == .pass)
        #expect(result.details.rules[0].applied == 0)
        #expect(result.reason?.hasSuffix("no document matches 'when' of 'french'") == true)
    }

    @Test func namesSayWhatAPairIsAbout() throws {
        #expect(
            try result("[{ when: { country: TN }, expect: { n: 1 } }]").details.rules[0].rule == "when country expect n"
        )
    }

    @Test func aValidatorThatIsNotKnownIsNoAnswer() throws {
        let check = try #require(try check("[{ json_schema: collection }, { field: n, less_than: 2 }]"))
        #expect(check.validatorRequest?.description == "s.yml:1:24")
        let unknown = check.with(validator: .failure(SchemaRule.Unknown("the collection has no validator")))
        let context = AnalysisContext(now: StateLawTests.now, timeZone: .utc)
        let scan = try Scan(
            plan: ScanPlan(unknown.analyzers(context)), source: MemorySource(Self.documents), threads: 1,
            progress: ScanProgress())
        let result = unknown.evaluate(
            CheckInput(
                id: "i", description: nil, context: context, documents: 4, allowEmpty: false,
                states: try scan.run().states, history: nil)
        ).result
        #expect(result.status == .notEvaluated)
        #expect(
            result.reason
                == "rule 'json_schema collection' has nothing to judge by: the collection has no validator")
        #expect(result.details.rules[1].documents == 2)
    }

    @Test func mistakesStandWhereTheyAreMade() throws {
        let log = MappingReader.IssueLog()
        _ = try check("[{ when: { a: { $gtt: 1 } }, expect: { b: 1 }, type: string }, { when: { a: 1 } }]", log: log)
        let issues = log.issues.map(\.description)
        #expect(issues.contains { $0.hasPrefix("s.yml:1:24: ") && $0.contains("$gtt") }, "\(issues)")
        #expect(issues.contains { $0.contains("unknown key 'type' in a rule with when and expect") }, "\(issues)")
        #expect(issues.contains { $0.hasSuffix("a rule with when and expect needs 'expect'") }, "\(issues)")
    }
}

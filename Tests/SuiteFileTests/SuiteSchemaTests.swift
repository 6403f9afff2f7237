import AuditChecks
import AuditModel
import Foundation
import TestSupport
import Testing

@testable import SuiteFile

/// The schema of suites says what the program does: neither accepts what the other's share of the language refuses.
@Suite("The JSON Schema of suites")
struct SuiteSchemaTests {
    @Test("is published as the program prints it")
    func published() throws {
        let file = SampleSuites.checks.appending(path: "suite.schema.json")
        #expect(try String(contentsOf: file, encoding: .utf8) == SuiteSchema.text, "run: dqaudit schema > \(file.path)")
    }

    @Test("is named in the first line of every suite")
    func editorLine() throws {
        for path in try SampleSuites.paths() {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let mark = "# yaml-language-server: $schema="
            let line = try #require(text.split(separator: "\n").first)
            #expect(line.hasPrefix(mark), "\(path)")
            let schema = URL(filePath: path).deletingLastPathComponent().appending(path: line.dropFirst(mark.count))
            #expect(schema.standardizedFileURL.path == SampleSuites.checks.appending(path: "suite.schema.json").path)
        }
    }

    @Test("describes every key")
    func meanings() throws {
        func check(_ schema: JSONTree, _ path: String) {
            if case .object(let properties)? = schema["properties"] {
                for property in properties {
                    guard case .string(let text)? = property.value["description"] else {
                        Issue.record("\(path).\(property.key) has no description")
                        continue
                    }
                    #expect(text.count > 5)
                    check(property.value, "\(path).\(property.key)")
                }
            }
            if case .array(let schemas)? = schema["anyOf"] { for inner in schemas { check(inner, path) } }
            for key in ["items", "additionalProperties"] {
                if let inner = schema[key] { check(inner, path) }
            }
        }
        check(SuiteSchema.tree(CheckRegistry.all), "")
    }

    /// The keys that decoding asks for, from what it says to a key that nobody knows.
    @Test("has the keys that decoding asks for, in every mapping")
    func sameKeys() throws {
        var compared: Set<String> = []
        let refused = Thresholds.Bound.allCases.map(\.rawValue) + ["anomaly"]
        for root in try SampleSuites.roots() {
            for place in MutableSuite.mappings(of: root) {
                let broken = root.replacing(place) { $0.adding("zzz", ConfigNode(.integer(1), at: $0.position)) }
                let complaint = MutableSuite.issues(of: broken).first { $0.contains("key 'zzz'") }
                guard let complaint else {
                    // Kinds, forms of rules and segments have words of their own for that.
                    continue
                }
                let list = try #require(complaint.components(separatedBy: "allowed are ").last)
                let asked = Set(list.components(separatedBy: " (did you")[0].components(separatedBy: ", "))
                let schemas = MutableSuite.schemas(at: place, of: root, in: SuiteSchema.tree(CheckRegistry.all))
                let known = schemas.map { Set(MutableSuite.properties(of: $0)) }.filter { !$0.isEmpty }
                // Where forms differ decoding may ask for a key to see which it is; what has no meaning it asks for to refuse it.
                let all = known.reduce(Set(refused)) { $0.union($1) }
                #expect(
                    known.contains { $0.isSubset(of: asked) } && asked.isSubset(of: all), "\(place): \(asked.sorted())")
                compared.formUnion(asked)
            }
        }
        #expect(
            compared.isSuperset(of: [
                "fields", "stale_after", "quantifier", "json_schema", "settle", "nfc", "to", "expected",
            ]))
    }

    @Test("accepts every suite of the project", .enabled(if: SchemaValidator.isAvailable, "\(SchemaValidator.absence)"))
    func suites() throws {
        let roots = try SampleSuites.roots()
        #expect(roots.count >= 13)
        let complaints = try #require(SchemaValidator()).complaints(
            about: roots.map(\.json), schema: SuiteSchema.text)
        #expect(complaints.filter { !$0.isEmpty } == [])
        // As an editor sees them, references to the environment included.
        let written = try SampleSuites.roots(environment: nil)
        #expect(written.contains { $0.json.contains("${MONGODB_DATABASE") })
        #expect(
            try SchemaValidator()?.complaints(about: written.map(\.json), schema: SuiteSchema.text)
                .filter { !$0.isEmpty } == [])
    }

    @Test(
        "refuses what validate refuses, and nothing else",
        .enabled(if: SchemaValidator.isAvailable, "\(SchemaValidator.absence)"))
    func differential() throws {
        var generator = SeededGenerator(seed: 20_261_127)
        let mutants = try SampleSuites.roots().flatMap { root in
            #expect(MutableSuite.issues(of: root) == [])
            return (0..<60).map { _ in MutableSuite.mutant(of: root, &generator) }
        }
        let complaints = try #require(SchemaValidator()).complaints(
            about: mutants.map(\.root.json), schema: SuiteSchema.text)
        var refused = 0
        for (mutant, complaint) in zip(mutants, complaints) {
            let issues = MutableSuite.issues(of: mutant.root)
            if !complaint.isEmpty {
                refused += 1
                #expect(issues != [], "the schema alone refuses \(mutant.what): \(complaint)")
            } else {
                let structural = issues.filter { issue in !MutableSuite.programOnly.contains { issue.contains($0) } }
                #expect(structural == [], "the schema accepts \(mutant.what)")
            }
        }
        #expect(mutants.count >= 700 && refused > 300, "\(refused) of \(mutants.count)")
    }
}

/// The suites of the project, and one with every key that they do not use.
enum SampleSuites {
    static let checks = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "checks").standardizedFileURL

    static func paths() throws -> [String] {
        try SuitePaths.files(in: [checks.path, checks.appending(path: "examples").path])
    }

    static func roots(environment: [String: String]? = [:]) throws -> [ConfigNode] {
        let files = try paths().map { path in (path, Array(try Data(contentsOf: URL(filePath: path)))) }
        let own = (checks.appending(path: "examples/rest.yml").path, Array(rest.utf8))
        return try (files + [own]).map { path, bytes in
            try #require(YAMLDocument(parsing: bytes, file: path, environment: environment).root, "\(path)")
        }
    }

    private static let rest = """
        version: 1
        suite: rest
        source: { database: shop, collection: orders, filter: { country: Tunisia } }
        timezone: Africa/Tunis
        missing_values: [N/A, 0]
        sensitive: [email, address.street]
        segment_by: { fields: [source, country], expected: [ldlc, 5] }
        checks:
          - completeness:
              fields: [{ field: phone, type: [string, null], sensitive: true, warn_below: 90%, fail_below: 80% }]
              segments: { ldlc: { fail_below: 80% } }
              anomaly: {}
          - freshness:
          - freshness:
              id: second
              field: at
              fail_above: ${AGE:-24h}
              sensitive: true
              schedule: { days: mon, from: "22:00", to: "06:00" }
          - duplicates: { key: { field: phone, sensitive: true }, fail_above: 3, where: { a: 1 } }
          - invalid_records:
              rules:
                - { field: phone, type: string, sensitive: true, at_least: 1, less_than: 9, severity: error }
                - { expect: { a: 1 }, name: pair, warn_above: 3, fail_above: 10% }
                - { json_schema: collection, severity: warning }
          - reference: { field: a, to: { file: x.jsonl, field: id }, sensitive: true }
          - reference: { field: b, to: { database: other, collection: c, field: id, filter: { a: 1 } } }
          - volume: { allow_empty: true, warn_below: 10 }
        """
}

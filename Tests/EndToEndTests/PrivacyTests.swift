import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// Values of documents stay where they are: the real program reads documents with a secret in every field and of every type, and everything
/// that it writes is searched for them.
@Suite("Secrets in documents", .enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct PrivacyTests {
    private let place: AuditFolder

    /// Sensitive values, by what of them is looked for: as text, number, date, bytes, and in arrays and documents.
    private static let sensitive = [
        "Quokka", "70717273", "2031-03-07", "1930608", "UXVva2th", "abadcafe", "Zorille",
    ]
    /// Values of other fields.
    private static let ordinary = ["Narwhal", "81828384", "TmFyd2hhbA", "deadbeef"]

    init() throws {
        place = try AuditFolder()
        try place.folder.write(Self.suite, to: "suite.yml")
        try place.folder.write(Self.documents.joined(separator: "\n"), to: "people.jsonl")
        try place.folder.write(#"{"_id": 1, "code": "other"}"#, to: "codes.jsonl")
    }

    /// Every check on sensitive fields and on ordinary ones, each broken by some documents.
    private static let suite = """
        version: 1
        suite: people
        source: { database: shop, collection: people, filter: { kind: { $ne: nobody } } }
        sensitive: [owner, tags]
        segment_by: shop
        checks:
          - completeness: { fields: [name, owner.mail, "tags[].label", phone, born], missing_values: [Quokka none, Narwhal none], fail_below: 100% }
          - completeness: { id: types, fields: [{ field: number, type: string, sensitive: true }], fail_below: 100% }
          - freshness: { field: born, sensitive: true, fail_above: 1h }
          - freshness: { id: name-age, field: name, fail_above: 1h }
          - duplicates: { key: [{ field: phone, sensitive: true }, name], fail_above: 0% }
          - duplicates: { id: by-owner, key: [owner.mail], fail_above: 0% }
          - duplicates: { id: by-name, key: [name], fail_above: 0% }
          - duplicates: { id: by-born, key: [born], fail_above: 0% }
          - invalid_records:
              rules:
                - { field: phone, matches: '^never$' }
                - { field: number, less_than: 5 }
                - { field: born, less_than: 1900-01-01 }
                - { field: bytes, type: string, sensitive: true }
                - { field: oid, type: string, sensitive: true }
                - { field: owner, type: string }
                - { field: 'tags[].label', max_length: 2 }
                - { field: name, max_length: 2 }
                - { field: amount, less_than: 5 }
                - { field: plain, type: string }
                - { name: pair, expect: { $expr: { $eq: ["$owner.mail", "$name"] } } }
                - { name: schema, json_schema: people.schema.json }
              fail_above: 0
          - reference: { field: phone, to: { file: codes.jsonl, field: code }, fail_above: 0% }
          - reference: { id: name-ref, field: name, to: { file: codes.jsonl, field: code }, fail_above: 0% }
          - volume: { per: run, fail_above: 4 }

        """

    private static let documents = (0..<24).map { index in
        let phone = index % 7 == 0 ? #""Quokka none""# : #""Quokka \#(index % 3)""#
        let name = index % 5 == 0 ? #""Narwhal none""# : #""Narwhal \#(index % 4)""#
        return """
            {"_id": {"$numberInt": "\(index)"}, "kind": "person", "shop": "\(["mytek", "ldlc"][index % 2])", "phone": \(phone), \
            "name": \(name), "owner": {"mail": "Quokka@Zorille.tn"}, "tags": [{"label": "Zorille"}, {"label": null}], \
            "born": {"$date": "2031-03-07T00:00:00Z"}, "number": {"$numberDouble": "70717273.5"}, \
            "amount": {"$numberLong": "81828384"}, "bytes": {"$binary": {"base64": "UXVva2th", "subType": "00"}}, \
            "plain": {"$binary": {"base64": "TmFyd2hhbA==", "subType": "00"}}, \
            "oid": {"$oid": "abadcafe0000000000000000"}}
            """
    }

    private static let schema = """
        {"$jsonSchema": {"properties": {"owner": {"properties": {"mail": {"bsonType": "int"}}}, "name": {"enum": ["x"]}}}}
        """

    private func run(_ options: [String]) throws -> AuditOutcome {
        try place.folder.write(Self.schema, to: "people.schema.json")
        let outcome = try place.call(
            [
                "run", "suite.yml", "--source", "people.jsonl", "--now", "2026-05-11T12:00:00Z", "--textfile",
                "gauges.prom", "--junit", "junit.xml", "--markdown", "summary.md",
            ]
                + options)
        #expect(outcome.status == 1 || outcome.status == 3 || outcome.status == 2, "\(outcome)")
        for file in ["reports/people/latest.html", "reports/index.html", "junit.xml", "summary.md"] {
            #expect(try place.files().contains(file))
        }
        return outcome
    }

    private func expectNone(
        _ secrets: [String], in outcome: AuditOutcome, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let sources = ["people.jsonl", "people.schema.json", "suite.yml"]
        for secret in secrets {
            #expect(!outcome.output.contains(secret), "\(secret) on stdout", sourceLocation: location)
            #expect(!outcome.errors.contains(secret), "\(secret) on stderr", sourceLocation: location)
            let files = try place.contains(secret).filter { !sources.contains($0) }
            // The suite's own words are no values of documents, and stand in filters to be pasted.
            #expect(files == [], "\(secret)", sourceLocation: location)
        }
    }

    @Test(
        "are in no file and no stream",
        arguments: [["--format", "text"], ["--format", "json"], ["--exit-codes", "nagios"], ["--lang", "fr"]])
    func masked(options: [String]) throws {
        try place.folder.write(Self.suite.replacing("Quokka none, Narwhal none", with: "nothing"), to: "suite.yml")
        let outcome = try run(options)
        try expectNone(Self.sensitive + Self.ordinary, in: outcome)
        var empty = try place.latest("people")
        empty.checks = empty.checks.map { check in
            var check = check
            check.value = 0
            check.evidence = []
            return check
        }
        try place.folder.write(JSONReport.bytes(of: empty), to: "empty.json")
        for format in ["text", "markdown", "json"] {
            try expectNone(
                Self.sensitive + Self.ordinary,
                in: try place.call("diff", "empty.json", "reports/people/latest.json", "--format", format))
        }
        let report = try place.latest("people")
        #expect(report.checks.flatMap(\.evidence).count > 60)
        let privacy = try #require(report.privacy)
        #expect(privacy.values == .masked && privacy.segmentNames == .shown)
        #expect(privacy.sensitiveFields == ["born", "bytes", "number", "oid", "owner", "phone", "tags"])
        #expect(privacy.texts.allSatisfy { $0.shown == 0 && $0.masked > 0 && $0.withheld > 0 })
    }

    @Test("of sensitive fields are not even shown with --show-values", arguments: ["text", "json"])
    func withheld(format: String) throws {
        try place.folder.write(Self.suite.replacing("Quokka none, Narwhal none", with: "nothing"), to: "suite.yml")
        let outcome = try run(["--show-values", "--format", format])
        try expectNone(Self.sensitive, in: outcome)
        // The others are there, so that the search finds what is to be found.
        for secret in ["Narwhal", "81828384"] {
            #expect(try place.contains(secret).contains("reports/people/latest.json"), "\(secret)")
        }
        let privacy = try #require(try place.latest("people").privacy)
        #expect(
            privacy.values == .shown && privacy.texts.allSatisfy { $0.masked == 0 && $0.shown > 0 && $0.withheld > 0 })
    }

    @Test("are shown where nobody calls them sensitive")
    func shown() throws {
        let open = Self.suite.replacing("sensitive: [owner, tags]\n", with: "").replacing(", sensitive: true", with: "")
        try place.folder.write(open, to: "suite.yml")
        _ = try run(["--show-values"])
        for secret in ["Quokka", "70717273", "2031-03-07", "abadcafe", "Zorille"] {
            #expect(try place.contains(secret).contains("reports/people/latest.json"), "\(secret)")
        }
    }

    @Test(
        "are in no complaint about a file that is broken",
        arguments: [#"{"name": "Quokka", "x": "#, #"{"_id": 1, "phone": Quokka}"#])
    func broken(line: String) throws {
        try place.folder.write((Self.documents + [line]).joined(separator: "\n"), to: "people.jsonl")
        let outcome = try run(["--show-values"])
        #expect(outcome.status == 3)
        try expectNone(Self.sensitive, in: outcome)
    }

    @Test("A report of every check is as its schema says", arguments: [[], ["--show-values", "--threads", "2"]])
    func schema(options: [String]) throws {
        for _ in 0..<2 { _ = try run(options) }
        let bytes = Data(try place.folder.read("reports/people/latest.json"))
        #expect(try DescribedKeys.missing(in: bytes, from: ReportSchema.tree) == [])
        let validator = try #require(SchemaValidator(), "\(SchemaValidator.absence)")
        let line = try JSONSerialization.data(withJSONObject: try JSONSerialization.jsonObject(with: bytes))
        #expect(
            try validator.complaints(about: [String(decoding: line, as: UTF8.self)], schema: ReportSchema.text) == [""])
    }

    @Test(
        "schema prints what is published",
        arguments: [([String](), "checks/suite.schema.json"), (["report"], "reports/report.schema.json")])
    func printed(arguments: [String], file: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let outcome = try place.call(["schema"] + arguments)
        #expect(outcome.status == 0 && outcome.errors == "")
        #expect(outcome.output == (try String(contentsOf: root.appending(path: file), encoding: .utf8)))
    }
}

import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

@Suite("The JSON Schema of reports")
struct ReportSchemaTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every report that these tests know, as JSON: samples of this version, and one that an earlier version wrote.
    private static func reports() throws -> [String: Data] {
        var reports: [String: Data] = [:]
        let samples = [
            Sample.report(), Sample.passing, Sample.learning, Sample.incomplete, Sample.evil, Sample.private,
            Sample.everything,
        ]
        for (index, sample) in samples.enumerated() {
            reports["sample \(index)"] = Data(try JSONReport.bytes(of: sample))
        }
        for name in ["failing.json", "learning.json"] {
            reports[name] = try Data(contentsOf: root.appending(path: "Tests/ReportingTests/Golden/\(name)"))
        }
        reports["sample.json"] = try Data(contentsOf: root.appending(path: "reports/sample.json"))
        return reports
    }

    @Test("is published as the program prints it")
    func published() throws {
        let file = Self.root.appending(path: "reports/report.schema.json")
        #expect(
            try String(contentsOf: file, encoding: .utf8) == ReportSchema.text,
            "run: dqaudit schema report > \(file.path)")
    }

    @Test("describes every key that a report has")
    func everyKey() throws {
        for (name, report) in try Self.reports() {
            #expect(try DescribedKeys.missing(in: report, from: ReportSchema.tree) == [], "\(name)")
        }
    }

    @Test("accepts reports", .enabled(if: SchemaValidator.isAvailable, "\(SchemaValidator.absence)"))
    func accepts() throws {
        // That one has words of its own in every place.
        let evil = Data(try JSONReport.bytes(of: Sample.evil))
        let reports = try Self.reports().filter { $0.value != evil }.map { name, data in
            (name, String(decoding: try Self.line(data), as: UTF8.self))
        }
        let complaints = try #require(SchemaValidator()).complaints(about: reports.map(\.1), schema: ReportSchema.text)
        for ((name, _), complaint) in zip(reports, complaints) { #expect(complaint == "", "\(name)") }
    }

    @Test("refuses other things", .enabled(if: SchemaValidator.isAvailable, "\(SchemaValidator.absence)"))
    func refuses() throws {
        let good = try #require(
            try JSONSerialization.jsonObject(with: Data(JSONReport.bytes(of: Sample.report()))) as? [String: Any])
        let wrong: [[String: Any]] = [
            ["format_version": 2], ["status": "good"], ["scan": [String: Any]()], ["checks": "none"],
            ["started_at": "yesterday"], ["exit_code": "1"], ["privacy": ["values": "some"]],
        ]
        let documents = try wrong.map { change in
            let document = good.merging(change) { _, new in new }
            return String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
        }
        let complaints = try #require(SchemaValidator()).complaints(about: documents, schema: ReportSchema.text)
        // Python checks dates only with a further package.
        for (change, complaint) in zip(wrong, complaints) where change["started_at"] == nil {
            #expect(complaint != "", "\(change)")
        }
    }

    private static func line(_ json: Data) throws -> Data {
        try JSONSerialization.data(withJSONObject: try JSONSerialization.jsonObject(with: json))
    }
}

import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct JSONReportTests {
    @Test(arguments: [Sample.report(), Sample.incomplete, Sample.passing, Sample.learning])
    func readsBackWhatItWrote(report: RunReport) throws {
        let bytes = try JSONReport.bytes(of: report)
        #expect(try JSONReport.report(from: bytes) == report)
        #expect(try JSONReport.bytes(of: report) == bytes)
        #expect(bytes.last == UInt8(ascii: "\n"))
    }

    @Test func hasTheKeysOfTheFormat() throws {
        let bytes = try JSONReport.bytes(
            of: Sample.report(deliveries: [Delivery(sink: "pushgateway", status: .delivered)]))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(object["format_version"] as? Int == 1)
        #expect(object["run_id"] as? String == "20261123T060000Z-7f3a")
        #expect(object["started_at"] as? String == "2026-11-23T06:00:00Z")
        #expect(object["duration_seconds"] as? Double == 1.9)
        #expect(object["reason"] is NSNull)
        let source = try #require(object["source"] as? [String: Any])
        #expect(source["kind"] as? String == "mongodb")
        #expect(source["server_version"] as? String == "6.0.5")
        let scan = try #require(object["scan"] as? [String: Any])
        #expect(scan["peak_memory_bytes"] as? Int == 48_000_000)
        let checks = try #require(object["checks"] as? [[String: Any]])
        #expect(checks[0]["value"] as? Double == 87.4)
        #expect(checks[0]["segment"] is NSNull)
        #expect((checks[0]["thresholds"] as? [String: Any])?["fail_below"] as? Double == 90)
        let deliveries = try #require(object["deliveries"] as? [[String: Any]])
        #expect(deliveries[0]["error"] is NSNull)
    }

    @Test func slashesStayReadable() throws {
        var report = Sample.report()
        report.checks[0].explanation = "see https://example.org/a"
        #expect(String(decoding: try JSONReport.bytes(of: report), as: UTF8.self).contains("https://example.org/a"))
    }

    @Test func aNumberThatJSONCannotWriteIsAbsent() throws {
        var report = Sample.report()
        report.checks[0].value = .nan
        report.checks[0].details.measurements.append(NamedMeasurement("odd", .infinity, .ratio))
        report.checks[0].details.fields[0].completeness = -.infinity
        report.checks[3].details.rules[0].percent = .nan
        report.checks[4].baseline?.center = .nan
        report.checks[4].details.days[0].documents = .nan
        report.checks[4].thresholds.failAbove = Threshold(value: .infinity, unit: .documents)
        report.scan.seconds = .nan
        let back = try JSONReport.report(from: try JSONReport.bytes(of: report))
        #expect(back.checks[0].value == nil)
        #expect(back.checks[0].details.measurement("odd") == nil)
        #expect(back.checks[0].details.fields[0].completeness == nil)
        #expect(back.checks[3].details.rules[0].percent == nil)
        #expect(back.checks[4].baseline?.center == nil)
        #expect(back.checks[4].details.days.count == 7)
        #expect(back.checks[4].thresholds.isEmpty)
    }

    @Test(arguments: [
        ("", "it is no valid JSON"), ("[1, 2", "it is no valid JSON"), ("{}", "'format_version' is missing"),
        ("{\"format_version\": 2}", "report has format version 2, this dqaudit reads 1"),
        ("{\"format_version\": \"1\"}", "'format_version' has another type"),
    ])
    func whatIsNoReportIsSaidSo(text: String, reason: String) throws {
        let error = #expect(throws: SinkError.self) { try JSONReport.report(from: Array(text.utf8)) }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [0, 1, 63, 64, 65, 500])
    func checksThatWereEncodedApartGiveTheSameBytes(count: Int) async throws {
        var report = Sample.report()
        report.checks = (0..<count).map { number in
            var check = report.checks[number % report.checks.count]
            check.id = "check \(number)"
            check.description = "\n  \"checks\" : [\n\n  ]"
            check.value = number % 7 == 0 ? .nan : Double(number)
            return check
        }
        let checks = try await EncodedChecks.make(of: report.checks)
        let bytes = try JSONReport.bytes(of: report, checks: checks)
        #expect(try JSONReport.bytes(of: report) == bytes)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        for index in report.checks.indices where report.checks[index].value?.isNaN == true {
            report.checks[index].value = nil
        }
        #expect(Array(try encoder.encode(report)) == bytes.dropLast())
    }
}

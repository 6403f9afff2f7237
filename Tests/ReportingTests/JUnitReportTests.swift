import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

@Suite("JUnit XML")
struct JUnitReportTests {
    private static let linter = InstalledProgram("xmllint", variable: "DQAUDIT_TEST_XMLLINT")
    private static let schema = ProcessInfo.processInfo.environment["DQAUDIT_TEST_JUNIT_SCHEMA"].flatMap {
        FileManager.default.fileExists(atPath: $0) ? $0 : nil
    }

    private static func outcome(_ report: RunReport, suite: String? = nil) -> SuiteOutcome {
        SuiteOutcome(
            suite: suite ?? report.suite, namespace: report.source.namespace, result: .audited(report), file: "a.yml")
    }

    private static var hostile: [SuiteOutcome] {
        var report = Sample.evil
        for (place, index) in report.checks.indices.enumerated() {
            report.checks[index].status = CheckStatus.allCases[place % CheckStatus.allCases.count]
        }
        report.checks[0].segment = nil
        report.checks[0].evidence = [Evidence(id: everyScalar, about: everyScalar, value: everyScalar)]
        report.checks[0].details.filters = [EvidenceFilter(about: "]]>", filter: everyScalar, finds: .all)]
        report.checks[0].explanation = Phrase(everyScalar, nil)
        return [
            outcome(report),
            SuiteOutcome(suite: everyScalar, namespace: "]]>", result: .failed(everyScalar, .usage)),
        ] + GoldenOutputTests.outcomes
    }

    /// All control characters, what XML cannot write, and what it escapes.
    private static let everyScalar = String(
        String.UnicodeScalarView(
            [0..<0x100, 0x2028..<0x202F, 0xFDD0..<0xFDD4, 0xFFF0..<0x10010, 0x10FFFE..<0x110000].joined()
                .compactMap { Unicode.Scalar(UInt32($0)) }))

    private func lint(_ options: [String], _ text: String) throws -> InstalledProgram.Outcome {
        let folder = try TemporaryFolder()
        return try #require(Self.linter).run(
            options + [try folder.write(text, to: "junit.xml")], folder: folder)
    }

    @Test(
        "is valid for Jenkins, whatever the documents hold",
        .enabled(if: linter != nil && schema != nil, "no xmllint, or no DQAUDIT_TEST_JUNIT_SCHEMA"),
        arguments: [FailureLevel.fail, .warn])
    func valid(failOn: FailureLevel) throws {
        let schema = try #require(Self.schema)
        for outcomes in [GoldenOutputTests.outcomes, Self.hostile, []] {
            let outcome = try lint(["--noout", "--schema", schema], JUnitReport(failOn: failOn).text(outcomes))
            #expect(outcome.exitStatus == 0, "\(outcome.errors.prefix(500))")
        }
    }

    @Test(
        "is well-formed, and says what was meant",
        .enabled(if: linter != nil, "no xmllint: run scripts/setup"))
    func wellFormed() throws {
        let text = JUnitReport(failOn: .fail).text(Self.hostile)
        let failure = try lint(["--xpath", "string(//testcase[2]/error|//testcase[2]/failure|//error[1])"], text)
        #expect(failure.exitStatus == 0, "\(failure.errors.prefix(500))")
        let message = try lint(["--xpath", "string(//error[@type='configuration']/@message)"], text)
        #expect(message.output.hasPrefix("\\u{0}\\u{1}"), "\(message)")
        #expect(message.output.contains("!\"#$%&'()*+,-./"))
        #expect(message.output.contains("<=>?@"))
    }

    @Test("gives every test of a file a name of its own")
    func unique() throws {
        // The same checks of one collection in two suites, and segments that look alike once they are visible.
        var twice = Sample.report(checks: [Sample.completeness, Sample.completeness])
        twice.checks[0].segment = "a\u{1}"
        twice.checks[1].segment = "a\\u{1}"
        let text = JUnitReport(failOn: .fail).text(
            GoldenOutputTests.outcomes + [Self.outcome(twice, suite: "x"), Self.outcome(twice, suite: "y")]
                + [Self.outcome(twice, suite: "x")])
        let tests = text.matches(of: /<testcase classname="([^"]*)" name="([^"]*)"/).map { "\($0.1)/\($0.2)" }
        #expect(tests.count > 30)
        #expect(Set(tests).count == tests.count, "\(tests)")
        #expect(tests.contains("pricechecktn.products.products/completeness [ldlc]"))
    }

    @Test("counts what CI servers count")
    func counts() {
        let report = Sample.report(checks: [Sample.completeness, Sample.freshness, Sample.duplicates])
        func line(_ failOn: FailureLevel) -> Substring {
            JUnitReport(failOn: failOn).text([Self.outcome(report)]).split(separator: "\n")[1]
        }
        #expect(line(.fail) == #"<testsuites name="dqaudit" tests="4" failures="1" errors="0" time="1.900">"#)
        #expect(line(.warn) == #"<testsuites name="dqaudit" tests="4" failures="2" errors="0" time="1.900">"#)
        let incomplete = JUnitReport(failOn: .fail).text([Self.outcome(Sample.incomplete)])
        #expect(incomplete.contains(#"tests="1" failures="0" errors="1" skipped="0""#))
        let learning = JUnitReport(failOn: .fail).text([Self.outcome(Sample.learning)])
        #expect(learning.contains(#"tests="6" failures="0" errors="0" skipped="1""#))
    }

    @Test("shows a delivery that failed as an error of the audit")
    func delivery() {
        let text = JUnitReport(failOn: .fail).text([Self.outcome(Sample.report(deliveries: Sample.deliveries))])
        #expect(text.contains(#"<error type="delivery" message="delivery failed: pushgateway: push to "#))
    }
}

import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// Text from documents stays text, in every output.
@Suite("Hostile text")
struct HostileTextTests {
    /// Characters that steer a terminal or a reader's eye, and lines that nobody wrote.
    private static func expectHarmless(
        _ output: String, lineBreaks: Bool = true, _ place: SourceLocation = #_sourceLocation
    ) {
        for scalar in output.unicodeScalars {
            let isBreak = scalar == "\n" && lineBreaks
            let isHarmful = scalar.value < 0x20 || scalar.value == 0x7F || ("\u{202A}"..."\u{202E}").contains(scalar)
            #expect(isBreak || !isHarmful, "U+\(String(scalar.value, radix: 16))", sourceLocation: place)
        }
    }

    @Test("on a terminal", arguments: Language.allCases)
    func terminal(language: Language) {
        let summary = ConsoleSummary(width: 80, isColoured: false, language: language)
        Self.expectHarmless(summary.text(Sample.evil))
    }

    @Test("in the line of Nagios")
    func nagios() {
        var report = Sample.evil
        report.checks[0].id = "a'b|c\nd"
        // Numbers for the scheduler are those of the whole collection.
        report.checks[0].segment = nil
        let line = NagiosStatusLine.text(of: [report], code: 2)
        Self.expectHarmless(line, lineBreaks: false)
        #expect(line.count { $0 == "|" } == 1)
        #expect(line.contains("'a''b/c\\u{A}d'=87.4%"))
    }

    @Test("in HTML", arguments: Language.allCases)
    func html(language: Language) throws {
        let page = try HTMLReport.text(of: Sample.evil, in: language)
        Self.expectHarmless(page)
        #expect(!page.contains("<script>"))
    }

    @Test("in JSON, which gives it back as it was")
    func json() throws {
        let bytes = try JSONReport.bytes(of: Sample.evil)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(try JSONReport.report(from: bytes).checks[0].id == Sample.evil.checks[0].id)
    }

    @Test("in labels of gauges, of which each stays one line")
    func gauges() throws {
        var report = Sample.evil
        for index in report.checks.indices { report.checks[index].id += "\(index)" }
        report.checks[0].id = "a\"b\\c\nd"
        let text = try Exposition.text(RunGauges.all(of: Sample.run(report)))
        #expect(text.contains(#"check="a\"b\\c\nd""#))
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("#") || $0.contains(/^[a-z_]+(\{.*\})? [-+0-9.e]+$/) })
        guard let promtool = InstalledProgram("promtool", variable: "DQAUDIT_TEST_PROMTOOL") else { return }
        let outcome = try promtool.run(["check", "metrics"], input: text, folder: TemporaryFolder())
        #expect(!outcome.errors.contains("error while linting"), "\(outcome.errors)")
    }

    @Test("in what is said of privacy")
    func privacy() {
        var report = Sample.evil
        report.privacy = ReportPrivacy(
            of: report.checks, showsValues: false, sensitive: SensitiveFields([FieldPath(key: "a\u{202E}\u{1B}")]),
            isSegmented: false)
        for fact in report.privacyFacts(in: .english) { Self.expectHarmless(fact.text, lineBreaks: false) }
    }
}

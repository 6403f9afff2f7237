import AuditModel
import Reporting
import TestSupport
import Testing

/// A failing, a learning and an incomplete run, and a suite that could not be audited.
@Suite("Outputs for people and tools, byte for byte")
struct GoldenOutputTests {
    static let outcomes = [
        SuiteOutcome(
            suite: "products", namespace: "pricechecktn.products", result: .audited(Sample.broken),
            file: "checks/products.yml", lines: ["completeness": 26, "invalid_records": 61],
            reportPath: "reports/products/20261123T060000Z-7f3a.html"),
        SuiteOutcome(
            suite: "products-early", namespace: "pricechecktn.products", result: .audited(Sample.learning),
            file: "checks/early.yml"),
        SuiteOutcome(
            suite: "products-far", namespace: "pricechecktn.products", result: .audited(Sample.incomplete)),
        SuiteOutcome(
            suite: "stores", namespace: "pricechecktn.stores",
            result: .failed("suite 'stores': the server knows no operator '$foo'", .usage), file: "checks/stores.yml"),
    ]

    @Test("the terminal", arguments: [Language.english, .french])
    func terminal(language: Language) throws {
        let summary = ConsoleSummary(width: 80, isColoured: false, language: language)
        let text = [Sample.broken, Sample.learning, Sample.incomplete].map {
            summary.text($0, reportPath: "reports/products/20261123T060000Z-7f3a.html")
        }
        let difference = try GoldenFile("terminal.\(language.rawValue).txt").difference(
            from: text.joined(separator: "\n").utf8)
        #expect(difference == nil)
    }

    @Test("JUnit")
    func junit() throws {
        let text = JUnitReport(failOn: .fail).text(Self.outcomes)
        #expect(try GoldenFile("junit.xml").difference(from: text.utf8) == nil)
    }

    @Test("Markdown", arguments: [Language.english, .french])
    func markdown(language: Language) throws {
        let text = MarkdownReport(language: language).text(Self.outcomes)
        #expect(try GoldenFile("markdown.\(language.rawValue).md").difference(from: text.utf8) == nil)
    }

    @Test("Nagios")
    func nagios() throws {
        let lines = [
            NagiosStatusLine.text(of: [Sample.broken], code: 2),
            NagiosStatusLine.text(of: [Sample.learning, Sample.incomplete], code: 3),
        ]
        #expect(try GoldenFile("nagios.txt").difference(from: lines.joined(separator: "\n").utf8) == nil)
    }

    @Test("annotations")
    func annotations() throws {
        let lines = WorkflowCommands(failOn: .fail) { $0 }.lines(Self.outcomes)
        #expect(try GoldenFile("annotations.txt").difference(from: lines.joined(separator: "\n").utf8) == nil)
    }
}

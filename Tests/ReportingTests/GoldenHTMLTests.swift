import AuditModel
import Reporting
import TestSupport
import Testing

@Suite("The HTML report, byte for byte")
struct GoldenHTMLTests {
    @Test(arguments: [
        ("segmented.html", Sample.segmented, Language.english), ("failing-fr.html", Sample.withPast, .french),
        ("incomplete-fr.html", Sample.incomplete, .french),
    ])
    func page(name: String, report: RunReport, language: Language) throws {
        let html = try HTMLReport.text(of: report, in: language)
        #expect(try GoldenFile(name).difference(from: html.utf8) == nil)
    }
}

package import AuditModel
import Mustache

/// The report for a browser: one file without script, without any request, readable on a phone, on paper and in the dark.
package enum HTMLReport {
    private static let template = Result { try HTMLText.template(HTMLTemplate.text) }

    /// Parses the template, which else happens when the first report is written.
    package static func prepare() { _ = template }

    /// The report as an HTML document.
    package static func text(of report: RunReport, in language: Language) throws(SinkError) -> String {
        do {
            return try template.get().render(HTMLContext.of(HTMLPage(report, language)))
        } catch {
            throw SinkError("cannot write the report of suite '\(VisibleText.of(report.suite))' as HTML: \(error)")
        }
    }
}

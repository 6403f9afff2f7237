package import AuditModel

/// The report for a browser: one file without script, without any request, readable on a phone, on paper and in the dark.
package enum HTMLReport {
    /// The report as an HTML document.
    package static func text(of report: RunReport, in language: Language) throws(SinkError) -> String {
        HTMLPage(report: report, language: language).html.text
    }
}

package import AuditModel

/// `html`: the report for a browser, and `latest.html`.
package struct HTMLFileSink: ReportSink {
    package let folder: ReportFolder
    package let language: Language

    package var name: String { "html" }

    package init(folder: ReportFolder, language: Language) {
        self.folder = folder
        self.language = language
    }

    package func deliver(_ run: CompletedRun) async throws(SinkError) {
        let bytes = Array(try HTMLReport.text(of: run.report, in: language).utf8)
        let paths = folder.paths(of: run.report)
        try AtomicFile.write(bytes, to: paths.html, alsoNamed: paths.latestHTML)
    }
}

package import AuditModel

/// `json`: the JSON report of each run, and `latest.json`.
///
/// It holds the other deliveries, so it comes last.
package struct JSONFileSink: ReportSink {
    package let folder: ReportFolder

    package var name: String { "json" }

    package init(folder: ReportFolder) {
        self.folder = folder
    }

    package func deliver(_ run: CompletedRun) async throws(SinkError) {
        let bytes = try JSONReport.bytes(of: run.report)
        let paths = folder.paths(of: run.report)
        try AtomicFile.write(bytes, to: paths.json, alsoNamed: paths.latestJSON)
    }
}

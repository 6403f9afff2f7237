package import AuditModel

/// `json`: the JSON report of each run, and `latest.json`.
///
/// It holds the other deliveries, so it comes last.
package struct JSONFileSink: ReportSink {
    package let folder: ReportFolder
    /// The checks of the run.
    package let checks: Task<EncodedChecks, any Error>

    package var name: String { "json" }

    package init(folder: ReportFolder, checks: Task<EncodedChecks, any Error>) {
        self.folder = folder
        self.checks = checks
    }

    package func deliver(_ run: CompletedRun) async throws(SinkError) {
        let encoded: EncodedChecks
        do {
            encoded = try await checks.value
        } catch {
            throw SinkError("cannot write the report of suite '\(run.report.suite)' as JSON: \(error)")
        }
        let bytes = try JSONReport.bytes(of: run.report, checks: encoded)
        let paths = folder.paths(of: run.report)
        try AtomicFile.write(bytes, to: paths.json, alsoNamed: paths.latestJSON)
    }
}

/// A finished audit on its way to the sinks: the report, and the gauges that its checks export.
package struct CompletedRun: Sendable {
    package var report: RunReport
    /// Gauges of the checks, in the order of the suite; run-level gauges follow from the report.
    package var checkGauges: [Gauge]

    package init(report: RunReport, checkGauges: [Gauge]) {
        self.report = report
        self.checkGauges = checkGauges
    }
}

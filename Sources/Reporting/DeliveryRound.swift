package import AuditModel

/// Delivers a run to one sink after the other and notes what became of each.
package struct DeliveryRound: Sendable {
    /// In the order to deliver: those whose outcome a report should show first, `html` and `json` last.
    package let sinks: [any ReportSink]

    package init(sinks: [any ReportSink]) {
        self.sinks = sinks
    }

    /// Delivers to every sink; a failure never stops the others.
    ///
    /// Each sink sees the outcomes of those before it and the exit status as it stands then.
    /// - Parameter exitStatus: The status of the run with these deliveries.
    /// - Returns: The run with all deliveries, its exit code brought up to date.
    package func deliver(
        _ run: CompletedRun, exitStatus: @Sendable ([Delivery]) -> ExitStatus
    ) async -> CompletedRun {
        var run = run
        for sink in sinks {
            do throws(SinkError) {
                try await sink.deliver(run)
                run.report.deliveries.append(Delivery(sink: sink.name, status: .delivered))
            } catch {
                run.report.deliveries.append(Delivery(sink: sink.name, status: .failed, error: error.message))
            }
            run.report.exitCode = Int(exitStatus(run.report.deliveries).rawValue)
        }
        return run
    }
}

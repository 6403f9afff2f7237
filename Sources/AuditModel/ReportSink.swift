/// A place that a finished run is delivered to: one file per sink in Reporting.
package protocol ReportSink: Sendable {
    /// The name in `deliveries`.
    var name: String { get }

    /// Delivers the whole run or nothing.
    func deliver(_ run: CompletedRun) async throws(SinkError)
}

/// A delivery that failed: what, where, and what to do, without secrets.
package struct SinkError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}

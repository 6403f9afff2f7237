package import AuditModel

/// `textfile`: the gauges as a file for node_exporter's textfile collector.
///
/// The file behaves like a small Pushgateway: a completed audit replaces its own group (suite, database, collection and further
/// groups, here ordinary labels), one that could not be completed only its run gauges, and the groups of other suites stay. So a
/// directory of suites can share one file.
package struct TextfileSink: ReportSink {
    package let path: String
    package let key: GroupingKey

    package var name: String { "textfile" }

    /// - Parameter path: Ends with `.prom`; the collector reads no other file.
    /// - Throws: `SinkError` for another ending.
    package init(path: String, key: GroupingKey) throws(SinkError) {
        let file = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard file.hasSuffix(".prom"), file != ".prom" else {
            throw SinkError(
                "textfile '\(VisibleText.of(path))' does not end with .prom; node_exporter reads only such files, rename it"
            )
        }
        guard !AtomicFile.isDevice(path) else {
            throw SinkError("textfile '\(VisibleText.of(path))' is a device or a pipe; name a file")
        }
        self.path = AtomicFile.destination(of: path)
        self.key = key
    }

    package func deliver(_ run: CompletedRun) async throws(SinkError) {
        let group = key.labels(of: run.report)
        let fresh = RunGauges.all(of: run).map { gauge in
            Gauge(gauge.name, help: gauge.help, labels: group + gauge.labels, value: gauge.value)
        }
        let replaced = run.report.isCompleted ? nil : Set(fresh.map(\.name))
        try AtomicFile.whileLocked(folderOf: path) { () throws(SinkError) in
            let others = try known().filter { gauge in
                !Set(group).isSubset(of: gauge.labels) || replaced?.contains(gauge.name) == false
            }
            try AtomicFile.write(Array(try Exposition.text(fresh + others).utf8), to: path)
        }
    }

    /// The gauges that the file holds already; none when there is no file.
    private func known() throws(SinkError) -> [Gauge] {
        guard let bytes = try AtomicFile.read(path) else { return [] }
        guard let text = String(validating: bytes, as: UTF8.self), let gauges = ExpositionReader.gauges(in: text) else {
            throw SinkError(
                "textfile '\(VisibleText.of(path))' holds lines that dqaudit did not write; choose another path or remove the file"
            )
        }
        return gauges
    }
}

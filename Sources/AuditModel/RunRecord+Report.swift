extension RunRecord {
    /// What the history keeps of a report: every number that was measured, with the status of its check.
    package init(of report: RunReport) {
        self.init(
            runID: report.runID, now: report.now, suite: report.suite, namespace: report.source.historyNamespace,
            status: report.status, exitCode: RunRecord.exitCode(of: report), documents: report.scan.documents,
            metrics: report.checks.flatMap { RunRecord.metrics(of: $0) })
    }

    /// The exit status before deliveries: the record is one of them, and the same whether it is made before them or of the finished report.
    private static func exitCode(of report: RunReport) -> Int {
        report.exitCode == Int(ExitStatus.deliveryFailed.rawValue) ? Int(ExitStatus.success.rawValue) : report.exitCode
    }

    private static func metrics(of check: CheckResult) -> [RecordedMetric] {
        func metric(_ name: String, _ value: Double?, _ unit: MeasurementUnit) -> RecordedMetric? {
            guard let value, value.isFinite else { return nil }
            return RecordedMetric(
                check: check.id, kind: check.kind, name: name, segment: check.segment, value: value, unit: unit,
                status: check.status)
        }
        var metrics = [metric(RecordedMetric.valueName, check.value, check.unit)]
        metrics += check.details.measurements.map { metric($0.name, $0.value, $0.unit) }
        metrics += check.details.fields.map { metric(RecordedMetric.fieldName($0.field), $0.completeness, .percent) }
        metrics += check.details.rules.map {
            metric(RecordedMetric.ruleName($0.rule), Double($0.documents), .documents)
        }
        metrics += check.details.segments.map { segment in
            RecordedMetric(
                check: check.id, kind: check.kind, name: "documents", segment: segment.segment,
                value: Double(segment.documents), unit: .documents, status: check.status)
        }
        return metrics.compactMap { $0 }
    }
}

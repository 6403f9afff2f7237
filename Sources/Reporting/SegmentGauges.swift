import AuditModel

/// The gauges of the segments of a run: base units, ratios 0–1, timestamps instead of ages.
enum SegmentGauges {
    static func gauges(of report: RunReport) -> [Gauge] {
        let counts = report.checks.flatMap(\.details.segments).map { segment in
            Gauge(
                "dqaudit_segment_documents", help: "Documents of a segment; 0 for one that is missing.",
                labels: [Gauge.Label("segment", segment.segment)], value: Double(segment.documents))
        }
        return counts + report.checks.flatMap { gauges(of: $0) }
    }

    private static func gauges(of check: CheckResult) -> [Gauge] {
        guard let segment = check.segment else { return [] }
        let labels = [Gauge.Label("check", check.id), Gauge.Label("segment", segment)]
        func gauge(_ name: String, _ help: String, _ value: Double?) -> Gauge? {
            value.map { Gauge("dqaudit_segment_\(name)", help: help, labels: labels, value: $0) }
        }
        func ratio(_ name: String) -> Double? { check.details.measurement(name).map { $0 / 100 } }
        var gauges = [
            gauge(
                "check_status",
                "Outcome of a check for a segment: 0 pass, 1 warn, 2 fail, 3 not evaluated, 4 learning.",
                check.status.gaugeValue)
        ]
        switch check.kind {
        case "completeness":
            gauges.append(
                gauge(
                    "completeness_ratio", "Share of a segment's cells that hold a value.", check.value.map { $0 / 100 })
            )
        case "freshness":
            gauges.append(
                gauge(
                    "last_update_timestamp_seconds", "Unix time of the newest value of a segment.",
                    check.details.measurement("newest_unix_time")))
        case "duplicates":
            gauges.append(
                gauge(
                    "duplicate_ratio", "Share of a segment's documents that repeat the key of another of the segment.",
                    ratio("duplicate_rate")))
        case "invalid_records":
            gauges.append(
                gauge(
                    "invalid_documents", "Documents of a segment that break at least one rule.",
                    check.details.measurement("invalid_documents")))
        case "reference":
            gauges.append(
                gauge(
                    "reference_orphans", "Cells of a segment without a match in the collection that they refer to.",
                    check.details.measurement("orphans")))
        case "volume":
            gauges.append(
                gauge("volume_documents", "Documents of a segment that a volume check counted.", check.value))
            gauges.append(
                gauge(
                    "volume_expected_documents", "Documents of a segment that the past lets expect, the centre.",
                    check.baseline?.center))
        default: break
        }
        if !check.judgesDeviation {
            gauges.append(
                gauge(
                    "check_expected_value",
                    "What the past lets expect of a check for a segment, the centre, in the unit of its value.",
                    check.baseline?.center))
        }
        return gauges.compactMap { $0 }
    }
}

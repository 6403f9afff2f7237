package import AuditModel

/// The gauges that follow from a report itself, whatever its checks are.
package enum RunGauges {
    /// The gauges of a run.
    ///
    /// A completed audit (its collection was read to the end) has all of them. One that could not be completed has only those that say
    /// when it ran, how long, and how it ended, so that the last good values of everything else stay.
    package static func gauges(of report: RunReport) -> [Gauge] {
        report.isCompleted
            ? statuses(report) + thresholds(report) + expectations(report) + SegmentGauges.gauges(of: report)
                + scan(report) + run(report)
                + success(report) : run(report)
    }

    /// Everything that a sink publishes for a run: the gauges of the checks when it was completed, and those of the run.
    package static func all(of run: CompletedRun) -> [Gauge] {
        (run.report.isCompleted ? run.checkGauges : []) + gauges(of: run.report)
    }

    private static func statuses(_ report: RunReport) -> [Gauge] {
        report.checks.filter { $0.segment == nil }.map { check in
            Gauge(
                "dqaudit_check_status",
                help: "Outcome of a check: 0 pass, 1 warn, 2 fail, 3 not evaluated, 4 learning.",
                labels: [Gauge.Label("check", check.id)], value: check.status.gaugeValue)
        }
    }

    private static func thresholds(_ report: RunReport) -> [Gauge] {
        report.checks.filter { $0.segment == nil }.flatMap { check in
            check.thresholds.all.map { bound, threshold in
                Gauge(
                    "dqaudit_check_threshold",
                    help: "Bound of a check in the unit that the suite states it in; durations in seconds.",
                    labels: [Gauge.Label("check", check.id), Gauge.Label("bound", bound.rawValue)],
                    value: threshold.value)
            }
        }
    }

    /// What the past lets expect of checks that have an `anomaly`; volume checks have gauges of their own.
    private static func expectations(_ report: RunReport) -> [Gauge] {
        report.checks.filter { $0.segment == nil && !$0.judgesDeviation }.flatMap { check -> [Gauge] in
            let bounds = [
                ("lower", check.baseline?.lower), ("center", check.baseline?.center), ("upper", check.baseline?.upper),
            ]
            return bounds.compactMap { bound, value in
                value.map {
                    Gauge(
                        "dqaudit_check_expected_value",
                        help: "What the past lets expect of a check, in the unit of its value; durations in seconds.",
                        labels: [Gauge.Label("check", check.id), Gauge.Label("bound", bound)], value: $0)
                }
            }
        }
    }

    private static func scan(_ report: RunReport) -> [Gauge] {
        [
            Gauge(
                "dqaudit_documents_scanned", help: "Documents that the last completed audit read.",
                value: Double(report.scan.documents))
        ]
    }

    private static func run(_ report: RunReport) -> [Gauge] {
        [
            Gauge(
                "dqaudit_run_duration_seconds", help: "How long the last run took, completed or not.",
                value: report.durationSeconds),
            Gauge(
                "dqaudit_last_run_timestamp_seconds", help: "Unix time when the last run ended, completed or not.",
                value: report.finishedAt.seconds),
            Gauge(
                "dqaudit_run_exit_code",
                help:
                    "Exit status of the last run before this delivery: 0 passed, 1 breach, 3 incomplete, 4 delivery failed.",
                value: Double(report.exitCode)),
            Gauge(
                "dqaudit_build_info", help: "Version of dqaudit that made the last run; always 1.",
                labels: [Gauge.Label("version", report.dqauditVersion)], value: 1),
        ]
    }

    private static func success(_ report: RunReport) -> [Gauge] {
        [
            Gauge(
                "dqaudit_last_success_timestamp_seconds",
                help:
                    "Unix time when the last audit that read its collection to the end finished, whatever its checks found "
                    + "(exit status 0, 1 or 4, or 3 with dqaudit_check_status 3).",
                value: report.finishedAt.seconds)
        ]
    }
}

extension RunReport {
    /// Whether the collection was read to the end; single checks may still be not evaluated.
    package var isCompleted: Bool { reason == nil }
}

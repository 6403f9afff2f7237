import AuditModel

/// Pairs of reports for the tests of comparisons.
extension Sample {
    /// The run of the day before ``Sample/report(suite:runID:status:exitCode:checks:reason:deliveries:)``, when all was well.
    static var dayBefore: RunReport {
        var report = passing
        report.runID = "20261122T060000Z-6e29"
        report.now = Instant(milliseconds: 1_795_327_200_000)
        report.startedAt = report.now
        report.finishedAt = Instant(milliseconds: 1_795_327_201_700)
        report.durationSeconds = 1.7
        report.scan.documents = 30_150
        report.source.serverVersion = "6.0.4"
        report.checks[0].thresholds.failBelow = Threshold(value: 85, unit: .percent)
        report.checks[0].details.fields = completeness.details.fields
        report.checks[0].details.fields[3] = field("brand", present: 27_940, empty: 340, placeholder: 1720)
        report.checks[0].details.fields[4] = field("image_url", present: 29_430, absent: 270, empty: 300)
        report.checks[0].details.fields[5] = field("specifications.cpu", present: 28_830, absent: 1170)
        report.checks[3].thresholds.warnAbove = Threshold(value: 50, unit: .documents)
        return report
    }

    /// A failing report with segments, of which one is new.
    static var twoSegments: RunReport {
        var report = report()
        report.checks += segments(["mytek": (.pass, 99.1), "ldlc": (.fail, 71.5), "wiki": (.pass, 98)])
        report.checks += [segmentPresence(["ldlc": 12_000, "mytek": 17_000, "wiki": 1_000])]
        return report
    }

    /// The day before ``twoSegments``, with a segment that is gone since.
    static var twoSegmentsBefore: RunReport {
        var report = dayBefore
        report.checks += segments(["mytek": (.pass, 99), "ldlc": (.pass, 98.5), "tunisianet": (.pass, 97)])
        report.checks += [segmentPresence(["ldlc": 11_900, "mytek": 17_000, "tunisianet": 1_250])]
        return report
    }

    private static func segments(_ segments: KeyValuePairs<String, (CheckStatus, Double)>) -> [CheckResult] {
        segments.flatMap { name, outcome in
            var complete = completeness
            complete.segment = name
            complete.status = outcome.0
            complete.value = outcome.1
            complete.details.fields = []
            var unique = duplicates
            unique.segment = name
            return [complete, unique]
        }
    }

    private static func segmentPresence(_ segments: KeyValuePairs<String, Int64>) -> CheckResult {
        CheckResult(
            id: "segments", kind: "segments", status: .pass, value: 0, unit: .count, thresholds: .none,
            details: CheckDetails(segments: segments.map { SegmentCount(segment: $0.key, documents: $0.value) }))
    }
}

import AuditModel
import Testing

/// What a report says of the runs before it.
@Suite("A report remembers")
struct RememberedRunsTests {
    private static func day(_ number: Int64) -> Instant { Instant(milliseconds: number * 86_400_000) }

    private static func record(
        _ number: Int64, _ value: Double, _ status: CheckStatus, segment: String? = nil, more: [RecordedMetric] = []
    ) -> RunRecord {
        RunRecord(
            runID: "r\(number)", now: day(number), suite: "s", namespace: "d.c", status: .pass, exitCode: 0,
            documents: 10 * number,
            metrics: [
                RecordedMetric(
                    check: "rules", kind: "invalid_records", name: "value", segment: segment, value: value,
                    unit: .documents, status: status)
            ] + more)
    }

    private static func report(_ status: CheckStatus, segment: String? = nil) -> RunReport {
        var details = CheckDetails()
        details.rules = [
            RuleCount(rule: "a", field: nil, documents: 3, percent: nil),
            RuleCount(rule: "b", field: nil, documents: 3, percent: nil),
        ]
        return RunReport(
            runID: "r9", suite: "s", status: .fail, exitCode: 1, startedAt: day(9), finishedAt: day(9), now: day(9),
            durationSeconds: 1, dqauditVersion: "0",
            source: SourceDescription(kind: .mongodb, database: "d", collection: "c"),
            scan: ScanSummary(),
            checks: [
                CheckResult(
                    id: "rules", kind: "invalid_records", status: status, segment: segment, value: 9, unit: .documents,
                    thresholds: .none, details: details)
            ])
    }

    @Test("since when a check breaches, and how it went before")
    func breach() throws {
        let rule = RecordedMetric(
            check: "rules", kind: "invalid_records", name: "rule:a", value: 2, unit: .documents, status: .fail)
        var report = Self.report(.fail)
        report.remember([
            Self.record(8, 7, .fail, more: [rule]), Self.record(7, 6, .warn), Self.record(6, 1, .pass),
            Self.record(5, 9, .fail),
        ])
        let past = try #require(report.checks[0].past)
        #expect(past.previous == CheckPast.Outcome(now: Self.day(8), value: 7, status: .fail))
        #expect(past.since == Self.day(7))
        #expect(!past.isOlder)
        #expect(past.runs.map(\.value) == [9, 1, 6, 7])
        #expect(report.checks[0].details.rules.map(\.previous) == [2, nil])
        #expect(report.previous == PreviousRun(runID: "r8", now: Self.day(8), status: .pass, documents: 80))
    }

    @Test("that a breach is new, or as old as anything known")
    func bounds() throws {
        var report = Self.report(.warn)
        report.remember([Self.record(8, 7, .pass), Self.record(7, 6, .fail)])
        #expect(report.checks[0].past?.since == Self.day(9))
        report = Self.report(.fail)
        report.remember((0..<40).map { Self.record(Int64(8 - $0), 7, .fail) })
        #expect(report.checks[0].past?.since == Self.day(8 - Int64(CheckPast.mostRuns) + 1))
        #expect(report.checks[0].past?.isOlder == true)
        #expect(report.checks[0].past?.runs.count == CheckPast.mostRuns)
        report = Self.report(.pass)
        report.remember([Self.record(8, 7, .fail)])
        #expect(report.checks[0].past?.since == nil)
        report = Self.report(.fail)
        report.remember([])
        #expect(report.previous == nil && report.checks[0].past == nil)
    }

    @Test("segments by their own numbers, without how they went")
    func segments() throws {
        let runs = [Self.record(8, 100, .pass), Self.record(7, 100, .pass)]
        let segment = [Self.record(8, 7, .fail, segment: "x"), Self.record(7, 6, .pass, segment: "x")]
        var report = Self.report(.fail, segment: "x")
        report.remember(runs, segments: Array(segment.prefix(1)), breachingSegments: segment)
        var past = try #require(report.checks[0].past)
        #expect(past.previous?.value == 7)
        #expect(past.since == Self.day(8))
        #expect(past.runs.isEmpty)
        report = Self.report(.pass, segment: "x")
        report.remember(runs, segments: Array(segment.prefix(1)))
        past = try #require(report.checks[0].past)
        #expect(past.previous?.value == 7)
        report = Self.report(.pass, segment: "y")
        report.remember(runs, segments: Array(segment.prefix(1)))
        #expect(report.checks[0].past == nil)
    }
}

import AuditModel
import Reporting
import TestSupport
import Testing

@Suite("What changed between two reports")
struct ReportDifferenceTests {
    static let reports = [
        Sample.report(), Sample.passing, Sample.learning, Sample.incomplete, Sample.dayBefore, Sample.twoSegments,
        Sample.twoSegmentsBefore, Sample.evil,
    ]

    @Test(arguments: reports)
    func `a report against itself is the same`(report: RunReport) {
        // The ids of its checks must be apart, else only the first of them counts.
        var report = report
        if Set(report.checks.map(\.id)).count == 1 {
            for index in report.checks.indices { report.checks[index].id += "\(index)" }
        }
        let difference = ReportDifference(from: report, to: report)
        #expect(difference.isEmpty)
        #expect(!difference.isWorse && !difference.isBetter)
        #expect(difference.unchanged.checks + difference.unchanged.segmentChecks == report.checks.count)
    }

    @Test func `a later run with the same findings is the same`() {
        var later = Sample.report()
        later.runID = "20261124T060000Z-0001"
        later.now = later.now.adding(seconds: 86_400)
        later.durationSeconds = 99
        later.scan.seconds = 98
        later.scan.peakMemoryBytes = 1
        #expect(ReportDifference(from: Sample.report(), to: later).isEmpty)
    }

    @Test func `swapping the reports swaps what came and went, and what is worse and better`() throws {
        for old in Self.reports + Self.generated {
            for new in Self.reports + Self.generated { try expectMirrored(old, new) }
        }
    }

    private func expectMirrored(_ old: RunReport, _ new: RunReport) throws {
        let there = ReportDifference(from: old, to: new)
        let back = ReportDifference(from: new, to: old)
        #expect(there.isWorse == back.isBetter)
        #expect(there.isBetter == back.isWorse)
        #expect(there.isEmpty == back.isEmpty)
        #expect(there.unchanged == back.unchanged)
        #expect(Set(there.checks.map(Mirrored.init)) == Set(back.checks.map { Mirrored($0).swapped }))
        #expect(Set(there.segmentChecks.map(Mirrored.init)) == Set(back.segmentChecks.map { Mirrored($0).swapped }))
        #expect(Set(there.segments.map(Mirrored.init)) == Set(back.segments.map { Mirrored($0).swapped }))
        #expect(there.facts.map(\.fact) == back.facts.map(\.fact))
        #expect(there.facts.map(\.old) == back.facts.map(\.new))
    }

    /// One change as far as it has two directions.
    private struct Mirrored: Hashable {
        let name: String
        let presence: Presence
        let isWorse: Bool
        let isBetter: Bool
        let old: Double?
        let new: Double?
        let parts: Set<String>

        init(_ check: CheckDifference) {
            name = "\(check.id) \(check.segment ?? "")"
            presence = check.presence
            isWorse = check.direction == .worse
            isBetter = check.direction == .better
            old = check.value.old
            new = check.value.new
            parts = Set((check.fields + check.rules).map(\.name) + check.thresholds.map(\.bound.rawValue))
        }

        init(_ segment: SegmentDifference) {
            name = segment.segment
            presence = segment.presence
            isWorse = segment.isWorse
            isBetter = segment.isBetter
            old = segment.documents.old
            new = segment.documents.new
            parts = Set((segment.appeared + segment.vanished).map(\.id))
        }

        private init(swapping other: Mirrored) {
            name = other.name
            presence = other.presence == .both ? .both : other.presence == .appeared ? .vanished : .appeared
            isWorse = other.isBetter
            isBetter = other.isWorse
            old = other.new
            new = other.old
            parts = other.parts
        }

        var swapped: Mirrored { Mirrored(swapping: self) }
    }

    /// Reports that are put together at random, of a few checks and segments so that they meet.
    private static var generated: [RunReport] {
        var random = SeededGenerator(seed: 20_261_123)
        return (0..<40).map { _ in
            var report = Sample.report(
                status: [RunStatus.pass, .warn, .fail, .incomplete].randomElement(using: &random) ?? .pass, checks: [])
            for id in ["a", "b", "c"] {
                for segment in [nil, "x", "y"] where Bool.random(using: &random) {
                    var check = id == "a" ? Sample.completeness : Sample.invalidRecords
                    check.id = id
                    check.segment = segment
                    check.status = CheckStatus.allCases.randomElement(using: &random) ?? .pass
                    check.value = [nil, 0, 1, -2.5, 1e150].randomElement(using: &random) ?? nil
                    if Bool.random(using: &random) { check.thresholds = .none }
                    check.details.fields.removeAll { _ in Bool.random(using: &random) }
                    check.details.rules.removeAll { _ in Bool.random(using: &random) }
                    check.details.segments = ["x", "y", "z"].filter { _ in Bool.random(using: &random) }.map {
                        SegmentCount(segment: $0, documents: Int64.random(in: 0...2, using: &random))
                    }
                    report.checks.append(check)
                }
            }
            return report
        }
    }

    // MARK: - What is worse

    private func difference(_ change: (inout RunReport) -> Void) -> ReportDifference {
        var new = Sample.twoSegmentsBefore
        change(&new)
        return ReportDifference(from: Sample.twoSegmentsBefore, to: new)
    }

    @Test(arguments: [
        (CheckStatus.pass, CheckStatus.learning), (.pass, .warn), (.pass, .fail), (.learning, .warn), (.warn, .fail),
        (.fail, .notEvaluated), (.learning, .notEvaluated),
    ])
    func `a worse status of a check, of the whole or of a segment`(statuses: (CheckStatus, CheckStatus)) {
        for index in [2, 6] {
            var old = Sample.twoSegmentsBefore
            var new = Sample.twoSegmentsBefore
            old.checks[index].status = statuses.0
            new.checks[index].status = statuses.1
            #expect(ReportDifference(from: old, to: new).isWorse)
            #expect(!ReportDifference(from: old, to: new).isBetter)
            #expect(!ReportDifference(from: new, to: old).isWorse)
        }
    }

    @Test(arguments: [(RunStatus.pass, RunStatus.warn), (.warn, .fail), (.fail, .incomplete)])
    func `a worse verdict`(verdicts: (RunStatus, RunStatus)) {
        var old = Sample.passing
        old.status = verdicts.0
        var new = Sample.passing
        new.status = verdicts.1
        #expect(ReportDifference(from: old, to: new).isWorse)
        #expect(!ReportDifference(from: new, to: old).isWorse)
    }

    @Test func `a check that is gone, unless it was not evaluated before`() {
        #expect(difference { $0.checks.remove(at: 2) }.isWorse)
        var old = Sample.twoSegmentsBefore
        old.checks[2].status = .notEvaluated
        var new = old
        new.checks.remove(at: 2)
        let difference = ReportDifference(from: old, to: new)
        #expect(!difference.isWorse && !difference.isEmpty)
        #expect(difference.checks.map(\.presence) == [.vanished])
    }

    @Test func `a segment that is gone, or one of its checks`() throws {
        let gone = difference { $0.checks.removeAll { $0.segment == "mytek" } }
        #expect(gone.isWorse)
        #expect(gone.segments.first?.segment == "mytek")
        let checkless = difference { $0.checks.remove(at: 6) }
        #expect(checkless.isWorse)
        #expect(checkless.segments.map { $0.vanished.map(\.id) } == [["duplicates"]])
        // A segment without checks of its own is known by its documents.
        let emptied = difference { report in
            report.checks.removeAll { $0.segment == "ldlc" }
            report.checks[report.checks.count - 1].details.segments[0].documents = 0
        }
        #expect(emptied.segments.first?.presence == .vanished)
        var counted = Sample.twoSegmentsBefore
        counted.checks.removeAll { $0.segment != nil }
        var uncounted = counted
        uncounted.checks[uncounted.checks.count - 1].details.segments.removeFirst()
        #expect(ReportDifference(from: counted, to: uncounted).isWorse)
    }

    @Test func `values that move within their status, new checks, thresholds and facts are not worse`() {
        let moved = difference { $0.checks[0].value = 95.1 }
        #expect(!moved.isWorse && !moved.isBetter && !moved.isEmpty)
        #expect(moved.checks.map(\.id) == ["completeness"])
        var failing = Sample.invalidRecords
        failing.id = "further"
        let further = difference { $0.checks.append(failing) }
        #expect(!further.isWorse && further.isBetter)
        #expect(!difference { $0.checks[0].thresholds = .none }.isWorse)
        #expect(!difference { $0.scan.documents = 0 }.isWorse)
        #expect(!difference { $0.exitCode = 4 }.isWorse)
        #expect(!difference { $0.suite = "other" }.isWorse)
        #expect(!difference { $0.suite = "other" }.isEmpty)
        #expect(!difference { $0.source.collection = "other" }.isSameCollection)
    }

    // MARK: - What is told

    @Test func `numbers have a difference and a relative change where there can be one`() {
        #expect(NumberChange(200, 150).difference == -50)
        #expect(NumberChange(200, 150).relative == -0.25)
        #expect(NumberChange(-200, -150).relative == 0.25)
        #expect(NumberChange(0, 5).difference == 5)
        #expect(NumberChange(0, 5).relative == nil)
        #expect(NumberChange(nil, 5).difference == nil)
        #expect(NumberChange(-1.7e308, 1.7e308).difference == nil)
    }

    @Test func `of checks what is worse comes first, of fields and rules the biggest change`() throws {
        let difference = ReportDifference(from: Sample.twoSegmentsBefore, to: Sample.twoSegments)
        #expect(difference.checks.map(\.id) == ["invalid_records", "volume", "completeness", "freshness"])
        let complete = try #require(difference.checks.first { $0.id == "completeness" })
        #expect(complete.fields.map(\.name).prefix(2) == ["image_url", "specifications.cpu"])
        #expect(complete.thresholds.map(\.bound) == [.failBelow])
        let invalid = try #require(difference.checks.first { $0.id == "invalid_records" })
        #expect(invalid.rules.map(\.name) == ["price greater_than 0", "url matches ^https?://"])
        #expect(invalid.rules.map(\.value.difference) == [298, nil])
        #expect(invalid.thresholds.map(\.bound) == [.warnAbove])
        #expect(difference.segments.map(\.segment) == ["tunisianet", "wiki", "ldlc"])
        #expect(difference.segments.map(\.presence) == [.vanished, .appeared, .both])
        #expect(difference.segmentChecks.map(\.direction) == [.worse, .same])
        #expect(difference.facts.map(\.fact) == [.documents, .serverVersion, .exitCode])
    }

    @Test func `thresholds of an anomaly are compared as well`() {
        let difference = difference { report in
            report.checks[4].baseline?.thresholds = Thresholds(failAbove: Threshold(value: 6, unit: .scaledDeviations))
        }
        #expect(difference.checks.map(\.thresholds.count) == [1])
        #expect(difference.checks.first?.thresholds.first?.isOfAnomaly == true)
    }

    @Test func `of the same check twice the first counts`() {
        let difference = difference { $0.checks += $0.checks }
        #expect(difference.isEmpty)
    }
}

import AuditChecks
import AuditModel
import ScanEngine
import Testing

/// A segment that vanished is a breach of its own.
@Suite struct SegmentPresenceTests {
    private let now = Instant(milliseconds: 1_790_000_000_000)
    private let day: Int64 = 86_400_000

    private func point(
        daysAgo: Int, _ value: Double, status: CheckStatus = .pass, review: RunRecord.Review = .none
    ) -> HistoryPoint {
        HistoryPoint(
            runID: "run-\(daysAgo)", now: Instant(milliseconds: now.milliseconds - Int64(daysAgo) * day), value: value,
            checkStatus: status, runStatus: status == .fail ? .fail : .pass, review: review)
    }

    private func judge(
        _ documents: [String: Int64], expected: [String] = [], days: [Int] = Array(1...7), failed: [Int] = [],
        seen: [String: [Int]] = [:], fault: SegmentFault? = nil, hasHistory: Bool = true
    ) -> CheckResult {
        let rule = SegmentRule(
            segmentation: Segmentation(paths: [FieldPath(key: "source")], missing: .none), expected: expected)
        func points(_ days: [Int], _ value: Double) -> [HistoryPoint] {
            days.sorted(by: >).map { point(daysAgo: $0, value, status: failed.contains($0) ? .fail : .pass) }
        }
        return SegmentPresence(rule).evaluate(
            SegmentPresence.Input(
                context: AnalysisContext(now: now, timeZone: .utc), documents: documents, fault: fault,
                runs: hasHistory ? .success(points(days, 0)) : nil, segments: seen.mapValues { points($0, 10) }))
    }

    @Test func `one that was there on most days is missed`() {
        let result = judge(["mytek": 10], seen: ["mytek": Array(1...7), "ldlc": [1, 2, 3, 5], "pop-up": [1, 2, 3]])
        #expect(result.status == .fail)
        #expect(result.value == 1)
        #expect(result.reason == "no document of 'ldlc', which is expected")
        #expect(
            result.details.segments == [
                SegmentCount(segment: "ldlc", documents: 0), SegmentCount(segment: "mytek", documents: 10),
            ])
    }

    @Test func `all there, or only new ones, passes`() {
        let seen = ["mytek": Array(1...7)]
        #expect(judge(["mytek": 1, "new": 4], seen: seen).status == .pass)
        #expect(judge(["mytek": 0, "new": 4], seen: seen).status == .fail)
    }

    @Test func `it learns for three days`() {
        let result = judge(["mytek": 1], days: [1, 2], seen: ["ldlc": [1, 2]])
        #expect(result.status == .learning)
        #expect(result.reason?.contains("2 of 3") == true)
        #expect(judge(["mytek": 1], days: [1, 2, 3], seen: ["ldlc": [1, 2]]).status == .fail)
    }

    @Test func `what the suite expects needs no past`() {
        #expect(judge(["mytek": 1], expected: ["mytek", "ldlc"], days: []).status == .fail)
        #expect(judge(["mytek": 1], expected: ["mytek"], days: []).status == .pass)
        #expect(judge(["mytek": 1], expected: ["mytek", "ldlc"], hasHistory: false).status == .fail)
        #expect(judge(["mytek": 1], hasHistory: false).status == .learning)
    }

    /// Otherwise a shop that stays away for a week would be forgotten.
    @Test func `days without it are no baseline while they breached`() {
        let seen = ["mytek": Array(1...12), "ldlc": Array(9...12)]
        #expect(judge(["mytek": 1], days: Array(1...12), failed: Array(1...8), seen: seen).status == .fail)
        #expect(judge(["mytek": 1], days: Array(1...12), seen: seen).status == .pass)
    }

    @Test func `too many values are said`() {
        let result = judge(["a": 1], fault: .tooMany)
        #expect(result.status == .notEvaluated)
        #expect(result.value == nil)
    }
}

import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// Days of a collection replayed through a volume check with the history that its own verdicts make.
@Suite struct LastingOutageTests {
    private static let firstDay: Int64 = 20_000

    /// The statuses of a `per: run` check over a series of daily counts, each run remembered as it was judged.
    private func replay(_ counts: [Int64], _ entries: KeyValuePairs<String, ConfigNode>) throws -> [CheckStatus] {
        let check = try Examples.decode(Volume.self, entries)
        var points: [HistoryPoint] = []
        var statuses: [CheckStatus] = []
        for (day, count) in counts.enumerated() {
            let now = Instant(milliseconds: (Self.firstDay + Int64(day)) * 86_400_000 + 21_600_000)
            let result = check.evaluate(
                CheckInput(
                    id: "volume", description: nil, context: AnalysisContext(now: now, timeZone: .utc),
                    documents: count, allowEmpty: false, states: .empty, history: .success(points))
            ).result
            statuses.append(result.status)
            points.append(
                HistoryPoint(
                    runID: "run-\(day)", now: now, value: Double(count), checkStatus: result.status,
                    runStatus: RunStatus(of: [result.status]), review: .none))
        }
        return statuses
    }

    @Test(arguments: ["absolute", "relative", "robust"])
    func anOutageNeverBecomesNormalByItself(method: String) throws {
        let counts = Array(repeating: Int64(10_000), count: 8) + Array(repeating: Int64(5_000), count: 40)
        let limit = ["absolute": Examples.number(200), "relative": Examples.text("25%"), "robust": Examples.number(4)]
        let statuses = try replay(
            counts, ["method": Examples.text(method), "fail_above": try #require(limit[method])])
        #expect(statuses.prefix(3) == [.learning, .learning, .learning])
        #expect(statuses[3..<8].allSatisfy { $0 == .pass })
        #expect(statuses[8...].allSatisfy { $0 == .fail }, "\(statuses)")
    }

    @Test func recoveryPassesAtOnce() throws {
        let counts = [10_000, 10_010, 9_990, 10_005, 5_000, 5_000, 5_000, 5_000, 5_000, 5_000, 5_000, 5_000, 10_000]
        let statuses = try replay(
            counts.map(Int64.init), ["method": Examples.text("absolute"), "fail_above": Examples.number(200)])
        #expect(statuses.last == .pass)
        #expect(statuses[4..<12].allSatisfy { $0 == .fail })
    }

    @Test func absoluteFollowsTheLastDaysOfAGrowingCollection() throws {
        let statuses = try replay(
            (0..<60).map { 10_000 + 40 * $0 },
            ["method": Examples.text("absolute"), "fail_above": Examples.number(200)])
        #expect(statuses.dropFirst(3).allSatisfy { $0 == .pass }, "160 below the mean of the last week every day")
    }

    @Test func breachedDaysStayOutOfTheDocumentsOwnBaseline() throws {
        // Eight good days, then a tenth of them; the check is run every morning and its verdicts are kept.
        let check = try Examples.decode(
            Volume.self,
            [
                "per": Examples.text("day"), "timestamp": Examples.text("at"), "method": Examples.text("absolute"),
                "fail_above": Examples.number(20),
            ])
        var documents: [[UInt8]] = []
        var points: [HistoryPoint] = []
        var statuses: [CheckStatus] = []
        for day in 0..<24 {
            for number in 0..<(day < 8 ? 100 : 10) {
                var builder = BSONBuilder()
                builder.date("at", milliseconds: (Self.firstDay + Int64(day)) * 86_400_000 + Int64(number) * 1000)
                documents.append(builder.document)
            }
            let now = Instant(milliseconds: (Self.firstDay + Int64(day) + 1) * 86_400_000 + 21_600_000)
            let context = AnalysisContext(now: now, timeZone: .utc)
            let scan = try Scan(
                plan: ScanPlan(check.analyzers(context)), source: MemorySource(documents), threads: 1,
                progress: ScanProgress())
            let result = check.evaluate(
                CheckInput(
                    id: "volume", description: nil, context: context, documents: Int64(documents.count),
                    allowEmpty: false, states: try scan.run().states, history: .success(points))
            ).result
            statuses.append(result.status)
            points.append(
                HistoryPoint(
                    runID: "run-\(day)", now: now, value: result.value ?? 0, checkStatus: result.status,
                    runStatus: RunStatus(of: [result.status]), review: .none))
        }
        #expect(statuses[3..<8].allSatisfy { $0 == .pass }, "\(statuses)")
        #expect(statuses[8...].allSatisfy { $0 == .fail }, "\(statuses)")
    }
}

import AuditModel
import TestSupport
import Testing

/// Both stores answer the same, whatever the order in which runs came.
@Suite("The same runs", .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct StoresAgreeTests {
    @Test("in either store and in any order give the same answers", arguments: 1...12 as ClosedRange<UInt64>)
    func sameAnswers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let records = (0..<30).map { Self.record($0, &random) }
        let reviews = records.shuffled(using: &random).prefix(10).map { record in
            (record.runID, [RunRecord.Review.accepted, .rejected, .none].randomElement(using: &random) ?? .none)
        }
        var answers: [Answers] = []
        for kind in [StoreKind.sqlite, .mongodb, .sqlite, .mongodb] {
            let place = try kind.place()
            let store = try place.open()
            for record in records.shuffled(using: &random) { try store.append(record) }
            for (id, review) in reviews.shuffled(using: &random) { _ = try store.review(id: id, as: review) }
            answers.append(try Answers(of: store))
        }
        for answer in answers { #expect(answer == answers[0]) }
        #expect(answers[0].runs.count == records.count)
        #expect(answers[0].points.contains { !$0.isEmpty })
        #expect(answers[0].bySegment.contains { $0.count > 1 })
        // The latest runs are those of the list, with some of their metrics.
        var expected: [[RunRecord]] = []
        for suite in Self.suites {
            for (before, limit) in [(noon(9), 100), (noon(5), 100), (noon(6), 3), (noon(9), 0)] {
                for segments in Self.selections {
                    let runs = answers[0].runs.filter {
                        $0.suite == suite && $0.namespace == "shop.products" && $0.now < before
                    }
                    expected.append(
                        runs.prefix(limit).map { run in
                            var run = run
                            run.metrics.removeAll { !segments.includes($0) }
                            return run
                        })
                }
            }
        }
        #expect(answers[0].recent == expected)
        #expect(
            expected.contains { $0.contains { !$0.metrics.isEmpty && $0.metrics.allSatisfy { $0.segment != nil } } })
        // A run is what was recorded, but for its review.
        for run in answers[0].runs {
            var recorded = try #require(records.first { $0.runID == run.runID })
            recorded.review = run.review
            #expect(run == recorded)
        }
    }

    /// Everything that a store can be asked for.
    private struct Answers: Equatable {
        var runs: [RunRecord]
        var limited: [RunRecord]
        var points: [[HistoryPoint]] = []
        var bySegment: [[String: [HistoryPoint]]] = []
        var recent: [[RunRecord]] = []

        init(of store: any HistoryStore) throws {
            runs = try store.runs(suite: nil, limit: 1_000)
            limited = try store.runs(suite: StoresAgreeTests.suites[0], limit: 4)
            for suite in StoresAgreeTests.suites {
                for (before, limit) in [(noon(9), 100), (noon(5), 100), (noon(6), 3), (noon(9), 0)] {
                    for segments in StoresAgreeTests.selections {
                        recent.append(
                            try store.recentRuns(
                                RecentRuns(
                                    suite: suite, namespace: "shop.products", before: before, limit: limit,
                                    segments: segments)))
                    }
                }
                for check in StoresAgreeTests.checks {
                    for bounds in [(noon(0), noon(90)), (noon(3), noon(6)), (noon(4), noon(4, plusSeconds: 1))] {
                        for segment in StoresAgreeTests.segments + [nil] {
                            let key = SeriesKey(
                                suite: suite, namespace: "shop.products", check: check, segment: segment)
                            points.append(try store.points(of: key, from: bounds.0, before: bounds.1))
                        }
                        let key = SeriesKey(suite: suite, namespace: "shop.products", check: check)
                        bySegment.append(try store.pointsBySegment(of: key, from: bounds.0, before: bounds.1))
                    }
                }
            }
        }
    }

    // Names that a query language could take for something else.
    private static let suites = ["products", "$suite"]
    private static let checks = ["volume", "$$ROOT", "a.b"]
    private static let segments = ["ldlc", "", "$segment", "Z\u{0}\u{301}\"'\\"]

    private static let selections: [RecentRuns.Segments] = [
        .none, .all, .named([]), .named(["", "$segment", "nobody"]), .named(Set(segments)),
    ]

    private static func record(_ number: Int, _ random: inout SeededGenerator) -> RunRecord {
        func one<Value>(_ values: [Value], _ random: inout SeededGenerator) -> Value {
            values[Int.random(in: values.indices, using: &random)]
        }
        let statuses = CheckStatus.allCases
        // Few days, so that runs share instants; ids in an order of their own.
        return RunRecord(
            runID: "\(one(["b", "a", "ü", "B"], &random))-\(number)",
            now: noon(Int64.random(in: 1...8, using: &random)),
            suite: one(suites, &random), namespace: one(["shop.products", "file:shop.products"], &random),
            status: one([.pass, .warn, .fail, .incomplete], &random), exitCode: number % 5,
            documents: Int64.random(in: 0...(.max), using: &random),
            metrics: (0..<Int.random(in: 0...8, using: &random)).map { _ in
                RecordedMetric(
                    check: one(checks, &random), kind: "volume", name: one(["value", "value", "documents"], &random),
                    segment: one([nil, nil] + segments.map(Optional.some), &random),
                    value: one([0, -0.0, 1e-300, 0.1, 1e308, Double(number)], &random), unit: .documents,
                    status: one(statuses, &random))
            })
    }
}

import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// What `robust` does with weeks, declines and what people accepted: a volume check run day after day with its own history.
@Suite("Robust alarms, day after day") struct RobustAlarmTests {
    private static let firstDay: Int64 = 19_723
    private static let week: [Int64] = [4000, 4200, 3900, 4100, 3800, 2400, 1800]

    /// Runs a check over daily counts; `review` says what a person does with a run that failed.
    private func replay(
        _ counts: [Int64], knownDays: Int = 0, _ entries: KeyValuePairs<String, ConfigNode> = [:],
        review: (Int) -> RunRecord.Review = { _ in .none }
    ) throws -> [CheckResult] {
        let check = try Examples.decode(Volume.self, entries)
        var points: [HistoryPoint] = []
        return counts.enumerated().map { day, count in
            let now = Instant(milliseconds: (Self.firstDay + Int64(day)) * 86_400_000 + 21_600_000)
            var result = check.evaluate(
                CheckInput(
                    id: "volume", description: nil, context: AnalysisContext(now: now, timeZone: .utc),
                    documents: count, allowEmpty: false, states: .empty, history: .success(points))
            ).result
            if day < knownDays { result.status = .pass }
            let status = result.status
            points.append(
                HistoryPoint(
                    runID: "run-\(day)", now: now, value: Double(count), checkStatus: status,
                    runStatus: RunStatus(of: [status]), review: status == .fail ? review(day) : .none))
            return result
        }
    }

    private func weeks(_ count: Int) -> [Int64] { (0..<7 * count).map { Self.week[$0 % 7] } }

    private func failures(_ results: [CheckResult]) -> [Int] {
        results.enumerated().filter { $0.element.status == .fail }.map(\.offset)
    }

    @Test("weekends that nobody accepts alarm for four weeks and never again")
    func unknownWeekends() throws {
        let failures = try failures(replay(weeks(13)))
        #expect(failures == [5, 6, 12, 13, 19, 20, 26, 27])
    }

    @Test("weekends alarm once when somebody accepts them")
    func acceptedWeekends() throws {
        let results = try replay(weeks(13)) { _ in .accepted }
        #expect(failures(results) == [5, 6])
        #expect(results[12].reason == "like 2024-01-06, which was accepted")
        #expect(results[13].reason == "like 2024-01-07, which was accepted")
        #expect(results[12].status == .pass && results[13].status == .pass)
        #expect(results[12].baseline?.center == 2400, "the band around what it is like is the one that is shown")
    }

    @Test("a rejected weekend stays a breach")
    func rejectedWeekends() throws {
        #expect(try failures(replay(weeks(8)) { _ in .rejected }).count == 16)
    }

    @Test("with one good week before, the second weekend is no surprise, and half of it is")
    func weekOfHistory() throws {
        #expect(try failures(replay(weeks(6), knownDays: 7)) == [])
        let result = try replay(weeks(2), knownDays: 7)[12]
        #expect(result.reason == "like the same day a week before")
        var broken = weeks(2)
        broken[12] = 1600
        #expect(try failures(replay(broken, knownDays: 7)) == [12], "a third below the Saturday before")
    }

    @Test("an incident that comes back on one weekday is not its habit before the fourth week")
    func incidentsOnOneWeekday() throws {
        var counts = weeks(8)
        for day in [28, 35, 42] { counts[day] = 1000 }
        #expect(try failures(replay(counts, knownDays: 28)) == [28, 35, 42])
    }

    @Test("a lasting outage is no habit")
    func outage() throws {
        let counts = weeks(4) + (0..<91).map { Self.week[$0 % 7] * 7 / 10 }
        #expect(try failures(replay(counts, knownDays: 28)) == Array(28..<119))
    }

    @Test("an accepted step alarms once; what nobody accepts goes on alarming")
    func steps() throws {
        let counts = weeks(5) + weeks(5).map { $0 * 3 / 2 }
        #expect(try failures(replay(counts, knownDays: 28) { _ in .accepted }) == [35])
        #expect(try failures(replay(counts, knownDays: 28)) == Array(35..<70))
    }

    @Test("growth never alarms, a decline does when a quarter is gone in a month")
    func decline() throws {
        var level = 1.0
        let growth = weeks(13).map { count -> Int64 in
            level *= 1.015
            return Int64(Double(count) * level)
        }
        #expect(try failures(replay(growth, knownDays: 28)) == [])
        level = 1
        let decline =
            weeks(5)
            + weeks(6).map { count -> Int64 in
                level *= 0.985
                return Int64(Double(count) * level)
            }
        let results = try replay(decline, knownDays: 28)
        let first = try #require(failures(results).first)
        // 0.985 to the power of 19 is three quarters.
        #expect((35 + 18...35 + 24).contains(first), "\(first)")
        #expect(results[first].reason?.hasSuffix("documents of four to six weeks before") == true)
        #expect(failures(results) == Array(first..<77), "it goes on until somebody accepts it, or it ends")
        let onlySpikes: KeyValuePairs<String, ConfigNode> = ["direction": Examples.text("spike")]
        #expect(try failures(replay(decline, knownDays: 28, onlySpikes)) == [])
        // Somebody who accepts it is not asked again every day.
        #expect(try failures(replay(decline, knownDays: 28) { _ in .accepted }) == [first])
    }

    @Test("when a decline is over, the old level passes at once")
    func recovery() throws {
        var level = 1.0
        let decline =
            weeks(5)
            + weeks(4).map { count -> Int64 in
                level *= 0.98
                return Int64(Double(count) * level)
            }
        let results = try replay(decline + weeks(3), knownDays: 28)
        #expect(results[50...62].allSatisfy { $0.status == .fail })
        #expect(results[63...].allSatisfy { $0.status == .pass }, "\(failures(results))")
    }

    @Test("a drop of 30 % on any day of the week fails, and is not held against the next")
    func drops() throws {
        for day in 28..<49 {
            var counts = weeks(8)
            counts[day] = counts[day] * 7 / 10
            #expect(try failures(replay(counts, knownDays: 28)) == [day])
        }
    }

    @Test("what is judged plays no part in its own baseline")
    func independence() throws {
        var numbers = SeededGenerator(seed: 21)
        let past = weeks(6).map { $0 + Int64.random(in: -100...100, using: &numbers) }
        for known in [5, 8, 30, 41] {
            let bands = try ([1, 4000, 1_000_000] as [Int64]).map { value -> BaselineResult? in
                var baseline = try replay(Array(past.prefix(known)) + [value], knownDays: known).last?.baseline
                baseline?.deviation = nil
                return baseline
            }
            #expect(bands[0] == bands[1] || known < 30, "an alternative that fits may be shown instead")
            #expect(bands[0] == bands[2])
        }
    }
}

import AuditChecks
import AuditModel
import TestSupport
import Testing

@Suite("Which runs make a baseline")
struct BaselineRulesTests {
    /// 2026-11-23, a Monday.
    private let today: Int64 = 20_780
    private let now = dayInstant(20_780, hour: 12)

    private func daily(_ points: [HistoryPoint], windowDays: Int = 7, zone: TimeZoneRules = .utc) -> [Int64: Double] {
        let values = BaselineRules.dailyValues(points: points, before: now, windowDays: windowDays, zone: zone)
        #expect(values.map(\.dayNumber) == values.map(\.dayNumber).sorted(), "ascending")
        return Dictionary(uniqueKeysWithValues: values.map { ($0.dayNumber, $0.value) })
    }

    @Test("only earlier days of the window")
    func window() {
        #expect(CivilDate(dayNumber: today).description == "2026-11-23")
        let points = (-10...3).map { point("r\($0)", dayInstant(today + Int64($0)), Double($0)) }
        #expect(Set(daily(points).keys) == Set(today - 7...today - 1))
        #expect(Set(daily(points, windowDays: 2).keys) == [today - 2, today - 1])
        #expect(daily(points, windowDays: 0).isEmpty)
    }

    @Test("never an earlier run of the same day, nor the run itself")
    func sameDay() {
        let points = [
            point("morning", dayInstant(today, hour: 1), 1), point("itself", now, 2),
            point("yesterday", dayInstant(today - 1, hour: 23), 3), point("later", dayInstant(today, hour: 20), 4),
        ]
        #expect(daily(points) == [today - 1: 3])
    }

    @Test("the last good run of a day stands for it")
    func lastOfDay() {
        let points = [
            point("b", dayInstant(today - 1, hour: 8), 2), point("c", dayInstant(today - 1, hour: 20), 3, check: .fail),
            point("a", dayInstant(today - 1, hour: 3), 1), point("z", dayInstant(today - 2, hour: 3), 10),
            point("y", dayInstant(today - 2, hour: 3), 20),
        ]
        #expect(daily(points) == [today - 1: 2, today - 2: 10], "of two at one instant the greater id")
    }

    @Test("days are those of the suite's calendar")
    func zone() {
        let plusTwo = TimeZoneRules(identifier: "Test/PlusTwo", transitions: [], offsets: [7200])
        let points = [point("a", dayInstant(today - 1, hour: 23), 1), point("b", dayInstant(today - 1, hour: 21), 2)]
        #expect(daily(points) == [today - 1: 1])
        #expect(daily(points, zone: plusTwo) == [today - 1: 2], "23 h UTC is today there")
    }

    @Test("which runs count, for every combination of statuses")
    func counting() {
        for review in [RunRecord.Review.none, .accepted, .rejected] {
            for run in [RunStatus.pass, .warn, .fail, .incomplete] {
                for check in CheckStatus.allCases {
                    let candidate = point("r", dayInstant(today - 1), 5, check: check, run: run, review: review)
                    // The rule as the contract words it.
                    let breached = check == .fail || check == .warn || check == .notEvaluated
                    let expected =
                        review == .accepted || (review != .rejected && run != .incomplete && !breached)
                    #expect(BaselineRules.counts(candidate) == expected, "\(review) \(run) \(check)")
                    #expect(daily([candidate]).isEmpty != expected)
                }
            }
        }
        for value in [Double.nan, .infinity] {
            #expect(!BaselineRules.counts(point("r", dayInstant(today - 1), value, review: .accepted)))
        }
    }

    @Test("neither the order of recording nor today's values matter")
    func orderAndIndependence() {
        var numbers = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let points = randomPoints(&numbers, count: 60)
            let expected = naive(points)
            #expect(daily(points) == expected)
            for _ in 0..<3 { #expect(daily(points.shuffled(using: &numbers)) == expected) }
            // Whatever is recorded of today or later changes nothing.
            let later = (0..<20).map { number in
                point("new \(number)", dayInstant(today, hour: .random(in: 0..<100, using: &numbers)), 1e9)
            }
            #expect(daily(points + later) == expected)
        }
    }

    @Test("a review changes the day of its run and no other")
    func reviews() {
        var numbers = SeededGenerator(seed: 2)
        for _ in 0..<300 {
            var points = randomPoints(&numbers, count: 25)
            let before = daily(points)
            let index = Int.random(in: 0..<points.count, using: &numbers)
            points[index].review = [.accepted, .rejected, .none].randomElement(using: &numbers)!
            let after = daily(points)
            let day = points[index].now.milliseconds / 86_400_000
            for other in Set(before.keys).union(after.keys) where other != day {
                #expect(before[other] == after[other])
            }
            #expect(after == naive(points))
        }
    }

    /// Ten days of runs of every kind, some at the same instant.
    private func randomPoints(_ numbers: inout SeededGenerator, count: Int) -> [HistoryPoint] {
        (0..<count).map { number in
            point(
                "run \(number)",
                dayInstant(today - .random(in: 0...9, using: &numbers), hour: .random(in: 0...23, using: &numbers)),
                Double(Int.random(in: 0...1000, using: &numbers)),
                check: CheckStatus.allCases.randomElement(using: &numbers)!,
                run: [.pass, .pass, .fail, .incomplete].randomElement(using: &numbers)!,
                review: [.none, .none, .accepted, .rejected].randomElement(using: &numbers)!)
        }
    }

    /// The rules once more, day by day, as slowly and plainly as possible.
    private func naive(_ points: [HistoryPoint]) -> [Int64: Double] {
        var result: [Int64: Double] = [:]
        for day in today - 7..<today {
            let good = points.filter { point in
                guard point.now.milliseconds / 86_400_000 == day else { return false }
                if point.review == .accepted { return true }
                return point.review != .rejected && point.runStatus != .incomplete
                    && [.pass, .learning].contains(point.checkStatus)
            }
            let last = good.sorted { ($0.now, $0.runID) < ($1.now, $1.runID) }.last
            if let last { result[day] = last.value }
        }
        return result
    }

    // MARK: The same weekday

    @Test("four values on the same weekday are the baseline")
    func sameWeekday() {
        let days = (1...28).map { DailyValue(dayNumber: today - Int64($0), value: Double($0)) }
        let chosen = BaselineRules.selection(from: days.shuffled(), judging: today, windowDays: 7)
        #expect(chosen.weekday == 1)
        #expect(chosen.days.map(\.value) == [28, 21, 14, 7])
    }

    @Test("three are too few, two gaps are bridged, more than six weeks are not")
    func weekdayEdges() {
        func days(_ distances: [Int64]) -> [DailyValue] {
            distances.map { DailyValue(dayNumber: today - $0, value: Double($0)) }
        }
        func chosen(_ distances: [Int64], windowDays: Int = 7) -> [Double] {
            BaselineRules.selection(from: days(distances), judging: today, windowDays: windowDays).days.map(\.value)
        }
        #expect(chosen([1, 2, 3, 7, 8, 14, 21]) == [7, 3, 2, 1])
        #expect(chosen([1, 2, 3, 7, 14, 35, 42]) == [42, 35, 14, 7])
        #expect(chosen([1, 2, 3, 7, 14, 21, 49]) == [7, 3, 2, 1])
        #expect(chosen([1, 2, 3, 7, 14, 21, 49], windowDays: 60) == [49, 21, 14, 7])
        #expect(chosen([0, -1, -7, -14, -21, -28, 5]) == [5], "never the day itself, nor later ones")
        #expect(chosen([]) == [])
        #expect(BaselineRules.selection(from: days([1]), judging: today, windowDays: 7).weekday == nil)
    }

    @Test("the history is asked for far enough back")
    func lookback() {
        #expect(BaselineRules.lookbackDays(windowDays: 7) == 42)
        #expect(BaselineRules.lookbackDays(windowDays: 90) == 90)
        let from = BaselineRules.earliestInstant(before: now, lookbackDays: 42)
        for offset in [-43_200, 0, 50_400] {
            let zone = TimeZoneRules(identifier: "Test/Zone", transitions: [], offsets: [offset])
            #expect(zone.dayNumber(of: from) < zone.dayNumber(of: now) - 42)
        }
    }
}

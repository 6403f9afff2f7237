import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// What must hold of baselines whatever the history holds.
@Suite("Baselines of any history") struct BaselinePropertyTests {
    private let today: Int64 = 20_780
    private let zone = TimeZoneRules(identifier: "Test/PlusOne", transitions: [], offsets: [3600])
    private var now: Instant { dayInstant(today, hour: 12) }

    /// Seven weeks of runs of every kind, some at the same instant, with weeks in their values.
    private func randomPoints(_ numbers: inout SeededGenerator) -> [HistoryPoint] {
        let count = Int.random(in: 0...90, using: &numbers)
        let isGood = Int.random(in: 0...10, using: &numbers)
        return (0..<count).map { number in
            let day = today - .random(in: 0...60, using: &numbers)
            let level: Int64 = (day + 3) % 7 < 5 ? 1000 : 500
            let passes = Int.random(in: 0...10, using: &numbers) < isGood
            return point(
                "run \(number)", dayInstant(day, hour: .random(in: 0...23, using: &numbers)),
                Double(level + .random(in: -100...100, using: &numbers)),
                check: passes ? .pass : CheckStatus.allCases.randomElement(using: &numbers) ?? .pass,
                run: [.pass, .pass, .fail, .incomplete].randomElement(using: &numbers) ?? .pass,
                review: [.none, .none, .none, .accepted, .rejected].randomElement(using: &numbers) ?? .none)
        }
    }

    private func past(_ points: [HistoryPoint]) -> BaselinePast {
        BaselinePast(runs: points, before: now, zone: zone)
    }

    private func rules() -> [BaselineRule] {
        BaselineMethod.allCases.flatMap { method in
            BaselineDirection.allCases.map { direction in
                BaselineRule(
                    method: method, direction: direction,
                    thresholds: Thresholds(
                        warnAbove: Threshold(value: 3, unit: .documents),
                        failAbove: Threshold(value: 6, unit: .documents)))
            }
        }
    }

    @Test("the order of the runs does not matter")
    func order() {
        var numbers = SeededGenerator(seed: 41)
        for _ in 0..<150 {
            let points = randomPoints(&numbers)
            let known = past(points)
            #expect(past(points.shuffled(using: &numbers)) == known)
            for rule in rules() {
                let value = Double(Int.random(in: 1...2000, using: &numbers))
                let first = rule.judge(value, of: today, against: known)
                let second = rule.judge(value, of: today, against: past(points.shuffled(using: &numbers)))
                #expect(first.judgement == second.judgement && first.selection == second.selection)
            }
        }
    }

    @Test("runs of the same day, of later ones and incomplete ones change nothing")
    func added() {
        var numbers = SeededGenerator(seed: 42)
        for _ in 0..<300 {
            let points = randomPoints(&numbers)
            let known = past(points)
            // 23 h UTC is the next day in the zone, and the day of `now` has begun at 23 h UTC of the day before.
            let unheeded = [
                point("same", dayInstant(today, hour: 3), 1e6), point("itself", now, 1e6),
                point("later", dayInstant(today + 2), 1e6), point("begun", dayInstant(today - 1, hour: 23), 1e6),
                point("broken off", dayInstant(today - 3), 1e6, run: .incomplete),
            ]
            #expect(past(points + unheeded) == known)
        }
    }

    @Test("rejecting a run is as if it had not been, but for the day that it spoils")
    func rejected() {
        var numbers = SeededGenerator(seed: 43)
        for _ in 0..<300 {
            var points = randomPoints(&numbers)
            guard let index = points.indices.randomElement(using: &numbers) else { continue }
            points[index].review = .rejected
            let day = zone.dayNumber(of: points[index].now)
            let with = past(points)
            var others = points
            others.remove(at: index)
            let without = past(others)
            #expect(with.daily == without.daily)
            let isKnown = day < today
            let isGood = without.daily.contains { $0.dayNumber == day }
            #expect(with.breached == without.breached.union(isKnown && !isGood ? [day] : []))
            #expect(!with.unreviewed.contains { $0.dayNumber == day })
            #expect(with.unreviewed == without.unreviewed.filter { $0.dayNumber != day })
        }
    }

    @Test(
        "accepting a run that passed changes nothing; accepting a breach makes its day count, and be remembered as accepted"
    )
    func accepted() {
        var numbers = SeededGenerator(seed: 44)
        var breaches = 0
        for _ in 0..<400 {
            var points = randomPoints(&numbers)
            guard let index = points.indices.randomElement(using: &numbers) else { continue }
            points[index].review = .none
            let before = past(points)
            let run = points[index]
            let day = zone.dayNumber(of: run.now)
            points[index].review = .accepted
            let after = past(points)
            if BaselineRules.counts(run) {
                #expect(after == before)
                continue
            }
            #expect(after.daily.filter { $0.dayNumber != day } == before.daily.filter { $0.dayNumber != day })
            #expect(after.unreviewed == before.unreviewed.filter { $0.dayNumber != day })
            #expect(after.breached == before.breached.subtracting([day]))
            guard day < today else { continue }
            #expect(after.daily.contains { $0.dayNumber == day })
            // It stands for its day unless a later run of the day does.
            let isLast = !points.contains { other in
                zone.dayNumber(of: other.now) == day && BaselineRules.counts(other)
                    && (other.now, other.runID) > (run.now, run.runID)
            }
            if isLast, run.checkStatus == .fail {
                breaches += 1
                #expect(after.daily.contains(DailyValue(dayNumber: day, value: run.value, isAccepted: true)))
            }
        }
        #expect(breaches > 10)
    }

    @Test("the value under test plays no part in what it is compared with")
    func independence() {
        var numbers = SeededGenerator(seed: 45)
        for _ in 0..<100 {
            let known = past(randomPoints(&numbers))
            for rule in rules() {
                let values = [1, 500, 1000, 1e9].map { rule.judge($0, of: today, against: known) }
                #expect(Set(values.map(\.selection)).count == 1)
                // Values that breach every band show the one of the baseline itself, which is the same for all.
                let bands = values.filter { $0.judgement.breach != nil }.map { judged -> BaselineResult in
                    var result = judged.judgement.result
                    result.deviation = nil
                    return result
                }
                #expect(Set(bands).count <= 1)
                #expect(values.allSatisfy { $0.judgement.result.days == values[0].judgement.result.days })
            }
        }
    }

    @Test("the documents' own days follow the same rules, by the runs that judged them")
    func ownDays() {
        var numbers = SeededGenerator(seed: 46)
        var accepted = 0
        for _ in 0..<300 {
            let points = randomPoints(&numbers)
            let days = (1...60).map { DailyValue(dayNumber: today - 1 - $0, value: Double($0)) }
            // Each run judges the day before its own.
            let own = BaselinePast(days: days.shuffled(using: &numbers), points: points, before: now, zone: zone) {
                zone.dayNumber(of: $0) - 1
            }
            let runs = past(points)
            func judged(_ values: [DailyValue]) -> Set<Int64> { Set(values.map { $0.dayNumber - 1 }) }
            #expect(own.breached.subtracting([today - 1]) == Set(runs.breached.map { $0 - 1 }))
            #expect(own.daily.map(\.dayNumber) == own.daily.map(\.dayNumber).sorted())
            #expect(Set(own.daily.map(\.dayNumber)) == Set(days.map(\.dayNumber)).subtracting(own.breached))
            #expect(Set(own.unreviewed.map(\.dayNumber)).isSuperset(of: judged(runs.unreviewed)))
            #expect(own.unreviewed.allSatisfy { own.breached.contains($0.dayNumber) })
            #expect(
                judged(runs.daily.filter(\.isAccepted)).isSubset(
                    of: Set(own.daily.filter(\.isAccepted).map(\.dayNumber))))
            let rejected = points.filter { $0.review == .rejected && $0.now < now }.map {
                zone.dayNumber(of: $0.now) - 1
            }
            #expect(own.unreviewed.allSatisfy { !rejected.contains($0.dayNumber) })
            accepted += own.daily.count(where: \.isAccepted)
            // Values are those of the documents, whatever the runs counted.
            for value in own.daily + own.unreviewed { #expect(Int64(value.value) == today - 1 - value.dayNumber) }
        }
        #expect(accepted > 20)
    }

    @Test("a gap is no zero: days without a run are as if they were not there")
    func gaps() {
        let days = [1, 2, 4, 9].map { DailyValue(dayNumber: today - $0, value: 1000) }
        let selection = BaselineRules.selection(from: days, judging: today, windowDays: 7)
        #expect(selection.days.map(\.value) == [1000, 1000, 1000])
        let rule = BaselineRule(thresholds: Thresholds(failAbove: Threshold(value: 4, unit: .scaledDeviations)))
        #expect(rule.judge(1000, against: selection, basis: "runs").status == .pass)
    }
}

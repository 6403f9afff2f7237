import AuditChecks
import AuditModel
import TestSupport
import Testing

@Suite("Judging a value by its past")
struct BaselineRuleTests {
    private func limits(warn: Double? = nil, fail: Double? = nil, _ unit: MeasurementUnit = .documents) -> Thresholds {
        Thresholds(
            warnAbove: warn.map { Threshold(value: $0, unit: unit) },
            failAbove: fail.map { Threshold(value: $0, unit: unit) })
    }

    @Test("the first users' rule: 200 documents from the mean of seven days")
    func requirement() {
        let rule = BaselineRule(method: .absolute, thresholds: limits(fail: 200))
        let past = selection([4950, 5000, 5050, 5000, 4990, 5010, 5000])
        let bad = rule.judge(4799, against: past, basis: "runs")
        #expect(bad.status == .fail)
        #expect(bad.breach == .failAbove)
        #expect(bad.reason == "201 documents below the mean of 5,000 documents; allowed are 200 documents")
        #expect(
            bad.result
                == BaselineResult(
                    method: "absolute", basis: "runs", days: 7, daysNeeded: 3, windowDays: 7, center: 5000, lower: 4800,
                    upper: 5200, deviation: 201, deviationUnit: .documents))
        for value in [4800.0, 5000, 5200] {
            let good = rule.judge(value, against: past, basis: "runs")
            #expect(good.status == .pass)
            #expect(good.reason == nil)
            #expect(good.breach == nil)
        }
        #expect(rule.judge(5201, against: past, basis: "runs").status == .fail)
    }

    @Test("fail beats warn; the band is that of the stricter threshold")
    func levels() {
        let rule = BaselineRule(method: .relative, thresholds: limits(warn: 10, fail: 30, .percent))
        let past = selection([1000, 1000, 1000])
        let statuses = [1000.0, 900, 899, 700, 699].map { rule.judge($0, against: past, basis: "runs").status }
        #expect(statuses == [.pass, .pass, .warn, .warn, .fail])
        let judgement = rule.judge(899, against: past, basis: "runs")
        #expect(judgement.breach == .warnAbove)
        #expect(judgement.reason == "10.1 % below the mean of 1,000 documents; allowed are 10 %")
        #expect(judgement.result.lower == 900)
        #expect(judgement.result.upper == 1100)
        #expect(judgement.result.deviationUnit == .percent)
    }

    @Test("fewer than three days are learning")
    func learning() {
        let rule = BaselineRule(thresholds: limits(fail: 4, .scaledDeviations))
        for count in 0...2 {
            let judgement = rule.judge(1, against: selection(Array(repeating: 1000, count: count)), basis: "runs")
            #expect(judgement.status == .learning)
            #expect(judgement.reason == "learning: \(count) of 3 days of history")
            #expect(judgement.result.center == nil && judgement.result.deviation == nil)
            #expect(judgement.result.lower == nil && judgement.result.upper == nil)
            #expect(judgement.result.days == count)
        }
        #expect(rule.judge(1, against: selection([1000, 1000, 1000]), basis: "runs").status == .fail)
    }

    @Test("no documents always fail, unless they are allowed")
    func zero() {
        for method in BaselineMethod.allCases {
            for past in [[], [0], [0, 0, 0], [5, 5, 5]] as [[Double]] {
                var rule = BaselineRule(method: method, thresholds: limits(fail: 1000))
                #expect(rule.judge(0, against: selection(past), basis: "runs").status == .fail, "\(method) \(past)")
                rule.allowEmpty = true
                let allowed = rule.judge(0, against: selection(past), basis: "runs")
                #expect(allowed.status == (past.count < 3 ? .learning : .pass), "\(method) \(past)")
            }
        }
        // Other units may well be 0.
        let rule = BaselineRule(method: .absolute, thresholds: limits(fail: 5, .percent), unit: .percent)
        #expect(rule.judge(0, against: selection([1, 1, 1]), basis: "runs").status == .pass)
    }

    @Test("a band of documents begins where documents can pass")
    func bandOfCounts() {
        var rule = BaselineRule(method: .absolute, thresholds: limits(fail: 200))
        #expect(rule.judge(50, against: selection([50, 50, 50]), basis: "days").result.lower == 1)
        rule.allowEmpty = true
        #expect(rule.judge(50, against: selection([50, 50, 50]), basis: "days").result.lower == 0)
        rule.unit = .seconds
        #expect(rule.judge(50, against: selection([50, 50, 50]), basis: "days").result.lower == -150)
        rule.unit = .percent
        let share = rule.judge(50, against: selection([50, 50, 50]), basis: "days").result
        #expect(share.lower == 0 && share.upper == 100)
    }

    @Test("a check without thresholds is measured, not judged")
    func noThresholds() {
        let judgement = BaselineRule(method: .absolute, thresholds: .none)
            .judge(10, against: selection([50, 50, 50]), basis: "runs")
        #expect(judgement.status == .pass)
        #expect(judgement.result.deviation == 40)
        #expect(judgement.result.lower == nil && judgement.result.upper == nil)
    }

    @Test("only the judged side can breach, and the report says why the other passed")
    func direction() {
        var rule = BaselineRule(method: .absolute, direction: .drop, thresholds: limits(fail: 10))
        let past = selection([100, 100, 100])
        let spike = rule.judge(150, against: past, basis: "runs")
        #expect(spike.status == .pass)
        #expect(spike.reason == "only drops are judged")
        #expect(spike.result.upper == nil && spike.result.lower == 90)
        #expect(rule.judge(89, against: past, basis: "runs").status == .fail)
        rule.direction = .spike
        #expect(rule.judge(111, against: past, basis: "runs").status == .fail)
        #expect(rule.judge(50, against: past, basis: "runs").reason == "only spikes are judged")
    }

    @Test("the guard of robust is ten percent, and the report says when it was the reason")
    func ignoreBelow() {
        let rule = BaselineRule(thresholds: limits(fail: 1, .scaledDeviations))
        let past = selection([10_000, 10_000, 10_000])
        let judgement = rule.judge(9500, against: past, basis: "runs")
        #expect(judgement.status == .pass)
        #expect(judgement.reason == "5 deviations, but within the 10 % that ignore_below allows")
        #expect(judgement.result.lower == 9000)
        #expect(rule.judge(8999, against: past, basis: "runs").status == .fail)
        #expect(BaselineRule(method: .absolute, thresholds: .none).ignoreBelow == 0)
        #expect(BaselineRule(method: .robust, ignoreBelow: 0, thresholds: .none).ignoreBelow == 0)
    }

    @Test("the same weekday is named")
    func weekday() {
        let past = BaselineSelection(days: selection([1, 1, 1, 1]).days, weekday: 7)
        let result = BaselineRule(thresholds: .none).judge(1, against: past, basis: "days").result
        #expect(result.weekday == "sunday")
        #expect(result.windowDays == 42)
        #expect(result.basis == "days")
    }

    @Test("a change from a mean of zero is told without percent")
    func zeroMean() {
        let rule = BaselineRule(method: .relative, thresholds: limits(fail: 50, .percent), allowEmpty: true)
        let judgement = rule.judge(12.345, against: selection([0, 0, 0]), basis: "runs")
        #expect(judgement.status == .fail)
        #expect(judgement.result.deviation == nil)
        #expect(judgement.reason == "12.3 documents above a mean of 0, where percent has no meaning")
    }

    @Test("what is no number is not evaluated")
    func notFinite() {
        let rule = BaselineRule(thresholds: .none)
        for value in [Double.nan, .infinity] {
            #expect(rule.judge(value, against: selection([1, 1, 1]), basis: "runs").status == .notEvaluated)
        }
    }

    @Test("a value inside the reported band passes, outside it does not", arguments: BaselineMethod.allCases)
    func band(method: BaselineMethod) {
        var numbers = SeededGenerator(seed: 6)
        for _ in 0..<2000 {
            let past = selection((0..<5).map { _ in Double(Int.random(in: 0...500, using: &numbers)) })
            let rule = BaselineRule(
                method: method, direction: BaselineDirection.allCases.randomElement(using: &numbers)!,
                thresholds: limits(warn: 3, fail: 5), allowEmpty: .random(using: &numbers))
            let value = Double(Int.random(in: 0...1000, using: &numbers))
            let judgement = rule.judge(value, against: past, basis: "runs")
            var inside = true
            if let lower = judgement.result.lower, value < lower { inside = false }
            if let upper = judgement.result.upper, value > upper { inside = false }
            if value == 0, !rule.allowEmpty { inside = false }
            #expect((judgement.status == .pass) == inside, "\(rule) \(past) \(value)")
        }
    }
}

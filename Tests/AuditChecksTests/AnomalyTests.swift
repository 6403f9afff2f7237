import AuditChecks
import AuditModel
import ScanEngine
import Testing

@Suite("A check's value compared with its own past") struct AnomalyTests {
    private let today: Int64 = 20_780

    private func decode(
        _ entries: KeyValuePairs<String, ConfigNode>, of kind: any CheckKind
    ) throws -> (anomaly: Anomaly?, issues: [String]) {
        let log = MappingReader.IssueLog()
        let check = Examples.mapping(["anomaly": Examples.mapping(entries)])
        let reader = try #require(MappingReader(check, subject: "a check", log: log))
        let anomaly = Anomaly.decode(reader, of: kind)
        reader.finish()
        return (anomaly, log.issues.map(\.message))
    }

    private func completeness() throws -> Completeness {
        try Examples.decode(Completeness.self, ["fields": Examples.list([Examples.text("a")])])
    }

    private func judged(
        _ value: Double?, _ status: CheckStatus = .pass, by rule: BaselineRule, past: [Double]?,
        thresholds: Thresholds = Thresholds(failBelow: Threshold(value: 10, unit: .percent)), reason: String? = nil
    ) -> CheckResult {
        let points = past.map { values in
            values.enumerated().map { index, value in
                point("r\(index)", dayInstant(today - Int64(values.count - index), hour: 6), value)
            }
        }
        let input = CheckInput(
            id: "c", description: nil, context: AnalysisContext(now: dayInstant(today, hour: 6), timeZone: .utc),
            documents: 100, allowEmpty: false, states: .empty, history: points.map { .success($0) })
        let result = CheckResult(
            id: "c", kind: "completeness", status: status, reason: reason.map { Phrase($0, nil) }, value: value,
            unit: rule.unit,
            thresholds: thresholds)
        return Anomaly(rule).judged(CheckOutcome(result: result), input).result
    }

    private let robust = BaselineRule(
        thresholds: Thresholds(failAbove: Threshold(value: 4, unit: .scaledDeviations)), unit: .percent,
        allowEmpty: true)

    @Test("the keys of a volume check, in the unit of the check")
    func decoding() throws {
        let plain = try decode([:], of: completeness())
        #expect(plain.issues == [])
        #expect(plain.anomaly?.rule == robust, "robust above 4 is what it is without a word")
        let full = try decode(
            [
                "method": Examples.text("absolute"), "direction": Examples.text("drop"),
                "baseline": Examples.text("14d"), "ignore_below": Examples.text("1%"),
                "warn_above": Examples.text("5%"),
            ], of: completeness())
        #expect(full.issues == [])
        let rule = try #require(full.anomaly?.rule)
        #expect(rule.method == .absolute && rule.direction == .drop && rule.windowDays == 14)
        #expect(rule.ignoreBelow == 0.01)
        #expect(rule.thresholds.warnAbove == Threshold(value: 5, unit: .percent), "points, as the value is percent")
        let freshness = try Examples.decode(Freshness.self, [:])
        let hours = try decode(
            ["method": Examples.text("absolute"), "fail_above": Examples.text("6h")], of: freshness)
        #expect(hours.anomaly?.rule.thresholds.failAbove == Threshold(value: 21_600, unit: .seconds))
        #expect(hours.anomaly?.rule.unit == .seconds)
    }

    @Test("mistakes")
    func mistakes() throws {
        #expect(
            try decode(["method": Examples.text("relative")], of: completeness()).issues == [
                "'anomaly' needs 'warn_above' or 'fail_above', a bound on the deviation"
            ])
        #expect(
            try decode(["fail_below": Examples.text("5%")], of: completeness()).issues == [
                "'fail_below' has no meaning in 'anomaly'"
            ])
        #expect(
            try decode(["metod": Examples.text("robust")], of: completeness()).issues == [
                "unknown key 'metod' in 'anomaly'; allowed are baseline, direction, fail_above, fail_below, ignore_below, method, "
                    + "warn_above, warn_below (did you mean 'method'?)"
            ])
        #expect(
            try decode([:], of: Examples.decode(Volume.self, [:])).issues == [
                "'anomaly' has no meaning in a volume check, which compares with its own past anyway"
            ])
    }

    @Test("the worse of the thresholds and the comparison decides")
    func worse() {
        let past = [97.1, 97.2, 97.0, 97.2, 97.1]
        let good = judged(97.0, by: robust, past: past)
        #expect(good.status == .pass && good.reason == nil)
        #expect(good.baseline?.center == 97.1)
        #expect(good.baseline?.days == 5)
        #expect(good.baseline?.thresholds == robust.thresholds, "so that nobody takes the check's own for them")
        let dropped = judged(90, by: robust, past: past)
        #expect(dropped.status == .fail)
        #expect(dropped.reason == "anomaly: 47.9 deviations below the median of 97.1 %; allowed are 4 deviations")
        #expect(dropped.thresholds.failBelow?.value == 10)
        let failed = judged(97.0, .fail, by: robust, past: past, reason: "completeness: too low")
        #expect(failed.status == .fail)
        #expect(failed.reason == "completeness: too low")
        #expect(judged(90, .warn, by: robust, past: past).status == .fail)
    }

    @Test("learning hides nothing, and is the status where nothing else judges")
    func learning() {
        #expect(judged(97, by: robust, past: [97]).status == .pass)
        #expect(judged(97, by: robust, past: [97]).reason == "anomaly: learning: 1 of 3 days of history")
        #expect(judged(97, .fail, by: robust, past: [97]).status == .fail)
        let only = judged(
            97, by: robust, past: [97], thresholds: .none, reason: "measured only: the check has no threshold")
        #expect(only.status == .learning)
        #expect(only.reason == "anomaly: learning: 1 of 3 days of history")
        #expect(only.baseline?.days == 1 && only.baseline?.center == nil)
        let blind = judged(97, by: robust, past: nil)
        #expect(blind.status == .pass)
        #expect(blind.reason == "anomaly: no history is kept (--history none), so there is nothing to compare with")
    }

    @Test(
        "without a value there is nothing to compare; a history out of reach is not evaluated, unless it failed anyway")
    func unknown() {
        #expect(judged(nil, .notEvaluated, by: robust, past: [1, 1, 1]).baseline == nil)
        func unreadable(_ status: CheckStatus) -> CheckResult {
            let input = CheckInput(
                id: "c", description: nil, context: AnalysisContext(now: dayInstant(today), timeZone: .utc),
                documents: 100, allowEmpty: false, states: .empty,
                history: .failure(HistoryError(.unavailable, "locked")))
            let result = CheckResult(
                id: "c", kind: "completeness", status: status, value: 5, unit: .percent, thresholds: .none)
            return Anomaly(robust).judged(CheckOutcome(result: result), input).result
        }
        #expect(unreadable(.pass).status == .notEvaluated)
        #expect(unreadable(.pass).reason == "anomaly: the history could not be read: locked")
        #expect(unreadable(.pass).value == 5)
        #expect(unreadable(.fail).status == .fail)
    }

    @Test("no invalid document is no outage, and a flat share of 0 is not infinitely sensitive")
    func zeros() {
        var rule = robust
        #expect(judged(0, by: rule, past: [0, 0, 0]).status == .pass)
        #expect(judged(0.4, by: rule, past: [0, 0, 0]).status == .pass)
        #expect(judged(0.5, by: rule, past: [0, 0, 0]).status == .fail)
        rule.unit = .documents
        #expect(judged(0, by: rule, past: [3, 2, 4]).status == .pass)
    }

    @Test("a share has no tenth to lose")
    func guards() {
        #expect(BaselineRule(thresholds: .none, unit: .percent).ignoreBelow == 0)
        #expect(BaselineRule(thresholds: .none, unit: .seconds).ignoreBelow == 0.1)
        #expect(BaselineRule(method: .relative, thresholds: .none, unit: .documents).ignoreBelow == 0)
    }
}

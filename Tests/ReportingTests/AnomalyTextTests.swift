import AuditModel
import Reporting
import Testing

/// What reports say of a check with bounds on its value and others on its deviation.
struct AnomalyTextTests {
    private func check(_ value: Double, _ status: CheckStatus, thresholds: Thresholds) -> CheckResult {
        var baseline = BaselineResult(
            method: "robust", basis: "runs", days: 7, daysNeeded: 3, windowDays: 7, center: 97, lower: 96,
            deviation: abs(value - 97) / 0.25, deviationUnit: .scaledDeviations)
        baseline.thresholds = Thresholds(failAbove: Threshold(value: 4, unit: .scaledDeviations))
        return CheckResult(
            id: "c", kind: "completeness", status: status, value: value, unit: .percent, thresholds: thresholds,
            baseline: baseline)
    }

    private let bounds = Thresholds(
        failBelow: Threshold(value: 90, unit: .percent), failAbove: Threshold(value: 99, unit: .percent))

    @Test func whatWasCrossedIsNamed() {
        let dropped = check(94, .fail, thresholds: bounds)
        #expect(dropped.mainThresholdText(in: .english) == "fail beyond −4 deviations")
        #expect(dropped.headroom?.text(in: .english) == "2 points below the band")
        let low = check(89, .fail, thresholds: bounds)
        #expect(low.mainThresholdText(in: .english) == "fail below 90 %")
        #expect(low.headroom?.text(in: .english) == "1 point short")
        let good = check(96.5, .pass, thresholds: bounds)
        #expect(
            good.thresholdText(.failAbove, in: .english) == "fail above 99 %",
            "a bound on the value, not on the deviation")
        #expect(good.headroom?.bound == .failAbove)
        #expect(good.headroom?.text(in: .english) == "2.5 points left")
    }

    @Test func withoutBoundsTheComparisonIsTheThreshold() {
        let only = check(96.5, .pass, thresholds: .none)
        #expect(only.mainThresholdText(in: .english) == "fail beyond −4 deviations")
        #expect(only.headroom?.text(in: .english) == "0.5 points inside the band")
        #expect(only.baselineText(in: .english) == "usual 97 %, at least 96 % (7 days)")
    }
}

package import AuditModel

/// How a check compares a value with its own past: method, direction, guard, thresholds on the deviation.
package struct BaselineRule: Hashable, Sendable {
    package var method: BaselineMethod
    package var direction: BaselineDirection
    /// The window in days.
    package var windowDays: Int
    /// Deviations up to this share of the centre never breach: 0.1 for 10 %.
    package var ignoreBelow: Double
    /// `warn_above` and `fail_above` in the unit of the deviation; bounds below mean nothing here.
    package var thresholds: Thresholds
    /// The unit of the values.
    package var unit: MeasurementUnit
    /// Whether 0 documents can pass.
    package var allowEmpty: Bool

    /// - Parameter ignoreBelow: nil for the default of the method.
    package init(
        method: BaselineMethod = .robust, direction: BaselineDirection = .both, windowDays: Int = 7,
        ignoreBelow: Double? = nil, thresholds: Thresholds, unit: MeasurementUnit = .documents, allowEmpty: Bool = false
    ) {
        self.method = method
        self.direction = direction
        self.windowDays = windowDays
        self.ignoreBelow = ignoreBelow ?? method.defaultIgnoreBelow
        self.thresholds = thresholds
        self.unit = unit
        self.allowEmpty = allowEmpty
    }
}

/// What a comparison with the past came to.
package struct BaselineJudgement: Hashable, Sendable {
    package let status: CheckStatus
    /// One sentence; nil for a plain pass.
    package let reason: String?
    /// The threshold that was crossed, if it was one.
    package let breach: Thresholds.Bound?
    package let result: BaselineResult
}

extension BaselineRule {
    /// Judges a value by the days chosen for it.
    ///
    /// - No documents fail, with or without a past, unless `allowEmpty`.
    /// - Fewer than ``BaselineRules/daysNeeded`` days: learning.
    /// - Else the worst threshold that is crossed decides, fail before warn.
    ///
    /// - Parameters:
    ///   - value: in `unit`; what is not finite is not evaluated.
    ///   - basis: where the days come from: `runs` or `days`.
    package func judge(_ value: Double, against selection: BaselineSelection, basis: String) -> BaselineJudgement {
        let measure = BaselineMeasure(
            of: selection.days.map(\.value), method: method, direction: direction, ignoreBelow: ignoreBelow,
            isCount: unit == .documents)
        var result = BaselineResult(
            method: method.rawValue, basis: basis, days: selection.days.count, daysNeeded: BaselineRules.daysNeeded,
            windowDays: selection.weekday == nil ? windowDays : BaselineRules.lookbackDays(windowDays: windowDays),
            weekday: selection.weekday.map(Self.weekdayName),
            deviationUnit: method.deviationUnit(forValuesIn: unit))
        func judgement(_ status: CheckStatus, _ reason: String?, _ breach: Thresholds.Bound? = nil) -> BaselineJudgement
        {
            BaselineJudgement(status: status, reason: reason, breach: breach, result: result)
        }
        guard value.isFinite else { return judgement(.notEvaluated, "there is no value to compare with the past") }

        let known = selection.days.count >= BaselineRules.daysNeeded ? measure : nil
        if let known {
            result.center = known.center
            result.deviation = known.deviation(of: value)
            (result.lower, result.upper) = passingBand(known)
        }
        if value == 0, unit == .documents, !allowEmpty {
            return judgement(.fail, "no documents where some are expected; 'allow_empty: true' would accept that")
        }
        guard let known else {
            let days = "\(selection.days.count) of \(BaselineRules.daysNeeded) days"
            return judgement(.learning, "learning: \(days) of history")
        }
        for (bound, threshold) in [
            (Thresholds.Bound.failAbove, thresholds.failAbove), (.warnAbove, thresholds.warnAbove),
        ] {
            if let threshold, known.breaches(value, limit: threshold.value) {
                return judgement(bound.isFailure ? .fail : .warn, sentence(value, known, threshold), bound)
            }
        }
        return judgement(.pass, ignoredSentence(value, known))
    }

    /// The band of the strictest threshold; without one there is none. Where 0 documents fail, the band of a count begins at 1.
    private func passingBand(_ measure: BaselineMeasure) -> (lower: Double?, upper: Double?) {
        let limits = [thresholds.warnAbove, thresholds.failAbove].compactMap { $0?.value }
        guard let limit = limits.min() else { return (nil, nil) }
        var band = measure.band(limit: limit)
        if unit == .documents, let lower = band.lower, (band.upper ?? 1) >= 1 {
            band.lower = max(lower, allowEmpty ? 0 : 1)
        }
        return band
    }

    private func sentence(_ value: Double, _ measure: BaselineMeasure, _ threshold: Threshold) -> String {
        let past = method == .robust ? "median" : "mean"
        let side = value < measure.center ? "below" : "above"
        let center = NumberText.measurement(measure.center, unit, apartFrom: [value])
        guard let deviation = measure.deviation(of: value) else {
            return "\(NumberText.measurement(value, unit)) \(side) a \(past) of 0, where percent has no meaning"
        }
        let limit = threshold.value
        return "\(phrase(deviation, apartFrom: limit)) \(side) the \(past) of \(center); allowed are "
            + phrase(limit, apartFrom: deviation)
    }

    private func phrase(_ deviation: Double, apartFrom other: Double) -> String {
        NumberText.measurement(deviation, method.deviationUnit(forValuesIn: unit), apartFrom: [other])
    }

    /// Why a deviation beyond a threshold passes nevertheless, nil when there is none.
    private func ignoredSentence(_ value: Double, _ measure: BaselineMeasure) -> String? {
        let limits = [thresholds.warnAbove, thresholds.failAbove].compactMap { $0?.value }
        guard let limit = limits.min(), let deviation = measure.deviation(of: value), deviation > limit else {
            return nil
        }
        if direction == .drop, value > measure.center { return "only drops are judged" }
        if direction == .spike, value < measure.center { return "only spikes are judged" }
        let distance = abs(value - measure.center)
        guard distance > limit * measure.unitLength, distance <= measure.ignoredDistance else { return nil }
        let allowed = NumberText.measurement(100 * ignoreBelow, .percent)
        return "\(phrase(deviation, apartFrom: limit)), but within the \(allowed) that ignore_below allows"
    }

    private static func weekdayName(_ weekday: Int) -> String {
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][weekday - 1]
    }
}

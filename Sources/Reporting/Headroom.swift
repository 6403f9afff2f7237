package import AuditModel

/// How far a check is from one of its bounds.
package struct Headroom: Hashable, Sendable {
    /// The bound; nil for the band of a baseline, which has two sides.
    package let bound: Thresholds.Bound?
    /// Distance in `unit`, negative once the bound is crossed.
    package let amount: Double
    package let unit: MeasurementUnit
    package let place: Place

    /// Where the value lies.
    package enum Place: Hashable, Sendable {
        case left
        case over
        case short
        case insideBand
        case belowBand
        case aboveBand
    }

    /// `2.6 points short`, `8 h 48 min left`.
    package func text(in language: Language) -> String {
        let words =
            switch place {
            case .left: language("left", "de marge")
            case .over: language("over", "de trop")
            case .short: language("short", "de moins")
            case .insideBand: language("inside the band", "à l’intérieur de la bande")
            case .belowBand: language("below the band", "au-dessous de la bande")
            case .aboveBand: language("above the band", "au-dessus de la bande")
            }
        return "\(language.numbers.difference(abs(amount), unit)) \(words)"
    }
}

extension CheckResult {
    /// The distance that says most about the check: from the bound it crossed, else from the nearest one.
    ///
    /// nil when nothing was measured or judged, or where the measurement that a bound is about is not in the report.
    package var headroom: Headroom? {
        let band = bandHeadroom
        if judgesDeviation, let band { return band }
        let all = thresholds.all.compactMap { headroom(to: $0.bound) }
        let crossed = all.filter { $0.amount < 0 }
        if let worst = crossed.first(where: { $0.bound?.isFailure == true }) ?? crossed.first { return worst }
        if let band, band.amount < 0 || all.isEmpty { return band }
        // Distances compare only within a unit; bounds of one check rarely have two.
        return all.filter { $0.unit == all.first?.unit }.min { $0.amount < $1.amount }
    }

    /// The distance from one bound.
    package func headroom(to bound: Thresholds.Bound) -> Headroom? {
        guard let threshold = thresholds[bound], let value = measured(for: bound), status != .notEvaluated,
            status != .learning
        else { return nil }
        let amount = bound.isUpper ? threshold.value - value : value - threshold.value
        // The report's own verdict decides; where the numbers cannot explain it, nothing is said rather than something wrong.
        let isExplained =
            amount >= 0 ? status != (bound.isFailure ? .fail : .warn) || hasOtherBreach(than: bound) : status != .pass
        guard isExplained else { return nil }
        return Headroom(
            bound: bound, amount: amount, unit: threshold.unit,
            place: amount >= 0 ? .left : bound.isUpper ? .over : .short)
    }

    private func hasOtherBreach(than bound: Thresholds.Bound) -> Bool {
        thresholds.all.contains { other, threshold in
            guard other != bound, let value = measured(for: other) else { return false }
            return other.isUpper ? value > threshold.value : value < threshold.value
        }
    }

    /// The number that a bound is compared with, in the unit of the bound.
    private func measured(for bound: Thresholds.Bound) -> Double? {
        guard let threshold = thresholds[bound] else { return nil }
        if judgesDeviation, let baseline, bound.isUpper {
            return baseline.deviationUnit == threshold.unit ? baseline.deviation.map { abs($0) } : nil
        }
        if threshold.unit == unit { return value }
        let others = details.measurements.filter { $0.unit == threshold.unit }
        return others.count == 1 ? others[0].value : nil
    }

    /// The distance from the nearer side of the band that would still have passed, in the unit of the value.
    package var bandHeadroom: Headroom? {
        guard let value, let baseline, baseline.lower != nil || baseline.upper != nil else { return nil }
        let below = baseline.lower.map { value - $0 } ?? .infinity
        let above = baseline.upper.map { $0 - value } ?? .infinity
        let amount = min(below, above)
        return Headroom(
            bound: nil, amount: amount, unit: unit,
            place: amount >= 0 ? .insideBand : below < above ? .belowBand : .aboveBand)
    }
}

/// The centre of a baseline and the length of one unit of deviation from it.
///
/// With the series s, the limit L of a threshold, and g = `ignoreBelow`:
///
/// | method | centre c | unit u | deviation of x |
/// |---|---|---|---|
/// | absolute | mean(s) | 1 | \|x − c\|, in the check's unit |
/// | relative | mean(s) | \|c\| / 100 | 100 · \|x − c\| / \|c\|, percent |
/// | robust | median(s) | max(1.4826 · MAD(s), noise, floor) | \|x − c\| / u, scaled deviations |
///
/// A value breaches when it lies outside c ± max(L · u, g · \|c\|), on the side that the direction judges. The edge itself passes,
/// as with every threshold.
///
/// `absolute` is the rule that the first users' monitoring states: a distance from the mean of the last days. `robust` replaces mean
/// and standard deviation by median and median absolute deviation, which one bad day cannot move (Leys et al., "Detecting
/// outliers", Journal of Experimental Social Psychology 49, 2013). For counts, noise is √c, the standard deviation of a Poisson
/// count, and the floor is one document; else the floor is a thousandth of the centre. Without them a series that never changed
/// would turn each change into an infinite deviation.
package struct BaselineMeasure: Hashable, Sendable {
    package let method: BaselineMethod
    package let direction: BaselineDirection
    /// Mean or median, in the check's unit.
    package let center: Double
    /// What one unit of deviation is in the check's unit; 0 only for `relative` around a mean of 0.
    package let unitLength: Double
    /// Distances up to this never breach, in the check's unit.
    package let ignoredDistance: Double

    /// nil for an empty series.
    /// - Parameters:
    ///   - series: finite values in any order.
    ///   - ignoreBelow: a share of the centre, 0.1 for 10 %.
    ///   - isCount: whether the values count things, so that chance alone moves them by √c.
    package init?(
        of series: [Double], method: BaselineMethod, direction: BaselineDirection = .both, ignoreBelow: Double,
        isCount: Bool
    ) {
        let statistic = method == .robust ? SeriesStatistics.median(series) : SeriesStatistics.mean(series)
        guard let center = statistic, let spread = SeriesStatistics.medianAbsoluteDeviation(series) else { return nil }
        self.method = method
        self.direction = direction
        self.center = center
        ignoredDistance = (ignoreBelow * abs(center)).clampedToFinite
        switch method {
        case .absolute: unitLength = 1
        case .relative: unitLength = abs(center) / 100
        case .robust:
            let scaled = (SeriesStatistics.normalConsistency * spread).clampedToFinite
            let least = isCount ? max(1, abs(center).squareRoot()) : max(abs(center) / 1000, 1e-9)
            unitLength = max(scaled, least)
        }
    }

    /// How far a value lies from the centre, in the unit of the method.
    ///
    /// nil where percent has no meaning: another value than 0 around a mean of 0.
    package func deviation(of value: Double) -> Double? {
        let distance = abs(value - center)
        if distance == 0 { return 0 }
        switch method {
        case .absolute: return distance.clampedToFinite
        case .relative: return center == 0 ? nil : (100 * (distance / abs(center))).clampedToFinite
        case .robust: return (distance / unitLength).clampedToFinite
        }
    }

    /// The values that pass a threshold on the deviation; an edge that is nil is not judged.
    package func band(limit: Double) -> (lower: Double?, upper: Double?) {
        let width = max((limit * unitLength).clampedToFinite, ignoredDistance)
        return (
            direction == .spike ? nil : (center - width).clampedToFinite,
            direction == .drop ? nil : (center + width).clampedToFinite
        )
    }

    /// Whether a value breaches a threshold on the deviation: whether it lies outside of ``band(limit:)``.
    ///
    /// The band decides, not the deviation, so that the band that a report shows is exactly what would have passed.
    package func breaches(_ value: Double, limit: Double) -> Bool {
        let band = band(limit: limit)
        if let lower = band.lower, value < lower { return true }
        if let upper = band.upper, value > upper { return true }
        return false
    }
}

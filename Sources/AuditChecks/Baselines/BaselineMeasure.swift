package import AuditModel

/// The centre of a baseline and the length of one unit of deviation from it.
///
/// With the series s, the limit L of a threshold, and g = `ignoreBelow`:
///
/// | method | centre c | unit u | deviation of x |
/// |---|---|---|---|
/// | absolute | mean(s) | 1 | \|x − c\|, in the check's unit |
/// | relative | mean(s) | \|c\| / 100 | 100 · \|x − c\| / \|c\|, percent |
/// | robust | median(s) | max(1.4826 · MAD(s), least(c)) | \|x − c\| / u, scaled deviations |
/// | robust, weekday known | ``WeekdayForecast``: expected | max(spread · c, least(c)) | \|x − c\| / u, scaled deviations |
///
/// A value breaches when it lies outside c ± max(L · u, g · \|c\|), on the side that the direction judges. The edge itself passes,
/// as with every threshold.
///
/// `absolute` is the rule that the first users' monitoring states: a distance from the mean of the last days. `robust` replaces mean
/// and standard deviation by median and median absolute deviation, which one bad day cannot move (Leys et al., "Detecting
/// outliers", Journal of Experimental Social Psychology 49, 2013). The least unit keeps a series that never changed from turning each
/// change into an infinite deviation: of documents the greater of one and √c, the standard deviation of a Poisson count; of
/// percentages a tenth of a point; of seconds a minute or a thousandth of the centre; else a thousandth of the centre.
///
/// What follows its own past would also follow a slow decline. So, where a forecast knows what the weekday had four to six weeks
/// before, `robust` never lets more than a quarter be lost since (``mostDecline``), unless a person accepted a breach since.
package struct BaselineMeasure: Hashable, Sendable {
    package let method: BaselineMethod
    package let direction: BaselineDirection
    /// Mean, median or forecast, in the check's unit.
    package private(set) var center: Double
    /// What one unit of deviation is in the check's unit; 0 only for `relative` around a mean of 0.
    package private(set) var unitLength: Double
    /// Distances up to this never breach, in the check's unit.
    package private(set) var ignoredDistance: Double
    /// What the weekday had weeks ago, where more than ``mostDecline`` below it is a breach; nil where that is not judged.
    package private(set) var older: Double?
    /// Whether the centre is a forecast.
    package private(set) var isForecast = false
    private let unit: MeasurementUnit

    /// The greatest share that `robust` lets a volume lose within four to six weeks.
    package static let mostDecline = 0.25

    /// nil for an empty series.
    /// - Parameters:
    ///   - series: finite values in any order.
    ///   - ignoreBelow: a share of the centre, 0.1 for 10 %.
    ///   - unit: of the values: documents are counted, so that chance alone moves them by √c.
    package init?(
        of series: [Double], method: BaselineMethod, direction: BaselineDirection = .both, ignoreBelow: Double,
        unit: MeasurementUnit
    ) {
        let statistic = method == .robust ? SeriesStatistics.median(series) : SeriesStatistics.mean(series)
        guard let center = statistic, let spread = SeriesStatistics.medianAbsoluteDeviation(series) else { return nil }
        self.method = method
        self.direction = direction
        self.unit = unit
        self.center = center
        ignoredDistance = (ignoreBelow * abs(center)).clampedToFinite
        switch method {
        case .absolute: unitLength = 1
        case .relative: unitLength = abs(center) / 100
        case .robust:
            let scaled = (SeriesStatistics.normalConsistency * spread).clampedToFinite
            unitLength = max(scaled, Self.leastLength(around: center, in: unit))
        }
    }

    /// `robust` around a forecast.
    /// - Parameter judgesDecline: whether a slow decline is a breach.
    package init(
        forecast: WeekdayForecast, direction: BaselineDirection = .both, ignoreBelow: Double, unit: MeasurementUnit,
        judgesDecline: Bool
    ) {
        method = .robust
        self.direction = direction
        self.unit = unit
        isForecast = true
        let allowed = forecast.older.map { $0 * (1 - Self.mostDecline) }
        // Once more than a quarter is gone, what is left is no centre any more.
        let hasDeclined = judgesDecline && direction != .spike && forecast.expected < allowed ?? 0
        center = hasDeclined ? forecast.older ?? forecast.expected : forecast.expected
        ignoredDistance = (ignoreBelow * center).clampedToFinite
        unitLength = max(
            (forecast.relativeSpread * center).clampedToFinite, Self.leastLength(around: center, in: unit))
        older = judgesDecline && direction != .spike ? forecast.older : nil
    }

    private static func leastLength(around center: Double, in unit: MeasurementUnit) -> Double {
        switch unit {
        case .documents, .count: max(1, abs(center).squareRoot())
        case .percent: 0.1
        case .seconds: max(60, abs(center) / 1000)
        case .ratio, .scaledDeviations, .unixTime: max(abs(center) / 1000, 1e-9)
        }
    }

    /// The same around another value that is as good as the centre, such as that of a week before.
    package func around(_ value: Double) -> BaselineMeasure {
        var other = self
        let scale = center == 0 ? 1 : abs(value / center)
        other.center = value
        other.older = nil
        other.isForecast = false
        other.ignoredDistance = (ignoredDistance * scale).clampedToFinite
        switch method {
        case .absolute: break
        case .relative: other.unitLength = abs(value) / 100
        case .robust:
            other.unitLength = max(
                (unitLength * scale).clampedToFinite, Self.leastLength(around: value, in: unit))
        }
        return other
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
        let lower = max((center - width).clampedToFinite, leastAfterDecline(limit: limit) ?? -.infinity)
        return (direction == .spike ? nil : lower, direction == .drop ? nil : (center + width).clampedToFinite)
    }

    /// What a slow decline has to leave; nil where none is judged.
    ///
    /// A single day also has its chance: small counts lose a quarter every other week.
    package func leastAfterDecline(limit: Double) -> Double? {
        guard let older else { return nil }
        let chance = max(
            center == 0 ? 0 : unitLength * abs(older / center), Self.leastLength(around: older, in: unit))
        return min(older * (1 - Self.mostDecline), (older - limit * chance).clampedToFinite)
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

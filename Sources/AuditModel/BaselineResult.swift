/// What a value was compared with.
package struct BaselineResult: Hashable, Sendable, Codable {
    /// `absolute`, `relative` or `robust`.
    package var method: String
    /// Where the past comes from: `runs` (the history) or `days` (the documents' own).
    package var basis: String
    /// Days that the baseline holds.
    package var days: Int
    /// Days without which nothing is judged.
    package var daysNeeded: Int
    /// The window in days.
    package var windowDays: Int
    /// `monday` … `sunday` when only days of this weekday are compared with, else nil.
    package var weekday: String?
    /// Mean or median of the baseline, in the check's unit; nil while learning.
    package var center: Double?
    /// The band that would still have passed, in the check's unit; nil on a side that is not judged, and while learning.
    package var lower: Double?
    package var upper: Double?
    /// How far the value lies from the centre, in `deviationUnit`; nil while learning.
    package var deviation: Double?
    package var deviationUnit: MeasurementUnit
    /// The bounds on the deviation where the check has others, on its value (`anomaly`); nil where the check's own upper bounds are
    /// on the deviation (`volume`).
    package var thresholds: Thresholds?

    package init(
        method: String, basis: String, days: Int, daysNeeded: Int, windowDays: Int, weekday: String? = nil,
        center: Double? = nil,
        lower: Double? = nil, upper: Double? = nil, deviation: Double? = nil, deviationUnit: MeasurementUnit
    ) {
        self.method = method
        self.basis = basis
        self.days = days
        self.daysNeeded = daysNeeded
        self.windowDays = windowDays
        self.weekday = weekday
        self.center = center
        self.lower = lower
        self.upper = upper
        self.deviation = deviation
        self.deviationUnit = deviationUnit
    }

    private enum CodingKeys: String, CodingKey {
        case method, basis, days, weekday, center, lower, upper, deviation, thresholds
        case daysNeeded = "days_needed"
        case windowDays = "window_days"
        case deviationUnit = "deviation_unit"
    }
}

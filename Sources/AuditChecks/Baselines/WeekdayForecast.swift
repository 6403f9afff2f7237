/// What the last six weeks let expect of a day: the level of the last week times the share of the day's weekday.
///
/// | step | |
/// |---|---|
/// | share of a weekday | median over its days of value / median of the seven days before |
/// | adjusted value | value / share of its weekday |
/// | level on a day | median of the adjusted values of the seven days before |
/// | error of a day | adjusted value / level on it − 1 |
/// | drift | median of the errors: what a steady trend adds from the middle of the last week to the day |
/// | expected | level · share · (1 + drift) |
/// | relative spread | 1.3 · 1.4826 · median of \|error − drift\| |
///
/// It is the ratio-to-moving-average method of classical decomposition (Makridakis, Wheelwright, Hyndman, "Forecasting", 3.4) with a median
/// wherever that takes a mean, so that single bad days move nothing, and with the spread of the errors that forecasts of the same
/// kind made in these weeks. Those errors know the shares from the very days that they judge; a share that is a median of four to
/// six days has an error of its own, √(π/2 · 1/4) = 0.6 of a day's, so that √(1 + 0.6²) = 1.2 is the least that belongs in front; 1.3 is
/// what `scripts/alarm-quality` found best.
package struct WeekdayForecast: Hashable, Sendable {
    /// The value to expect, in the unit of the days.
    package let expected: Double
    /// How far days usually lie from what was expected of them, as a share of it: an estimate of the standard deviation.
    package let relativeSpread: Double
    /// What the weekday had from four to six weeks before, in the unit of the days; nil with fewer than seven such days.
    package let older: Double?
    /// The shares of weekdays, by the days that they lie before the judged one modulo 7.
    private let shares: [Double?]
    private let day: Int64

    private static let spreadAllowance = 1.3
    /// Days before the judged one that say how much there was before.
    private static let olderDays = 22...42

    /// nil where a weekday without a positive share makes it impossible.
    /// - Parameters:
    ///   - days: those that count, at most one value a day, in any order.
    ///   - day: the day to forecast; its own value and later ones are not looked at.
    package init?(from days: [DailyValue], for day: Int64) {
        // By distance from the judged day, so that nothing depends on the order.
        var values: [Double?] = Array(repeating: nil, count: BaselineRules.forecastDays + 1)
        for value in days where value.dayNumber < day && day - value.dayNumber < Int64(values.count) {
            values[Int(day - value.dayNumber)] = value.value
        }
        var ratios: [[Double]] = Array(repeating: [], count: 7)
        for distance in 1...BaselineRules.weekdayLookbackDays {
            guard let value = values[distance], let level = Self.level(values, before: distance) else { continue }
            ratios[distance % 7].append(value / level)
        }
        let shares = ratios.map { ratios -> Double? in
            guard ratios.count >= BaselineRules.daysNeeded, let share = SeriesStatistics.median(ratios), share > 0,
                share.isFinite
            else { return nil }
            return share
        }
        guard let share = shares[0] else { return nil }
        let adjusted = values.enumerated().map { distance, value -> Double? in
            guard let value, let share = shares[distance % 7] else { return nil }
            return value / share
        }
        // After an outage of a week the last days before it say how much there was.
        let latest = SeriesStatistics.median(adjusted.compactMap { $0 }.prefix(7).map { $0 })
        guard let level = Self.level(adjusted, before: 0) ?? latest, level > 0 else { return nil }
        let errors = (1...BaselineRules.weekdayLookbackDays).compactMap { distance -> Double? in
            guard let value = adjusted[distance], let level = Self.level(adjusted, before: distance) else { return nil }
            return value / level - 1
        }
        let drift = SeriesStatistics.median(errors) ?? 0
        let spread = SeriesStatistics.medianAbsoluteDeviation(errors) ?? 0
        let expected = level * share * (1 + drift)
        guard expected.isFinite, expected > 0 else { return nil }
        self.expected = expected
        relativeSpread = (Self.spreadAllowance * SeriesStatistics.normalConsistency * spread).clampedToFinite
        let before = Self.olderDays.compactMap { adjusted[$0] }
        older = before.count >= 7 ? SeriesStatistics.median(before).map { ($0 * share).clampedToFinite } : nil
        self.shares = shares
        self.day = day
    }

    /// The value of another day as it would have been on the judged day's weekday.
    package func onJudgedWeekday(_ value: DailyValue) -> Double {
        let distance = Int((day - value.dayNumber) % 7)
        guard distance >= 0, let own = shares[distance], let share = shares[0] else { return value.value }
        return (value.value / own * share).clampedToFinite
    }

    /// The median of the seven days before one; nil with fewer than three of them, or where it is not positive.
    private static func level(_ values: [Double?], before distance: Int) -> Double? {
        let last = min(distance + 7, values.count - 1)
        guard distance < last else { return nil }
        let week = values[(distance + 1)...last].compactMap { $0 }
        guard week.count >= BaselineRules.daysNeeded, let level = SeriesStatistics.median(week), level > 0 else {
            return nil
        }
        return level
    }
}

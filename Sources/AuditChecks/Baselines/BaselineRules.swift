package import AuditModel

/// Which of the past makes a baseline: pure functions over points, the same for every store.
package enum BaselineRules {
    /// With fewer days nothing is judged: the check is learning.
    package static let daysNeeded = 3

    /// With so many values on the same weekday, those are the baseline.
    package static let weekdayValuesNeeded = 4

    /// How far back values on the same weekday are looked for: four weeks, and two more to bridge gaps.
    package static let weekdayLookbackDays = 42

    /// How far back the history is read: good days before an outage are looked for as long as this.
    package static let historyDays = 400

    /// How many days of history a baseline of `windowDays` wants to see, for ``HistoryNeed`` and ``dailyValues(points:before:windowDays:zone:)``.
    package static func lookbackDays(windowDays: Int) -> Int {
        max(windowDays, weekdayLookbackDays)
    }

    /// The instant from which the history is needed for `lookbackDays` days before the day of `now`, whatever the zone.
    package static func earliestInstant(before now: Instant, lookbackDays: Int) -> Instant {
        // A calendar day can last longer than 24 hours; two more days are more than enough, and what is too early is left out later.
        now.adding(seconds: -(Int64(lookbackDays) + 2) * 86_400)
    }

    /// Whether a run's value may stand for its day.
    ///
    /// What a person said wins: accepted counts, rejected does not. Else the run must be complete, and the same check must not have
    /// breached in it. A warning is a breach too, of the warn threshold: a baseline that took in values a little too low each day
    /// would follow a slow decline without ever failing. Runs that were learning count, otherwise nobody would ever have learnt.
    package static func counts(_ point: HistoryPoint) -> Bool {
        guard point.value.isFinite else { return false }
        switch point.review {
        case .accepted: return true
        case .rejected: return false
        case .none: break
        }
        guard point.runStatus != .incomplete else { return false }
        switch point.checkStatus {
        case .pass, .learning: return true
        case .warn, .fail, .notEvaluated: return false
        }
    }

    /// One value for each of the `windowDays` calendar days before the day of `now` that has one, ascending.
    ///
    /// Only earlier days count, because an audit that runs ten times a day must not be compared with itself; the last run of a
    /// day that ``counts(_:)`` stands for it, at the same instant the one with the greater id. Days without such a run are gaps:
    /// nothing is put in their place.
    package static func dailyValues(
        points: [HistoryPoint], before now: Instant, windowDays: Int, zone: TimeZoneRules
    ) -> [DailyValue] {
        let today = zone.dayNumber(of: now)
        var lastOfDay: [Int64: HistoryPoint] = [:]
        for point in points where point.now < now && counts(point) {
            let day = zone.dayNumber(of: point.now)
            guard day < today, day >= today - Int64(windowDays) else { continue }
            if let other = lastOfDay[day], (other.now, other.runID) > (point.now, point.runID) { continue }
            lastOfDay[day] = point
        }
        return lastOfDay.map { DailyValue(dayNumber: $0.key, value: $0.value.value) }
            .sorted { $0.dayNumber < $1.dayNumber }
    }

    /// The calendar days before that of `now` on which complete runs breached, and none counts.
    ///
    /// Such a day is not a gap: something was there and was wrong. Rejected runs make such days too.
    package static func breachedDays(
        points: [HistoryPoint], before now: Instant, zone: TimeZoneRules
    ) -> Set<Int64> {
        let today = zone.dayNumber(of: now)
        var breached: Set<Int64> = []
        var good: Set<Int64> = []
        for point in points where point.now < now && zone.dayNumber(of: point.now) < today {
            if counts(point) {
                good.insert(zone.dayNumber(of: point.now))
            } else if point.runStatus != .incomplete || point.review == .rejected {
                breached.insert(zone.dayNumber(of: point.now))
            }
        }
        return breached.subtracting(good)
    }

    /// Chooses the days that a value of `day` is compared with, among daily values of any length.
    ///
    /// Where at least ``weekdayValuesNeeded`` earlier days within ``lookbackDays(windowDays:)`` fall on the same weekday, these:
    /// shops and scrapers have weeks. Else the days of the window.
    ///
    /// When breaches leave too few days in the window, the last good days before them stay the baseline: an outage that lasts longer
    /// than the window must not become the new normal by itself. Somebody accepts it, or it goes on failing.
    ///
    /// - Parameters:
    ///   - breached: days that are known, and no part of `daily` because they breached.
    ///   - usesWeekdays: whether days of the same weekday may be chosen.
    package static func selection(
        from daily: [DailyValue], judging day: Int64, windowDays: Int, breached: Set<Int64> = [],
        usesWeekdays: Bool = true
    ) -> BaselineSelection {
        let weekday = CivilDate(dayNumber: day).isoWeekday
        let earlier = daily.filter { $0.dayNumber < day && !breached.contains($0.dayNumber) }
            .sorted { $0.dayNumber < $1.dayNumber }
        let lookback = Int64(lookbackDays(windowDays: windowDays))
        let sameWeekday = earlier.filter { $0.dayNumber >= day - lookback && (day - $0.dayNumber) % 7 == 0 }
        if usesWeekdays, sameWeekday.count >= weekdayValuesNeeded {
            return BaselineSelection(days: sameWeekday, weekday: weekday)
        }
        let window = earlier.filter { $0.dayNumber >= day - Int64(windowDays) }
        let isEmptiedByBreaches =
            window.count < daysNeeded && breached.contains { $0 < day && $0 >= day - Int64(windowDays) }
        return BaselineSelection(days: isEmptiedByBreaches ? Array(earlier.suffix(windowDays)) : window)
    }
}

package import AuditModel

/// Which of the past makes a baseline: pure functions over points, the same for every store.
package enum BaselineRules {
    /// With fewer days nothing is judged: the check is learning.
    package static let daysNeeded = 3

    /// With so many values on the same weekday, those are the baseline.
    package static let weekdayValuesNeeded = 4

    /// How far back values on the same weekday are looked for: four weeks, and two more to bridge gaps.
    package static let weekdayLookbackDays = 42

    /// How far back a forecast for a weekday looks: each of the six weeks has a week before it that says how much there was of all.
    package static let forecastDays = weekdayLookbackDays + 7

    /// Values on one weekday that breached agree with the others when they lie within this share of their median.
    package static let weekdayAgreement = 0.2

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
        return lastOfDay.map {
            DailyValue(dayNumber: $0.key, value: $0.value.value, isAccepted: isAcceptedBreach($0.value))
        }.sorted { $0.dayNumber < $1.dayNumber }
    }

    /// Whether a value counts only because a person said so.
    package static func isAcceptedBreach(_ point: HistoryPoint) -> Bool {
        point.review == .accepted && (point.checkStatus == .fail || point.checkStatus == .warn)
    }

    /// The values of the days before that of `now` that breached and that nobody has spoken of, ascending: of each such day that of
    /// its last run.
    package static func unreviewedValues(
        points: [HistoryPoint], before now: Instant, zone: TimeZoneRules
    ) -> [DailyValue] {
        let breached = breachedDays(points: points, before: now, zone: zone)
        var lastOfDay: [Int64: HistoryPoint] = [:]
        var rejected: Set<Int64> = []
        for point in points where point.now < now && point.value.isFinite {
            let day = zone.dayNumber(of: point.now)
            guard breached.contains(day) else { continue }
            if point.review == .rejected { rejected.insert(day) }
            guard point.runStatus != .incomplete, point.checkStatus == .fail || point.checkStatus == .warn else {
                continue
            }
            if let other = lastOfDay[day], (other.now, other.runID) > (point.now, point.runID) { continue }
            lastOfDay[day] = point
        }
        return lastOfDay.filter { !rejected.contains($0.key) }
            .map { DailyValue(dayNumber: $0.key, value: $0.value.value) }.sorted { $0.dayNumber < $1.dayNumber }
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
}

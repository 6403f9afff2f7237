package import AuditModel

/// What is known of one number day by day, before the day that is judged.
package struct BaselinePast: Hashable, Sendable {
    /// The days that count, ascending.
    package let daily: [DailyValue]
    /// The days that breached and that nobody has spoken of, ascending.
    package let unreviewed: [DailyValue]
    /// All days that are known and do not count, rejected ones too.
    package let breached: Set<Int64>
    /// Where the days come from: `runs` (the history) or `days` (the documents' own).
    package let basis: String

    /// The past as the runs of the history measured it.
    package init(runs points: [HistoryPoint], before now: Instant, zone: TimeZoneRules) {
        daily = BaselineRules.dailyValues(
            points: points, before: now, windowDays: BaselineRules.historyDays, zone: zone)
        breached = BaselineRules.breachedDays(points: points, before: now, zone: zone)
        unreviewed = BaselineRules.unreviewedValues(points: points, before: now, zone: zone)
        basis = "runs"
    }

    /// The past as the documents' own times tell it.
    /// - Parameters:
    ///   - days: every day that has documents; one without was an outage, and is no baseline.
    ///   - points: what earlier runs found, to know which of the days breached.
    ///   - judgedDay: the day that a run at an instant judged.
    package init(
        days: [DailyValue], points: [HistoryPoint], before now: Instant, zone: TimeZoneRules,
        judgedDay: (Instant) -> Int64
    ) {
        // As with runs: a day breached when no run that judged it counts.
        var breached: Set<Int64> = []
        var rejected: Set<Int64> = []
        var accepted: Set<Int64> = []
        var good: Set<Int64> = []
        for point in points where point.now < now {
            let day = judgedDay(point.now)
            if BaselineRules.counts(point) {
                good.insert(day)
                if BaselineRules.isAcceptedBreach(point) { accepted.insert(day) }
            } else if point.runStatus != .incomplete || point.review == .rejected {
                breached.insert(day)
                if point.review == .rejected { rejected.insert(day) }
            }
        }
        breached.subtract(good)
        self.breached = breached
        daily = days.filter { !breached.contains($0.dayNumber) }.map {
            DailyValue(dayNumber: $0.dayNumber, value: $0.value, isAccepted: accepted.contains($0.dayNumber))
        }.sorted { $0.dayNumber < $1.dayNumber }
        unreviewed = days.filter { breached.contains($0.dayNumber) && !rejected.contains($0.dayNumber) }
            .sorted { $0.dayNumber < $1.dayNumber }
        basis = "days"
    }
}

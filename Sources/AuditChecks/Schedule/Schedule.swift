package import AuditModel

/// The hours of the week, and the days of the year, in which new data are expected: `schedule`.
package struct Schedule: Hashable, Sendable {
    /// ISO weekdays: 1 Monday … 7 Sunday.
    package let weekdays: Set<Int>
    /// Seconds after midnight on the clock on the wall, 0 to 86,399.
    package let from: Int64
    /// Seconds after midnight, 1 to 86,400; one that is not later than `from` is on the next day.
    package let to: Int64
    /// Day numbers (days since 1970-01-01) that are no days of the schedule.
    package let holidays: Set<Int64>

    /// Ages are looked at day by day up to here; older times count in full before it. 54 years.
    package static let mostDays: Int64 = 20_000

    package init(weekdays: Set<Int> = Set(1...7), from: Int64 = 0, to: Int64 = 86_400, holidays: Set<Int64> = []) {
        self.weekdays = weekdays
        self.from = from
        self.to = to
        self.holidays = holidays
    }

    /// Whether the hours that begin on a day are part of the schedule.
    package func includes(day: Int64) -> Bool {
        weekdays.contains(CivilDate(dayNumber: day).isoWeekday) && !holidays.contains(day)
    }

    /// The milliseconds between two instants that lie within the schedule; 0 when `end` is not later than `start`.
    ///
    /// Hours are those of the clock on the wall: 06:00 to 22:00 are sixteen hours on every day, but a whole day has 23 or 25 hours
    /// when the clocks change. A time that the clock shows twice means the first, one that it skips is read with the offset
    /// before (``TimeZoneRules/utcSeconds(fromLocal:)``). Hours over midnight belong to the day on which they begin.
    /// - Parameters:
    ///   - start: milliseconds since 1970, any number.
    ///   - zone: where the wall is.
    /// - Complexity: linear in the days between, at most ``mostDays``.
    package func milliseconds(from start: Int64, to end: Instant, zone: TimeZoneRules) -> Int64 {
        let end = end.milliseconds
        guard start < end else { return 0 }
        let last = zone.dayNumber(of: Instant(milliseconds: end))
        let (earliest, overflow) = end.subtractingReportingOverflow(Self.mostDays * 86_400_000)
        let near = overflow ? start : max(start, earliest)
        // A BSON date can be further away than 64 bits can count.
        let (far, isBeyond) = near.subtractingReportingOverflow(start)
        var total = isBeyond ? .max / 2 : min(far, .max / 2)
        // Hours over midnight of the day before may reach into the first day.
        for day in zone.dayNumber(of: Instant(milliseconds: near)) - 1...last where includes(day: day) {
            let length = to > from ? to : to + 86_400
            let opens = zone.utcSeconds(fromLocal: day * 86_400 + from) * 1000
            let closes = zone.utcSeconds(fromLocal: day * 86_400 + length) * 1000
            total += max(0, min(closes, end) - max(opens, near))
        }
        return total
    }
}

/// The days that a value is compared with.
package struct BaselineSelection: Hashable, Sendable {
    /// The baseline, ascending by day, one a day; days without a value are not there.
    package let days: [DailyValue]
    /// The ISO weekday (1 Monday … 7 Sunday) when only days of this weekday are compared with, else nil.
    package let weekday: Int?
    /// The day that is judged; after a lasting breach the day of the same weekday in the week behind the last good day.
    package let day: Int64
    /// All days of the last weeks that count, ascending: what a forecast for the weekday is made from.
    package let recent: [DailyValue]

    package init(days: [DailyValue], weekday: Int? = nil, day: Int64 = 0, recent: [DailyValue] = []) {
        self.days = days
        self.weekday = weekday
        self.day = day
        self.recent = recent
    }

    /// Values of the window that breached and that a person accepted, the latest first.
    package func accepted(windowDays: Int) -> [DailyValue] {
        recent.filter { $0.isAccepted && $0.dayNumber >= day - Int64(windowDays) }.reversed()
    }

    /// The value of the day a week before; nil when it does not count or is not known.
    package var weekBefore: DailyValue? { recent.last { $0.dayNumber == day - 7 } }
}
